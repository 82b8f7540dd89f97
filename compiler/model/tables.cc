// Rows of decision tables and of parameters: cells as sets of values, and the exact sweep that proves them
// free of gap and overlap.
#include <algorithm>
#include <map>

#include "compiler/model/checker.h"

namespace guiju::model {

namespace {

using Pieces = std::vector<std::pair<int64_t, int64_t>>;
constexpr size_t kMaxSweepSteps = 200'000;
constexpr size_t kMaxFindings = 3;

Pieces Normal(Pieces pieces) {
  std::sort(pieces.begin(), pieces.end());
  Pieces out;
  for (const auto& piece : pieces) {
    if (!out.empty() && (out.back().second == INT64_MAX || piece.first <= out.back().second + 1))
      out.back().second = std::max(out.back().second, piece.second);
    else
      out.push_back(piece);
  }
  return out;
}

Pieces Complement(const Pieces& pieces, Range whole) {
  Pieces out;
  int64_t next = whole.lo;
  for (const auto& [lo, hi] : pieces) {
    if (lo > whole.hi) break;
    if (lo > next) out.emplace_back(next, lo - 1);
    if (hi >= whole.hi) return out;
    next = std::max(next, hi + 1);
  }
  if (next <= whole.hi) out.emplace_back(next, whole.hi);
  return out;
}

// Splits one column after the other at the bounds of the rows still in play.
class Sweep {
 public:
  struct Finding {
    std::vector<std::pair<int64_t, int64_t>>
        region;                   // per column decided; shorter when the rest does not matter
    int first = -1, second = -1;  // rows that overlap; -1: none covers it
  };
  Sweep(const std::vector<Row>& rows, std::vector<Range> domains, bool first_wins, bool general_last)
      : rows_(rows),
        domains_(std::move(domains)),
        first_wins_(first_wins),
        general_last_(general_last),
        reached_(rows.size()) {}

  void Run() {
    std::vector<int> all(rows_.size());
    for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int>(i);
    std::vector<std::pair<int64_t, int64_t>> region;
    Step(0, all, region);
  }
  bool complete() const { return steps_ <= kMaxSweepSteps; }
  const std::vector<Finding>& findings() const { return findings_; }
  const std::vector<bool>& reached() const { return reached_; }

 private:
  bool Covers(const Row& row, size_t column, int64_t value) const {
    if (column >= row.cells.size() || row.cells[column].any) return true;
    const Pieces& pieces = row.cells[column].pieces;
    auto it = std::upper_bound(pieces.begin(), pieces.end(), std::pair(value, INT64_MAX));
    return it != pieces.begin() && std::prev(it)->second >= value;
  }
  bool MoreGeneral(const Row& later, const Row& earlier) const {
    for (size_t c = 0; c < later.cells.size() && c < earlier.cells.size(); ++c) {
      if (later.cells[c].any && !earlier.cells[c].any) return true;
    }
    return false;
  }

  void Leaf(const std::vector<int>& rows, const std::vector<std::pair<int64_t, int64_t>>& region) {
    reached_[static_cast<size_t>(rows[0])] = true;
    if (first_wins_ || rows.size() < 2) return;
    for (size_t i = 1; i < rows.size(); ++i) {
      if (general_last_ &&
          MoreGeneral(rows_[static_cast<size_t>(rows[i])], rows_[static_cast<size_t>(rows[0])]))
        continue;
      Report({region, rows[0], rows[i]});
      return;
    }
  }
  void Report(Finding finding) {
    for (const Finding& known : findings_) {
      if (finding.first >= 0 && known.first == finding.first && known.second == finding.second) return;
    }
    if (findings_.size() < kMaxFindings) findings_.push_back(std::move(finding));
  }

  void Step(size_t column, const std::vector<int>& rows, std::vector<std::pair<int64_t, int64_t>>& region) {
    if (++steps_ > kMaxSweepSteps) return;
    if (rows.empty()) {
      Report({region, -1, -1});
      return;
    }
    if (column == domains_.size()) {
      Leaf(rows, region);
      return;
    }
    const Range domain = domains_[column];
    std::vector<int64_t> starts{domain.lo};
    for (int row : rows) {
      const Cell& cell = rows_[static_cast<size_t>(row)].cells[column];
      if (cell.any) continue;
      for (const auto& [lo, hi] : cell.pieces) {
        if (lo > domain.lo && lo <= domain.hi) starts.push_back(lo);
        if (hi < domain.hi && hi >= domain.lo) starts.push_back(hi + 1);
      }
    }
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    // Regions met by the same rows need one visit.
    std::map<std::vector<int>, std::pair<int64_t, int64_t>> parts;
    for (size_t i = 0; i < starts.size(); ++i) {
      int64_t lo = starts[i], hi = i + 1 < starts.size() ? starts[i + 1] - 1 : domain.hi;
      std::vector<int> within;
      for (int row : rows) {
        if (Covers(rows_[static_cast<size_t>(row)], column, lo)) within.push_back(row);
      }
      steps_ += rows.size() / 16;
      parts.emplace(std::move(within), std::pair(lo, hi));
    }
    for (const auto& [within, part] : parts) {
      region.push_back(part);
      Step(column + 1, within, region);
      region.pop_back();
    }
  }

