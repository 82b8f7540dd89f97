// Flows: the model's with every condition as a decision of the program. Only what the main policy sees.
#include <algorithm>
#include <cstdlib>

#include "compiler/lower/lowerer.h"

namespace guiju::lower {

namespace {

ir::Amount AmountOf(const model::Amount& amount) {
  static_assert(static_cast<int>(ir::ClockUnit::kHour) == static_cast<int>(model::ClockUnit::kHour));
  return {amount.count, static_cast<ir::ClockUnit>(amount.unit)};
}

ir::ClockRoll RollOf(const std::string& key) {
  if (key == "holiday") return ir::ClockRoll::kHoliday;
  return key == "none" ? ir::ClockRoll::kNone : ir::ClockRoll::kRestDay;
}

ir::CountBase BaseOf(const std::string& key) {
  if (key == "eligible") return ir::CountBase::kEligible;
  return key == "present" ? ir::CountBase::kPresent : ir::CountBase::kAll;
}

ir::RecusalReason RecusalOf(const std::string& key) {
  if (key == "handled") return ir::RecusalReason::kHandled;
  if (key == "interest") return ir::RecusalReason::kInterest;
  return key == "requested" ? ir::RecusalReason::kRequested : ir::RecusalReason::kSameUnit;
}

ir::Deadlock DeadlockOf(const std::string& key) {
  if (key == "escalate") return ir::Deadlock::kEscalate;
  if (key == "reconvene") return ir::Deadlock::kReconvene;
  return key == "chair" ? ir::Deadlock::kChairDecides : ir::Deadlock::kFails;
}

// "2/3"; the checker has seen that it is one.
std::pair<int64_t, int64_t> FractionOf(const std::string& number) {
  const size_t slash = number.find('/');
  return {std::atoll(number.c_str()), std::atoll(number.c_str() + slash + 1)};
}

ir::Quorum QuorumOf(const syntax::Share& share) {
  ir::Quorum quorum;
  quorum.base = BaseOf(share.base);
  quorum.majority = share.rule == "majority";
  const std::string& number = share.amount.number;
  if (number.find('/') != std::string::npos) {
    std::tie(quorum.numerator, quorum.denominator) = FractionOf(number);
  } else if (!number.empty()) {
    quorum.persons = std::atoll(number.c_str());
  }
  if (share.rule == "consensus") quorum.numerator = 1;  // everybody
  return quorum;
}

ir::Vote VoteOf(const syntax::Share& share) {
  ir::Vote vote;
  vote.base = BaseOf(share.base);
  if (share.rule == "consensus") vote.rule = ir::VoteRule::kConsensus;
  if (share.rule == "chair") vote.rule = ir::VoteRule::kChairDecides;
  if (share.rule.empty()) {
    vote.rule = ir::VoteRule::kShare;
    std::tie(vote.numerator, vote.denominator) = FractionOf(share.amount.number);
  }
  return vote;
}

ir::Manner MannerOf(const std::string& key) {
  if (key == "in_turn") return ir::Manner::kInTurn;
  return key == "parallel" ? ir::Manner::kParallel : ir::Manner::kAny;
}

// Ids that are the same in both.
template <class To, class From>
std::vector<To> SameIds(const std::vector<From>& ids) {
  std::vector<To> out;
  out.reserve(ids.size());
  for (const From id : ids) out.push_back(To(id.index));
  return out;
}

std::vector<std::string> TextsOf(const std::vector<syntax::NameRef>& refs) {
  std::vector<std::string> texts;
  for (const syntax::NameRef& ref : refs) texts.push_back(ref.text);
  return texts;
}

// From the model's ids to the program's, for what only a visible policy brings in.
template <class To, class From>
class IdMap {
 public:
  explicit IdMap(size_t size) : to_(size) {}
  void Take(From id) { to_[static_cast<size_t>(id.index)] = To(count_++); }
  To operator[](From id) const { return id ? to_[static_cast<size_t>(id.index)] : To{}; }
  std::vector<To> operator[](const std::vector<From>& ids) const {
    std::vector<To> out;
    for (const From id : ids) out.push_back((*this)[id]);
    return out;
  }

 private:
  std::vector<To> to_;
  size_t count_ = 0;
};

}  // namespace

class FlowLowerer {
 public:
  explicit FlowLowerer(Lowerer& lowerer)
      : l_(lowerer),
        m_(lowerer.m_),
        p_(lowerer.p_),
        documents_(m_.documents.size()),
        clocks_(m_.clocks.size()),
        duties_(m_.duties.size()),
        flows_(m_.flows.size()),
        stages_(m_.stages.size()),
        outcomes_(m_.outcomes.size()),
        interrupts_(m_.interrupts.size()),
        gates_(m_.gates.size()) {}

