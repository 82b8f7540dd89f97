#include "runtime/tables/tables.h"

#include <gtest/gtest.h>

#include <bit>
#include <limits>
#include <random>

#include "runtime/tables/data.h"
#include "tests/unit/program_builder.h"

namespace guiju::tables {
namespace {

using ir::Combine;
using ir::TypeKind;
using testing::ProgramBuilder;

constexpr int64_t kMost = std::numeric_limits<int64_t>::max() / 4;

// Every kernel this machine can run.
std::vector<const Kernels*> AllKernels() {
  std::vector<const Kernels*> all{&BaselineKernels()};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) all.push_back(&Avx2Kernels());
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    all.push_back(&Avx512Kernels());
#endif
  return all;
}

// One program, its tables, and cases decided by both tables and interpreter.
class Bench {
 public:
  explicit Bench(const ir::Program& program)
      : program_(program),
        layout_(abi::LayoutOf(program)),
        shape_(abi::ShapeOf(program)),
        tables_(Build(plan::Make(program))),
        row_(layout_.row.size) {
    const std::vector<std::string> problems = ir::Verify(program);
    EXPECT_TRUE(problems.empty()) << problems.front();
  }

  void Set(ir::FactId fact, int64_t value) { abi::Store(row_.data(), FieldOf(fact), value); }
  void Forget(ir::FactId fact) { abi::Forget(row_.data(), FieldOf(fact)); }
  void SetList(ir::ListId list, const std::vector<std::vector<std::pair<ir::FactId, int64_t>>>& elements,
               bool open) {
    const size_t size = layout_.elements[static_cast<size_t>(list.index)].size;
    elements_.assign(elements.size() * size, std::byte{0});
    for (size_t i = 0; i < elements.size(); ++i) {
      for (auto [fact, value] : elements[i]) abi::Store(elements_.data() + i * size, FieldOf(fact), value);
    }
    const abi::ListView view{elements_.data(), static_cast<uint32_t>(elements.size()), open ? 1u : 0u};
    std::memcpy(row_.data() + layout_.list_offsets[static_cast<size_t>(list.index)], &view, sizeof(view));
  }

  // Decides by every kernel and the interpreter, requires agreement, returns the outcome.
  std::vector<uint64_t> Decide() {
    const interp::Case c{row_.data(), nullptr};
    std::vector<uint64_t> want(shape_.words());
    interp::Evaluate(program_, layout_, c, abi::Outcome(shape_, want.data()));
    Data& data = const_cast<Data&>(tables_.data());
    const Kernels* own = data.kernels;
    for (const Kernels* kernels : AllKernels()) {
      data.kernels = kernels;
      std::vector<uint64_t> got(shape_.words() + 1, 0xabababababababab);
      Evaluate(tables_, layout_, c, abi::Outcome(shape_, got.data()));
      EXPECT_EQ(got.back(), 0xabababababababab) << "wrote beyond the outcome";
      got.pop_back();
      EXPECT_EQ(got, want) << kernels->name;
    }
    data.kernels = own;
    return want;
  }
  int64_t Lo(ir::DecisionId d) { return abi::Outcome(shape_, (last_ = Decide()).data()).lo[d.index]; }
  int64_t Hi(ir::DecisionId d) { return abi::Outcome(shape_, (last_ = Decide()).data()).hi[d.index]; }
  const Tables& tables() const { return tables_; }

 private:
  const abi::Field& FieldOf(ir::FactId fact) const { return layout_.fields[static_cast<size_t>(fact.index)]; }

