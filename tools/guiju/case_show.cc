#include "tools/guiju/case_show.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/cases/candidates.h"
#include "runtime/cases/judge.h"
#include "runtime/cases/moment.h"
#include "runtime/clock/clock_text.h"
#include "runtime/record/event_types.h"
#include "tools/guiju/store_session.h"

namespace guiju::cli {
namespace {

using record::Value;

// A stage as it was gone through, with what was said there and by whom.
struct Step {
  flow::Visit visit;
  std::vector<std::string> said;
  std::vector<std::string> irregularities;
};

bool IsSaid(const std::string& type) {
  for (const char* one :
       {"opined", "spoke", "resolved", "undecided", "decided", "suspended", "resumed", "extended", "expired",
        "happened", "corrected", "detached", "migrated", "recomputed"}) {
    if (type == one) return true;
  }
  return false;
}

class CaseView {
 public:
  CaseView(const Session& session, const cases::Cases& cases, const cases::MatterView& view,
           std::vector<cases::HistoryEvent> history)
      : session_(session),
        view_(view),
        program_(view.policy->program()),
        state_(view.matter.flow),
        history_(std::move(history)),
        judge_(*view.policy),
        rules_{program_, judge_, view.policy->calendar(), view.members},
        now_(cases::MomentOf(cases.now_ms())) {}

  base::Status Prepare() {
    flow::State state;
    for (const cases::HistoryEvent& event : history_) {
      // What is said in a visit belongs to the stage it was said at, though the same command may leave it.
      const size_t at = state.visits.empty() ? 0 : state.visits.size() - 1;
      const record::Value* how = event.body.Find("how");
      if (event.entry.type == "moved" && how != nullptr && how->kind() == record::Value::Kind::kText &&
          how->text() == "not_needed") {
        if (steps_.size() <= at) steps_.resize(at + 1);
        steps_[at].said.push_back(session_.Pick("不需要经过这个环节", "not needed"));
      }
      if (IsSaid(event.entry.type) || event.entry.type == "irregularity") Note(event, at);
      if (event.entry.type == record::kRedactedType) redactions_.push_back(&event);
      if (event.entry.type == cases::kClassifiedType || event.entry.type == record::kRedactedType) continue;
      const auto occurred = cases::ReadMoment(event.entry.occurred);
      if (!occurred || event.body.kind() != record::Value::Kind::kObject) continue;  // its body is gone
      if (auto done = flow::Apply({event.entry.type, *occurred, event.body}, &state); !done) return done;
    }
    if (steps_.size() < state_.visits.size()) steps_.resize(state_.visits.size());
    for (size_t i = 0; i < state_.visits.size(); ++i) steps_[i].visit = state_.visits[i];
    auto clocks = flow::Clocks(rules_, state_);
    if (!clocks) return clocks.error();
    clocks_ = *std::move(clocks);
    allowed_ = flow::ListAllowed(rules_, state_, now_);
    return base::Done{};
  }

  std::string Text() const { return Head() + Path() + Periods() + Duties() + Next() + Redactions(); }

  Value Json() const {
    Value object = Value::EmptyObject();
    object.Insert("case", BareId(view_.row.id));
    object.Insert("version", view_.row.sver);
    object.Insert("policy", program_.policies[program_.main].name.Key());
    object.Insert("closure", view_.matter.closure);
    object.Insert("flow", state_.flow);
    object.Insert("ended", state_.ended ? Value(*state_.ended) : Value());
    object.Insert("facts", state_.facts);
    object.Insert("path", PathJson());
    object.Insert("clocks", ClocksJson());
    object.Insert("allowed", AllowedJson());
    object.Insert("redactions", RedactionsJson());
    auto state = record::ParseJson(flow::PrintState(state_));
    if (state) object.Insert("state", *std::move(state));
    return object;
  }

 private:
  void Note(const cases::HistoryEvent& event, size_t at) {
    if (steps_.size() <= at) steps_.resize(at + 1);
    std::string text = EventText(&program_, event.entry.type, event.body, session_.chinese);
    if (event.entry.type == "irregularity") {
      steps_[at].irregularities.push_back(std::move(text));
      return;
    }
    if (const Value* through = event.body.Find("session"); through != nullptr && event.body.Find("item"))
      text += fmt::format(fmt::runtime(session_.Pick("（会议 {} 第 {} 项）", " (session {}, item {})")),
                          BareId(through->text()), event.body.Find("item")->number());
    const record::Actor& actor = event.entry.actor;
    if (!actor.position.empty())
      text +=
          fmt::format("（{} {}{}）", actor.person, Name(actor.position),
                      event.entry.mode == record::Mode::kReport ? session_.Pick("，补记", ", reported") : "");
    steps_[at].said.push_back(fmt::format("{} {}", event.entry.occurred.substr(0, 10), text));
  }

