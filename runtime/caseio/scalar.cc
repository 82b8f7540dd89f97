#include "runtime/caseio/scalar.h"

#include <algorithm>

#include "compiler/ir/quantities.h"
#include "compiler/source/utf8.h"
#include "runtime/caseio/utf8_check.h"
#include "runtime/value/date.h"
#include "runtime/value/units.h"
#include "runtime/value/written_date.h"

namespace guiju::caseio {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

ScalarStatus InRange(const FactSpec& spec, int64_t candidate, int64_t* value) {
  if (candidate < spec.lo || candidate > spec.hi) return ScalarStatus::kOutOfRange;
  *value = candidate;
  return ScalarStatus::kOk;
}

// True when the digits are zero beyond `places` decimals is not enough: exactness depends on the factor. So:
// exact or not.
ScalarStatus Scaled(const FactSpec& spec, std::string_view digits, bool negative, int64_t quanta,
                    int64_t* value) {
  std::optional<int64_t> scaled = value::Scale(digits, quanta, spec.scale);
  if (scaled) return InRange(spec, negative ? -*scaled : *scaled, value);
  // Not representable: too large, or finer than a quantum.
  size_t point = digits.find('.');
  std::string_view whole = digits.substr(0, point);
  bool large = !value::Scale(whole.empty() ? "0" : whole, quanta, spec.scale).has_value();
  return large ? ScalarStatus::kOutOfRange : ScalarStatus::kInexact;
}

struct SplitNumber {
  bool negative = false;
  std::string digits;  // canonical "123.4", "" when there is no number
  std::string_view unit;
};

// "-1.5万元" -> 1.5, 万元;  "五千元" -> 5000, 元 (longest Chinese numeral whose rest is a known unit).
SplitNumber Split(const FactSpec& spec, std::string_view text) {
  SplitNumber split;
  if (!text.empty() && text.front() == '-') {
    split.negative = true;
    text.remove_prefix(1);
  }
  size_t end = 0;
  while (end < text.size() && (IsDigit(text[end]) || (text[end] == '.' && end > 0))) ++end;
  if (end > 0) {
    split.digits = text.substr(0, end);
    split.unit = Trim(text.substr(end));
    return split;
  }
  for (size_t cut = text.size(); cut > 0; --cut) {
    std::string_view unit = text.substr(cut);
    if (!unit.empty() && (spec.words == nullptr || spec.words->Find(unit) < 0)) continue;
    if (std::optional<std::string> digits = value::ChineseNumeral(text.substr(0, cut))) {
      split.digits = *digits;
      split.unit = unit;
      return split;
    }
  }
  return split;
}

bool WellFormed(std::string_view digits) {
  return !digits.empty() && digits.size() <= 40 && IsDigit(digits.front()) && IsDigit(digits.back()) &&
         std::count(digits.begin(), digits.end(), '.') <= 1;
}

// "3万平方米": a multiplier in front of the unit. 1 when there is none.
int64_t TakeMultiplier(const FactSpec& spec, std::string_view* unit) {
  if (spec.words != nullptr && spec.words->Find(*unit) >= 0) return 1;
  static constexpr std::pair<std::string_view, int64_t> kMultipliers[] = {
      {"万", 10000}, {"亿", 100000000}, {"千", 1000}, {"百", 100}};
  for (const auto& [word, factor] : kMultipliers) {
    if (!unit->starts_with(word)) continue;
    std::string_view rest = unit->substr(word.size());
    if (rest.empty() || (spec.words != nullptr && spec.words->Find(rest) >= 0)) {
      *unit = rest;
      return factor;
    }
  }
  return 1;
}

ScalarStatus QuantityFromText(const FactSpec& spec, std::string_view text, int64_t* value) {
  SplitNumber split = Split(spec, Trim(text));
  if (!WellFormed(split.digits)) return ScalarStatus::kBadNumber;
  if (split.unit.size() > 1 && (split.unit[0] == 'e' || split.unit[0] == 'E') &&
      (IsDigit(split.unit[1]) || split.unit[1] == '+' || split.unit[1] == '-'))
    return ScalarStatus::kExponent;
  if (!split.unit.empty() && (split.unit[0] == ',' || split.unit[0] == '.' || IsDigit(split.unit[0])))
    return ScalarStatus::kBadNumber;
  int64_t multiplier = TakeMultiplier(spec, &split.unit);
  int64_t quanta = spec.bare_quanta;
  if (split.unit.empty()) {
    if (quanta == 0) return ScalarStatus::kNeedsUnit;
    for (int i = 0; i < spec.scale; ++i) quanta /= 10;  // Scale() applies it again
  } else {
    int32_t unit = spec.words == nullptr ? SpellingTable::kNone : spec.words->Find(split.unit);
    if (unit < 0) return ScalarStatus::kUnknownUnit;
    quanta = spec.units[static_cast<size_t>(unit)];
  }
  if (__builtin_mul_overflow(quanta, multiplier, &quanta)) return ScalarStatus::kOutOfRange;
  return Scaled(spec, split.digits, split.negative, quanta, value);
}

struct Words {
  std::string zh, en;
};

Words ListOfValues(const ir::Program& program, ir::EnumId id) {
  Words words;
  const auto& values = program.enums[id].values;
  for (size_t i = 0; i < values.size() && i < 24; ++i) {
    words.zh += (i > 0 ? "、" : "") + values[i].In(true);
    words.en += (i > 0 ? ", " : "") + values[i].Key();
  }
  return words;
}

Words Expected(const Schema& schema, const FactSpec& spec) {
  const ir::Fact& fact = schema.program().facts[spec.fact];
  switch (spec.kind) {
    case ir::TypeKind::kBool:
      return {"true 或 false（也可写 \"是\" \"否\"）", "true or false (also \"yes\", \"no\")"};
    case ir::TypeKind::kEnum:
    case ir::TypeKind::kSet: {
      Words words = ListOfValues(schema.program(), fact.type.enumeration);
      return {"以下之一：" + words.zh, "one of: " + words.en};
    }
    case ir::TypeKind::kDate:
      return {"日期，如 \"2024-02-07\"", "a date such as \"2024-02-07\""};
    case ir::TypeKind::kText:
      return {"带引号的文字", "a quoted text"};
    case ir::TypeKind::kInt:
      break;
  }
  if (spec.dim == "money")
    return {"金额，如 \"1万元\"、\"500元\" 或以元为单位的数 10000",
            "money such as \"10000 yuan\", or a number of yuan"};
  if (spec.dim.empty())
    return spec.scale > 0 ? Words{"小数，如 0.5", "a decimal such as 0.5"}
                          : Words{"整数，如 3", "an integer such as 3"};
  Words units;
  if (std::optional<value::Dimension> dimension = ir::DimensionOf(schema.program(), spec.dim)) {
    for (size_t i = 0; i < dimension->units.size() && i < 4; ++i) {
      const value::Unit& unit = dimension->units[i];
      units.zh += (i > 0 ? "、" : "") + ("\"50" + (unit.zh.empty() ? unit.en : unit.zh) + "\"");
      units.en += (i > 0 ? ", " : "") + ("\"50 " + (unit.en.empty() ? unit.zh : unit.en) + "\"");
    }
  }
  return {"带单位的数，如 " + units.zh, "a number with its unit such as " + units.en};
}

}  // namespace

