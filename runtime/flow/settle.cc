// What follows of itself: stages that are not needed, outcomes that come of an event, duties, lapsed
// agreements.
#include <algorithm>
#include <utility>

#include "runtime/flow/decider.h"
#include "runtime/flow/recompute.h"

namespace guiju::flow {

using record::Value;

void Decider::Settle() {
  // Every step leaves a stage; a circle of such steps has bounded outcomes, but a state may be older than the
  // program, so the number of steps is bounded here too.
  for (size_t left = 4 * p_.stages.size() + 4; left > 0; --left) {
    if (refused() || now_.flow.empty() || now_.ended || now_.suspended() != nullptr || !stage()) return;
    if (!PassBy() && !TakeOutcomeOfEvent()) return;
  }
}

bool Decider::PassBy() {
  const ir::Stage& at = p_.stages[stage()];
  if (!at.only_when) return false;
  const Judge::Answer needed = Ask(at.only_when);
  if (refused() || !needed.determined || needed.holds || !MayGo(at.otherwise)) return false;
  Go(at.otherwise, "not_needed");
  return true;
}

bool Decider::TakeOutcomeOfEvent() {
  const ir::Stage& at = p_.stages[stage()];
  const auto seen = static_cast<size_t>(now_.current()->seen);
  for (const ir::OutcomeId id : at.outcomes) {
    const ir::Outcome& outcome = p_.outcomes[id];
    for (size_t i = seen; i < now_.happenings.size(); ++i) {
      const bool awaited = std::ranges::any_of(
          outcome.on, [&](ir::EventId event) { return p_.events[event].name.Is(now_.happenings[i].event); });
      if (!awaited) continue;
      if (outcome.when) {
        const Judge::Answer answer = Ask(outcome.when);
        if (refused()) return false;
        if (!answer.determined || !answer.holds) continue;
      }
      if (!MayGo(TargetOf(outcome, 1))) continue;
      Value body = Value::EmptyObject();
      body.Insert("stage", at.name.Key());
      body.Insert("outcome", outcome.name.Key());
      body.Insert("on", now_.happenings[i].event);
      leading_ = static_cast<int64_t>(i) + 1;
      Conclude(id, "opined", std::move(body));
      leading_ = 0;
      return true;
    }
  }
  return false;
}

bool Decider::CheckAwaited(const ir::Stage& at) {
  const auto seen = static_cast<size_t>(now_.current()->seen);
  for (const ir::OutcomeId id : at.outcomes) {
    const ir::Outcome& outcome = p_.outcomes[id];
    const bool happened = std::any_of(
        now_.happenings.begin() + static_cast<ptrdiff_t>(std::min(seen, now_.happenings.size())),
        now_.happenings.end(), [&](const Happening& happening) {
          return std::ranges::any_of(
              outcome.on, [&](ir::EventId event) { return p_.events[event].name.Is(happening.event); });
        });
    if (!happened || !outcome.when) continue;
    const Judge::Answer answer = Ask(outcome.when);
    if (refused()) return false;
    if (!answer.determined && !Object(RefusalCode::kUndetermined, outcome.name.In(true), answer.missing))
      return false;
  }
  return true;
}

// What was agreed on is not what now stands. A pass whose digest was deleted from the record of a matter that
// has ended stays: it was good when it was needed.
void Decider::LapseAgreements() {
  const std::string digest = MaterialDigest(now_);
  std::vector<std::string> lapsed;
  for (const Agreement& agreement : now_.agreements) {
    const bool deleted = now_.ended && agreement.digest.empty();
    if (agreement.digest != digest && !deleted) lapsed.push_back(agreement.stage);
  }
  for (const std::string& stage : lapsed) {
    Value body = Value::EmptyObject();
    body.Insert("stage", stage);
    Emit("lapsed", std::move(body));
  }
  // So is what some have said who were to agree together.
  if (now_.voices.empty() || MaterialDigest(before_) == digest) return;
  Value body = Value::EmptyObject();
  body.Insert("stage", now_.current()->stage);
  body.Insert("how", "changed");
  Emit("undecided", std::move(body));
}

// Periods that end otherwise than before, where no other event of this command says so.
void Decider::TellRecomputed() {
  // Under another law all periods are others: the caller, who has both, compares them.
  if (c_.kind == CommandKind::kMigrate || !MayMoveClocks(p_, before_, now_)) return;
  auto recomputed = Recompute(rules_, before_, rules_, now_);
  if (!recomputed) return Refuse(RefusalCode::kBadFacts, recomputed.error().message);
  for (Value& body : *recomputed) Emit("recomputed", std::move(body));
}

void Decider::Happen(ir::EventId id) {
  const ir::Event& event = p_.events[id];
  Value body = Value::EmptyObject();
  body.Insert("event", event.name.Key());
  if (!c_.acting.person.id.empty()) body.Insert("person", c_.acting.person.id);
  if (event.records) {
    const ir::Fact& fact = p_.facts[event.records];
    body.Insert("fact", fact.name.Key());
    if (fact.type.kind == ir::TypeKind::kDate) {
      body.Insert("value", value::FormatDate(c_.occurred.day));
    } else {
      body.Insert("value", true);
    }
  }
  Emit("happened", std::move(body));
  CloseDuties(id);
  ArmDuties(id);
}

bool Decider::IsExcluded(const ir::Duty& duty) {
  return std::ranges::any_of(duty.exclusions, [&](const ir::Exclusion& exclusion) {
    const Judge::Answer answer = Ask(exclusion.when);
    return answer.determined && answer.holds;
  });
}

// Armed while it was open whether it is owed at all: it is closed as soon as it turns out that it is not.
void Decider::SettleDuties() {
  for (const ir::Duty& duty : p_.duties) {
    for (const ir::Obligation& obligation : duty.obligations) {
      const bool open = std::ranges::any_of(now_.duties, [&](const DutyState& state) {
        return duty.name.Is(state.duty) && state.channel == obligation.channel.Key() && !state.closing;
      });
      if (!open) continue;
      const Judge::Answer owed = duty.when ? Ask(duty.when) : Judge::Answer{true, true, {}};
      if (!(owed.determined && !owed.holds) && !IsExcluded(duty)) continue;
      Value body = Value::EmptyObject();
      body.Insert("duty", duty.name.Key());
      body.Insert("channel", obligation.channel.Key());
      body.Insert("closing", static_cast<int64_t>(Closing::kNotApplicable));
      Emit("duty_closed", std::move(body));
    }
  }
}

void Decider::ArmDuties(ir::EventId event) {
  for (const ir::Duty& duty : p_.duties) {
    if (std::ranges::find(duty.from, event) == duty.from.end()) continue;
    if (duty.when) {
      const Judge::Answer answer = Ask(duty.when);
      if (refused() || (answer.determined && !answer.holds)) continue;
    }
    const bool excluded = IsExcluded(duty);
    for (const ir::Obligation& obligation : duty.obligations) {
      Value body = Value::EmptyObject();
      body.Insert("duty", duty.name.Key());
      body.Insert("channel", obligation.channel.Key());
      Value closed = body;
      Emit("duty_armed", std::move(body));
      if (!excluded) continue;
      closed.Insert("closing", static_cast<int64_t>(Closing::kNotApplicable));
      Emit("duty_closed", std::move(closed));
    }
  }
}

// With a channel in the content only that one; an event without says it of all.
void Decider::CloseDuties(ir::EventId event) {
  const Value* channel = c_.kind == CommandKind::kReport ? c_.content.Find("channel") : nullptr;
  for (const ir::Duty& duty : p_.duties) {
    const bool discharges = std::ranges::find(duty.discharged_by, event) != duty.discharged_by.end();
    const bool voids = std::ranges::find(duty.voided_by, event) != duty.voided_by.end();
    if (!discharges && !voids) continue;
    for (const ir::Obligation& obligation : duty.obligations) {
      if (channel != nullptr && channel->kind() == Value::Kind::kText &&
          !obligation.channel.Is(channel->text()))
        continue;
      const bool open = std::ranges::any_of(now_.duties, [&](const DutyState& state) {
        return duty.name.Is(state.duty) && state.channel == obligation.channel.Key() && !state.closing;
      });
      if (!open) continue;
      Value body = Value::EmptyObject();
      body.Insert("duty", duty.name.Key());
      body.Insert("channel", obligation.channel.Key());
      body.Insert("closing", static_cast<int64_t>(discharges ? Closing::kDischarged : Closing::kSuperseded));
      Emit("duty_closed", std::move(body));
    }
  }
}

// Where a matter that goes to a stage will come to rest: what is definitely not needed is passed by.
ir::StageId Decider::RestOf(ir::StageId id) {
  for (size_t left = p_.stages.size(); left > 0 && p_.stages[id].only_when; --left) {
    const Judge::Answer needed = Ask(p_.stages[id].only_when);
    if (!needed.determined || needed.holds) break;
    id = p_.stages[id].otherwise;
  }
  return id;
}

bool Decider::CheckEntry(ir::StageId id) {
  const ir::Stage& to = p_.stages[RestOf(id)];
  std::vector<std::string> found;
  for (const ir::Name& bar : to.bars) {
    for (const std::string& defect : now_.defects) {
      if (bar.Is(defect)) found.push_back(bar.In(true));
    }
  }
  if (!found.empty() && !Object(RefusalCode::kBarred, to.name.In(true), found)) return false;
  return CheckGates(false, &to.name);
}

// For what follows of itself: where the way is barred the matter stays, and what happened is taken all the
// same.
bool Decider::MayGo(ir::StageId id) {
  if (refused()) return false;
  const bool collecting = std::exchange(collecting_, true);
  const auto obstacles = std::exchange(obstacles_, {});
  CheckEntry(id);
  collecting_ = collecting;
  return std::exchange(obstacles_, obstacles).empty();
}

void Decider::Go(ir::StageId id, const std::string& how) {
  if (!CheckEntry(id)) return;
  const ir::Stage& to = p_.stages[id];
  Value body = Value::EmptyObject();
  if (to.is_end) {
    body.Insert("end", to.name.Key());
    if (leading_ != 0) body.Insert("on", leading_);
    return Emit("closed", std::move(body));
  }
  if (const Visit* from = now_.current()) body.Insert("from", from->stage);
  body.Insert("to", to.name.Key());
  body.Insert("how", how);
  if (leading_ != 0) body.Insert("on", leading_);
  Emit("moved", std::move(body));
}

}  // namespace guiju::flow
