// The lines of the formal core, one by one, on programs written as printed IR.
#include "runtime/interp/interp.h"

#include <gtest/gtest.h>

#include <map>

#include "runtime/interp/knowledge.h"

namespace guiju::interp {
namespace {

// Monday to Friday; Friday 2027-01-01 (20819) may or may not work.
class WeekCalendar : public value::Calendar {
 public:
  value::DayKind KindOf(value::Day day) const override {
    return value::WeekdayOf(day) >= 6 ? value::DayKind::kWeekend : value::DayKind::kWorkday;
  }
  bool IsAnnounced(int year) const override { return year < 2027; }
  std::string ReasonOf(value::Day) const override { return ""; }
  const std::string& digest() const override { return none_; }
  value::DueDate AddWorkdays(value::Day start, int64_t n) const override {
    value::DueDate due{start, start, false, ""};
    for (int64_t left = n; left > 0;) left -= IsWorkday(++due.earliest);
    for (int64_t left = n; left > 0;) left -= IsWorkday(++due.latest) && due.latest != kDoubtful;
    return due;
  }
  value::DueDate NextWorkday(value::Day day) const override { return AddWorkdays(day - 1, 1); }
  std::pair<int64_t, int64_t> CountWorkdays(value::Day from, value::Day to) const override {
    int64_t fewest = 0, most = 0;
    for (value::Day day = from + 1; day <= to; ++day) {
      most += IsWorkday(day);
      fewest += IsWorkday(day) && day != kDoubtful;
    }
    return {fewest, most};
  }
  value::DayInfo Describe(value::Day) const override { return {}; }
  std::vector<value::Notice> NoticesFor(int) const override { return {}; }
  const std::string& region() const override { return none_; }
  std::optional<value::Day> known() const override { return std::nullopt; }
  static constexpr value::Day kDoubtful = 20819;

 private:
  std::string none_;
};

// A program from its printed lines, and a row to fill.
class Bench {
 public:
  explicit Bench(const std::string& lines) {
    ir::ParseFailure failure;
    auto parsed = ir::Parse("guiju-ir 1 edition=1\n" + lines, &failure);
    EXPECT_TRUE(parsed) << failure.line << ": " << failure.message;
    program_ = std::move(*parsed);
    EXPECT_EQ(ir::Verify(program_), std::vector<std::string>());
    layout_ = abi::LayoutOf(program_);
    row_.resize(layout_.row.size);
  }
  Bench& Know(int fact, int64_t value) {
    abi::Store(row_.data(), layout_.fields[static_cast<size_t>(fact)], value);
    return *this;
  }
  Bench& Forget(int fact) {
    abi::Forget(row_.data(), layout_.fields[static_cast<size_t>(fact)]);
    return *this;
  }
  // A list whose elements have one field each; nullopt: not known.
  Bench& List(int list, int field, const std::vector<std::optional<int64_t>>& values, bool open) {
    const auto& element = layout_.elements[static_cast<size_t>(list)];
    auto& bytes = elements_[list];
    bytes.assign(values.size() * element.size, std::byte{0});
    for (size_t i = 0; i < values.size(); ++i) {
      if (values[i])
        abi::Store(bytes.data() + i * element.size, layout_.fields[static_cast<size_t>(field)], *values[i]);
    }
    const abi::ListView view{bytes.data(), static_cast<uint32_t>(values.size()), open};
    std::memcpy(row_.data() + layout_.list_offsets[static_cast<size_t>(list)], &view, sizeof(view));
    return *this;
  }

  Knowledge Value(int expr) const { return Make().ValueOf(ir::ExprId(expr)); }
  std::pair<int64_t, int64_t> Bounds(int expr) const { return {Value(expr).lo, Value(expr).hi}; }
  std::string Rails(int expr) const { return Word(Make().Holds(ir::ExprId(expr))); }
  std::string Applies(int rule) const { return Word(Make().Applies(ir::RuleId(rule))); }
  Knowledge Decision(int id) const { return Make().DecisionValue(ir::DecisionId(id)); }
  std::pair<int64_t, int64_t> DecisionBounds(int id) const { return {Decision(id).lo, Decision(id).hi}; }
  std::vector<Presumed> Presume() { return ApplyPresumptions(program_, layout_, row_.data(), calendar_); }
  Evaluator Make() const { return Evaluator(program_, layout_, {row_.data(), &calendar_}); }
  static std::string Word(Truth truth) { return truth.must ? "t" : truth.may ? "u" : "f"; }

