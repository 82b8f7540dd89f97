#pragma once
// What each kind of stream is folded to, and how: the one place that knows which events belong to which kind.
#include <string>
#include <string_view>
#include <variant>

#include "compiler/base/result.h"
#include "runtime/cases/calendars.h"
#include "runtime/cases/person.h"
#include "runtime/flow/state.h"
#include "runtime/record/entry.h"
#include "runtime/record/json.h"
#include "runtime/session/state.h"

namespace guiju::cases {

inline constexpr std::string_view kMatterKind = "matter";
inline constexpr std::string_view kPersonKind = "person";
inline constexpr std::string_view kCalendarKind = "calendar";
inline constexpr std::string_view kSessionKind = "session";
inline constexpr std::string_view kLogKind = "log";  // what concerns the log itself: epochs
std::string_view KindOf(std::string_view stream);    // what stands before the first '/'

// Version of the folds below; a state folded by another version is folded again (rebuild).
inline constexpr int64_t kApplier = 3;

inline constexpr std::string_view kDecidedType = "decided";
// Follows it: what the policy says of every decision on the facts and the content decided.
inline constexpr std::string_view kClassifiedType = "classified";

// An event of the flow after which the matter is under another law.
inline constexpr std::string_view kMigratedType = "migrated";

struct Matter {
  std::string closure;   // the law it is under; 64 hex digits
  std::string calendar;  // the one its last entry was judged by; "" in a state of an older applier
  flow::State flow;
  friend bool operator==(const Matter&, const Matter&) = default;
};
struct LogState {
  int64_t epoch = 1;
  friend bool operator==(const LogState&, const LogState&) = default;
};
using StreamState = std::variant<Matter, Person, LogState, session::State, CalendarState>;

// Before its first event. An Error: no kind of ours.
base::Result<StreamState> EmptyState(std::string_view stream);
// An Error: the event is none of this kind of stream.
base::Status Fold(const record::Entry& entry, const record::Value& body, StreamState* state);

std::string PrintStreamState(const StreamState& state);
base::Result<StreamState> ReadStreamState(std::string_view stream, std::string_view bytes);

// The facts with what was decided in their place: what a decision is classified on. Members of the content
// that are no facts of the policy are left out.
record::Value DecidedFacts(const ir::Program& program, const flow::State& state);

}  // namespace guiju::cases
