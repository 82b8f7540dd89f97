#pragma once
// What follows from a clock: when it is due, how much is left, when to look again. Pure functions of the
// clock and the calendar; thread-safe; `now` is the caller's. A fault in a record is a finding, never an
// abort.
#include <optional>
#include <vector>

#include "runtime/clock/clock.h"

namespace guiju::clock {

// Still to run while stopped; the parts of a clock extended in another unit follow one another. Months and
// years that have begun are in days.
struct Amount {
  int64_t fewest = 0, most = 0;
  PeriodUnit unit = PeriodUnit::kDay;  // kHour: in minutes
  friend bool operator==(const Amount&, const Amount&) = default;
};

enum class DueState : uint8_t {
  kArmed,    // no anchor
  kRunning,  // has a last day, be it past or pushed by stops that have ended
  kStopped,  // no last day while the stop lasts; `left` says what remains
};

struct DueAnswer {
  DueState state = DueState::kArmed;
  value::DueDate raw;             // before rolling
  value::DueDate due;             // the last day; of kNoticeBefore the last day for the notice
  std::optional<Moment> moment;   // of hours: their end; `due` is its day
  value::DueDate workday;         // of kNoticeBefore: the last working day not after it
  std::vector<Amount> left;       // kStopped
  std::vector<Finding> findings;  // in the order extensions, resets, stops
};
DueAnswer Due(const Clock& clock, const value::Calendar& calendar);

enum class Verdict : uint8_t { kNo, kPossibly, kYes };  // kPossibly: a notice not on file decides

struct Remainder {
  DueState state = DueState::kArmed;
  bool stopped_now = false;  // `now` lies in a stop, perhaps one whose end is known
  // In the clock's unit from now to the end, stops left out; whole months and years. Negative when past, for
  // days, working days and hours. When stopped without end: of the first part left.
  int64_t fewest = 0, most = 0;
  PeriodUnit unit = PeriodUnit::kDay;
  int64_t days_fewest = 0,
          days_most = 0;           // on the wall calendar, negative when past; 0 when stopped or armed
  std::optional<int64_t> minutes;  // of hours: still to run
  std::vector<Amount> left;        // when stopped without end
  // 至迟: overdue; 至少: the minimum is reached; notice before: too late to give it.
  Verdict passed = Verdict::kNo;
};
Remainder Remaining(const Clock& clock, const value::Calendar& calendar, const Moment& now);

// The first moment after `now` at which `passed` may change; none while armed or stopped, or when all is
// past. With a provisional end first the day after the earliest, then the day after the latest.
std::optional<Moment> NextWake(const Clock& clock, const value::Calendar& calendar, const Moment& now);

// Why the caller closed a duty; the caller keeps who and on what basis.
enum class Closing : uint8_t { kDischarged, kNotApplicable, kSuperseded };
enum class Phase : uint8_t { kArmed, kRunning, kStopped, kDischarged, kNotApplicable, kSuperseded };
// Overdue is no phase: see Remaining.
Phase PhaseOf(const Clock& clock, const value::Calendar& calendar, const Moment& now,
              std::optional<Closing> closing);

}  // namespace guiju::clock
