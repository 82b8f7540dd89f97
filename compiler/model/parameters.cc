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

void AppendValues(const Parameter& parameter, std::vector<ExprId>& out) {
  for (const Period& period : parameter.periods) {
    if (period.value) out.push_back(period.value);
    for (const Row& row : period.rows) out.insert(out.end(), row.outputs.begin(), row.outputs.end());
  }
}

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
  sorted.reserve(order.size());
  for (size_t i : order) sorted.push_back(std::move(p.periods[i]));
  p.periods = std::move(sorted);
  p.before_first_missing = !p.periods.empty() && p.periods[0].from > m_.facts[p.axis].range.lo;
}

// What a subordinate may set: an interval with constant ends.
ExprId Checker::OpenBounds(Place& place, syntax::ExprId id, const Type& type) {
  ExprId bounds = Elaborate(place, id, &type);
  if (IsPoison(bounds)) return {};
  const Expr e = m_.exprs[bounds];
  Type end = type;
  if (end.kind == TypeKind::kInterval) end.kind = end.element;
  if (e.kind != ExprKind::kInterval) {
    sink_.Emit(diag::Kind::BadRange, e.span);
    return {};
  }
  for (ExprId arg : e.args) {
    if (FixedValue(arg, end)) continue;
    sink_.Emit(diag::Kind::NotConstant, m_.exprs[arg].span);
    return {};
  }
  return bounds;
}

void Checker::RecordSetting(ParameterId id, const Parameter& superior, const Parameter& set) {
  size_t home = superior.unit;
  for (const Alteration& earlier : alterations_) {
    if (earlier.parameter == id) home = earlier.of;
  }
  alterations_.push_back({{}, id, set.unit, home, set.span, set.name.Zh(), superior.name.Zh()});
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
  bool apart = true;
  if (d.columns.empty()) {
    for (size_t i = 0; i < p.formals.size(); ++i) columns.push_back(i);
  } else {
    std::vector<syntax::Name> heading = d.columns;
    if (!d.output_column.text.empty()) heading.push_back(d.output_column);
    apart = CheckHeading(tree, heading, p.formals.size(), output.size(), d.name.text);
    if (apart) columns = MatchHeading(unit, d.columns, p.formals, d.name.text);
  }
  auto rows_of = [&](const std::vector<syntax::TableRow>& rows, Span span) {
    if (!apart) return std::vector<Row>();
    std::vector<Row> out = CheckRows(place, rows, p.formals, columns, output, d.name.text);
    if (sink_.error_count() == errors)
      SweepRows(out, p.formals, m_.parameters[id].name.Zh(), span, false, true);
    return out;
  };
  const bool gives = !d.periods.empty() || d.value || !d.rows.empty();
  if (gives) {  // a subordinate that only passes the parameter on leaves the superior's figures standing
    p.periods.clear();
    p.axis = {};
    p.before_first_missing = false;
  }
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
  std::vector<CiteId> basis = ResolveCites(unit, d.basis);
  if (gives || !sets) p.basis = std::move(basis);
  if (sink_.error_count() == errors) CheckInForce(p.basis, std::nullopt, std::nullopt);
  if (d.open_bounds) p.open_bounds = OpenBounds(place, d.open_bounds, p.type);
  p.written = Written(m_.TextOf(d.span));
  SourceId overridden;
  const bool overrides =
      d.overrides && CheckOverride(unit, *d.overrides, d.basis, p.basis, d.name.text, &overridden);
  const bool basis_unknown = d.overrides && p.basis.size() < d.basis.size();
  if (sets) {
    p.unit = unit;
    p.span = d.name.span;
    p.open = d.open;
    if (gives || !d.set_by.empty()) p.set_by = d.set_by;
    if (p.open_direction.empty()) p.open_direction = d.open_direction;
    if (!superior.open && superior.set_by.empty()) {
      sink_.Emit(diag::Kind::NotOpen, d.name.span, d.name.text)
          .notes.push_back({superior.span, "上位制度在这里规定", "the superior sets it here"});
    } else if (!d.open_direction.empty() && d.open_direction != p.open_direction) {
      auto word = [](const std::string& direction) {
        return direction == "lower" ? diag::Both("只可降低", "lower-only")
                                    : diag::Both("只可提高", "higher-only");
      };
      sink_
          .Emit(diag::Kind::SetWrongDirection, d.name.span, d.name.text, word(d.open_direction),
                word(p.open_direction), word(p.open_direction))
          .notes.push_back({superior.span, "上位制度在这里规定", "set by the superior here"});
    } else if (!basis_unknown && (!overrides || !OverridesParameter(superior, p, overridden, d.name.span))) {
      CheckSetting(superior, p, d);
    }
    RecordSetting(id, superior, p);
  }
  std::vector<ExprId> values;
  AppendValues(p, values);
  if (ReadsItself(std::move(values), {SymbolKind::kParameter, id.index})) {
    sink_.Emit(diag::Kind::DefinitionCycle, d.name.span, d.name.text, p.name.Zh() + " → … → " + p.name.Zh());
    for (Period& period : p.periods) {
      if (period.value) period.value = poison_;
      period.rows.clear();
    }
  }
  m_.parameters[id] = std::move(p);
}

// Whether 优先于 reaches the superior's figures: they rest on that source, and on no other that does not
// admit the rank.
bool Checker::OverridesParameter(const Parameter& superior, const Parameter& set, SourceId overridden,
                                 Span span) {
  std::vector<CiteId> rests = superior.basis;
  for (const Period& period : superior.periods) {
    rests.insert(rests.end(), period.basis.begin(), period.basis.end());
    for (const Row& row : period.rows) rests.insert(rests.end(), row.basis.begin(), row.basis.end());
  }
  if (MayDefeat(overridden, set.basis, rests)) return true;
  sink_
      .Emit(diag::Kind::OverrideMissesTarget, span, set.name.Zh(), m_.sources[overridden].name.Zh(),
            superior.name.Zh(), SourceNames(rests))
      .notes.push_back({superior.span, "上位制度在这里规定", "set by the superior here"});
  return false;
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