  std::string Name(const std::string& key) const { return NameIn(program_, key, session_.chinese); }
  std::string Joined(const std::vector<std::string>& keys) const {
    std::string text;
    for (const std::string& key : keys) text += (text.empty() ? "" : session_.Pick("、", ", ")) + Name(key);
    return text;
  }

  std::string Head() const {
    const ir::Policy& policy = program_.policies[program_.main];
    std::string text = fmt::format(fmt::runtime(session_.Pick("案件 {}　第 {} 版\n制度：{}　流程：{}\n",
                                                              "case {}, version {}\npolicy: {}, flow: {}\n")),
                                   BareId(view_.row.id), view_.row.sver, policy.name.In(session_.chinese),
                                   Name(state_.flow));
    if (policy.is_example) text += session_.Pick("（示例制度，不是现行规定）\n", "(an example, not law)\n");
    return text;
  }

  std::string Path() const {
    std::string text = session_.Pick("\n经过\n", "\npath\n");
    for (const Step& step : steps_) {
      const flow::Visit& visit = step.visit;
      const std::string left = visit.left ? value::FormatDate(visit.left->day) : "";
      text += fmt::format("  {} {}  {}{}\n", visit.left || state_.ended ? "●" : "▶", Name(visit.stage),
                          value::FormatDate(visit.entered.day),
                          left.empty() ? session_.Pick(" 起", " on") : session_.Pick(" 至 ", " to ") + left);
      for (const std::string& said : step.said) text += fmt::format("  │   {}\n", said);
      for (const std::string& one : step.irregularities) text += fmt::format("  │   ！{}\n", one);
    }
    if (state_.ended) return text + fmt::format("  ■ {}\n", Name(*state_.ended));
    if (const flow::Suspension* suspension = state_.suspended())
      text += fmt::format(fmt::runtime(session_.Pick("  ‖ {}，自 {}，{}\n", "  ‖ {}, since {}, {}\n")),
                          Name(suspension->interrupt), value::FormatDate(suspension->from.day),
                          suspension->reason);
    return text + Ahead();
  }

  // Stages of the flow in its order that were not entered so far.
  std::string Ahead() const {
    std::string text;
    for (const ir::Flow& flow : program_.flows) {
      if (!flow.name.Is(state_.flow)) continue;
      for (ir::StageId id : flow.stages) {
        const ir::Stage& stage = program_.stages[id];
        const bool visited = std::ranges::any_of(
            state_.visits, [&](const flow::Visit& visit) { return stage.name.Is(visit.stage); });
        if (!visited && !stage.is_end) text += fmt::format("  ○ {}\n", stage.name.In(session_.chinese));
      }
    }
    return text;
  }

  std::string ClockLine(const flow::RunningClock& running) const {
    const clock::DueAnswer due = clock::Due(running.data, rules_.calendar);
    std::string text = fmt::format("  {}{}  {}", running.name,
                                   running.is_minimum ? session_.Pick("（最短）", " (minimum)") : "",
                                   clock::DueAnswerText(running.data, due, session_.chinese));
    if (due.state == clock::DueState::kRunning)
      text += " " + clock::RemainderText(running.data, clock::Remaining(running.data, rules_.calendar, now_),
                                         session_.chinese);
    return text + "\n";
  }

  std::string Periods() const {
    std::string text;
    for (const flow::RunningClock& running : clocks_) {
      if (running.duty == SIZE_MAX && !state_.ended) text += ClockLine(running);
    }
    return text.empty() ? "" : session_.Pick("\n期限\n", "\nperiods\n") + text;
  }

  std::string Duties() const {
    std::string text;
    for (const flow::RunningClock& running : clocks_) {
      if (running.duty == SIZE_MAX) continue;
      if (!running.closing) {
        text += ClockLine(running);
        continue;
      }
      const auto closing = static_cast<clock::Closing>(*running.closing);
      text += fmt::format(
          "  {}  {}\n", running.name,
          clock::PhaseText(clock::PhaseOf(running.data, rules_.calendar, now_, closing), session_.chinese));
    }
    return text.empty() ? "" : session_.Pick("\n义务\n", "\nduties\n") + text;
  }

