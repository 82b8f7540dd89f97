#pragma once
// Calendar dates as days since 1970-01-01 (proleptic Gregorian); legal dates are dates in Asia/Shanghai.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace guiju::value {

using Day = int64_t;
inline constexpr Day kMinDay = -25567;  // 1900-01-01
inline constexpr Day kMaxDay = 47846;   // 2100-12-31

struct Civil {
  int year = 1970, month = 1, day = 1;
};
Day FromCivil(const Civil& civil);
Civil ToCivil(Day day);
int WeekdayOf(Day day);  // 1 Monday … 7 Sunday
// Strict YYYY-MM-DD, an existing day within [kMinDay, kMaxDay].
std::optional<Day> ParseDate(std::string_view text);
std::string FormatDate(Day day);    // 2024-02-07
std::string FormatDateZh(Day day);  // 2024年2月7日
// 民法典 第二百零二条: corresponding day of the n-th month after, or that month's last day. One step, never
// chained.
Day AddMonths(Day day, int64_t months);

}  // namespace guiju::value
