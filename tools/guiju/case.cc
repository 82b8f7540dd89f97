#include <fmt/format.h>

#include "runtime/cases/judge.h"
#include "runtime/cases/moment.h"
#include "runtime/clock/clock_text.h"
#include "tools/guiju/case_answer.h"
#include "tools/guiju/case_batch.h"
#include "tools/guiju/case_redact.h"
#include "tools/guiju/case_request.h"
#include "tools/guiju/case_show.h"
#include "tools/guiju/store_session.h"

namespace guiju::cli {
namespace {

using record::Value;

int TellJson(const Session& session, const cases::Cases& cases, const cases::Answer& answer) {
  SayJson(cases, AnswerValue(session, answer));
  return answer.kind == cases::Answer::Kind::kRefused ? kNo : kYes;
}

int Tell(const Session& session, cases::Cases& cases, const cases::Answer& answer) {
  if (session.json) return TellJson(session, cases, answer);
  const std::string id = BareId(answer.stream);
  if (answer.kind == cases::Answer::Kind::kRefused) {
    Say(session, cases,
        fmt::format(
            fmt::runtime(session.Pick("案件 {}：不能办理（{}）\n  {}。\n", "case {}: refused ({})\n  {}.\n")),
            id, answer.refusal.code, answer.refusal.In(session.chinese)));
    return kNo;
  }
  if (answer.kind == cases::Answer::Kind::kAlready) {
    Say(session, cases,
        fmt::format(fmt::runtime(session.Pick(
                        "案件 {}：这个命令已经记录过（第 {} 条），没有重复办理\n",
                        "case {}: this command is recorded already (entry {}); nothing was done twice\n")),
                    id, answer.pos));
    return kYes;
  }
  auto view = cases.View(answer.stream);
  const ir::Program* program = view && *view ? &(*view)->policy->program() : nullptr;
  std::string text = fmt::format(
      fmt::runtime(session.Pick("案件 {}：已记录，第 {} 版\n", "case {}: recorded, version {}\n")), id,
      answer.sver);
  for (const flow::Event& event : answer.events)
    text += "  " + EventText(program, event.type, event.body, session.chinese) + "\n";
  Say(session, cases, text);
  return kYes;
}

int Do(const Session& session, const std::string& id, const std::string& action, const std::string& name) {
  auto cases = OpenCases(session, Access::kChange);
  if (!cases) return kMisuse;
  auto request = RequestOf(session, *cases, MatterStream(id), action, name);
  if (!request) return Misuse(session, request.error().message);
  auto answer = cases->Do(*request);
  if (!answer) return Failed(answer.error().message);
  return Tell(session, *cases, *answer);
}

int Open(const Session& session, const std::string& id) {
  if (!session.arguments.Has("--policy") || !session.arguments.Has("--flow"))
    return Misuse(session,
                  session.Pick("立案要写明 --policy 制度 和 --flow 流程", "--policy and --flow are needed"));
  return Do(session, id, "open", session.arguments.Get("--flow"));
}

int Migrate(const Session& session, const std::string& id) {
  if (!session.arguments.Has("--policy"))
    return Misuse(session, session.Pick("要写明 --policy 新制度", "--policy is needed"));
  return Do(session, id, "migrate", session.arguments.Get("--to-stage"));
}

Value RowValue(const cases::Cases::MatterRow& row) {
  Value one = Value::EmptyObject();
  one.Insert("case", BareId(row.stream));
  one.Insert("version", row.sver);
  one.Insert("flow", row.flow);
  one.Insert("stage", row.stage);
  one.Insert("ended", row.ended.empty() ? Value() : Value(row.ended));
  one.Insert("suspended", row.suspended);
  one.Insert("wake", row.wake_ms ? Value(cases::PrintMoment(cases::MomentOf(*row.wake_ms))) : Value());
  return one;
}

int List(const Session& session) {
  auto cases = OpenCases(session, Access::kRead);
  if (!cases) return kMisuse;
  constexpr int64_t kPage = 1000;
  Value all = Value::EmptyArray();
  std::string text, after;
  size_t count = 0;
  while (true) {
    auto rows = cases->List(after, kPage);
    if (!rows) return Failed(rows.error().message);
    for (const auto& row : *rows) {
      after = row.stream;
      ++count;
      all.Append(RowValue(row));
      const std::string where = !row.ended.empty() ? session.Pick("办结 ", "ended ") + row.ended
                                : row.suspended    ? row.stage + session.Pick("（中止）", " (suspended)")
                                                   : row.stage;
      text += fmt::format("  {}  {}  {}\n", BareId(row.stream), row.flow, where);
    }
    if (rows->size() < static_cast<size_t>(kPage)) break;
  }
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("cases", std::move(all));
    SayJson(*cases, std::move(object));
  } else {
    Say(session, *cases,
        fmt::format(fmt::runtime(session.Pick("共 {} 件\n{}", "{} cases\n{}")), count, text));
  }
  return kYes;
}

int ExplainClock(const Session& session, const cases::Cases& cases, const cases::MatterView& view,
                 const std::string& name, bool* found) {
  const cases::EngineJudge judge(*view.policy);
  const flow::Rules rules{view.policy->program(), judge, view.policy->calendar(), view.members};
  auto clocks = flow::Clocks(rules, view.matter.flow);
  if (!clocks) return Failed(clocks.error().message);
  for (const flow::RunningClock& running : *clocks) {
    if (running.name != name) continue;
    *found = true;
    const clock::Explanation told = clock::Explain(running.data, rules.calendar);
    if (session.json) {
      Out(fmt::format("{{\"clock\":{},\"simulated\":{}}}\n", clock::ExplanationJson(running.data, told),
                      cases.simulated()));
    } else {
      Say(session, cases,
          fmt::format("{}\n{}", name, clock::ExplanationText(running.data, told, session.chinese)));
    }
  }
  return kYes;
}

int ExplainDecision(const Session& session, const cases::Cases& cases, const cases::MatterView& view,
                    ir::DecisionId decision) {
  auto facts = record::PrintJson(cases::DecidedFacts(view.policy->program(), view.matter.flow));
  if (!facts) return Failed(facts.error().message);
  engine::ClassifyOptions options;
  options.answer = {true, true, session.chinese, false, {decision}};
  const engine::ClassifyOutcome outcome = engine::Classify(*view.policy, *facts, options);
  if (!outcome.answer) return Failed(outcome.error.empty() ? "facts" : outcome.error);
  if (session.json) {
    Out(fmt::format("{{\"classification\":{},\"simulated\":{}}}\n", caseio::ToJson(*outcome.answer),
                    cases.simulated()));
  } else {
    Say(session, cases, caseio::ToText(*outcome.answer, {session.chinese, false, false}));
  }
  return kYes;
}

// Why a period ends when it does, or why a decision comes out as it does.
int Explain(const Session& session, const std::string& id, const std::string& name) {
  auto cases = OpenCases(session, Access::kRead);
  if (!cases) return kMisuse;
  auto view = cases->View(MatterStream(id));
  if (!view) return Failed(view.error().message);
  if (!*view) return Failed(fmt::format(fmt::runtime(session.Pick("没有案件 {}", "no case {}")), id));
  bool found = false;
  const int status = ExplainClock(session, *cases, **view, name, &found);
  if (found || status != kYes) return status;
  if (const ir::DecisionId decision = (*view)->policy->FindDecision(name))
    return ExplainDecision(session, *cases, **view, decision);
  return Failed(fmt::format(
      fmt::runtime(session.Pick("没有正在计算的期限或者判定“{}”", "no running clock and no decision {}")),
      name));
}

}  // namespace

