#pragma once
// Many cases at once, from Arrow columns to Arrow columns.
//
// Input: a struct array ("+s") with one child per fact, named as the fact in either spelling; a null or a
// missing child is unknown. Formats by type of the fact:
//   bool      b
//   int       c C s S i I l (quanta of the dimension: 分, days, …)
//   date      tdD
//   enum      c C s S i I l (index), u (name in either spelling), or a dictionary of names
//   text      u, or a dictionary
//   set       l (bit mask by index)
//   list      +l of +s; a null list is unknown, any other is closed
// Slices (offset, length) are honoured. Nothing is copied where the width is the row's own.
#include <memory>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "runtime/loader/arrow.h"
#include "runtime/loader/loaded.h"
#include "runtime/value/calendar.h"

namespace guiju::loader {

struct ColumnOptions {
  bool ranges_checked = false;  // the caller vouches that every value lies in its fact's range
};

// Outcomes of `rows` cases. Owns its memory. Rails are bits, row i = bit i % 64 of word i / 64.
struct ColumnOutcome {
  int64_t rows = 0;
  bool three_valued = false;                   // false: may = must, hi = lo, and only must and lo are filled
  uint64_t rule_stride = 0;                    // words
  std::vector<uint64_t> must, may;             // rule r, word w: [r * rule_stride + w]
  std::vector<std::vector<std::byte>> lo, hi;  // by decision; widths: TwoValuedWidth, ThreeValuedWidth
  std::vector<uint64_t> refused;  // rows with a value outside its range; what stands for them means nothing

  bool Must(ir::RuleId rule, int64_t row) const;
  bool May(ir::RuleId rule, int64_t row) const;
  // As in abi.h: bool must/may, enum mask, otherwise interval or masks.
  int64_t Lo(const ir::Program& program, ir::DecisionId decision, int64_t row) const;
  int64_t Hi(const ir::Program& program, ir::DecisionId decision, int64_t row) const;
};

// Requires both column kernels in `code`. Thread-safe. O(rows). `outcome` is overwritten; its memory is used
// again.
base::Status ClassifyColumns(const ir::Program& program, const abi::Layout& layout, const Loaded& code,
                             const ArrowSchema& schema, const ArrowArray& array,
                             const value::Calendar& calendar, ColumnOutcome* outcome,
                             const ColumnOptions& options = {});

// A struct array of one child per rule ("rule.KEY", b) and per public decision (its key; null where
// undetermined; enums as int8 index, sets as int64 masks). Where undetermined, the children KEY.low and
// KEY.high (int, date, set) and KEY.possible (enum: mask) say what is possible; they exist only when the
// outcome is three-valued. Both structures are the caller's to release; the memory is taken from `outcome`.
void ExportColumns(const ir::Program& program, ColumnOutcome outcome, ArrowSchema* schema, ArrowArray* array);

}  // namespace guiju::loader
