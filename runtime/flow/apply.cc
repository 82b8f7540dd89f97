// Folding events. Each applier reads exactly what the event's body says; none asks a policy.
#include <algorithm>

#include "runtime/flow/flow.h"
#include "runtime/value/written_date.h"

namespace guiju::flow {

namespace {

using record::Value;

// The members of a body; the first that is missing or of another kind makes the event unreadable.
class Body {
 public:
  explicit Body(const Value& body) : body_(body) {}
  std::string Text(std::string_view name) {
    const Value* value = body_.Find(name);
    if (value != nullptr && value->kind() == Value::Kind::kText) return value->text();
    bad_ = name;
    return {};
  }
  std::string TextOr(std::string_view name) { return body_.Find(name) == nullptr ? "" : Text(name); }
  // "" also when the value was deleted from the record, which leaves null.
  std::string TextOrDeleted(std::string_view name) {
    const Value* value = body_.Find(name);
    return value != nullptr && value->kind() == Value::Kind::kNull ? "" : Text(name);
  }
  int64_t Number(std::string_view name) {
    const Value* value = body_.Find(name);
    if (value != nullptr && value->kind() == Value::Kind::kInteger) return value->number();
    bad_ = name;
    return 0;
  }
  int64_t NumberOr(std::string_view name) { return body_.Find(name) == nullptr ? 0 : Number(name); }
  Value Object(std::string_view name) {
    const Value* value = body_.Find(name);
    if (value != nullptr && value->kind() == Value::Kind::kObject) return *value;
    bad_ = name;
    return Value::EmptyObject();
  }
  std::vector<std::string> TextsOr(std::string_view name) const {
    std::vector<std::string> texts;
    const Value* list = body_.Find(name);
    if (list == nullptr || list->kind() != Value::Kind::kArray) return texts;
    for (const Value& item : list->items()) {
      if (item.kind() == Value::Kind::kText) texts.push_back(item.text());
    }
    return texts;
  }
  const Value* Find(std::string_view name) const { return body_.Find(name); }
  void Refuse(std::string_view name) { bad_ = name; }
  const std::string& bad() const { return bad_; }

