#pragma once
// A connection to PostgreSQL. libpq-fe.h stays behind libpq.h, which opens the library when it is needed.
//
// Statements for their effect are sent with the next read or the commit, in one round trip: a command takes
// as many as it has reads, and the log's head is locked for no longer than it must be.
#include <array>
#include <memory>
#include <string>

#include "runtime/store/connection.h"

struct pg_conn;
struct pg_result;

namespace guiju::store {

struct PostgresPlace {
  std::string url;     // libpq's
  std::string schema;  // where the tables are
  bool read_only = false;
};

class PostgresConnection final : public Connection {
 public:
  static base::Result<std::unique_ptr<PostgresConnection>> Open(const PostgresPlace& place);
  ~PostgresConnection() override;
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  base::Status Do(StatementId statement, Parameters parameters) override;
  base::Status Query(StatementId statement, Parameters parameters, const RowSink& sink) override;
  base::Status Script(const std::string& text) override { return Script(text, nullptr); }
  base::Status Script(const std::string& text, const RowSink& sink) override;
  base::Status Begin(Mode mode) override;
  base::Status Commit() override;
  void Rollback() override;

  const std::string& name() const { return name_; }  // HOST:PORT/DATABASE

 private:
  PostgresConnection() = default;

  base::Status StartSession(const PostgresPlace& place);
  base::Status Send(StatementId statement, Parameters parameters);
  base::Status SendText(const char* text);
  // Asks for an answer to all that was sent and gives the rows among it to the sink.
  base::Status Settle(const RowSink* sink);
  void Receive(pg_result* result, const RowSink* sink, std::optional<base::Error>& error);
  base::Error Failed(const pg_result* result);
  base::Error Lost();

  pg_conn* connection_ = nullptr;
  std::string name_;
  std::string last_tag_;  // what the last command said it did
  std::array<std::string, kStatementCount>
      prepared_;                     // the name it has on the server, empty when it has none
  std::vector<StatementId> unsure_;  // prepared since the last answer
  int names_ = 0;
  bool outstanding_ = false;  // something was sent and its answer not read
};

}  // namespace guiju::store