 private:
  ir::Program program_;
  abi::Layout layout_;
  std::vector<std::byte> row_;
  std::map<int, std::vector<std::byte>> elements_;
  WeekCalendar calendar_;
};

using Pair = std::pair<int64_t, int64_t>;

TEST(FormalCore, FactsAndApplicability) {
  Bench bench(R"(fact f0 "许可"|"" bool 0..1
fact f1 "罚款"|"" int 10..90 applies=e1
expr e0 bool fact fact=f0
expr e1 bool not args=[e0]
expr e2 int fact fact=f1
)");
  EXPECT_EQ(bench.Bounds(2), Pair(0, 90));  // unknown whether it applies: range or otherwise
  EXPECT_EQ(bench.Know(0, 1).Bounds(2), Pair(0, 0));
  EXPECT_EQ(bench.Know(0, 0).Bounds(2), Pair(10, 90));
  EXPECT_EQ(bench.Know(1, 40).Bounds(2), Pair(40, 40));
  EXPECT_EQ(bench.Forget(0).Bounds(2), Pair(0, 40));
  EXPECT_EQ(bench.Know(0, 1).Bounds(2), Pair(0, 0));  // a value given in vain
}

TEST(FormalCore, ArithmeticOverIntervals) {
  Bench bench(R"(fact f0 "a"|"" int -2..3
fact f1 "b"|"" int 4..5
expr e0 int fact fact=f0
expr e1 int fact fact=f1
expr e2 int lin args=[e0 e1] times=[-2 1] value=7
expr e3 int mul args=[e0 e1]
expr e4 int round args=[e0] numerator=5 denominator=2
expr e5 int round args=[e0] numerator=5 denominator=2 mode=up
expr e6 int round args=[e0] numerator=5 denominator=2 mode=half-up
expr e7 int round args=[e0] numerator=-5 denominator=2
expr e8 int min args=[e0 e1]
expr e9 int max args=[e0 e1]
expr e10 bool ge0 args=[e0]
expr e11 int if args=[e10 e0 e1]
)");
  EXPECT_EQ(bench.Bounds(2), Pair(5, 16));
  EXPECT_EQ(bench.Bounds(3), Pair(-10, 15));
  EXPECT_EQ(bench.Bounds(4), Pair(-5, 7));
  EXPECT_EQ(bench.Bounds(5), Pair(-5, 8));
  EXPECT_EQ(bench.Bounds(6), Pair(-5, 8));
  EXPECT_EQ(bench.Bounds(7), Pair(-8, 5));
  EXPECT_EQ(bench.Bounds(8), Pair(-2, 3));
  EXPECT_EQ(bench.Bounds(9), Pair(4, 5));
  EXPECT_EQ(bench.Bounds(11), Pair(-2, 5));  // unknown condition joins both
  bench.Know(0, -1);
  EXPECT_EQ(bench.Bounds(4), Pair(-3, -3));
  EXPECT_EQ(bench.Bounds(5), Pair(-2, -2));
  EXPECT_EQ(bench.Bounds(6), Pair(-3, -3));  // -2.5: ties away from zero
  EXPECT_EQ(bench.Bounds(11), Pair(4, 5));
}

TEST(FormalCore, ConditionsAreExactOverRanges) {
  Bench bench(R"(enum n0 "级"|"" [""|"低" ""|"中" ""|"高"]
fact f0 "a"|"" int 0..9
fact f1 "级"|"" enum@n0 0..2 applies=e6 otherwise=1
fact f2 "p"|"" bool 0..1
fact f3 "s"|"" set@n0 0..0
expr e0 int fact fact=f0
expr e1 bool ge0 args=[e0]
expr e2 int lin args=[e0] times=[1] value=-10
expr e3 bool ge0 args=[e2]
expr e4 int lin args=[e0] times=[1] value=-5
expr e5 bool ge0 args=[e4]
expr e6 bool fact fact=f2
expr e7 enum@n0 fact fact=f1
expr e8 bool in args=[e7] set=0x2
expr e9 bool in args=[e7] set=0x7
expr e10 bool in args=[e6] set=0x0
expr e11 set@n0 fact fact=f3
expr e12 bool sethas args=[e11] value=2
)");
  EXPECT_EQ(bench.Rails(1), "t");  // whatever a is
  EXPECT_EQ(bench.Rails(3), "f");
  EXPECT_EQ(bench.Rails(5), "u");
  EXPECT_EQ(bench.Rails(8), "u");
  EXPECT_EQ(bench.Rails(9), "t");
  EXPECT_EQ(bench.Rails(10), "f");
  EXPECT_EQ(bench.Rails(12), "u");
  EXPECT_EQ(bench.Know(2, 0).Rails(8), "t");  // does not apply: 中
  EXPECT_EQ(bench.Know(3, 4).Rails(12), "t");
  EXPECT_EQ(bench.Know(3, 3).Rails(12), "f");
}

TEST(FormalCore, ThreeValuedConnectivesAndTexts) {
  Bench bench(R"(text "张三"
text "李四"
fact f0 "p"|"" bool 0..1
fact f1 "q"|"" bool 0..1
fact f2 "名"|"" text 0..0
fact f3 "名"|"" text 0..0
expr e0 bool fact fact=f0
expr e1 bool fact fact=f1
expr e2 bool not args=[e0]
expr e3 bool or args=[e0 e2]
expr e4 bool and args=[e0 e1]
expr e5 text fact fact=f2
expr e6 text const value=1
expr e7 bool texteq args=[e5 e6]
expr e8 text fact fact=f3
expr e9 bool texteq args=[e5 e8]
)");
  EXPECT_EQ(bench.Rails(3), "u");  // no excluded middle
  EXPECT_EQ(bench.Rails(4), "u");
  EXPECT_EQ(bench.Know(1, 0).Rails(4), "f");
  EXPECT_EQ(bench.Rails(7), "u");
  EXPECT_EQ(bench.Know(2, 1).Rails(7), "t");
  EXPECT_EQ(bench.Rails(9), "u");
  EXPECT_EQ(bench.Know(3, 17).Rails(9), "f");  // a text the program never names
}

TEST(FormalCore, ListsClosedAndOpen) {
  Bench bench(R"(list l0 "当事人"|"" [f0] max=5
fact f0 "罚款"|"" int -1..9 list=l0
expr e0 int fact fact=f0
expr e1 int lin args=[e0] times=[1] value=-5
expr e2 bool ge0 args=[e1]
expr e3 bool any args=[e2] list=l0
expr e4 bool all args=[e2] list=l0
expr e5 int count args=[e2] list=l0
expr e6 int sum args=[e0] list=l0
expr e7 int largest args=[e0] value=3 list=l0
expr e8 int smallest args=[e0] value=3 list=l0
)");
  bench.List(0, 0, {}, false);
  EXPECT_EQ(bench.Rails(3), "f");
  EXPECT_EQ(bench.Rails(4), "t");
  EXPECT_EQ(bench.Bounds(6), Pair(0, 0));
  EXPECT_EQ(bench.Bounds(7), Pair(3, 3));
  bench.List(0, 0, {6, std::nullopt, 2}, false);
  EXPECT_EQ(bench.Rails(3), "t");
  EXPECT_EQ(bench.Rails(4), "f");
  EXPECT_EQ(bench.Bounds(5), Pair(1, 2));
  EXPECT_EQ(bench.Bounds(6), Pair(7, 17));
  EXPECT_EQ(bench.Bounds(7), Pair(6, 9));
  EXPECT_EQ(bench.Bounds(8), Pair(-1, 2));
  bench.List(0, 0, {6}, true);
  EXPECT_EQ(bench.Rails(3), "t");
  EXPECT_EQ(bench.Rails(4), "u");
  EXPECT_EQ(bench.Bounds(5), Pair(1, 5));
  EXPECT_EQ(bench.Bounds(6), Pair(2, 42));
  EXPECT_EQ(bench.Bounds(7), Pair(6, 9));
  EXPECT_EQ(bench.Bounds(8), Pair(-1, 6));
  bench.List(0, 0, {}, true);
  EXPECT_EQ(bench.Rails(3), "u");
  EXPECT_EQ(bench.Bounds(7), Pair(-1, 9));
}

TEST(FormalCore, Dates) {
  // 20814 is Sunday 2026-12-27, 20818 Thursday 2026-12-31.
  Bench bench(R"(fact f0 "自"|"" date 20000..20900
expr e0 date fact fact=f0
expr e1 int const value=5
expr e2 date dateadd args=[e0 e1]
expr e3 date dateadd args=[e0 e1] unit=workday
expr e4 int const value=2
expr e5 date dateadd args=[e0 e4] unit=month
expr e6 date dateadd args=[e0 e4] unit=month roll=next-workday
expr e7 date const value=20821
expr e8 int workdays args=[e0 e7]
expr e9 int const value=25
expr e10 date dateadd args=[e0 e9] unit=hour
)");
  EXPECT_EQ(bench.Bounds(2), Pair(20005, 20905));
  bench.Know(0, 20814);
  EXPECT_EQ(bench.Bounds(2), Pair(20819, 20819));
  EXPECT_EQ(bench.Bounds(3), Pair(20819, 20822));  // Friday if it works, else Monday: provisional
  EXPECT_EQ(bench.Bounds(8), Pair(4, 5));
  EXPECT_EQ(bench.Bounds(10), Pair(20816, 20816));
  bench.Know(0, 20818);
  EXPECT_EQ(bench.Bounds(5), Pair(20877, 20877));  // 2027-02-28, the month's last day, a Sunday
  EXPECT_EQ(bench.Bounds(6), Pair(20878, 20878));
  EXPECT_EQ(bench.Know(0, 20890).Bounds(8), Pair(0, 0));  // never negative
}

// Three cases guarded by p, q, r with values 1, 5, 3.
std::string ValueProgram(const std::string& decision) {
  return R"(fact f0 "p"|"" bool 0..1
fact f1 "q"|"" bool 0..1
fact f2 "r"|"" bool 0..1
expr e0 bool fact fact=f0
expr e1 bool fact fact=f1
expr e2 bool fact fact=f2
expr e3 int const value=1
expr e4 int const value=5
expr e5 int const value=3
expr e6 int const value=8
rule r0 "a" ""|"" d0 case guard=e0 value=e3
rule r1 "b" ""|"" d0 case guard=e1 value=e4
rule r2 "c" ""|"" d0 case guard=e2 value=e5
decision d0 "D"|"" )" +
         decision + "\n";
}

TEST(FormalCore, First) {
  Bench bench(ValueProgram("int 0..9 first rules=[r0 r1 r2] otherwise=e6"));
  EXPECT_EQ(bench.DecisionBounds(0), Pair(1, 8));
  EXPECT_EQ(bench.Know(1, 1).DecisionBounds(0), Pair(1, 5));  // through the first that must
  EXPECT_EQ(bench.Know(0, 0).DecisionBounds(0), Pair(5, 5));
  EXPECT_EQ(bench.Know(1, 0).DecisionBounds(0), Pair(3, 8));
}

TEST(FormalCore, StrictestAndMildest) {
  Bench strict(ValueProgram("int 0..9 strictest rules=[r0 r1 r2] otherwise=e6"));
  EXPECT_EQ(strict.DecisionBounds(0), Pair(1, 8));
  EXPECT_EQ(strict.Know(2, 1).DecisionBounds(0), Pair(3, 5));
  EXPECT_EQ(strict.Know(1, 0).DecisionBounds(0), Pair(3, 3));
  Bench mild(ValueProgram("int 0..9 mildest rules=[r0 r1 r2] otherwise=e6"));
  EXPECT_EQ(mild.Know(2, 1).DecisionBounds(0), Pair(1, 3));
  Bench less(ValueProgram("int 0..9 strictest greater-is-stricter=no rules=[r0 r1 r2] otherwise=e6"));
  EXPECT_EQ(less.Know(2, 1).DecisionBounds(0), Pair(1, 3));
}

TEST(FormalCore, Unique) {
  Bench bench(ValueProgram("int 0..9 unique rules=[r0 r1 r2]"));
  bench.Know(0, 0);
  EXPECT_EQ(bench.DecisionBounds(0), Pair(3, 5));
  EXPECT_EQ(bench.Know(1, 0).DecisionBounds(0), Pair(3, 3));  // a single one may
  EXPECT_EQ(bench.Forget(0).Know(1, 1).DecisionBounds(0), Pair(5, 5));
}

TEST(FormalCore, ExceptionsAndTheirExceptions) {
  Bench bench(R"(fact f0 "g"|"" bool 0..1
fact f1 "e"|"" bool 0..1
fact f2 "ee"|"" bool 0..1
fact f3 "h"|"" bool 0..1
expr e0 bool fact fact=f0
expr e1 bool fact fact=f1
expr e2 bool fact fact=f2
expr e3 bool fact fact=f3
expr e4 int fired decision=d0
rule r0 "g" ""|"" d0 case guard=e0
rule r1 "e" ""|"" d0 exception guard=e1 attacks=[r0]
rule r2 "ee" ""|"" d0 exception guard=e2 attacks=[r1]
rule r3 "h" ""|"" d0 override guard=e3 attacks=[r1]
decision d0 "D"|"" bool 0..1 any-holds rules=[r0 r1 r2 r3]
)");
  bench.Know(0, 1).Know(2, 0).Know(3, 0);
  EXPECT_EQ(bench.Applies(0), "u");  // an unknown exception on a rule that holds
  EXPECT_EQ(bench.Know(1, 1).Applies(0), "f");
  EXPECT_EQ(bench.Know(2, 1).Applies(0), "t");
  EXPECT_EQ(bench.Applies(1), "f");
  bench.Know(2, 0).Forget(3);
  EXPECT_EQ(bench.Applies(0), "u");
  EXPECT_EQ(bench.Bounds(4), Pair(0, 2));
  EXPECT_EQ(bench.Decision(0).set, 3u);
  bench.Know(3, 1);  // decides, and defeats the exception
  EXPECT_EQ(bench.Applies(0), "t");
  EXPECT_EQ(bench.Bounds(4), Pair(2, 2));
}

TEST(FormalCore, AllAndOrderedEnumsAndSuperiors) {
  Bench bench(R"(enum n0 "级"|"" [""|"a" ""|"b" ""|"c" ""|"d"] ordered=yes
fact f0 "p"|"" bool 0..1
fact f1 "v"|"" enum@n0 0..3
expr e0 bool fact fact=f0
expr e1 bool not args=[e0]
expr e2 enum@n0 const
expr e3 enum@n0 const value=3
expr e4 bool const value=1
expr e5 enum@n0 fact fact=f1
expr e6 enum@n0 const value=1
rule r0 "r0" ""|"" d0 case guard=e0 value=e2
rule r1 "r1" ""|"" d0 case guard=e4 value=e5
rule r2 "r2" ""|"" d1 case guard=e0 value=e3
rule r3 "r3" ""|"" d2 case guard=e0 value=e6
rule r4 "r4" ""|"" d3 case guard=e0 value=e6
rule r5 "r5" ""|"" d4 case guard=e4 value=e3
decision d0 "集"|"" set@n0 0..0 all rules=[r0 r1]
decision d1 "级"|"" enum@n0 0..3 strictest rules=[r2] otherwise=e2
decision d2 "下级"|"" enum@n0 0..3 first rules=[r3] parent=d1 compose=strictest
decision d3 "另"|"" enum@n0 0..3 first rules=[r4] otherwise=e2
decision d4 "并"|"" set@n0 0..0 all rules=[r5] parent=d0 compose=union
)");
  EXPECT_EQ(bench.DecisionBounds(0), Pair(0, 15));
  EXPECT_EQ(bench.Know(1, 2).DecisionBounds(0), Pair(4, 5));
  EXPECT_EQ(bench.Decision(1).set, 15u);  // the whole stretch between a and d
  EXPECT_EQ(bench.Decision(3).set, 3u);   // plain union
  EXPECT_EQ(bench.DecisionBounds(4), Pair(12, 13));
  bench.Know(0, 0);
  EXPECT_EQ(bench.Decision(2).set, 1u);  // no local case: the superior's value
  bench.Know(0, 1);
  EXPECT_EQ(bench.Decision(2).set, 8u);  // the stricter
}

TEST(Presumptions, FillBeforeEvaluation) {
  Bench bench(R"(list l0 "l"|"" [f2] max=5
fact f0 "面积"|"" int 0..9 absent-is=4
fact f1 "第三方"|"" bool 0..1
fact f2 "项"|"" int 0..9 list=l0 absent-is=7
expr e0 int fact fact=f0
expr e1 int lin args=[e0] times=[1] value=-4
expr e2 bool ge0 args=[e1]
expr e3 bool fact fact=f1
presume f1 1 when=e2
presume f1 0
)");
  bench.List(0, 2, {1, std::nullopt}, false);
  const auto filled = bench.Presume();
  ASSERT_EQ(filled.size(), 3u);
  EXPECT_EQ(filled[0].value, 4);
  EXPECT_EQ(filled[1].element, 1);
  EXPECT_EQ(filled[2].value, 1);  // its condition reads what absence was taken to mean
  EXPECT_EQ(bench.Rails(3), "t");
  EXPECT_TRUE(bench.Presume().empty());
  bench.Know(0, 3).Forget(1);
  EXPECT_EQ(bench.Presume()[0].value, 0);
}

TEST(Knowledge, ExactnessAndWideMasks) {
  ir::Type type;
  type.kind = ir::TypeKind::kEnum;
  EXPECT_TRUE(IsExact(type, Exactly(type, 63)));
  EXPECT_EQ(Between(type, {0, 63}).set, ~uint64_t{0});
  EXPECT_EQ(Between(type, {63, 63}).set, uint64_t{1} << 63);
  EXPECT_EQ(IntervalOf(type, Between(type, {5, 9})).hi, 9);
  EXPECT_FALSE(IsExact(type, Between(type, {5, 9})));
}

}  // namespace
}  // namespace guiju::interp