  void Run() {
    Number();
    for (const model::Actor& actor : m_.actors) LowerActor(actor);
    for (const model::Event& event : m_.events)
      p_.events.Add({Lowerer::NameOf(event.name), ir::FactId(event.records.index),
                     SameIds<ir::ActorId>(event.by), event.written->description, l_.CitesOf(event.basis),
                     l_.OriginOf(event.unit, event.span)});
    for (const model::Ground& ground : m_.grounds)
      p_.grounds.Add({Lowerer::NameOf(ground.name), ir::EventId(ground.from.index),
                      ir::EventId(ground.to.index), ground.written->description, l_.CitesOf(ground.basis),
                      l_.OriginOf(ground.unit, ground.span)});
    ForVisible(
        m_.documents, [&](const model::Document& d) { return d.unit; },
        [&](const model::Document& d) { LowerDocument(d); });
    ForVisible(
        m_.clocks, [&](const model::Clock& c) { return c.unit; },
        [&](const model::Clock& c) { LowerClock(c); });
    ForVisible(
        m_.duties, [&](const model::Duty& d) { return d.unit; }, [&](const model::Duty& d) { LowerDuty(d); });
    ForVisible(
        m_.flows, [&](const model::Flow& f) { return f.unit; }, [&](const model::Flow& f) { LowerFlow(f); });
    ForVisible(
        m_.stages, [&](const model::Stage& s) { return UnitOf(s.flow); },
        [&](const model::Stage& s) { LowerStage(s); });
    ForVisible(
        m_.outcomes, [&](const model::Outcome& o) { return UnitOf(m_.stages[o.stage].flow); },
        [&](const model::Outcome& o) { LowerOutcome(o); });
    ForVisible(
        m_.interrupts, [&](const model::Interrupt& i) { return UnitOf(i.flow); },
        [&](const model::Interrupt& i) { LowerInterrupt(i); });
    ForVisible(
        m_.gates, [&](const model::Gate& g) { return g.unit; }, [&](const model::Gate& g) { LowerGate(g); });
  }

 private:
  size_t UnitOf(model::FlowId flow) const { return m_.flows[flow].unit; }
  bool Visible(size_t unit) const {
    const std::vector<size_t>& visible = m_.closure->units[l_.main_unit_].visible;
    return std::ranges::find(visible, unit) != visible.end();
  }
  template <class Store, class Unit, class Visit>
  void ForVisible(const Store& store, Unit unit, Visit visit) {
    for (const auto& item : store) {
      if (Visible(unit(item))) visit(item);
    }
  }
  template <class Map, class Store, class Unit>
  void NumberIn(Map& map, const Store& store, Unit unit) {
    for (const auto id : store.ids()) {
      if (Visible(unit(store[id]))) map.Take(id);
    }
  }
  void Number() {
    NumberIn(documents_, m_.documents, [](const model::Document& d) { return d.unit; });
    NumberIn(clocks_, m_.clocks, [](const model::Clock& c) { return c.unit; });
    NumberIn(duties_, m_.duties, [](const model::Duty& d) { return d.unit; });
    NumberIn(flows_, m_.flows, [](const model::Flow& f) { return f.unit; });
    NumberIn(stages_, m_.stages, [&](const model::Stage& s) { return UnitOf(s.flow); });
    NumberIn(outcomes_, m_.outcomes,
             [&](const model::Outcome& o) { return UnitOf(m_.stages[o.stage].flow); });
    NumberIn(interrupts_, m_.interrupts, [&](const model::Interrupt& i) { return UnitOf(i.flow); });
    NumberIn(gates_, m_.gates, [](const model::Gate& g) { return g.unit; });
  }

  ir::DecisionId Guard(model::DecisionId id) { return id ? l_.DecisionOf(id) : ir::DecisionId{}; }
  static std::vector<ir::Name> NamesOf(const std::vector<model::Name>& names) {
    std::vector<ir::Name> out;
    for (const model::Name& name : names) out.push_back(Lowerer::NameOf(name));
    return out;
  }

