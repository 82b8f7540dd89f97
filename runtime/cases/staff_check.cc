// Whether the people there are can carry the flows of a policy.
#include <algorithm>
#include <set>

#include "runtime/cases/register.h"

namespace guiju::cases {
namespace {

bool Qualified(const ir::Actor& actor, const Person& person, value::Day day) {
  const std::vector<std::string> held = QualificationsOn(person, day);
  return std::ranges::all_of(actor.qualifications, [&](const std::string& needed) {
    return std::ranges::find(held, needed) != held.end();
  });
}

class Check {
 public:
  Check(const ir::Program& program, const Register& persons, value::Day day)
      : program_(program), persons_(persons), day_(day) {}

  StaffCheck Run() {
    for (ir::ActorId id : Used()) result_.positions.push_back(StaffingOf(id));
    for (const ir::Flow& flow : program_.flows) {
      for (const ir::Separation& separation : flow.separations) CheckSeparation(separation);
    }
    return std::move(result_);
  }

 private:
  // Positions that a stage, an outcome or a body needs; bodies themselves are no positions.
  std::set<ir::ActorId> Used() const {
    std::set<ir::ActorId> used;
    const auto add = [&](const std::vector<ir::ActorId>& actors) {
      for (ir::ActorId id : actors) {
        if (!program_.actors[id].body) used.insert(id);
      }
    };
    for (const ir::Stage& stage : program_.stages) add(stage.actors);
    for (const ir::Outcome& outcome : program_.outcomes) add(outcome.approvers);
    for (const ir::Interrupt& interrupt : program_.interrupts)
      add(interrupt.approvers), add(interrupt.resumed_by);
    for (const ir::Body& body : program_.bodies) add(body.chair), add(body.vice), add(body.members);
    for (const ir::Duty& duty : program_.duties) add(duty.owners), add(duty.approvers);
    return used;
  }

  Staffing StaffingOf(ir::ActorId id) const {
    const ir::Actor& actor = program_.actors[id];
    Staffing staffing{id, {}, {}, {}};
    for (const auto& [person_id, person] : persons_.persons()) {
      if (HeldOn(person, actor.name, day_) == nullptr) continue;
      (Qualified(actor, person, day_) ? staffing.persons : staffing.unqualified).push_back(person_id);
    }
    for (ir::ActorId other : program_.actors.ids()) {
      if (other != id && flow::MayActAs(program_, other, id) && !WhoActsAs(other, id).empty())
        staffing.through.push_back(other);
    }
    return staffing;
  }

  // Who holds `position` and has the qualifications of `as`.
  std::set<std::string> WhoActsAs(ir::ActorId position, ir::ActorId as) const {
    std::set<std::string> who;
    for (const auto& [id, person] : persons_.persons()) {
      if (HeldOn(person, program_.actors[position].name, day_) != nullptr &&
          Qualified(program_.actors[as], person, day_))
        who.insert(id);
    }
    return who;
  }
  std::set<std::string> Eligible(ir::ActorId as) const {
    std::set<std::string> who;
    for (ir::ActorId other : program_.actors.ids()) {
      if (flow::MayActAs(program_, other, as)) who.merge(WhoActsAs(other, as));
    }
    return who;
  }

  void CheckSeparation(const ir::Separation& separation) {
    for (size_t i = 0; i < separation.positions.size(); ++i) {
      for (size_t j = i + 1; j < separation.positions.size(); ++j) {
        const auto a = Eligible(separation.positions[i]), b = Eligible(separation.positions[j]);
        if (a.size() == 1 && a == b)
          result_.inseparable.push_back({separation.positions[i], separation.positions[j]});
      }
    }
  }

  const ir::Program& program_;
  const Register& persons_;
  value::Day day_;
  StaffCheck result_;
};

}  // namespace

bool StaffCheck::ok() const {
  return inseparable.empty() &&
         std::ranges::none_of(positions, [](const Staffing& one) { return one.vacant(); });
}

StaffCheck CheckStaff(const ir::Program& program, const Register& persons, value::Day day) {
  return Check(program, persons, day).Run();
}

}  // namespace guiju::cases