 private:
  const Value& body_;
  std::string bad_;
};

void SetFact(State* state, const std::string& name, const Value& value) {
  Value facts = Value::EmptyObject();
  for (const record::Member& member : state->facts.members()) {
    if (member.name != name) facts.Insert(member.name, member.value);
  }
  if (value.kind() != Value::Kind::kNull) facts.Insert(name, value);
  state->facts = std::move(facts);
}

void NoteRaised(Body& body, State* state) {
  for (const std::string& name : body.TextsOr("lowered")) std::erase(state->raised, name);
  for (const std::string& name : body.TextsOr("raised")) {
    if (std::ranges::find(state->raised, name) == state->raised.end()) state->raised.push_back(name);
  }
}
void Opened(Body& body, const Moment&, State* state) {
  state->flow = body.Text("flow");
  state->facts = body.Object("facts");
  NoteRaised(body, state);
}
void Asserted(Body& body, const Moment&, State* state) {
  const Value facts = body.Object("facts");
  for (const record::Member& fact : facts.members()) SetFact(state, fact.name, fact.value);
  NoteRaised(body, state);
}
void Attached(Body& body, const Moment&, State* state) {
  std::string document = body.Text("document");
  if (std::ranges::find(state->documents, document) == state->documents.end())
    state->documents.push_back(std::move(document));
}
void Proposed(Body& body, const Moment&, State* state) {
  state->proposals.push_back({body.Number("number"), body.Object("content")});
  state->defects.clear();  // they were found in the old one
}
void AddDeed(Body& body, State* state) {
  Deed deed{body.TextOr("position"), body.TextOr("person"), body.TextOr("unit")};
  if (!deed.person.empty() && std::ranges::find(state->deeds, deed) == state->deeds.end())
    state->deeds.push_back(std::move(deed));
}
void AddDefects(Body& body, State* state) {
  const Value* defects = body.Find("defects");
  if (defects == nullptr || defects->kind() != Value::Kind::kArray) return;
  for (const Value& defect : defects->items()) {
    if (defect.kind() == Value::Kind::kText &&
        std::ranges::find(state->defects, defect.text()) == state->defects.end())
      state->defects.push_back(defect.text());
  }
}
void Spoke(Body& body, const Moment&, State* state) {
  state->voices.push_back({body.Text("position"), body.Text("outcome")});
  AddDeed(body, state);
  AddDefects(body, state);
}
void Opined(Body& body, const Moment&, State* state) {
  state->given[body.Text("stage") + "/" + body.Text("outcome")] += 1;
  state->voices.clear();
  AddDeed(body, state);
  AddDefects(body, state);
}
void Resolved(Body& body, const Moment& at, State* state) { Opined(body, at, state); }
void Undecided(Body& body, const Moment&, State* state) {
  body.Text("how");
  state->voices.clear();
}
void Lapsed(Body& body, const Moment&, State* state) {
  const std::string stage = body.Text("stage");
  std::erase_if(state->agreements, [&](const Agreement& agreement) { return agreement.stage == stage; });
}
void Agreed(Body& body, const Moment& at, State* state) {
  Lapsed(body, at, state);
  state->agreements.push_back({body.Text("stage"), body.TextOrDeleted("digest")});
  const Value* cleared = body.Find("cleared");
  if (cleared == nullptr || cleared->kind() != Value::Kind::kArray) return;
  for (const Value& defect : cleared->items()) {
    if (defect.kind() == Value::Kind::kText) std::erase(state->defects, defect.text());
  }
}
void DecidedEvent(Body& body, const Moment& at, State* state) {
  state->decisions.push_back({body.Text("outcome"), body.Number("proposal"), body.Object("content"), at});
}
void Happened(Body& body, const Moment& at, State* state) {
  state->happenings.push_back({body.Text("event"), at});
  const std::string fact = body.TextOr("fact");
  if (fact.empty()) return;
  const Value* value = body.Find("value");
  SetFact(state, fact, value == nullptr ? Value(true) : *value);
  const bool date = value != nullptr && value->kind() == Value::Kind::kText;
  if (date && std::ranges::find(state->recorded_dates, fact) == state->recorded_dates.end())
    state->recorded_dates.push_back(fact);
}
void Leave(const Moment& at, State* state) {
  if (state->current() != nullptr) state->visits.back().left = at;
  state->voices.clear();
}
void Moved(Body& body, const Moment& at, State* state) {
  Leave(at, state);
  state->visits.push_back({body.Text("to"), at, std::nullopt, static_cast<int64_t>(state->happenings.size()),
                           body.NumberOr("on")});
}
void Closed(Body& body, const Moment& at, State* state) {
  Leave(at, state);
  state->ended = body.Text("end");
  state->ended_on = body.NumberOr("on");
}
void SuspendedEvent(Body& body, const Moment& at, State* state) {
  state->suspensions.push_back({body.Text("interrupt"), body.TextOr("reason"), at, std::nullopt});
}
void Resumed(Body&, const Moment& at, State* state) {
  if (state->suspended() != nullptr) state->suspensions.back().to = at;
}
void Extended(Body& body, const Moment& at, State* state) {
  Grant grant;
  grant.clock = body.Text("clock");
  grant.count = body.Number("count");
  grant.unit = static_cast<int>(body.Number("unit"));
  if (const std::string until = body.TextOr("until"); !until.empty())
    grant.until = value::ParseWrittenMoment(until);
  grant.granted = at;
  grant.by = body.TextOr("by");
  state->grants.push_back(std::move(grant));
}
// Nothing is kept: when a period ends is computed, never read.
void Recomputed(Body& body, const Moment&, State*) {
  body.Text("clock");
  body.Text("why");
}
void Expired(Body& body, const Moment&, State* state) { state->expired.push_back(body.Text("clock")); }
void DutyArmed(Body& body, const Moment& at, State* state) {
  state->duties.push_back({body.Text("duty"), body.TextOr("channel"), at, std::nullopt, std::nullopt});
}
void DutyClosed(Body& body, const Moment& at, State* state) {
  const std::string duty = body.Text("duty"), channel = body.TextOr("channel");
  const int64_t closing = body.Number("closing");
  for (DutyState& open : state->duties) {
    if (open.duty != duty || open.channel != channel || open.closing) continue;
    open.closing = static_cast<Closing>(std::clamp<int64_t>(closing, 0, 2));
    open.closed = at;
  }
}
// The duties, by their place in the state, that a list of the body names.
std::vector<DutyState*> DutiesOf(Body& body, std::string_view name, State* state) {
  std::vector<DutyState*> duties;
  const Value* places = body.Find(name);
  if (places == nullptr || places->kind() != Value::Kind::kArray) return duties;
  for (const Value& place : places->items()) {
    if (place.kind() == Value::Kind::kInteger && place.number() >= 0 &&
        static_cast<size_t>(place.number()) < state->duties.size())
      duties.push_back(&state->duties[static_cast<size_t>(place.number())]);
  }
  return duties;
}
void MoveHappening(Body& body, size_t happening, const Moment& now, State* state) {
  state->happenings[happening].occurred = now;
  for (size_t i = 1; i < state->visits.size(); ++i) {
    if (!LedBy(state->visits[i].on, happening)) continue;
    state->visits[i].entered = now;
    state->visits[i - 1].left = now;
  }
  if (LedBy(state->ended_on, happening)) state->visits.back().left = now;
  for (DutyState* duty : DutiesOf(body, "armed", state)) duty->armed = now;
  for (DutyState* duty : DutiesOf(body, "closed", state)) duty->closed = now;
}
void WithdrawHappening(Body& body, size_t happening, const Moment& at, State* state) {
  state->happenings.erase(state->happenings.begin() + static_cast<ptrdiff_t>(happening));
  for (Visit& visit : state->visits) {
    if (visit.seen > static_cast<int64_t>(happening)) --visit.seen;
    if (visit.on > static_cast<int64_t>(happening)) --visit.on;
  }
  if (state->ended_on > static_cast<int64_t>(happening)) --state->ended_on;
  for (DutyState* duty : DutiesOf(body, "closed", state)) {
    duty->closing.reset();
    duty->closed.reset();
  }
  for (DutyState* duty : DutiesOf(body, "armed", state)) {
    duty->closing = Closing::kSuperseded;
    duty->closed = at;
  }
}
void Corrected(Body& body, const Moment& at, State* state) {
  const auto was = value::ParseWrittenMoment(body.Text("was"));
  const std::string event = body.Text("event");
  const auto found = std::ranges::find_if(state->happenings, [&](const Happening& happening) {
    return happening.event == event && happening.occurred == was;
  });
  if (!was || found == state->happenings.end()) return body.Refuse("was");
  const auto happening = static_cast<size_t>(found - state->happenings.begin());
  if (const std::string written = body.TextOr("now"); written.empty()) {
    WithdrawHappening(body, happening, at, state);
  } else if (const auto now = value::ParseWrittenMoment(written)) {
    MoveHappening(body, happening, *now, state);
  } else {
    return body.Refuse("now");
  }
  const std::string fact = body.TextOr("fact");
  const Value* value = body.Find("value");
  if (!fact.empty()) SetFact(state, fact, value == nullptr ? Value() : *value);
}
void Detached(Body& body, const Moment&, State* state) {
  std::erase(state->documents, body.Text("document"));
}
// Every name in the state by its new one; "" leaves a name as history, and takes a fact out.
class Renamer {
 public:
  explicit Renamer(const Value& names) : names_(names) {}
  void Rename(State* state) const {
    In(&state->flow);
    for (Visit& visit : state->visits) In(&visit.stage);
    for (Happening& happening : state->happenings) In(&happening.event);
    for (Suspension& suspension : state->suspensions) In(&suspension.interrupt);
    for (Grant& grant : state->grants) In(&grant.clock);
    for (Agreement& agreement : state->agreements) In(&agreement.stage);
    for (Deed& deed : state->deeds) In(&deed.position);
    for (Voice& voice : state->voices) In(&voice.position);
    for (DutyState& duty : state->duties) In(&duty.duty);
    for (auto* all : {&state->recorded_dates, &state->raised, &state->defects, &state->documents}) {
      for (std::string& one : *all) In(&one);
    }
    std::map<std::string, int64_t> given;
    for (const auto& [key, times] : state->given) {
      std::string stage = key.substr(0, key.find('/')), outcome = key.substr(key.find('/') + 1);
      In(&stage);
      In(&outcome);
      given[stage + "/" + outcome] += times;
    }
    state->given = std::move(given);
    Value facts = Value::EmptyObject();
    for (const record::Member& fact : state->facts.members()) {
      std::string name = fact.name;
      if (Dropped(name)) continue;
      In(&name);
      facts.Insert(name, fact.value);
    }
    state->facts = std::move(facts);
  }

