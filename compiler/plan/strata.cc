// Strata: what must be decided before what.
#include <algorithm>

#include "compiler/plan/plan.h"

namespace guiju::plan {

Strata::Strata(const ir::Program& program)
    : program_(program),
      of_expr_(program.exprs.size(), -1),
      of_rule_(program.rules.size(), -1),
      of_decision_(program.decisions.size(), -1),
      attackers_(program.rules.size()) {
  for (ir::RuleId rule : program.rules.ids()) {
    for (ir::RuleId target : program.rules[rule].attacks) {
      attackers_[static_cast<size_t>(target.index)].push_back(rule);
    }
  }
}

int32_t Strata::Compute(const ir::Expr& expr) {
  int32_t stratum = 0;
  for (ir::ExprId arg : expr.args) stratum = std::max(stratum, Of(arg));
  if (expr.kind == ir::ExprKind::kDecision || expr.kind == ir::ExprKind::kFired) {
    stratum = std::max(stratum, Of(expr.decision) + 1);
  }
  if (expr.kind == ir::ExprKind::kFact) {
    ir::ExprId applies = program_.facts[expr.fact].applies;
    if (applies) stratum = std::max(stratum, Of(applies));
  }
  return stratum;
}

int32_t Strata::Of(ir::ExprId expr) {
  int32_t& known = of_expr_[static_cast<size_t>(expr.index)];
  if (known < 0) {
    int32_t stratum = Compute(program_.exprs[expr]);
    known = stratum;
  }
  return known;
}

int32_t Strata::Of(ir::RuleId rule) {
  int32_t& known = of_rule_[static_cast<size_t>(rule.index)];
  if (known < 0) {
    int32_t stratum = Of(program_.rules[rule].guard);
    for (ir::RuleId attacker : attackers_[static_cast<size_t>(rule.index)]) {
      stratum = std::max(stratum, Of(attacker));
    }
    known = stratum;
  }
  return known;
}

int32_t Strata::Of(ir::DecisionId decision) {
  int32_t& known = of_decision_[static_cast<size_t>(decision.index)];
  if (known < 0) {
    const ir::Decision& d = program_.decisions[decision];
    int32_t stratum = d.otherwise ? Of(d.otherwise) : 0;
    if (d.parent) stratum = std::max(stratum, Of(d.parent));
    for (ir::RuleId rule : d.rules) {
      stratum = std::max(stratum, Of(rule));
      if (program_.rules[rule].value) stratum = std::max(stratum, Of(program_.rules[rule].value));
    }
    known = stratum;
  }
  return known;
}

}  // namespace guiju::plan
