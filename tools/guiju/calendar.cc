#include <fmt/format.h>

#include "runtime/value/calendar_text.h"
#include "runtime/value/written_date.h"
#include "tools/guiju/calendar_store.h"
#include "tools/guiju/command.h"

namespace guiju::cli {
namespace {

base::Result<std::shared_ptr<const value::Calendar>> CalendarOf(const Session& session) {
  base::Result<engine::Settings> settings = SettingsOf(session);
  if (!settings) return settings.error();
  if (session.arguments.Has("--data"))
    return value::Calendar::FromFiles(session.arguments.Get("--data"), settings->known, settings->region);
  return value::Calendar::Builtin(settings->known, settings->region);
}

int Show(const Session& session, const value::Calendar& calendar) {
  const auto& words = session.arguments.paths();
  std::optional<int64_t> year = words.size() == 2 ? WholeNumber(words[1], 2100) : std::nullopt;
  if (!year || *year < 1900)
    return Misuse(session, session.Pick("用法：guiju calendar show 2026", "usage: guiju calendar show 2026"));
  Out(session.json ? value::ShowJson(calendar, static_cast<int>(*year)) + "\n"
                   : value::ShowText(calendar, static_cast<int>(*year), session.chinese));
  return kYes;
}

}  // namespace

int RunCalendar(const Session& session) {
  std::vector<std::string> words = session.arguments.paths();
  if (words.size() == 2 && words[0] == "load") return LoadCalendar(session, words[1]);
  if (words.size() == 1 && words[0] == "list") return ListCalendars(session);
  base::Result<std::shared_ptr<const value::Calendar>> calendar = CalendarOf(session);
  if (!calendar) return Misuse(session, calendar.error().message);
  if (!words.empty() && words[0] == "show") return Show(session, **calendar);
  if (words.empty() || (words[0] != "add" && words[0] != "before") || words.size() < 3 || words.size() > 4)
    return Misuse(session, session.Pick("用法：guiju calendar add 2023-09-28 7 工作日",
                                        "usage: guiju calendar add 2023-09-28 7 workdays"));
  if (words.size() == 3) {  // 7工作日
    size_t digits = words[2].find_first_not_of("0123456789");
    words.push_back(digits == std::string::npos ? "" : words[2].substr(digits));
    words[2] = words[2].substr(0, digits);
  }
  std::optional<value::Moment> start = value::ParseWrittenMoment(words[1]);
  const bool timed = start.has_value();
  if (std::optional<value::Day> day = value::ParseWrittenDate(words[1]); !timed && day)
    start = value::Moment{*day, 0};
  std::optional<int64_t> n = WholeNumber(words[2], 100000);
  std::optional<value::PeriodUnit> unit = value::ParsePeriodUnit(words[3]);
  std::optional<value::RollRule> roll = value::ParseRollRule(session.arguments.Get("--roll", "rest-day"));
  if (!start)
    return Misuse(session,
                  fmt::format(fmt::runtime(session.Pick("“{}”不是日期；写成 2024-02-07 或 2024年2月7日",
                                                        "\"{}\" is no date; write 2024-02-07")),
                              words[1]));
  if (!n)
    return Misuse(session, fmt::format(fmt::runtime(session.Pick("“{}”不是 0 到 100000 的整数",
                                                                 "\"{}\" is no whole number up to 100000")),
                                       words[2]));
  if (!unit)
    return Misuse(
        session,
        fmt::format(fmt::runtime(session.Pick("“{}”不是单位；可用 日、工作日、月、年、小时",
                                              "\"{}\" is no unit: days, workdays, months, years, hours")),
                    words[3]));
  if (!roll)
    return Misuse(session, session.Pick("--roll：休息日、节假日、无", "--roll: rest-day, holiday, none"));
  bool explain = session.arguments.Has("--explain");
  if (words[0] == "add") {
    if (*unit == value::PeriodUnit::kHour && !timed)
      return Misuse(session, session.Pick("小时从某一时刻起算；写成 2024-02-07T15:30",
                                          "hours need a time of day: 2024-02-07T15:30"));
    value::AddQuery query{*start, *n, *unit, *roll, explain};
    Out(session.json ? value::AddJson(**calendar, query) + "\n"
                     : value::AddText(**calendar, query, session.chinese));
    return kYes;
  }
  if (*unit == value::PeriodUnit::kHour)
    return Misuse(session, session.Pick("before 不用于小时", "before is not for hours"));
  value::BeforeQuery query{start->day, *n, *unit, session.arguments.Has("--inverse"), explain};
  Out(session.json ? value::BeforeJson(**calendar, query) + "\n"
                   : value::BeforeText(**calendar, query, session.chinese));
  return kYes;
}

}  // namespace guiju::cli
