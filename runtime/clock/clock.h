#pragma once
// Legal clocks: stage limits, case periods (期限) and duties (义务) are one mechanism. A clock is plain data
// taken from a record; what follows from it (clock/answer.h, clock/explain.h) is computed anew each time.
// Every rule that a statute leaves open is a member with a default; README.md names the doubts.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/value/period.h"

namespace guiju::clock {

using value::Day;
using value::Moment;
using value::PeriodUnit;

enum class Direction : uint8_t {
  kAtLatest,      // 至迟: done by the end of the last day
  kAtLeast,       // 至少: lasts through the last day, free after it
  kNoticeBefore,  // 七日前: notice given so long before the anchor; stops, extensions, resets do not apply
};

// The period does not run from `from` to `to`; absent: still stopped. Stops that overlap count once.
struct Stop {
  Moment from;
  std::optional<Moment> to;
  std::string reason;  // 听证
};

// By a count of a unit, or to a day that the decision fixes; neither: it extends nothing, and is flagged.
struct Extension {
  int64_t n = 0;
  PeriodUnit unit = PeriodUnit::kDay;
  std::optional<Moment> until;  // the minute matters to hours only
  Moment granted;
  std::string by;  // 负责人集体讨论
  int ordinal = 1;
  std::string basis;
  bool admitted_late = false;  // its basis lets it be granted after expiry
};

// The count begins anew, at its first length: extensions granted earlier lapse.
struct Reset {
  Moment at;
  std::string reason;
};

// Whether the day on which a stop begins, and the day on which it ends, still count towards the period.
struct StopEnds {
  bool first_day_counts = true;
  bool last_day_counts = false;
};

enum class HourStart : uint8_t {
  kFromTheMoment,  // 民法典 201
  kNextFullHour,   // 市监程序规定 80, 民诉法 85: the hour in which it begins is left out
};

struct Clock {
  std::optional<Moment> anchor;  // absent: armed, not running. Its day is not counted.
  int64_t n = 0;                 // >= 0
  PeriodUnit unit = PeriodUnit::kWorkday;
  Direction direction = Direction::kAtLatest;
  value::RollRule roll =
      value::RollRule::kRestDay;  // of the last day; not of working days, hours, fixed dates
  value::BackwardReading reading = value::BackwardReading::kStrict;  // of kNoticeBefore
  HourStart hour_start = HourStart::kFromTheMoment;
  StopEnds ends;
  std::vector<Stop> stops;            // in any order
  std::vector<Extension> extensions;  // in any order
  std::vector<Reset> resets;          // in any order
};

// What the record holds that has no effect, or has one that a person should know of.
enum class FindingKind : uint8_t {
  kExtensionAfterExpiry,    // not applied
  kExtensionMaybeLate,      // applied; late unless a notice not on file moves the end
  kExtensionAdmittedLate,   // applied though late, its basis admits it
  kExtensionSetsNothing,    // neither a count nor a date: not applied
  kExtensionNotLater,       // its date is not later than the end it had: not applied
  kExtensionOtherUnit,      // hours mixed with days: not applied
  kExtensionBeforeStart,    // applied to the first count
  kExtensionLapsed,         // a reset followed
  kExtensionOutOfOrder,     // applied; its ordinal does not follow the one before
  kStopBeforeStart,         // no effect
  kStopAfterExpiry,         // no effect
  kStopEndsBeforeItBegins,  // no effect
  kStopOverlaps,            // counted once
  kResetBeforeStart,        // no effect
  kResetAfterExpiry,        // applied; the overrun before it stays a fact
  kNotOfThisDirection,      // the stop, extension or reset does not concern kNoticeBefore: no effect
};
enum class FindingOf : uint8_t { kStop, kExtension, kReset };
struct Finding {
  FindingKind kind = FindingKind::kExtensionAfterExpiry;
  FindingOf of = FindingOf::kExtension;
  size_t index = 0;  // in the clock's list
  friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace guiju::clock
