// Arithmetic on quantities and dates; constants.
#include <algorithm>
#include <numeric>

#include "compiler/model/checker.h"

namespace guiju::model {

namespace {

constexpr int8_t kMaxScale = 8;

bool IsTime(const std::string& key) {
  return key == "days" || key == "workdays" || key == "months" || key == "hours";
}

int32_t TimeUnitOf(const std::string& key) {
  if (key == "workdays") return 1;
  if (key == "months") return 2;
  if (key == "hours") return 3;
  return 0;
}

}  // namespace

std::optional<Checker::Ratio> Checker::ConstantRatio(ExprId id) const {
  const Expr& e = m_.exprs[id];
  auto reduced = [](__int128 n, __int128 d) -> std::optional<Ratio> {
    if (d < 0) n = -n, d = -d;
    __int128 a = n < 0 ? -n : n, b = d;
    while (b != 0) std::swap(a %= b, b);
    if (a > 1) n /= a, d /= a;
    if (n > INT64_MAX || n < INT64_MIN || d > INT64_MAX || d == 0) return std::nullopt;
    return Ratio{static_cast<int64_t>(n), static_cast<int64_t>(d)};
  };
  switch (e.kind) {
    case ExprKind::kConst:
      return Ratio{e.value, 1};
    case ExprKind::kNegate: {
      auto inner = ConstantRatio(e.args[0]);
      if (!inner || inner->numerator == INT64_MIN) return std::nullopt;
      return Ratio{-inner->numerator, inner->denominator};
    }
    case ExprKind::kRatio: {
      auto inner = ConstantRatio(e.args[0]);
      if (!inner) return std::nullopt;
      return reduced(static_cast<__int128>(inner->numerator) * e.numerator,
                     static_cast<__int128>(inner->denominator) * e.denominator);
    }
    case ExprKind::kMultiply: {
      auto a = ConstantRatio(e.args[0]), b = ConstantRatio(e.args[1]);
      if (!a || !b) return std::nullopt;
      return reduced(static_cast<__int128>(a->numerator) * b->numerator,
                     static_cast<__int128>(a->denominator) * b->denominator);
    }
    case ExprKind::kParameter: {
      const Parameter& p = m_.parameters[ParameterId(e.index)];
      if (p.periods.size() != 1 || !p.formals.empty() || !p.periods[0].value || p.axis ||
          p.type.kind == TypeKind::kInterval)
        return std::nullopt;
      return ConstantRatio(p.periods[0].value);
    }
    default:
      return std::nullopt;
  }
}

std::optional<int64_t> Checker::ConstantValue(ExprId id, const Type& type) const {
  auto ratio = ConstantRatio(id);
  if (!ratio) return std::nullopt;
  int64_t value = ratio->numerator;
  if (type.kind == TypeKind::kInt) {
    for (int8_t s = TypeOf(id).scale; s < type.scale; ++s) {
      if (__builtin_mul_overflow(value, 10, &value)) return std::nullopt;
    }
  }
  if (value % ratio->denominator != 0) return std::nullopt;
  return value / ratio->denominator;
}

std::optional<int64_t> Checker::ReadConstant(Place& place, syntax::ExprId id, const Type& type) {
  if (!id || type.kind == TypeKind::kPoison) return std::nullopt;
  ExprId e = ValueOfType(place, id, type);
  if (IsPoison(e)) return std::nullopt;
  auto value = ConstantValue(e, type);
  if (!value) sink_.Emit(diag::Kind::NotConstant, At(place, id).span);
  return value;
}

ExprId Checker::DateSum(const syntax::Expr& e, ExprId date, ExprId amount, bool negative) {
  const Type type = TypeOf(amount);
  std::string key = type.kind == TypeKind::kInt && type.dim ? m_.dimensions[type.dim].key : "";
  if (!IsTime(key)) {
    sink_.Emit(diag::Kind::DateArithmetic, e.span, m_.TextOf(e.span));
    return poison_;
  }
  if (m_.exprs[amount].fractional) {
    sink_.Emit(diag::Kind::NeedsRounding, m_.exprs[amount].span);
    return poison_;
  }
  if (negative && (key == "workdays" || key == "hours")) {
    sink_.Emit(diag::Kind::DateArithmetic, e.span, m_.TextOf(e.span));
    return poison_;
  }
  if (negative) {
    Expr negate;
    negate.kind = ExprKind::kNegate;
    negate.type = type;
    negate.span = m_.exprs[amount].span;
    negate.args = {amount};
    amount = Add(std::move(negate));
  }
  Expr out;
  out.kind = ExprKind::kDateAdd;
  out.type = DateType();
  out.span = e.span;
  out.index = TimeUnitOf(key);
  out.args = {date, amount};
  return Add(std::move(out));
}

ExprId Checker::ElaborateArithmetic(Place& place, const syntax::Expr& e, const Type* hint) {
  const Type* number_hint = hint != nullptr && hint->kind == TypeKind::kInt ? hint : nullptr;
  ExprId a = Elaborate(place, e.args[0], number_hint);
  ExprId b = e.args.size() > 1 ? Elaborate(place, e.args[1], number_hint) : a;
  if (IsPoison(a) || IsPoison(b)) return poison_;
  const Type ta = TypeOf(a), tb = TypeOf(b);
  bool add = e.kind == syntax::ExprKind::kAdd, subtract = e.kind == syntax::ExprKind::kSubtract;
  if ((add || subtract) && (ta.kind == TypeKind::kDate || tb.kind == TypeKind::kDate)) {
    if (ta.kind == TypeKind::kDate && tb.kind == TypeKind::kDate && subtract) {
      Expr out;
      out.kind = ExprKind::kDateDiff;
      out.type = NumberType(DimensionByKey("days"));
      out.span = e.span;
      out.args = {a, b};
      return Add(std::move(out));
    }
    if (ta.kind == TypeKind::kDate && tb.kind != TypeKind::kDate) return DateSum(e, a, b, subtract);
    if (add && ta.kind != TypeKind::kDate) return DateSum(e, b, a, false);
    sink_.Emit(diag::Kind::DateArithmetic, e.span, m_.TextOf(e.span));
    return poison_;
  }
  for (ExprId side : {a, b}) {
    if (TypeOf(side).kind == TypeKind::kInt) continue;
    sink_.Emit(diag::Kind::NotANumber, m_.exprs[side].span, TypeText(TypeOf(side)));
    return poison_;
  }
  Expr out;
  out.span = e.span;
  out.type = ta;
  out.fractional = m_.exprs[a].fractional || m_.exprs[b].fractional;
  out.args = {a, b};
  switch (e.kind) {
    case syntax::ExprKind::kNegate:
      out.kind = ExprKind::kNegate;
      out.args = {a};
      break;
    case syntax::ExprKind::kAdd:
    case syntax::ExprKind::kSubtract:
      if (ta.dim != tb.dim) return Mismatch(ta, tb, e.span);
      out.kind = add ? ExprKind::kAdd : ExprKind::kSubtract;
      out.type.scale = std::max(ta.scale, tb.scale);
      break;
    case syntax::ExprKind::kMultiply: {
      if (ta.dim && tb.dim) {
        sink_.Emit(diag::Kind::ProductOfQuantities, e.span, TypeText(ta), TypeText(tb));
        return poison_;
      }
      out.kind = ExprKind::kMultiply;
      if (!ta.dim) out.type.dim = tb.dim;
      out.type.scale = static_cast<int8_t>(ta.scale + tb.scale);
      break;
    }
    case syntax::ExprKind::kDivide: {
      auto divisor = ConstantRatio(b);
      if (!divisor || divisor->numerator == 0) {
        sink_.Emit(diag::Kind::DivisorNotConstant, m_.exprs[b].span);
        return poison_;
      }
      if (tb.dim && tb.dim != ta.dim) return Mismatch(ta, tb, e.span);
      if (tb.dim) out.type.dim = {};
      int64_t power = 1;
      for (int8_t s = 0; s < tb.scale; ++s) power *= 10;
      out.kind = ExprKind::kRatio;
      out.args = {a};
      if (__builtin_mul_overflow(divisor->denominator, power, &out.numerator)) {
        sink_.Emit(diag::Kind::InexactNumber, m_.exprs[b].span, m_.TextOf(m_.exprs[b].span));
        return poison_;
      }
      out.denominator = divisor->numerator;
      if (out.denominator < 0) {
        out.denominator = -out.denominator;
        out.numerator = -out.numerator;
      }
      out.fractional = out.fractional || out.denominator != 1;
      break;
    }
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
      GJ_UNREACHABLE();
  }
  if (out.type.scale > kMaxScale) {
    sink_.Emit(diag::Kind::NeedsRounding, e.span);
    return poison_;
  }
  return Add(std::move(out));
}

}  // namespace guiju::model
