#pragma once
// Reads of one agency's rows. A Reader belongs to the Read or Write that passed it and ends with it.
//
// `most` bounds how many rows come back; fewer means there are no more. Absent rows are empty optionals; an
// Error is the engine's.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "runtime/store/rows.h"

namespace guiju::store {

class Connection;
class Row;
enum class StatementId : uint8_t;

class Reader {
 public:
  Reader(Connection& connection, std::string_view agency) : connection_(connection), agency_(agency) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  const std::string& agency() const { return agency_; }

  base::Result<std::optional<StreamRow>> ReadStream(std::string_view id);
  // Streams of `kind` with an id after `after` (a whole id; empty: from the first), in byte order.
  base::Result<std::vector<StreamRow>> ListStreams(std::string_view kind, std::string_view after,
                                                   int64_t most);

  // Events from position `from` on, in order.
  base::Result<std::vector<EventRow>> ScanEvents(std::string_view log, int64_t from, int64_t most);
  // The event at `head` and those its `prev` leads back to, latest first. Go on with the last one's `prev`.
  base::Result<std::vector<EventRow>> WalkStream(std::string_view log, int64_t head, int64_t most);

  base::Result<std::optional<std::string>> ReadSecret(std::string_view log, int64_t pos);
  base::Result<std::vector<SecretRow>> ScanSecrets(std::string_view log, int64_t from, int64_t most);

  // The log's head; an empty one where nothing was ever appended.
  base::Result<LogHead> ReadHead(std::string_view log);
  base::Result<std::optional<CheckpointRow>> LatestCheckpoint(std::string_view log);
  // Checkpoints of a size greater than `after`, in order.
  base::Result<std::vector<CheckpointRow>> ScanCheckpoints(std::string_view log, int64_t after, int64_t most);
  base::Result<std::optional<TileRow>> ReadTile(std::string_view log, int64_t level, int64_t index);

  base::Result<std::optional<std::string>> ReadBlob(const base::Digest& digest);
  // The sources stored under a policy's closure digest.
  base::Result<std::optional<std::string>> ReadPolicy(const base::Digest& closure);

  // How far a consumer has read the log: the next position it wants; 0 when it never said.
  base::Result<int64_t> ReadCursor(std::string_view consumer, std::string_view log);
  base::Result<std::optional<std::string>> ReadView(std::string_view view, std::string_view key);
  // Entries with a key after `after` (empty: from the first), in byte order.
  base::Result<std::vector<ViewRow>> ScanView(std::string_view view, std::string_view after, int64_t most);

  // What became of the command that `client` sent under `key`. In a unit, ask after holding the streams the
  // command is about: then nobody can be carrying it out at the same time.
  base::Result<std::optional<CommandRow>> FindCommand(std::string_view client, std::string_view key);
  // All of them, those after `after` (null: from the first), in the byte order of client and key.
  base::Result<std::vector<KeyedCommand>> ScanCommands(const KeyedCommand* after, int64_t most);

 protected:
  ~Reader() = default;
  Connection& connection_;

 private:
  std::string agency_;
};

}  // namespace guiju::store
