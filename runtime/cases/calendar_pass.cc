// After the calendar has changed: a look at every matter that waits for a day, so that it wakes on the right
// one.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "runtime/cases/appender.h"
#include "runtime/cases/cases.h"
#include "runtime/cases/command_id.h"
#include "runtime/cases/course.h"
#include "runtime/cases/judge.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/recalculation.h"

namespace guiju::cases {
namespace {

constexpr int64_t kStreamsPerUnit = 16;
constexpr int64_t kPage = 500;
constexpr std::string_view kDone = "done";

// Where the pass stands: "done", or the last stream looked at as "WAKE AGENCY\nID"; "" is the beginning.
std::string PrintPlace(const store::DueStream& last) {
  return fmt::format("{} {}\n{}", last.wake_ms, last.agency, last.id);
}
std::optional<store::DueStream> ReadPlace(const std::string& text) {
  const size_t space = text.find(' '), line = text.find('\n');
  store::DueStream place;
  if (space == std::string::npos || line == std::string::npos || line < space) return std::nullopt;
  if (std::from_chars(text.data(), text.data() + space, place.wake_ms).ec != std::errc()) return std::nullopt;
  place.agency = text.substr(space + 1, line - space - 1);
  place.id = text.substr(line + 1);
  return place;
}

// The matters that wait for a moment or are overdue, in portions: who waits for nothing has no date that
// could move. A matter that is put elsewhere in the order meanwhile was put there under the new calendar.
class CalendarPass {
 public:
  CalendarPass(Cases& cases, int64_t now_ms, int64_t most, Cases::TickReport* report)
      : cases_(cases), now_ms_(now_ms), left_(most), report_(report) {}

  base::Status Run() {
    if (auto done = ReadStart(); !done) return done;
    if (place_ == kDone) return base::Done{};
    if (place_.empty()) {
      auto overdue = Overdue();
      if (!overdue) return overdue.error();
      if (auto done = LookAll(*overdue, ""); !done) return done;
    }
    while (left_ > 0) {
      const auto after = ReadPlace(place_);
      auto page = cases_.store().DueStreams(INT64_MAX, std::min(kPage, left_), after ? &*after : nullptr);
      if (!page) return page.error();
      if (page->empty()) return Note(std::string(kDone));
      std::vector<std::string> streams;
      for (const store::DueStream& one : *page) {
        if (one.agency == cases_.agency()) streams.push_back(one.id);
      }
      if (auto done = LookAll(streams, PrintPlace(page->back())); !done) return done;
    }
    return base::Done{};
  }

 private:
  base::Status ReadStart() {
    return cases_.store().Read(cases_.agency(), [&](store::Reader& reader) -> base::Status {
      auto calendar = cases_.policies().calendars().Current(reader);
      if (!calendar) return calendar.error();
      calendar_ = (*calendar)->digest();
      auto place = reader.ReadView(kCalendarView, calendar_);
      if (!place) return place.error();
      place_ = place->value_or("");
      return base::Done{};
    });
  }

  base::Result<std::vector<std::string>> Overdue() {
    std::vector<std::string> streams;
    auto done = cases_.store().Read(cases_.agency(), [&](store::Reader& reader) -> base::Status {
      streams.clear();
      std::string after;
      while (true) {
        auto rows = reader.ScanView(kOverdueView, after, kPage);
        if (!rows) return rows.error();
        for (const store::ViewRow& row : *rows) {
          streams.push_back(row.key);
          after = row.key;
        }
        if (rows->size() < static_cast<size_t>(kPage)) return base::Done{};
      }
    });
    if (!done) return done.error();
    return streams;
  }

