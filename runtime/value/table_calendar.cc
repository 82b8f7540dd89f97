// Building the table: which notices count, what they say of each day, where they leave days open.
#include "runtime/value/table_calendar.h"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/base/sha256.h"

namespace guiju::value {
namespace {

constexpr int kFirstYear = 1899, kLastYear = 2102;
constexpr Day kLongestWindow = 70;

bool IsWeekend(Day day) { return WeekdayOf(day) >= 6; }

}  // namespace

TableCalendar::TableCalendar(const CalendarData& data, std::unique_ptr<LoadedCalendarData> owner,
                             std::optional<Day> known, std::string_view region)
    : data_(data), owner_(std::move(owner)), known_(known), region_(region) {
  ChooseNotices();
  FillTable();
  FillWindows();
  FillRanks();
  Sign();
}

void TableCalendar::ChooseNotices() {
  for (size_t i = 0; i < data_.notices.size(); ++i) {
    const NoticeRow& row = data_.notices[i];
    if (known_ && row.published > *known_) continue;
    if (!row.region.empty() && row.region != region_) continue;
    used_.push_back(static_cast<uint16_t>(i));
    if (row.region.empty() && !row.amends) announced_.push_back(row.year);
  }
  // National notices before regional ones, each in order of publication, so that the later word wins.
  std::stable_sort(used_.begin(), used_.end(), [&](uint16_t a, uint16_t b) {
    const NoticeRow &x = data_.notices[a], &y = data_.notices[b];
    return std::pair(!x.region.empty(), x.published) < std::pair(!y.region.empty(), y.published);
  });
  std::sort(announced_.begin(), announced_.end());
}

void TableCalendar::FillTable() {
  if (announced_.empty()) return;
  first_ = FromCivil({announced_.front(), 1, 1});
  const Day end = FromCivil({announced_.back() + 1, 1, 1});
  kinds_.reserve(static_cast<size_t>(end - first_));
  int weekday = WeekdayOf(first_);
  for (Day day = first_; day < end; ++day) {
    kinds_.push_back(weekday >= 6 ? DayKind::kWeekend : DayKind::kWorkday);
    weekday = weekday % 7 + 1;
  }
  span_of_.assign(kinds_.size(), -1);
  for (uint16_t notice : used_) {
    for (size_t i = 0; i < data_.spans.size(); ++i) {
      const SpanRow& span = data_.spans[i];
      if (span.notice != notice) continue;
      for (Day day = span.from; day <= span.to; ++day) {
        if (!InTable(day)) continue;
        const auto at = static_cast<size_t>(day - first_);
        kinds_[at] = span.kind == SpanKind::kHoliday ? DayKind::kHoliday : DayKind::kMakeUpWorkday;
        span_of_[at] = static_cast<int16_t>(i);
      }
    }
  }
}

std::optional<Day> TableCalendar::FestivalDay(std::string_view festival, int year) const {
  if (festival == "元旦") return FromCivil({year, 1, 1});
  if (festival == "劳动节") return FromCivil({year, 5, 1});
  if (festival == "国庆节") return FromCivil({year, 10, 1});
  // Sun's longitude 15°: in China's time 4 or 5 April, by the place of the year in the leap cycle (valid
  // 2008–2043).
  if (festival == "清明节") return FromCivil({year, 4, year % 4 <= 1 ? 4 : 5});
  for (const LunarRow& row : data_.lunar) {
    if (row.year == year && row.festival == festival) return row.day;
  }
  return std::nullopt;
}

bool TableCalendar::RegionKnows(std::string_view festival, int year) const {
  for (const SpanRow& span : data_.spans) {
    const NoticeRow& notice = data_.notices[span.notice];
    if (notice.region == region_ && notice.year == year && span.occasion == festival &&
        std::find(used_.begin(), used_.end(), span.notice) != used_.end()) {
      return true;
    }
  }
  return false;
}

void TableCalendar::AddWindow(const WindowRow& row, int year) {
  Window window{0, 0, row.extra_off, row.makeup, &row, year};
  if (const auto festival = row.region.empty() ? FestivalDay(row.festival, year) : std::nullopt) {
    window.from = *festival - row.before;
    window.to = *festival + row.after;
  } else {
    window.from = FromCivil({year, row.from_month, row.from_day});
    window.to = FromCivil({year, row.to_month, row.to_day});
  }
  const Day new_year = FromCivil({year, 1, 1});
  if (window.from < new_year && !(row.region.empty() && WeekdayOf(new_year) == 2)) window.from = new_year;
  windows_.push_back(window);
}

void TableCalendar::FillWindows() {
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    const bool announced = IsAnnounced(year);
    for (const WindowRow& row : data_.windows) {
      if (row.region.empty() ? announced : row.region != region_ || RegionKnows(row.festival, year)) continue;
      AddWindow(row, year);
    }
    if (announced) continue;
    for (const StatutoryRow& row : data_.statutory) {
      const auto festival = FestivalDay(row.festival, year);
      if (!festival || year < row.since) continue;
      for (Day day = *festival + row.first; day <= *festival + row.last; ++day)
        statutory_.push_back({day, &row});
    }
  }
  std::sort(windows_.begin(), windows_.end(),
            [](const Window& a, const Window& b) { return a.from < b.from; });
  std::stable_sort(statutory_.begin(), statutory_.end(),
                   [](const Statutory& a, const Statutory& b) { return a.day < b.day; });
}

