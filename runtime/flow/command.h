#pragma once
// What may be asked of a matter, what then happened, and why not.
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/flow/state.h"
#include "runtime/record/json.h"

namespace guiju::flow {

// One who acts, as the register of persons has him on the day of the act.
struct Acting {
  Person person;
  std::vector<std::string> qualifications;
  std::string unit;
};

struct CheckResult {
  std::string check;
  bool good = false;
};
struct Ballot {
  Acting member;  // a person, or who speaks for a member unit (Acting::unit)
  bool present = false;
  bool recused = false;
  std::optional<bool> agrees;  // unset: abstains
  std::string dissent;         // 不同意见
};

// Members are those the command reads; others must be empty.
enum class CommandKind : uint8_t {
  kOpen,       // name = flow, facts
  kAssert,     // facts; the value null takes a fact back
  kAttach,     // name = document
  kOpine,      // name = outcome, proposal, content (of a revision), checks, reason, approval
  kResolve,    // name = body: ballots of one item, proposal, approval
  kReport,     // name = event
  kInterrupt,  // name, reason, approval
  kResume,
  kExtend,   // name = clock, until where it must be set; the one who acts approves
  kCorrect,  // name = event or document, was, instead or withdrawn, reason, approval by another person
  kMigrate,  // to the program that judges it; name = stage to go on at ("": the present one), content = names
             // {"old": "new"}, "" for none, reason, approval by another person
  kTick,     // time alone: what has run out
};
struct Command {
  CommandKind kind = CommandKind::kTick;
  std::string name;
  Acting acting;
  Moment occurred;
  record::Value facts, content;
  int64_t proposal = 0;  // the number of the proposal the opinion is about; 0: none
  std::vector<CheckResult> checks;
  std::vector<Ballot> ballots;
  std::string reason;
  std::optional<Acting> approval;
  std::optional<Moment> until;
  // Of kCorrect: when it is recorded to have happened (unset: it happened once), when it really happened, or
  // that it did not.
  std::optional<Moment> was, instead;
  bool withdrawn = false;
  // Of kResolve out of a session: the stream and the item that the ballots come from, and what they are
  // about: the MaterialDigest, how many stages had been entered, the law; "" and 0 for ballots told here.
  std::string session;
  int64_t item = 0;
  std::string material;
  int64_t visit = 0;
  std::string closure;
  // Told here though done on paper: the event is taken as it happened, and what was unlawful about it stays
  // visible as an irregularity.
  bool report = false;
};

// A fact about the matter that cannot be unsaid. `body` is what the record keeps.
struct Event {
  std::string type;  // of events.def
  Moment occurred;
  record::Value body;
  friend bool operator==(const Event&, const Event&) = default;
};

enum class RefusalCode : uint8_t {
#define GJ_REFUSAL(name, key, zh, en) k##name,
#include "runtime/flow/refusals.def"
#undef GJ_REFUSAL
};
struct Refusal {
  RefusalCode code = RefusalCode::kNotOpen;
  std::string what;                  // the name concerned
  std::vector<std::string> missing;  // facts to find, checks or documents to give
  friend bool operator==(const Refusal&, const Refusal&) = default;
};
const char* KeyOf(RefusalCode code);                       // "gate_not_passed"
std::string TextOf(const Refusal& refusal, bool chinese);  // one sentence and what to do

using Outcome = std::variant<std::vector<Event>, Refusal>;

}  // namespace guiju::flow
