#include "tests/differential/synthetic_calendar.h"

#include <algorithm>

namespace guiju::differential {
namespace {

constexpr value::Day kFirst = -30000;  // before and after this window every day works
constexpr value::Day kLast = 60000;

}  // namespace

SyntheticCalendar::SyntheticCalendar(uint64_t seed, int announced_until)
    : announced_until_(announced_until), digest_("synthetic " + std::to_string(seed)) {
  Random random(seed);
  const value::Day unannounced = value::FromCivil({announced_until + 1, 1, 1});
  int32_t possible = 0, certain = 0;
  for (value::Day day = kFirst; day <= kLast; ++day) {
    const bool weekend = value::WeekdayOf(day) >= 6;
    const bool works = weekend ? random.Chance(3) : !random.Chance(5);  // make-up days, holidays
    const bool may_change = day >= unannounced && random.Chance(10);
    possible += works || may_change;
    certain += works && !may_change;
    possible_.push_back(possible);
    certain_.push_back(certain);
  }
}

int64_t SyntheticCalendar::CountUpTo(const Counts& counts, value::Day day) const {
  if (day < kFirst) return day - kFirst + 1;
  if (day > kLast) return counts.back() + (day - kLast);
  return counts[static_cast<size_t>(day - kFirst)];
}

value::Day SyntheticCalendar::NthAfter(const Counts& counts, value::Day start, int64_t n) const {
  const int64_t wanted = CountUpTo(counts, start) + n;
  if (wanted > counts.back()) return kLast + (wanted - counts.back());
  if (wanted < counts.front()) return start + n;
  return kFirst + (std::lower_bound(counts.begin(), counts.end(), wanted) - counts.begin());
}

value::Day SyntheticCalendar::NthBefore(const Counts& counts, value::Day start, int64_t n) const {
  // Its own count is n below that of the day before `start`, plus one.
  const int64_t wanted = CountUpTo(counts, start - 1) - n + 1;
  if (wanted > counts.back()) return kLast + (wanted - counts.back());
  if (wanted <= counts.front()) return kFirst + wanted - 1;
  return kFirst + (std::lower_bound(counts.begin(), counts.end(), wanted) - counts.begin());
}

value::DayKind SyntheticCalendar::KindOf(value::Day day) const {
  const bool works = CountUpTo(possible_, day) > CountUpTo(possible_, day - 1);
  if (value::WeekdayOf(day) >= 6) return works ? value::DayKind::kMakeUpWorkday : value::DayKind::kWeekend;
  return works ? value::DayKind::kWorkday : value::DayKind::kHoliday;
}

value::DueDate SyntheticCalendar::AddWorkdays(value::Day start, int64_t n) const {
  value::DueDate due{start, start, false, ""};
  if (n > 0) {  // the more days work, the sooner
    due.earliest = NthAfter(possible_, start, n);
    due.latest = NthAfter(certain_, start, n);
  } else if (n < 0) {
    due.earliest = NthBefore(certain_, start, -n);
    due.latest = NthBefore(possible_, start, -n);
  }
  due.provisional = due.earliest != due.latest;
  return due;
}

value::DayInfo SyntheticCalendar::Describe(value::Day day) const {
  value::DayInfo info;
  info.kind = KindOf(day);
  return info;
}

value::DueDate SyntheticCalendar::NextWorkday(value::Day day) const { return AddWorkdays(day - 1, 1); }

std::pair<int64_t, int64_t> SyntheticCalendar::CountWorkdays(value::Day from, value::Day to) const {
  if (to <= from) return {0, 0};
  return {CountUpTo(certain_, to) - CountUpTo(certain_, from),
          CountUpTo(possible_, to) - CountUpTo(possible_, from)};
}

}  // namespace guiju::differential
