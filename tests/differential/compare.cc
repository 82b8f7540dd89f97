#include "tests/differential/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tests/differential/rewrite.h"
#include "tests/differential/shrink.h"
#include "tests/differential/synthetic_calendar.h"

namespace guiju::differential {
namespace {

// One day late, or one day too many: what --break-builtin makes of the calendar.
class BrokenCalendar : public value::Calendar {
 public:
  BrokenCalendar(const value::Calendar& right, std::string broken)
      : right_(right), broken_(std::move(broken)) {}
  value::DayKind KindOf(value::Day day) const override { return right_.KindOf(day); }
  bool IsAnnounced(int year) const override { return right_.IsAnnounced(year); }
  std::string ReasonOf(value::Day day) const override { return right_.ReasonOf(day); }
  const std::string& digest() const override { return right_.digest(); }
  value::DueDate AddWorkdays(value::Day start, int64_t n) const override {
    value::DueDate due = right_.AddWorkdays(start, n);
    if (broken_ == "add_workdays") ++due.latest;
    return due;
  }
  value::DueDate NextWorkday(value::Day day) const override {
    value::DueDate due = right_.NextWorkday(day);
    if (broken_ == "next_workday") ++due.latest;
    return due;
  }
  std::pair<int64_t, int64_t> CountWorkdays(value::Day from, value::Day to) const override {
    auto count = right_.CountWorkdays(from, to);
    if (broken_ == "count_workdays") ++count.second;
    return count;
  }
  value::DayInfo Describe(value::Day day) const override { return right_.Describe(day); }
  std::vector<value::Notice> NoticesFor(int year) const override { return right_.NoticesFor(year); }
  const std::string& region() const override { return right_.region(); }
  std::optional<value::Day> known() const override { return right_.known(); }