  const std::vector<Row>& rows_;
  std::vector<Range> domains_;
  bool first_wins_, general_last_;
  std::vector<bool> reached_;
  std::vector<Finding> findings_;
  size_t steps_ = 0;
};

}  // namespace

std::optional<std::pair<int64_t, int64_t>> Checker::CellInterval(Place& place, syntax::ExprId id,
                                                                 const Type& type) {
  ExprId e = Elaborate(place, id, &type);
  if (IsPoison(e)) return std::nullopt;
  const Expr x = m_.exprs[e];
  if (x.kind != ExprKind::kInterval) {
    e = Coerce(e, type, x.span);
    if (IsPoison(e)) return std::nullopt;
    auto value = ConstantValue(e, type);
    if (!value) {
      sink_.Emit(diag::Kind::NotConstant, x.span);
      return std::nullopt;
    }
    return std::pair(*value, *value);
  }
  Type interval = type;
  interval.kind = TypeKind::kInterval;
  interval.element = type.kind;
  if (IsPoison(Coerce(e, interval, x.span))) return std::nullopt;
  int64_t lo = INT64_MIN, hi = INT64_MAX;
  size_t arg = 0;
  for (bool lower : {true, false}) {
    if ((x.set & (lower ? 1u : 4u)) == 0) continue;
    auto value = ConstantValue(x.args[arg++], type);
    if (!value) {
      sink_.Emit(diag::Kind::NotConstant, x.span);
      return std::nullopt;
    }
    bool open = (x.set & (lower ? 2u : 8u)) != 0;
    if (lower)
      lo = open ? *value + 1 : *value;
    else
      hi = open ? *value - 1 : *value;
  }
  return std::pair(lo, hi);
}

Cell Checker::ReadCell(Place& place, syntax::ExprId id, const Type& type, bool* rest) {
  Cell cell;
  cell.any = true;  // what a defective cell counts as, so that no gap is reported because of it
  if (!id) return cell;
  const syntax::Expr& e = At(place, id);
  if (e.kind == syntax::ExprKind::kAny || e.kind == syntax::ExprKind::kPoison ||
      type.kind == TypeKind::kPoison)
    return cell;
  if (e.kind == syntax::ExprKind::kName && e.name.parts.size() == 1 &&
      (e.name.parts[0] == "其他" || e.name.parts[0] == "其余" || e.name.parts[0] == "other")) {
    bool is_value = false;
    if (type.kind == TypeKind::kEnum) {
      for (const Name& value : m_.enums[type.enumeration].values)
        is_value |= value.zh == e.name.parts[0] || value.en == e.name.parts[0];
    }
    if (!is_value) {
      *rest = true;
      return cell;
    }
  }
  std::vector<syntax::ExprId> alternatives{id};
  if (e.kind == syntax::ExprKind::kSet) alternatives = e.args;
  Pieces pieces;
  for (syntax::ExprId alternative : alternatives) {
    auto piece = CellInterval(place, alternative, type);
    if (!piece) return cell;
    pieces.push_back(*piece);
  }
  cell.any = false;
  cell.pieces = Normal(std::move(pieces));
  return cell;
}

// The row as it should have been written: the last cells behind ||.
std::string Checker::RowApart(const Place& place, const syntax::TableRow& row, size_t inputs) const {
  std::vector<syntax::ExprId> cells = row.inputs;
  cells.insert(cells.end(), row.outputs.begin(), row.outputs.end());
  std::string text;
  for (size_t i = 0; i < cells.size(); ++i)
    text += (i == inputs ? "|| " : "| ") + std::string(m_.TextOf(At(place, cells[i]).span)) + " ";
  return text + "|";
}

// False, reported, when the heading has the right number of columns but only single bars between them.
bool Checker::CheckHeading(const syntax::SyntaxTree& tree, const std::vector<syntax::Name>& heading,
                           size_t inputs, size_t outputs, const std::string& name) {
  if (heading.size() != inputs + outputs || inputs == 0) return true;
  const Span between{tree.file, heading[inputs - 1].span.end, heading[inputs].span.begin};
  if (between.end <= between.begin) return true;
  const std::string_view bars = m_.TextOf(between);
  size_t count = static_cast<size_t>(std::count(bars.begin(), bars.end(), '|'));
  for (size_t at = bars.find("｜"); at != std::string_view::npos; at = bars.find("｜", at + 1)) ++count;
  if (count != 1) return true;
  std::string text;
  for (size_t i = 0; i < heading.size(); ++i) text += (i == inputs ? "|| " : "| ") + heading[i].text + " ";
  sink_.Emit(diag::Kind::RowWithoutResult, Span{tree.file, heading[0].span.begin, heading.back().span.end},
             name, text + "|");
  return false;
}

std::vector<size_t> Checker::MatchHeading(size_t unit, const std::vector<syntax::Name>& heading,
                                          const std::vector<Formal>& inputs, const std::string& name) {
  (void)unit;
  std::vector<size_t> columns;
  for (const syntax::Name& head : heading) {
    size_t found = inputs.size();
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i].name.zh == head.text || inputs[i].name.en == head.text) found = i;
    }
    if (found == inputs.size()) {
      sink_.Emit(diag::Kind::TableHeading, head.span, name, head.text);
    } else if (std::ranges::find(columns, found) != columns.end()) {
      // Else the second column would hide the first, and another be left without a value.
      sink_.Emit(diag::Kind::TableHeadingTwice, head.span, name, head.text);
      found = inputs.size();
    }
    columns.push_back(found);
  }
  return columns;
}

