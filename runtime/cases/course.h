#pragma once
// What a command, or time, does to a matter: events made ready without a unit, put into the log and the row
// inside one. Private to this room.
#include <optional>
#include <string>
#include <vector>

#include "runtime/cases/appender.h"
#include "runtime/cases/streams.h"
#include "runtime/engine/engine.h"
#include "runtime/flow/flow.h"
#include "runtime/store/unit.h"

namespace guiju::cases {

// Events of the flow, with who caused them.
struct Course {
  std::vector<flow::Event> events;
  record::Mode mode = record::Mode::kAct;
  record::Actor actor;
  std::string cmd;
};

// What time alone will make of a matter, as seen at a moment.
struct Ahead {
  std::optional<int64_t> wake_ms;  // when it wants to be looked at next, later than that moment; unset: never
  bool overdue = false;            // one of its periods has run out
};
base::Result<Ahead> LookAhead(const flow::Rules& rules, const flow::State& state, int64_t now_ms);

// A course with everything done that needs no place in a log: `classified` added after a decision, bodies
// sealed, the state folded and printed.
struct ReadyCourse {
  struct ReadyEvent {
    std::string type;
    flow::Moment occurred;
    Sealed body;
  };
  Author author;
  std::vector<ReadyEvent> events;
  std::string state;  // of the stream after them
  Ahead ahead;
};
// `matter` goes on with it. Reads no store.
base::Result<ReadyCourse> MakeReady(const engine::LoadedPolicy& policy, const flow::Rules& rules,
                                    const Course& course, int64_t now_ms, Matter* matter);
// Every event in the log, the row put; `appender` is finished by the caller.
base::Status Put(const ReadyCourse& course, Appender& appender, store::Unit& unit, store::StreamRow* row);
// Both at once.
base::Status RecordCourse(Appender& appender, store::Unit& unit, const engine::LoadedPolicy& policy,
                          const flow::Rules& rules, const Course& course, int64_t now_ms, Matter* matter,
                          store::StreamRow* row);

bool IsOverdue(const flow::RunningClock& running, const flow::State& state, const value::Calendar& calendar,
               const flow::Moment& now);
// Writes the row with its wake time, and the matter into the overdue view where it is overdue.
base::Status PutRow(store::Unit& unit, const Ahead& ahead, store::StreamRow* row);

// Matters that were overdue when last written; those that are no more are taken out by the next tick.
inline constexpr std::string_view kOverdueView = "overdue";

}  // namespace guiju::cases
