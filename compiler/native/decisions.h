#pragma once
// Rules and decisions over emitted conditions: exceptions, combining, composition with the superior.
#include <memory>
#include <unordered_map>
#include <vector>

#include "compiler/native/expression.h"
#include "compiler/native/outcomes.h"

namespace guiju::native {

// The rules of each decision that may decide, and who attacks whom; once per program.
class Attacks {
 public:
  explicit Attacks(const ir::Program& program);
  const std::vector<ir::RuleId>& On(ir::RuleId rule) const { return on_[static_cast<size_t>(rule.index)]; }
  // Cases and overrides in written order; exceptions only defeat.
  const std::vector<ir::RuleId>& Roots(ir::DecisionId decision) const {
    return roots_[static_cast<size_t>(decision.index)];
  }

 private:
  std::vector<std::vector<ir::RuleId>> on_, roots_;
};

class ClauseGuards;

// Emits rules and decisions of one function.
class DecisionEmitter {
 public:
  // `guards`: region tables that know guards without their expressions; or null.
  DecisionEmitter(const ExpressionEmitter::Context& context, const Attacks& attacks,
                  ExpressionEmitter& expressions, Outcomes& outcomes, const Progress& progress,
                  ClauseGuards* guards = nullptr);

  void EmitRule(ir::RuleId rule) { Applies(rule); }
  void EmitDecision(ir::DecisionId decision);
  Val Value(ir::DecisionId decision);
  // Whether everything decided here is exact: the rail a two-valued body answers with.
  llvm::Value* exact() const { return exact_; }
  // Something decided elsewhere (region tables) is exact only when this holds.
  void RequireExact(llvm::Value* rail) { exact_ = b_.CreateAnd(exact_, rail); }
  const std::vector<ir::RuleId>& rules() const { return rules_; }
  const std::vector<ir::DecisionId>& decisions() const { return decisions_; }

 private:
  Val Applies(ir::RuleId rule);
  Val GuardOf(ir::RuleId rule);
  Val Join(const Val& a, const Val& b, const ir::Type& type);
  Val ValueOf(ir::RuleId rule, const ir::Decision& decision);
  Val Sized(const Val& value, const ir::Decision& decision);
  Val Anything(const ir::Decision& decision);
  // The value when no rule applies.
  Val Otherwise(ir::DecisionId id, const ir::Decision& decision);
  Val First(ir::DecisionId id, const ir::Decision& decision);
  Val Unique(ir::DecisionId id, const ir::Decision& decision);
  Val Ordered(ir::DecisionId id, const ir::Decision& decision);
  Val All(ir::DecisionId id, const ir::Decision& decision);
  Val Compose(const ir::Decision& decision, const Val& own);
  void NoteExactness(const Val& value, const ir::Type& type);

  const ExpressionEmitter::Context& context_;
  const Attacks& attacks_;
  ExpressionEmitter& expressions_;
  Outcomes& outcomes_;
  const Progress& progress_;
  ClauseGuards* guards_;
  Lanes& lanes_;
  Builder& b_;
  llvm::Value* exact_;
  std::unordered_map<ir::RuleId, Val> applies_;
  std::unordered_map<ir::DecisionId, Val> values_;
  std::vector<ir::RuleId> rules_;
  std::vector<ir::DecisionId> decisions_;
};

}  // namespace guiju::native
