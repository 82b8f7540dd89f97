#pragma once
// Whether persons can be found for what is separate, and events for what is waited for. Private to the room.
#include <vector>

#include "compiler/diag/diag.h"
#include "compiler/model/model.h"

namespace guiju::soundness {

// One person per position that nobody else acts as; a position others act as is filled by them. True when the
// separated positions can then be different persons. O(positions × pairs of 作为).
bool CanBeSeparate(const model::Model& model, const std::vector<model::ActorId>& positions);

// Reports events that clocks, duties, grounds or outcomes wait for although no outcome, interrupt or expiry
// produces them and nobody may report them.
void CheckEventsHappen(const model::Model& model, diag::Sink& sink);

}  // namespace guiju::soundness
