#pragma once
// Short ways to write clocks in tests.
#include <gtest/gtest.h>

#include <string>

#include "runtime/clock/answer.h"
#include "runtime/value/calendar.h"
#include "runtime/value/written_date.h"

namespace guiju::clock {

inline Day D(const std::string& text) { return value::ParseDate(text).value(); }
inline Moment M(const std::string& text) {
  return text.size() == 10 ? Moment{D(text), 0} : value::ParseWrittenMoment(text).value();
}

inline std::shared_ptr<const value::Calendar> China(const char* known = nullptr) {
  auto calendar =
      value::Calendar::Builtin(known == nullptr ? std::nullopt : std::optional<Day>(D(known)), "");
  return calendar.value();
}

inline Clock ClockOf(const std::string& anchor, int64_t n, PeriodUnit unit) {
  Clock clock;
  clock.anchor = M(anchor);
  clock.n = n;
  clock.unit = unit;
  return clock;
}

inline Stop StopOf(const std::string& from, const std::string& to, const std::string& reason = "听证") {
  Stop stop{M(from), std::nullopt, reason};
  if (!to.empty()) stop.to = M(to);
  return stop;
}

inline Extension By(int64_t n, PeriodUnit unit, const std::string& granted, int ordinal = 1) {
  Extension extension;
  extension.n = n;
  extension.unit = unit;
  extension.granted = M(granted);
  extension.ordinal = ordinal;
  extension.by = ordinal == 1 ? "负责人" : "负责人集体讨论";
  return extension;
}

inline Extension Until(const std::string& until, const std::string& granted, int ordinal = 2) {
  Extension extension = By(0, PeriodUnit::kDay, granted, ordinal);
  extension.until = M(until);
  return extension;
}

// The last day, or why there is none.
inline std::string DueOn(const Clock& clock, const value::Calendar& calendar) {
  const DueAnswer answer = Due(clock, calendar);
  if (answer.state == DueState::kArmed) return "armed";
  if (answer.state == DueState::kStopped) return "stopped";
  if (answer.moment) return value::FormatMoment(*answer.moment);
  if (!answer.due.provisional) return value::FormatDate(answer.due.latest);
  return value::FormatDate(answer.due.earliest) + ".." + value::FormatDate(answer.due.latest);
}

inline bool Found(const DueAnswer& answer, FindingKind kind) {
  for (const Finding& finding : answer.findings) {
    if (finding.kind == kind) return true;
  }
  return false;
}

}  // namespace guiju::clock
