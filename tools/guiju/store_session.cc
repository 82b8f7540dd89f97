#include "tools/guiju/store_session.h"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>

#include "runtime/cases/moment.h"
#include "runtime/value/period.h"
#include "tools/guiju/event_detail.h"

namespace guiju::cli {
namespace {

constexpr std::string_view kMatterPrefix = "matter/";

std::string SystemUser() {
  const passwd* user = getpwuid(getuid());
  return user == nullptr ? fmt::format("uid-{}", getuid()) : user->pw_name;
}

// "公开执法决定·公示平台", "告知": what an event is about.
std::string WhatOf(const ir::Program* program, const record::Value& body, const char* member, bool chinese) {
  const auto named = [&](std::string key) {
    key.resize(std::min(key.size(), key.find('@')));  // 告知@2024-01-08 09:10: a clock and when it began
    return program == nullptr ? key : NameIn(*program, key, chinese);
  };
  const record::Value* what = body.Find(member);
  if (what == nullptr) return "";
  if (what->kind() == record::Value::Kind::kInteger) return fmt::format("{}", what->number());
  if (what->kind() != record::Value::Kind::kText) return "";
  const record::Value* channel = body.Find("channel");
  const bool has_channel =
      channel != nullptr && channel->kind() == record::Value::Kind::kText && !channel->text().empty();
  return named(what->text()) + (has_channel ? "·" + channel->text() : "");
}

// "2024年1月11日", "2027-02-01 至 2027-02-03，暂定（缺 2027年放假通知）", "停止计算", "没有期限", "不详".
std::string DueAnswerText(const record::Value* answer, bool chinese) {
  const auto text = [&](const char* name) {
    const record::Value* value = answer->Find(name);
    return value == nullptr || value->kind() != record::Value::Kind::kText ? std::string() : value->text();
  };
  if (answer == nullptr) return "";
  if (answer->kind() == record::Value::Kind::kNull) return chinese ? "没有期限" : "no limit";
  if (answer->Find("unknown") != nullptr) return chinese ? "不详" : "unknown";
  if (answer->Find("stopped") != nullptr) return chinese ? "停止计算" : "stopped";
  std::string out = text("moment").empty() ? text("due") : text("moment");
  if (!text("latest").empty()) out += (chinese ? "至" : " to ") + text("latest");
  if (!text("missing").empty())
    out += fmt::format(fmt::runtime(chinese ? "（暂定，缺{}）" : " (provisional: {})"), text("missing"));
  return out;
}

// "：2024-01-11 改为 2024-01-30，条件变了": from when to when, and why.
std::string ChangeText(const record::Value& body, bool chinese) {
  struct Words {
    const char *key, *zh, *en;
  };
  static constexpr Words kWhy[] = {
      {"anchor", "起算日更正", "its first day was corrected"},
      {"condition", "条件改变", "its condition changed"},
      {"stop", "停止计算的时间更正", "a stop was corrected"},
      {"policy", "转用新制度", "the policy is another"},
      {"calendar", "放假安排改变", "the calendar changed"},
  };
  const record::Value* why = body.Find("why");
  if (why == nullptr || why->kind() != record::Value::Kind::kText) return "";
  const auto* words = std::ranges::find_if(kWhy, [&](const Words& one) { return why->text() == one.key; });
  if (words == std::end(kWhy)) return "";
  return fmt::format(fmt::runtime(chinese ? "：{} 改为 {}，因{}" : ": {} becomes {}, because {}"),
                     DueAnswerText(body.Find("old"), chinese), DueAnswerText(body.Find("new"), chinese),
                     chinese ? words->zh : words->en);
}

}  // namespace

int Failed(const std::string& message) {
  Err(fmt::format("guiju: {}\n", message));
  return kMisuse;
}

std::unique_ptr<cases::Cases> OpenCases(const Session& session, Access access, std::function<int64_t()> now) {
  const Arguments& arguments = session.arguments;
  const auto fail = [](const std::string& message) {
    Failed(message);
    return std::unique_ptr<cases::Cases>();
  };
  if (!arguments.Has("--store"))
    return fail(session.Pick("请写明 --store：库的文件，或者 postgresql://…",
                             "--store is missing: a file, or postgresql://…"));
  auto engine = SettingsOf(session);
  if (!engine) return fail(engine.error().message);
  cases::Settings settings;
  settings.where = arguments.Get("--store");
  settings.agency = arguments.Get("--agency");
  settings.log = arguments.Get("--log");
  settings.engine = *std::move(engine);
  settings.open.create = arguments.Has("--create") && access == Access::kChange;
  settings.open.simulated = arguments.Has("--simulated");
  settings.open.read_only = access == Access::kRead;
  if (settings.open.simulated && !settings.open.create)
    return fail(session.Pick("--simulated 只能与 --create 一起用", "--simulated goes with --create"));
  if (arguments.Has("--at")) {
    const auto at = cases::ReadMoment(arguments.Get("--at"));
    if (!at) return fail(session.Pick("--at 写成 2024-02-07T15:30", "write --at 2024-02-07T15:30"));
    settings.now_ms = [ms = cases::MsOf(*at)] { return ms; };
  }
  if (now) settings.now_ms = std::move(now);
  auto cases = cases::Cases::Open(std::move(settings));
  if (!cases) return fail(cases.error().message);
  if (!(*cases)->simulated() && (arguments.Has("--at") || arguments.Has("--as")))
    return fail(session.Pick(
        "这个库记的是真实案件：不能用 --at、--as 改变时间和经办人（只有用 --simulated 建立的库可以）",
        "this store is real: --at and --as work only in a store made with --simulated"));
  return *std::move(cases);
}

std::string MatterStream(const std::string& id) {
  return id.starts_with(kMatterPrefix) ? id : std::string(kMatterPrefix) + id;
}
std::string BareId(const std::string& stream) { return stream.substr(stream.find('/') + 1); }

base::Result<flow::Person> PersonOf(const Session& session, const std::string& text) {
  const size_t slash = text.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == text.size())
    return base::Error{
        fmt::format(fmt::runtime(session.Pick("“{}”：写成 人员编号/岗位，例如 p-01/承办人",
                                              "{}: write PERSON/POSITION, for example p-01/handler")),
                    text)};
  return flow::Person{text.substr(0, slash), text.substr(slash + 1)};
}