 private:
  bool Dropped(const std::string& name) const {
    const Value* found = names_.Find(name);
    return found != nullptr && found->kind() == Value::Kind::kText && found->text().empty();
  }
  void In(std::string* name) const {
    const Value* found = names_.Find(*name);
    if (found != nullptr && found->kind() == Value::Kind::kText && !found->text().empty())
      *name = found->text();
  }
  const Value& names_;
};
void Migrated(Body& body, const Moment& at, State* state) {
  body.Text("policy");
  const Value names = body.Object("names");
  Renamer(names).Rename(state);
  const std::string stage = body.TextOr("stage");
  if (stage.empty() || (state->current() != nullptr && state->current()->stage == stage)) return;
  Leave(at, state);
  state->visits.push_back({stage, at, std::nullopt, static_cast<int64_t>(state->happenings.size())});
}
void Irregularity(Body& body, const Moment&, State*) { body.Text("code"); }

using Applier = void (*)(Body&, const Moment&, State*);
struct Type {
  std::string_view name;
  Applier apply;
};
constexpr Type kTypes[] = {
#define GJ_EVENT(type, applier) {type, applier},
#include "runtime/flow/events.def"
#undef GJ_EVENT
};

}  // namespace

base::Status Apply(const Event& event, State* state) {
  const auto* type = std::ranges::find(kTypes, event.type, &Type::name);
  if (type == std::end(kTypes))
    return base::Error{"events of type `" + event.type + "` are not known to this program"};
  if (event.body.kind() != Value::Kind::kObject)
    return base::Error{"the body of `" + event.type + "` is no object"};
  Body body(event.body);
  type->apply(body, event.occurred, state);
  if (!body.bad().empty())
    return base::Error{"the event `" + event.type + "` has no usable `" + body.bad() + "`"};
  return base::Done{};
}

}  // namespace guiju::flow
