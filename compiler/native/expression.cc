#include "compiler/native/expression.h"

#include <algorithm>
#include <limits>

namespace guiju::native {
namespace {

using ir::ExprKind;
using ir::TypeKind;

// Read straight from a column, a constant or an outcome.
bool IsPlain(const ir::Program& program, ir::ExprId id) {
  const ExprKind kind = program.exprs[id].kind;
  return kind == ExprKind::kConst || kind == ExprKind::kFact || kind == ExprKind::kDecision ||
         kind == ExprKind::kFired;
}

bool IsPlainSum(const ir::Program& program, ir::ExprId id) {
  constexpr size_t kMostTerms = 4;
  if (IsPlain(program, id)) return true;
  const ir::Expr& expr = program.exprs[id];
  return expr.kind == ExprKind::kLin && expr.args.size() <= kMostTerms &&
         std::ranges::all_of(expr.args, [&](ir::ExprId arg) { return IsPlain(program, arg); });
}

// Worth computing for 64 cases at once: conditions over plain values and their logic. Vectors of wide numbers
// in anything richer cost more registers, and far more compile time, than one case after the other.
bool HasVectorForm(const ir::Program& program, ir::ExprId id) {
  const ir::Expr& expr = program.exprs[id];
  switch (expr.kind) {
    case ExprKind::kConst:
    case ExprKind::kFact:
    case ExprKind::kDecision:
    case ExprKind::kFired:
    case ExprKind::kNot:
    case ExprKind::kAnd:
    case ExprKind::kOr:
      return true;
    case ExprKind::kIf:
      return expr.type.kind == TypeKind::kBool;
    case ExprKind::kLin:
      return IsPlainSum(program, id);
    case ExprKind::kGe0:
      return IsPlainSum(program, expr.args[0]);
    case ExprKind::kIn:
      return IsPlain(program, expr.args[0]) || program.exprs[expr.args[0]].type.kind == TypeKind::kBool;
    case ExprKind::kSetHas:
      return IsPlain(program, expr.args[0]);
    case ExprKind::kTextEq:
      return IsPlain(program, expr.args[0]) && IsPlain(program, expr.args[1]);
    case ExprKind::kMul:
    case ExprKind::kRound:
    case ExprKind::kMin:
    case ExprKind::kMax:
    case ExprKind::kAny:
    case ExprKind::kAll:
    case ExprKind::kCount:
    case ExprKind::kSum:
    case ExprKind::kLargest:
    case ExprKind::kSmallest:
    case ExprKind::kDateAdd:
    case ExprKind::kWorkdays:
      return false;
  }
  GJ_UNREACHABLE();
}

}  // namespace

ExpressionEmitter::ExpressionEmitter(const Context& context, Lanes& lanes, Builtins& builtins,
                                     FactSource& facts, ListSource* lists, Surroundings& surroundings)
    : context_(context), lanes_(lanes), builtins_(builtins), lists_(lists), surroundings_(surroundings) {
  scopes_.push_back(std::make_unique<Scope>());
  scopes_.back()->facts = &facts;
}

ExpressionEmitter::Scope& ExpressionEmitter::ScopeOf(ir::ExprId expr) {
  const ListSet& lists = context_.analysis.FreeLists(expr);
  for (size_t i = scopes_.size(); i-- > 1;) {
    if (Contains(lists, scopes_[i]->list)) return *scopes_[i];
  }
  return *scopes_.front();
}

Val ExpressionEmitter::Emit(ir::ExprId id) {
  Scope& scope = ScopeOf(id);
  if (auto found = scope.memo.find(id); found != scope.memo.end()) return found->second;
  const ir::Expr& expr = context_.program.exprs[id];
  const bool of_case = context_.analysis.FreeLists(id).empty();
  if (of_case) {
    if (std::optional<Val> recalled = surroundings_.Recall(id)) return scope.memo[id] = *recalled;
  }
  const Val value = !lanes_.scalar() && !HasVectorForm(context_.program, id) ? surroundings_.PerCase(id)
                                                                             : EmitNew(id, expr);
  scope.memo[id] = value;
  if (of_case) surroundings_.Offer(id, value);
  return value;
}

Val ExpressionEmitter::EmitNew(ir::ExprId id, const ir::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kConst:
      return EmitConst(expr);
    case ExprKind::kFact:
      return EmitFact(expr.fact);
    case ExprKind::kDecision:
      return surroundings_.DecisionValue(expr.decision);
    case ExprKind::kFired:
      return surroundings_.Fired(expr.decision);
    case ExprKind::kLin:
      return EmitLin(id, expr);
    case ExprKind::kMul:
      return EmitMul(id, expr);
    case ExprKind::kRound:
      return EmitRound(id, expr);
    case ExprKind::kMin:
    case ExprKind::kMax:
      return EmitMinMax(expr);
    case ExprKind::kIf:
      return Choose(Emit(expr.args[0]), Emit(expr.args[1]), Emit(expr.args[2]), expr.type);
    case ExprKind::kGe0:
      return EmitGe0(expr);
    case ExprKind::kIn:
      return EmitIn(expr);
    case ExprKind::kSetHas:
      return EmitSetHas(expr);
    case ExprKind::kTextEq:
      return EmitTextEq(expr);
    case ExprKind::kNot:
      return Not(Emit(expr.args[0]));
    case ExprKind::kAnd: {
      Val all = Exact(lanes_.Rail(true));
      for (ir::ExprId arg : expr.args) all = And(all, Emit(arg));
      return all;
    }
    case ExprKind::kOr: {
      Val any = Exact(lanes_.Rail(false));
      for (ir::ExprId arg : expr.args) any = Or(any, Emit(arg));
      return any;
    }
    case ExprKind::kAny:
    case ExprKind::kAll:
    case ExprKind::kCount:
    case ExprKind::kSum:
    case ExprKind::kLargest:
    case ExprKind::kSmallest:
      return EmitAggregate(expr);
    case ExprKind::kDateAdd:
      return EmitDateAdd(expr);
    case ExprKind::kWorkdays:
      return EmitWorkdays(expr);
  }
  GJ_UNREACHABLE();
}

