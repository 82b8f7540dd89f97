// Aggregates: one loop over the elements of a list, everything that does not read the element computed before
// it.
#include <algorithm>
#include <limits>

#include "compiler/native/expression.h"
#include "compiler/native/variable.h"

namespace guiju::native {
namespace {

using ir::ExprKind;

enum class Aggregate { kAny, kAll, kCount, kSum, kLargest, kSmallest };

Aggregate AggregateOf(ExprKind kind) {
  switch (kind) {
    case ExprKind::kAny:
      return Aggregate::kAny;
    case ExprKind::kAll:
      return Aggregate::kAll;
    case ExprKind::kCount:
      return Aggregate::kCount;
    case ExprKind::kSum:
      return Aggregate::kSum;
    case ExprKind::kLargest:
      return Aggregate::kLargest;
    case ExprKind::kSmallest:
      return Aggregate::kSmallest;
    case ExprKind::kConst:
    case ExprKind::kFact:
    case ExprKind::kDecision:
    case ExprKind::kFired:
    case ExprKind::kLin:
    case ExprKind::kMul:
    case ExprKind::kRound:
    case ExprKind::kMin:
    case ExprKind::kMax:
    case ExprKind::kIf:
    case ExprKind::kGe0:
    case ExprKind::kIn:
    case ExprKind::kSetHas:
    case ExprKind::kTextEq:
    case ExprKind::kNot:
    case ExprKind::kAnd:
    case ExprKind::kOr:
    case ExprKind::kDateAdd:
    case ExprKind::kWorkdays:
      break;
  }
  GJ_UNREACHABLE();
}

// An element of which nothing is known: the one an open list may still gain.
class UnknownElement : public FactSource {
 public:
  explicit UnknownElement(const ir::Program& program) : program_(program) {}
  RawFact Load(Lanes& lanes, ir::FactId fact) override {
    switch (program_.facts[fact].type.kind) {
      case ir::TypeKind::kBool:
        return {lanes.Rail(false), lanes.Rail(false), true};
      case ir::TypeKind::kEnum:
        return {lanes.Number(0, 8), lanes.Rail(false), true};
      case ir::TypeKind::kInt:
      case ir::TypeKind::kDate:
      case ir::TypeKind::kText:
      case ir::TypeKind::kSet:
        return {lanes.Number(0), lanes.Rail(false), true};
    }
    GJ_UNREACHABLE();
  }

