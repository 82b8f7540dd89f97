// Parameters and tables: rows and periods as chains of conditions around their values.
#include <algorithm>

#include "compiler/lower/lowerer.h"
#include "runtime/value/date.h"

namespace guiju::lower {

namespace {
// Up to so many rows an interval test is asked row by row, which keeps every comparison one of a single fact;
// beyond, the bounds are chosen first.
constexpr size_t kMaxRowwise = 6;
}  // namespace

bool Lowerer::OnAxis(model::FactId axis, int context) const {
  if (context == 0) return false;
  const AxisContext& c = contexts_[static_cast<size_t>(context)];
  return axis == c.first || axis == c.second;
}

ir::ExprId Lowerer::PeriodCondition(model::FactId axis, std::optional<int64_t> from,
                                    std::optional<int64_t> to) {
  if (OnAxis(axis, context_)) axis = contexts_[static_cast<size_t>(context_)].target;
  ir::ExprId date = FactNode(ir::FactId(axis.index));
  std::vector<ir::ExprId> both;
  if (from) both.push_back(Ge0(AddScaled(Term(date, 0), Constant(*from, 0), -1)));
  if (to) both.push_back(Ge0(AddScaled(Constant(*to - 1, 0), Term(date, 0), -1)));
  return Join(ir::ExprKind::kAnd, std::move(both));
}

ir::ExprId Lowerer::RowCondition(const model::Row& row, const std::vector<model::Formal>& formals,
                                 const std::vector<ir::ExprId>& args) {
  std::vector<ir::ExprId> all;
  for (size_t i = 0; i < row.cells.size(); ++i) {
    const model::Cell& cell = row.cells[i];
    if (cell.any) continue;
    const model::TypeKind kind = formals[i].type.kind;
    if (kind == model::TypeKind::kEnum || kind == model::TypeKind::kBool) {
      uint64_t set = 0;
      for (const auto& [lo, hi] : cell.pieces) {
        for (int64_t v = std::max<int64_t>(lo, 0); v <= hi && v < 64; ++v) set |= uint64_t{1} << v;
      }
      all.push_back(In(args[i], set));
      continue;
    }
    model::Range whole = model::DefaultRange(m_, formals[i].type);
    std::vector<ir::ExprId> any;
    for (const auto& [lo, hi] : cell.pieces) {
      if (kind == model::TypeKind::kText) {
        for (int64_t text = lo; text <= hi && text < static_cast<int64_t>(p_.texts.size()); ++text) {
          ir::Expr equal;
          equal.kind = ir::ExprKind::kTextEq;
          equal.args = {args[i], Const(ir::Type{ir::TypeKind::kText, "", 0, {}}, text)};
          any.push_back(Intern(std::move(equal)));
        }
        continue;
      }
      std::vector<ir::ExprId> both;
      int8_t scale = formals[i].type.scale;
      if (lo > whole.lo) both.push_back(Ge0(AddScaled(Decompose(args[i]), Constant(lo, scale), -1)));
      if (hi < whole.hi) both.push_back(Ge0(AddScaled(Constant(hi, scale), Decompose(args[i]), -1)));
      any.push_back(Join(ir::ExprKind::kAnd, std::move(both)));
    }
    all.push_back(Join(ir::ExprKind::kOr, std::move(any)));
  }
  return Join(ir::ExprKind::kAnd, std::move(all));
}

size_t Lowerer::LeavesOf(const model::Parameter& p) const {
  size_t leaves = p.before_first_missing ? 1 : 0;
  for (const model::Period& period : p.periods) leaves += std::max<size_t>(period.rows.size(), 1);
  return leaves;
}

// Later periods and later rows are the rest of the chain; `missing` stands for dates before the first period.
template <class T, class Leaf, class Joiner>
T Lowerer::FoldParameter(const model::Parameter& p, const std::vector<ir::ExprId>& args, Leaf leaf, T missing,
                         Joiner join) {
  auto of_period = [&](const model::Period& period) {
    if (period.rows.empty()) return leaf(period.value);
    T out = leaf(period.rows.back().outputs[0]);
    for (size_t i = period.rows.size() - 1; i-- > 0;)
      out = join(RowCondition(period.rows[i], p.formals, args), leaf(period.rows[i].outputs[0]), out);
    return out;
  };
  if (p.periods.empty()) return missing;
  T out = of_period(p.periods.back());
  for (size_t i = p.periods.size() - 1; i-- > 0;) {
    T earlier = of_period(p.periods[i]);
    out = join(PeriodCondition(p.axis, p.periods[i + 1].from, std::nullopt), out, earlier);
  }
  if (p.before_first_missing)
    out = join(PeriodCondition(p.axis, p.periods[0].from, std::nullopt), out, missing);
  return out;
}

ir::FactId Lowerer::AskedFact(const model::Parameter& p, const std::string& zh, const std::string& en,
                              const std::string& question) {
  auto [it, fresh] = asked_.emplace(p.name.Zh() + zh, ir::FactId{});
  if (!fresh) return it->second;
  model::Type type = p.type;
  if (type.kind == model::TypeKind::kInterval) type.kind = type.element;
  model::Range range = model::DefaultRange(m_, type);
  ir::Fact fact;
  fact.name.zh = p.name.Zh() + zh;
  if (!p.name.en.empty()) fact.name.en = p.name.en + en;
  fact.type = TypeOf(type);
  fact.range = {range.lo, range.hi};
  fact.question = question;
  fact.description = p.set_by.empty() ? "" : "由" + p.set_by + "规定";
  fact.origin = OriginOf(p.unit, p.span);
  it->second = p_.facts.Add(std::move(fact));
  return it->second;
}

namespace {

struct Asked {
  std::string zh, en, question;
};
Asked AskFor(const model::Parameter& p, const std::string& part_zh, const std::string& part_en) {
  const std::string name = p.name.Zh();
  if (p.periods.empty())
    return {part_zh, part_en, fmt::format("标准“{}”{}是多少？（还没有规定）", name, part_zh)};
  const std::string date = value::FormatDate(p.periods[0].from);
  return {"_" + date + "以前" + part_zh, "_before_" + date + part_en,
          fmt::format("{} 以前，标准“{}”{}是多少？", date, name, part_zh)};
}

}  // namespace

ir::ExprId Lowerer::ParameterValue(const model::Expr& e) {
  const model::Parameter& p = m_.parameters[model::ParameterId(e.index)];
  std::vector<ir::ExprId> args = Arguments(e, p.formals);
  ReadParameter(model::ParameterId(e.index), args);
  FrameScope scope(*this, &args, nullptr);
  ir::ExprId missing;
  if (p.periods.empty() || p.before_first_missing) {
    Asked asked = AskFor(p, "", "");
    missing = FactNode(AskedFact(p, asked.zh, asked.en, asked.question));
  }
  return FoldParameter<ir::ExprId>(
      p, args, [&](model::ExprId value) { return Value(value, p.type); }, missing,
      [&](ir::ExprId condition, ir::ExprId yes, ir::ExprId no) { return If(condition, yes, no); });
}

ir::ExprId Lowerer::TableValue(const model::Expr& e) {
  const model::Table& t = m_.tables[model::TableId(e.table)];
  std::vector<ir::ExprId> args = Arguments(e, t.inputs);
  ReadTable(model::TableId(e.table), args);
  FrameScope scope(*this, &args, nullptr);
  const size_t column = static_cast<size_t>(e.index);
  const model::Type& type = t.outputs[column].type;
  ir::ExprId out = Value(t.rows.back().outputs[column], type);
  for (size_t i = t.rows.size() - 1; i-- > 0;)
    out = If(RowCondition(t.rows[i], t.inputs, args), Value(t.rows[i].outputs[column], type), out);
  return out;
}

Bounds Lowerer::LiteralBounds(const model::Expr& interval, const model::Type& type) {
  if (interval.kind == model::ExprKind::kParameter || interval.kind == model::ExprKind::kTable)
    return ParameterBounds(interval);
  model::Type value_type = type;
  if (type.kind == model::TypeKind::kInterval) value_type.kind = type.element;
  value_type.scale = std::max(type.scale, interval.type.scale);
  Bounds out;
  size_t arg = 0;
  for (bool lower : {true, false}) {
    if ((interval.set & (lower ? 1u : 4u)) == 0) continue;
    Linear form = ToScale(Lin(interval.args[arg++]), value_type.scale);
    bool open = (interval.set & (lower ? 2u : 8u)) != 0;
    if (open) form = AddScaled(std::move(form), Constant(lower ? 1 : -1, value_type.scale), 1);
    (lower ? out.lo : out.hi) = Materialize(std::move(form), TypeOf(value_type));
  }
  return out;
}

Bounds Lowerer::ParameterBounds(const model::Expr& e) {
  auto join = [&](ir::ExprId condition, const Bounds& yes, const Bounds& no) {
    Bounds out;
    if (yes.lo && no.lo) out.lo = If(condition, yes.lo, no.lo);
    if (yes.hi && no.hi) out.hi = If(condition, yes.hi, no.hi);
    return out;
  };
  if (e.kind == model::ExprKind::kTable) {
    const model::Table& t = m_.tables[model::TableId(e.table)];
    std::vector<ir::ExprId> args = Arguments(e, t.inputs);
    ReadTable(model::TableId(e.table), args);
    FrameScope scope(*this, &args, nullptr);
    const size_t column = static_cast<size_t>(e.index);
    const model::Type& type = t.outputs[column].type;
    Bounds out = LiteralBounds(m_.exprs[t.rows.back().outputs[column]], type);
    for (size_t i = t.rows.size() - 1; i-- > 0;)
      out = join(RowCondition(t.rows[i], t.inputs, args),
                 LiteralBounds(m_.exprs[t.rows[i].outputs[column]], type), out);
    return out;
  }
  const model::Parameter& p = m_.parameters[model::ParameterId(e.index)];
  std::vector<ir::ExprId> args = Arguments(e, p.formals);
  ReadParameter(model::ParameterId(e.index), args);
  FrameScope scope(*this, &args, nullptr);
  Bounds missing;
  if (p.periods.empty() || p.before_first_missing) {
    Asked lower = AskFor(p, "_下限", "_lower"), upper = AskFor(p, "_上限", "_upper");
    missing = {FactNode(AskedFact(p, lower.zh, lower.en, lower.question)),
               FactNode(AskedFact(p, upper.zh, upper.en, upper.question))};
  }
  return FoldParameter<Bounds>(
      p, args, [&](model::ExprId value) { return LiteralBounds(m_.exprs[value], p.type); }, missing, join);
}

ir::ExprId Lowerer::ParameterWithin(const Linear& value, const model::Expr& e) {
  auto join = [&](ir::ExprId condition, ir::ExprId yes, ir::ExprId no) { return If(condition, yes, no); };
  size_t leaves = 0, lower = 0, upper = 0;
  auto count = [&](model::ExprId leaf) {
    const model::Expr& interval = m_.exprs[leaf];
    ++leaves;
    lower += (interval.set & 1u) != 0;
    upper += (interval.set & 4u) != 0;
  };
  if (e.kind == model::ExprKind::kTable) {
    const model::Table& t = m_.tables[model::TableId(e.table)];
    const size_t column = static_cast<size_t>(e.index);
    for (const model::Row& row : t.rows) count(row.outputs[column]);
  } else {
    for (const model::Period& period : m_.parameters[model::ParameterId(e.index)].periods) {
      if (period.rows.empty()) count(period.value);
      for (const model::Row& row : period.rows) count(row.outputs[0]);
    }
  }
  // With every bound present in every row or in none, the bounds can be chosen before the comparison.
  bool uniform = (lower == 0 || lower == leaves) && (upper == 0 || upper == leaves);
  if (leaves == 0 || (uniform && leaves > kMaxRowwise)) return WithinBounds(value, ParameterBounds(e));
  if (e.kind == model::ExprKind::kTable) {
    const model::Table& t = m_.tables[model::TableId(e.table)];
    std::vector<ir::ExprId> args = Arguments(e, t.inputs);
    ReadTable(model::TableId(e.table), args);
    FrameScope scope(*this, &args, nullptr);
    const size_t column = static_cast<size_t>(e.index);
    const model::Type& type = t.outputs[column].type;
    auto leaf = [&](const model::Row& row) {
      return WithinBounds(value, LiteralBounds(m_.exprs[row.outputs[column]], type));
    };
    ir::ExprId out = leaf(t.rows.back());
    for (size_t i = t.rows.size() - 1; i-- > 0;)
      out = If(RowCondition(t.rows[i], t.inputs, args), leaf(t.rows[i]), out);
    return out;
  }
  const model::Parameter& p = m_.parameters[model::ParameterId(e.index)];
  std::vector<ir::ExprId> args = Arguments(e, p.formals);
  ReadParameter(model::ParameterId(e.index), args);
  FrameScope scope(*this, &args, nullptr);
  ir::ExprId missing;
  if (p.before_first_missing) {
    Asked low = AskFor(p, "_下限", "_lower"), high = AskFor(p, "_上限", "_upper");
    missing = WithinBounds(value, {FactNode(AskedFact(p, low.zh, low.en, low.question)),
                                   FactNode(AskedFact(p, high.zh, high.en, high.question))});
  }
  return FoldParameter<ir::ExprId>(
      p, args, [&](model::ExprId leaf) { return WithinBounds(value, LiteralBounds(m_.exprs[leaf], p.type)); },
      missing, join);
}

}  // namespace guiju::lower