Val ExpressionEmitter::And(const Val& a, const Val& b) {
  llvm::Value* must = lanes_.b.CreateAnd(a.lo, b.lo);
  if (a.exact() && b.exact()) return Exact(must);
  return {must, lanes_.b.CreateAnd(a.hi, b.hi), nullptr, nullptr};
}

Val ExpressionEmitter::Or(const Val& a, const Val& b) {
  llvm::Value* must = lanes_.b.CreateOr(a.lo, b.lo);
  if (a.exact() && b.exact()) return Exact(must);
  return {must, lanes_.b.CreateOr(a.hi, b.hi), nullptr, nullptr};
}

Val ExpressionEmitter::Not(const Val& a) {
  llvm::Value* must = lanes_.b.CreateNot(a.hi);
  if (a.exact()) return Exact(must);
  return {must, lanes_.b.CreateNot(a.lo), nullptr, nullptr};
}

unsigned ExpressionEmitter::MaskBits(const ir::Type& type) const {
  const size_t values =
      type.kind == TypeKind::kEnum ? context_.program.enums[type.enumeration].values.size() : 64;
  if (lanes_.scalar() || values > 32) return 64;
  return values > 16 ? 32 : values > 8 ? 16 : 8;
}

unsigned ExpressionEmitter::BitsFor(const ir::Range& range) const {
  auto fits = [&](int64_t low, int64_t high) { return range.lo >= low && range.hi <= high; };
  if (lanes_.scalar()) return 64;
  if (fits(std::numeric_limits<int8_t>::min(), std::numeric_limits<int8_t>::max())) return 8;
  return fits(std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()) ? 32 : 64;
}

Val ExpressionEmitter::ToBits(const Val& number, unsigned bits) {
  llvm::Type* type = lanes_.NumberType(bits);
  llvm::Value* lo = lanes_.b.CreateSExtOrTrunc(number.lo, type);
  return {lo, number.exact() ? lo : lanes_.b.CreateSExtOrTrunc(number.hi, type), nullptr, nullptr};
}

void ExpressionEmitter::Widen(Val& a, Val& b) {
  const unsigned bits = std::max(Lanes::BitsOf(a.lo), Lanes::BitsOf(b.lo));
  a = ToBits(a, bits);
  b = ToBits(b, bits);
}

