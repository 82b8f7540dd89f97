#include "compiler/ir/ranges.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace guiju::ir {
namespace {

using Wide = __int128;
struct WideRange {
  Wide lo = 0, hi = 0;
};
constexpr Wide kMost = std::numeric_limits<int64_t>::max();

Wide Magnitude(const Range& range) {
  return std::max<Wide>(range.lo < 0 ? -static_cast<Wide>(range.lo) : range.lo,
                        range.hi < 0 ? -static_cast<Wide>(range.hi) : range.hi);
}
// Saturates far outside int64, so that sums of such terms still show as too large.
Wide Bounded(Wide value) { return std::clamp<Wide>(value, -kMost * 4, kMost * 4); }
Range Hull(const Range& a, const Range& b) { return {std::min(a.lo, b.lo), std::max(a.hi, b.hi)}; }
WideRange Widen(const Range& range) { return {range.lo, range.hi}; }

class Analysis {
 public:
  Analysis(const Program& program, const std::vector<Range>& ranges) : program_(program), ranges_(ranges) {}

  std::optional<Range> Of(const Expr& expr) {
    const WideRange range = RangeOf(expr);
    if (range.lo < -kMost || range.hi > kMost || largest_ > kMost) return std::nullopt;
    return Range{static_cast<int64_t>(range.lo), static_cast<int64_t>(range.hi)};
  }

 private:
  // The range, and in `largest_` the largest magnitude met on the way.
  WideRange RangeOf(const Expr& expr) {
    largest_ = 0;
    switch (expr.kind) {
      case ExprKind::kConst:
        return OfType(expr.type, {expr.value, expr.value});
      case ExprKind::kFact: {
        const Fact& fact = program_.facts[expr.fact];
        Range range = fact.range;
        if (fact.applies) range = Hull(range, {fact.otherwise, fact.otherwise});
        return OfType(expr.type, range);
      }
      case ExprKind::kDecision:
        return OfType(expr.type, program_.decisions[expr.decision].range);
      case ExprKind::kFired:
        return {0, static_cast<Wide>(program_.decisions[expr.decision].rules.size())};
      case ExprKind::kLin:
        return Lin(expr);
      case ExprKind::kMul:
        return Mul(Arg(expr, 0), Arg(expr, 1));
      case ExprKind::kRound:
        return Round(expr);
      case ExprKind::kMin:
      case ExprKind::kMax:
        return MinMax(expr);
      case ExprKind::kIf:
        return OfType(expr.type, Hull(Arg(expr, 1), Arg(expr, 2)));
      case ExprKind::kGe0:
      case ExprKind::kIn:
      case ExprKind::kSetHas:
      case ExprKind::kTextEq:
      case ExprKind::kNot:
      case ExprKind::kAnd:
      case ExprKind::kOr:
      case ExprKind::kAny:
      case ExprKind::kAll:
        return {0, 1};
      case ExprKind::kCount:
        return {0, program_.lists[expr.list].max_size};
      case ExprKind::kSum:
        return Sum(expr);
      case ExprKind::kLargest:
      case ExprKind::kSmallest:
        return Widen(Hull(Arg(expr, 0), {expr.value, expr.value}));
      case ExprKind::kDateAdd:
        return DateAdd(expr);
      case ExprKind::kWorkdays:
        return {0, std::max<Wide>(0, static_cast<Wide>(Arg(expr, 1).hi) - Arg(expr, 0).lo)};
    }
    return {};
  }

  WideRange OfType(const Type& type, const Range& range) const {
    switch (type.kind) {
      case TypeKind::kBool:
        return {0, 1};
      case TypeKind::kEnum:
        return {0, static_cast<Wide>(program_.enums[type.enumeration].values.size()) - 1};
      case TypeKind::kInt:
      case TypeKind::kDate:
        return Widen(range);
      case TypeKind::kText:
      case TypeKind::kSet:
        return {};
    }
    return {};
  }

  WideRange Lin(const Expr& expr) {
    WideRange sum{expr.value, expr.value};
    largest_ = Magnitude({expr.value, expr.value});
    for (size_t i = 0; i < expr.args.size(); ++i) {
      const WideRange term = Mul(Arg(expr, i), {expr.coefficients[i], expr.coefficients[i]});
      sum = {Bounded(sum.lo + term.lo), Bounded(sum.hi + term.hi)};
      // Any order of adding must be safe, so magnitudes add up.
      largest_ =
          Bounded(largest_ + std::max(term.lo < 0 ? -term.lo : term.lo, term.hi < 0 ? -term.hi : term.hi));
    }
    return sum;
  }

