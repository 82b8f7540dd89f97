// Facts and the conditions that read them.
#include <algorithm>
#include <bit>
#include <cstdlib>
#include <limits>

#include "compiler/native/expression.h"

namespace guiju::native {
namespace {

using ir::ExprKind;
using ir::Range;
using ir::TypeKind;

uint64_t MaskOf(const Range& range) {
  const int64_t low = std::clamp<int64_t>(range.lo, 0, 63), high = std::clamp<int64_t>(range.hi, 0, 63);
  const uint64_t upto = high == 63 ? ~uint64_t{0} : (uint64_t{1} << (high + 1)) - 1;
  return upto & ~((uint64_t{1} << low) - 1);
}

bool HasBit(uint64_t set, int64_t value) { return value >= 0 && value < 64 && ((set >> value) & 1) != 0; }

}  // namespace

uint64_t ExpressionEmitter::EveryValue(const ir::Type& type) const {
  return MaskOf({0, static_cast<int64_t>(context_.program.enums[type.enumeration].values.size()) - 1});
}

const RawFact& ExpressionEmitter::Raw(ir::FactId id) {
  const ir::ListId list = context_.program.facts[id].list;
  Scope* scope = scopes_.front().get();
  for (size_t i = scopes_.size(); list && i-- > 1;) {
    if (scopes_[i]->list == list) {
      scope = scopes_[i].get();
      break;
    }
  }
  auto found = scope->raw.find(id);
  if (found == scope->raw.end()) found = scope->raw.emplace(id, scope->facts->Load(lanes_, id)).first;
  return found->second;
}

Val ExpressionEmitter::EmitFact(ir::FactId id) {
  const ir::Fact& fact = context_.program.facts[id];
  if (!fact.applies) return Unconditional(id, Raw(id));
  const Val applies = Emit(fact.applies);
  const Val given = Unconditional(id, Raw(id));
  ir::Expr otherwise;
  otherwise.type = fact.type;
  otherwise.value = fact.otherwise;
  return Choose(applies, given, EmitConst(otherwise), fact.type);
}

// `test` of the value, made exact over the range: `whole_must` and `whole_may` say what an unknown value
// means. Absent fields hold 0, so where the test of 0 already gives the right answer nothing is added.
Val ExpressionEmitter::TestOfFact(const RawFact& raw, llvm::Value* test, bool test_of_zero, bool whole_must,
                                  bool whole_may) {
  Builder& b = lanes_.b;
  if (raw.known == lanes_.Rail(true)) return Exact(test);
  auto rail = [&](bool whole) {
    if (raw.zero_when_unknown && test_of_zero == whole) return test;
    return whole ? b.CreateOr(test, b.CreateNot(raw.known)) : b.CreateAnd(test, raw.known);
  };
  return {rail(whole_must), rail(whole_may), nullptr, nullptr};
}

Val ExpressionEmitter::Unconditional(ir::FactId id, const RawFact& raw) {
  const ir::Fact& fact = context_.program.facts[id];
  const bool always = raw.known == lanes_.Rail(true);
  switch (fact.type.kind) {
    case TypeKind::kBool:
      return TestOfFact(raw, raw.value, false, false, true);
    case TypeKind::kEnum: {
      if (always) return Exact(raw.value);
      const unsigned bits = MaskBits(fact.type);
      llvm::Value* single = AsMask(Exact(raw.value), fact.type).lo;
      llvm::Value* whole = lanes_.Number(static_cast<int64_t>(EveryValue(fact.type)), bits);
      return {nullptr, nullptr, lanes_.Select(raw.known, single, whole), nullptr};
    }
    case TypeKind::kInt:
    case TypeKind::kDate: {
      llvm::Value* value = lanes_.scalar() ? lanes_.Extend(raw.value, 64) : raw.value;
      if (always) return Exact(value);
      auto end = [&](int64_t whole) {
        if (raw.zero_when_unknown && whole == 0) return value;
        return lanes_.Select(raw.known, value, lanes_.Number(whole, Lanes::BitsOf(value)));
      };
      return {end(fact.range.lo), end(fact.range.hi), nullptr, nullptr};
    }
    case TypeKind::kText: {
      llvm::Value* text = lanes_.Extend(raw.value, 64);
      return {text, text, nullptr, raw.known};
    }
    case TypeKind::kSet: {
      llvm::Value* set = lanes_.Extend(raw.value, 64);
      if (always) return Exact(set);
      return {lanes_.Select(raw.known, set, lanes_.Number(0)),
              lanes_.Select(raw.known, set, lanes_.Number(static_cast<int64_t>(EveryValue(fact.type)))),
              nullptr, nullptr};
    }
  }
  GJ_UNREACHABLE();
}

Val ExpressionEmitter::AtLeast(const Val& number, int64_t bound, const Range& range) {
  if (range.lo >= bound) return Exact(lanes_.Rail(true));
  if (range.hi < bound) return Exact(lanes_.Rail(false));
  llvm::Value* limit = lanes_.Number(bound, Lanes::BitsOf(number.lo));
  llvm::Value* must = lanes_.Compare(llvm::CmpInst::ICMP_SGE, number.lo, limit);
  if (number.exact()) return Exact(must);
  return {must, lanes_.Compare(llvm::CmpInst::ICMP_SGE, number.hi, limit), nullptr, nullptr};
}

// coefficient * fact + bias >= 0 with coefficient 1 or -1, straight from the field; nothing when the fact is
// no number.
std::optional<Val> ExpressionEmitter::FactAtLeast(ir::ExprId id, int64_t coefficient, int64_t bias) {
  const ir::Expr& expr = context_.program.exprs[id];
  if (expr.kind != ExprKind::kFact || bias == std::numeric_limits<int64_t>::min()) return std::nullopt;
  const ir::Fact& fact = context_.program.facts[expr.fact];
  if (fact.type.kind != TypeKind::kInt && fact.type.kind != TypeKind::kDate) return std::nullopt;
  auto holds = [&](int64_t value) { return coefficient > 0 ? value >= -bias : value <= bias; };
  Val test;
  if (holds(fact.range.lo) && holds(fact.range.hi)) {
    test = Exact(lanes_.Rail(true));
  } else if (!holds(fact.range.lo) && !holds(fact.range.hi)) {
    test = Exact(lanes_.Rail(false));
  } else {
    const RawFact& raw = Raw(expr.fact);
    llvm::Value* bound = lanes_.Number(coefficient > 0 ? -bias : bias, Lanes::BitsOf(raw.value));
    const auto predicate = coefficient > 0 ? llvm::CmpInst::ICMP_SGE : llvm::CmpInst::ICMP_SLE;
    test = TestOfFact(raw, lanes_.Compare(predicate, raw.value, bound), holds(0), false, true);
  }
  if (!fact.applies) return test;
  return Choose(Emit(fact.applies), test, Exact(lanes_.Rail(holds(fact.otherwise))), {});
}

Val ExpressionEmitter::EmitGe0(const ir::Expr& expr) {
  const ir::ExprId arg = expr.args[0];
  const ir::Expr& number = context_.program.exprs[arg];
  if (std::optional<Val> direct = FactAtLeast(arg, 1, 0)) return *direct;
  if (number.kind == ExprKind::kLin && number.args.size() == 1 && std::abs(number.coefficients[0]) == 1) {
    const int64_t coefficient = number.coefficients[0];
    if (std::optional<Val> direct = FactAtLeast(number.args[0], coefficient, number.value)) return *direct;
    const ir::Expr& only = context_.program.exprs[number.args[0]];
    if (!lanes_.scalar() && only.kind == ExprKind::kFired) {
      if (coefficient > 0) return surroundings_.FiredAtLeast(only.decision, -number.value);
      return Not(surroundings_.FiredAtLeast(only.decision, number.value + 1));
    }
  }
  return AtLeast(AsNumber(Emit(arg), number.type), 0, context_.analysis.RangeOf(arg));
}

// index in set, given that the index is one of `possible`.
llvm::Value* ExpressionEmitter::IndexIn(llvm::Value* index, uint64_t set, uint64_t possible) {
  Builder& b = lanes_.b;
  set &= possible;
  const uint64_t outside = possible & ~set;
  if (outside == 0) return lanes_.Rail(true);
  if (set == 0) return lanes_.Rail(false);
  auto number = [&](int64_t value) { return lanes_.Number(value, Lanes::BitsOf(index)); };
  auto compare = [&](llvm::CmpInst::Predicate predicate, int64_t value) {
    return lanes_.Compare(predicate, index, number(value));
  };
  if (std::popcount(set) == 1) return compare(llvm::CmpInst::ICMP_EQ, std::countr_zero(set));
  if (std::popcount(outside) == 1) return compare(llvm::CmpInst::ICMP_NE, std::countr_zero(outside));
  auto first = [](uint64_t mask) { return std::countr_zero(mask); };
  auto last = [](uint64_t mask) { return 63 - std::countl_zero(mask); };
  if (last(set) < first(outside)) return compare(llvm::CmpInst::ICMP_ULE, last(set));
  if (first(set) > last(outside)) return compare(llvm::CmpInst::ICMP_UGE, first(set));
  const uint64_t gap = outside & MaskOf({first(set), last(set)});
  if (gap == 0) {
    llvm::Value* moved = b.CreateSub(index, number(first(set)));
    return lanes_.Compare(llvm::CmpInst::ICMP_ULE, moved, number(last(set) - first(set)));
  }
  if (lanes_.scalar()) {
    llvm::Value* shift = b.CreateAnd(b.CreateZExt(index, b.getInt64Ty()), 63);
    return b.CreateTrunc(b.CreateLShr(b.getInt64(set), shift), b.getInt1Ty());
  }
  const bool negate = std::popcount(set) > std::popcount(outside);
  llvm::Value* any = lanes_.Rail(false);
  for (uint64_t rest = negate ? outside : set; rest != 0; rest &= rest - 1) {
    any = b.CreateOr(any, compare(llvm::CmpInst::ICMP_EQ, std::countr_zero(rest)));
  }
  return negate ? b.CreateNot(any) : any;
}

Val ExpressionEmitter::EmitIn(const ir::Expr& expr) {
  Builder& b = lanes_.b;
  const ir::ExprId arg = expr.args[0];
  const ir::Expr& subject = context_.program.exprs[arg];
  if (subject.type.kind == TypeKind::kBool) {
    const Val value = Emit(arg);
    switch (expr.set & 3) {
      case 0:
        return Exact(lanes_.Rail(false));
      case 1:
        return Not(value);
      case 2:
        return value;
      default:
        return Exact(lanes_.Rail(true));
    }
  }
  const uint64_t set = expr.set;
  if (subject.kind == ExprKind::kFact && subject.type.kind == TypeKind::kEnum) {
    const ir::Fact& fact = context_.program.facts[subject.fact];
    const uint64_t possible = EveryValue(fact.type);
    Val test;
    if ((possible & ~set) == 0) {
      test = Exact(lanes_.Rail(true));
    } else if ((possible & set) == 0) {
      test = Exact(lanes_.Rail(false));
    } else {
      const RawFact& raw = Raw(subject.fact);
      test = TestOfFact(raw, IndexIn(raw.value, set, possible), (set & 1) != 0, false, true);
    }
    if (!fact.applies) return test;
    return Choose(Emit(fact.applies), test, Exact(lanes_.Rail(HasBit(set, fact.otherwise))), {});
  }
  const Val value = Emit(arg);
  GJ_CHECK(subject.type.kind == TypeKind::kEnum);
  const uint64_t possible = MaskOf(context_.analysis.RangeOf(arg));
  if (value.exact()) return Exact(IndexIn(value.lo, set, possible));
  const unsigned bits = Lanes::BitsOf(value.mask);
  llvm::Value* none = lanes_.Number(0, bits);
  llvm::Value* outside = b.CreateAnd(value.mask, lanes_.Number(static_cast<int64_t>(~set), bits));
  llvm::Value* inside = b.CreateAnd(value.mask, lanes_.Number(static_cast<int64_t>(set), bits));
  return {lanes_.Compare(llvm::CmpInst::ICMP_EQ, outside, none),
          lanes_.Compare(llvm::CmpInst::ICMP_NE, inside, none), nullptr, nullptr};
}

Val ExpressionEmitter::EmitSetHas(const ir::Expr& expr) {
  Builder& b = lanes_.b;
  const Val set = Emit(expr.args[0]);
  llvm::Value* bit = lanes_.Number(static_cast<int64_t>(uint64_t{1} << (expr.value & 63)));
  auto has = [&](llvm::Value* mask) {
    return lanes_.Compare(llvm::CmpInst::ICMP_NE, b.CreateAnd(mask, bit), lanes_.Number(0));
  };
  llvm::Value* must = has(set.lo);
  return {must, set.exact() ? must : has(set.hi), nullptr, nullptr};
}

Val ExpressionEmitter::EmitTextEq(const ir::Expr& expr) {
  Builder& b = lanes_.b;
  const Val x = Emit(expr.args[0]), y = Emit(expr.args[1]);
  llvm::Value* same = lanes_.Compare(llvm::CmpInst::ICMP_EQ, x.lo, y.lo);
  llvm::Value* known = b.CreateAnd(x.known, y.known);
  if (known == lanes_.Rail(true)) return Exact(same);
  return {b.CreateAnd(same, known), b.CreateOr(same, b.CreateNot(known)), nullptr, nullptr};
}

}  // namespace guiju::native