// 64 cases: bit v of each mask is set where `holds(v)`. Without shifts by variable amounts, which are slow on
// vectors and send LLVM 19's combiner round in circles.
llvm::Value* ExpressionEmitter::MaskWhere(const ir::Type& type,
                                          llvm::function_ref<llvm::Value*(int64_t)> holds) {
  Builder& b = lanes_.b;
  const unsigned bits = MaskBits(type);
  const auto values = static_cast<int64_t>(context_.program.enums[type.enumeration].values.size());
  llvm::Value* mask = lanes_.Number(0, bits);
  for (int64_t v = 0; v < values; ++v) {
    llvm::Value* bit = lanes_.Number(static_cast<int64_t>(uint64_t{1} << v), bits);
    mask = b.CreateOr(mask, b.CreateSelect(holds(v), bit, lanes_.Number(0, bits)));
  }
  return mask;
}

Val ExpressionEmitter::AsMask(const Val& value, const ir::Type& type) {
  if (value.mask != nullptr) return Exact(value.mask);
  Builder& b = lanes_.b;
  const unsigned bits = MaskBits(type);
  if (lanes_.scalar())
    return Exact(b.CreateShl(b.getInt64(1), b.CreateAnd(b.CreateZExt(value.lo, b.getInt64Ty()), 63)));
  if (auto* constant = llvm::dyn_cast<llvm::Constant>(value.lo)) {
    if (auto* index = llvm::dyn_cast_or_null<llvm::ConstantInt>(constant->getSplatValue())) {
      return Exact(lanes_.Number(static_cast<int64_t>(uint64_t{1} << (index->getZExtValue() & 63)), bits));
    }
  }
  return Exact(MaskWhere(
      type, [&](int64_t v) { return b.CreateICmpEQ(value.lo, lanes_.Number(v, Lanes::BitsOf(value.lo))); }));
}

// The smallest and the greatest value in the mask.
Val ExpressionEmitter::EndsOfMask(llvm::Value* mask, const ir::Type& type, unsigned bits) {
  Builder& b = lanes_.b;
  if (lanes_.scalar()) {
    llvm::Value* leading = b.CreateBinaryIntrinsic(llvm::Intrinsic::ctlz, mask, b.getFalse());
    return {b.CreateBinaryIntrinsic(llvm::Intrinsic::cttz, mask, b.getFalse()),
            b.CreateSub(b.getInt64(63), leading), nullptr, nullptr};
  }
  const auto values = static_cast<int64_t>(context_.program.enums[type.enumeration].values.size());
  auto has = [&](int64_t value) {
    llvm::Value* bit = lanes_.Number(static_cast<int64_t>(uint64_t{1} << value), Lanes::BitsOf(mask));
    return b.CreateICmpNE(b.CreateAnd(mask, bit), lanes_.Number(0, Lanes::BitsOf(mask)));
  };
  llvm::Value *lo = lanes_.Number(values - 1, bits), *hi = lanes_.Number(0, bits);
  for (int64_t value = values - 1; value-- > 0;)
    lo = b.CreateSelect(has(value), lanes_.Number(value, bits), lo);
  for (int64_t value = 1; value < values; ++value)
    hi = b.CreateSelect(has(value), lanes_.Number(value, bits), hi);
  return {lo, hi, nullptr, nullptr};
}

Val ExpressionEmitter::AsNumber(const Val& value, const ir::Type& type) {
  const unsigned narrow = lanes_.scalar() ? 64 : 8;
  switch (type.kind) {
    case TypeKind::kBool: {
      llvm::Value* lo = lanes_.RailAsNumber(value.lo, narrow);
      return {lo, value.exact() ? lo : lanes_.RailAsNumber(value.hi, narrow), nullptr, nullptr};
    }
    case TypeKind::kEnum: {
      if (value.exact()) return Exact(lanes_.ExtendUnsigned(value.lo, narrow));
      return EndsOfMask(value.mask, type, narrow);
    }
    case TypeKind::kInt:
    case TypeKind::kDate:
    case TypeKind::kText:
    case TypeKind::kSet:
      return value;
  }
  GJ_UNREACHABLE();
}

