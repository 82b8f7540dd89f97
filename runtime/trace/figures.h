#pragma once
// The figures (标准, 对照表) and definitions that were read: their own legal basis supports a result as much
// as that of the rule does. Pure; thread-safe as far as the evaluator is.
#include <vector>

#include "runtime/trace/trace.h"

namespace guiju::trace {

// A case under evaluation.
struct ReadCase {
  const ir::Program& program;
  const abi::Layout& layout;
  const std::byte* row;  // that of `evaluator`
  const interp::Evaluator& evaluator;
};

// Those one use reads itself, not through its parts; inside a quantifier with the element bound.
std::vector<FigureReading> FiguresOf(const ReadCase& c, ir::UseId use, ir::ListId list = {},
                                     int32_t element = -1);
// Those read where the condition comes out as it does in this case: what holds of an "or" that holds, what
// fails first of an "and" that fails, elements that decide.
std::vector<FigureReading> FiguresRead(const ReadCase& c, ir::UseId use);
// Each figure once, its provisions each once.
void AddFigure(const FigureReading& reading, std::vector<FigureReading>* all);

}  // namespace guiju::trace
