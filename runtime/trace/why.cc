// Why and why not: the rules of a decision with their conditions as written, the values read and what failed
// first.
#include <algorithm>
#include <set>

#include "runtime/trace/counts.h"
#include "runtime/trace/figures.h"
#include "runtime/trace/state.h"

namespace guiju::trace {
namespace {

class StepBuilder {
 public:
  StepBuilder(const Explainer& explainer, const Explainer::State& state)
      : explainer_(explainer), state_(state) {}

  Step Build(ir::UseId id, ir::ListId list = {}, int32_t element = -1) {
    const ir::Use& use = state_.program.uses[id];
    Step step;
    // 超出 is the negation of 属于 written as one condition: one step, with the truth of the whole.
    if (use.kind == ir::UseKind::kNot && use.children.size() == 1 && use.children[0] &&
        state_.program.uses[use.children[0]].kind == ir::UseKind::kAtom &&
        state_.program.uses[use.children[0]].text == use.text) {
      step = Build(use.children[0], list, element);
      step.truth = TruthOf(use.expr, list, element);
      return step;
    }
    step.use = id;
    step.list = list;
    step.element = element;
    step.truth = TruthOf(use.expr, list, element);
    step.figures = FiguresOf(ReadCase{state_.program, state_.layout, state_.full.row(), state_.evaluator}, id,
                             list, element);
    switch (use.kind) {
      case ir::UseKind::kAnd:
      case ir::UseKind::kOr:
      case ir::UseKind::kNot:
      case ir::UseKind::kDefined:
        AddChildren(use, list, element, &step);
        if (use.children.empty()) ReadAtom(use, list, element, &step);
        break;
      case ir::UseKind::kQuantified:
        ReadElements(use, list, element, &step);
        break;
      case ir::UseKind::kAtom:
      case ir::UseKind::kValue:
        ReadAtom(use, list, element, &step);
        if (!ReadInterval(use, list, element, &step)) AddChildren(use, list, element, &step);
        break;
    }
    return step;
  }

  // The first failing conditions: of an "and" the first that fails, of an "or" all alternatives.
  void Failing(const Step& step, std::vector<Step>* failed) const {
    const ir::Use& use = state_.program.uses[step.use];
    if (use.kind == ir::UseKind::kAnd || use.kind == ir::UseKind::kDefined) {
      for (const Step& child : step.children) {
        if (!child.truth.may) return Failing(child, failed);
      }
    }
    if (use.kind == ir::UseKind::kOr && !step.children.empty()) {
      for (const Step& child : step.children) Failing(child, failed);
      return;
    }
    // No element does, or not all do: which ones, and why.
    if (use.kind == ir::UseKind::kQuantified) {
      const size_t before = failed->size();
      const bool all = use.expr && state_.program.exprs[use.expr].kind == ir::ExprKind::kAll;
      for (const Step& child : step.children) {
        if (!child.truth.may) Failing(child, failed);
        if (all && failed->size() > before) break;
      }
      if (failed->size() > before) return;
    }
    failed->push_back(step);
  }

 private:
  interp::Truth TruthOf(ir::ExprId expr, ir::ListId list, int32_t element) const {
    if (!expr || state_.program.exprs[expr].type.kind != ir::TypeKind::kBool) return {true, true};
    return element < 0 ? state_.evaluator.Holds(expr)
                       : state_.evaluator.HoldsFor(expr, list, static_cast<uint32_t>(element));
  }
  std::optional<interp::Knowledge> ValueOf(ir::ExprId expr, ir::ListId list, int32_t element) const {
    if (!expr) return std::nullopt;
    return element < 0 ? state_.evaluator.ValueOf(expr)
                       : state_.evaluator.ValueFor(expr, list, static_cast<uint32_t>(element));
  }

  void AddChildren(const ir::Use& use, ir::ListId list, int32_t element, Step* step) {
    for (ir::UseId child : use.children) {
      if (child) step->children.push_back(Build(child, list, element));  // a part made by lowering has no use
    }
  }

  // Lowering gives an atom that compares with an interval one unwritten value as its part: both ends.
  bool ReadInterval(const ir::Use& use, ir::ListId list, int32_t element, Step* step) {
    if (use.children.size() != 1 || !use.children[0]) return false;
    const ir::Use& ends = state_.program.uses[use.children[0]];
    if (ends.kind != ir::UseKind::kValue || !ends.text.empty()) return false;
    step->low = ValueOf(ends.subject_expr, list, element);
    step->high = ValueOf(ends.bound_expr, list, element);
    return true;
  }

