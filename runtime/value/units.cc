#include "runtime/value/units.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>

namespace guiju::value {
namespace {

using Wide = __int128;

struct UnitRow {
  const char *dim, *type_zh, *type_en, *zh, *en;
  int64_t quanta;
  int decimals_zh, decimals_en;
};
constexpr UnitRow kRows[] = {
#include "runtime/value/generated/units.inc"
};

std::vector<Dimension> ReadTable() {
  std::vector<Dimension> dimensions;
  for (const UnitRow& row : kRows) {
    auto found = std::find_if(dimensions.begin(), dimensions.end(),
                              [&](const Dimension& d) { return d.key == row.dim; });
    if (found == dimensions.end()) {
      dimensions.push_back({row.dim, row.type_zh, row.type_en, {}});
      found = dimensions.end() - 1;
    }
    found->units.push_back(
        {row.dim, row.zh, row.en, row.quanta, row.decimals_zh >= 0, row.decimals_zh, row.decimals_en});
  }
  return dimensions;
}

Wide Power10(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

std::string DigitsOf(Wide value) {
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value != 0);
  return digits;
}

// value / denominator as a decimal of at most `decimals` places, "" when it is not one. value >= 0.
std::string Decimal(Wide value, Wide denominator, int decimals) {
  std::string text = DigitsOf(value / denominator);
  Wide rest = value % denominator;
  if (rest == 0) return text;
  text += '.';
  for (int i = 0; i < decimals && rest != 0; ++i) {
    rest *= 10;
    text += static_cast<char>('0' + static_cast<int>(rest / denominator));
    rest %= denominator;
  }
  return rest == 0 ? text : "";
}

// A declared unit may lack the spelling asked for; then the other one stands in.
std::string Joined(const std::string& number, const Unit& unit, bool chinese) {
  return (chinese && !unit.zh.empty()) || unit.en.empty() ? number + unit.zh : number + " " + unit.en;
}

int DecimalsOf(const Unit& unit, bool chinese) { return chinese ? unit.decimals_zh : unit.decimals_en; }

// The units printed in this language, largest first.
std::vector<const Unit*> ShownUnits(const Dimension& dimension, bool chinese) {
  std::vector<const Unit*> shown;
  for (const Unit& unit : dimension.units) {
    if (DecimalsOf(unit, chinese) >= 0) shown.push_back(&unit);
  }
  std::sort(shown.begin(), shown.end(), [](const Unit* a, const Unit* b) { return a->quanta > b->quanta; });
  return shown;
}

std::string FormatMagnitude(Wide value, const Dimension& dimension, int scale, bool chinese) {
  const std::vector<const Unit*> shown = ShownUnits(dimension, chinese);
  const Wide kept = Power10(scale);
  for (const Unit* unit : shown) {
    const Wide denominator = unit->quanta * kept;
    if (value < denominator && unit != shown.back()) continue;
    const std::string number = Decimal(value, denominator, DecimalsOf(*unit, chinese));
    if (!number.empty()) return Joined(number, *unit, chinese);
  }
  for (size_t i = shown.size(); i-- > 0;) {
    const int decimals = i + 1 == shown.size() ? 18 : 4;
    const std::string number = Decimal(value, shown[i]->quanta * kept, decimals);
    if (!number.empty()) return Joined(number, *shown[i], chinese);
  }
  Wide numerator = value, denominator = shown.back()->quanta * kept;
  Wide a = numerator, b = denominator;
  while (b != 0) std::swap(a %= b, b);
  return Joined(DigitsOf(numerator / a) + "/" + DigitsOf(denominator / a), *shown.back(), chinese);
}

}  // namespace

const std::vector<Dimension>& BuiltinDimensions() {
  static const std::vector<Dimension> dimensions = ReadTable();
  return dimensions;
}

const Dimension* FindDimension(std::string_view name) {
  for (const Dimension& dimension : BuiltinDimensions()) {
    if (dimension.key == name || dimension.zh == name || dimension.en == name) return &dimension;
  }
  return nullptr;
}

const Unit* FindUnit(std::string_view spelling) {
  if (spelling.empty()) return nullptr;
  for (const Dimension& dimension : BuiltinDimensions()) {
    for (const Unit& unit : dimension.units) {
      if (unit.zh == spelling || unit.en == spelling) return &unit;
    }
  }
  return nullptr;
}

std::optional<int64_t> Scale(std::string_view digits, int64_t quanta, int scale) {
  if (quanta <= 0 || scale < 0 || scale > 18) return std::nullopt;
  Wide number = 0;
  int places = 0, significant = 0;
  bool any = false, point = false;
  for (char c : digits) {
    if (c == '.') {
      if (point || !any) return std::nullopt;
      point = true;
      any = false;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    any = true;
    number = number * 10 + (c - '0');
    if (number != 0 && ++significant > 36) return std::nullopt;
    if (point && ++places > 36) return std::nullopt;
  }
  if (!any) return std::nullopt;
  // number * quanta * 10^(scale - places): cancel before multiplying, so that nothing overflows on the way.
  Wide factor = quanta;
  const int cancelled = std::min(places, scale);
  for (Wide prime : {2, 5}) {
    for (int i = cancelled; i < places; ++i) {
      Wide& divisible = number % prime == 0 ? number : factor;
      if (divisible % prime != 0) return std::nullopt;
      divisible /= prime;
    }
  }
  for (Wide step : {factor, Power10(scale - cancelled)}) {
    if (number > INT64_MAX) return std::nullopt;
    number *= step;
  }
  if (number > INT64_MAX) return std::nullopt;
  return static_cast<int64_t>(number);
}

std::string FormatQuantity(int64_t value, std::string_view dim, int scale, bool chinese) {
  const std::string sign = value < 0 ? "-" : "";
  const Wide magnitude = value < 0 ? -Wide{value} : Wide{value};
  const Dimension* dimension = FindDimension(dim);
  if (dimension == nullptr || dim.empty()) return sign + Decimal(magnitude, Power10(scale), scale);
  return sign + FormatMagnitude(magnitude, *dimension, scale, chinese);
}

std::string FormatQuantity(int64_t value, const Dimension& dimension, int scale, bool chinese) {
  const Wide magnitude = value < 0 ? -Wide{value} : Wide{value};
  return (value < 0 ? "-" : "") + FormatMagnitude(magnitude, dimension, scale, chinese);
}

Unit DeclaredUnit(std::string_view dim, std::string_view zh, std::string_view en, int64_t quanta) {
  constexpr int kDecimals = 2;
  return {std::string(dim), std::string(zh), std::string(en), quanta, true, kDecimals, kDecimals};
}

}  // namespace guiju::value
