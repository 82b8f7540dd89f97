#pragma once
// A store of streams, events and the record log: SQLite in a file, or PostgreSQL. All calls may come from
// many threads, and several processes may have the same store open.
//
// Promises, on both engines:
// - What `Write` says is committed is on disk; what it says is refused, or reports an error for, left no
// trace — except that
//   a connection lost during the commit leaves the outcome unknown, and the error says so.
// - Positions of a log are 0, 1, 2 … without gaps, and who reads the log sees them appear in that order.
// - A work sees the store as if no other work ran at the same time as far as it read through `Unit`'s holding
// reads.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "runtime/store/reader.h"
#include "runtime/store/rows.h"
#include "runtime/store/unit.h"

namespace guiju::store {

enum class Engine : uint8_t { kSqlite, kPostgres };

struct OpenOptions {
  bool create = false;     // make the store when there is none
  bool simulated = false;  // of a store being made: time and person may be forged in it, for ever
  bool read_only = false;
  std::string origin{};    // of a store being made: the name its logs are signed under; "simulated/" is put
                           // before it if so
  int64_t most_bytes = 0;  // SQLite: the file grows no further than this; 0: the disk is the limit
  int connections = 16;    // PostgreSQL: at most so many at once
};

struct StoreInfo {
  Engine engine = Engine::kSqlite;
  int schema_version = 0;
  int min_reader = 0;  // the oldest program, by its schema version, that may read this store
  std::string origin{};
  bool simulated = false;
  bool read_only = false;
};

enum class Verdict : uint8_t { kCommit, kRefuse };

// Reads and writes through the unit, then says whether that is to stand. It may be run several times, on any
// thread, before its outcome is known, so it must do nothing else: whatever it tells its caller it sets
// afresh each time, and the caller looks at it after `Write` returned. An Error from the unit must be
// returned; an Error of its own writes nothing either.
using Work = std::function<base::Result<Verdict>(Unit&)>;
// What the work can do before its unit begins.
using Prelude = std::function<void()>;
using Reading = std::function<base::Status(Reader&)>;

class Store {
 public:
  // `where`: a file (a path, or sqlite:///absolute/path) or postgresql://user@host/database[?schema=NAME]. A
  // store of an older schema is brought forward; one of a newer schema is refused, or read only where that
  // schema's `min_reader` allows it.
  static base::Result<std::unique_ptr<Store>> Open(const std::string& where, const OpenOptions& options = {});
  virtual ~Store() = default;

  virtual const StoreInfo& info() const = 0;
  // Returns when the outcome is durable. `agency` is the only one the unit can touch.
  base::Result<Verdict> Write(std::string_view agency, const Work& work) { return Write(agency, work, {}); }
  // `prepare` is called, once at most and on this thread, only when the work would have to wait for others
  // anyway.
  virtual base::Result<Verdict> Write(std::string_view agency, const Work& work, const Prelude& prepare) = 0;
  // Everything read inside is of one moment.
  virtual base::Status Read(std::string_view agency, const Reading& reading) = 0;

  // Streams of all agencies whose wake time has come, in the order of (wake_ms, agency, id), those after
  // `after` only. The cost is that of the streams returned, however many are waiting.
  virtual base::Result<std::vector<DueStream>> DueStreams(int64_t now_ms, int64_t most,
                                                          const DueStream* after = nullptr) = 0;
  virtual base::Result<std::vector<LogName>> Logs() = 0;

 protected:
  Store() = default;
};

}  // namespace guiju::store
