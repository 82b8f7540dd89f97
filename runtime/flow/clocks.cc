// Clocks of a state: the program's limits with the state's anchors, stops and extensions.
#include <algorithm>

#include "runtime/flow/limits.h"
#include "runtime/flow/lookup.h"

namespace guiju::flow {

namespace {

value::PeriodUnit UnitOf(ir::ClockUnit unit) {
  switch (unit) {
    case ir::ClockUnit::kDay:
      return value::PeriodUnit::kDay;
    case ir::ClockUnit::kWorkday:
      return value::PeriodUnit::kWorkday;
    case ir::ClockUnit::kMonth:
      return value::PeriodUnit::kMonth;
    case ir::ClockUnit::kYear:
      return value::PeriodUnit::kYear;
    case ir::ClockUnit::kHour:
      return value::PeriodUnit::kHour;
  }
  return value::PeriodUnit::kDay;
}

value::RollRule RollOf(ir::ClockRoll roll) {
  switch (roll) {
    case ir::ClockRoll::kRestDay:
      return value::RollRule::kRestDay;
    case ir::ClockRoll::kHoliday:
      return value::RollRule::kHolidayOnly;
    case ir::ClockRoll::kNone:
      return value::RollRule::kNone;
  }
  return value::RollRule::kRestDay;
}

// Rough length, to tell which of two limits ends first when it is open which applies.
int64_t RoughDays(const ir::Amount& amount) {
  switch (amount.unit) {
    case ir::ClockUnit::kDay:
      return amount.count * 10;
    case ir::ClockUnit::kWorkday:
      return amount.count * 14;
    case ir::ClockUnit::kMonth:
      return amount.count * 300;
    case ir::ClockUnit::kYear:
      return amount.count * 3650;
    case ir::ClockUnit::kHour:
      return amount.count * 10 / 24;
  }
  return 0;
}

class ClockReader {
 public:
  ClockReader(const Rules& rules, const State& state) : rules_(rules), p_(rules.program), state_(state) {}

  base::Result<Limits> Run() {
    const ir::FlowId flow = FindFlow(p_, state_.flow);
    if (!flow) return std::move(out_);
    for (const ir::ClockId id : p_.flows[flow].clocks) {
      const std::string name = p_.clocks[id].name.In(true);
      if (const auto start = FirstOf(p_.clocks[id].from)) Add(id, name, *start, SIZE_MAX);
      AddBackward(id, name);
    }
    if (const Visit* visit = state_.current()) {
      const ir::StageId stage = FindStage(p_, flow, visit->stage);
      visit_ = state_.visits.size() - 1;
      if (stage && p_.stages[stage].limit)
        Add(p_.stages[stage].limit, p_.stages[stage].name.In(true), visit->entered, SIZE_MAX);
      visit_ = SIZE_MAX;
    }
    for (size_t i = 0; i < state_.duties.size(); ++i) AddDuty(i);
    if (failed_) return *failed_;
    return std::move(out_);
  }

 private:
  std::optional<Moment> FirstOf(const std::vector<ir::EventId>& events) const {
    for (const Happening& happening : state_.happenings) {
      for (const ir::EventId event : events) {
        if (p_.events[event].name.Is(happening.event)) return happening.occurred;
      }
    }
    return std::nullopt;
  }

  ir::Amount AtMost(const ir::Clock& clock) {
    if (!clock.when) return clock.at_most;
    const auto answer = rules_.judge.Ask(state_.facts, clock.when);
    if (!answer) {
      failed_ = answer.error();
      return clock.at_most;
    }
    if (answer->determined) return answer->holds ? clock.at_most : clock.otherwise;
    // Open: whatever ends first.
    if (clock.otherwise.count == 0) return clock.at_most;
    return RoughDays(clock.otherwise) < RoughDays(clock.at_most) ? clock.otherwise : clock.at_most;
  }

  void Add(ir::ClockId id, const std::string& name, const Moment& start, size_t duty) {
    const ir::Clock& clock = p_.clocks[id];
    const ir::Amount most = AtMost(clock);
    if (most.count > 0) {
      RunningClock running = Base(id, name, start, most, duty);
      AddExtensions(name, &running.data);
      out_.running.push_back(std::move(running));
    } else if (clock.at_most.count > 0) {
      out_.none.push_back(Base(id, name, start, most, duty));
    }
    if (clock.at_least.count > 0) {
      RunningClock running = Base(id, name, start, clock.at_least, duty);
      running.is_minimum = true;
      running.data.direction = clock::Direction::kAtLeast;
      running.data.roll = value::RollRule::kNone;  // nothing moves a minimum
      out_.running.push_back(std::move(running));
    }
  }
  RunningClock Base(ir::ClockId id, const std::string& name, const Moment& start, const ir::Amount& amount,
                    size_t duty) {
    RunningClock running;
    running.name = name;
    running.clock = id;
    running.duty = duty;
    running.visit = visit_;
    if (duty != SIZE_MAX) running.closing = state_.duties[duty].closing;
    running.data.anchor = start;
    running.data.n = amount.count;
    running.data.unit = UnitOf(amount.unit);
    running.data.roll = RollOf(p_.clocks[id].roll);
    AddStops(p_.clocks[id], &running.data);
    return running;
  }

