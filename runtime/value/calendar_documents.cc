// Rows written as the documents they could have come from (format: stdlib/calendar/README.md).
#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <set>

#include "runtime/value/calendar_data.h"
#include "runtime/value/date.h"

namespace guiju::value {
namespace {

using Json = nlohmann::json;

Json Document(const char* layer) { return {{"format", "guiju-calendar-1"}, {"layer", layer}}; }

Json NoticeJson(const CalendarData& data, size_t index) {
  const NoticeRow& row = data.notices[index];
  Json notice{{"number", row.number},
              {"title", row.title},
              {"url", row.url},
              {"verified", row.verified},
              {"published", FormatDate(row.published)},
              {"holidays", Json::array()},
              {"workdays", Json::array()}};
  if (!row.region.empty()) notice["year"] = row.year;
  if (row.amends) notice["amends"] = "yes";  // which one the rows do not hold
  for (const SpanRow& span : data.spans) {
    if (span.notice != index) continue;
    switch (span.kind) {
      case SpanKind::kHoliday:
        notice["holidays"].push_back(
            {{"name", span.occasion}, {"from", FormatDate(span.from)}, {"to", FormatDate(span.to)}});
        break;
      case SpanKind::kMakeUp:
        notice["workdays"].push_back({{"date", FormatDate(span.from)}, {"for", span.occasion}});
        break;
    }
  }
  return notice;
}

Json WindowJson(const WindowRow& row) {
  Json window{{"name", row.festival},
              {"before", row.before},
              {"after", row.after},
              {"extra_off", row.extra_off},
              {"makeup", row.makeup}};
  if (row.from_month > 0) window["from"] = fmt::format("{:02}-{:02}", row.from_month, row.from_day);
  if (row.to_month > 0) window["to"] = fmt::format("{:02}-{:02}", row.to_month, row.to_day);
  return window;
}

Json RegionJson(const CalendarData& data, std::string_view region) {
  Json document = Document("regional");
  document["region"] = region;
  document["names"] = document["notices"] = document["occasions"] = Json::array();
  for (const RegionRow& row : data.regions) {
    if (row.region == region) document["names"].push_back(row.spelling);
  }
  for (size_t i = 0; i < data.notices.size(); ++i) {
    if (data.notices[i].region == region) document["notices"].push_back(NoticeJson(data, i));
  }
  for (const WindowRow& row : data.windows) {
    if (row.region == region) document["occasions"].push_back(WindowJson(row));
  }
  return document;
}

Json RulesJson(const CalendarData& data) {
  Json document = Document("rules");
  document["lunar"] = Json::object();
  document["statutory"] = document["windows"] = Json::array();
  for (const LunarRow& row : data.lunar)
    document["lunar"][fmt::format("{}", row.year)][std::string(row.festival)] = FormatDate(row.day);
  for (const StatutoryRow& row : data.statutory) {
    document["statutory"].push_back(
        {{"name", row.festival}, {"first", row.first}, {"last", row.last}, {"since", row.since}});
  }
  for (const WindowRow& row : data.windows) {
    if (row.region.empty()) document["windows"].push_back(WindowJson(row));
  }
  return document;
}

Json CountingJson(const CalendarData& data) {
  Json document = Document("counting");
  document["rules"] = Json::array();
  for (const RuleRow& row : data.rules) {
    document["rules"].push_back({{"key", row.key},
                                 {"zh", row.zh},
                                 {"en", row.en},
                                 {"basis", row.basis},
                                 {"doubt_zh", row.doubt_zh},
                                 {"doubt_en", row.doubt_en}});
  }
  return document;
}

}  // namespace

std::string PrintCalendarDocuments(const CalendarData& data) {
  Json documents = Json::array();
  for (size_t i = 0; i < data.notices.size(); ++i) {
    const NoticeRow& row = data.notices[i];
    if (!row.region.empty()) continue;
    if (documents.empty() || documents.back()["year"] != row.year) {
      documents.push_back(Document("national"));
      documents.back()["year"] = row.year;
      documents.back()["notices"] = Json::array();
    }
    documents.back()["notices"].push_back(NoticeJson(data, i));
  }
  std::set<std::string_view> regions;
  for (const RegionRow& row : data.regions) {
    if (regions.insert(row.region).second) documents.push_back(RegionJson(data, row.region));
  }
  documents.push_back(RulesJson(data));
  documents.push_back(CountingJson(data));
  return documents.dump();
}

}  // namespace guiju::value
