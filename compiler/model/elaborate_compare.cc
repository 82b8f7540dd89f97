// Comparisons, membership, intervals, sets.
#include <algorithm>

#include "compiler/model/checker.h"

namespace guiju::model {

namespace {

CompareOp OpOf(syntax::ExprKind kind) {
  switch (kind) {
    case syntax::ExprKind::kNe:
      return CompareOp::kNe;
    case syntax::ExprKind::kLt:
      return CompareOp::kLt;
    case syntax::ExprKind::kLe:
      return CompareOp::kLe;
    case syntax::ExprKind::kGt:
      return CompareOp::kGt;
    case syntax::ExprKind::kGe:
      return CompareOp::kGe;
    case syntax::ExprKind::kEq:
      return CompareOp::kEq;
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
    case syntax::ExprKind::kSome:
    case syntax::ExprKind::kEvery:
    case syntax::ExprKind::kCount:
    case syntax::ExprKind::kSum:
    case syntax::ExprKind::kLargest:
    case syntax::ExprKind::kSmallest:
    case syntax::ExprKind::kIf:
    case syntax::ExprKind::kHolds:
    case syntax::ExprKind::kFails:
    case syntax::ExprKind::kList:
    case syntax::ExprKind::kRecord:
    case syntax::ExprKind::kPoison:
      break;
  }
  GJ_UNREACHABLE();
}

CompareOp Mirrored(CompareOp op) {
  switch (op) {
    case CompareOp::kEq:
    case CompareOp::kNe:
      return op;
    case CompareOp::kLt:
      return CompareOp::kGt;
    case CompareOp::kLe:
      return CompareOp::kGe;
    case CompareOp::kGt:
      return CompareOp::kLt;
    case CompareOp::kGe:
      return CompareOp::kLe;
  }
  return op;
}

bool Holds(CompareOp op, int64_t a, int64_t b) {
  switch (op) {
    case CompareOp::kEq:
      return a == b;
    case CompareOp::kNe:
      return a != b;
    case CompareOp::kLt:
      return a < b;
    case CompareOp::kLe:
      return a <= b;
    case CompareOp::kGt:
      return a > b;
    case CompareOp::kGe:
      return a >= b;
  }
  return false;
}

uint64_t FullSet(size_t values) { return values >= 64 ? ~uint64_t{0} : (uint64_t{1} << values) - 1; }

}  // namespace

bool Checker::IsInterval(const syntax::Expr& e) const {
  if (e.kind == syntax::ExprKind::kInterval || e.kind == syntax::ExprKind::kBound) return true;
  return e.bound != syntax::ExprKind::kPoison;
}

ExprId Checker::ElaborateCompare(Place& place, const syntax::Expr& e) {
  CompareOp op = OpOf(e.kind);
  const syntax::Expr& left_expr = At(place, e.args[0]);
  const syntax::Expr& right_expr = At(place, e.args[1]);
  if ((op == CompareOp::kEq || op == CompareOp::kNe) &&
      (right_expr.kind == syntax::ExprKind::kSet || IsInterval(right_expr))) {
    ExprId value = Elaborate(place, e.args[0], nullptr);
    if (IsPoison(value)) return poison_;
    if (right_expr.kind == syntax::ExprKind::kSet && TypeOf(value).kind != TypeKind::kSet)
      return InSet(place, e, value, right_expr, op == CompareOp::kNe);
  }
  auto bare = [&](const syntax::Expr& side) {
    if (side.kind != syntax::ExprKind::kName || side.name.parts.size() != 1) return false;
    Word word = words_.Find(side.name.parts[0]);
    for (const Binder& binder : place.binders) {
      if (binder.word == word) return false;
    }
    if (place.formals != nullptr) {
      for (const Formal& formal : *place.formals) {
        if (formal.name.zh == side.name.parts[0] || formal.name.en == side.name.parts[0]) return false;
      }
    }
    return FindValueQuietly(place.unit, word).kind == SymbolKind::kNone;
  };
  ExprId left, right;
  if (bare(left_expr) && !bare(right_expr)) {
    right = Elaborate(place, e.args[1], nullptr);
    Type hint = TypeOf(right);
    left = Elaborate(place, e.args[0], IsPoison(right) ? nullptr : &hint);
  } else {
    left = Elaborate(place, e.args[0], nullptr);
    if (IsPoison(left) && right_expr.kind == syntax::ExprKind::kName) return poison_;
    Type hint = TypeOf(left);
    right = Elaborate(place, e.args[1], IsPoison(left) ? nullptr : &hint);
  }
  if (IsPoison(left) || IsPoison(right)) return poison_;
  return CompareTo(place, e, left, right, op);
}

ExprId Checker::CompareTo(Place& place, const syntax::Expr& e, ExprId left, ExprId right, CompareOp op) {
  const Type a = TypeOf(left), b = TypeOf(right);
  const Span right_span = m_.exprs[right].span;
  bool equality = op == CompareOp::kEq || op == CompareOp::kNe;
  if (b.kind == TypeKind::kInterval && equality && a.kind == b.element) {
    if (a.kind == TypeKind::kInt && a.dim != b.dim) return Mismatch(b, a, e.span);
    if (m_.exprs[left].fractional) {
      sink_.Emit(diag::Kind::NeedsRounding, m_.exprs[left].span);
      return poison_;
    }
    Expr within;
    within.kind = ExprKind::kWithin;
    within.type = BoolType();
    within.span = e.span;
    within.args = {left, right};
    ExprId id = Add(std::move(within));
    if (op == CompareOp::kEq) return id;
    Expr out;
    out.kind = ExprKind::kNot;
    out.type = BoolType();
    out.span = e.span;
    out.args = {id};
    return Add(std::move(out));
  }
  if (a.kind != b.kind || a.enumeration != b.enumeration) return Mismatch(a, b, right_span);
  if (a.kind == TypeKind::kInt && a.dim != b.dim) return Mismatch(a, b, e.span);
  if (a.kind == TypeKind::kInterval || a.kind == TypeKind::kSet || a.kind == TypeKind::kRecord ||
      a.kind == TypeKind::kList) {
    sink_.Emit(diag::Kind::TypeNotHere, e.span, TypeText(a));
    return poison_;
  }
  bool ordered = a.kind == TypeKind::kInt || a.kind == TypeKind::kDate ||
                 (a.kind == TypeKind::kEnum && m_.enums[a.enumeration].ordered);
  if (!equality && !ordered) {
    sink_.Emit(diag::Kind::NotOrdered, e.span, TypeText(a));
    return poison_;
  }
  (void)place;
  bool finite = a.kind == TypeKind::kEnum || a.kind == TypeKind::kBool;
  const Expr& l = m_.exprs[left];
  const Expr& r = m_.exprs[right];
  Expr out;
  out.type = BoolType();
  out.span = e.span;
  if (finite && (l.kind == ExprKind::kConst || r.kind == ExprKind::kConst)) {
    bool constant_right = r.kind == ExprKind::kConst;
    int64_t bound = constant_right ? r.value : l.value;
    CompareOp seen = constant_right ? op : Mirrored(op);
    int64_t n = a.kind == TypeKind::kBool ? 2 : static_cast<int64_t>(m_.enums[a.enumeration].values.size());
    out.kind = ExprKind::kMember;
    for (int64_t v = 0; v < n; ++v) {
      if (Holds(seen, v, bound)) out.set |= uint64_t{1} << v;
    }
    out.args = {constant_right ? left : right};
    return Add(std::move(out));
  }
  out.kind = ExprKind::kCompare;
  out.op = op;
  out.args = {left, right};
  return Add(std::move(out));
}

ExprId Checker::InSet(Place& place, const syntax::Expr& e, ExprId value, const syntax::Expr& set,
                      bool outside) {
  const Type type = TypeOf(value);
  Expr out;
  out.type = BoolType();
  out.span = e.span;
  if (type.kind == TypeKind::kEnum || type.kind == TypeKind::kBool) {
    out.kind = ExprKind::kMember;
    bool poisoned = false;
    for (syntax::ExprId arg : set.args) {
      auto constant = ReadConstant(place, arg, type);
      if (constant)
        out.set |= uint64_t{1} << *constant;
      else
        poisoned = true;
    }
    if (poisoned) return poison_;
    size_t n = type.kind == TypeKind::kBool ? 2 : m_.enums[type.enumeration].values.size();
    if (outside) out.set = ~out.set & FullSet(n);
    out.args = {value};
    return Add(std::move(out));
  }
  // Other types: a disjunction of the alternatives, which may be values or intervals.
  Expr any;
  any.kind = ExprKind::kOr;
  any.type = BoolType();
  any.span = e.span;
  for (syntax::ExprId arg : set.args) {
    ExprId member = Elaborate(place, arg, &type);
    if (IsPoison(member)) return poison_;
    syntax::Expr pair = e;
    pair.kind = syntax::ExprKind::kEq;
    ExprId one = CompareTo(place, pair, value, member, CompareOp::kEq);
    if (IsPoison(one)) return poison_;
    any.args.push_back(one);
  }
  if (any.args.empty()) return Constant(BoolType(), outside ? 1 : 0, e.span);
  ExprId id = any.args.size() == 1 ? any.args[0] : Add(std::move(any));
  if (!outside) return id;
  out.kind = ExprKind::kNot;
  out.args = {id};
  return Add(std::move(out));
}

ExprId Checker::ElaborateIn(Place& place, const syntax::Expr& e) {
  bool outside = e.kind == syntax::ExprKind::kOutside;
  ExprId value = Elaborate(place, e.args[0], nullptr);
  if (IsPoison(value)) return poison_;
  const Type type = TypeOf(value);
  const syntax::Expr& right = At(place, e.args[1]);
  if (right.kind == syntax::ExprKind::kSet) return InSet(place, e, value, right, outside);
  ExprId set = Elaborate(place, e.args[1], &type);
  if (IsPoison(set)) return poison_;
  const Type set_type = TypeOf(set);
  Expr out;
  out.type = BoolType();
  out.span = e.span;
  if (set_type.kind == TypeKind::kSet && type.kind == TypeKind::kEnum &&
      set_type.enumeration == type.enumeration) {
    // x 属于 S: for some value v, x is v and S contains v.
    const Expr v = m_.exprs[value];
    out.kind = ExprKind::kOr;
    int64_t n = static_cast<int64_t>(m_.enums[type.enumeration].values.size());
    for (int64_t i = 0; i < n; ++i) {
      if (v.kind == ExprKind::kConst && v.value != i) continue;
      Expr contains;
      contains.kind = ExprKind::kContains;
      contains.type = BoolType();
      contains.span = e.span;
      contains.value = i;
      contains.args = {set};
      ExprId holds = Add(std::move(contains));
      if (v.kind == ExprKind::kConst) {
        out.args.push_back(holds);
        continue;
      }
      Expr is;
      is.kind = ExprKind::kMember;
      is.type = BoolType();
      is.span = e.span;
      is.set = uint64_t{1} << i;
      is.args = {value};
      Expr both;
      both.kind = ExprKind::kAnd;
      both.type = BoolType();
      both.span = e.span;
      both.args = {Add(std::move(is)), holds};
      out.args.push_back(Add(std::move(both)));
    }
  } else if (set_type.kind == TypeKind::kInterval) {
    if (set_type.element != type.kind || set_type.dim != type.dim) {
      Type element = set_type;
      element.kind = set_type.element;
      return Mismatch(element, type, e.span);
    }
    const Expr& bounds = m_.exprs[set];
    if (m_.exprs[value].fractional || (bounds.kind != ExprKind::kInterval && type.scale > set_type.scale)) {
      sink_.Emit(diag::Kind::NeedsRounding, m_.exprs[value].span);
      return poison_;
    }
    out.kind = ExprKind::kWithin;
    out.args = {value, set};
  } else {
    sink_.Emit(diag::Kind::NotAnInterval, right.span, TypeText(set_type));
    return poison_;
  }
  ExprId id = out.kind == ExprKind::kOr && out.args.size() == 1 ? out.args[0] : Add(std::move(out));
  if (!outside) return id;
  Expr negated;
  negated.kind = ExprKind::kNot;
  negated.type = BoolType();
  negated.span = e.span;
  negated.args = {id};
  return Add(std::move(negated));
}

ExprId Checker::ElaborateContains(Place& place, const syntax::Expr& e) {
  ExprId set = Elaborate(place, e.args[0], nullptr);
  if (IsPoison(set)) return poison_;
  const Type type = TypeOf(set);
  if (type.kind != TypeKind::kSet) {
    Type wanted = type;
    sink_.Emit(diag::Kind::NotAnInterval, e.span, TypeText(wanted));
    return poison_;
  }
  auto value = ReadConstant(place, e.args[1], EnumType(type.enumeration));
  if (!value) return poison_;
  Expr out;
  out.kind = ExprKind::kContains;
  out.type = BoolType();
  out.span = e.span;
  out.value = *value;
  out.args = {set};
  return Add(std::move(out));
}

ExprId Checker::ElaborateInterval(Place& place, const syntax::Expr& e, const Type* hint) {
  Type wanted;
  if (hint != nullptr) {
    wanted = *hint;
    if (hint->kind == TypeKind::kInterval) wanted.kind = hint->element;
  }
  std::vector<syntax::Expr> bounds;
  if (e.kind == syntax::ExprKind::kInterval) {
    for (syntax::ExprId arg : e.args) bounds.push_back(At(place, arg));
  } else {
    bounds.push_back(e);
  }
  Expr out;
  out.kind = ExprKind::kInterval;
  out.span = e.span;
  ExprId lower, upper;
  for (const syntax::Expr& bound : bounds) {
    syntax::ExprKind op = bound.bound;
    ExprId value;
    if (bound.kind == syntax::ExprKind::kBound) {
      value = Elaborate(place, bound.args[0], hint != nullptr ? &wanted : nullptr);
    } else {
      syntax::Expr plain = bound;
      plain.bound = syntax::ExprKind::kPoison;
      if (plain.kind == syntax::ExprKind::kDate) {
        auto day = DateOf(plain.text, plain.span);
        value = day ? Constant(DateType(), *day, plain.span) : poison_;
      } else {
        value = plain.kind == syntax::ExprKind::kName
                    ? ElaborateName(place, plain, hint != nullptr ? &wanted : nullptr)
                    : ElaborateNumber(place, plain, nullptr);
      }
    }
    if (IsPoison(value)) return poison_;
    const Type type = TypeOf(value);
    if (type.kind != TypeKind::kInt && type.kind != TypeKind::kDate) {
      sink_.Emit(diag::Kind::NotANumber, bound.span, TypeText(type));
      return poison_;
    }
    if (out.type.kind != TypeKind::kPoison && (out.type.element != type.kind || out.type.dim != type.dim))
      return Mismatch(out.type, type, bound.span);
    int8_t scale = std::max(out.type.scale, type.scale);
    out.type = type;
    out.type.kind = TypeKind::kInterval;
    out.type.element = type.kind;
    out.type.scale = scale;
    if (m_.exprs[value].fractional) {
      sink_.Emit(diag::Kind::NeedsRounding, bound.span);
      return poison_;
    }
    bool is_lower = op == syntax::ExprKind::kGe || op == syntax::ExprKind::kGt;
    bool open = op == syntax::ExprKind::kGt || op == syntax::ExprKind::kLt;
    if (is_lower ? lower.has_value() : upper.has_value()) {
      sink_.Emit(diag::Kind::BadRange, e.span);
      return poison_;
    }
    (is_lower ? lower : upper) = value;
    out.set |= is_lower ? (open ? 3u : 1u) : (open ? 12u : 4u);
  }
  if (lower) out.args.push_back(lower);
  if (upper) out.args.push_back(upper);
  if (lower && upper) {
    auto lo = ConstantRatio(lower), hi = ConstantRatio(upper);
    if (lo && hi && TypeOf(lower).scale == TypeOf(upper).scale && lo->numerator > hi->numerator) {
      sink_.Emit(diag::Kind::IntervalReversed, e.span);
      return poison_;
    }
  }
  return Add(std::move(out));
}

ExprId Checker::ElaborateSetValue(Place& place, const syntax::Expr& e, const Type* hint) {
  if (hint == nullptr || hint->kind != TypeKind::kSet) {
    sink_.Emit(diag::Kind::NotAValue, e.span, m_.TextOf(e.span));
    return poison_;
  }
  int64_t set = 0;
  for (syntax::ExprId arg : e.args) {
    auto value = ReadConstant(place, arg, EnumType(hint->enumeration));
    if (!value) return poison_;
    set = static_cast<int64_t>(static_cast<uint64_t>(set) | uint64_t{1} << *value);
  }
  return Constant(*hint, set, e.span);
}

}  // namespace guiju::model
