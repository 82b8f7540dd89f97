// The calendar of a store: notices loaded by two persons, and which were.
#include <fmt/format.h>

#include "runtime/cases/calendars.h"
#include "tools/guiju/store_session.h"

namespace guiju::cli {
namespace {

using record::Value;

constexpr size_t kMostFile = 1 << 20;

std::string TextOf(const Value& object, std::string_view name) {
  const Value* value = object.Find(name);
  return value == nullptr || value->kind() != Value::Kind::kText ? std::string() : value->text();
}

// "国办发明电〔2026〕9号（2027年，2026-11-01 公布）" for each notice.
std::string NoticesText(const Session& session, const Value& body) {
  std::string text;
  const Value* notices = body.Find("notices");
  if (notices == nullptr || notices->kind() != Value::Kind::kArray) return text;
  for (const Value& notice : notices->items()) {
    const std::string number = TextOf(notice, "number");
    const Value* year = notice.Find("year");
    text +=
        fmt::format(fmt::runtime(session.Pick("    {}（{}年，{} 公布）\n", "    {} ({}, published {})\n")),
                    number.empty() ? TextOf(notice, "title") : number,
                    year != nullptr && year->kind() == Value::Kind::kInteger ? year->number() : 0,
                    TextOf(notice, "published"));
  }
  return text;
}

std::string CoverageText(const Session& session, const Value& body) {
  const Value* announced = body.Find("announced");
  if (announced == nullptr || TextOf(*announced, "last").empty()) return "";
  return fmt::format(fmt::runtime(session.Pick("    放假安排已知：{} 至 {}\n", "    announced: {} to {}\n")),
                     TextOf(*announced, "first"), TextOf(*announced, "last"));
}

base::Result<cases::FourEyes> BothPersons(const Session& session, const cases::Cases& cases) {
  auto acting = ActingPerson(session, cases, true);
  if (!acting) return acting.error();
  cases::FourEyes both{*acting, std::nullopt};
  if (session.arguments.Has("--approval")) {
    auto approval = PersonOf(session, session.arguments.Get("--approval"));
    if (!approval) return approval.error();
    both.approval = *approval;
  }
  return both;
}

int Tell(const Session& session, const cases::Cases& cases, const cases::Answer& answer) {
  const bool refused = answer.kind == cases::Answer::Kind::kRefused;
  const bool already = answer.kind == cases::Answer::Kind::kAlready;
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("result", refused ? "refused" : already ? "already" : "recorded");
    if (refused) {
      object.Insert("code", answer.refusal.code);
      object.Insert("message", answer.refusal.In(session.chinese));
    } else if (!already) {
      object.Insert("calendar", answer.events.front().body);
    }
    SayJson(cases, std::move(object));
  } else if (refused) {
    Say(session, cases,
        fmt::format(fmt::runtime(session.Pick("日历没有载入（{}）\n  {}。\n", "not loaded ({})\n  {}.\n")),
                    answer.refusal.code, answer.refusal.In(session.chinese)));
  } else if (already) {
    Say(session, cases,
        session.Pick("库中的日历已经是这样，没有改变\n",
                     "the store's calendar says so already; nothing changed\n"));
  } else {
    const Value& body = answer.events.front().body;
    Say(session, cases,
        session.Pick("日历已载入：\n", "the calendar is loaded:\n") + NoticesText(session, body) +
            CoverageText(session, body) +
            session.Pick("  期限因此改变的，由 guiju tick 逐件重新推算并记录\n",
                         "  periods that this moves are told by guiju tick, case by case\n"));
  }
  return refused ? kNo : kYes;
}

}  // namespace

int LoadCalendar(const Session& session, const std::string& file) {
  auto text = ReadInput(file, kMostFile);
  if (!text) return Failed(text.error().message);
  if (text->size() > kMostFile) return Failed(session.Pick("日历文件超过 1 MiB", "the file exceeds 1 MiB"));
  auto cases = OpenCases(session, Access::kChange);
  if (!cases) return kMisuse;
  auto both = BothPersons(session, *cases);
  if (!both) return Misuse(session, both.error().message);
  auto answer = cases->LoadCalendar(*text, *both);
  if (!answer) {
    Err(fmt::format("guiju: {}: {}\n", file, answer.error().message));
    return kNo;
  }
  return Tell(session, *cases, *answer);
}

int ListCalendars(const Session& session) {
  auto cases = OpenCases(session, Access::kRead);
  if (!cases) return kMisuse;
  auto history = cases->History(std::string(cases::kCalendarStream));
  if (!history) return Failed(history.error().message);
  Value list = Value::EmptyArray();
  std::string text;
  for (const cases::HistoryEvent& event : *history) {
    Value& one = list.Append(event.body);
    one.Insert("at", event.entry.occurred);
    one.Insert("entry", event.entry.pos);
    text += fmt::format(fmt::runtime(session.Pick("  {}　{} 载入，{} 批准　{}\n{}{}",
                                                  "  {}  loaded by {}, approved by {}  {}\n{}{}")),
                        event.entry.occurred, TextOf(event.body, "loaded_by"),
                        TextOf(event.body, "approved_by"), TextOf(event.body, "digest").substr(0, 12),
                        NoticesText(session, event.body), CoverageText(session, event.body));
  }
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("calendars", std::move(list));
    SayJson(*cases, std::move(object));
  } else {
    Say(session, *cases,
        text.empty()
            ? session.Pick("库中没有载入过日历，用程序自带的\n", "none loaded: the built-in one is used\n")
            : session.Pick("载入过的日历，最后一份有效\n", "calendars loaded; the last is in use\n") + text);
  }
  return kYes;
}

}  // namespace guiju::cli
