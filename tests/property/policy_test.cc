// A generated policy and its English spelling are one policy: the same program, the same answers, however it
// is run.
#include <gtest/gtest.h>

#include "compiler/lower/lower.h"
#include "compiler/syntax/syntax.h"
#include "tests/differential/compare.h"
#include "tests/differential/synthetic_calendar.h"
#include "tests/property/amount.h"
#include "tests/property/policy_generator.h"

namespace guiju::property {
namespace {

using syntax::Spelling;

std::string PrintedIn(const std::string& text, Spelling spelling) {
  source::SourceSet sources;
  const source::FileId id = sources.Add(source::Load("policy.gj", text).file);
  diag::Sink sink;
  const syntax::SyntaxTree tree = syntax::Parse(sources[id], id, sink);
  return syntax::Print(sources[id], tree, syntax::NamesOf(tree), spelling);
}

lower::Compiled Compiled(const std::string& text) { return lower::CompileText({{"policy.gj", text}}); }

// What says how a policy was written rather than what it means.
ir::Program WithoutWording(ir::Program program) {
  program.closure.clear();
  for (ir::Origin& origin : program.origins) origin.line = origin.column = 0;
  for (ir::Use& use : program.uses) {
    use.text.clear();
    use.subject.clear();
    use.bound.clear();
  }
  for (ir::Figure& figure : program.figures) figure.written.clear();
  return program;
}

std::vector<differential::CaseData> Cases(const ir::Program& program, uint64_t seed, int count) {
  const abi::Layout layout = abi::LayoutOf(program);
  const differential::CaseGenerator generator(program, layout);
  differential::Random random(seed);
  std::vector<differential::CaseData> cases;
  for (int i = 0; i < count; ++i) cases.push_back(generator.Generate(&random, 15 * (i % 6)));
  return cases;
}

std::vector<uint64_t> Answers(const ir::Program& program, const std::vector<differential::CaseData>& cases,
                              const value::Calendar& calendar) {
  const abi::Layout layout = abi::LayoutOf(program);
  const abi::OutcomeShape shape = abi::ShapeOf(program);
  std::vector<uint64_t> words(cases.size() * shape.words());
  for (size_t i = 0; i < cases.size(); ++i)
    interp::Evaluate(program, layout, cases[i].View(calendar),
                     abi::Outcome(shape, words.data() + i * shape.words()));
  return words;
}

TEST(GeneratedPolicies, MeanTheSameInBothLanguages) {
  const differential::SyntheticCalendar calendar(1, 2023);
  const Amount amount = AmountToRun(300);
  size_t determined = 0, open = 0;
  for (uint64_t seed = amount.first; seed < amount.first + amount.count && !HasFailure(); ++seed) {
    SCOPED_TRACE("GUIJU_SEED=" + std::to_string(seed));
    const std::string zh = GeneratePolicy(seed), en = PrintedIn(zh, Spelling::kEn);
    const lower::Compiled chinese = Compiled(zh), english = Compiled(en);
    ASSERT_TRUE(chinese.program.has_value())
        << diag::RenderText(chinese.diagnostics.Sorted(), chinese.closure->sources, {}) << zh;
    ASSERT_TRUE(english.program.has_value())
        << diag::RenderText(english.diagnostics.Sorted(), english.closure->sources, {}) << en;
    EXPECT_EQ(PrintedIn(en, Spelling::kZh), PrintedIn(zh, Spelling::kZh));
    EXPECT_TRUE(ir::Verify(*chinese.program).empty());
    const ir::Program meaning = WithoutWording(*chinese.program);
    EXPECT_TRUE(meaning == WithoutWording(*english.program))
        << zh << en << ir::Print(meaning) << ir::Print(WithoutWording(*english.program));
    const auto cases = Cases(*chinese.program, seed, 30);
    const auto answers = Answers(*chinese.program, cases, calendar);
    EXPECT_EQ(answers, Answers(*english.program, cases, calendar)) << zh;
    const size_t half = abi::ShapeOf(*chinese.program).rule_words;
    const size_t words = abi::ShapeOf(*chinese.program).words();
    for (size_t i = 0; i < answers.size(); i += words)
      ++(std::equal(&answers[i], &answers[i + half], &answers[i + half]) ? determined : open);
  }
  // Neither all is known nor nothing.
  EXPECT_GT(determined, amount.count);
  EXPECT_GT(open, amount.count);
}

// What the compiler makes of text has shapes of its own: every tier on policies, not on generated programs.
TEST(GeneratedPolicies, AreAnsweredAlikeByEveryTier) {
  const auto tiers = differential::AllTiers();
  std::vector<const differential::Tier*> all;
  for (const auto& tier : tiers) all.push_back(tier.get());
  const differential::Comparer comparer(all, {});
  const differential::SyntheticCalendar calendar(2, 2023);
  const Amount amount = AmountToRun(12);
  for (uint64_t seed = amount.first; seed < amount.first + amount.count && !HasFailure(); ++seed) {
    const lower::Compiled policy = Compiled(GeneratePolicy(seed));
    ASSERT_TRUE(policy.program.has_value()) << "GUIJU_SEED=" << seed;
    const auto tally =
        comparer.CompareProgram(*policy.program, Cases(*policy.program, seed, 60), calendar, seed);
    EXPECT_GT(tally.Total(), 0u);
    for (const auto& difference : tally.differences)
      ADD_FAILURE() << "GUIJU_SEED=" << seed << " " << difference.tier << ": " << difference.what << "\n"
                    << differential::Describe(difference.program, difference.data)
                    << ir::Print(difference.program);
  }
}

}  // namespace
}  // namespace guiju::property
