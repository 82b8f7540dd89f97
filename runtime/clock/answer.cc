#include "runtime/clock/answer.h"

#include <algorithm>
#include <utility>

#include "compiler/base/check.h"
#include "runtime/clock/course.h"

namespace guiju::clock {
namespace {

constexpr int64_t kMinutesOfHour = 60, kMinutesOfDay = 24 * 60, kMostHours = 2'400'000;

bool IsHours(const Clock& clock) { return clock.unit == PeriodUnit::kHour; }

// The same bounds on the line of days.
value::DueDate InDays(const Clock& clock, value::DueDate ticks) {
  ticks.earliest = MomentOf(clock, ticks.earliest).day;
  ticks.latest = MomentOf(clock, ticks.latest).day;
  return ticks;
}

DueAnswer NoticeBefore(const Clock& clock, const value::Calendar& calendar) {
  DueAnswer answer;
  answer.state = DueState::kRunning;
  const auto ignore = [&](FindingOf of, size_t count) {
    for (size_t i = 0; i < count; ++i) answer.findings.push_back({FindingKind::kNotOfThisDirection, of, i});
  };
  ignore(FindingOf::kExtension, clock.extensions.size());
  ignore(FindingOf::kReset, clock.resets.size());
  ignore(FindingOf::kStop, clock.stops.size());
  if (IsHours(clock)) {
    const Tick limit = TickOf(clock, *clock.anchor) - std::min(clock.n, kMostHours) * kMinutesOfHour;
    answer.moment = MomentOf(clock, limit);
    answer.raw = answer.due = {answer.moment->day, answer.moment->day, false, ""};
    answer.workday = calendar.AddWorkdays(answer.moment->day + 1, -1);
    return answer;
  }
  const value::BackwardLimit limit =
      value::LatestNotice(calendar, clock.anchor->day, clock.n, clock.unit, clock.reading, false);
  answer.raw = limit.limit.raw;
  answer.due = limit.limit.due;
  answer.workday = limit.workday;
  return answer;
}

// The last tick on which things are as before.
value::DueDate Ticks(const Clock& clock, const DueAnswer& answer) {
  if (!answer.moment) return answer.due;
  const Tick tick = TickOf(clock, *answer.moment);
  return {tick, tick, false, ""};
}

// Whether the direction's turning point lies behind `tick` when it is reached at the end of `limit`.
bool IsPast(const Clock& clock, Tick tick, Tick limit) {
  const bool at_once = IsHours(clock) && clock.direction == Direction::kAtLeast;
  return at_once ? tick >= limit : tick > limit;
}

Verdict Passed(const Clock& clock, const value::DueDate& limit, Tick now) {
  if (IsPast(clock, now, limit.latest)) return Verdict::kYes;
  return IsPast(clock, now, limit.earliest) ? Verdict::kPossibly : Verdict::kNo;
}

bool InStop(const Clock& clock, const DueAnswer& answer, const Moment& now) {
  return std::any_of(clock.stops.begin(), clock.stops.end(), [&](const Stop& stop) {
    if (now < stop.from || (stop.to && now >= *stop.to)) return false;
    return answer.state == DueState::kStopped ||
           TickOf(clock, stop.from) <= Ticks(clock, answer).latest;  // a stop after expiry stops nothing
  });
}

// What the count still has to run after `now`: as if it were stopped for good by then.
std::vector<Amount> LeftAfter(const Clock& clock, const value::Calendar& calendar, const Course& course,
                              Tick now) {
  const Tick open = std::max(now, course.first) + 1;
  Gaps gaps;
  for (TickSpan span : course.gaps.closed) {
    span.to = std::min(span.to, open - 1);
    if (span.from <= span.to) gaps.closed.push_back(span);
  }
  gaps.open_from = course.gaps.open_from ? std::min(*course.gaps.open_from, open) : open;
  return Locate(clock, calendar, course.first, course.pieces, gaps).left;
}

int64_t WholeMonths(Day from, Day to, int64_t each) {
  int64_t count = 0;
  while (value::AddMonths(from, (count + 1) * each) <= to) ++count;
  return count;
}

// How far `now` is past `limit`, negative, in the clock's unit.
void SetOverrun(const Clock& clock, const value::Calendar& calendar, const value::DueDate& limit, Tick now,
                Remainder* remainder) {
  switch (clock.unit) {
    case PeriodUnit::kWorkday:
      remainder->fewest = -calendar.CountWorkdays(limit.earliest, now).second;
      remainder->most = -calendar.CountWorkdays(limit.latest, now).first;
      return;
    case PeriodUnit::kHour:
      remainder->fewest = remainder->most = -((now - limit.latest) / kMinutesOfHour);
      return;
    case PeriodUnit::kDay:
      remainder->fewest = limit.earliest - now;
      remainder->most = limit.latest - now;
      return;
    case PeriodUnit::kMonth:
    case PeriodUnit::kYear:
      return;
  }
  GJ_UNREACHABLE();
}

void SetLeft(const Clock& clock, const value::DueDate& limit, Tick from, Remainder* remainder) {
  const std::vector<Amount>& left = remainder->left;
  if (left.empty()) return;
  remainder->fewest = left.front().fewest;
  remainder->most = left.front().most;
  remainder->unit = left.front().unit;
  const bool months = clock.unit == PeriodUnit::kMonth || clock.unit == PeriodUnit::kYear;
  if (IsHours(clock)) {
    remainder->minutes = left.front().most;
    remainder->fewest = remainder->most = left.front().most / kMinutesOfHour;
  } else if (months && remainder->state == DueState::kRunning) {
    const int64_t each = clock.unit == PeriodUnit::kYear ? 12 : 1;
    remainder->unit = clock.unit;
    remainder->fewest = WholeMonths(from, limit.earliest, each);
    remainder->most = WholeMonths(from, limit.latest, each);
  }
}

void CountBackward(const Clock& clock, const value::Calendar& calendar, const value::DueDate& limit, Tick now,
                   Remainder* remainder) {
  switch (clock.unit) {
    case PeriodUnit::kWorkday:
      remainder->fewest = calendar.CountWorkdays(now, limit.earliest).first;
      remainder->most = calendar.CountWorkdays(now, limit.latest).second;
      return;
    case PeriodUnit::kHour:
      remainder->minutes = limit.latest - now;
      remainder->fewest = remainder->most = *remainder->minutes / kMinutesOfHour;
      return;
    case PeriodUnit::kDay:
      remainder->fewest = limit.earliest - now;
      remainder->most = limit.latest - now;
      return;
    case PeriodUnit::kMonth:
    case PeriodUnit::kYear: {
      const int64_t each = clock.unit == PeriodUnit::kYear ? 12 : 1;
      remainder->fewest = WholeMonths(now, limit.earliest, each);
      remainder->most = WholeMonths(now, limit.latest, each);
      return;
    }
  }
  GJ_UNREACHABLE();
}

}  // namespace

DueAnswer Due(const Clock& clock, const value::Calendar& calendar) {
  GJ_CHECK(clock.n >= 0);
  if (!clock.anchor) return {};
  if (clock.direction == Direction::kNoticeBefore) return NoticeBefore(clock, calendar);
  Course course = CourseOf(clock, calendar);
  DueAnswer answer;
  answer.findings = std::move(course.findings);
  if (course.position.stopped) {
    answer.state = DueState::kStopped;
    answer.left = std::move(course.position.left);
    return answer;
  }
  answer.state = DueState::kRunning;
  if (IsHours(clock)) answer.moment = MomentOf(clock, course.position.due.latest);
  answer.raw = InDays(clock, std::move(course.position.raw));
  answer.due = InDays(clock, std::move(course.position.due));
  return answer;
}

Remainder Remaining(const Clock& clock, const value::Calendar& calendar, const Moment& now) {
  const DueAnswer answer = Due(clock, calendar);
  Remainder remainder;
  remainder.state = answer.state;
  remainder.unit = clock.unit;
  if (answer.state == DueState::kArmed) return remainder;
  const Tick tick = TickOf(clock, now);
  const bool backward = clock.direction == Direction::kNoticeBefore;
  remainder.stopped_now = !backward && InStop(clock, answer, now);
  Tick from = tick;
  if (!backward) {
    const Course course = CourseOf(clock, calendar);
    remainder.left = LeftAfter(clock, calendar, course, tick);
    from = std::max(tick, course.first);
  }
  if (answer.state == DueState::kStopped) {
    SetLeft(clock, {}, from, &remainder);
    return remainder;
  }
  const value::DueDate limit = Ticks(clock, answer);
  remainder.passed = Passed(clock, limit, tick);
  remainder.days_fewest = answer.due.earliest - now.day;
  remainder.days_most = answer.due.latest - now.day;
  if (tick > limit.latest) {
    SetOverrun(clock, calendar, limit, tick, &remainder);
  } else if (backward) {
    CountBackward(clock, calendar, limit, tick, &remainder);
  } else {
    SetLeft(clock, limit, from, &remainder);
  }
  return remainder;
}

std::optional<Moment> NextWake(const Clock& clock, const value::Calendar& calendar, const Moment& now) {
  const DueAnswer answer = Due(clock, calendar);
  if (answer.state != DueState::kRunning) return std::nullopt;
  const value::DueDate limit = Ticks(clock, answer);
  const Tick tick = TickOf(clock, now);
  for (Tick end : {limit.earliest, limit.latest}) {
    if (!IsPast(clock, tick, end)) return MomentOf(clock, IsPast(clock, end, end) ? end : end + 1);
  }
  return std::nullopt;
}

Phase PhaseOf(const Clock& clock, const value::Calendar& calendar, const Moment& now,
              std::optional<Closing> closing) {
  if (closing) {
    switch (*closing) {
      case Closing::kDischarged:
        return Phase::kDischarged;
      case Closing::kNotApplicable:
        return Phase::kNotApplicable;
      case Closing::kSuperseded:
        return Phase::kSuperseded;
    }
    GJ_UNREACHABLE();
  }
  if (!clock.anchor) return Phase::kArmed;
  if (clock.direction == Direction::kNoticeBefore) return Phase::kRunning;
  return InStop(clock, Due(clock, calendar), now) ? Phase::kStopped : Phase::kRunning;
}

}  // namespace guiju::clock
