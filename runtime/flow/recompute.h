#pragma once
// Periods that end otherwise than they did, told as events: dates are computed and never kept, so a changed
// fact, a corrected day or a new calendar would move them in silence. Pure.
#include <vector>

#include "runtime/flow/flow.h"

namespace guiju::flow {

// Why a period ends otherwise though nothing says so by itself. Of several the first of these is told.
enum class Cause : uint8_t {
  kAnchor,     // the day it runs from was corrected
  kCondition,  // another length applies, or none, or one again
  kStop,       // the beginning or end of a stop was corrected
  kPolicy,     // another law gives another length
  kCalendar,   // another calendar of working days
};
const char* KeyOf(Cause cause);  // "anchor"

// When a period ends, as the body of an event keeps it: {"due"} and, where they say more, "latest",
// "provisional" with "missing", "moment"; {"stopped", "left"} while it stands still.
record::Value AnswerOf(const clock::Clock& clock, const value::Calendar& calendar);

// The body of a `recomputed` event {clock, minimum, old, new, why} for each period of one occasion (a period
// of the case, a visit of a stage, an obligation) that is open in both states and ends otherwise now; null is
// no limit. What has an event of its own — an extension, a stop that begins or ends, an obligation closed —
// is not told again. The rules may differ in the calendar and in the program. Linear in the clocks.
base::Result<std::vector<record::Value>> Recompute(const Rules& rules_before, const State& before,
                                                   const Rules& rules_after, const State& after);
// Whether Recompute could find anything under the same rules; without asking about any condition.
bool MayMoveClocks(const ir::Program& program, const State& before, const State& after);

}  // namespace guiju::flow
