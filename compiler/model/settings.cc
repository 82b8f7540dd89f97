// Settings of open and delegated parameters, compared with what the superior gives: direction and bounds, for
// every period and every combination of arguments that both cover.
#include <algorithm>
#include <functional>

#include "compiler/model/checker.h"
#include "runtime/value/date.h"

namespace guiju::model {

namespace {

constexpr size_t kMaxSteps = 200'000;

bool Covers(const Row& row, size_t column, int64_t value) {
  if (column >= row.cells.size() || row.cells[column].any) return true;
  const auto& pieces = row.cells[column].pieces;
  return std::any_of(pieces.begin(), pieces.end(),
                     [&](const auto& piece) { return piece.first <= value && value <= piece.second; });
}

// Visits the pairs of rows that decide some combination of arguments: in both tables the first row wins.
class RowPairs {
 public:
  using Visit = std::function<void(const Row& given, const Row& mine)>;
  RowPairs(const std::vector<Row>& given, const std::vector<Row>& mine, size_t columns, Visit visit)
      : tables_{&given, &mine}, columns_(columns), visit_(std::move(visit)) {}
  // False when there are too many combinations.
  bool Run() {
    std::vector<size_t> rows[2];
    for (int t : {0, 1}) {
      for (size_t i = 0; i < tables_[t]->size(); ++i) rows[t].push_back(i);
    }
    Step(0, rows[0], rows[1]);
    return steps_ <= kMaxSteps;
  }

 private:
  const Row& At(int table, size_t row) const { return (*tables_[table])[row]; }
  void Step(size_t column, const std::vector<size_t>& given, const std::vector<size_t>& mine) {
    if (given.empty() || mine.empty() || ++steps_ > kMaxSteps) return;
    if (column == columns_) return visit_(At(0, given[0]), At(1, mine[0]));
    std::vector<int64_t> starts{INT64_MIN};
    auto add = [&](const Row& row) {
      if (column >= row.cells.size() || row.cells[column].any) return;
      for (const auto& [lo, hi] : row.cells[column].pieces) {
        starts.push_back(lo);
        if (hi < INT64_MAX) starts.push_back(hi + 1);
      }
    };
    for (size_t row : given) add(At(0, row));
    for (size_t row : mine) add(At(1, row));
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    std::vector<std::pair<std::vector<size_t>, std::vector<size_t>>> seen;
    for (int64_t start : starts) {
      std::pair<std::vector<size_t>, std::vector<size_t>> within;
      for (size_t row : given) {
        if (Covers(At(0, row), column, start)) within.first.push_back(row);
      }
      for (size_t row : mine) {
        if (Covers(At(1, row), column, start)) within.second.push_back(row);
      }
      steps_ += (given.size() + mine.size()) / 16;
      if (std::find(seen.begin(), seen.end(), within) != seen.end()) continue;
      Step(column + 1, within.first, within.second);
      seen.push_back(std::move(within));
    }
  }

