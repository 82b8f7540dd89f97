// The built-in functions.
#include "compiler/model/functions.h"

#include <algorithm>

#include "compiler/lower/lowerer.h"

namespace guiju::lower {

namespace {

int64_t PowerOfTen(int8_t scale) {
  int64_t power = 1;
  for (int8_t i = 0; i < scale; ++i) power *= 10;
  return power;
}

ir::RoundMode ModeOf(uint64_t rounding) {
  switch (static_cast<model::Rounding>(rounding)) {
    case model::Rounding::kDown:
      return ir::RoundMode::kDown;
    case model::Rounding::kUp:
      return ir::RoundMode::kUp;
    case model::Rounding::kHalf:
      return ir::RoundMode::kHalfUp;
  }
  return ir::RoundMode::kDown;
}

}  // namespace

ir::ExprId Lowerer::Call(const model::Expr& e) {
  const model::FunctionInfo& info = model::AllFunctions()[static_cast<size_t>(e.index)];
  ir::Expr node;
  node.type = TypeOf(e.type);
  switch (info.function) {
    case model::Function::kRound: {
      // To a multiple of the unit, which is given in quanta at its own scale.
      Linear value = Lin(e.args[0]);
      span_ = e.span;
      int8_t unit_scale = m_.exprs[e.args[1]].type.scale;
      int64_t unit = e.value, denominator = value.denominator;
      value.denominator = 1;
      bool overflow = false;
      if (value.scale < unit_scale) value = ToScale(std::move(value), unit_scale);
      overflow |= __builtin_mul_overflow(denominator, unit, &denominator);
      overflow |= __builtin_mul_overflow(
          denominator, PowerOfTen(static_cast<int8_t>(value.scale - unit_scale)), &denominator);
      if (overflow || value.overflow) {
        sink_.Emit(diag::Kind::Overflow, span_);
        return Const(node.type, 0);
      }
      ir::Type inner = TypeOf(m_.exprs[e.args[0]].type);
      inner.scale = value.scale;
      node.kind = ir::ExprKind::kRound;
      node.mode = ModeOf(e.set);
      node.denominator = denominator;
      node.args = {Materialize(std::move(value), inner)};
      if (denominator == 1) return node.args[0];
      ir::Type type = node.type;
      return Materialize(Times(Term(Intern(std::move(node)), type.scale), unit, 1), type);
    }
    case model::Function::kLarger:
    case model::Function::kSmaller: {
      bool larger = info.function == model::Function::kLarger;
      if (e.type.kind == model::TypeKind::kEnum) {
        model::Expr compare = e;
        compare.op = larger ? model::CompareOp::kGe : model::CompareOp::kLe;
        ir::ExprId condition = CompareEnums(compare);
        return If(condition, Value(e.args[0]), Value(e.args[1]));
      }
      node.kind = larger ? ir::ExprKind::kMax : ir::ExprKind::kMin;
      node.args = {Value(e.args[0], e.type), Value(e.args[1], e.type)};
      if (node.args[0] == node.args[1]) return node.args[0];
      auto a = ConstOf(node.args[0]), b = ConstOf(node.args[1]);
      if (a && b) return Const(node.type, larger ? std::max(*a, *b) : std::min(*a, *b));
      return Intern(std::move(node));
    }
    case model::Function::kNextWorkday:
      node.kind = ir::ExprKind::kDateAdd;
      node.unit = ir::TimeUnit::kDay;
      node.roll = ir::Roll::kNextWorkday;
      node.args = {Value(e.args[0]), Const(ir::Type{ir::TypeKind::kInt, "days", 0, {}}, 0)};
      return Intern(std::move(node));
    case model::Function::kWorkdaysBetween:
      node.kind = ir::ExprKind::kWorkdays;
      node.args = {Value(e.args[0]), Value(e.args[1])};
      return Intern(std::move(node));
    case model::Function::kFired:
      break;  // its own expression kind
  }
  GJ_UNREACHABLE();
  return {};
}

}  // namespace guiju::lower