  // In units of a few; `place` is reached with the last.
  base::Status LookAll(const std::vector<std::string>& streams, const std::string& place) {
    for (size_t at = 0; at < streams.size(); at += kStreamsPerUnit) {
      std::vector<std::string> some(
          streams.begin() + static_cast<ptrdiff_t>(at),
          streams.begin() + static_cast<ptrdiff_t>(std::min(at + kStreamsPerUnit, streams.size())));
      std::ranges::sort(some);  // the order in which streams are held
      Cases::TickReport part;
      auto verdict = cases_.store().Write(cases_.agency(),
                                          [&](store::Unit& unit) { return LookAtSome(unit, some, &part); });
      if (!verdict) return verdict.error();
      left_ -= static_cast<int64_t>(some.size());
      report_->recalculated += part.recalculated;
      report_->events += part.events;
      report_->changed.insert(report_->changed.end(), part.changed.begin(), part.changed.end());
      report_->failed.insert(report_->failed.end(), part.failed.begin(), part.failed.end());
    }
    return place.empty() ? base::Status(base::Done{}) : Note(place);
  }

  base::Result<store::Verdict> LookAtSome(store::Unit& unit, const std::vector<std::string>& streams,
                                          Cases::TickReport* part) {
    *part = {};
    auto rows = unit.HoldStreams(streams, store::Hold::kChange);
    if (!rows) return rows.error();
    std::optional<Appender> appender;
    for (auto& row : *rows) {
      if (!row) continue;
      if (auto done = Look(unit, &*row, &appender, part); !done) return done.error();
    }
    if (!appender) return store::Verdict::kRefuse;
    if (auto done = appender->Finish(); !done) return done.error();
    return store::Verdict::kCommit;
  }

  base::Status Look(store::Unit& unit, store::StreamRow* row, std::optional<Appender>* appender,
                    Cases::TickReport* part) {
    const auto fail = [&](const std::string& why) {  // its next look will tell
      part->failed.emplace_back(row->id, why);
      return base::Status(base::Done{});
    };
    auto state = ReadStreamState(row->id, row->state);
    if (!state) return fail(state.error().message);
    auto* matter = std::get_if<Matter>(&*state);
    if (matter == nullptr || matter->calendar == calendar_) return base::Done{};
    auto policy = cases_.policies().Find(unit, matter->closure);
    if (!policy) return fail(policy.error().message);
    const flow::Moment now = MomentOf(now_ms_);
    auto events = CalendarEvents(cases_.policies(), unit, *matter, **policy, now);
    if (!events) return fail(events.error().message);
    ++part->recalculated;
    if (events->empty()) return base::Done{};
    if (!*appender) {
      auto begun = Appender::Begin(unit, cases_.log(), now_ms_);
      if (!begun) return begun.error();
      appender->emplace(*std::move(begun));
    }
    if (auto done = cases_.policies().calendars().Keep(unit, (*policy)->calendar()); !done) return done;
    const EngineJudge judge(**policy);
    Course course;
    course.events = *std::move(events);
    course.actor.person = kSystemActor;
    course.cmd = NewCommandId(now_ms_);
    part->events += static_cast<int64_t>(course.events.size());
    part->changed.emplace_back(row->id, course.events);
    return RecordCourse(**appender, unit, **policy, {(*policy)->program(), judge, (*policy)->calendar(), {}},
                        course, now_ms_, matter, row);
  }

  base::Status Note(const std::string& place) {
    auto verdict =
        cases_.store().Write(cases_.agency(), [&](store::Unit& unit) -> base::Result<store::Verdict> {
          if (auto done = unit.ClearView(kCalendarView); !done) return done.error();
          if (auto done = unit.PutView(kCalendarView, calendar_, place); !done) return done.error();
          return store::Verdict::kCommit;
        });
    if (!verdict) return verdict.error();
    place_ = place;
    return base::Done{};
  }

  Cases& cases_;
  int64_t now_ms_, left_;
  Cases::TickReport* report_;
  std::string calendar_, place_;
};

}  // namespace

base::Status Cases::Recalculate(int64_t now, int64_t most, TickReport* report) {
  return CalendarPass(*this, now, most, report).Run();
}

}  // namespace guiju::cases
