// Arithmetic. Ranges are proved by the verifier not to overflow int64, so additions and products carry "no
// signed wrap".
#include <algorithm>
#include <limits>

#include "compiler/native/expression.h"

namespace guiju::native {
namespace {

using ir::Range;
using ir::TypeKind;
using Wide = __int128;

constexpr Wide kMax64 = std::numeric_limits<int64_t>::max();

Range Hull(const Range& a, const Range& b) { return {std::min(a.lo, b.lo), std::max(a.hi, b.hi)}; }

}  // namespace

Val ExpressionEmitter::EmitConst(const ir::Expr& expr) {
  switch (expr.type.kind) {
    case TypeKind::kBool:
      return Exact(lanes_.Rail(expr.value != 0));
    case TypeKind::kEnum:
      return Exact(lanes_.Number(expr.value, 8));
    case TypeKind::kText: {
      llvm::Value* id = lanes_.Number(expr.value);
      return {id, id, nullptr, lanes_.Rail(true)};
    }
    case TypeKind::kSet:
      return Exact(lanes_.Number(expr.value));
    case TypeKind::kInt:
    case TypeKind::kDate:
      return Exact(lanes_.Number(expr.value, BitsFor({expr.value, expr.value})));
  }
  GJ_UNREACHABLE();
}

Val ExpressionEmitter::EmitLin(ir::ExprId id, const ir::Expr& expr) {
  Builder& b = lanes_.b;
  // Wide enough for every partial sum, whichever end of each interval takes part.
  const Analysis& analysis = context_.analysis;
  Wide low = std::min<int64_t>(expr.value, 0), high = std::max<int64_t>(expr.value, 0);
  Range widest = Hull(analysis.RangeOf(id), {expr.value, expr.value});
  for (size_t i = 0; i < expr.args.size(); ++i) {
    const Range& arg = analysis.RangeOf(expr.args[i]);
    const Wide x = Wide{arg.lo} * expr.coefficients[i], y = Wide{arg.hi} * expr.coefficients[i];
    low += std::min({x, y, Wide{0}});
    high += std::max({x, y, Wide{0}});
    widest = Hull(Hull(widest, arg), {expr.coefficients[i], expr.coefficients[i]});
  }
  const bool wraps = low < -kMax64 || high > kMax64;  // a partial sum may wrap although the whole does not
  const bool narrow =
      low >= std::numeric_limits<int32_t>::min() && high <= std::numeric_limits<int32_t>::max();
  const unsigned bits = narrow ? std::max(BitsFor(widest), lanes_.scalar() ? 64u : 32u) : 64;

  Val sum = Exact(lanes_.Number(expr.value, bits));
  for (size_t i = 0; i < expr.args.size(); ++i) {
    Val term = ToBits(AsNumber(Emit(expr.args[i]), context_.program.exprs[expr.args[i]].type), bits);
    const int64_t coefficient = expr.coefficients[i];
    if (coefficient < 0) std::swap(term.lo, term.hi);
    const bool exact = term.exact() && sum.exact();
    auto add = [&](llvm::Value* total, llvm::Value* x) {
      llvm::Value* scaled =
          coefficient == 1 ? x : b.CreateMul(x, lanes_.Number(coefficient, bits), "", false, !wraps);
      return b.CreateAdd(total, scaled, "", false, !wraps);
    };
    sum.lo = add(sum.lo, term.lo);
    sum.hi = exact ? sum.lo : add(sum.hi, term.hi);
  }
  return sum;
}

Val ExpressionEmitter::EmitMul(ir::ExprId id, const ir::Expr& expr) {
  Builder& b = lanes_.b;
  const Range& left = context_.analysis.RangeOf(expr.args[0]);
  const Range& right = context_.analysis.RangeOf(expr.args[1]);
  const unsigned bits = BitsFor(Hull(Hull(left, right), context_.analysis.RangeOf(id)));
  const Val x = ToBits(AsNumber(Emit(expr.args[0]), context_.program.exprs[expr.args[0]].type), bits);
  const Val y = ToBits(AsNumber(Emit(expr.args[1]), context_.program.exprs[expr.args[1]].type), bits);
  auto product = [&](llvm::Value* p, llvm::Value* q) { return b.CreateMul(p, q, "", false, true); };
  if (x.exact() && y.exact()) return Exact(product(x.lo, y.lo));
  if (left.lo >= 0 && right.lo >= 0) return {product(x.lo, y.lo), product(x.hi, y.hi), nullptr, nullptr};
  llvm::Value* corners[] = {product(x.lo, y.lo), product(x.lo, y.hi), product(x.hi, y.lo),
                            product(x.hi, y.hi)};
  return {lanes_.Min(lanes_.Min(corners[0], corners[1]), lanes_.Min(corners[2], corners[3])),
          lanes_.Max(lanes_.Max(corners[0], corners[1]), lanes_.Max(corners[2], corners[3])), nullptr,
          nullptr};
}

Val ExpressionEmitter::EmitMinMax(const ir::Expr& expr) {
  auto pick = [&](llvm::Value* x, llvm::Value* y) {
    return expr.kind == ir::ExprKind::kMin ? lanes_.Min(x, y) : lanes_.Max(x, y);
  };
  Val all = AsNumber(Emit(expr.args[0]), context_.program.exprs[expr.args[0]].type);
  for (size_t i = 1; i < expr.args.size(); ++i) {
    Val next = AsNumber(Emit(expr.args[i]), context_.program.exprs[expr.args[i]].type);
    Widen(all, next);
    const bool exact = all.exact() && next.exact();
    all.lo = pick(all.lo, next.lo);
    all.hi = exact ? all.lo : pick(all.hi, next.hi);
  }
  return all;
}

Val ExpressionEmitter::EmitRound(ir::ExprId id, const ir::Expr& expr) {
  const Range& range = context_.analysis.RangeOf(expr.args[0]);
  Val x = AsNumber(Emit(expr.args[0]), context_.program.exprs[expr.args[0]].type);
  if (expr.denominator == 1)
    x = ToBits(x,
               BitsFor(Hull(Hull(range, context_.analysis.RangeOf(id)), {expr.numerator, expr.numerator})));
  if (expr.numerator < 0) std::swap(x.lo, x.hi);
  llvm::Value* lo = RoundOne(x.lo, expr, range);
  return {lo, x.exact() ? lo : RoundOne(x.hi, expr, range), nullptr, nullptr};
}

// round(x * numerator / denominator); scalar unless the denominator is 1.
llvm::Value* ExpressionEmitter::RoundOne(llvm::Value* x, const ir::Expr& expr, const Range& range) {
  Builder& b = lanes_.b;
  const Wide largest = std::max(Wide{range.hi} < 0 ? -Wide{range.hi} : Wide{range.hi},
                                Wide{range.lo} < 0 ? -Wide{range.lo} : Wide{range.lo});
  const Wide factor = expr.numerator < 0 ? -Wide{expr.numerator} : Wide{expr.numerator};
  if (expr.denominator == 1)
    return b.CreateMul(x, lanes_.Number(expr.numerator, Lanes::BitsOf(x)), "", false, true);
  if (largest * factor > kMax64 / 2 || expr.denominator > kMax64 / 4) {
    return builtins_.Call(
        b, "guiju_round",
        {x, b.getInt64(static_cast<uint64_t>(expr.numerator)),
         b.getInt64(static_cast<uint64_t>(expr.denominator)), b.getInt64(static_cast<uint64_t>(expr.mode))});
  }
  llvm::Value* denominator = b.getInt64(static_cast<uint64_t>(expr.denominator));
  llvm::Value* product = b.CreateMul(x, b.getInt64(static_cast<uint64_t>(expr.numerator)), "", false, true);
  llvm::Value* truncated = b.CreateSDiv(product, denominator);
  llvm::Value* rest = b.CreateSub(product, b.CreateMul(truncated, denominator));
  llvm::Value* zero = b.getInt64(0);
  llvm::Value* negative = b.CreateZExt(b.CreateICmpSLT(rest, zero), b.getInt64Ty());
  llvm::Value* positive = b.CreateZExt(b.CreateICmpSGT(rest, zero), b.getInt64Ty());
  switch (expr.mode) {
    case ir::RoundMode::kDown:
      return b.CreateSub(truncated, negative);
    case ir::RoundMode::kUp:
      return b.CreateAdd(truncated, positive);
    case ir::RoundMode::kHalfUp: {  // ties away from zero
      llvm::Value* twice = b.CreateShl(b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, rest, b.getFalse()), 1);
      llvm::Value* step =
          b.CreateSelect(b.CreateICmpSGE(twice, denominator), b.CreateSub(positive, negative), zero);
      return b.CreateAdd(truncated, step);
    }
  }
  GJ_UNREACHABLE();
}

}  // namespace guiju::native
