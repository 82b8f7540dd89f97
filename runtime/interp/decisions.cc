// Rules and decisions. The quoted lines are those of the formal core in grammar/REFERENCE.md.
#include <algorithm>

#include "runtime/interp/state.h"

namespace guiju::interp {
namespace {

// Root cases: whatever decides. Exceptions only defeat.
bool IsRoot(const ir::Rule& rule) { return rule.kind != ir::RuleKind::kException; }

}  // namespace

void Evaluator::State::Decide(ir::DecisionId id) {
  const ir::Decision& decision = program.decisions[id];
  for (ir::RuleId rule : decision.rules)
    guards[static_cast<size_t>(rule.index)] = Holds(program.rules[rule].guard);
  for (ir::RuleId rule : decision.rules) Apply(rule);
  Knowledge own;
  switch (decision.combine) {
    case ir::Combine::kAnyHolds:
      own = AnyHolds(decision);
      break;
    case ir::Combine::kFirst:
      own = First(decision);
      break;
    case ir::Combine::kUnique:
      own = Unique(decision);
      break;
    case ir::Combine::kStrictest:
    case ir::Combine::kMildest:
      own = Ordered(decision);
      break;
    case ir::Combine::kAll:
      own = All(decision);
      break;
  }
  decisions[static_cast<size_t>(id.index)] = Compose(decision, own);
}

// "app(r) = guard(r) ∧ ¬⋁ app(exceptions of r)". Attacks are acyclic.
Truth Evaluator::State::Apply(ir::RuleId id) {
  const auto index = static_cast<size_t>(id.index);
  if (applied_[index]) return applies[index];
  Truth defeated{false, false};
  for (ir::RuleId attacker : attackers_[index]) defeated = Or(defeated, Apply(attacker));
  applies[index] = And(guards[index], Not(defeated));
  applied_[index] = true;
  return applies[index];
}

// How many root cases apply: [#must, #may].
Interval Evaluator::State::Fired(ir::DecisionId id) const {
  Interval fired;
  for (ir::RuleId rule : program.decisions[id].rules) {
    if (!IsRoot(program.rules[rule])) continue;
    const Truth truth = applies[static_cast<size_t>(rule.index)];
    fired.lo += truth.must;
    fired.hi += truth.may;
  }
  return fired;
}

// "bool D  ⋁ app(root)"
Knowledge Evaluator::State::AnyHolds(const ir::Decision& decision) const {
  Truth truth{false, false};
  for (ir::RuleId rule : decision.rules) {
    if (IsRoot(program.rules[rule])) truth = Or(truth, applies[static_cast<size_t>(rule.index)]);
  }
  return FromTruth(truth);
}

// The value when no rule applies; with none declared, the parent's; with no parent (unique, proved to cover),
// anything.
Knowledge Evaluator::State::Otherwise(const ir::Decision& decision) {
  if (decision.otherwise) return Eval(decision.otherwise);
  const bool composes = decision.compose != ir::Compose::kNone && decision.compose != ir::Compose::kReplace;
  if (decision.parent && composes) return decisions[static_cast<size_t>(decision.parent.index)];
  return Anything(program, decision.type, decision.range);
}

// "first  ⊔ v_i with may, through the first must;  none must: ⊔ otherwise"
Knowledge Evaluator::State::First(const ir::Decision& decision) {
  std::optional<Knowledge> joined;
  for (ir::RuleId id : decision.rules) {
    const Truth truth = applies[static_cast<size_t>(id.index)];
    if (!IsRoot(program.rules[id]) || !truth.may) continue;
    const Knowledge value = Eval(program.rules[id].value);
    joined = joined ? Join(decision.type, *joined, value) : value;
    if (truth.must) return *joined;
  }
  const Knowledge otherwise = Otherwise(decision);
  return joined ? Join(decision.type, *joined, otherwise) : otherwise;
}

// "unique (proved exclusive, covering)  a must→v_i; a single may→v_i; else ⊔ may". With `otherwise` declared
// the rules need not cover, so it stays possible until one must apply.
Knowledge Evaluator::State::Unique(const ir::Decision& decision) {
  std::optional<Knowledge> joined;
  for (ir::RuleId id : decision.rules) {
    const Truth truth = applies[static_cast<size_t>(id.index)];
    if (!IsRoot(program.rules[id]) || !truth.may) continue;
    const Knowledge value = Eval(program.rules[id].value);
    if (truth.must) return value;
    joined = joined ? Join(decision.type, *joined, value) : value;
  }
  const bool covers = !decision.otherwise && !decision.parent;
  if (joined && covers) return *joined;
  const Knowledge otherwise = Otherwise(decision);
  return joined ? Join(decision.type, *joined, otherwise) : otherwise;
}

// "strictest  [max lo v_i over must, max hi v_i over may];  none must: ⊔ otherwise;  mildest dual".
// Enumerations count by index and their result is the whole stretch between the ends.
Knowledge Evaluator::State::Ordered(const ir::Decision& decision) {
  const bool want_larger = (decision.combine == ir::Combine::kStrictest) == decision.greater_is_stricter;
  std::optional<Interval> must, may, hull;
  const auto include = [&](std::optional<Interval>* into, Interval value) {
    *into = !*into ? value : want_larger ? LargerOf(**into, value) : SmallerOf(**into, value);
  };
  const auto widen = [&](Interval value) {
    hull = hull ? Interval{std::min(hull->lo, value.lo), std::max(hull->hi, value.hi)} : value;
  };
  for (ir::RuleId id : decision.rules) {
    const Truth truth = applies[static_cast<size_t>(id.index)];
    if (!IsRoot(program.rules[id]) || !truth.may) continue;
    const Interval value = IntervalOf(decision.type, Eval(program.rules[id].value));
    if (truth.must) include(&must, value);
    include(&may, value);
    widen(value);
  }
  if (must)
    return Between(decision.type, want_larger ? Interval{must->lo, may->hi} : Interval{may->lo, must->hi});
  widen(IntervalOf(decision.type, Otherwise(decision)));
  return Between(decision.type, *hull);
}

// "all  (∪ must, ∪ may)". A single enum value is the set of it, certain only when it is certain which.
Knowledge Evaluator::State::All(const ir::Decision& decision) {
  Knowledge joined;
  for (ir::RuleId id : decision.rules) {
    const Truth truth = applies[static_cast<size_t>(id.index)];
    if (!IsRoot(program.rules[id]) || !truth.may) continue;
    const ir::Type& type = program.exprs[program.rules[id].value].type;
    Knowledge value = Eval(program.rules[id].value);
    if (type.kind == ir::TypeKind::kEnum) {
      value = {IsExact(type, value) ? static_cast<int64_t>(value.set) : 0, static_cast<int64_t>(value.set), 0,
               false};
    }
    if (truth.must) joined.lo |= value.lo;
    joined.hi |= value.hi;
  }
  return joined;
}

// "under  bool S∨L;  ordered strictest(S,L);  sets ∪;  overrides(r,basis)": replace leaves the superior's
// out.
Knowledge Evaluator::State::Compose(const ir::Decision& decision, const Knowledge& own) const {
  if (!decision.parent) return own;
  const Knowledge& superior = decisions[static_cast<size_t>(decision.parent.index)];
  switch (decision.compose) {
    case ir::Compose::kNone:
    case ir::Compose::kReplace:
      return own;
    case ir::Compose::kOr:
      return FromTruth(Or(TruthOf(superior), TruthOf(own)));
    case ir::Compose::kUnion:
      return {superior.lo | own.lo, superior.hi | own.hi, 0, false};
    case ir::Compose::kStrictest:
    case ir::Compose::kMildest: {
      const Interval s = IntervalOf(decision.type, superior), l = IntervalOf(decision.type, own);
      const bool want_larger = (decision.compose == ir::Compose::kStrictest) == decision.greater_is_stricter;
      return Between(decision.type, want_larger ? LargerOf(s, l) : SmallerOf(s, l));
    }
  }
  return own;
}

}  // namespace guiju::interp
