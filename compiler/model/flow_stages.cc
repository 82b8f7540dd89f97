// Flows: stages, outcomes, interrupts and what each must say.
#include "compiler/model/flow_checker.h"

namespace guiju::model {

namespace {

constexpr size_t kStages = 0, kInterrupts = 1, kClocks = 2;  // indexes of flow_names_

Name Dotted(const Name& owner, const Name& part) {
  Name out{owner.Zh() + "·" + part.Zh(), ""};
  if (!owner.en.empty()) out.en = owner.en + "." + part.Key();
  return out;
}

}  // namespace

// Names first: outcomes, clocks and interrupts lead to stages written further below.
void FlowChecker::DeclareFlow(FlowId id) {
  const syntax::FlowDecl& d = *m_.flows[id].written;
  auto& names = flow_names_[static_cast<size_t>(id.index)];
  Flow flow = m_.flows[id];
  for (const syntax::StageDecl& written : d.stages) {
    Stage stage;
    stage.name = c_.NameFor(written.name);
    stage.written = &written;
    stage.flow = id;
    stage.span = written.name.span;
    const StageId stage_id = m_.stages.Add(std::move(stage));
    Declare(names[kStages], written.name, stage_id.index);
    flow.stages.push_back(stage_id);
  }
  for (const syntax::Name& written : d.ends) {
    Stage end;
    end.name = c_.NameFor(written);
    end.flow = id;
    end.span = written.span;
    const StageId end_id = m_.stages.Add(std::move(end));
    Declare(names[kStages], written, end_id.index);
    flow.stages.push_back(end_id);
  }
  for (const syntax::InterruptDecl& written : d.interrupts) {
    Interrupt interrupt;
    interrupt.name = c_.NameFor(written.name);
    interrupt.written = &written;
    interrupt.flow = id;
    const InterruptId interrupt_id = m_.interrupts.Add(std::move(interrupt));
    Declare(names[kInterrupts], written.name, interrupt_id.index);
    flow.interrupts.push_back(interrupt_id);
  }
  if (d.stages.empty()) Missing(d.name.span, "流程", "环节", "a flow", "stage");
  if (d.ends.empty()) Missing(d.name.span, "流程", "终局", "a flow", "ends");
  m_.flows[id] = std::move(flow);
}

void FlowChecker::ResolveFlow(const Site& site, FlowId id) {
  const syntax::FlowDecl& d = *m_.flows[id].written;
  Flow flow = m_.flows[id];
  flow.basis = c_.ResolveCites(site.unit, d.basis);
  flow.when = Guard(site, d.when, "适用", "applies", flow.basis);
  for (const syntax::SeparationClause& separation : d.separations) {
    flow.separations.push_back(Actors(site, separation.positions));
    if (separation.positions.size() < 2)
      Missing(separation.span, "互不兼任", "至少两个岗位", "a separation", "at least two positions");
  }
  for (const StageId stage : flow.stages) {
    if (!m_.stages[stage].is_end()) ResolveStage(site, stage);
  }
  for (const InterruptId interrupt : flow.interrupts) ResolveInterrupt(site, interrupt);
  for (const syntax::ClockDecl& written : d.clocks) {
    Site at = site;
    at.owner = Dotted(site.owner, c_.NameFor(written.name));
    Clock clock;
    clock.name = c_.NameFor(written.name);
    clock.span = written.name.span;
    clock.basis = c_.ResolveCites(site.unit, written.basis);
    clock.from = Events(site, written.from);
    ResolveTiming(at, written.timing, clock);
    if (written.from.empty() && !written.timing.latest)
      Missing(written.name.span, "期限", "自 事件", "a clock", "from EVENT");
    if (!written.timing.within && !written.timing.minimum && !written.timing.latest)
      Missing(written.name.span, "期限", "限 期间", "a clock", "within PERIOD");
    const ClockId clock_id = m_.clocks.Add(std::move(clock));
    Declare(flow_names_[static_cast<size_t>(id.index)][kClocks], written.name, clock_id.index);
    flow.clocks.push_back(clock_id);
  }
  for (const syntax::GateDecl& gate : d.gates) flow.gates.push_back(ResolveGate(site, gate));
  m_.flows[id] = std::move(flow);
}

void FlowChecker::ResolveStage(const Site& flow_site, StageId id) {
  const syntax::StageDecl& d = *m_.stages[id].written;
  Site site = flow_site;
  site.owner = Dotted(flow_site.owner, m_.stages[id].name);
  Stage stage = m_.stages[id];
  stage.basis = c_.ResolveCites(site.unit, d.basis);
  stage.actors = Actors(site, d.actors);
  stage.functions = NamesOf(d.acts_as);
  stage.functions.insert(stage.functions.begin(), stage.name);
  for (const ActorId actor : stage.actors) {
    for (const Name& function : m_.actors[actor].functions) stage.functions.push_back(function);
  }
  stage.only_when = Guard(site, d.only_when, "仅当", "only_when", stage.basis);
  stage.otherwise = Find<StageId>(site, FlowName::kStage, d.otherwise);
  stage.needs = FindAll<DocumentId>(site, FlowName::kDocument, d.needs);
  for (const syntax::CheckItem& check : d.checks) {
    stage.checks.push_back(c_.NameFor(check.name));
    stage.defects.push_back(check.defect.text.empty() ? Name{} : NameOf(check.defect));
  }
  stage.bars = NamesOf(d.bars);
  stage.agenda = NamesOf(d.agenda);
  const syntax::Timing& timing = d.timing;
  if (timing.within || timing.minimum || timing.latest || !timing.expiry_event.text.empty() ||
      !timing.expiry_target.text.empty() || !timing.extensions.empty()) {
    Clock clock;
    clock.name = stage.name;
    clock.stage = id;
    clock.span = stage.span;
    clock.basis = stage.basis;
    ResolveTiming(site, timing, clock);
    stage.limit = m_.clocks.Add(std::move(clock));
  }
  Names names;
  for (const syntax::OutcomeDecl& written : d.outcomes) {
    Outcome outcome;
    outcome.name = c_.NameFor(written.name);
    outcome.written = &written;
    outcome.stage = id;
    const OutcomeId outcome_id = m_.outcomes.Add(std::move(outcome));
    Declare(names, written.name, outcome_id.index);
    stage.outcomes.push_back(outcome_id);
  }
  m_.stages[id] = std::move(stage);
  for (const OutcomeId outcome : m_.stages[id].outcomes) ResolveOutcome(site, outcome);
  CheckStage(id);
}

void FlowChecker::ResolveOutcome(const Site& stage_site, OutcomeId id) {
  const syntax::OutcomeDecl& d = *m_.outcomes[id].written;
  Site site = stage_site;
  site.owner = Dotted(stage_site.owner, m_.outcomes[id].name);
  Outcome outcome = m_.outcomes[id];
  outcome.basis = c_.ResolveCites(site.unit, d.basis);
  outcome.target = Find<StageId>(site, FlowName::kStage, d.target);
  outcome.beyond = Find<StageId>(site, FlowName::kStage, d.beyond);
  if (d.at_most) outcome.at_most = TimesOf(*d.at_most);
  outcome.emits = Events(site, d.emits);
  outcome.on = Events(site, d.on);
  outcome.approvers = Actors(site, d.approvers);
  outcome.needs = FindAll<DocumentId>(site, FlowName::kDocument, d.needs);
  outcome.when = Guard(site, d.when, "条件", "condition", outcome.basis);
  if (d.target.text.empty()) Missing(d.name.span, "意见", "转 环节", "an outcome", "go STAGE");
  m_.outcomes[id] = std::move(outcome);
}

void FlowChecker::ResolveInterrupt(const Site& flow_site, InterruptId id) {
  const syntax::InterruptDecl& d = *m_.interrupts[id].written;
  Site site = flow_site;
  site.owner = Dotted(flow_site.owner, m_.interrupts[id].name);
  Interrupt interrupt = m_.interrupts[id];
  interrupt.basis = c_.ResolveCites(site.unit, d.basis);
  interrupt.reasons = NamesOf(d.reasons);
  interrupt.when = Guard(site, d.when, "条件", "condition", interrupt.basis);
  interrupt.approvers = Actors(site, d.approvers);
  interrupt.resumed_by = Actors(site, d.resumed_by);
  interrupt.emits = Events(site, d.emits);
  interrupt.target = Find<StageId>(site, FlowName::kStage, d.target);
  // Either it ends the case somewhere, or somebody can take it up again.
  const bool to_stage = interrupt.target && !m_.stages[interrupt.target].is_end();
  if (to_stage || d.target.text.empty() == d.resumed_by.empty())
    sink_.Emit(diag::Kind::InterruptWayOut, d.name.span, d.name.text);
  m_.interrupts[id] = std::move(interrupt);
}

void FlowChecker::CheckStage(StageId id) {
  const Stage& stage = m_.stages[id];
  const syntax::StageDecl& d = *stage.written;
  if (d.outcomes.empty()) Missing(d.name.span, "环节", "意见", "a stage", "outcome");
  if (d.only_when.has_value() && d.otherwise.text.empty())
    Missing(d.name.span, "仅当", "否则 转 环节", "only-when", "else go STAGE");
  bool by_itself = true;  // every outcome comes of an event
  size_t passes = 0, fails = 0, bodies = 0;
  for (const OutcomeId outcome : stage.outcomes) {
    by_itself = by_itself && !m_.outcomes[outcome].written->on.empty();
    passes += m_.outcomes[outcome].passes() ? 1 : 0;
    fails += m_.outcomes[outcome].fails() ? 1 : 0;
  }
  if (d.actors.empty() && !by_itself) Missing(d.name.span, "环节", "由 岗位", "a stage", "by POSITION");
  for (const ActorId actor : stage.actors) bodies += m_.actors[actor].body != nullptr ? 1 : 0;
  if (bodies > 0 && (stage.actors.size() > 1 || passes != 1 || fails != 1))
    sink_.Emit(diag::Kind::BodyOutcomes, d.name.span, d.name.text);
  if (!d.checks.empty() && passes == 0) sink_.Emit(diag::Kind::ChecksWithoutPass, d.name.span, d.name.text);
}

}  // namespace guiju::model
