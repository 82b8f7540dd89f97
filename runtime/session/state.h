#pragma once
// A meeting of a body as it stands, folded from its events: who came, what is on the agenda, who must stay
// out of which item, who said what, and what became of each item. Names are the policy's keys. Plain data.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/flow/state.h"

namespace guiju::session {

using flow::Moment;
using flow::Person;

enum class Choice : uint8_t { kAgree, kDisagree, kAbstain };
// What somebody is in the body: who votes, in which right; or 列席, who is heard and does not vote.
enum class Seat : uint8_t { kChair, kVice, kMember, kUnit, kSubstitute, kAdviser };
enum class Result : uint8_t { kResolved, kUndecided, kRefused };

struct Attendance {
  int64_t item = 0;  // 0: the whole session; an item of its own stands over it
  Person person;
  std::string unit;
  Seat seat = Seat::kMember;
  bool present = false;
  friend bool operator==(const Attendance&, const Attendance&) = default;
};
struct Recusal {  // 回避 of one person from one item
  Person person;
  std::string unit;
  Seat seat = Seat::kMember;
  std::string reason;  // of the reasons the body admits: same_unit, handled, interest, requested
  std::string requested_by;
  std::optional<bool> granted;  // unset: nobody has decided yet
  std::string decided_by;
  friend bool operator==(const Recusal&, const Recusal&) = default;
};
struct Vote {
  int64_t number = 0;      // 1, 2, 3 … of all votes cast on the item
  int64_t supersedes = 0;  // the number of the one it corrects; 0: none
  Person person;
  std::string unit;
  Choice choice = Choice::kAbstain;
  std::string dissent;  // 不同意见
  std::string reason;   // of the correction
  friend bool operator==(const Vote&, const Vote&) = default;
};
struct Minutes {
  std::string digest;               // of the text or document, 64 hex digits
  std::vector<std::string> covers;  // 讨论事项
  friend bool operator==(const Minutes&, const Minutes&) = default;
};
// As it was counted: `choice` is unset for who was recused.
struct Ballot {
  Person person;
  std::string unit;
  std::optional<Choice> choice;
  std::string dissent;
  friend bool operator==(const Ballot&, const Ballot&) = default;
};
// An item is dealt with: what is sent to the matter, frozen.
struct Closing {
  std::string key;  // of the matter's command
  Person by;
  std::optional<Person> approval;
  Moment at;
  std::vector<Ballot> ballots;
  int64_t all = 0, eligible = 0, present = 0;  // the turnout that was counted
  friend bool operator==(const Closing&, const Closing&) = default;
};
struct Carried {  // what the matter made of it
  Result result = Result::kRefused;
  std::string outcome;  // kResolved: the outcome; kUndecided: what now; kRefused: the code
  std::string text;     // kRefused: why, in Chinese
  friend bool operator==(const Carried&, const Carried&) = default;
};
struct Item {
  int64_t number = 0;  // 1, 2, 3 …
  std::string matter;  // its stream
  int64_t proposal = 0;
  std::string material;             // flow::MaterialDigest of what is voted on
  int64_t visit = 0;                // how many stages the matter had entered then; 0: not known
  std::string closure;              // of the law that the matter was under; "": not known
  std::vector<std::string> topics;  // 讨论事项 that must be covered
  std::vector<Recusal> recusals;    // at most one of a person
  std::vector<Vote> votes;          // the one in force of each person
  int64_t cast = 0;                 // votes ever cast
  std::optional<Minutes> minutes;
  std::optional<Closing> closing;
  std::optional<Carried> carried;
  friend bool operator==(const Item&, const Item&) = default;

  const Recusal* RecusalOf(std::string_view person) const;
  const Vote* VoteOf(std::string_view person) const;
  bool IsRecused(std::string_view person) const;
  // Closed and not yet told what the matter made of it.
  bool IsOnItsWay() const { return closing && !carried; }
  // Nothing more will come of it.
  bool IsSettled() const { return carried && carried->result != Result::kRefused; }
};

struct State {
  std::string body;     // "" before it is convened
  std::string closure;  // the law it meets under, 64 hex digits
  Moment held;
  Person chair;  // who presides
  std::vector<Attendance> attendance;
  std::vector<Item> items;
  std::optional<Moment> adjourned;
  friend bool operator==(const State&, const State&) = default;

  const Item* Find(int64_t number) const;
  Item* Find(int64_t number);
  // Of a person at an item: what is said of the item, else of the whole session; nullptr: nothing.
  const Attendance* AttendanceAt(int64_t item, std::string_view person) const;
  // Everybody something is said of, once, as he is at the item.
  std::vector<const Attendance*> AttendanceAt(int64_t item) const;
  bool IsOnItsWay() const;  // an item of it is
};

std::span<const std::string_view> KeysOf(Choice);  // "agree" …
std::span<const std::string_view> KeysOf(Seat);
std::span<const std::string_view> KeysOf(Result);
std::string_view KeyOf(Choice choice);

// Canonical JSON and back; what ReadState does not understand is an Error, never dropped.
std::string PrintState(const State& state);
base::Result<State> ReadState(std::string_view bytes);

}  // namespace guiju::session