ScalarStatus FromText(const FactSpec& spec, std::string_view text, int64_t* value) {
  switch (spec.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kEnum: {
      int32_t word = spec.words->Find(text);
      if (word < 0) word = spec.words->Find(Trim(text));
      if (word < 0) return ScalarStatus::kNotAWord;
      return InRange(spec, word, value);
    }
    case ir::TypeKind::kInt:
      return QuantityFromText(spec, text, value);
    case ir::TypeKind::kDate: {
      std::optional<value::Day> day = value::ParseDate(text);
      if (!day) day = value::ParseWrittenDate(text);
      return day ? InRange(spec, *day, value) : ScalarStatus::kBadDate;
    }
    case ir::TypeKind::kText:
    case ir::TypeKind::kSet:
      break;
  }
  return ScalarStatus::kWrongType;
}

ScalarStatus FromNumber(const FactSpec& spec, std::string_view digits, int64_t* value) {
  if (spec.kind != ir::TypeKind::kInt) return ScalarStatus::kWrongType;
  if (digits.find_first_of("eE") != std::string_view::npos) return ScalarStatus::kExponent;
  bool negative = !digits.empty() && digits.front() == '-';
  if (negative) digits.remove_prefix(1);
  if (!WellFormed(digits)) return ScalarStatus::kBadNumber;
  if (spec.bare_quanta == 0) return ScalarStatus::kNeedsUnit;
  int64_t quanta = spec.bare_quanta;
  for (int i = 0; i < spec.scale; ++i) quanta /= 10;
  return Scaled(spec, digits, negative, quanta, value);
}

