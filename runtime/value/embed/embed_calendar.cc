// Build step: embed_calendar DIRECTORY OUTPUT writes the calendar files as constexpr rows.
#include <fmt/core.h>

#include <cstdio>

#include "runtime/value/calendar_data.h"

namespace {

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

int main(int argc, char** argv) {
  using namespace guiju::value;
  if (argc != 3) return 2;
  auto read = ReadCalendarFiles(argv[1]);
  if (!read.ok()) {
    fmt::print(stderr, "{}\n", read.error().message);
    return 1;
  }
  const CalendarData data = (*read)->View();
  std::string text = "constexpr NoticeRow kNotices[] = {\n";
  for (const NoticeRow& row : data.notices) {
    text += fmt::format("{{{}, {}, {}, {}, {}, {}, {}, {}}},\n", Quoted(row.region), row.year, row.amends,
                        Quoted(row.number), Quoted(row.title), Quoted(row.url), Quoted(row.verified),
                        row.published);
  }
  text += "};\nconstexpr SpanRow kSpans[] = {\n";
  for (const SpanRow& row : data.spans) {
    text += fmt::format("{{{}, SpanKind::{}, {}, {}, {}}},\n", row.notice,
                        row.kind == SpanKind::kHoliday ? "kHoliday" : "kMakeUp", row.from, row.to,
                        Quoted(row.occasion));
  }
  text += "};\nconstexpr LunarRow kLunar[] = {\n";
  for (const LunarRow& row : data.lunar)
    text += fmt::format("{{{}, {}, {}}},\n", row.year, Quoted(row.festival), row.day);
  text += "};\nconstexpr StatutoryRow kStatutory[] = {\n";
  for (const StatutoryRow& row : data.statutory) {
    text += fmt::format("{{{}, {}, {}, {}}},\n", Quoted(row.festival), row.first, row.last, row.since);
  }
  text += "};\nconstexpr WindowRow kWindows[] = {\n";
  for (const WindowRow& row : data.windows) {
    text += fmt::format("{{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}}},\n", Quoted(row.region),
                        Quoted(row.festival), row.before, row.after, row.extra_off, row.makeup,
                        row.from_month, row.from_day, row.to_month, row.to_day);
  }
  text += "};\nconstexpr RegionRow kRegions[] = {\n";
  for (const RegionRow& row : data.regions)
    text += fmt::format("{{{}, {}}},\n", Quoted(row.region), Quoted(row.spelling));
  text += "};\nconstexpr RuleRow kRules[] = {\n";
  for (const RuleRow& row : data.rules) {
    text += fmt::format("{{{}, {}, {}, {}, {}, {}}},\n", Quoted(row.key), Quoted(row.zh), Quoted(row.en),
                        Quoted(row.basis), Quoted(row.doubt_zh), Quoted(row.doubt_en));
  }
  text += "};\n";
  std::FILE* file = std::fopen(argv[2], "wb");
  if (file == nullptr || std::fwrite(text.data(), 1, text.size(), file) != text.size() ||
      std::fclose(file) != 0) {
    fmt::print(stderr, "{}: cannot be written\n", argv[2]);
    return 1;
  }
  return 0;
}
