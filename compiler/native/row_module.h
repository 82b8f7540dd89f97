#pragma once
// The row bodies of a program: guards by region tables where there are many, the rest as straight-line code
// in functions of at most 64 rules and decisions, called in order.
#include <llvm/IR/Module.h>

#include "compiler/native/analysis.h"
#include "compiler/native/decisions.h"
#include "compiler/native/regions.h"

namespace guiju::native {

struct ProgramView {
  const ir::Program& program;
  const abi::Layout& layout;
  const Analysis& analysis;
  const Attacks& attacks;
  const plan::Plan& plan;
  const RegionRules& regions;  // rows only
  bool gathers_bits = false;   // see GuardContext
};

// Adds `name`: two-valued i32(row, calendar, words) or three-valued void(row, calendar, words).
void AddRowBody(llvm::Module& module, const ProgramView& view, bool two_valued, const char* name);

// A rule or a decision to emit, in the order of evaluation, cut into functions.
struct Step {
  ir::RuleId rule;  // one of the two is set
  ir::DecisionId decision;
};
using Chunk = std::vector<Step>;
// `settled`: rules that need no step.
std::vector<Chunk> CutIntoChunks(const ir::Program& program, size_t steps_per_chunk,
                                 const RegionRules* settled = nullptr);
// By ExprId: whether functions of more than one chunk read it.
std::vector<char> SharedExprs(const ir::Program& program, const std::vector<Chunk>& chunks);

}  // namespace guiju::native