  std::string Next() const {
    if (allowed_.empty()) return "";
    std::string text = session_.Pick("\n接下来\n", "\nnext\n");
    for (const flow::Allowed& item : allowed_) {
      text += fmt::format(fmt::runtime(session_.Pick("  {}「{}」　由 {}\n", "  {} `{}`  by {}\n")),
                          WordOf(item.kind), Name(item.name), Joined(item.by));
      for (const flow::Refusal& obstacle : item.obstacles)
        text += fmt::format("      ✗ {}\n", flow::TextOf(obstacle, session_.chinese));
      text += People(item);
    }
    return text;
  }

  // What was deleted: {entry, path, deleted, by, approved_by, basis, overrides, retained_until}, by field.
  Value RedactionsJson() const {
    Value list = Value::EmptyArray();
    for (const cases::HistoryEvent* event : redactions_) {
      const Value* redacts = event->body.Find("redacts");
      const Value* paths = redacts == nullptr ? nullptr : redacts->Find("paths");
      if (paths == nullptr || paths->kind() != Value::Kind::kArray) continue;
      for (const Value& path : paths->items()) {
        Value& one = list.Append(Value::EmptyObject());
        one.Insert("entry", *redacts->Find("pos"));
        one.Insert("path", path);
        one.Insert("deleted", event->entry.occurred);
        one.Insert("by", event->entry.actor.person);
        for (const char* member : {"approved_by", "basis", "overrides", "retained_until"}) {
          if (const Value* value = event->body.Find(member)) one.Insert(member, *value);
        }
      }
    }
    return list;
  }
  std::string Redactions() const {
    std::string text;
    const Value list = RedactionsJson();
    for (const Value& one : list.items())
      text += fmt::format(
          fmt::runtime(session_.Pick("  第 {} 条 {}　{} 由 {} 删除，{} 批准，依据 {}{}\n",
                                     "  entry {} {}  deleted {} by {}, approved by {}, basis {}{}\n")),
          one.Find("entry")->number(), one.Find("path")->text(), one.Find("deleted")->text().substr(0, 10),
          one.Find("by")->text(), one.Find("approved_by")->text(), one.Find("basis")->text(),
          one.Find("overrides") == nullptr
              ? ""
              : session_.Pick("（先于保存期限）", " (before the retention period)"));
    return text.empty() ? "" : session_.Pick("\n已删除的内容\n", "\ndeleted\n") + text;
  }

  std::vector<cases::Candidate> CandidatesOf(const flow::Allowed& item) const {
    return cases::CandidatesFor(program_, view_.persons, state_, item.by, now_.day);
  }

  std::string People(const flow::Allowed& item) const {
    std::string can, cannot;
    for (const cases::Candidate& one : CandidatesOf(item)) {
      const std::string name = fmt::format("{} {}", one.person, Name(one.position));
      if (one.obstacle) {
        cannot += fmt::format("      ✗ {}：{}\n", name, flow::TextOf(*one.obstacle, session_.chinese));
      } else {
        can += (can.empty() ? "" : session_.Pick("、", ", ")) + name;
      }
    }
    return (can.empty() ? "" : fmt::format("      {}\n", can)) + cannot;
  }

  const char* WordOf(flow::CommandKind kind) const {
    switch (kind) {
      case flow::CommandKind::kResolve:
        return session_.Pick("表决", "resolve");
      case flow::CommandKind::kInterrupt:
        return session_.Pick("随时", "interrupt");
      case flow::CommandKind::kResume:
        return session_.Pick("恢复", "resume");
      case flow::CommandKind::kOpine:
      case flow::CommandKind::kOpen:
      case flow::CommandKind::kAssert:
      case flow::CommandKind::kAttach:
      case flow::CommandKind::kReport:
      case flow::CommandKind::kExtend:
      case flow::CommandKind::kCorrect:
      case flow::CommandKind::kMigrate:
      case flow::CommandKind::kTick:
        break;
    }
    return session_.Pick("意见", "outcome");
  }

