// 转用新制度: a matter goes on under another version of the law. Judged by the new program; nothing of the
// old one may silently lose its meaning, and no agreement given under it counts any more.
#include <algorithm>

#include "runtime/flow/decider.h"

namespace guiju::flow {

namespace {

using record::Value;

template <class Items>
bool Knows(const Items& items, std::string_view name) {
  return std::ranges::any_of(items, [&](const auto& item) { return item.name.Is(name); });
}

// Names of a state that a program must know, or the matter would mean something else under it.
class UnknownNames {
 public:
  UnknownNames(const ir::Program& program, const Value& names) : p_(program), names_(names) {}

  std::vector<std::string> In(const State& state, ir::FlowId flow) {
    for (const Visit& visit : state.visits) MustBe(FindStage(p_, flow, visit.stage).has_value(), visit.stage);
    for (const Happening& happening : state.happenings)
      MustBe(Knows(p_.events, happening.event), happening.event);
    for (const std::string& document : state.documents) MustBe(Knows(p_.documents, document), document);
    for (const Deed& deed : state.deeds) MustBe(Knows(p_.actors, deed.position), deed.position);
    for (const std::string& defect : state.defects) MustBe(IsDefect(flow, defect), defect);
    for (const Suspension& suspension : state.suspensions) {
      const bool known = FindInterrupt(p_, flow, suspension.interrupt).has_value();
      suspension.to ? MustBe(known, suspension.interrupt) : MustGoOn(known, suspension.interrupt);
    }
    for (const record::Member& fact : state.facts.members())
      MustBe(Knows(p_.facts, fact.name) || Knows(p_.lists, fact.name), fact.name);
    for (const DutyState& duty : state.duties) {
      if (!duty.closing) MustGoOn(HasObligation(duty), duty.duty);
    }
    for (const Grant& grant : state.grants) MustBe(HasClock(grant.clock), grant.clock);
    return std::move(unknown_);
  }

 private:
  // What the plan says has no counterpart stays as history.
  void MustBe(bool known, const std::string& name) {
    if (names_.Find(name) == nullptr) MustGoOn(known, name);
  }
  // What is still owed or stands still cannot become history: nobody could discharge or resume it.
  void MustGoOn(bool known, const std::string& name) {
    if (!known && std::ranges::find(unknown_, name) == unknown_.end()) unknown_.push_back(name);
  }
  bool IsDefect(ir::FlowId flow, const std::string& defect) const {
    return std::ranges::any_of(p_.flows[flow].stages, [&](ir::StageId id) {
      return std::ranges::any_of(p_.stages[id].checks,
                                 [&](const ir::CheckItem& item) { return item.defect.Is(defect); });
    });
  }
  bool HasObligation(const DutyState& state) const {
    return std::ranges::any_of(p_.duties, [&](const ir::Duty& duty) {
      return duty.name.Is(state.duty) &&
             std::ranges::any_of(duty.obligations, [&](const ir::Obligation& obligation) {
               return obligation.channel.Key() == state.channel;
             });
    });
  }
  // Of the case, of a stage, or of an obligation, whose clock is called duty·channel.
  bool HasClock(const std::string& name) const {
    return Knows(p_.clocks, name) || Knows(p_.stages, name) ||
           Knows(p_.duties, name.substr(0, name.find("·")));
  }