  static WideRange Mul(const Range& a, const Range& b) {
    const std::array<Wide, 4> corners = {
        Bounded(static_cast<Wide>(a.lo) * b.lo), Bounded(static_cast<Wide>(a.lo) * b.hi),
        Bounded(static_cast<Wide>(a.hi) * b.lo), Bounded(static_cast<Wide>(a.hi) * b.hi)};
    return {*std::min_element(corners.begin(), corners.end()),
            *std::max_element(corners.begin(), corners.end())};
  }

  WideRange Round(const Expr& expr) {
    const WideRange product = Mul(Arg(expr, 0), {expr.numerator, expr.numerator});
    // Twice the product plus the divisor: what rounding half away from zero needs.
    largest_ = Bounded(
        std::max(product.lo < 0 ? -product.lo : product.lo, product.hi < 0 ? -product.hi : product.hi) * 2 +
        expr.denominator);
    return {RoundQuotient(product.lo, expr.denominator, expr.mode),
            RoundQuotient(product.hi, expr.denominator, expr.mode)};
  }
  static Wide RoundQuotient(Wide n, Wide d, RoundMode mode) {
    const Wide down = n >= 0 ? n / d : -((-n + d - 1) / d);
    switch (mode) {
      case RoundMode::kDown:
        return down;
      case RoundMode::kUp:
        return down * d == n ? down : down + 1;
      case RoundMode::kHalfUp:
        return n >= 0 ? (2 * n + d) / (2 * d) : -((-2 * n + d) / (2 * d));
    }
    return down;
  }

  WideRange MinMax(const Expr& expr) {
    WideRange result = Widen(Arg(expr, 0));
    for (size_t i = 1; i < expr.args.size(); ++i) {
      const Range& arg = Arg(expr, i);
      if (expr.kind == ExprKind::kMin) {
        result = {std::min<Wide>(result.lo, arg.lo), std::min<Wide>(result.hi, arg.hi)};
      } else {
        result = {std::max<Wide>(result.lo, arg.lo), std::max<Wide>(result.hi, arg.hi)};
      }
    }
    return result;
  }

  WideRange Sum(const Expr& expr) {
    const Range& element = Arg(expr, 0);
    const Wide most = program_.lists[expr.list].max_size;
    return {Bounded(std::min<Wide>(0, element.lo) * most), Bounded(std::max<Wide>(0, element.hi) * most)};
  }

  WideRange DateAdd(const Expr& expr) {
    const Range &date = Arg(expr, 0), &n = Arg(expr, 1);
    const Wide roll = expr.roll == Roll::kNextWorkday ? 30 : 0;
    switch (expr.unit) {
      case TimeUnit::kDay:
        return {static_cast<Wide>(date.lo) + n.lo, static_cast<Wide>(date.hi) + n.hi + roll};
      case TimeUnit::kHour:
        return {static_cast<Wide>(date.lo) + RoundQuotient(n.lo, 24, RoundMode::kUp),
                static_cast<Wide>(date.hi) + RoundQuotient(n.hi, 24, RoundMode::kUp) + roll};
      case TimeUnit::kWorkday:
        return {static_cast<Wide>(date.lo) + (n.lo < 0 ? 3 * static_cast<Wide>(n.lo) - 30 : 0),
                static_cast<Wide>(date.hi) + (n.hi > 0 ? 3 * static_cast<Wide>(n.hi) + 30 : 0) + roll};
      case TimeUnit::kMonth:
        return {static_cast<Wide>(date.lo) + (n.lo < 0 ? 31 : 28) * static_cast<Wide>(n.lo),
                static_cast<Wide>(date.hi) + (n.hi < 0 ? 28 : 31) * static_cast<Wide>(n.hi) + roll};
    }
    return {};
  }

  const Range& Arg(const Expr& expr, size_t i) const {
    return ranges_[static_cast<size_t>(expr.args[i].index)];
  }

  const Program& program_;
  const std::vector<Range>& ranges_;
  Wide largest_ = 0;
};

}  // namespace

std::optional<Range> RangeOf(const Program& program, const Expr& expr, const std::vector<Range>& ranges) {
  return Analysis(program, ranges).Of(expr);
}

std::vector<Range> RangesOf(const Program& program, std::vector<std::string>* problems) {
  std::vector<Range> ranges;
  ranges.reserve(program.exprs.size());
  for (const Expr& expr : program.exprs) {
    const std::optional<Range> range = RangeOf(program, expr, ranges);
    if (!range && problems != nullptr) {
      problems->push_back("expr e" + std::to_string(ranges.size()) +
                          ": may leave the range of 64-bit integers");
    }
    ranges.push_back(range.value_or(Range{}));
  }
  return ranges;
}

}  // namespace guiju::ir
