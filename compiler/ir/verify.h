#pragma once
// The parts of Verify, in the order they must run: each relies on what the earlier ones found in order.
#include <string>
#include <vector>

#include "compiler/ir/ir.h"

namespace guiju::ir {

using Problems = std::vector<std::string>;

void VerifyIds(const Program& program, Problems* problems);  // every id is unset or in its store
void VerifyVocabulary(const Program& program,
                      Problems* problems);  // enums, lists, facts, presumptions, provenance
void VerifyExprs(const Program& program, Problems* problems);      // arity and types; arguments come first
void VerifyDecisions(const Program& program, Problems* problems);  // rules, exceptions, combination, parents
void VerifyReach(const Program& program,
                 Problems* problems);  // no cycles; list fields only inside their aggregate
void VerifyFlows(const Program& program, Problems* problems);   // stages, outcomes, clocks fit one another
void VerifyRanges(const Program& program, Problems* problems);  // no overflow; decisions keep to their ranges

}  // namespace guiju::ir
