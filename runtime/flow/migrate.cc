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

// A name that a state uses, and whether a program knows it as what it is used for.
struct Use {
  std::string name;
  bool known = false;
  bool owed = false;  // still owed or standing still: it cannot become history, nobody could end it
};

// All names of a state that a program must know, or the matter would mean something else under it.
class UsedNames {
 public:
  explicit UsedNames(const ir::Program& program) : p_(program) {}

  std::vector<Use> In(const State& state, ir::FlowId flow) {
    for (const Visit& visit : state.visits) Add(FindStage(p_, flow, visit.stage).has_value(), visit.stage);
    for (const Happening& happening : state.happenings)
      Add(Knows(p_.events, happening.event), happening.event);
    for (const std::string& document : state.documents) Add(Knows(p_.documents, document), document);
    for (const Deed& deed : state.deeds) Add(Knows(p_.actors, deed.position), deed.position);
    for (const std::string& defect : state.defects) Add(IsDefect(flow, defect), defect);
    for (const Suspension& suspension : state.suspensions)
      Add(FindInterrupt(p_, flow, suspension.interrupt).has_value(), suspension.interrupt, !suspension.to);
    for (const record::Member& fact : state.facts.members()) AddFact(fact.name);
    for (const std::string& fact : state.raised) AddFact(fact);
    for (const DutyState& duty : state.duties) {
      if (!duty.closing) Add(HasObligation(duty), duty.duty, true);
    }
    for (const Grant& grant : state.grants) Add(HasClock(grant.clock), grant.clock);
    return std::move(uses_);
  }

 private:
  void Add(bool known, const std::string& name, bool owed = false) { uses_.push_back({name, known, owed}); }
  void AddFact(const std::string& name) { Add(Knows(p_.facts, name) || Knows(p_.lists, name), name); }
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
  std::vector<Use> uses_;
};

void AddOnce(std::vector<std::string>* names, const std::string& name) {
  if (std::ranges::find(*names, name) == names->end()) names->push_back(name);
}

// What the plan says has no counterpart stays as history.
std::vector<std::string> UnknownOf(const std::vector<Use>& uses, const Value& plan) {
  std::vector<std::string> unknown;
  for (const Use& use : uses) {
    if (!use.known && (use.owed || plan.Find(use.name) == nullptr)) AddOnce(&unknown, use.name);
  }
  return unknown;
}

// What the plan calls otherwise or leaves out although nothing it stands for has lost its name.
std::vector<std::string> StayingOf(const std::vector<Use>& uses, const Value& plan) {
  std::vector<std::string> staying;
  for (const record::Member& member : plan.members()) {
    const auto concerns = [&](const Use& use) { return use.name == member.name; };
    const bool used = std::ranges::any_of(uses, concerns);
    const bool lost = std::ranges::any_of(uses, [&](const Use& use) { return concerns(use) && !use.known; });
    if (used && !lost && member.value != Value(member.name)) AddOnce(&staying, member.name);
  }
  return staying;
}

// Every stage that can be entered from one, without those left that `stops` holds of.
template <class Stops>
std::vector<ir::StageId> Reached(const ir::Program& p, ir::FlowId flow, ir::StageId from, Stops stops) {
  std::vector<ir::StageId> reached = {from};
  const auto reach = [&](ir::StageId to) {
    if (to && std::ranges::find(reached, to) == reached.end()) reached.push_back(to);
  };
  for (const ir::InterruptId id : p.flows[flow].interrupts) reach(p.interrupts[id].target);
  for (size_t i = 0; i < reached.size(); ++i) {
    if (stops(reached[i])) continue;
    const ir::Stage& stage = p.stages[reached[i]];
    if (stage.only_when) reach(stage.otherwise);
    for (const ir::OutcomeId id : stage.outcomes) {
      reach(p.outcomes[id].target);
      reach(p.outcomes[id].beyond);
    }
    if (stage.limit) reach(p.clocks[stage.limit].expiry_target);
  }
  return reached;
}

// Without a pass of the function; the stages that perform it are not left.
std::vector<ir::StageId> ReachedWithout(const ir::Program& p, ir::FlowId flow, ir::StageId from,
                                        const ir::Name& function) {
  return Reached(p, flow, from, [&](ir::StageId id) { return Performs(p, p.stages[id], function); });
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
  if (!now_.voices.empty()) {  // what some have said of those asked together or one after the other, too
    Value changed = Value::EmptyObject();
    changed.Insert("stage", now_.current()->stage);
    changed.Insert("how", "changed");
    Emit("undecided", std::move(changed));
  }
  CheckGatesAhead();
}

bool Decider::CheckMigrated() {
  if (!flow()) {
    Refuse(RefusalCode::kUnknownFlow, now_.flow, {});
    return false;
  }
  if (!CheckNames() || !CheckLanding()) return false;
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

// The plan is for names that the new law does not know: it cannot make a stage, a position or a finding
// another.
bool Decider::CheckNames() {
  const Value none = Value::EmptyObject();
  const Value& plan = c_.content.kind() == Value::Kind::kObject ? c_.content : none;
  const std::string policy = p_.policies[p_.main].name.In(true);
  if (const auto unknown = UnknownOf(UsedNames(p_).In(now_, flow()), plan); !unknown.empty()) {
    Refuse(RefusalCode::kNamesUnknown, policy, unknown);
  } else if (const auto staying = StayingOf(UsedNames(p_).In(before_, flow()), plan); !staying.empty()) {
    Refuse(RefusalCode::kNameStays, policy, staying);
  }
  return !refused();
}

// The stage it was at, by its new name; none when the new law has no such stage.
ir::StageId Decider::PresentStage() const {
  const std::string& old = before_.current()->stage;
  const Value* renamed = c_.content.kind() == Value::Kind::kObject ? c_.content.Find(old) : nullptr;
  const bool called = renamed != nullptr && renamed->kind() == Value::Kind::kText;
  return FindStage(p_, flow(), called && !renamed->text().empty() ? renamed->text() : old);
}

// Where every way to a stage leads through the present one, going on there would leave this one undone.
bool Decider::CheckLanding() {
  const ir::StageId landing = stage();
  if (!landing || p_.stages[landing].is_end) {
    Refuse(RefusalCode::kNoSuchStage, now_.current()->stage);
    return false;
  }
  const ir::StageId present = PresentStage();
  if (!present || present == landing) return true;
  const auto before =
      Reached(p_, flow(), p_.flows[flow()].stages[0], [&](ir::StageId id) { return id == present; });
  if (std::ranges::find(before, landing) != before.end()) return true;
  Refuse(RefusalCode::kSkipsAhead, p_.stages[landing].name.In(true), {p_.stages[present].name.In(true)});
  return false;
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
