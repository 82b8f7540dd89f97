#include <algorithm>
#include <bit>

#include "compiler/ir/quantities.h"
#include "runtime/caseio/classification.h"
#include "runtime/caseio/json_text.h"
#include "runtime/value/date.h"
#include "runtime/value/period.h"

namespace guiju::caseio {
namespace {

// value / 10^places as a decimal without trailing zeros.
std::string DecimalText(int64_t value, int places) {
  std::string digits =
      std::to_string(value < 0 ? -static_cast<__int128>(value) > INT64_MAX ? 0 : -value : value);
  if (value == INT64_MIN) digits = "9223372036854775808";
  if (places > 0) {
    if (digits.size() <= static_cast<size_t>(places))
      digits.insert(0, static_cast<size_t>(places) + 1 - digits.size(), '0');
    digits.insert(digits.size() - static_cast<size_t>(places), ".");
    while (digits.back() == '0') digits.pop_back();
    if (digits.back() == '.') digits.pop_back();
  }
  if (value < 0) digits.insert(digits.begin(), '-');
  return digits;
}

// Decimal places between the quantum and the unit a bare number of this dimension means; -1: written with its
// unit.
int PlacesOf(const ir::Program& program, const ir::Type& type) {
  if (type.dim.empty()) return type.scale;
  if (type.dim == "money") return type.scale + 2;
  auto single = [](const auto& units) {
    return std::ranges::all_of(units, [](const auto& unit) { return unit.quanta == 1; });
  };
  if (const value::Dimension* known = value::FindDimension(type.dim))
    return single(known->units) ? type.scale : -1;
  for (const ir::Dimension& declared : program.dimensions) {
    if (declared.key == type.dim) return single(declared.units) ? type.scale : -1;
  }
  return -1;
}

std::string SetText(const ir::Program& program, const ir::Type& type, uint64_t mask, bool chinese) {
  std::string out;
  const auto& values = program.enums[type.enumeration].values;
  for (size_t i = 0; i < values.size(); ++i) {
    if ((mask >> i & 1) == 0) continue;
    if (!out.empty()) out += chinese ? "、" : ", ";
    out += values[i].In(chinese);
  }
  if (out.empty()) return chinese ? "无" : "none";
  return out;
}

void AppendSetJson(std::string* out, const ir::Program& program, const ir::Type& type, uint64_t mask) {
  const auto& values = program.enums[type.enumeration].values;
  *out += "[";
  bool first = true;
  for (size_t i = 0; i < values.size(); ++i) {
    if ((mask >> i & 1) == 0) continue;
    if (!first) *out += ", ";
    first = false;
    AppendJsonString(out, values[i].Key());
  }
  *out += "]";
}

}  // namespace

bool IsDetermined(const ir::Type& type, int64_t lo, int64_t hi) {
  if (type.kind == ir::TypeKind::kEnum) return std::has_single_bit(static_cast<uint64_t>(lo));
  return lo == hi;
}

int64_t ExactValue(const ir::Type& type, int64_t lo) {
  return type.kind == ir::TypeKind::kEnum ? std::countr_zero(static_cast<uint64_t>(lo)) : lo;
}

std::string AwaitedText(const DecisionAnswer& answer, bool chinese) {
  if (answer.notices.empty()) return "";
  std::string names;
  for (const std::string& notice : answer.notices)
    names += (names.empty() ? "" : chinese ? "、" : ", ") + notice;
  return chinese ? names + "尚未公布，暂定" : "provisional, not published yet: " + names;
}

std::string NotYetCounted(const DecisionAnswer& answer, bool chinese) {
  std::string missing;
  for (const Question& question : answer.ask)
    missing += (missing.empty() ? ""
                : chinese       ? "、"
                                : ", ") +
               (chinese ? question.name_zh : question.name_en);
  if (chinese)
    return (missing.empty() ? "" : "缺" + missing + "，") + "尚不能计算；补齐之前没有可以暂按的日期";
  return "cannot be counted yet" + (missing.empty() ? "" : ", missing: " + missing) +
         "; there is no date to act on meanwhile";
}

std::optional<int64_t> ActOnValue(const ir::Decision& decision, int64_t lo, int64_t hi) {
  return ActOnValue(decision, lo, hi, decision.type.kind == ir::TypeKind::kDate && value::IsOpenSpan(lo, hi));
}

std::optional<int64_t> ActOnValue(const ir::Decision& decision, int64_t lo, int64_t hi, bool uncounted) {
  if (uncounted && decision.act_on != ir::ActOn::kValue) return std::nullopt;
  if (IsDetermined(decision.type, lo, hi)) return ExactValue(decision.type, lo);  // only one value is left
  bool mask = decision.type.kind == ir::TypeKind::kEnum;
  uint64_t bits = static_cast<uint64_t>(lo);
  switch (decision.act_on) {
    case ir::ActOn::kValue:
      return decision.act_value;
    case ir::ActOn::kHighest:
      return mask ? 63 - std::countl_zero(bits) : hi;
    case ir::ActOn::kLowest:
      return mask ? std::countr_zero(bits) : lo;
    case ir::ActOn::kNone:
    case ir::ActOn::kBlock:
    case ir::ActOn::kWithhold:
      break;
  }
  return std::nullopt;
}

std::string ValueText(const ir::Program& program, const ir::Type& type, int64_t value, bool chinese) {
  switch (type.kind) {
    case ir::TypeKind::kBool:
      return chinese ? (value != 0 ? "是" : "否") : (value != 0 ? "yes" : "no");
    case ir::TypeKind::kEnum: {
      const auto& values = program.enums[type.enumeration].values;
      return value >= 0 && static_cast<size_t>(value) < values.size()
                 ? values[static_cast<size_t>(value)].In(chinese)
                 : "?";
    }
    case ir::TypeKind::kInt:
      return ir::QuantityText(program, type, value, chinese);
    case ir::TypeKind::kDate:
      return chinese ? value::FormatDateZh(value) : value::FormatDate(value);
    case ir::TypeKind::kText:
      return value >= 0 && static_cast<size_t>(value) < program.texts.size()
                 ? program.texts[static_cast<size_t>(value)]
                 : "";
    case ir::TypeKind::kSet:
      return SetText(program, type, static_cast<uint64_t>(value), chinese);
  }
  return "";
}

void AppendValueJson(std::string* out, const ir::Program& program, const ir::Type& type, int64_t value) {
  switch (type.kind) {
    case ir::TypeKind::kBool:
      *out += value != 0 ? "true" : "false";
      return;
    case ir::TypeKind::kEnum:
      AppendJsonString(out, ValueText(program, type, value, false));
      return;
    case ir::TypeKind::kInt: {
      int places = PlacesOf(program, type);
      if (places >= 0) {
        *out += DecimalText(value, places);
      } else {
        AppendJsonString(out, ir::QuantityText(program, type, value, true));
      }
      return;
    }
    case ir::TypeKind::kDate:
      AppendJsonString(out, value::FormatDate(value));
      return;
    case ir::TypeKind::kText:
      AppendJsonString(out, ValueText(program, type, value, true));
      return;
    case ir::TypeKind::kSet:
      AppendSetJson(out, program, type, static_cast<uint64_t>(value));
      return;
  }
}

void AppendPossibleJson(std::string* out, const ir::Program& program, const ir::Decision& decision,
                        int64_t lo, int64_t hi) {
  const ir::Type& type = decision.type;
  switch (type.kind) {
    case ir::TypeKind::kBool:
      *out += lo == hi ? (lo != 0 ? "[true]" : "[false]") : "[false, true]";
      return;
    case ir::TypeKind::kEnum:
      AppendSetJson(out, program, type, static_cast<uint64_t>(lo));
      return;
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      *out += "{\"min\": ";
      AppendValueJson(out, program, type, lo);
      *out += ", \"max\": ";
      AppendValueJson(out, program, type, hi);
      *out += "}";
      return;
    case ir::TypeKind::kSet:
      *out += "{\"certain\": ";
      AppendSetJson(out, program, type, static_cast<uint64_t>(lo));
      *out += ", \"possible\": ";
      AppendSetJson(out, program, type, static_cast<uint64_t>(hi));
      *out += "}";
      return;
    case ir::TypeKind::kText:
      *out += "[]";
      return;
  }
}

std::string CiteText(const ir::Program& program, ir::CiteId id) {
  if (!id) return "";
  const ir::Cite& cite = program.cites[id];
  const ir::LegalSource& source = program.sources[cite.source];
  std::string out = !source.title.empty() ? source.title : source.name.In(true);
  if (!source.doc_no.empty()) out += "（" + source.doc_no + "）";
  if (!cite.text.empty()) out += " " + cite.text;
  return out;
}

}  // namespace guiju::caseio
