#pragma once
// Matters after the calendar has changed: which of their periods end otherwise, told as events. Private to
// this room.
#include <vector>

#include "runtime/cases/policies.h"
#include "runtime/cases/streams.h"
#include "runtime/flow/flow.h"

namespace guiju::cases {

// Bodies of `recomputed` for the open periods of a matter that end otherwise under the calendar of `policy`
// than under the one its last entry names; {"unknown": true} in the place of what that one said when it is
// not to be had. None when they are the same.
base::Result<std::vector<record::Value>> CalendarChanges(Policies& policies, store::Reader& reader,
                                                         const Matter& matter,
                                                         const engine::LoadedPolicy& policy);
// The same as events at a moment.
base::Result<std::vector<flow::Event>> CalendarEvents(Policies& policies, store::Reader& reader,
                                                      const Matter& matter,
                                                      const engine::LoadedPolicy& policy,
                                                      const flow::Moment& at);

// Of a matter that goes over to another law: `after` is its state under `policy`.
base::Result<std::vector<flow::Event>> PolicyEvents(Policies& policies, store::Reader& reader,
                                                    const Matter& before, const engine::LoadedPolicy& policy,
                                                    const flow::State& after, const flow::Moment& at);

inline constexpr std::string_view kRecomputedType = "recomputed";
// One row: by which calendar the matters that wait are being looked at, and how far that has come.
inline constexpr std::string_view kCalendarView = "calendar_pass";

}  // namespace guiju::cases
