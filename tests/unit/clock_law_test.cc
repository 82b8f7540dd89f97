// What holds for every clock, on random ones. The oracle counts day by day and knows no spans, ranks or
// ticks.
#include <algorithm>
#include <cstdlib>
#include <random>

#include "clock_fixture.h"
#include "runtime/clock/explain.h"

namespace guiju::clock {
namespace {

const Day kBegin = value::FromCivil({2017, 12, 1}), kEnd = value::FromCivil({2026, 12, 31});

int Runs(int usual) {
  const char* runs = std::getenv("GUIJU_PROPERTY_RUNS");
  return runs == nullptr ? usual : std::atoi(runs);
}

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  int64_t Up(int64_t from, int64_t to) { return std::uniform_int_distribution<int64_t>(from, to)(engine_); }
  bool Chance(int percent) { return Up(1, 100) <= percent; }
  template <class T>
  void Shuffle(std::vector<T>* list) {
    std::shuffle(list->begin(), list->end(), engine_);
  }

 private:
  std::mt19937_64 engine_;
};

Clock RandomClock(Random* random, bool dates, bool resets) {
  Clock clock;
  const Day anchor = random->Up(value::FromCivil({2018, 1, 1}), value::FromCivil({2022, 12, 31}));
  const auto moment = [&](Day from, Day to) {
    return Moment{random->Up(anchor + from, anchor + to), static_cast<int>(random->Up(0, 3)) * 400};
  };
  clock.anchor = Moment{anchor, static_cast<int>(random->Up(0, 1439))};
  const PeriodUnit units[] = {PeriodUnit::kDay, PeriodUnit::kWorkday, PeriodUnit::kMonth};
  const auto length = [&](PeriodUnit unit) {
    return unit == PeriodUnit::kMonth ? random->Up(1, 4) : random->Up(1, random->Chance(50) ? 15 : 60);
  };
  clock.unit = units[random->Up(0, 2)];
  clock.n = random->Chance(3) ? 0 : length(clock.unit);
  if (clock.unit == PeriodUnit::kMonth && random->Chance(10)) {
    clock.unit = PeriodUnit::kYear;
    clock.n = 1;
  }
  clock.roll = static_cast<value::RollRule>(random->Up(0, 2));
  if (random->Chance(50)) clock.ends = {random->Chance(50), random->Chance(50)};
  for (int64_t i = random->Up(0, 4); i > 0; --i) {
    Stop stop{moment(-10, 120), std::nullopt, i % 2 ? "听证" : "鉴定"};
    if (random->Chance(85)) stop.to = Moment{stop.from.day + random->Up(random->Chance(5) ? -3 : 0, 25), 600};
    clock.stops.push_back(stop);
  }
  for (int64_t i = random->Up(0, 3); i > 0; --i) {
    Extension extension;
    extension.unit =
        random->Chance(60) && clock.unit != PeriodUnit::kYear ? clock.unit : units[random->Up(0, 2)];
    extension.n = random->Chance(5) ? 0 : length(extension.unit);
    extension.granted = moment(-5, 110);
    extension.ordinal = static_cast<int>(4 - i);
    extension.admitted_late = random->Chance(10);
    if (dates && random->Chance(30)) extension.until = Moment{extension.granted.day + random->Up(-5, 80), 0};
    clock.extensions.push_back(extension);
  }
  if (resets) {
    for (int64_t i = random->Chance(30) ? random->Up(1, 2) : 0; i > 0; --i) {
      clock.resets.push_back({moment(-5, 100), "重新报送"});
    }
  }
  return clock;
}

bool Earlier(const Moment& a, const Moment& b) { return a.day * 1440 + a.minute < b.day * 1440 + b.minute; }

class Oracle {
 public:
  Oracle(const Clock& clock, const value::Calendar& calendar) : clock_(clock), calendar_(calendar) {}

  std::optional<Day> due;  // none: stopped
  std::vector<size_t> late, not_later, lapsed, late_resets;

