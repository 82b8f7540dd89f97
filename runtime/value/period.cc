#include "runtime/value/period.h"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/base/check.h"
#include "runtime/value/calendar_data.h"

namespace guiju::value {
namespace {

constexpr int64_t kLongPeriod = 100'000;  // days; longer ones saturate

bool IsOff(const DayInfo& info) { return info.kind == DayKind::kHoliday || info.kind == DayKind::kWeekend; }

void Note(Deadline* deadline, std::string_view rule) {
  for (const CountingRule& known : deadline->rules) {
    if (known.key == rule) return;
  }
  deadline->rules.push_back(FindCountingRule(rule));
}

void Finish(Deadline* deadline) {
  if (deadline->due.provisional) Note(deadline, "provisional");
}

// Adds `day` or more precisely its description to the explanation.
void Show(const Calendar& calendar, Deadline* deadline, Day day, DayRole role, int64_t number = 0) {
  deadline->days.push_back({day, role, number, calendar.Describe(day)});
}

DueDate Merge(DueDate earliest, const DueDate& latest) {
  earliest.latest = latest.latest;
  earliest.provisional = earliest.provisional || latest.provisional;
  if (earliest.missing.empty()) earliest.missing = latest.missing;
  return earliest;
}

// The days off before 1 January may be named as holidays by next year's notice; the windows leave them aside,
// as no count of working days depends on it. The notice wanting, or "".
std::string MissingBeforeNewYear(const Calendar& calendar, Day day) {
  while (WeekdayOf(day) >= 6) {
    const Civil next = ToCivil(++day);
    if (next.month == 1 && next.day == 1) {
      return calendar.IsAnnounced(next.year) ? "" : calendar.Describe(day).missing;
    }
  }
  return "";
}

void RollTo(const Calendar& calendar, RollRule roll, bool explain, Deadline* deadline) {
  const Day raw = deadline->raw.latest;
  deadline->due = RollEnd(calendar, raw, roll, {});
  switch (roll) {
    case RollRule::kNone:
      Note(deadline, "no_roll");
      break;
    case RollRule::kRestDay:
      Note(deadline, "roll_rest_day");
      break;
    case RollRule::kHolidayOnly:
      Note(deadline, "roll_holiday_only");
      break;
  }
  if (calendar.KindOf(deadline->due.latest) == DayKind::kMakeUpWorkday) Note(deadline, "make_up_day");
  if (!explain) return;
  for (Day day = raw; day < deadline->due.latest; ++day) Show(calendar, deadline, day, DayRole::kRolled);
  Show(calendar, deadline, deadline->due.latest, DayRole::kLast);
}

void CountCalendarDays(const Calendar& calendar, Day start, int64_t n, bool explain, Deadline* deadline) {
  const Day last = start + std::min(n, kLongPeriod);
  deadline->raw = {last, last, false, ""};
  Note(deadline, "calendar_days");
  if (!explain || n > 31) return;
  for (Day day = start + 1; day < last; ++day) Show(calendar, deadline, day, DayRole::kCounted, day - start);
}

void CountWorkdaysOn(const Calendar& calendar, Day start, int64_t n, bool explain, Deadline* deadline) {
  deadline->raw = calendar.AddWorkdays(start, n);
  deadline->due = deadline->raw;
  Note(deadline, "workdays");
  if (!explain) return;
  int64_t number = 0;
  for (Day day = start + 1; day <= deadline->due.latest && day - start < kLongPeriod; ++day) {
    const DayInfo info = calendar.Describe(day);
    if (info.kind == DayKind::kMakeUpWorkday) Note(deadline, "make_up_day");
    const bool counted = !IsOff(info) && number < n;
    number += counted;
    const DayRole role = day == deadline->due.latest ? DayRole::kLast
                         : counted                   ? DayRole::kCounted
                                                     : DayRole::kSkipped;
    deadline->days.push_back({day, role, counted ? number : 0, info});
  }
}

// The day n working days away from `event` going back; the |n|-th one.
DueDate BackWorkdays(const Calendar& calendar, Day event, int64_t n) {
  return calendar.AddWorkdays(event, -n);
}

DueDate Shifted(DueDate due, Day by) {
  due.earliest += by;
  due.latest += by;
  return due;
}

// The last working day not after the limit; bounds from bounds.
DueDate LastWorkdayUpTo(const Calendar& calendar, const DueDate& limit) {
  DueDate found =
      Merge(calendar.AddWorkdays(limit.earliest + 1, -1), calendar.AddWorkdays(limit.latest + 1, -1));
  found.provisional = found.provisional || limit.provisional;
  if (found.missing.empty()) found.missing = limit.missing;
  return found;
}

DueDate CalendarBefore(Day event, int64_t n, PeriodUnit unit, BackwardReading reading) {
  const int64_t amount = std::min(n, kLongPeriod);
  Day day = event;
  switch (unit) {
    case PeriodUnit::kDay:
      day = event - amount;
      break;
    case PeriodUnit::kMonth:
      day = AddMonths(event, -std::min<int64_t>(amount, 1200));
      break;
    case PeriodUnit::kYear:
      day = AddMonths(event, -12 * std::min<int64_t>(amount, 100));
      break;
    case PeriodUnit::kWorkday:
    case PeriodUnit::kHour:
      GJ_UNREACHABLE();
  }
  if (reading == BackwardReading::kStrict && n > 0) --day;
  return {day, day, false, ""};
}

void ExplainBackward(const Calendar& calendar, Day event, int64_t n, bool workdays, Deadline* deadline) {
  if (event - deadline->due.earliest > 400) return;
  Show(calendar, deadline, event, DayRole::kEvent);
  int64_t number = 0;
  for (Day day = event - 1; day >= deadline->due.earliest; --day) {
    const DayInfo info = calendar.Describe(day);
    const bool counted = number < n && (!workdays || !IsOff(info));
    number += counted;
    const DayRole role = day == deadline->due.earliest ? DayRole::kLast
                         : counted                     ? DayRole::kCounted
                                                       : DayRole::kSkipped;
    deadline->days.push_back({day, role, counted ? number : 0, info});
  }
}

}  // namespace

std::optional<PeriodUnit> ParsePeriodUnit(std::string_view text) {
  struct Word {
    std::string_view text;
    PeriodUnit unit;
  };
  static constexpr Word kWords[] = {{"工作日", PeriodUnit::kWorkday},
                                    {"个工作日", PeriodUnit::kWorkday},
                                    {"workdays", PeriodUnit::kWorkday},
                                    {"workday", PeriodUnit::kWorkday},
                                    {"working-days", PeriodUnit::kWorkday},
                                    {"wd", PeriodUnit::kWorkday},
                                    {"日", PeriodUnit::kDay},
                                    {"天", PeriodUnit::kDay},
                                    {"自然日", PeriodUnit::kDay},
                                    {"days", PeriodUnit::kDay},
                                    {"day", PeriodUnit::kDay},
                                    {"calendar-days", PeriodUnit::kDay},
                                    {"月", PeriodUnit::kMonth},
                                    {"个月", PeriodUnit::kMonth},
                                    {"months", PeriodUnit::kMonth},
                                    {"month", PeriodUnit::kMonth},
                                    {"年", PeriodUnit::kYear},
                                    {"周年", PeriodUnit::kYear},
                                    {"years", PeriodUnit::kYear},
                                    {"year", PeriodUnit::kYear},
                                    {"小时", PeriodUnit::kHour},
                                    {"个小时", PeriodUnit::kHour},
                                    {"hours", PeriodUnit::kHour},
                                    {"hour", PeriodUnit::kHour}};
  for (const Word& word : kWords) {
    if (word.text == text) return word.unit;
  }
  return std::nullopt;
}

std::optional<RollRule> ParseRollRule(std::string_view text) {
  if (text == "none" || text == "无" || text == "不顺延") return RollRule::kNone;
  if (text == "rest-day" || text == "休息日") return RollRule::kRestDay;
  if (text == "holiday" || text == "节假日") return RollRule::kHolidayOnly;
  return std::nullopt;
}

CountingRule FindCountingRule(std::string_view key) {
  for (const RuleRow& row : BuiltinCalendarData().rules) {
    if (row.key != key) continue;
    return {std::string(row.key),   std::string(row.zh),       std::string(row.en),
            std::string(row.basis), std::string(row.doubt_zh), std::string(row.doubt_en)};
  }
  GJ_UNREACHABLE();
}

DueDate RollEnd(const Calendar& calendar, Day raw, RollRule roll, std::span<const DaySpan> left_out) {
  switch (roll) {
    case RollRule::kNone:
      return {raw, raw, false, ""};
    case RollRule::kRestDay:
      return calendar.AddWorkdaysOutside(raw - 1, 1, left_out);
    case RollRule::kHolidayOnly: {
      DueDate due{raw, raw, false, ""};
      bool may_end = false;
      size_t next = 0;
      int64_t seen = 0;
      for (Day day = raw;; ++day) {
        for (; next < left_out.size() && left_out[next].from <= day; ++next) {
          day = std::max(day, left_out[next].to + 1);
        }
        DayInfo info = calendar.Describe(day);
        if (const std::string missing = MissingBeforeNewYear(calendar, day); !missing.empty()) {
          info.certain = false;
          info.missing = missing;
        }
        if (!info.certain && !due.provisional) due.missing = info.missing;
        due.provisional = due.provisional || !info.certain;
        if (info.certain && info.kind == DayKind::kHoliday) continue;
        if (!may_end) due.earliest = day;
        may_end = true;
        due.latest = day;
        if (info.certain || ++seen > 60) return due;
      }
    }
  }
  GJ_UNREACHABLE();
}

Deadline PeriodAfter(const Calendar& calendar, Day start, int64_t n, PeriodUnit unit, RollRule roll,
                     bool explain) {
  GJ_CHECK(n >= 0 && unit != PeriodUnit::kHour);
  Deadline deadline;
  Note(&deadline, "start_day");
  if (explain) Show(calendar, &deadline, start, DayRole::kStart);
  if (unit == PeriodUnit::kWorkday) {
    CountWorkdaysOn(calendar, start, n, explain, &deadline);
    Finish(&deadline);
    return deadline;
  }
  if (unit == PeriodUnit::kDay) {
    CountCalendarDays(calendar, start, n, explain, &deadline);
  } else {
    const int64_t months =
        unit == PeriodUnit::kYear ? std::min<int64_t>(n, 300) * 12 : std::min<int64_t>(n, 3600);
    const Day last = AddMonths(start, months);
    deadline.raw = {last, last, false, ""};
    Note(&deadline, "months");
  }
  RollTo(calendar, roll, explain, &deadline);
  Note(&deadline, "cut_off");
  Finish(&deadline);
  return deadline;
}

BackwardLimit LatestNotice(const Calendar& calendar, Day event, int64_t n, PeriodUnit unit,
                           BackwardReading reading, bool explain) {
  GJ_CHECK(n >= 0 && unit != PeriodUnit::kHour);
  const bool strict = reading == BackwardReading::kStrict;
  BackwardLimit found;
  found.reading = reading;
  if (unit == PeriodUnit::kWorkday) {
    found.limit.raw = Shifted(BackWorkdays(calendar, event, n), strict && n > 0 ? -1 : 0);
  } else {
    found.limit.raw = CalendarBefore(event, n, unit, reading);
  }
  found.limit.due = found.limit.raw;
  found.workday = LastWorkdayUpTo(calendar, found.limit.due);
  Note(&found.limit, strict ? "before_strict" : "before_lenient");
  if (unit == PeriodUnit::kWorkday) Note(&found.limit, "workdays");
  if (unit == PeriodUnit::kMonth || unit == PeriodUnit::kYear) Note(&found.limit, "months");
  if (explain) ExplainBackward(calendar, event, n, unit == PeriodUnit::kWorkday, &found.limit);
  Finish(&found.limit);
  return found;
}

BackwardLimit EarliestEvent(const Calendar& calendar, Day notice, int64_t n, PeriodUnit unit,
                            BackwardReading reading) {
  GJ_CHECK(n >= 0 && unit != PeriodUnit::kHour);
  const bool strict = reading == BackwardReading::kStrict;
  BackwardLimit found;
  found.reading = reading;
  DueDate& due = found.limit.due;
  if (unit == PeriodUnit::kWorkday) {
    due = n == 0 ? DueDate{notice, notice, false, ""}
                 : Shifted(calendar.AddWorkdays(strict ? notice : notice - 1, n), 1);
  } else {
    // The smallest event whose latest notice is not before `notice`; months make the guess off by at most
    // four days.
    Day event = notice;
    switch (unit) {
      case PeriodUnit::kDay:
        event = notice + std::min(n, kLongPeriod);
        break;
      case PeriodUnit::kMonth:
        event = AddMonths(notice, std::min<int64_t>(n, 1200)) - 4;
        break;
      case PeriodUnit::kYear:
        event = AddMonths(notice, 12 * std::min<int64_t>(n, 100)) - 4;
        break;
      case PeriodUnit::kWorkday:
      case PeriodUnit::kHour:
        GJ_UNREACHABLE();
    }
    while (CalendarBefore(event, n, unit, reading).latest < notice) ++event;
    due = {event, event, false, ""};
  }
  found.limit.raw = due;
  found.workday = Merge(calendar.NextWorkday(due.earliest), calendar.NextWorkday(due.latest));
  found.workday.provisional = found.workday.provisional || due.provisional;
  if (found.workday.missing.empty()) found.workday.missing = due.missing;
  Note(&found.limit, strict ? "before_strict" : "before_lenient");
  if (unit == PeriodUnit::kWorkday) Note(&found.limit, "workdays");
  Finish(&found.limit);
  return found;
}

std::string FormatMoment(const Moment& moment) {
  return fmt::format("{} {:02}:{:02}", FormatDate(moment.day), moment.minute / 60, moment.minute % 60);
}

HourLimit AddHours(const Moment& start, int64_t hours) {
  GJ_CHECK(hours >= 0);
  const auto add = [](int64_t minutes, int64_t more) {
    const int64_t total = minutes + std::min(more, kLongPeriod * 24) * 60;
    return Moment{total / 1440, static_cast<int>(total % 1440)};
  };
  GJ_CHECK(start.day >= 0);
  const int64_t from = start.day * 1440 + start.minute;
  HourLimit limit;
  limit.due = add(from, hours);
  limit.latest = add((from + 59) / 60 * 60, hours);
  limit.rules = {FindCountingRule("hours")};
  return limit;
}

YearSummary Summarize(const Calendar& calendar, int year) {
  YearSummary summary;
  summary.year = year;
  summary.announced = calendar.IsAnnounced(year);
  summary.notices = calendar.NoticesFor(year);
  const Day begin = FromCivil({year, 1, 1}), end = FromCivil({year + 1, 1, 1});
  std::tie(summary.fewest, summary.most) = calendar.CountWorkdays(begin - 1, end - 1);
  for (int month = 1; month <= 12; ++month) {
    const Day from = FromCivil({year, month, 1}), to = AddMonths(from, 1);
    const auto [fewest, most] = calendar.CountWorkdays(from - 1, to - 1);
    summary.months.push_back({static_cast<int>(to - from), fewest, most});
  }
  for (Day day = begin; day < end; ++day) {
    const DayInfo info = calendar.Describe(day);
    if (info.occasion.empty() || !info.certain) continue;
    const std::string source = calendar.ReasonOf(day);
    if (!summary.stretches.empty()) {
      YearSummary::Stretch& last = summary.stretches.back();
      if (last.to + 1 == day && last.kind == info.kind && last.source == source) {
        last.to = day;
        continue;
      }
    }
    summary.stretches.push_back({day, day, info.kind, info.occasion, source});
  }
  return summary;
}

}  // namespace guiju::value
