#include "runtime/session/state.h"

#include <algorithm>

#include "runtime/session/state_members.h"

namespace guiju::session {
namespace {

constexpr std::string_view kChoices[] = {"agree", "disagree", "abstain"};
constexpr std::string_view kSeats[] = {"chair", "vice", "member", "unit", "substitute", "adviser"};
constexpr std::string_view kResults[] = {"resolved", "undecided", "refused"};
constexpr size_t kMostBytes = 16 * record::kMaxJsonBytes;

template <class T>
const T* FindPerson(const std::vector<T>& items, std::string_view id) {
  const auto found = std::ranges::find_if(items, [&](const T& item) { return item.person.id == id; });
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

std::span<const std::string_view> KeysOf(Choice) { return kChoices; }
std::span<const std::string_view> KeysOf(Seat) { return kSeats; }
std::span<const std::string_view> KeysOf(Result) { return kResults; }
std::string_view KeyOf(Choice choice) { return kChoices[static_cast<size_t>(choice)]; }

const Recusal* Item::RecusalOf(std::string_view person) const { return FindPerson(recusals, person); }
const Vote* Item::VoteOf(std::string_view person) const { return FindPerson(votes, person); }
bool Item::IsRecused(std::string_view person) const {
  const Recusal* recusal = RecusalOf(person);
  return recusal != nullptr && recusal->granted.value_or(false);
}

const Item* State::Find(int64_t number) const {
  const auto found = std::ranges::find(items, number, &Item::number);
  return found == items.end() ? nullptr : &*found;
}
Item* State::Find(int64_t number) { return const_cast<Item*>(std::as_const(*this).Find(number)); }

const Attendance* State::AttendanceAt(int64_t item, std::string_view person) const {
  const Attendance* found = nullptr;
  for (const Attendance& one : attendance) {
    if (one.person.id != person || (one.item != 0 && one.item != item)) continue;
    if (found == nullptr || one.item != 0) found = &one;
  }
  return found;
}

std::vector<const Attendance*> State::AttendanceAt(int64_t item) const {
  std::vector<const Attendance*> all;
  for (const Attendance& one : attendance) {
    const Attendance* at = AttendanceAt(item, one.person.id);
    if (at != nullptr && std::ranges::find(all, at) == all.end()) all.push_back(at);
  }
  return all;
}

bool State::IsOnItsWay() const { return std::ranges::any_of(items, &Item::IsOnItsWay); }

std::string PrintState(const State& state) {
  const auto text = record::PrintJson(flow::PrintMembers(state));
  GJ_CHECK(text.ok());  // folded from events that were JSON
  return *text;
}

base::Result<State> ReadState(std::string_view bytes) {
  auto value = record::ParseJson(bytes, kMostBytes);
  if (!value) return value.error();
  State state;
  if (value->kind() != record::Value::Kind::kObject)
    return base::Error{"the state of a session is a JSON object"};
  if (const auto failed = flow::ReadMembers(*value, &state))
    return base::Error{"the session's `" + *failed + "` is not understood"};
  return state;
}

}  // namespace guiju::session
