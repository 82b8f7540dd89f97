#pragma once
// Why a clock ends when it does: stretch by stretch, each day from the start to the last in exactly one of
// them. Over a provisional stretch the latest reading is shown. Pure; thread-safe.
#include <optional>
#include <string>
#include <vector>

#include "runtime/clock/answer.h"

namespace guiju::clock {

enum class StepKind : uint8_t {
  kStart,     // the anchor, or the last reset; not counted
  kCounted,   // first … last: their numbers
  kSkipped,   // days off in a count of working days; `info` says why
  kStopped,   // `reasons`; `open` when no end is known
  kExtended,  // takes no time: from here on by an extension
  kRolled,    // the end is moved over these days; `info` says why
  kEvent,     // of kNoticeBefore: the anchor
  kLast,
};

struct Step {
  StepKind kind = StepKind::kCounted;
  Moment from, to;                     // days: both included; hours: two moments
  int64_t first = 0, last = 0;         // numbers of what was counted, 0 none; hours: minutes
  std::optional<value::DayInfo> info;  // when it matters: it holds for every day of the stretch
  std::vector<std::string> reasons;
  bool open = false;
  std::optional<size_t> extension, reset;  // index in the clock
};

struct Explanation {
  DueAnswer answer;
  bool hours = false;
  std::vector<Step> steps;
  std::vector<value::CountingRule> rules;  // in order of application, with basis and doubt
};
Explanation Explain(const Clock& clock, const value::Calendar& calendar);

}  // namespace guiju::clock
