// Ballots of a body on the matter: who belongs to it, quorum, the count, what a division leads to.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "runtime/flow/decider.h"

namespace guiju::flow {

using record::Value;

struct Decider::Tally : Turnout {
  int64_t agree = 0, against = 0;
  std::optional<bool> chair;  // what the chair said
  bool chair_present = false, chairs_differ = false;
};

int64_t Turnout::Base(ir::CountBase base) const {
  switch (base) {
    case ir::CountBase::kAll:
      return all;
    case ir::CountBase::kEligible:
      return eligible;
    case ir::CountBase::kPresent:
      return present;
  }
  return all;
}

bool Turnout::IsQuorum(const ir::Quorum& quorum) const {
  const int64_t base = Base(quorum.base);
  const bool enough = quorum.persons > 0 ? present >= quorum.persons
                      : quorum.majority  ? present * 2 > base
                                         : present * quorum.denominator >= base * quorum.numerator;
  return enough && present > 0;
}

namespace {

bool IsIn(const ir::Program& program, const Acting& member, const std::vector<ir::ActorId>& positions) {
  return RoleOf(program, member.person.position, positions).has_value();
}

// In the seat; or, by 作为, who has no other seat there.
bool IsChair(const ir::Program& program, const ir::Body& body, const Acting& member) {
  const auto holds = [&](const std::vector<ir::ActorId>& seats) {
    return std::ranges::any_of(
        seats, [&](ir::ActorId seat) { return program.actors[seat].name.Is(member.person.position); });
  };
  return holds(body.chair) ||
         (!holds(body.vice) && !holds(body.members) && IsIn(program, member, body.chair));
}

// Whether so many of `base` are what the rule asks for.
bool Reaches(const ir::Vote& vote, int64_t votes, int64_t base, int64_t present) {
  switch (vote.rule) {
    case ir::VoteRule::kMajority:
      return votes * 2 > base;
    case ir::VoteRule::kShare:
      return votes > 0 && votes * vote.denominator >= base * vote.numerator;
    case ir::VoteRule::kConsensus:
      return present > 0 && votes == present;
    case ir::VoteRule::kChairDecides:
      return false;  // asked of the chair
  }
  return false;
}

}  // namespace

bool Decider::CheckBallot(ir::BodyId id, const Ballot& ballot) {
  const ir::Body& body = p_.bodies[id];
  const Acting& member = ballot.member;
  std::vector<ir::ActorId> seats = body.chair;
  for (const auto* more : {&body.vice, &body.members, &body.substitutes})
    seats.insert(seats.end(), more->begin(), more->end());
  const bool unit =
      std::ranges::any_of(body.member_units, [&](const ir::Name& name) { return name.Is(member.unit); });
  if (!unit && !IsIn(p_, member, seats)) {
    Refuse(RefusalCode::kNotAMember, member.person.id);
    return false;
  }
  if (ballot.recused || !ballot.present) return true;
  const auto has = [&](ir::RecusalReason reason) {
    return std::ranges::find(body.recusals, reason) != body.recusals.end();
  };
  const bool handled =
      has(ir::RecusalReason::kHandled) &&
      std::ranges::any_of(now_.deeds, [&](const Deed& deed) { return deed.person == member.person.id; });
  // The handling unit is that of who acted first.
  const bool same = has(ir::RecusalReason::kSameUnit) && !now_.deeds.empty() && !now_.deeds[0].unit.empty() &&
                    now_.deeds[0].unit == member.unit;
  if (handled && !Object(RefusalCode::kMustRecuse, member.person.id, {"经办"})) return false;
  return !same || Object(RefusalCode::kMustRecuse, member.person.id, {"同单位"});
}

bool Decider::CountBallots(ir::BodyId id, Tally* tally) {
  const ir::Body& body = p_.bodies[id];
  std::set<std::string> seen;
  int64_t recused = 0, members = 0;
  for (const Ballot& ballot : c_.ballots) {
    const std::string& person = ballot.member.person.id;
    const bool for_unit = std::ranges::any_of(
        body.member_units, [&](const ir::Name& unit) { return unit.Is(ballot.member.unit); });
    if (!seen.insert(person).second || (for_unit && !seen.insert("·" + ballot.member.unit).second)) {
      Refuse(RefusalCode::kVoterTwice, for_unit ? ballot.member.unit : person);
      return false;
    }
    if (!CheckBallot(id, ballot)) return false;
    // A substitute is present for a member and counts among those present; the base is that of the members.
    const bool substitute = IsIn(p_, ballot.member, body.substitutes) &&
                            !IsIn(p_, ballot.member, body.chair) && !IsIn(p_, ballot.member, body.vice) &&
                            !IsIn(p_, ballot.member, body.members);
    members += substitute ? 0 : 1;
    recused += ballot.recused && !substitute ? 1 : 0;
    if (!ballot.present || ballot.recused) continue;
    tally->present += 1;
    tally->agree += ballot.agrees.value_or(false) ? 1 : 0;
    tally->against += ballot.agrees.value_or(true) ? 0 : 1;
    if (IsChair(p_, body, ballot.member)) {
      // Several who hold the chair decide by it only when they agree.
      if (tally->chair_present && tally->chair != ballot.agrees) tally->chairs_differ = true;
      tally->chair_present = true;
      tally->chair = tally->chairs_differ ? std::nullopt : ballot.agrees;
    }
  }
  const auto known = rules_.members.find(p_.actors[body.actor].name.Key());
  tally->all = known == rules_.members.end() ? members : std::max(known->second, members);
  tally->eligible = tally->all - recused;
  return tally->IsQuorum(body.quorum) ||
         Object(RefusalCode::kNoQuorum, fmt::format("{}/{}", tally->present, tally->Base(body.quorum.base)));
}

std::optional<bool> Decider::VerdictOf(const ir::Body& body, const Tally& tally) {
  const int64_t base = tally.Base(body.vote.base);
  const bool by_chair = body.vote.rule == ir::VoteRule::kChairDecides;
  if (!by_chair) {
    if (Reaches(body.vote, tally.agree, base, tally.present)) return true;
    if (Reaches(body.vote, tally.against, base, tally.present)) return false;
    if (body.deadlock == ir::Deadlock::kFails) return false;
    if (body.deadlock != ir::Deadlock::kChairDecides) return std::nullopt;
  }
  if (!tally.chair_present) Refuse(RefusalCode::kChairMissing);
  return tally.chair;
}

Value Decider::BallotsValue() const {
  Value ballots = Value::EmptyArray();
  for (const Ballot& ballot : c_.ballots) {
    Value item = Value::EmptyObject();
    item.Insert("person", ballot.member.person.id);
    item.Insert("position", ballot.member.person.position);
    item.Insert("present", ballot.present);
    if (ballot.recused) item.Insert("recused", true);
    if (ballot.agrees) item.Insert("agrees", *ballot.agrees);
    if (!ballot.dissent.empty()) item.Insert("dissent", ballot.dissent);
    ballots.Append(std::move(item));
  }
  return ballots;
}

// A body that approves an extension does so by its vote.
std::optional<std::string> Decider::ApproverOf(const ir::Extension& extension) {
  for (const ir::ActorId approver : extension.approvers) {
    const ir::BodyId id = p_.actors[approver].body;
    if (!id || c_.ballots.empty()) continue;
    Tally tally;
    if (!CountBallots(id, &tally)) return std::nullopt;
    const std::optional<bool> passed = VerdictOf(p_.bodies[id], tally);
    if (!refused() && !passed.value_or(false))
      Refuse(RefusalCode::kNotApproved, p_.actors[approver].name.In(true));
    return refused() ? std::nullopt : std::optional(p_.actors[approver].name.Key());
  }
  const bool body_only = std::ranges::all_of(
      extension.approvers, [&](ir::ActorId approver) { return p_.actors[approver].body.has_value(); });
  if (body_only) {
    Refuse(RefusalCode::kBallotsMissing, c_.name, NamesOf(p_, extension.approvers));
    return std::nullopt;
  }
  if (!CheckStep(extension.approvers)) return std::nullopt;
  return c_.acting.person.position;
}

void Decider::NoteSession(Value* body) const {
  if (c_.session.empty()) return;
  body->Insert("session", c_.session);
  body->Insert("item", c_.item);
}

void Decider::Resolve() {
  const ir::StageId at = StageToSpeakAt();
  if (!at) return;
  const ir::Stage& stage = p_.stages[at];
  const ir::BodyId id = BodyOf(p_, stage);
  if (!id || !p_.actors[p_.bodies[id].actor].name.Is(c_.name))
    return Refuse(RefusalCode::kNoBodyHere, c_.name);
  const ir::Body& body = p_.bodies[id];
  if (!c_.material.empty() && c_.material != MaterialDigest(now_))
    return Refuse(RefusalCode::kMaterialChanged);
  if ((c_.visit != 0 && c_.visit != static_cast<int64_t>(now_.visits.size())) ||
      (!c_.closure.empty() && c_.closure != ir::ClosureDigest(p_)))
    return Refuse(RefusalCode::kMovedOn);
  if (!CheckAwaited(stage)) return;
  if (!CheckNeed(stage)) return;
  Tally tally;
  if (!CountBallots(id, &tally)) return;
  const int64_t base = tally.Base(body.vote.base);
  const std::optional<bool> passed = VerdictOf(body, tally);
  if (refused()) return;
  Value ballots = BallotsValue();
  if (!passed) {
    if (c_.proposal != 0 && !CheckNamedProposal()) return;
    Value undecided = Value::EmptyObject();
    undecided.Insert("stage", stage.name.Key());
    undecided.Insert("body", p_.actors[body.actor].name.Key());
    undecided.Insert("how", body.deadlock == ir::Deadlock::kReconvene ? "reconvene" : "escalate");
    undecided.Insert("ballots", std::move(ballots));
    NoteSession(&undecided);
    return Emit("undecided", std::move(undecided));
  }
  for (const ir::OutcomeId outcome_id : stage.outcomes) {
    const ir::Outcome& outcome = p_.outcomes[outcome_id];
    if (outcome.verdict != (*passed ? ir::Verdict::kPass : ir::Verdict::kFail)) continue;
    if (!CheckOutcome(stage, outcome)) return;
    Value resolved = OpinionBody(stage, outcome, {});
    resolved.Insert("body", p_.actors[body.actor].name.Key());
    resolved.Insert("ballots", std::move(ballots));
    resolved.Insert("for", tally.agree);
    resolved.Insert("against", tally.against);
    resolved.Insert("present", tally.present);
    resolved.Insert("base", base);
    NoteSession(&resolved);
    return Conclude(outcome_id, "resolved", std::move(resolved));
  }
}

}  // namespace guiju::flow
