#include "runtime/trace/counts.h"

#include <algorithm>
#include <set>

namespace guiju::trace {
namespace {

// Days looked through for the notice behind an open number of working days.
constexpr int64_t kMaxDaysSearched = 4000;

// A date as start + n units.
struct Period {
  value::Day start = 0;
  int64_t n = 0;
  value::PeriodUnit unit = value::PeriodUnit::kDay;
};

class CountReader {
 public:
  explicit CountReader(const Explainer::State& state) : state_(state) {}

  void Collect(ir::ExprId id) {
    if (!id || !seen_.insert(id).second) return;
    const ir::Expr& expr = Expr(id);
    switch (expr.kind) {
      case ir::ExprKind::kDateAdd:
        return CollectSum(id, expr);
      case ir::ExprKind::kLin:
        if (expr.type.kind == ir::TypeKind::kDate) CollectDays(id, expr);
        return;
      case ir::ExprKind::kIf: {
        const interp::Truth truth = state_.evaluator.Holds(expr.args[0]);
        if (truth.may) Collect(expr.args[1]);
        if (!truth.must) Collect(expr.args[2]);
        return;
      }
      default:
        for (ir::ExprId arg : expr.args) {
          if (Expr(arg).type.kind == ir::TypeKind::kDate) Collect(arg);
        }
        return;
    }
  }
  std::vector<DateCount> Take() { return std::move(counts_); }

  // A sum of days of one date, months or working days added to one; nothing when an end is open.
  std::optional<Period> PeriodOf(ir::ExprId id) const {
    const ir::Expr& expr = Expr(id);
    if (expr.kind == ir::ExprKind::kLin && expr.type.kind == ir::TypeKind::kDate) {
      const std::optional<ir::ExprId> date = DateIn(expr);
      const std::optional<int64_t> sum = Exact(id), start = date ? Exact(*date) : std::nullopt;
      if (!sum || !start) return std::nullopt;
      return Period{*start, *sum - *start, value::PeriodUnit::kDay};
    }
    if (expr.kind != ir::ExprKind::kDateAdd) return std::nullopt;
    const std::optional<int64_t> start = Exact(expr.args[0]), n = Exact(expr.args[1]);
    if (!start || !n) return std::nullopt;
    switch (expr.unit) {
      case ir::TimeUnit::kDay:
        return Period{*start, *n, value::PeriodUnit::kDay};
      case ir::TimeUnit::kWorkday:
        return Period{*start, *n, value::PeriodUnit::kWorkday};
      case ir::TimeUnit::kMonth:
        return Period{*start, *n, value::PeriodUnit::kMonth};
      case ir::TimeUnit::kHour:
        break;  // from a moment, which a date does not give
    }
    return std::nullopt;
  }

 private:
  const ir::Expr& Expr(ir::ExprId id) const { return state_.program.exprs[id]; }
  std::optional<int64_t> Exact(ir::ExprId id) const {
    const interp::Knowledge k = state_.evaluator.ValueOf(id);
    if (!interp::IsExact(Expr(id).type, k)) return std::nullopt;
    return k.lo;
  }
  // The one date of a sum, taken once.
  std::optional<ir::ExprId> DateIn(const ir::Expr& sum) const {
    std::optional<ir::ExprId> date;
    for (size_t i = 0; i < sum.args.size(); ++i) {
      if (Expr(sum.args[i]).type.kind != ir::TypeKind::kDate) continue;
      if (date || sum.coefficients[i] != 1) return std::nullopt;
      date = sum.args[i];
    }
    return date;
  }

  void CollectDays(ir::ExprId id, const ir::Expr& expr) {
    if (const std::optional<ir::ExprId> date = DateIn(expr)) Collect(*date);
    if (const std::optional<Period> period = PeriodOf(id)) Add(id, *period, value::RollRule::kNone);
  }

