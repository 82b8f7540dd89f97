// The register program, instruction by instruction. Correct for complete and incomplete cases alike: every
// operation is the interval or rail extension of the formal core.
#include "runtime/tables/program.h"

#include <algorithm>

#include "runtime/value/calendar.h"

namespace guiju::tables {
namespace {

using ir::ExprKind;
using ir::TypeKind;

int64_t FloorDivide(__int128 n, int64_t d) {
  __int128 quotient = n / d;
  return static_cast<int64_t>(n % d != 0 && n < 0 ? quotient - 1 : quotient);
}

int64_t Rounded(int64_t value, int64_t numerator, int64_t d, ir::RoundMode mode) {
  __int128 n = static_cast<__int128>(value) * numerator;
  switch (mode) {
    case ir::RoundMode::kDown:
      return FloorDivide(n, d);
    case ir::RoundMode::kUp:
      return -FloorDivide(-n, d);
    case ir::RoundMode::kHalfUp:
      return n >= 0 ? FloorDivide(2 * n + d, 2 * d) : -FloorDivide(-2 * n + d, 2 * d);
  }
  GJ_UNREACHABLE();
}

Slot JoinSlots(TypeKind type, Slot a, Slot b) {
  switch (type) {
    case TypeKind::kEnum:
      return {a.lo | b.lo, a.lo | b.lo};
    case TypeKind::kBool:
    case TypeKind::kSet:
      return {a.lo & b.lo, a.hi | b.hi};
    case TypeKind::kInt:
    case TypeKind::kDate:
    case TypeKind::kText:
      break;
  }
  return {std::min(a.lo, b.lo), std::max(a.hi, b.hi)};
}

class Machine {
 public:
  Machine(const View& view, const Frame& frame)
      : view_(view), program_(*view.program), frame_(frame), registers_(frame.registers) {}

  void Run(uint32_t begin, uint32_t end, const std::byte* element) {
    for (uint32_t i = begin; i < end; ++i) {
      const Instruction& instruction = program_.code[i];
      registers_[instruction.target] = Execute(instruction, element);
    }
  }

 private:
  Slot Execute(const Instruction& in, const std::byte* element) {
    switch (in.kind) {
      case ExprKind::kConst:
        return in.constant;
      case ExprKind::kFact:
        return Given(in, element);
      case ExprKind::kDecision:
        return {frame_.lo[in.decision], frame_.hi[in.decision]};
      case ExprKind::kFired:
        return {Fired(in.decision, frame_.must), Fired(in.decision, frame_.may)};
      case ExprKind::kLin:
        return Sum(in);
      case ExprKind::kMul: {
        Slot a = Operand(in, 0), b = Operand(in, 1);
        auto [lo, hi] = std::minmax({a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi});
        return {lo, hi};
      }
      case ExprKind::kRound: {
        Slot a = Operand(in, 0);
        auto [lo, hi] = std::minmax({Rounded(a.lo, in.numerator, in.denominator, in.mode),
                                     Rounded(a.hi, in.numerator, in.denominator, in.mode)});
        return {lo, hi};
      }
      case ExprKind::kMin:
      case ExprKind::kMax:
        return Extreme(in);
      case ExprKind::kIf: {
        Slot condition = Operand(in, 0);
        if (condition.lo != 0) return Operand(in, 1);
        if (condition.hi == 0) return Operand(in, 2);
        return JoinSlots(in.type, Operand(in, 1), Operand(in, 2));
      }
      case ExprKind::kGe0: {
        Slot a = Operand(in, 0);
        return {a.lo >= 0, a.hi >= 0};
      }
      case ExprKind::kIn:
        return IsIn(in);
      case ExprKind::kSetHas: {
        Slot set = Operand(in, 0);
        return {(set.lo >> in.value) & 1, (set.hi >> in.value) & 1};
      }
      case ExprKind::kTextEq: {
        Slot a = Operand(in, 0), b = Operand(in, 1);
        if (a.lo != a.hi || b.lo != b.hi) return {0, 1};
        return {a.lo == b.lo, a.lo == b.lo};
      }
      case ExprKind::kNot: {
        Slot a = Operand(in, 0);
        return {a.hi == 0, a.lo == 0};
      }
      case ExprKind::kAnd: {
        Slot all{1, 1};
        for (uint32_t i = 0; i < in.operands; ++i)
          all = {all.lo & Operand(in, i).lo, all.hi & Operand(in, i).hi};
        return all;
      }
      case ExprKind::kOr: {
        Slot some{0, 0};
        for (uint32_t i = 0; i < in.operands; ++i)
          some = {some.lo | Operand(in, i).lo, some.hi | Operand(in, i).hi};
        return some;
      }
      case ExprKind::kAny:
      case ExprKind::kAll:
        return AnyAll(in);
      case ExprKind::kCount:
        return Count(in);
      case ExprKind::kSum:
        return SumOfElements(in);
      case ExprKind::kLargest:
      case ExprKind::kSmallest:
        return ExtremeElement(in);
      case ExprKind::kDateAdd:
        return DateAdd(in);
      case ExprKind::kWorkdays:
        return Workdays(in);
    }
    GJ_UNREACHABLE();
  }

