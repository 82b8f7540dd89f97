#include "compiler/syntax/numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "compiler/source/utf8.h"
#include "compiler/syntax/words.h"
#include "runtime/value/units.h"

namespace guiju::syntax {
namespace {

// 零〇一二两三四五六七八九十百千万亿 and the capitals 壹 to 仟, each of three bytes.
bool StartsWithNumeral(std::string_view word) {
  if (word.size() < 3) return false;
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(word[i])); };
  switch ((byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F)) {
    case U'零':
    case U'〇':
    case U'一':
    case U'二':
    case U'两':
    case U'三':
    case U'四':
    case U'五':
    case U'六':
    case U'七':
    case U'八':
    case U'九':
    case U'十':
    case U'百':
    case U'千':
    case U'万':
    case U'亿':
    case U'壹':
    case U'贰':
    case U'叁':
    case U'肆':
    case U'伍':
    case U'陆':
    case U'柒':
    case U'捌':
    case U'玖':
    case U'拾':
    case U'佰':
    case U'仟':
      return (byte(0) & 0xF0) == 0xE0;
    default:
      return false;
  }
}

// Bytes of the longest prefix made of Chinese numerals, each of three bytes.
size_t NumeralPrefix(std::string_view word) {
  size_t length = 0;
  while (StartsWithNumeral(word.substr(length))) length += 3;
  return length;
}

// 万, 亿 … between the digits and the unit: 10万吨. Zeros to append.
struct Magnitude {
  std::string_view word;
  int zeros;
};
constexpr Magnitude kMagnitudes[] = {{"万亿", 12}, {"千万", 7}, {"百万", 6}, {"亿", 8},
                                     {"万", 4},    {"千", 3},   {"百", 2}};

std::string TimesPowerOfTen(const std::string& digits, int zeros) {
  const size_t point = digits.find('.');
  std::string whole = digits.substr(0, point);
  std::string decimals = point == std::string::npos ? "" : digits.substr(point + 1);
  while (zeros-- > 0) {
    whole += decimals.empty() ? '0' : decimals[0];
    if (!decimals.empty()) decimals.erase(0, 1);
  }
  return CanonicalDigits(decimals.empty() ? whole : whole + "." + decimals);
}

ExprKind BoundOf(const BoundSuffix& suffix) {
  if (suffix.length == 0) return ExprKind::kPoison;
  return suffix.lower ? ExprKind::kGe : ExprKind::kLe;
}

bool IsUnit(std::string_view word) { return word.empty() || value::FindUnit(word) != nullptr; }

// Reads `tail` as [magnitude] unit; false when that leaves an unknown unit.
bool ReadKnownUnit(std::string_view tail, NumberParts& parts) {
  if (IsUnit(tail)) {
    parts.unit = tail;
    return true;
  }
  for (const Magnitude& magnitude : kMagnitudes) {
    if (tail.starts_with(magnitude.word) && IsUnit(tail.substr(magnitude.word.size()))) {
      parts.digits = TimesPowerOfTen(parts.digits, magnitude.zeros);
      parts.unit = tail.substr(magnitude.word.size());
      return true;
    }
  }
  return false;
}

constexpr std::string_view kRunInto[] = {"且",   "或",   "并且", "或者", "当",     "则",   "否则", "其余",
                                         "依据", "不满", "不足", "超过", "不超过", "达到", "的"};

// Where a reserved word begins right after a known unit (with or without 以上), or npos.
size_t FindRunInto(std::string_view tail) {
  for (size_t at = 0; at < tail.size(); at += std::max<size_t>(source::DecodeAt(tail, at).length, 1)) {
    if (at == 0) continue;
    bool reserved = false;
    for (const std::string_view word : kRunInto) reserved = reserved || tail.substr(at).starts_with(word);
    if (!reserved) continue;
    std::string_view unit = tail.substr(0, at);
    unit.remove_suffix(FindBoundSuffix(unit).length);
    NumberParts ignored{"1", {}, ExprKind::kPoison};
    if (ReadKnownUnit(unit, ignored)) return at;
  }
  return std::string_view::npos;
}

constexpr std::string_view kDigitWords[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

std::string ChineseWhole(uint64_t n) {
  if (n >= 10000) {
    const uint64_t unit = n >= 100000000 ? 100000000 : 10000;
    const uint64_t rest = n % unit;
    std::string text = ChineseWhole(n / unit) + (unit == 10000 ? "万" : "亿");
    if (rest == 0) return text;
    return text + (rest < unit / 10 ? "零" : "") + ChineseWhole(rest);
  }
  std::string text;
  bool gap = false;
  const auto place = [&](uint64_t digit, std::string_view name) {
    if (digit == 0) {
      gap = !text.empty();
      return;
    }
    if (gap) text += "零";
    gap = false;
    if (!(digit == 1 && name == "十" && text.empty())) text += kDigitWords[digit];
    text += name;
  };
  place(n / 1000, "千");
  place(n / 100 % 10, "百");
  place(n / 10 % 10, "十");
  place(n % 10, "");
  return text.empty() ? "零" : text;
}

std::optional<uint64_t> SmallNumber(std::string_view digits) {
  if (digits.empty() || digits.size() > 9) return std::nullopt;
  uint64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  return value;
}

std::optional<NumberParts> ReadFraction(std::string_view word) {
  static constexpr std::string_view kOf = "分之";
  const size_t of = word.find(kOf);
  if (of == std::string_view::npos || of == 0) return std::nullopt;
  std::string_view above = word.substr(of + kOf.size()), below = word.substr(0, of);
  const BoundSuffix suffix = FindBoundSuffix(above);
  above.remove_suffix(suffix.length);
  const auto denominator = below == "百" ? "100" : below == "千" ? "1000" : value::ChineseNumeral(below);
  const auto numerator = value::ChineseNumeral(above);
  if (!denominator || !numerator || *denominator == "0") return std::nullopt;
  return NumberParts{*numerator + "/" + *denominator, "", BoundOf(suffix)};
}

}  // namespace

