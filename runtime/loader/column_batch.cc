#include "runtime/loader/column_batch.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

namespace guiju::loader {
namespace {

template <class Id>
size_t At(Id id) {
  return static_cast<size_t>(id.index);
}

bool MayHaveNulls(const ArrowArray& array) { return array.null_count != 0 && array.buffers[0] != nullptr; }

bool HasNulls(const ArrowArray& array, int64_t first, int64_t rows) {
  if (!MayHaveNulls(array) || rows == 0) return false;
  std::vector<uint64_t> words(static_cast<size_t>((rows + 63) / 64));
  CopyBits(array.buffers[0], first, rows, words.data());
  int64_t set = 0;
  for (uint64_t word : words) set += __builtin_popcountll(word);
  return set != rows;
}

// Stored exactly as the kernels read it.
bool IsDirect(const ir::Fact& fact, const abi::Field& field, const BoundColumn& column) {
  if (column.names || !column.dictionary.empty()) return false;
  if (fact.type.kind == ir::TypeKind::kBool) return column.width == 0;
  return column.width == field.width && (column.width == 1 || column.is_signed);
}

ir::FactId FindFact(const ir::Program& program, std::string_view name, ir::ListId list) {
  for (ir::FactId id : program.facts.ids()) {
    const ir::Fact& fact = program.facts[id];
    if (fact.list != list) continue;
    if (fact.name.Is(name)) return id;
    if (!list) continue;
    // Fields are flattened as list.field; a child may be named by the field alone.
    for (const std::string* spelling : {&fact.name.zh, &fact.name.en}) {
      const size_t dot = spelling->rfind('.');
      if (dot != std::string::npos && std::string_view(*spelling).substr(dot + 1) == name) return id;
    }
  }
  return {};
}

}  // namespace

ColumnBatch::ColumnBatch(const ir::Program& program, const abi::Layout& layout, const Need& need,
                         bool ranges_checked)
    : program_(program),
      layout_(layout),
      need_(need),
      ranges_checked_(ranges_checked),
      texts_(program),
      columns_(program.facts.size()),
      bound_lists_(program.lists.size()),
      list_needed_(program.lists.size()),
      buffers_(program.facts.size()),
      values_(program.facts.size()),
      known_(program.facts.size()),
      lists_(program.lists.size()),
      views_(program.lists.size()),
      elements_(program.lists.size()) {
  for (ir::ListId id : program.lists.ids()) {
    for (const Need::ListNeed& list : need.lists)
      if (list.offset == layout.list_offsets[At(id)]) list_needed_[At(id)] = 1;
  }
}

bool ColumnBatch::IsNeeded(ir::FactId fact) const {
  const uint32_t bit = layout_.fields[At(fact)].known_bit;
  return !program_.facts[fact].list && bit / 64 < need_.row.size() &&
         ((need_.row[bit / 64] >> (bit % 64)) & 1) != 0;
}

base::Status ColumnBatch::Bind(const ArrowSchema& schema, const ArrowArray& array) {
  if (std::string_view(schema.format) != "+s") {
    return base::Error{"需要结构列“+s” (expected a struct array, format \"+s\")"};
  }
  rows_ = array.length;
  for (int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema& child = *schema.children[i];
    const std::string_view name = child.name == nullptr ? "" : child.name;
    if (const ir::FactId fact = FindFact(program_, name, {})) {
      auto column = loader::Bind(program_, fact, child, *array.children[i], array.offset, texts_);
      if (!column) return column.error();
      columns_[At(fact)] = std::move(*column);
      continue;
    }
    ir::ListId list;
    for (ir::ListId id : program_.lists.ids()) {
      if (program_.lists[id].name.Is(name)) list = id;
    }
    if (!list) return base::Error{fmt::format("没有名为“{}”的事实 (no fact is named \"{}\")", name, name)};
    if (std::string_view(child.format) != "+l" || std::string_view(child.children[0]->format) != "+s") {
      return base::Error{
          fmt::format("列 {} 应为“+l”结构列表 (column {} must be a list of structs)", name, name)};
    }
    const ArrowArray& items = *array.children[i]->children[0];
    BoundList& bound = bound_lists_[At(list)];
    bound.array = array.children[i];
    bound.first = array.children[i]->offset + array.offset;
    for (int64_t k = 0; k < child.children[0]->n_children; ++k) {
      const ArrowSchema& field = *child.children[0]->children[k];
      const std::string_view field_name = field.name == nullptr ? "" : field.name;
      const ir::FactId fact = FindFact(program_, field_name, list);
      if (!fact) {
        return base::Error{fmt::format("列表 {} 没有字段“{}” (list {} has no field \"{}\")", name, field_name,
                                       name, field_name)};
      }
      auto column = loader::Bind(program_, fact, field, *items.children[k], items.offset, texts_);
      if (!column) return column.error();
      bound.fields.emplace_back(fact, std::move(*column));
    }
  }
  return base::Done{};
}

bool ColumnBatch::IsComplete() const {
  for (ir::FactId id : program_.facts.ids()) {
    if (!IsNeeded(id)) continue;
    const BoundColumn& column = columns_[At(id)];
    if (column.array == nullptr || HasNulls(*column.array, column.first, rows_)) return false;
  }
  for (ir::ListId id : program_.lists.ids()) {
    if (!list_needed_[At(id)]) continue;
    const BoundList& bound = bound_lists_[At(id)];
    if (bound.array == nullptr || HasNulls(*bound.array, bound.first, rows_)) return false;
    const auto* offsets = static_cast<const int32_t*>(bound.array->buffers[1]) + bound.first;
    std::vector<char> present(program_.facts.size());
    for (const auto& [fact, column] : bound.fields) {
      if (HasNulls(*column.array, column.first + offsets[0], offsets[rows_] - offsets[0])) return false;
      present[At(fact)] = 1;
    }
    for (ir::FactId field : program_.lists[id].fields) {
      if (!present[At(field)]) return false;
    }
  }
  return true;
}

void ColumnBatch::Fill(int64_t from, int64_t count, uint64_t* refused) {
  for (ir::FactId id : program_.facts.ids()) {
    if (IsNeeded(id)) FillFact(id, from, count, refused);
  }
  for (ir::ListId id : program_.lists.ids()) {
    if (list_needed_[At(id)]) FillList(id, from, count, refused);
  }
}

void ColumnBatch::FillKnown(ir::FactId id, int64_t from, int64_t count) {
  static const std::vector<uint64_t> kOnes(kBatchBlocks, ~uint64_t{0});
  const BoundColumn& column = columns_[At(id)];
  if (!MayHaveNulls(*column.array)) {
    known_[At(id)] = kOnes.data();
    return;
  }
  std::vector<uint64_t>& words = buffers_[At(id)].known;
  words.resize(kBatchBlocks);
  CopyBits(column.array->buffers[0], column.first + from, count, words.data());
  known_[At(id)] = words.data();
}

void ColumnBatch::FillFact(ir::FactId id, int64_t from, int64_t count, uint64_t* refused) {
  static const std::vector<std::byte> kZeros(8 * kBatchRows);
  const BoundColumn& column = columns_[At(id)];
  const ir::Fact& fact = program_.facts[id];
  const abi::Field& field = layout_.fields[At(id)];
  if (column.array == nullptr) {
    values_[At(id)] = kZeros.data();
    known_[At(id)] = reinterpret_cast<const uint64_t*>(kZeros.data());
    return;
  }
  if (!IsDirect(fact, field, column)) return FillSlowly(id, from, count, refused);
  const auto* base = static_cast<const std::byte*>(column.array->buffers[1]);
  std::vector<std::byte>& copy = buffers_[At(id)].values;
  if (column.width == 0) {
    if ((column.first + from) % 8 == 0 && count % 64 == 0) {
      values_[At(id)] = base + (column.first + from) / 8;
    } else {
      copy.resize(8 * kBatchBlocks);
      CopyBits(base, column.first + from, count, reinterpret_cast<uint64_t*>(copy.data()));
      values_[At(id)] = copy.data();
    }
    return FillKnown(id, from, count);
  }
  const std::byte* values = base + (column.first + from) * column.width;
  // Undefined bytes under nulls may look out of range: then the slow way tells them apart.
  const bool ordered = fact.type.kind != ir::TypeKind::kSet && fact.type.kind != ir::TypeKind::kText;
  const bool checked = ranges_checked_ && !MayHaveNulls(*column.array);
  if (!checked &&
      (!ordered || !AllWithin(values, column.width, column.is_signed, count, fact.range.lo, fact.range.hi))) {
    return FillSlowly(id, from, count, refused);
  }
  if (count % 64 != 0) {
    copy.assign(static_cast<size_t>(column.width * kBatchRows), std::byte{0});
    std::memcpy(copy.data(), values, static_cast<size_t>(count * column.width));
    values = copy.data();
  }
  values_[At(id)] = values;
  FillKnown(id, from, count);
}

void ColumnBatch::FillSlowly(ir::FactId id, int64_t from, int64_t count, uint64_t* refused) {
  Buffers& buffers = buffers_[At(id)];
  const abi::Field& field = layout_.fields[At(id)];
  const bool bits = program_.facts[id].type.kind == ir::TypeKind::kBool;
  buffers.values.assign(static_cast<size_t>(8 * kBatchRows), std::byte{0});
  buffers.known.assign(kBatchBlocks, 0);
  for (int64_t row = 0; row < count; ++row) {
    const Cell cell = Read(program_, id, columns_[At(id)], from + row, texts_);
    const uint64_t bit = uint64_t{1} << (row % 64);
    if (!cell.valid) refused[row / 64] |= bit;
    if (!cell.known) continue;
    buffers.known[static_cast<size_t>(row / 64)] |= bit;
    if (bits) {
      if (cell.value != 0) reinterpret_cast<uint64_t*>(buffers.values.data())[row / 64] |= bit;
    } else {
      std::memcpy(buffers.values.data() + row * field.width, &cell.value, field.width);
    }
  }
  values_[At(id)] = buffers.values.data();
  known_[At(id)] = buffers.known.data();
}

void ColumnBatch::FillList(ir::ListId id, int64_t from, int64_t count, uint64_t* refused) {
  std::vector<abi::ListView>& views = views_[At(id)];
  views.assign(kBatchRows, abi::ListView{nullptr, 0, 1});
  lists_[At(id)] = views.data();
  const BoundList& bound = bound_lists_[At(id)];
  if (bound.array == nullptr) return;
  const auto* offsets = static_cast<const int32_t*>(bound.array->buffers[1]) + bound.first + from;
  const size_t size = layout_.elements[At(id)].size;
  std::vector<std::byte>& elements = elements_[At(id)];
  elements.assign(static_cast<size_t>(offsets[count] - offsets[0]) * size + 8, std::byte{0});
  for (int64_t row = 0; row < count; ++row) {
    if (IsNull(*bound.array, bound.first + from + row)) continue;
    std::byte* first = elements.data() + static_cast<size_t>(offsets[row] - offsets[0]) * size;
    const int32_t length = offsets[row + 1] - offsets[row];
    views[static_cast<size_t>(row)] = {first, static_cast<uint32_t>(length), 0};
    for (int32_t k = 0; k < length; ++k) {
      for (const auto& [fact, column] : bound.fields) {
        const Cell cell = Read(program_, fact, column, offsets[row] + k, texts_);
        if (!cell.valid) refused[row / 64] |= uint64_t{1} << (row % 64);
        if (cell.known)
          abi::Store(first + static_cast<size_t>(k) * size, layout_.fields[At(fact)], cell.value);
      }
    }
  }
}

}  // namespace guiju::loader
