#include "runtime/interp/knowledge.h"

#include <algorithm>
#include <bit>

namespace guiju::interp {
namespace {

uint64_t MaskUpTo(int64_t last) { return last >= 63 ? ~uint64_t{0} : (uint64_t{1} << (last + 1)) - 1; }

int64_t FloorDiv(__int128 n, int64_t d) {
  const __int128 quotient = n / d;
  return static_cast<int64_t>(n % d != 0 && n < 0 ? quotient - 1 : quotient);
}

int64_t RoundOne(int64_t value, const ir::Expr& round) {
  const __int128 n = static_cast<__int128>(value) * round.numerator;
  const int64_t d = round.denominator;
  switch (round.mode) {
    case ir::RoundMode::kDown:
      return FloorDiv(n, d);
    case ir::RoundMode::kUp:
      return -FloorDiv(-n, d);
    case ir::RoundMode::kHalfUp:
      return n >= 0 ? FloorDiv(2 * n + d, 2 * d) : -FloorDiv(-2 * n + d, 2 * d);
  }
  return 0;
}

}  // namespace

bool IsExact(const ir::Type& type, const Knowledge& k) {
  switch (type.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kEnum:
      return std::has_single_bit(k.set);
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
    case ir::TypeKind::kSet:
      return k.lo == k.hi;
    case ir::TypeKind::kText:
      return !k.top;
  }
  return false;
}

Knowledge Exactly(const ir::Type& type, int64_t value) {
  Knowledge k;
  switch (type.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kEnum:
      k.set = uint64_t{1} << value;
      break;
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
    case ir::TypeKind::kSet:
    case ir::TypeKind::kText:
      k.lo = k.hi = value;
      break;
  }
  return k;
}

Knowledge Anything(const ir::Program& program, const ir::Type& type, const ir::Range& range) {
  Knowledge k;
  switch (type.kind) {
    case ir::TypeKind::kBool:
      k.set = 3;
      break;
    case ir::TypeKind::kEnum:
      k.set = MaskUpTo(static_cast<int64_t>(program.enums[type.enumeration].values.size()) - 1);
      break;
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      k.lo = range.lo;
      k.hi = range.hi;
      break;
    case ir::TypeKind::kSet:
      k.hi = static_cast<int64_t>(
          MaskUpTo(static_cast<int64_t>(program.enums[type.enumeration].values.size()) - 1));
      break;
    case ir::TypeKind::kText:
      k.top = true;
      break;
  }
  return k;
}

Knowledge Join(const ir::Type& type, const Knowledge& a, const Knowledge& b) {
  Knowledge k;
  switch (type.kind) {
    case ir::TypeKind::kBool:
    case ir::TypeKind::kEnum:
      k.set = a.set | b.set;
      break;
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
      k.lo = std::min(a.lo, b.lo);
      k.hi = std::max(a.hi, b.hi);
      break;
    case ir::TypeKind::kSet:
      k.lo = a.lo & b.lo;
      k.hi = a.hi | b.hi;
      break;
    case ir::TypeKind::kText:
      k.top = a.top || b.top || a.lo != b.lo;
      if (!k.top) k.lo = k.hi = a.lo;
      break;
  }
  return k;
}

Truth TruthOf(const Knowledge& k) { return {k.set == 2, (k.set & 2) != 0}; }
Knowledge FromTruth(Truth truth) {
  Knowledge k;
  k.set = truth.must ? 2 : truth.may ? 3 : 1;
  return k;
}
Truth And(Truth a, Truth b) { return {a.must && b.must, a.may && b.may}; }
Truth Or(Truth a, Truth b) { return {a.must || b.must, a.may || b.may}; }
Truth Not(Truth a) { return {!a.may, !a.must}; }

Interval IntervalOf(const ir::Type& type, const Knowledge& k) {
  if (type.kind != ir::TypeKind::kEnum) return {k.lo, k.hi};
  return {std::countr_zero(k.set), 63 - std::countl_zero(k.set)};
}

Knowledge Between(const ir::Type& type, Interval interval) {
  Knowledge k;
  if (type.kind == ir::TypeKind::kEnum) {
    k.set = MaskUpTo(interval.hi) & ~(interval.lo == 0 ? 0 : MaskUpTo(interval.lo - 1));
  } else {
    k.lo = interval.lo;
    k.hi = interval.hi;
  }
  return k;
}

Interval Multiply(Interval a, Interval b) {
  const auto [lo, hi] = std::minmax({a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi});
  return {lo, hi};
}

Interval RoundInterval(Interval a, const ir::Expr& round) {
  const auto [lo, hi] = std::minmax({RoundOne(a.lo, round), RoundOne(a.hi, round)});
  return {lo, hi};
}

Interval SmallerOf(Interval a, Interval b) { return {std::min(a.lo, b.lo), std::min(a.hi, b.hi)}; }
Interval LargerOf(Interval a, Interval b) { return {std::max(a.lo, b.lo), std::max(a.hi, b.hi)}; }

}  // namespace guiju::interp
