#include "tests/bench/program.h"

#include "tests/bench/random.h"

namespace guiju::bench {
namespace {

class Maker {
 public:
  explicit Maker(ir::Program* program) : program_(*program), table_(program) {}

  void AddFacts() {
    for (const FieldInfo& info : Fields()) {
      ir::Fact fact;
      fact.name = {std::string(info.chinese), std::string(info.name)};
      fact.range = {info.lo, info.hi};
      if (info.kind == FieldKind::kInt) fact.type.kind = ir::TypeKind::kInt;
      if (info.kind == FieldKind::kEnum) {
        ir::Enum made;
        made.name = {std::string(info.chinese) + "值", std::string(info.name) + "_value"};
        for (size_t v = 0; v < info.values.size(); ++v) {
          made.values.push_back({std::string(info.chinese_values[v]), std::string(info.values[v])});
        }
        fact.type.kind = ir::TypeKind::kEnum;
        fact.range = {0, static_cast<int64_t>(info.values.size()) - 1};
        fact.type.enumeration = program_.enums.Add(std::move(made));
      }
      program_.facts.Add(std::move(fact));
    }
  }

  ir::ExprId Make(ir::ExprKind kind, ir::TypeKind type, std::vector<ir::ExprId> args) {
    ir::Expr e;
    e.kind = kind;
    e.type.kind = type;
    e.args = std::move(args);
    return table_.Intern(std::move(e));
  }
  ir::ExprId Fact(Field field) {
    ir::Expr e;
    e.kind = ir::ExprKind::kFact;
    e.fact = ir::FactId(static_cast<int32_t>(field));
    e.type = program_.facts[e.fact].type;
    return table_.Intern(std::move(e));
  }
  // sum of coefficient * field + bias >= 0
  ir::ExprId Compared(const std::vector<std::pair<int64_t, Field>>& terms, int64_t bias) {
    ir::Expr e;
    e.kind = ir::ExprKind::kLin;
    e.type.kind = ir::TypeKind::kInt;
    e.value = bias;
    for (auto [coefficient, field] : terms) {
      e.coefficients.push_back(coefficient);
      e.args.push_back(Fact(field));
    }
    return Make(ir::ExprKind::kGe0, ir::TypeKind::kBool, {table_.Intern(std::move(e))});
  }
  ir::ExprId In(Field field, uint64_t set) {
    ir::Expr e;
    e.kind = ir::ExprKind::kIn;
    e.set = set;
    e.args = {Fact(field)};
    return table_.Intern(std::move(e));
  }
  ir::ExprId Not(ir::ExprId e) { return Make(ir::ExprKind::kNot, ir::TypeKind::kBool, {e}); }
  ir::ExprId And(std::vector<ir::ExprId> args) {
    return Make(ir::ExprKind::kAnd, ir::TypeKind::kBool, std::move(args));
  }
  ir::ExprId Or(std::vector<ir::ExprId> args) {
    return Make(ir::ExprKind::kOr, ir::TypeKind::kBool, std::move(args));
  }

  ir::ExprId Of(const Condition& k) {
    const FieldInfo& info = Fields()[k.left];
    if (info.kind == FieldKind::kEnum) {
      const uint64_t all = (uint64_t{1} << info.values.size()) - 1;
      uint64_t set = k.op == Op::kIn ? k.set : uint64_t{1} << k.value;
      return In(k.left, k.op == Op::kNe ? all & ~set : set);
    }
    if (info.kind == FieldKind::kBool) return k.value != 0 ? Fact(k.left) : Not(Fact(k.left));
    std::vector<std::pair<int64_t, Field>> left{{1, k.left}};
    if (k.sum) left.push_back({1, kConfiscation});
    if (k.to_field) left.push_back({-1, k.right});
    switch (k.op) {
      case Op::kGe:
        return Compared(left, -k.value);
      case Op::kGt:
        return Compared(left, -k.value - 1);
      case Op::kLe:
        return Not(Compared(left, -k.value - 1));
      case Op::kLt:
        return Not(Compared(left, -k.value));
      case Op::kEq:
        return And({Compared(left, -k.value), Not(Compared(left, -k.value - 1))});
      case Op::kNe:
        return Or({Not(Compared(left, -k.value)), Compared(left, -k.value - 1)});
      case Op::kIn:
        break;
    }
    GJ_UNREACHABLE();
  }

  ir::ExprId DecisionValue(ir::DecisionId id) {
    ir::Expr e;
    e.kind = ir::ExprKind::kDecision;
    e.decision = id;
    e.type = program_.decisions[id].type;
    return table_.Intern(std::move(e));
  }
  ir::ExprId FiredAtLeast(ir::DecisionId id, int64_t count) {
    ir::Expr fired;
    fired.kind = ir::ExprKind::kFired;
    fired.decision = id;
    fired.type.kind = ir::TypeKind::kInt;
    ir::Expr sum;
    sum.kind = ir::ExprKind::kLin;
    sum.type.kind = ir::TypeKind::kInt;
    sum.value = -count;
    sum.coefficients = {1};
    sum.args = {table_.Intern(std::move(fired))};
    return Make(ir::ExprKind::kGe0, ir::TypeKind::kBool, {table_.Intern(std::move(sum))});
  }
  ir::ExprId Constant(const ir::Type& type, int64_t value) {
    ir::Expr e;
    e.type = type;
    e.value = value;
    return table_.Intern(std::move(e));
  }