ScalarStatus FromBool(const FactSpec& spec, bool given, int64_t* value) {
  if (spec.kind != ir::TypeKind::kBool) return ScalarStatus::kWrongType;
  return InRange(spec, given ? 1 : 0, value);
}

void Report(ScalarStatus status, const Schema& schema, const FactSpec& spec, std::string_view found,
            size_t begin, size_t end, Problems* problems) {
  const ir::Fact& fact = schema.program().facts[spec.fact];
  const std::string& name = fact.name.In(true);
  std::string shown = Excerpt(found);
  Words expected = Expected(schema, spec);
  switch (status) {
    case ScalarStatus::kOk:
      return;
    case ScalarStatus::kWrongType:
      problems->Add(diag::Kind::CaseWrongType, begin, end, name, expected.zh, expected.en, shown, shown);
      return;
    case ScalarStatus::kNotAWord: {
      std::string close = diag::ClosestName(found, spec.words->Spellings());
      std::string zh = close.empty() ? "应为" + expected.zh : "是否想写“" + close + "”？应为" + expected.zh;
      std::string en = close.empty() ? "expected " + expected.en
                                     : "did you mean \"" + close + "\"? expected " + expected.en;
      problems->Add(diag::Kind::CaseNotAValue, begin, end, name, shown, zh, en);
      return;
    }
    case ScalarStatus::kBadDate:
      problems->Add(diag::Kind::CaseBadDate, begin, end, name, shown);
      return;
    case ScalarStatus::kBadNumber:
      problems->Add(diag::Kind::CaseBadNumber, begin, end, name, shown, expected.zh, expected.en);
      return;
    case ScalarStatus::kExponent:
      problems->Add(diag::Kind::CaseExponent, begin, end, name, shown);
      return;
    case ScalarStatus::kUnknownUnit:
      problems->Add(diag::Kind::CaseUnknownUnit, begin, end, name, shown, expected.zh, expected.en);
      return;
    case ScalarStatus::kNeedsUnit:
      problems->Add(diag::Kind::CaseNeedsUnit, begin, end, name, shown, expected.zh, expected.en);
      return;
    case ScalarStatus::kInexact:
      problems->Add(diag::Kind::CaseInexact, begin, end, name, shown);
      return;
    case ScalarStatus::kOutOfRange: {
      auto format = [&](int64_t v, bool chinese) {
        if (spec.kind == ir::TypeKind::kDate) return value::FormatDate(v);
        return ir::QuantityText(schema.program(), fact.type, v, chinese);
      };
      problems->Add(diag::Kind::CaseOutOfRange, begin, end, name, shown, format(spec.lo, true),
                    format(spec.hi, true), format(spec.lo, false), format(spec.hi, false));
      return;
    }
    case ScalarStatus::kControl:
      problems->Add(diag::Kind::CaseControl, begin, end, shown);
      return;
  }
}

std::string ExpectedForm(const Schema& schema, const FactSpec& spec, bool chinese) {
  Words words = Expected(schema, spec);
  return chinese ? words.zh : words.en;
}

bool IsPlainText(std::string_view text) {
  for (char c : text) {
    if (static_cast<uint8_t>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') return false;
  }
  return FirstInvalidUtf8(text) == text.size();
}

bool NeedsNormalizing(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    uint8_t c = static_cast<uint8_t>(text[i]);
    if (c < 0x80) {
      ++i;
    } else if (c >= 0xE4 && c <= 0xE9 &&
               i + 2 < text.size()) {  // U+4000..U+9FFF: unified Han, no decompositions
      i += 3;
    } else {
      return true;
    }
  }
  return false;
}

std::string Normalized(std::string_view text) {
  return NeedsNormalizing(text) ? source::ComposedForm(text) : std::string(text);
}

}  // namespace guiju::caseio
