#pragma once
// What may be asked of a session, and why not.
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/flow/command.h"
#include "runtime/session/state.h"

namespace guiju::session {

// Members are those the command reads.
enum class CommandKind : uint8_t {
  kConvene,  // body, closure, held, chair, agenda
  kAdd,      // agenda
  kAttend,   // person, present, item (0: the whole session)
  kRecuse,   // item, person, reason, granted (unset: only asked for)
  kVote,     // item, person (unset: who acts), choice, dissent, corrects and reason
  kMinute,   // item, minutes
  kClose,    // item, key, approval
  kCarry,    // item, carried: told by the program, not by a person
  kAdjourn,
};
const char* KeyOf(CommandKind kind);  // "convene" …
struct AgendaPoint {
  std::string matter;    // its stream
  int64_t proposal = 0;  // 0: the newest
};
struct Command {
  CommandKind kind = CommandKind::kAttend;
  flow::Acting acting;
  Moment occurred;
  std::string body, closure;
  std::optional<Moment> held;  // unset: now
  flow::Acting chair;
  std::vector<AgendaPoint> agenda;
  int64_t item = 0;
  std::optional<flow::Acting> person;
  bool present = true;
  std::string reason;
  std::optional<bool> granted;
  Choice choice = Choice::kAbstain;
  std::string dissent;
  bool corrects = false;
  Minutes minutes;
  std::string key;
  std::optional<flow::Acting> approval;
  Carried carried;
};

enum class RefusalCode : uint8_t {
#define SESSION_REFUSAL(name, key, zh, en) k##name,
#include "runtime/session/refusals.def"
#undef SESSION_REFUSAL
};
struct Refusal {
  RefusalCode code = RefusalCode::kNotConvened;
  std::string what;                  // who or what is concerned
  std::vector<std::string> missing;  // what to find, to give, or to choose from
  friend bool operator==(const Refusal&, const Refusal&) = default;
};
const char* KeyOf(RefusalCode code);                       // "no_quorum"
std::string TextOf(const Refusal& refusal, bool chinese);  // one sentence and what to do

using Outcome = std::variant<std::vector<flow::Event>, Refusal>;

}  // namespace guiju::session
