#include "tools/guiju/session_show.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/cases/moment.h"
#include "tools/guiju/store_session.h"

namespace guiju::cli {
namespace {

using record::Value;

const char* WordOf(const Session& session, session::Seat seat) {
  switch (seat) {
    case session::Seat::kChair:
      return session.Pick("主任", "chair");
    case session::Seat::kVice:
      return session.Pick("副主任", "vice chair");
    case session::Seat::kMember:
      return session.Pick("委员", "member");
    case session::Seat::kUnit:
      return session.Pick("单位代表", "for a unit");
    case session::Seat::kSubstitute:
      return session.Pick("替补", "substitute");
    case session::Seat::kAdviser:
      return session.Pick("列席", "adviser, no vote");
  }
  return "";
}

const char* WordOf(const Session& session, session::Choice choice) {
  switch (choice) {
    case session::Choice::kAgree:
      return session.Pick("同意", "agree");
    case session::Choice::kDisagree:
      return session.Pick("不同意", "disagree");
    case session::Choice::kAbstain:
      return session.Pick("弃权", "abstain");
  }
  return "";
}

const char* WordOf(const Session& session, ir::CountBase base) {
  switch (base) {
    case ir::CountBase::kAll:
      return session.Pick("应参会", "all members");
    case ir::CountBase::kEligible:
      return session.Pick("回避后", "members not recused");
    case ir::CountBase::kPresent:
      return session.Pick("到会者", "those present");
  }
  return "";
}

class SessionShown {
 public:
  SessionShown(const Session& session, const cases::SessionView& view)
      : session_(session),
        view_(view),
        program_(view.policy->program()),
        state_(view.state),
        rules_(view.rules()),
        body_(session::FindBody(program_, state_.body)) {}

  std::string Text() const {
    std::string text =
        fmt::format(fmt::runtime(session_.Pick("会议 {}　第 {} 版　{}　{}\n主持：{} {}\n",
                                               "session {}, version {}: {}, {}\nchair: {} {}\n")),
                    BareId(view_.row.id), view_.row.sver, Name(state_.body), cases::PrintMoment(state_.held),
                    state_.chair.id, Name(state_.chair.position));
    if (state_.adjourned)
      text += fmt::format(fmt::runtime(session_.Pick("已经结束：{}\n", "adjourned: {}\n")),
                          cases::PrintMoment(*state_.adjourned));
    text += session_.Pick("\n到会\n", "\nattendance\n");
    for (const session::Attendance& one : state_.attendance) text += AttendanceText(one);
    for (const session::Item& item : state_.items) text += ItemText(item);
    return text;
  }

  Value Json() const {
    Value object = Value::EmptyObject();
    object.Insert("session", BareId(view_.row.id));
    object.Insert("version", view_.row.sver);
    object.Insert("policy", program_.policies[program_.main].name.Key());
    if (auto state = record::ParseJson(session::PrintState(state_))) {
      for (const record::Member& member : state->members()) {
        if (member.name != "items") object.Insert(member.name, member.value);
      }
      Value& items = *object.Insert("items", Value::EmptyArray());
      for (size_t i = 0; i < state_.items.size(); ++i)
        items.Append(ItemJson(state_.items[i], state->Find("items")->items()[i]));
    }
    return object;
  }

 private:
  std::string Name(const std::string& key) const { return NameIn(program_, key, session_.chinese); }
  std::string Joined(const std::vector<std::string>& keys) const {
    return fmt::format("{}", fmt::join(keys, session_.Pick("、", ", ")));
  }

  std::string AttendanceText(const session::Attendance& one) const {
    const std::string item =
        one.item == 0 ? "" : fmt::format(fmt::runtime(session_.Pick("（第 {} 项）", " (item {})")), one.item);
    return fmt::format("  {} {} {}（{}）{}{}\n", one.present ? "●" : "○", one.person.id,
                       Name(one.person.position), WordOf(session_, one.seat), item,
                       one.present ? "" : session_.Pick("　缺席", ", absent"));
  }

  std::string Needed() const {
    const ir::Quorum& quorum = program_.bodies[body_].quorum;
    const std::string share = quorum.persons > 0
                                  ? fmt::format(fmt::runtime(session_.Pick("{}人", "{}")), quorum.persons)
                              : quorum.majority ? session_.Pick("过半数", "more than half")
                                                : fmt::format("{}/{}", quorum.numerator, quorum.denominator);
    return quorum.persons > 0 ? share : fmt::format("{} {}", WordOf(session_, quorum.base), share);
  }

