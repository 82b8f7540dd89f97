#pragma once
// Legal periods: forward (决定后七个工作日内), backward minimum (听证七日前) and its inverse, with the
// day-by-day reason. Every rule applied is named with its legal basis and what is doubtful about it
// (stdlib/calendar/counting_rules.json). Pure functions of the calendar; thread-safe.
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/value/calendar.h"

namespace guiju::value {

enum class PeriodUnit : uint8_t { kDay, kWorkday, kMonth, kYear, kHour };
// "7 工作日", "workdays", "日", "days", "月", "months", "年", "years", "小时", "hours", …; nullopt when it is
// none.
std::optional<PeriodUnit> ParsePeriodUnit(std::string_view text);

enum class RollRule : uint8_t {
  kNone,         // a fixed date: nothing moves
  kRestDay,      // 民法典 203 as practised: any day off moves the end to the next working day
  kHolidayOnly,  // 市监程序规定 80 read literally: only a public holiday, to the first day after it
};
std::optional<RollRule> ParseRollRule(std::string_view text);  // none|无, rest-day|休息日, holiday|节假日

// A date of which nothing but such a wide span is known: it is counted from one that is missing. For readers
// that see the span alone; who sees the case asks whether the start is known.
inline constexpr int64_t kOpenSpanDays = 30 * 365;
inline bool IsOpenSpan(Day earliest, Day latest) { return latest - earliest > kOpenSpanDays; }

enum class BackwardReading : uint8_t { kStrict, kLenient };

struct CountingRule {
  std::string key, zh, en, basis, doubt_zh, doubt_en;
};
// The rule of that key in the data compiled in; aborts on an unknown key.
CountingRule FindCountingRule(std::string_view key);

enum class DayRole : uint8_t { kStart, kCounted, kSkipped, kRolled, kEvent, kLast };
struct ExplainedDay {
  Day day = 0;
  DayRole role = DayRole::kCounted;
  int64_t number = 0;  // of a counted day: 1, 2, …; otherwise 0
  DayInfo info;
};

struct Deadline {
  DueDate raw;                      // before rolling
  DueDate due;                      // the answer
  std::vector<ExplainedDay> days;   // when asked for; for long calendar periods only the ends and what moves
                                    // them. Over a provisional stretch they show the latest reading.
  std::vector<CountingRule> rules;  // in order of application
};

// Where a period ends whose last day, before rolling, is `raw`: the first day from it on that neither the
// rule nor a stretch left out keeps it from ending on. Without a rule, `raw` itself.
DueDate RollEnd(const Calendar& calendar, Day raw, RollRule roll, std::span<const DaySpan> left_out);

// The last day of a period of n units that begins on `start`. n >= 0; kHour is refused (AddHours). `roll`
// does not concern working days. Saturates far outside the calendar's range.
Deadline PeriodAfter(const Calendar& calendar, Day start, int64_t n, PeriodUnit unit, RollRule roll,
                     bool explain);

// The last day on which notice may be given n units before `event`. due: that day; workday: the last working
// day not after it, for notices that are served in office hours.
struct BackwardLimit {
  BackwardReading reading = BackwardReading::kStrict;
  Deadline limit;
  DueDate workday;
};
BackwardLimit LatestNotice(const Calendar& calendar, Day event, int64_t n, PeriodUnit unit,
                           BackwardReading reading, bool explain);
// The inverse: the first day on which the event may take place when notice is given on `notice`; workday: the
// first working day from it on.
BackwardLimit EarliestEvent(const Calendar& calendar, Day notice, int64_t n, PeriodUnit unit,
                            BackwardReading reading);

struct Moment {
  Day day = 0;
  int minute = 0;                                                   // of the day
  friend auto operator<=>(const Moment&, const Moment&) = default;  // the earlier first
};
std::string FormatMoment(const Moment& moment);
// 民法典 201: from the moment on. `latest` leaves out the hour in which the period begins (市监 80, 民诉法
// 85).
struct HourLimit {
  Moment due, latest;
  std::vector<CountingRule> rules;
};
HourLimit AddHours(const Moment& start, int64_t hours);

// Working days by month and year, with the notices behind them.
struct YearSummary {
  int year = 0;
  bool announced = false;
  int64_t fewest = 0, most = 0;  // working days
  struct Month {
    int days = 0;
    int64_t fewest = 0, most = 0;
  };
  std::vector<Month> months;  // 12
  std::vector<Notice> notices;
  struct Stretch {  // consecutive days off with one reason, or one make-up day
    Day from = 0, to = 0;
    DayKind kind = DayKind::kHoliday;
    std::string occasion, source;
  };
  std::vector<Stretch> stretches;
};
YearSummary Summarize(const Calendar& calendar, int year);

}  // namespace guiju::value
