#include "runtime/clock/explain.h"

#include <algorithm>
#include <string_view>

#include "compiler/base/check.h"
#include "runtime/clock/course.h"

namespace guiju::clock {
namespace {

bool IsOff(const value::DayInfo& info) {
  return info.kind == value::DayKind::kHoliday || info.kind == value::DayKind::kWeekend;
}

bool SameReason(const value::DayInfo& a, const value::DayInfo& b) {
  const auto source = [](const value::DayInfo& info) {
    return info.notice ? info.notice->number + info.notice->title : std::string();
  };
  return a.kind == b.kind && a.certain == b.certain && a.occasion == b.occasion && a.missing == b.missing &&
         source(a) == source(b);
}

// Writes the steps of a course from its start to its last tick.
class Teller {
 public:
  Teller(const Clock& clock, const value::Calendar& calendar, const Course& course)
      : clock_(clock), calendar_(calendar), course_(course), at_(course.first) {}

  std::vector<Step> Tell() {
    Step start;
    start.kind = StepKind::kStart;
    start.from = course_.start;
    start.to = course_.start;
    if (!IsHours()) start.from.minute = start.to.minute = 0;
    start.reset = course_.reset;
    if (course_.reset) start.reasons = {clock_.resets[*course_.reset].reason};
    steps_.push_back(start);
    const Position& position = course_.position;
    const bool rolled = !position.stopped && position.due.latest > position.raw.latest;
    if (position.stopped) {
      limit_ = std::max(course_.first, *course_.gaps.open_from - 1);
    } else {
      limit_ = IsHours() ? position.due.latest : std::min(position.raw.latest, position.due.latest) - 1;
    }
    Tick end = course_.first;
    for (const Piece& piece : course_.pieces) end = TellPiece(piece, end);
    if (position.stopped) {
      if (*course_.gaps.open_from - 1 > at_) Roll(*course_.gaps.open_from - 1);
      TellStopped(std::max(*course_.gaps.open_from, course_.first + 1), std::nullopt);
      return steps_;
    }
    if (rolled) Roll(position.due.latest - 1);
    TellLast(rolled);
    return steps_;
  }

 private:
  bool IsHours() const { return clock_.unit == PeriodUnit::kHour; }
  bool CountsWorkdays() const { return kind_ == Piece::Kind::kWorkdays; }

  // Parts of one piece, from where the last step ended; the end of the piece, stops without end left aside.
  Tick TellPiece(const Piece& piece, Tick base) {
    kind_ = piece.kind;
    number_ = 0;
    const Tick from = piece.base.value_or(base);
    Tick end = from;
    for (const Piece::Part& part : piece.parts) {
      if (part.extension != kOwnLength) TellExtension(part.extension);
      end = EndOf(calendar_, piece, part.through, {from, from, false, ""}, course_.gaps.closed).latest;
      wanted_ = part.through;
      TellUntil(std::min(std::max(end, at_), limit_));
    }
    return std::max(end, base);
  }

  void TellExtension(size_t index) {
    const Extension& extension = clock_.extensions[index];
    Step step;
    step.kind = StepKind::kExtended;
    step.from = step.to = extension.granted;
    step.extension = index;
    steps_.push_back(step);
  }

  void TellUntil(Tick to) {
    while (at_ < to) {
      const TickSpan* gap = NextGap();
      if (gap == nullptr || gap->from > to) {
        TellRunning(to);
      } else if (gap->from > at_ + 1) {
        TellRunning(gap->from - 1);
      } else {
        TellStopped(at_ + 1, std::min(gap->to, to));
      }
    }
  }

  const TickSpan* NextGap() const {
    for (const TickSpan& span : course_.gaps.closed) {
      if (span.to > at_) return &span;
    }
    return nullptr;
  }

  Step Stretch(StepKind kind, Tick from, Tick to) const {
    Step step;
    step.kind = kind;
    step.from = MomentOf(clock_, IsHours() ? from - 1 : from);
    step.to = MomentOf(clock_, to);
    return step;
  }

  void TellRunning(Tick to) {
    if (!CountsWorkdays()) {
      Step step = Stretch(StepKind::kCounted, at_ + 1, to);
      if (kind_ != Piece::Kind::kFixed) {
        step.first = number_ + 1;
        step.last = number_ += to - at_;
      }
      steps_.push_back(step);
      at_ = to;
      return;
    }
    while (at_ < to) TellDay(CountDay(at_ + 1));
  }

  // One day of a count of working days.
  Step CountDay(Day day) {
    Step step = Stretch(StepKind::kSkipped, day, day);
    step.info = calendar_.Describe(day);
    if (!IsOff(*step.info) && number_ < wanted_) {
      step.kind = StepKind::kCounted;
      step.first = step.last = ++number_;
    }
    return step;
  }

