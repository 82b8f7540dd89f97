#include <nlohmann/json.hpp>

#include "runtime/value/calendar_text.h"

namespace guiju::value {
namespace {

using Json = nlohmann::ordered_json;

const char* KindKey(DayKind kind) {
  switch (kind) {
    case DayKind::kWorkday:
      return "workday";
    case DayKind::kWeekend:
      return "weekend";
    case DayKind::kHoliday:
      return "holiday";
    case DayKind::kMakeUpWorkday:
      return "make_up_workday";
  }
  return "";
}

const char* RoleKey(DayRole role) {
  switch (role) {
    case DayRole::kStart:
      return "start";
    case DayRole::kCounted:
      return "counted";
    case DayRole::kSkipped:
      return "skipped";
    case DayRole::kRolled:
      return "rolled";
    case DayRole::kEvent:
      return "event";
    case DayRole::kLast:
      return "last";
  }
  return "";
}

Json DueJson(const DueDate& due) {
  Json json;
  if (due.earliest == due.latest) json["date"] = FormatDate(due.latest);
  json["earliest"] = FormatDate(due.earliest);
  json["latest"] = FormatDate(due.latest);
  json["provisional"] = due.provisional;
  if (due.provisional) json["missing"] = due.missing;
  return json;
}

Json NoticeJson(const Notice& notice) {
  return {{"number", notice.number},
          {"title", notice.title},
          {"published", FormatDate(notice.published)},
          {"url", notice.url},
          {"checked", notice.verified}};
}

Json DaysJson(const std::vector<ExplainedDay>& days) {
  Json list = Json::array();
  for (const ExplainedDay& day : days) {
    Json json{{"date", FormatDate(day.day)}, {"role", RoleKey(day.role)}, {"kind", KindKey(day.info.kind)}};
    if (day.number > 0) json["number"] = day.number;
    if (!day.info.occasion.empty()) json["occasion"] = day.info.occasion;
    if (day.info.notice)
      json["source"] = day.info.notice->number.empty() ? day.info.notice->title : day.info.notice->number;
    if (!day.info.certain) json["uncertain"] = day.info.missing;
    list.push_back(std::move(json));
  }
  return list;
}

Json RulesJson(const std::vector<CountingRule>& rules) {
  Json list = Json::array();
  for (const CountingRule& rule : rules) {
    list.push_back({{"rule", rule.key},
                    {"zh", rule.zh},
                    {"en", rule.en},
                    {"basis", rule.basis},
                    {"doubt", rule.doubt_zh}});
  }
  return list;
}

void Scope(const Calendar& calendar, Json* json) {
  if (!calendar.region().empty()) (*json)["region"] = calendar.region();
  if (calendar.known()) (*json)["known"] = FormatDate(*calendar.known());
  (*json)["calendar"] = "sha256:" + calendar.digest();
}

Json LimitJson(const BackwardLimit& found, bool explain) {
  Json json = DueJson(found.limit.due);
  json["workday"] = DueJson(found.workday);
  if (explain && !found.limit.days.empty()) json["days"] = DaysJson(found.limit.days);
  if (explain) json["rules"] = RulesJson(found.limit.rules);
  return json;
}

}  // namespace

std::string AddJson(const Calendar& calendar, const AddQuery& query) {
  Json json;
  if (query.unit == PeriodUnit::kHour) {
    const HourLimit limit = AddHours(query.start, query.n);
    json = {{"start", FormatMoment(query.start)},   {"n", query.n},
            {"unit", UnitText(query.unit, false)},  {"due", FormatMoment(limit.due)},
            {"latest", FormatMoment(limit.latest)}, {"rules", RulesJson(limit.rules)}};
    return json.dump(1);
  }
  const Deadline deadline =
      PeriodAfter(calendar, query.start.day, query.n, query.unit, query.roll, query.explain);
  json = {{"start", FormatDate(query.start.day)}, {"n", query.n}, {"unit", UnitText(query.unit, false)}};
  json["due"] = DueJson(deadline.due);
  json["raw"] = DueJson(deadline.raw);
  if (query.explain) json["days"] = DaysJson(deadline.days);
  if (query.explain) json["rules"] = RulesJson(deadline.rules);
  Scope(calendar, &json);
  return json.dump(1);
}

std::string BeforeJson(const Calendar& calendar, const BeforeQuery& query) {
  Json json{{query.inverse ? "notice" : "event", FormatDate(query.date)},
            {"n", query.n},
            {"unit", UnitText(query.unit, false)}};
  for (BackwardReading reading : {BackwardReading::kStrict, BackwardReading::kLenient}) {
    const BackwardLimit found =
        query.inverse ? EarliestEvent(calendar, query.date, query.n, query.unit, reading)
                      : LatestNotice(calendar, query.date, query.n, query.unit, reading, query.explain);
    json[reading == BackwardReading::kStrict ? "strict" : "lenient"] = LimitJson(found, query.explain);
  }
  Scope(calendar, &json);
  return json.dump(1);
}

std::string ShowJson(const Calendar& calendar, int year) {
  const YearSummary summary = Summarize(calendar, year);
  Json json{{"year", year}, {"announced", summary.announced}};
  json["workdays"] = {{"fewest", summary.fewest}, {"most", summary.most}};
  for (const YearSummary::Month& month : summary.months) {
    json["months"].push_back({{"days", month.days}, {"fewest", month.fewest}, {"most", month.most}});
  }
  json["stretches"] = Json::array();
  for (const YearSummary::Stretch& stretch : summary.stretches) {
    json["stretches"].push_back({{"from", FormatDate(stretch.from)},
                                 {"to", FormatDate(stretch.to)},
                                 {"kind", KindKey(stretch.kind)},
                                 {"occasion", stretch.occasion},
                                 {"source", stretch.source}});
  }
  json["notices"] = Json::array();
  for (const Notice& notice : summary.notices) json["notices"].push_back(NoticeJson(notice));
  Scope(calendar, &json);
  return json.dump(1);
}

}  // namespace guiju::value
