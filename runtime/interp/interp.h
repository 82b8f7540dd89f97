#pragma once
// The interpreter: the specification every other reader is checked against. Small and obvious, follows the
// formal core of grammar/REFERENCE.md line by line; no caching, no cleverness.
#include <cstdint>
#include <span>

#include "compiler/ir/ir.h"
#include "runtime/abi/abi.h"
#include "runtime/value/calendar.h"

namespace guiju::interp {

// What is known of a value: a non-empty set of possible values.
//   bool, enum: bit mask `set`     int, date: interval [lo, hi]     set-typed: must mask lo, may mask hi
//   text: lo = hi = id when known, else `top`
struct Knowledge {
  int64_t lo = 0, hi = 0;
  uint64_t set = 0;
  bool top = false;
  friend bool operator==(const Knowledge&, const Knowledge&) = default;
};
bool IsExact(const ir::Type& type, const Knowledge& k);
// Two rails. must implies may.
struct Truth {
  bool must = false, may = false;
  friend bool operator==(const Truth&, const Truth&) = default;
};

struct Case {
  const std::byte* row = nullptr;             // laid out by `layout`, presumptions already applied
  const value::Calendar* calendar = nullptr;  // never null
};

// Evaluates every decision. O(program). Thread-safe; allocates.
void Evaluate(const ir::Program& program, const abi::Layout& layout, const Case& c, abi::Outcome out);

// Evaluates single expressions of a case, for explanation. Decisions are computed once, at construction. One
// thread at a time: results are remembered. The program, layout, row and calendar must outlive it.
class Evaluator {
 public:
  Evaluator(const ir::Program& program, const abi::Layout& layout, const Case& c);
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;
  Truth Holds(ir::ExprId condition) const;
  Knowledge ValueOf(ir::ExprId expr) const;
  // With `element` of `list` bound (index into the case's list), for conditions inside aggregates.
  Truth HoldsFor(ir::ExprId condition, ir::ListId list, uint32_t element) const;
  Knowledge ValueFor(ir::ExprId expr, ir::ListId list, uint32_t element) const;
  Knowledge DecisionValue(ir::DecisionId decision) const;
  Truth Applies(ir::RuleId rule) const;  // guard and no exception
  Truth GuardHolds(ir::RuleId rule) const;
  Knowledge FactValue(ir::FactId fact) const;  // effective value: applicability considered

  struct State;

 private:
  State* state_;
};

// Fills absent facts: first those with 未记载视为, then those with a 推定 whose condition must hold
// (conditions are read before anything is presumed; of two presumptions of one fact the first declared
// counts). `row` and the elements of its lists must be writable; returns what was filled, for the trace.
struct Presumed {
  ir::FactId fact;
  int64_t value = 0;
  std::span<const ir::CiteId> basis;  // in the program
  int32_t element = -1;               // index in its list; -1: a fact of the case
};
std::vector<Presumed> ApplyPresumptions(const ir::Program& program, const abi::Layout& layout, std::byte* row,
                                        const value::Calendar& calendar);

}  // namespace guiju::interp
