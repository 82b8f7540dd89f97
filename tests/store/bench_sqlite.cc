// SQLite by hand: the store's statements, its settings, nothing between.
#include <sqlite3.h>

#include <map>

#include "runtime/store/dialect.h"
#include "tests/store/bench.h"

namespace guiju::store {
namespace {

class ByHand {
 public:
  explicit ByHand(const std::string& path) {
    GJ_CHECK(sqlite3_open(path.c_str(), &database_) == SQLITE_OK);
    Execute(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = "
        "-16384");
  }
  ~ByHand() {
    for (auto& [id, statement] : statements_) sqlite3_finalize(statement);
    for (auto& [id, statement] : texts_) sqlite3_finalize(statement);
    sqlite3_close(database_);
  }

  void Execute(const char* text) {
    GJ_CHECK(sqlite3_exec(database_, text, nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  void Run(const char* text) {
    sqlite3_stmt*& statement = texts_[text];
    if (statement == nullptr)
      GJ_CHECK(sqlite3_prepare_v2(database_, text, -1, &statement, nullptr) == SQLITE_OK);
    GJ_CHECK(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
  }
  void Begin(StatementId id) {
    statement_ = statements_[id];
    at_ = 0;
    if (statement_ != nullptr) return;
    const std::string text = Spell(StatementText(id), Dialect::kSqlite);
    GJ_CHECK(sqlite3_prepare_v3(database_, text.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement_,
                                nullptr) == SQLITE_OK);
    statements_[id] = statement_;
  }
  ByHand& Number(int64_t value) {
    sqlite3_bind_int64(statement_, ++at_, value);
    return *this;
  }
  ByHand& Text(std::string_view value) {
    sqlite3_bind_text(statement_, ++at_, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
    return *this;
  }
  ByHand& Blob(std::string_view value) {
    sqlite3_bind_blob(statement_, ++at_, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
    return *this;
  }
  ByHand& Blob(const base::Digest& value) {
    return Blob(std::string_view(reinterpret_cast<const char*>(value.data()), value.size()));
  }
  bool Row() { return sqlite3_step(statement_) == SQLITE_ROW; }
  int64_t Column(int index) { return sqlite3_column_int64(statement_, index); }
  size_t Size(int index) {
    return sqlite3_column_blob(statement_, index) == nullptr
               ? 0
               : static_cast<size_t>(sqlite3_column_bytes(statement_, index));
  }
  void End() { sqlite3_reset(statement_); }
  void Write() {
    GJ_CHECK(sqlite3_step(statement_) == SQLITE_DONE);
    sqlite3_reset(statement_);
  }

 private:
  sqlite3* database_ = nullptr;
  std::map<StatementId, sqlite3_stmt*> statements_;
  std::map<const char*, sqlite3_stmt*> texts_;
  sqlite3_stmt* statement_ = nullptr;
  int at_ = 0;
};

void Carry(ByHand& hand, const BenchCommand& command) {
  int64_t version = 0, head = -1, size = 0;
  hand.Begin(StatementId::kHoldStreamForChange);
  const bool known = hand.Text(kBenchAgency).Text(command.stream).Row();
  if (known) {
    version = hand.Column(1);
    head = hand.Column(2);
    GJ_CHECK(hand.Size(5) == command.state.size());
  }
  hand.End();
  hand.Begin(StatementId::kFindCommand);
  GJ_CHECK(!hand.Text(kBenchAgency).Text(command.client).Text(command.key).Row());
  hand.End();
  hand.Begin(StatementId::kLockHead);
  const bool started = hand.Text(kBenchAgency).Text(kBenchLog).Row();
  if (started) {
    size = hand.Column(1);
    GJ_CHECK(hand.Size(2) == command.frontier.size());
  }
  hand.End();
  if (!started) {
    hand.Begin(StatementId::kMakeHead);
    hand.Text(kBenchAgency).Text(kBenchLog).Blob("").Blob(base::Digest{}).Write();
  }
  const int64_t first = size;
  for (int i = 0; i < kBenchEvents; ++i) {
    hand.Begin(StatementId::kInsertEvent);
    hand.Text(kBenchAgency).Text(kBenchLog).Number(size).Text(command.stream).Number(++version).Number(head);
    hand.Blob(command.entries[i]).Blob(command.leaf).Write();
    hand.Begin(StatementId::kInsertSecret);
    hand.Text(kBenchAgency).Text(kBenchLog).Number(size).Blob(command.bodies[i]).Write();
    head = size++;
  }
  hand.Begin(known ? StatementId::kUpdateStream : StatementId::kInsertStream);
  hand.Text(kBenchAgency).Text(command.stream);
  if (!known) hand.Text("matter");
  hand.Number(version).Number(head).Number(first + 1'000'000).Number(0).Blob(command.state).Write();
  hand.Begin(StatementId::kInsertCommand);
  hand.Text(kBenchAgency)
      .Text(command.client)
      .Text(command.key)
      .Blob(command.digest)
      .Text(kBenchLog)
      .Number(first)
      .Write();
  hand.Begin(StatementId::kUpdateHead);
  hand.Text(kBenchAgency)
      .Text(kBenchLog)
      .Number(0)
      .Number(size)
      .Blob(command.frontier)
      .Number(0)
      .Blob(base::Digest{})
      .Write();
}

}  // namespace

Rate SqliteByHand(const std::string& path, int group, double seconds) {
  ByHand hand(path);
  int64_t done = 0;
  const double processor = ProcessorTime();
  const auto start = Clock::now();
  while (Since(start) < seconds) {
    hand.Run("BEGIN IMMEDIATE");
    for (int i = 0; i < group; ++i) Carry(hand, MakeCommand(done++));
    hand.Run("COMMIT");
  }
  return RateSince(start, processor, done);
}

}  // namespace guiju::store
