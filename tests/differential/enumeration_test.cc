// Small programs listed exhaustively, on all their cases, by every tier and by listing completions.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/differential/compare.h"
#include "tests/differential/exact.h"
#include "tests/differential/synthetic_calendar.h"

namespace guiju::differential {
namespace {

using ir::ExprId;
using ir::ExprKind;

// Two bools, an int 0..2 and an enum of three.
class Vocabulary {
 public:
  Vocabulary() : table(&program) {
    ir::Enum grades;
    grades.values.resize(3);
    program.enums.Add(grades);
    for (int i = 0; i < 2; ++i) AddFact(ir::TypeKind::kBool, {0, 1});
    AddFact(ir::TypeKind::kInt, {0, 2});
    AddFact(ir::TypeKind::kEnum, {0, 2});
  }

  ExprId FactExpr(int fact) {
    ir::Expr expr;
    expr.kind = ExprKind::kFact;
    expr.fact = ir::FactId(fact);
    expr.type = program.facts[expr.fact].type;
    return table.Intern(expr);
  }
  ExprId In(ExprId arg, uint64_t set) {
    ir::Expr expr;
    expr.kind = ExprKind::kIn;
    expr.args = {arg};
    expr.set = set;
    return table.Intern(expr);
  }
  ExprId AtLeast(ExprId number, int64_t threshold) {
    ir::Expr lin;
    lin.kind = ExprKind::kLin;
    lin.type.kind = ir::TypeKind::kInt;
    lin.args = {number};
    lin.coefficients = {1};
    lin.value = -threshold;
    return Join(ExprKind::kGe0, {table.Intern(lin)});
  }
  ExprId Join(ExprKind kind, std::vector<ExprId> args) {
    ir::Expr expr;
    expr.kind = kind;
    expr.args = std::move(args);
    return table.Intern(expr);
  }
  ExprId Const(const ir::Type& type, int64_t value) {
    ir::Expr expr;
    expr.type = type;
    expr.value = value;
    return table.Intern(expr);
  }

  ir::Program program;
  ir::ExprTable table;

