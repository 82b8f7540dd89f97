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
#include "runtime/value/period.h"

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
  // The values the completions of the case can give, when the diagram has seen them all; else the rails.
  interp::Knowledge possible;
  std::vector<Place>
      ask;  // most decisive first; a fact whose applicability is open comes after what decides it
  bool minimal =
      true;  // false: the budget ran out or facts are compared with each other; `ask` may be too large
  std::vector<Decisive> decisive;  // at most three
  int nodes = 0;                   // evaluations spent
  bool uncounted = false;          // a date is counted from one that is not known: there is no date to act on
  std::vector<std::string> notices;  // holiday notices not on file on which it depends: "2027年放假通知"
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
  std::vector<ir::CiteId> presumption_basis;
};

// A figure (标准, 对照表) or definition as it was read, with the provisions behind it: its own, then those of
// the periods and rows that apply or, while that is open, may. Never without a provision.
struct FigureReading {
  ir::FigureId figure;
  std::vector<ir::CiteId> basis;
};

// A period counted by the calendar on the way to a value, day by day.
struct DateCount {
  value::Day start = 0;
  int64_t n = 0;
  value::PeriodUnit unit = value::PeriodUnit::kDay;
  value::RollRule roll = value::RollRule::kNone;
  value::Deadline deadline;
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
  std::vector<FigureReading> figures;               // read by this node itself
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
  bool uncounted = false;              // its value is counted from a date that is not known
  std::vector<FigureReading> figures;  // its value reads
  std::vector<DateCount> counts;       // of its value
  std::optional<Step> condition;       // absent when the condition was not written (made by lowering)
  std::vector<Step> failed;            // first failing conditions: one, or all alternatives of an "or"
  std::vector<RuleTrace> exceptions;   // those that may defeat it, held or not
};

struct Change {
  std::vector<Setting> settings;  // one or two
  interp::Knowledge result;       // exact, another than now
  // When the result is counted from the fact moved: all values near `settings` at which the same other rules
  // hold.
  std::optional<Region> within;
};

struct DecisionTrace {
  ir::DecisionId decision;
  interp::Knowledge value;
  bool determined = false;
  bool by_otherwise = false;                     // value decisions: no rule applied
  std::vector<FigureReading> otherwise_figures;  // then, what 其余 reads
  std::vector<DateCount> otherwise_counts;
  std::vector<std::string> notices;  // of a date: holiday notices not on file that may still move it
  std::vector<RuleTrace> rules;      // holding ones first; those of superiors included
  std::vector<Reading> sufficient;   // determined: facts that suffice; presumptions needed are marked
  std::vector<Change> changes;  // determined: nearest changes, single ones before pairs; at most kMaxChanges
  bool all_changes = true;      // false: the budget ran out before all were tried
  std::optional<Missing> missing;  // undetermined
};
inline constexpr size_t kMaxChanges = 8;
inline constexpr int kNodeBudget = 4096;  // evaluations per question; never time

// Which version of a policy the case falls under by its 过渡 clauses.
struct VersionTrace {
  bool may_be_old = false, may_be_new = true;
  std::optional<size_t> clause;    // index into Program::transitions: the one that decides, when one does
  std::optional<Missing> missing;  // both are possible
};

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
  // Holiday notices not on file on which the decision's value may still depend.
  std::vector<std::string> FindNotices(ir::DecisionId decision) const;
  // A date that is counted from one the case does not know.
  bool IsUncounted(ir::DecisionId decision) const;
  // By the clauses of the policy in written order: the first that holds decides, none: the new version.
  VersionTrace FindVersion(ir::PolicyId policy) const;
  // All of the above as they apply.
  DecisionTrace Explain(ir::DecisionId decision) const;
  // A fact as this case gives it.
  Reading Read(const Place& place) const;
  const ir::Program& program() const;

  struct State;  // private to the room

 private:
  std::vector<Reading> Everything(const std::vector<Place>& places) const;

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
