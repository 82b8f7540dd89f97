#include "tests/differential/builder.h"

#include <algorithm>
#include <utility>

namespace guiju::differential {

using ir::ExprId;
using ir::ExprKind;
using ir::TypeKind;

namespace {
constexpr int64_t kLargest = int64_t{1}
                             << 52;  // keeps every sum and product of generated programs inside int64
}

std::optional<ExprId> Builder::TryAdd(ir::Expr expr) {
  const std::optional<ir::Range> range = ir::RangeOf(program_, expr, ranges_);
  if (!range || range->lo < -kLargest || range->hi > kLargest) return std::nullopt;
  const ExprId id = table_.Intern(std::move(expr));
  if (static_cast<size_t>(id.index) == ranges_.size()) ranges_.push_back(*range);
  return id;
}
ExprId Builder::Add(ir::Expr expr) {
  const std::optional<ExprId> id = TryAdd(std::move(expr));
  GJ_CHECK(id.has_value());
  return *id;
}
ExprId Builder::Constant(const ir::Type& type, int64_t value) {
  ir::Expr expr;
  expr.type = type;
  expr.value = value;
  return Add(std::move(expr));
}
ExprId Builder::Bool(bool value) { return Constant(TypeOf(TypeKind::kBool), value); }
ExprId Builder::Int(int64_t value) { return Constant(TypeOf(TypeKind::kInt), value); }
ExprId Builder::Not(ExprId arg) {
  ir::Expr expr;
  expr.kind = ExprKind::kNot;
  expr.args = {arg};
  return Add(std::move(expr));
}
ExprId Builder::Connective(ExprKind kind, std::vector<ExprId> args) {
  ir::Expr expr;
  expr.kind = kind;
  expr.args = std::move(args);
  return Add(std::move(expr));
}
ExprId Builder::In(ExprId value, uint64_t set) {
  ir::Expr expr;
  expr.kind = ExprKind::kIn;
  expr.args = {value};
  expr.set = set;
  return Add(std::move(expr));
}
ExprId Builder::AtLeast(ExprId number, int64_t threshold) {
  ir::Expr difference;
  difference.kind = ExprKind::kLin;
  difference.type = TypeOf(TypeKind::kInt);
  difference.args = {number};
  difference.coefficients = {1};
  difference.value = -threshold;
  ir::Expr expr;
  expr.kind = ExprKind::kGe0;
  expr.args = {Add(std::move(difference))};
  return Add(std::move(expr));
}
ExprId Builder::FactExpr(ir::FactId id) {
  ir::Expr expr;
  expr.kind = ExprKind::kFact;
  expr.type = program_.facts[id].type;
  expr.fact = id;
  return Add(std::move(expr));
}

uint64_t Builder::RandomSet(int64_t values) {
  const uint64_t all = values == 64 ? ~uint64_t{0} : (uint64_t{1} << values) - 1;
  if (random_.Chance(40)) return uint64_t{1} << random_.Below(values);
  return random_.Next() & all;
}

std::optional<ir::FactId> Builder::PickFact(TypeKind kind, ir::EnumId enumeration) {
  std::vector<ir::FactId> found;
  for (int32_t i = 0; i < scope_.facts; ++i) {
    const ir::FactId id(i);
    const ir::Fact& fact = program_.facts[id];
    if (fact.type.kind != kind || (enumeration && fact.type.enumeration != enumeration)) continue;
    if (fact.list && fact.list != scope_.list) continue;
    found.push_back(id);
    if (fact.list) found.insert(found.end(), 3, id);  // elements first, or aggregates would rarely read them
  }
  if (found.empty()) return std::nullopt;
  return random_.Pick(found);
}

std::optional<ir::DecisionId> Builder::PickDecision(TypeKind kind, ir::EnumId enumeration) {
  std::vector<ir::DecisionId> found;
  for (int32_t i = 0; i < scope_.decisions; ++i) {
    const ir::Type& type = program_.decisions[ir::DecisionId(i)].type;
    if (type.kind == kind && (!enumeration || type.enumeration == enumeration))
      found.push_back(ir::DecisionId(i));
  }
  if (found.empty()) return std::nullopt;
  return random_.Pick(found);
}

std::optional<ExprId> Builder::DecisionExpr(TypeKind kind, ir::EnumId enumeration) {
  const auto decision = PickDecision(kind, enumeration);
  if (!decision) return std::nullopt;
  ir::Expr expr;
  expr.kind = ExprKind::kDecision;
  expr.type = program_.decisions[*decision].type;
  expr.decision = *decision;
  return TryAdd(std::move(expr));
}

ExprId Builder::Condition(int depth) {
  ExprId made;
  const int64_t dice = random_.Below(100);
  if (!pool_.empty() && dice < 12) return random_.Pick(pool_);
  if (depth <= 0 || dice < 40) {
    made = Atom(depth);
  } else if (dice < 55) {
    made = Not(Condition(depth - 1));
  } else if (dice < 59) {
    ir::Expr expr;
    expr.kind = ExprKind::kIf;
    expr.args = {Condition(depth - 1), Condition(depth - 1), Condition(depth - 1)};
    made = Add(std::move(expr));
  } else {
    std::vector<ExprId> args;
    const int64_t count = random_.Chance(3) ? 1 : random_.Within(2, 4);
    for (int64_t i = 0; i < count; ++i) args.push_back(Condition(depth - 1));
    made = Connective(random_.Chance(60) ? ExprKind::kAnd : ExprKind::kOr, std::move(args));
  }
  pool_.push_back(made);
  return made;
}

ExprId Builder::Atom(int depth) {
  for (int attempt = 0; attempt < 8; ++attempt) {
    if (const auto atom = TryAtom(depth)) return *atom;
  }
  return Bool(random_.Chance(50));
}

std::optional<ExprId> Builder::TryAtom(int depth) {
  switch (random_.Below(14)) {
    case 0:
    case 1:
      if (const auto fact = PickFact(TypeKind::kBool)) return FactExpr(*fact);
      return std::nullopt;
    case 2:
    case 3:
      if (const auto fact = PickFact(TypeKind::kEnum)) {
        return In(FactExpr(*fact), RandomSet(Values(program_.facts[*fact].type.enumeration)));
      }
      return std::nullopt;
    case 4:
    case 5:
    case 6:
      if (const auto fact = PickFact(random_.Chance(75) ? TypeKind::kInt : TypeKind::kDate)) {
        const ir::Range& range = program_.facts[*fact].range;
        const ExprId at_least = AtLeast(FactExpr(*fact), random_.Within(range.lo, range.hi));
        return random_.Chance(50) ? at_least : Not(at_least);
      }
      return std::nullopt;
    case 7:
      return Comparison(depth);
    case 8:
      if (const auto decision = DecisionExpr(TypeKind::kBool)) return decision;
      if (const auto decision = DecisionExpr(TypeKind::kEnum)) {
        return In(*decision, RandomSet(Values(program_.exprs[*decision].type.enumeration)));
      }
      return std::nullopt;
    case 9: {
      if (!size_.values) return std::nullopt;
      const auto fact = PickFact(TypeKind::kSet);
      const ir::EnumId enumeration = fact ? program_.facts[*fact].type.enumeration : ir::EnumId(0);
      ir::Expr expr;
      expr.kind = ExprKind::kSetHas;
      expr.args = {Set(enumeration, depth - 1)};
      expr.value = random_.Below(Values(enumeration));
      return Add(std::move(expr));
    }
    case 10: {
      if (!size_.values || program_.texts.empty()) return std::nullopt;
      ir::Expr expr;
      expr.kind = ExprKind::kTextEq;
      expr.args = {Text(), Text()};
      return Add(std::move(expr));
    }
    case 11:
    case 12:
      return Aggregate(random_.Chance(60) ? ExprKind::kAny : ExprKind::kAll, TypeOf(TypeKind::kBool), depth);
    case 13: {  // a bool or an enum value by way of `in`
      if (random_.Chance(50)) return In(Condition(depth - 1), static_cast<uint64_t>(random_.Below(4)));
      const ir::EnumId enumeration(
          static_cast<int32_t>(random_.Below(static_cast<int64_t>(program_.enums.size()))));
      return In(EnumValue(enumeration, depth - 1), RandomSet(Values(enumeration)));
    }
  }
  return std::nullopt;
}

// A number or date against a constant near it, or against another.
ExprId Builder::Comparison(int depth) {
  const bool dates = size_.dates && random_.Chance(35);
  const ExprId left = dates ? Date(std::max(depth - 1, 1)) : Number(std::max(depth - 1, 1));
  const ExprId right = dates ? Date(depth - 1) : Number(depth - 1);
  ir::Expr difference;
  difference.kind = ExprKind::kLin;
  difference.type = TypeOf(TypeKind::kInt);
  difference.args = {left};
  difference.coefficients = {random_.Chance(70) ? 1 : -1};
  if (random_.Chance(35) && right != left) {
    difference.args.push_back(right);
    difference.coefficients.push_back(-difference.coefficients[0]);
    difference.value = random_.Within(-3, 3);
  } else {
    difference.value = -difference.coefficients[0] * random_.Within(RangeOf(left).lo, RangeOf(left).hi);
  }
  const auto id = TryAdd(std::move(difference));
  if (!id) return Bool(true);
  ir::Expr expr;
  expr.kind = ExprKind::kGe0;
  expr.args = {*id};
  return Add(std::move(expr));
}

std::optional<ExprId> Builder::Aggregate(ExprKind kind, const ir::Type& type, int depth) {
  if (!scope_.aggregates || program_.lists.empty()) return std::nullopt;
  const Scope outer = scope_;
  std::vector<ExprId> outer_pool = std::move(pool_);
  Scope inner = scope_;
  inner.list = ir::ListId(static_cast<int32_t>(random_.Below(static_cast<int64_t>(program_.lists.size()))));
  inner.aggregates = random_.Chance(5);  // a closed aggregate inside another is legal, and rare
  SetScope(inner);
  ir::Expr expr;
  expr.kind = kind;
  expr.type = type;
  expr.list = inner.list;
  const bool of_conditions = kind == ExprKind::kAny || kind == ExprKind::kAll || kind == ExprKind::kCount;
  expr.args = {of_conditions                  ? Condition(std::max(depth - 1, 1))
               : type.kind == TypeKind::kDate ? Date(depth - 1)
                                              : Number(depth - 1)};
  scope_ = outer;
  pool_ = std::move(outer_pool);
  if (kind == ExprKind::kLargest || kind == ExprKind::kSmallest) {
    expr.value = random_.Within(RangeOf(expr.args[0]).lo, RangeOf(expr.args[0]).hi);
  }
  return TryAdd(std::move(expr));
}

ExprId Builder::Number(int depth) {
  for (int attempt = 0; attempt < 6; ++attempt) {
    if (const auto number = TryNumber(depth)) return *number;
  }
  return Int(random_.Within(-3, 100));
}

std::optional<ExprId> Builder::TryNumber(int depth) {
  const auto fact = PickFact(TypeKind::kInt);
  if (depth <= 0 || !size_.values || random_.Chance(30)) {
    if (!fact || random_.Chance(10)) return Int(random_.Within(-20, 200));
    return FactExpr(*fact);
  }
  ir::Expr expr;
  expr.type = TypeOf(TypeKind::kInt);
  switch (random_.Below(16)) {
    case 0:
    case 1:
      return Lin(depth);
    case 2:
    case 13:
      expr.kind = ExprKind::kMul;
      expr.args = {Number(depth - 1), Number(depth - 1)};
      return TryAdd(std::move(expr));
    case 3:
    case 4:
      expr.kind = ExprKind::kRound;
      expr.args = {Number(depth - 1)};
      expr.numerator = random_.Chance(20) ? -random_.Within(1, 9) : random_.Within(1, 9);
      expr.denominator = random_.Within(1, 12);
      expr.mode = static_cast<ir::RoundMode>(random_.Below(3));
      return TryAdd(std::move(expr));
    case 5:
    case 6:
      expr.kind = random_.Chance(50) ? ExprKind::kMin : ExprKind::kMax;
      expr.args = {Number(depth - 1), Number(depth - 1)};
      if (random_.Chance(30)) expr.args.push_back(Number(depth - 1));
      return TryAdd(std::move(expr));
    case 7:
    case 8:
      expr.kind = ExprKind::kIf;
      expr.args = {Condition(depth - 1), Number(depth - 1), Number(depth - 1)};
      return TryAdd(std::move(expr));
    case 9:
    case 14:
    case 15: {
      static constexpr ExprKind kKinds[] = {ExprKind::kCount, ExprKind::kSum, ExprKind::kLargest,
                                            ExprKind::kSmallest};
      return Aggregate(kKinds[random_.Below(4)], expr.type, depth);
    }
    case 10:
      if (!size_.dates) return std::nullopt;
      expr.args = {Date(depth - 1), Date(depth - 1)};
      if (random_.Chance(50) && expr.args[0] != expr.args[1]) {  // days between
        expr.kind = ExprKind::kLin;
        expr.coefficients = {1, -1};
      } else {
        expr.kind = ExprKind::kWorkdays;
      }
      return TryAdd(std::move(expr));
    case 11:
      return DecisionExpr(TypeKind::kInt);
    case 12: {
      if (scope_.decisions == 0) return std::nullopt;
      expr.kind = ExprKind::kFired;
      expr.decision = ir::DecisionId(static_cast<int32_t>(random_.Below(scope_.decisions)));
      return TryAdd(std::move(expr));
    }
  }
  return std::nullopt;
}

ExprId Builder::Lin(int depth) {
  ir::Expr expr;
  expr.kind = ExprKind::kLin;
  expr.type = TypeOf(TypeKind::kInt);
  expr.value = random_.Within(-50, 50);
  const int64_t terms = random_.Within(1, 3);
  for (int64_t i = 0; i < terms; ++i) {
    const ExprId arg = Number(depth - 1);
    if (std::find(expr.args.begin(), expr.args.end(), arg) != expr.args.end()) continue;
    expr.args.push_back(arg);
    expr.coefficients.push_back(random_.Chance(30) ? -random_.Within(1, 7) : random_.Within(1, 7));
  }
  const auto id = TryAdd(std::move(expr));
  return id ? *id : Int(random_.Within(-50, 50));
}

ExprId Builder::Date(int depth) {
  const ir::Type type = TypeOf(TypeKind::kDate);
  const auto fact = PickFact(TypeKind::kDate);
  if (depth <= 0 || !size_.values || random_.Chance(40)) {
    if (fact && random_.Chance(85)) return FactExpr(*fact);
    return Constant(type, random_.Within(18262, 20900));  // 2020 to early 2027
  }
  ir::Expr expr;
  expr.type = type;
  switch (random_.Below(6)) {
    case 0:
    case 1:
      return DateSum(depth);
    case 2:
      expr.kind = ExprKind::kIf;
      expr.args = {Condition(depth - 1), Date(depth - 1), Date(depth - 1)};
      return Add(std::move(expr));
    case 3:
      expr.kind = random_.Chance(50) ? ExprKind::kMin : ExprKind::kMax;
      expr.args = {Date(depth - 1), Date(depth - 1)};
      return Add(std::move(expr));
    case 4:
      if (const auto extreme =
              Aggregate(random_.Chance(50) ? ExprKind::kLargest : ExprKind::kSmallest, type, depth)) {
        return *extreme;
      }
      return DateSum(depth);
    case 5:
      if (const auto decision = DecisionExpr(TypeKind::kDate)) return *decision;
      return DateSum(depth);
  }
  return DateSum(depth);
}

ExprId Builder::DateSum(int depth) {
  ir::Expr expr;
  expr.kind = ExprKind::kDateAdd;
  expr.type = TypeOf(TypeKind::kDate);
  expr.unit = static_cast<ir::TimeUnit>(random_.Below(4));
  expr.roll = static_cast<ir::Roll>(random_.Below(2));
  ExprId n = Int(random_.Within(0, 60));
  if (random_.Chance(40)) {
    n = Number(depth - 1);
    const ir::Range range = RangeOf(n);
    if (range.lo < -200 || range.hi > 400) n = Int(random_.Within(0, 60));
  }
  const ExprId date = Date(depth - 1);
  // Far dates (a sum of sums) would leave the calendar.
  if (RangeOf(date).lo < 10000 || RangeOf(date).hi > 40000) return date;
  expr.args = {date, n};
  return Add(std::move(expr));
}

ExprId Builder::EnumValue(ir::EnumId enumeration, int depth) {
  ir::Type type = TypeOf(TypeKind::kEnum);
  type.enumeration = enumeration;
  if (depth > 0 && random_.Chance(35)) {
    ir::Expr expr;
    expr.kind = ExprKind::kIf;
    expr.type = type;
    expr.args = {Condition(depth - 1), EnumValue(enumeration, depth - 1), EnumValue(enumeration, depth - 1)};
    return Add(std::move(expr));
  }
  if (random_.Chance(25)) {
    if (const auto decision = DecisionExpr(TypeKind::kEnum, enumeration)) return *decision;
  }
  const auto fact = PickFact(TypeKind::kEnum, enumeration);
  if (fact && random_.Chance(60)) return FactExpr(*fact);
  return Constant(type, random_.Below(Values(enumeration)));
}

ExprId Builder::Text() {
  const ir::Type type = TypeOf(TypeKind::kText);
  if (random_.Chance(10)) {
    ir::Expr expr;
    expr.kind = ExprKind::kIf;
    expr.type = type;
    expr.args = {Condition(0), Text(), Text()};
    return Add(std::move(expr));
  }
  const auto fact = PickFact(TypeKind::kText);
  if (fact && random_.Chance(70)) return FactExpr(*fact);
  return Constant(type, random_.Below(static_cast<int64_t>(program_.texts.size())));
}

ExprId Builder::Set(ir::EnumId enumeration, int depth) {
  ir::Type type = TypeOf(TypeKind::kSet);
  type.enumeration = enumeration;
  if (depth > 0 && random_.Chance(20)) {
    ir::Expr expr;
    expr.kind = ExprKind::kIf;
    expr.type = type;
    expr.args = {Condition(depth - 1), Set(enumeration, depth - 1), Set(enumeration, depth - 1)};
    return Add(std::move(expr));
  }
  if (random_.Chance(40)) {
    if (const auto decision = DecisionExpr(TypeKind::kSet, enumeration)) return *decision;
  }
  const auto fact = PickFact(TypeKind::kSet, enumeration);
  if (fact && random_.Chance(70)) return FactExpr(*fact);
  return Constant(type, static_cast<int64_t>(RandomSet(Values(enumeration))));
}

ExprId Builder::Value(const ir::Type& type, int depth) {
  switch (type.kind) {
    case TypeKind::kBool:
      return Condition(depth);
    case TypeKind::kInt:
      return Number(depth);
    case TypeKind::kDate:
      return Date(depth);
    case TypeKind::kEnum:
      return EnumValue(type.enumeration, depth);
    case TypeKind::kSet:
      return random_.Chance(50) ? Set(type.enumeration, depth) : EnumValue(type.enumeration, depth);
    case TypeKind::kText:
      return Text();
  }
  return Bool(false);
}

}  // namespace guiju::differential
