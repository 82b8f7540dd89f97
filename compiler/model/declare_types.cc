// Enumerations, dimensions, records; what a type name means.
#include <algorithm>

#include "compiler/model/checker.h"
#include "runtime/value/units.h"

namespace guiju::model {

namespace {
constexpr size_t kMaxEnumValues = 64;
constexpr int8_t kDecimalScale = 4;
}  // namespace

DimensionId Checker::DimensionByKey(const std::string& key) {
  if (auto it = dimensions_by_key_.find(key); it != dimensions_by_key_.end()) return it->second;
  const value::Dimension* known = value::FindDimension(key);
  Dimension dimension;
  dimension.key = key;
  dimension.name = known != nullptr ? Name{known->zh, known->en} : Name{key, ""};
  DimensionId id = m_.dimensions.Add(std::move(dimension));
  dimensions_by_key_.emplace(key, id);
  return id;
}

Type Checker::BuiltinType(std::string_view word) {
  if (word == "是否" || word == "bool") return BoolType();
  if (word == "整数" || word == "int") return NumberType();
  if (word == "小数" || word == "decimal") return NumberType({}, kDecimalScale);
  if (word == "日期" || word == "date") return DateType();
  if (word == "文字" || word == "text") return TextType();
  if (const value::Dimension* known = value::FindDimension(word))
    return NumberType(DimensionByKey(known->key));
  return Type{};
}

Type Checker::ResolveType(size_t unit, const syntax::TypeRef& ref) {
  if (ref.name.parts.empty()) return Type{};
  const std::string& word = ref.name.parts.back();
  bool plain = ref.name.parts.size() == 1;
  auto generic = [&](std::string_view zh, std::string_view en) {
    return plain && (word == zh || word == en);
  };
  if (generic("列表", "list") || generic("区间", "interval") || generic("集合", "set")) {
    if (ref.args.size() != 1) {
      sink_.Emit(diag::Kind::UnknownType, ref.span, word);
      return Type{};
    }
    Type inner = ResolveType(unit, ref.args[0]);
    if (inner.kind == TypeKind::kPoison) return inner;
    Type type = inner;
    if (generic("列表", "list")) {
      type.kind = TypeKind::kList;
      if (inner.kind != TypeKind::kRecord) {
        sink_.Emit(diag::Kind::ListOfRecords, ref.span, TypeText(inner));
        return Type{};
      }
      return type;
    }
    type.element = inner.kind;
    bool interval = generic("区间", "interval");
    type.kind = interval ? TypeKind::kInterval : TypeKind::kSet;
    bool ordered = inner.kind == TypeKind::kInt || inner.kind == TypeKind::kDate;
    if (interval ? !ordered : inner.kind != TypeKind::kEnum) {
      sink_.Emit(diag::Kind::TypeNotHere, ref.span, TypeText(type));
      return Type{};
    }
    return type;
  }
  if (plain) {
    Type builtin = BuiltinType(word);
    if (builtin.kind != TypeKind::kPoison) return builtin;
  }
  size_t home = unit;
  bool qualified = false;
  if (!plain) {
    std::string policy;
    for (size_t i = 0; i + 1 < ref.name.parts.size(); ++i) policy += (i > 0 ? "." : "") + ref.name.parts[i];
    if (int found = UnitByName(policy); found >= 0) {
      home = static_cast<size_t>(found);
      qualified = true;
    }
  }
  Symbol symbol = plain || qualified ? FindType(home, words_.Find(word)) : Symbol{};
  switch (symbol.kind) {
    case SymbolKind::kEnum:
      MarkUsed(symbol);
      return EnumType(EnumId(symbol.index));
    case SymbolKind::kDimension:
      return NumberType(DimensionId(symbol.index));
    case SymbolKind::kRecord:
      return Type{TypeKind::kRecord, TypeKind::kPoison, 0, {}, {}, RecordId(symbol.index)};
    case SymbolKind::kNone:
    case SymbolKind::kFact:
    case SymbolKind::kGroup:
    case SymbolKind::kList:
    case SymbolKind::kParameter:
    case SymbolKind::kDefine:
    case SymbolKind::kDecision:
    case SymbolKind::kTable:
      break;
  }
  std::vector<std::string> known = {"是否", "整数", "小数",    "金额",  "日期", "文字",
                                    "bool", "int",  "decimal", "money", "date", "text"};
  for (const value::Dimension& d : value::BuiltinDimensions()) known.insert(known.end(), {d.zh, d.en});
  for (size_t seen : closure_.units[unit].visible) {
    for (const auto& [w, declared] : scopes_[seen].types) {
      const Name& name = words_.NameOf(w);
      if (!name.zh.empty()) known.push_back(name.zh);
      if (!name.en.empty()) known.push_back(name.en);
    }
  }
  std::string close = diag::ClosestName(word, known);
  if (close.empty())
    sink_.Emit(diag::Kind::UnknownType, ref.name.span, ref.name.Joined());
  else
    sink_.Emit(diag::Kind::UnknownNameSimilar, ref.name.span, ref.name.Joined(), close);
  return Type{};
}

void Checker::DeclareEnum(size_t unit, const syntax::EnumDecl& d) {
  Enum e;
  e.name = NameFor(d.name);
  e.ordered = d.ordered;
  e.unit = unit;
  e.span = d.name.span;
  if (d.values.size() > kMaxEnumValues)
    sink_.Emit(diag::Kind::TooManyValues, d.name.span, d.name.text, d.values.size());
  EnumId id(m_.enums.size());
  std::unordered_map<Word, Span> seen;
  for (const syntax::Name& value : d.values) {
    if (e.values.size() == kMaxEnumValues) break;
    Word word = words_.Intern(value.text);
    auto [it, fresh] = seen.emplace(word, value.span);
    if (!fresh) {
      sink_.Emit(diag::Kind::DuplicateName, value.span, value.text)
          .notes.push_back({it->second, "先在这里声明", "first declared here"});
      continue;
    }
    scopes_[unit].enum_values[word].emplace_back(id, static_cast<int64_t>(e.values.size()));
    e.values.push_back(words_.NameOf(word));
    e.value_spans.push_back(value.span);
  }
  m_.enums.Add(std::move(e));
  used_enums_.push_back(false);
  Word word = words_.Intern(d.name.text);
  auto [it, fresh] = scopes_[unit].types.emplace(word, Declared{{SymbolKind::kEnum, id.index}, d.name.span});
  if (!fresh)
    sink_.Emit(diag::Kind::DuplicateName, d.name.span, d.name.text)
        .notes.push_back({it->second.span, "先在这里声明", "first declared here"});
}

void Checker::DeclareDimension(size_t unit, const syntax::DimensionDecl& d) {
  Dimension dimension;
  dimension.name = NameFor(d.name);
  dimension.key = dimension.name.Key();
  dimension.span = d.name.span;
  DimensionId id(m_.dimensions.size());
  auto taken = [&](const Dimension& other) { return other.key == dimension.key; };
  if (value::FindDimension(dimension.key) != nullptr || std::ranges::any_of(m_.dimensions, taken))
    dimension.key = closure_.units[unit].name + "." + dimension.key;
  for (const auto& u : d.units) {
    std::optional<int64_t> quanta = value::Scale(u.factor, 1, 0);
    if (!quanta || *quanta <= 0) {
      sink_.Emit(diag::Kind::InexactNumber, u.name.span, u.factor);
      continue;
    }
    Name name = NameFor(u.name);
    auto same = [&](const Dimension::UnitWord& other) { return other.name.Key() == name.Key(); };
    if (std::ranges::any_of(dimension.units, same)) {
      sink_.Emit(diag::Kind::DuplicateName, u.name.span, u.name.text);
      continue;
    }
    for (const std::string& spelling : {name.zh, name.en}) {
      if (!spelling.empty()) scopes_[unit].unit_words.emplace(spelling, std::pair(id, *quanta));
    }
    dimension.units.push_back({std::move(name), *quanta});
  }
  m_.dimensions.Add(std::move(dimension));
  Word word = words_.Intern(d.name.text);
  auto [it, fresh] =
      scopes_[unit].types.emplace(word, Declared{{SymbolKind::kDimension, id.index}, d.name.span});
  if (!fresh)
    sink_.Emit(diag::Kind::DuplicateName, d.name.span, d.name.text)
        .notes.push_back({it->second.span, "先在这里声明", "first declared here"});
}

void Checker::DeclareTypes() {
  for (size_t unit = 0; unit < closure_.units.size(); ++unit) {
    for (size_t tree : closure_.units[unit].trees) {
      const auto& declarations = closure_.trees[tree].declarations;
      for (size_t i = 0; i < declarations.size(); ++i) {
        if (const auto* e = std::get_if<syntax::EnumDecl>(&declarations[i])) DeclareEnum(unit, *e);
        if (const auto* d = std::get_if<syntax::DimensionDecl>(&declarations[i])) DeclareDimension(unit, *d);
        if (const auto* r = std::get_if<syntax::RecordDecl>(&declarations[i])) {
          RecordId id = m_.records.Add(Record{NameFor(r->name), unit, tree, i, r->name.span});
          auto [it, fresh] = scopes_[unit].types.emplace(
              words_.Intern(r->name.text), Declared{{SymbolKind::kRecord, id.index}, r->name.span});
          if (!fresh)
            sink_.Emit(diag::Kind::DuplicateName, r->name.span, r->name.text)
                .notes.push_back({it->second.span, "先在这里声明", "first declared here"});
        }
      }
    }
  }
}

}  // namespace guiju::model
