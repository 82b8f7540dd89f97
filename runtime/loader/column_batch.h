#pragma once
// The kernels' input for one run of rows: pointers straight into the caller's columns where they fit, copies
// where not. Private to the room.
#include <memory>
#include <vector>

#include "runtime/loader/column_input.h"

namespace guiju::loader {

inline constexpr int64_t kBatchBlocks = 256;
inline constexpr int64_t kBatchRows = 64 * kBatchBlocks;

struct BoundList {
  const ArrowArray* array = nullptr;
  int64_t first = 0;
  std::vector<std::pair<ir::FactId, BoundColumn>> fields;
};

class ColumnBatch {
 public:
  ColumnBatch(const ir::Program& program, const abi::Layout& layout, const Need& need, bool ranges_checked);
  base::Status Bind(const ArrowSchema& schema, const ArrowArray& array);
  // No needed value is null and every needed list is closed, in all rows.
  bool IsComplete() const;
  // Rows [from, from + count), count <= kBatchRows. `refused`: one word per block, bits are or-ed in.
  void Fill(int64_t from, int64_t count, uint64_t* refused);
  // Valid until the next Fill.
  const void* const* values() const { return values_.data(); }
  const uint64_t* const* known() const { return known_.data(); }
  const abi::ListView* const* lists() const { return lists_.data(); }

 private:
  struct Buffers {
    std::vector<std::byte> values;
    std::vector<uint64_t> known;
  };
  bool IsNeeded(ir::FactId fact) const;
  void FillFact(ir::FactId fact, int64_t from, int64_t count, uint64_t* refused);
  void FillSlowly(ir::FactId fact, int64_t from, int64_t count, uint64_t* refused);
  void FillKnown(ir::FactId fact, int64_t from, int64_t count);
  void FillList(ir::ListId list, int64_t from, int64_t count, uint64_t* refused);

  const ir::Program& program_;
  const abi::Layout& layout_;
  const Need& need_;
  bool ranges_checked_;
  int64_t rows_ = 0;
  TextIds texts_;
  std::vector<BoundColumn> columns_;  // by fact; array null: no such column
  std::vector<BoundList> bound_lists_;
  std::vector<char> list_needed_;
  std::vector<Buffers> buffers_;
  std::vector<const void*> values_;
  std::vector<const uint64_t*> known_;
  std::vector<const abi::ListView*> lists_;
  std::vector<std::vector<abi::ListView>> views_;
  std::vector<std::vector<std::byte>> elements_;
};

// Bits [from, from + count) of `bits` into words; the rest of the last word is 0. `bits` null: all ones.
void CopyBits(const void* bits, int64_t from, int64_t count, uint64_t* words);
// Whether every one of `count` integers of `width` bytes lies in [lo, hi].
bool AllWithin(const void* values, int width, bool is_signed, int64_t count, int64_t lo, int64_t hi);

}  // namespace guiju::loader
