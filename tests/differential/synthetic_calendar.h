#pragma once
// A calendar made of two sets of working days: `certain` days work whatever is announced, `possible` days
// may. In announced years both are the same set. Answers follow from counting days, so they are right by
// construction.
#include <string>
#include <vector>

#include "runtime/value/calendar.h"
#include "tests/differential/random.h"

namespace guiju::differential {

class SyntheticCalendar : public value::Calendar {
 public:
  // announced_until: last announced year; later years have days that may or may not be working days.
  SyntheticCalendar(uint64_t seed, int announced_until);

  value::DayKind KindOf(value::Day day) const override;
  bool IsAnnounced(int year) const override { return year <= announced_until_; }
  std::string ReasonOf(value::Day) const override { return ""; }
  const std::string& digest() const override { return digest_; }
  value::DueDate AddWorkdays(value::Day start, int64_t n) const override;
  value::DueDate NextWorkday(value::Day day) const override;
  std::pair<int64_t, int64_t> CountWorkdays(value::Day from, value::Day to) const override;
  value::DayInfo Describe(value::Day day) const override;
  std::vector<value::Notice> NoticesFor(int) const override { return {}; }
  const std::string& region() const override { return region_; }
  std::optional<value::Day> known() const override { return std::nullopt; }

 private:
  using Counts = std::vector<int32_t>;  // working days up to and including kFirst + index
  int64_t CountUpTo(const Counts& counts, value::Day day) const;
  value::Day NthAfter(const Counts& counts, value::Day start, int64_t n) const;   // n > 0
  value::Day NthBefore(const Counts& counts, value::Day start, int64_t n) const;  // n > 0

  int announced_until_;
  std::string digest_, region_;
  Counts possible_, certain_;
};

}  // namespace guiju::differential
