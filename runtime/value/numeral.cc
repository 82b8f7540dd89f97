// Chinese numerals, everyday and financial, in positional (二〇二四) or multiplicative (二千零二十四) form.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "runtime/value/units.h"

namespace guiju::value {
namespace {

constexpr int64_t kLargest = 9'999'999'999'999'999;  // 16 digits: 千万亿

struct Sign {
  std::string_view text;
  int64_t value;
};
constexpr std::array kDigits = {
    Sign{"零", 0}, Sign{"〇", 0}, Sign{"一", 1}, Sign{"二", 2}, Sign{"两", 2}, Sign{"三", 3}, Sign{"四", 4},
    Sign{"五", 5}, Sign{"六", 6}, Sign{"七", 7}, Sign{"八", 8}, Sign{"九", 9}, Sign{"壹", 1}, Sign{"贰", 2},
    Sign{"叁", 3}, Sign{"肆", 4}, Sign{"伍", 5}, Sign{"陆", 6}, Sign{"柒", 7}, Sign{"捌", 8}, Sign{"玖", 9}};
constexpr std::array kSmallUnits = {Sign{"十", 10}, Sign{"百", 100}, Sign{"千", 1000},
                                    Sign{"拾", 10}, Sign{"佰", 100}, Sign{"仟", 1000}};
constexpr std::array kLargeUnits = {Sign{"万", 10'000}, Sign{"亿", 100'000'000}, Sign{"萬", 10'000},
                                    Sign{"億", 100'000'000}};

template <size_t N>
std::optional<int64_t> Take(std::string_view* text, const std::array<Sign, N>& signs) {
  for (const Sign& sign : signs) {
    if (!text->starts_with(sign.text)) continue;
    text->remove_prefix(sign.text.size());
    return sign.value;
  }
  return std::nullopt;
}

bool IsArabic(std::string_view text) {
  const size_t point = text.find('.');
  const auto digits = [](std::string_view part) {
    return !part.empty() &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (point == std::string_view::npos) return digits(text);
  return digits(text.substr(0, point)) && digits(text.substr(point + 1));
}

// 二〇二四: digits only.
std::optional<std::string> Positional(std::string_view text) {
  std::string digits;
  while (!text.empty()) {
    const auto digit = Take(&text, kDigits);
    if (!digit) return std::nullopt;
    digits += static_cast<char>('0' + *digit);
  }
  if (digits.empty() || digits.size() > 16) return std::nullopt;
  return digits;
}

std::optional<int64_t> TakeArabic(std::string_view* text) {
  size_t length = 0;
  int64_t number = 0;
  for (; length < text->size() && length < 16 && (*text)[length] >= '0' && (*text)[length] <= '9'; ++length) {
    number = number * 10 + ((*text)[length] - '0');
  }
  if (length == 0) return std::nullopt;
  text->remove_prefix(length);
  return number;
}

// Below 10 000: 一百零五, 二十, 十五, 5千. 零 stands exactly where a unit is skipped. `*last_unit` is the
// unit the text ended on, so that 一万五 (= 15 000 in speech) is refused rather than read as 10 005.
std::optional<int64_t> TakeSection(std::string_view* text, bool follows_section) {
  int64_t sum = 0, last_unit = 10'000;
  bool any = false, skipped = false;
  while (!text->empty()) {
    std::string_view rest = *text;
    if (rest.starts_with("零") || rest.starts_with("〇")) {
      if (skipped || (!any && !follows_section)) return std::nullopt;
      Take(&rest, kDigits);
      *text = rest;
      skipped = true;
      continue;
    }
    auto digit = Take(&rest, kDigits);
    const bool arabic = !digit && (digit = TakeArabic(&rest)).has_value();
    const auto unit = Take(&rest, kSmallUnits);
    if (!digit && !unit) break;
    if (!digit && (*unit != 10 || any)) return std::nullopt;  // 十五, but not 百五
    if (unit) {
      if (*unit >= last_unit || (arabic && *digit > 9)) return std::nullopt;
      sum += digit.value_or(1) * *unit;
      last_unit = *unit;
    } else {
      if (arabic && any) return std::nullopt;
      const bool in_place =
          arabic || !any ? (!follows_section || skipped || arabic) : (last_unit == 10 || skipped);
      if (!in_place) return std::nullopt;
      sum += *digit;
      last_unit = 1;
    }
    any = true;
    skipped = false;
    *text = rest;
    if (last_unit == 1) break;
  }
  if (!any || skipped) return std::nullopt;
  return sum;
}

std::optional<int64_t> Multiplicative(std::string_view text) {
  int64_t total = 0, limit = kLargest;
  bool follows = false;
  while (!text.empty()) {
    auto section = TakeSection(&text, follows);
    if (!section) return std::nullopt;
    int64_t unit = 1;
    while (const auto large = Take(&text, kLargeUnits)) unit *= *large;  // 万亿
    if (unit > 1'000'000'000'000 || unit >= limit || *section > kLargest / unit) return std::nullopt;
    total += *section * unit;
    if (total > kLargest) return std::nullopt;
    limit = unit;
    follows = true;
    if (unit == 1 && !text.empty()) return std::nullopt;
  }
  if (!follows) return std::nullopt;
  return total;
}

// 1.5亿 with Arabic digits before the unit.
std::optional<std::string> ArabicWithUnit(std::string_view text) {
  const size_t length = text.find_first_not_of("0123456789.");
  if (length == std::string_view::npos || !IsArabic(text.substr(0, length))) return std::nullopt;
  const std::string_view digits = text.substr(0, length);
  std::string_view rest = text.substr(length);
  int64_t unit = Take(&rest, kSmallUnits).value_or(1);
  while (const auto large = Take(&rest, kLargeUnits)) unit *= *large;
  if (unit == 1 || !rest.empty()) return std::nullopt;
  const size_t point = digits.find('.');
  const size_t places = point == std::string_view::npos ? 0 : digits.size() - point - 1;
  if (places > 18) return std::nullopt;
  const auto scaled = Scale(digits, unit, static_cast<int>(places));
  if (!scaled) return std::nullopt;
  return FormatQuantity(*scaled, "", static_cast<int>(places), true);
}

}  // namespace

std::optional<std::string> ChineseNumeral(std::string_view text) {
  if (IsArabic(text)) return std::string(text);
  if (auto mixed = ArabicWithUnit(text)) return mixed;
  const size_t point = text.find("点");
  if (point != std::string_view::npos) {
    const auto whole = ChineseNumeral(text.substr(0, point));
    const auto places = Positional(text.substr(point + std::string_view("点").size()));
    if (!whole || !places || whole->find('.') != std::string::npos) return std::nullopt;
    return *whole + "." + *places;
  }
  if (auto digits = Positional(text)) return digits;
  if (const auto number = Multiplicative(text)) return std::to_string(*number);
  return std::nullopt;
}

std::optional<Fraction> ChineseFraction(std::string_view text) {
  constexpr std::string_view kOf = "分之";
  const size_t place = text.find(kOf);
  if (place == std::string_view::npos) return std::nullopt;
  std::string below_text(text.substr(0, place));
  if (below_text == "百" || below_text == "千" || below_text == "万") below_text = "一" + below_text;
  const auto below = ChineseNumeral(below_text);
  const auto above = ChineseNumeral(text.substr(place + kOf.size()));
  if (!below || !above) return std::nullopt;
  const size_t point = above->find('.');
  const int places = point == std::string::npos ? 0 : static_cast<int>(above->size() - point - 1);
  const auto denominator = places > 18 ? std::nullopt : Scale(*below, 1, places);
  const auto numerator = places > 18 ? std::nullopt : Scale(*above, 1, places);
  if (!denominator || !numerator || *denominator == 0) return std::nullopt;
  return Fraction{*numerator, *denominator};
}

}  // namespace guiju::value
