#include "runtime/loader/column_input.h"

#include <fmt/core.h>

#include <cstring>
#include <limits>

namespace guiju::loader {
namespace {

constexpr int64_t kNoSuchName = std::numeric_limits<int64_t>::min();

int WidthOfFormat(char format, bool* is_signed) {
  *is_signed = format >= 'a';
  switch (format) {
    case 'c':
    case 'C':
      return 1;
    case 's':
    case 'S':
      return 2;
    case 'i':
    case 'I':
      return 4;
    case 'l':
    case 'L':
      return 8;
    default:
      return -1;
  }
}

int64_t ReadInteger(const BoundColumn& column, int64_t index) {
  const auto* bytes = static_cast<const std::byte*>(column.array->buffers[1]) + index * column.width;
  uint64_t raw = 0;
  std::memcpy(&raw, bytes, static_cast<size_t>(column.width));
  const int shift = 64 - 8 * column.width;
  if (!column.is_signed || shift == 0) return static_cast<int64_t>(raw);
  return static_cast<int64_t>(raw << shift) >> shift;
}

std::string_view ReadText(const ArrowArray& array, int64_t index) {
  const auto* offsets = static_cast<const int32_t*>(array.buffers[1]);
  const auto* bytes = static_cast<const char*>(array.buffers[2]);
  return {bytes + offsets[index], static_cast<size_t>(offsets[index + 1] - offsets[index])};
}

int64_t ValueOfName(const ir::Program& program, ir::FactId fact, std::string_view name, TextIds& texts) {
  const ir::Type& type = program.facts[fact].type;
  if (type.kind == ir::TypeKind::kText) return texts.IdOf(name);
  const std::vector<ir::Name>& values = program.enums[type.enumeration].values;
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i].Is(name)) return static_cast<int64_t>(i);
  }
  return kNoSuchName;
}

}  // namespace

TextIds::TextIds(const ir::Program& program) {
  for (const std::string& text : program.texts) ids_.emplace(text, static_cast<int64_t>(ids_.size()));
}

int64_t TextIds::IdOf(std::string_view text) {
  return ids_.emplace(std::string(text), static_cast<int64_t>(ids_.size())).first->second;
}

base::Result<BoundColumn> Bind(const ir::Program& program, ir::FactId id, const ArrowSchema& schema,
                               const ArrowArray& array, int64_t parent_offset, TextIds& texts) {
  const ir::Fact& fact = program.facts[id];
  BoundColumn column{&schema, &array, array.offset + parent_offset, 0, true, false, {}};
  const std::string_view format = schema.format;
  auto refuse = [&] {
    return base::Error{fmt::format(
        "列 {}：格式“{}”不适合该事实的类型 (column {}: format \"{}\" does not fit the type of this fact)",
        schema.name, format, schema.name, format)};
  };
  const ir::TypeKind kind = fact.type.kind;
  const bool named = kind == ir::TypeKind::kEnum || kind == ir::TypeKind::kText;
  if (schema.dictionary != nullptr) {
    column.width = format.size() == 1 ? WidthOfFormat(format[0], &column.is_signed) : -1;
    if (!named || column.width < 0 || std::string_view(schema.dictionary->format) != "u") return refuse();
    const ArrowArray& words = *array.dictionary;
    for (int64_t i = 0; i < words.length; ++i) {
      column.dictionary.push_back(ValueOfName(program, id, ReadText(words, words.offset + i), texts));
    }
    if (column.dictionary.empty()) column.dictionary.push_back(kNoSuchName);
    return column;
  }
  if (format == "u") {
    column.names = true;
    if (!named) return refuse();
    return column;
  }
  if (kind == ir::TypeKind::kBool) {
    if (format != "b") return refuse();
    return column;
  }
  if (kind == ir::TypeKind::kDate) {
    column.width = 4;
    if (format != "tdD") return refuse();
    return column;
  }
  column.width = format.size() == 1 ? WidthOfFormat(format[0], &column.is_signed) : -1;
  const bool too_wide = column.width == 8 && !column.is_signed;
  if (column.width < 0 || too_wide || kind == ir::TypeKind::kText) return refuse();
  return column;
}

Cell Read(const ir::Program& program, ir::FactId id, const BoundColumn& column, int64_t row, TextIds& texts) {
  const int64_t index = column.first + row;
  if (IsNull(*column.array, index)) return {};
  Cell cell{true, 0, true};
  if (column.names) {
    cell.value = ValueOfName(program, id, ReadText(*column.array, index), texts);
  } else if (column.width == 0) {
    cell.value = (static_cast<const uint8_t*>(column.array->buffers[1])[index / 8] >> (index % 8)) & 1;
  } else {
    cell.value = ReadInteger(column, index);
    if (!column.dictionary.empty()) {
      const bool inside = cell.value >= 0 && cell.value < static_cast<int64_t>(column.dictionary.size());
      cell.value = inside ? column.dictionary[static_cast<size_t>(cell.value)] : kNoSuchName;
    }
  }
  const ir::Fact& fact = program.facts[id];
  switch (fact.type.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kText:
      break;
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
    case ir::TypeKind::kEnum:
      cell.valid = cell.value >= fact.range.lo && cell.value <= fact.range.hi;
      break;
    case ir::TypeKind::kSet: {
      const size_t values = program.enums[fact.type.enumeration].values.size();
      cell.valid = values >= 64 || (static_cast<uint64_t>(cell.value) >> values) == 0;
      break;
    }
  }
  if (!cell.valid) cell = {false, 0, false};
  return cell;
}

}  // namespace guiju::loader
