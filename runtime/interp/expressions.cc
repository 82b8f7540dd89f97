// Expressions. The quoted lines are those of the formal core in grammar/REFERENCE.md.
#include <algorithm>

#include "runtime/interp/state.h"

namespace guiju::interp {

using ir::ExprKind;

Knowledge Evaluator::State::Eval(ir::ExprId id, const Element& element) {
  const ir::Expr& expr = program.exprs[id];
  if (element.list) return Compute(expr, element);
  std::optional<Knowledge>& known = known_[static_cast<size_t>(id.index)];
  if (!known) known = Compute(expr, element);
  return *known;
}

Knowledge Evaluator::State::Compute(const ir::Expr& expr, const Element& element) {
  switch (expr.kind) {
    case ExprKind::kConst:
      return Exactly(expr.type, expr.value);
    case ExprKind::kFact:
      return EvalFact(expr.fact, element);
    case ExprKind::kDecision:
      return decisions[static_cast<size_t>(expr.decision.index)];
    case ExprKind::kFired:
      return Between(expr.type, Fired(expr.decision));
    case ExprKind::kLin:
      return Between(expr.type, Lin(expr, element));
    // "mul,round  interval extension"
    case ExprKind::kMul:
      return Between(expr.type,
                     Multiply(IntervalFor(expr.args[0], element), IntervalFor(expr.args[1], element)));
    case ExprKind::kRound:
      return Between(expr.type, RoundInterval(IntervalFor(expr.args[0], element), expr));
    case ExprKind::kMin:
    case ExprKind::kMax:
      return Between(expr.type, MinMax(expr, element));
    case ExprKind::kIf: {  // "if  c=t→a; f→b; u→a⊔b"
      const Truth condition = Holds(expr.args[0], element);
      if (condition.must) return Eval(expr.args[1], element);
      if (!condition.may) return Eval(expr.args[2], element);
      return Join(expr.type, Eval(expr.args[1], element), Eval(expr.args[2], element));
    }
    case ExprKind::kGe0:
      return FromTruth(Ge0(IntervalFor(expr.args[0], element)));
    case ExprKind::kIn: {  // "in S  k⊆S→t; k∩S=∅→f; else u"
      const uint64_t k = Eval(expr.args[0], element).set;
      return FromTruth({(k & ~expr.set) == 0, (k & expr.set) != 0});
    }
    case ExprKind::kSetHas: {  // a set is known by what it must and what it may contain
      const Knowledge k = Eval(expr.args[0], element);
      return FromTruth({((k.lo >> expr.value) & 1) != 0, ((k.hi >> expr.value) & 1) != 0});
    }
    case ExprKind::kTextEq: {  // "{s},⊤"
      const Knowledge a = Eval(expr.args[0], element), b = Eval(expr.args[1], element);
      if (a.top || b.top) return FromTruth({false, true});
      return FromTruth({a.lo == b.lo, a.lo == b.lo});
    }
    case ExprKind::kNot:
      return FromTruth(Not(Holds(expr.args[0], element)));  // "¬(m,p)=(¬p,¬m)"
    case ExprKind::kAnd: {                                  // "∧ ∨  railwise"
      Truth truth{true, true};
      for (ir::ExprId arg : expr.args) truth = And(truth, Holds(arg, element));
      return FromTruth(truth);
    }
    case ExprKind::kOr: {
      Truth truth{false, false};
      for (ir::ExprId arg : expr.args) truth = Or(truth, Holds(arg, element));
      return FromTruth(truth);
    }
    case ExprKind::kAny:
    case ExprKind::kAll:
      return FromTruth(AnyAll(expr));
    case ExprKind::kCount:
      return Between(expr.type, Count(expr));
    case ExprKind::kSum:
      return Between(expr.type, Sum(expr));
    case ExprKind::kLargest:
    case ExprKind::kSmallest:
      return Between(expr.type, Extreme(expr));
    case ExprKind::kDateAdd:
      return Between(expr.type, DateAdd(expr, element));
    case ExprKind::kWorkdays:
      return Between(expr.type, Workdays(expr, element));
  }
  return {};
}

// "fact  x `when g else c`: g=t→Γx; f→{c}; u→Γx⊔{c};  absent: Γx=range"
Knowledge Evaluator::State::EvalFact(ir::FactId id, const Element& element) {
  const ir::Fact& fact = program.facts[id];
  const abi::Field& field = layout.fields[static_cast<size_t>(id.index)];
  const std::byte* const row = fact.list ? element.row : c.row;
  const bool is_known = row != nullptr && abi::IsKnown(row, field);
  const Knowledge given =
      is_known ? Exactly(fact.type, abi::Load(row, field)) : Anything(program, fact.type, fact.range);
  if (!fact.applies) return given;
  const Truth applies_here = Holds(fact.applies, fact.list ? element : Element{});
  if (applies_here.must) return given;
  const Knowledge otherwise = Exactly(fact.type, fact.otherwise);
  return applies_here.may ? Join(fact.type, given, otherwise) : otherwise;
}

Interval Evaluator::State::IntervalFor(ir::ExprId id, const Element& element) {
  return IntervalOf(program.exprs[id].type, Eval(id, element));
}

// "lin  Σai·xi+b, like terms collected: interval sum (exact over the box)"
Interval Evaluator::State::Lin(const ir::Expr& expr, const Element& element) {
  Interval sum{expr.value, expr.value};
  for (size_t i = 0; i < expr.args.size(); ++i) {
    const Interval term =
        Multiply(IntervalFor(expr.args[i], element), {expr.coefficients[i], expr.coefficients[i]});
    sum = {sum.lo + term.lo, sum.hi + term.hi};
  }
  return sum;
}

Interval Evaluator::State::MinMax(const ir::Expr& expr, const Element& element) {
  Interval result = IntervalFor(expr.args[0], element);
  for (ir::ExprId arg : expr.args) {
    const Interval other = IntervalFor(arg, element);
    result = expr.kind == ExprKind::kMin ? SmallerOf(result, other) : LargerOf(result, other);
  }
  return result;
}

// "e≥0  lo≥0→t; hi<0→f; else u"
Truth Evaluator::State::Ge0(Interval interval) const { return {interval.lo >= 0, interval.hi >= 0}; }

abi::ListView Evaluator::State::ListOf(ir::ListId list) const {
  return abi::LoadList(c.row, layout.list_offsets[static_cast<size_t>(list.index)]);
}

Element Evaluator::State::ElementOf(ir::ListId list, uint32_t index) const {
  const abi::ListView view = ListOf(list);
  GJ_CHECK(index < view.count);
  return {list, view.elements + size_t{index} * layout.elements[static_cast<size_t>(list.index)].size};
}

// "exists  (∃ must φi, ∃ may φi or open);  forall dual"
Truth Evaluator::State::AnyAll(const ir::Expr& expr) {
  const abi::ListView view = ListOf(expr.list);
  const bool any = expr.kind == ExprKind::kAny;
  Truth truth{!any, !any};
  for (uint32_t i = 0; i < view.count; ++i) {
    const Truth one = Holds(expr.args[0], ElementOf(expr.list, i));
    truth = any ? Or(truth, one) : And(truth, one);
  }
  if (view.open != 0) truth = any ? Or(truth, {false, true}) : And(truth, {false, true});
  return truth;
}

// "count  [#must, #may+(open? max−n : 0)]"
Interval Evaluator::State::Count(const ir::Expr& expr) {
  const abi::ListView view = ListOf(expr.list);
  Interval count;
  for (uint32_t i = 0; i < view.count; ++i) {
    const Truth one = Holds(expr.args[0], ElementOf(expr.list, i));
    count.lo += one.must;
    count.hi += one.may;
  }
  if (view.open != 0) count.hi += std::max<int64_t>(0, program.lists[expr.list].max_size - view.count);
  return count;
}

// "sum with element ranges": each element an open list may still gain adds something between what an element
// of which nothing is known can be, or is not there.
Interval Evaluator::State::Sum(const ir::Expr& expr) {
  const abi::ListView view = ListOf(expr.list);
  Interval sum;
  for (uint32_t i = 0; i < view.count; ++i) {
    const Interval one = IntervalFor(expr.args[0], ElementOf(expr.list, i));
    sum = {sum.lo + one.lo, sum.hi + one.hi};
  }
  const int64_t more =
      view.open != 0 ? std::max<int64_t>(0, program.lists[expr.list].max_size - view.count) : 0;
  if (more == 0) return sum;
  const Interval unseen = IntervalFor(expr.args[0], Element{expr.list, nullptr});
  return {sum.lo + more * std::min<int64_t>(0, unseen.lo), sum.hi + more * std::max<int64_t>(0, unseen.hi)};
}

// Largest and smallest: the bias when there is no element; an unseen element of an open list may be more
// extreme than all seen, never less.
Interval Evaluator::State::Extreme(const ir::Expr& expr) {
  const abi::ListView view = ListOf(expr.list);
  const bool largest = expr.kind == ExprKind::kLargest;
  Interval extreme{expr.value, expr.value};
  for (uint32_t i = 0; i < view.count; ++i) {
    const Interval one = IntervalFor(expr.args[0], ElementOf(expr.list, i));
    extreme = i == 0 ? one : largest ? LargerOf(extreme, one) : SmallerOf(extreme, one);
  }
  if (view.open == 0) return extreme;
  const Interval unseen = IntervalFor(expr.args[0], Element{expr.list, nullptr});
  if (view.count == 0) return {std::min(extreme.lo, unseen.lo), std::max(extreme.hi, unseen.hi)};
  if (largest) return {extreme.lo, std::max(extreme.hi, unseen.hi)};
  return {std::min(extreme.lo, unseen.lo), extreme.hi};
}

// "workdays  d⊕n: [earliest,latest] over calendars consistent with C". Every unit and the roll are monotone
// in the date and in n, so the ends of the intervals give the ends of the result.
Interval Evaluator::State::DateAdd(const ir::Expr& expr, const Element& element) {
  const Interval date = IntervalFor(expr.args[0], element), n = IntervalFor(expr.args[1], element);
  Interval due;
  switch (expr.unit) {
    case ir::TimeUnit::kDay:
      due = {date.lo + n.lo, date.hi + n.hi};
      break;
    case ir::TimeUnit::kMonth:
      due = {value::AddMonths(date.lo, n.lo), value::AddMonths(date.hi, n.hi)};
      break;
    case ir::TimeUnit::kWorkday:
      due = {c.calendar->AddWorkdays(date.lo, n.lo).earliest, c.calendar->AddWorkdays(date.hi, n.hi).latest};
      break;
    case ir::TimeUnit::kHour: {  // the last day touched
      ir::Expr day_of_hour;
      day_of_hour.denominator = 24;
      day_of_hour.mode = ir::RoundMode::kUp;
      const Interval days = RoundInterval(n, day_of_hour);
      due = {date.lo + days.lo, date.hi + days.hi};
      break;
    }
  }
  if (expr.roll == ir::Roll::kNone) return due;
  return {c.calendar->NextWorkday(due.lo).earliest, c.calendar->NextWorkday(due.hi).latest};
}

// Working days in (from, to]: fewest from the latest `from` to the earliest `to`; none when `to` is not
// later.
Interval Evaluator::State::Workdays(const ir::Expr& expr, const Element& element) {
  const Interval from = IntervalFor(expr.args[0], element), to = IntervalFor(expr.args[1], element);
  return {from.hi < to.lo ? c.calendar->CountWorkdays(from.hi, to.lo).first : 0,
          from.lo < to.hi ? c.calendar->CountWorkdays(from.lo, to.hi).second : 0};
}

}  // namespace guiju::interp
