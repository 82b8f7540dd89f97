#pragma once
// Dimensions, units and exact quantities. Table: grammar/units.tsv (dimension, zh, en, quanta per unit), compiled in.
// A quantity is an int64 number of quanta of its dimension: money 分, area 1/3000 平方米 (so that 1 亩 = 2000/3 平方米
// is exact), durations in their own unit (日, 工作日, 月, 小时 are different dimensions and never mix).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guiju::value {

struct Unit {
  std::string dim;  // "money"
  std::string zh, en;
  int64_t quanta = 1;
  bool display = false;  // used when printing
};
struct Dimension {
  std::string key;     // "money"
  std::string zh, en;  // type names: 金额, money
  std::vector<Unit> units;
};
const std::vector<Dimension>& BuiltinDimensions();
const Dimension* FindDimension(std::string_view name);  // key or either type name
const Unit* FindUnit(std::string_view spelling);        // built-in units, either spelling

// digits "1234.5" (no sign, no exponent) times quanta * 10^scale, exactly; nullopt when it is not an integer number of
// quanta or does not fit int64.
std::optional<int64_t> Scale(std::string_view digits, int64_t quanta, int scale);
// "五千", "二十", "一百零五", "1万" style Chinese numerals to digits; nullopt when it is not one.
std::optional<std::string> ChineseNumeral(std::string_view text);

// 1000000 分 -> "1万元" / "10000 yuan"; plain numbers at their scale without trailing zeros.
std::string FormatQuantity(int64_t value, std::string_view dim, int scale, bool chinese);

}  // namespace guiju::value
