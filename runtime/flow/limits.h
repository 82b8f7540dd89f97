#pragma once
// The limits of a state, those included that have no length. Private to the room.
#include <vector>

#include "runtime/flow/flow.h"

namespace guiju::flow {

struct Limits {
  std::vector<RunningClock> running;
  std::vector<RunningClock> none;  // their occasion has come, and under their condition there is no limit
};
base::Result<Limits> ReadLimits(const Rules& rules, const State& state);

}  // namespace guiju::flow