  const ir::Program& program_;
  abi::Layout layout_;
  abi::OutcomeShape shape_;
  Tables tables_;
  std::vector<std::byte> row_, elements_;
  std::vector<uint64_t> last_;
};

TEST(Tables, ThresholdsKnownAndUnknown) {
  ProgramBuilder b;
  const ir::FactId fine = b.Int(0, 1000000), grave = b.Bool();
  const ir::DecisionId d =
      b.Holds({b.And({b.AtLeast(b.Value(fine), 10000), b.Value(grave)}), b.AtLeast(b.Value(fine), 500000)});
  Bench bench(b.program());
  bench.Set(fine, 9999);
  EXPECT_EQ(bench.Hi(d), 0) << "below the lower threshold nothing else matters";
  bench.Set(fine, 10000);
  EXPECT_EQ(bench.Lo(d), 0);
  EXPECT_EQ(bench.Hi(d), 1);
  bench.Set(grave, 1);
  EXPECT_EQ(bench.Lo(d), 1);
  bench.Forget(fine);
  EXPECT_EQ(bench.Lo(d), 0);
  bench.Forget(grave);
  bench.Set(fine, 500000);
  EXPECT_EQ(bench.Lo(d), 1);
}

TEST(Tables, ContradictionMayHoldWhileUnknown) {
  ProgramBuilder b;
  const ir::FactId x = b.Int(0, 10), e = b.Choice(b.Enum(4));
  const ir::DecisionId number = b.Holds({b.And({b.AtLeast(b.Value(x), 5), b.AtMost(b.Value(x), 2)})});
  const ir::DecisionId choice = b.Holds({b.And({b.In(b.Value(e), 0b0011), b.In(b.Value(e), 0b1100)})});
  Bench bench(b.program());
  EXPECT_EQ(bench.Hi(number), 1);
  EXPECT_EQ(bench.Hi(choice), 1);
  bench.Set(x, 5);
  bench.Set(e, 0);
  EXPECT_EQ(bench.Hi(number), 0);
  EXPECT_EQ(bench.Hi(choice), 0);
}

// Regions found by table look-up, by counting and by search; around every bound and at the ends of the range.
void CheckRegions(const std::vector<int64_t>& bounds, int64_t lo, int64_t hi) {
  ProgramBuilder b;
  const ir::FactId x = b.Int(lo, hi);
  std::vector<ir::ExprId> guards;
  for (size_t i = 0; i < bounds.size(); ++i) {
    guards.push_back(i % 3 == 0 ? b.AtMost(b.Value(x), bounds[i]) : b.AtLeast(b.Value(x), bounds[i]));
  }
  b.Holds(guards);
  Bench bench(b.program());
  bench.Decide();
  for (int64_t bound : bounds) {
    for (int64_t step = -1; step <= 1; ++step) {
      bench.Set(x, bound + step);
      bench.Decide();
    }
  }
  for (int64_t end : {lo, hi}) {
    bench.Set(x, end);
    bench.Decide();
  }
}

TEST(Tables, RegionsOnAStep) { CheckRegions({50000, 200000, 500000, 1000000, 50000000}, 0, kMost); }
TEST(Tables, RegionsOneBound) { CheckRegions({7}, -100, 100); }
TEST(Tables, RegionsWithoutAStep) {
  CheckRegions({-kMost + 1, -3, 0, 1, 12345678901, kMost - 1}, -kMost, kMost);
}
TEST(Tables, RegionsMany) {
  std::vector<int64_t> bounds;
  std::mt19937_64 random(5);
  for (int i = 0; i < 300; ++i) bounds.push_back(static_cast<int64_t>(random() % 1000000000000));
  CheckRegions(bounds, 0, 1000000000000);
}
TEST(Tables, RegionsOfNarrowFields) { CheckRegions({0, 1, 2, 3}, 0, 3); }

TEST(Tables, SumsOfPartlyKnownFacts) {
  ProgramBuilder b;
  const ir::FactId x = b.Int(0, 100), y = b.Int(-50, 50);
  const ir::ExprId sum = b.Lin({{2, b.Value(x)}, {-3, b.Value(y)}}, 0);
  const ir::DecisionId d = b.Holds({b.AtLeast(sum, 100), b.And({b.AtLeast(sum, 40), b.AtMost(sum, 60)})});
  Bench bench(b.program());
  EXPECT_EQ(bench.Hi(d), 1);
  bench.Set(x, 100);
  EXPECT_EQ(bench.Lo(d), 0);
  bench.Set(x, 0);
  bench.Set(y, -33);
  EXPECT_EQ(bench.Hi(d), 0) << "99 lies in the gap";
  bench.Set(y, -34);
  EXPECT_EQ(bench.Lo(d), 1);
}

TEST(Tables, ManySmallFactsAcrossWindowsAndWords) {
  ProgramBuilder b;
  std::vector<ir::FactId> facts;
  const ir::EnumId wide = b.Enum(64), narrow = b.Enum(3);
  for (int i = 0; i < 150; ++i)
    facts.push_back(i % 7 == 0 ? b.Choice(wide) : i % 3 == 0 ? b.Choice(narrow) : b.Bool());
  std::vector<ir::ExprId> guards;
  std::mt19937_64 random(11);
  const auto condition = [&](ir::FactId fact) {
    const ir::Type& type = b.program().facts[fact].type;
    if (type.kind == TypeKind::kBool) return random() % 2 == 0 ? b.Value(fact) : b.Not(b.Value(fact));
    const size_t values = b.program().enums[type.enumeration].values.size();
    return b.In(b.Value(fact), random() & (values == 64 ? ~uint64_t{0} : 7));
  };
  for (size_t i = 0; i < 700; ++i) {
    guards.push_back(b.And({condition(facts[i % 150]), condition(facts[(i * 31 + 7) % 150])}));
  }
  b.Holds(guards);
  Bench bench(b.program());
  for (int round = 0; round < 200; ++round) {
    for (ir::FactId fact : facts) {
      const int64_t values = b.program().facts[fact].range.hi + 1;
      if (round % 3 != 0 && random() % 5 == 0) {
        bench.Forget(fact);
      } else {
        bench.Set(fact, static_cast<int64_t>(random() % static_cast<uint64_t>(values)));
      }
    }
    bench.Decide();
  }
}

TEST(Tables, ExceptionsOfExceptions) {
  ProgramBuilder b;
  const ir::FactId guard = b.Bool(), exception = b.Bool(), counter = b.Bool();
  const ir::DecisionId d = b.Holds({b.Value(guard)});
  const ir::RuleId except = b.Except(d, b.Value(exception), {ir::RuleId(0)});
  b.Except(d, b.Value(counter), {except});
  Bench bench(b.program());
  for (int bits = 0; bits < 27; ++bits) {
    int rest = bits;
    for (ir::FactId fact : {guard, exception, counter}) {
      rest % 3 == 2 ? bench.Forget(fact) : bench.Set(fact, rest % 3);
      rest /= 3;
    }
    bench.Decide();
  }
  bench.Set(guard, 1);
  bench.Set(exception, 1);
  bench.Set(counter, 1);
  EXPECT_EQ(bench.Lo(d), 1);
  bench.Forget(counter);
  EXPECT_EQ(bench.Lo(d), 0);
  EXPECT_EQ(bench.Hi(d), 1);
}

TEST(Tables, ValuesByEveryCombination) {
  ProgramBuilder b;
  const ir::Type number = ProgramBuilder::Type(TypeKind::kInt);
  const ir::EnumId e = b.Enum(5);
  const ir::Type choice = ProgramBuilder::Type(TypeKind::kEnum, e),
                 set = ProgramBuilder::Type(TypeKind::kSet, e);
  std::vector<ir::FactId> facts{b.Bool(), b.Bool(), b.Bool()};
  const ir::FactId amount = b.Int(0, 1000);
  std::vector<ir::ExprId> guards;
  for (ir::FactId fact : facts) guards.push_back(b.Value(fact));
  for (Combine combine : {Combine::kFirst, Combine::kUnique, Combine::kStrictest, Combine::kMildest}) {
    for (bool computed : {false, true}) {
      std::vector<ProgramBuilder::RuleText> rules;
      for (int i = 0; i < 3; ++i) {
        const ir::ExprId constant = b.Constant(number, 30 - 10 * i);
        rules.push_back(
            {guards[static_cast<size_t>(i)], computed ? b.Lin({{1, b.Value(amount)}}, 5 - i) : constant});
      }
      b.Decide(number, {0, 2000}, combine, rules, b.Constant(number, 7));
    }
    std::vector<ProgramBuilder::RuleText> rules;
    for (int i = 0; i < 3; ++i)
      rules.push_back({guards[static_cast<size_t>(i)], b.Constant(choice, (i * 2) % 5)});
    b.Decide(choice, {0, 4}, combine, rules, b.Constant(choice, 1));
  }
  std::vector<ProgramBuilder::RuleText> members;
  for (int i = 0; i < 3; ++i) members.push_back({guards[static_cast<size_t>(i)], b.Constant(set, 1 << i)});
  const ir::DecisionId all = b.Decide(set, {}, Combine::kAll, members);
  Bench bench(b.program());
  for (int state = 0; state < 81; ++state) {
    int rest = state;
    for (ir::FactId fact : facts) {
      rest % 3 == 2 ? bench.Forget(fact) : bench.Set(fact, rest % 3);
      rest /= 3;
    }
    rest == 2 ? bench.Forget(amount) : bench.Set(amount, 100 * rest);
    bench.Decide();
  }
  for (ir::FactId fact : facts) bench.Set(fact, 1);
  EXPECT_EQ(bench.Lo(all), 0b111);
}

TEST(Tables, DecisionsReadPartlyKnownDecisions) {
  ProgramBuilder b;
  const ir::EnumId e = b.Enum(4);
  const ir::Type choice = ProgramBuilder::Type(TypeKind::kEnum, e);
  const ir::FactId p = b.Bool(), q = b.Bool();
  const ir::DecisionId tier = b.Decide(
      choice, {0, 3}, Combine::kFirst,
      {{b.Value(p), b.Constant(choice, 0)}, {b.Value(q), b.Constant(choice, 2)}}, b.Constant(choice, 3));
  const ir::ExprId value = b.Value(tier);
  const ir::DecisionId d =
      b.Holds({b.And({b.In(value, 0b0011), b.In(value, 0b0110)}),  // two literals of one term
               b.In(value, 0b1101), b.AtLeast(b.Fired(tier), 1)});
  Bench bench(b.program());
  EXPECT_EQ(bench.Lo(d), 1) << "whichever tier it is";
  for (int state = 0; state < 9; ++state) {
    state % 3 == 2 ? bench.Forget(p) : bench.Set(p, state % 3);
    state / 3 == 2 ? bench.Forget(q) : bench.Set(q, state / 3);
    bench.Decide();
  }
}

TEST(Tables, AggregatesOverClosedAndOpenLists) {
  ProgramBuilder b;
  ir::List list;
  list.name = {"当事人", ""};
  list.max_size = 5;
  const ir::ListId parties = b.program().lists.Add(std::move(list));
  const ir::FactId fine = b.Int(0, 1000, parties);
  b.program().lists[parties].fields = {fine};
  const ir::Type number = ProgramBuilder::Type(TypeKind::kInt);
  const ir::ExprId heavy = b.AtLeast(b.Value(fine), 100);
  const ir::DecisionId any = b.Holds({b.Over(ir::ExprKind::kAny, parties, heavy, {})});
  const ir::DecisionId sum =
      b.Holds({b.AtLeast(b.Over(ir::ExprKind::kSum, parties, b.Value(fine), number), 500)});
  b.Holds({b.AtLeast(b.Over(ir::ExprKind::kCount, parties, heavy, number), 2),
           b.Not(b.Over(ir::ExprKind::kAll, parties, heavy, {})),
           b.AtLeast(b.Over(ir::ExprKind::kLargest, parties, b.Value(fine), number), 300),
           b.AtLeast(b.Over(ir::ExprKind::kSmallest, parties, b.Value(fine), number), 50)});
  Bench bench(b.program());
  bench.SetList(parties, {{{fine, 99}}, {{fine, 100}}}, false);
  EXPECT_EQ(bench.Lo(any), 1);
  EXPECT_EQ(bench.Hi(sum), 0);
  bench.SetList(parties, {{{fine, 99}}, {}}, false);
  EXPECT_EQ(bench.Lo(any), 0);
  EXPECT_EQ(bench.Hi(any), 1);
  EXPECT_EQ(bench.Hi(sum), 1);
  bench.SetList(parties, {{{fine, 99}}}, true);
  EXPECT_EQ(bench.Hi(any), 1);
  bench.SetList(parties, {}, false);
  EXPECT_EQ(bench.Hi(any), 0);
}

TEST(Tables, ManyRegistersLeaveTheStack) {
  ProgramBuilder b;
  const ir::Type number = ProgramBuilder::Type(TypeKind::kInt);
  const ir::FactId x = b.Int(0, 1000);
  std::vector<ProgramBuilder::RuleText> rules;
  for (int i = 0; i < 1500; ++i) rules.push_back({b.AtLeast(b.Value(x), i), b.Lin({{1, b.Value(x)}}, -i)});
  const ir::DecisionId d = b.Decide(number, {-5000, 5000}, Combine::kMildest, rules, b.Constant(number, 0));
  Bench bench(b.program());
  bench.Set(x, 600);
  EXPECT_EQ(bench.Lo(d), 0);
  bench.Forget(x);
  bench.Decide();
}

TEST(Tables, ProgramsWithNothingToDecide) {
  ProgramBuilder empty;
  Bench(empty.program()).Decide();
  ProgramBuilder constant;
  const ir::DecisionId d = constant.Holds({constant.Yes(), constant.Not(constant.Yes())});
  Bench bench(constant.program());
  EXPECT_EQ(bench.Lo(d), 1);
}

TEST(TablesDeathTest, RowsOfAnotherLayoutAreRefused) {
  ProgramBuilder b, other;
  b.Holds({b.Value(b.Bool())});
  other.Holds({other.AtLeast(other.Value(other.Int(0, 9)), 3)});
  const Tables tables = Build(plan::Make(b.program()));
  const abi::Layout layout = abi::LayoutOf(other.program());
  std::vector<std::byte> row(layout.row.size);
  std::vector<uint64_t> words(16);
  EXPECT_DEATH(Evaluate(tables, layout, {row.data(), nullptr}, abi::Outcome({1, 1}, words.data())), "layout");
}

}  // namespace
}  // namespace guiju::tables
