// Names inside expressions: what they stand for here, or what was probably meant.
#include "compiler/model/checker.h"

namespace guiju::model {

namespace {

bool HasFormal(const std::vector<Formal>* formals, const std::string& spelling, size_t* index) {
  if (formals == nullptr) return false;
  for (size_t i = 0; i < formals->size(); ++i) {
    const Name& name = (*formals)[i].name;
    if (name.zh != spelling && name.en != spelling) continue;
    *index = i;
    return true;
  }
  return false;
}

}  // namespace

ExprId Checker::SymbolValue(Place&, const syntax::Expr& e, Symbol symbol) {
  Expr out;
  out.span = e.span;
  out.index = symbol.index;
  MarkUsed(symbol);
  switch (symbol.kind) {
    case SymbolKind::kFact:
      out.kind = ExprKind::kFact;
      out.type = m_.facts[FactId(symbol.index)].type;
      break;
    case SymbolKind::kDecision:
      out.kind = ExprKind::kDecision;
      out.type = m_.decisions[DecisionId(symbol.index)].type;
      break;
    case SymbolKind::kParameter: {
      const Parameter& p = m_.parameters[ParameterId(symbol.index)];
      if (!p.formals.empty()) {
        sink_.Emit(diag::Kind::NeedsArguments, e.span, e.name.Joined(),
                   e.name.Joined() + "(" + p.formals[0].name.Zh() + "…)");
        return poison_;
      }
      out.kind = ExprKind::kParameter;
      out.type = p.type;
      break;
    }
    case SymbolKind::kDefine: {
      ElaborateDefine(DefineId(symbol.index));
      const Define& d = m_.defines[DefineId(symbol.index)];
      if (!d.formals.empty()) {
        sink_.Emit(diag::Kind::NeedsArguments, e.span, e.name.Joined(),
                   e.name.Joined() + "(" + d.formals[0].name.Zh() + "…)");
        return poison_;
      }
      out.kind = ExprKind::kDefine;
      out.type = d.type;
      break;
    }
    case SymbolKind::kTable:
      sink_.Emit(diag::Kind::NeedsArguments, e.span, e.name.Joined(), e.name.Joined() + "(…)");
      return poison_;
    case SymbolKind::kGroup:
    case SymbolKind::kList:
    case SymbolKind::kEnum:
    case SymbolKind::kRecord:
    case SymbolKind::kDimension:
      sink_.Emit(diag::Kind::NotAValue, e.span, e.name.Joined());
      return poison_;
    case SymbolKind::kNone:
      return poison_;
  }
  if (out.type.kind == TypeKind::kPoison) return poison_;
  return Add(std::move(out));
}

ExprId Checker::ElaborateName(Place& place, const syntax::Expr& e, const Type* hint) {
  const std::vector<std::string>& parts = e.name.parts;
  if (parts.empty()) return poison_;
  const Word word = words_.Find(parts[0]);
  EnumId wanted;
  if (hint != nullptr && (hint->kind == TypeKind::kEnum || hint->kind == TypeKind::kSet))
    wanted = hint->enumeration;
  auto enum_value = [&](EnumId id, const std::string& spelling) -> ExprId {
    const Enum& en = m_.enums[id];
    for (size_t i = 0; i < en.values.size(); ++i) {
      if (en.values[i].zh != spelling && en.values[i].en != spelling) continue;
      MarkUsed({SymbolKind::kEnum, id.index});
      return Constant(EnumType(id), static_cast<int64_t>(i), e.span);
    }
    return {};
  };
  if (wanted && parts.size() == 1) {
    if (ExprId value = enum_value(wanted, parts[0])) return value;
  }
  for (auto binder = place.binders.rbegin(); binder != place.binders.rend(); ++binder) {
    if (word == 0 || binder->word != word) continue;
    Symbol symbol = FollowFields({SymbolKind::kGroup, binder->element.index}, e.name, 1);
    return SymbolValue(place, e, symbol);
  }
  size_t formal = 0;
  if (parts.size() == 1 && HasFormal(place.formals, parts[0], &formal)) {
    Expr out;
    out.kind = ExprKind::kFormal;
    out.type = (*place.formals)[formal].type;
    out.index = static_cast<int32_t>(formal);
    out.span = e.span;
    return out.type.kind == TypeKind::kPoison ? poison_ : Add(std::move(out));
  }
  if (place.siblings && word != 0) {
    for (const Group::Member& member : m_.groups[place.siblings].members) {
      if (member.word != word) continue;
      Symbol symbol = FollowFields({SymbolKind::kGroup, place.siblings.index}, e.name, 0);
      return SymbolValue(place, e, symbol);
    }
  }
  auto [symbol, used] = FindPath(place.unit, e.name);
  if (symbol.kind != SymbolKind::kNone) return SymbolValue(place, e, FollowFields(symbol, e.name, used));
  if (parts.size() == 2) {
    Symbol type = FindType(place.unit, word);
    if (type.kind == SymbolKind::kEnum) {
      if (ExprId value = enum_value(EnumId(type.index), parts[1])) return value;
      sink_.Emit(diag::Kind::UnknownEnumValue, e.span, parts[1], parts[0], EnumValueList(EnumId(type.index)));
      return poison_;
    }
  }
  if (parts.size() == 1 && word != 0 && !wanted) {
    std::vector<std::pair<EnumId, int64_t>> found;
    for (size_t seen : closure_.units[place.unit].visible) {
      auto it = scopes_[seen].enum_values.find(word);
      if (it != scopes_[seen].enum_values.end())
        found.insert(found.end(), it->second.begin(), it->second.end());
    }
    if (found.size() == 1) {
      MarkUsed({SymbolKind::kEnum, found[0].first.index});
      return Constant(EnumType(found[0].first), found[0].second, e.span);
    }
    if (found.size() > 1) {
      std::string all;
      for (const auto& [id, value] : found) all += (all.empty() ? "" : "、") + m_.enums[id].name.Zh();
      sink_.Emit(diag::Kind::AmbiguousName, e.span, parts[0], all,
                 m_.enums[found[0].first].name.Zh() + "." + parts[0]);
      return poison_;
    }
  }
  if (wanted && parts.size() == 1 && Segment(parts[0]).empty()) {
    std::vector<std::string> known;
    for (const Name& value : m_.enums[wanted].values) known.insert(known.end(), {value.Zh(), value.Key()});
    std::string close = diag::ClosestName(parts[0], known);
    if (!close.empty())
      sink_.Emit(diag::Kind::UnknownNameSimilar, e.span, parts[0], close);
    else
      sink_.Emit(diag::Kind::UnknownEnumValue, e.span, parts[0], m_.enums[wanted].name.Zh(),
                 EnumValueList(wanted));
    return poison_;
  }
  ReportUnknown(place.unit, e.name, &place);
  return poison_;
}

std::string Checker::EnumValueList(EnumId id) const {
  std::string zh, en;
  for (const Name& value : m_.enums[id].values) {
    zh += (zh.empty() ? "" : "、") + value.Zh();
    en += (en.empty() ? "" : ", ") + value.Key();
  }
  return diag::Both(zh, en);
}

}  // namespace guiju::model
