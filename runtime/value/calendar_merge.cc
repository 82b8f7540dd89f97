#include "runtime/value/calendar_merge.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/base/check.h"
#include "runtime/value/calendar_data.h"

namespace guiju::value {
namespace {

using Json = nlohmann::json;

constexpr int kFirstYear = 1990, kLastYear = 2100;

base::Error Wrong(const std::string& zh, const std::string& en) {
  return base::Error{fmt::format("日历文件不能采用：{} (the calendar file cannot be taken: {})", zh, en)};
}

// The rows of the file alone; what its members must be is the reader's to say.
base::Result<std::unique_ptr<LoadedCalendarData>> RowsOf(const Json& document) {
  auto rows = ReadCalendarDocuments(Json::array({document}).dump());
  if (!rows) {
    const std::string& message = rows.error().message;
    return Wrong("格式不对，写法见 stdlib/calendar/README.md；" + message, message);
  }
  return rows;
}

base::Status CheckNotice(const CalendarData& data, size_t index) {
  const NoticeRow& notice = data.notices[index];
  const std::string name(notice.number.empty() ? notice.title : notice.number);
  if (notice.year < kFirstYear || notice.year > kLastYear)
    return Wrong(fmt::format("{}：年份 {} 不在 {} 到 {} 之间", name, notice.year, kFirstYear, kLastYear),
                 fmt::format("{}: the year {}", name, notice.year));
  if (notice.region.empty() && notice.number.empty())
    return Wrong(fmt::format("{}年的通知没有文号", notice.year),
                 fmt::format("the notice of {} has no number", notice.year));
  const int published = ToCivil(notice.published).year;
  if (published < notice.year - 1 || published > notice.year)
    return Wrong(fmt::format("{}：公布日期 {} 不在当年或者上一年", name, FormatDate(notice.published)),
                 fmt::format("{}: published {}", name, FormatDate(notice.published)));
  // A notice may reach into the days around New Year.
  const Day first = FromCivil({notice.year - 1, 12, 20}), last = FromCivil({notice.year + 1, 1, 10});
  bool any = false;
  for (const SpanRow& span : data.spans) {
    if (span.notice != index) continue;
    any = true;
    const std::string day = FormatDate(span.from);
    if (span.from < first || span.to > last)
      return Wrong(fmt::format("{}：{} 不是 {} 年的日子", name, day, notice.year),
                   fmt::format("{}: {} is no day of {}", name, day, notice.year));
    if (span.kind != SpanKind::kMakeUp) continue;
    if (WeekdayOf(span.from) < 6)
      return Wrong(fmt::format("{}：调休上班日 {} 不是周末", name, day),
                   fmt::format("{}: the make-up day {} is no weekend", name, day));
    const bool off = std::ranges::any_of(data.spans, [&](const SpanRow& other) {
      return other.notice == index && other.kind == SpanKind::kHoliday && other.from <= span.from &&
             span.from <= other.to;
    });
    if (off)
      return Wrong(fmt::format("{}：{} 既放假又上班", name, day),
                   fmt::format("{}: {} is both off and worked", name, day));
  }
  if (!any)
    return Wrong(fmt::format("{}：没有写放假和调休的日子", name), fmt::format("{}: it names no day", name));
  return base::Done{};
}

bool SameText(const Json& a, const Json& b, const char* member) {
  return a.contains(member) && b.contains(member) && a[member] == b[member];
}
bool Amends(const Json& notice) {
  const auto amends = notice.find("amends");
  if (amends == notice.end()) return false;
  return !amends->is_string() || !amends->get_ref<const std::string&>().empty();
}
const Json& YearOf(const Json& document, const Json& notice) {
  return document["layer"] == "national" ? document["year"] : notice["year"];
}
bool SameLayer(const Json& a, const Json& b) {
  return a["layer"] == b["layer"] && (a["layer"] != "regional" || a["region"] == b["region"]);
}

// In the place of the notice it is a new text of; else at the end.
base::Status PutNotice(const Json& document, const Json& notice, Json* documents) {
  const Json& year = YearOf(document, notice);
  for (Json& other : *documents) {
    if (!SameLayer(other, document)) continue;
    for (Json& old : other["notices"]) {
      if (YearOf(other, old) != year) continue;
      const char* identity = notice["number"].get<std::string>().empty() ? "title" : "number";
      if (SameText(old, notice, identity)) {
        old = notice;
        return base::Done{};
      }
      if (document["layer"] == "national" && !Amends(notice) && !Amends(old)) {
        const auto number = old["number"].get<std::string>();
        return Wrong(fmt::format("{}年的安排已有 {}；中途修改的通知要写 amends（所修改的文号），"
                                 "更正录入差错要用原来的文号",
                                 year.get<int>(), number),
                     fmt::format("{} is arranged by {} already; a change needs \"amends\", a correction the "
                                 "number it has",
                                 year.get<int>(), number));
      }
    }
  }
  Json added = document;
  added["notices"] = Json::array({notice});
  if (document["layer"] == "regional") {
    for (Json& other : *documents) {
      if (!SameLayer(other, document)) continue;
      other["notices"].push_back(notice);
      return base::Done{};
    }
  }
  documents->push_back(std::move(added));
  return base::Done{};
}

base::Status Put(const Json& document, Json* documents) {
  const auto same =
      std::ranges::find_if(*documents, [&](const Json& one) { return SameLayer(one, document); });
  const bool has_notices = document.contains("notices");
  if (!has_notices || same == documents->end()) {
    if (same == documents->end()) {
      documents->push_back(document);
    } else {
      *same = document;
    }
    return base::Done{};
  }
  if (document["layer"] == "regional") {
    (*same)["names"] = document["names"];
    (*same)["occasions"] = document["occasions"];
  }
  for (const Json& notice : document["notices"]) {
    if (auto done = PutNotice(document, notice, documents); !done) return done;
  }
  return base::Done{};
}

}  // namespace

base::Result<MergedCalendar> MergeDocument(const Calendar& base, std::string_view file,
                                           std::string_view region) {
  const Json document = Json::parse(file, nullptr, false);
  if (document.is_discarded()) return Wrong("不是 JSON", "it is no JSON");
  auto rows = RowsOf(document);
  if (!rows) return rows.error();
  const CalendarData data = (*rows)->View();
  for (size_t i = 0; i < data.notices.size(); ++i) {
    if (auto done = CheckNotice(data, i); !done) return done.error();
  }
  if (document.contains("notices") && data.notices.empty()) return Wrong("没有通知", "it has no notice");
  Json documents = Json::parse(base.Documents(), nullptr, false);
  GJ_CHECK(documents.is_array());  // printed by this room
  if (auto done = Put(document, &documents); !done) return done.error();
  auto calendar = Calendar::FromDocuments(documents.dump(), base.known(), region);
  if (!calendar) return calendar.error();
  MergedCalendar merged{*std::move(calendar), {}};
  for (const NoticeRow& row : data.notices)
    merged.notices.push_back({std::string(row.region), row.year, std::string(row.number),
                              std::string(row.title), std::string(row.url), std::string(row.verified),
                              row.published});
  return merged;
}

}  // namespace guiju::value