  // 顺延 of a sum is one count: the period, then the move of its last day.
  void CollectSum(ir::ExprId id, const ir::Expr& expr) {
    const bool rolls = expr.roll == ir::Roll::kNextWorkday;
    const std::optional<Period> inner = rolls ? PeriodOf(expr.args[0]) : std::nullopt;
    const bool whole = inner && inner->unit != value::PeriodUnit::kWorkday &&
                       expr.unit == ir::TimeUnit::kDay && Exact(expr.args[1]) == 0;
    if (whole &&
        !(Expr(expr.args[0]).kind == ir::ExprKind::kDateAdd && Expr(expr.args[0]).roll != ir::Roll::kNone)) {
      if (!Expr(expr.args[0]).args.empty()) CollectStart(expr.args[0]);
      return Add(id, *inner, value::RollRule::kRestDay);
    }
    Collect(expr.args[0]);
    if (const std::optional<Period> period = PeriodOf(id))
      Add(id, *period, rolls ? value::RollRule::kRestDay : value::RollRule::kNone);
  }
  void CollectStart(ir::ExprId sum) {
    const ir::Expr& expr = Expr(sum);
    if (expr.kind == ir::ExprKind::kDateAdd) return Collect(expr.args[0]);
    if (const std::optional<ir::ExprId> date = DateIn(expr)) Collect(*date);
  }

  void Add(ir::ExprId id, const Period& period, value::RollRule roll) {
    if (period.n < 0 || (period.n == 0 && roll == value::RollRule::kNone)) return;
    DateCount count{period.start, period.n, period.unit, roll, {}};
    count.deadline = value::PeriodAfter(state_.calendar, period.start, period.n, period.unit, roll, true);
    const interp::Knowledge k = state_.evaluator.ValueOf(id);
    if (count.deadline.due.earliest != k.lo || count.deadline.due.latest != k.hi) return;
    counts_.push_back(std::move(count));
  }

  const Explainer::State& state_;
  std::set<ir::ExprId> seen_;
  std::vector<DateCount> counts_;
};

// Everything a decision may still read, as far as it is not decided.
class OpenWalk {
 public:
  OpenWalk(const Explainer::State& state, bool dates) : state_(state), dates_(dates) {}

  void Decision(ir::DecisionId id) {
    if (!id || !decisions_.insert(id).second) return;
    const ir::Decision& decision = state_.program.decisions[id];
    for (ir::RuleId rule : decision.rules) {
      if (!state_.evaluator.Applies(rule).may) continue;
      Expr(state_.program.rules[rule].guard);
      Expr(state_.program.rules[rule].value);
    }
    Expr(decision.otherwise);
    if (decision.compose != ir::Compose::kReplace) Decision(decision.parent);
  }
  std::vector<std::string> Take() { return std::move(notices_); }

 private:
  bool IsExact(ir::ExprId id) const {
    return interp::IsExact(state_.program.exprs[id].type, state_.evaluator.ValueOf(id));
  }

  // A date may be provisional although both readings of the calendar agree for now: `dates_`.
  void Expr(ir::ExprId id) {
    if (!id || !exprs_.insert(id).second) return;
    const ir::Expr& expr = state_.program.exprs[id];
    const bool date = expr.type.kind == ir::TypeKind::kDate;
    if (IsExact(id) && !(dates_ && date)) return;
    if (expr.kind == ir::ExprKind::kDateAdd) Sum(expr);
    if (expr.kind == ir::ExprKind::kWorkdays) Between(expr);
    if (expr.kind == ir::ExprKind::kIf) {
      const interp::Truth truth = state_.evaluator.Holds(expr.args[0]);
      Expr(expr.args[0]);
      if (truth.may) Expr(expr.args[1]);
      if (!truth.must) Expr(expr.args[2]);
      return;
    }
    for (ir::ExprId arg : expr.args) Expr(arg);
    if (expr.decision) Decision(expr.decision);
  }

