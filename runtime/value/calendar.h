#pragma once
// China's working-day calendar: versions by announcement, regional layers, what was known when, counting
// rules. Data: stdlib/calendar/*.json, compiled in and overridable by a directory of such files.
//
// A year is "announced" when the State Council's notice for it is on file and was published by `known`. In
// other years the statutory holidays are certain, and the notice may move a bounded number of days inside
// windows around them (windows.json); answers that depend on it are intervals and provisional (暂定).
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/base/result.h"
#include "runtime/value/date.h"

namespace guiju::value {

enum class DayKind : uint8_t { kWorkday, kWeekend, kHoliday, kMakeUpWorkday };

// [earliest, latest]: equal and not provisional when the announced calendar decides; otherwise the year's
// notice is not yet announced (as known) and the answer is 暂定.
struct DueDate {
  Day earliest = 0, latest = 0;
  bool provisional = false;
  std::string missing;  // "2027年放假通知" when provisional
  friend bool operator==(const DueDate&, const DueDate&) = default;
};

// A stretch of days, both ends included. Lists of them are in order and do not touch.
struct DaySpan {
  Day from = 0, to = 0;
  friend bool operator==(const DaySpan&, const DaySpan&) = default;
};

struct Notice {
  std::string region;  // "" for the State Council's
  int year = 0;
  std::string number;  // 国办发明电〔2022〕16号; "" when the region's is not known
  std::string title, url;
  std::string verified;  // how far number and days were checked
  Day published = 0;
};

// What the calendar says about one day, and on whose word.
struct DayInfo {
  DayKind kind = DayKind::kWorkday;
  bool certain = true;  // false: a notice not on file may change it
  std::string
      occasion;  // 国庆节: holiday, or what the make-up day is for; of an uncertain day: what may change it
  std::optional<Notice> notice;  // unset for plain days, and for holidays known from the statute alone
  std::string missing;           // the notice wanting, when the year is not announced or the day uncertain
};

// Immutable; thread-safe.
class Calendar {
 public:
  // known: only notices published by that day count (nullopt: all). region: "" or one of its names, e.g.
  // "楚雄".
  static base::Result<std::shared_ptr<const Calendar>> Builtin(std::optional<Day> known,
                                                               std::string_view region);
  static base::Result<std::shared_ptr<const Calendar>> FromFiles(const std::string& directory,
                                                                 std::optional<Day> known,
                                                                 std::string_view region);
  // What Documents() gives, of this or another machine.
  static base::Result<std::shared_ptr<const Calendar>> FromDocuments(std::string_view documents,
                                                                     std::optional<Day> known,
                                                                     std::string_view region);
  virtual ~Calendar() = default;

  virtual DayKind KindOf(Day day) const = 0;  // unannounced years: weekends and statutory holidays
  virtual bool IsAnnounced(int year) const = 0;
  virtual std::string ReasonOf(Day day) const = 0;  // "国庆节 国办发明电〔2022〕16号", "" for plain days
  virtual const std::string& digest() const = 0;    // sha256 of the data used
  bool IsWorkday(Day day) const {
    const DayKind kind = KindOf(day);
    return kind == DayKind::kWorkday || kind == DayKind::kMakeUpWorkday;
  }

  // The n-th working day after `start` (start day excluded); n < 0: the |n|-th before it; 0: start itself.
  // Exact answers in announced years are O(1), others O(days). Saturates 400 days outside [kMinDay, kMaxDay].
  virtual DueDate AddWorkdays(Day start, int64_t n) const = 0;
  virtual DueDate NextWorkday(Day day) const = 0;  // day itself when it is one
  // Working days in (from, to]: fewest, most; {0, 0} when to <= from.
  virtual std::pair<int64_t, int64_t> CountWorkdays(Day from, Day to) const = 0;

  // The same as if the days left out did not exist. n >= 0. The plain versions here are for calendars without
  // open days.
  virtual DueDate AddWorkdaysOutside(Day start, int64_t n, std::span<const DaySpan> left_out) const;
  virtual std::pair<int64_t, int64_t> CountWorkdaysOutside(Day from, Day to,
                                                           std::span<const DaySpan> left_out) const;

  virtual DayInfo Describe(Day day) const = 0;
  virtual std::vector<Notice> NoticesFor(int year) const = 0;  // those used, in order of publication
  virtual const std::string& region() const = 0;               // canonical name, "" national
  virtual std::optional<Day> known() const = 0;
  // All its data as one text, notices of other regions and later publication included; "[]" where a calendar
  // has no such data. With the same `known` and region it gives the same digest again.
  virtual std::string Documents() const { return "[]"; }
};

}  // namespace guiju::value