void TableCalendar::FillRanks() {
  rank_.reserve(kinds_.size());
  for (size_t i = 0; i < kinds_.size(); ++i) {
    rank_.push_back(static_cast<int32_t>(workdays_.size()));
    if (kinds_[i] == DayKind::kWorkday || kinds_[i] == DayKind::kMakeUpWorkday)
      workdays_.push_back(first_ + static_cast<Day>(i));
  }
  std::vector<bool> open(kinds_.size(), false);
  for (const Window& window : windows_) {
    for (Day day = std::max(window.from, first_); day <= window.to && InTable(day); ++day)
      open[static_cast<size_t>(day - first_)] = true;
  }
  for (int year = announced_.empty() ? 1 : announced_.front();
       !announced_.empty() && year < announced_.back(); ++year) {
    if (IsAnnounced(year)) continue;
    for (Day day = FromCivil({year, 1, 1}); day < FromCivil({year + 1, 1, 1}); ++day)
      open[static_cast<size_t>(day - first_)] = true;
  }
  open_until_.assign(kinds_.size(), 0);
  Day next = first_ + static_cast<Day>(kinds_.size());
  for (size_t i = kinds_.size(); i-- > 0;) {
    if (open[i]) next = first_ + static_cast<Day>(i);
    open_until_[i] = next;
  }
}

void TableCalendar::Sign() {
  std::string text = fmt::format("guiju-calendar-1 region={}\n", region_);
  for (uint16_t notice : used_) {
    const NoticeRow& row = data_.notices[notice];
    text += fmt::format("{} {} {} {}\n", row.region, row.year, row.number, row.published);
  }
  for (const Window& window : windows_) {
    if (window.from >= first_ - 366 && window.to <= first_ + static_cast<Day>(kinds_.size()) + 366) {
      text += fmt::format("w{} {} {} {}\n", window.from, window.to, window.extra_off, window.makeup);
    }
  }
  text += fmt::format("{}\n", first_);
  for (DayKind kind : kinds_) text += static_cast<char>('0' + static_cast<int>(kind));
  digest_ = base::ToHex(base::Sha256(text));
}

bool TableCalendar::IsAnnounced(int year) const {
  return std::binary_search(announced_.begin(), announced_.end(), year);
}

const TableCalendar::Statutory* TableCalendar::StatutoryOn(Day day) const {
  const auto found = std::lower_bound(statutory_.begin(), statutory_.end(), day,
                                      [](const Statutory& s, Day d) { return s.day < d; });
  return found != statutory_.end() && found->day == day ? &*found : nullptr;
}

std::vector<size_t> TableCalendar::WindowsOn(Day day) const {
  std::vector<size_t> found;
  auto it = std::upper_bound(windows_.begin(), windows_.end(), day,
                             [](Day d, const Window& w) { return d < w.from; });
  while (it != windows_.begin()) {
    --it;
    if (it->from < day - kLongestWindow) break;
    if (it->to >= day) found.push_back(static_cast<size_t>(it - windows_.begin()));
  }
  return found;
}

bool TableCalendar::IsOpen(Day day) const {
  if (InTable(day)) return open_until_[static_cast<size_t>(day - first_)] == day;
  return true;
}

DayKind TableCalendar::KindOf(Day day) const {
  if (InTable(day)) {
    const DayKind kind = kinds_[static_cast<size_t>(day - first_)];
    if (span_of_[static_cast<size_t>(day - first_)] >= 0 || IsAnnounced(ToCivil(day).year)) return kind;
  }
  if (StatutoryOn(day) != nullptr) return DayKind::kHoliday;
  return IsWeekend(day) ? DayKind::kWeekend : DayKind::kWorkday;
}

std::string TableCalendar::MissingOn(Day day) const {
  const int year = ToCivil(day).year;
  for (size_t index : WindowsOn(day)) {
    const Window& window = windows_[index];
    if (window.row->region.empty()) return fmt::format("{}年放假通知", window.year);
    return fmt::format("{}{}年放假通知（{}）", window.row->region, window.year, window.row->festival);
  }
  return IsAnnounced(year) ? "" : fmt::format("{}年放假通知", year);
}

Notice TableCalendar::ToNotice(const NoticeRow& row) const {
  return {std::string(row.region),
          row.year,
          std::string(row.number),
          std::string(row.title),
          std::string(row.url),
          std::string(row.verified),
          row.published};
}

DayInfo TableCalendar::Describe(Day day) const {
  DayInfo info;
  info.kind = KindOf(day);
  info.missing = MissingOn(day);
  const std::vector<size_t> windows = WindowsOn(day);
  info.certain = windows.empty() || StatutoryOn(day) != nullptr;
  if (InTable(day) && span_of_[static_cast<size_t>(day - first_)] >= 0) {
    const SpanRow& span = data_.spans[static_cast<size_t>(span_of_[static_cast<size_t>(day - first_)])];
    info.occasion = span.occasion;
    info.notice = ToNotice(data_.notices[span.notice]);
    info.certain = true;
  } else if (const Statutory* statutory = StatutoryOn(day)) {
    info.occasion = statutory->row->festival;
  } else if (!windows.empty()) {
    info.occasion = windows_[windows.front()].row->festival;
  }
  return info;
}

std::string TableCalendar::ReasonOf(Day day) const {
  const DayInfo info = Describe(day);
  if (info.occasion.empty() || !info.certain) return "";
  if (!info.notice) return fmt::format("{} 全国年节及纪念日放假办法", info.occasion);
  return fmt::format("{} {}", info.occasion,
                     info.notice->number.empty() ? info.notice->title : info.notice->number);
}

std::vector<Notice> TableCalendar::NoticesFor(int year) const {
  std::vector<Notice> notices;
  for (uint16_t used : used_) {
    if (data_.notices[used].year == year) notices.push_back(ToNotice(data_.notices[used]));
  }
  return notices;
}

}  // namespace guiju::value
