#include "compiler/ir/ir.h"

#include <gtest/gtest.h>

#include "compiler/ir/passes.h"
#include "compiler/ir/quantities.h"
#include "compiler/ir/ranges.h"

namespace guiju::ir {
namespace {

Type TypeOf(TypeKind kind) {
  Type type;
  type.kind = kind;
  return type;
}

// One int fact 0..100, one bool fact, one bool decision with one case and one exception.
class Sample {
 public:
  Sample() : table_(&program) {
    Fact fine;
    fine.name = {"拟罚款", "fine"};
    fine.type = TypeOf(TypeKind::kInt);
    fine.type.dim = "money";
    fine.range = {0, 100};
    fine_ = program.facts.Add(fine);
    Fact minor;
    minor.name = {"轻微", "minor"};
    minor.range = {0, 1};
    minor_ = program.facts.Add(minor);
    Decision decision;
    decision.name = {"审核", "review"};
    decision.range = {0, 1};
    Rule heavy;
    heavy.key = "p.review.heavy";
    heavy.decision = DecisionId(0);
    heavy.guard = AtLeast(FactExpr(fine_), 50);
    decision.rules.push_back(program.rules.Add(heavy));
    Rule except;
    except.key = "p.review.minor";
    except.kind = RuleKind::kException;
    except.decision = DecisionId(0);
    except.guard = FactExpr(minor_);
    except.attacks = {RuleId(0)};
    decision.rules.push_back(program.rules.Add(except));
    program.decisions.Add(decision);
  }

  ExprId Add(ExprKind kind, Type type, std::vector<ExprId> args, std::vector<int64_t> times = {},
             int64_t value = 0) {
    Expr expr;
    expr.kind = kind;
    expr.type = std::move(type);
    expr.args = std::move(args);
    expr.coefficients = std::move(times);
    expr.value = value;
    return table_.Intern(std::move(expr));
  }
  ExprId FactExpr(FactId id) {
    Expr expr;
    expr.kind = ExprKind::kFact;
    expr.type = program.facts[id].type;
    expr.fact = id;
    return table_.Intern(std::move(expr));
  }
  ExprId AtLeast(ExprId number, int64_t threshold) {
    return Add(ExprKind::kGe0, {}, {Add(ExprKind::kLin, TypeOf(TypeKind::kInt), {number}, {1}, -threshold)});
  }

  Program program;
  FactId fine_, minor_;

