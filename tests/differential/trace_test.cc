// Soundness of explanations on generated programs: what is said to suffice suffices, what is said to change
// the outcome changes it, what is to be asked is exactly what an answer can depend on.
#include "runtime/trace/trace.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

#include "tests/differential/generate.h"
#include "tests/differential/synthetic_calendar.h"

namespace guiju::trace {
namespace {

using differential::CaseData;
using differential::CaseGenerator;
using differential::ProgramSize;
using differential::Random;

uint64_t SeedCount() {
  const char* more = std::getenv("GUIJU_TRACE_PROGRAMS");
  return more == nullptr ? 400 : std::strtoull(more, nullptr, 10);
}

struct Sample {
  ir::Program program;
  abi::Layout layout;
  CaseData given, full;
  std::vector<interp::Presumed> presumed;
  std::shared_ptr<const value::Calendar> calendar;

  Input View() const { return {&program, &layout, full.row.data(), presumed, calendar.get()}; }
};

Sample MakeSample(uint64_t seed, ProgramSize size, int unknown_percent, bool closed_lists) {
  Sample sample;
  sample.program = differential::GenerateProgram(seed, size);
  sample.layout = abi::LayoutOf(sample.program);
  auto calendar = value::Calendar::Builtin(std::nullopt, "");
  sample.calendar = *calendar;
  Random random(seed * 7919 + 1);
  const CaseGenerator cases(sample.program, sample.layout);
  sample.given = cases.Generate(&random, unknown_percent);
  if (closed_lists) {
    for (ir::ListId list : sample.program.lists.ids()) {
      const abi::ListView view =
          abi::LoadList(sample.given.row.data(), sample.layout.list_offsets[static_cast<size_t>(list.index)]);
      differential::SetList(&sample.given, sample.layout, list, std::min(view.count, 2u), false);
    }
  }
  sample.full = differential::CopyOf(sample.given, sample.layout);
  sample.presumed =
      interp::ApplyPresumptions(sample.program, sample.layout, sample.full.row.data(), *sample.calendar);
  return sample;
}

TEST(TraceSoundness, SufficientFactsSuffice) {
  int determined = 0, facts = 0;
  for (uint64_t seed = 1; seed <= SeedCount(); ++seed) {
    Random random(seed);
    const Sample sample = MakeSample(seed, differential::RandomSize(&random), 25, false);
    const Explainer explainer(sample.View());
    for (ir::DecisionId decision : sample.program.decisions.ids()) {
      if (!explainer.IsDetermined(decision)) continue;
      ++determined;
      std::vector<Reading> kept = explainer.FindSufficient(decision);
      facts += static_cast<int>(kept.size());
      ASSERT_EQ(ValueWithOnly(sample.View(), decision, kept), explainer.ValueOf(decision))
          << "seed " << seed << " decision " << decision.index;
    }
  }
  std::printf("  %d determined decisions, %d facts kept\n", determined, facts);
  EXPECT_GT(determined, 100);
}

// With complete cases nothing is presumed; then no kept fact can be spared.
TEST(TraceSoundness, SufficientFactsAreMinimal) {
  for (uint64_t seed = 1; seed <= SeedCount() / 4; ++seed) {
    Random random(seed);
    Sample sample = MakeSample(seed, differential::RandomSize(&random), 0, true);
    sample.program.presumptions.clear();
    for (ir::Fact& fact : sample.program.facts) fact.absent_is.reset();
    const Explainer explainer(sample.View());
    for (ir::DecisionId decision : sample.program.decisions.ids()) {
      if (!explainer.IsDetermined(decision)) continue;
      const std::vector<Reading> kept = explainer.FindSufficient(decision);
      for (size_t i = 0; i < kept.size(); ++i) {
        std::vector<Reading> fewer = kept;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        ASSERT_FALSE(ValueWithOnly(sample.View(), decision, fewer) == explainer.ValueOf(decision))
            << "seed " << seed << " decision " << decision.index << " spares fact "
            << kept[i].place.fact.index;
      }
    }
  }
}

TEST(TraceSoundness, NearestChangesChange) {
  int changes = 0, pairs = 0, silent = 0;
  for (uint64_t seed = 1; seed <= SeedCount(); ++seed) {
    Random random(seed);
    const Sample sample = MakeSample(seed, differential::RandomSize(&random), 10, false);
    const Explainer explainer(sample.View());
    for (ir::DecisionId decision : sample.program.decisions.ids()) {
      if (!explainer.IsDetermined(decision)) continue;
      bool all = true;
      const std::vector<Change> found = explainer.FindChanges(decision, &all);
      silent += found.empty();
      for (const Change& change : found) {
        ++changes;
        pairs += change.settings.size() == 2;
        ASSERT_FALSE(change.result == explainer.ValueOf(decision));
        for (bool far : {false, true}) {
          ASSERT_EQ(ValueAfter(sample.View(), decision, change.settings, far), change.result)
              << "seed " << seed << " decision " << decision.index << " far " << far;
        }
      }
    }
  }
  std::printf("  %d changes (%d of two facts), %d decisions nothing near changes\n", changes, pairs, silent);
  EXPECT_GT(changes, 100);
}

// ---- asking: against all completions
// ----------------------------------------------------------------------------------

struct Slot {
  Place place;
  std::vector<int64_t> values;
};

std::vector<Slot> UnknownSlots(const Sample& sample) {
  std::vector<Slot> slots;
  for (ir::FactId id : sample.program.facts.ids()) {
    const ir::Fact& fact = sample.program.facts[id];
    const abi::Field& field = sample.layout.fields[static_cast<size_t>(id.index)];
    Slot slot;
    int64_t hi = fact.range.hi;
    int64_t lo = fact.range.lo;
    switch (fact.type.kind) {
      case ir::TypeKind::kBool:
        lo = 0, hi = 1;
        break;
      case ir::TypeKind::kEnum:
        lo = 0, hi = static_cast<int64_t>(sample.program.enums[fact.type.enumeration].values.size()) - 1;
        break;
      case ir::TypeKind::kText:
        lo = 0, hi = static_cast<int64_t>(sample.program.texts.size()) + 1;
        break;
      case ir::TypeKind::kSet:
        lo = 0, hi = (int64_t{1} << sample.program.enums[fact.type.enumeration].values.size()) - 1;
        break;
      case ir::TypeKind::kInt:
      case ir::TypeKind::kDate:
        break;
    }
    for (int64_t value = lo; value <= hi && value - lo < 3000; ++value) slot.values.push_back(value);
    if (!fact.list) {
      if (abi::IsKnown(sample.full.row.data(), field)) continue;
      slot.place = {id, {}, -1};
      slots.push_back(slot);
      continue;
    }
    const auto list = static_cast<size_t>(fact.list.index);
    const abi::ListView view = abi::LoadList(sample.full.row.data(), sample.layout.list_offsets[list]);
    for (uint32_t i = 0; i < view.count; ++i) {
      if (abi::IsKnown(view.elements + i * sample.layout.elements[list].size, field)) continue;
      slot.place = {id, fact.list, static_cast<int32_t>(i)};
      slots.push_back(slot);
    }
  }
  return slots;
}

void Put(CaseData* data, const abi::Layout& layout, const Place& place, int64_t value) {
  std::byte* row = data->row.data();
  if (place.list) {
    const auto list = static_cast<size_t>(place.list.index);
    row = data->elements[list].data() + static_cast<size_t>(place.element) * layout.elements[list].size;
  }
  abi::Store(row, layout.fields[static_cast<size_t>(place.fact.index)], value);
}

// own_texts: texts of the case itself; "any other text" is none of them either.
bool InRegion(const Region& region, const ir::Fact& fact, int64_t value, size_t texts,
              const std::set<int64_t>& own_texts) {
  switch (fact.type.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kEnum:
      return (region.mask >> value) & 1;
    case ir::TypeKind::kText:
      return region.other_text ? value >= static_cast<int64_t>(texts) && !own_texts.contains(value)
                               : value == region.lo;
    case ir::TypeKind::kSet:
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      return value >= region.lo && value <= region.hi;
  }
  return false;
}

using Outcome = std::tuple<int64_t, int64_t, uint64_t, bool>;
Outcome OutcomeOf(const interp::Knowledge& k) { return {k.lo, k.hi, k.set, k.top}; }

TEST(TraceSoundness, AskAndDecisiveAgainstAllCompletions) {
  int checked = 0, minimal = 0, decisive = 0, facts = 0, needless = 0, exact = 0;
  for (uint64_t seed = 1; seed <= 6 * SeedCount(); ++seed) {
    ProgramSize size;
    Random random(seed);
    size.facts = static_cast<int>(random.Within(2, 5));
    size.rules = static_cast<int>(random.Within(2, 8));
    size.decisions = static_cast<int>(random.Within(1, 3));
    size.lists = random.Chance(30);
    size.dates = false;
    size.values = random.Chance(60);
    size.tiny = true;
    const Sample sample = MakeSample(seed, size, 70, true);
    const std::vector<Slot> slots = UnknownSlots(sample);
    int64_t completions = 1;
    for (const Slot& slot : slots)
      completions = std::min<int64_t>(1'000'000, completions * static_cast<int64_t>(slot.values.size()));
    if (completions > 3000 || slots.empty()) continue;
    std::set<int64_t> own_texts;
    for (ir::FactId id : sample.program.facts.ids()) {
      const abi::Field& field = sample.layout.fields[static_cast<size_t>(id.index)];
      if (sample.program.facts[id].type.kind != ir::TypeKind::kText || sample.program.facts[id].list)
        continue;
      if (abi::IsKnown(sample.full.row.data(), field))
        own_texts.insert(abi::Load(sample.full.row.data(), field));
    }
    const Explainer explainer(sample.View());
    for (ir::DecisionId decision : sample.program.decisions.ids()) {
      if (explainer.IsDetermined(decision)) continue;
      const Missing missing = explainer.FindMissing(decision);
      std::vector<Outcome> outcomes;
      CaseData c = differential::CopyOf(sample.full, sample.layout);
      for (int64_t n = 0; n < completions; ++n) {
        int64_t rest = n;
        for (const Slot& slot : slots) {
          Put(&c, sample.layout, slot.place,
              slot.values[static_cast<size_t>(rest % static_cast<int64_t>(slot.values.size()))]);
          rest /= static_cast<int64_t>(slot.values.size());
        }
        outcomes.push_back(
            OutcomeOf(interp::Evaluator(sample.program, sample.layout, c.View(*sample.calendar))
                          .DecisionValue(decision)));
      }
      // Essential: two completions differ in this slot only and in the outcome.
      std::set<Place> essential;
      int64_t stride = 1;
      for (const Slot& slot : slots) {
        const auto count = static_cast<int64_t>(slot.values.size());
        for (int64_t n = 0; n < completions; ++n) {
          if (outcomes[static_cast<size_t>(n)] !=
              outcomes[static_cast<size_t>(n - (n / stride % count) * stride)]) {
            essential.insert(slot.place);
            break;
          }
        }
        stride *= count;
      }
      const std::set<Place> asked(missing.ask.begin(), missing.ask.end());
      ++checked;
      minimal += missing.minimal;
      facts += static_cast<int>(asked.size());
      for (const Place& place : essential) {
        ASSERT_TRUE(asked.contains(place))
            << "seed " << seed << " decision " << decision.index << " does not ask for fact "
            << place.fact.index << (std::getenv("GUIJU_PRINT") ? ir::Print(sample.program) : "");
      }
      if (missing.minimal) {
        ASSERT_EQ(asked, essential) << "seed " << seed << " decision " << decision.index
                                    << (std::getenv("GUIJU_PRINT") ? ir::Print(sample.program) : "");
      } else {
        needless += static_cast<int>(asked.size() - essential.size());
      }
      // Possible: every completion's outcome, and of the finite kinds nothing else.
      const ir::Type& type = sample.program.decisions[decision].type;
      const bool finite = type.kind == ir::TypeKind::kBool || type.kind == ir::TypeKind::kEnum;
      const bool number = type.kind == ir::TypeKind::kInt;
      uint64_t seen = 0;
      for (const auto& [lo, hi, set, top] : outcomes) {
        seen |= set;
        ASSERT_TRUE(!number || (lo >= missing.possible.lo && hi <= missing.possible.hi))
            << "seed " << seed << " decision " << decision.index << " " << lo << ".." << hi;
      }
      if (finite && missing.minimal) {
        ++exact;
        ASSERT_EQ(missing.possible.set, seen) << "seed " << seed << " decision " << decision.index;
      } else {
        ASSERT_EQ(missing.possible.set & seen, seen) << "seed " << seed << " decision " << decision.index;
      }
      ASSERT_LE(missing.decisive.size(), 3u);
      for (const Decisive& answer : missing.decisive) {
        ++decisive;
        for (int64_t n = 0; n < completions; ++n) {
          bool matches = true;
          int64_t rest = n;
          for (const Slot& slot : slots) {
            const int64_t value =
                slot.values[static_cast<size_t>(rest % static_cast<int64_t>(slot.values.size()))];
            rest /= static_cast<int64_t>(slot.values.size());
            for (const Setting& setting : answer.given) {
              if (setting.place == slot.place) {
                matches = matches && InRegion(setting.region, sample.program.facts[slot.place.fact], value,
                                              sample.program.texts.size(), own_texts);
              }
            }
          }
          if (!matches) continue;
          ASSERT_EQ(outcomes[static_cast<size_t>(n)], OutcomeOf(answer.result))
              << "seed " << seed << " decision " << decision.index;
        }
      }
    }
  }
  std::printf(
      "  %d undetermined decisions, %d with a minimal set, %d facts asked, %d needless, %d decisive "
      "answers\n",
      checked, minimal, facts, needless, decisive);
  EXPECT_GT(checked, 100);
  EXPECT_GT(exact, 100);
  EXPECT_GT(minimal * 100, checked * 80);
}

}  // namespace
}  // namespace guiju::trace
