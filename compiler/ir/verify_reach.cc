// What every expression depends on: the list whose element it reads, the decisions and the applicability
// guards.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/ir/verify.h"

namespace guiju::ir {
namespace {

struct Reach {
  ListId element;              // reads the bound element of this list
  int32_t last_decision = -1;  // the largest decision it reads, directly or through applicability
};

class ReachCheck {
 public:
  ReachCheck(const Program& program, Problems* problems)
      : program_(program),
        problems_(problems),
        exprs_(program.exprs.size()),
        facts_(program.facts.size(), kNew) {}

  void Run() {
    for (FactId id : program_.facts.ids()) CheckFact(id);
    if (!problems_->empty()) return;
    for (ExprId id : program_.exprs.ids()) Of(id);
    CheckPresumptions();
    CheckTransitions();
    for (DecisionId id : program_.decisions.ids()) CheckDecision(id);
  }

 private:
  enum State : uint8_t { kNew, kOpen, kDone };

  // The guard of a fact reads facts only, and of list fields only those of the same element.
  void CheckFact(FactId id) {
    State& state = facts_[static_cast<size_t>(id.index)];
    if (state == kDone) return;
    const Fact& fact = program_.facts[id];
    const std::string where = fmt::format("fact f{} {}", id.index, fact.name.Key());
    if (state == kOpen) return problems_->push_back(where + ": whether it applies depends on itself");
    state = kOpen;
    if (fact.applies) {
      const Reach reach = Of(fact.applies);
      if (reach.element && reach.element != fact.list) {
        problems_->push_back(where + ": whether it applies reads a list element outside its list");
      }
      if (reach.last_decision >= 0) problems_->push_back(where + ": whether it applies reads a decision");
    }
    facts_[static_cast<size_t>(id.index)] = kDone;
  }

  void CheckPresumptions() {
    for (const Presumption& presumption : program_.presumptions) {
      if (!presumption.when) continue;
      const Reach reach = Of(presumption.when);
      const Fact& fact = program_.facts[presumption.fact];
      const std::string where = "presumption of " + fact.name.Key();
      if (reach.element && reach.element != fact.list)
        problems_->push_back(where + ": reads an element outside its list");
      if (reach.last_decision >= 0) problems_->push_back(where + ": reads a decision");
      if (ReadsPresumed(presumption.when)) problems_->push_back(where + ": reads a presumed fact");
    }
  }

  void CheckTransitions() {
    for (const Transition& transition : program_.transitions) {
      const Reach reach = Of(transition.when);
      if (reach.element) problems_->push_back("transition: reads a list element outside an aggregate");
      if (reach.last_decision >= 0) problems_->push_back("transition: reads a decision");
    }
  }

  bool ReadsPresumed(ExprId id) const {
    const Expr& expr = program_.exprs[id];
    if (expr.kind == ExprKind::kFact) {
      for (const Presumption& presumption : program_.presumptions) {
        if (presumption.fact == expr.fact) return true;
      }
      const ExprId applies = program_.facts[expr.fact].applies;
      return applies && ReadsPresumed(applies);
    }
    return std::any_of(expr.args.begin(), expr.args.end(), [&](ExprId arg) { return ReadsPresumed(arg); });
  }

  void CheckDecision(DecisionId id) {
    const Decision& decision = program_.decisions[id];
    CheckPart(id, decision.otherwise);
    for (RuleId rule : decision.rules) {
      CheckPart(id, program_.rules[rule].guard);
      CheckPart(id, program_.rules[rule].value);
    }
  }
  void CheckPart(DecisionId id, ExprId part) {
    if (!part) return;
    const Reach reach = Of(part);
    const std::string where = fmt::format("decision d{} {}", id.index, program_.decisions[id].name.Key());
    if (reach.element) problems_->push_back(where + ": reads a list element outside an aggregate");
    if (reach.last_decision >= id.index)
      problems_->push_back(where + ": reads a decision that does not come before it");
  }

  // Arguments come before their expression (VerifyExprs), so only facts can lead back.
  Reach Of(ExprId id) {
    std::optional<Reach>& known = exprs_[static_cast<size_t>(id.index)];
    if (known) return *known;
    const Expr& expr = program_.exprs[id];
    Reach reach;
    for (ExprId arg : expr.args) Join(id, Of(arg), &reach);
    if (expr.decision) reach.last_decision = std::max(reach.last_decision, expr.decision.index);
    if (expr.fact) {
      CheckFact(expr.fact);
      reach.element = program_.facts[expr.fact].list;
    }
    if (expr.list) {
      if (reach.element && reach.element != expr.list) {
        problems_->push_back(
            fmt::format("expr e{}: reads an element of another list than it runs over", id.index));
      }
      reach.element = {};
    }
    exprs_[static_cast<size_t>(id.index)] = reach;
    return reach;
  }

  void Join(ExprId id, const Reach& part, Reach* whole) {
    whole->last_decision = std::max(whole->last_decision, part.last_decision);
    if (!part.element) return;
    if (whole->element && whole->element != part.element) {
      problems_->push_back(fmt::format("expr e{}: reads elements of two lists", id.index));
    }
    whole->element = part.element;
  }

  const Program& program_;
  Problems* problems_;
  std::vector<std::optional<Reach>> exprs_;
  std::vector<State> facts_;
};

}  // namespace

void VerifyReach(const Program& program, Problems* problems) { ReachCheck(program, problems).Run(); }

}  // namespace guiju::ir
