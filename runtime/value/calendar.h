#pragma once
// China's working-day calendar: versions by announcement, regional layers, what was known when, counting rules.
// Data: stdlib/calendar/*.json, compiled in and overridable by a file.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "runtime/value/date.h"

namespace guiju::value {

enum class DayKind : uint8_t { kWorkday, kWeekend, kHoliday, kMakeUpWorkday };

// [earliest, latest]: equal and not provisional when the announced calendar decides; otherwise the year's notice is not
// yet announced (as known) and the answer is 暂定.
struct DueDate {
  Day earliest = 0, latest = 0;
  bool provisional = false;
  std::string missing;  // "2027年放假通知" when provisional
};

// Immutable; thread-safe.
class Calendar {
 public:
  // known: only notices published by that day count (nullopt: all). region: "" or e.g. "楚雄".
  static base::Result<std::shared_ptr<const Calendar>> Builtin(std::optional<Day> known, std::string_view region);
  static base::Result<std::shared_ptr<const Calendar>> FromFiles(const std::string& directory, std::optional<Day> known,
                                                                 std::string_view region);
  virtual ~Calendar() = default;

  virtual DayKind KindOf(Day day) const = 0;          // unannounced years: weekends only
  virtual bool IsAnnounced(int year) const = 0;
  virtual std::string ReasonOf(Day day) const = 0;    // "国庆节 国办发明电〔2022〕16号", "" for plain days
  virtual const std::string& digest() const = 0;      // sha256 of the data used
  bool IsWorkday(Day day) const;

  // Start day excluded. n >= 0 forward; O(n) at worst.
  virtual DueDate AddWorkdays(Day start, int64_t n) const = 0;
  virtual DueDate NextWorkday(Day day) const = 0;     // day itself when it is one
  virtual std::pair<int64_t, int64_t> CountWorkdays(Day from, Day to) const = 0;  // in (from, to]; fewest, most
};

}  // namespace guiju::value
