// Types and constants as an author writes them.
#include "compiler/model/model.h"
#include "runtime/value/date.h"
#include "runtime/value/units.h"

namespace guiju::model {

namespace {

constexpr int64_t kMaxQuantity = 100'000'000'000'000;  // 10^14 quanta
constexpr int64_t kMaxPlain = 1'000'000'000;
constexpr int64_t kMaxDuration = 36'500;  // a century of days; what the calendar counts at most

int64_t PowerOfTen(int8_t scale) {
  int64_t power = 1;
  for (int i = 0; i < scale; ++i) power *= 10;
  return power;
}

bool IsDuration(const std::string& key) {
  return key == "days" || key == "workdays" || key == "months" || key == "hours";
}

std::string DeclaredQuantity(const Dimension& dimension, const Type& type, int64_t value, bool chinese) {
  value::Dimension known{dimension.key, dimension.name.zh, dimension.name.en, {}};
  for (const auto& unit : dimension.units)
    known.units.push_back(value::DeclaredUnit(dimension.key, unit.name.zh, unit.name.en, unit.quanta));
  return value::FormatQuantity(value, known, type.scale, chinese);
}

}  // namespace

std::string TypeName(const Model& model, const Type& type, bool chinese) {
  auto in = [&](const Name& name) { return chinese ? name.Zh() : name.Key(); };
  Type element = type;
  element.kind = type.element;
  switch (type.kind) {
    case TypeKind::kPoison:
      return "?";
    case TypeKind::kBool:
      return chinese ? "是否" : "bool";
    case TypeKind::kInt:
      if (type.dim) return in(model.dimensions[type.dim].name);
      if (type.scale > 0) return chinese ? "小数" : "decimal";
      return chinese ? "整数" : "int";
    case TypeKind::kEnum:
      return in(model.enums[type.enumeration].name);
    case TypeKind::kDate:
      return chinese ? "日期" : "date";
    case TypeKind::kText:
      return chinese ? "文字" : "text";
    case TypeKind::kSet:
      // A set of something that has no values to choose from is refused under this name.
      return (chinese ? "集合<" : "set<") +
             (type.enumeration ? in(model.enums[type.enumeration].name) : TypeName(model, element, chinese)) +
             ">";
    case TypeKind::kRecord:
      return in(model.records[type.record].name);
    case TypeKind::kList:
      return (chinese ? "列表<" : "list<") + in(model.records[type.record].name) + ">";
    case TypeKind::kInterval:
      return (chinese ? "区间<" : "interval<") + TypeName(model, element, chinese) + ">";
  }
  return "?";
}

std::string ValueText(const Model& model, const Type& type, int64_t value, bool chinese) {
  switch (type.kind) {
    case TypeKind::kPoison:
    case TypeKind::kRecord:
    case TypeKind::kList:
    case TypeKind::kInterval:
      return std::to_string(value);
    case TypeKind::kBool:
      return value != 0 ? (chinese ? "是" : "yes") : (chinese ? "否" : "no");
    case TypeKind::kInt: {
      if (!type.dim) return value::FormatQuantity(value, "", type.scale, chinese);
      const Dimension& dimension = model.dimensions[type.dim];
      if (!dimension.units.empty()) return DeclaredQuantity(dimension, type, value, chinese);
      return value::FormatQuantity(value, dimension.key, type.scale, chinese);
    }
    case TypeKind::kEnum: {
      const Enum& e = model.enums[type.enumeration];
      if (value < 0 || static_cast<size_t>(value) >= e.values.size()) return "?";
      const Name& name = e.values[static_cast<size_t>(value)];
      return chinese ? name.Zh() : name.Key();
    }
    case TypeKind::kDate:
      return value::FormatDate(value);
    case TypeKind::kText:
      if (value < 0 || static_cast<size_t>(value) >= model.texts.size())
        return chinese ? "其他文字" : "another text";
      return "\"" + model.texts[static_cast<size_t>(value)] + "\"";
    case TypeKind::kSet: {
      const Enum& e = model.enums[type.enumeration];
      std::string out = "{";
      for (size_t i = 0; i < e.values.size(); ++i) {
        if ((static_cast<uint64_t>(value) >> i & 1) == 0) continue;
        if (out.size() > 1) out += ", ";
        out += chinese ? e.values[i].Zh() : e.values[i].Key();
      }
      return out + "}";
    }
  }
  return "?";
}

Range DefaultRange(const Model& model, const Type& type) {
  switch (type.kind) {
    case TypeKind::kBool:
      return {0, 1};
    case TypeKind::kInt: {
      int64_t power = PowerOfTen(type.scale);
      if (!type.dim) return {-kMaxPlain * power, kMaxPlain * power};
      const std::string& key = model.dimensions[type.dim].key;
      if (IsDuration(key)) return {0, key == "hours" ? kMaxDuration * 24 : kMaxDuration};
      if (key == "persons" || key == "items" || key == "times" || key == "households") return {0, kMaxPlain};
      return {0, kMaxQuantity};
    }
    case TypeKind::kEnum:
    case TypeKind::kSet: {
      size_t n = type.enumeration ? model.enums[type.enumeration].values.size() : 1;
      return {0, static_cast<int64_t>(n) - 1};
    }
    case TypeKind::kDate:
      return {value::kMinDay, value::kMaxDay};
    case TypeKind::kPoison:
    case TypeKind::kText:
    case TypeKind::kRecord:
    case TypeKind::kList:
    case TypeKind::kInterval:
      return {0, 0};
  }
  return {0, 0};
}

}  // namespace guiju::model
