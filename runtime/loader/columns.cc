#include "runtime/loader/columns.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "runtime/loader/column_batch.h"

namespace guiju::loader {
namespace {

bool BitAt(const std::vector<uint64_t>& words, uint64_t first, int64_t row) {
  return ((words[first + static_cast<uint64_t>(row) / 64] >> (row % 64)) & 1) != 0;
}

int64_t ValueAt(const std::vector<std::byte>& column, int width, bool is_signed, int64_t row) {
  if (width == 0) return (static_cast<uint8_t>(column[static_cast<size_t>(row / 8)]) >> (row % 8)) & 1;
  uint64_t raw = 0;
  std::memcpy(&raw, column.data() + row * width, static_cast<size_t>(width));
  const int shift = 64 - 8 * width;
  return is_signed ? static_cast<int64_t>(raw << shift) >> shift : static_cast<int64_t>(raw);
}

// Rows of different rules must not fall on the same cache lines, so the distance is an odd number of lines.
uint64_t StrideFor(uint64_t blocks) { return ((blocks + 7) / 8 | 1) * 8; }

void Size(const ir::Program& program, uint64_t blocks, bool three_valued, ColumnOutcome* outcome) {
  outcome->three_valued = three_valued;
  outcome->rule_stride = StrideFor(blocks);
  outcome->must.resize(program.rules.size() * outcome->rule_stride);
  outcome->may.resize(three_valued ? outcome->must.size() : 0);
  outcome->lo.resize(program.decisions.size());
  outcome->hi.resize(program.decisions.size());
  for (ir::DecisionId id : program.decisions.ids()) {
    const ir::Decision& decision = program.decisions[id];
    const int width = three_valued ? ThreeValuedWidth(program, decision) : TwoValuedWidth(decision);
    const uint64_t bytes = blocks * (width == 0 ? 8 : 64 * static_cast<uint64_t>(width));
    outcome->lo[static_cast<size_t>(id.index)].resize(bytes);
    outcome->hi[static_cast<size_t>(id.index)].resize(three_valued ? bytes : 0);
  }
}

// One pass over all rows with one kernel. False: some row's answer was not exact after all.
bool Run(const ir::Program& program, const Loaded& code, ColumnBatch& batch, int64_t rows, bool three_valued,
         const value::Calendar& calendar, ColumnOutcome* outcome) {
  Size(program, static_cast<uint64_t>((rows + 63) / 64), three_valued, outcome);
  std::fill(outcome->refused.begin(), outcome->refused.end(), 0);
  std::vector<void*> lo(program.decisions.size()), hi(program.decisions.size());
  uint64_t exact[kBatchBlocks];
  for (int64_t from = 0; from < rows; from += kBatchRows) {
    const int64_t count = std::min(kBatchRows, rows - from);
    const uint64_t first_block = static_cast<uint64_t>(from / 64);
    uint64_t* refused = outcome->refused.data() + first_block;
    batch.Fill(from, count, refused);
    ColumnBlocks blocks;
    blocks.blocks = static_cast<uint64_t>((count + 63) / 64);
    blocks.values = batch.values();
    blocks.known = batch.known();
    blocks.lists = batch.lists();
    blocks.must = outcome->must.data() + first_block;
    blocks.may = three_valued ? outcome->may.data() + first_block : nullptr;
    blocks.rule_stride = outcome->rule_stride;
    for (ir::DecisionId id : program.decisions.ids()) {
      const auto at = static_cast<size_t>(id.index);
      const ir::Decision& decision = program.decisions[id];
      const int width = three_valued ? ThreeValuedWidth(program, decision) : TwoValuedWidth(decision);
      const uint64_t offset = first_block * (width == 0 ? 8 : 64 * static_cast<uint64_t>(width));
      lo[at] = outcome->lo[at].data() + offset;
      hi[at] = three_valued ? outcome->hi[at].data() + offset : nullptr;
    }
    blocks.lo = lo.data();
    blocks.hi = hi.data();
    blocks.exact = exact;
    (three_valued ? code.columns_three_valued() : code.columns_two_valued())(&blocks, &calendar);
    if (three_valued) continue;
    for (uint64_t block = 0; block < blocks.blocks; ++block) {
      const int64_t here = std::min<int64_t>(64, count - static_cast<int64_t>(64 * block));
      const uint64_t real = here == 64 ? ~uint64_t{0} : (uint64_t{1} << here) - 1;
      if ((~exact[block] & real & ~refused[block]) != 0) return false;
    }
  }
  return true;
}

}  // namespace

bool ColumnOutcome::Must(ir::RuleId rule, int64_t row) const {
  return BitAt(must, static_cast<uint64_t>(rule.index) * rule_stride, row);
}

bool ColumnOutcome::May(ir::RuleId rule, int64_t row) const {
  return BitAt(three_valued ? may : must, static_cast<uint64_t>(rule.index) * rule_stride, row);
}

int64_t ColumnOutcome::Lo(const ir::Program& program, ir::DecisionId id, int64_t row) const {
  const ir::Decision& decision = program.decisions[id];
  const bool is_enum = decision.type.kind == ir::TypeKind::kEnum;
  const int width = three_valued ? ThreeValuedWidth(program, decision) : TwoValuedWidth(decision);
  const int64_t value = ValueAt(lo[static_cast<size_t>(id.index)], width, !is_enum, row);
  return is_enum && !three_valued ? static_cast<int64_t>(uint64_t{1} << value) : value;
}

int64_t ColumnOutcome::Hi(const ir::Program& program, ir::DecisionId id, int64_t row) const {
  const ir::Decision& decision = program.decisions[id];
  if (!three_valued || decision.type.kind == ir::TypeKind::kEnum) return Lo(program, id, row);
  return ValueAt(hi[static_cast<size_t>(id.index)], ThreeValuedWidth(program, decision), true, row);
}

base::Status ClassifyColumns(const ir::Program& program, const abi::Layout& layout, const Loaded& code,
                             const ArrowSchema& schema, const ArrowArray& array,
                             const value::Calendar& calendar, ColumnOutcome* outcome,
                             const ColumnOptions& options) {
  if (code.columns_two_valued() == nullptr || code.columns_three_valued() == nullptr) {
    return base::Error{"编译时未要求列式代码 (the code was compiled without column kernels)"};
  }
  ColumnBatch batch(program, layout, code.need(), options.ranges_checked);
  if (base::Status bound = batch.Bind(schema, array); !bound) return bound;
  outcome->rows = array.length;
  outcome->refused.resize(static_cast<size_t>((array.length + 63) / 64));
  if (batch.IsComplete() && Run(program, code, batch, array.length, false, calendar, outcome))
    return base::Done{};
  Run(program, code, batch, array.length, true, calendar, outcome);
  return base::Done{};
}

}  // namespace guiju::loader
