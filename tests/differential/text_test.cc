// The printed form carries every program exactly; Verify refuses damaged ones; the generator covers the
// language.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <map>
#include <set>

#include "tests/differential/generate.h"

namespace guiju::differential {
namespace {

TEST(PrintedForm, CarriesEveryGeneratedProgram) {
  Random random(11);
  for (int i = 0; i < 1500; ++i) {
    ir::Program program = GenerateProgram(random.Next(), RandomSize(&random));
    if (random.Chance(70)) Decorate(&program, &random);
    ASSERT_EQ(ir::Verify(program), std::vector<std::string>());
    const std::string text = ir::Print(program);
    ir::ParseFailure failure;
    const auto again = ir::Parse(text, &failure);
    ASSERT_TRUE(again) << failure.line << ": " << failure.message << "\n" << text;
    ASSERT_TRUE(*again == program) << text;
    ASSERT_EQ(ir::Print(*again), text);
    ASSERT_EQ(ir::ClosureDigest(*again), ir::ClosureDigest(program));
  }
}

TEST(PrintedForm, DamagedTextNeverCrashesAndNamesItsLine) {
  Random random(12);
  int accepted = 0;
  for (int i = 0; i < 3000; ++i) {
    ir::Program program = GenerateProgram(random.Next(), ProgramSize{.facts = 3, .rules = 3, .decisions = 2});
    Decorate(&program, &random);
    std::string text = ir::Print(program);
    for (int64_t hits = random.Within(1, 3); hits > 0; --hits) {
      const auto at = static_cast<size_t>(random.Below(static_cast<int64_t>(text.size())));
      switch (random.Below(3)) {
        case 0:
          text[at] = static_cast<char>(random.Below(256));
          break;
        case 1:
          text.erase(at, static_cast<size_t>(random.Within(1, 20)));
          break;
        case 2:
          text.insert(at, text.substr(static_cast<size_t>(random.Below(static_cast<int64_t>(at) + 1)), 9));
          break;
      }
    }
    ir::ParseFailure failure;
    const auto parsed = ir::Parse(text, &failure);
    if (parsed) {
      ++accepted;
      ir::Verify(*parsed);  // whatever it says, it must not abort
    } else {
      ASSERT_GE(failure.line, 1);
      ASSERT_FALSE(failure.message.empty());
    }
  }
  EXPECT_LT(accepted, 3000 / 2);
}

TEST(PrintedForm, IsReadFast) {
  Random random(13);
  ir::Program program = GenerateProgram(5, ProgramSize{.facts = 60, .rules = 3000, .decisions = 40});
  for (int i = 0; i < 30; ++i) Decorate(&program, &random);
  const std::string text = ir::Print(program);
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const std::clock_t start = std::clock();  // processor time: other tests run beside this one
    ASSERT_TRUE(ir::Parse(text, nullptr));
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  fmt::print("{} bytes, {:.0f} MB/s\n", text.size(),
             static_cast<double>(text.size()) / best / 1e6);  // printed, not asserted
}

// One damage each; every one must be refused.
struct Damage {
  const char* name;
  bool (*apply)(ir::Program*, Random*);  // false: this program has nothing to damage so
};

ir::Expr* PickExpr(ir::Program* program, Random* random, auto wanted) {
  std::vector<ir::ExprId> found;
  for (ir::ExprId id : program->exprs.ids()) {
    if (wanted(program->exprs[id])) found.push_back(id);
  }
  return found.empty() ? nullptr : &program->exprs[random->Pick(found)];
}
ir::Expr* PickExpr(ir::Program* program, Random* random, ir::ExprKind kind) {
  return PickExpr(program, random, [kind](const ir::Expr& expr) { return expr.kind == kind; });
}

const Damage kDamages[] = {
    {"argument after its expression",
     [](ir::Program* p, Random* r) {
       ir::Expr* expr = PickExpr(p, r, [](const ir::Expr& e) { return !e.args.empty(); });
       if (expr == nullptr) return false;
       expr->args[0] = ir::ExprId(p->exprs.size() - 1);
       return true;
     }},
    {"argument out of range",
     [](ir::Program* p, Random* r) {
       ir::Expr* expr = PickExpr(p, r, [](const ir::Expr& e) { return !e.args.empty(); });
       if (expr == nullptr) return false;
       expr->args[0] = ir::ExprId(p->exprs.size() + 5);
       return true;
     }},
    {"fact of another type",
     [](ir::Program* p, Random* r) {
       ir::Expr* expr = PickExpr(p, r, ir::ExprKind::kFact);
       if (expr == nullptr) return false;
       expr->type.kind = expr->type.kind == ir::TypeKind::kInt ? ir::TypeKind::kBool : ir::TypeKind::kInt;
       expr->type.enumeration = {};
       return true;
     }},
    {"missing argument",
     [](ir::Program* p, Random* r) {
       ir::Expr* expr = PickExpr(
           p, r, [](const ir::Expr& e) { return e.args.size() == 1 && e.kind != ir::ExprKind::kLin; });
       if (expr == nullptr) return false;
       expr->args.clear();
       return true;
     }},
    {"factor missing",
     [](ir::Program* p, Random* r) {
       ir::Expr* expr = PickExpr(p, r, ir::ExprKind::kLin);
       if (expr == nullptr) return false;
       expr->coefficients.pop_back();
       return true;
     }},
    {"factor 0",
     [](ir::Program* p, Random* r) {
       ir::Expr* expr = PickExpr(p, r, ir::ExprKind::kLin);
       if (expr == nullptr) return false;
       expr->coefficients[0] = 0;
       return true;
     }},
    {"overflow",
     [](ir::Program* p, Random* r) {
       ir::Expr* expr = PickExpr(p, r, ir::ExprKind::kLin);
       if (expr == nullptr) return false;
       expr->value = std::numeric_limits<int64_t>::min() + 1;
       expr->coefficients[0] = std::numeric_limits<int64_t>::max();
       return true;
     }},
    {"division by 0",
     [](ir::Program* p, Random* r) {
       ir::Expr* expr = PickExpr(p, r, ir::ExprKind::kRound);
       if (expr == nullptr) return false;
       expr->denominator = 0;
       return true;
     }},
    {"member that is no value",
     [](ir::Program* p, Random* r) {
       ir::Expr* expr = PickExpr(p, r, ir::ExprKind::kIn);
       if (expr == nullptr || p->exprs[expr->args[0]].type.kind != ir::TypeKind::kBool) return false;
       expr->set |= 4;
       return true;
     }},
    {"list field outside its aggregate",
     [](ir::Program* p, Random* r) {
       ir::Expr* expr = PickExpr(
           p, r, [&](const ir::Expr& e) { return e.kind == ir::ExprKind::kFact && p->facts[e.fact].list; });
       if (expr == nullptr || expr->type.kind != ir::TypeKind::kBool) return false;
       for (ir::ExprId id : p->exprs.ids()) {
         if (&p->exprs[id] == expr) p->rules[ir::RuleId(0)].guard = id;
       }
       return true;
     }},
    {"exceptions in a circle",
     [](ir::Program* p, Random*) {
       for (ir::Rule& rule : p->rules) {
         if (rule.kind != ir::RuleKind::kException) continue;
         for (ir::RuleId id : p->rules.ids()) {
           if (&p->rules[id] == &rule) rule.attacks.push_back(id);
         }
         return true;
       }
       return false;
     }},
    {"a case that attacks",
     [](ir::Program* p, Random*) {
       if (p->rules[ir::RuleId(0)].kind != ir::RuleKind::kCase) return false;
       p->rules[ir::RuleId(0)].attacks = {ir::RuleId(0)};
       return true;
     }},
    {"guard missing",
     [](ir::Program* p, Random*) {
       p->rules[ir::RuleId(0)].guard = {};
       return true;
     }},
    {"rule not listed",
     [](ir::Program* p, Random*) {
       p->decisions[ir::DecisionId(0)].rules.clear();
       return true;
     }},
    {"value of the wrong kind",
     [](ir::Program* p, Random*) {
       ir::Rule& rule = p->rules[ir::RuleId(0)];
       rule.value = rule.value ? ir::ExprId() : rule.guard;
       return true;
     }},
    {"decision reading itself",
     [](ir::Program* p, Random*) {
       ir::Expr fired;
       fired.kind = ir::ExprKind::kFired;
       fired.type.kind = ir::TypeKind::kInt;
       fired.decision = ir::DecisionId(0);
       ir::Expr some;
       some.kind = ir::ExprKind::kGe0;
       some.args = {p->exprs.Add(fired)};
       p->rules[p->decisions[ir::DecisionId(0)].rules[0]].guard = p->exprs.Add(some);
       return true;
     }},
    {"applies by its own value",
     [](ir::Program* p, Random* r) {
       ir::Expr* expr = PickExpr(p, r, [&](const ir::Expr& e) {
         return e.kind == ir::ExprKind::kFact && e.type.kind == ir::TypeKind::kBool;
       });
       if (expr == nullptr) return false;
       for (ir::ExprId id : p->exprs.ids()) {
         if (&p->exprs[id] == expr) p->facts[expr->fact].applies = id;
       }
       return true;
     }},
    {"value outside the decision's range",
     [](ir::Program* p, Random*) {
       for (ir::Decision& decision : p->decisions) {
         if (decision.type.kind != ir::TypeKind::kInt || decision.range.lo == decision.range.hi) continue;
         decision.range.hi = decision.range.lo;
         return true;
       }
       return false;
     }},
    {"enum range",
     [](ir::Program* p, Random*) {
       for (ir::Fact& fact : p->facts) {
         if (fact.type.kind != ir::TypeKind::kEnum) continue;
         fact.range.hi += 1;
         return true;
       }
       return false;
     }},
    {"too many values",
     [](ir::Program* p, Random*) {
       p->enums[ir::EnumId(0)].values.resize(65);
       return true;
     }},
    {"no values",
     [](ir::Program* p, Random*) {
       p->enums[ir::EnumId(0)].values.clear();
       return true;
     }},
    {"parent after its child",
     [](ir::Program* p, Random*) {
       p->decisions[ir::DecisionId(0)].parent = ir::DecisionId(0);
       return true;
     }},
    {"union of numbers",
     [](ir::Program* p, Random*) {
       for (ir::Decision& decision : p->decisions) {
         if (!decision.parent || decision.type.kind == ir::TypeKind::kSet) continue;
         decision.compose = ir::Compose::kUnion;
         return true;
       }
       return false;
     }},
};

TEST(Verify, RefusesDamagedPrograms) {
  Random random(14);
  for (const Damage& damage : kDamages) {
    int damaged = 0;
    for (int i = 0; i < 400 && damaged < 12; ++i) {
      ir::Program program = GenerateProgram(random.Next(), RandomSize(&random));
      if (!damage.apply(&program, &random)) continue;
      ++damaged;
      EXPECT_FALSE(ir::Verify(program).empty()) << damage.name << "\n" << ir::Print(program);
    }
    EXPECT_GE(damaged, 3) << damage.name << ": hardly ever possible";
  }
}

TEST(Generator, CoversTheLanguageAndItsCases) {
  Random random(15);
  std::map<ir::ExprKind, int> kinds;
  std::map<std::pair<ir::TypeKind, ir::Combine>, int> combines;
  std::map<ir::Compose, int> composes;
  std::map<ir::RuleKind, int> rules;
  int applicable = 0, presumed = 0, largest = 0;
  for (int i = 0; i < 800; ++i) {
    const ir::Program program = GenerateProgram(random.Next(), RandomSize(&random));
    for (const ir::Expr& expr : program.exprs) ++kinds[expr.kind];
    for (const ir::Decision& decision : program.decisions) {
      ++combines[{decision.type.kind, decision.combine}];
      ++composes[decision.compose];
    }
    for (const ir::Rule& rule : program.rules) ++rules[rule.kind];
    for (const ir::Fact& fact : program.facts) applicable += fact.applies.has_value();
    presumed += static_cast<int>(program.presumptions.size());
    largest = std::max(largest, static_cast<int>(program.rules.size()));
  }
#define GJ_EXPR(kind, text) EXPECT_GE(kinds[ir::ExprKind::k##kind], 50) << text;
#include "compiler/ir/expr_kinds.def"
#undef GJ_EXPR
  for (ir::TypeKind type : {ir::TypeKind::kInt, ir::TypeKind::kEnum, ir::TypeKind::kDate}) {
    for (ir::Combine combine :
         {ir::Combine::kFirst, ir::Combine::kUnique, ir::Combine::kStrictest, ir::Combine::kMildest}) {
      EXPECT_GE((combines[{type, combine}]), 20);
    }
  }
  for (int compose = 0; compose <= static_cast<int>(ir::Compose::kReplace); ++compose) {
    EXPECT_GE(composes[static_cast<ir::Compose>(compose)], 10) << compose;
  }
  EXPECT_GE(rules[ir::RuleKind::kException], 300);
  EXPECT_GE(rules[ir::RuleKind::kOverride], 50);
  EXPECT_GE(applicable, 300);
  EXPECT_GE(presumed, 50);
  EXPECT_GE(largest, 80);
}

}  // namespace
}  // namespace guiju::differential
