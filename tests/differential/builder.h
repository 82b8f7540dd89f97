#pragma once
// Builds expressions of a program under generation: every maker returns a well-typed expression whose value
// stays far from overflowing. Used by generate.cc only.
#include <optional>
#include <vector>

#include "compiler/ir/ir.h"
#include "compiler/ir/ranges.h"
#include "tests/differential/generate.h"

namespace guiju::differential {

class Builder {
 public:
  Builder(ir::Program* program, Random* random, const ProgramSize& size)
      : program_(*program), random_(*random), size_(size), table_(program) {}

  // What conditions may read from now on: facts below `facts`, decisions below `decisions`, elements of
  // `scope`.
  struct Scope {
    int32_t facts = 0;
    int32_t decisions = 0;
    ir::ListId list;
    bool aggregates = true;
  };
  void SetScope(const Scope& scope) {
    scope_ = scope;
    pool_.clear();
  }

  ir::ExprId Condition(int depth);
  ir::ExprId Number(int depth);
  ir::ExprId Date(int depth);
  ir::ExprId EnumValue(ir::EnumId enumeration, int depth);
  ir::ExprId Text();
  ir::ExprId Set(ir::EnumId enumeration, int depth);
  // A value of the type, for a decision.
  ir::ExprId Value(const ir::Type& type, int depth);

  ir::ExprId Bool(bool value);
  ir::ExprId Int(int64_t value);
  ir::ExprId Not(ir::ExprId arg);
  ir::ExprId Connective(ir::ExprKind kind, std::vector<ir::ExprId> args);
  ir::ExprId In(ir::ExprId value, uint64_t set);
  // number >= threshold
  ir::ExprId AtLeast(ir::ExprId number, int64_t threshold);
  ir::ExprId FactExpr(ir::FactId id);

  const ir::Range& RangeOf(ir::ExprId id) const { return ranges_[static_cast<size_t>(id.index)]; }
  int64_t Values(ir::EnumId id) const { return static_cast<int64_t>(program_.enums[id].values.size()); }
  uint64_t RandomSet(int64_t values);

 private:
  static ir::Type TypeOf(ir::TypeKind kind) {
    ir::Type type;
    type.kind = kind;
    return type;
  }
  // nullopt when its value may grow past what further arithmetic allows.
  std::optional<ir::ExprId> TryAdd(ir::Expr expr);
  ir::ExprId Add(ir::Expr expr);
  ir::ExprId Constant(const ir::Type& type, int64_t value);
  // A fact in scope of that kind (and enumeration, when set).
  std::optional<ir::FactId> PickFact(ir::TypeKind kind, ir::EnumId enumeration = {});
  std::optional<ir::DecisionId> PickDecision(ir::TypeKind kind, ir::EnumId enumeration = {});
  std::optional<ir::ExprId> DecisionExpr(ir::TypeKind kind, ir::EnumId enumeration = {});

  ir::ExprId Atom(int depth);
  std::optional<ir::ExprId> TryAtom(int depth);
  ir::ExprId Comparison(int depth);
  std::optional<ir::ExprId> Aggregate(ir::ExprKind kind, const ir::Type& type, int depth);
  std::optional<ir::ExprId> TryNumber(int depth);
  ir::ExprId Lin(int depth);
  ir::ExprId DateSum(int depth);

  ir::Program& program_;
  Random& random_;
  const ProgramSize& size_;
  ir::ExprTable table_;
  std::vector<ir::Range> ranges_;  // by ExprId
  Scope scope_;
  std::vector<ir::ExprId> pool_;  // conditions of this scope, for sharing
};

}  // namespace guiju::differential
