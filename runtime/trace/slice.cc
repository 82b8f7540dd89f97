#include "runtime/trace/slice.h"

#include <algorithm>
#include <bit>

namespace guiju::trace {
namespace {

int64_t ExactValue(const ir::Type& type, const interp::Knowledge& k) {
  switch (type.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kEnum:
      return std::countr_zero(k.set);
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
    case ir::TypeKind::kText:
    case ir::TypeKind::kSet:
      return k.lo;
  }
  return 0;
}

class Slicer {
 public:
  Slicer(const ir::Program& program, const interp::Evaluator* fold)
      : program_(program),
        fold_(fold),
        exprs_(program.exprs.size()),
        decisions_(program.decisions.size()),
        rules_(program.rules.size()),
        touched_(program.facts.size()) {
    ir::Program& cut = slice_.program;
    cut.texts = program.texts;
    cut.enums = program.enums;
    cut.lists = program.lists;
    for (const ir::Fact& fact : program.facts) {
      ir::Fact lean;
      lean.type = fact.type;
      lean.range = fact.range;
      lean.role = fact.role;
      lean.list = fact.list;
      lean.otherwise = fact.otherwise;
      lean.absent_is = fact.absent_is;
      lean.absent_basis = fact.absent_basis;
      cut.facts.Add(std::move(lean));
    }
    slice_.fact_exprs.resize(program.facts.size());
  }

  // Old when a clause for the old version holds and none for the new one before it.
  Slice CutVersion(ir::PolicyId policy) {
    ir::Decision old;
    std::vector<ir::ExprId> newer;
    for (const ir::Transition& transition : program_.transitions) {
      if (transition.policy != policy) continue;
      const ir::ExprId when = Map(transition.when);
      if (!transition.old_version) {
        newer.push_back(AddNot(when));
        continue;
      }
      ir::Expr all;
      all.kind = ir::ExprKind::kAnd;
      all.args = newer;
      all.args.push_back(when);
      ir::Rule rule;
      rule.decision = ir::DecisionId(0);
      rule.guard = all.args.size() == 1 ? when : slice_.program.exprs.Add(std::move(all));
      old.rules.push_back(slice_.program.rules.Add(std::move(rule)));
    }
    slice_.decision = slice_.program.decisions.Add(std::move(old));
    return std::move(slice_);
  }

  Slice Cut(ir::DecisionId decision) {
    slice_.decision = MapDecision(decision);
    if (fold_ == nullptr) MapPresumptions();
    for (ir::RuleId id : program_.rules.ids()) {
      const ir::RuleId mapped = rules_[static_cast<size_t>(id.index)];
      if (!mapped) continue;
      for (ir::RuleId target : program_.rules[id].attacks) {
        const ir::RuleId mapped_target = rules_[static_cast<size_t>(target.index)];
        if (mapped_target) slice_.program.rules[mapped].attacks.push_back(mapped_target);
      }
    }
    return std::move(slice_);
  }

 private:
  ir::ExprId AddNot(ir::ExprId arg) {
    ir::Expr none;
    none.kind = ir::ExprKind::kNot;
    none.args = {arg};
    return slice_.program.exprs.Add(std::move(none));
  }

  ir::ExprId Map(ir::ExprId id) {
    if (!id) return id;
    ir::ExprId& mapped = exprs_[static_cast<size_t>(id.index)];
    if (mapped) return mapped;
    ir::Expr expr = program_.exprs[id];
    if (fold_ != nullptr) {
      const interp::Knowledge known = fold_->ValueOf(id);
      if (interp::IsExact(expr.type, known)) {
        ir::Expr constant;
        constant.type = expr.type;
        constant.value = ExactValue(expr.type, known);
        const ir::ExprId added = slice_.program.exprs.Add(std::move(constant));
        exprs_[static_cast<size_t>(id.index)] = added;
        return added;
      }
    }
    for (ir::ExprId& arg : expr.args) arg = Map(arg);
    if (expr.fact) Touch(expr.fact);
    if (expr.decision) expr.decision = MapDecision(expr.decision);
    if (expr.list && expr.kind != ir::ExprKind::kFact) {
      if (std::find(slice_.lists.begin(), slice_.lists.end(), expr.list) == slice_.lists.end())
        slice_.lists.push_back(expr.list);
    }
    const bool is_fact = expr.kind == ir::ExprKind::kFact;
    const ir::FactId fact = expr.fact;
    const ir::ExprId added = slice_.program.exprs.Add(std::move(expr));
    if (is_fact) slice_.fact_exprs[static_cast<size_t>(fact.index)] = added;
    exprs_[static_cast<size_t>(id.index)] = added;
    return added;
  }

