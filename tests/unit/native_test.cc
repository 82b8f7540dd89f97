// Machine code of small programs against answers worked out by hand. Comparison with the interpreter on
// generated programs: tests/differential.
#include "compiler/native/native.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "compiler/ir/verify.h"
#include "runtime/loader/columns.h"
#include "runtime/loader/sealed_object.h"
#include "tests/differential/arrow_rows.h"

namespace guiju::native {
namespace {

using ir::ExprKind;
using ir::TypeKind;

// penalty: fine >= 10000 of a citizen, or some party injured, unless summary; tier: by fine; due: filed + 7
// working days.
struct Sample {
  ir::Program program;
  ir::FactId fine, kind, summary, filed, injured;
  ir::ListId parties;
  ir::DecisionId review, tier, due;
  ir::RuleId heavy, hurt, exempt;

  Sample() {
    ir::ExprTable table(&program);
    auto intern = [&](ExprKind k, TypeKind type, std::vector<ir::ExprId> args, auto... set) {
      ir::Expr expr;
      expr.kind = k;
      expr.type.kind = type;
      expr.args = std::move(args);
      (set(expr), ...);
      return table.Intern(expr);
    };
    ir::Enum kinds;
    kinds.name = {"当事人类型", "party_kind"};
    kinds.values = {{"公民", "citizen"}, {"其他", "other"}};
    const ir::EnumId party_kind = program.enums.Add(kinds);
    ir::Enum tiers;
    tiers.name = {"档次", "tier_value"};
    tiers.values = {{"低", "low"}, {"中", "middle"}, {"高", "high"}};
    tiers.ordered = true;
    const ir::EnumId tier_enum = program.enums.Add(tiers);

    auto fact = [&](const char* zh, const char* en, TypeKind type, ir::Range range) {
      ir::Fact f;
      f.name = {zh, en};
      f.type.kind = type;
      f.range = range;
      return f;
    };
    ir::Fact money = fact("罚款", "fine", TypeKind::kInt, {0, 100'000'000'000'000});
    money.type.dim = "money";
    fine = program.facts.Add(money);
    ir::Fact party = fact("类型", "kind", TypeKind::kEnum, {0, 1});
    party.type.enumeration = party_kind;
    kind = program.facts.Add(party);
    summary = program.facts.Add(fact("简易程序", "summary", TypeKind::kBool, {0, 1}));
    filed = program.facts.Add(fact("立案日", "filed", TypeKind::kDate, {0, 40000}));
    ir::List list;
    list.name = {"受害人", "victims"};
    list.max_size = 100;
    parties = program.lists.Add(list);
    ir::Fact hurt_fact = fact("受害人.受伤", "victims.injured", TypeKind::kBool, {0, 1});
    hurt_fact.list = parties;
    injured = program.facts.Add(hurt_fact);
    program.lists[parties].fields = {injured};

    auto read = [&](ir::FactId id) {
      ir::Expr expr;
      expr.kind = ExprKind::kFact;
      expr.fact = id;
      expr.type = program.facts[id].type;
      return table.Intern(expr);
    };
    auto at_least = [&](int64_t bound) {
      const ir::ExprId lin = intern(ExprKind::kLin, TypeKind::kInt, {read(fine)}, [&](ir::Expr& e) {
        e.coefficients = {1};
        e.value = -bound;
        e.type = program.facts[fine].type;
      });
      return intern(ExprKind::kGe0, TypeKind::kBool, {lin});
    };
    const ir::ExprId citizen =
        intern(ExprKind::kIn, TypeKind::kBool, {read(kind)}, [](ir::Expr& e) { e.set = 1; });
    const ir::ExprId heavy_guard = intern(ExprKind::kAnd, TypeKind::kBool, {citizen, at_least(10000)});
    const ir::ExprId any =
        intern(ExprKind::kAny, TypeKind::kBool, {read(injured)}, [&](ir::Expr& e) { e.list = parties; });
    const ir::ExprId always = intern(ExprKind::kConst, TypeKind::kBool, {}, [](ir::Expr& e) { e.value = 1; });
    auto tier_const = [&](int64_t v) {
      return intern(ExprKind::kConst, TypeKind::kEnum, {},
                    [&](ir::Expr& e) { e.value = v, e.type.enumeration = tier_enum; });
    };

    auto decision = [&](const char* zh, const char* en, TypeKind type, ir::Range range, ir::Combine combine) {
      ir::Decision d;
      d.name = {zh, en};
      d.type.kind = type;
      d.range = range;
      d.combine = combine;
      return program.decisions.Add(d);
    };
    auto rule = [&](ir::DecisionId d, const char* en, ir::ExprId guard, ir::ExprId value = {}) {
      ir::Rule r;
      r.key = en;
      r.name.en = en;
      r.decision = d;
      r.guard = guard;
      r.value = value;
      const ir::RuleId id = program.rules.Add(r);
      program.decisions[d].rules.push_back(id);
      return id;
    };
    review = decision("审核", "review", TypeKind::kBool, {0, 1}, ir::Combine::kAnyHolds);
    heavy = rule(review, "heavy", heavy_guard);
    hurt = rule(review, "hurt", any);
    exempt = rule(review, "exempt", read(summary));
    program.rules[exempt].kind = ir::RuleKind::kException;
    program.rules[exempt].attacks = {heavy};
    tier = decision("档次", "tier", TypeKind::kEnum, {0, 2}, ir::Combine::kFirst);
    program.decisions[tier].type.enumeration = tier_enum;
    rule(tier, "top", at_least(50000), tier_const(2));
    rule(tier, "mid", at_least(10000), tier_const(1));
    program.decisions[tier].otherwise = tier_const(0);
    due = decision("期限", "due", TypeKind::kDate, {0, 50000}, ir::Combine::kFirst);
    const ir::ExprId seven = intern(ExprKind::kConst, TypeKind::kInt, {}, [](ir::Expr& e) {
      e.value = 7;
      e.type.dim = "workdays";
    });
    const ir::ExprId date = intern(ExprKind::kDateAdd, TypeKind::kDate, {read(filed), seven},
                                   [](ir::Expr& e) { e.unit = ir::TimeUnit::kWorkday; });
    rule(due, "always", always, date);
    program.decisions[due].otherwise = date;
  }
};

struct Row {
  const abi::Layout& layout;
  std::vector<std::byte> bytes, elements;
  explicit Row(const Sample& s, const abi::Layout& l) : layout(l), bytes(l.row.size) { List(s, {}, true); }
  Row& Set(ir::FactId fact, int64_t value) {
    abi::Store(bytes.data(), layout.fields[static_cast<size_t>(fact.index)], value);
    return *this;
  }
  Row& List(const Sample& s, const std::vector<int>& injured, bool open) {
    const auto size = layout.elements[0].size;
    elements.assign(size * injured.size() + 1, std::byte{0});
    for (size_t i = 0; i < injured.size(); ++i) {
      if (injured[i] < 0) continue;
      abi::Store(elements.data() + i * size, layout.fields[static_cast<size_t>(s.injured.index)], injured[i]);
    }
    const abi::ListView view{elements.data(), static_cast<uint32_t>(injured.size()), open ? 1u : 0u};
    std::memcpy(bytes.data() + layout.list_offsets[0], &view, sizeof(view));
    return *this;
  }
};

std::shared_ptr<const value::Calendar> Calendar() {
  auto calendar = value::Calendar::Builtin(std::nullopt, "");
  EXPECT_TRUE(calendar.ok());
  return *calendar;
}

struct Directory {
  std::filesystem::path path;
  Directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "guiju-native-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~Directory() { std::filesystem::remove_all(path); }
};

class NativeTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(ir::Verify(sample.program), std::vector<std::string>{}); }

