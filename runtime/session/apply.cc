// Folding events. Each applier reads exactly what the event's body says; none asks a policy.
#include <algorithm>

#include "runtime/session/session.h"
#include "runtime/session/state_members.h"

namespace guiju::session {
namespace {

using record::Value;

// What went wrong with a body, "" for nothing.
using Fault = std::string;

template <class T>
Fault Read(const Value& body, std::string_view member, T* out) {
  const Value* value = body.Find(member);
  if (value == nullptr || value->kind() != Value::Kind::kObject) return std::string(member);
  return flow::ReadMembers(*value, out).value_or("");
}

// The item the body is about; nullptr: there is none.
Item* ItemOf(const Value& body, State* state) {
  const Value* number = body.Find("item");
  if (number == nullptr || number->kind() != Value::Kind::kInteger) return nullptr;
  return state->Find(number->number());
}

void Put(const Attendance& attendance, State* state) {
  std::erase_if(state->attendance, [&](const Attendance& one) {
    // What is said of the whole session stands over what was said of items that are still open.
    const Item* item = state->Find(one.item);
    const bool open = item != nullptr && !item->closing;
    return one.person.id == attendance.person.id &&
           (one.item == attendance.item || (attendance.item == 0 && open));
  });
  state->attendance.push_back(attendance);
}

Fault Convened(const Value& body, const Moment&, State* state) {
  return flow::ReadMembers(body, state).value_or("");
}
Fault ItemAdded(const Value& body, const Moment&, State* state) {
  Item item;
  Fault fault = flow::ReadMembers(body, &item).value_or("");
  state->items.push_back(std::move(item));
  return fault;
}
Fault Attended(const Value& body, const Moment&, State* state) {
  Attendance attendance;
  Fault fault = flow::ReadMembers(body, &attendance).value_or("");
  Put(attendance, state);
  return fault;
}
Fault RecusalRequested(const Value& body, const Moment&, State* state) {
  Item* item = ItemOf(body, state);
  Recusal recusal;
  Fault fault = item == nullptr ? "item" : Read(body, "recusal", &recusal);
  if (!fault.empty()) return fault;
  std::erase_if(item->recusals, [&](const Recusal& one) { return one.person.id == recusal.person.id; });
  if (recusal.granted.value_or(false))  // with the right to vote goes the vote
    std::erase_if(item->votes, [&](const Vote& vote) { return vote.person.id == recusal.person.id; });
  item->recusals.push_back(std::move(recusal));
  return "";
}
Fault RecusalDecided(const Value& body, const Moment& at, State* state) {
  return RecusalRequested(body, at, state);
}
Fault Voted(const Value& body, const Moment&, State* state) {
  Item* item = ItemOf(body, state);
  Vote vote;
  Fault fault = item == nullptr ? "item" : Read(body, "vote", &vote);
  if (!fault.empty()) return fault;
  std::erase_if(item->votes, [&](const Vote& one) { return one.person.id == vote.person.id; });
  item->cast = vote.number;
  item->votes.push_back(std::move(vote));
  return "";
}
Fault VoteCorrected(const Value& body, const Moment& at, State* state) { return Voted(body, at, state); }
Fault Minuted(const Value& body, const Moment&, State* state) {
  Item* item = ItemOf(body, state);
  return item == nullptr ? "item" : Read(body, "minutes", &item->minutes.emplace());
}
Fault ItemClosed(const Value& body, const Moment&, State* state) {
  Item* item = ItemOf(body, state);
  return item == nullptr ? "item" : Read(body, "closing", &item->closing.emplace());
}
Fault ItemCarried(const Value& body, const Moment&, State* state) {
  Item* item = ItemOf(body, state);
  return item == nullptr ? "item" : Read(body, "carried", &item->carried.emplace());
}
Fault Adjourned(const Value&, const Moment& at, State* state) {
  state->adjourned = at;
  return "";
}

struct Type {
  std::string_view name;
  Fault (*apply)(const Value&, const Moment&, State*);
};
constexpr Type kTypes[] = {
#define SESSION_EVENT(type, applier) {type, applier},
#include "runtime/session/events.def"
#undef SESSION_EVENT
};

}  // namespace

base::Status Apply(const flow::Event& event, State* state) {
  const auto* type = std::ranges::find(kTypes, event.type, &Type::name);
  if (type == std::end(kTypes))
    return base::Error{"events of type `" + event.type + "` are not known to this program"};
  if (event.body.kind() != Value::Kind::kObject)
    return base::Error{"the body of `" + event.type + "` is no object"};
  const Fault fault = type->apply(event.body, event.occurred, state);
  if (!fault.empty()) return base::Error{"the event `" + event.type + "` has no usable `" + fault + "`"};
  return base::Done{};
}

}  // namespace guiju::session
