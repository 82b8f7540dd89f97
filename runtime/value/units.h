#pragma once
// Dimensions, units and exact quantities. Table: grammar/units.tsv (dimension, zh, en, quanta per unit),
// compiled in. A quantity is an int64 number of quanta of its dimension: money 分, area 1/3000 平方米 (so
// that 1 亩 = 2000/3 平方米 is exact), volume 毫升, weight 毫克, length 毫米, durations in their own unit
// (日, 工作日, 月, 小时 are different dimensions and never mix). Everything here is pure and thread-safe;
// look-ups are linear in a table of some 60 rows.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guiju::value {

struct Unit {
  std::string dim;     // "money"
  std::string zh, en;  // one may be empty (synonyms)
  int64_t quanta = 1;
  bool display = false;                    // used when printing Chinese
  int decimals_zh = -1, decimals_en = -1;  // printed in this unit up to so many decimal places; -1 never
};
struct Dimension {
  std::string key;          // "money"
  std::string zh, en;       // type names: 金额, money
  std::vector<Unit> units;  // the first one is the unit of a bare number in a case file (money: 元)
};
const std::vector<Dimension>& BuiltinDimensions();
const Dimension* FindDimension(std::string_view name);  // key or either type name
const Unit* FindUnit(std::string_view spelling);        // built-in units, either spelling

// digits "1234.5" (no sign, no exponent) times quanta * 10^scale, exactly; nullopt when it is not an integer
// number of quanta or does not fit int64. quanta > 0, 0 <= scale <= 18.
std::optional<int64_t> Scale(std::string_view digits, int64_t quanta, int scale);

// "五千", "二十", "一百零五", "1万", "1.5亿", "壹万贰仟", "二〇二四", "三点五" to digits ("5000"); plain
// digits are given back. nullopt when it is not a numeral: digits out of place ("五五千"), or more than 16
// integer digits.
std::optional<std::string> ChineseNumeral(std::string_view text);

struct Fraction {
  int64_t numerator = 0, denominator = 1;
  friend bool operator==(const Fraction&, const Fraction&) = default;
};
// "三分之二" -> 2/3, "百分之三十" -> 30/100, "百分之2.5" -> 25/1000; as written, not reduced. nullopt when it
// is not one or the denominator is zero.
std::optional<Fraction> ChineseFraction(std::string_view text);

// 1000000 分 -> "1万元" / "10000 yuan"; plain numbers (dim "" or not built in) at their scale without
// trailing zeros. Always exact: a quantity no decimal of its units can express is printed as a fraction of
// one ("1000/3平方米").
std::string FormatQuantity(int64_t value, std::string_view dim, int scale, bool chinese);
// The same for a dimension that is not built in: its units, largest first, to two decimal places.
std::string FormatQuantity(int64_t value, const Dimension& dimension, int scale, bool chinese);
// A unit of such a dimension; one spelling may be empty.
Unit DeclaredUnit(std::string_view dim, std::string_view zh, std::string_view en, int64_t quanta);

}  // namespace guiju::value