  void Run() {
    std::vector<size_t> order(clock_.extensions.size()), resets(clock_.resets.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    for (size_t i = 0; i < resets.size(); ++i) resets[i] = i;
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      const Extension &x = clock_.extensions[a], &y = clock_.extensions[b];
      return x.granted == y.granted ? x.ordinal < y.ordinal : Earlier(x.granted, y.granted);
    });
    std::stable_sort(resets.begin(), resets.end(),
                     [&](size_t a, size_t b) { return Earlier(clock_.resets[a].at, clock_.resets[b].at); });
    start_ = clock_.anchor->day;
    Begin();
    size_t next = 0;
    for (size_t reset : resets) {
      const Moment at = clock_.resets[reset].at;
      if (!Earlier(*clock_.anchor, at)) continue;
      for (; next < order.size() && Earlier(clock_.extensions[order[next]].granted, at); ++next) {
        Extend(order[next]);
        lapsed.push_back(order[next]);
      }
      Cover(at);
      if (at.day > End().value()) late_resets.push_back(reset);
      start_ = at.day;
      Begin();
    }
    for (; next < order.size(); ++next) Extend(order[next]);
    Cover(std::nullopt);
    due = End();
  }

  // Whether a stop keeps the day from counting. The day is cut at noon, the night follows it.
  bool LeftOut(Day day) const {
    const size_t noon = static_cast<size_t>(day - kBegin) * 2;
    if (!covered_[noon]) return false;
    const bool goes_in = noon > 0 && covered_[noon - 1], goes_on = covered_[noon + 1];
    return (goes_in || !clock_.ends.first_day_counts) && (goes_on || !clock_.ends.last_day_counts);
  }

  // What has not run by the end of `now`, when all lengths are of one kind.
  std::optional<int64_t> Left(Day now) const {
    int64_t left = 0;
    for (const Part& part : parts_) {
      if (part.kind != parts_.front().kind || part.kind == 'f' || part.kind == 'm') return std::nullopt;
      left += part.n;
    }
    for (Day day = start_ + 1; day <= now && left > 0; ++day) {
      left -= !LeftOut(day) && (parts_.front().kind == 'd' || calendar_.IsWorkday(day));
    }
    return left;
  }

 private:
  struct Part {
    char kind = 'd';  // days, workdays, months, fixed
    int64_t n = 0;
    Day base = 0;
  };

  void Begin() {
    parts_.clear();
    Add(clock_.n, clock_.unit);
  }

  void Add(int64_t n, PeriodUnit unit) {
    const char kind = unit == PeriodUnit::kDay ? 'd' : unit == PeriodUnit::kWorkday ? 'w' : 'm';
    if (unit == PeriodUnit::kYear) n *= 12;
    if (kind == 'm' && !parts_.empty() && parts_.back().kind == 'm') {
      parts_.back().n += n;
    } else {
      parts_.push_back({kind, n, 0});
    }
  }

  void Extend(size_t index) {
    const Extension& extension = clock_.extensions[index];
    if (!extension.until && extension.n <= 0) return;
    Cover(extension.granted);
    const Day end = End().value(), granted = extension.granted.day;
    if (granted > end && !extension.admitted_late) return late.push_back(index);
    if (!extension.until) return Add(extension.n, extension.unit);
    const Day base = std::max(granted, start_);
    if (extension.until->day <= end || extension.until->day <= base) return not_later.push_back(index);
    parts_.push_back({'f', extension.until->day - base, base});
  }

  void Cover(std::optional<Moment> known) {
    covered_.assign(static_cast<size_t>(kEnd - kBegin + 2) * 2, false);
    for (const Stop& stop : clock_.stops) {
      if (stop.to && Earlier(*stop.to, stop.from)) continue;
      if (known && Earlier(*known, stop.from)) continue;
      Day to = stop.to ? stop.to->day : kEnd + 1;
      if (known) to = std::min(to, known->day);
      for (Day day = stop.from.day; day <= to; ++day) {
        covered_[static_cast<size_t>(day - kBegin) * 2] = true;
        if (day < to) covered_[static_cast<size_t>(day - kBegin) * 2 + 1] = true;
      }
      if (!known && !stop.to) covered_[covered_.size() - 1] = true;
    }
  }

  std::optional<Day> CountFrom(Day base, int64_t n, bool workdays) const {
    Day day = base;
    while (n > 0) {
      if (++day > kEnd) return std::nullopt;
      if (!LeftOut(day) && (!workdays || calendar_.IsWorkday(day))) --n;
    }
    return day;
  }

  // The day of the same number n months on, or the last of that month, found by walking there.
  static Day SameDayLater(Day from, int64_t n) {
    const value::Civil civil = value::ToCivil(from);
    const int64_t month = civil.year * 12 + civil.month + n;
    for (Day day = from;; ++day) {
      const value::Civil here = value::ToCivil(day), next = value::ToCivil(day + 1);
      if (here.year * 12 + here.month != month) continue;
      if (here.day == civil.day || next.month != here.month) return day;
    }
  }

