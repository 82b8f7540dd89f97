#pragma once
// Cases turned into columns and back, for column kernels.
#include <vector>

#include "runtime/loader/loaded.h"

namespace guiju::differential {

// Owns the arrays a loader::ColumnBlocks points at. The program and layout outlive it.
class Columns {
 public:
  Columns(const ir::Program& program, const abi::Layout& layout);

  // Fills the inputs from rows; the last block is padded with copies of the last row.
  void SetRows(const std::vector<const std::byte*>& rows);
  void Run(loader::ColumnFunction kernel, bool three_valued, const void* calendar);
  // After a two-valued run: the answer of row i is exact.
  bool IsExact(size_t row) const { return (exact_[row / 64] >> (row % 64)) & 1; }
  // Outcome words of row i.
  void Outcome(size_t row, bool three_valued, uint64_t* words) const;

 private:
  void Resize(size_t blocks);
  int WidthOf(ir::DecisionId decision, bool three_valued) const;
  int64_t Read(const std::vector<std::byte>& column, int width, size_t row) const;

  const ir::Program& program_;
  const abi::Layout& layout_;
  size_t blocks_ = 0;
  std::vector<std::vector<std::byte>> values_;     // by FactId
  std::vector<std::vector<uint64_t>> known_;       // by FactId
  std::vector<std::vector<abi::ListView>> lists_;  // by ListId
  std::vector<uint64_t> must_, may_, exact_;       // rule r, block b: [r * stride_ + b]
  size_t stride_ = 0;
  std::vector<std::vector<std::byte>> lo_, hi_;  // by DecisionId
};

}  // namespace guiju::differential