std::vector<Row> Checker::CheckRows(Place& place, const std::vector<syntax::TableRow>& rows,
                                    const std::vector<Formal>& inputs, const std::vector<size_t>& columns,
                                    const std::vector<Type>& outputs, const std::string& name) {
  std::vector<Row> out;
  std::vector<std::vector<bool>> rest;  // [row][formal]
  for (const syntax::TableRow& row : rows) {
    if (row.outputs.empty() && row.inputs.size() == columns.size() + outputs.size() && !columns.empty()) {
      sink_.Emit(diag::Kind::RowWithoutResult, row.span, name, RowApart(place, row, columns.size()));
      continue;
    }
    if (row.inputs.size() != columns.size() || row.outputs.size() != outputs.size()) {
      sink_.Emit(diag::Kind::TableShape, row.span, name, row.inputs.size() + row.outputs.size(),
                 columns.size() + outputs.size());
      continue;
    }
    Row r;
    r.span = row.span;
    r.cells.resize(inputs.size());
    for (Cell& cell : r.cells) cell.any = true;
    std::vector<bool> rests(inputs.size());
    for (size_t c = 0; c < columns.size(); ++c) {
      if (columns[c] >= inputs.size()) continue;
      bool is_rest = false;
      r.cells[columns[c]] = ReadCell(place, row.inputs[c], inputs[columns[c]].type, &is_rest);
      rests[columns[c]] = is_rest;
    }
    for (size_t c = 0; c < outputs.size(); ++c)
      r.outputs.push_back(ValueOfType(place, row.outputs[c], outputs[c]));
    r.basis = ResolveCites(place.unit, row.basis);
    out.push_back(std::move(r));
    rest.push_back(std::move(rests));
  }
  for (size_t column = 0; column < inputs.size(); ++column) {
    Pieces named;
    for (size_t i = 0; i < out.size(); ++i) {
      if (!rest[i][column])
        named.insert(named.end(), out[i].cells[column].pieces.begin(), out[i].cells[column].pieces.end());
    }
    Range whole = DefaultRange(m_, inputs[column].type);
    if (inputs[column].type.kind == TypeKind::kText) whole = {0, INT32_MAX};
    Pieces others = Complement(Normal(std::move(named)), whole);
    for (size_t i = 0; i < out.size(); ++i) {
      if (rest[i][column]) out[i].cells[column] = Cell{false, others};
    }
  }
  return out;
}

