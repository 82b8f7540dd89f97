#include "runtime/store/postgres_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "runtime/store/dialect.h"
#include "runtime/store/libpq.h"

namespace guiju::store {
namespace {

constexpr int kBinary = 1;
constexpr size_t kMostParameters = 8;

// Values in libpq's binary form: integers of the size their column has, most significant byte first.
class ResultRow final : public Row {
 public:
  ResultRow(const PGresult* result, int row) : result_(result), row_(row) {}
  bool Null(int column) const override { return Pq().PQgetisnull(result_, row_, column) != 0; }
  int64_t Integer(int column) const override {
    const std::string_view bytes = Bytes(column);
    if (Pq().PQfformat(result_, column) != kBinary)
      return std::strtoll(std::string(bytes).c_str(), nullptr, 10);
    uint64_t value = !bytes.empty() && (bytes[0] & 0x80) != 0 ? ~uint64_t{0} : 0;
    for (char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    return static_cast<int64_t>(value);
  }
  std::string_view Bytes(int column) const override {
    return {Pq().PQgetvalue(result_, row_, column),
            static_cast<size_t>(Pq().PQgetlength(result_, row_, column))};
  }

 private:
  const PGresult* result_;
  int row_;
};

void DropNotice(void*, const PGresult*) {}

// libpq's messages end in a line break and may have several lines.
std::string OneLine(const char* message) {
  std::string line = message == nullptr ? "" : message;
  while (!line.empty() && line.back() == '\n') line.pop_back();
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

Fault FaultOf(std::string_view state) {
  // 23505: another transaction made a row of the same key first; run again, the work finds it.
  if (state == "40001" || state == "40P01" || state == "23505") return Fault::kConflict;
  if (state.starts_with("08") || state.starts_with("57P") || state == "25P03") return Fault::kLost;
  return Fault::kOther;
}

}  // namespace

base::Result<std::unique_ptr<PostgresConnection>> PostgresConnection::Open(const PostgresPlace& place) {
  if (const base::Status library = OpenLibpq(); !library) return library.error();
  // What stands before dbname may be set otherwise by the URL; what stands after it may not.
  const char* keywords[] = {"connect_timeout", "tcp_user_timeout", "fallback_application_name",
                            "dbname",          "client_encoding",  nullptr};
  const char* values[] = {"10", "15000", "guiju", place.url.c_str(), "UTF8", nullptr};
  std::unique_ptr<PostgresConnection> opened(new PostgresConnection);
  opened->connection_ = Pq().PQconnectdbParams(keywords, values, 1);
  if (Pq().PQstatus(opened->connection_) != CONNECTION_OK) {
    return base::Error{
        fmt::format("no connection to PostgreSQL: {}", OneLine(Pq().PQerrorMessage(opened->connection_)))};
  }
  Pq().PQsetNoticeReceiver(opened->connection_, DropNotice, nullptr);
  const char* host = Pq().PQhost(opened->connection_);
  opened->name_ = fmt::format("{}:{}/{}", host == nullptr ? "" : host, Pq().PQport(opened->connection_),
                              Pq().PQdb(opened->connection_));
  if (auto started = opened->StartSession(place); !started) return started.error();
  return opened;
}

base::Status PostgresConnection::StartSession(const PostgresPlace& place) {
  // - A commit is on disk before it is said to be, whatever the server's default.
  // - A process that stops in the middle of a work loses its locks.
  // - Every statement has its index; plans must not depend on when statistics were last gathered.
  return Script(fmt::format(
      "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN "
      "('off', 'local');"
      "SET idle_in_transaction_session_timeout = 10000; SET lock_timeout = 30000; SET search_path = \"{}\";"
      "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;"
      "SET enable_mergejoin = off; SET jit = off; SET default_transaction_isolation = 'read committed';"
      "SET default_transaction_read_only = {}",
      place.schema, place.read_only ? "on" : "off"));
}

PostgresConnection::~PostgresConnection() { Pq().PQfinish(connection_); }

base::Error PostgresConnection::Lost() {
  fault_ = Fault::kLost;
  return {fmt::format("the connection to the store {} was lost: {}", name_,
                      OneLine(Pq().PQerrorMessage(connection_)))};
}

base::Error PostgresConnection::Failed(const PGresult* result) {
  const char* field = Pq().PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string state = field == nullptr ? "" : field;
  if (Pq().PQstatus(connection_) == CONNECTION_BAD && state.empty()) return Lost();
  fault_ = FaultOf(state);
  const std::string message = OneLine(Pq().PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
  if (state == "53100") {
    return {fmt::format("the store {} cannot grow: the server's disk is full ({})", name_, message)};
  }
  if (state == "25006") {
    return {fmt::format("the store {} cannot be written: the server only reads, as a standby does ({})",
                        name_, message)};
  }
  if (state == "42501")
    return {fmt::format("the store {} denies this user what is needed ({})", name_, message)};
  if (state == "55P03")
    return {fmt::format("the store {} is held by another process and was waited for in vain ({})", name_,
                        message)};
  if (state.starts_with("XX"))
    return {fmt::format("the store {} is damaged; restore it from a backup ({})", name_, message)};
  if (fault_ == Fault::kLost)
    return {fmt::format("the server ended the connection to the store {} ({})", name_, message)};
  return {fmt::format("the store {} fails ({}, {})", name_, message, state)};
}

base::Status PostgresConnection::SendText(const char* text) {
  if (Pq().PQpipelineStatus(connection_) == PQ_PIPELINE_OFF && Pq().PQenterPipelineMode(connection_) == 0)
    return Lost();
  outstanding_ = true;
  if (Pq().PQsendQueryParams(connection_, text, 0, nullptr, nullptr, nullptr, nullptr, kBinary) == 0)
    return Lost();
  return base::Done{};
}

base::Status PostgresConnection::Send(StatementId statement, Parameters parameters) {
  if (Pq().PQpipelineStatus(connection_) == PQ_PIPELINE_OFF && Pq().PQenterPipelineMode(connection_) == 0)
    return Lost();
  outstanding_ = true;
  std::string& prepared = prepared_[static_cast<size_t>(statement)];
  if (prepared.empty()) {
    prepared = fmt::format("{}_{}", StatementName(statement), ++names_);
    unsure_.push_back(statement);
    const std::string text = Spell(StatementText(statement), Dialect::kPostgres);
    if (Pq().PQsendPrepare(connection_, prepared.c_str(), text.c_str(), 0, nullptr) == 0) return Lost();
  }
  GJ_CHECK(parameters.size() <= kMostParameters);
  const char* values[kMostParameters];
  int lengths[kMostParameters], formats[kMostParameters];
  uint64_t integers[kMostParameters];
  int count = 0;
  for (const Parameter& parameter : parameters) {
    formats[count] = kBinary;
    values[count] = parameter.bytes.data() == nullptr ? "" : parameter.bytes.data();
    lengths[count] = static_cast<int>(parameter.bytes.size());
    if (parameter.kind == Parameter::Kind::kNull) values[count] = nullptr;
    if (parameter.kind == Parameter::Kind::kInteger) {
      integers[count] = __builtin_bswap64(static_cast<uint64_t>(parameter.integer));
      values[count] = reinterpret_cast<const char*>(&integers[count]);
      lengths[count] = 8;
    }
    ++count;
  }
  const int sent =
      Pq().PQsendQueryPrepared(connection_, prepared.c_str(), count, values, lengths, formats, kBinary);
  if (sent == 0) return Lost();
  return base::Done{};
}

void PostgresConnection::Receive(PGresult* result, const RowSink* sink, std::optional<base::Error>& error) {
  const ExecStatusType status = Pq().PQresultStatus(result);
  if (status == PGRES_FATAL_ERROR && !error) error = Failed(result);
  if (status == PGRES_COMMAND_OK) last_tag_ = Pq().PQcmdStatus(result);
  if (status == PGRES_TUPLES_OK && sink != nullptr && *sink && !error) {
    for (int row = 0; row < Pq().PQntuples(result); ++row) (*sink)(ResultRow(result, row));
  }
}

base::Status PostgresConnection::Settle(const RowSink* sink) {
  std::optional<base::Error> error;
  last_tag_.clear();
  outstanding_ = false;
  if (Pq().PQpipelineSync(connection_) == 0) return Lost();
  for (bool settled = false; !settled;) {
    PGresult* result = Pq().PQgetResult(connection_);
    if (result == nullptr) {  // between two statements
      if (Pq().PQstatus(connection_) != CONNECTION_BAD) continue;
      if (!error) error = Lost();
      break;
    }
    settled = Pq().PQresultStatus(result) == PGRES_PIPELINE_SYNC;
    Receive(result, sink, error);
    Pq().PQclear(result);
  }
  // After an error, whether they exist on the server is not known: they get other names.
  if (error) {
    for (StatementId statement : unsure_) prepared_[static_cast<size_t>(statement)].clear();
  }
  unsure_.clear();
  if (!error) return base::Done{};
  if (Pq().PQstatus(connection_) == CONNECTION_BAD) fault_ = Fault::kLost;
  return *error;
}

base::Status PostgresConnection::Do(StatementId statement, Parameters parameters) {
  return Send(statement, parameters);
}

base::Status PostgresConnection::Query(StatementId statement, Parameters parameters, const RowSink& sink) {
  if (auto sent = Send(statement, parameters); !sent) return sent;
  return Settle(&sink);
}

base::Status PostgresConnection::Script(const std::string& text, const RowSink& sink) {
  if (outstanding_) {
    if (auto settled = Settle(nullptr); !settled) return settled;
  }
  if (Pq().PQpipelineStatus(connection_) != PQ_PIPELINE_OFF && Pq().PQexitPipelineMode(connection_) == 0)
    return Lost();
  if (text.empty()) return base::Done{};
  std::optional<base::Error> error;
  PGresult* result = Pq().PQexec(connection_, text.c_str());
  Receive(result, &sink, error);
  Pq().PQclear(result);
  if (error) return *error;
  return base::Done{};
}

base::Status PostgresConnection::Begin(Mode mode) {
  fault_ = Fault::kNone;
  if (mode == Mode::kWrite) return SendText("BEGIN");
  if (auto sent = SendText("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); !sent) return sent;
  return SendText(
      "SET LOCAL idle_in_transaction_session_timeout = 0");  // it holds no locks, however long it reads
}

base::Status PostgresConnection::Commit() {
  if (auto sent = SendText("COMMIT"); !sent) return sent;
  if (auto settled = Settle(nullptr); !settled) return settled;
  if (last_tag_ == "COMMIT") return base::Done{};
  fault_ = Fault::kOther;
  return base::Error{fmt::format("the store {} rolled back instead of committing", name_)};
}

void PostgresConnection::Rollback() {
  if (Pq().PQstatus(connection_) == CONNECTION_BAD) return;
  const Fault fault = fault_;
  if (SendText("ROLLBACK")) (void)Settle(nullptr);
  if (fault_ != Fault::kLost) fault_ = fault;
}

}  // namespace guiju::store
