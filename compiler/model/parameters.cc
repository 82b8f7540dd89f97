// Parameters: constants, tables, periods on an axis; settings of open and delegated parameters by
// subordinates.
#include <algorithm>

#include "compiler/model/checker.h"
#include "runtime/value/date.h"

namespace guiju::model {

namespace {

// The words after the type: what the parameter was written as.
std::string Written(std::string_view text) {
  std::string out(text);
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
  return out;
}

}  // namespace

void Checker::CheckPeriods(Parameter& p, const syntax::ParameterDecl& d) {
  std::vector<size_t> order(p.periods.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return p.periods[a].from < p.periods[b].from; });
  // A period without 至 ends where the next one, by date, begins.
  for (size_t i = 0; i + 1 < order.size(); ++i) {
    if (!d.periods[order[i]].to) p.periods[order[i]].to = p.periods[order[i + 1]].from;
  }
  for (size_t i = 0; i < order.size(); ++i) {
    const Period& period = p.periods[order[i]];
    if (period.to <= period.from) {
      sink_.Emit(diag::Kind::EmptyPeriod, period.span);
      continue;
    }
    if (i + 1 == order.size()) {
      if (period.to <= value::kMaxDay)
        sink_.Emit(diag::Kind::PeriodGap, period.span, d.name.text, value::FormatDate(period.to),
                   value::FormatDate(value::kMaxDay));
      continue;
    }
    const Period& next = p.periods[order[i + 1]];
    if (next.from > period.to)
      sink_.Emit(diag::Kind::PeriodGap, next.span, d.name.text, value::FormatDate(period.to),
                 value::FormatDate(next.from - 1));
    if (next.from < period.to)
      sink_.Emit(diag::Kind::PeriodOverlap, next.span, d.name.text, value::FormatDate(next.from),
                 value::FormatDate(std::min(period.to, next.to) - 1));
  }
  for (const Period& period : p.periods) {
    CheckInForce(period.basis, period.from > value::kMinDay ? std::optional(period.from) : std::nullopt,
                 period.to <= value::kMaxDay ? std::optional(period.to) : std::nullopt);
  }
  std::vector<Period> sorted;
  for (size_t i : order) sorted.push_back(std::move(p.periods[i]));
  p.periods = std::move(sorted);
  p.before_first_missing = !p.periods.empty() && p.periods[0].from > m_.facts[p.axis].range.lo;
}

void Checker::CheckParameter(ParameterId id, size_t tree_index, size_t unit, const syntax::ParameterDecl& d) {
  const syntax::SyntaxTree& tree = closure_.trees[tree_index];
  const Parameter superior = m_.parameters[id];
  Parameter p = superior;
  bool sets = unit != superior.unit;
  Place place{&tree, unit, nullptr, {}, {}};
  p.formals = ResolveFormals(unit, d.formals);
  const std::vector<Type> output{p.type};
  size_t errors = sink_.error_count();
  std::vector<size_t> columns;
  if (d.columns.empty()) {
    for (size_t i = 0; i < p.formals.size(); ++i) columns.push_back(i);
  } else {
    columns = MatchHeading(unit, d.columns, p.formals, d.name.text);
  }
  auto rows_of = [&](const std::vector<syntax::TableRow>& rows, Span span) {
    std::vector<Row> out = CheckRows(place, rows, p.formals, columns, output, d.name.text);
    if (sink_.error_count() == errors)
      SweepRows(out, p.formals, m_.parameters[id].name.Zh(), span, false, true);
    return out;
  };
  p.periods.clear();
  if (!d.periods.empty()) {
    if (d.axis.empty())
      sink_.Emit(diag::Kind::AxisNeeded, d.name.span, d.name.text);
    else
      p.axis = FindAxis(unit, d.axis, d.axis_span);
    for (const syntax::Period& written : d.periods) {
      Period period;
      period.span = written.span;
      period.from = DateOf(written.from, written.span).value_or(value::kMinDay);
      auto to = DateOf(written.to, written.span);
      period.to = (to ? *to : value::kMaxDay) + 1;
      if (written.value) period.value = ValueOfType(place, written.value, p.type);
      if (!written.rows.empty()) period.rows = rows_of(written.rows, written.span);
      period.basis = ResolveCites(unit, written.basis);
      p.periods.push_back(std::move(period));
    }
    if (p.axis)
      CheckPeriods(p, d);
    else
      p.periods.clear();
  } else if (d.value || !d.rows.empty()) {
    Period period;
    period.from = value::kMinDay;
    period.to = value::kMaxDay + 1;
    period.span = d.span;
    if (d.value) period.value = ValueOfType(place, d.value, p.type);
    if (!d.rows.empty()) period.rows = rows_of(d.rows, d.name.span);
    p.periods.push_back(std::move(period));
  }
  p.basis = ResolveCites(unit, d.basis);
  if (sink_.error_count() == errors) CheckInForce(p.basis, std::nullopt, std::nullopt);
  if (d.open_bounds) p.open_bounds = Elaborate(place, d.open_bounds, &p.type);
  if (p.open_bounds && IsPoison(p.open_bounds)) p.open_bounds = {};
  p.written = Written(m_.TextOf(d.span));
  if (d.overrides) {
    SourceId overridden;
    CheckOverride(unit, *d.overrides, p.basis, d.name.text, &overridden);
  }
  if (sets) {
    p.unit = unit;
    p.span = d.name.span;
    p.open = d.open;
    if (d.set_by.empty()) p.set_by.clear();
    if (!d.overrides) CheckSetting(superior, p, d.name.span);
    parameter_setters_[id.index] = unit;
  }
  m_.parameters[id] = std::move(p);
}

