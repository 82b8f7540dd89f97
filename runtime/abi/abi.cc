#include "runtime/abi/abi.h"

#include <limits>

namespace guiju::abi {
namespace {

uint8_t WidthOf(const ir::Fact& fact) {
  switch (fact.type.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kEnum:
      return 1;
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      return fact.range.lo >= std::numeric_limits<int32_t>::min() &&
                     fact.range.hi <= std::numeric_limits<int32_t>::max()
                 ? 4
                 : 8;
    case ir::TypeKind::kText:
    case ir::TypeKind::kSet:
      return 8;
  }
  return 8;
}

// Places the facts of one row (the case's, or one list's element), which already holds `lists` list views.
RowLayout PlaceFacts(const ir::Program& program, ir::ListId row_of, uint32_t lists,
                     std::vector<Field>* fields, std::vector<uint32_t>* list_offsets) {
  RowLayout row;
  uint32_t known = 0;
  for (ir::FactId id : program.facts.ids()) {
    if (program.facts[id].list == row_of) (*fields)[static_cast<size_t>(id.index)].known_bit = known++;
  }
  row.known_words = (known + 63) / 64;
  row.size = row.known_words * 8;
  for (uint32_t i = 0; i < lists; ++i) {
    list_offsets->push_back(row.size);
    row.size += sizeof(ListView);
  }
  for (uint8_t width : {8, 4, 1}) {
    for (ir::FactId id : program.facts.ids()) {
      const ir::Fact& fact = program.facts[id];
      if (fact.list != row_of || WidthOf(fact) != width) continue;
      Field& field = (*fields)[static_cast<size_t>(id.index)];
      field.width = width;
      field.offset = row.size;
      row.size += width;
    }
  }
  row.size = (row.size + 7) / 8 * 8;
  return row;
}

class Fnv {  // FNV-1a over the bytes of the numbers given
 public:
  void Add(uint64_t number) {
    for (int i = 0; i < 8; ++i) hash_ = (hash_ ^ ((number >> (8 * i)) & 0xff)) * 0x100000001b3u;
  }
  uint64_t hash() const { return hash_; }

 private:
  uint64_t hash_ = 0xcbf29ce484222325u;
};

uint64_t HashOf(const Layout& layout) {
  Fnv fnv;
  const auto add_row = [&](const RowLayout& row) {
    fnv.Add(row.known_words);
    fnv.Add(row.size);
  };
  fnv.Add(kAbiVersion);
  add_row(layout.row);
  fnv.Add(layout.elements.size());
  for (const RowLayout& row : layout.elements) add_row(row);
  for (uint32_t offset : layout.list_offsets) fnv.Add(offset);
  fnv.Add(layout.fields.size());
  for (const Field& field : layout.fields) {
    fnv.Add(field.offset);
    fnv.Add(field.width);
    fnv.Add(field.known_bit);
  }
  return fnv.hash();
}

}  // namespace

Layout LayoutOf(const ir::Program& program) {
  Layout layout;
  layout.fields.resize(program.facts.size());
  layout.row = PlaceFacts(program, {}, static_cast<uint32_t>(program.lists.size()), &layout.fields,
                          &layout.list_offsets);
  for (ir::ListId id : program.lists.ids()) {
    layout.elements.push_back(PlaceFacts(program, id, 0, &layout.fields, nullptr));
  }
  layout.hash = HashOf(layout);
  return layout;
}

void Store(std::byte* row, const Field& field, int64_t value) {
  std::memcpy(row + field.offset, &value, field.width);  // little endian: the low bytes come first
  uint64_t word;
  std::byte* const known = row + 8 * (field.known_bit / 64);
  std::memcpy(&word, known, 8);
  word |= uint64_t{1} << (field.known_bit % 64);
  std::memcpy(known, &word, 8);
}

void Forget(std::byte* row, const Field& field) {
  std::memset(row + field.offset, 0, field.width);
  uint64_t word;
  std::byte* const known = row + 8 * (field.known_bit / 64);
  std::memcpy(&word, known, 8);
  word &= ~(uint64_t{1} << (field.known_bit % 64));
  std::memcpy(known, &word, 8);
}

OutcomeShape ShapeOf(const ir::Program& program) {
  return {static_cast<uint32_t>((program.rules.size() + 63) / 64),
          static_cast<uint32_t>(program.decisions.size())};
}

}  // namespace guiju::abi