  // 至迟 听证举行 前 7日: runs once the event has a day, from its fact when it records one.
  void AddBackward(ir::ClockId id, const std::string& name) {
    const ir::Clock& clock = p_.clocks[id];
    if (!clock.before) return;
    const auto event = FirstOf({clock.before});
    if (!event) return;
    RunningClock running;
    running.name = name;
    running.clock = id;
    running.data.anchor = *event;
    running.data.n = clock.lead.count;
    running.data.unit = UnitOf(clock.lead.unit);
    running.data.direction = clock::Direction::kNoticeBefore;
    out_.running.push_back(std::move(running));
  }

  void AddStops(const ir::Clock& clock, clock::Clock* data) {
    for (const ir::StageId stage : clock.stop_stages) {
      for (const Visit& visit : state_.visits) {
        if (p_.stages[stage].name.Is(visit.stage))
          data->stops.push_back({visit.entered, visit.left, p_.stages[stage].name.In(true)});
      }
    }
    for (const ir::InterruptId interrupt : clock.stop_interrupts) {
      for (const Suspension& suspension : state_.suspensions) {
        if (p_.interrupts[interrupt].name.Is(suspension.interrupt))
          data->stops.push_back({suspension.from, suspension.to, p_.interrupts[interrupt].name.In(true)});
      }
    }
    for (const ir::GroundId ground : clock.stop_grounds) AddGround(p_.grounds[ground], data);
  }
  // From each beginning to the next end.
  void AddGround(const ir::Ground& ground, clock::Clock* data) {
    for (const Happening& happening : state_.happenings) {
      const bool open =
          !data->stops.empty() && data->stops.back().reason == ground.name.In(true) && !data->stops.back().to;
      if (p_.events[ground.from].name.Is(happening.event)) {
        if (!open) data->stops.push_back({happening.occurred, std::nullopt, ground.name.In(true)});
      } else if (open && p_.events[ground.to].name.Is(happening.event)) {
        data->stops.back().to = happening.occurred;
      }
    }
  }
  void AddExtensions(const std::string& name, clock::Clock* data) {
    for (const Grant& grant : state_.grants) {
      if (grant.clock != name) continue;
      // A stage entered anew begins with its own length.
      if (data->anchor && grant.granted < *data->anchor) continue;
      clock::Extension extension;
      extension.n = grant.count;
      extension.unit = UnitOf(static_cast<ir::ClockUnit>(grant.unit));
      extension.until = grant.until;
      extension.granted = grant.granted;
      extension.by = grant.by;
      extension.ordinal = static_cast<int>(data->extensions.size()) + 1;
      data->extensions.push_back(std::move(extension));
    }
  }

  void AddDuty(size_t index) {
    const DutyState& state = state_.duties[index];
    for (const ir::Duty& duty : p_.duties) {
      if (!duty.name.Is(state.duty)) continue;
      for (const ir::Obligation& obligation : duty.obligations) {
        if (obligation.channel.Key() != state.channel) continue;
        const std::string channel = obligation.channel.In(true);
        Add(obligation.clock, duty.name.In(true) + (channel.empty() ? "" : "·" + channel), state.armed,
            index);
      }
    }
  }

  const Rules& rules_;
  const ir::Program& p_;
  const State& state_;
  size_t visit_ = SIZE_MAX;  // the stage whose limit is being added
  Limits out_;
  std::optional<base::Error> failed_;
};

}  // namespace

base::Result<Limits> ReadLimits(const Rules& rules, const State& state) {
  return ClockReader(rules, state).Run();
}
base::Result<std::vector<RunningClock>> Clocks(const Rules& rules, const State& state) {
  auto limits = ReadLimits(rules, state);
  if (!limits) return limits.error();
  return std::move(limits->running);
}

bool IsOpen(const RunningClock& running, const State& state) {
  return !running.closing && !(state.ended && running.duty == SIZE_MAX);
}

std::optional<Moment> NextWake(const std::vector<RunningClock>& clocks, const State& state,
                               const value::Calendar& calendar, const Moment& now) {
  std::optional<Moment> next;
  for (const RunningClock& running : clocks) {
    if (!IsOpen(running, state)) continue;
    const auto wake = clock::NextWake(running.data, calendar, now);
    if (wake && (!next || *wake < *next)) next = wake;
  }
  return next;
}

}  // namespace guiju::flow