 private:
  void AddFact(ir::TypeKind kind, ir::Range range) {
    ir::Fact fact;
    fact.type.kind = kind;
    fact.range = range;
    if (kind == ir::TypeKind::kEnum) fact.type.enumeration = ir::EnumId(0);
    program.facts.Add(fact);
  }
};

void AddRule(ir::Program* program, ir::Decision* decision, ExprId guard, ExprId value = {}) {
  ir::Rule rule;
  rule.decision = ir::DecisionId(program->decisions.size());
  rule.guard = guard;
  rule.value = value;
  decision->rules.push_back(program->rules.Add(rule));
}

// Every fact at every value and unknown.
std::vector<CaseData> AllCases(const ir::Program& program, const abi::Layout& layout) {
  std::vector<CaseData> all;
  all.push_back(UnknownCase(program, layout));
  for (ir::FactId id : program.facts.ids()) {
    const size_t size = all.size();
    for (size_t i = 0; i < size; ++i) {
      for (int64_t v = program.facts[id].range.lo; v <= program.facts[id].range.hi; ++v) {
        all.push_back(CopyOf(all[i], layout));
        abi::Store(all.back().row.data(), layout.fields[static_cast<size_t>(id.index)], v);
      }
    }
  }
  return all;
}

// How often the tree of the expression reads each fact.
void CountReads(const ir::Program& program, ExprId id, std::map<ir::FactId, int>* reads) {
  const ir::Expr& expr = program.exprs[id];
  if (expr.kind == ExprKind::kFact) ++(*reads)[expr.fact];
  for (ExprId arg : expr.args) CountReads(program, arg, reads);
}
bool IsReadOnce(const ir::Program& program, ExprId id) {
  std::map<ir::FactId, int> reads;
  CountReads(program, id, &reads);
  for (const auto& [fact, count] : reads) {
    if (count > 1) return false;
  }
  return true;
}

const SyntheticCalendar& Announced() {
  static const SyntheticCalendar calendar(7, 9999);
  return calendar;
}

// The tightest possible outcome of a case, from its completions.
std::vector<uint64_t> Perfect(const ir::Program& program, const abi::Layout& layout, const CaseData& data,
                              std::vector<Answer>* answers) {
  answers->clear();
  const auto worlds = Completions(program, layout, data, 10000);
  EXPECT_TRUE(worlds);
  for (const World& world : *worlds) answers->push_back(AnswerIn(program, world, Announced()));
  return OutcomeOf(program, *answers);
}

std::vector<uint64_t> Interpret(const ir::Program& program, const abi::Layout& layout, const CaseData& data) {
  const abi::OutcomeShape shape = abi::ShapeOf(program);
  std::vector<uint64_t> words(shape.words());
  interp::Evaluate(program, layout, data.View(Announced()), abi::Outcome(shape, words.data()));
  return words;
}

// The tiers that need no compiler: programs of hundreds of rules are the business of guiju_differential
// there.
std::string Differences(const ir::Program& program, const std::vector<CaseData>& cases) {
  const auto owned = AllTiers();
  std::vector<const Tier*> tiers;
  for (const auto& tier : owned) {
    if (tier->name() != "native") tiers.push_back(tier.get());
  }
  const Tally tally = Comparer(tiers, {}).CompareProgram(program, cases, Announced(), 0);
  std::string text;
  for (const Difference& difference : tally.differences)
    text += difference.tier + ": " + difference.what + "\n";
  return text;
}

// Every condition of up to two levels of connectives over eight atoms, each the guard of one rule.
TEST(Enumeration, AllSmallConditions) {
  Vocabulary v;
  std::vector<ExprId> atoms = {v.FactExpr(0),
                               v.FactExpr(1),
                               v.AtLeast(v.FactExpr(2), 1),
                               v.AtLeast(v.FactExpr(2), 2),
                               v.In(v.FactExpr(3), 1),
                               v.In(v.FactExpr(3), 6),
                               v.In(v.FactExpr(3), 2)};
  std::vector<ExprId> conditions = atoms;
  for (ExprId atom : atoms) conditions.push_back(v.Join(ExprKind::kNot, {atom}));
  const size_t literals = conditions.size();
  for (ExprKind kind : {ExprKind::kAnd, ExprKind::kOr}) {
    for (size_t a = 0; a < literals; ++a) {
      for (size_t b = a + 1; b < literals; ++b)
        conditions.push_back(v.Join(kind, {conditions[a], conditions[b]}));
    }
  }
  const size_t pairs = conditions.size();
  for (size_t a = 0; a < literals; ++a) {
    for (size_t p = literals; p < pairs; ++p) {
      const ExprKind inner = v.program.exprs[conditions[p]].kind;
      const ExprKind outer = inner == ExprKind::kAnd ? ExprKind::kOr : ExprKind::kAnd;
      conditions.push_back(v.Join(outer, {conditions[a], conditions[p]}));
    }
  }
  for (size_t p = literals; p < pairs; ++p) conditions.push_back(v.Join(ExprKind::kNot, {conditions[p]}));

  ir::Decision decision;
  decision.range = {0, 1};
  std::vector<bool> read_once;
  for (ExprId condition : conditions) {
    AddRule(&v.program, &decision, condition);
    read_once.push_back(IsReadOnce(v.program, condition));
  }
  v.program.decisions.Add(decision);
  ASSERT_EQ(ir::Verify(v.program), std::vector<std::string>());

  const abi::Layout layout = abi::LayoutOf(v.program);
  const std::vector<CaseData> cases = AllCases(v.program, layout);
  ASSERT_EQ(cases.size(), 3u * 3u * 4u * 4u);
  std::vector<Answer> answers;
  size_t exact = 0, contained = 0;
  for (const CaseData& data : cases) {
    const auto perfect = Perfect(v.program, layout, data, &answers);
    auto words = Interpret(v.program, layout, data);
    for (const Answer& answer : answers) ASSERT_TRUE(Contains(v.program, words.data(), answer));
    const size_t rule_words = abi::ShapeOf(v.program).rule_words;
    for (size_t r = 0; r < conditions.size(); ++r) {
      const auto rails = [&](const std::vector<uint64_t>& outcome) {
        return std::pair{(outcome[r / 64] >> (r % 64)) & 1, (outcome[rule_words + r / 64] >> (r % 64)) & 1};
      };
      if (read_once[r]) {
        ASSERT_EQ(rails(words), rails(perfect)) << "rule " << r;
      }
      ++(read_once[r] ? exact : contained);
    }
  }
  fmt::print("{} conditions, {} cases: {} exact, {} contained\n", conditions.size(), cases.size(), exact,
             contained);
  EXPECT_GT(conditions.size(), 2500u);
}

// The next level, a sample of it, by every tier that needs no compiler.
TEST(Enumeration, AllTiersOnSmallConditions) {
  for (int part = 0; part < 4; ++part) {
    Vocabulary v;
    std::vector<ExprId> literals;
    for (ExprId atom : {v.FactExpr(0), v.FactExpr(1), v.AtLeast(v.FactExpr(2), 1),
                        v.AtLeast(v.FactExpr(2), 2), v.In(v.FactExpr(3), 1), v.In(v.FactExpr(3), 6)}) {
      literals.push_back(atom);
      literals.push_back(v.Join(ExprKind::kNot, {atom}));
    }
    ir::Decision decision;
    decision.range = {0, 1};
    int index = 0;
    for (ExprKind kind : {ExprKind::kAnd, ExprKind::kOr}) {
      const ExprKind inner = kind == ExprKind::kAnd ? ExprKind::kOr : ExprKind::kAnd;
      for (ExprId a : literals) {
        for (ExprId b : literals) {
          for (ExprId c : literals) {
            if (index++ % 16 != part * 4) continue;
            AddRule(&v.program, &decision, v.Join(kind, {a, v.Join(inner, {b, c})}));
          }
        }
      }
    }
    v.program.decisions.Add(decision);
    const abi::Layout layout = abi::LayoutOf(v.program);
    EXPECT_EQ(Differences(v.program, AllCases(v.program, layout)), "");
  }
}

// Two cases and an exception under independent guards, every way to combine, both directions, with and
// without a value for the rest, int and enum values: with guards that read different facts the answer is the
// best possible one.
TEST(Enumeration, AllSmallDecisions) {
  Vocabulary v;
  ir::Type number, grade;
  number.kind = ir::TypeKind::kInt;
  grade.kind = ir::TypeKind::kEnum;
  grade.enumeration = ir::EnumId(0);
  const std::vector<ExprId> guards = {v.FactExpr(0), v.FactExpr(1), v.AtLeast(v.FactExpr(2), 1)};
  std::vector<bool> exact;
  for (const ir::Type& type : {number, grade}) {
    for (ir::Combine combine : {ir::Combine::kFirst, ir::Combine::kStrictest, ir::Combine::kMildest}) {
      for (bool greater : {true, false}) {
        for (int64_t a = 0; a < 3; ++a) {
          for (int64_t b = 0; b < 3; ++b) {
            for (int64_t rest = 0; rest < 3; ++rest) {
              ir::Decision decision;
              decision.type = type;
              decision.range = {0, 2};
              decision.combine = combine;
              decision.greater_is_stricter = greater;
              AddRule(&v.program, &decision, guards[0], v.Const(type, a));
              AddRule(&v.program, &decision, guards[1], v.Const(type, b));
              decision.otherwise = v.Const(type, rest);
              ir::Rule exception;
              exception.kind = ir::RuleKind::kException;
              exception.decision = ir::DecisionId(v.program.decisions.size());
              exception.guard = guards[2];
              exception.attacks = {decision.rules[0]};
              decision.rules.push_back(v.program.rules.Add(exception));
              v.program.decisions.Add(decision);
              // Enumerations combined by order keep the whole stretch.
              exact.push_back(type.kind == ir::TypeKind::kInt || combine == ir::Combine::kFirst);
            }
          }
        }
      }
    }
  }
  ASSERT_EQ(ir::Verify(v.program), std::vector<std::string>());
  const abi::Layout layout = abi::LayoutOf(v.program);
  const std::vector<CaseData> cases = AllCases(v.program, layout);
  const abi::OutcomeShape shape = abi::ShapeOf(v.program);
  std::vector<Answer> answers;
  for (const CaseData& data : cases) {
    auto perfect = Perfect(v.program, layout, data, &answers);
    auto words = Interpret(v.program, layout, data);
    for (const Answer& answer : answers) ASSERT_TRUE(Contains(v.program, words.data(), answer));
    const abi::Outcome want(shape, perfect.data()), got(shape, words.data());
    for (size_t d = 0; d < exact.size(); ++d) {
      if (!exact[d]) continue;
      ASSERT_EQ(got.lo[d], want.lo[d]) << "decision " << d;
      ASSERT_EQ(got.hi[d], want.hi[d]) << "decision " << d;
    }
  }
  fmt::print("{} decisions, {} cases\n", exact.size(), cases.size());
  EXPECT_EQ(Differences(v.program, cases), "");
}

// Each operator and calendar function, broken on purpose, is noticed.
TEST(Breakage, EveryWrongBuiltinIsNoticed) {
  const auto tier = MakeReparsedTier();
  for (const std::string& name : Breakage::Names()) {
    const Comparer comparer({tier.get()}, {name});
    Random random(99);
    bool noticed = false;
    for (int i = 0; i < 600 && !noticed; ++i)
      noticed = !comparer.CompareSeed(random.Next(), 60).differences.empty();
    EXPECT_TRUE(noticed) << name;
  }
}

}  // namespace
}  // namespace guiju::differential
