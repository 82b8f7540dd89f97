// Who must stay out of an item, who decides on that, and votes.
#include <algorithm>

#include "runtime/session/decider.h"
#include "runtime/session/state_members.h"

namespace guiju::session {

using record::Value;

namespace {

// Why the policy itself keeps the person out of the item; unset: it does not.
std::optional<ir::RecusalReason> ReasonToRecuse(const ir::Body& body, const Standing& standing,
                                                std::string_view person, std::string_view unit) {
  const auto admits = [&](ir::RecusalReason reason) {
    return std::ranges::find(body.recusals, reason) != body.recusals.end();
  };
  if (admits(ir::RecusalReason::kHandled) && standing.handled_by.contains(std::string(person)))
    return ir::RecusalReason::kHandled;
  if (admits(ir::RecusalReason::kSameUnit) && !standing.handling_unit.empty() &&
      standing.handling_unit == unit)
    return ir::RecusalReason::kSameUnit;
  return std::nullopt;
}

Value About(const Item& item, const char* member, Value what) {
  Value body = Value::EmptyObject();
  body.Insert("item", item.number);
  body.Insert(member, std::move(what));
  return body;
}

}  // namespace

std::map<std::string, std::string> MustBeRecused(const Rules& rules, const State& state, const Item& item) {
  std::map<std::string, std::string> found;
  const ir::BodyId body = FindBody(rules.program, state.body);
  const auto standing = rules.matters.find(item.matter);
  if (!body || standing == rules.matters.end() || item.closing) return found;
  for (const Attendance* one : state.AttendanceAt(item.number)) {
    if (!one->present || !MayVote(one->seat) || item.IsRecused(one->person.id)) continue;
    if (const auto reason =
            ReasonToRecuse(rules.program.bodies[body], standing->second, one->person.id, one->unit))
      found.emplace(one->person.id, NameOf(*reason, true));
  }
  return found;
}

// Who is out of the item has no say in who else is, but for what the policy itself says.
bool Decider::CheckRecusalDecider(const Item& item, const flow::Acting& person, Seat seat) {
  const bool chair = seat == Seat::kChair || person.person.id == now_.chair.id;
  const ir::ActorId named =
      chair && body().chair_recusal_decider ? body().chair_recusal_decider : body().recusal_decider;
  // Where the policy names nobody, whoever heads the body; where it names a body, whoever heads that.
  std::vector<ir::ActorId> deciders = body().chair;
  if (named) deciders = {named};
  if (named && p_.actors[named].body) deciders = p_.bodies[p_.actors[named].body].chair;
  // For a chair who is out of the item himself, whoever decided on that.
  if (body().chair_recusal_decider && item.IsRecused(now_.chair.id))
    deciders.push_back(body().chair_recusal_decider);
  if (!Holds(p_, c_.acting, deciders)) {
    Refuse(RefusalCode::kNotTheDecider, person.person.id, NamesOf(p_, deciders));
  } else if (c_.acting.person.id == person.person.id) {
    Refuse(RefusalCode::kOwnRecusal, person.person.id, NamesOf(p_, deciders));
  }
  return !refused();
}

void Decider::Recuse() {
  const Item* item = OpenItem();
  const Standing* standing = item == nullptr ? nullptr : StandingOf(*item);
  if (standing == nullptr) return;
  const flow::Acting& person = c_.person ? *c_.person : c_.acting;
  const std::optional<Seat> seat = SeatOf(p_, body_, person);
  if (!seat) return Refuse(RefusalCode::kNotAMember, person.person.id);
  const auto reason = RecusalReasonOf(c_.reason);
  if (!reason || std::ranges::find(body().recusals, *reason) == body().recusals.end()) {
    std::vector<std::string> admitted;
    for (const ir::RecusalReason one : body().recusals) admitted.emplace_back(NameOf(one, true));
    return Refuse(RefusalCode::kUnknownReason, c_.reason, admitted);
  }
  Recusal recusal{person.person,       person.unit, *seat, std::string(KeyOf(*reason)),
                  c_.acting.person.id, {},          {}};
  if (const Recusal* before = item->RecusalOf(person.person.id)) {
    const bool denied = before->granted && !*before->granted;
    if (before->granted && (!denied || before->reason == recusal.reason))
      return Refuse(RefusalCode::kRecusalDecided, person.person.id);
    if (!denied && before->reason == recusal.reason) recusal.requested_by = before->requested_by;
  }
  if (!c_.granted) return Emit("recusal_requested", About(*item, "recusal", flow::PrintMembers(recusal)));
  if (!CheckRecusalDecider(*item, person, *seat)) return;
  const auto forced = ReasonToRecuse(body(), *standing, person.person.id, person.unit);
  const bool out = item->IsRecused(c_.acting.person.id) ||
                   MustBeRecused(rules_, now_, *item).contains(c_.acting.person.id);
  if (out && !forced) return Refuse(RefusalCode::kRecused, c_.acting.person.id);
  if (!*c_.granted && forced)
    return Refuse(RefusalCode::kMustRecuse, person.person.id, {std::string(NameOf(*forced, true))});
  recusal.granted = c_.granted;
  recusal.decided_by = c_.acting.person.id;
  Emit("recusal_decided", About(*item, "recusal", flow::PrintMembers(recusal)));
}

bool Decider::CheckVoter(const Item& item, const flow::Acting& voter, const Attendance** seated) {
  const std::string& id = voter.person.id;
  if (c_.person && c_.person->person.id != id) {
    Refuse(RefusalCode::kNotForAnother, c_.person->person.id);
    return false;
  }
  const std::optional<Seat> seat = SeatOf(p_, body_, voter);
  *seated = now_.AttendanceAt(item.number, id);
  if (!seat) {
    Refuse(RefusalCode::kNotAMember, id);
  } else if (!MayVote(*seat)) {
    Refuse(RefusalCode::kAdviserHasNoVote, id);
  } else if (*seated == nullptr || !(*seated)->present || (*seated)->person != voter.person) {
    Refuse(RefusalCode::kNotPresent, id);
  } else if (item.IsRecused(id)) {
    Refuse(RefusalCode::kRecused, id);
  }
  return !refused();
}

void Decider::Vote() {
  const Item* item = OpenItem();
  const Standing* standing = item == nullptr ? nullptr : StandingOf(*item);
  if (standing == nullptr) return;
  const std::string& id = c_.acting.person.id;
  const Attendance* seated = nullptr;
  if (!CheckVoter(*item, c_.acting, &seated)) return;
  if (const auto forced = ReasonToRecuse(body(), *standing, id, seated->unit))
    return Refuse(RefusalCode::kMustRecuse, id, {std::string(NameOf(*forced, true))});
  if (!IsUnchanged(*item, *standing)) return;
  const session::Vote* before = item->VoteOf(id);
  if (before != nullptr && !c_.corrects) return Refuse(RefusalCode::kVotedAlready, id);
  if (before == nullptr && c_.corrects) return Refuse(RefusalCode::kNothingToCorrect, id);
  if (c_.corrects && c_.reason.empty()) return Refuse(RefusalCode::kReasonMissing);
  if (c_.choice == Choice::kDisagree && body().dissent_recorded && c_.dissent.empty())
    return Refuse(RefusalCode::kDissentMissing);
  session::Vote vote;
  vote.number = item->cast + 1;
  vote.supersedes = before == nullptr ? 0 : before->number;
  vote.person = c_.acting.person;
  vote.unit = seated->unit;
  vote.choice = c_.choice;
  vote.dissent = c_.dissent;
  if (c_.corrects) vote.reason = c_.reason;
  Emit(c_.corrects ? "vote_corrected" : "voted", About(*item, "vote", flow::PrintMembers(vote)));
}

}  // namespace guiju::session
