#include "tests/durable/replay.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <time.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <thread>

#include "compiler/base/check.h"
#include "runtime/store/dialect.h"

namespace guiju::durable {
namespace {

using store::StatementId;

double TimeOf(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

class Sqlite {
 public:
  explicit Sqlite(const std::string& path, bool checkpoint) {
    GJ_CHECK(sqlite3_open(path.c_str(), &database_) == SQLITE_OK);
    Execute(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; "
        "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY");
    Execute(checkpoint ? "PRAGMA wal_autocheckpoint = 1000" : "PRAGMA wal_autocheckpoint = 0");
    for (auto [statement, text] : {std::pair(&begin_, "BEGIN IMMEDIATE"), std::pair(&commit_, "COMMIT")})
      GJ_CHECK(sqlite3_prepare_v2(database_, text, -1, statement, nullptr) == SQLITE_OK);
  }
  ~Sqlite() {
    for (auto& [id, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_finalize(begin_);
    sqlite3_finalize(commit_);
    sqlite3_close(database_);
  }
  void Begin() { Finish(begin_); }
  void Commit() { Finish(commit_); }
  void Send(const Transaction& transaction) {
    for (const Statement& statement : transaction.statements) Send(statement);
  }

 private:
  void Execute(const char* text) {
    GJ_CHECK(sqlite3_exec(database_, text, nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  void Finish(sqlite3_stmt* statement) {
    int code = sqlite3_step(statement);
    while (code == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(statement); ++i)
        read_ += sqlite3_column_bytes(statement, i);  // a caller would take the row
      code = sqlite3_step(statement);
    }
    GJ_CHECK(code == SQLITE_DONE);
    sqlite3_reset(statement);
  }
  void Send(const Statement& sent) {
    sqlite3_stmt*& statement = statements_[sent.id];
    if (statement == nullptr) {
      const std::string text = store::Spell(store::StatementText(sent.id), store::Dialect::kSqlite);
      GJ_CHECK(sqlite3_prepare_v3(database_, text.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement,
                                  nullptr) == SQLITE_OK);
    }
    int index = 0;
    for (const Value& value : sent.values) {
      ++index;
      const int size = static_cast<int>(value.bytes.size());
      switch (value.kind) {
        case Value::Kind::kNull:
          sqlite3_bind_null(statement, index);
          break;
        case Value::Kind::kInteger:
          sqlite3_bind_int64(statement, index, value.integer);
          break;
        case Value::Kind::kText:
          sqlite3_bind_text(statement, index, value.bytes.data(), size, SQLITE_STATIC);
          break;
        case Value::Kind::kBytes:
          sqlite3_bind_blob(statement, index, value.bytes.data(), size, SQLITE_STATIC);
          break;
      }
    }
    Finish(statement);
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt *begin_ = nullptr, *commit_ = nullptr;
  std::map<StatementId, sqlite3_stmt*> statements_;
  int64_t read_ = 0;
};

class Postgres {
 public:
  Postgres(const std::string& url, const std::string& schema) : connection_(PQconnectdb(url.c_str())) {
    GJ_CHECK(PQstatus(connection_) == CONNECTION_OK);
    Execute(fmt::format("SET search_path = \"{}\"; SET plan_cache_mode = force_generic_plan; SET "
                        "enable_seqscan = off; SET jit = off",
                        schema)
                .c_str());
  }
  ~Postgres() { PQfinish(connection_); }
  void Send(const Transaction& transaction) {
    Execute("BEGIN");
    for (const Statement& statement : transaction.statements) Send(statement);
    Execute("COMMIT");
  }
  int64_t WalPosition() {
    PGresult* result = PQexec(connection_, "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
    GJ_CHECK(PQresultStatus(result) == PGRES_TUPLES_OK);
    const int64_t position = std::atoll(PQgetvalue(result, 0, 0));
    PQclear(result);
    return position;
  }

 private:
  void Execute(const char* text) {
    PGresult* result = PQexec(connection_, text);
    GJ_CHECK(PQresultStatus(result) == PGRES_COMMAND_OK);
    PQclear(result);
  }
  void Send(const Statement& sent) {
    if (!prepared_[sent.id]) {
      PGresult* result = PQprepare(
          connection_, store::StatementName(sent.id),
          store::Spell(store::StatementText(sent.id), store::Dialect::kPostgres).c_str(), 0, nullptr);
      GJ_CHECK(PQresultStatus(result) == PGRES_COMMAND_OK);
      PQclear(result);
      prepared_[sent.id] = true;
    }
    constexpr size_t kMost = 12;
    GJ_CHECK(sent.values.size() <= kMost);
    const char* values[kMost];
    int lengths[kMost], formats[kMost], count = 0;
    uint64_t numbers[kMost];
    for (const Value& value : sent.values) {
      values[count] = value.bytes.data();
      lengths[count] = static_cast<int>(value.bytes.size());
      formats[count] = 1;
      if (value.kind == Value::Kind::kNull) values[count] = nullptr;
      if (value.kind == Value::Kind::kInteger) {
        numbers[count] = __builtin_bswap64(static_cast<uint64_t>(value.integer));
        values[count] = reinterpret_cast<const char*>(&numbers[count]);
        lengths[count] = 8;
      }
      ++count;
    }
    PGresult* result =
        PQexecPrepared(connection_, store::StatementName(sent.id), count, values, lengths, formats, 1);
    const auto status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
      std::fprintf(stderr, "%s: %s", store::StatementName(sent.id), PQerrorMessage(connection_));
    GJ_CHECK(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK);
    PQclear(result);
  }

  PGconn* connection_;
  std::map<StatementId, bool> prepared_;
};

}  // namespace

Stopwatch::Stopwatch() : wall_(TimeOf(CLOCK_MONOTONIC)), processor_(TimeOf(CLOCK_PROCESS_CPUTIME_ID)) {}
Spent Stopwatch::Read() const {
  return {TimeOf(CLOCK_MONOTONIC) - wall_, TimeOf(CLOCK_PROCESS_CPUTIME_ID) - processor_};
}

Replay ReplaySqlite(const std::string& path, const std::vector<Transaction>& all, int group,
                    bool checkpoint) {
  Sqlite sqlite(path, checkpoint);
  Transactions timed;
  for (const Transaction& transaction : all) {
    if (transaction.lane >= 0) {
      timed.push_back(&transaction);
      continue;
    }
    sqlite.Begin();
    sqlite.Send(transaction);
    sqlite.Commit();
  }
  const auto wal = [&] {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path + "-wal", error);
    return error ? int64_t{0} : static_cast<int64_t>(bytes);
  };
  const int64_t before = wal();
  const Stopwatch watch;
  for (size_t at = 0; at < timed.size();) {
    sqlite.Begin();
    for (int i = 0; i < group && at < timed.size(); ++i) sqlite.Send(*timed[at++]);
    sqlite.Commit();
  }
  return {watch.Read(), wal() - before};
}

Replay ReplayPostgres(const std::string& url, const std::string& schema, const std::vector<Transaction>& all,
                      int connections) {
  std::vector<Transactions> shares(static_cast<size_t>(connections));
  Postgres first(url, schema);
  for (const Transaction& transaction : all) {
    if (transaction.lane < 0) {
      first.Send(transaction);
    } else {
      shares[static_cast<size_t>(transaction.lane % connections)].push_back(&transaction);
    }
  }
  const int64_t before = first.WalPosition();
  std::vector<std::thread> threads;
  std::atomic<int> ready{0};
  std::atomic<bool> go{false};
  for (const Transactions& share : shares) {
    threads.emplace_back([&] {
      Postgres connection(url, schema);
      ++ready;
      while (!go) std::this_thread::yield();
      for (const Transaction* transaction : share) connection.Send(*transaction);
    });
  }
  while (ready < connections) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const Stopwatch watch;
  go = true;
  for (std::thread& thread : threads) thread.join();
  const Spent spent = watch.Read();
  return {spent, first.WalPosition() - before};
}

}  // namespace guiju::durable
