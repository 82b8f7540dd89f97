#pragma once
// Which conditions the examples have seen true and false, and which rules were decisive.
#include <string>
#include <vector>

#include "runtime/caseio/case_buffer.h"
#include "runtime/caseio/classification.h"
#include "runtime/engine/loaded_policy.h"

namespace guiju::cli {

// Of the rules of the policy itself, not of those it uses. Not thread-safe.
class Coverage {
 public:
  explicit Coverage(const engine::LoadedPolicy& policy);
  // `input`: presumptions applied. O(program).
  void Add(const caseio::CaseBuffer& input, const caseio::Classification& answer);
  size_t goals() const;  // two per condition, one per rule
  size_t reached() const;
  int64_t percent() const { return goals() == 0 ? 100 : static_cast<int64_t>(reached() * 100 / goals()); }
  // One line per goal not reached.
  std::vector<std::string> Missing(bool chinese) const;

 private:
  struct Condition {
    ir::UseId use;
    ir::RuleId rule;
    ir::ListId list;  // set: inside a quantifier over this list
    bool seen_true = false, seen_false = false;
  };
  void Collect(ir::UseId use, ir::RuleId rule, ir::ListId list);

  const engine::LoadedPolicy& policy_;
  std::vector<Condition> conditions_;
  std::vector<ir::RuleId> rules_;
  std::vector<bool> decisive_;  // by rule
};

}  // namespace guiju::cli