  bool IsQuorum(const session::Item& item) const {
    return session::TurnoutAt(rules_, state_, item).IsQuorum(program_.bodies[body_].quorum);
  }
  // Since it was put on the agenda, the proposal or a fact has changed.
  bool HasChanged(const session::Item& item) const {
    const auto found = view_.matters.find(item.matter);
    return !item.closing && (found == view_.matters.end() || found->second.material != item.material);
  }

  std::string TurnoutText(const session::Item& item) const {
    const flow::Turnout turnout = session::TurnoutAt(rules_, state_, item);
    return fmt::format(
        fmt::runtime(session_.Pick("    应参会 {} 人，回避后 {} 人，到会 {} 人；到会要求：{}（{}）\n",
                                   "    members {}, not recused {}, present {}; quorum: {} ({})\n")),
        turnout.all, turnout.eligible, turnout.present, Needed(),
        IsQuorum(item) ? session_.Pick("够", "met") : session_.Pick("不够", "not met"));
  }

  std::string RecusalText(const session::Recusal& one) const {
    const auto reason = session::RecusalReasonOf(one.reason);
    const char* state = !one.granted   ? session_.Pick("已经提出，还没有决定", "asked for, undecided")
                        : *one.granted ? session_.Pick("决定回避", "granted")
                                       : session_.Pick("决定不回避", "denied");
    return fmt::format(
        fmt::runtime(session_.Pick("    回避 {}：{}，{}{}\n", "    recusal of {}: {}, {}{}\n")),
        one.person.id, reason ? session::NameOf(*reason, session_.chinese) : std::string_view(one.reason),
        state, one.decided_by.empty() ? "" : fmt::format("（{}）", one.decided_by));
  }

  std::string BallotText(const session::Ballot& one) const {
    const char* said = one.choice ? WordOf(session_, *one.choice) : session_.Pick("回避", "recused");
    return fmt::format("    {} {} {}{}\n", one.person.id, Name(one.person.position), said,
                       one.dissent.empty() ? "" : session_.Pick("：", ": ") + one.dissent);
  }

  std::string ItemText(const session::Item& item) const {
    std::string text =
        fmt::format(fmt::runtime(session_.Pick("\n第 {} 项　案件 {}　第 {} 稿{}\n",
                                               "\nitem {}: case {}, proposal {}{}\n")),
                    item.number, BareId(item.matter), item.proposal,
                    HasChanged(item) ? session_.Pick("　（列入以后已经变了）", " (changed since)") : "");
    text += TurnoutText(item);
    for (const session::Recusal& one : item.recusals) text += RecusalText(one);
    for (const session::Ballot& one : session::BallotsAt(state_, item)) text += BallotText(one);
    if (item.minutes)
      text += fmt::format(
          fmt::runtime(session_.Pick("    记录 {}　写到：{}\n", "    minutes {}, covering: {}\n")),
          item.minutes->digest.substr(0, 12), Joined(item.minutes->covers));
    if (item.carried) return text + "    " + CarriedText(session_, *item.carried) + "\n";
    if (item.closing)
      return text + session_.Pick("    表决结束，结果还没有送到案件：再关闭一次，或者运行 tick\n",
                                  "    closed, on its way to the matter: close it again, or tick\n");
    if (state_.adjourned) return text + session_.Pick("    没有议\n", "    not dealt with\n");
    const std::vector<session::Refusal> missing = session::ObstaclesToClosing(rules_, state_, item);
    if (missing.empty()) return text + session_.Pick("    可以关闭\n", "    ready to be closed\n");
    text += session_.Pick("    关闭以前还缺：\n", "    missing before it can be closed:\n");
    for (const session::Refusal& one : missing)
      text += fmt::format("      ✗ {}\n", session::TextOf(one, session_.chinese));
    return text;
  }

