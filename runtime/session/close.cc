// An item dealt with: what must be there, the ballots frozen, the command its matter is sent.
#include <fmt/format.h>

#include <algorithm>

#include "runtime/session/decider.h"
#include "runtime/session/state_members.h"

namespace guiju::session {

using record::Value;

std::vector<Ballot> BallotsAt(const State& state, const Item& item) {
  if (item.closing) return item.closing->ballots;
  std::vector<Ballot> ballots;
  for (const Recusal& recusal : item.recusals) {
    if (recusal.granted.value_or(false) && MayVote(recusal.seat))
      ballots.push_back({recusal.person, recusal.unit, std::nullopt, ""});
  }
  for (const Vote& vote : item.votes) {
    const Attendance* seated = state.AttendanceAt(item.number, vote.person.id);
    if (seated != nullptr && seated->present && !item.IsRecused(vote.person.id))
      ballots.push_back({vote.person, vote.unit, vote.choice, vote.dissent});
  }
  std::ranges::sort(ballots, {}, [](const Ballot& ballot) { return ballot.person.id; });
  return ballots;
}

flow::Turnout TurnoutAt(const Rules& rules, const State& state, const Item& item) {
  if (item.closing) return {item.closing->all, item.closing->eligible, item.closing->present};
  // A substitute is present for a member and counts among those present; the base is that of the members.
  flow::Turnout turnout;
  int64_t recused = 0, members = 0;
  for (const Recusal& recusal : item.recusals) {
    const bool counts = recusal.granted.value_or(false) && MayVote(recusal.seat);
    recused += counts && recusal.seat != Seat::kSubstitute ? 1 : 0;
  }
  for (const Attendance* one : state.AttendanceAt(item.number)) {
    if (!one->present || !MayVote(one->seat) || item.IsRecused(one->person.id)) continue;
    turnout.present += 1;
    members += one->seat == Seat::kSubstitute ? 0 : 1;
  }
  turnout.all = std::max(rules.members, members + recused);
  turnout.eligible = turnout.all - recused;
  return turnout;
}

std::vector<Refusal> ObstaclesToClosing(const Rules& rules, const State& state, const Item& item) {
  Command command;
  command.item = item.number;
  return Decider(rules, state, command).ObstaclesTo(item);
}

std::vector<Refusal> Decider::ObstaclesTo(const Item& item) {
  if (item.closing || !IsOn()) return std::move(refusals_);
  CheckClosing(item);
  return std::move(refusals_);
}

// Who presides is there; where he is recused from the item, another chair or vice chair is.
void Decider::CheckPresiding(const Item& item) {
  const Attendance* chair = now_.AttendanceAt(item.number, now_.chair.id);
  std::vector<std::string> able;
  if (!item.IsRecused(now_.chair.id)) {
    if (chair == nullptr || !chair->present) return Refuse(RefusalCode::kChairMissing, now_.chair.id);
    able.push_back(now_.chair.id);
  } else {
    for (const Attendance* one : now_.AttendanceAt(item.number)) {
      if (one->present && (one->seat == Seat::kChair || one->seat == Seat::kVice) &&
          !item.IsRecused(one->person.id))
        able.push_back(one->person.id);
    }
  }
  const bool asked = c_.kind == CommandKind::kClose;
  if (able.empty() || (asked && std::ranges::find(able, c_.acting.person.id) == able.end()))
    Refuse(RefusalCode::kNotTheChair, asked ? c_.acting.person.id : now_.chair.id, able);
}

void Decider::CheckMinutes(const Item& item) {
  if (!item.minutes) return Refuse(RefusalCode::kMinutesMissing, fmt::format("{}", item.number));
  std::vector<std::string> missing;
  for (const std::string& topic : item.topics) {
    if (std::ranges::find(item.minutes->covers, topic) == item.minutes->covers.end())
      missing.push_back(topic);
  }
  if (!missing.empty()) Refuse(RefusalCode::kTopicsMissing, fmt::format("{}", item.number), missing);
}

void Decider::CheckTurnout(const Item& item) {
  std::vector<std::string> silent, substitutes;
  int64_t members = 0;
  for (const Attendance* one : now_.AttendanceAt(item.number)) {
    if (!one->present || !MayVote(one->seat) || item.IsRecused(one->person.id)) continue;
    if (one->seat == Seat::kSubstitute) {
      substitutes.push_back(one->person.id);
    } else {
      members += 1;
    }
    if (item.VoteOf(one->person.id) == nullptr) silent.push_back(one->person.id);
  }
  if (!silent.empty()) Refuse(RefusalCode::kVotesMissing, "", silent);
  if (static_cast<int64_t>(substitutes.size()) > std::max(rules_.members, members) - members)
    Refuse(RefusalCode::kTooManySubstitutes, "", substitutes);
  const flow::Turnout turnout = TurnoutAt(rules_, now_, item);
  if (!turnout.IsQuorum(body().quorum))
    Refuse(RefusalCode::kNoQuorum, fmt::format("{}/{}", turnout.present, turnout.Base(body().quorum.base)));
}

void Decider::CheckClosing(const Item& item) {
  const Standing* standing = StandingOf(item);
  if (standing == nullptr) return;
  if (!standing->before_body) {
    Refuse(RefusalCode::kNotBeforeBody, item.matter, {p_.actors[body().actor].name.In(true)});
  } else {
    IsUnchanged(item, *standing);
  }
  CheckPresiding(item);
  std::vector<std::string> undecided;
  for (const Recusal& recusal : item.recusals) {
    if (!recusal.granted) undecided.push_back(recusal.person.id);
  }
  if (!undecided.empty()) Refuse(RefusalCode::kRecusalOpen, "", undecided);
  for (const auto& [person, reason] : MustBeRecused(rules_, now_, item))
    Refuse(RefusalCode::kMustRecuse, person, {reason});
  CheckTurnout(item);
  CheckMinutes(item);
}

void Decider::Close() {
  const Item* item = OpenItem();
  if (item == nullptr) return;
  CheckClosing(*item);
  if (refused()) return;
  const flow::Turnout turnout = TurnoutAt(rules_, now_, *item);
  Closing closing;
  closing.key = c_.key;
  closing.by = c_.acting.person;
  if (c_.approval) closing.approval = c_.approval->person;
  closing.at = c_.occurred;
  closing.ballots = BallotsAt(now_, *item);
  closing.all = turnout.all;
  closing.eligible = turnout.eligible;
  closing.present = turnout.present;
  Value body = Value::EmptyObject();
  body.Insert("item", item->number);
  body.Insert("matter", item->matter);
  body.Insert("proposal", item->proposal);
  body.Insert("material", item->material);
  body.Insert("closing", flow::PrintMembers(closing));
  Emit("item_closed", std::move(body));
}

flow::Command CommandOf(const State& state, const Item& item, std::string_view session) {
  flow::Command command;
  command.kind = flow::CommandKind::kResolve;
  command.name = state.body;
  command.proposal = item.proposal;
  command.session = session;
  command.item = item.number;
  command.material = item.material;
  command.visit = item.visit;
  command.closure = item.closure;
  if (!item.closing) return command;
  command.acting.person = item.closing->by;
  command.occurred = item.closing->at;
  if (item.closing->approval) command.approval = flow::Acting{*item.closing->approval, {}, ""};
  for (const Ballot& ballot : item.closing->ballots) {
    flow::Ballot sent;
    sent.member.person = ballot.person;
    sent.member.unit = ballot.unit;
    sent.present = ballot.choice.has_value();
    sent.recused = !ballot.choice.has_value();
    if (ballot.choice && *ballot.choice != Choice::kAbstain) sent.agrees = *ballot.choice == Choice::kAgree;
    sent.dissent = ballot.dissent;
    command.ballots.push_back(std::move(sent));
  }
  return command;
}

}  // namespace guiju::session
