#pragma once
// The state machine of a session: a command on a state gives events or a refusal; events applied give the
// next state. Nothing here reads a clock, a file or a store; the same input gives the same output for ever.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/ir/ir.h"
#include "runtime/flow/flow.h"
#include "runtime/session/command.h"
#include "runtime/session/state.h"

namespace guiju::session {

// A matter as the session needs to know it.
struct Standing {
  bool before_body = false;          // its present stage is the body's; neither suspended nor ended
  int64_t proposal = 0;              // the newest; 0: none
  std::string material;              // flow::MaterialDigest
  int64_t visit = 0;                 // how many stages it has entered
  std::string closure;               // of its law
  std::vector<ir::Name> topics;      // 讨论事项 of the stage
  std::set<std::string> handled_by;  // persons who have acted in it
  std::string handling_unit;         // of who acted first; "": not known
};
// `body`: its key. The program is that of the matter, which may be older than the session's.
Standing StandingOf(const ir::Program& program, const flow::State& matter, std::string_view body);

// Everything must outlive it.
struct Rules {
  const ir::Program& program;
  std::map<std::string, Standing> matters = {};  // by stream: at least those the command is about
  int64_t members = 0;                           // 应参会 of the body by the register; 0: not known
};

Outcome Decide(const Rules& rules, const State& state, const Command& command);

// Folds one event. Never judges. Unknown types and bodies are an Error.
base::Status Apply(const flow::Event& event, State* state);

// ---- what an item has come to

// Those present and recused as they would be counted now; of a closed item, as they were.
std::vector<Ballot> BallotsAt(const State& state, const Item& item);
flow::Turnout TurnoutAt(const Rules& rules, const State& state, const Item& item);
// Why the item cannot be closed yet; empty: whoever presides may close it. Of a closed item: nothing.
std::vector<Refusal> ObstaclesToClosing(const Rules& rules, const State& state, const Item& item);
// Present members whom the policy keeps out of the item (同单位, 经办) and who are not recused: person →
// reason.
std::map<std::string, std::string> MustBeRecused(const Rules& rules, const State& state, const Item& item);

// The command that a closed item sends to its matter; who acts, approves and votes has only id and position.
// The same for ever.
flow::Command CommandOf(const State& state, const Item& item, std::string_view session);

// ---- bodies

ir::BodyId FindBody(const ir::Program& program, std::string_view name);
// In which right somebody comes; unset: none.
std::optional<Seat> SeatOf(const ir::Program& program, ir::BodyId body, const flow::Acting& acting);
std::string_view KeyOf(ir::RecusalReason reason);  // "same_unit"
std::string_view NameOf(ir::RecusalReason reason, bool chinese);
std::optional<ir::RecusalReason> RecusalReasonOf(std::string_view spelling);

}  // namespace guiju::session