base::Result<flow::Person> ActingPerson(const Session& session, const cases::Cases& cases,
                                        bool position_needed) {
  const Arguments& arguments = session.arguments;
  if (arguments.Has("--as")) return PersonOf(session, arguments.Get("--as"));
  if (cases.simulated() && position_needed)
    return base::Error{session.Pick("请写明由谁办理：--as 人员编号/岗位", "who acts? --as PERSON/POSITION")};
  if (position_needed && !arguments.Has("--position"))
    return base::Error{
        session.Pick("请写明以什么岗位办理：--position 岗位", "in which position? --position POSITION")};
  return flow::Person{SystemUser(), arguments.Get("--position")};
}

void Say(const Session& session, const cases::Cases& cases, const std::string& text) {
  Out((cases.simulated() ? std::string(session.Pick("〔模拟〕", "[simulated] ")) : "") + text);
}

void SayJson(const cases::Cases& cases, record::Value object) {
  object.Insert("simulated", cases.simulated());
  auto text = record::PrintJson(object);
  if (text) Out(*text + "\n");
}

record::Value EventsValue(const std::vector<flow::Event>& events) {
  record::Value list = record::Value::EmptyArray();
  for (const flow::Event& event : events) {
    record::Value& one = list.Append(record::Value::EmptyObject());
    one.Insert("type", event.type);
    one.Insert("occurred", cases::PrintMoment(event.occurred));
    one.Insert("body", event.body);
  }
  return list;
}

const char* WordOf(cases::Answer::Kind kind) {
  switch (kind) {
    case cases::Answer::Kind::kRecorded:
      return "recorded";
    case cases::Answer::Kind::kAlready:
      return "already";
    case cases::Answer::Kind::kRefused:
      return "refused";
  }
  return "";
}

std::string NameIn(const ir::Program& program, const std::string& key, bool chinese) {
  std::string found;
  const auto look = [&](const auto& items) {
    if (!found.empty()) return;
    for (const auto& item : items) {
      if (item.name.Is(key)) found = item.name.In(chinese);
    }
  };
  look(program.stages);
  look(program.outcomes);
  look(program.interrupts);
  look(program.events);
  look(program.documents);
  look(program.actors);
  look(program.duties);
  look(program.clocks);
  look(program.flows);
  return found.empty() ? key : found;
}

std::string EventText(const ir::Program* program, const std::string& type, const record::Value& body,
                      bool chinese) {
  struct Words {
    const char *type, *zh, *en, *what;
  };
  static constexpr Words kWords[] = {
#define EVENT_WORDS(type, zh, en, what) {type, zh, en, what},
#include "tools/guiju/event_words.def"
#undef EVENT_WORDS
  };
  const auto* words = std::ranges::find_if(kWords, [&](const Words& one) { return type == one.type; });
  if (words == std::end(kWords)) return type;
  const std::string text = chinese ? words->zh : words->en;
  const std::string what = WhatOf(program, body, words->what, chinese);
  // `asserted` and `suspended` say their reason as what they are about.
  const bool told = std::string_view(words->what) == "reason";
  const std::string detail = told ? "" : EventDetail(body, chinese);
  if (const size_t place = text.find("{}"); place != std::string::npos)
    return std::string(text).replace(place, 2, what) + detail;
  return (what.empty() ? text : text + " " + what) + detail + ChangeText(body, chinese);
}

}  // namespace guiju::cli
