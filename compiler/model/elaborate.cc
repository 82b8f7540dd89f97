// Expressions: names resolved, types given. Poison in, silence out.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/model/checker.h"
#include "compiler/model/functions.h"
#include "runtime/value/date.h"
#include "runtime/value/units.h"

namespace guiju::model {

namespace {

constexpr int64_t kMaxLiteral = 1'000'000'000'000'000;  // 10^15

}  // namespace

ExprId Checker::Constant(const Type& type, int64_t value, Span span) {
  Expr e;
  e.kind = ExprKind::kConst;
  e.type = type;
  e.value = value;
  e.span = span;
  return Add(std::move(e));
}

ExprId Checker::Mismatch(const Type& expected, const Type& found, Span span) {
  if (expected.kind == TypeKind::kPoison || found.kind == TypeKind::kPoison) return poison_;
  if (expected.kind == TypeKind::kInt && found.kind == TypeKind::kInt && expected.dim != found.dim)
    sink_.Emit(diag::Kind::DimensionMix, span, TypeText(expected), TypeText(found));
  else
    sink_.Emit(diag::Kind::TypeMismatch, span, TypeText(expected), TypeText(found));
  return poison_;
}

ExprId Checker::Coerce(ExprId id, const Type& type, Span span) {
  const Expr& e = m_.exprs[id];
  if (e.type.kind == TypeKind::kPoison || type.kind == TypeKind::kPoison) return poison_;
  if (e.type.kind != type.kind) return Mismatch(type, e.type, span);
  switch (type.kind) {
    case TypeKind::kInt:
      if (e.type.dim != type.dim) {
        sink_.Emit(diag::Kind::TypeMismatch, span, TypeText(type), TypeText(e.type));
        return poison_;
      }
      if (e.fractional || e.type.scale > type.scale) {
        sink_.Emit(diag::Kind::NeedsRounding, span);
        return poison_;
      }
      return id;
    case TypeKind::kInterval:
      if (e.type.element != type.element || e.type.dim != type.dim) return Mismatch(type, e.type, span);
      return id;
    case TypeKind::kEnum:
    case TypeKind::kSet:
      return e.type.enumeration == type.enumeration ? id : Mismatch(type, e.type, span);
    case TypeKind::kPoison:
    case TypeKind::kBool:
    case TypeKind::kDate:
    case TypeKind::kText:
    case TypeKind::kRecord:
    case TypeKind::kList:
      return id;
  }
  return id;
}

ExprId Checker::ValueOfType(Place& place, syntax::ExprId id, const Type& type) {
  return Coerce(Elaborate(place, id, &type), type, At(place, id).span);
}

ExprId Checker::Condition(Place& place, syntax::ExprId id, syntax::ExprId before) {
  Type type = BoolType();
  ExprId e = Elaborate(place, id, &type);
  if (IsPoison(e) || TypeOf(e).kind == TypeKind::kBool) return e;
  const Span span = At(place, id).span;
  if (TypeOf(e).kind == TypeKind::kEnum && m_.exprs[e].kind == ExprKind::kConst) {
    // 执法类别 是 行政处罚 或 行政强制
    std::string subject = "…", values = std::string(m_.TextOf(span)) + ", …";
    if (before && At(place, before).kind == syntax::ExprKind::kEq) {
      const auto& sides = At(place, before).args;
      subject = m_.TextOf(At(place, sides[0]).span);
      values = fmt::format("{}, {}", m_.TextOf(At(place, sides[1]).span), m_.TextOf(span));
    }
    sink_.Emit(diag::Kind::ValueNotCondition, span, m_.TextOf(span),
               m_.enums[TypeOf(e).enumeration].name.Zh(), fmt::format("{} 属于 {{{}}}", subject, values),
               fmt::format("{} in {{{}}}", subject, values));
    return poison_;
  }
  sink_.Emit(diag::Kind::NotACondition, span, TypeText(TypeOf(e)), m_.TextOf(span));
  return poison_;
}

ExprId Checker::Elaborate(Place& place, syntax::ExprId id, const Type* hint) {
  if (!id) return poison_;
  const syntax::Expr& e = At(place, id);
  switch (e.kind) {
    case syntax::ExprKind::kPoison:
      return poison_;
    case syntax::ExprKind::kNumber:
    case syntax::ExprKind::kFraction:
      return IsInterval(e) ? ElaborateInterval(place, e, hint) : ElaborateNumber(place, e, hint);
    case syntax::ExprKind::kDate: {
      if (IsInterval(e)) return ElaborateInterval(place, e, hint);
      auto day = value::ParseDate(e.text);
      if (day) return Constant(DateType(), *day, e.span);
      sink_.Emit(diag::Kind::BadDate, e.span, e.text);
      return poison_;
    }
    case syntax::ExprKind::kText:
      return Constant(TextType(), TextIndex(e.text), e.span);
    case syntax::ExprKind::kYes:
      return Constant(BoolType(), 1, e.span);
    case syntax::ExprKind::kNo:
      return Constant(BoolType(), 0, e.span);
    case syntax::ExprKind::kName:
      return IsInterval(e) ? ElaborateInterval(place, e, hint) : ElaborateName(place, e, hint);
    case syntax::ExprKind::kCall:
      return ElaborateCall(place, e, hint);
    case syntax::ExprKind::kNot:
    case syntax::ExprKind::kAnd:
    case syntax::ExprKind::kOr: {
      Expr out;
      out.kind = e.kind == syntax::ExprKind::kNot   ? ExprKind::kNot
                 : e.kind == syntax::ExprKind::kAnd ? ExprKind::kAnd
                                                    : ExprKind::kOr;
      out.type = BoolType();
      out.span = e.span;
      bool poisoned = false;
      syntax::ExprId before;
      for (syntax::ExprId arg : e.args) {
        out.args.push_back(Condition(place, arg, before));
        before = arg;
        poisoned |= IsPoison(out.args.back());
      }
      return poisoned ? poison_ : Add(std::move(out));
    }
    case syntax::ExprKind::kEq:
    case syntax::ExprKind::kNe:
    case syntax::ExprKind::kLt:
    case syntax::ExprKind::kLe:
    case syntax::ExprKind::kGt:
    case syntax::ExprKind::kGe:
      return ElaborateCompare(place, e);
    case syntax::ExprKind::kIn:
    case syntax::ExprKind::kOutside:
      return ElaborateIn(place, e);
    case syntax::ExprKind::kContains:
      return ElaborateContains(place, e);
    case syntax::ExprKind::kNegate:
    case syntax::ExprKind::kAdd:
    case syntax::ExprKind::kSubtract:
    case syntax::ExprKind::kMultiply:
    case syntax::ExprKind::kDivide:
      return ElaborateArithmetic(place, e, hint);
    case syntax::ExprKind::kSet:
      return ElaborateSetValue(place, e, hint);
    case syntax::ExprKind::kInterval:
    case syntax::ExprKind::kBound:
      return ElaborateInterval(place, e, hint);
    case syntax::ExprKind::kSome:
    case syntax::ExprKind::kEvery:
    case syntax::ExprKind::kCount:
    case syntax::ExprKind::kSum:
    case syntax::ExprKind::kLargest:
    case syntax::ExprKind::kSmallest:
      return ElaborateQuantifier(place, e);
    case syntax::ExprKind::kIf:
      return ElaborateIf(place, e, hint);
    case syntax::ExprKind::kHolds:
    case syntax::ExprKind::kFails: {
      ExprId inner = Elaborate(place, e.args[0], nullptr);
      if (IsPoison(inner)) return poison_;
      if (TypeOf(inner).kind != TypeKind::kBool) {
        sink_.Emit(diag::Kind::HoldsNeedsBool, e.span, m_.TextOf(At(place, e.args[0]).span));
        return poison_;
      }
      Expr out;
      out.kind = ExprKind::kMember;
      out.type = BoolType();
      out.span = e.span;
      out.set = e.kind == syntax::ExprKind::kHolds ? 2 : 1;
      out.args = {inner};
      return Add(std::move(out));
    }
    case syntax::ExprKind::kAny:
    case syntax::ExprKind::kList:
    case syntax::ExprKind::kRecord:
      sink_.Emit(diag::Kind::NotAValue, e.span, m_.TextOf(e.span));
      return poison_;
  }
  return poison_;
}

ExprId Checker::ElaborateNumber(Place& place, const syntax::Expr& e, const Type*) {
  if (e.kind == syntax::ExprKind::kFraction) {
    size_t slash = e.text.find('/');
    auto top = value::Scale(e.text.substr(0, slash), 1, 0);
    auto bottom =
        slash == std::string::npos ? std::optional<int64_t>(1) : value::Scale(e.text.substr(slash + 1), 1, 0);
    if (!top || !bottom || *bottom <= 0 || *top > kMaxLiteral) {
      sink_.Emit(diag::Kind::InexactNumber, e.span, e.text);
      return poison_;
    }
    Expr out;
    out.kind = ExprKind::kRatio;
    out.type = NumberType();
    out.span = e.span;
    out.denominator = *bottom;
    out.fractional = *top % *bottom != 0;
    out.args = {Constant(NumberType(), *top, e.span)};
    return Add(std::move(out));
  }
  if (e.unit.empty()) {
    int8_t scale = e.text.find('.') == std::string::npos ? 0 : 4;
    auto number = value::Scale(e.text, 1, scale);
    if (number && *number <= kMaxLiteral) return Constant(NumberType({}, scale), *number, e.span);
    sink_.Emit(diag::Kind::InexactNumber, e.span, m_.TextOf(e.span));
    return poison_;
  }
  Type type;
  int64_t quanta = 0;
  for (size_t seen : closure_.units[place.unit].visible) {
    auto it = scopes_[seen].unit_words.find(e.unit);
    if (it == scopes_[seen].unit_words.end()) continue;
    type = NumberType(it->second.first);
    quanta = it->second.second;
    break;
  }
  if (quanta == 0) {
    const value::Unit* unit = value::FindUnit(e.unit);
    if (unit == nullptr) {
      sink_.Emit(diag::Kind::UnknownUnit, e.span, e.unit);
      return poison_;
    }
    type = NumberType(DimensionByKey(unit->dim));
    quanta = unit->quanta;
  }
  auto number = value::Scale(e.text, quanta, 0);
  if (number && *number <= kMaxLiteral) return Constant(type, *number, e.span);
  sink_.Emit(diag::Kind::InexactNumber, e.span, m_.TextOf(e.span));
  return poison_;
}

int64_t Checker::TextIndex(const std::string& text) {
  auto [it, fresh] = text_index_.emplace(text, static_cast<int64_t>(m_.texts.size()));
  if (fresh) m_.texts.push_back(text);
  return it->second;
}

ExprId Checker::ElaborateIf(Place& place, const syntax::Expr& e, const Type* hint) {
  ExprId condition = Condition(place, e.args[0]);
  ExprId yes = Elaborate(place, e.args[1], hint);
  Type type = TypeOf(yes);
  ExprId no = Elaborate(place, e.args[2], hint != nullptr && hint->kind != TypeKind::kPoison ? hint : &type);
  if (IsPoison(condition) || IsPoison(yes) || IsPoison(no)) return poison_;
  const Type other = TypeOf(no);
  if (type.kind != other.kind || type.dim != other.dim || type.enumeration != other.enumeration)
    return Mismatch(type, other, At(place, e.args[2]).span);
  if (type.kind == TypeKind::kInterval || type.kind == TypeKind::kSet) {
    sink_.Emit(diag::Kind::TypeNotHere, e.span, TypeText(type));
    return poison_;
  }
  Expr out;
  out.kind = ExprKind::kIf;
  out.type = type;
  out.type.scale = std::max(type.scale, other.scale);
  out.fractional = m_.exprs[yes].fractional || m_.exprs[no].fractional;
  out.span = e.span;
  out.args = {condition, yes, no};
  return Add(std::move(out));
}

ExprId Checker::ElaborateQuantifier(Place& place, const syntax::Expr& e) {
  const syntax::Expr& list_expr = At(place, e.args[0]);
  Symbol symbol;
  if (list_expr.kind == syntax::ExprKind::kName && !list_expr.name.parts.empty()) {
    auto [found, used] = FindPath(place.unit, list_expr.name);
    if (found.kind == SymbolKind::kNone) {
      ReportUnknown(place.unit, list_expr.name, &place);
      return poison_;
    }
    symbol = FollowFields(found, list_expr.name, used);
    if (symbol.kind == SymbolKind::kNone) return poison_;
  }
  if (symbol.kind != SymbolKind::kList) {
    if (list_expr.kind != syntax::ExprKind::kPoison)
      sink_.Emit(diag::Kind::NotAList, list_expr.span, m_.TextOf(list_expr.span));
    return poison_;
  }
  MarkUsed(symbol);
  ListId list(symbol.index);
  for (const Binder& outer : place.binders) {
    if (outer.list != list) continue;
    sink_.Emit(diag::Kind::NestedAggregate, e.span, m_.lists[list].name.Zh());
    return poison_;
  }
  place.binders.push_back({words_.Intern(e.binder), m_.lists[list].element, list});
  Expr out;
  out.span = e.span;
  out.index = list.index;
  bool counts = false, folds = false;
  switch (e.kind) {
    case syntax::ExprKind::kSome:
      out.kind = ExprKind::kSome;
      break;
    case syntax::ExprKind::kEvery:
      out.kind = ExprKind::kEvery;
      break;
    case syntax::ExprKind::kCount:
      out.kind = ExprKind::kCount;
      counts = true;
      break;
    case syntax::ExprKind::kSum:
      out.kind = ExprKind::kSum;
      folds = true;
      break;
    case syntax::ExprKind::kLargest:
      out.kind = ExprKind::kLargest;
      folds = true;
      break;
    case syntax::ExprKind::kSmallest:
      out.kind = ExprKind::kSmallest;
      folds = true;
      break;
    case syntax::ExprKind::kNumber:
    case syntax::ExprKind::kFraction:
    case syntax::ExprKind::kDate:
    case syntax::ExprKind::kText:
    case syntax::ExprKind::kYes:
    case syntax::ExprKind::kNo:
    case syntax::ExprKind::kAny:
    case syntax::ExprKind::kName:
    case syntax::ExprKind::kCall:
    case syntax::ExprKind::kNot:
    case syntax::ExprKind::kNegate:
    case syntax::ExprKind::kAnd:
    case syntax::ExprKind::kOr:
    case syntax::ExprKind::kEq:
    case syntax::ExprKind::kNe:
    case syntax::ExprKind::kLt:
    case syntax::ExprKind::kLe:
    case syntax::ExprKind::kGt:
    case syntax::ExprKind::kGe:
    case syntax::ExprKind::kIn:
    case syntax::ExprKind::kOutside:
    case syntax::ExprKind::kContains:
    case syntax::ExprKind::kAdd:
    case syntax::ExprKind::kSubtract:
    case syntax::ExprKind::kMultiply:
    case syntax::ExprKind::kDivide:
    case syntax::ExprKind::kSet:
    case syntax::ExprKind::kInterval:
    case syntax::ExprKind::kBound:
    case syntax::ExprKind::kIf:
    case syntax::ExprKind::kHolds:
    case syntax::ExprKind::kFails:
    case syntax::ExprKind::kList:
    case syntax::ExprKind::kRecord:
    case syntax::ExprKind::kPoison:
      GJ_UNREACHABLE();
  }
  ExprId body = folds ? Elaborate(place, e.args[1], nullptr) : Condition(place, e.args[1]);
  place.binders.pop_back();
  if (IsPoison(body)) return poison_;
  const Expr& b = m_.exprs[body];
  bool number = b.type.kind == TypeKind::kInt;
  bool date = b.type.kind == TypeKind::kDate && out.kind != ExprKind::kSum;
  if (folds && !number && !date) {
    sink_.Emit(diag::Kind::NotANumber, b.span, TypeText(b.type));
    return poison_;
  }
  if (folds && b.fractional) {
    sink_.Emit(diag::Kind::NeedsRounding, b.span);
    return poison_;
  }
  out.type = folds ? b.type : counts ? NumberType() : BoolType();
  out.args = {body};
  return Add(std::move(out));
}

}  // namespace guiju::model
