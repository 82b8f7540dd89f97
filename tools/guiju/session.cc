// Sessions: commands, and the list of them.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/sha256.h"
#include "runtime/cases/moment.h"
#include "tools/guiju/session_show.h"
#include "tools/guiju/store_session.h"

namespace guiju::cli {
namespace {

using record::Value;
using session::CommandKind;

constexpr size_t kMostMinutes = 64 << 20;
constexpr int64_t kMostNumber = 1'000'000'000;

struct Action {
  CommandKind kind;
  const char *zh, *en;
};
constexpr Action kActions[] = {
    {CommandKind::kConvene, "召集", "convene"}, {CommandKind::kAdd, "列入", "add"},
    {CommandKind::kAttend, "到会", "attend"},   {CommandKind::kRecuse, "回避", "recuse"},
    {CommandKind::kVote, "表决", "vote"},       {CommandKind::kMinute, "记录", "minute"},
    {CommandKind::kClose, "关闭", "close"},
};

base::Error Unreadable(const char* option, const char* how) {
  return base::Error{fmt::format("{}: {}", option, how)};
}

// "2026-001", "2026-001#2"
session::AgendaPoint PointOf(const std::string& text) {
  const size_t hash = text.rfind('#');
  const auto number =
      hash == std::string::npos ? std::nullopt : WholeNumber(text.substr(hash + 1), kMostNumber);
  if (!number) return {MatterStream(text), 0};
  return {MatterStream(text.substr(0, hash)), *number};
}

base::Result<session::Choice> ChoiceOf(const Session& session, const std::string& word) {
  if (word == "同意" || word == "agree") return session::Choice::kAgree;
  if (word == "不同意" || word == "disagree") return session::Choice::kDisagree;
  if (word == "弃权" || word == "abstain") return session::Choice::kAbstain;
  return base::Error{fmt::format(
      fmt::runtime(session.Pick("“{}”：写 同意、不同意 或者 弃权", "{}: agree, disagree or abstain")), word)};
}

base::Status FillPerson(const Session& session, const char* option, std::optional<flow::Acting>* out) {
  if (!session.arguments.Has(option)) return base::Done{};
  auto person = PersonOf(session, session.arguments.Get(option));
  if (!person) return person.error();
  *out = flow::Acting{*person, {}, ""};
  return base::Done{};
}

base::Status FillConvening(const Session& session, session::Command* command) {
  command->body = session.arguments.Get("--body");
  std::optional<flow::Acting> chair;
  if (auto done = FillPerson(session, "--chair", &chair); !done) return done;
  if (command->body.empty() || !chair)
    return base::Error{
        session.Pick("召集要写明 --body 组织 和 --chair 主持人", "--body and --chair are needed")};
  command->chair = *chair;
  if (!session.arguments.Has("--held")) return base::Done{};
  command->held = cases::ReadMoment(session.arguments.Get("--held"));
  if (!command->held)
    return Unreadable("--held", session.Pick("写成 2024-02-07T15:30", "write 2024-02-07T15:30"));
  return base::Done{};
}

base::Status FillMinutes(const Session& session, session::Command* command) {
  if (!session.arguments.Has("--text"))
    return base::Error{session.Pick("请用 --text 写明会议记录的文件", "--text: the file of the minutes")};
  auto text = ReadInput(session.arguments.Get("--text"), kMostMinutes);
  if (!text) return text.error();
  if (text->empty() || text->size() > kMostMinutes)
    return Unreadable("--text", session.Pick("会议记录是空的，或者太大", "empty, or too big"));
  command->minutes = {base::ToHex(base::Sha256(*text)), session.arguments.All("--covers")};
  return base::Done{};
}

base::Status FillOptions(const Session& session, session::Command* command) {
  const Arguments& arguments = session.arguments;
  if (arguments.Has("--grant") && arguments.Has("--deny"))
    return base::Error{session.Pick("--grant 和 --deny 只能写一个", "--grant or --deny, not both")};
  if (arguments.Has("--grant") || arguments.Has("--deny")) command->granted = arguments.Has("--grant");
  for (const std::string& text : arguments.All("--item")) command->agenda.push_back(PointOf(text));
  command->reason = arguments.Get("--reason");
  command->dissent = arguments.Get("--dissent");
  command->corrects = arguments.Has("--correct");
  command->present = !arguments.Has("--absent");
  if (auto done = FillPerson(session, "--person", &command->person); !done) return done;
  if (auto done = FillPerson(session, "--approval", &command->approval); !done) return done;
  if (command->kind == CommandKind::kConvene) return FillConvening(session, command);
  if (command->kind == CommandKind::kMinute) return FillMinutes(session, command);
  return base::Done{};
}

base::Result<cases::SessionRequest> RequestOf(const Session& session, const cases::Cases& cases,
                                              const Action& action, const std::vector<std::string>& words) {
  cases::SessionRequest request;
  session::Command& command = request.command;
  command.kind = action.kind;
  request.stream = SessionStream(words[1]);
  request.policy = session.arguments.Get("--policy");
  request.client = session.arguments.Get("--client", "local");
  request.key = session.arguments.Get("--key");
  if (words.size() > 2) {
    const auto number = WholeNumber(words[2], kMostNumber);
    if (!number || *number == 0)
      return base::Error{fmt::format(
          fmt::runtime(session.Pick("“{}”：应当是第几项", "{}: the number of an item")), words[2])};
    command.item = *number;
  }
  if (command.kind == CommandKind::kVote) {
    auto choice = ChoiceOf(session, words[3]);
    if (!choice) return choice.error();
    command.choice = *choice;
  }
  if (command.kind == CommandKind::kClose && command.item == 0) command.kind = CommandKind::kAdjourn;
  if (session.arguments.Has("--expect")) {
    request.expect = WholeNumber(session.arguments.Get("--expect"), kMostNumber);
    if (!request.expect) return Unreadable("--expect", session.Pick("应当是整数", "must be a whole number"));
  }
  auto acting = ActingPerson(session, cases, true);
  if (!acting) return acting.error();
  command.acting.person = *acting;
  if (auto done = FillOptions(session, &command); !done) return done.error();
  return request;
}

bool IsRefused(const cases::SessionAnswer& told) {
  return told.answer.kind == cases::Answer::Kind::kRefused ||
         (told.carried && told.carried->result == session::Result::kRefused);
}

int TellJson(const Session& session, const cases::Cases& cases, const cases::SessionAnswer& told) {
  Value object = Value::EmptyObject();
  object.Insert("session", BareId(told.answer.stream));
  object.Insert("result", WordOf(told.answer.kind));
  object.Insert("version", told.answer.sver);
  if (told.answer.kind == cases::Answer::Kind::kRefused) {
    object.Insert("code", told.answer.refusal.code);
    object.Insert("message", told.answer.refusal.In(session.chinese));
    Value& missing = *object.Insert("missing", Value::EmptyArray());
    for (const std::string& one : told.answer.refusal.missing) missing.Append(one);
  } else {
    object.Insert("pos", told.answer.pos);
    object.Insert("events", EventsValue(told.answer.events));
  }
  if (told.carried) {
    Value& carried = *object.Insert("carried", Value::EmptyObject());
    carried.Insert("result", KeysOf(told.carried->result)[static_cast<size_t>(told.carried->result)]);
    carried.Insert("outcome", told.carried->outcome);
    carried.Insert("message", told.carried->text);
  }
  SayJson(cases, std::move(object));
  return IsRefused(told) ? kNo : kYes;
}

int Tell(const Session& session, cases::Cases& cases, const cases::SessionAnswer& told) {
  if (session.json) return TellJson(session, cases, told);
  const cases::Answer& answer = told.answer;
  const std::string id = BareId(answer.stream);
  std::string text;
  switch (answer.kind) {
    case cases::Answer::Kind::kRefused:
      text = fmt::format(fmt::runtime(session.Pick("会议 {}：不能办理（{}）\n  {}。\n",
                                                   "session {}: refused ({})\n  {}.\n")),
                         id, answer.refusal.code, answer.refusal.In(session.chinese));
      break;
    case cases::Answer::Kind::kAlready:
      text = fmt::format(fmt::runtime(session.Pick("会议 {}：已经记录过，没有重复办理\n",
                                                   "session {}: recorded already; nothing was done twice\n")),
                         id);
      break;
    case cases::Answer::Kind::kRecorded:
      text = fmt::format(
          fmt::runtime(session.Pick("会议 {}：已记录，第 {} 版\n", "session {}: recorded, version {}\n")), id,
          answer.sver);
      break;
  }
  for (const flow::Event& event : answer.events)
    text += "  " + EventText(nullptr, event.type, event.body, session.chinese) + "\n";
  if (told.carried) text += "  " + CarriedText(session, *told.carried) + "\n";
  Say(session, cases, text);
  return IsRefused(told) ? kNo : kYes;
}

// 到会 may name several people: each is a command of its own, up to the first that is refused.
int Do(const Session& session, const Action& action, const std::vector<std::string>& words) {
  auto cases = OpenCases(session, Access::kChange);
  if (!cases) return kMisuse;
  auto request = RequestOf(session, *cases, action, words);
  if (!request) return Misuse(session, request.error().message);
  const std::vector<std::string> persons = session.arguments.All("--person");
  if (persons.size() > 1 && (action.kind != CommandKind::kAttend || !request->key.empty()))
    return Misuse(session, session.Pick("--person 只能写一个（到会可以写几个，但不能带 --key）",
                                        "one --person only (attend takes several, without --key)"));
  for (size_t i = 0; i < std::max<size_t>(persons.size(), 1); ++i) {
    if (persons.size() > 1) {
      auto person = PersonOf(session, persons[i]);
      if (!person) return Misuse(session, person.error().message);
      request->command.person = flow::Acting{*person, {}, ""};
    }
    auto told = cases->DoSession(*request);
    if (!told) return Failed(told.error().message);
    if (i + 1 >= persons.size() || IsRefused(*told)) return Tell(session, *cases, *told);
  }
  return kYes;
}

bool Fits(const Action& action, size_t words) {
  switch (action.kind) {
    case CommandKind::kConvene:
    case CommandKind::kAdd:
      return words == 2;
    case CommandKind::kAttend:
    case CommandKind::kClose:
      return words == 2 || words == 3;
    case CommandKind::kRecuse:
    case CommandKind::kMinute:
      return words == 3;
    case CommandKind::kVote:
      return words == 4;
    case CommandKind::kCarry:
    case CommandKind::kAdjourn:
      return false;
  }
  return false;
}

}  // namespace

std::string SessionStream(const std::string& id) {
  const std::string prefix = std::string(cases::kSessionKind) + "/";
  return id.starts_with(prefix) ? id : prefix + id;
}

int RunSession(const Session& session) {
  const auto& words = session.arguments.paths();
  const std::string what = words.empty() ? "" : words[0];
  if ((what == "list" || what == "列表") && words.size() == 1) return ListSessions(session);
  if ((what == "show" || what == "查看") && words.size() == 2) return ShowSession(session, words[1]);
  for (const Action& action : kActions) {
    if ((what == action.zh || what == action.en) && Fits(action, words.size()))
      return Do(session, action, words);
  }
  return Misuse(session,
                session.Pick("用法：guiju session 召集|列入|到会|回避|表决|记录|关闭|show|list …",
                             "usage: guiju session convene|add|attend|recuse|vote|minute|close|show|list …"));
}

}  // namespace guiju::cli
