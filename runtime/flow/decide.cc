// Commands, except opinions, ballots and extensions, which have files of their own.
#include <algorithm>

#include "runtime/flow/decider.h"

namespace guiju::flow {

namespace {

using record::Value;

template <class Store, class Ids>
std::vector<std::string> Names(const Store& store, const Ids& ids) {
  std::vector<std::string> names;
  for (const auto id : ids) names.push_back(store[id].name.In(true));
  return names;
}

// What the matter can bear when it happened on paper: seen, kept, and visible for ever.
bool MayBeIrregular(RefusalCode code) {
  switch (code) {
    case RefusalCode::kNotYourPosition:
    case RefusalCode::kNotQualified:
    case RefusalCode::kSamePerson:
    case RefusalCode::kConditionFails:
    case RefusalCode::kUndetermined:
    case RefusalCode::kChecksMissing:
    case RefusalCode::kCheckFailed:
    case RefusalCode::kDocumentsMissing:
    case RefusalCode::kReasonMissing:
    case RefusalCode::kProposalStale:
    case RefusalCode::kApprovalMissing:
    case RefusalCode::kOwnApproval:
    case RefusalCode::kGateNotPassed:
    case RefusalCode::kBarred:
    case RefusalCode::kTooEarly:
    case RefusalCode::kNoQuorum:
    case RefusalCode::kMustRecuse:
    case RefusalCode::kAfterExpiry:
    case RefusalCode::kOldVersion:
    case RefusalCode::kMayOnlyRaise:
    case RefusalCode::kMayNotLower:
      return true;
    case RefusalCode::kNotOpen:
    case RefusalCode::kAlreadyOpen:
    case RefusalCode::kEnded:
    case RefusalCode::kSuspended:
    case RefusalCode::kNotSuspended:
    case RefusalCode::kUnknownFlow:
    case RefusalCode::kFlowDoesNotApply:
    case RefusalCode::kBadFacts:
    case RefusalCode::kUnknownOutcome:
    case RefusalCode::kBodyDecides:
    case RefusalCode::kNoBodyHere:
    case RefusalCode::kComesOfItself:
    case RefusalCode::kContentMissing:
    case RefusalCode::kProposalMissing:
    case RefusalCode::kContentDiffers:
    case RefusalCode::kUnknownEvent:
    case RefusalCode::kNotReportable:
    case RefusalCode::kUnknownInterrupt:
    case RefusalCode::kUnknownReason:
    case RefusalCode::kUnknownDocument:
    case RefusalCode::kUnknownClock:
    case RefusalCode::kNoExtension:
    case RefusalCode::kDateMissing:
    case RefusalCode::kBeforeItsCause:
    case RefusalCode::kNotAMember:
    case RefusalCode::kVoterTwice:
    case RefusalCode::kMaterialChanged:
    case RefusalCode::kMovedOn:
    case RefusalCode::kChairMissing:
    case RefusalCode::kNothingToCorrect:
    case RefusalCode::kWhichOne:
    case RefusalCode::kInsteadMissing:
    case RefusalCode::kOutOfOrder:
    case RefusalCode::kLedOn:
    case RefusalCode::kBallotsMissing:
    case RefusalCode::kNotApproved:
    case RefusalCode::kNoTransition:
    case RefusalCode::kNamesUnknown:
    case RefusalCode::kNameStays:
    case RefusalCode::kSkipsAhead:
    case RefusalCode::kNoSuchStage:
    case RefusalCode::kPastGate:
      return false;
  }
  return false;
}

}  // namespace

Value Texts(const std::vector<std::string>& texts) {
  Value array = Value::EmptyArray();
  for (const std::string& text : texts) array.Append(text);
  return array;
}

Outcome Decide(const Rules& rules, const State& state, const Command& command) {
  return Decider(rules, state, command).Run();
}

Outcome Decider::Run() {
  switch (c_.kind) {
    case CommandKind::kOpen:
      Open();
      break;
    case CommandKind::kAssert:
      Assert();
      break;
    case CommandKind::kAttach:
      Attach();
      break;
    case CommandKind::kOpine:
      Opine();
      break;
    case CommandKind::kResolve:
      Resolve();
      break;
    case CommandKind::kReport:
      Report();
      break;
    case CommandKind::kInterrupt:
      Interrupt();
      break;
    case CommandKind::kResume:
      Resume();
      break;
    case CommandKind::kExtend:
      Extend();
      break;
    case CommandKind::kCorrect:
      Correct();
      break;
    case CommandKind::kMigrate:
      Migrate();
      break;
    case CommandKind::kTick:
      Tick();
      break;
  }
  if (!refused()) Settle();
  if (!refused()) SettleDuties();
  if (refused()) return *refusal_;
  LapseAgreements();
  TellRecomputed();
  if (refused()) return *refusal_;
  for (const Refusal& irregularity : irregularities_) {
    Value body = Value::EmptyObject();
    body.Insert("code", KeyOf(irregularity.code));
    body.Insert("what", irregularity.what);
    body.Insert("missing", Texts(irregularity.missing));
    Emit("irregularity", std::move(body));
  }
  return std::move(events_);
}

void Decider::Emit(const char* type, Value body) {
  Event event{type, c_.occurred, std::move(body)};
  const base::Status applied = Apply(event, &now_);
  GJ_CHECK(applied.ok());  // written and read by this room
  events_.push_back(std::move(event));
}

void Decider::Refuse(RefusalCode code, std::string what, std::vector<std::string> missing) {
  Refusal refusal{code, std::move(what), std::move(missing)};
  if (collecting_) {
    if (std::ranges::find(obstacles_, refusal) == obstacles_.end()) obstacles_.push_back(std::move(refusal));
  } else if (!refusal_) {
    refusal_ = std::move(refusal);
  }
}

bool Decider::Object(RefusalCode code, std::string what, std::vector<std::string> missing) {
  if (c_.report && !collecting_ && MayBeIrregular(code)) {
    irregularities_.push_back({code, std::move(what), std::move(missing)});
    return true;
  }
  Refuse(code, std::move(what), std::move(missing));
  return collecting_;  // when collecting, the next obstacle is wanted too
}

ir::StageId Decider::stage() const {
  const Visit* visit = now_.current();
  return visit == nullptr || !flow() ? ir::StageId{} : FindStage(p_, flow(), visit->stage);
}

Value FactsWith(const ir::Program& program, const Value& facts, const Value& content) {
  if (content.kind() != Value::Kind::kObject) return facts;
  const auto is_fact = [&](const std::string& name) {
    return std::ranges::any_of(program.facts,
                               [&](const ir::Fact& fact) { return !fact.list && fact.name.Is(name); }) ||
           std::ranges::any_of(program.lists, [&](const ir::List& list) { return list.name.Is(name); });
  };
  Value out = Value::EmptyObject();
  for (const record::Member& member : content.members()) {
    if (is_fact(member.name)) out.Insert(member.name, member.value);
  }
  for (const record::Member& member : facts.members())
    out.Insert(member.name, member.value);  // a name taken stays
  return out;
}

Value Decider::Facts() const {
  return now_.proposals.empty() ? now_.facts : FactsWith(p_, now_.facts, now_.proposals.back().content);
}

Judge::Answer Decider::Ask(ir::DecisionId decision) {
  auto answer = rules_.judge.Ask(Facts(), decision);
  if (answer) return *answer;
  Refuse(RefusalCode::kBadFacts, answer.error().message);
  return {};
}

void Decider::CheckFacts() {
  // Those found are looked at too: the proposal's may stand over them.
  for (const Value& facts : {now_.facts, Facts()}) {
    if (auto done = rules_.judge.Check(facts); !done)
      return Refuse(RefusalCode::kBadFacts, done.error().message);
  }
}

Judge::Answer Decider::AskOldVersion() {
  auto answer = rules_.judge.OldVersionApplies(Facts());
  if (answer) return *answer;
  Refuse(RefusalCode::kBadFacts, answer.error().message);
  return {};
}

bool Decider::CheckCondition(const std::string& what, ir::DecisionId condition) {
  if (!condition) return true;
  const Judge::Answer answer = Ask(condition);
  if (refused()) return false;
  if (!answer.determined) return Object(RefusalCode::kUndetermined, what, answer.missing);
  return answer.holds || Object(RefusalCode::kConditionFails, what);
}

bool Decider::InProgress() {
  if (now_.flow.empty()) {
    Refuse(RefusalCode::kNotOpen);
  } else if (now_.ended) {
    Refuse(RefusalCode::kEnded, *now_.ended);
  }
  return !refused();
}

bool Decider::NotBeforeItsCause() {
  const Visit* visit = now_.current();
  if (visit != nullptr && c_.occurred < visit->entered) Refuse(RefusalCode::kBeforeItsCause, visit->stage);
  return !refused();
}

ir::StageId Decider::StageToSpeakAt() {
  if (!InProgress() || !NotBeforeItsCause()) return {};
  const Suspension* suspension = now_.suspended();
  const ir::StageId at = stage();
  if (suspension != nullptr) {
    Refuse(RefusalCode::kSuspended, suspension->interrupt);
  } else if (!at) {
    Refuse(RefusalCode::kNotOpen);
  }
  return refused() ? ir::StageId{} : at;
}

bool Decider::CheckFourEyes(const std::string& what) {
  if (c_.reason.empty()) {
    Refuse(RefusalCode::kReasonMissing, what);
  } else if (!c_.approval) {
    Refuse(RefusalCode::kApprovalMissing, what);
  } else if (c_.approval->person.id == c_.acting.person.id) {
    Refuse(RefusalCode::kOwnApproval);
  }
  return !refused();
}

bool Decider::IsAttached(const ir::Name& document) const {
  return std::ranges::any_of(now_.documents,
                             [&](const std::string& attached) { return document.Is(attached); });
}

// Facts under one spelling each, so that one is not given twice.
Value Decider::Normalised(const Value& facts) const {
  Value out = Value::EmptyObject();
  if (facts.kind() != Value::Kind::kObject) return out;
  for (const record::Member& member : facts.members()) {
    std::string name = member.name;
    for (const ir::Fact& fact : p_.facts) {
      if (!fact.list && fact.name.Is(name)) name = fact.name.Key();
    }
    for (const ir::List& list : p_.lists) {
      if (list.name.Is(name)) name = list.name.Key();
    }
    out.Insert(name, member.value);
  }
  return out;
}

void Decider::Open() {
  if (!now_.flow.empty()) return Refuse(RefusalCode::kAlreadyOpen);
  const ir::FlowId id = FindFlow(p_, c_.name);
  if (!id) return Refuse(RefusalCode::kUnknownFlow, c_.name, Names(p_.flows, p_.flows.ids()));
  const ir::Flow& flow = p_.flows[id];
  Value body = Value::EmptyObject();
  body.Insert("flow", flow.name.Key());
  const Value facts = Normalised(c_.facts);
  body.Insert("facts", facts);
  if (!CheckFindings(facts, &body)) return;
  Emit("opened", std::move(body));
  CheckFacts();
  if (flow.when && !refused()) {
    const Judge::Answer applies = Ask(flow.when);
    if (!refused() && !applies.determined)
      return Refuse(RefusalCode::kUndetermined, flow.name.In(true), applies.missing);
    if (!refused() && !applies.holds) return Refuse(RefusalCode::kFlowDoesNotApply, flow.name.In(true));
  }
  if (!refused()) Go(flow.stages[0], "open");
}

void Decider::Assert() {
  if (!InProgress()) return;
  Value body = Value::EmptyObject();
  const Value facts = Normalised(c_.facts);
  body.Insert("facts", facts);
  if (!c_.reason.empty()) body.Insert("reason", c_.reason);
  if (!CheckFindings(facts, &body)) return;
  Emit("asserted", std::move(body));
  CheckFacts();
}

void Decider::Attach() {
  if (!InProgress()) return;
  const ir::DocumentId id = FindDocument(p_, c_.name);
  if (!id) return Refuse(RefusalCode::kUnknownDocument, c_.name);
  Value body = Value::EmptyObject();
  body.Insert("document", p_.documents[id].name.Key());
  if (c_.content.kind() == Value::Kind::kObject) body.Insert("about", c_.content);
  Emit("attached", std::move(body));
}

void Decider::Report() {
  if (now_.flow.empty()) return Refuse(RefusalCode::kNotOpen);
  const ir::EventId id = FindEvent(p_, c_.name);
  if (!id) return Refuse(RefusalCode::kUnknownEvent, c_.name);
  const ir::Event& event = p_.events[id];
  if (event.by.empty()) return Refuse(RefusalCode::kNotReportable, event.name.In(true));
  if (!RoleOf(p_, c_.acting.person.position, event.by) &&
      !Object(RefusalCode::kNotYourPosition, c_.acting.person.position, NamesOf(p_, event.by)))
    return;
  Happen(id);
}

void Decider::Interrupt() {
  if (!InProgress() || !NotBeforeItsCause()) return;
  if (const Suspension* suspension = now_.suspended())
    return Refuse(RefusalCode::kSuspended, suspension->interrupt);
  const ir::InterruptId id = FindInterrupt(p_, flow(), c_.name);
  if (!id)
    return Refuse(RefusalCode::kUnknownInterrupt, c_.name, Names(p_.interrupts, p_.flows[flow()].interrupts));
  const ir::Interrupt& interrupt = p_.interrupts[id];
  std::string reason = c_.reason;
  if (!interrupt.reasons.empty()) {
    const auto named =
        std::ranges::find_if(interrupt.reasons, [&](const ir::Name& name) { return name.Is(reason); });
    if (named == interrupt.reasons.end()) {
      std::vector<std::string> names;
      for (const ir::Name& name : interrupt.reasons) names.push_back(name.In(true));
      return Refuse(RefusalCode::kUnknownReason, reason, names);
    }
    reason = named->Key();
  }
  if (!CheckCondition(interrupt.name.In(true), interrupt.when)) return;
  if (!CheckApproval(interrupt.name.In(true), interrupt.approvers)) return;
  if (!interrupt.target) {
    Value body = Value::EmptyObject();
    body.Insert("interrupt", interrupt.name.Key());
    body.Insert("reason", reason);
    if (c_.approval) body.Insert("approved_by", c_.approval->person.id);
    Emit("suspended", std::move(body));
  }
  for (const ir::EventId event : interrupt.emits) Happen(event);
  if (interrupt.target) Go(interrupt.target, interrupt.name.Key());
}

void Decider::Resume() {
  if (!InProgress()) return;
  const Suspension* suspension = now_.suspended();
  if (suspension == nullptr) return Refuse(RefusalCode::kNotSuspended);
  const ir::InterruptId id = FindInterrupt(p_, flow(), suspension->interrupt);
  if (c_.occurred < suspension->from) return Refuse(RefusalCode::kBeforeItsCause, suspension->interrupt);
  if (id && !CheckStep(p_.interrupts[id].resumed_by)) return;
  Value body = Value::EmptyObject();
  body.Insert("interrupt", suspension->interrupt);
  Emit("resumed", std::move(body));
}

// Of the limits that have certainly run out and were not noted yet, the one that ended first; it must not
// matter how late time is looked at.
const RunningClock* Decider::FirstRunOut(const std::vector<RunningClock>& clocks) const {
  const RunningClock* first = nullptr;
  value::Day ended{};
  for (const RunningClock& running : clocks) {
    if (!HasRunOut(running, now_, rules_.calendar, c_.occurred)) continue;
    const value::Day end = clock::Due(running.data, rules_.calendar).due.earliest;
    if (first != nullptr && ended <= end) continue;
    first = &running;
    ended = end;
  }
  return first;
}

// Each is noted once; what it leads to may begin or end others, so that the next is looked for anew.
void Decider::Tick() {
  if (now_.flow.empty()) return;
  while (!refused()) {
    const auto clocks = Clocks(rules_, now_);
    if (!clocks) return Refuse(RefusalCode::kBadFacts, clocks.error().message);
    const RunningClock* running = FirstRunOut(*clocks);
    if (running == nullptr) return;
    Value body = Value::EmptyObject();
    body.Insert("clock", ExpiryKey(*running));
    Emit("expired", std::move(body));
    const ir::Clock& clock = p_.clocks[running->clock];
    if (clock.expiry_event) Happen(clock.expiry_event);
    if (clock.expiry_target && !now_.ended && MayGo(clock.expiry_target)) Go(clock.expiry_target, "expiry");
    if (!refused()) Settle();
  }
}

}  // namespace guiju::flow