void Checker::SweepRows(const std::vector<Row>& rows, const std::vector<Formal>& inputs,
                        const std::string& name, Span span, bool first_wins, bool general_last) {
  if (rows.empty()) return;
  std::vector<Range> domains;
  for (const Formal& input : inputs) {
    if (input.type.kind == TypeKind::kPoison) return;
    domains.push_back(input.type.kind == TypeKind::kText ? Range{0, INT32_MAX}
                                                         : DefaultRange(m_, input.type));
  }
  Sweep sweep(rows, domains, first_wins, general_last);
  sweep.Run();
  if (!sweep.complete()) {
    sink_.Emit(diag::Kind::TooLargeToProve, span, name);
    return;
  }
  for (const auto& finding : sweep.findings()) {
    std::string zh, en;
    for (size_t i = 0; i < finding.region.size(); ++i) {
      auto [lo, hi] = finding.region[i];
      int64_t sample = lo == domains[i].lo && hi != domains[i].hi ? hi : lo;
      if (lo == domains[i].lo && hi == domains[i].hi) continue;
      zh += (zh.empty() ? "" : "，") + inputs[i].name.Zh() + " 是 " +
            ValueText(m_, inputs[i].type, sample, true);
      en += (en.empty() ? "" : ", ") + inputs[i].name.Key() + " is " +
            ValueText(m_, inputs[i].type, sample, false);
    }
    std::string where = diag::Both(zh.empty() ? "任何情况" : zh, en.empty() ? "every case" : en);
    if (finding.first < 0) {
      sink_.Emit(diag::Kind::TableGap, span, name, where);
    } else {
      sink_.Emit(diag::Kind::TableOverlap, rows[static_cast<size_t>(finding.second)].span, name, where)
          .notes.push_back(
              {rows[static_cast<size_t>(finding.first)].span, "与这一行重叠", "overlaps this row"});
    }
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!sweep.reached()[i] && sweep.findings().empty())
      sink_.Emit(diag::Kind::RowNeverUsed, rows[i].span, name);
  }
}

void Checker::CheckTables() {
  for (const Pending& pending : pending_tables_) {
    const syntax::SyntaxTree& tree = closure_.trees[pending.tree];
    const auto& d = std::get<syntax::TableDecl>(tree.declarations[pending.declaration]);
    TableId id(pending.id);
    const std::vector<Formal> inputs = m_.tables[id].inputs, outputs = m_.tables[id].outputs;
    const std::string name = m_.tables[id].name.Zh();
    std::vector<Formal> all = inputs;
    all.insert(all.end(), outputs.begin(), outputs.end());
    std::vector<syntax::Name> input_heading = d.heading;
    size_t errors = sink_.error_count();
    if (!d.heading.empty() && d.heading.size() != all.size()) {
      sink_.Emit(diag::Kind::TableShape, d.name.span, d.name.text, d.heading.size(), all.size());
      continue;
    }
    if (!CheckHeading(tree, d.heading, inputs.size(), outputs.size(), d.name.text)) continue;
    std::vector<size_t> columns, output_columns;
    if (d.heading.empty()) {
      for (size_t i = 0; i < inputs.size(); ++i) columns.push_back(i);
      for (size_t i = 0; i < outputs.size(); ++i) output_columns.push_back(i);
    } else {
      std::vector<syntax::Name> output_heading(d.heading.begin() + static_cast<std::ptrdiff_t>(inputs.size()),
                                               d.heading.end());
      input_heading.resize(inputs.size());
      columns = MatchHeading(pending.unit, input_heading, inputs, d.name.text);
      output_columns = MatchHeading(pending.unit, output_heading, outputs, d.name.text);
    }
    if (sink_.error_count() > errors) continue;
    std::vector<Type> types;
    types.reserve(output_columns.size());
    for (size_t column : output_columns) types.push_back(outputs[column].type);
    Place place{&tree, pending.unit, nullptr, {}, {}};
    std::vector<Row> rows = CheckRows(place, d.rows, inputs, columns, types, d.name.text);
    for (Row& row : rows) {
      std::vector<ExprId> sorted(row.outputs.size());
      for (size_t i = 0; i < row.outputs.size(); ++i) sorted[output_columns[i]] = row.outputs[i];
      row.outputs = std::move(sorted);
    }
    if (sink_.error_count() == errors) SweepRows(rows, inputs, name, d.name.span, m_.tables[id].first, false);
    std::vector<ExprId> values;
    for (const Row& row : rows) values.insert(values.end(), row.outputs.begin(), row.outputs.end());
    if (ReadsItself(std::move(values), {SymbolKind::kTable, id.index})) {
      sink_.Emit(diag::Kind::DefinitionCycle, d.name.span, d.name.text, name + " → … → " + name);
      rows.clear();
    }
    m_.tables[id].rows = std::move(rows);
    m_.tables[id].basis = ResolveCites(pending.unit, d.basis);
    m_.tables[id].written = std::string(m_.TextOf(d.span));
  }
}

}  // namespace guiju::model