  const ir::Program& p_;
  const Value& names_;
  std::vector<std::string> unknown_;
};

// Every stage that can be entered from here without a pass of the function; the stages that perform it are
// not left.
std::vector<ir::StageId> ReachedWithout(const ir::Program& p, ir::FlowId flow, ir::StageId from,
                                        const ir::Name& function) {
  std::vector<ir::StageId> reached = {from};
  const auto reach = [&](ir::StageId to) {
    if (to && std::ranges::find(reached, to) == reached.end()) reached.push_back(to);
  };
  for (const ir::InterruptId id : p.flows[flow].interrupts) reach(p.interrupts[id].target);
  for (size_t i = 0; i < reached.size(); ++i) {
    const ir::Stage& stage = p.stages[reached[i]];
    if (Performs(p, stage, function)) continue;
    if (stage.only_when) reach(stage.otherwise);
    for (const ir::OutcomeId id : stage.outcomes) {
      reach(p.outcomes[id].target);
      reach(p.outcomes[id].beyond);
    }
    if (stage.limit) reach(p.clocks[stage.limit].expiry_target);
  }
  return reached;
}

}  // namespace

void Decider::Migrate() {
  if (!InProgress()) return;
  const std::string& policy = p_.policies[p_.main].name.In(true);
  if (!CheckFourEyes(policy)) return;
  const bool has_transition = std::ranges::any_of(
      p_.transitions, [&](const ir::Transition& transition) { return transition.policy == p_.main; });
  if (!has_transition) return Refuse(RefusalCode::kNoTransition, policy);

  Value body = Value::EmptyObject();
  const bool planned = c_.content.kind() == Value::Kind::kObject;
  body.Insert("names", planned ? c_.content : Value::EmptyObject());
  body.Insert("policy", policy);
  body.Insert("reason", c_.reason);
  body.Insert("person", c_.acting.person.id);
  body.Insert("approved_by", c_.approval->person.id);
  if (!c_.name.empty()) {
    const auto named =
        std::ranges::find_if(p_.stages, [&](const ir::Stage& one) { return one.name.Is(c_.name); });
    if (named == p_.stages.end()) return Refuse(RefusalCode::kNoSuchStage, c_.name);
    body.Insert("stage", named->name.Key());
  }
  Emit("migrated", std::move(body));
  if (!CheckMigrated()) return;
  const std::vector<Agreement> agreements = now_.agreements;
  for (const Agreement& agreement : agreements) {
    Value lapsed = Value::EmptyObject();
    lapsed.Insert("stage", agreement.stage);
    Emit("lapsed", std::move(lapsed));
  }
  CheckGatesAhead();
}

bool Decider::CheckMigrated() {
  if (!flow()) {
    Refuse(RefusalCode::kUnknownFlow, now_.flow, {});
    return false;
  }
  const Value none = Value::EmptyObject();
  const auto unknown =
      UnknownNames(p_, c_.content.kind() == Value::Kind::kObject ? c_.content : none).In(now_, flow());
  if (!unknown.empty()) {
    Refuse(RefusalCode::kNamesUnknown, p_.policies[p_.main].name.In(true), unknown);
    return false;
  }
  const ir::StageId landing = stage();
  if (!landing || p_.stages[landing].is_end) {
    Refuse(RefusalCode::kNoSuchStage, now_.current()->stage);
    return false;
  }
  const Judge::Answer old = AskOldVersion();
  if (refused()) return false;
  if (!old.determined) {
    Refuse(RefusalCode::kUndetermined, "过渡", old.missing);
  } else if (old.holds) {
    Refuse(RefusalCode::kOldVersion, p_.policies[p_.main].name.In(true));
  } else if (p_.flows[flow()].when) {
    CheckCondition(p_.flows[flow()].name.In(true), p_.flows[flow()].when);
  }
  return !refused();
}

bool Decider::IsGuarded(const ir::Gate& gate, ir::StageId id) const {
  const ir::Stage& stage = p_.stages[id];
  if (!gate.decides) return stage.name.Is(gate.target.Key());
  return std::ranges::any_of(stage.outcomes,
                             [&](ir::OutcomeId outcome) { return p_.outcomes[outcome].decides; });
}

// What was passed under the old law is passed anew: no way ahead may lead round it.
void Decider::CheckGatesAhead() {
  if (!now_.decisions.empty()) return;
  for (const ir::GateId id : p_.flows[flow()].gates) {
    const ir::Gate& gate = p_.gates[id];
    if (gate.when) {
      const Judge::Answer needed = Ask(gate.when);
      if (refused()) return;
      if (needed.determined && !needed.holds) continue;
    }
    for (const ir::Name& function : gate.needed) {
      const auto reached = ReachedWithout(p_, flow(), stage(), function);
      const bool round = std::ranges::any_of(reached, [&](ir::StageId id) { return IsGuarded(gate, id); });
      if (round && !IsPassed(gate, function))
        return Refuse(RefusalCode::kPastGate, p_.stages[stage()].name.In(true), {function.In(true)});
    }
  }
}

}  // namespace guiju::flow
