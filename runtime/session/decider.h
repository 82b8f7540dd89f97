#pragma once
// One command being tried on a state. Private to the room; each group of steps is one .cc file.
#include <optional>
#include <string>
#include <vector>

#include "runtime/session/session.h"

namespace guiju::session {

// Whether who acts holds one of the positions, or one that acts as it.
bool Holds(const ir::Program& program, const flow::Acting& acting, const std::vector<ir::ActorId>& positions);
std::vector<std::string> NamesOf(const ir::Program& program, const std::vector<ir::ActorId>& actors);
bool MayVote(Seat seat);

class Decider {
 public:
  Decider(const Rules& rules, const State& state, const Command& command)
      : rules_(rules), p_(rules.program), now_(state), c_(command), body_(FindBody(p_, state.body)) {}
  Outcome Run();
  // Everything that stands in the way of closing the item, whoever presides.
  std::vector<Refusal> ObstaclesTo(const Item& item);

 private:
  // decide.cc
  void Convene();
  void Add();
  void Attend();
  void Minute();
  void Carry();
  void Adjourn();
  bool IsOn();  // convened and not adjourned; refuses otherwise
  // The item the command is about, open for change; nullptr: refused.
  const Item* OpenItem();
  bool MakeItems(ir::BodyId body, std::vector<Item>* items);
  bool CheckAttendance(const Attendance& attendance);

  // vote.cc
  void Recuse();
  void Vote();
  bool CheckVoter(const Item& item, const flow::Acting& voter, const Attendance** seated);
  bool CheckRecusalDecider(const Item& item, const flow::Acting& person, Seat seat);

  // close.cc
  void Close();
  void CheckClosing(const Item& item);
  void CheckPresiding(const Item& item);
  void CheckMinutes(const Item& item);
  void CheckTurnout(const Item& item);

  const ir::Body& body() const { return p_.bodies[body_]; }
  // Known to the rules; nullptr: refused.
  const Standing* StandingOf(const Item& item);
  // Whether the matter is as it was put on the agenda; refuses otherwise.
  bool IsUnchanged(const Item& item, const Standing& standing);
  void Emit(const char* type, record::Value body) { events_.push_back({type, c_.occurred, std::move(body)}); }
  void Refuse(RefusalCode code, std::string what = "", std::vector<std::string> missing = {}) {
    refusals_.push_back({code, std::move(what), std::move(missing)});
  }
  bool refused() const { return !refusals_.empty(); }

  const Rules& rules_;
  const ir::Program& p_;
  const State& now_;
  const Command& c_;
  const ir::BodyId body_;
  std::vector<flow::Event> events_;
  std::vector<Refusal> refusals_;
};

}  // namespace guiju::session
