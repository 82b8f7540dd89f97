#pragma once
// The periods a date is counted by, and the holiday notices a value still waits for. Private to the room.
#include <string>
#include <vector>

#include "runtime/trace/state.h"

namespace guiju::trace {

// The periods on the way to a date that is known from where they start, each with its days. One whose count
// the calendar room and the interpreter do not see alike is left out.
std::vector<DateCount> CountsOf(const Explainer::State& state, ir::ExprId value);
// The date is counted from one that the case does not give.
bool CountsFromUnknown(const Explainer::State& state, ir::ExprId value);

}  // namespace guiju::trace
