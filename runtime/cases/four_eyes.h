#pragma once
// What one person alone may not do: load a calendar, delete what a record holds.
#include <optional>

#include "compiler/base/result.h"
#include "compiler/ir/ir.h"
#include "runtime/cases/refusal.h"
#include "runtime/flow/state.h"
#include "runtime/record/entry.h"
#include "runtime/store/unit.h"
#include "runtime/value/date.h"

namespace guiju::cases {

struct FourEyes {
  flow::Person acting;
  std::optional<flow::Person> approval;
};

// Holds both, so that neither is dismissed meanwhile. nullopt: `refusal` says who is missing, is the same
// person or does not hold the position on that day. `program`, when there is one, knows both spellings of a
// position.
base::Result<std::optional<record::Actor>> HoldBoth(store::Unit& unit, const FourEyes& eyes, value::Day day,
                                                    const ir::Program* program, Refusal* refusal);

}  // namespace guiju::cases