 private:
  ExprTable table_;
};

TEST(ExprTable, FindsWhatIsEqualAndNothingElse) {
  Program program;
  std::vector<ExprId> ids;
  {
    ExprTable table(&program);
    for (int64_t v = 0; v < 1000; ++v) {
      Expr expr;
      expr.type = TypeOf(TypeKind::kInt);
      expr.value = v;
      ids.push_back(table.Intern(expr));
    }
    Expr expr;
    expr.type = TypeOf(TypeKind::kInt);
    expr.value = 7;
    EXPECT_EQ(table.Intern(expr), ids[7]);
    expr.type.dim = "money";
    EXPECT_NE(table.Intern(expr), ids[7]);
  }
  ExprTable again(&program);  // indexes what is there
  Expr expr;
  expr.type = TypeOf(TypeKind::kInt);
  expr.value = 999;
  EXPECT_EQ(again.Intern(expr), ids[999]);
  EXPECT_EQ(program.exprs.size(), 1001u);
}

TEST(Print, IsOneLinePerEntityWithDefaultsLeftOut) {
  const Sample sample;
  EXPECT_EQ(Verify(sample.program), std::vector<std::string>());
  EXPECT_EQ(Print(sample.program),
            R"(guiju-ir 1 edition=1
fact f0 "拟罚款"|"fine" int"money" 0..100
fact f1 "轻微"|"minor" bool 0..1
expr e0 int"money" fact fact=f0
expr e1 int lin args=[e0] times=[1] value=-50
expr e2 bool ge0 args=[e1]
expr e3 bool fact fact=f1
rule r0 "p.review.heavy" ""|"" d0 case guard=e2
rule r1 "p.review.minor" ""|"" d0 exception guard=e3 attacks=[r0]
decision d0 "审核"|"review" bool 0..1 any-holds rules=[r0 r1]
)");
}

// The sample with its fine measured in a unit the policy declares.
Program WithEnergy() {
  Sample sample;
  sample.program.dimensions.push_back(
      {"energy", {"用电量", "energy"}, {{{"度", "kilowatt_hour"}, 1}, {{"万度", ""}, 10000}}, {}});
  sample.program.facts[sample.fine_].type.dim = "energy";
  for (ExprId id : sample.program.exprs.ids()) {
    Type& type = sample.program.exprs[id].type;
    if (type.dim == "money") type.dim = "energy";
  }
  return sample.program;
}

TEST(Dimensions, ArePrintedReadAndVerified) {
  Program program = WithEnergy();
  EXPECT_EQ(Verify(program), std::vector<std::string>());
  const std::string text = Print(program);
  EXPECT_NE(
      text.find(R"(dimension "energy" "用电量"|"energy" [{ "度"|"kilowatt_hour" 1 } { "万度"|"" 10000 }])"),
      std::string::npos)
      << text;
  const auto again = Parse(text, nullptr);
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(*again == program);

  const auto refused = [&](auto&& breakage) {
    Program broken = program;
    breakage(broken.dimensions[0]);
    return !Verify(broken).empty();
  };
  EXPECT_TRUE(refused([](Dimension& d) { d.key = "heat"; })) << "a fact's dimension is gone";
  EXPECT_TRUE(refused([](Dimension& d) { d.key = "money"; })) << "the key is taken";
  EXPECT_TRUE(refused([](Dimension& d) { d.units.clear(); }));
  EXPECT_TRUE(refused([](Dimension& d) { d.units[1].quanta = 0; }));
  program.dimensions.push_back(program.dimensions[0]);
  EXPECT_FALSE(Verify(program).empty()) << "the same key twice";
}

TEST(Dimensions, SayHowQuantitiesAreWritten) {
  const Program program = WithEnergy();
  Type type = TypeOf(TypeKind::kInt);
  type.dim = "energy";
  EXPECT_EQ(QuantityText(program, type, 30000, true), "3万度");
  EXPECT_EQ(QuantityText(program, type, 500, false), "500 kilowatt_hour");
  type.dim = "money";
  EXPECT_EQ(QuantityText(program, type, 30000, true), "300元");
  EXPECT_EQ(DimensionOf(program, "energy")->units.size(), 2u);
  EXPECT_TRUE(HasDimension(program, "area"));
  EXPECT_FALSE(HasDimension(program, "heat"));
  EXPECT_FALSE(HasDimension(program, ""));
}

TEST(Parse, SaysWhereAndWhat) {
  const auto failure_of = [](std::string_view text) {
    ParseFailure failure;
    EXPECT_FALSE(Parse(text, &failure)) << text;
    return failure;
  };
  EXPECT_EQ(failure_of("").line, 1);
  EXPECT_EQ(failure_of("guiju-ir 1 edition=1\nfact f1 \"a\"|\"\" bool 0..1\n").message,
            "ids must count up from 0");
  EXPECT_EQ(failure_of("guiju-ir 1 edition=1\ntext \"a\"\nexpr e0 bool nonsense\n").line, 3);
  EXPECT_EQ(failure_of("guiju-ir 1 edition=1\ntext \"a\nb\"\n").line, 2);
  EXPECT_EQ(failure_of("guiju-ir 1 edition=1\nexpr e0 int const value=99999999999999999999\n").message,
            "expected a number that fits");
  EXPECT_EQ(failure_of("guiju-ir 1 edition=1\nfact f0 \"a\"|\"\" bool 0..1").message,
            "unknown field, or fields out of order");  // a cut file
  EXPECT_EQ(failure_of("guiju-ir 1 edition=1\nhello\n").message, "unknown or misplaced line");
}

TEST(Verify, OverflowIsFoundWhateverTheOrderOfAdding) {
  Sample sample;
  const ExprId fine = sample.FactExpr(sample.fine_);
  const ExprId big = sample.Add(ExprKind::kLin, TypeOf(TypeKind::kInt), {fine}, {INT64_MAX / 100}, 0);
  EXPECT_TRUE(Verify(sample.program).empty());
  sample.Add(ExprKind::kLin, TypeOf(TypeKind::kInt), {big, fine}, {1, -1},
             0);  // the sum fits, not every step
  EXPECT_FALSE(Verify(sample.program).empty());
}

TEST(Ranges, FollowTheIntervals) {
  Sample sample;
  const ExprId fine = sample.FactExpr(sample.fine_);
  const Type number = TypeOf(TypeKind::kInt);
  const ExprId lin = sample.Add(ExprKind::kLin, number, {fine}, {-3}, 10);
  const ExprId product = sample.Add(ExprKind::kMul, number, {lin, fine});
  Expr round;
  round.kind = ExprKind::kRound;
  round.type = number;
  round.args = {lin};
  round.denominator = 100;
  round.mode = RoundMode::kHalfUp;
  const ExprId rounded = ExprTable(&sample.program).Intern(round);
  const auto ranges = RangesOf(sample.program, nullptr);
  EXPECT_EQ(ranges[static_cast<size_t>(lin.index)], (Range{-290, 10}));
  EXPECT_EQ(ranges[static_cast<size_t>(product.index)], (Range{-29000, 1000}));
  EXPECT_EQ(ranges[static_cast<size_t>(rounded.index)], (Range{-3, 0}));
}

TEST(Passes, SimplifyButKeepTheExcludedMiddle) {
  Sample sample;
  const ExprId minor = sample.FactExpr(sample.minor_);
  const ExprId no = sample.Add(ExprKind::kNot, {}, {minor});
  const ExprId either = sample.Add(ExprKind::kOr, {}, {minor, no});
  const ExprId twice = sample.Add(ExprKind::kNot, {}, {sample.Add(ExprKind::kNot, {}, {either})});
  const ExprId truth = sample.Add(ExprKind::kConst, {}, {}, {}, 1);
  sample.program.rules[RuleId(0)].guard =
      sample.Add(ExprKind::kAnd, {}, {truth, sample.Add(ExprKind::kAnd, {}, {twice, twice})});
  const Program simple = SimplifyConditions(sample.program);
  EXPECT_TRUE(Verify(simple).empty());
  const Expr& guard = simple.exprs[simple.rules[RuleId(0)].guard];
  EXPECT_EQ(guard.kind, ExprKind::kOr);  // minor or not minor: unknown when minor is, so it must stay
  EXPECT_EQ(guard.args.size(), 2u);
  EXPECT_EQ(simple.exprs.size(), 3u);
}

TEST(ClosureDigest, NamesTheLawNotTheFolder) {
  Program a, b;
  a.closure = {{"/somewhere/p.gj", "00ff"}};
  b.closure = {{"elsewhere/p.gj", "00ff"}};
  EXPECT_EQ(ClosureDigest(a), ClosureDigest(b));
  EXPECT_EQ(ClosureDigest(a).substr(0, 7), "sha256:");
  b.closure[0].sha256 = "00fe";
  EXPECT_NE(ClosureDigest(a), ClosureDigest(b));
  b = a;
  b.edition = 2;
  EXPECT_NE(ClosureDigest(a), ClosureDigest(b));
}

}  // namespace
}  // namespace guiju::ir
