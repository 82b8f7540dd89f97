#include "runtime/cases/candidates.h"

#include <algorithm>

namespace guiju::cases {
namespace {

class Search {
 public:
  Search(const ir::Program& program, const Register& persons, const flow::State& state, value::Day day)
      : program_(program), persons_(persons), state_(state), day_(day) {}

  void AddFor(ir::ActorId role) {
    const ir::Actor& actor = program_.actors[role];
    if (actor.body) {
      const ir::Body& body = program_.bodies[actor.body];
      for (const auto* positions : {&body.chair, &body.vice, &body.members}) {
        for (ir::ActorId position : *positions) AddHolders(position, ir::ActorId());
      }
      return;
    }
    for (ir::ActorId position : program_.actors.ids()) {
      if (flow::MayActAs(program_, position, role)) AddHolders(position, role);
    }
  }

  std::vector<Candidate> Result() && {
    std::ranges::stable_sort(found_, {}, [](const Candidate& one) { return one.obstacle.has_value(); });
    return std::move(found_);
  }

 private:
  // Unset `role`: a member of a body, who is not asked for more than the position.
  void AddHolders(ir::ActorId position, ir::ActorId role) {
    for (const auto& [id, person] : persons_.persons()) {
      if (HeldOn(person, program_.actors[position].name, day_) == nullptr) continue;
      const bool known = std::ranges::any_of(found_, [&](const Candidate& one) { return one.person == id; });
      if (!known)
        found_.push_back(
            {id, program_.actors[position].name.Key(), role ? Obstacle(id, person, role) : std::nullopt});
    }
  }

  std::optional<flow::Refusal> Obstacle(const std::string& id, const Person& person, ir::ActorId role) const {
    const flow::Acting acting{{id, ""}, QualificationsOn(person, day_), ""};
    std::vector<flow::Refusal> all = flow::ObstaclesOf(program_, state_, acting, role);
    return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
  }

  const ir::Program& program_;
  const Register& persons_;
  const flow::State& state_;
  value::Day day_;
  std::vector<Candidate> found_;
};

}  // namespace

std::vector<Candidate> CandidatesFor(const ir::Program& program, const Register& persons,
                                     const flow::State& state, const std::vector<std::string>& positions,
                                     value::Day day) {
  Search search(program, persons, state, day);
  for (const std::string& position : positions) {
    for (ir::ActorId id : program.actors.ids()) {
      if (program.actors[id].name.Is(position)) search.AddFor(id);
    }
  }
  return std::move(search).Result();
}

}  // namespace guiju::cases
