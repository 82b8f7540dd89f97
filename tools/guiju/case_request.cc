#include "tools/guiju/case_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/cases/moment.h"
#include "tools/guiju/store_session.h"

namespace guiju::cli {
namespace {

using flow::CommandKind;

struct Action {
  CommandKind kind;
  const char *zh, *en;
};
constexpr Action kActions[] = {
    {CommandKind::kOpine, "意见", "opine"},     {CommandKind::kAssert, "认定", "assert"},
    {CommandKind::kAttach, "附卷", "attach"},   {CommandKind::kResolve, "表决", "resolve"},
    {CommandKind::kReport, "发生", "happened"}, {CommandKind::kInterrupt, "随时", "interrupt"},
    {CommandKind::kResume, "恢复", "resume"},   {CommandKind::kExtend, "延长", "extend"},
    {CommandKind::kOpen, "立案", "open"},       {CommandKind::kCorrect, "更正", "correct"},
    {CommandKind::kMigrate, "转用", "migrate"},
};
constexpr size_t kMostInput = 1 << 20;

// A file, - for standard input, or the object itself.
base::Result<record::Value> ObjectOf(const Session& session, const char* option) {
  const std::string text = session.arguments.Get(option);
  std::string json = text;
  if (text.empty() || text[0] != '{') {
    auto read = ReadInput(text, kMostInput);
    if (!read) return read.error();
    json = *std::move(read);
  }
  auto value = record::ParseJson(json);
  if (!value)
    return base::Error{
        fmt::format(fmt::runtime(session.Pick("{}：不是可以记录的 JSON（{}）；小数写成文字，例如 \"0.5万元\"",
                                              "{}: no JSON for the record ({}); write fractions as text")),
                    option, value.error().message)};
  if (value->kind() != record::Value::Kind::kObject)
    return base::Error{fmt::format("{}: {}", option, session.Pick("应当是 { … }", "must be an object"))};
  return *std::move(value);
}

base::Result<flow::CheckResult> CheckOf(const Session& session, const std::string& text) {
  const size_t equals = text.find('=');
  const std::string result = equals == std::string::npos ? "" : text.substr(equals + 1);
  const bool good = result == "合格" || result == "good", bad = result == "不合格" || result == "bad";
  if (!good && !bad)
    return base::Error{
        fmt::format(fmt::runtime(session.Pick("--check {}：写成 主体=合格 或者 主体=不合格",
                                              "--check {}: write subject=good or subject=bad")),
                    text)};
  return flow::CheckResult{text.substr(0, equals), good};
}

// p-03/局长=同意, p-04/委员=不同意:证据不足, …=弃权, …=缺席, …=回避
base::Result<flow::Ballot> BallotOf(const Session& session, const std::string& text) {
  const size_t equals = text.find('=');
  auto person = PersonOf(session, text.substr(0, equals));
  if (!person) return person.error();
  std::string word = equals == std::string::npos ? "" : text.substr(equals + 1);
  flow::Ballot ballot;
  ballot.member.person = *person;
  if (const size_t colon = word.find(':'); colon != std::string::npos) {
    ballot.dissent = word.substr(colon + 1);
    word.resize(colon);
  }
  ballot.present = true;
  if (word == "同意" || word == "agree") {
    ballot.agrees = true;
  } else if (word == "不同意" || word == "disagree") {
    ballot.agrees = false;
  } else if (word == "缺席" || word == "absent") {
    ballot.present = false;
  } else if (word == "回避" || word == "recused") {
    ballot.recused = true;
  } else if (word != "弃权" && word != "abstain") {
    return base::Error{fmt::format(
        fmt::runtime(session.Pick("--ballot {}：等号后写 同意、不同意[:理由]、弃权、缺席、回避",
                                  "--ballot {}: agree, disagree[:why], abstain, absent, recused")),
        text)};
  }
  return ballot;
}

base::Status FillMoments(const Session& session, cases::Request* request) {
  const Arguments& arguments = session.arguments;
  const char* how = session.Pick("写成 2024-02-07T15:30", "write 2024-02-07T15:30");
  if (arguments.Has("--occurred")) {
    const auto occurred = cases::ReadMoment(arguments.Get("--occurred"));
    if (!occurred) return base::Error{fmt::format("--occurred: {}", how)};
    request->command.occurred = *occurred;
    request->occurred_given = true;
  }
  flow::Command& command = request->command;
  command.withdrawn = arguments.Has("--withdrawn");
  for (auto [option, target] : {std::pair("--until", &command.until), std::pair("--was", &command.was),
                                std::pair("--instead", &command.instead)}) {
    if (!arguments.Has(option)) continue;
    const auto moment = cases::ReadMoment(arguments.Get(option));
    if (!moment) return base::Error{fmt::format("{}: {}", option, how)};
    *target = *moment;
  }
  if (command.withdrawn && command.instead)
    return base::Error{session.Pick("--withdrawn（没有发生）和 --instead（实际的时间）只能写一个",
                                    "--withdrawn and --instead exclude each other")};
  return base::Done{};
}

// 旧=新 …: what the names of the matter are called in the new policy; 旧= for none.
base::Status FillNames(const Session& session, flow::Command* command) {
  if (command->kind != CommandKind::kMigrate) return base::Done{};
  command->content = record::Value::EmptyObject();
  for (const std::string& text : session.arguments.All("--rename")) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      return base::Error{fmt::format(
          fmt::runtime(session.Pick("--rename {}：写成 旧名称=新名称，没有对应的写成 旧名称=",
                                    "--rename {}: write OLD=NEW, or OLD= when nothing corresponds")),
          text)};
    if (command->content.Insert(text.substr(0, equals), text.substr(equals + 1)) == nullptr)
      return base::Error{fmt::format(
          fmt::runtime(session.Pick("--rename：{} 写了两次", "--rename: {} twice")), text.substr(0, equals))};
  }
  return base::Done{};
}

base::Status FillPeople(const Session& session, const cases::Cases& cases, flow::Command* command) {
  auto acting = ActingPerson(session, cases, true);
  if (!acting) return acting.error();
  command->acting.person = *acting;
  if (session.arguments.Has("--approval")) {
    auto approval = PersonOf(session, session.arguments.Get("--approval"));
    if (!approval) return approval.error();
    command->approval = flow::Acting{*approval, {}, ""};
  }
  for (const std::string& text : session.arguments.All("--ballot")) {
    auto ballot = BallotOf(session, text);
    if (!ballot) return ballot.error();
    command->ballots.push_back(*std::move(ballot));
  }
  return base::Done{};
}

base::Status FillNumbers(const Session& session, cases::Request* request) {
  constexpr int64_t kMost = 1'000'000'000;
  const auto read = [&](const char* option) -> base::Result<std::optional<int64_t>> {
    if (!session.arguments.Has(option)) return std::optional<int64_t>{};
    std::optional<int64_t> number = WholeNumber(session.arguments.Get(option), kMost);
    if (!number)
      return base::Error{fmt::format("{}: {}", option, session.Pick("应当是整数", "must be a whole number"))};
    return number;
  };
  auto proposal = read("--proposal"), expect = read("--expect");
  if (!proposal) return proposal.error();
  if (!expect) return expect.error();
  if (*proposal) request->command.proposal = **proposal;
  if (*expect) request->expect = *expect;
  return base::Done{};
}

}  // namespace

