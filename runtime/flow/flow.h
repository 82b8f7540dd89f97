#pragma once
// The state machine: a command on a state gives events or a refusal; events applied give the next state.
// Nothing here reads a clock, a file or a store; the same input gives the same output for ever.
#include <memory>
#include <string>
#include <vector>

#include "compiler/ir/ir.h"
#include "runtime/clock/answer.h"
#include "runtime/flow/command.h"
#include "runtime/flow/state.h"

namespace guiju::flow {

// What the policy says about facts. Implemented over the engine; tests may answer by hand.
class Judge {
 public:
  struct Answer {
    bool determined = false;
    bool holds = false;
    std::vector<std::string> missing;  // names of the facts that would settle it
  };
  virtual ~Judge() = default;
  // Of a boolean decision. An Error: the facts are no case of this policy.
  virtual base::Result<Answer> Ask(const record::Value& facts, ir::DecisionId decision) const = 0;
  // Whether the matter falls under the former version of the policy or of one above it (过渡). Without such
  // clauses it definitely does not.
  virtual base::Result<Answer> OldVersionApplies(const record::Value&) const {
    return Answer{true, false, {}};
  }
};

// Everything must outlive it. Thread-safe when the judge is.
struct Rules {
  const ir::Program& program;
  const Judge& judge;
  const value::Calendar& calendar;
  // 应参会: how many members each body has, by the register of persons; a body not listed counts the ballots.
  std::map<std::string, int64_t> members = {};
};

// The events of a command, in order; or why not. Refusals change nothing. What follows of itself — stages not
// needed, outcomes that come of an event, agreements that lapse — is part of the answer.
Outcome Decide(const Rules& rules, const State& state, const Command& command);

// Folds one event. Never judges: what happened happened. Unknown types and bodies are an Error.
base::Status Apply(const Event& event, State* state);

// ---- clocks and duties

struct RunningClock {
  std::string name;  // of the clock; 法制审核 for the limit of that stage; duty·channel for an obligation
  ir::ClockId clock;
  bool is_minimum = false;
  clock::Clock data;
  std::optional<Closing> closing;  // of an obligation
  size_t duty = SIZE_MAX;          // index into State::duties
  size_t visit = SIZE_MAX;         // of the limit of a stage: index into State::visits
};
// Those that have begun: of the case, of the present stage, of duties. A condition that is not settled takes
// the shorter period.
base::Result<std::vector<RunningClock>> Clocks(const Rules& rules, const State& state);
// Whether the clock still concerns anybody: no obligation that is closed, and no limit of a flow that has
// ended.
bool IsOpen(const RunningClock& running, const State& state);
// When something next changes by time alone, of the clocks that Clocks() gave; unset: never.
std::optional<Moment> NextWake(const std::vector<RunningClock>& clocks, const State& state,
                               const value::Calendar& calendar, const Moment& now);

// ---- facts and positions

// The members of a proposal's or decision's `content` that are facts of the policy stand over `facts`.
record::Value FactsWith(const ir::Program& program, const record::Value& facts, const record::Value& content);
// Whether who holds `position` may act as `as`, directly or through other positions.
bool MayActAs(const ir::Program& program, ir::ActorId position, ir::ActorId as);
// Why somebody may not act as `role`, a position of a stage: qualifications lacking, then every position that
// is kept apart from it and that the person acted in already. The position held is not looked at.
std::vector<Refusal> ObstaclesOf(const ir::Program& program, const State& state, const Acting& acting,
                                 ir::ActorId role);

// ---- bodies

// Whether a meeting can decide: `all` members, so many of them (and of others who came) recused, so many
// present and not recused.
struct Turnout {
  int64_t all = 0, eligible = 0, present = 0;
  int64_t Base(ir::CountBase base) const;
  bool IsQuorum(const ir::Quorum& quorum) const;
};

// ---- what can be done

struct Allowed {
  std::string name;  // outcome or interrupt
  CommandKind kind = CommandKind::kOpine;
  std::vector<std::string> by;     // positions
  std::vector<Refusal> obstacles;  // empty: possible for one of those positions
};
std::vector<Allowed> ListAllowed(const Rules& rules, const State& state, const Moment& now);

}  // namespace guiju::flow
