#pragma once
// Interval analysis: between which bounds every expression lies, whatever the case says.
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/ir.h"

namespace guiju::ir {

// By ExprId. int, date: the values it can take (or a little more: n working days are bounded by 3n+30 days,
// months by 31n); bool 0..1; enum 0..n-1; text and set {0,0}. Every id and every type of the program must be
// in order. An expression whose value, or any partial sum or product on the way to it, may leave int64 is
// reported to `problems` and gets {0,0}. O(program).
std::vector<Range> RangesOf(const Program& program, std::vector<std::string>* problems);

// One expression, given the ranges of all before it; nullopt when it may leave int64. For building programs
// step by step.
std::optional<Range> RangeOf(const Program& program, const Expr& expr, const std::vector<Range>& ranges);

}  // namespace guiju::ir
