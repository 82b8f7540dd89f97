#pragma once
// Answers of `guiju calendar` as sentences (Chinese or English) and as JSON. The caller only parses
// arguments. Pure; thread-safe. Texts end with a newline; JSON is one object without one.
#include <cstdint>
#include <optional>
#include <string>

#include "runtime/value/period.h"

namespace guiju::value {

struct AddQuery {  // calendar add DATE N UNIT
  Moment start;    // minute matters for hours only
  int64_t n = 0;   // >= 0
  PeriodUnit unit = PeriodUnit::kWorkday;
  RollRule roll = RollRule::kRestDay;
  bool explain = false;  // day by day, rules with their basis and doubts, sources
};
std::string AddText(const Calendar& calendar, const AddQuery& query, bool chinese);
std::string AddJson(const Calendar& calendar, const AddQuery& query);

// calendar before DATE N UNIT: the latest notice for an event on DATE, strict and lenient; with `inverse` the
// earliest event for a notice given on DATE. Not for hours.
struct BeforeQuery {
  Day date = 0;
  int64_t n = 0;  // >= 0
  PeriodUnit unit = PeriodUnit::kWorkday;
  bool inverse = false;
  bool explain = false;
};
std::string BeforeText(const Calendar& calendar, const BeforeQuery& query, bool chinese);
std::string BeforeJson(const Calendar& calendar, const BeforeQuery& query);

std::string ShowText(const Calendar& calendar, int year, bool chinese);  // calendar show YEAR
std::string ShowJson(const Calendar& calendar, int year);

// "工作日" / "working days".
std::string UnitText(PeriodUnit unit, bool chinese);
// "2024年2月7日（周三）" / "2024-02-07 (Wed)".
std::string DateText(Day day, bool chinese);
// The date, or both bounds with 暂定 and the notice that is missing.
std::string DueText(const DueDate& due, bool chinese);
// Why a day is what it is: "国庆节放假（国办发明电〔2022〕16号）"; "" for plain working days.
std::string ReasonText(const DayInfo& info, bool chinese);
// What one day of a count was and why: "2023-10-07 周六 计第1日 调休上班（国庆节 国办发明电〔2022〕16号）".
std::string DayText(const ExplainedDay& day, bool chinese);

}  // namespace guiju::value
