#pragma once
// What is still open of a decision, written down as a key: two cases with the same residue have the same
// answers to come. Private to the room.
#include <string>

#include "runtime/trace/state.h"

namespace guiju::trace {

void AppendKnowledge(const interp::Knowledge& k, std::string* key);
void AppendResidue(const Slice& slice, const interp::Evaluator& evaluator, const CaseCopy& c,
                   std::string* key);

}  // namespace guiju::trace