  void Touch(ir::FactId id) {
    if (touched_[static_cast<size_t>(id.index)]) return;
    touched_[static_cast<size_t>(id.index)] = true;
    const ir::ExprId applies = Map(program_.facts[id].applies);
    slice_.program.facts[id].applies = applies;
    slice_.facts.push_back(id);
  }

  // What it reads is mapped first, so that references keep pointing to smaller ids.
  ir::DecisionId MapDecision(ir::DecisionId id) {
    if (!id) return id;
    if (decisions_[static_cast<size_t>(id.index)]) return decisions_[static_cast<size_t>(id.index)];
    const ir::Decision& decision = program_.decisions[id];
    ir::Decision cut;
    cut.type = decision.type;
    cut.range = decision.range;
    cut.combine = decision.combine;
    cut.greater_is_stricter = decision.greater_is_stricter;
    cut.compose = decision.compose;
    cut.parent = MapDecision(decision.parent);
    std::vector<ir::Rule> kept;
    std::vector<ir::RuleId> kept_ids;
    for (ir::RuleId rule_id : decision.rules) {
      if (fold_ != nullptr && !fold_->Applies(rule_id).may) continue;
      const ir::Rule& rule = program_.rules[rule_id];
      ir::Rule lean;
      lean.kind = rule.kind;
      lean.guard = Map(rule.guard);
      lean.value = Map(rule.value);
      kept.push_back(std::move(lean));
      kept_ids.push_back(rule_id);
    }
    cut.otherwise = Map(decision.otherwise);
    const ir::DecisionId mapped(slice_.program.decisions.size());
    for (size_t i = 0; i < kept.size(); ++i) {
      kept[i].decision = mapped;
      const ir::RuleId rule = slice_.program.rules.Add(std::move(kept[i]));
      rules_[static_cast<size_t>(kept_ids[i].index)] = rule;
      cut.rules.push_back(rule);
    }
    slice_.program.decisions.Add(std::move(cut));
    decisions_[static_cast<size_t>(id.index)] = mapped;
    return mapped;
  }

  // A presumption matters when its fact does; its condition may make more facts matter.
  void MapPresumptions() {
    std::vector<bool> mapped(program_.presumptions.size());
    for (bool again = true; again;) {
      again = false;
      for (size_t i = 0; i < program_.presumptions.size(); ++i) {
        const ir::Presumption& presumption = program_.presumptions[i];
        if (mapped[i] || !touched_[static_cast<size_t>(presumption.fact.index)]) continue;
        mapped[i] = again = true;
        Map(presumption.when);
      }
    }
    for (size_t i = 0; i < program_.presumptions.size();
         ++i) {  // in their own order: the first of two for a fact counts
      if (!mapped[i]) continue;
      ir::Presumption cut = program_.presumptions[i];
      cut.when = Map(cut.when);
      slice_.program.presumptions.push_back(std::move(cut));
    }
  }

  const ir::Program& program_;
  const interp::Evaluator* fold_;
  Slice slice_;
  std::vector<ir::ExprId> exprs_;
  std::vector<ir::DecisionId> decisions_;
  std::vector<ir::RuleId> rules_;
  std::vector<bool> touched_;
};

}  // namespace

Slice CutSlice(const ir::Program& program, ir::DecisionId decision) {
  return Slicer(program, nullptr).Cut(decision);
}

Slice CutVersion(const ir::Program& program, ir::PolicyId policy, const interp::Evaluator& evaluator) {
  return Slicer(program, &evaluator).CutVersion(policy);
}

Slice CutResidual(const ir::Program& program, ir::DecisionId decision, const interp::Evaluator& evaluator) {
  return Slicer(program, &evaluator).Cut(decision);
}

}  // namespace guiju::trace