  struct Case_ {
    ir::ExprId guard, value;
  };
  ir::DecisionId Decide(const std::string& zh, const std::string& en, ir::Type type, ir::Range range,
                        const std::vector<Case_>& cases, ir::ExprId otherwise) {
    ir::Decision decision;
    decision.name = {zh, en};
    decision.type = type;
    decision.range = range;
    if (otherwise) decision.combine = ir::Combine::kFirst;
    decision.otherwise = otherwise;
    const ir::DecisionId id(program_.decisions.size());
    for (const Case_& c : cases) {
      ir::Rule rule;
      rule.key = en + "." + std::to_string(decision.rules.size());
      rule.name = {"", "r" + std::to_string(decision.rules.size())};
      rule.decision = id;
      rule.guard = c.guard;
      rule.value = c.value;
      decision.rules.push_back(program_.rules.Add(std::move(rule)));
    }
    return program_.decisions.Add(std::move(decision));
  }

 private:
  ir::Program& program_;
  ir::ExprTable table_;
};

}  // namespace

ir::Program ProgramOf(const Policy& policy) {
  ir::Program program;
  Maker m(&program);
  m.AddFacts();
  const ir::Type yes_no;
  ir::Type days_type;
  days_type.kind = ir::TypeKind::kInt;
  days_type.dim = "workdays";
  ir::Enum routes;
  routes.name = {"审核路线", "route_kind"};
  routes.values = {{"不审核", "none"}, {"法制审核", "legal_review"}, {"集体讨论", "collective"}};
  ir::Type route_type;
  route_type.kind = ir::TypeKind::kEnum;
  route_type.enumeration = program.enums.Add(std::move(routes));

  std::vector<Maker::Case_> cases;
  for (const auto& rule : policy.rules) {
    std::vector<ir::ExprId> conditions;
    for (const Condition& k : rule) conditions.push_back(m.Of(k));
    cases.push_back({m.And(conditions), {}});
  }
  const ir::DecisionId fired = m.Decide("命中", "fired", yes_no, {0, 1}, cases, {});
  m.Decide("公开期限", "days", days_type, {0, 20},
           {{m.Or({m.Fact(kStateSecret), m.Fact(kTradeSecret), m.Fact(kPrivacy)}), m.Constant(days_type, 0)},
            {m.In(kAct, 3), m.Constant(days_type, 7)}},
           m.Constant(days_type, 20));
  const ir::ExprId exempt =
      m.And({m.In(kProcedure, 1), m.Not(m.Fact(kRevoke)), m.Not(m.Fact(kSuspend)), m.Not(m.Fact(kHearing))});
  const ir::DecisionId major =
      m.Decide("重大", "major", yes_no, {0, 1}, {{m.And({m.DecisionValue(fired), m.Not(exempt)}), {}}}, {});
  const ir::ExprId grave = m.Or({m.Fact(kRevoke), m.Fact(kSuspend), m.Compared({{1, kFine}}, -50000000),
                                 m.FiredAtLeast(fired, policy.collective_from)});
  m.Decide("路线", "route", route_type, {0, 2},
           {{m.And({m.DecisionValue(major), grave}), m.Constant(route_type, 2)},
            {m.DecisionValue(major), m.Constant(route_type, 1)}},
           m.Constant(route_type, 0));
  return program;
}

Binding Bind(const ir::Program& program) {
  Binding binding;
  for (const FieldInfo& info : Fields()) {
    ir::FactId found;
    for (ir::FactId id : program.facts.ids()) {
      if (program.facts[id].name.Is(info.name)) found = id;
    }
    binding.facts.push_back(found);
  }
  for (ir::DecisionId id : program.decisions.ids()) {
    const ir::Name& name = program.decisions[id].name;
    if (name.Is("fired")) binding.fired = id;
    if (name.Is("days")) binding.days = id;
    if (name.Is("major")) binding.major = id;
    if (name.Is("route")) binding.route = id;
  }
  GJ_CHECK(binding.fired && binding.days && binding.major && binding.route);
  return binding;
}

Rows MakeRows(const ir::Program& program, const abi::Layout& layout, const std::vector<Case>& cases,
              uint32_t unknown_percent) {
  const Binding binding = Bind(program);
  Rows rows;
  rows.size = layout.row.size;
  rows.count = cases.size();
  rows.bytes.resize(rows.size * rows.count);
  for (size_t i = 0; i < cases.size(); ++i) {
    Random random(Mix(static_cast<uint32_t>(i) + 1));
    for (uint8_t f = 0; f < kFields; ++f) {
      const bool known = random.Next() % 100 >= unknown_percent;
      if (!binding.facts[f] || !known) continue;
      const abi::Field& field = layout.fields[static_cast<size_t>(binding.facts[f].index)];
      abi::Store(rows.bytes.data() + i * rows.size, field, ValueOf(cases[i], static_cast<Field>(f)));
    }
  }
  return rows;
}

Answer AnswerOf(const ir::Program& program, const Binding& binding, const abi::OutcomeShape& shape,
                const uint64_t* words) {
  Answer answer;
  const std::vector<ir::RuleId>& rules = program.decisions[binding.fired].rules;
  answer.fired.resize((rules.size() + 63) / 64);
  const uint64_t* must = words;
  const int64_t* lo = reinterpret_cast<const int64_t*>(words + 2 * shape.rule_words);
  for (size_t r = 0; r < rules.size(); ++r) {
    const auto bit = static_cast<size_t>(rules[r].index);
    answer.fired[r / 64] |= ((must[bit / 64] >> (bit % 64)) & 1) << (r % 64);
  }
  answer.major = lo[binding.major.index] != 0;
  answer.days = static_cast<int>(lo[binding.days.index]);
  answer.route = static_cast<Route>(__builtin_ctzll(static_cast<uint64_t>(lo[binding.route.index])));
  return answer;
}

}  // namespace guiju::bench