 private:
  const ir::Program& program_;
};

}  // namespace

bool ExpressionEmitter::IsBound(const ListSet& lists) const {
  return std::ranges::all_of(lists, [&](ir::ListId list) {
    return std::ranges::any_of(scopes_, [&](const auto& scope) { return scope->list == list; });
  });
}

// Emits, before the loop, the largest parts of `expr` that read no element of `list`.
void ExpressionEmitter::Hoist(ir::ExprId id, ir::ListId list) {
  const ListSet& lists = context_.analysis.FreeLists(id);
  if (!Contains(lists, list) && IsBound(lists)) {
    Emit(id);
    return;
  }
  const ir::Expr& expr = context_.program.exprs[id];
  for (ir::ExprId arg : expr.args) Hoist(arg, list);
  if (expr.kind == ExprKind::kFact && context_.program.facts[expr.fact].applies) {
    Hoist(context_.program.facts[expr.fact].applies, list);
  }
}

// The body for one element; aggregated numbers as intervals.
Val ExpressionEmitter::EmitBody(const ir::Expr& aggregate, FactSource& element) {
  scopes_.push_back(std::make_unique<Scope>());
  scopes_.back()->list = aggregate.list;
  scopes_.back()->facts = &element;
  const ir::Type& type = context_.program.exprs[aggregate.args[0]].type;
  const Val value = Emit(aggregate.args[0]);
  scopes_.pop_back();
  const bool condition = aggregate.kind == ExprKind::kAny || aggregate.kind == ExprKind::kAll;
  return condition ? value : AsNumber(value, type);
}

Val ExpressionEmitter::EmitAggregate(const ir::Expr& expr) {
  Builder& b = lanes_.b;
  const ir::ExprId body = expr.args[0];
  Hoist(body, expr.list);
  const RawList list = lists_->Load(lanes_, expr.list);

  const bool condition = expr.kind == ExprKind::kAny || expr.kind == ExprKind::kAll;
  const bool extreme = expr.kind == ExprKind::kLargest || expr.kind == ExprKind::kSmallest;
  const int64_t neutral = expr.kind == ExprKind::kLargest ? std::numeric_limits<int64_t>::min()
                                                          : std::numeric_limits<int64_t>::max();
  llvm::Value* start = condition ? static_cast<llvm::Value*>(b.getInt1(expr.kind == ExprKind::kAll))
                                 : b.getInt64(static_cast<uint64_t>(extreme ? neutral : 0));
  Variable index(b, b.getInt64(0)), lo(b, start), hi(b, start);

  llvm::Function* function = b.GetInsertBlock()->getParent();
  llvm::LLVMContext& context = b.getContext();
  llvm::BasicBlock* header = llvm::BasicBlock::Create(context, "elements", function);
  llvm::BasicBlock* inside = llvm::BasicBlock::Create(context, "element", function);
  llvm::BasicBlock* exit = llvm::BasicBlock::Create(context, "after", function);
  b.CreateBr(header);
  b.SetInsertPoint(header);
  llvm::Value* i = index.Get();
  b.CreateCondBr(b.CreateICmpULT(i, list.count), inside, exit);

  b.SetInsertPoint(inside);
  const uint32_t size = context_.layout.elements[static_cast<size_t>(expr.list.index)].size;
  llvm::Value* element = b.CreateGEP(b.getInt8Ty(), list.elements, b.CreateMul(i, b.getInt64(size)));
  RowSource source(context_.program, context_.layout, element, context_.two_valued);
  const Val value = EmitBody(expr, source);

  auto fold = [&](llvm::Value* total, llvm::Value* x) -> llvm::Value* {
    switch (AggregateOf(expr.kind)) {
      case Aggregate::kAny:
        return b.CreateOr(total, x);
      case Aggregate::kAll:
        return b.CreateAnd(total, x);
      case Aggregate::kLargest:
        return lanes_.Max(total, x);
      case Aggregate::kSmallest:
        return lanes_.Min(total, x);
      case Aggregate::kCount:
      case Aggregate::kSum:
        return b.CreateAdd(total, x);
    }
    GJ_UNREACHABLE();
  };
  lo.Set(fold(lo.Get(), value.lo));
  hi.Set(fold(hi.Get(), value.hi));
  index.Set(b.CreateAdd(i, b.getInt64(1), "", true, true));
  b.CreateBr(header);
  b.SetInsertPoint(exit);

  const bool exact = value.exact() && list.open == b.getFalse();
  return CloseAggregate(expr, list, lo.Get(), hi.Get(), exact);
}

// What elements not listed may add when the list is open, and what an empty list means.
Val ExpressionEmitter::CloseAggregate(const ir::Expr& expr, const RawList& list, llvm::Value* lo,
                                      llvm::Value* hi, bool exact) {
  Builder& b = lanes_.b;
  auto result = [&](llvm::Value* low, llvm::Value* high) {
    return Val{low, exact ? low : high, nullptr, nullptr};
  };
  auto more = [&] {  // elements an open list may still gain
    llvm::Value* most = b.getInt64(static_cast<uint64_t>(context_.program.lists[expr.list].max_size));
    llvm::Value* rest = lanes_.Max(b.CreateSub(most, list.count), b.getInt64(0));
    return lanes_.Select(list.open, rest, b.getInt64(0));
  };
  switch (AggregateOf(expr.kind)) {
    case Aggregate::kAny:
      return result(lo, b.CreateOr(hi, list.open));
    case Aggregate::kAll:
      return result(b.CreateAnd(lo, b.CreateNot(list.open)), hi);
    case Aggregate::kCount:
      return result(lo, exact ? hi : b.CreateAdd(hi, more()));
    case Aggregate::kSum: {
      if (list.open == b.getFalse()) return result(lo, hi);
      UnknownElement nothing(context_.program);
      const Val unseen = EmitBody(expr, nothing);
      llvm::Value* zero = b.getInt64(0);
      llvm::Value* count = more();
      return result(b.CreateAdd(lo, b.CreateMul(count, lanes_.Min(unseen.lo, zero))),
                    b.CreateAdd(hi, b.CreateMul(count, lanes_.Max(unseen.hi, zero))));
    }
    case Aggregate::kLargest:
    case Aggregate::kSmallest:
      return CloseExtreme(expr, list, lo, hi, exact);
  }
  GJ_UNREACHABLE();
}

// The bias when there is no element; an unseen element may be more extreme than all seen, never less.
Val ExpressionEmitter::CloseExtreme(const ir::Expr& expr, const RawList& list, llvm::Value* lo,
                                    llvm::Value* hi, bool exact) {
  Builder& b = lanes_.b;
  const bool largest = expr.kind == ExprKind::kLargest;
  llvm::Value* empty = b.CreateICmpEQ(list.count, b.getInt64(0));
  llvm::Value* bias = b.getInt64(static_cast<uint64_t>(expr.value));
  lo = lanes_.Select(empty, bias, lo);
  if (exact) return Exact(lo);
  hi = lanes_.Select(empty, bias, hi);
  if (list.open == b.getFalse()) return {lo, hi, nullptr, nullptr};
  UnknownElement nothing(context_.program);
  const Val unseen = EmitBody(expr, nothing);
  llvm::Value* lower = b.CreateAnd(list.open, largest ? empty : b.getTrue());
  llvm::Value* higher = b.CreateAnd(list.open, largest ? b.getTrue() : empty);
  return {lanes_.Select(lower, lanes_.Min(lo, unseen.lo), lo),
          lanes_.Select(higher, lanes_.Max(hi, unseen.hi), hi), nullptr, nullptr};
}

}  // namespace guiju::native
