#pragma once
// Dates and times as a person types them: 2025-07-04, 2025年7月4日, 2025年7月4日 15:30.
#include <optional>
#include <string_view>

#include "runtime/value/date.h"
#include "runtime/value/period.h"

namespace guiju::value {

// Blanks may stand between the parts and around them; nothing else may follow.
std::optional<Day> ParseWrittenDate(std::string_view text);
// The same with a time of day behind it: 15:30, T15:30, 15时30分, 15时.
std::optional<Moment> ParseWrittenMoment(std::string_view text);

}  // namespace guiju::value
