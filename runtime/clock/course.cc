// Resets and extensions in the order of the record: which of them apply, and to which count.
#include "runtime/clock/course.h"

#include <algorithm>

#include "compiler/base/check.h"

namespace guiju::clock {
namespace {

constexpr int64_t kMostDays = 100'000, kMostYears = 300;
constexpr Tick kHour = 60;

struct Length {
  Piece::Kind kind = Piece::Kind::kTicks;
  int64_t amount = 0;
};

Length LengthOf(int64_t n, PeriodUnit unit) {
  switch (unit) {
    case PeriodUnit::kDay:
      return {Piece::Kind::kTicks, std::min(n, kMostDays)};
    case PeriodUnit::kHour:
      return {Piece::Kind::kTicks, std::min(n, kMostDays * 24) * kHour};
    case PeriodUnit::kWorkday:
      return {Piece::Kind::kWorkdays, std::min(n, kMostDays)};
    case PeriodUnit::kMonth:
      return {Piece::Kind::kMonths, std::min(n, kMostYears * 12)};
    case PeriodUnit::kYear:
      return {Piece::Kind::kMonths, std::min(n, kMostYears) * 12};
  }
  GJ_UNREACHABLE();
}

// Lengths of one kind are one length: 民法典 202 finds the corresponding day in one step.
void Append(size_t extension, const Length& length, std::vector<Piece>* pieces) {
  if (pieces->empty() || pieces->back().kind != length.kind) pieces->push_back({length.kind, {}, {}});
  std::vector<Piece::Part>& parts = pieces->back().parts;
  const int64_t before = parts.empty() ? 0 : parts.back().through;
  parts.push_back({extension, before + length.amount});
}

// One count: from a start to the next reset.
class Count {
 public:
  Count(const Clock& clock, const value::Calendar& calendar, const Moment& start,
        std::vector<Finding>* findings)
      : clock_(clock), calendar_(calendar), start_(start), first_(TickOf(clock, start)), findings_(findings) {
    if (clock.unit == PeriodUnit::kHour && clock.hour_start == HourStart::kNextFullHour) {
      first_ += (kHour - start.minute % kHour) % kHour;
    }
    Append(kOwnLength, LengthOf(clock.n, clock.unit), &pieces_);
  }

  void Extend(size_t index) {
    const Extension& extension = clock_.extensions[index];
    if (extension.granted < start_) Note(FindingKind::kExtensionBeforeStart, index);
    if (!extension.until && extension.n <= 0) return Note(FindingKind::kExtensionSetsNothing, index);
    const bool hours = clock_.unit == PeriodUnit::kHour;
    if (!extension.until && (extension.unit == PeriodUnit::kHour) != hours) {
      return Note(FindingKind::kExtensionOtherUnit, index);
    }
    const Tick granted = TickOf(clock_, extension.granted);
    const value::DueDate due = AsOf(extension.granted).due;
    if (granted > due.latest) {
      if (!extension.admitted_late) return Note(FindingKind::kExtensionAfterExpiry, index);
      Note(FindingKind::kExtensionAdmittedLate, index);
    } else if (granted > due.earliest) {
      Note(FindingKind::kExtensionMaybeLate, index);
    }
    if (extension.until) {
      const Tick until = TickOf(clock_, *extension.until), base = std::max(granted, first_);
      if (until <= std::max(due.latest, base)) return Note(FindingKind::kExtensionNotLater, index);
      pieces_.push_back({Piece::Kind::kFixed, {{index, until - base}}, base});
    } else {
      Append(index, LengthOf(extension.n, extension.unit), &pieces_);
    }
    if (extension.ordinal <= ordinal_) Note(FindingKind::kExtensionOutOfOrder, index);
    ordinal_ = std::max(ordinal_, extension.ordinal);
  }

  Position AsOf(const Moment& at) const {
    return Locate(clock_, calendar_, first_, pieces_, GapsOf(clock_, at));
  }

  void MoveTo(Course* course) && {
    course->start = start_;
    course->first = first_;
    course->pieces = std::move(pieces_);
    course->gaps = GapsOf(clock_, std::nullopt);
    course->position = Locate(clock_, calendar_, first_, course->pieces, course->gaps);
  }

 private:
  void Note(FindingKind kind, size_t index) { findings_->push_back({kind, FindingOf::kExtension, index}); }

  const Clock& clock_;
  const value::Calendar& calendar_;
  Moment start_;
  Tick first_;
  std::vector<Piece> pieces_;
  int ordinal_ = 0;
  std::vector<Finding>* findings_;
};

template <class T, class Earlier>
std::vector<size_t> InOrder(const std::vector<T>& list, const Earlier& earlier) {
  std::vector<size_t> order(list.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return earlier(list[a], list[b]); });
  return order;
}

void NoteStops(const Clock& clock, const Position& position, std::vector<Finding>* findings) {
  const auto by_start = InOrder(clock.stops, [](const Stop& a, const Stop& b) { return a.from < b.from; });
  bool any = false;
  std::optional<Moment> reach;  // of the stops seen; absent with `any`: for good
  for (size_t index : by_start) {
    const Stop& stop = clock.stops[index];
    const auto note = [&](FindingKind kind) { findings->push_back({kind, FindingOf::kStop, index}); };
    if (stop.to && *stop.to < stop.from) {
      note(FindingKind::kStopEndsBeforeItBegins);
      continue;
    }
    if (stop.to && *clock.anchor >= *stop.to) note(FindingKind::kStopBeforeStart);
    if (!position.stopped && TickOf(clock, stop.from) > position.due.latest)
      note(FindingKind::kStopAfterExpiry);
    if (any && (!reach || stop.from < *reach)) note(FindingKind::kStopOverlaps);
    if (!any || (reach && (!stop.to || *reach < *stop.to))) reach = stop.to;
    any = true;
  }
}

}  // namespace

Course CourseOf(const Clock& clock, const value::Calendar& calendar) {
  GJ_CHECK(clock.anchor && clock.n >= 0 && clock.direction != Direction::kNoticeBefore);
  Course course;
  std::vector<Finding> resets;
  const auto granted = InOrder(clock.extensions, [](const Extension& a, const Extension& b) {
    if (a.granted != b.granted) return a.granted < b.granted;
    return a.ordinal < b.ordinal;
  });
  size_t next = 0;
  std::optional<Count> count;
  count.emplace(clock, calendar, *clock.anchor, &course.findings);
  for (size_t reset : InOrder(clock.resets, [](const Reset& a, const Reset& b) { return a.at < b.at; })) {
    const Moment& at = clock.resets[reset].at;
    if (*clock.anchor >= at) {
      resets.push_back({FindingKind::kResetBeforeStart, FindingOf::kReset, reset});
      continue;
    }
    for (; next < granted.size() && clock.extensions[granted[next]].granted < at; ++next) {
      count->Extend(granted[next]);
      course.findings.push_back({FindingKind::kExtensionLapsed, FindingOf::kExtension, granted[next]});
    }
    if (TickOf(clock, at) > count->AsOf(at).due.latest) {
      resets.push_back({FindingKind::kResetAfterExpiry, FindingOf::kReset, reset});
    }
    course.reset = reset;
    count.emplace(clock, calendar, at, &course.findings);
  }
  for (; next < granted.size(); ++next) count->Extend(granted[next]);
  std::move(*count).MoveTo(&course);
  course.findings.insert(course.findings.end(), resets.begin(), resets.end());
  NoteStops(clock, course.position, &course.findings);
  return course;
}

}  // namespace guiju::clock
