#pragma once
// What would settle the decision of a residual slice. Private to the room.
#include "runtime/trace/state.h"

namespace guiju::trace {

// `rails` is what the interpreter knows of it; `uncounted` and `notices` are left to the caller.
Missing MissingOf(const Explainer::State& state, const Slice& slice, const interp::Knowledge& rails);

}  // namespace guiju::trace
