#include "runtime/cases/calendars.h"

#include <fmt/format.h>

#include "runtime/record/encoding.h"

namespace guiju::cases {
namespace {

using record::Value;

constexpr size_t kMostBytes = 16 << 20;

std::string TextOf(const Value& value, std::string_view name) {
  const Value* member = value.Find(name);
  return member == nullptr || member->kind() != Value::Kind::kText ? std::string() : member->text();
}

base::Result<std::string> Print(const value::Calendar& calendar) {
  Value value = Value::EmptyObject();
  value.Insert("v", 1);
  value.Insert("region", calendar.region());
  value.Insert("known", calendar.known() ? Value(value::FormatDate(*calendar.known())) : Value());
  value.Insert("documents", calendar.Documents());
  return record::PrintJson(value);
}

base::Result<CalendarPtr> Read(const std::string& bytes) {
  auto value = record::ParseJson(bytes, kMostBytes);
  if (!value) return value.error();
  std::optional<value::Day> known;
  if (const std::string day = TextOf(*value, "known"); !day.empty()) known = value::ParseDate(day);
  return value::Calendar::FromDocuments(TextOf(*value, "documents"), known, TextOf(*value, "region"));
}

}  // namespace

base::Status ApplyToCalendar(std::string_view type, const Value& body, CalendarState* state) {
  if (type != kCalendarLoadedType)
    return base::Error{fmt::format("日历：不认识的事件 (unknown event {} of a calendar)", type)};
  state->digest = TextOf(body, "digest");
  state->region = TextOf(body, "region");
  if (!record::DigestOfHex(state->digest)) return base::Error{"calendar_loaded: digest"};
  return base::Done{};
}

std::string PrintCalendarState(const CalendarState& state) {
  Value value = Value::EmptyObject();
  value.Insert("digest", state.digest);
  value.Insert("region", state.region);
  return *record::PrintJson(value);
}

base::Result<CalendarState> ReadCalendarState(std::string_view bytes) {
  auto value = record::ParseJson(bytes);
  if (!value) return value.error();
  CalendarState state{TextOf(*value, "digest"), TextOf(*value, "region")};
  if (value->members().size() != 2 || !record::DigestOfHex(state.digest))
    return base::Error{"calendar state: digest, region"};
  return state;
}

CalendarPtr Calendars::Known(const std::string& digest) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(digest);
  return known == known_.end() ? nullptr : known->second;
}

base::Result<CalendarPtr> Calendars::Builtin() {
  const std::lock_guard lock(mutex_);
  if (builtin_ == nullptr) {
    auto calendar = value::Calendar::Builtin(known_day_, region_);
    if (!calendar) return calendar.error();
    builtin_ = known_.try_emplace((*calendar)->digest(), *calendar).first->second;
  }
  return builtin_;
}

base::Result<CalendarPtr> Calendars::Current(store::Reader& reader) {
  auto row = reader.ReadStream(kCalendarStream);
  if (!row) return row.error();
  if (!*row) return Builtin();
  auto state = ReadCalendarState((*row)->state);
  if (!state) return state.error();
  if (!region_.empty() && region_ != state->region) {
    // Another spelling of the same region, perhaps.
    auto asked = value::Calendar::Builtin(known_day_, region_);
    if (!asked || (*asked)->region() != state->region)
      return base::Error{
          fmt::format("库中载入的是{}的日历，与 --region {} 不符 (the store's calendar is of {}, not of {})",
                      state->region.empty() ? "全国" : state->region, region_,
                      state->region.empty() ? "the whole country" : state->region, region_)};
  }
  return Find(reader, state->digest);
}

base::Result<CalendarPtr> Calendars::Find(store::Reader& reader, const std::string& digest) {
  if (CalendarPtr known = Known(digest)) return known;
  auto builtin = Builtin();
  if (builtin && (*builtin)->digest() == digest) return *builtin;
  const auto key = record::DigestOfHex(digest);
  if (!key) return base::Error{fmt::format("“{}”不是日历摘要 (is no calendar digest)", digest)};
  auto bytes = reader.ReadBlob(*key);
  if (!bytes) return bytes.error();
  if (!*bytes) return base::Error{fmt::format("库中没有日历 {} (no such calendar in the store)", digest)};
  auto calendar = Read(**bytes);
  if (!calendar) return calendar.error();
  if ((*calendar)->digest() != digest)
    return base::Error{
        fmt::format("库中保存的日历数据与摘要 {} 不符 (the data kept is not that of this calendar)", digest)};
  const std::lock_guard lock(mutex_);
  return known_.try_emplace(digest, *calendar).first->second;
}

base::Status Calendars::Keep(store::Unit& unit, const value::Calendar& calendar) {
  const std::string& digest = calendar.digest();
  {
    const std::lock_guard lock(mutex_);
    if (kept_.contains(digest)) return base::Done{};
  }
  const auto key = record::DigestOfHex(digest);
  if (!key) return base::Error{fmt::format("“{}”不是日历摘要 (is no calendar digest)", digest)};
  auto there = unit.ReadBlob(*key);
  if (!there) return there.error();
  if (*there) {  // what this unit puts may still be refused, so only what is found counts
    const std::lock_guard lock(mutex_);
    kept_.insert(digest);
    return base::Done{};
  }
  auto bytes = Print(calendar);
  if (!bytes) return bytes.error();
  return unit.PutBlob(*key, *bytes);
}

}  // namespace guiju::cases
