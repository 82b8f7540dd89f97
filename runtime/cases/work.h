#pragma once
// The work of one command, and of one look at a matter that is due, inside a unit. Private to this room; may
// be run several times, so it leaves nothing behind but its answer.
#include <optional>
#include <string>
#include <vector>

#include "runtime/cases/cases.h"
#include "runtime/cases/register.h"
#include "runtime/store/unit.h"

namespace guiju::cases {

// Appends the flow's events of a matter and puts its row: new state, when to look next, version. `row` and
// `matter` go on with it.
struct Course {
  std::vector<flow::Event> events;
  record::Mode mode = record::Mode::kAct;
  record::Actor actor;
  std::string cmd;
};

// What the command is, whoever sends it under whichever key.
base::Digest DigestOf(const Request& request);

// What a client says of its command: the key it stands under, what was asked, the version it was made for.
struct Claim {
  const std::string &client, &key;
  base::Digest digest;
  std::optional<int64_t> expect;
};
// Whether the key was used before, or the stream, which is at `answer->sver`, has moved on: `answer` says
// which.
base::Result<bool> IsSettledBefore(store::Unit& unit, const Claim& claim, Answer* answer);

class CommandWork {
 public:
  // `digest`: DigestOf(request).
  CommandWork(Cases& cases, store::Unit& unit, const Request& request, const base::Digest& digest,
              const Bundle* bundle, int64_t now_ms)
      : cases_(cases), unit_(unit), request_(request), digest_(digest), bundle_(bundle), now_ms_(now_ms) {}

  base::Result<store::Verdict> Run(Answer* answer);

 private:
  base::Result<PolicyPtr> Policy();  // null: refused
  base::Status CheckSession();       // an Error: no session has closed an item so
  bool SettleTime(flow::Command* command);
  base::Result<std::vector<flow::Event>> WithMovedPeriods(const engine::LoadedPolicy& policy,
                                                          std::vector<flow::Event> events);
  base::Result<store::Verdict> Carry(const engine::LoadedPolicy& policy);
  base::Result<store::Verdict> Record(const engine::LoadedPolicy& policy, const flow::Rules& rules,
                                      const Course& course);
  void Refuse(Refusal refusal) { answer_.refusal = std::move(refusal); }

  Cases& cases_;
  store::Unit& unit_;
  const Request& request_;
  const base::Digest& digest_;
  const Bundle* bundle_;
  int64_t now_ms_;
  store::StreamRow row_;
  bool exists_ = false;
  Matter matter_;
  Answer answer_;
};

// Every event of the course in the log, the row put with the new state; `appender` is finished by the caller.
class Appender;
base::Status RecordCourse(Appender& appender, store::Unit& unit, const engine::LoadedPolicy& policy,
                          const flow::Rules& rules, const Course& course, int64_t now_ms, Matter* matter,
                          store::StreamRow* row);
bool IsOverdue(const flow::RunningClock& running, const flow::State& state, const value::Calendar& calendar,
               const flow::Moment& now);

// What time alone will make of a matter, as seen at a moment.
struct Ahead {
  std::optional<int64_t> wake_ms;  // when it wants to be looked at next, later than that moment; unset: never
  bool overdue = false;            // one of its periods has run out
};
base::Result<Ahead> LookAhead(const flow::Rules& rules, const flow::State& state, int64_t now_ms);
// Writes the row with its wake time, and the matter into the overdue view where it is overdue.
base::Status PutRow(store::Unit& unit, const Ahead& ahead, store::StreamRow* row);

// Matters that were overdue when last written; those that are no more are taken out by the next tick.
inline constexpr std::string_view kOverdueView = "overdue";

}  // namespace guiju::cases
