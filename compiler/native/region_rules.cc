// Which rules tables serve, and whether tables pay.
#include <algorithm>
#include <set>

#include "compiler/native/regions.h"

namespace guiju::native {
namespace {

using plan::Literal;
using plan::Term;
using plan::TermKind;
using plan::TermSource;

constexpr size_t kMostFurther = 16;  // clauses beyond the first: each widens every row

bool IsServed(const plan::Plan& plan, ir::RuleId rule) {
  const plan::RulePlan& guard = plan.rules[rule];
  auto fits = [&](plan::ClauseId clause) {
    return std::ranges::all_of(plan.clauses[clause].literals, [&](const Literal& literal) {
      const Term& term = plan.terms[literal.term];
      return term.stratum == 0 || term.source == TermSource::kDecision || term.source == TermSource::kFired;
    });
  };
  if (guard.never) return true;
  return guard.further.size() <= kMostFurther && fits(plan::ClauseId(static_cast<size_t>(rule.index))) &&
         std::ranges::all_of(guard.further, fits);
}

bool Waits(const plan::Plan& plan, ir::RuleId rule) {
  const plan::RulePlan& guard = plan.rules[rule];
  auto late = [&](plan::ClauseId clause) {
    return std::ranges::any_of(plan.clauses[clause].literals,
                               [&](const Literal& literal) { return IsLate(plan, literal); });
  };
  if (guard.never) return false;
  return late(plan::ClauseId(static_cast<size_t>(rule.index))) || std::ranges::any_of(guard.further, late);
}

// Instructions of a two-valued body, roughly: what the two forms spend on the rules that tables could serve.
// Everything else costs both the same.
struct Costs {
  size_t straight = 0, regions = 0;
};

Costs CostsOf(const ir::Program& program, const plan::Plan& plan, const std::vector<ir::RuleId>& rules) {
  Costs costs;
  std::set<Literal> tests;
  std::set<plan::TermId> terms;
  size_t clauses = program.rules.size();
  auto add = [&](plan::ClauseId id) {
    for (const Literal& literal : plan.clauses[id].literals) {
      tests.insert(literal);
      if (!IsLate(plan, literal)) terms.insert(literal.term);
    }
    costs.straight += plan.clauses[id].literals.size();
  };
  for (ir::RuleId rule : rules) {
    if (plan.rules[rule].never) continue;
    add(plan::ClauseId(static_cast<size_t>(rule.index)));
    std::ranges::for_each(plan.rules[rule].further, add);
    clauses += plan.rules[rule].further.size();
    costs.straight += 2;
  }
  costs.straight += 2 * tests.size();
  const size_t vectors = (clauses + 255) / 256;  // of a row
  for (plan::TermId id : terms) {
    const Term& term = plan.terms[id];
    const bool fact = term.source == TermSource::kFact;
    size_t find = fact ? 2 : 4 + term.facts.size();  // small facts share what follows
    if (term.kind == TermKind::kNumber)
      find += term.bounds.size() <= 2 ? 3 * term.bounds.size() : 4 + term.bounds.size();
    costs.regions += find + 2 * vectors;
  }
  costs.regions += 16 * vectors;
  return costs;
}

}  // namespace

RegionRules::RegionRules(const ir::Program& program, const plan::Plan& plan, bool forced)
    : serves_(program.rules.size()), settles_(program.rules.size()) {
  std::vector<char> attacked(program.rules.size());
  for (const plan::Stratum& stratum : plan.strata) {
    for (const plan::Attack& attack : stratum.attacks) attacked[static_cast<size_t>(attack.target.index)] = 1;
  }
  for (ir::DecisionId decision : program.decisions.ids()) {
    for (ir::RuleId rule : program.decisions[decision].rules) {
      if (!IsServed(plan, rule)) continue;
      const auto at = static_cast<size_t>(rule.index);
      rules_.push_back(rule);
      serves_[at] = 1;
      settles_[at] = static_cast<char>(attacked[at] == 0 && !Waits(plan, rule));
    }
  }
  const Costs costs = CostsOf(program, plan, rules_);
  if (!forced && costs.regions >= costs.straight) rules_.clear();
}

RegionRules RegionsFor(const ir::Program& program, const plan::Plan& plan, RowForm form) {
  switch (form) {
    case RowForm::kStraightLine:
      return {};
    case RowForm::kAuto:
      return RegionRules(program, plan, false);
    case RowForm::kRegions:
      return RegionRules(program, plan, true);
  }
  GJ_UNREACHABLE();
}

}  // namespace guiju::native
