// Where a count ends: pieces one after the other around the ticks left out.
#include <algorithm>

#include "compiler/base/check.h"
#include "runtime/clock/course.h"

namespace guiju::clock {
namespace {

constexpr int64_t kMostMonths = 3600;

// The count-th tick after `base` that is not left out.
Tick NthOutside(Tick base, int64_t count, std::span<const TickSpan> left_out) {
  Tick tick = base + count;
  for (const TickSpan& span : left_out) {
    if (span.to <= base) continue;
    const Tick from = std::max(span.from, base + 1);
    if (from > tick) break;
    tick += span.to - from + 1;
  }
  return tick;
}

// The length of whole months from `base`, in days.
int64_t DaysOfMonths(Day base, int64_t months) {
  return value::AddMonths(base, std::min(months, kMostMonths)) - base;
}

void TakeDoubt(const value::DueDate& from, value::DueDate* to) {
  if (to->missing.empty()) to->missing = from.missing;
  to->provisional = to->provisional || from.provisional;
}

value::DueDate Later(value::DueDate a, const value::DueDate& b) {
  a.earliest = std::max(a.earliest, b.earliest);
  a.latest = std::max(a.latest, b.latest);
  a.provisional = false;
  a.missing.clear();
  return a;
}

PeriodUnit UnitOf(const Clock& clock, Piece::Kind kind) {
  switch (kind) {
    case Piece::Kind::kTicks:
    case Piece::Kind::kFixed:
      return clock.unit == PeriodUnit::kHour ? PeriodUnit::kHour : PeriodUnit::kDay;
    case Piece::Kind::kWorkdays:
      return PeriodUnit::kWorkday;
    case Piece::Kind::kMonths:
      return PeriodUnit::kMonth;
  }
  GJ_UNREACHABLE();
}

// What of a piece that begins on `base` has not run by the end of `last`.
Amount LeftOf(const Clock& clock, const value::Calendar& calendar, const Piece& piece,
              const value::DueDate& base, Tick last, std::span<const TickSpan> left_out) {
  const int64_t length = piece.parts.back().through;
  Amount whole{length, length, UnitOf(clock, piece.kind)}, run;
  switch (piece.kind) {
    case Piece::Kind::kWorkdays:
      run.fewest = calendar.CountWorkdaysOutside(base.latest, last, left_out).first;
      run.most = calendar.CountWorkdaysOutside(base.earliest, last, left_out).second;
      break;
    case Piece::Kind::kMonths:
      whole = {DaysOfMonths(base.earliest, length), DaysOfMonths(base.latest, length), PeriodUnit::kDay};
      if (whole.fewest > whole.most) std::swap(whole.fewest, whole.most);
      [[fallthrough]];
    case Piece::Kind::kTicks:
    case Piece::Kind::kFixed:
      run.fewest = CountOutside(base.latest, last, left_out);
      run.most = CountOutside(base.earliest, last, left_out);
      break;
  }
  return {std::max<int64_t>(0, whole.fewest - run.most), std::max<int64_t>(0, whole.most - run.fewest),
          whole.unit};
}

class Walk {
 public:
  Walk(const Clock& clock, const value::Calendar& calendar, Tick first, const Gaps& gaps)
      : clock_(clock), calendar_(calendar), gaps_(gaps), end_{first, first, false, ""} {}

  void Take(const Piece& piece) {
    if (piece.kind == Piece::Kind::kFixed) return TakeFixed(piece);
    const int64_t length = piece.parts.back().through;
    if (stopped_) return left_.push_back({length, length, UnitOf(clock_, piece.kind)});
    const value::DueDate end = EndOf(calendar_, piece, length, end_, gaps_.closed);
    if (end.latest > end_.latest && Stops(end)) return StopIn(piece, end_);
    end_ = end;
  }

  Position Finish(bool rolls) {
    if (stopped_) return {end_, end_, true, left_};
    Position position{end_, end_, false, {}};
    if (!rolls) return position;
    value::DueDate due = value::RollEnd(calendar_, end_.earliest, clock_.roll, gaps_.closed);
    if (end_.latest != end_.earliest) {
      const value::DueDate last = value::RollEnd(calendar_, end_.latest, clock_.roll, gaps_.closed);
      due.latest = last.latest;
      TakeDoubt(last, &due);
    }
    TakeDoubt(end_, &due);
    if (clock_.roll != value::RollRule::kNone && Stops(due))
      return {end_, end_, true, {{0, 0, PeriodUnit::kDay}}};
    position.due = due;
    return position;
  }

 private:
  bool Stops(const value::DueDate& end) const { return gaps_.open_from && end.latest >= *gaps_.open_from; }

  void StopIn(const Piece& piece, const value::DueDate& base) {
    stopped_ = true;
    left_ = {LeftOf(clock_, calendar_, piece, base, *gaps_.open_from - 1, gaps_.closed)};
  }

  // A date decided takes the place of what came before; stops after the decision move both, and an extension
  // never shortens.
  void TakeFixed(const Piece& piece) {
    const value::DueDate base{*piece.base, *piece.base, false, ""};
    const value::DueDate end = EndOf(calendar_, piece, piece.parts.back().through, base, gaps_.closed);
    if (Stops(end)) return StopIn(piece, base);
    if (!stopped_) end_ = end_.earliest > end.earliest ? Later(end_, end) : end;
  }

  const Clock& clock_;
  const value::Calendar& calendar_;
  const Gaps& gaps_;
  value::DueDate end_;
  bool stopped_ = false;
  std::vector<Amount> left_;
};

}  // namespace

int64_t CountOutside(Tick from, Tick to, std::span<const TickSpan> left_out) {
  if (to <= from) return 0;
  int64_t count = to - from;
  for (const TickSpan& span : left_out) {
    count -= std::max<int64_t>(0, std::min(span.to, to) - std::max(span.from, from + 1) + 1);
  }
  return count;
}

value::DueDate EndOf(const value::Calendar& calendar, const Piece& piece, int64_t through,
                     const value::DueDate& base, std::span<const TickSpan> left_out) {
  value::DueDate end = base;
  switch (piece.kind) {
    case Piece::Kind::kTicks:
    case Piece::Kind::kFixed:
      end.earliest = NthOutside(base.earliest, through, left_out);
      end.latest = NthOutside(base.latest, through, left_out);
      return end;
    case Piece::Kind::kMonths:
      end.earliest = NthOutside(base.earliest, DaysOfMonths(base.earliest, through), left_out);
      end.latest = NthOutside(base.latest, DaysOfMonths(base.latest, through), left_out);
      return end;
    case Piece::Kind::kWorkdays: {
      end = calendar.AddWorkdaysOutside(base.earliest, through, left_out);
      if (base.latest != base.earliest) {
        const value::DueDate last = calendar.AddWorkdaysOutside(base.latest, through, left_out);
        end.latest = last.latest;
        TakeDoubt(last, &end);
      }
      TakeDoubt(base, &end);
      return end;
    }
  }
  GJ_UNREACHABLE();
}

Position Locate(const Clock& clock, const value::Calendar& calendar, Tick first,
                std::span<const Piece> pieces, const Gaps& gaps) {
  Walk walk(clock, calendar, first, gaps);
  for (const Piece& piece : pieces) walk.Take(piece);
  const Piece::Kind last = pieces.back().kind;
  const bool rolls =
      clock.unit != PeriodUnit::kHour && (last == Piece::Kind::kTicks || last == Piece::Kind::kMonths);
  return walk.Finish(rolls);
}

}  // namespace guiju::clock
