// The steps of a course from its start to its last tick.
#include "runtime/clock/teller.h"

#include <algorithm>

namespace guiju::clock {
namespace {

bool IsOff(const value::DayInfo& info) {
  return info.kind == value::DayKind::kHoliday || info.kind == value::DayKind::kWeekend;
}

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
      limit_ = IsHours() ? position.due.latest : position.raw.latest - 1;
    }
    Tick end = course_.first;
    for (const Piece& piece : course_.pieces) end = TellPiece(piece, end);
    if (position.stopped) {
      Roll(*course_.gaps.open_from - 1, false);
      TellStopped(std::max(*course_.gaps.open_from, course_.first + 1), std::nullopt);
      return steps_;
    }
    if (rolled) Roll(position.due.latest - 1, at_ < position.raw.latest && kind_ != Piece::Kind::kFixed);
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
    const bool joins = before.kind == step.kind && before.info && step.info &&
                       before.to.day + 1 == step.to.day && SameReason(*before.info, *step.info) &&
                       before.reasons.empty();
    if (!joins) return steps_.push_back(std::move(step));
    before.to = step.to;
    if (step.kind == StepKind::kCounted) before.last = step.last;
  }

  // Whether the stop is what leaves `tick` out; its ends as the clock declares them.
  bool Covers(const Stop& stop, Tick tick) const {
    const Tick from = TickOf(clock_, stop.from);
    if (stop.to && *stop.to < stop.from) return false;
    if (IsHours()) return from < tick && (!stop.to || tick <= TickOf(clock_, *stop.to));
    return from <= tick && (!stop.to || tick <= TickOf(clock_, *stop.to));
  }

  std::vector<std::string> ReasonsOn(Tick tick) const {
    std::vector<std::string> reasons;
    for (const Stop& stop : clock_.stops) {
      if (!Covers(stop, tick)) continue;
      if (std::find(reasons.begin(), reasons.end(), stop.reason) == reasons.end())
        reasons.push_back(stop.reason);
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

  // The last tick on which a stop begins or ends.
  Tick LastEnd() const {
    Tick last = at_;
    for (const Stop& stop : clock_.stops) {
      if (stop.to && *stop.to < stop.from) continue;
      last = std::max(last, TickOf(clock_, stop.to.value_or(stop.from)));
    }
    return last;
  }

  void TellStopped(Tick from, std::optional<Tick> to) {
    if (!to) {
      const Tick settled = LastEnd();  // from then on the same stops are in force
      if (settled >= from) TellStopped(from, settled);
      const Tick open_from = std::max(from, settled + 1);
      Step step = Stretch(StepKind::kStopped, open_from, open_from);
      step.reasons = ReasonsOn(open_from);
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

  // Days over which the end moves: off, or stopped. With `counts` the first of them is the last one counted.
  void Roll(Day to, bool counts) {
    while (at_ < to) {
      const TickSpan* gap = NextGap();
      if (gap != nullptr && gap->from <= at_ + 1) {
        TellStopped(at_ + 1, std::min(gap->to, to));
        continue;
      }
      Step step = Stretch(StepKind::kRolled, at_ + 1, at_ + 1);
      step.info = calendar_.Describe(at_ + 1);
      if (counts) step.first = step.last = ++number_;
      counts = false;
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

}  // namespace

bool SameReason(const value::DayInfo& a, const value::DayInfo& b) {
  const auto source = [](const value::DayInfo& info) {
    return info.notice ? info.notice->number + info.notice->title : std::string();
  };
  return a.kind == b.kind && a.certain == b.certain && a.occasion == b.occasion && a.missing == b.missing &&
         source(a) == source(b);
}

std::vector<Step> Tell(const Clock& clock, const value::Calendar& calendar, const Course& course) {
  return Teller(clock, calendar, course).Tell();
}

}  // namespace guiju::clock
