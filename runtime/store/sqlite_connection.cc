#include "runtime/store/sqlite_connection.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "runtime/store/dialect.h"

namespace guiju::store {
namespace {

class StatementRow final : public Row {
 public:
  explicit StatementRow(sqlite3_stmt* statement) : statement_(statement) {}
  bool Null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  int64_t Integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  std::string_view Bytes(int column) const override {
    const void* bytes = sqlite3_column_blob(statement_, column);  // of text, its bytes as stored
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes == nullptr ? std::string_view()
                            : std::string_view(static_cast<const char*>(bytes), static_cast<size_t>(size));
  }

 private:
  sqlite3_stmt* statement_;
};

std::string UriOf(const std::string& path, const char* query) {
  std::string uri = "file:";
  for (char c : path) uri += c == '%' || c == '?' || c == '#' ? fmt::format("%{:02X}", c) : std::string(1, c);
  return uri + query;
}

const char* BytesOrEmpty(std::string_view bytes) { return bytes.data() == nullptr ? "" : bytes.data(); }

// Pages saved for a savepoint would go to a temporary file beyond 64 KiB, about what one command changes, and
// stay there.
void KeepSavepointsInMemory() {
  constexpr int kSpill = 4 << 20;
  [[maybe_unused]] static const int configured = sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, kSpill);
}

}  // namespace

// Waits for a lock with naps much shorter than SQLite's own, which cost a second process most of its turns.
struct SqliteConnection::Patience {
  std::chrono::milliseconds most;
  std::chrono::steady_clock::time_point since;

  static int OnBusy(void* self, int count) {
    auto& patience = *static_cast<Patience*>(self);
    const auto now = std::chrono::steady_clock::now();
    if (count == 0) patience.since = now;
    if (now - patience.since >= patience.most) return 0;
    std::this_thread::sleep_for(std::chrono::microseconds(std::min(50 << std::min(count, 5), 1000)));
    return 1;
  }
};

SqliteConnection::SqliteConnection(std::string path) : path_(std::move(path)) {}

base::Result<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path, Access access,
                                                                       int patience_ms) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
  const char* query = "";
  switch (access) {
    case Access::kCreate:
      flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
      break;
    case Access::kWrite:
    case Access::kQuery:
      flags |= SQLITE_OPEN_READWRITE;
      break;
    case Access::kReadOnly:
      flags |= SQLITE_OPEN_READONLY;
      break;
    case Access::kImmutable:
      flags |= SQLITE_OPEN_READONLY;
      query = "?immutable=1";
      break;
  }
  KeepSavepointsInMemory();
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(path));
  const int code = sqlite3_open_v2(UriOf(path, query).c_str(), &connection->database_, flags, nullptr);
  if (code != SQLITE_OK) return connection->Failed(code);
  if ((access == Access::kCreate || access == Access::kWrite) &&
      sqlite3_db_readonly(connection->database_, "main") == 1) {
    return connection->Failed(SQLITE_READONLY);
  }
  connection->patience_ = std::make_unique<Patience>(Patience{std::chrono::milliseconds(patience_ms), {}});
  sqlite3_busy_handler(connection->database_, &Patience::OnBusy, connection->patience_.get());
  // Deleted content is overwritten: redaction means it. FULL: a commit is on disk before it is said to be.
  auto set = connection->Script(
      "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = "
      "-16384; "
      "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
  if (set && access == Access::kQuery) set = connection->Script("PRAGMA query_only = ON");
  if (!set) return set.error();
  return connection;
}

SqliteConnection::~SqliteConnection() {
  for (sqlite3_stmt* prepared : prepared_) sqlite3_finalize(prepared);
  for (sqlite3_stmt* prepared : {begin_read_, begin_write_, commit_, rollback_}) sqlite3_finalize(prepared);
  sqlite3_close(database_);
}

base::Error SqliteConnection::Failed(int code) {
  fault_ = Fault::kOther;
  const char* detail = database_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database_);
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {fmt::format("the store {} is held by another process and was waited for in vain ({})", path_,
                          detail)};
    case SQLITE_FULL:
      return {fmt::format("the store {} cannot grow: the disk, or the size set for the store, is full ({})",
                          path_, detail)};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {fmt::format("the store {} cannot be written: it, or its folder, may only be read ({})", path_,
                          detail)};
    case SQLITE_CANTOPEN:
      return {fmt::format("the store {} cannot be opened: is the file there, and may it be read? ({})", path_,
                          detail)};
    case SQLITE_CORRUPT:
      return {fmt::format("the store {} is damaged; restore it from a backup ({})", path_, detail)};
    case SQLITE_NOTADB:
      return {fmt::format("{} is not a store: it is no SQLite file ({})", path_, detail)};
    case SQLITE_IOERR:
      return {fmt::format("the store {} cannot be read or written: the disk reports an error ({}, {})", path_,
                          detail, code)};
    case SQLITE_CONSTRAINT:
      return {fmt::format("the store {} refuses a row that contradicts what it holds ({})", path_, detail)};
    default:
      return {fmt::format("the store {} fails ({}, {})", path_, detail, code)};
  }
}

