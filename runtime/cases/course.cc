#include "runtime/cases/course.h"

#include <algorithm>

#include "runtime/cases/judge.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/policies.h"

namespace guiju::cases {

bool IsOverdue(const flow::RunningClock& running, const flow::State& state, const value::Calendar& calendar,
               const flow::Moment& now) {
  return IsOpen(running, state) && running.data.direction == clock::Direction::kAtLatest &&
         clock::Remaining(running.data, calendar, now).passed == clock::Verdict::kYes;
}

base::Result<Ahead> LookAhead(const flow::Rules& rules, const flow::State& state, int64_t now_ms) {
  Ahead ahead;
  if (state.flow.empty()) return ahead;
  const auto clocks = flow::Clocks(rules, state);
  if (!clocks) return clocks.error();
  const flow::Moment now = MomentOf(now_ms);
  if (const auto wake = flow::NextWake(*clocks, state, rules.calendar, now))
    ahead.wake_ms = std::max(MsOf(*wake), now_ms + kMinuteMs);  // never in a circle
  ahead.overdue = std::ranges::any_of(
      *clocks, [&](const flow::RunningClock& one) { return IsOverdue(one, state, rules.calendar, now); });
  return ahead;
}

base::Status PutRow(store::Unit& unit, const Ahead& ahead, store::StreamRow* row) {
  row->wake_ms = ahead.wake_ms;
  if (ahead.overdue) {
    if (auto done = unit.PutView(kOverdueView, row->id, ""); !done) return done;
  }
  return unit.PutStream(*row);
}

base::Result<ReadyCourse> MakeReady(const engine::LoadedPolicy& policy, const flow::Rules& rules,
                                    const Course& course, int64_t now_ms, Matter* matter) {
  ReadyCourse ready;
  ready.author = {course.actor, course.mode, course.cmd, ClosureOf(policy), CalendarOf(policy)};
  matter->closure = ready.author.closure;  // another one than before only of what migrates it
  if (!course.events.empty()) matter->calendar = ready.author.calendar;
  bool decided = false;
  const auto add = [&](std::string_view type, const flow::Moment& occurred,
                       const record::Value& body) -> base::Status {
    auto sealed = SealBody(body);
    if (!sealed) return sealed.error();
    ready.events.push_back({std::string(type), occurred, *std::move(sealed)});
    return base::Done{};
  };
  for (const flow::Event& event : course.events) {
    if (auto done = flow::Apply(event, &matter->flow); !done) return done.error();
    if (auto done = add(event.type, event.occurred, event.body); !done) return done.error();
    decided = decided || event.type == kDecidedType;
  }
  if (decided) {
    auto answers = EngineJudge(policy).AnswerAll(DecidedFacts(policy.program(), matter->flow));
    if (!answers) return answers.error();
    record::Value body = record::Value::EmptyObject();
    body.Insert("answers", *std::move(answers));
    if (auto done = add(kClassifiedType, course.events.back().occurred, body); !done) return done.error();
  }
  auto ahead = LookAhead(rules, matter->flow, now_ms);
  if (!ahead) return ahead.error();
  ready.ahead = *ahead;
  ready.state = PrintStreamState(*matter);
  return ready;
}

base::Status Put(const ReadyCourse& course, Appender& appender, store::Unit& unit, store::StreamRow* row) {
  for (const ReadyCourse::ReadyEvent& event : course.events) {
    if (auto done = appender.Append(event.type, event.occurred, event.body, course.author, row); !done)
      return done;
  }
  row->applier = kApplier;
  row->state = course.state;
  return PutRow(unit, course.ahead, row);
}

base::Status RecordCourse(Appender& appender, store::Unit& unit, const engine::LoadedPolicy& policy,
                          const flow::Rules& rules, const Course& course, int64_t now_ms, Matter* matter,
                          store::StreamRow* row) {
  auto ready = MakeReady(policy, rules, course, now_ms, matter);
  if (!ready) return ready.error();
  return Put(*ready, appender, unit, row);
}

}  // namespace guiju::cases
