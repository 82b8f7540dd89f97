#pragma once
// The part of a program one decision depends on, as a program of its own over the same facts (so the layout
// stays valid). Folded, it is the residual: whatever the case already decides is a constant, and its cost
// follows what is still unknown, not the size of the policy. Private to the room.
#include <vector>

#include "compiler/ir/ir.h"
#include "runtime/interp/interp.h"

namespace guiju::trace {

struct Slice {
  ir::Program program;
  ir::DecisionId decision;             // in `program`
  std::vector<ir::FactId> facts;       // read, what decides applicability before what it decides
  std::vector<ir::ListId> lists;       // read by aggregates
  std::vector<ir::ExprId> fact_exprs;  // by FactId: its Fact expression in `program`, unset when not read
};

// With presumptions, for evaluating changed cases.
Slice CutSlice(const ir::Program& program, ir::DecisionId decision);
// Without presumptions; `evaluator` holds the case whose exact values are folded.
Slice CutResidual(const ir::Program& program, ir::DecisionId decision, const interp::Evaluator& evaluator);

// Whether the old version of the policy applies, as a boolean decision; folded like a residual.
Slice CutVersion(const ir::Program& program, ir::PolicyId policy, const interp::Evaluator& evaluator);

}  // namespace guiju::trace
