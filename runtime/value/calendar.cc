// Counting working days, exactly where the calendar is known and with both bounds where it is not.
#include "runtime/value/calendar.h"

#include <fmt/core.h>

#include <algorithm>

#include "runtime/value/table_calendar.h"

namespace guiju::value {
namespace {

constexpr Day kLastCounted = kMaxDay + 400, kFirstCounted = kMinDay - 400;

base::Result<std::shared_ptr<const Calendar>> Make(const CalendarData& data,
                                                   std::unique_ptr<LoadedCalendarData> owner,
                                                   std::optional<Day> known, std::string_view region) {
  std::string_view canonical;
  std::string names;
  for (const RegionRow& row : data.regions) {
    if (row.spelling == region) canonical = row.region;
    if (row.spelling == row.region) names += fmt::format(" {}", row.region);
  }
  if (!region.empty() && canonical.empty()) {
    return base::Error{
        fmt::format("没有地区“{}”的放假资料，现有地区：{} (no calendar for region \"{}\"; known:{})", region,
                    names.empty() ? "无" : names.substr(1), region, names)};
  }
  return std::shared_ptr<const Calendar>(
      std::make_shared<TableCalendar>(data, std::move(owner), known, canonical));
}

}  // namespace

base::Result<std::shared_ptr<const Calendar>> Calendar::Builtin(std::optional<Day> known,
                                                                std::string_view region) {
  return Make(BuiltinCalendarData(), nullptr, known, region);
}

base::Result<std::shared_ptr<const Calendar>> Calendar::FromFiles(const std::string& directory,
                                                                  std::optional<Day> known,
                                                                  std::string_view region) {
  auto data = ReadCalendarFiles(directory);
  if (!data.ok()) return data.error();
  const CalendarData view = (*data)->View();
  return Make(view, std::move(*data), known, region);
}

base::Result<std::shared_ptr<const Calendar>> Calendar::FromDocuments(std::string_view documents,
                                                                      std::optional<Day> known,
                                                                      std::string_view region) {
  auto data = ReadCalendarDocuments(documents);
  if (!data.ok()) return data.error();
  const CalendarData view = (*data)->View();
  return Make(view, std::move(*data), known, region);
}

DueDate Calendar::AddWorkdaysOutside(Day start, int64_t n, std::span<const DaySpan> left_out) const {
  Day day = start;
  size_t next = 0;
  while (n > 0 && day <= kLastCounted) {
    ++day;
    for (; next < left_out.size() && left_out[next].from <= day; ++next) {
      day = std::max(day, left_out[next].to + 1);
    }
    n -= IsWorkday(day);
  }
  return {day, day, false, ""};
}

std::pair<int64_t, int64_t> Calendar::CountWorkdaysOutside(Day from, Day to,
                                                           std::span<const DaySpan> left_out) const {
  const auto out = [&](Day day) {
    return std::any_of(left_out.begin(), left_out.end(),
                       [&](const DaySpan& span) { return span.from <= day && day <= span.to; });
  };
  int64_t count = 0;
  for (Day day = from + 1; day <= to; ++day) count += IsWorkday(day) && !out(day);
  return {count, count};
}

// Fewest and most working days met so far on a walk through consecutive days, over all calendars consistent
// with the notices on file: each window's allowance is spent as early as it can be.
class TableCalendar::Tally {
 public:
  Tally(const TableCalendar& calendar, bool forward) : calendar_(calendar), forward_(forward) {}
  int64_t fewest = 0, most = 0;
  bool open = false;
  std::string missing;

  void Meet(Day day) {
    const DayKind kind = calendar_.KindOf(day);
    if (!calendar_.IsOpen(day)) return Count(kind == DayKind::kWorkday || kind == DayKind::kMakeUpWorkday);
    if (!open) missing = calendar_.MissingOn(day);
    open = true;
    const bool ordered =
        calendar_.InTable(day) && calendar_.span_of_[static_cast<size_t>(day - calendar_.first_)] >= 0;
    if (ordered || kind == DayKind::kHoliday) return Count(kind == DayKind::kMakeUpWorkday);
    if (kind == DayKind::kWorkday) {
      most += 1;
      fewest += Spend(day, &Spent::off) ? 0 : 1;
    } else {
      most += Spend(day, &Spent::makeup) ? 1 : 0;
    }
  }