  void LowerActor(const model::Actor& actor) {
    ir::Actor out;
    out.name = Lowerer::NameOf(actor.name);
    out.basis = l_.CitesOf(actor.basis);
    out.origin = l_.OriginOf(actor.unit, actor.span);
    if (actor.position != nullptr) {
      out.qualifications = TextsOf(actor.position->qualifications);
      out.acts_as = SameIds<ir::ActorId>(actor.acts_as);
      out.description = actor.position->description;
      p_.actors.Add(std::move(out));
      return;
    }
    const syntax::BodyDecl& d = *actor.body;
    out.body = ir::BodyId(p_.bodies.size());
    out.functions = NamesOf(actor.functions);
    out.description = d.description;
    ir::Body body;
    body.actor = p_.actors.Add(std::move(out));
    body.chair = SameIds<ir::ActorId>(actor.chair);
    body.vice = SameIds<ir::ActorId>(actor.vice);
    body.members = SameIds<ir::ActorId>(actor.members);
    body.attends = SameIds<ir::ActorId>(actor.attends);
    body.substitutes = SameIds<ir::ActorId>(actor.substitutes);
    body.member_units = NamesOf(actor.member_units);
    for (const std::string& reason : d.recusals) body.recusals.push_back(RecusalOf(reason));
    body.recusal_decider = ir::ActorId(actor.recusal_decider.index);
    body.chair_recusal_decider = ir::ActorId(actor.chair_recusal_decider.index);
    body.quorum = QuorumOf(d.quorum);
    body.vote = VoteOf(d.vote);
    body.deadlock = DeadlockOf(d.deadlock);
    body.dissent_recorded = d.dissent;
    p_.bodies.Add(std::move(body));
  }

  void LowerDocument(const model::Document& document) {
    p_.documents.Add({Lowerer::NameOf(document.name), Guard(document.required_when),
                      document.written->description, l_.CitesOf(document.basis),
                      l_.OriginOf(document.unit, document.span)});
  }

  void LowerClock(const model::Clock& clock) {
    ir::Clock out;
    out.name = Lowerer::NameOf(clock.name);
    out.from = SameIds<ir::EventId>(clock.from);
    out.stage = stages_[clock.stage];
    out.duty = duties_[clock.duty];
    out.at_most = AmountOf(clock.at_most);
    out.at_least = AmountOf(clock.at_least);
    out.when = Guard(clock.when);
    out.otherwise = AmountOf(clock.otherwise);
    out.before = ir::EventId(clock.before.index);
    out.lead = AmountOf(clock.lead);
    for (const model::Extension& extension : clock.extensions)
      out.extensions.push_back({AmountOf(extension.amount), extension.again, extension.at_most,
                                SameIds<ir::ActorId>(extension.approvers)});
    out.stop_stages = stages_[clock.stop_stages];
    out.stop_interrupts = interrupts_[clock.stop_interrupts];
    out.stop_grounds = SameIds<ir::GroundId>(clock.stop_grounds);
    out.expiry_event = ir::EventId(clock.expiry_event.index);
    out.expiry_target = stages_[clock.expiry_target];
    out.roll = RollOf(clock.written->roll);
    out.basis = l_.CitesOf(clock.basis);
    out.origin = l_.OriginOf(clock.unit, clock.span);
    p_.clocks.Add(std::move(out));
  }

  void LowerDuty(const model::Duty& duty) {
    ir::Duty out;
    out.name = Lowerer::NameOf(duty.name);
    out.title = duty.written->title;
    out.from = SameIds<ir::EventId>(duty.from);
    out.discharged_by = SameIds<ir::EventId>(duty.discharged_by);
    out.voided_by = SameIds<ir::EventId>(duty.voided_by);
    out.owners = SameIds<ir::ActorId>(duty.owners);
    out.approvers = SameIds<ir::ActorId>(duty.approvers);
    out.when = Guard(duty.when);
    for (const model::Exclusion& exclusion : duty.exclusions)
      out.exclusions.push_back({Guard(exclusion.when), l_.CitesOf(exclusion.basis)});
    out.encouraged = duty.written->encouraged;
    for (const auto& [channel, clock] : duty.obligations)
      out.obligations.push_back({Lowerer::NameOf(channel), clocks_[clock]});
    out.basis = l_.CitesOf(duty.basis);
    out.origin = l_.OriginOf(duty.unit, duty.span);
    p_.duties.Add(std::move(out));
  }

  void LowerFlow(const model::Flow& flow) {
    ir::Flow out;
    out.policy = ir::PolicyId(static_cast<int32_t>(flow.unit));
    out.name = Lowerer::NameOf(flow.name);
    out.title = flow.written->title;
    out.when = Guard(flow.when);
    out.stages = stages_[flow.stages];
    out.interrupts = interrupts_[flow.interrupts];
    out.clocks = clocks_[flow.clocks];
    out.gates = gates_[flow.gates];
    for (const std::vector<model::ActorId>& positions : flow.separations)
      out.separations.push_back({SameIds<ir::ActorId>(positions)});
    out.basis = l_.CitesOf(flow.basis);
    out.origin = l_.OriginOf(flow.unit, flow.span);
    p_.flows.Add(std::move(out));
  }

