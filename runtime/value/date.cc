#include "runtime/value/date.h"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/base/check.h"

namespace guiju::value {
namespace {

int DaysInMonth(int year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[month - 1];
}

int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

std::optional<int> ParseDigits(std::string_view text) {
  int number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

// Years are counted from March, so that the leap day is the last of its year, in cycles of 400 years.
Day FromCivil(const Civil& civil) {
  const int64_t year = civil.month <= 2 ? int64_t{civil.year} - 1 : civil.year;
  const int64_t cycle = FloorDiv(year, 400);
  const int64_t year_of_cycle = year - cycle * 400;
  const int64_t day_of_year = (153 * ((civil.month + 9) % 12) + 2) / 5 + civil.day - 1;
  return cycle * 146097 + year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year -
         719468;
}

Civil ToCivil(Day day) {
  const int64_t shifted = day + 719468;
  const int64_t cycle = FloorDiv(shifted, 146097);
  const int64_t day_of_cycle = shifted - cycle * 146097;
  const int64_t year_of_cycle =
      (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
  const int64_t day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
  const int64_t march_month = (5 * day_of_year + 2) / 153;
  Civil civil;
  civil.day = static_cast<int>(day_of_year - (153 * march_month + 2) / 5 + 1);
  civil.month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  civil.year = static_cast<int>(cycle * 400 + year_of_cycle + (civil.month <= 2 ? 1 : 0));
  return civil;
}

int WeekdayOf(Day day) {
  const int64_t since_monday = (day + 3) % 7;  // 1970-01-01 was a Thursday
  return static_cast<int>(since_monday < 0 ? since_monday + 8 : since_monday + 1);
}

std::optional<Day> ParseDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = ParseDigits(text.substr(0, 4));
  const auto month = ParseDigits(text.substr(5, 2));
  const auto day = ParseDigits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  if (*month < 1 || *month > 12 || *day < 1 || *day > DaysInMonth(*year, *month)) return std::nullopt;
  const Day result = FromCivil({*year, *month, *day});
  if (result < kMinDay || result > kMaxDay) return std::nullopt;
  return result;
}

std::string FormatDate(Day day) {
  const Civil civil = ToCivil(day);
  return fmt::format("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
}

std::string FormatDateZh(Day day) {
  const Civil civil = ToCivil(day);
  return fmt::format("{}年{}月{}日", civil.year, civil.month, civil.day);
}

Day AddMonths(Day day, int64_t months) {
  const Civil civil = ToCivil(day);
  const int64_t total = int64_t{civil.year} * 12 + (civil.month - 1) + months;
  Civil target;
  target.year = static_cast<int>(FloorDiv(total, 12));
  target.month = static_cast<int>(total - FloorDiv(total, 12) * 12) + 1;
  target.day = std::min(civil.day, DaysInMonth(target.year, target.month));
  return FromCivil(target);
}

}  // namespace guiju::value
