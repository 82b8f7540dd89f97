#include "runtime/cases/moment.h"

#include <fmt/format.h>

#include "runtime/value/written_date.h"

namespace guiju::cases {
namespace {

constexpr int64_t kDayMinutes = 1440;
constexpr int64_t kShanghaiMinutes = 8 * 60;

int64_t FloorDivide(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

value::Moment MomentOf(int64_t ms) {
  const int64_t minutes = FloorDivide(ms, kMinuteMs) + kShanghaiMinutes;
  const int64_t day = FloorDivide(minutes, kDayMinutes);
  return {day, static_cast<int>(minutes - day * kDayMinutes)};
}

int64_t MsOf(const value::Moment& moment) {
  return (moment.day * kDayMinutes + moment.minute - kShanghaiMinutes) * kMinuteMs;
}

std::string PrintMoment(const value::Moment& moment) {
  return fmt::format("{}T{:02}:{:02}", value::FormatDate(moment.day), moment.minute / 60, moment.minute % 60);
}

std::optional<value::Moment> ReadMoment(std::string_view text) {
  if (const auto day = value::ParseWrittenDate(text)) return value::Moment{*day, 0};
  return value::ParseWrittenMoment(text);
}

}  // namespace guiju::cases