  std::optional<Day> End() const {
    std::optional<Day> at = start_;
    for (const Part& part : parts_) {
      if (part.kind == 'f') {
        const std::optional<Day> fixed = CountFrom(part.base, part.n, false);
        if (!at || !fixed) at.reset();
        if (at) at = std::max(*at, *fixed);
      } else if (at) {
        const int64_t n = part.kind == 'm' ? SameDayLater(*at, part.n) - *at : part.n;
        at = CountFrom(*at, n, part.kind == 'w');
      }
    }
    if (!at || parts_.back().kind == 'f' || parts_.back().kind == 'w') return at;
    for (Day day = *at; day <= kEnd; ++day) {
      const value::DayKind kind = calendar_.KindOf(day);
      if (clock_.roll == value::RollRule::kNone) return day;
      if (LeftOut(day) || kind == value::DayKind::kHoliday) continue;
      if (kind == value::DayKind::kWeekend && clock_.roll == value::RollRule::kRestDay) continue;
      return day;
    }
    return std::nullopt;
  }

  const Clock& clock_;
  const value::Calendar& calendar_;
  Day start_ = 0;
  std::vector<Part> parts_;
  std::vector<bool> covered_;  // noon and night of each day
};

std::vector<size_t> Indices(const DueAnswer& answer, FindingKind kind) {
  std::vector<size_t> found;
  for (const Finding& finding : answer.findings) {
    if (finding.kind == kind) found.push_back(finding.index);
  }
  return found;
}

std::string Print(const Clock& clock) {
  std::string text = value::FormatMoment(*clock.anchor) + " n=" + std::to_string(clock.n) + " unit " +
                     std::to_string(static_cast<int>(clock.unit)) + " roll " +
                     std::to_string(static_cast<int>(clock.roll)) + " ends " +
                     std::to_string(clock.ends.first_day_counts) + std::to_string(clock.ends.last_day_counts);
  for (const Stop& stop : clock.stops) {
    text +=
        "\n stop " + value::FormatMoment(stop.from) + " " + (stop.to ? value::FormatMoment(*stop.to) : "…");
  }
  for (const Extension& e : clock.extensions) {
    text += "\n extension " + std::to_string(e.n) + " unit " + std::to_string(static_cast<int>(e.unit)) +
            " " + (e.until ? "until " + value::FormatDate(e.until->day) : "") + " granted " +
            value::FormatMoment(e.granted) + (e.admitted_late ? " admitted late" : "");
  }
  for (const Reset& reset : clock.resets) text += "\n reset " + value::FormatMoment(reset.at);
  return text;
}

