#pragma once
// The contract between everything that runs a program: how a case row and an outcome lie in memory.
// Plain data; shared by interpreter, region tables, native code, columns and the C ABI.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "compiler/ir/ir.h"

namespace guiju::abi {

inline constexpr uint32_t kAbiVersion = 1;

// A field of a row: `width` 1 (bool, enum), 4 (int or date whose range fits int32) or 8 bytes, little endian,
// signed except width 1. `known_bit` indexes the known words at the start of the row; when the bit is 0 the
// bytes are 0.
struct Field {
  uint32_t offset = 0;
  uint8_t width = 8;
  uint32_t known_bit = 0;
};
// A list field of a row: 16 bytes {const std::byte* elements; uint32_t count; uint32_t flags}.
struct ListView {
  const std::byte* elements = nullptr;
  uint32_t count = 0;
  uint32_t open = 0;  // 1: at least these elements, there may be more; an unknown list is {nullptr, 0, 1}
};
struct RowLayout {
  uint32_t known_words = 0;  // 64-bit words at offset 0
  uint32_t size = 0;         // bytes, multiple of 8
};
// Case row and the element row of each list. Deterministic function of the program: known words, then lists
// and 8-byte fields, then 4-byte, then 1-byte, each group in fact order.
struct Layout {
  RowLayout row;
  std::vector<RowLayout> elements;  // by ListId
  std::vector<Field> fields;  // by FactId; offset within the case row, or within the element row of its list
  std::vector<uint32_t> list_offsets;  // by ListId, in the case row
  uint64_t hash = 0;                   // over all of the above and kAbiVersion; checked when code is loaded
};
Layout LayoutOf(const ir::Program& program);

inline bool IsKnown(const std::byte* row, const Field& field) {
  uint64_t word;
  std::memcpy(&word, row + 8 * (field.known_bit / 64), 8);
  return (word >> (field.known_bit % 64)) & 1;
}
inline int64_t Load(const std::byte* row, const Field& field) {
  switch (field.width) {
    case 1:
      return static_cast<int64_t>(static_cast<uint8_t>(row[field.offset]));
    case 4: {
      int32_t value;
      std::memcpy(&value, row + field.offset, 4);
      return value;
    }
    default: {
      int64_t value;
      std::memcpy(&value, row + field.offset, 8);
      return value;
    }
  }
}
// Stores the value and sets the known bit.
void Store(std::byte* row, const Field& field, int64_t value);
void Forget(std::byte* row, const Field& field);
inline ListView LoadList(const std::byte* row, uint32_t offset) {
  ListView view;
  std::memcpy(&view, row + offset, sizeof(view));
  return view;
}

// Outcome of one case, 64-bit words: must[rule_words] may[rule_words] lo[decisions] hi[decisions].
// Bit r of must: rule r must apply (guard holds and no exception may defeat it); bit r of may: it may apply.
// Decision d, by type:  bool: lo = must, hi = may (0/1)   int, date: lo..hi inclusive
//                       enum: lo = hi = mask of possible values   set: lo = must mask, hi = may mask
// A two-valued (complete) evaluation writes the same four arrays with may = must and hi = lo.
struct OutcomeShape {
  uint32_t rule_words = 0;
  uint32_t decisions = 0;
  uint32_t words() const { return 2 * rule_words + 2 * decisions; }
};
OutcomeShape ShapeOf(const ir::Program& program);

struct Outcome {  // view over words() words
  uint64_t* must;
  uint64_t* may;
  int64_t* lo;
  int64_t* hi;
  Outcome(const OutcomeShape& shape, uint64_t* words)
      : must(words),
        may(words + shape.rule_words),
        lo(reinterpret_cast<int64_t*>(words + 2 * shape.rule_words)),
        hi(lo + shape.decisions) {}
};

// Functions compiled code may call, with `context` = value::CalendarView*. The closed symbol table: nothing
// else is resolvable from native code. Rows in runtime/abi/builtins.def.
}  // namespace guiju::abi
