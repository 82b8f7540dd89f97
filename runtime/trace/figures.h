#pragma once
// The figures (标准) a condition compares with: their own legal basis supports a result as much as that of
// the rule does. Pure; thread-safe.
#include <string_view>
#include <vector>

#include "compiler/ir/ir.h"
#include "runtime/interp/interp.h"

namespace guiju::trace {

// Parameters with a basis that the text as written mentions, in order, each once. Linear in text ×
// parameters.
std::vector<const ir::Parameter*> FiguresIn(const ir::Program& program, std::string_view written);
// Those compared with where the condition comes out as it does in this case: what holds of an "or" that
// holds, what fails first of an "and" that fails.
std::vector<const ir::Parameter*> FiguresRead(const ir::Program& program, const interp::Evaluator& evaluator,
                                              ir::UseId use);

}  // namespace guiju::trace
