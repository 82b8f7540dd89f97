#pragma once
// The engine as the judge of a flow's conditions.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runtime/caseio/json_reader.h"
#include "runtime/engine/loaded_policy.h"
#include "runtime/flow/flow.h"

namespace guiju::cases {

// For one command: what it evaluated is remembered by the facts, so that a flow may ask about many conditions
// of one case. One thread at a time. The policy must outlive it.
class EngineJudge : public flow::Judge {
 public:
  explicit EngineJudge(const engine::LoadedPolicy& policy);
  ~EngineJudge() override;

  base::Result<Answer> Ask(const record::Value& facts, ir::DecisionId decision) const override;
  base::Result<Answer> OldVersionApplies(const record::Value& facts) const override;
  // Every boolean decision of the policy that is not a helper made by lowering: key → true, false, null when
  // undetermined.
  base::Result<record::Value> AnswerAll(const record::Value& facts) const;
  size_t evaluations() const { return evaluated_.size(); }

 private:
  struct Evaluated;
  base::Result<Evaluated*> Evaluate(const record::Value& facts) const;
  Answer AnswerOf(Evaluated& evaluated, ir::DecisionId decision, bool ask) const;

  const engine::LoadedPolicy& policy_;
  mutable caseio::JsonReader reader_;
  mutable std::map<std::string, std::unique_ptr<Evaluated>> evaluated_;  // by the canonical facts
};

}  // namespace guiju::cases
