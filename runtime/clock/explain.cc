#include "runtime/clock/explain.h"

#include <string_view>
#include <utility>

#include "compiler/base/check.h"
#include "runtime/clock/course.h"
#include "runtime/clock/teller.h"

namespace guiju::clock {
namespace {

class Rules {
 public:
  void Add(std::string_view key) {
    for (const value::CountingRule& known : rules_) {
      if (known.key == key) return;
    }
    rules_.push_back(value::FindCountingRule(key));
  }
  std::vector<value::CountingRule> Take() && { return std::move(rules_); }

 private:
  std::vector<value::CountingRule> rules_;
};

void AddRollRule(value::RollRule roll, Rules* rules) {
  switch (roll) {
    case value::RollRule::kNone:
      return rules->Add("no_roll");
    case value::RollRule::kRestDay:
      return rules->Add("roll_rest_day");
    case value::RollRule::kHolidayOnly:
      return rules->Add("roll_holiday_only");
  }
  GJ_UNREACHABLE();
}

void AddPieceRules(const Clock& clock, const Piece& piece, Rules* rules) {
  switch (piece.kind) {
    case Piece::Kind::kTicks:
      rules->Add(clock.unit == PeriodUnit::kHour ? "hours" : "calendar_days");
      break;
    case Piece::Kind::kWorkdays:
      rules->Add("workdays");
      break;
    case Piece::Kind::kMonths:
      rules->Add("months");
      if (!clock.stops.empty()) rules->Add("stopped_months");
      break;
    case Piece::Kind::kFixed:
      rules->Add("extended_to_date");
      break;
  }
  for (const Piece::Part& part : piece.parts) {
    if (part.extension != kOwnLength && piece.kind != Piece::Kind::kFixed) rules->Add("extended_by_length");
  }
}

std::vector<value::CountingRule> RulesOf(const Clock& clock, const Course& course, const Explanation& told) {
  Rules rules;
  if (!told.hours) rules.Add("start_day");
  if (course.reset) rules.Add("count_anew");
  for (const Piece& piece : course.pieces) AddPieceRules(clock, piece, &rules);
  if (!clock.stops.empty()) rules.Add("stopped_time");
  const bool usual = clock.ends.first_day_counts && !clock.ends.last_day_counts;
  if (!clock.stops.empty() && !told.hours) rules.Add(usual ? "stop_ends" : "stop_ends_declared");
  const Piece::Kind last = course.pieces.back().kind;
  if (!told.hours && (last == Piece::Kind::kTicks || last == Piece::Kind::kMonths))
    AddRollRule(clock.roll, &rules);
  for (const Step& step : told.steps) {
    if (step.info && step.info->kind == value::DayKind::kMakeUpWorkday) rules.Add("make_up_day");
  }
  if (clock.direction == Direction::kAtLeast) rules.Add("at_least");
  if (clock.direction == Direction::kAtLatest && !told.hours) rules.Add("cut_off");
  if (told.answer.due.provisional) rules.Add("provisional");
  return std::move(rules).Take();
}

void TellBackward(const Clock& clock, const value::Calendar& calendar, Explanation* told) {
  if (told->hours) {
    const Moment limit = *told->answer.moment;
    Step event, counted, last;
    event.kind = StepKind::kEvent;
    event.from = event.to = *clock.anchor;
    counted.from = limit;
    counted.to = *clock.anchor;
    counted.first = 1;
    counted.last = TickOf(clock, *clock.anchor) - TickOf(clock, limit);
    last.kind = StepKind::kLast;
    last.from = last.to = limit;
    told->steps = {event, counted, last};
    told->rules = {value::FindCountingRule("hours")};
    return;
  }
  value::BackwardLimit limit =
      value::LatestNotice(calendar, clock.anchor->day, clock.n, clock.unit, clock.reading, true);
  for (const value::ExplainedDay& day : limit.limit.days) {
    Step step;
    step.kind = day.role == value::DayRole::kEvent     ? StepKind::kEvent
                : day.role == value::DayRole::kCounted ? StepKind::kCounted
                : day.role == value::DayRole::kLast    ? StepKind::kLast
                                                       : StepKind::kSkipped;
    step.from = step.to = {day.day, 0};
    step.first = step.last = day.number;
    step.info = day.info;
    Step* before = told->steps.empty() ? nullptr : &told->steps.back();
    if (before != nullptr && before->kind == step.kind && before->from.day == day.day + 1 &&
        SameReason(*before->info, day.info)) {
      before->from = step.from;
      before->last = step.last;
    } else {
      told->steps.push_back(std::move(step));
    }
  }
  told->rules = std::move(limit.limit.rules);
}

}  // namespace

Explanation Explain(const Clock& clock, const value::Calendar& calendar) {
  Explanation told;
  told.answer = Due(clock, calendar);
  told.hours = clock.unit == PeriodUnit::kHour;
  if (told.answer.state == DueState::kArmed) return told;
  if (clock.direction == Direction::kNoticeBefore) {
    TellBackward(clock, calendar, &told);
    return told;
  }
  const Course course = CourseOf(clock, calendar);
  told.steps = Tell(clock, calendar, course);
  told.rules = RulesOf(clock, course, told);
  return told;
}

}  // namespace guiju::clock
