#pragma once
// Emits expressions of the IR as LLVM values. One emitter per function being built; scalar or 64 cases at
// once.
#include <llvm/ADT/STLFunctionalExtras.h>

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "compiler/native/analysis.h"
#include "compiler/native/builder.h"
#include "compiler/native/facts.h"

namespace guiju::native {

// Knowledge of a value, as interp::Knowledge and interp::Truth:
//   bool       lo = must, hi = may (rails)
//   int, date  lo..hi (numbers of any width)
//   enum       exact: lo = hi = index; otherwise `mask` of possible values (number of MaskBits())
//   set        lo = must mask, hi = may mask
//   text       lo = hi = id; `known` rail
// lo == hi as *pointers* means: exact in every case. This is how one emitter yields both bodies.
struct Val {
  llvm::Value* lo = nullptr;
  llvm::Value* hi = nullptr;
  llvm::Value* mask = nullptr;
  llvm::Value* known = nullptr;
  bool exact() const { return mask == nullptr && lo == hi; }
};
inline Val Exact(llvm::Value* value) { return {value, value, nullptr, nullptr}; }

class ExpressionEmitter;

// Values computed outside expressions: decisions already settled, and expressions another function computed
// before.
class Surroundings {
 public:
  virtual ~Surroundings() = default;
  virtual Val DecisionValue(ir::DecisionId decision) = 0;
  virtual Val Fired(ir::DecisionId decision) = 0;  // int
  // 64 cases: must and may of `fired >= bound`, from bit planes.
  virtual Val FiredAtLeast(ir::DecisionId decision, int64_t bound) = 0;
  // Shared between functions: the value if an earlier function computed it …
  virtual std::optional<Val> Recall(ir::ExprId expr) = 0;
  // … and the offer to keep it for later ones.
  virtual void Offer(ir::ExprId expr, const Val& value) = 0;
  // 64 cases: an expression that must be computed case by case.
  virtual Val PerCase(ir::ExprId expr) = 0;
};

// Declarations of runtime/abi/builtins.def in the module being built.
class Builtins {
 public:
  explicit Builtins(llvm::Module& module) : module_(module) {}
  // Functions (calendar?, a, b, out, out): calls and loads both results.
  std::pair<llvm::Value*, llvm::Value*> CallPair(Builder& b, const char* symbol,
                                                 llvm::ArrayRef<llvm::Value*> args);
  llvm::Value* Call(Builder& b, const char* symbol, llvm::ArrayRef<llvm::Value*> args);

 private:
  llvm::Module& module_;
};

class ExpressionEmitter {
 public:
  struct Context {
    const ir::Program& program;
    const abi::Layout& layout;
    const Analysis& analysis;
    bool two_valued;
    llvm::Value* calendar;
  };
  ExpressionEmitter(const Context& context, Lanes& lanes, Builtins& builtins, FactSource& facts,
                    ListSource* lists, Surroundings& surroundings);

  Val Emit(ir::ExprId expr);
  Lanes& lanes() { return lanes_; }
  // A fact as it lies in memory, before range and applicability.
  const RawFact& Raw(ir::FactId id);
  // Its value before applicability.
  Val Given(ir::FactId id) { return Unconditional(id, Raw(id)); }

  // If-then-else by `condition`, joined where it is unknown. `type` is the type of both branches.
  Val Choose(const Val& condition, const Val& then, const Val& otherwise, const ir::Type& type);
  // `value` as interval, whatever its type (bool 0/1, enum by index).
  Val AsNumber(const Val& value, const ir::Type& type);
  Val AsMask(const Val& value, const ir::Type& type);  // enum: lo = hi = mask
  Val Or(const Val& a, const Val& b);
  Val And(const Val& a, const Val& b);
  Val Not(const Val& a);
  unsigned MaskBits(const ir::Type& type) const;
  uint64_t EveryValue(const ir::Type& type) const;  // of its enumeration
  // Enum with the indices lo..hi possible (as interp::Between).
  Val Between(const Val& interval, const ir::Type& type);
  // Width of numbers in that range: 64 for one case, the narrowest of 8, 32, 64 for many.
  unsigned BitsFor(const ir::Range& range) const;
  // Numbers of both, made equally wide.
  void Widen(Val& a, Val& b);
  Val ToBits(const Val& number, unsigned bits);

 private:
  struct Scope {
    ir::ListId list;  // unset: the case
    FactSource* facts = nullptr;
    std::unordered_map<ir::ExprId, Val> memo;
    std::unordered_map<ir::FactId, RawFact> raw;
  };

  Scope& ScopeOf(ir::ExprId expr);
  llvm::Value* MaskWhere(const ir::Type& type, llvm::function_ref<llvm::Value*(int64_t)> holds);
  Val EndsOfMask(llvm::Value* mask, const ir::Type& type, unsigned bits);
  Val EmitNew(ir::ExprId id, const ir::Expr& expr);
  // numbers.cc
  Val EmitConst(const ir::Expr& expr);
  Val EmitLin(ir::ExprId id, const ir::Expr& expr);
  Val EmitMul(ir::ExprId id, const ir::Expr& expr);
  Val EmitRound(ir::ExprId id, const ir::Expr& expr);
  Val EmitMinMax(const ir::Expr& expr);
  llvm::Value* RoundOne(llvm::Value* x, const ir::Expr& expr, const ir::Range& range);
  // conditions.cc
  Val EmitFact(ir::FactId id);
  Val Unconditional(ir::FactId id, const RawFact& raw);
  Val EmitGe0(const ir::Expr& expr);
  Val AtLeast(const Val& number, int64_t bound, const ir::Range& range);
  std::optional<Val> FactAtLeast(ir::ExprId fact, int64_t coefficient, int64_t bias);
  Val EmitIn(const ir::Expr& expr);
  Val TestOfFact(const RawFact& raw, llvm::Value* test, bool test_of_zero, bool whole_must, bool whole_may);
  llvm::Value* IndexIn(llvm::Value* index, uint64_t set, uint64_t possible);
  Val EmitSetHas(const ir::Expr& expr);
  Val EmitTextEq(const ir::Expr& expr);
  // lists.cc
  Val EmitAggregate(const ir::Expr& expr);
  Val CloseAggregate(const ir::Expr& expr, const RawList& list, llvm::Value* lo, llvm::Value* hi, bool exact);
  Val CloseExtreme(const ir::Expr& expr, const RawList& list, llvm::Value* lo, llvm::Value* hi, bool exact);
  Val EmitBody(const ir::Expr& aggregate, FactSource& element);
  void Hoist(ir::ExprId body, ir::ListId list);
  bool IsBound(const ListSet& lists) const;
  // dates.cc
  Val EmitDateAdd(const ir::Expr& expr);
  Val EmitWorkdays(const ir::Expr& expr);

  const Context& context_;
  Lanes& lanes_;
  Builtins& builtins_;
  ListSource* lists_;
  Surroundings& surroundings_;
  std::vector<std::unique_ptr<Scope>> scopes_;
};

}  // namespace guiju::native
