#pragma once
// The work of one command on a session, inside a unit. Private to this room; may be run several times, so it
// leaves nothing behind but its answer.
#include <map>
#include <optional>
#include <string>

#include "runtime/cases/cases.h"
#include "runtime/cases/register.h"
#include "runtime/store/unit.h"

namespace guiju::cases {

class SessionWork {
 public:
  SessionWork(Cases& cases, store::Unit& unit, const SessionRequest& request, const Bundle* bundle,
              int64_t now_ms)
      : cases_(cases), unit_(unit), request_(request), bundle_(bundle), now_ms_(now_ms) {}

  base::Result<store::Verdict> Run(Answer* answer);

 private:
  base::Status HoldSession();
  base::Result<bool> IsKnown();
  base::Status HoldMatters();
  base::Result<PolicyPtr> Policy();  // null: refused
  bool FillIn(const ir::Program& program, const Register& persons, session::Command* command);
  base::Result<store::Verdict> Carry(const engine::LoadedPolicy& policy);
  base::Result<store::Verdict> Record(const engine::LoadedPolicy& policy, const session::Command& command,
                                      std::vector<flow::Event> events);
  void Refuse(Refusal refusal) { answer_.refusal = std::move(refusal); }
  base::Digest DigestOfRequest() const;

  Cases& cases_;
  store::Unit& unit_;
  const SessionRequest& request_;
  const Bundle* bundle_;
  int64_t now_ms_;
  store::StreamRow row_;
  session::State state_;
  std::map<std::string, Matter> matters_;  // those the command is about
  std::optional<std::string> delegation_;
  Answer answer_;
};

// The matters as a session of that body knows them.
base::Result<std::map<std::string, session::Standing>> StandingsOf(
    Policies& policies, store::Reader& reader, const std::map<std::string, Matter>& matters,
    const std::string& body);

}  // namespace guiju::cases
