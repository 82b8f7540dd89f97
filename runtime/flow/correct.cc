// 更正: what was recorded by mistake is told anew. The old event stays in the record; the correction says
// what stands in its place, and everything computed of it follows.
#include <algorithm>
#include <map>

#include "runtime/flow/decider.h"

namespace guiju::flow {

namespace {

using record::Value;

bool Holds(const std::vector<ir::EventId>& events, ir::EventId event) {
  return std::ranges::find(events, event) != events.end();
}

}  // namespace

void Decider::Correct() {
  if (now_.flow.empty()) return Refuse(RefusalCode::kNotOpen);
  if (!c_.withdrawn && !c_.instead) return Refuse(RefusalCode::kInsteadMissing, c_.name);
  if (!CheckFourEyes(c_.name)) return;
  if (const ir::EventId event = FindEvent(p_, c_.name)) return CorrectHappening(event);
  if (const ir::DocumentId document = FindDocument(p_, c_.name)) return Detach(document);
  Refuse(RefusalCode::kUnknownEvent, c_.name);
}

std::optional<size_t> Decider::FindHappening(ir::EventId event) {
  std::vector<size_t> found;
  std::vector<std::string> recorded;
  for (size_t i = 0; i < now_.happenings.size(); ++i) {
    if (!p_.events[event].name.Is(now_.happenings[i].event)) continue;
    recorded.push_back(value::FormatMoment(now_.happenings[i].occurred));
    if (!c_.was || *c_.was == now_.happenings[i].occurred) found.push_back(i);
  }
  const std::string name = p_.events[event].name.In(true);
  if (found.empty()) {
    Refuse(RefusalCode::kNothingToCorrect, name, recorded);
  } else if (found.size() > 1 && !c_.was) {
    Refuse(RefusalCode::kWhichOne, name, recorded);
  } else {
    return found.front();  // of two at one moment either: they say the same
  }
  return std::nullopt;
}

bool Decider::CheckCorrection(ir::EventId event, size_t happening) {
  const std::string name = p_.events[event].name.In(true);
  if (c_.withdrawn) {
    // An outcome that was given because of it stands in the record; only what led nowhere can be taken back.
    for (const Visit& visit : now_.visits) {
      if (LedBy(visit.on, happening)) Refuse(RefusalCode::kLedOn, name, {visit.stage});
    }
    if (LedBy(now_.ended_on, happening)) Refuse(RefusalCode::kLedOn, name, {*now_.ended});
    return !refused();
  }
  const Moment& instead = *c_.instead;
  if (instead > c_.occurred) Refuse(RefusalCode::kOutOfOrder, name);
  for (size_t i = 1; i < now_.visits.size(); ++i) {
    const Visit& visit = now_.visits[i];
    if (!LedBy(visit.on, happening)) continue;
    if (instead < now_.visits[i - 1].entered || (visit.left && instead > *visit.left))
      Refuse(RefusalCode::kOutOfOrder, visit.stage);
  }
  if (LedBy(now_.ended_on, happening) && instead < now_.visits.back().entered)
    Refuse(RefusalCode::kOutOfOrder, *now_.ended);
  return !refused();
}

// A time left out that would end before it begins is no course of things.
bool Decider::StopsInOrder() {
  const auto clocks = Clocks(rules_, now_);
  if (!clocks) {
    Refuse(RefusalCode::kBadFacts, clocks.error().message);
    return false;
  }
  for (const RunningClock& running : *clocks) {
    for (const clock::Stop& stop : running.data.stops) {
      if (stop.to && *stop.to < stop.from) {
        Refuse(RefusalCode::kOutOfOrder, stop.reason);
        return false;
      }
    }
  }
  return true;
}

// How many others of the same moment, of these events, stand beside it.
size_t Decider::OthersAt(size_t happening, const std::vector<ir::EventId>& events) const {
  size_t others = 0;
  for (size_t i = 0; i < now_.happenings.size(); ++i) {
    const Happening& one = now_.happenings[i];
    if (i != happening && one.occurred == now_.happenings[happening].occurred &&
        Holds(events, FindEvent(p_, one.event)))
      ++others;
  }
  return others;
}

// The duties that it armed or closed, by their places. What was told twice stands once the second is taken
// back: each happening arms one of an obligation, and what another closed as well stays closed.
void Decider::NoteDuties(ir::EventId id, size_t happening, Value* body) const {
  const Moment& was = now_.happenings[happening].occurred;
  Value armed = Value::EmptyArray(), closed = Value::EmptyArray();
  for (const ir::Duty& duty : p_.duties) {
    std::vector<ir::EventId> closing = duty.discharged_by;
    closing.insert(closing.end(), duty.voided_by.begin(), duty.voided_by.end());
    const size_t others = OthersAt(happening, duty.from);
    const bool arms = Holds(duty.from, id);
    const bool closes = Holds(closing, id) && OthersAt(happening, closing) == 0;
    std::map<std::string, size_t> seen;  // by channel
    for (size_t i = 0; i < now_.duties.size(); ++i) {
      const DutyState& state = now_.duties[i];
      if (!duty.name.Is(state.duty)) continue;
      if (arms && state.armed == was && ++seen[state.channel] > others) armed.Append(static_cast<int64_t>(i));
      if (closes && state.closed == was) closed.Append(static_cast<int64_t>(i));
    }
  }
  if (!armed.items().empty()) body->Insert("armed", std::move(armed));
  if (!closed.items().empty()) body->Insert("closed", std::move(closed));
}

void Decider::CorrectHappening(ir::EventId id) {
  const ir::Event& event = p_.events[id];
  if (event.by.empty()) return Refuse(RefusalCode::kNotReportable, event.name.In(true));
  if (!RoleOf(p_, c_.acting.person.position, event.by))
    return Refuse(RefusalCode::kNotYourPosition, c_.acting.person.position, NamesOf(p_, event.by));
  const auto happening = FindHappening(id);
  if (!happening) return;
  if (!CheckCorrection(id, *happening)) return;
  const Moment was = now_.happenings[*happening].occurred;

  Value body = Value::EmptyObject();
  body.Insert("event", event.name.Key());
  body.Insert("was", value::FormatMoment(was));
  if (!c_.withdrawn) body.Insert("now", value::FormatMoment(*c_.instead));
  NoteDuties(id, *happening, &body);
  if (event.records) {
    const ir::Fact& fact = p_.facts[event.records];
    std::optional<Moment> last;  // that still stands
    for (size_t i = 0; i < now_.happenings.size(); ++i) {
      if (!event.name.Is(now_.happenings[i].event)) continue;
      if (i != *happening) last = now_.happenings[i].occurred;
      if (i == *happening && !c_.withdrawn) last = c_.instead;
    }
    body.Insert("fact", fact.name.Key());
    if (last && fact.type.kind == ir::TypeKind::kDate) {
      body.Insert("value", value::FormatDate(last->day));
    } else {
      body.Insert("value", last ? Value(true) : Value());
    }
  }
  body.Insert("reason", c_.reason);
  body.Insert("person", c_.acting.person.id);
  body.Insert("approved_by", c_.approval->person.id);
  Emit("corrected", std::move(body));
  StopsInOrder();
}

void Decider::Detach(ir::DocumentId document) {
  const ir::Name& name = p_.documents[document].name;
  if (!c_.withdrawn) return Refuse(RefusalCode::kInsteadMissing, name.In(true));
  if (!IsAttached(name)) return Refuse(RefusalCode::kNothingToCorrect, name.In(true), now_.documents);
  Value body = Value::EmptyObject();
  body.Insert("document", name.Key());
  body.Insert("reason", c_.reason);
  body.Insert("person", c_.acting.person.id);
  body.Insert("approved_by", c_.approval->person.id);
  Emit("detached", std::move(body));
}

}  // namespace guiju::flow
