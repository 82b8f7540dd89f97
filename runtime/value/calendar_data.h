#pragma once
// Rows of stdlib/calendar/*.json as they are compiled in or read from a directory. Views only: the builtin
// rows live in the binary, file rows in the LoadedCalendarData that produced them.
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"

namespace guiju::value {

enum class SpanKind : uint8_t { kHoliday, kMakeUp };

struct NoticeRow {
  std::string_view region;
  int year = 0;
  bool amends = false;
  std::string_view number, title, url, verified;
  int32_t published = 0;
};
struct SpanRow {  // days [from, to] as notice `notice` orders them; later notices win
  uint16_t notice = 0;
  SpanKind kind = SpanKind::kHoliday;
  int32_t from = 0, to = 0;
  std::string_view occasion;
};
struct LunarRow {
  int year = 0;
  std::string_view festival;
  int32_t day = 0;
};
struct StatutoryRow {  // days off by statute: festival + first … festival + last, from year `since`
  std::string_view festival;
  int first = 0, last = 0, since = 0;
};
struct WindowRow {          // where a notice not on file may change days, and how many
  std::string_view region;  // "" national; otherwise an occasion of that region
  std::string_view festival;
  int before = 0, after = 0;  // days around the festival; ignored when `fallback` applies
  int extra_off = 0, makeup = 0;
  int from_month = 0, from_day = 0, to_month = 0, to_day = 0;  // fallback: fixed window; 0 none
};
struct RegionRow {
  std::string_view region, spelling;
};
struct RuleRow {  // a counting rule with its legal basis
  std::string_view key, zh, en, basis, doubt_zh, doubt_en;
};

struct CalendarData {
  std::span<const NoticeRow> notices;  // by year, then publication
  std::span<const SpanRow> spans;
  std::span<const LunarRow> lunar;
  std::span<const StatutoryRow> statutory;
  std::span<const WindowRow> windows;
  std::span<const RegionRow> regions;
  std::span<const RuleRow> rules;
};

const CalendarData& BuiltinCalendarData();

struct LoadedCalendarData {
  std::deque<std::string> texts;  // what the rows view
  std::vector<NoticeRow> notices;
  std::vector<SpanRow> spans;
  std::vector<LunarRow> lunar;
  std::vector<StatutoryRow> statutory;
  std::vector<WindowRow> windows;
  std::vector<RegionRow> regions;
  std::vector<RuleRow> rules;
  CalendarData View() const { return {notices, spans, lunar, statutory, windows, regions, rules}; }
};
// Reads every *.json of the directory. The error names file and member.
base::Result<std::unique_ptr<LoadedCalendarData>> ReadCalendarFiles(const std::string& directory);
// The same of one text: a JSON list of such files. The error names the document by its place.
base::Result<std::unique_ptr<LoadedCalendarData>> ReadCalendarDocuments(std::string_view documents);
// The rows as such a text; read again they are the same, but for what rows do not hold (published_note …).
std::string PrintCalendarDocuments(const CalendarData& data);

}  // namespace guiju::value
