#include "compiler/plan/plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "tests/unit/program_builder.h"

namespace guiju::plan {
namespace {

using ir::ExprKind;
using ir::TypeKind;
using testing::ProgramBuilder;

std::vector<Clause> ClausesOf(const Plan& plan, int rule) {
  std::vector<Clause> clauses;
  const RulePlan& r = plan.rules[ir::RuleId(rule)];
  if (!r.never) clauses.push_back(plan.clauses[ClauseId(rule)]);
  for (ClauseId id : r.further) clauses.push_back(plan.clauses[id]);
  return clauses;
}

TEST(Plan, SameDirectionMergesOppositeDirectionsDoNot) {
  ProgramBuilder b;
  const ir::ExprId x = b.Value(b.Int(0, 10));
  b.Holds({b.And({b.AtLeast(x, 5), b.AtLeast(x, 3)}), b.And({b.AtLeast(x, 5), b.AtMost(x, 2)})});
  const Plan plan = Make(b.program());
  ASSERT_EQ(ClausesOf(plan, 0).size(), 1u);
  ASSERT_EQ(ClausesOf(plan, 0)[0].literals.size(), 1u);
  EXPECT_EQ(ClausesOf(plan, 0)[0].literals[0].bound, 5);
  ASSERT_EQ(ClausesOf(plan, 1).size(), 1u);
  EXPECT_EQ(ClausesOf(plan, 1)[0].literals.size(), 2u) << "may hold while x is unknown";
  EXPECT_EQ(plan.terms[TermId(0)].bounds, (std::vector<int64_t>{3, 5}));
}

TEST(Plan, ChoicesMergeOnlyWhenNested) {
  ProgramBuilder b;
  const ir::ExprId e = b.Value(b.Choice(b.Enum(4)));
  b.Holds({b.And({b.In(e, 0b0011), b.In(e, 0b0111)}), b.And({b.In(e, 0b0011), b.In(e, 0b0110)}),
           b.Or({b.In(e, 0b0011), b.In(e, 0b1100)})});
  const Plan plan = Make(b.program());
  ASSERT_EQ(ClausesOf(plan, 0)[0].literals.size(), 1u);
  EXPECT_EQ(ClausesOf(plan, 0)[0].literals[0].set, 0b0011u);
  EXPECT_EQ(ClausesOf(plan, 1)[0].literals.size(), 2u);
  EXPECT_EQ(ClausesOf(plan, 2).size(), 2u) << "an unknown value makes neither certain";
}

TEST(Plan, CoefficientsAreNormalised) {
  ProgramBuilder b;
  const ir::ExprId x = b.Value(b.Int(0, 100)), y = b.Value(b.Int(0, 100));
  // 6x + 4y >= 9, -3x - 2y >= -20: the same term 3x + 2y, >= 5 and <= 20.
  b.Holds({b.Make(ExprKind::kGe0, {}, {b.Lin({{6, x}, {4, y}}, -9)}),
           b.Make(ExprKind::kGe0, {}, {b.Lin({{-3, x}, {-2, y}}, 20)})});
  const Plan plan = Make(b.program());
  ASSERT_EQ(plan.terms.size(), 1u);
  EXPECT_EQ(plan.terms[TermId(0)].source, TermSource::kLinear);
  EXPECT_EQ(plan.terms[TermId(0)].coefficients, (std::vector<int64_t>{3, 2}));
  EXPECT_EQ(plan.terms[TermId(0)].bounds, (std::vector<int64_t>{5, 21}));
}

TEST(Plan, ApplicabilityBecomesPartOfTheClauses) {
  ProgramBuilder b;
  const ir::ExprId penalty = b.In(b.Value(b.Choice(b.Enum(3))), 0b010);
  const ir::FactId fine = b.Int(0, 1000);
  b.program().facts[fine].applies = penalty;
  b.Holds({b.AtLeast(b.Value(fine), 100), b.AtMost(b.Value(fine), 99)});
  const Plan plan = Make(b.program());
  ASSERT_EQ(ClausesOf(plan, 0).size(), 1u);  // penalty and fine >= 100
  EXPECT_EQ(ClausesOf(plan, 0)[0].literals.size(), 2u);
  EXPECT_EQ(ClausesOf(plan, 1).size(), 2u);  // not penalty, or fine <= 99
  for (const Term& term : plan.terms) EXPECT_EQ(term.source, TermSource::kFact);
}

TEST(Plan, ExplodingGuardsBecomeComputedTerms) {
  ProgramBuilder b;
  std::vector<ir::ExprId> pairs;
  for (int i = 0; i < 8; ++i) pairs.push_back(b.Or({b.Value(b.Bool()), b.Value(b.Bool())}));
  std::vector<ir::ExprId> many;
  for (int i = 0; i < 200; ++i) many.push_back(b.AtLeast(b.Value(b.Int(0, 9)), 5));
  b.Holds({b.And(pairs), b.Or(many)});
  const Plan plan = Make(b.program());
  EXPECT_LE(ClausesOf(plan, 0).size(), kMaxProduct);
  EXPECT_TRUE(std::any_of(plan.terms.begin(), plan.terms.end(),
                          [](const Term& t) { return t.source == TermSource::kComputed; }));
  EXPECT_EQ(ClausesOf(plan, 1).size(), 1u);
}

TEST(Plan, DecisionsReadByOthersComeFirst) {
  ProgramBuilder b;
  const ir::DecisionId first = b.Holds({b.Value(b.Bool()), b.Value(b.Bool())});
  const ir::DecisionId second = b.Holds({b.Value(first)});
  const ir::DecisionId third = b.Holds({b.AtLeast(b.Fired(first), 2), b.Not(b.Value(second))});
  const Plan plan = Make(b.program());
  ASSERT_EQ(plan.strata.size(), 3u);
  EXPECT_EQ(plan.strata[0].decisions, std::vector{first});
  EXPECT_EQ(plan.strata[1].decisions, std::vector{second});
  EXPECT_EQ(plan.strata[2].decisions, std::vector{third});
  EXPECT_EQ(plan.strata[2].rules.size(), 1u) << "the count alone is known earlier";
}

TEST(Plan, AttackersAreSettledBeforeTheyAttack) {
  ProgramBuilder b;
  const ir::DecisionId d = b.Holds({b.Value(b.Bool())});
  const ir::RuleId except = b.Except(d, b.Value(b.Bool()), {ir::RuleId(0)});
  b.Except(d, b.Value(b.Bool()), {except});
  const Plan plan = Make(b.program());
  const std::vector<Attack>& attacks = plan.strata[0].attacks;
  ASSERT_EQ(attacks.size(), 2u);
  EXPECT_EQ(attacks[0].target, except);
  EXPECT_EQ(attacks[1].target, ir::RuleId(0));
}

TEST(Plan, NeverAndAlways) {
  ProgramBuilder b;
  b.Holds({b.Not(b.Yes()), b.Yes()});
  const Plan plan = Make(b.program());
  EXPECT_TRUE(plan.rules[ir::RuleId(0)].never);
  EXPECT_FALSE(plan.rules[ir::RuleId(1)].never);
  EXPECT_TRUE(plan.clauses[ClauseId(1)].literals.empty());
  EXPECT_EQ(Print(plan), "c0 规则0: never\nc1 规则1:\nstratum 0: 判定0\n");
}

// ---- the law: clauses answer what the condition answers, on both rails, for every knowledge
// ------------------------

struct Truth {
  bool must, may;
};
struct Known {  // interval, or mask of a choice
  int64_t lo = 0, hi = 0;
  uint64_t mask = 0;
};

class Guards {
 public:
  explicit Guards(uint32_t seed) : random_(seed) {
    const ir::EnumId e = b_.Enum(3);
    for (int i = 0; i < 2; ++i) facts_.push_back(b_.Int(0, 5));
    for (int i = 0; i < 2; ++i) facts_.push_back(b_.Choice(e));
    for (int i = 0; i < 2; ++i) facts_.push_back(b_.Bool());
    b_.program().facts[facts_[1]].applies = b_.Value(facts_[4]);
    b_.program().facts[facts_[1]].otherwise = 2;
    b_.program().facts[facts_[3]].applies = b_.AtLeast(b_.Value(facts_[0]), 3);
  }