  Unit CompileSample(bool columns = false) {
    Options options;
    options.columns = columns;
    auto unit = Compile(sample.program, layout, options);
    EXPECT_TRUE(unit.ok()) << (unit.ok() ? "" : unit.error().message);
    return *unit;
  }
  std::vector<uint64_t> Run(const loader::Loaded& code, const Row& row) {
    std::vector<uint64_t> words(shape.words(), 0xdead);
    code.Evaluate(shape, row.bytes.data(), calendar.get(), words.data());
    return words;
  }
  void ExpectSampleAnswers(const loader::Loaded& code) {
    // Complete: heavy, excepted by the summary procedure; 2024-02-07 + 7 working days = 2024-02-23 under the
    // notice.
    Row row(sample, layout);
    const int64_t filed = *value::ParseDate("2024-02-07");
    row.Set(sample.fine, 10000)
        .Set(sample.kind, 0)
        .Set(sample.summary, 1)
        .Set(sample.filed, filed)
        .List(sample, {0}, false);
    EXPECT_TRUE(code.IsComplete(row.bytes.data()));
    std::vector<uint64_t> words = Run(code, row);
    abi::Outcome out(shape, words.data());
    EXPECT_EQ(out.must[0] & 7, 0b100u);  // the exception holds, its target does not apply
    EXPECT_EQ(out.may[0], out.must[0]);
    EXPECT_EQ(out.lo[sample.review.index], 0);
    EXPECT_EQ(out.lo[sample.tier.index], 0b010);
    EXPECT_EQ(out.lo[sample.due.index], calendar->AddWorkdays(filed, 7).earliest);
    EXPECT_EQ(out.hi[sample.due.index], out.lo[sample.due.index]);

    // Fine unknown: undetermined, every tier possible.
    Row partial(sample, layout);
    partial.Set(sample.kind, 0).Set(sample.summary, 0).Set(sample.filed, filed).List(sample, {0, -1}, false);
    EXPECT_FALSE(code.IsComplete(partial.bytes.data()));
    std::ranges::copy(Run(code, partial), words.begin());
    EXPECT_EQ(out.must[0] & 7, 0u);
    EXPECT_EQ(out.may[0] & 7, 0b011u);
    EXPECT_EQ(out.lo[sample.review.index], 0);
    EXPECT_EQ(out.hi[sample.review.index], 1);
    EXPECT_EQ(out.lo[sample.tier.index], 0b111);

    // One injured victim in an open list settles it.
    partial.List(sample, {1}, true);
    std::ranges::copy(Run(code, partial), words.begin());
    EXPECT_EQ(out.lo[sample.review.index], 1);
  }

