// Bodies of a policy and the matters before them.
#include <algorithm>

#include "runtime/session/decider.h"

namespace guiju::session {
namespace {

struct ReasonNames {
  ir::RecusalReason reason;
  std::string_view zh, en;
};
constexpr ReasonNames kReasons[] = {
    {ir::RecusalReason::kSameUnit, "同单位", "same_unit"},
    {ir::RecusalReason::kHandled, "经办", "handled"},
    {ir::RecusalReason::kInterest, "利害关系", "interest"},
    {ir::RecusalReason::kRequested, "当事人申请", "requested"},
};

const ir::Stage* PresentStage(const ir::Program& program, const flow::State& matter) {
  const flow::Visit* visit = matter.current();
  if (visit == nullptr) return nullptr;
  for (const ir::Flow& flow : program.flows) {
    if (!flow.name.Is(matter.flow)) continue;
    for (const ir::StageId id : flow.stages) {
      if (program.stages[id].name.Is(visit->stage)) return &program.stages[id];
    }
  }
  return nullptr;
}

}  // namespace

bool Holds(const ir::Program& program, const flow::Acting& acting,
           const std::vector<ir::ActorId>& positions) {
  for (const ir::ActorId held : program.actors.ids()) {
    if (!program.actors[held].name.Is(acting.person.position)) continue;
    return std::ranges::any_of(positions,
                               [&](ir::ActorId position) { return flow::MayActAs(program, held, position); });
  }
  return false;
}

std::string_view KeyOf(ir::RecusalReason reason) { return NameOf(reason, false); }
std::string_view NameOf(ir::RecusalReason reason, bool chinese) {
  const auto* found = std::ranges::find(kReasons, reason, &ReasonNames::reason);
  return chinese ? found->zh : found->en;
}
std::optional<ir::RecusalReason> RecusalReasonOf(std::string_view spelling) {
  for (const ReasonNames& one : kReasons) {
    if (one.zh == spelling || one.en == spelling) return one.reason;
  }
  return std::nullopt;
}

ir::BodyId FindBody(const ir::Program& program, std::string_view name) {
  for (const ir::BodyId id : program.bodies.ids()) {
    if (program.actors[program.bodies[id].actor].name.Is(name)) return id;
  }
  return {};
}

std::optional<Seat> SeatOf(const ir::Program& program, ir::BodyId id, const flow::Acting& acting) {
  const ir::Body& body = program.bodies[id];
  if (Holds(program, acting, body.chair)) return Seat::kChair;
  if (Holds(program, acting, body.vice)) return Seat::kVice;
  if (Holds(program, acting, body.members)) return Seat::kMember;
  if (std::ranges::any_of(body.member_units, [&](const ir::Name& unit) { return unit.Is(acting.unit); }))
    return Seat::kUnit;
  if (Holds(program, acting, body.substitutes)) return Seat::kSubstitute;
  if (Holds(program, acting, body.attends)) return Seat::kAdviser;
  return std::nullopt;
}

Standing StandingOf(const ir::Program& program, const flow::State& matter, std::string_view body) {
  Standing standing;
  standing.material = flow::MaterialDigest(matter);
  standing.visit = static_cast<int64_t>(matter.visits.size());
  standing.closure = ir::ClosureDigest(program);
  if (!matter.proposals.empty()) standing.proposal = matter.proposals.back().number;
  for (const flow::Deed& deed : matter.deeds) standing.handled_by.insert(deed.person);
  if (!matter.deeds.empty()) standing.handling_unit = matter.deeds.front().unit;
  const ir::Stage* stage = PresentStage(program, matter);
  if (stage == nullptr) return standing;
  standing.topics = stage->agenda;
  standing.before_body = !matter.ended && matter.suspended() == nullptr &&
                         std::ranges::any_of(stage->actors, [&](ir::ActorId actor) {
                           return program.actors[actor].body && program.actors[actor].name.Is(body);
                         });
  return standing;
}

}  // namespace guiju::session