base::Result<sqlite3_stmt*> SqliteConnection::Prepared(StatementId statement) {
  sqlite3_stmt*& prepared = prepared_[static_cast<size_t>(statement)];
  if (prepared == nullptr) {
    const std::string text = Spell(StatementText(statement), Dialect::kSqlite);
    const int code = sqlite3_prepare_v3(database_, text.data(), static_cast<int>(text.size()),
                                        SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    if (code != SQLITE_OK) return Failed(code);
  }
  return prepared;
}

base::Status SqliteConnection::Bind(sqlite3_stmt* prepared, Parameters parameters) {
  int index = 0;
  for (const Parameter& parameter : parameters) {
    ++index;
    int code = SQLITE_OK;
    switch (parameter.kind) {
      case Parameter::Kind::kNull:
        code = sqlite3_bind_null(prepared, index);
        break;
      case Parameter::Kind::kInteger:
        code = sqlite3_bind_int64(prepared, index, parameter.integer);
        break;
      case Parameter::Kind::kText:
        code = sqlite3_bind_text64(prepared, index, BytesOrEmpty(parameter.bytes), parameter.bytes.size(),
                                   SQLITE_STATIC, SQLITE_UTF8);
        break;
      case Parameter::Kind::kBytes:
        code = sqlite3_bind_blob64(prepared, index, BytesOrEmpty(parameter.bytes), parameter.bytes.size(),
                                   SQLITE_STATIC);
        break;
    }
    if (code != SQLITE_OK) return Failed(code);
  }
  return base::Done{};
}

base::Status SqliteConnection::Step(sqlite3_stmt* prepared, const RowSink* sink) {
  const StatementRow row(prepared);
  int code = sqlite3_step(prepared);
  for (; code == SQLITE_ROW; code = sqlite3_step(prepared)) {
    if (sink != nullptr && *sink) (*sink)(row);
  }
  if (code == SQLITE_DONE) {
    sqlite3_reset(prepared);
    return base::Done{};
  }
  base::Error error = Failed(code);
  sqlite3_reset(prepared);
  return error;
}

base::Status SqliteConnection::Run(StatementId statement, Parameters parameters, const RowSink* sink) {
  auto prepared = Prepared(statement);
  if (!prepared) return prepared.error();
  if (auto bound = Bind(*prepared, parameters); !bound) return bound;
  return Step(*prepared, sink);
}

base::Status SqliteConnection::Do(StatementId statement, Parameters parameters) {
  return Run(statement, parameters, nullptr);
}

base::Status SqliteConnection::Query(StatementId statement, Parameters parameters, const RowSink& sink) {
  return Run(statement, parameters, &sink);
}

base::Status SqliteConnection::Script(const std::string& text, const RowSink& sink) {
  const char* rest = text.c_str();
  while (*rest != '\0') {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(database_, rest, -1, &statement, &rest);
    if (code != SQLITE_OK) return Failed(code);
    if (statement == nullptr) continue;  // white space
    auto done = Step(statement, &sink);
    sqlite3_finalize(statement);
    if (!done) return done;
  }
  return base::Done{};
}

base::Status SqliteConnection::Simple(sqlite3_stmt*& prepared, const char* text) {
  if (prepared == nullptr) {
    const int code = sqlite3_prepare_v3(database_, text, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    if (code != SQLITE_OK) return Failed(code);
  }
  return Step(prepared, nullptr);
}

base::Status SqliteConnection::Begin(Mode mode) {
  fault_ = Fault::kNone;
  return mode == Mode::kRead ? Simple(begin_read_, "BEGIN") : Simple(begin_write_, "BEGIN IMMEDIATE");
}

base::Status SqliteConnection::Commit() { return Simple(commit_, "COMMIT"); }

void SqliteConnection::Rollback() {
  if (!in_transaction()) return;  // some errors end it by themselves
  const Fault fault = fault_;
  (void)Simple(rollback_, "ROLLBACK");
  fault_ = fault;
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(database_) == 0; }

base::Result<int> SqliteConnection::CheckpointWal(bool start_over) {
  int pages = 0, moved = 0;
  const int mode = start_over ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
  const int code = sqlite3_wal_checkpoint_v2(database_, nullptr, mode, &pages, &moved);
  if (code != SQLITE_OK && (code & 0xFF) != SQLITE_BUSY) return Failed(code);
  return pages;
}

void SqliteConnection::OnCommit(std::function<void(int)> notice) {
  notice_ = std::move(notice);
  sqlite3_wal_hook(
      database_,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<SqliteConnection*>(self)->notice_(pages);
        return SQLITE_OK;
      },
      this);
}

StatementCost SqliteConnection::TakeCost(StatementId statement) {
  sqlite3_stmt* prepared = prepared_[static_cast<size_t>(statement)];
  if (prepared == nullptr) return {};
  return {sqlite3_stmt_status(prepared, SQLITE_STMTSTATUS_VM_STEP, 1),
          sqlite3_stmt_status(prepared, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1)};
}

}  // namespace guiju::store
