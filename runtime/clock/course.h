#pragma once
// The count of a clock laid out on a line of ticks: days, or minutes for hours. The n-th tick after a point
// is the n-th that no stop leaves out. Private to the room.
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "runtime/clock/answer.h"

namespace guiju::clock {

using Tick = int64_t;
using TickSpan = value::DaySpan;
inline constexpr size_t kOwnLength = std::numeric_limits<size_t>::max();

Tick TickOf(const Clock& clock, const Moment& moment);  // its day, or its minute
Moment MomentOf(const Clock& clock, Tick tick);

// Stops as ticks left out.
struct Gaps {
  std::vector<TickSpan> closed;   // in order, apart
  std::optional<Tick> open_from;  // the first tick left out for good
};
// As the record stood at `at` when given: later stops unknown, those in force ended there.
Gaps GapsOf(const Clock& clock, std::optional<Moment> at);

// One or more lengths of one kind counted in one go from one base: 市监64's 90 + 30 days, 3 + 6 months.
struct Piece {
  enum class Kind : uint8_t { kTicks, kWorkdays, kMonths, kFixed };
  struct Part {
    size_t extension = kOwnLength;  // whose length it is
    int64_t through = 0;            // length with the parts before it, in the piece's own measure
  };
  Kind kind = Kind::kTicks;
  std::vector<Part> parts;
  std::optional<Tick> base;  // kFixed: the day of the grant; others begin where the piece before ends
};

struct Position {
  value::DueDate raw, due;  // ticks; valid unless stopped
  bool stopped = false;
  std::vector<Amount> left;  // when stopped
};

// The current count: since the anchor or the last reset.
struct Course {
  Moment start;
  Tick first = 0;  // tick of the start
  std::optional<size_t> reset;
  std::vector<Piece> pieces;
  Gaps gaps;
  Position position;
  std::vector<Finding> findings;
};
// The clock has an anchor and counts forward.
Course CourseOf(const Clock& clock, const value::Calendar& calendar);

Position Locate(const Clock& clock, const value::Calendar& calendar, Tick first,
                std::span<const Piece> pieces, const Gaps& gaps);
// The end of the parts of `piece` up to `through`, counted from `base`.
value::DueDate EndOf(const value::Calendar& calendar, const Piece& piece, int64_t through,
                     const value::DueDate& base, std::span<const TickSpan> left_out);
// Ticks in (from, to] that are not left out.
int64_t CountOutside(Tick from, Tick to, std::span<const TickSpan> left_out);

}  // namespace guiju::clock
