// What holds between the parts of flows, besides that every id exists.
#include <fmt/format.h>

#include "compiler/ir/verify.h"

namespace guiju::ir {
namespace {

class FlowCheck {
 public:
  FlowCheck(const Program& program, Problems* problems) : program_(program), problems_(problems) {}

  void Run() {
    for (const Decision& decision : program_.decisions) {
      if (decision.is_guard &&
          (decision.is_public || decision.type.kind != TypeKind::kBool || decision.act_on != ActOn::kBlock))
        Complain("decision", decision.name, "a guard is a bool that blocks and nobody asks for");
    }
    for (const ActorId id : program_.actors.ids()) CheckActor(id);
    for (const Body& body : program_.bodies) CheckBody(body);
    for (const Event& event : program_.events) CheckEvent(event);
    for (const Document& document : program_.documents)
      CheckGuard("document", document.name, document.required_when);
    for (const ClockId id : program_.clocks.ids()) CheckClock(id);
    for (const DutyId id : program_.duties.ids()) CheckDuty(id);
    for (const FlowId id : program_.flows.ids()) CheckFlow(id);
    for (const OutcomeId id : program_.outcomes.ids()) CheckOutcome(id);
    for (const Gate& gate : program_.gates)
      CheckGuard("gate", gate.needed.empty() ? gate.target : gate.needed[0], gate.when);
  }

 private:
  void Complain(std::string_view kind, const Name& name, std::string_view what) {
    problems_->push_back(fmt::format("{} {}: {}", kind, name.Key(), what));
  }
  void CheckGuard(std::string_view kind, const Name& name, DecisionId guard) {
    if (guard && program_.decisions[guard].type.kind != TypeKind::kBool)
      Complain(kind, name, "its condition is no bool decision");
  }

  void CheckActor(ActorId id) {
    const Actor& actor = program_.actors[id];
    if (actor.body && program_.bodies[actor.body].actor != id)
      Complain("actor", actor.name, "its body belongs to another");
    if (actor.body && !actor.acts_as.empty()) Complain("actor", actor.name, "a body holds no position");
  }
  void CheckBody(const Body& body) {
    if (!body.actor) return problems_->push_back("body: is no actor");
    const Name& name = program_.actors[body.actor].name;
    if (body.chair.empty()) Complain("body", name, "has no chair");
    if (body.quorum.denominator <= 0 || body.vote.denominator <= 0)
      Complain("body", name, "a share divides by nothing");
    if (body.vote.rule == VoteRule::kShare && body.vote.numerator <= 0)
      Complain("body", name, "votes by no share");
  }
  void CheckEvent(const Event& event) {
    if (!event.records) return;
    const TypeKind kind = program_.facts[event.records].type.kind;
    if (kind != TypeKind::kDate && kind != TypeKind::kBool)
      Complain("event", event.name, "is recorded in a fact that is neither a date nor a bool");
  }

  void CheckClock(ClockId id) {
    const Clock& clock = program_.clocks[id];
    if (clock.stage && clock.duty) Complain("clock", clock.name, "belongs to a stage and to a duty");
    if (clock.stage && program_.stages[clock.stage].limit != id)
      Complain("clock", clock.name, "is not the limit of its stage");
    for (const int64_t count :
         {clock.at_most.count, clock.at_least.count, clock.otherwise.count, clock.lead.count}) {
      if (count < 0) Complain("clock", clock.name, "counts backwards");
    }
    if (clock.before.has_value() != (clock.lead.count > 0))
      Complain("clock", clock.name, "exactly a backward limit has a lead");
    CheckGuard("clock", clock.name, clock.when);
  }
  void CheckDuty(DutyId id) {
    const Duty& duty = program_.duties[id];
    if (duty.obligations.empty()) Complain("duty", duty.name, "owes nothing");
    for (const Obligation& obligation : duty.obligations) {
      if (!obligation.clock || program_.clocks[obligation.clock].duty != id)
        Complain("duty", duty.name, "an obligation has no clock of its own");
    }
    CheckGuard("duty", duty.name, duty.when);
    for (const Exclusion& exclusion : duty.exclusions) {
      if (!exclusion.when) Complain("duty", duty.name, "is excluded under no condition");
      CheckGuard("duty", duty.name, exclusion.when);
    }
  }

  void CheckFlow(FlowId id) {
    const Flow& flow = program_.flows[id];
    bool ends = false;
    if (flow.stages.empty() || program_.stages[flow.stages[0]].is_end)
      Complain("flow", flow.name, "begins in no stage");
    for (const StageId stage : flow.stages) {
      const Stage& s = program_.stages[stage];
      if (s.flow != id) Complain("flow", flow.name, "lists the stage of another flow");
      if (ends && !s.is_end) Complain("flow", flow.name, "lists a stage behind its ends");
      ends = ends || s.is_end;
      CheckStage(stage);
    }
    if (!ends) Complain("flow", flow.name, "has no end");
    for (const InterruptId interrupt : flow.interrupts) {
      const Interrupt& i = program_.interrupts[interrupt];
      if (i.flow != id) Complain("flow", flow.name, "lists the interrupt of another flow");
      if (i.target && program_.stages[i.target].flow != id)
        Complain("interrupt", i.name, "leads into another flow");
      if (i.target.has_value() == !i.resumed_by.empty())
        Complain("interrupt", i.name, "either ends or is resumed");
      CheckGuard("interrupt", i.name, i.when);
    }
    CheckGuard("flow", flow.name, flow.when);
  }
  void CheckStage(StageId id) {
    const Stage& stage = program_.stages[id];
    if (stage.is_end == !stage.outcomes.empty())
      Complain("stage", stage.name, "exactly the ends have no outcome");
    if (stage.only_when.has_value() != stage.otherwise.has_value())
      Complain("stage", stage.name, "a condition and where else to go stand together");
    for (const OutcomeId outcome : stage.outcomes) {
      if (program_.outcomes[outcome].stage != id)
        Complain("stage", stage.name, "lists the outcome of another");
    }
    CheckGuard("stage", stage.name, stage.only_when);
  }
  void CheckOutcome(OutcomeId id) {
    const Outcome& outcome = program_.outcomes[id];
    if (!outcome.stage || !outcome.target) return Complain("outcome", outcome.name, "leads nowhere");
    const FlowId flow = program_.stages[outcome.stage].flow;
    if (program_.stages[outcome.target].flow != flow ||
        (outcome.beyond && program_.stages[outcome.beyond].flow != flow))
      Complain("outcome", outcome.name, "leads into another flow");
    if (outcome.beyond.has_value() != (outcome.at_most > 0))
      Complain("outcome", outcome.name, "a number of times and where it leads then stand together");
    CheckGuard("outcome", outcome.name, outcome.when);
  }

  const Program& program_;
  Problems* problems_;
};

}  // namespace

void VerifyFlows(const Program& program, Problems* problems) { FlowCheck(program, problems).Run(); }

}  // namespace guiju::ir