  // Joins a day to the stretch before it when nothing distinguishes them.
  void TellDay(Step step) {
    at_ = step.to.day;
    Step& before = steps_.back();
    const bool joins = before.kind == step.kind && before.info && step.info && before.to.day + 1 == step.to.day &&
                       SameReason(*before.info, *step.info) && before.reasons.empty();
    if (!joins) return steps_.push_back(std::move(step));
    before.to = step.to;
    if (step.kind == StepKind::kCounted) before.last = step.last;
  }

  // Whether the stop is what leaves `tick` out; its ends as the clock declares them.
  bool Covers(const Stop& stop, Tick tick) const {
    const Tick from = TickOf(clock_, stop.from);
    if (stop.to && Before(*stop.to, stop.from)) return false;
    if (IsHours()) return from < tick && (!stop.to || tick <= TickOf(clock_, *stop.to));
    return from <= tick && (!stop.to || tick <= TickOf(clock_, *stop.to));
  }

  std::vector<std::string> ReasonsOn(Tick tick) const {
    std::vector<std::string> reasons;
    for (const Stop& stop : clock_.stops) {
      if (!Covers(stop, tick)) continue;
      if (std::find(reasons.begin(), reasons.end(), stop.reason) == reasons.end()) reasons.push_back(stop.reason);
    }
    return reasons;
  }

  // The first tick after `tick` at which other stops may be in force.
  Tick NextChange(Tick tick, Tick end) const {
    Tick next = end + 1;
    for (const Stop& stop : clock_.stops) {
      for (const Tick edge : {TickOf(clock_, stop.from), stop.to ? TickOf(clock_, *stop.to) : end + 1}) {
        for (const Tick change : {edge, edge + 1}) {
          if (change > tick) next = std::min(next, change);
        }
      }
    }
    return next;
  }

  void TellStopped(Tick from, std::optional<Tick> to) {
    if (!to) {
      Step step = Stretch(StepKind::kStopped, from, from);
      step.reasons = ReasonsOn(from);
      step.open = true;
      steps_.push_back(step);
      return;
    }
    for (Tick tick = from; tick <= *to;) {
      const Tick next = NextChange(tick, *to);
      const std::vector<std::string> reasons = ReasonsOn(tick);
      Step& before = steps_.back();
      if (before.kind == StepKind::kStopped && before.reasons == reasons && tick > from) {
        before.to = MomentOf(clock_, next - 1);
      } else {
        Step step = Stretch(StepKind::kStopped, tick, next - 1);
        step.reasons = reasons;
        steps_.push_back(step);
      }
      tick = next;
    }
    at_ = *to;
  }

  // Days over which the end moves: off, or stopped. The first of them is the last one counted.
  void Roll(Day to) {
    bool first = true;
    while (at_ < to) {
      const TickSpan* gap = NextGap();
      if (gap != nullptr && gap->from <= at_ + 1) {
        TellStopped(at_ + 1, std::min(gap->to, to));
        continue;
      }
      Step step = Stretch(StepKind::kRolled, at_ + 1, at_ + 1);
      step.info = calendar_.Describe(at_ + 1);
      if (first) step.first = step.last = ++number_;
      first = false;
      TellDay(std::move(step));
    }
  }

  void TellLast(bool rolled) {
    const Tick last = course_.position.due.latest;
    if (IsHours()) {
      Step step = Stretch(StepKind::kLast, last + 1, last);
      step.first = step.last = number_;
      return steps_.push_back(step);
    }
    Step step = Stretch(StepKind::kLast, last, last);
    step.info = calendar_.Describe(last);
    const bool counts = !rolled && last > course_.first && kind_ != Piece::Kind::kFixed &&
                        (!CountsWorkdays() || (!IsOff(*step.info) && number_ < wanted_));
    if (counts) step.first = step.last = ++number_;
    steps_.push_back(step);
  }

  const Clock& clock_;
  const value::Calendar& calendar_;
  const Course& course_;
  Tick at_;         // told so far
  Tick limit_ = 0;  // the last tick before the last day, or before the stop without end
  Piece::Kind kind_ = Piece::Kind::kTicks;
  int64_t number_ = 0, wanted_ = 0;
  std::vector<Step> steps_;
};

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
  if (!clock.stops.empty() && !told.hours) rules.Add("stop_ends");
  const Piece::Kind last = course.pieces.back().kind;
  if (!told.hours && (last == Piece::Kind::kTicks || last == Piece::Kind::kMonths)) AddRollRule(clock.roll, &rules);
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
  told.steps = Teller(clock, calendar, course).Tell();
  told.rules = RulesOf(clock, course, told);
  return told;
}

}  // namespace guiju::clock