int RunCase(const Session& session) {
  const auto& words = session.arguments.paths();
  const std::string what = words.empty() ? "" : words[0];
  if (session.arguments.Has("--batch")) {
    if (what == "do" && words.size() == 1) return DoBatch(session);
    return Misuse(session, session.Pick("用法：guiju case do --batch 命令.jsonl|-",
                                        "usage: guiju case do --batch F.jsonl|-"));
  }
  if (what == "list" && words.size() == 1) return List(session);
  if (what == "open" && words.size() == 2) return Open(session, words[1]);
  if (what == "show" && words.size() == 2) return ShowCase(session, words[1]);
  if (what == "entries" && words.size() == 2) return ListEntries(session, words[1]);
  if (what == "redact" && words.size() == 2) return RedactCase(session, words[1]);
  if (what == "explain" && words.size() == 3) return Explain(session, words[1], words[2]);
  if (what == "migrate" && words.size() == 2) return Migrate(session, words[1]);
  if (what == "do" && (words.size() == 3 || words.size() == 4))
    return Do(session, words[1], words[2], words.size() == 4 ? words[3] : "");
  return Misuse(session,
                session.Pick("用法：guiju case open|do|show|list|migrate|explain|entries|redact …",
                             "usage: guiju case open|do|show|list|migrate|explain|entries|redact …"));
}

}  // namespace guiju::cli
