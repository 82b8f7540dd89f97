#pragma once
// From the bitmaps of an outcome back to rules, articles and questions.
#include <vector>

#include "runtime/caseio/case_buffer.h"
#include "runtime/caseio/classification.h"
#include "runtime/engine/loaded_policy.h"

namespace guiju::engine {

struct AnswerOptions {
  bool ask = true;       // fill ask and decisive of undetermined decisions
  bool explain = false;  // fill trace_json and trace_text
  bool chinese = true;   // language of trace_text
  bool brief = false;    // trace_text without the rules that do not hold and what sources are doubtful about
  std::vector<ir::DecisionId> only = {};  // answered, hidden ones too; empty: all visible
};

// Rules that decide `decision` given the outcome, its superior's included: must roots of a boolean, the
// deciding rows of a value decision. O(rules of the decision).
std::vector<ir::RuleId> DecidingRules(const LoadedPolicy& policy, ir::DecisionId decision,
                                      const abi::Outcome& outcome);

// `words`: the outcome of `input` (presumptions applied). O(program) when something is undetermined or
// explained.
caseio::Classification BuildAnswer(const LoadedPolicy& policy, const caseio::CaseBuffer& input,
                                   uint64_t* words, const std::vector<interp::Presumed>& presumed, Tier tier,
                                   const AnswerOptions& options);

}  // namespace guiju::engine
