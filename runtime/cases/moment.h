#pragma once
// Machine time (ms since 1970, UTC) and legal time (a minute in Asia/Shanghai, which has no summer time).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/value/period.h"

namespace guiju::cases {

inline constexpr int64_t kMinuteMs = 60'000;

value::Moment MomentOf(int64_t ms);
int64_t MsOf(const value::Moment& moment);  // of the minute's beginning
// As entries hold it: 2024-02-07T15:30. Reads a bare date too, as its beginning.
std::string PrintMoment(const value::Moment& moment);
std::optional<value::Moment> ReadMoment(std::string_view text);

}  // namespace guiju::cases
