#pragma once
// Explanation and missing facts of an evaluated case. Reads the program, the case and the interpreter;
// nothing earlier.
//
// Everything is about facts, never about conditions: what was read, what suffices, what would have changed
// the outcome, what to ask. Results are data (ids, values, regions); runtime/trace/render.h turns them into
// sentences and JSON.
//
// Soundness (tested on generated programs):
//   sufficient  with only these facts (and the presumptions that then apply) the decision has the same value
//   changes     after any such change the decision has the value stated
//   ask         once these are known the decision is determined, whatever the other unknown facts are; when
//   `minimal`,
//               it is the set of facts on which the answer can still depend, and no smaller set guarantees
//               one
//   decisive    these answers alone determine the decision to the value stated
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/ir.h"
#include "runtime/abi/abi.h"
#include "runtime/interp/interp.h"
#include "runtime/value/calendar.h"

namespace guiju::trace {

// Where a fact stands: in the case, or in an element of a list. Without `fact` it is the list itself: whether
// the elements given are all.
struct Place {
  ir::FactId fact;
  ir::ListId list;       // of an element's fact, or the list itself
  int32_t element = -1;  // 0-based
  friend auto operator<=>(const Place&, const Place&) = default;
};

// Values of one place between two of the policy's thresholds.
struct Region {
  int64_t lo = 0, hi = 0;   // int, date: inclusive; text: lo = hi = id
  uint64_t mask = 0;        // bool, enum: bit v set = value v; of a list itself: 1 complete, 2 not
  bool other_text = false;  // text: any text the policy does not name
  friend bool operator==(const Region&, const Region&) = default;
};
struct Setting {
  Place place;
  Region region;
};

// ---- undetermined decisions
// -----------------------------------------------------------------------------------------

struct Decisive {
  std::vector<Setting> given;  // one, or two when no single answer settles it
  interp::Knowledge result;    // exact
};
struct Missing {
  interp::Knowledge possible;
  std::vector<Place>
      ask;  // most decisive first; a fact whose applicability is open comes after what decides it
  bool minimal =
      true;  // false: the budget ran out or facts are compared with each other; `ask` may be too large
  std::vector<Decisive> decisive;  // at most three
  int nodes = 0;                   // evaluations spent
};

// ---- reasons
// --------------------------------------------------------------------------------------------------------

// A fact as it was read.
struct Reading {
  Place place;
  bool known = false;
  int64_t value = 0;       // effective: when not applicable, the declared value
  bool applicable = true;  // false: the fact does not apply to this case
  bool presumed = false;   // 未记载视为 or 推定
  ir::CiteId presumption_basis;
};

// One node of a condition as written, with its truth in this case. At most kMaxElements elements of a
// quantifier are shown: those that decide first.
inline constexpr size_t kMaxElements = 4;
struct Step {
  ir::UseId use;
  interp::Truth truth;
  int32_t element = -1;  // inside a quantifier: the list's element
  ir::ListId list;
  std::optional<interp::Knowledge> subject, bound;  // of a comparison
  std::optional<interp::Knowledge> low, high;       // of an interval it is compared with, inclusive
  std::vector<Reading> facts;                       // of an atom
  std::vector<ir::DecisionId> decisions;            // of an atom
  std::vector<Step> children;
};

enum class RuleState : uint8_t {
  kHolds,     // applies
  kExcepted,  // its condition holds, an exception defeats it
  kFails,     // its condition does not hold
  kOpen,      // not known
};
struct RuleTrace {
  ir::RuleId rule;
  RuleState state = RuleState::kFails;
  bool decides = false;        // value decisions: its value is the result
  bool out_of_period = false;  // its condition holds as written, but the rule is not in force on its axis
  std::optional<interp::Knowledge> value;
  std::optional<Step> condition;      // absent when the condition was not written (made by lowering)
  std::vector<Step> failed;           // first failing conditions: one, or all alternatives of an "or"
  std::vector<RuleTrace> exceptions;  // those that may defeat it, held or not
};

struct Change {
  std::vector<Setting> settings;  // one or two
  interp::Knowledge result;       // exact, another than now
};

struct DecisionTrace {
  ir::DecisionId decision;
  interp::Knowledge value;
  bool determined = false;
  bool by_otherwise = false;        // value decisions: no rule applied
  std::vector<RuleTrace> rules;     // holding ones first; those of superiors included
  std::vector<Reading> sufficient;  // determined: facts that suffice; presumptions needed are marked
  std::vector<Change> changes;  // determined: nearest changes, single ones before pairs; at most kMaxChanges
  bool all_changes = true;      // false: the budget ran out before all were tried
  std::optional<Missing> missing;  // undetermined
};
inline constexpr size_t kMaxChanges = 8;
inline constexpr int kNodeBudget = 4096;  // evaluations per question; never time

// What to explain. The objects referred to must outlive the Explainer.
struct Input {
  const ir::Program* program = nullptr;
  const abi::Layout* layout = nullptr;
  const std::byte* row = nullptr;          // presumptions applied
  std::vector<interp::Presumed> presumed;  // those applied to `row`
  const value::Calendar* calendar = nullptr;
};

// One case. Copies the row; the given one is not kept. Not thread-safe; make one per thread.
class Explainer {
 public:
  explicit Explainer(const Input& input);
  ~Explainer();
  Explainer(const Explainer&) = delete;
  Explainer& operator=(const Explainer&) = delete;

  interp::Knowledge ValueOf(ir::DecisionId decision) const;
  bool IsDetermined(ir::DecisionId decision) const;

  // For an undetermined decision. Cost: at most kNodeBudget evaluations of the part of the program that is
  // still open.
  Missing FindMissing(ir::DecisionId decision) const;
  std::vector<Reading> FindSufficient(ir::DecisionId decision) const;
  std::vector<Change> FindChanges(ir::DecisionId decision, bool* all) const;
  std::vector<RuleTrace> FindRules(ir::DecisionId decision) const;
  // All of the above as they apply.
  DecisionTrace Explain(ir::DecisionId decision) const;
  // A fact as this case gives it.
  Reading Read(const Place& place) const;
  const ir::Program& program() const;

  struct State;  // private to the room

 private:
  std::unique_ptr<State> state_;
};

// Soundness checks for tests. The case as given, with only the facts of `kept` (lists: only if kept complete,
// else open), presumptions applied anew: the decision's value.
interp::Knowledge ValueWithOnly(const Input& input, ir::DecisionId decision,
                                const std::vector<Reading>& kept);
// The case with the settings made (the end of each region nearest to the present value, or `far` the other
// one).
interp::Knowledge ValueAfter(const Input& input, ir::DecisionId decision,
                             const std::vector<Setting>& settings, bool far);

}  // namespace guiju::trace