  void LowerStage(const model::Stage& stage) {
    ir::Stage out;
    out.flow = flows_[stage.flow];
    out.name = Lowerer::NameOf(stage.name);
    out.is_end = stage.is_end();
    out.origin = l_.OriginOf(UnitOf(stage.flow), stage.span);
    if (!stage.is_end()) {
      out.title = stage.written->title;
      out.manner = MannerOf(stage.written->manner);
    }
    out.actors = SameIds<ir::ActorId>(stage.actors);
    out.functions = NamesOf(stage.functions);
    if (!out.functions.empty()) out.functions.erase(out.functions.begin());  // its own name
    out.only_when = Guard(stage.only_when);
    out.otherwise = stages_[stage.otherwise];
    out.limit = clocks_[stage.limit];
    out.needs = documents_[stage.needs];
    for (size_t i = 0; i < stage.checks.size(); ++i)
      out.checks.push_back({Lowerer::NameOf(stage.checks[i]), Lowerer::NameOf(stage.defects[i])});
    out.bars = NamesOf(stage.bars);
    out.agenda = NamesOf(stage.agenda);
    out.outcomes = outcomes_[stage.outcomes];
    out.basis = l_.CitesOf(stage.basis);
    p_.stages.Add(std::move(out));
  }

  void LowerOutcome(const model::Outcome& outcome) {
    const syntax::OutcomeDecl& d = *outcome.written;
    ir::Outcome out;
    out.stage = stages_[outcome.stage];
    out.name = Lowerer::NameOf(outcome.name);
    out.verdict = outcome.passes()  ? ir::Verdict::kPass
                  : outcome.fails() ? ir::Verdict::kFail
                                    : ir::Verdict::kNone;
    out.target = stages_[outcome.target];
    out.at_most = outcome.at_most;
    out.beyond = stages_[outcome.beyond];
    out.emits = SameIds<ir::EventId>(outcome.emits);
    out.on = SameIds<ir::EventId>(outcome.on);
    out.when = Guard(outcome.when);
    out.approvers = SameIds<ir::ActorId>(outcome.approvers);
    out.needs = documents_[outcome.needs];
    out.decides = d.decides;
    out.revises = d.revises;
    out.reasoned = d.reasoned;
    out.basis = l_.CitesOf(outcome.basis);
    out.origin = l_.OriginOf(UnitOf(m_.stages[outcome.stage].flow), d.name.span);
    p_.outcomes.Add(std::move(out));
  }

  void LowerInterrupt(const model::Interrupt& interrupt) {
    ir::Interrupt out;
    out.flow = flows_[interrupt.flow];
    out.name = Lowerer::NameOf(interrupt.name);
    out.reasons = NamesOf(interrupt.reasons);
    out.when = Guard(interrupt.when);
    out.approvers = SameIds<ir::ActorId>(interrupt.approvers);
    out.resumed_by = SameIds<ir::ActorId>(interrupt.resumed_by);
    out.emits = SameIds<ir::EventId>(interrupt.emits);
    out.target = stages_[interrupt.target];
    out.basis = l_.CitesOf(interrupt.basis);
    out.origin = l_.OriginOf(UnitOf(interrupt.flow), interrupt.written->name.span);
    p_.interrupts.Add(std::move(out));
  }

  void LowerGate(const model::Gate& gate) {
    ir::Gate out;
    out.flow = flows_[gate.flow];
    out.needed = NamesOf(gate.needed);
    out.decides = gate.written->decides;
    out.target = Lowerer::NameOf(gate.target);
    out.when = Guard(gate.when);
    out.basis = l_.CitesOf(gate.basis);
    out.origin = l_.OriginOf(gate.unit, gate.span);
    p_.gates.Add(std::move(out));
  }

  Lowerer& l_;
  const model::Model& m_;
  ir::Program& p_;
  IdMap<ir::DocumentId, model::DocumentId> documents_;
  IdMap<ir::ClockId, model::ClockId> clocks_;
  IdMap<ir::DutyId, model::DutyId> duties_;
  IdMap<ir::FlowId, model::FlowId> flows_;
  IdMap<ir::StageId, model::StageId> stages_;
  IdMap<ir::OutcomeId, model::OutcomeId> outcomes_;
  IdMap<ir::InterruptId, model::InterruptId> interrupts_;
  IdMap<ir::GateId, model::GateId> gates_;
};

void Lowerer::LowerFlows() { FlowLowerer(*this).Run(); }

}  // namespace guiju::lower
