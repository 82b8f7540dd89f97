#pragma once
// Numbers as lawyers write them: 10万元以上, 五千元, 三分之二, 2021年7月15日. Internal to the room.
#include <optional>
#include <string>
#include <string_view>

#include "compiler/syntax/lexeme.h"

namespace guiju::syntax {

// What follows the digits of a number without a blank, e.g. 万元以上.
struct UnitSplit {
  NumberParts parts;
  size_t rest =
      std::string_view::npos;  // byte offset in `tail` where words run into the unit; npos: nothing does
};
// `digits` "10", `tail` "万元以上". An unknown unit is kept whole: the file may declare it.
UnitSplit SplitUnit(std::string digits, std::string_view tail);

// Byte offset at which a second end of an interval begins behind a first one in the same run of characters:
// 万元以上|10万元以下, 五千元以上|不满五万元. npos: there is none.
size_t FindSecondBound(std::string_view word);

// 五千元, 五千元以上, 二十工作日, 三分之二, 百分之三十以下. Plain numerals without a unit are names (一般,
// 七) and give nullopt.
std::optional<NumberParts> ReadChineseNumber(std::string_view word);

// "2/3" -> "三分之二"; 58 -> "五十八".
std::string ChineseFraction(std::string_view fraction);
std::string ChineseOrdinal(int number);

// Half-width digits; leading zeros and a useless fraction part removed: "００1.50" -> "1.5".
std::string CanonicalDigits(std::string_view text);

// "2021年7月15日" (the part after the digits: "年7月15日") to "2021-07-15".
std::optional<std::string> ReadChineseDate(std::string_view year, std::string_view tail);
// A day of the calendar, years 1 to 9999.
bool IsRealDate(std::string_view iso);

}  // namespace guiju::syntax
