#pragma once
// A course told as steps. Private to the room.
#include <vector>

#include "runtime/clock/course.h"
#include "runtime/clock/explain.h"

namespace guiju::clock {

std::vector<Step> Tell(const Clock& clock, const value::Calendar& calendar, const Course& course);

// Whether two days are what they are for the same reason, so that one step may hold both.
bool SameReason(const value::DayInfo& a, const value::DayInfo& b);

}  // namespace guiju::clock