UnitSplit SplitUnit(std::string digits, std::string_view tail) {
  UnitSplit split;
  split.parts.digits = std::move(digits);
  std::string_view unit = tail;
  BoundSuffix suffix = FindBoundSuffix(unit);
  // 100以下以上 is no end of an interval: an unknown unit, as it stands.
  if (FindBoundSuffix(unit.substr(0, unit.size() - suffix.length)).length > 0) suffix = {};
  unit.remove_suffix(suffix.length);
  split.parts.bound = BoundOf(suffix);
  if (ReadKnownUnit(unit, split.parts)) return split;
  split.rest = FindRunInto(tail);
  if (split.rest != std::string_view::npos) {
    UnitSplit before = SplitUnit(split.parts.digits, tail.substr(0, split.rest));
    before.rest = split.rest;
    return before;
  }
  split.parts.unit = unit;
  return split;
}

size_t FindSecondBound(std::string_view word) {
  for (size_t at = 0; at < word.size(); at += std::max<size_t>(source::DecodeAt(word, at).length, 1)) {
    if (at == 0 || FindBoundSuffix(word.substr(0, at)).length == 0) continue;
    const std::string_view rest = word.substr(at);
    const bool digit = rest[0] >= '0' && rest[0] <= '9';
    const bool opens = rest.starts_with("不满") || rest.starts_with("不足") || rest.starts_with("不超过");
    if (digit || opens || NumeralPrefix(rest) > 0) return at;
  }
  return std::string_view::npos;
}

std::optional<NumberParts> ReadChineseNumber(std::string_view word) {
  if (const auto fraction = ReadFraction(word)) return fraction;
  const size_t length = NumeralPrefix(word);
  if (length == 0 || length == word.size()) return std::nullopt;
  // 百元, 万元 begin with a place, not with a digit: units and names, not numbers.
  for (const std::string_view place : {"百", "千", "万", "亿"}) {
    if (word.starts_with(place)) return std::nullopt;
  }
  NumberParts parts;
  std::string_view tail = word.substr(length);
  const BoundSuffix suffix = FindBoundSuffix(tail);
  tail.remove_suffix(suffix.length);
  if (tail.empty() || value::FindUnit(tail) == nullptr) return std::nullopt;
  const auto digits = value::ChineseNumeral(word.substr(0, length));
  if (!digits) return std::nullopt;
  return NumberParts{*digits, std::string(tail), BoundOf(suffix)};
}

std::string ChineseFraction(std::string_view fraction) {
  const size_t slash = fraction.find('/');
  const auto above = SmallNumber(fraction.substr(0, slash));
  const auto below = slash == std::string_view::npos ? std::nullopt : SmallNumber(fraction.substr(slash + 1));
  if (!above || !below) return std::string(fraction);
  const std::string part = *below == 100 ? "百" : *below == 1000 ? "千" : ChineseWhole(*below);
  return part + "分之" + ChineseWhole(*above);
}

std::string ChineseOrdinal(int number) { return ChineseWhole(static_cast<uint64_t>(number)); }

std::string CanonicalDigits(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (plain && (text.size() == 1 || !text.starts_with('0'))) return std::string(text);
  std::string digits;
  for (size_t i = 0; i < text.size();) {
    const source::CodePoint point = source::DecodeAt(text, i);
    const bool wide = point.value >= 0xFF00;
    digits += static_cast<char>(wide ? point.value - 0xFEE0 : point.value);
    i += std::max<size_t>(point.length, 1);
  }
  const auto trim = [](std::string& number) {
    if (number.find('.') != std::string::npos) {
      while (number.back() == '0') number.pop_back();
      if (number.back() == '.') number.pop_back();
    }
    size_t zeros = 0;
    while (zeros + 1 < number.size() && number[zeros] == '0' && number[zeros + 1] != '.') ++zeros;
    number.erase(0, zeros);
  };
  const size_t slash = digits.find('/');
  if (slash == std::string::npos) {
    trim(digits);
    return digits;
  }
  std::string above = digits.substr(0, slash), below = digits.substr(slash + 1);
  trim(above);
  trim(below);
  return above + "/" + below;
}

std::optional<std::string> ReadChineseDate(std::string_view year, std::string_view tail) {
  static constexpr std::string_view kMarks[] = {"年", "月", "日"};
  std::array<std::string, 3> parts{std::string(year)};
  for (size_t i = 0; i < 3; ++i) {
    if (!tail.starts_with(kMarks[i])) return std::nullopt;
    tail.remove_prefix(kMarks[i].size());
    while (i < 2 && !tail.empty() && tail[0] >= '0' && tail[0] <= '9') {
      parts[i + 1] += tail[0];
      tail.remove_prefix(1);
    }
  }
  const auto y = SmallNumber(parts[0]), m = SmallNumber(parts[1]), d = SmallNumber(parts[2]);
  if (!tail.empty() || parts[0].size() != 4 || !y || !m || !d) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", *y, *m, *d);
}

bool IsRealDate(std::string_view iso) {
  const auto y = SmallNumber(iso.substr(0, 4)), m = SmallNumber(iso.substr(5, 2)),
             d = SmallNumber(iso.substr(8, 2));
  if (iso.size() != 10 || !y || !m || !d || *y == 0) return false;
  return std::chrono::year_month_day(std::chrono::year(static_cast<int>(*y)),
                                     std::chrono::month(static_cast<unsigned>(*m)),
                                     std::chrono::day(static_cast<unsigned>(*d)))
      .ok();
}

}  // namespace guiju::syntax
