#include "runtime/cases/recalculation.h"

#include "runtime/cases/judge.h"
#include "runtime/flow/recompute.h"

namespace guiju::cases {
namespace {

using record::Value;

// Every open period, its old answer unknown.
base::Result<std::vector<Value>> AllUnknown(const flow::Rules& rules, const flow::State& state) {
  auto clocks = flow::Clocks(rules, state);
  if (!clocks) return clocks.error();
  std::vector<Value> bodies;
  for (const flow::RunningClock& one : *clocks) {
    if (!flow::IsOpen(one, state)) continue;
    Value& body = bodies.emplace_back(Value::EmptyObject());
    body.Insert("clock", one.name);
    if (one.is_minimum) body.Insert("minimum", true);
    Value unknown = Value::EmptyObject();
    unknown.Insert("unknown", true);
    body.Insert("old", std::move(unknown));
    body.Insert("new", flow::AnswerOf(one.data, rules.calendar));
    body.Insert("why", flow::KeyOf(flow::Cause::kCalendar));
  }
  return bodies;
}

std::vector<flow::Event> EventsOf(std::vector<Value> bodies, const flow::Moment& at) {
  std::vector<flow::Event> events;
  for (Value& body : bodies) events.push_back({std::string(kRecomputedType), at, std::move(body)});
  return events;
}

}  // namespace

base::Result<std::vector<Value>> CalendarChanges(Policies& policies, store::Reader& reader,
                                                 const Matter& matter, const engine::LoadedPolicy& policy) {
  if (matter.calendar.empty() || matter.calendar == CalendarOf(policy)) return std::vector<Value>();
  const EngineJudge judge(policy);
  const flow::Rules now{policy.program(), judge, policy.calendar(), {}};
  auto earlier = policies.FindUnder(reader, matter.closure, matter.calendar);
  if (!earlier) return AllUnknown(now, matter.flow);
  const EngineJudge judge_then(**earlier);
  const flow::Rules then{(*earlier)->program(), judge_then, (*earlier)->calendar(), {}};
  return flow::Recompute(then, matter.flow, now, matter.flow);
}

base::Result<std::vector<flow::Event>> CalendarEvents(Policies& policies, store::Reader& reader,
                                                      const Matter& matter,
                                                      const engine::LoadedPolicy& policy,
                                                      const flow::Moment& at) {
  auto bodies = CalendarChanges(policies, reader, matter, policy);
  if (!bodies) return bodies.error();
  return EventsOf(*std::move(bodies), at);
}

base::Result<std::vector<flow::Event>> PolicyEvents(Policies& policies, store::Reader& reader,
                                                    const Matter& before, const engine::LoadedPolicy& policy,
                                                    const flow::State& after, const flow::Moment& at) {
  auto earlier = before.calendar.empty() ? policies.Find(reader, before.closure)
                                         : policies.FindUnder(reader, before.closure, before.calendar);
  if (!earlier) return earlier.error();
  const EngineJudge judge_then(**earlier), judge(policy);
  auto bodies = flow::Recompute({(*earlier)->program(), judge_then, (*earlier)->calendar(), {}}, before.flow,
                                {policy.program(), judge, policy.calendar(), {}}, after);
  if (!bodies) return bodies.error();
  return EventsOf(*std::move(bodies), at);
}

}  // namespace guiju::cases