  void ReadAtom(const ir::Use& use, ir::ListId list, int32_t element, Step* step) {
    step->subject = ValueOf(use.subject_expr, list, element);
    step->bound = ValueOf(use.bound_expr, list, element);
    std::set<ir::ExprId> seen;
    std::vector<ir::ExprId> open{use.expr};
    while (!open.empty()) {
      const ir::ExprId next = open.front();
      open.erase(open.begin());
      if (!next || !seen.insert(next).second) continue;
      const ir::Expr& expr = state_.program.exprs[next];
      if (expr.decision &&
          std::find(step->decisions.begin(), step->decisions.end(), expr.decision) == step->decisions.end()) {
        step->decisions.push_back(expr.decision);
      }
      if (expr.kind == ir::ExprKind::kFact) {
        const ir::ListId of = state_.program.facts[expr.fact].list;
        if (!of) step->facts.push_back(explainer_.Read({expr.fact, {}, -1}));
        if (of && of == list && element >= 0)
          step->facts.push_back(explainer_.Read({expr.fact, list, element}));
      }
      if (expr.list && !list) {
        if (expr.kind != ir::ExprKind::kFact) ReadList(expr, step);
        continue;
      }
      open.insert(open.end(), expr.args.begin(), expr.args.end());
    }
  }

  // An aggregate inside a comparison: its first elements, and whether there may be more.
  void ReadList(const ir::Expr& expr, Step* step) {
    std::set<ir::FactId> facts;
    std::set<ir::ExprId> seen;
    std::vector<ir::ExprId> open(expr.args);
    while (!open.empty()) {
      const ir::ExprId next = open.back();
      open.pop_back();
      if (!seen.insert(next).second) continue;
      const ir::Expr& inner = state_.program.exprs[next];
      if (inner.kind == ir::ExprKind::kFact && state_.program.facts[inner.fact].list == expr.list)
        facts.insert(inner.fact);
      open.insert(open.end(), inner.args.begin(), inner.args.end());
    }
    for (uint32_t i = 0; i < state_.full.CountOf(expr.list) && i < kMaxElements; ++i) {
      for (ir::FactId fact : facts)
        step->facts.push_back(explainer_.Read({fact, expr.list, static_cast<int32_t>(i)}));
    }
    if (state_.full.IsOpen(expr.list)) step->facts.push_back(explainer_.Read({{}, expr.list, -1}));
  }

  ir::ListId ListOf(ir::ExprId root, ir::ExprId* body) const {
    std::set<ir::ExprId> seen;
    std::vector<ir::ExprId> open{root};
    while (!open.empty()) {
      const ir::ExprId next = open.front();
      open.erase(open.begin());
      if (!next || !seen.insert(next).second) continue;
      const ir::Expr& expr = state_.program.exprs[next];
      if (expr.list && expr.kind != ir::ExprKind::kFact) {
        *body = expr.args[0];
        return expr.list;
      }
      open.insert(open.end(), expr.args.begin(), expr.args.end());
    }
    return {};
  }

  // Elements that decide first: witnesses when it holds, those that fail when it does not, else the open
  // ones.
  void ReadElements(const ir::Use& use, ir::ListId outer, int32_t outer_element, Step* step) {
    step->subject = ValueOf(use.subject_expr, outer, outer_element);
    step->bound = ValueOf(use.bound_expr, outer, outer_element);
    ir::ExprId body;
    const ir::ListId list = ListOf(use.expr, &body);
    if (!list) return ReadAtom(use, outer, outer_element, step);
    const bool condition = state_.program.exprs[body].type.kind == ir::TypeKind::kBool;
    std::vector<std::pair<int, int32_t>> ranked;
    for (uint32_t i = 0; i < state_.full.CountOf(list); ++i) {
      int rank = 0;
      if (condition) {
        const interp::Truth truth = state_.evaluator.HoldsFor(body, list, i);
        const int certain = truth.must ? 1 : truth.may ? 0 : -1;
        const int whole = step->truth.must ? 1 : step->truth.may ? 0 : -1;
        rank = certain == whole ? 0 : certain == 0 ? 1 : 2;
      }
      ranked.push_back({rank, static_cast<int32_t>(i)});
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (size_t i = 0; i < ranked.size() && i < kMaxElements; ++i) {
      if (use.children.empty()) {
        for (const Reading& reading : ElementFacts(body, list, ranked[i].second))
          step->facts.push_back(reading);
      }
      AddChildren(use, list, ranked[i].second, step);
    }
    if (state_.full.IsOpen(list)) step->facts.push_back(explainer_.Read({{}, list, -1}));
  }
  std::vector<Reading> ElementFacts(ir::ExprId body, ir::ListId list, int32_t element) {
    Step step;
    ir::Use use;
    use.expr = body;
    ReadAtom(use, list, element, &step);
    return step.facts;
  }

  const Explainer& explainer_;
  const Explainer::State& state_;
};

class RuleReader {
 public:
  RuleReader(const Explainer& explainer, const Explainer::State& state)
      : state_(state), steps_(explainer, state) {}

