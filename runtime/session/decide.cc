// Commands, except recusals and votes (vote.cc) and the closing of an item (close.cc).
#include <fmt/format.h>

#include <algorithm>

#include "runtime/session/decider.h"
#include "runtime/session/state_members.h"

namespace guiju::session {

using record::Value;

Outcome Decide(const Rules& rules, const State& state, const Command& command) {
  return Decider(rules, state, command).Run();
}

std::vector<std::string> NamesOf(const ir::Program& program, const std::vector<ir::ActorId>& actors) {
  std::vector<std::string> names;
  for (const ir::ActorId actor : actors) names.push_back(program.actors[actor].name.In(true));
  return names;
}

bool MayVote(Seat seat) {
  switch (seat) {
    case Seat::kChair:
    case Seat::kVice:
    case Seat::kMember:
    case Seat::kUnit:
    case Seat::kSubstitute:
      return true;
    case Seat::kAdviser:
      return false;
  }
  return false;
}

Outcome Decider::Run() {
  switch (c_.kind) {
    case CommandKind::kConvene:
      Convene();
      break;
    case CommandKind::kAdd:
      Add();
      break;
    case CommandKind::kAttend:
      Attend();
      break;
    case CommandKind::kRecuse:
      Recuse();
      break;
    case CommandKind::kVote:
      Vote();
      break;
    case CommandKind::kMinute:
      Minute();
      break;
    case CommandKind::kClose:
      Close();
      break;
    case CommandKind::kCarry:
      Carry();
      break;
    case CommandKind::kAdjourn:
      Adjourn();
      break;
  }
  if (refused()) return refusals_.front();
  return std::move(events_);
}

bool Decider::IsOn() {
  if (now_.body.empty()) {
    Refuse(RefusalCode::kNotConvened);
  } else if (now_.adjourned) {
    Refuse(RefusalCode::kAdjourned);
  } else if (!body_) {
    Refuse(RefusalCode::kUnknownBody, now_.body);
  }
  return !refused();
}

const Item* Decider::OpenItem() {
  if (!IsOn()) return nullptr;
  const Item* item = now_.Find(c_.item);
  if (item == nullptr) {
    std::vector<std::string> numbers;
    for (const Item& one : now_.items) numbers.push_back(fmt::format("{}", one.number));
    Refuse(RefusalCode::kNoSuchItem, fmt::format("{}", c_.item), numbers);
  } else if (item->closing) {
    Refuse(RefusalCode::kItemClosed, fmt::format("{}", c_.item));
  }
  return refused() ? nullptr : item;
}

const Standing* Decider::StandingOf(const Item& item) {
  const auto found = rules_.matters.find(item.matter);
  if (found != rules_.matters.end()) return &found->second;
  Refuse(RefusalCode::kUnknownMatter, item.matter);
  return nullptr;
}

bool Decider::IsUnchanged(const Item& item, const Standing& standing) {
  if (standing.material != item.material) {
    Refuse(RefusalCode::kProposalChanged, item.matter);
  } else if ((item.visit != 0 && standing.visit != item.visit) ||
             (!item.closure.empty() && standing.closure != item.closure)) {
    Refuse(RefusalCode::kMovedOn, item.matter);
  }
  return !refused();
}

// The agenda as items with what is discussed under each, numbered on.
bool Decider::MakeItems(ir::BodyId id, std::vector<Item>* items) {
  if (c_.agenda.empty()) Refuse(RefusalCode::kAgendaMissing);
  const std::string name = p_.actors[p_.bodies[id].actor].name.In(true);
  for (const AgendaPoint& point : c_.agenda) {
    Item item;
    item.number = static_cast<int64_t>(now_.items.size() + items->size()) + 1;
    item.matter = point.matter;
    const Standing* standing = StandingOf(item);
    if (standing == nullptr) return false;
    item.proposal = standing->proposal;
    item.material = standing->material;
    item.visit = standing->visit;
    item.closure = standing->closure;
    for (const ir::Name& topic : standing->topics) item.topics.push_back(topic.Key());
    const auto same = [&](const Item& one) {
      return !one.closing && one.matter == item.matter && one.material == item.material &&
             one.visit == item.visit && one.closure == item.closure;
    };
    if (!standing->before_body) {
      Refuse(RefusalCode::kNotBeforeBody, point.matter, {name});
    } else if (standing->proposal == 0) {
      Refuse(RefusalCode::kProposalMissing, point.matter);
    } else if (point.proposal != 0 && point.proposal != standing->proposal) {
      Refuse(RefusalCode::kProposalStale, point.matter, {fmt::format("{}", standing->proposal)});
    } else if (std::ranges::any_of(now_.items, same) || std::ranges::any_of(*items, same)) {
      Refuse(RefusalCode::kItemTwice, point.matter);
    }
    items->push_back(std::move(item));
  }
  return !refused();
}

void Decider::Convene() {
  if (!now_.body.empty()) return Refuse(RefusalCode::kAlreadyConvened);
  const ir::BodyId id = FindBody(p_, c_.body);
  if (!id) {
    std::vector<ir::ActorId> all;
    for (const ir::Body& one : p_.bodies) all.push_back(one.actor);
    return Refuse(RefusalCode::kUnknownBody, c_.body, NamesOf(p_, all));
  }
  const ir::Body& called = p_.bodies[id];
  const std::optional<Seat> seat = SeatOf(p_, id, c_.chair);
  if (seat != Seat::kChair && seat != Seat::kVice) {
    std::vector<ir::ActorId> able = called.chair;
    able.insert(able.end(), called.vice.begin(), called.vice.end());
    return Refuse(RefusalCode::kNotTheChair, c_.chair.person.id, NamesOf(p_, able));
  }
  State begun;
  begun.body = p_.actors[called.actor].name.Key();
  begun.closure = c_.closure;
  begun.held = c_.held.value_or(c_.occurred);
  begun.chair = c_.chair.person;
  if (MakeItems(id, &begun.items)) Emit("convened", flow::PrintMembers(begun));
}

void Decider::Add() {
  if (!IsOn()) return;
  std::vector<Item> items;
  if (!MakeItems(body_, &items)) return;
  for (const Item& item : items) Emit("item_added", flow::PrintMembers(item));
}

// A vote already cast binds to the presence and the right it was cast in.
bool Decider::CheckAttendance(const Attendance& attendance) {
  for (const Item& item : now_.items) {
    if (item.closing || (attendance.item != 0 && item.number != attendance.item)) continue;
    const session::Vote* vote = item.VoteOf(attendance.person.id);
    if (vote != nullptr && (!attendance.present || vote->person != attendance.person))
      Refuse(RefusalCode::kHasVoted, attendance.person.id, {fmt::format("{}", item.number)});
  }
  if (attendance.seat != Seat::kUnit || !attendance.present) return !refused();
  for (const Attendance& one : now_.attendance) {
    if (one.present && one.seat == Seat::kUnit && one.unit == attendance.unit &&
        one.person.id != attendance.person.id)
      Refuse(RefusalCode::kUnitRepresented, one.unit, {one.person.id});
  }
  return !refused();
}

void Decider::Attend() {
  if (c_.item != 0 ? OpenItem() == nullptr : !IsOn()) return;
  const flow::Acting& person = c_.person ? *c_.person : c_.acting;
  const std::optional<Seat> seat = SeatOf(p_, body_, person);
  if (!seat) return Refuse(RefusalCode::kNotAMember, person.person.id);
  const Attendance attendance{c_.item, person.person, person.unit, *seat, c_.present};
  if (CheckAttendance(attendance)) Emit("attended", flow::PrintMembers(attendance));
}

void Decider::Minute() {
  const Item* item = OpenItem();
  const Standing* standing = item == nullptr ? nullptr : StandingOf(*item);
  if (standing == nullptr) return;
  if (c_.minutes.digest.empty()) return Refuse(RefusalCode::kMinutesMissing, fmt::format("{}", c_.item));
  Minutes minutes{c_.minutes.digest, {}};
  for (const std::string& spelling : c_.minutes.covers) {
    const auto topic =
        std::ranges::find_if(standing->topics, [&](const ir::Name& one) { return one.Is(spelling); });
    if (topic == standing->topics.end()) {
      std::vector<std::string> names;
      for (const ir::Name& one : standing->topics) names.push_back(one.In(true));
      return Refuse(RefusalCode::kUnknownTopic, spelling, names);
    }
    if (std::ranges::find(minutes.covers, topic->Key()) == minutes.covers.end())
      minutes.covers.push_back(topic->Key());
  }
  Value body = Value::EmptyObject();
  body.Insert("item", item->number);
  body.Insert("minutes", flow::PrintMembers(minutes));
  Emit("minuted", std::move(body));
}

void Decider::Carry() {
  const Item* item = now_.Find(c_.item);
  if (item == nullptr || !item->closing) return Refuse(RefusalCode::kNotClosed, fmt::format("{}", c_.item));
  if (item->IsSettled() || item->carried == c_.carried) return;
  Value body = Value::EmptyObject();
  body.Insert("item", item->number);
  body.Insert("matter", item->matter);
  body.Insert("carried", flow::PrintMembers(c_.carried));
  Emit("item_carried", std::move(body));
}

void Decider::Adjourn() {
  if (!IsOn()) return;
  if (c_.acting.person.id != now_.chair.id)
    return Refuse(RefusalCode::kNotTheChair, c_.acting.person.id, {now_.chair.id});
  std::vector<std::string> waiting;
  Value left = Value::EmptyArray();
  for (const Item& item : now_.items) {
    if (item.IsOnItsWay()) waiting.push_back(fmt::format("{}", item.number));
    if (!item.closing) left.Append(item.number);
  }
  if (!waiting.empty()) return Refuse(RefusalCode::kResultsMissing, "", waiting);
  Value body = Value::EmptyObject();
  body.Insert("left", std::move(left));
  Emit("adjourned", std::move(body));
}

}  // namespace guiju::session