  Sample sample;
  abi::Layout layout = abi::LayoutOf(sample.program);
  abi::OutcomeShape shape = abi::ShapeOf(sample.program);
  std::shared_ptr<const value::Calendar> calendar = Calendar();
};

TEST_F(NativeTest, InMemoryGivesTheAnswers) {
  auto code = LoadInMemory(CompileSample());
  ASSERT_TRUE(code.ok()) << code.error().message;
  ExpectSampleAnswers(**code);
}

// A fact of 32 bits that also takes part in a condition with a bound 32 bits cannot hold, on either side.
TEST_F(NativeTest, RegionsKeepBoundsWiderThanTheField) {
  constexpr char kText[] = R"(guiju-ir 1 edition=1
fact f0 ""|"count" int 0..100000
expr e0 int fact fact=f0
expr e1 int lin args=[e0] times=[1] value=-14341
expr e2 bool ge0 args=[e1]
expr e3 int lin args=[e0] times=[1] value=2878353388
expr e4 bool ge0 args=[e3]
expr e5 int lin args=[e0] times=[1] value=-2878353388
expr e6 bool ge0 args=[e5]
rule r0 "many" ""|"many" d0 case guard=e2
rule r1 "always" ""|"always" d0 case guard=e4
rule r2 "never" ""|"never" d0 case guard=e6
decision d0 ""|"d" bool 0..1 any-holds rules=[r0 r1 r2]
)";
  ir::ParseFailure failure;
  const auto program = ir::Parse(kText, &failure);
  ASSERT_TRUE(program.has_value());
  const abi::Layout wide = abi::LayoutOf(*program);
  Options options;
  options.form = RowForm::kRegions;
  const auto unit = Compile(*program, wide, options);
  ASSERT_TRUE(unit.ok());
  const auto code = LoadInMemory(*unit);
  ASSERT_TRUE(code.ok());
  for (const auto& [count, holds] : {std::pair<int64_t, uint64_t>{14340, 0b010}, {14341, 0b011}}) {
    std::vector<uint64_t> row((wide.row.size + 7) / 8), words(abi::ShapeOf(*program).words());
    auto* bytes = reinterpret_cast<std::byte*>(row.data());
    abi::Store(bytes, wide.fields[0], count);
    (*code)->row_two_valued()(bytes, calendar.get(), words.data());
    EXPECT_EQ(words[0], holds) << count;
    (*code)->row_three_valued()(bytes, calendar.get(), words.data());
    EXPECT_EQ(words[0], holds) << count;
  }
}

