#pragma once
// One entry of the log: the public part of an event, a leaf of the tree. It holds no personal data in clear;
// what was said and done stands in the private body, which `root` commits to (fields.h).
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/base/result.h"
#include "compiler/base/sha256.h"

namespace guiju::record {

inline constexpr size_t kMaxEntryBytes = 4096;
inline constexpr int64_t kMaxFields = 100'000;

using Nonce = std::array<uint8_t, 16>;

struct Actor {
  std::string person;    // an id, not a name
  std::string position;  // "" for a program of the agency
  std::optional<std::string> delegation;
  friend bool operator==(const Actor&, const Actor&) = default;
};

enum class Mode : uint8_t {
  kAct,     // done here, through the gates
  kReport,  // happened on paper and told here
};

// Every text but `position` and the digests has at least one character, and none of control.
struct Entry {
  std::string agency;
  std::string log;
  int64_t pos = 0;  // 0, 1, 2 … in the log
  std::string stream;
  int64_t sver = 1;   // 1, 2, 3 … in the stream
  int64_t prev = -1;  // pos of the stream's previous entry, -1 for its first
  std::string type;
  int64_t tv = 1;           // version of the type
  int64_t recorded_at = 0;  // ms since 1970, UTC
  std::string occurred;     // YYYY-MM-DD or YYYY-MM-DDThh:mm, local time
  Actor actor;
  Mode mode = Mode::kAct;
  std::string cmd;         // id of the command
  std::string closure;     // digest of the policy closure, 64 hex digits; "" when none was evaluated
  std::string calendar;    // likewise
  base::Digest root = {};  // of the body's field tree; EmptyRoot() without fields
  int64_t fields = 0;
  Nonce nonce = {};  // random: the entry's hash must not let its content be guessed

  friend bool operator==(const Entry&, const Entry&) = default;
};

// The canonical bytes, at most kMaxEntryBytes. An Error names the member that is not as described above.
base::Result<std::string> PrintEntry(const Entry& entry);
// Exactly the bytes that PrintEntry gives; anything else is an Error: an unknown, missing or misplaced
// member, white space, an escape that need not be.
base::Result<Entry> ParseEntry(std::string_view bytes);

}  // namespace guiju::record
