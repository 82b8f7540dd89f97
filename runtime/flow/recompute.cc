#include "runtime/flow/recompute.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "runtime/flow/limits.h"

namespace guiju::flow {

namespace {

using record::Value;

const char* KeyOf(value::PeriodUnit unit) {
  switch (unit) {
    case value::PeriodUnit::kDay:
      return "day";
    case value::PeriodUnit::kWorkday:
      return "workday";
    case value::PeriodUnit::kMonth:
      return "month";
    case value::PeriodUnit::kYear:
      return "year";
    case value::PeriodUnit::kHour:
      return "hour";
  }
  return "";
}

// What it is the period of: the same one in both states whenever it begins and however long it is.
using Occasion = std::tuple<std::string, bool, clock::Direction, size_t, size_t>;
Occasion OccasionOf(const RunningClock& one) {
  return {one.name, one.is_minimum, one.data.direction, one.visit, one.duty};
}

struct Found {
  const RunningClock* running = nullptr;
  bool applies = true;
};
std::map<Occasion, Found> ByOccasion(const Limits& limits, const State& state) {
  std::map<Occasion, Found> found;
  for (const RunningClock& one : limits.running) {
    if (IsOpen(one, state)) found.emplace(OccasionOf(one), Found{&one, true});
  }
  for (const RunningClock& one : limits.none) {
    if (IsOpen(one, state)) found.emplace(OccasionOf(one), Found{&one, false});
  }
  return found;
}

// The k-th stop of a reason began on another day, or its end, once set, is another. New ones and ends newly
// set have events of their own.
bool StopsCorrected(const clock::Clock& before, const clock::Clock& after) {
  for (size_t i = 0; i < before.stops.size(); ++i) {
    const clock::Stop& was = before.stops[i];
    const auto same_reason = [&](const clock::Stop& stop) { return stop.reason == was.reason; };
    auto ordinal =
        std::count_if(before.stops.begin(), before.stops.begin() + static_cast<ptrdiff_t>(i), same_reason);
    const auto now = std::ranges::find_if(
        after.stops, [&](const clock::Stop& stop) { return same_reason(stop) && ordinal-- == 0; });
    if (now == after.stops.end() || now->from != was.from || (was.to && now->to != was.to)) return true;
  }
  return false;
}

std::optional<Cause> CauseOf(const Found& before, const Found& after, bool same_program, bool same_calendar) {
  const clock::Clock &was = before.running->data, &now = after.running->data;
  if (was.anchor != now.anchor) return Cause::kAnchor;
  if (was.n != now.n || was.unit != now.unit || before.applies != after.applies)
    return same_program ? Cause::kCondition : Cause::kPolicy;
  if (StopsCorrected(was, now)) return Cause::kStop;
  if (!same_program) return Cause::kPolicy;  // stops that it counts, days that it is moved by
  return same_calendar ? std::nullopt : std::optional(Cause::kCalendar);
}

// Whether what was there before is unchanged, by what clocks run from.
template <class T, class Same>
bool GoesOn(const std::vector<T>& before, const std::vector<T>& after, Same same) {
  return before.size() <= after.size() &&
         std::equal(before.begin(), before.end(), after.begin(), std::move(same));
}

}  // namespace

const char* KeyOf(Cause cause) {
  switch (cause) {
    case Cause::kAnchor:
      return "anchor";
    case Cause::kCondition:
      return "condition";
    case Cause::kStop:
      return "stop";
    case Cause::kPolicy:
      return "policy";
    case Cause::kCalendar:
      return "calendar";
  }
  return "";
}

Value AnswerOf(const clock::Clock& clock, const value::Calendar& calendar) {
  const clock::DueAnswer due = clock::Due(clock, calendar);
  Value answer = Value::EmptyObject();
  if (due.state == clock::DueState::kStopped) {
    answer.Insert("stopped", true);
    Value& left = *answer.Insert("left", Value::EmptyArray());
    for (const clock::Amount& amount : due.left) {
      Value& one = left.Append(Value::EmptyObject());
      one.Insert("fewest", amount.fewest);
      one.Insert("most", amount.most);
      one.Insert("unit", KeyOf(amount.unit));
    }
    return answer;
  }
  answer.Insert("due", value::FormatDate(due.due.earliest));
  if (due.due.latest != due.due.earliest) answer.Insert("latest", value::FormatDate(due.due.latest));
  if (due.due.provisional) {
    answer.Insert("provisional", true);
    answer.Insert("missing", due.due.missing);
  }
  if (due.moment) answer.Insert("moment", value::FormatMoment(*due.moment));
  return answer;
}

base::Result<std::vector<Value>> Recompute(const Rules& rules_before, const State& before,
                                           const Rules& rules_after, const State& after) {
  const auto old_limits = ReadLimits(rules_before, before);
  if (!old_limits) return old_limits.error();
  const auto new_limits = ReadLimits(rules_after, after);
  if (!new_limits) return new_limits.error();
  const bool same_program = &rules_before.program == &rules_after.program ||
                            ir::ClosureDigest(rules_before.program) == ir::ClosureDigest(rules_after.program);
  const bool same_calendar = rules_before.calendar.digest() == rules_after.calendar.digest();
  const auto now = ByOccasion(*new_limits, after);
  std::vector<Value> bodies;
  for (const auto& [occasion, was] : ByOccasion(*old_limits, before)) {
    const auto still = now.find(occasion);
    if (still == now.end()) continue;
    const auto cause = CauseOf(was, still->second, same_program, same_calendar);
    if (!cause) continue;
    const auto answer = [](const Found& found, const Rules& rules) {
      return found.applies ? AnswerOf(found.running->data, rules.calendar) : Value();
    };
    Value old_answer = answer(was, rules_before), new_answer = answer(still->second, rules_after);
    if (old_answer == new_answer) continue;
    Value& body = bodies.emplace_back(Value::EmptyObject());
    body.Insert("clock", was.running->name);
    if (was.running->is_minimum) body.Insert("minimum", true);
    body.Insert("old", std::move(old_answer));
    body.Insert("new", std::move(new_answer));
    body.Insert("why", KeyOf(*cause));
  }
  return bodies;
}

bool MayMoveClocks(const ir::Program& program, const State& before, const State& after) {
  if (before.flow.empty()) return false;
  const bool conditions = std::ranges::any_of(
      program.clocks, [](const ir::Clock& clock) { return static_cast<bool>(clock.when); });
  // A condition is judged on the facts with the latest proposal over them.
  if (conditions && (before.facts != after.facts || before.proposals != after.proposals)) return true;
  return !GoesOn(before.happenings, after.happenings, std::equal_to<Happening>()) ||
         !GoesOn(before.visits, after.visits,
                 [](const Visit& a, const Visit& b) {
                   return a.stage == b.stage && a.entered == b.entered && (!a.left || a.left == b.left);
                 }) ||
         !GoesOn(before.suspensions, after.suspensions,
                 [](const Suspension& a, const Suspension& b) {
                   return a.from == b.from && (!a.to || a.to == b.to);
                 }) ||
         !GoesOn(before.duties, after.duties,
                 [](const DutyState& a, const DutyState& b) { return a.armed == b.armed; });
}

}  // namespace guiju::flow
