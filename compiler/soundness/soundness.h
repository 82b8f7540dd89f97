#pragma once
// Proof, over the whole stage graph, that a flow keeps its promises whatever its guards answer:
//   every stage can be reached and left to an end; every return is bounded; no path reaches what a gate
//   guards without passing it; the last agreement is later than the last material change before 作出决定;
//   a defect found never reaches a body that bars it; separated positions can be different persons; what
//   clocks and duties wait for can happen.
// A violation is told as the path that leads to it. Conditions are taken to be free: a path that two
// conditions exclude together is reported too; write the conditions as 仅当 of the stage they concern.
#include "compiler/diag/diag.h"
#include "compiler/model/model.h"

namespace guiju::soundness {

// Requires a model checked without errors. O(stages × edges) per gate and per review stage. Thread-safe.
void CheckFlows(const model::Model& model, diag::Sink& sink);

}  // namespace guiju::soundness
