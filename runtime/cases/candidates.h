#pragma once
// Who could take a step of a matter, person by person, and why others who hold the position could not.
#include <optional>
#include <string>
#include <vector>

#include "runtime/cases/register.h"
#include "runtime/flow/flow.h"

namespace guiju::cases {

struct Candidate {
  std::string person;
  std::string position;  // key of the one held
  std::optional<flow::Refusal>
      obstacle;  // not qualified, or separate from what the person has done in this matter
};
// `positions`: keys; of a body, its members. Those without an obstacle first.
std::vector<Candidate> CandidatesFor(const ir::Program& program, const Register& persons,
                                     const flow::State& state, const std::vector<std::string>& positions,
                                     value::Day day);

}  // namespace guiju::cases
