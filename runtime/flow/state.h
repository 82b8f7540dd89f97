#pragma once
// Where a matter stands: everything later commands are judged by, folded from its events. Names are the
// program's keys, so that a state outlives the program it was made under. Plain data; copies are cheap enough
// to try a command on.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/record/json.h"
#include "runtime/value/period.h"

namespace guiju::flow {

using value::Moment;

struct Person {          // who acts, in which position
  std::string id;        // never a name
  std::string position;  // key of the position held
  friend bool operator==(const Person&, const Person&) = default;
};

struct Visit {  // of a stage; the last one without `left` is where the matter is
  std::string stage;
  Moment entered;
  std::optional<Moment> left;
  int64_t seen = 0;  // happenings before it
  int64_t on = 0;    // the happening that led here, from 1; 0: none did
  friend bool operator==(const Visit&, const Visit&) = default;
};
struct Happening {
  std::string event;
  Moment occurred;
  friend bool operator==(const Happening&, const Happening&) = default;
};
struct Suspension {
  std::string interrupt;
  std::string reason;
  Moment from;
  std::optional<Moment> to;
  friend bool operator==(const Suspension&, const Suspension&) = default;
};
struct Grant {  // an extension
  std::string clock;
  int64_t count = 0;  // in the clock's own words; 0: `until` sets the end
  int unit = 0;       // ir::ClockUnit
  std::optional<Moment> until;
  Moment granted;
  std::string by;
  friend bool operator==(const Grant&, const Grant&) = default;
};
struct Proposal {      // 拟处理意见: what is reviewed, voted on, told to the party and decided
  int64_t number = 0;  // 1, 2, 3 …
  record::Value content;
  friend bool operator==(const Proposal&, const Proposal&) = default;
};
// A pass of a stage, good only for what it was given on.
struct Agreement {
  std::string stage;
  std::string digest;  // of the proposal and of the facts that matter, see MaterialDigest
  friend bool operator==(const Agreement&, const Agreement&) = default;
};
struct Deed {            // who acted as what, for 互不兼任
  std::string position;  // of the stage, not that held
  std::string person;
  std::string unit;
  friend bool operator==(const Deed&, const Deed&) = default;
};
struct Voice {  // 依次 and 并行: what was said at the current stage so far
  std::string position;
  std::string outcome;
  friend bool operator==(const Voice&, const Voice&) = default;
};
struct Decided {
  std::string outcome;
  int64_t proposal = 0;
  record::Value content;
  Moment at;
  friend bool operator==(const Decided&, const Decided&) = default;
};
enum class Closing : uint8_t { kDischarged, kNotApplicable, kSuperseded };
struct DutyState {  // one obligation of one triggering
  std::string duty, channel;
  Moment armed;
  std::optional<Closing> closing;
  std::optional<Moment> closed;
  friend bool operator==(const DutyState&, const DutyState&) = default;
};

struct State {
  std::string flow;                         // "" before it is opened
  record::Value facts;                      // object: what is asserted and what events recorded
  std::vector<std::string> recorded_dates;  // facts that are the day of an event: they change no agreement
  std::vector<std::string> raised;          // findings that a reviewer raised to yes
  std::vector<Visit> visits;
  std::vector<Happening> happenings;
  std::vector<Suspension> suspensions;
  std::vector<Grant> grants;
  std::vector<Proposal> proposals;
  std::vector<Agreement> agreements;
  std::vector<Deed> deeds;
  std::vector<std::string> defects;  // found by checks and not yet cleared by a pass or a new proposal
  std::vector<Voice> voices;
  std::vector<Decided> decisions;
  std::vector<DutyState> duties;
  std::map<std::string, int64_t> given;  // "stage/outcome" → times
  std::vector<std::string> documents;    // attached, keys
  std::vector<std::string>
      expired;  // clocks whose expiry was recorded, with the visit or anchor they belong to
  std::optional<std::string> ended;  // the end reached
  int64_t ended_on = 0;              // as Visit::on

  State() : facts(record::Value::EmptyObject()) {}
  const Visit* current() const { return visits.empty() || visits.back().left ? nullptr : &visits.back(); }
  const Suspension* suspended() const {
    return suspensions.empty() || suspensions.back().to ? nullptr : &suspensions.back();
  }
  friend bool operator==(const State&, const State&) = default;
};

// Whether `on` of a visit or of the end says that this happening (from 0) led there.
inline bool LedBy(int64_t on, size_t happening) { return on == static_cast<int64_t>(happening) + 1; }

// Canonical JSON and back; what ReadState does not understand is an Error, never dropped.
std::string PrintState(const State& state);
base::Result<State> ReadState(std::string_view bytes);
// The same as a value, for those who keep it inside another.
record::Value ValueOf(const State& state);
base::Result<State> StateOf(const record::Value& value);

// What an agreement is bound to: the current proposal and every fact but the days that events recorded. A
// fact that becomes yes by an event (a hearing was held) is material. "" before there is a proposal.
std::string MaterialDigest(const State& state);

}  // namespace guiju::flow