  Slot Operand(const Instruction& in, uint32_t i) const {
    return registers_[program_.operands[in.first_operand + i]];
  }

  Slot Given(const Instruction& in, const std::byte* element) const {
    const std::byte* row = in.of_element ? element : frame_.row;
    if (row == nullptr || !abi::IsKnown(row, in.field)) return in.constant;
    int64_t value = abi::Load(row, in.field);
    if (in.type == TypeKind::kEnum) value = static_cast<int64_t>(uint64_t{1} << (value & 63));
    return {value, value};
  }

  int64_t Fired(uint32_t decision, const uint64_t* rules) const {
    const uint32_t* range = view_.root_mask_of + 2 * decision;
    int64_t count = 0;
    for (uint32_t i = 0; i < range[1]; ++i) {
      const WordMask& m = view_.mask[range[0] + i];
      count += __builtin_popcountll(rules[m.word] & m.mask);
    }
    return count;
  }

  Slot Sum(const Instruction& in) const {
    Slot sum{in.value, in.value};
    for (uint32_t i = 0; i < in.operands; ++i) {
      Slot term = Operand(in, i);
      int64_t c = program_.coefficients[in.first_operand + i];
      sum.lo += c * (c > 0 ? term.lo : term.hi);
      sum.hi += c * (c > 0 ? term.hi : term.lo);
    }
    return sum;
  }

  Slot Extreme(const Instruction& in) const {
    Slot result = Operand(in, 0);
    for (uint32_t i = 1; i < in.operands; ++i) {
      Slot other = Operand(in, i);
      result = in.kind == ExprKind::kMin ? Slot{std::min(result.lo, other.lo), std::min(result.hi, other.hi)}
                                         : Slot{std::max(result.lo, other.lo), std::max(result.hi, other.hi)};
    }
    return result;
  }

  Slot IsIn(const Instruction& in) const {
    Slot a = Operand(in, 0);
    uint64_t k = static_cast<uint64_t>(a.lo);
    if (in.operand_type == TypeKind::kBool) k = a.lo != 0 ? 2 : a.hi != 0 ? 3 : 1;
    return {(k & ~in.set) == 0, (k & in.set) != 0};
  }

  // ---- aggregates
  abi::ListView ListOf(const Instruction& in) const { return abi::LoadList(frame_.row, in.list_offset); }
  Slot ForElement(const Instruction& in, const std::byte* element) {
    Run(in.body, in.body_end, element);
    return Operand(in, 0);
  }
  Slot ForElement(const Instruction& in, const abi::ListView& list, uint32_t i) {
    return ForElement(in, list.elements + size_t{i} * in.element_size);
  }

  Slot AnyAll(const Instruction& in) {
    const abi::ListView list = ListOf(in);
    const bool any = in.kind == ExprKind::kAny;
    Slot truth{!any, !any};
    for (uint32_t i = 0; i < list.count; ++i) {
      Slot one = ForElement(in, list, i);
      truth = any ? Slot{truth.lo | one.lo, truth.hi | one.hi} : Slot{truth.lo & one.lo, truth.hi & one.hi};
      if (any ? truth.lo != 0 : truth.hi == 0) return truth;
    }
    if (list.open == 0) return truth;
    return any ? Slot{truth.lo, 1} : Slot{0, truth.hi};
  }

