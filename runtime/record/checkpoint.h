#pragma once
// C2SP tlog-checkpoint: a signed note that says how large a log is and what its root is.
#include <string>
#include <string_view>
#include <vector>

#include "runtime/record/note.h"
#include "runtime/record/tree.h"

namespace guiju::record {

// A log after a restore from backup cannot go on under the name it has signed a longer history with: it opens
// a new epoch and with it a new origin. Epochs count from 1; the first has the name of the log itself, the
// n-th `<name>/epoch/<n>`.
std::string OriginOf(std::string_view log_name, int64_t epoch);
// The epoch that an origin says, 0 when it is none of this log.
int64_t EpochOf(std::string_view log_name, std::string_view origin);

struct Checkpoint {
  std::string origin;  // not empty
  TreeHead head;
  // Kept as they are and without meaning here; we write none.
  std::vector<std::string> extensions;
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// The text of the note. Expects an origin that is one line.
std::string PrintCheckpoint(const Checkpoint& checkpoint);
// Strict: exactly what PrintCheckpoint gives.
base::Result<Checkpoint> ParseCheckpoint(std::string_view text);

base::Result<std::string> SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key);
// The signature by one of the keys is checked; whether the origin is the expected one is up to the caller.
base::Result<Checkpoint> OpenCheckpoint(std::string_view note, const std::vector<VerifierKey>& keys);

}  // namespace guiju::record
