// Program to plan.
#include <algorithm>

#include "compiler/plan/clauses.h"

namespace guiju::plan {

TermId TermTable::Intern(Term term) {
  std::vector<int32_t> operands;
  for (ir::FactId fact : term.facts) operands.push_back(fact.index);
  operands.push_back(-2);
  for (ir::ExprId arg : term.args) operands.push_back(arg.index);
  Key key{term.kind, term.source, term.decision.index, std::move(operands), term.coefficients};
  auto [place, added] = known_.emplace(std::move(key), TermId());
  if (added) {
    for (ir::ExprId arg : term.args) {
      if (arg) term.stratum = std::max(term.stratum, strata_->Of(arg));
    }
    if (term.decision) term.stratum = strata_->Of(term.decision) + 1;
    place->second = plan_->terms.Add(std::move(term));
  }
  return place->second;
}

namespace {

void AddClauses(Plan* plan, Normaliser* normaliser) {
  const ir::Program& program = *plan->program;
  std::vector<Disjunction> guards;
  guards.reserve(program.rules.size());
  for (const ir::Rule& rule : program.rules) guards.push_back(normaliser->Of(rule.guard, true));
  for (ir::RuleId rule : program.rules.ids()) {
    Disjunction& guard = guards[static_cast<size_t>(rule.index)];
    RulePlan rule_plan;
    rule_plan.never = guard.empty();
    plan->rules.Add(rule_plan);
    plan->clauses.Add(Clause{rule, guard.empty() ? Conjunction{} : std::move(guard[0])});
  }
  for (ir::RuleId rule : program.rules.ids()) {
    Disjunction& guard = guards[static_cast<size_t>(rule.index)];
    for (size_t i = 1; i < guard.size(); ++i) {
      plan->rules[rule].further.push_back(plan->clauses.Add(Clause{rule, std::move(guard[i])}));
    }
  }
}

void AddBounds(Plan* plan) {
  for (const Clause& clause : plan->clauses) {
    for (const Literal& literal : clause.literals) {
      if (literal.op == LiteralOp::kIn) continue;
      bool at_most = literal.op == LiteralOp::kAtMost;
      if (at_most && literal.bound == INT64_MAX) continue;
      plan->terms[literal.term].bounds.push_back(literal.bound + (at_most ? 1 : 0));
    }
  }
  for (Term& term : plan->terms) {
    std::sort(term.bounds.begin(), term.bounds.end());
    term.bounds.erase(std::unique(term.bounds.begin(), term.bounds.end()), term.bounds.end());
  }
}

// Attackers of a rule are settled before the rule attacks: depth-first over the exceptions.
class AttackOrder {
 public:
  AttackOrder(Plan* plan, Strata* strata)
      : plan_(plan), strata_(strata), attackers_(plan->program->rules.size()) {
    for (ir::RuleId rule : plan->program->rules.ids()) {
      for (ir::RuleId target : plan->program->rules[rule].attacks) {
        attackers_[static_cast<size_t>(target.index)].push_back(rule);
      }
    }
    settled_.resize(attackers_.size());
  }
  void Settle(ir::RuleId rule) {
    size_t index = static_cast<size_t>(rule.index);
    if (settled_[index]) return;
    settled_[index] = true;
    for (ir::RuleId attacker : attackers_[index]) Settle(attacker);
    Stratum& stratum = plan_->strata[static_cast<size_t>(strata_->Of(rule))];
    for (ir::RuleId attacker : attackers_[index]) stratum.attacks.push_back({attacker, rule});
  }

 private:
  Plan* plan_;
  Strata* strata_;
  std::vector<std::vector<ir::RuleId>> attackers_;
  std::vector<bool> settled_;
};

void AddStrata(Plan* plan, Strata* strata) {
  const ir::Program& program = *plan->program;
  auto at = [plan](int32_t stratum) -> Stratum& {
    if (plan->strata.size() <= static_cast<size_t>(stratum))
      plan->strata.resize(static_cast<size_t>(stratum) + 1);
    return plan->strata[static_cast<size_t>(stratum)];
  };
  at(0);
  for (TermId term : plan->terms.ids()) at(plan->terms[term].stratum).terms.push_back(term);
  for (ir::RuleId rule : program.rules.ids()) at(strata->Of(rule)).rules.push_back(rule);
  for (ir::DecisionId decision : program.decisions.ids())
    at(strata->Of(decision)).decisions.push_back(decision);
  AttackOrder order(plan, strata);
  for (ir::RuleId rule : program.rules.ids()) order.Settle(rule);
}

}  // namespace

Plan Make(const ir::Program& program) {
  Plan plan;
  plan.program = &program;
  Strata strata(program);
  TermTable terms(&plan, &strata);
  Normaliser normaliser(program, &terms);
  AddClauses(&plan, &normaliser);
  AddBounds(&plan);
  AddStrata(&plan, &strata);
  return plan;
}

}  // namespace guiju::plan
