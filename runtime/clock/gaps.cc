// Stops as ticks left out of the count.
#include <algorithm>

#include "runtime/clock/course.h"

namespace guiju::clock {
namespace {

constexpr Tick kMinutes = 24 * 60;

Tick MinuteOf(const Moment& moment) { return moment.day * kMinutes + moment.minute; }

// From the moment of the stop to that of the restart, as ticks; whether both count is decided when no other
// stop goes on.
struct Stretch {
  Tick from = 0;
  std::optional<Tick> to;
};

std::vector<Stretch> Union(std::vector<Stretch> stretches) {
  std::sort(stretches.begin(), stretches.end(),
            [](const Stretch& a, const Stretch& b) { return a.from < b.from; });
  std::vector<Stretch> merged;
  for (const Stretch& stretch : stretches) {
    if (merged.empty() || (merged.back().to && *merged.back().to < stretch.from)) {
      merged.push_back(stretch);
    } else if (merged.back().to) {
      merged.back().to = stretch.to ? std::max(*merged.back().to, *stretch.to) : stretch.to;
    }
  }
  return merged;
}

}  // namespace

Tick TickOf(const Clock& clock, const Moment& moment) {
  return clock.unit == PeriodUnit::kHour ? MinuteOf(moment) : moment.day;
}

Moment MomentOf(const Clock& clock, Tick tick) {
  if (clock.unit != PeriodUnit::kHour) return {tick, 0};
  Day day = tick / kMinutes;
  if (tick % kMinutes < 0) --day;
  return {day, static_cast<int>(tick - day * kMinutes)};
}

Gaps GapsOf(const Clock& clock, std::optional<Moment> at) {
  std::vector<Stretch> stretches;
  for (const Stop& stop : clock.stops) {
    if (stop.to && MinuteOf(*stop.to) < MinuteOf(stop.from)) continue;
    if (at && MinuteOf(*at) < MinuteOf(stop.from)) continue;
    const bool cut = at && (!stop.to || MinuteOf(*at) < MinuteOf(*stop.to));
    const std::optional<Moment> to = cut ? at : stop.to;
    Stretch stretch{TickOf(clock, stop.from), std::nullopt};
    if (to) stretch.to = TickOf(clock, *to);
    stretches.push_back(stretch);
  }
  // Minutes run from one moment to the next: the tick named after the stop's moment has run, that of the
  // restart has not.
  const bool hours = clock.unit == PeriodUnit::kHour;
  const Tick after_first = hours || clock.ends.first_day_counts ? 1 : 0;
  const Tick before_last = !hours && clock.ends.last_day_counts ? 1 : 0;
  Gaps gaps;
  for (const Stretch& stretch : Union(std::move(stretches))) {
    const Tick from = stretch.from + after_first;
    if (!stretch.to) {
      gaps.open_from = from;
      break;
    }
    const Tick to = *stretch.to - before_last;
    if (to < from) continue;
    if (!gaps.closed.empty() && gaps.closed.back().to + 1 >= from) {
      gaps.closed.back().to = to;
    } else {
      gaps.closed.push_back({from, to});
    }
  }
  return gaps;
}

}  // namespace guiju::clock