 private:
  struct Spent {
    size_t window = 0;
    int off = 0, makeup = 0;
  };
  void Count(bool worked) {
    fewest += worked;
    most += worked;
  }
  // Takes one day of an allowance that covers `day`, of the window that the walk leaves first.
  bool Spend(Day day, int Spent::* kind) {
    std::vector<size_t> windows = calendar_.WindowsOn(day);
    std::sort(windows.begin(), windows.end(), [&](size_t a, size_t b) {
      const Window &x = calendar_.windows_[a], &y = calendar_.windows_[b];
      return forward_ ? x.to < y.to : x.from > y.from;
    });
    for (size_t window : windows) {
      auto spent =
          std::find_if(spent_.begin(), spent_.end(), [&](const Spent& s) { return s.window == window; });
      if (spent == spent_.end()) spent = spent_.insert(spent_.end(), Spent{window});
      const Window& allowance = calendar_.windows_[window];
      if ((*spent).*kind < (kind == &Spent::off ? allowance.extra_off : allowance.makeup)) {
        ++((*spent).*kind);
        return true;
      }
    }
    return false;
  }

  const TableCalendar& calendar_;
  bool forward_;
  std::vector<Spent> spent_;
};

DueDate TableCalendar::AddWorkdays(Day start, int64_t n) const {
  if (n == 0) return {start, start, false, ""};
  const Day next = start + 1;
  if (n > 0 && InTable(next)) {
    const auto at = static_cast<size_t>(next - first_);
    const int64_t target = rank_[at] + n - 1;
    if (target < static_cast<int64_t>(workdays_.size()) &&
        workdays_[static_cast<size_t>(target)] < open_until_[at]) {
      const Day day = workdays_[static_cast<size_t>(target)];
      return {day, day, false, ""};
    }
  }
  return Walk(start, n, {});
}

DueDate TableCalendar::AddWorkdaysOutside(Day start, int64_t n, std::span<const DaySpan> left_out) const {
  const bool met = !left_out.empty() && left_out.back().to > start;
  return met && n > 0 ? Walk(start, n, left_out) : AddWorkdays(start, n);
}

// Day by day to the n-th working day; backward only without days left out.
DueDate TableCalendar::Walk(Day start, int64_t n, std::span<const DaySpan> left_out) const {
  const int step = n > 0 ? 1 : -1;
  const int64_t wanted = n > 0 ? n : n == INT64_MIN ? INT64_MAX : -n;
  DueDate due;
  bool found = false;
  Tally tally(*this, step > 0);
  size_t next = 0;
  for (Day day = start + step;; day += step) {
    for (; next < left_out.size() && left_out[next].from <= day; ++next) {
      day = std::max(day, left_out[next].to + 1);
    }
    const bool end = day > kLastCounted || day < kFirstCounted;
    if (!end) tally.Meet(day);
    Day& first_met = step > 0 ? due.earliest : due.latest;
    Day& surely_met = step > 0 ? due.latest : due.earliest;
    if (!found && (tally.most >= wanted || end)) {
      first_met = day;
      found = true;
    }
    if (tally.fewest >= wanted || end) {
      surely_met = day;
      break;
    }
  }
  due.provisional = tally.open || due.earliest != due.latest;
  due.missing = tally.missing;
  return due;
}

DueDate TableCalendar::NextWorkday(Day day) const { return AddWorkdays(day - 1, 1); }

std::pair<int64_t, int64_t> TableCalendar::CountWorkdays(Day from, Day to) const {
  if (to <= from) return {0, 0};
  if (InTable(from + 1) && InTable(to) && open_until_[static_cast<size_t>(from + 1 - first_)] > to) {
    const auto last = static_cast<size_t>(to - first_);
    const bool worked = kinds_[last] == DayKind::kWorkday || kinds_[last] == DayKind::kMakeUpWorkday;
    const int64_t count = rank_[last] + (worked ? 1 : 0) - rank_[static_cast<size_t>(from + 1 - first_)];
    return {count, count};
  }
  return CountWorkdaysOutside(from, to, {});
}

std::pair<int64_t, int64_t> TableCalendar::CountWorkdaysOutside(Day from, Day to,
                                                                std::span<const DaySpan> left_out) const {
  Tally tally(*this, true);
  size_t next = 0;
  for (Day day = std::max(from + 1, kFirstCounted);; ++day) {
    for (; next < left_out.size() && left_out[next].from <= day; ++next) {
      day = std::max(day, left_out[next].to + 1);
    }
    if (day > std::min(to, kLastCounted)) return {tally.fewest, tally.most};
    tally.Meet(day);
  }
}

}  // namespace guiju::value
