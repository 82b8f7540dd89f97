#pragma once
// The Calendar over CalendarData: days of announced years as a table, everything else as windows of bounded
// change. Private to the room.
#include <memory>
#include <string>
#include <vector>

#include "runtime/value/calendar.h"
#include "runtime/value/calendar_data.h"

namespace guiju::value {

// Days of which a notice not on file may take up to `extra_off` more weekdays off and work up to `makeup`
// weekend days.
struct Window {
  Day from = 0, to = 0;
  int extra_off = 0, makeup = 0;
  const WindowRow* row = nullptr;
  int year = 0;  // whose notice is missing
};

class TableCalendar final : public Calendar {
 public:
  TableCalendar(const CalendarData& data, std::unique_ptr<LoadedCalendarData> owner, std::optional<Day> known,
                std::string_view region);

  DayKind KindOf(Day day) const override;
  bool IsAnnounced(int year) const override;
  std::string ReasonOf(Day day) const override;
  const std::string& digest() const override { return digest_; }
  DueDate AddWorkdays(Day start, int64_t n) const override;
  DueDate NextWorkday(Day day) const override;
  std::pair<int64_t, int64_t> CountWorkdays(Day from, Day to) const override;
  DueDate AddWorkdaysOutside(Day start, int64_t n, std::span<const DaySpan> left_out) const override;
  std::pair<int64_t, int64_t> CountWorkdaysOutside(Day from, Day to,
                                                   std::span<const DaySpan> left_out) const override;
  DayInfo Describe(Day day) const override;
  std::vector<Notice> NoticesFor(int year) const override;
  const std::string& region() const override { return region_; }
  std::optional<Day> known() const override { return known_; }
  std::string Documents() const override { return PrintCalendarDocuments(data_); }

 private:
  struct Statutory {
    Day day = 0;
    const StatutoryRow* row = nullptr;
  };
  class Tally;

  DueDate Walk(Day start, int64_t n, std::span<const DaySpan> left_out) const;
  void ChooseNotices();
  void FillTable();
  void FillWindows();
  void FillRanks();
  void Sign();
  std::optional<Day> FestivalDay(std::string_view festival, int year) const;
  void AddWindow(const WindowRow& row, int year);
  bool RegionKnows(std::string_view festival, int year) const;

  bool InTable(Day day) const { return day >= first_ && day < first_ + static_cast<Day>(kinds_.size()); }
  bool IsOpen(Day day) const;  // unannounced or inside a window
  const Statutory* StatutoryOn(Day day) const;
  std::vector<size_t> WindowsOn(Day day) const;
  std::string MissingOn(Day day) const;
  Notice ToNotice(const NoticeRow& row) const;

  CalendarData data_;
  std::unique_ptr<LoadedCalendarData> owner_;
  std::optional<Day> known_;
  std::string region_, region_title_, digest_;

  std::vector<uint16_t> used_;  // notices, in order of application
  std::vector<int> announced_;  // years, sorted
  Day first_ = 0;               // of the table: first day of the first announced year
  std::vector<DayKind> kinds_;
  std::vector<int16_t> span_of_;      // row of data_.spans that ordered the day, -1 none
  std::vector<Window> windows_;       // sorted by from
  std::vector<Statutory> statutory_;  // of unannounced years, sorted
  std::vector<Day> open_until_;       // by table day: the first open day at or after it (table end when none)
  std::vector<int32_t> rank_;         // by table day: working days of the table before it
  std::vector<Day> workdays_;
};

}  // namespace guiju::value
