#include "runtime/flow/state.h"

#include <algorithm>

#include "compiler/base/sha256.h"
#include "runtime/flow/members.h"
#include "runtime/flow/state_json.h"

namespace guiju::flow {

namespace {

std::string Canonical(const Value& value) {
  const auto text = record::PrintJson(value);
  GJ_CHECK(text.ok());  // parsed or built by this room: valid text of bounded depth
  return *text;
}

}  // namespace

Value ValueOf(const State& state) { return PrintMembers(state); }

std::string PrintState(const State& state) { return Canonical(ValueOf(state)); }

base::Result<State> ReadState(std::string_view bytes) {
  auto value = record::ParseJson(bytes, 64 * record::kMaxJsonBytes);
  if (!value) return value.error();
  return StateOf(*value);
}

base::Result<State> StateOf(const Value& value) {
  State state;
  if (value.kind() != Value::Kind::kObject) return base::Error{"a state is a JSON object"};
  if (const auto failed = ReadMembers(value, &state))
    return base::Error{"the state's `" + *failed + "` is not understood"};
  return state;
}

std::string MaterialDigest(const State& state) {
  if (state.proposals.empty()) return "";
  Value facts = Value::EmptyObject();
  for (const record::Member& fact : state.facts.members()) {
    if (std::ranges::find(state.recorded_dates, fact.name) == state.recorded_dates.end())
      facts.Insert(fact.name, fact.value);
  }
  Value whole = Value::EmptyObject();
  whole.Insert("facts", std::move(facts));
  whole.Insert("number", state.proposals.back().number);
  whole.Insert("proposal", state.proposals.back().content);
  return base::ToHex(base::Sha256(Canonical(whole)));
}

}  // namespace guiju::flow
