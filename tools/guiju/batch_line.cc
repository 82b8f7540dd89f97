#include "tools/guiju/batch_line.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/diag.h"
#include "tools/guiju/case_request.h"

namespace guiju::cli {
namespace {

using Kind = record::Value::Kind;

enum class Shape : uint8_t { kCase, kAction, kName, kText, kNumber, kFlag, kObject, kChecks, kBallots };
struct BatchKey {
  const char* name;
  Shape shape;
  const char* option;  // "" where it is none
};
constexpr BatchKey kKeys[] = {
    {"case", Shape::kCase, ""},
    {"action", Shape::kAction, ""},
    {"name", Shape::kName, ""},
    {"policy", Shape::kText, "--policy"},
    {"flow", Shape::kText, "--flow"},
    {"facts", Shape::kObject, "--facts"},
    {"content", Shape::kObject, "--content"},
    {"proposal", Shape::kNumber, "--proposal"},
    {"checks", Shape::kChecks, "--check"},
    {"ballots", Shape::kBallots, "--ballot"},
    {"reason", Shape::kText, "--reason"},
    {"approval", Shape::kText, "--approval"},
    {"until", Shape::kText, "--until"},
    {"was", Shape::kText, "--was"},
    {"instead", Shape::kText, "--instead"},
    {"withdrawn", Shape::kFlag, "--withdrawn"},
    {"report", Shape::kFlag, "--report"},
    {"occurred", Shape::kText, "--occurred"},
    {"expect", Shape::kNumber, "--expect"},
    {"key", Shape::kText, "--key"},
    {"client", Shape::kText, "--client"},
    {"as", Shape::kText, "--as"},
    {"position", Shape::kText, "--position"},
    {"at", Shape::kText, "--at"},
};
// What the command line says for every line that does not say it itself.
constexpr const char* kOfAllLines[] = {"--policy", "--flow", "--client", "--as", "--position", "--at"};

constexpr std::pair<const char*, const char*> kShow{"查看", "show"}, kTick{"届满", "tick"};

std::vector<OptionSpec> SpecsOfLine() {
  std::vector<OptionSpec> specs;
  for (const BatchKey& key : kKeys) {
    if (*key.option != 0) specs.push_back({key.option, "", key.shape == Shape::kFlag ? "" : "…", "", ""});
  }
  return specs;
}

class LineReading {
 public:
  explicit LineReading(const Session& session) : session_(session) { line_.session = session; }

  base::Result<BatchLine> Read(const std::string& text) {
    auto value = record::ParseJson(text);
    if (!value)
      return base::Error{fmt::format(
          fmt::runtime(session_.Pick("不是可以记录的 JSON（{}）；小数写成文字，同一个键只写一次",
                                     "no JSON for the record ({}); write fractions as text, a key once")),
          value.error().message)};
    if (value->kind() != Kind::kObject)
      return base::Error{session_.Pick("一行应当是 { … }", "a line must be an object")};
    for (const char* option : kOfAllLines) {
      if (session_.arguments.Has(option)) Word(option, session_.arguments.Get(option));
    }
    for (const record::Member& member : value->members()) {
      if (auto done = Take(member); !done) return done.error();
    }
    auto arguments = Arguments::Parse(words_, SpecsOfLine(), session_.chinese);
    if (!arguments) return arguments.error();
    line_.session.arguments = *std::move(arguments);
    if (auto done = KnowAction(); !done) return done.error();
    if (line_.id.empty() && !IsTick(line_.action))
      return base::Error{session_.Pick("没有写 case（案件编号）", "case is missing")};
    return line_;
  }

 private:
  void Word(const std::string& option, const std::string& value) { words_.push_back(option + "=" + value); }

  base::Status KnowAction() const {
    const std::string& action = line_.action;
    if (action.empty()) return base::Error{session_.Pick("没有写 action（办什么）", "action is missing")};
    if (IsShow(action) || IsTick(action) || IsOpen(action)) return base::Done{};
    std::vector<std::string> words = ActionWords(session_.chinese);
    for (bool chinese : {false, true}) {
      if (std::ranges::count(ActionWords(chinese), action) > 0) return base::Done{};
    }
    for (const char* word : {session_.Pick("立案", "open"), session_.Pick(kShow.first, kShow.second),
                             session_.Pick(kTick.first, kTick.second)})
      words.emplace_back(word);
    return base::Error{
        fmt::format(fmt::runtime(session_.Pick("不能办“{}”；可以办：{}", "no action {}; there are: {}")),
                    action, fmt::join(words, session_.Pick("、", ", ")))};
  }