  Value ItemJson(const session::Item& item, const Value& kept) const {
    Value object = kept;
    object.Insert("case", BareId(item.matter));
    object.Insert("changed", HasChanged(item));
    object.Insert("status", item.IsSettled() ? "settled"
                            : item.carried   ? "refused"
                            : item.closing   ? "on_its_way"
                                             : "open");
    const flow::Turnout turnout = session::TurnoutAt(rules_, state_, item);
    Value& counted = *object.Insert("turnout", Value::EmptyObject());
    counted.Insert("all", turnout.all);
    counted.Insert("eligible", turnout.eligible);
    counted.Insert("present", turnout.present);
    counted.Insert("base", turnout.Base(program_.bodies[body_].quorum.base));
    counted.Insert("needed", Needed());
    counted.Insert("quorum", IsQuorum(item));
    Value& missing = *object.Insert("missing", Value::EmptyArray());
    for (const session::Refusal& one : session::ObstaclesToClosing(rules_, state_, item)) {
      Value& why = missing.Append(Value::EmptyObject());
      why.Insert("code", session::KeyOf(one.code));
      why.Insert("message", session::TextOf(one, session_.chinese));
    }
    return object;
  }

  const Session& session_;
  const cases::SessionView& view_;
  const ir::Program& program_;
  const session::State& state_;
  const session::Rules rules_;
  const ir::BodyId body_;
};

}  // namespace

std::string CarriedText(const Session& session, const session::Carried& carried) {
  switch (carried.result) {
    case session::Result::kResolved:
      return fmt::format(fmt::runtime(session.Pick("案件的结果：{}", "the matter's outcome: {}")),
                         carried.outcome);
    case session::Result::kUndecided:
      return fmt::format(fmt::runtime(session.Pick("表决没有形成结果（{}），案件留在这个环节",
                                                   "undecided ({}); the matter stays where it is")),
                         carried.outcome);
    case session::Result::kRefused:
      return fmt::format(
          fmt::runtime(session.Pick("案件不能采用这个结果（{}）：{}。原因消除以后可以再关闭一次",
                                    "the matter refused it ({}): {}; close it again when that is mended")),
          carried.outcome, carried.text);
  }
  return "";
}

int ShowSession(const Session& session, const std::string& id) {
  auto cases = OpenCases(session, Access::kRead);
  if (!cases) return kMisuse;
  auto view = cases->ViewSession(SessionStream(id));
  if (!view) return Failed(view.error().message);
  if (!*view) return Failed(fmt::format(fmt::runtime(session.Pick("没有会议 {}", "no session {}")), id));
  const SessionShown shown(session, **view);
  if (session.json) {
    SayJson(*cases, shown.Json());
  } else {
    Say(session, *cases, shown.Text());
  }
  return kYes;
}

int ListSessions(const Session& session) {
  auto cases = OpenCases(session, Access::kRead);
  if (!cases) return kMisuse;
  constexpr int64_t kPage = 1000;
  Value all = Value::EmptyArray();
  std::string text, after;
  while (true) {
    auto rows = cases->ListSessions(after, kPage);
    if (!rows) return Failed(rows.error().message);
    for (const auto& row : *rows) {
      after = row.stream;
      const auto open =
          std::ranges::count_if(row.state.items, [](const session::Item& item) { return !item.closing; });
      Value& one = all.Append(Value::EmptyObject());
      one.Insert("session", BareId(row.stream));
      one.Insert("version", row.sver);
      one.Insert("body", row.state.body);
      one.Insert("held", cases::PrintMoment(row.state.held));
      one.Insert("items", row.state.items.size());
      one.Insert("open", open);
      one.Insert("on_its_way", row.state.IsOnItsWay());
      one.Insert("adjourned", row.state.adjourned.has_value());
      text += fmt::format(fmt::runtime(session.Pick("  {}  {}  {}  {} 项，{} 项没有议完{}\n",
                                                    "  {}  {}  {}  items {}, open {}{}\n")),
                          BareId(row.stream), cases::PrintMoment(row.state.held), row.state.body,
                          row.state.items.size(), open,
                          row.state.adjourned ? session.Pick("，已经结束", ", adjourned") : "");
    }
    if (rows->size() < static_cast<size_t>(kPage)) break;
  }
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("sessions", std::move(all));
    SayJson(*cases, std::move(object));
  } else {
    Say(session, *cases,
        fmt::format(fmt::runtime(session.Pick("共 {} 次会议\n{}", "{} sessions\n{}")), all.items().size(),
                    text));
  }
  return kYes;
}

}  // namespace guiju::cli