  const std::vector<Row>* tables_[2];
  size_t columns_;
  Visit visit_;
  size_t steps_ = 0;
};

// A value as a row that covers everything, so that constants and tables are compared alike.
std::vector<Row> RowsOf(const Period& period) {
  if (!period.value) return period.rows;
  Row row;
  row.outputs = {period.value};
  return {row};
}

using Ends = std::pair<int64_t, int64_t>;  // inclusive; a number has two equal ends

// Whether moving from `given` to `mine` goes the allowed way. An interval moves the end that it has, the
// lower one if it has both, and keeps the other.
bool Moves(const Ends& given, const Ends& mine, bool lower, bool interval) {
  const bool by_lower_end = !interval || given.first != INT64_MIN;
  const int64_t from = by_lower_end ? given.first : given.second;
  const int64_t to = by_lower_end ? mine.first : mine.second;
  if (interval && (by_lower_end ? mine.second != given.second : mine.first != given.first)) return false;
  return lower ? to <= from : to >= from;
}

}  // namespace

std::optional<int64_t> Checker::FixedValue(ExprId id, const Type& type) const {
  std::vector<ExprId> waiting{id};
  while (!waiting.empty()) {
    const Expr& e = m_.exprs[waiting.back()];
    waiting.pop_back();
    waiting.insert(waiting.end(), e.args.begin(), e.args.end());
    if (e.kind != ExprKind::kParameter) continue;
    const Parameter& p = m_.parameters[ParameterId(e.index)];
    if (p.open || !p.set_by.empty()) return std::nullopt;
    AppendValues(p, waiting);
  }
  return ConstantValue(id, type);
}

void Checker::CheckSetting(const Parameter& superior, const Parameter& set, const syntax::ParameterDecl& d) {
  Type type = set.type;
  const bool interval = type.kind == TypeKind::kInterval;
  if (interval) type.kind = type.element;
  const bool ordered = type.kind == TypeKind::kInt || type.kind == TypeKind::kDate ||
                       (type.kind == TypeKind::kEnum && m_.enums[type.enumeration].ordered);
  const bool directed = ordered && !superior.open_direction.empty();
  const bool lower = superior.open_direction == "lower";
  auto ends = [&](ExprId id) -> std::optional<Ends> {
    const Expr& e = m_.exprs[id];
    Ends out{INT64_MIN, INT64_MAX};
    if (e.kind != ExprKind::kInterval) {
      auto value = FixedValue(id, type);
      if (!value || interval) return std::nullopt;
      return Ends{*value, *value};
    }
    size_t arg = 0;
    for (bool low : {true, false}) {
      if ((e.set & (low ? 1u : 4u)) == 0) continue;
      auto value = FixedValue(e.args[arg++], type);
      if (!value) return std::nullopt;
      const bool open = (e.set & (low ? 2u : 8u)) != 0;
      (low ? out.first : out.second) = *value + (open ? (low ? 1 : -1) : 0);
    }
    return out;
  };
  auto text = [&](ExprId id, const Ends& value) {
    return interval ? std::string(m_.TextOf(m_.exprs[id].span)) : ValueText(m_, type, value.first);
  };
  const diag::Note given_here{superior.span, "上位制度在这里规定", "set by the superior here"};
  std::vector<ExprId> reported;
  auto report_once = [&](ExprId id) {
    if (std::find(reported.begin(), reported.end(), id) != reported.end()) return false;
    reported.push_back(id);
    return true;
  };
  auto not_fixed = [&](ExprId id) {
    if (report_once(id))
      sink_.Emit(diag::Kind::SettingNotFixed, m_.exprs[id].span, set.name.Zh()).notes.push_back(given_here);
  };

  std::optional<Ends> bounds = superior.open_bounds ? ends(superior.open_bounds) : std::nullopt;
  auto within = [&](int64_t end) { return end >= bounds->first && end <= bounds->second; };
  auto outside = [&](Span span, const std::string& value) {
    const Span allowed = m_.exprs[superior.open_bounds].span;
    sink_.Emit(diag::Kind::SetOutsideBounds, span, set.name.Zh(), value, m_.TextOf(allowed))
        .notes.push_back({allowed, "上位制度允许的范围", "the bounds the superior allows"});
  };
  if (bounds && d.open_bounds && set.open_bounds) {
    auto mine = ends(set.open_bounds);
    if (mine && !(within(mine->first) && within(mine->second))) {
      const Span span = m_.exprs[set.open_bounds].span;
      outside(span, std::string(m_.TextOf(span)));
    }
  }
  auto check_bounds = [&](ExprId id) {
    if (!bounds || IsPoison(id)) return;
    auto value = ends(id);
    if (!value) return not_fixed(id);
    bool fits = true;
    for (int64_t end : {value->first, value->second}) {
      if (end != INT64_MIN && end != INT64_MAX) fits = fits && within(end);
    }
    if (!fits && report_once(id)) outside(m_.exprs[id].span, text(id, *value));
  };
  auto compare = [&](const Row& given, const Row& mine) {
    if (given.outputs.empty() || mine.outputs.empty()) return;
    const ExprId theirs = given.outputs[0], own = mine.outputs[0];
    if (theirs == own || IsPoison(theirs) || IsPoison(own)) return;
    auto from = ends(theirs), to = ends(own);
    if (!from || !to) return not_fixed(own);
    if (Moves(*from, *to, lower, interval) || !report_once(own)) return;
    sink_
        .Emit(diag::Kind::SetWrongDirection, m_.exprs[own].span, set.name.Zh(), text(own, *to),
              text(theirs, *from),
              lower ? diag::Both("只可降低", "lower-only") : diag::Both("只可提高", "higher-only"))
        .notes.push_back(given_here);
  };
  // A date without a value is asked for: the case would say what the superior has said.
  if (set.before_first_missing && !set.periods.empty() && !superior.periods.empty()) {
    int64_t begin = m_.facts[set.axis].range.lo;
    if (superior.axis == set.axis) begin = std::max(begin, superior.periods[0].from);
    if (begin < set.periods[0].from)
      sink_
          .Emit(diag::Kind::PeriodGap, set.periods[0].span, set.name.Zh(), value::FormatDate(begin),
                value::FormatDate(set.periods[0].from - 1))
          .notes.push_back(given_here);
  }
  for (const Period& mine : set.periods) {
    const std::vector<Row> rows = RowsOf(mine);
    for (const Row& row : rows) {
      for (ExprId output : row.outputs) check_bounds(output);
    }
    for (const Period& given : superior.periods) {
      const bool apart = set.axis == superior.axis && (mine.to <= given.from || given.to <= mine.from);
      if (!directed || apart) continue;
      if (!RowPairs(RowsOf(given), rows, set.formals.size(), compare).Run())
        sink_.Emit(diag::Kind::TooLargeToProve, d.name.span, set.name.Zh());
    }
  }
}

}  // namespace guiju::model