TEST_F(NativeTest, BeyondTheAnnouncedCalendarTheTwoValuedBodyDeclines) {
  auto code = LoadInMemory(CompileSample());
  ASSERT_TRUE(code.ok());
  Row row(sample, layout);
  row.Set(sample.fine, 1).Set(sample.kind, 0).Set(sample.summary, 0).List(sample, {}, false);
  row.Set(sample.filed, *value::ParseDate("2060-09-28"));
  std::vector<uint64_t> words(shape.words());
  EXPECT_EQ((*code)->row_two_valued()(row.bytes.data(), calendar.get(), words.data()), 0u);
  words = Run(**code, row);
  const abi::Outcome out(shape, words.data());
  EXPECT_LT(out.lo[sample.due.index], out.hi[sample.due.index]);
}

TEST_F(NativeTest, ALoadedHandleIsDroppedWhileOthersRun) {
  const Unit unit = CompileSample();
  auto kept = LoadInMemory(unit);
  ASSERT_TRUE(kept.ok());
  std::thread other([&] {
    for (int i = 0; i < 20; ++i) {
      auto dropped = LoadInMemory(unit);
      ASSERT_TRUE(dropped.ok());
    }
  });
  for (int i = 0; i < 200; ++i) ExpectSampleAnswers(**kept);
  other.join();
}

TEST_F(NativeTest, NothingOfTheProcessIsReachable) {
  // An object that calls getpid must not link: the symbol table is closed.
  const Unit unit = CompileSample();
  Unit foreign = unit;
  const std::string from = "guiju_add_workdays", to = "getpid";
  bool renamed = false;
  for (size_t at = 0; (at = foreign.object.find(from, at)) != std::string::npos; at += from.size()) {
    foreign.object.replace(at, from.size(), to + std::string(from.size() - to.size(), '\0'));
    renamed = true;
  }
  ASSERT_TRUE(renamed);
  auto code = LoadInMemory(foreign);
  EXPECT_FALSE(code.ok());
}

TEST_F(NativeTest, SealedObjectRunsAndTamperingIsRefused) {
  Directory directory;
  const std::string path = directory.path / "code.so", key_path = directory.path / "key";
  const Unit unit = CompileSample();
  ASSERT_TRUE(EmitSharedObject(unit, path).ok());
  auto key = loader::CacheKey(key_path);
  ASSERT_TRUE(key.ok()) << key.error().message;
  EXPECT_EQ(*loader::CacheKey(key_path), *key);
  const loader::Expected expected{layout.hash, IrDigest(sample.program)};
  EXPECT_FALSE(loader::LoadSealed(path, *key, expected).ok());  // not sealed yet
  ASSERT_TRUE(loader::Seal(path, *key).ok());
  {
    auto code = loader::LoadSealed(path, *key, expected);
    ASSERT_TRUE(code.ok()) << code.error().message;
    auto second = loader::LoadSealed(path, *key, expected);
    ASSERT_TRUE(second.ok());
    ExpectSampleAnswers(**code);
    code->reset();
    ExpectSampleAnswers(**second);
  }
  EXPECT_FALSE(loader::LoadSealed(path, std::string(32, 'k'), expected).ok());
  loader::Expected other = expected;
  other.ir_digest[0] ^= 1;
  EXPECT_FALSE(loader::LoadSealed(path, *key, other).ok());

  const std::string link = directory.path / "link.so";
  std::filesystem::create_symlink(path, link);
  EXPECT_FALSE(loader::LoadSealed(link, *key, expected).ok());
  ASSERT_EQ(::chmod(path.c_str(), 0666), 0);
  EXPECT_FALSE(loader::LoadSealed(path, *key, expected).ok());
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(200);
  file.put('\x7f');
  file.close();
  EXPECT_FALSE(loader::LoadSealed(path, *key, expected).ok());
  ASSERT_EQ(::chmod(key_path.c_str(), 0644), 0);
  EXPECT_FALSE(loader::CacheKey(key_path).ok());
}