  void Sum(const ir::Expr& expr) {
    if (!IsExact(expr.args[0]) || !IsExact(expr.args[1])) return;
    const value::Day start = state_.evaluator.ValueOf(expr.args[0]).lo;
    const int64_t n = state_.evaluator.ValueOf(expr.args[1]).lo;
    if (expr.unit == ir::TimeUnit::kWorkday) Note(state_.calendar.AddWorkdays(start, n));
    if (expr.roll != ir::Roll::kNextWorkday) return;
    if (expr.unit == ir::TimeUnit::kDay) Note(state_.calendar.NextWorkday(start + n));
    if (expr.unit == ir::TimeUnit::kMonth) Note(state_.calendar.NextWorkday(value::AddMonths(start, n)));
  }
  void Between(const ir::Expr& expr) {
    if (!IsExact(expr.args[0]) || !IsExact(expr.args[1])) return;
    const value::Day from = state_.evaluator.ValueOf(expr.args[0]).lo,
                     to = state_.evaluator.ValueOf(expr.args[1]).lo;
    for (value::Day day = from + 1; day <= to && day - from < kMaxDaysSearched; ++day) {
      const value::DayInfo info = state_.calendar.Describe(day);
      if (!info.certain) Note(info.missing);
    }
  }
  void Note(const value::DueDate& due) {
    if (due.provisional) Note(due.missing);
  }
  void Note(const std::string& notice) {
    if (!notice.empty() && std::find(notices_.begin(), notices_.end(), notice) == notices_.end())
      notices_.push_back(notice);
  }

  const Explainer::State& state_;
  const bool dates_;
  std::set<ir::ExprId> exprs_;
  std::set<ir::DecisionId> decisions_;
  std::vector<std::string> notices_;
};

// Whether a date rests on one not given: through sums, choices that are open and other decisions.
class StartReader {
 public:
  explicit StartReader(const Explainer::State& state) : state_(state) {}

  bool Decision(ir::DecisionId id) {
    if (!id || !decisions_.insert(id).second) return false;
    const ir::Decision& decision = state_.program.decisions[id];
    if (interp::IsExact(decision.type, state_.evaluator.DecisionValue(id))) return false;
    bool must = false;
    for (ir::RuleId rule : decision.rules) {
      if (state_.program.rules[rule].kind == ir::RuleKind::kException) continue;
      const interp::Truth applies = state_.evaluator.Applies(rule);
      if (applies.may && Expr(state_.program.rules[rule].value)) return true;
      must = must || applies.must;
      if (must && decision.combine == ir::Combine::kFirst) break;
    }
    if (!must && Expr(decision.otherwise)) return true;
    return decision.compose != ir::Compose::kReplace && Decision(decision.parent);
  }

  bool Expr(ir::ExprId id) {
    if (!id || !exprs_.insert(id).second) return false;
    const ir::Expr& expr = state_.program.exprs[id];
    if (expr.type.kind != ir::TypeKind::kDate || interp::IsExact(expr.type, state_.evaluator.ValueOf(id)))
      return false;
    switch (expr.kind) {
      case ir::ExprKind::kFact:
        return true;
      case ir::ExprKind::kDecision:
        return Decision(expr.decision);
      case ir::ExprKind::kIf: {
        const interp::Truth truth = state_.evaluator.Holds(expr.args[0]);
        return (truth.may && Expr(expr.args[1])) || (!truth.must && Expr(expr.args[2]));
      }
      default:
        return std::any_of(expr.args.begin(), expr.args.end(), [&](ir::ExprId arg) { return Expr(arg); });
    }
  }

 private:
  const Explainer::State& state_;
  std::set<ir::ExprId> exprs_;
  std::set<ir::DecisionId> decisions_;
};

}  // namespace

std::vector<DateCount> CountsOf(const Explainer::State& state, ir::ExprId value) {
  if (!value || state.program.exprs[value].type.kind != ir::TypeKind::kDate) return {};
  CountReader reader(state);
  reader.Collect(value);
  return reader.Take();
}

bool CountsFromUnknown(const Explainer::State& state, ir::ExprId value) {
  return value && StartReader(state).Expr(value);
}

std::vector<std::string> Explainer::FindNotices(ir::DecisionId decision) const {
  OpenWalk walk(*state_, state_->program.decisions[decision].type.kind == ir::TypeKind::kDate);
  walk.Decision(decision);
  return walk.Take();
}

bool Explainer::IsUncounted(ir::DecisionId decision) const {
  return state_->program.decisions[decision].type.kind == ir::TypeKind::kDate &&
         StartReader(*state_).Decision(decision);
}

}  // namespace guiju::trace