  void Check() {
    const ir::ExprId guard = Condition(4);
    b_.Holds({guard});
    const Plan plan = Make(b_.program());
    for (int round = 0; round < 60; ++round) {
      Draw();
      const Truth want = Eval(guard);
      Truth got{false, false};
      for (const Clause& clause : ClausesOf(plan, 0)) {
        Truth all{true, true};
        for (const Literal& literal : clause.literals) {
          const Truth t = Of(plan.terms[literal.term], literal);
          all = {all.must && t.must, all.may && t.may};
        }
        got = {got.must || all.must, got.may || all.may};
      }
      ASSERT_EQ(got.must, want.must) << Print(plan);
      ASSERT_EQ(got.may, want.may) << Print(plan);
    }
  }

 private:
  int64_t Below(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }

  ir::ExprId Number(int depth) {
    if (depth > 0 && Below(4) == 0) {
      return b_.If(Condition(depth - 1), Number(depth - 1),
                   b_.Constant(ProgramBuilder::Type(TypeKind::kInt), Below(6)));
    }
    return b_.Value(facts_[static_cast<size_t>(Below(2))]);
  }
  ir::ExprId Condition(int depth) {
    switch (depth > 0 ? Below(8) : Below(4)) {
      case 0:
        return b_.Value(facts_[static_cast<size_t>(4 + Below(2))]);
      case 1:
        return b_.In(b_.Value(facts_[static_cast<size_t>(2 + Below(2))]), static_cast<uint64_t>(Below(8)));
      case 2:
        return b_.AtLeast(Number(depth), Below(7));
      case 3: {
        const ir::ExprId x = b_.Value(facts_[0]), y = Number(depth);
        if (x == y) return b_.AtMost(x, Below(6));
        return b_.Make(ExprKind::kGe0, {}, {b_.Lin({{Below(2) * 4 - 2, x}, {3, y}}, Below(15) - 7)});
      }
      case 4:
        return b_.Not(Condition(depth - 1));
      case 5:
        return b_.If(Condition(depth - 1), Condition(depth - 1), Condition(depth - 1));
      case 6:
        return b_.And({Condition(depth - 1), Condition(depth - 1), Condition(depth - 1)});
      default:
        return b_.Or({Condition(depth - 1), Condition(depth - 1)});
    }
  }