TEST_F(NativeTest, ColumnsAgreeWithRows) {
  auto code = LoadInMemory(CompileSample(true));
  ASSERT_TRUE(code.ok()) << code.error().message;
  for (const bool partial : {false, true}) {
    std::vector<Row> rows;
    for (int i = 0; i < 150; ++i) {
      Row row(sample, layout);
      row.Set(sample.fine, 1000 * i)
          .Set(sample.kind, i % 2)
          .Set(sample.filed, 19000 + i)
          .Set(sample.summary, i % 3 == 0);
      row.List(sample, {i % 5 == 0, 0}, false);
      if (partial && i % 4 == 0)
        abi::Forget(row.bytes.data(), layout.fields[static_cast<size_t>(sample.fine.index)]);
      if (partial && i % 7 == 0) row.List(sample, {}, true);
      rows.push_back(std::move(row));
    }
    std::vector<const std::byte*> pointers;
    for (Row& row : rows) {
      const abi::ListView view = abi::LoadList(row.bytes.data(), layout.list_offsets[0]);
      const abi::ListView moved{row.elements.data(), view.count, view.open};
      std::memcpy(row.bytes.data() + layout.list_offsets[0], &moved, sizeof(moved));
      pointers.push_back(row.bytes.data());
    }
    const differential::ArrowRows arrow(sample.program, layout, pointers, 5);
    loader::ColumnOutcome columns;
    const base::Status done = loader::ClassifyColumns(sample.program, layout, **code, arrow.schema(),
                                                      arrow.array(), *calendar, &columns);
    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_EQ(columns.three_valued, partial);
    ArrowSchema schema;
    ArrowArray array;
    loader::ExportColumns(sample.program, columns, &schema, &array);
    ASSERT_EQ(array.length, 150);
    for (int64_t c = 0; c < array.n_children; ++c) {
      const std::string_view name = schema.children[c]->name;
      const auto* validity = static_cast<const uint8_t*>(array.children[c]->buffers[0]);
      for (int64_t row = 0; row < array.length; ++row) {
        const bool valid = ((validity[row / 8] >> (row % 8)) & 1) != 0;
        if (name == "tier") {
          const auto mask = static_cast<uint64_t>(columns.Lo(sample.program, sample.tier, row));
          ASSERT_EQ(valid, std::has_single_bit(mask)) << row;
          if (valid) {
            ASSERT_EQ(uint64_t{1} << static_cast<const uint8_t*>(array.children[c]->buffers[1])[row], mask);
          }
        }
        if (name == "rule.heavy") {
          ASSERT_EQ(valid, columns.Must(sample.heavy, row) == columns.May(sample.heavy, row));
        }
      }
    }
    EXPECT_EQ(array.n_children, 6 + 3 + (partial ? 3 : 0));
    // A child moved out outlives the rest.
    ArrowArray child = *array.children[0];
    array.children[0]->release = nullptr;
    array.release(&array);
    schema.release(&schema);
    EXPECT_EQ((static_cast<const uint8_t*>(child.buffers[1])[0] & 1) != 0, columns.Must(sample.heavy, 0));
    child.release(&child);
    for (size_t i = 0; i < rows.size(); ++i) {
      const std::vector<uint64_t> words = Run(**code, rows[i]);
      std::vector<uint64_t> copy = words;
      const abi::Outcome out(shape, copy.data());
      const auto row = static_cast<int64_t>(i);
      for (ir::RuleId rule : sample.program.rules.ids()) {
        EXPECT_EQ(columns.Must(rule, row), ((out.must[0] >> rule.index) & 1) != 0) << i;
        EXPECT_EQ(columns.May(rule, row), ((out.may[0] >> rule.index) & 1) != 0) << i;
      }
      for (ir::DecisionId decision : sample.program.decisions.ids()) {
        EXPECT_EQ(columns.Lo(sample.program, decision, row), out.lo[decision.index]) << i;
        EXPECT_EQ(columns.Hi(sample.program, decision, row), out.hi[decision.index]) << i;
      }
    }
  }
}

TEST_F(NativeTest, ValuesOutOfRangeAreRefusedInColumns) {
  auto code = LoadInMemory(CompileSample(true));
  ASSERT_TRUE(code.ok());
  Row good(sample, layout), bad(sample, layout);
  good.Set(sample.fine, 5), bad.Set(sample.fine, -5);
  const differential::ArrowRows arrow(sample.program, layout, {good.bytes.data(), bad.bytes.data()}, 0);
  loader::ColumnOutcome columns;
  ASSERT_TRUE(loader::ClassifyColumns(sample.program, layout, **code, arrow.schema(), arrow.array(),
                                      *calendar, &columns)
                  .ok());
  EXPECT_EQ(columns.refused[0], 0b10u);
}