 private:
  const value::Calendar& right_;
  std::string broken_;
};

const value::Calendar& CalendarFor(uint64_t seed) {
  static const SyntheticCalendar calendars[] = {{1, 9999}, {2, 2023}, {3, 2021}};
  static const auto builtin = value::Calendar::Builtin(std::nullopt, "");
  if (seed % 4 == 3 && builtin.ok()) return **builtin;
  return calendars[seed % 3];
}

std::vector<uint64_t> Truth(const ir::Program& program, const abi::Layout& layout,
                            const std::vector<interp::Case>& cases) {
  const abi::OutcomeShape shape = abi::ShapeOf(program);
  std::vector<uint64_t> words(cases.size() * shape.words());
  for (size_t i = 0; i < cases.size(); ++i) {
    interp::Evaluate(program, layout, cases[i], abi::Outcome(shape, words.data() + i * shape.words()));
  }
  return words;
}

std::string DescribeDifference(const ir::Program& program, const uint64_t* right, const uint64_t* wrong) {
  const abi::OutcomeShape shape = abi::ShapeOf(program);
  const auto rails = [&](std::string_view rail, uint32_t from) -> std::string {
    for (size_t r = 0; r < program.rules.size(); ++r) {
      const bool want = (right[from + r / 64] >> (r % 64)) & 1, got = (wrong[from + r / 64] >> (r % 64)) & 1;
      if (want != got) return fmt::format("rule r{} {}: {} instead of {}", r, rail, got, want);
    }
    return fmt::format("bits of {} beyond the rules are not 0", rail);
  };
  for (uint32_t w = 0; w < shape.words(); ++w) {
    if (right[w] == wrong[w]) continue;
    if (w < shape.rule_words) return rails("must", 0);
    if (w < 2 * shape.rule_words) return rails("may", shape.rule_words);
    const uint32_t d = (w - 2 * shape.rule_words) % std::max(1u, shape.decisions);
    return fmt::format("decision d{} {}: {} instead of {}", d,
                       w < 2 * shape.rule_words + shape.decisions ? "lo" : "hi",
                       static_cast<int64_t>(wrong[w]), static_cast<int64_t>(right[w]));
  }
  return "";
}

}  // namespace

std::vector<std::string> Breakage::Names() {
  std::vector<std::string> names = {"add_workdays", "next_workday", "count_workdays"};
  for (std::string& name : BreakableOperators()) names.push_back(std::move(name));
  return names;
}

uint64_t Tally::Total() const {
  uint64_t total = 0;
  for (const auto& [name, count] : pairs) total += count;
  return total;
}

void Tally::Add(Tally other) {
  for (const auto& [name, count] : other.pairs) pairs[name] += count;
  programs += other.programs;
  cases += other.cases;
  undetermined += other.undetermined;
  std::move(other.differences.begin(), other.differences.end(), std::back_inserter(differences));
}

Comparer::Comparer(std::vector<const Tier*> tiers, Breakage breakage)
    : tiers_(std::move(tiers)), breakage_(std::move(breakage)) {}

ir::Program Comparer::CopyFor(const ir::Program& program) const {
  if (breakage_.name.empty()) return program;
  return Break(program, breakage_.name).value_or(program);
}

Tally Comparer::CompareSeed(uint64_t program_seed, int cases) const {
  Random random(program_seed);
  const ProgramSize size = RandomSize(&random);
  const ir::Program program = GenerateProgram(random.Next(), size);
  const abi::Layout layout = abi::LayoutOf(program);
  const CaseGenerator generator(program, layout);
  const value::Calendar& calendar = CalendarFor(random.Next());
  std::vector<CaseData> data;
  static constexpr int kDensities[] = {0, 0, 0, 10, 30, 60, 90, 100};
  for (int i = 0; i < cases; ++i) {
    data.push_back(generator.Generate(&random, kDensities[random.Below(8)]));
    if (random.Chance(30)) interp::ApplyPresumptions(program, layout, data.back().row.data(), calendar);
  }
  return CompareProgram(program, data, calendar, program_seed);
}

Tally Comparer::CompareProgram(const ir::Program& program, const std::vector<CaseData>& data,
                               const value::Calendar& calendar, uint64_t seed) const {
  const abi::Layout layout = abi::LayoutOf(program);
  const abi::OutcomeShape shape = abi::ShapeOf(program);
  std::vector<interp::Case> cases;
  for (const CaseData& one : data) cases.push_back(one.View(calendar));
  const std::vector<uint64_t> right = Truth(program, layout, cases);
  Tally tally;
  tally.programs = 1;
  tally.cases = data.size();
  for (size_t i = 0; i < data.size(); ++i) {
    const uint64_t* one = right.data() + i * shape.words();
    tally.undetermined += !std::equal(one, one + shape.rule_words, one + shape.rule_words);
  }

  const ir::Program copy = CopyFor(program);
  const BrokenCalendar broken(calendar, breakage_.name);
  if (!breakage_.name.empty()) {
    for (interp::Case& one : cases) one.calendar = &broken;
  }
  std::vector<uint64_t> words(right.size());
  std::vector<uint8_t> taken;
  for (const Tier* tier : tiers_) {
    std::string refusal;
    const auto runners = tier->Prepare(copy, layout, *cases[0].calendar, seed, &refusal);
    if (!refusal.empty()) {
      tally.differences.push_back(Shrink(
          *tier, {tier->name(), seed, "refused: " + refusal, program, CopyOf(data[0], layout)}, calendar));
    }
    for (const auto& runner : runners) {
      runner->Run(cases, words.data(), &taken);
      bool found = false;
      for (size_t i = 0; i < data.size(); ++i) {
        if (taken[i] == 0) continue;
        ++tally.pairs[runner->name()];
        const uint64_t *want = right.data() + i * shape.words(), *got = words.data() + i * shape.words();
        if (found || std::equal(want, want + shape.words(), got)) continue;
        found = true;
        tally.differences.push_back(Shrink(
            *tier,
            {runner->name(), seed, DescribeDifference(program, want, got), program, CopyOf(data[i], layout)},
            calendar));
      }
    }
  }
  return tally;
}

std::optional<std::string> Comparer::Disagrees(const Tier& tier, const std::string& name,
                                               const ir::Program& program, const CaseData& data,
                                               const value::Calendar& calendar, uint64_t seed) const {
  const abi::Layout layout = abi::LayoutOf(program);
  // The same case many times over, so that column forms see a full block.
  std::vector<interp::Case> cases(3, data.View(calendar));
  const std::vector<uint64_t> right = Truth(program, layout, cases);
  const ir::Program copy = CopyFor(program);
  const BrokenCalendar broken(calendar, breakage_.name);
  if (!breakage_.name.empty()) {
    for (interp::Case& one : cases) one.calendar = &broken;
  }
  std::string refusal;
  const auto runners = tier.Prepare(copy, layout, *cases[0].calendar, seed, &refusal);
  if (name == tier.name() && !refusal.empty()) return "refused: " + refusal;
  for (const auto& runner : runners) {
    if (runner->name() != name) continue;
    std::vector<uint64_t> words(right.size());
    std::vector<uint8_t> taken;
    runner->Run(cases, words.data(), &taken);
    const size_t size = abi::ShapeOf(program).words();
    if (taken[0] != 0 &&
        !std::equal(right.begin(), right.begin() + static_cast<ptrdiff_t>(size), words.begin())) {
      return DescribeDifference(program, right.data(), words.data());
    }
  }
  return std::nullopt;
}

Difference Comparer::Shrink(const Tier& tier, Difference found, const value::Calendar& calendar) const {
  const auto still_wrong = [&](const ir::Program& program, const CaseData& data) {
    std::optional<std::string> what =
        Disagrees(tier, found.tier, program, data, calendar, found.program_seed);
    if (what) found.what = std::move(*what);
    return what.has_value();
  };
  // A failure that needs its neighbours in the batch is reported as it was found.
  if (still_wrong(found.program, found.data)) ShrinkFailure(still_wrong, &found.program, &found.data);
  return found;
}

std::string Describe(const ir::Program& program, const CaseData& data) {
  const abi::Layout layout = abi::LayoutOf(program);
  std::string text;
  const auto add_row = [&](ir::ListId list, const std::byte* row) {
    for (ir::FactId id : program.facts.ids()) {
      const abi::Field& field = layout.fields[static_cast<size_t>(id.index)];
      if (program.facts[id].list != list || !abi::IsKnown(row, field)) continue;
      text += fmt::format(" f{}={}", id.index, abi::Load(row, field));
    }
  };
  text += "known:";
  add_row({}, data.row.data());
  text += '\n';
  for (ir::ListId id : program.lists.ids()) {
    const auto list = static_cast<size_t>(id.index);
    const abi::ListView view = abi::LoadList(data.row.data(), layout.list_offsets[list]);
    text += fmt::format("list l{}: {} elements{}\n", id.index, view.count, view.open != 0 ? ", open" : "");
    for (uint32_t i = 0; i < view.count; ++i) {
      text += "  -";
      add_row(id, view.elements + size_t{i} * layout.elements[list].size);
      text += '\n';
    }
  }
  return text;
}

}  // namespace guiju::differential