Val ExpressionEmitter::Between(const Val& interval, const ir::Type& type) {
  if (type.kind != TypeKind::kEnum) return interval;
  if (interval.exact()) return Exact(lanes_.b.CreateTrunc(interval.lo, lanes_.NumberType(8)));
  Builder& b = lanes_.b;
  llvm::Value* mask;
  if (lanes_.scalar()) {
    llvm::Value* above = b.CreateAnd(b.CreateSub(b.getInt64(63), interval.hi), 63);
    mask = b.CreateAnd(b.CreateShl(b.getInt64(~uint64_t{0}), b.CreateAnd(interval.lo, 63)),
                       b.CreateLShr(b.getInt64(~uint64_t{0}), above));
  } else {
    mask = MaskWhere(type, [&](int64_t v) {
      llvm::Value* at = lanes_.Number(v, Lanes::BitsOf(interval.lo));
      return b.CreateAnd(b.CreateICmpSLE(interval.lo, at), b.CreateICmpSGE(interval.hi, at));
    });
  }
  return {nullptr, nullptr, mask, nullptr};
}

Val ExpressionEmitter::Choose(const Val& condition, const Val& then, const Val& otherwise,
                              const ir::Type& type) {
  Builder& b = lanes_.b;
  llvm::Value* must = condition.lo;
  llvm::Value* may = condition.hi;
  // The end of an interval (or mask) where the condition is unknown joins both branches.
  auto end = [&](llvm::Value* x, llvm::Value* y, auto join) {
    if (condition.exact() || x == y) return lanes_.Select(must, x, y);
    return lanes_.Select(must, x, lanes_.Select(may, join(x, y), y));
  };
  switch (type.kind) {
    case TypeKind::kBool: {
      llvm::Value* lo = b.CreateAnd(b.CreateOr(b.CreateNot(may), then.lo), b.CreateOr(must, otherwise.lo));
      if (condition.exact() && then.exact() && otherwise.exact()) return Exact(lo);
      return {lo, b.CreateOr(b.CreateAnd(may, then.hi), b.CreateAnd(b.CreateNot(must), otherwise.hi)),
              nullptr, nullptr};
    }
    case TypeKind::kEnum: {
      if (condition.exact() && then.exact() && otherwise.exact())
        return Exact(lanes_.Select(must, then.lo, otherwise.lo));
      llvm::Value* x = AsMask(then, type).lo;
      llvm::Value* y = AsMask(otherwise, type).lo;
      return {nullptr, nullptr, end(x, y, [&](auto* p, auto* q) { return b.CreateOr(p, q); }), nullptr};
    }
    case TypeKind::kInt:
    case TypeKind::kDate: {
      Val x = then, y = otherwise;
      Widen(x, y);
      llvm::Value* lo = end(x.lo, y.lo, [&](auto* p, auto* q) { return lanes_.Min(p, q); });
      if (condition.exact() && x.exact() && y.exact()) return Exact(lo);
      return {lo, end(x.hi, y.hi, [&](auto* p, auto* q) { return lanes_.Max(p, q); }), nullptr, nullptr};
    }
    case TypeKind::kSet: {
      llvm::Value* lo = end(then.lo, otherwise.lo, [&](auto* p, auto* q) { return b.CreateAnd(p, q); });
      if (condition.exact() && then.exact() && otherwise.exact()) return Exact(lo);
      return {lo, end(then.hi, otherwise.hi, [&](auto* p, auto* q) { return b.CreateOr(p, q); }), nullptr,
              nullptr};
    }
    case TypeKind::kText: {
      llvm::Value* id = lanes_.Select(may, then.lo, otherwise.lo);
      if (condition.exact()) return {id, id, nullptr, lanes_.SelectRail(must, then.known, otherwise.known)};
      llvm::Value* same = lanes_.Compare(llvm::CmpInst::ICMP_EQ, then.lo, otherwise.lo);
      llvm::Value* both = b.CreateAnd(same, b.CreateAnd(then.known, otherwise.known));
      return {id, id, nullptr,
              lanes_.SelectRail(must, then.known, lanes_.SelectRail(may, both, otherwise.known))};
    }
  }
  GJ_UNREACHABLE();
}

}  // namespace guiju::native
