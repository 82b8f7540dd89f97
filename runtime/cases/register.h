#pragma once
// The register of persons as one command sees it: who acts, with what qualifications, on the day of the act.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/ir.h"
#include "runtime/cases/person.h"
#include "runtime/cases/refusal.h"
#include "runtime/cases/streams.h"
#include "runtime/flow/flow.h"
#include "runtime/store/unit.h"

namespace guiju::cases {

std::string PersonStream(std::string_view id);
// Of everybody a command names, in their order.
std::vector<std::string> PersonStreamsOf(const flow::Command& command);

// Everybody who acts, approves or votes in a command. Each is a person and a position; unit and
// qualifications are filled in here.
class Register {
 public:
  // Holds the persons, so that nobody is dismissed meanwhile.
  static base::Result<Register> Hold(store::Unit& unit, const std::set<std::string>& ids);
  static base::Result<Register> Of(const std::vector<std::optional<store::StreamRow>>& rows);
  // Everybody there is.
  static base::Result<Register> ReadAll(store::Reader& reader);

  const std::map<std::string, Person>& persons() const { return persons_; }

  // Fills in who acts, approves and votes; false: `refusal` says who is not in the position. `delegation`
  // receives the instrument of the one who acts, if he acts by delegation.
  bool FillIn(const ir::Program& program, flow::Command* command, Refusal* refusal,
              std::optional<std::string>* delegation) const;
  // Fills in one who acts on that day; false: `refusal` says why he cannot. `delegation` may be null.
  bool FillIn(const ir::Program& program, value::Day day, flow::Acting* acting, Refusal* refusal,
              std::optional<std::string>* delegation = nullptr) const;
  // How many members every body of the program has on that day; bodies nobody is appointed to are left out.
  std::map<std::string, int64_t> MembersOn(const ir::Program& program, value::Day day) const;

 private:
  bool FillIn(const ir::Program& program, value::Day day, bool report, flow::Acting* acting, Refusal* refusal,
              const Appointment** held) const;

  std::map<std::string, Person> persons_;  // by id
};

// Positions of a program with those who hold them on a day.
struct Staffing {
  ir::ActorId position;
  std::vector<std::string> persons;      // qualified
  std::vector<std::string> unqualified;  // hold it and lack a qualification
  std::vector<ir::ActorId> through;      // positions that act as this one and are held by somebody qualified
  bool vacant() const { return persons.empty() && through.empty(); }
};
struct StaffCheck {
  std::vector<Staffing> positions;
  // Positions kept apart that only one and the same person could fill.
  std::vector<std::pair<ir::ActorId, ir::ActorId>> inseparable;
  bool ok() const;
};
StaffCheck CheckStaff(const ir::Program& program, const Register& persons, value::Day day);

}  // namespace guiju::cases
