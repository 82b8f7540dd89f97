// A calendar loaded into the store: by two persons, with its data.
#include <fmt/format.h>

#include "runtime/cases/appender.h"
#include "runtime/cases/cases.h"
#include "runtime/cases/command_id.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/recalculation.h"
#include "runtime/value/calendar_merge.h"

namespace guiju::cases {
namespace {

using record::Value;

constexpr int kFirstYear = 1990, kLastYear = 2100;

// The years it has a national notice for, as the days they begin and end with.
Value Announced(const value::Calendar& calendar) {
  Value announced = Value::EmptyObject();
  std::optional<int> first, last;
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    if (!calendar.IsAnnounced(year)) continue;
    if (!first) first = year;
    last = year;
  }
  if (!first) return announced;
  announced.Insert("first", fmt::format("{}-01-01", *first));
  announced.Insert("last", fmt::format("{}-12-31", *last));
  return announced;
}

Value BodyOf(const value::MergedCalendar& merged, const FourEyes& persons) {
  Value body = Value::EmptyObject();
  body.Insert("digest", merged.calendar->digest());
  body.Insert("region", merged.calendar->region());
  Value& notices = *body.Insert("notices", Value::EmptyArray());
  for (const value::Notice& notice : merged.notices) {
    Value& one = notices.Append(Value::EmptyObject());
    one.Insert("number", notice.number);
    one.Insert("title", notice.title);
    one.Insert("published", value::FormatDate(notice.published));
    one.Insert("year", notice.year);
    one.Insert("region", notice.region);
  }
  body.Insert("announced", Announced(*merged.calendar));
  body.Insert("loaded_by", persons.acting.id);
  body.Insert("approved_by", persons.approval->id);
  return body;
}

}  // namespace

base::Result<Answer> Cases::LoadCalendar(const std::string& file, const FourEyes& persons) {
  const int64_t now = now_ms();
  Answer answer;
  auto verdict = store_->Write(settings_.agency, [&](store::Unit& unit) -> base::Result<store::Verdict> {
    answer = {};
    answer.stream = kCalendarStream;
    auto held = unit.HoldStream(kCalendarStream, store::Hold::kChange);
    if (!held) return held.error();
    store::StreamRow row = held->value_or(store::StreamRow{.id = std::string(kCalendarStream)});
    answer.sver = row.sver;
    auto actor = HoldBoth(unit, persons, MomentOf(now).day, nullptr, &answer.refusal);
    if (!actor) return actor.error();
    if (!*actor) return store::Verdict::kRefuse;
    auto current = policies_.calendars().Current(unit);
    if (!current) return current.error();
    const std::string region =
        settings_.engine.region.empty() ? (*current)->region() : settings_.engine.region;
    auto merged = value::MergeDocument(**current, file, region);
    if (!merged) return merged.error();
    const std::string& digest = merged->calendar->digest();
    if (*held && digest == (*current)->digest()) {
      answer.kind = Answer::Kind::kAlready;
      answer.pos = row.head;
      return store::Verdict::kRefuse;
    }
    auto appender = Appender::Begin(unit, settings_.log, now);
    if (!appender) return appender.error();
    const Value body = BodyOf(*merged, persons);
    CalendarState state;
    if (auto done = ApplyToCalendar(kCalendarLoadedType, body, &state); !done) return done.error();
    const Author author{**actor, record::Mode::kAct, NewCommandId(now), "", digest};
    if (auto done = appender->Append(kCalendarLoadedType, MomentOf(now), body, author, &row); !done)
      return done.error();
    row.applier = kApplier;
    row.state = PrintCalendarState(state);
    if (auto done = policies_.calendars().Keep(unit, *merged->calendar); !done) return done.error();
    if (auto done = unit.PutStream(row); !done) return done.error();
    if (auto done = unit.ClearView(kCalendarView); !done) return done.error();  // every matter is looked at
    if (auto done = appender->Finish(); !done) return done.error();
    answer.kind = Answer::Kind::kRecorded;
    answer.pos = appender->first();
    answer.sver = row.sver;
    answer.events.push_back({std::string(kCalendarLoadedType), MomentOf(now), body});
    return store::Verdict::kCommit;
  });
  if (!verdict) return verdict.error();
  return answer;
}

}  // namespace guiju::cases
