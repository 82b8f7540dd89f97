#pragma once
// Makes what a difference shows readable. Contract: deterministic, returns programs that pass ir::Verify and
// still fail; keeps no reference into what it was given.
#include <functional>

#include "tests/differential/generate.h"

namespace guiju::differential {

// Makes a failing program and case smaller as long as `fails` says so: rules that never hold, conditions
// replaced by one of their parts, lists emptied, facts forgotten. A few hundred attempts and about twenty
// seconds at most.
void ShrinkFailure(const std::function<bool(const ir::Program&, const CaseData&)>& fails,
                   ir::Program* program, CaseData* data);

}  // namespace guiju::differential