// The library is used by a C program that sees nothing of Guiju but the three files.
constexpr const char* kCProgram = R"C(
#include <stdio.h>
#include "sample.h"
int main(void) {
  sample_case facts;
  sample_result result;
  int64_t value = -1;
  uint64_t victim[8] = {0};
  sample_clear(&facts);
  if (sample_set(&facts, sample_FACT_fine, -1) != -1) return 10;
  if (sample_set(&facts, sample_FACT_fine, 20000) != 0) return 11;
  if (sample_find("类型") != sample_FACT_kind || sample_find("nobody") != -1) return 12;
  sample_set(&facts, sample_FACT_kind, sample_party_kind_citizen);
  sample_classify(&facts, &result);
  if (sample_value(&result, sample_DECISION_review, &value)) return 13; /* summary procedure unknown */
  if (!sample_may(&result, sample_RULE_review_heavy) || sample_must(&result, sample_RULE_review_heavy)) return 14;
  if (!sample_value(&result, sample_DECISION_tier, &value) || value != sample_tier_value_middle) return 15;
  sample_set(&facts, sample_FACT_summary, 0);
  sample_set(&facts, sample_FACT_filed, 19760); /* 2024-02-07 */
  sample_set(victim, sample_FACT_victims_injured, 0);
  sample_set_list(&facts, sample_LIST_victims, victim, 1, 0);
  sample_classify(&facts, &result);
  if (!sample_value(&result, sample_DECISION_review, &value) || value != 1) return 16;
  if (!sample_value(&result, sample_DECISION_due, &value)) return 17;
  printf("%lld %s\n", (long long)value, sample_rules[sample_RULE_review_heavy].name);
  for (int64_t day = 18000; day < 20800; ++day) {
    sample_set(&facts, sample_FACT_filed, day);
    sample_classify(&facts, &result);
    printf("%lld\n", sample_value(&result, sample_DECISION_due, &value) ? (long long)value : -1LL);
  }
  sample_set(&facts, sample_FACT_filed, 33000); /* 2060: not announced */
  sample_classify(&facts, &result);
  if (sample_value(&result, sample_DECISION_due, &value)) return 18;
  return 0;
}
)C";

TEST_F(NativeTest, CompiledLibraryServesACProgram) {
  Directory directory;
  Options options;
  options.cpu = "x86-64-v2";
  auto files = EmitLibrary(sample.program, layout, *calendar, directory.path, "sample", options);
  ASSERT_TRUE(files.ok()) << files.error().message;
  std::ofstream(directory.path / "main.c") << kCProgram;
  const std::string in = "cd " + directory.path.string() + " && ";
  std::string expected =
      std::to_string(calendar->AddWorkdays(*value::ParseDate("2024-02-07"), 7).earliest) + " heavy\n";
  for (value::Day day = 18000; day < 20800; ++day) {
    const value::DueDate due = calendar->AddWorkdays(day, 7);
    expected += std::to_string(due.earliest == due.latest ? due.earliest : -1) + "\n";
  }
  for (const char* link : {"./libsample.a", "-L. -Wl,-rpath,'$ORIGIN' -lsample"}) {
    ASSERT_EQ(std::system((in + "cc -std=c11 -Wall -Wextra -Werror main.c -o main " + link).c_str()), 0)
        << link;
    const int status = std::system((in + "./main > out").c_str());
    EXPECT_EQ(WEXITSTATUS(status), 0) << link;
    std::ostringstream out;
    out << std::ifstream(directory.path / "out").rdbuf();
    EXPECT_EQ(out.str(), expected);
  }
  // C++ reads the same header.
  EXPECT_EQ(std::system((in + "c++ -x c++ -Wall -Wextra -Werror -fsyntax-only main.c").c_str()), 0);
}

TEST_F(NativeTest, RefusesWhatCannotBeALibrary) {
  EXPECT_FALSE(EmitLibrary(sample.program, layout, *calendar, "/nonexistent/dir", "sample").ok());
  EXPECT_FALSE(EmitLibrary(sample.program, layout, *calendar, ::testing::TempDir(), "no-hyphens").ok());
}

}  // namespace
}  // namespace guiju::native