bool IsOpen(const std::string& action) {
  return std::ranges::any_of(kActions, [&](const Action& one) {
    return one.kind == CommandKind::kOpen && (action == one.zh || action == one.en);
  });
}

std::vector<std::string> ActionWords(bool chinese) {
  std::vector<std::string> words;
  for (const Action& action : kActions) {
    if (action.kind != CommandKind::kOpen && action.kind != CommandKind::kMigrate)
      words.emplace_back(chinese ? action.zh : action.en);
  }
  return words;
}

base::Result<cases::Request> RequestOf(const Session& session, const cases::Cases& cases,
                                       const std::string& stream, const std::string& action,
                                       const std::string& name) {
  const Arguments& arguments = session.arguments;
  const auto* found =
      std::ranges::find_if(kActions, [&](const Action& one) { return action == one.zh || action == one.en; });
  if (found == std::end(kActions))
    return base::Error{
        fmt::format(fmt::runtime(session.Pick("不能办“{}”；可以办：{}", "no action {}; there are: {}")),
                    action, fmt::join(ActionWords(session.chinese), session.Pick("、", ", ")))};
  cases::Request request;
  request.stream = stream;
  request.policy = arguments.Get("--policy");
  request.client = arguments.Get("--client", "local");
  request.key = arguments.Get("--key");
  flow::Command& command = request.command;
  command.kind = found->kind;
  command.name = name;
  command.reason = arguments.Get("--reason");
  command.report = arguments.Has("--report");
  if (arguments.Has("--occurred") && !command.report)
    return base::Error{session.Pick("--occurred 只用于 --report：在这里办理的，时间就是现在",
                                    "--occurred goes with --report: an act happens now")};
  for (auto [option, target] :
       {std::pair("--facts", &command.facts), std::pair("--content", &command.content)}) {
    if (!arguments.Has(option)) continue;
    auto value = ObjectOf(session, option);
    if (!value) return value.error();
    *target = *std::move(value);
  }
  for (const std::string& text : arguments.All("--check")) {
    auto check = CheckOf(session, text);
    if (!check) return check.error();
    command.checks.push_back(*std::move(check));
  }
  if (auto done = FillMoments(session, &request); !done) return done.error();
  if (auto done = FillPeople(session, cases, &command); !done) return done.error();
  if (auto done = FillNames(session, &command); !done) return done.error();
  if (auto done = FillNumbers(session, &request); !done) return done.error();
  return request;
}

}  // namespace guiju::cli
