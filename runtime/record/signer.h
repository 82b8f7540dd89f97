#pragma once
// The signer stands apart from the store and remembers the last head it signed. A store that was restored,
// forked or rewritten asks for a signature that contradicts this memory, and does not get it.
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/record/checkpoint.h"
#include "runtime/record/disclosure.h"
#include "runtime/record/stream_head.h"

namespace guiju::record {

struct SignerMemory {
  std::string log_name;
  int64_t epoch = 1;
  std::string note;  // the last checkpoint signed; "" when none is
  friend bool operator==(const SignerMemory&, const SignerMemory&) = default;
};

// The entry that opens a new epoch (event_types.h), proved to be in the new head and shown to cite the old
// checkpoint.
struct OpeningProof {
  std::string entry;
  Proof inclusion;
  Disclosure disclosure;
};

struct SignRequest {
  int64_t epoch = 1;
  TreeHead head;
  Proof consistency;                    // with the last head signed, when there is one and it is smaller
  std::optional<OpeningProof> opening;  // only for the epoch after the one remembered
};

enum class RefusalKind : uint8_t {
  kMalformed,   // impossible sizes, no key
  kRollback,    // fewer entries than were signed: the store is an older one
  kFork,        // the head does not continue the one signed
  kWrongEpoch,  // neither the epoch remembered nor the next
  kOpening,     // the next epoch, without an entry that cites the last checkpoint
};

struct SignRefusal {
  RefusalKind kind;
  std::string message;
};
// The memory is to be kept durably before the note is given away.
struct SignedHead {
  std::string note;
  SignerMemory memory;
};

// Pure: the decision and what would be remembered. The same head again gets the same note.
std::variant<SignedHead, SignRefusal> DecideSigning(const SignerMemory& memory, const SignRequest& request,
                                                    const SigningKey& key);

// Canonical JSON {"epoch", "log", "note", "v":1}.
base::Result<std::string> PrintSignerMemory(const SignerMemory& memory);
base::Result<SignerMemory> ParseSignerMemory(std::string_view bytes);

// A signer with its memory in a file. Several processes may share the file: each decision holds a lock and
// reads it anew.
class Signer {
 public:
  // A new memory, for a log that nobody has signed yet. An Error if the file is there.
  static base::Result<Signer> Create(const std::string& path, const std::string& log_name,
                                     const SigningKey& key);
  // An Error if the file is missing, damaged, of another log, or its note is not by this key: without its
  // memory a signer must not sign.
  static base::Result<Signer> Open(const std::string& path, const std::string& log_name,
                                   const SigningKey& key);

  // The file is replaced and flushed before the note is returned. Error: the environment failed, nothing was
  // given away.
  base::Result<std::variant<SignedHead, SignRefusal>> Sign(const SignRequest& request);
  // Only for the head signed last; whether the stream ends there is the log's word.
  base::Result<std::string> SignStatement(const StreamHead& statement);
  base::Result<SignerMemory> Memory() const;

 private:
  Signer(std::string path, std::string log_name, const SigningKey& key);

  std::string path_;
  std::string log_name_;
  SigningKey key_;
};

}  // namespace guiju::record