// Constant settings are compared with the superior's bounds and direction, interval-valued ones by their
// lower bound.
void Checker::CheckSetting(const Parameter& superior, const Parameter& set, Span span) {
  struct Value {
    int64_t value;
    Span span;
  };
  Type type = set.type;
  if (type.kind == TypeKind::kInterval) type.kind = type.element;
  auto values = [&](const Parameter& p) {
    std::vector<Value> out;
    auto add = [&](ExprId e) {
      if (!e || IsPoison(e)) return;
      const Expr x = m_.exprs[e];
      ExprId at = e;
      if (x.kind == ExprKind::kInterval) {
        if (x.args.empty()) return;
        at = x.args[0];
      }
      if (auto v = ConstantValue(at, type)) out.push_back({*v, x.span});
    };
    for (const Period& period : p.periods) {
      add(period.value);
      for (const Row& row : period.rows) {
        for (ExprId output : row.outputs) add(output);
      }
    }
    return out;
  };
  std::vector<Value> mine = values(set), given = values(superior);
  if (superior.open_bounds) {
    const Expr bounds = m_.exprs[superior.open_bounds];
    int64_t lo = INT64_MIN, hi = INT64_MAX;
    size_t arg = 0;
    if ((bounds.set & 1u) != 0)
      lo = ConstantValue(bounds.args[arg++], type).value_or(INT64_MIN) + ((bounds.set & 2u) != 0 ? 1 : 0);
    if ((bounds.set & 4u) != 0)
      hi = ConstantValue(bounds.args[arg], type).value_or(INT64_MAX) - ((bounds.set & 8u) != 0 ? 1 : 0);
    for (const Value& v : mine) {
      if (v.value >= lo && v.value <= hi) continue;
      sink_
          .Emit(diag::Kind::SetOutsideBounds, v.span, set.name.Zh(), ValueText(m_, type, v.value),
                m_.TextOf(bounds.span))
          .notes.push_back({bounds.span, "上位制度允许的范围", "the bounds the superior allows"});
    }
  }
  if (superior.open_direction.empty() || given.empty() || type.kind == TypeKind::kEnum ||
      type.kind == TypeKind::kText)
    return;
  bool lower = superior.open_direction == "lower";
  for (size_t i = 0; i < mine.size(); ++i) {
    // Row by row where both are written alike, otherwise against the most permissive value given.
    int64_t reference = given[0].value;
    if (given.size() == mine.size()) {
      reference = given[i].value;
    } else {
      for (const Value& g : given)
        reference = lower ? std::max(reference, g.value) : std::min(reference, g.value);
    }
    if (lower ? mine[i].value <= reference : mine[i].value >= reference) continue;
    sink_
        .Emit(diag::Kind::SetWrongDirection, mine[i].span, set.name.Zh(), ValueText(m_, type, mine[i].value),
              ValueText(m_, type, reference),
              lower ? diag::Both("只可降低", "lower-only") : diag::Both("只可提高", "higher-only"))
        .notes.push_back({superior.span, "上位制度在这里规定", "set by the superior here"});
  }
  (void)span;
}

void Checker::CheckParameters() {
  for (const Pending& pending : pending_parameters_) {
    const auto& d =
        std::get<syntax::ParameterDecl>(closure_.trees[pending.tree].declarations[pending.declaration]);
    CheckParameter(ParameterId(pending.id), pending.tree, pending.unit, d);
  }
}

// A delegated parameter has no value until the organ named sets it: an error in a policy that relies on
// another one's delegation. Checked alone, the policy that delegates is sound: its value is asked for.
void Checker::CheckUnsetParameters() {
  for (ParameterId id : m_.parameters.ids()) {
    const Parameter& p = m_.parameters[id];
    if (!p.periods.empty() || p.type.kind == TypeKind::kPoison) continue;
    if (p.set_by.empty() && !p.open) {
      sink_.Emit(diag::Kind::ParameterUnset, p.span, p.name.Zh(), diag::Both("本制度", "this policy"));
      continue;
    }
    bool used = static_cast<size_t>(id.index) < used_parameters_.size() &&
                used_parameters_[static_cast<size_t>(id.index)];
    if (!used) continue;
    for (size_t main : closure_.mains) {
      if (main == p.unit) continue;
      bool under = false;
      for (int up = closure_.units[main].superior; up >= 0;
           up = closure_.units[static_cast<size_t>(up)].superior) {
        under |= static_cast<size_t>(up) == p.unit;
      }
      if (!under) continue;
      sink_
          .Emit(diag::Kind::ParameterUnset, m_.policies[main].span, p.name.Zh(),
                p.set_by.empty() ? m_.policies[main].name.Zh() : p.set_by)
          .notes.push_back({p.span, "上位制度在这里留给下级规定", "left to be set here"});
    }
  }
}

}  // namespace guiju::model
