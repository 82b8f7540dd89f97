#pragma once
// Calendars of a store: by which one matters are judged, and any that an entry names. Their data is kept in
// the store under their digest, as the sources of policies are, so that a date of years ago is counted on the
// calendar it was counted on.
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "compiler/base/result.h"
#include "runtime/record/json.h"
#include "runtime/store/unit.h"
#include "runtime/value/calendar.h"

namespace guiju::cases {

using CalendarPtr = std::shared_ptr<const value::Calendar>;

inline constexpr std::string_view kCalendarStream = "calendar/cn";
// Body: digest, region, notices [{number, title, published, year}], announced {first, last}, loaded_by,
// approved_by. The entry's calendar is the one loaded.
inline constexpr std::string_view kCalendarLoadedType = "calendar_loaded";

// What the stream of a calendar is folded to: the one loaded last.
struct CalendarState {
  std::string digest;  // 64 hex digits; "" before the first
  std::string region;
  friend bool operator==(const CalendarState&, const CalendarState&) = default;
};
base::Status ApplyToCalendar(std::string_view type, const record::Value& body, CalendarState* state);
std::string PrintCalendarState(const CalendarState& state);
base::Result<CalendarState> ReadCalendarState(std::string_view bytes);

// Of one agency. Thread-safe.
class Calendars {
 public:
  Calendars(std::optional<value::Day> known, std::string region)
      : known_day_(known), region_(std::move(region)) {}

  // The one loaded last; before there is any, the one compiled in. An Error: a region was asked for that the
  // loaded one is not of. One row is read.
  base::Result<CalendarPtr> Current(store::Reader& reader);
  // 64 hex digits. An Error: its data is not there, or no longer gives this digest.
  base::Result<CalendarPtr> Find(store::Reader& reader, const std::string& digest);
  // Its data into the store unless it is there; in the unit of the first entry that names it.
  base::Status Keep(store::Unit& unit, const value::Calendar& calendar);

 private:
  base::Result<CalendarPtr> Builtin();
  CalendarPtr Known(const std::string& digest);

  const std::optional<value::Day> known_day_;
  const std::string region_;
  std::mutex mutex_;
  std::map<std::string, CalendarPtr> known_;
  std::set<std::string> kept_;  // digests seen in the store
  CalendarPtr builtin_;
};

}  // namespace guiju::cases