  void Draw() {
    known_.assign(facts_.size(), {});
    for (size_t i = 0; i < facts_.size(); ++i) {
      Known& k = known_[i];
      k.lo = Below(6);
      k.hi = Below(2) == 0 ? k.lo : k.lo + Below(6 - k.lo);
      const uint64_t all = i < 4 ? 7 : 3;
      do k.mask = random_() & all;
      while (k.mask == 0);
    }
  }

  Truth FromMask(uint64_t mask) { return {mask == 2, (mask & 2) != 0}; }
  const Known& Given(ir::FactId fact) { return known_[static_cast<size_t>(fact.index)]; }

  Known ValueOf(ir::ExprId id) {
    const ir::Expr& e = b_.program().exprs[id];
    switch (e.kind) {
      case ExprKind::kConst:
        return {e.value, e.value, uint64_t{1} << (e.value & 63)};
      case ExprKind::kIf:
        return Choose(Eval(e.args[0]), ValueOf(e.args[1]), ValueOf(e.args[2]));
      case ExprKind::kLin: {
        Known sum{e.value, e.value, 0};
        for (size_t i = 0; i < e.args.size(); ++i) {
          const Known x = ValueOf(e.args[i]);
          const int64_t c = e.coefficients[i];
          sum.lo += std::min(c * x.lo, c * x.hi);
          sum.hi += std::max(c * x.lo, c * x.hi);
        }
        return sum;
      }
      default:
        break;
    }
    const ir::Fact& fact = b_.program().facts[e.fact];
    if (!fact.applies) return Given(e.fact);
    return Choose(Eval(fact.applies), Given(e.fact),
                  {fact.otherwise, fact.otherwise, uint64_t{1} << fact.otherwise});
  }
  static Known Choose(Truth c, const Known& a, const Known& b) {
    if (c.must) return a;
    if (!c.may) return b;
    return {std::min(a.lo, b.lo), std::max(a.hi, b.hi), a.mask | b.mask};
  }

  Truth Eval(ir::ExprId id) {
    const ir::Expr& e = b_.program().exprs[id];
    switch (e.kind) {
      case ExprKind::kFact:
        return FromMask(ValueOf(id).mask);
      case ExprKind::kIn: {
        const uint64_t k = ValueOf(e.args[0]).mask;
        return {(k & ~e.set) == 0, (k & e.set) != 0};
      }
      case ExprKind::kGe0: {
        const Known k = ValueOf(e.args[0]);
        return {k.lo >= 0, k.hi >= 0};
      }
      case ExprKind::kNot: {
        const Truth t = Eval(e.args[0]);
        return {!t.may, !t.must};
      }
      case ExprKind::kIf: {
        const Truth c = Eval(e.args[0]), a = Eval(e.args[1]), b = Eval(e.args[2]);
        if (c.must) return a;
        if (!c.may) return b;
        return {a.must && b.must, a.may || b.may};
      }
      default:
        break;
    }
    const bool all = e.kind == ExprKind::kAnd;
    Truth result{all, all};
    for (ir::ExprId arg : e.args) {
      const Truth t = Eval(arg);
      result = all ? Truth{result.must && t.must, result.may && t.may}
                   : Truth{result.must || t.must, result.may || t.may};
    }
    return result;
  }

  Truth Of(const Term& term, const Literal& literal) {
    if (term.kind == TermKind::kChoice) {
      uint64_t k = 0;
      if (term.source == TermSource::kFact) {
        k = Given(term.facts[0]).mask;
      } else {
        const Truth t = Eval(term.args[0]);
        k = t.must ? 2 : t.may ? 3 : 1;
      }
      return {(k & ~literal.set) == 0, (k & literal.set) != 0};
    }
    Known sum;
    for (size_t i = 0; i < term.coefficients.size(); ++i) {
      const Known x =
          term.source == TermSource::kComputed && term.args[i] ? ValueOf(term.args[i]) : Given(term.facts[i]);
      const int64_t c = term.coefficients[i];
      sum.lo += std::min(c * x.lo, c * x.hi);
      sum.hi += std::max(c * x.lo, c * x.hi);
    }
    if (literal.op == LiteralOp::kAtLeast) return {sum.lo >= literal.bound, sum.hi >= literal.bound};
    return {sum.hi <= literal.bound, sum.lo <= literal.bound};
  }

  std::mt19937 random_;
  ProgramBuilder b_;
  std::vector<ir::FactId> facts_;
  std::vector<Known> known_;
};

TEST(Plan, ClausesAnswerWhatTheConditionAnswers) {
  for (uint32_t seed = 1; seed <= 1500; ++seed) {
    Guards guards(seed);
    guards.Check();
    if (HasFatalFailure()) FAIL() << "seed " << seed;
  }
}

}  // namespace
}  // namespace guiju::plan