  int64_t Unseen(const Instruction& in, const abi::ListView& list) const {
    return list.open != 0 ? std::max<int64_t>(0, in.max_size - list.count) : 0;
  }

  Slot Count(const Instruction& in) {
    const abi::ListView list = ListOf(in);
    Slot count;
    for (uint32_t i = 0; i < list.count; ++i) {
      Slot one = ForElement(in, list, i);
      count.lo += one.lo;
      count.hi += one.hi;
    }
    count.hi += Unseen(in, list);
    return count;
  }

  Slot SumOfElements(const Instruction& in) {
    const abi::ListView list = ListOf(in);
    Slot sum;
    for (uint32_t i = 0; i < list.count; ++i) {
      Slot one = ForElement(in, list, i);
      sum = {sum.lo + one.lo, sum.hi + one.hi};
    }
    int64_t more = Unseen(in, list);
    if (more == 0) return sum;
    Slot unseen = ForElement(in, nullptr);
    return {sum.lo + more * std::min<int64_t>(0, unseen.lo), sum.hi + more * std::max<int64_t>(0, unseen.hi)};
  }

  Slot ExtremeElement(const Instruction& in) {
    const abi::ListView list = ListOf(in);
    const bool largest = in.kind == ExprKind::kLargest;
    Slot extreme{in.value, in.value};
    for (uint32_t i = 0; i < list.count; ++i) {
      Slot one = ForElement(in, list, i);
      extreme = i == 0    ? one
                : largest ? Slot{std::max(extreme.lo, one.lo), std::max(extreme.hi, one.hi)}
                          : Slot{std::min(extreme.lo, one.lo), std::min(extreme.hi, one.hi)};
    }
    if (list.open == 0) return extreme;
    Slot unseen = ForElement(in, nullptr);
    if (list.count == 0) return {std::min(extreme.lo, unseen.lo), std::max(extreme.hi, unseen.hi)};
    if (largest) return {extreme.lo, std::max(extreme.hi, unseen.hi)};
    return {std::min(extreme.lo, unseen.lo), extreme.hi};
  }

  // ---- dates
  const value::Calendar& calendar() const { return *static_cast<const value::Calendar*>(frame_.calendar); }

  Slot DateAdd(const Instruction& in) const {
    Slot date = Operand(in, 0), n = Operand(in, 1), due;
    switch (in.unit) {
      case ir::TimeUnit::kDay:
        due = {date.lo + n.lo, date.hi + n.hi};
        break;
      case ir::TimeUnit::kMonth:
        due = {value::AddMonths(date.lo, n.lo), value::AddMonths(date.hi, n.hi)};
        break;
      case ir::TimeUnit::kWorkday:
        due = {calendar().AddWorkdays(date.lo, n.lo).earliest, calendar().AddWorkdays(date.hi, n.hi).latest};
        break;
      case ir::TimeUnit::kHour:
        due = {date.lo + Rounded(n.lo, 1, 24, ir::RoundMode::kUp),
               date.hi + Rounded(n.hi, 1, 24, ir::RoundMode::kUp)};
        break;
    }
    if (in.roll == ir::Roll::kNone) return due;
    return {calendar().NextWorkday(due.lo).earliest, calendar().NextWorkday(due.hi).latest};
  }

  Slot Workdays(const Instruction& in) const {
    Slot from = Operand(in, 0), to = Operand(in, 1);
    return {from.hi < to.lo ? calendar().CountWorkdays(from.hi, to.lo).first : 0,
            from.lo < to.hi ? calendar().CountWorkdays(from.lo, to.hi).second : 0};
  }

  const View& view_;
  const Program& program_;
  const Frame& frame_;
  Slot* registers_;
};

}  // namespace

void Run(const View& view, uint32_t begin, uint32_t end, const Frame& frame) {
  Machine(view, frame).Run(begin, end, nullptr);
}

}  // namespace guiju::tables
