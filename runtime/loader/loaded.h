#pragma once
// Machine code of one program, ready to run, whoever made it: LLVM in this process (compiler/native) or a
// sealed shared object (sealed_object.h). Needs no LLVM.
//
// Immutable and thread-safe. Function pointers stay valid exactly as long as the handle lives: hold the
// shared_ptr while calling. Dropping the last reference unloads the code.
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/abi/abi.h"

namespace guiju::loader {

// Both leave the row untouched. `calendar` is a value::Calendar*. `words`: abi::OutcomeShape::words() words.
using ThreeValuedFunction = void (*)(const std::byte* row, const void* calendar, uint64_t* words);
// Writes `must` and `lo` only. 1: may = must and hi = lo, the caller's to copy (or to leave, reading `must`
// and `lo`). 0: a complete case with an interval as answer after all (a date beyond the announced calendar, a
// decision no rule covers): run the three-valued body.
using TwoValuedFunction = uint32_t (*)(const std::byte* row, const void* calendar, uint64_t* words);

// Input and output of a column kernel: `blocks` blocks of 64 rows. Rows beyond the real ones must be
// readable; what is computed for them is meaningless. Nothing may overlap an output.
struct ColumnBlocks {
  uint64_t blocks = 0;
  // By fact of the case row (null for facts the program does not read). Width as in abi::Field, except
  // booleans: one bit per row, 64-bit words. Any alignment.
  const void* const* values = nullptr;
  // By fact: one word per block, bit i = row i known. Read by the three-valued kernel only; then never null
  // for a fact that is read.
  const uint64_t* const* known = nullptr;
  const abi::ListView* const* lists = nullptr;  // by list that is read: one view per row
  // Rule r, block b: word r * rule_stride + b. The two-valued kernel writes only `must`.
  uint64_t* must = nullptr;
  uint64_t* may = nullptr;
  uint64_t rule_stride = 0;
  // By decision: bool one word per block; otherwise one value per row of TwoValuedWidth() or
  // ThreeValuedWidth() bytes (enum: two-valued the index, three-valued the mask, in `lo` only). The
  // two-valued kernel writes only `lo`.
  void* const* lo = nullptr;
  void* const* hi = nullptr;
  // One word per block, two-valued kernel only: rows whose answer is exact; the others need the three-valued
  // one.
  uint64_t* exact = nullptr;
};
using ColumnFunction = void (*)(const ColumnBlocks* blocks, const void* calendar);

// What the code was made for. Lies in the object as `guiju_descriptor`.
struct Descriptor {
  std::array<char, 8> magic{'g', 'u', 'j', 'i', 'u', 'n', 'c', '1'};
  uint32_t abi_version = abi::kAbiVersion;
  uint32_t need_words = 0;  // length of the need table
  uint64_t layout_hash = 0;
  std::array<uint8_t, 32> ir_digest{};  // SHA-256 of ir::Print
  std::array<uint32_t, 8>
      cpu_bits{};  // CPUID words the code may rely on (cpu.h); zeros: any CPU of the architecture
  friend bool operator==(const Descriptor&, const Descriptor&) = default;
};

// Which bits make a row complete: for every needed word of the case row `known & need == need`, and every
// needed list closed with each element's words covered.
struct Need {
  struct ListNeed {
    uint32_t offset = 0;        // of the view in the case row
    uint32_t element_size = 0;  // bytes
    std::vector<uint64_t> words;
  };
  std::vector<uint64_t> row;
  std::vector<ListNeed> lists;
  std::vector<uint64_t> Encode() const;
  static bool Decode(const uint64_t* words, size_t count, Need* need);
};

class Loaded {
 public:
  virtual ~Loaded() = default;
  const Descriptor& descriptor() const { return descriptor_; }
  // Two-valued body: only for rows with IsComplete(). Null when it was not compiled.
  TwoValuedFunction row_two_valued() const { return row_two_; }
  // Any row; writes all four arrays. Null when it was not compiled.
  ThreeValuedFunction row_three_valued() const { return row_three_; }
  // Kernels of columns.h; null when not compiled. The two-valued one requires every needed fact known in
  // every row.
  ColumnFunction columns_two_valued() const { return columns_two_; }
  ColumnFunction columns_three_valued() const { return columns_three_; }
  const Need& need() const { return need_; }

  bool IsComplete(const std::byte* row) const {
    for (size_t i = 0; i < need_.row.size(); ++i) {
      uint64_t known;
      std::memcpy(&known, row + 8 * i, 8);
      if ((known & need_.row[i]) != need_.row[i]) return false;
    }
    return need_.lists.empty() || ListsAreComplete(row);
  }
  // The fitting body, all four arrays written. Requires row_three_valued().
  void Evaluate(const abi::OutcomeShape& shape, const std::byte* row, const void* calendar,
                uint64_t* words) const {
    if (row_two_ == nullptr || !IsComplete(row) || row_two_(row, calendar, words) == 0) {
      return row_three_(row, calendar, words);
    }
    std::memcpy(words + shape.rule_words, words, 8 * shape.rule_words);
    std::memcpy(words + 2 * shape.rule_words + shape.decisions, words + 2 * shape.rule_words,
                8 * shape.decisions);
  }

 protected:
  bool ListsAreComplete(const std::byte* row) const;
  Descriptor descriptor_;
  Need need_;
  TwoValuedFunction row_two_ = nullptr;
  ThreeValuedFunction row_three_ = nullptr;
  ColumnFunction columns_two_ = nullptr, columns_three_ = nullptr;
};

// Bytes per value of a decision's column: 0 for bool (bits); numbers the narrowest of 1 (0..127), 4 and 8
// (signed) that holds the declared range; enums 1 (index), three-valued the narrowest of 1, 2, 4, 8 that
// holds the mask; sets 8.
int TwoValuedWidth(const ir::Decision& decision);
int ThreeValuedWidth(const ir::Program& program, const ir::Decision& decision);

}  // namespace guiju::loader
