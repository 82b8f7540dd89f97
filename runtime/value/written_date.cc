#include "runtime/value/written_date.h"

#include <fmt/format.h>

namespace guiju::value {
namespace {

void SkipBlanks(std::string_view* text) {
  constexpr std::string_view kWide = "　";
  while (!text->empty()) {
    if (text->front() == ' ' || text->front() == '\t')
      text->remove_prefix(1);
    else if (text->starts_with(kWide))
      text->remove_prefix(kWide.size());
    else
      return;
  }
}

bool Take(std::string_view* text, std::string_view word) {
  SkipBlanks(text);
  if (!text->starts_with(word)) return false;
  text->remove_prefix(word.size());
  return true;
}

std::optional<int> TakeNumber(std::string_view* text, size_t most) {
  SkipBlanks(text);
  int number = 0;
  size_t digits = 0;
  while (digits < most && digits < text->size() && (*text)[digits] >= '0' && (*text)[digits] <= '9')
    number = number * 10 + ((*text)[digits++] - '0');
  if (digits == 0) return std::nullopt;
  text->remove_prefix(digits);
  return number;
}

// 2025年7月4日, 2025年7月4号, 2025-07-04 at the beginning; takes it off.
std::optional<Day> TakeDate(std::string_view* text) {
  SkipBlanks(text);
  if (const std::optional<Day> day = ParseDate(text->substr(0, 10))) {
    text->remove_prefix(10);
    return day;
  }
  const std::optional<int> year = TakeNumber(text, 4);
  if (!year || !Take(text, "年")) return std::nullopt;
  const std::optional<int> month = TakeNumber(text, 2);
  if (!month || !Take(text, "月")) return std::nullopt;
  const std::optional<int> day = TakeNumber(text, 2);
  if (!day || (!Take(text, "日") && !Take(text, "号"))) return std::nullopt;
  return ParseDate(fmt::format("{:04}-{:02}-{:02}", *year, *month, *day));
}

}  // namespace

std::optional<Day> ParseWrittenDate(std::string_view text) {
  const std::optional<Day> day = TakeDate(&text);
  SkipBlanks(&text);
  return text.empty() ? day : std::nullopt;
}

std::optional<Moment> ParseWrittenMoment(std::string_view text) {
  const std::optional<Day> day = TakeDate(&text);
  if (!day) return std::nullopt;
  Take(&text, "T");
  const std::optional<int> hour = TakeNumber(&text, 2);
  if (!hour) return std::nullopt;
  std::optional<int> minute = 0;
  if (Take(&text, ":") || Take(&text, "：")) {
    minute = TakeNumber(&text, 2);
  } else {
    if (!Take(&text, "时")) return std::nullopt;
    SkipBlanks(&text);
    if (!text.empty()) {
      minute = TakeNumber(&text, 2);
      if (!Take(&text, "分")) return std::nullopt;
    }
  }
  SkipBlanks(&text);
  if (!text.empty() || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return Moment{*day, *hour * 60 + *minute};
}

}  // namespace guiju::value