  RuleTrace Read(ir::RuleId id) {
    const ir::Rule& rule = state_.program.rules[id];
    RuleTrace trace;
    trace.rule = id;
    const interp::Truth applies = state_.evaluator.Applies(id), guard = state_.evaluator.GuardHolds(id);
    trace.state = applies.must   ? RuleState::kHolds
                  : !guard.may   ? RuleState::kFails
                  : !applies.may ? RuleState::kExcepted
                                 : RuleState::kOpen;
    if (rule.value) ReadValue(rule, &trace);
    if (rule.guard_use) {
      trace.condition = steps_.Build(rule.guard_use);
      trace.out_of_period = !guard.may && trace.condition->truth.may;
      if (trace.state == RuleState::kFails && !trace.out_of_period)
        steps_.Failing(*trace.condition, &trace.failed);
    } else {
      trace.out_of_period = !guard.may && rule.axis.has_value();
    }
    for (ir::RuleId attacker : state_.program.decisions[rule.decision].rules) {
      const auto& attacks = state_.program.rules[attacker].attacks;
      if (std::find(attacks.begin(), attacks.end(), id) != attacks.end())
        trace.exceptions.push_back(Read(attacker));
    }
    return trace;
  }

 private:
  void ReadValue(const ir::Rule& rule, RuleTrace* trace) const {
    trace->value = state_.evaluator.ValueOf(rule.value);
    trace->uncounted = CountsFromUnknown(state_, rule.value);
    trace->figures = FiguresOf(ReadCase{state_.program, state_.layout, state_.full.row(), state_.evaluator},
                               rule.value_use);
    if (trace->state != RuleState::kFails) trace->counts = CountsOf(state_, rule.value);
  }

  const Explainer::State& state_;
  StepBuilder steps_;
};

// Whose value is the result.
void MarkDeciding(const ir::Program& program, const ir::Decision& decision, const interp::Knowledge& result,
                  std::vector<RuleTrace>* rules) {
  bool taken = false;
  for (RuleTrace& trace : *rules) {
    if (trace.state != RuleState::kHolds || !trace.value) continue;
    switch (decision.combine) {
      case ir::Combine::kAnyHolds:
        break;
      case ir::Combine::kFirst:
      case ir::Combine::kUnique:
        trace.decides = !taken && *trace.value == result;
        taken = taken || trace.decides;
        break;
      case ir::Combine::kStrictest:
      case ir::Combine::kMildest:
        trace.decides = *trace.value == result;
        break;
      case ir::Combine::kAll:
        trace.decides = true;
        break;
    }
  }
  (void)program;
}

int RankOf(const RuleTrace& trace) {
  if (trace.decides) return 0;
  switch (trace.state) {
    case RuleState::kHolds:
      return 1;
    case RuleState::kExcepted:
      return 2;
    case RuleState::kOpen:
      return 3;
    case RuleState::kFails:
      return 4;
  }
  return 5;
}

}  // namespace

std::vector<RuleTrace> Explainer::FindRules(ir::DecisionId id) const {
  const ir::Program& program = state_->program;
  RuleReader reader(*this, *state_);
  std::vector<RuleTrace> rules;
  for (ir::DecisionId at = id; at; at = program.decisions[at].parent) {
    for (ir::RuleId rule : program.decisions[at].rules) {
      if (program.rules[rule].kind != ir::RuleKind::kException) rules.push_back(reader.Read(rule));
    }
    const ir::Compose compose = program.decisions[at].compose;
    if (compose == ir::Compose::kNone || compose == ir::Compose::kReplace) break;
  }
  MarkDeciding(program, program.decisions[id], ValueOf(id), &rules);
  std::stable_sort(rules.begin(), rules.end(),
                   [](const RuleTrace& a, const RuleTrace& b) { return RankOf(a) < RankOf(b); });
  return rules;
}

}  // namespace guiju::trace
