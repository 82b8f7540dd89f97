#pragma once
// A connection to a SQLite file. sqlite3.h stays in the .cc files that say sqlite in their name.
#include <array>
#include <memory>
#include <string>

#include "runtime/store/connection.h"

struct sqlite3;
struct sqlite3_stmt;

namespace guiju::store {

enum class Access : uint8_t {
  kCreate,     // makes the file
  kWrite,      // the file must exist
  kQuery,      // of a file that others write
  kReadOnly,   // the file is opened for reading only
  kImmutable,  // … and nobody else has it open: for media that cannot be written at all
};

// Machine steps of one statement since last asked, and how many of its rows were found without an index.
struct StatementCost {
  int64_t steps = 0;
  int64_t full_scan_steps = 0;
};

class SqliteConnection final : public Connection {
 public:
  // `patience_ms`: how long a lock of another process is waited for.
  static base::Result<std::unique_ptr<SqliteConnection>> Open(const std::string& path, Access access,
                                                              int patience_ms);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  base::Status Do(StatementId statement, Parameters parameters) override;
  base::Status Query(StatementId statement, Parameters parameters, const RowSink& sink) override;
  base::Status Script(const std::string& text) override { return Script(text, nullptr); }
  base::Status Script(const std::string& text, const RowSink& sink) override;
  base::Status Begin(Mode mode) override;
  base::Status Commit() override;
  void Rollback() override;

  bool in_transaction() const;
  void ClearFault() { fault_ = Fault::kNone; }

  // Runs a checkpoint that waits for nobody, or one that lets the log start over. Returns the pages the log
  // holds.
  base::Result<int> CheckpointWal(bool start_over);
  // Called after each commit with the pages in the log; replaces SQLite's own checkpointing.
  void OnCommit(std::function<void(int)> notice);

  StatementCost TakeCost(StatementId statement);

 private:
  struct Patience;
  explicit SqliteConnection(std::string path);

  base::Result<sqlite3_stmt*> Prepared(StatementId statement);
  base::Status Bind(sqlite3_stmt* prepared, Parameters parameters);
  base::Status Run(StatementId statement, Parameters parameters, const RowSink* sink);
  base::Status Simple(sqlite3_stmt*& prepared, const char* text);
  base::Status Step(sqlite3_stmt* prepared, const RowSink* sink);
  base::Error Failed(int code);

  std::string path_;
  sqlite3* database_ = nullptr;
  std::unique_ptr<Patience> patience_;
  std::function<void(int)> notice_;
  std::array<sqlite3_stmt*, kStatementCount> prepared_{};
  sqlite3_stmt *begin_read_ = nullptr, *begin_write_ = nullptr, *commit_ = nullptr, *rollback_ = nullptr;
};

}  // namespace guiju::store
