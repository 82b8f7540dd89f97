#include <fmt/format.h>

#include "runtime/cases/moment.h"
#include "runtime/clock/clock_text.h"
#include "tools/guiju/case_answer.h"
#include "tools/guiju/store_session.h"

namespace guiju::cli {
namespace {

using record::Value;

constexpr int64_t kMostStreams = 100'000;

Value DueValue(const cases::Cases::DueClock& one) {
  Value row = Value::EmptyObject();
  row.Insert("case", BareId(one.stream));
  row.Insert("clock", one.running.name);
  row.Insert("due", value::FormatDate(one.due.due.earliest));
  row.Insert("due_latest", value::FormatDate(one.due.due.latest));
  row.Insert("provisional", one.due.due.provisional);
  row.Insert("overdue", one.overdue);
  return row;
}

}  // namespace

int RunDue(const Session& session) {
  if (!session.arguments.paths().empty()) return Misuse(session, "guiju due --store …");
  auto cases = OpenCases(session, Access::kRead);
  if (!cases) return kMisuse;
  const auto days = WholeNumber(session.arguments.Get("--within", "30"), 36500);
  if (!days) return Misuse(session, session.Pick("--within：天数", "--within: a number of days"));
  auto due = cases->Due(cases::MomentOf(cases->now_ms()).day + *days, kMostStreams);
  if (!due) return Failed(due.error().message);
  if (session.json) {
    Value list = Value::EmptyArray();
    for (const auto& one : *due) list.Append(DueValue(one));
    Value object = Value::EmptyObject();
    object.Insert("due", std::move(list));
    SayJson(*cases, std::move(object));
    return kYes;
  }
  std::string text = fmt::format(fmt::runtime(session.Pick("{} 天以内到期和已经逾期的：{} 项\n",
                                                           "due within {} days, or overdue: {}\n")),
                                 *days, due->size());
  for (const auto& one : *due)
    text += fmt::format("  {} {}  {}  {}  {}\n", one.overdue ? "！" : "  ",
                        value::FormatDate(one.due.due.earliest), BareId(one.stream), one.running.name,
                        clock::RemainderText(one.running.data, one.remainder, session.chinese));
  Say(session, *cases, text);
  return kYes;
}

int RunTick(const Session& session) {
  if (!session.arguments.paths().empty()) return Misuse(session, "guiju tick --store …");
  const auto most = WholeNumber(session.arguments.Get("--most", "10000"), kMostStreams);
  if (!most) return Misuse(session, session.Pick("--most：件数", "--most: a number of cases"));
  auto cases = OpenCases(session, Access::kChange);
  if (!cases) return kMisuse;
  auto report = cases->Tick(*most);
  if (!report) return Failed(report.error().message);
  for (const auto& [stream, why] : report->failed) Err(fmt::format("guiju: {}: {}\n", BareId(stream), why));
  if (session.json) {
    SayJson(*cases, TickValue(*report));
    return report->failed.empty() ? kYes : kNo;
  }
  std::string text = fmt::format(fmt::runtime(session.Pick("查看了 {} 件，记录了 {} 个事件\n",
                                                           "{} cases looked at, {} events recorded\n")),
                                 report->looked_at, report->events);
  for (const auto& [stream, events] : report->changed) {
    for (const flow::Event& event : events)
      text += fmt::format("  {}  {}\n", BareId(stream),
                          EventText(nullptr, event.type, event.body, session.chinese));
  }
  Say(session, *cases, text);
  return report->failed.empty() ? kYes : kNo;
}

}  // namespace guiju::cli