  Value PathJson() const {
    Value path = Value::EmptyArray();
    for (const Step& step : steps_) {
      Value& one = path.Append(Value::EmptyObject());
      one.Insert("stage", step.visit.stage);
      one.Insert("entered", cases::PrintMoment(step.visit.entered));
      one.Insert("left", step.visit.left ? Value(cases::PrintMoment(*step.visit.left)) : Value());
      Value& said = *one.Insert("said", Value::EmptyArray());
      for (const std::string& text : step.said) said.Append(text);
      Value& irregularities = *one.Insert("irregularities", Value::EmptyArray());
      for (const std::string& text : step.irregularities) irregularities.Append(text);
    }
    return path;
  }

  Value ClocksJson() const {
    Value clocks = Value::EmptyArray();
    for (const flow::RunningClock& running : clocks_) {
      const clock::DueAnswer due = clock::Due(running.data, rules_.calendar);
      Value& one = clocks.Append(Value::EmptyObject());
      one.Insert("name", running.name);
      one.Insert("minimum", running.is_minimum);
      one.Insert("duty", running.duty != SIZE_MAX);
      one.Insert("closed", !flow::IsOpen(running, state_));
      const bool dated = due.state == clock::DueState::kRunning;
      one.Insert("stopped", due.state == clock::DueState::kStopped);
      one.Insert("due", dated ? Value(value::FormatDate(due.due.earliest)) : Value());
      one.Insert("due_latest", dated ? Value(value::FormatDate(due.due.latest)) : Value());
      one.Insert("provisional", due.due.provisional);
    }
    return clocks;
  }

  Value AllowedJson() const {
    Value list = Value::EmptyArray();
    for (const flow::Allowed& item : allowed_) {
      Value& one = list.Append(Value::EmptyObject());
      one.Insert("name", item.name);
      one.Insert("kind", WordOf(item.kind));
      Value& by = *one.Insert("by", Value::EmptyArray());
      for (const std::string& position : item.by) by.Append(position);
      Value& obstacles = *one.Insert("obstacles", Value::EmptyArray());
      for (const flow::Refusal& obstacle : item.obstacles) {
        Value& why = obstacles.Append(Value::EmptyObject());
        why.Insert("code", flow::KeyOf(obstacle.code));
        why.Insert("message", flow::TextOf(obstacle, session_.chinese));
      }
      Value& people = *one.Insert("people", Value::EmptyArray());
      for (const cases::Candidate& candidate : CandidatesOf(item)) {
        Value& person = people.Append(Value::EmptyObject());
        person.Insert("person", candidate.person);
        person.Insert("position", candidate.position);
        person.Insert("obstacle",
                      candidate.obstacle ? Value(flow::KeyOf(candidate.obstacle->code)) : Value());
      }
    }
    return list;
  }

  const Session& session_;
  const cases::MatterView& view_;
  const ir::Program& program_;
  const flow::State& state_;
  std::vector<cases::HistoryEvent> history_;
  cases::EngineJudge judge_;
  flow::Rules rules_;
  flow::Moment now_;
  std::vector<Step> steps_;
  std::vector<const cases::HistoryEvent*> redactions_;
  std::vector<flow::RunningClock> clocks_;
  std::vector<flow::Allowed> allowed_;
};

base::Status WithCase(const Session& session, cases::Cases& cases, const std::string& id,
                      const std::function<void(const CaseView&)>& use) {
  const std::string stream = MatterStream(id);
  auto view = cases.View(stream);
  if (!view) return view.error();
  if (!*view) return base::Error{fmt::format(fmt::runtime(session.Pick("没有案件 {}", "no case {}")), id)};
  auto history = cases.History(stream);
  if (!history) return history.error();
  CaseView shown(session, cases, **view, *std::move(history));
  if (auto done = shown.Prepare(); !done) return done;
  use(shown);
  return base::Done{};
}

}  // namespace

base::Result<record::Value> ShownCase(const Session& session, cases::Cases& cases, const std::string& id) {
  std::optional<record::Value> value;
  auto done = WithCase(session, cases, id, [&](const CaseView& shown) { value = shown.Json(); });
  if (!done) return done.error();
  return *std::move(value);
}

int ShowCase(const Session& session, const std::string& id) {
  auto cases = OpenCases(session, Access::kRead);
  if (!cases) return kMisuse;
  auto done = WithCase(session, *cases, id, [&](const CaseView& shown) {
    if (session.json) {
      SayJson(*cases, shown.Json());
    } else {
      Say(session, *cases, shown.Text());
    }
  });
  return done ? static_cast<int>(kYes) : Failed(done.error().message);
}

}  // namespace guiju::cli
