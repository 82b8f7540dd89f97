// Which indexes the engines use: what the statements cost must not grow with what they do not touch.
#include <fmt/format.h>

#include "runtime/store/dialect.h"
#include "runtime/store/postgres_connection.h"
#include "runtime/store/sqlite_connection.h"
#include "tests/store/command.h"
#include "tests/store/place.h"

namespace guiju::store {
namespace {

bool Has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// Streams that wait, one per millisecond.
void Fill(Store& store, int streams) {
  for (int from = 0; from < streams; from += 1000) {
    auto verdict = store.Write(kAgency, [&](Unit& unit) -> base::Result<Verdict> {
      for (int i = from; i < std::min(streams, from + 1000); ++i) {
        const std::string id = "matter/" + std::to_string(i);
        if (auto held = unit.HoldStream(id, Hold::kChange); !held) return held.error();
        if (auto put = unit.PutStream({.id = id, .wake_ms = i, .state = "s"}); !put) return put.error();
      }
      return Verdict::kCommit;
    });
    GJ_CHECK(verdict.ok());
  }
}

StatementCost CostOfDue(const std::string& where, int64_t now) {
  auto connection = SqliteConnection::Open(where, Access::kQuery, 1000);
  auto ask = [&] {
    return (*connection)
        ->Query(StatementId::kDueStreams,
                {now, int64_t{-1}, std::string_view(""), std::string_view(""), int64_t{100}},
                [](const Row&) {});
  };
  GJ_CHECK(ask().ok());
  (void)(*connection)->TakeCost(StatementId::kDueStreams);
  GJ_CHECK(ask().ok());
  return (*connection)->TakeCost(StatementId::kDueStreams);
}

TEST(SqlitePlans, NoStatementScansATable) {
  Place place(Engine::kSqlite);
  ASSERT_TRUE(Store::Open(place.where(), {.create = true}).ok());
  auto connection = SqliteConnection::Open(place.where(), Access::kQuery, 1000);
  for (int i = 0; i < kStatementCount; ++i) {
    const auto statement = static_cast<StatementId>(i);
    if (statement == StatementId::kLogs) continue;  // wants them all
    auto explained = (*connection)
                         ->Script("EXPLAIN QUERY PLAN " + Spell(StatementText(statement), Dialect::kSqlite),
                                  [&](const Row& row) {
                                    const std::string detail(row.Bytes(3));
                                    EXPECT_FALSE(Has(detail, "SCAN ") && !Has(detail, "SCAN walk"))
                                        << StatementName(statement) << ": " << detail;
                                    const bool sorts =
                                        Has(detail, "TEMP B-TREE") && statement != StatementId::kWalkStream;
                                    EXPECT_FALSE(sorts && statement != StatementId::kHoldDue)
                                        << StatementName(statement) << ": " << detail;
                                  });
    EXPECT_TRUE(explained.ok()) << explained.error().message;
  }
}

TEST(SqlitePlans, DueCostsTheSameHoweverManyWait) {
  Place few(Engine::kSqlite), many(Engine::kSqlite);
  {
    auto small = Store::Open(few.where(), {.create = true});
    auto large = Store::Open(many.where(), {.create = true});
    Fill(**small, 1000);
    Fill(**large, 20'000);
  }
  const StatementCost small = CostOfDue(few.where(), 99), large = CostOfDue(many.where(), 99);
  EXPECT_GT(small.steps, 100);
  EXPECT_EQ(small.steps, large.steps);
  EXPECT_EQ(large.full_scan_steps, 0);
}

TEST(PostgresPlans, EveryStatementHasItsIndex) {
  if (ClusterUrl().empty()) GTEST_SKIP() << "no cluster";
  Place place(Engine::kPostgres);
  auto store = Store::Open(place.where(), {.create = true});
  ASSERT_TRUE(store.ok()) << store.error().message;
  Fill(**store, 3000);
  const std::string schema = place.where().substr(place.where().find("?schema=") + 8);
  auto connection = *PostgresConnection::Open({ClusterUrl(), schema});
  ASSERT_TRUE(connection->Script("ANALYZE").ok());
  for (int i = 0; i < kStatementCount; ++i) {
    const auto statement = static_cast<StatementId>(i);
    const std::string text = Spell(StatementText(statement), Dialect::kPostgres);
    if (statement == StatementId::kLogs || text.starts_with("INSERT")) continue;
    ASSERT_TRUE(connection->Script(fmt::format("PREPARE p{} AS {}", i, text)).ok()) << text;
    std::string nulls, plan;
    for (int parameter = 1; Has(text, fmt::format("${}", parameter)); ++parameter)
      nulls += parameter == 1 ? "NULL" : ", NULL";
    auto explained = connection->Script(fmt::format("EXPLAIN (COSTS OFF) EXECUTE p{}({})", i, nulls),
                                        [&](const Row& row) { plan += std::string(row.Bytes(0)) + "\n"; });
    ASSERT_TRUE(explained.ok()) << explained.error().message;
    EXPECT_TRUE(Has(plan, "Index")) << StatementName(statement) << ":\n" << plan;
    EXPECT_FALSE(Has(plan, "Seq Scan")) << StatementName(statement) << ":\n" << plan;
    const bool due = statement == StatementId::kDueStreams || statement == StatementId::kHoldDue;
    EXPECT_TRUE(!due || Has(plan, "stream_wake")) << plan;
  }
}

}  // namespace
}  // namespace guiju::store
