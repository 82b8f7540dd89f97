#pragma once
// One transaction of a work: everything or nothing of it stands.
//
// Order that keeps several processes from waiting on each other: hold the streams (several at once are held
// in the order of their ids), then lock the head of the log, then write. Holding a stream after a head was
// locked is refused. Holding streams one after the other against their order is allowed but may make the
// engine run the work again.
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/store/reader.h"

namespace guiju::store {

enum class Hold : uint8_t {
  kChange,  // the work may put this stream; no other unit holds it meanwhile
  kKeep,    // the work relies on what it read: nobody changes it until the unit ends
};

class Unit : public Reader {
 public:
  using Reader::Reader;

  // An absent stream is held too, in effect: of two units that make it one is run again and then finds it.
  base::Result<std::optional<StreamRow>> HoldStream(std::string_view id, Hold hold);
  // In the order asked for.
  base::Result<std::vector<std::optional<StreamRow>>> HoldStreams(std::span<const std::string> ids,
                                                                  Hold hold);
  // Up to `most` of the agency's streams whose wake time has come, held for change, those first that wait
  // longest. Streams that another process holds are left to it (PostgreSQL; with SQLite there is no other).
  base::Result<std::vector<StreamRow>> HoldDue(int64_t now_ms, int64_t most);
  // Makes or changes a stream held for change. Versions only grow; a version that did not grow changes no
  // head.
  base::Status PutStream(const StreamRow& row);

  // Locks the log's head until the unit ends: its `size` is the position of the next event.
  base::Result<LogHead> LockHead(std::string_view log);
  // `row.pos` must be the next position of a locked head.
  base::Status Append(std::string_view log, const EventRow& row);
  // Required once after the last Append, also for the signer's fields. `size` must be what it was plus the
  // events appended; the epoch never falls, and within an epoch neither does the signed size.
  base::Status PutHead(std::string_view log, const LogHead& head);

  // The body of an event appended in this unit.
  base::Status PutSecret(std::string_view log, int64_t pos, std::string_view body);
  // Redaction: belongs into the unit that appends the event saying so. SQLite overwrites what is deleted with
  // zeros; PostgreSQL gives up the old row at its next VACUUM.
  base::Status ReplaceSecret(std::string_view log, int64_t pos, std::string_view body);
  base::Status DeleteSecret(std::string_view log, int64_t pos);

  // Of two units that put the same (client, key) one is run again and then finds the other's.
  base::Status PutCommand(std::string_view client, std::string_view key, const CommandRow& row);
  // Its digest becomes zeros, so that nothing can be guessed from it; the key stays used.
  base::Status ForgetCommand(std::string_view client, std::string_view key);

  // Replaces a checkpoint of the same size (a witness's signature was added).
  base::Status PutCheckpoint(std::string_view log, const CheckpointRow& row);
  // Kept only when wider than what is stored.
  base::Status PutTile(std::string_view log, int64_t level, int64_t index, const TileRow& row);
  // Kept once under its digest, which is the caller's promise.
  base::Status PutBlob(const base::Digest& digest, std::string_view data);
  base::Status PutPolicy(const base::Digest& closure, std::string_view sources);

  base::Status PutCursor(std::string_view consumer, std::string_view log, int64_t pos);
  base::Status PutView(std::string_view view, std::string_view key, std::string_view value);
  base::Status DropView(std::string_view view, std::string_view key);
  base::Status ClearView(std::string_view view);

  // For the engines: whether what was done may be committed as it is, and the first thing that went wrong.
  base::Status Complete() const;
  bool wrote() const { return wrote_; }  // or tried to

 private:
  struct HeldStream {
    Hold hold = Hold::kKeep;
    bool exists = false;
    int64_t sver = 0;
    int64_t head = -1;
  };
  struct LockedHead {
    LogHead head;
    int64_t first = 0;    // position of the first event this unit appends
    bool behind = false;  // events were appended that the stored head does not count yet
  };

  base::Status Do(StatementId statement, std::initializer_list<struct Parameter> parameters);
  base::Error Fail(std::string message);
  base::Status CheckNames(std::initializer_list<std::string_view> names);
  void Remember(const StreamRow& row, Hold hold);

  std::map<std::string, HeldStream, std::less<>> held_;
  std::map<std::string, LockedHead, std::less<>> heads_;
  std::optional<base::Error> failure_;
  bool wrote_ = false;
};

}  // namespace guiju::store