  base::Error Wrong(const record::Member& member, const char* zh, const char* en) const {
    return base::Error{fmt::format("{}：{}", member.name, session_.Pick(zh, en))};
  }

  base::Status Take(const record::Member& member) {
    const auto* key =
        std::ranges::find_if(kKeys, [&](const BatchKey& one) { return member.name == one.name; });
    if (key == std::end(kKeys)) return Unknown(member.name);
    switch (key->shape) {
      case Shape::kCase:
        return Text(member, &line_.id);
      case Shape::kAction:
        return Text(member, &line_.action);
      case Shape::kName:
        return Text(member, &line_.name);
      case Shape::kText: {
        std::string text;
        if (auto done = Text(member, &text); !done) return done;
        Word(key->option, text);
        return base::Done{};
      }
      case Shape::kNumber:
        if (member.value.kind() != Kind::kInteger) return Wrong(member, "应当是整数", "must be a number");
        Word(key->option, fmt::format("{}", member.value.number()));
        return base::Done{};
      case Shape::kFlag:
        if (member.value.kind() != Kind::kBool)
          return Wrong(member, "应当是 true 或 false", "must be true or false");
        if (member.value.truth()) words_.emplace_back(key->option);
        return base::Done{};
      case Shape::kObject: {
        if (member.value.kind() != Kind::kObject) return Wrong(member, "应当是 { … }", "must be an object");
        auto printed = record::PrintJson(member.value);
        if (!printed) return printed.error();
        Word(key->option, *printed);
        return base::Done{};
      }
      case Shape::kChecks:
        return Checks(member);
      case Shape::kBallots:
        return Ballots(member);
    }
    return base::Done{};
  }

  base::Status Unknown(const std::string& name) const {
    std::vector<std::string> names;
    for (const BatchKey& key : kKeys) names.emplace_back(key.name);
    const std::string close = diag::ClosestName(name, names);
    if (!close.empty())
      return base::Error{
          fmt::format(fmt::runtime(session_.Pick("没有键 {}；是否想写 {}？", "no key {}; did you mean {}?")),
                      name, close)};
    return base::Error{
        fmt::format(fmt::runtime(session_.Pick("没有键 {}；可以写：{}", "no key {}; there are: {}")), name,
                    fmt::join(names, session_.Pick("、", ", ")))};
  }

  base::Status Text(const record::Member& member, std::string* out) const {
    if (member.value.kind() != Kind::kText) return Wrong(member, "应当是文字", "must be text");
    *out = member.value.text();
    return base::Done{};
  }

  // {"主体": "合格", "事实": "不合格"}
  base::Status Checks(const record::Member& member) {
    if (member.value.kind() != Kind::kObject)
      return Wrong(member, "写成 {\"主体\": \"合格\"}", "write {\"subject\": \"good\"}");
    for (const record::Member& check : member.value.members()) {
      if (check.value.kind() != Kind::kText) return Wrong(check, "写 合格 或者 不合格", "write good or bad");
      Word("--check", check.name + "=" + check.value.text());
    }
    return base::Done{};
  }

  // ["p3/局长=同意", …], each as --ballot has it
  base::Status Ballots(const record::Member& member) {
    if (member.value.kind() != Kind::kArray)
      return Wrong(member, "写成 [\"p3/局长=同意\", …]", "write [\"p3/director=agree\", …]");
    for (const record::Value& ballot : member.value.items()) {
      if (ballot.kind() != Kind::kText)
        return Wrong(member, "每一票写成 \"p3/局长=同意\"", "write each as \"p3/director=agree\"");
      Word("--ballot", ballot.text());
    }
    return base::Done{};
  }

  const Session& session_;
  BatchLine line_;
  std::vector<std::string> words_;
};

bool IsOneOf(const std::string& action, const std::pair<const char*, const char*>& words) {
  return action == words.first || action == words.second;
}

}  // namespace

base::Result<BatchLine> ReadBatchLine(const Session& session, const std::string& text) {
  return LineReading(session).Read(text);
}
bool IsShow(const std::string& action) { return IsOneOf(action, kShow); }
bool IsTick(const std::string& action) { return IsOneOf(action, kTick); }

}  // namespace guiju::cli
