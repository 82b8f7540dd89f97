#pragma once
// The rows of a store as its callers see them: bytes, versions, positions and times. What the bytes mean is
// the caller's.
#include <cstdint>
#include <optional>
#include <string>

#include "compiler/base/sha256.h"

namespace guiju::store {

// A versioned aggregate. `id` is "KIND/…"; streams of one kind are listed together.
struct StreamRow {
  std::string id{};
  int64_t sver = 0;                  // version of its last event; versions are 1, 2, 3 …
  int64_t head = -1;                 // position of its last event
  std::optional<int64_t> wake_ms{};  // when it wants to be looked at next, ms since the epoch
  int64_t applier = 0;               // version of the code that folded `state`
  std::string state{};
  friend bool operator==(const StreamRow&, const StreamRow&) = default;
};

struct EventRow {
  int64_t pos = 0;  // 0, 1, 2 … without gaps in its (agency, log)
  std::string stream{};
  int64_t sver = 0;
  int64_t prev = -1;    // position of the stream's previous event, -1 for its first
  std::string entry{};  // what the log commits to
  base::Digest leaf{};
  friend bool operator==(const EventRow&, const EventRow&) = default;
};

// What may be deleted of an event: its private body.
struct SecretRow {
  int64_t pos = 0;
  std::string body{};
  friend bool operator==(const SecretRow&, const SecretRow&) = default;
};

// What became of a command that was sent under a client's key.
struct CommandRow {
  base::Digest digest{};  // of the command as sent: another digest under the same key is another command;
                          // zeros once forgotten
  std::string log{};
  int64_t pos = 0;  // of its first event
  friend bool operator==(const CommandRow&, const CommandRow&) = default;
};

struct KeyedCommand {
  std::string client{}, key{};
  CommandRow command{};
  friend bool operator==(const KeyedCommand&, const KeyedCommand&) = default;
};

struct LogHead {
  int64_t epoch = 0;
  int64_t size = 0;        // the next position
  std::string frontier{};  // of the Merkle tree over the leaves
  int64_t signed_size = 0;
  base::Digest signed_root{};  // meaningful when signed_size > 0
  friend bool operator==(const LogHead&, const LogHead&) = default;
};

struct CheckpointRow {
  int64_t size = 0;
  std::string note{};
  friend bool operator==(const CheckpointRow&, const CheckpointRow&) = default;
};

// The widest tile stored under its (level, index); a narrower one is its beginning.
struct TileRow {
  int64_t width = 0;
  std::string data{};
  friend bool operator==(const TileRow&, const TileRow&) = default;
};

// One entry of a projection, which can be thrown away and made again from the events.
struct ViewRow {
  std::string key{};
  std::string value{};
  friend bool operator==(const ViewRow&, const ViewRow&) = default;
};

struct DueStream {
  int64_t wake_ms = 0;
  std::string agency{};
  std::string id{};
  friend bool operator==(const DueStream&, const DueStream&) = default;
};

struct LogName {
  std::string agency{};
  std::string log{};
  friend bool operator==(const LogName&, const LogName&) = default;
};

}  // namespace guiju::store
