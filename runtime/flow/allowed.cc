// What can be done now, by which positions, and what stands in the way.
#include "runtime/flow/decider.h"

namespace guiju::flow {

std::vector<Refusal> Decider::ObstaclesTo(const ir::Outcome& outcome) {
  collecting_ = true;
  obstacles_.clear();
  const ir::Stage& at = p_.stages[outcome.stage];
  if (const Suspension* suspension = now_.suspended()) Refuse(RefusalCode::kSuspended, suspension->interrupt);
  if (at.only_when) CheckCondition(at.name.In(true), at.only_when);
  CheckCondition(outcome.name.In(true), outcome.when);
  CheckDocuments(at, outcome);
  if (!outcome.revises) CheckProposal(outcome);
  CheckMinimum(at);
  if (outcome.decides) CheckGates(true, nullptr);
  return std::move(obstacles_);
}

std::vector<Refusal> Decider::ObstaclesTo(const ir::Interrupt& interrupt) {
  collecting_ = true;
  obstacles_.clear();
  CheckCondition(interrupt.name.In(true), interrupt.when);
  return std::move(obstacles_);
}

std::vector<Allowed> ListAllowed(const Rules& rules, const State& state, const Moment& now) {
  std::vector<Allowed> allowed;
  const ir::Program& program = rules.program;
  const ir::FlowId flow = FindFlow(program, state.flow);
  const Visit* visit = state.current();
  if (!flow || visit == nullptr || state.ended) return allowed;
  Command command;
  command.occurred = now;
  const ir::StageId at = FindStage(program, flow, visit->stage);
  if (at) {
    const ir::Stage& stage = program.stages[at];
    const bool votes = BodyOf(program, stage).has_value();
    for (const ir::OutcomeId id : stage.outcomes) {
      const ir::Outcome& outcome = program.outcomes[id];
      if (!outcome.on.empty()) continue;
      Allowed item;
      item.name = outcome.name.Key();
      item.kind = votes ? CommandKind::kResolve : CommandKind::kOpine;
      item.by = NamesOf(program, stage.actors);
      item.obstacles = Decider(rules, state, command).ObstaclesTo(outcome);
      allowed.push_back(std::move(item));
    }
  }
  if (const Suspension* suspension = state.suspended()) {
    const ir::InterruptId id = FindInterrupt(program, flow, suspension->interrupt);
    if (id)
      allowed.push_back({program.interrupts[id].name.Key(),
                         CommandKind::kResume,
                         NamesOf(program, program.interrupts[id].resumed_by),
                         {}});
    return allowed;
  }
  for (const ir::InterruptId id : program.flows[flow].interrupts) {
    const ir::Interrupt& interrupt = program.interrupts[id];
    allowed.push_back({interrupt.name.Key(), CommandKind::kInterrupt, NamesOf(program, interrupt.approvers),
                       Decider(rules, state, command).ObstaclesTo(interrupt)});
  }
  return allowed;
}

}  // namespace guiju::flow
