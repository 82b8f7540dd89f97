// Dates. Working days and months are counted by the built-ins; every unit and the roll are monotone, so the
// ends of the intervals give the ends of the result.
#include "compiler/native/expression.h"

namespace guiju::native {
namespace {

constexpr int64_t kHoursPerDay = 24;

}  // namespace

Val ExpressionEmitter::EmitDateAdd(const ir::Expr& expr) {
  Builder& b = lanes_.b;
  const Val date = Emit(expr.args[0]);
  Val n = AsNumber(Emit(expr.args[1]), context_.program.exprs[expr.args[1]].type);
  const bool exact = date.exact() && n.exact();
  auto add = [&](llvm::Value* x, llvm::Value* y) { return b.CreateAdd(x, y); };
  auto both = [&](auto compute) {
    llvm::Value* lo = compute(date.lo, n.lo);
    return Val{lo, exact ? lo : compute(date.hi, n.hi), nullptr, nullptr};
  };
  Val due;
  switch (expr.unit) {
    case ir::TimeUnit::kDay:
      due = both(add);
      break;
    case ir::TimeUnit::kMonth:
      due =
          both([&](llvm::Value* x, llvm::Value* y) { return builtins_.Call(b, "guiju_add_months", {x, y}); });
      break;
    case ir::TimeUnit::kWorkday: {
      auto [earliest, latest] =
          builtins_.CallPair(b, "guiju_add_workdays", {context_.calendar, date.lo, n.lo});
      if (!exact)
        latest = builtins_.CallPair(b, "guiju_add_workdays", {context_.calendar, date.hi, n.hi}).second;
      due = {earliest, latest, nullptr, nullptr};
      break;
    }
    case ir::TimeUnit::kHour: {  // the last day touched
      ir::Expr days;
      days.denominator = kHoursPerDay;
      days.mode = ir::RoundMode::kUp;
      const ir::Range& range = context_.analysis.RangeOf(expr.args[1]);
      const bool same = n.exact();
      n.lo = RoundOne(n.lo, days, range);
      n.hi = same ? n.lo : RoundOne(n.hi, days, range);
      due = both(add);
      break;
    }
  }
  if (expr.roll == ir::Roll::kNone) return due;
  auto [earliest, latest] = builtins_.CallPair(b, "guiju_next_workday", {context_.calendar, due.lo});
  if (!due.exact()) latest = builtins_.CallPair(b, "guiju_next_workday", {context_.calendar, due.hi}).second;
  return {earliest, latest, nullptr, nullptr};
}

// Working days in (from, to]; none when `to` is not later.
Val ExpressionEmitter::EmitWorkdays(const ir::Expr& expr) {
  Builder& b = lanes_.b;
  const Val from = Emit(expr.args[0]), to = Emit(expr.args[1]);
  llvm::Value* zero = b.getInt64(0);
  auto [fewest, most] = builtins_.CallPair(b, "guiju_count_workdays", {context_.calendar, from.hi, to.lo});
  if (!from.exact() || !to.exact()) {
    most = builtins_.CallPair(b, "guiju_count_workdays", {context_.calendar, from.lo, to.hi}).second;
  }
  return {b.CreateSelect(b.CreateICmpSLT(from.hi, to.lo), fewest, zero),
          b.CreateSelect(b.CreateICmpSLT(from.lo, to.hi), most, zero), nullptr, nullptr};
}

// ---- built-ins
// ------------------------------------------------------------------------------------------------------

namespace {

llvm::FunctionCallee Declare(llvm::Module& module, const char* symbol, llvm::Type* result,
                             llvm::ArrayRef<llvm::Value*> args) {
  llvm::SmallVector<llvm::Type*, 6> types;
  for (llvm::Value* arg : args) types.push_back(arg->getType());
  llvm::FunctionCallee callee =
      module.getOrInsertFunction(symbol, llvm::FunctionType::get(result, types, false));
  if (auto* function = llvm::dyn_cast<llvm::Function>(callee.getCallee())) {
    function->setDoesNotThrow();
    function->addFnAttr(llvm::Attribute::WillReturn);
  }
  return callee;
}

}  // namespace

llvm::Value* Builtins::Call(Builder& b, const char* symbol, llvm::ArrayRef<llvm::Value*> args) {
  llvm::FunctionCallee callee = Declare(module_, symbol, b.getInt64Ty(), args);
  llvm::cast<llvm::Function>(callee.getCallee())->setDoesNotAccessMemory();
  return b.CreateCall(callee, args);
}

std::pair<llvm::Value*, llvm::Value*> Builtins::CallPair(Builder& b, const char* symbol,
                                                         llvm::ArrayRef<llvm::Value*> args) {
  // Results return through memory; the slots belong to the function's first block so that loops do not grow
  // the stack.
  llvm::BasicBlock& entry = b.GetInsertBlock()->getParent()->getEntryBlock();
  llvm::IRBuilder<> slots(&entry, entry.begin());
  llvm::Value* first = slots.CreateAlloca(b.getInt64Ty());
  llvm::Value* second = slots.CreateAlloca(b.getInt64Ty());
  llvm::SmallVector<llvm::Value*, 6> all(args.begin(), args.end());
  all.push_back(first);
  all.push_back(second);
  b.CreateCall(Declare(module_, symbol, b.getVoidTy(), all), all);
  return {b.CreateLoad(b.getInt64Ty(), first), b.CreateLoad(b.getInt64Ty(), second)};
}

}  // namespace guiju::native
