#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <thread>

#include "runtime/store/engine_store.h"
#include "runtime/store/group_commit.h"
#include "runtime/store/open.h"
#include "runtime/store/wal_checkpoints.h"

namespace guiju::store {
namespace {

constexpr int kPatienceMs = 10'000;
constexpr int kCheckpointPatienceMs = 50;  // while it waits, nobody commits
constexpr size_t kIdleReaders = 8;

class SqliteStore final : public EngineStore {
 public:
  SqliteStore(std::string path, Access reading, StoreInfo info)
      : EngineStore(std::move(info)), path_(std::move(path)), reading_(reading) {}

  base::Status StartWriting(std::unique_ptr<SqliteConnection> writer);
  base::Result<Verdict> Write(std::string_view agency, const Work& work, const Prelude& prepare) override;

 protected:
  base::Status Snapshot(const std::function<base::Status(Connection&)>& call) override;

 private:
  base::Result<std::unique_ptr<SqliteConnection>> TakeReader();
  void GiveBack(std::unique_ptr<SqliteConnection> reader);

  std::string path_;
  Access reading_;
  std::unique_ptr<WalCheckpoints> checkpoints_;
  std::unique_ptr<GroupCommit> commits_;  // its connection tells checkpoints_
  std::mutex mutex_;
  std::vector<std::unique_ptr<SqliteConnection>> readers_;  // idle ones
};

base::Status SqliteStore::StartWriting(std::unique_ptr<SqliteConnection> writer) {
  auto connection = SqliteConnection::Open(path_, Access::kWrite, kCheckpointPatienceMs);
  if (!connection) return connection.error();
  checkpoints_ = std::make_unique<WalCheckpoints>(*std::move(connection));
  writer->OnCommit([this](int pages) { checkpoints_->Notice(pages); });
  commits_ = std::make_unique<GroupCommit>(std::move(writer));
  return base::Done{};
}

base::Result<Verdict> SqliteStore::Write(std::string_view agency, const Work& work, const Prelude& prepare) {
  if (!commits_) return base::Error{fmt::format("the store {} is open for reading only", path_)};
  return commits_->Write(agency, work, prepare);
}

base::Result<std::unique_ptr<SqliteConnection>> SqliteStore::TakeReader() {
  {
    std::lock_guard lock(mutex_);
    if (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  return SqliteConnection::Open(path_, reading_, kPatienceMs);
}

void SqliteStore::GiveBack(std::unique_ptr<SqliteConnection> reader) {
  std::lock_guard lock(mutex_);
  if (readers_.size() < kIdleReaders) readers_.push_back(std::move(reader));
}

base::Status SqliteStore::Snapshot(const std::function<base::Status(Connection&)>& call) {
  auto connection = TakeReader();
  if (!connection) return connection.error();
  if (auto begun = (*connection)->Begin(Mode::kRead); !begun) return begun;
  auto done = call(**connection);
  (*connection)->Rollback();
  GiveBack(*std::move(connection));
  return done;
}

// Refuses a file that is SQLite's but not a store, before anything in it is touched.
base::Status CheckFile(SqliteConnection& connection, const std::string& path, bool may_be_empty) {
  int64_t mark = 0, tables = 0;
  auto read = connection.Script("PRAGMA application_id", [&](const Row& row) { mark = row.Integer(0); });
  if (read)
    read = connection.Script("SELECT count(*) FROM sqlite_schema",
                             [&](const Row& row) { tables = row.Integer(0); });
  if (!read) return read;
  if (mark == kFileMark || (may_be_empty && mark == 0 && tables == 0)) return base::Done{};
  if (mark == 0 && tables == 0)
    return base::Error{fmt::format("there is no store at {}: the file is empty", path)};
  return base::Error{fmt::format("{} is an SQLite file of another program, not a store", path)};
}

// Several processes may be making the store: the change to a write-ahead log needs the file alone and does
// not wait for it.
base::Status UseWriteAheadLog(SqliteConnection& connection, const std::string& path) {
  std::string mode;
  base::Status set = base::Done{};
  for (int tries = 0; tries < 200; ++tries) {
    set = connection.Script("PRAGMA journal_mode = WAL", [&](const Row& row) { mode = row.Bytes(0); });
    if (set && mode == "wal") return set;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  if (!set) return set;
  return base::Error{
      fmt::format("the store {} cannot keep a write-ahead log beside it (on a network file system?)", path)};
}

base::Status LimitSize(SqliteConnection& connection, int64_t most_bytes) {
  if (most_bytes <= 0) return base::Done{};
  int64_t page = 4096;
  auto read = connection.Script("PRAGMA page_size", [&](const Row& row) { page = row.Integer(0); });
  if (!read) return read;
  return connection.Script(
      fmt::format("PRAGMA max_page_count = {}", std::max<int64_t>(1, most_bytes / page)));
}

// SQLite keeps an index of the log beside the file, also to read. Where it cannot, and nobody else can be
// writing either, the file alone is the store; a log left beside it would have to be replayed first.
bool Sealed(const std::string& path) {
  std::error_code error;
  const auto log = std::filesystem::file_size(path + "-wal", error);
  if (!error && log > 0) return false;
  std::string folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) folder = ".";
  return access(folder.c_str(), W_OK) != 0;
}

base::Result<std::unique_ptr<Store>> OpenForReading(const std::string& path, const OpenOptions& options,
                                                    std::span<const SchemaStep> steps) {
  const Access reading = Sealed(path) ? Access::kImmutable : Access::kReadOnly;
  auto connection = SqliteConnection::Open(path, reading, kPatienceMs);
  if (!connection) return connection.error();
  if (auto checked = CheckFile(**connection, path, false); !checked) return checked.error();
  auto info = PrepareSchema(**connection, Dialect::kSqlite, path, options, steps, "");
  if (!info) return info.error();
  return std::unique_ptr<Store>(std::make_unique<SqliteStore>(path, reading, *info));
}

}  // namespace

base::Result<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path, const OpenOptions& options,
                                                     std::span<const SchemaStep> steps) {
  std::error_code error;
  const bool exists = std::filesystem::exists(path, error);
  if (!exists && (options.read_only || !options.create))
    return base::Error{fmt::format("there is no store at {}", path)};
  if (options.read_only) return OpenForReading(path, options, steps);
  auto writer = SqliteConnection::Open(path, exists ? Access::kWrite : Access::kCreate, kPatienceMs);
  if (!writer) return writer.error();
  if (auto checked = CheckFile(**writer, path, options.create); !checked) return checked.error();
  if (auto set = UseWriteAheadLog(**writer, path); !set) return set.error();
  auto info = PrepareSchema(**writer, Dialect::kSqlite, path, options, steps, "");
  if (!info) return info.error();
  if (auto limited = LimitSize(**writer, options.most_bytes); !limited) return limited.error();
  auto store = std::make_unique<SqliteStore>(path, Access::kQuery, *info);
  if (auto started = store->StartWriting(*std::move(writer)); !started) return started.error();
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace guiju::store
