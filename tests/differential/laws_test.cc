// The five laws of the formal core, on generated programs and cases.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>

#include "compiler/ir/passes.h"
#include "tests/differential/exact.h"
#include "tests/differential/rewrite.h"
#include "tests/differential/synthetic_calendar.h"

namespace guiju::differential {
namespace {

constexpr uint64_t kSeed = 20260101;

const SyntheticCalendar& Announced() {
  static const SyntheticCalendar calendar(7, 9999);
  return calendar;
}
const SyntheticCalendar& Provisional() {
  static const SyntheticCalendar calendar(8, 2022);
  return calendar;
}

std::vector<uint64_t> Interpret(const ir::Program& program, const abi::Layout& layout, const CaseData& data,
                                const value::Calendar& calendar) {
  const abi::OutcomeShape shape = abi::ShapeOf(program);
  std::vector<uint64_t> words(shape.words());
  interp::Evaluate(program, layout, data.View(calendar), abi::Outcome(shape, words.data()));
  return words;
}

ProgramSize TinySize(Random* random) {
  ProgramSize size;
  size.tiny = true;
  size.facts = static_cast<int>(random->Within(1, 3));
  size.rules = static_cast<int>(random->Within(1, 6));
  size.decisions = static_cast<int>(random->Within(1, 3));
  size.depth = 2;
  size.lists = random->Chance(40);
  return size;
}

TEST(Laws, CompleteCasesAreExactAndRight) {
  Random random(kSeed);
  for (int i = 0; i < 1500; ++i) {
    const uint64_t seed = random.Next();
    const ProgramSize size = RandomSize(&random);
    const ir::Program program = GenerateProgram(seed, size);
    const abi::Layout layout = abi::LayoutOf(program);
    const CaseGenerator cases(program, layout);
    for (int k = 0; k < 8; ++k) {
      const CaseData data = cases.Generate(&random, 0);
      const auto worlds = Completions(program, layout, data, 1);
      ASSERT_TRUE(worlds && worlds->size() == 1);
      auto words = Interpret(program, layout, data, Announced());
      ASSERT_TRUE(Equals(program, words.data(), AnswerIn(program, (*worlds)[0], Announced())))
          << "seed " << seed << " case " << k << "\n"
          << ir::Print(program);
    }
  }
}

// Every rail and value of `more` lies within `less`.
bool Refines(const ir::Program& program, std::vector<uint64_t>* less, std::vector<uint64_t>* more) {
  const abi::OutcomeShape shape = abi::ShapeOf(program);
  const abi::Outcome a(shape, less->data()), b(shape, more->data());
  for (uint32_t w = 0; w < shape.rule_words; ++w) {
    if ((a.must[w] & ~b.must[w]) != 0 || (b.may[w] & ~a.may[w]) != 0 || (b.must[w] & ~b.may[w]) != 0)
      return false;
  }
  for (ir::DecisionId id : program.decisions.ids()) {
    const int64_t alo = a.lo[id.index], ahi = a.hi[id.index], blo = b.lo[id.index], bhi = b.hi[id.index];
    switch (program.decisions[id].type.kind) {
      case ir::TypeKind::kBool:
      case ir::TypeKind::kInt:
      case ir::TypeKind::kDate:
        if (blo < alo || bhi > ahi || blo > bhi) return false;
        break;
      case ir::TypeKind::kEnum:
        if ((blo & ~alo) != 0 || blo == 0) return false;
        break;
      case ir::TypeKind::kSet:
        if ((alo & ~blo) != 0 || (bhi & ~ahi) != 0 || (blo & ~bhi) != 0) return false;
        break;
      case ir::TypeKind::kText:
        return false;
    }
  }
  return true;
}

TEST(Laws, KnowingMoreNeverChangesWhatWasKnown) {
  Random random(kSeed + 1);
  for (int i = 0; i < 1500; ++i) {
    const uint64_t seed = random.Next();
    const ir::Program program = GenerateProgram(seed, RandomSize(&random));
    const abi::Layout layout = abi::LayoutOf(program);
    const CaseGenerator cases(program, layout);
    for (int k = 0; k < 6; ++k) {
      CaseData data = cases.Generate(&random, static_cast<int>(random.Within(10, 100)));
      auto words = Interpret(program, layout, data, Provisional());
      for (int step = 0; step < 4; ++step) {
        CaseData refined = CopyOf(data, layout);
        cases.Refine(&random, 30, &refined);
        auto refined_words = Interpret(program, layout, refined, Provisional());
        ASSERT_TRUE(Refines(program, &words, &refined_words)) << "seed " << seed << "\n"
                                                              << ir::Print(program);
        data = std::move(refined);
        words = std::move(refined_words);
      }
    }
  }
}

TEST(Laws, KnowledgeContainsTheAnswerOfEveryCompletion) {
  Random random(kSeed + 2);
  int64_t completions = 0;
  for (int i = 0; i < 4000; ++i) {
    const uint64_t seed = random.Next();
    const ir::Program program = GenerateProgram(seed, TinySize(&random));
    const abi::Layout layout = abi::LayoutOf(program);
    const CaseGenerator cases(program, layout);
    for (int k = 0; k < 4; ++k) {
      const CaseData data = cases.Generate(&random, static_cast<int>(random.Within(20, 100)));
      const auto worlds = Completions(program, layout, data, 1500);
      if (!worlds) continue;
      auto words = Interpret(program, layout, data, Announced());
      for (const World& world : *worlds) {
        ASSERT_TRUE(Contains(program, words.data(), AnswerIn(program, world, Announced())))
            << "seed " << seed << "\n"
            << ir::Print(program);
        ++completions;
      }
    }
  }
  fmt::print("{} completions\n", completions);
  EXPECT_GT(completions, 100000);
}

TEST(Laws, DeMorganRewritesKeepKnowledge) {
  Random random(kSeed + 3);
  for (int i = 0; i < 1500; ++i) {
    const uint64_t seed = random.Next();
    const ir::Program program = GenerateProgram(seed, RandomSize(&random));
    const ir::Program rewritten = DeMorganRewrite(program, &random);
    ASSERT_TRUE(ir::Verify(rewritten).empty());
    const abi::Layout layout = abi::LayoutOf(program);
    const CaseGenerator cases(program, layout);
    for (int k = 0; k < 8; ++k) {
      const CaseData data = cases.Generate(&random, static_cast<int>(random.Within(0, 100)));
      ASSERT_EQ(Interpret(program, layout, data, Provisional()),
                Interpret(rewritten, layout, data, Provisional()))
          << "seed " << seed << "\n"
          << ir::Print(program);
    }
  }
}

// Over every partial case of a tiny program: calls visit(case) with each.
template <class F>
void ForEachPartialCase(const ir::Program& program, const abi::Layout& layout, F visit) {
  std::vector<CaseData> all;
  all.push_back(UnknownCase(program, layout));
  for (ir::FactId id : program.facts.ids()) {
    const ir::Fact& fact = program.facts[id];
    std::vector<CaseData> next;
    for (const CaseData& data : all) {
      next.push_back(CopyOf(data, layout));
      for (int64_t v = fact.range.lo; v <= fact.range.hi; ++v) {
        next.push_back(CopyOf(data, layout));
        abi::Store(next.back().row.data(), layout.fields[static_cast<size_t>(id.index)], v);
      }
    }
    all = std::move(next);
  }
  for (const CaseData& data : all) visit(data);
}

TEST(Laws, ProvedImplicationIsNeverContradictedByAPartialCase) {
  Random random(kSeed + 4);
  int implications = 0;
  for (int i = 0; i < 3000; ++i) {
    ProgramSize size = TinySize(&random);
    size.lists = size.values = false;
    size.decisions = 2;
    const ir::Program program = GenerateProgram(random.Next(), size);
    const abi::Layout layout = abi::LayoutOf(program);
    const auto worlds = Completions(program, layout, UnknownCase(program, layout), 1000);
    if (!worlds) continue;
    bool implies = true;
    for (const World& world : *worlds) {
      const Answer answer = AnswerIn(program, world, Announced());
      implies = implies && (answer.decisions[0] == 0 || answer.decisions[1] != 0);
    }
    if (!implies) continue;
    ++implications;
    ForEachPartialCase(program, layout, [&](const CaseData& data) {
      auto words = Interpret(program, layout, data, Announced());
      const abi::Outcome out(abi::ShapeOf(program), words.data());
      ASSERT_FALSE(out.lo[0] == 1 && out.hi[1] == 0) << ir::Print(program);
    });
  }
  fmt::print("{} implications\n", implications);
  EXPECT_GT(implications, 300);
}

TEST(Passes, KeepEveryThreeValuedAnswer) {
  Random random(kSeed + 5);
  for (int i = 0; i < 1000; ++i) {
    const ir::Program program = GenerateProgram(random.Next(), RandomSize(&random));
    const ir::Program dead = ir::RemoveDeadExprs(program), simple = ir::SimplifyConditions(program);
    ASSERT_TRUE(ir::Verify(dead).empty());
    ASSERT_TRUE(ir::Verify(simple).empty());
    ASSERT_LE(dead.exprs.size(), program.exprs.size());
    ASSERT_EQ(ir::Print(ir::SimplifyConditions(simple)), ir::Print(simple));
    const abi::Layout layout = abi::LayoutOf(program);
    const CaseGenerator cases(program, layout);
    for (int k = 0; k < 6; ++k) {
      const CaseData data = cases.Generate(&random, static_cast<int>(random.Within(0, 100)));
      const auto words = Interpret(program, layout, data, Provisional());
      ASSERT_EQ(words, Interpret(dead, layout, data, Provisional())) << ir::Print(program);
      ASSERT_EQ(words, Interpret(simple, layout, data, Provisional())) << ir::Print(program);
    }
  }
}

}  // namespace
}  // namespace guiju::differential
