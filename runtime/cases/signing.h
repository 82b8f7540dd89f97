#pragma once
// The log signed by a key that the engine does not have: tiles made, the head signed, the checkpoint kept in
// the store.
#include <optional>
#include <string>

#include "runtime/cases/cases.h"
#include "runtime/record/signer.h"

namespace guiju::cases {

struct SignOptions {
  std::string memory_path;  // the signer's own file, kept away from the store
  bool first_time = false;  // makes the memory: for a log that nobody has signed yet
  // The store was restored from a backup or a standby promoted: what it lost cannot be signed any more, so
  // the log goes on in a new epoch, whose first entry cites the last checkpoint of the old one.
  bool new_epoch = false;
};
struct SignReport {
  int64_t size = 0;
  int64_t epoch = 1;
  std::string note;
  bool new_checkpoint = false;
  std::optional<record::SignRefusal> refusal;
};
base::Result<SignReport> SignLog(Cases& cases, const record::SigningKey& key, const SignOptions& options);

}  // namespace guiju::cases
