// PostgreSQL by hand: the store's statements prepared and executed one by one, as a program without a
// pipeline does.
#include <fmt/format.h>
#include <libpq-fe.h>

#include <atomic>
#include <map>
#include <thread>

#include "runtime/store/dialect.h"
#include "tests/store/bench.h"

namespace guiju::store {
namespace {

class ByHand {
 public:
  ByHand(const std::string& url, const std::string& schema) : connection_(PQconnectdb(url.c_str())) {
    GJ_CHECK(PQstatus(connection_) == CONNECTION_OK);
    Execute(fmt::format("SET search_path = \"{}\"; SET plan_cache_mode = force_generic_plan; SET "
                        "enable_seqscan = off; SET jit = off",
                        schema)
                .c_str());
  }
  ~ByHand() {
    PQclear(result_);
    PQfinish(connection_);
  }

  void Execute(const char* text) {
    PGresult* result = PQexec(connection_, text);
    GJ_CHECK(PQresultStatus(result) == PGRES_COMMAND_OK);
    PQclear(result);
  }
  void Begin(StatementId id) {
    id_ = id;
    count_ = 0;
    if (!prepared_[id]) {
      PGresult* result = PQprepare(connection_, StatementName(id),
                                   Spell(StatementText(id), Dialect::kPostgres).c_str(), 0, nullptr);
      GJ_CHECK(PQresultStatus(result) == PGRES_COMMAND_OK);
      PQclear(result);
      prepared_[id] = true;
    }
  }
  ByHand& Number(int64_t value) {
    numbers_[count_] = __builtin_bswap64(static_cast<uint64_t>(value));
    return Text(std::string_view(reinterpret_cast<const char*>(&numbers_[count_]), 8));
  }
  ByHand& Text(std::string_view value) {
    values_[count_] = value.data();
    lengths_[count_] = static_cast<int>(value.size());
    formats_[count_++] = 1;
    return *this;
  }
  ByHand& Blob(std::string_view value) { return Text(value); }
  ByHand& Blob(const base::Digest& value) {
    return Text(std::string_view(reinterpret_cast<const char*>(value.data()), value.size()));
  }
  // Whether there is a row.
  bool Run() {
    PQclear(result_);
    result_ = PQexecPrepared(connection_, StatementName(id_), count_, values_, lengths_, formats_, 1);
    const auto status = PQresultStatus(result_);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
      std::fprintf(stderr, "%s", PQerrorMessage(connection_));
    GJ_CHECK(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK);
    return PQntuples(result_) > 0;
  }
  int64_t Column(int index) {
    uint64_t value = 0;
    std::copy_n(PQgetvalue(result_, 0, index), 8, reinterpret_cast<char*>(&value));
    return static_cast<int64_t>(__builtin_bswap64(value));
  }

 private:
  PGconn* connection_;
  PGresult* result_ = nullptr;
  std::map<StatementId, bool> prepared_;
  StatementId id_{};
  int count_ = 0;
  const char* values_[8];
  int lengths_[8], formats_[8];
  uint64_t numbers_[8];
};

void Carry(ByHand& hand, const BenchCommand& command) {
  int64_t version = 0, head = -1, size = 0;
  hand.Begin(StatementId::kHoldStreamForChange);
  const bool known = hand.Text(kBenchAgency).Text(command.stream).Run();
  if (known) {
    version = hand.Column(1);
    head = hand.Column(2);
  }
  hand.Begin(StatementId::kFindCommand);
  GJ_CHECK(!hand.Text(kBenchAgency).Text(command.client).Text(command.key).Run());
  auto lock = [&] {
    hand.Begin(StatementId::kLockHead);
    return hand.Text(kBenchAgency).Text(kBenchLog).Run();
  };
  if (!lock()) {
    hand.Begin(StatementId::kMakeHead);
    hand.Text(kBenchAgency).Text(kBenchLog).Blob("").Blob(base::Digest{}).Run();
    GJ_CHECK(lock());
  }
  size = hand.Column(1);
  const int64_t first = size;
  for (int i = 0; i < kBenchEvents; ++i) {
    hand.Begin(StatementId::kInsertEvent);
    hand.Text(kBenchAgency).Text(kBenchLog).Number(size).Text(command.stream).Number(++version).Number(head);
    hand.Blob(command.entries[i]).Blob(command.leaf).Run();
    hand.Begin(StatementId::kInsertSecret);
    hand.Text(kBenchAgency).Text(kBenchLog).Number(size).Blob(command.bodies[i]).Run();
    head = size++;
  }
  hand.Begin(known ? StatementId::kUpdateStream : StatementId::kInsertStream);
  hand.Text(kBenchAgency).Text(command.stream);
  if (!known) hand.Text("matter");
  hand.Number(version).Number(head).Number(first + 1'000'000).Number(0).Blob(command.state).Run();
  hand.Begin(StatementId::kInsertCommand);
  hand.Text(kBenchAgency)
      .Text(command.client)
      .Text(command.key)
      .Blob(command.digest)
      .Text(kBenchLog)
      .Number(first)
      .Run();
  hand.Begin(StatementId::kUpdateHead);
  hand.Text(kBenchAgency)
      .Text(kBenchLog)
      .Number(0)
      .Number(size)
      .Blob(command.frontier)
      .Number(0)
      .Blob(base::Digest{})
      .Run();
}

}  // namespace

Rate PostgresByHand(const std::string& url, const std::string& schema, int clients, int group,
                    double seconds) {
  std::atomic<int64_t> done{0};
  std::vector<std::thread> threads;
  const double processor = ProcessorTime();
  const auto start = Clock::now();
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&, i] {
      ByHand hand(url, schema);
      // Streams are new at first, and a key of one thread must not make a stream that another is making.
      for (int64_t mine = i; Since(start) < seconds;) {
        hand.Execute("BEGIN");
        for (int each = 0; each < group; ++each, mine += clients) {
          BenchCommand command = MakeCommand(mine);
          command.stream += "-" + std::to_string(i);
          Carry(hand, command);
        }
        hand.Execute("COMMIT");
        done += group;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return RateSince(start, processor, done);
}

void DropSchema(const std::string& url, const std::string& schema) {
  PGconn* connection = PQconnectdb(url.c_str());
  PQsetNoticeProcessor(connection, [](void*, const char*) {}, nullptr);
  PQclear(PQexec(connection, ("DROP SCHEMA \"" + schema + "\" CASCADE").c_str()));
  PQfinish(connection);
}

}  // namespace guiju::store
