#pragma once
// One evaluation of one case. Inside the room only.
#include <optional>
#include <vector>

#include "runtime/interp/interp.h"
#include "runtime/interp/knowledge.h"

namespace guiju::interp {

// The list element in whose scope an expression is read. row == nullptr: an element of which nothing is
// known, the one an open list may still gain.
struct Element {
  ir::ListId list;
  const std::byte* row = nullptr;
};

struct Evaluator::State {
  State(const ir::Program& program, const abi::Layout& layout, const Case& c);

  // Expressions (expressions.cc). Γ, Δ, C ⊢ e ⇓ k
  Knowledge Eval(ir::ExprId id, const Element& element = {});
  Truth Holds(ir::ExprId id, const Element& element = {}) { return TruthOf(Eval(id, element)); }
  Knowledge EvalFact(ir::FactId id, const Element& element = {});
  Element ElementOf(ir::ListId list, uint32_t index) const;

  // Decisions (decisions.cc), in the order of the program: each reads only earlier ones.
  void Decide(ir::DecisionId id);

  const ir::Program& program;
  const abi::Layout& layout;
  const Case c;
  std::vector<Truth> guards;         // by RuleId
  std::vector<Truth> applies;        // by RuleId
  std::vector<Knowledge> decisions;  // by DecisionId

 private:
  Knowledge Compute(const ir::Expr& expr, const Element& element);
  Interval IntervalFor(ir::ExprId id, const Element& element);
  Interval Lin(const ir::Expr& expr, const Element& element);
  Interval MinMax(const ir::Expr& expr, const Element& element);
  Interval Sum(const ir::Expr& expr);
  Interval Extreme(const ir::Expr& expr);
  Interval DateAdd(const ir::Expr& expr, const Element& element);
  Interval Workdays(const ir::Expr& expr, const Element& element);
  Truth Ge0(Interval interval) const;
  Truth AnyAll(const ir::Expr& expr);
  Interval Count(const ir::Expr& expr);
  abi::ListView ListOf(ir::ListId list) const;

  Truth Apply(ir::RuleId id);
  Interval Fired(ir::DecisionId id) const;
  Knowledge AnyHolds(const ir::Decision& decision) const;
  Knowledge First(const ir::Decision& decision);
  Knowledge Unique(const ir::Decision& decision);
  Knowledge Ordered(const ir::Decision& decision);
  Knowledge All(const ir::Decision& decision);
  Knowledge Otherwise(const ir::Decision& decision);
  Knowledge Compose(const ir::Decision& decision, const Knowledge& own) const;

  // Results of expressions outside any element, so that shared subexpressions cost once.
  std::vector<std::optional<Knowledge>> known_;
  std::vector<std::vector<ir::RuleId>> attackers_;  // by RuleId
  std::vector<bool> applied_;                       // by RuleId: `applies` is computed
};

}  // namespace guiju::interp