TEST(ClockLaw, AgreesWithCountingDayByDay) {
  const auto china = China();
  Random random(20241009);
  int stopped = 0, late = 0, lapsed = 0, fixed = 0;
  for (int i = 0; i < Runs(100'000); ++i) {
    const Clock clock = RandomClock(&random, true, true);
    Oracle oracle(clock, *china);
    oracle.Run();
    const DueAnswer answer = Due(clock, *china);
    ASSERT_EQ(answer.state == DueState::kStopped, !oracle.due) << Print(clock);
    if (oracle.due) {
      ASSERT_EQ(value::FormatDate(answer.due.latest), value::FormatDate(*oracle.due)) << Print(clock);
      ASSERT_EQ(answer.due.earliest, answer.due.latest);
      ASSERT_FALSE(answer.due.provisional);
    }
    ASSERT_EQ(Indices(answer, FindingKind::kExtensionAfterExpiry), oracle.late) << Print(clock);
    ASSERT_EQ(Indices(answer, FindingKind::kExtensionNotLater), oracle.not_later) << Print(clock);
    ASSERT_EQ(Indices(answer, FindingKind::kExtensionLapsed), oracle.lapsed) << Print(clock);
    ASSERT_EQ(Indices(answer, FindingKind::kResetAfterExpiry), oracle.late_resets) << Print(clock);
    if (const auto left = oracle.Left(kEnd); !oracle.due && left) {
      ASSERT_EQ(answer.left, (std::vector<Amount>{{*left, *left, clock.unit}})) << Print(clock);
    }
    const Moment now{clock.anchor->day + random.Up(-5, 150), 700};
    const Remainder remainder = Remaining(clock, *china, now);
    if (const auto left = oracle.Left(now.day)) {
      ASSERT_EQ(remainder.left.empty() ? 0 : remainder.left.front().most, *left) << Print(clock);
    }
    if (oracle.due) {
      ASSERT_EQ(remainder.days_most, *oracle.due - now.day) << Print(clock);
      ASSERT_EQ(remainder.passed == Verdict::kYes, now.day > *oracle.due) << Print(clock);
    }
    stopped += !oracle.due;
    late += !oracle.late.empty();
    lapsed += !oracle.lapsed.empty();
    fixed += std::any_of(clock.extensions.begin(), clock.extensions.end(),
                         [](const Extension& extension) { return extension.until.has_value(); });
  }
  // The cases are met, not only generated.
  EXPECT_GT(stopped, Runs(100'000) / 50);
  EXPECT_GT(late, Runs(100'000) / 50);
  EXPECT_GT(lapsed, Runs(100'000) / 50);
  EXPECT_GT(fixed, Runs(100'000) / 50);
}

TEST(ClockLaw, HoursAgreeWithCountingMinutes) {
  const auto china = China();
  Random random(7);
  for (int i = 0; i < 5'000; ++i) {
    Clock clock = ClockOf("2024-03-01", random.Up(0, 72), PeriodUnit::kHour);
    clock.anchor->minute = static_cast<int>(random.Up(0, 1439));
    const auto at = [&](int64_t minute) {
      return Moment{D("2024-03-01") + minute / 1440, static_cast<int>(minute % 1440)};
    };
    std::vector<bool> covered(20 * 1440, false);
    for (int64_t k = random.Up(0, 4); k > 0; --k) {
      const int64_t from = random.Up(0, 4 * 1440), to = from + random.Up(0, 900);
      clock.stops.push_back({at(from), at(to), "鉴定"});
      for (int64_t minute = from; minute < to; ++minute) covered[static_cast<size_t>(minute)] = true;
    }
    size_t minute = static_cast<size_t>(clock.anchor->minute);
    for (int64_t left = clock.n * 60; left > 0; ++minute) left -= !covered[minute];
    ASSERT_EQ(Due(clock, *china).moment, at(static_cast<int64_t>(minute))) << Print(clock);
  }
}

TEST(ClockLaw, WithoutStopsItIsTheCalendarsPeriod) {
  const auto china = China();
  Random random(11);
  for (int i = 0; i < 5'000; ++i) {
    Clock clock = RandomClock(&random, false, false);
    clock.stops.clear();
    clock.extensions.clear();
    if (random.Chance(30)) clock.anchor->day += 1500;  // into years not announced
    const value::Deadline deadline =
        value::PeriodAfter(*china, clock.anchor->day, clock.n, clock.unit, clock.roll, false);
    ASSERT_EQ(Due(clock, *china).due, deadline.due) << Print(clock);
    ASSERT_EQ(Due(clock, *china).raw, deadline.raw) << Print(clock);
  }
}

TEST(ClockLaw, StopsAreAUnionAndNeverBringTheEndForward) {
  const auto china = China();
  Random random(13);
  for (int i = 0; i < 20'000; ++i) {
    Clock clock = RandomClock(&random, false, true);
    if (clock.stops.empty()) continue;
    const DueAnswer answer = Due(clock, *china);
    Clock shuffled = clock;
    random.Shuffle(&shuffled.stops);
    random.Shuffle(&shuffled.extensions);
    random.Shuffle(&shuffled.resets);
    ASSERT_EQ(DueOn(shuffled, *china), DueOn(clock, *china)) << Print(clock);
    Stop& stop = clock.stops.front();
    // One stop written as two that meet or overlap.
    if (stop.to && stop.to->day > stop.from.day) {
      Clock split = clock;
      const Day middle = random.Up(stop.from.day, stop.to->day);
      split.stops.front().to = Moment{std::min(middle + random.Up(0, 3), stop.to->day), 600};
      split.stops.push_back({Moment{middle, 600}, stop.to, "另一项"});
      if (middle > stop.from.day && clock.extensions.empty() && clock.resets.empty()) {
        ASSERT_EQ(DueOn(split, *china), DueOn(clock, *china)) << Print(clock);
      }
    }
    // A longer one.
    if (!stop.to || answer.state == DueState::kStopped) continue;
    stop.to->day += random.Up(1, 20);
    const DueAnswer longer = Due(clock, *china);
    if (longer.state == DueState::kStopped) continue;
    ASSERT_GE(longer.due.latest, answer.due.latest) << Print(clock);
    ASSERT_GE(longer.due.earliest, answer.due.earliest) << Print(clock);
  }
}

TEST(ClockLaw, EveryDayIsExplainedOnce) {
  const auto china = China();
  Random random(17);
  for (int i = 0; i < 20'000; ++i) {
    const Clock clock = RandomClock(&random, true, true);
    const Explanation told = Explain(clock, *china);
    ASSERT_EQ(told.steps.front().kind, StepKind::kStart);
    if (told.answer.state == DueState::kStopped) {
      ASSERT_TRUE(told.steps.back().open) << Print(clock);
      ASSERT_FALSE(told.steps.back().reasons.empty()) << Print(clock);
    } else {
      ASSERT_EQ(told.steps.back().kind, StepKind::kLast);
      ASSERT_EQ(told.steps.back().from.day, told.answer.due.latest);
    }
    Oracle oracle(clock, *china);
    oracle.Run();
    const Day start = told.steps.front().from.day;
    Day at = start;
    int64_t number = 0;
    for (size_t s = 1; s < told.steps.size(); ++s) {
      const Step& step = told.steps[s];
      if (step.kind == StepKind::kExtended) {
        if (clock.extensions[*step.extension].unit != clock.unit || clock.extensions[*step.extension].until)
          number = -1;
        continue;
      }
      if (step.kind == StepKind::kLast && step.from.day == start) continue;
      ASSERT_EQ(step.from.day, at + 1) << Print(clock);
      ASSERT_GE(step.to.day, step.from.day) << Print(clock);
      for (Day day = step.from.day; day <= step.to.day; ++day) {
        ASSERT_EQ(step.kind == StepKind::kStopped, oracle.LeftOut(day))
            << value::FormatDate(day) << Print(clock);
      }
      if (step.first > 0 && number >= 0) {
        ASSERT_EQ(step.first, number + 1) << Print(clock);
        number = step.last;
      }
      at = step.to.day;
    }
  }
}

// Forgetting next year's notice: the true end lies within the bounds, stops or not.
TEST(ClockLaw, BoundsContainWhatTheNoticeOrderedLater) {
  const auto truth = China();
  Random random(19);
  for (const char* known : {"2018-12-05", "2020-11-24", "2022-12-07", "2023-10-24"}) {
    const auto then = China(known);
    for (int i = 0; i < 2'000; ++i) {
      Clock clock = RandomClock(&random, false, false);
      const Day shift = D(known) + random.Up(-40, 250) - clock.anchor->day;
      clock.anchor->day += shift;
      for (Stop& stop : clock.stops) {
        stop.from.day += shift;
        if (stop.to) stop.to->day += shift;
      }
      clock.extensions.clear();
      const DueAnswer bounds = Due(clock, *then), real = Due(clock, *truth);
      if (bounds.state == DueState::kStopped || real.state == DueState::kStopped) continue;
      ASSERT_LE(bounds.due.earliest, real.due.earliest) << known << " " << Print(clock);
      ASSERT_GE(bounds.due.latest, real.due.latest) << known << " " << Print(clock);
    }
  }
}

TEST(ClockLaw, TheVerdictChangesWhenItWakes) {
  const auto china = China();
  Random random(23);
  for (int i = 0; i < 5'000; ++i) {
    Clock clock = RandomClock(&random, true, true);
    if (random.Chance(50)) clock.direction = Direction::kAtLeast;
    if (random.Chance(20)) clock.anchor->day = D("2026-12-01") + random.Up(0, 60);
    Moment now{clock.anchor->day - 5, 600};
    for (int wakes = 0; auto wake = NextWake(clock, *china, now); ++wakes) {
      ASSERT_LT(wakes, 3);
      ASSERT_NE(Remaining(clock, *china, *wake).passed, Remaining(clock, *china, now).passed) << Print(clock);
      const Moment before{wake->day - 1, 1439};
      ASSERT_EQ(Remaining(clock, *china, before).passed, Remaining(clock, *china, now).passed)
          << Print(clock);
      now = *wake;
    }
    if (Due(clock, *china).state == DueState::kRunning) {
      ASSERT_EQ(Remaining(clock, *china, now).passed, Verdict::kYes);
    }
  }
}

}  // namespace
}  // namespace guiju::clock
