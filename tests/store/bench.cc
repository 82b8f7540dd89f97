// What the store costs beside its own SQL: the same statements with the same bytes, sent by hand, one command
// per commit and grouped; ratios, never a verdict. guiju_store_bench [--seconds N] [--postgres URL]
#include "tests/store/bench.h"

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "runtime/store/sqlite_connection.h"
#include "tests/store/place.h"

namespace guiju::store {
namespace {

struct Settings {
  double seconds = 2;
  std::string postgres;
};

// One work per thread after another until the time is over.
Rate ThroughStore(const std::string& where, int threads, double seconds, int64_t commands_before) {
  auto store = Store::Open(where, {.create = true});
  GJ_CHECK(store.ok());
  std::atomic<int64_t> next{commands_before}, done{0};
  const double processor = ProcessorTime();
  const auto start = Clock::now();
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&] {
      while (Since(start) < seconds) {
        const BenchCommand command = MakeCommand(next++);
        auto verdict = (*store)->Write(kBenchAgency, [&](Unit& unit) { return CarryBench(unit, command); });
        GJ_CHECK(verdict.ok() && *verdict == Verdict::kCommit);
        ++done;
      }
    });
  }
  for (std::thread& thread : running) thread.join();
  return RateSince(start, processor, done);
}

// Both take turns, so that a machine that is busy for a while is busy for both.
void Compare(const char* what, const std::function<Rate()>& by_hand, const std::function<Rate()>& through) {
  constexpr int kRounds = 3;
  Rate hand, ours;
  std::string rounds;
  for (int round = 0; round < kRounds; ++round) {
    const Rate h = by_hand(), o = through();
    hand = {hand.per_second + h.per_second / kRounds, hand.processor_us + h.processor_us / kRounds};
    ours = {ours.per_second + o.per_second / kRounds, ours.processor_us + o.processor_us / kRounds};
    rounds += fmt::format(" {:.2f}", o.per_second / h.per_second);
  }
  fmt::print("| {} | {:.0f}/s | {:.0f}/s | {:.2f} |{} | {:.0f} | {:.0f} | {:.2f} |\n", what, ours.per_second,
             hand.per_second, ours.per_second / hand.per_second, rounds, ours.processor_us, hand.processor_us,
             hand.processor_us / ours.processor_us);
  std::fflush(stdout);
}

void OnSqlite(const Settings& settings) {
  auto fresh = [&](const std::function<Rate(const std::string&)>& run) {
    Place place(Engine::kSqlite);
    {
      GJ_CHECK(Store::Open(place.where(), {.create = true}).ok());
    }
    return run(place.where());
  };
  for (const auto& [group, threads] :
       {std::pair(1, 1), std::pair(8, 8), std::pair(32, 32), std::pair(64, 64)}) {
    Compare(
        group == 1 ? "SQLite, one command per commit"
                   : fmt::format("SQLite, {} threads beside groups of {}", threads, group).c_str(),
        [&] {
          return fresh(
              [&](const std::string& where) { return SqliteByHand(where, group, settings.seconds); });
        },
        [&] {
          return fresh(
              [&](const std::string& where) { return ThroughStore(where, threads, settings.seconds, 0); });
        });
  }
}

void OnPostgres(const Settings& settings) {
  int count = 0;
  auto fresh = [&](const std::function<Rate(const std::string&, const std::string&)>& run) {
    const std::string schema = fmt::format("bench_{}", ++count);
    const std::string where = settings.postgres + "?schema=" + schema;
    {
      GJ_CHECK(Store::Open(where, {.create = true}).ok());
    }
    const Rate rate = run(where, schema);
    DropSchema(settings.postgres, schema);
    return rate;
  };
  auto compare = [&](const std::string& what, int threads, int clients, int group) {
    Compare(
        what.c_str(),
        [&] {
          return fresh([&](const std::string&, const std::string& schema) {
            return PostgresByHand(settings.postgres, schema, clients, group, settings.seconds);
          });
        },
        [&] {
          return fresh([&](const std::string& where, const std::string&) {
            return ThroughStore(where, threads, settings.seconds, 0);
          });
        });
  };
  compare("PostgreSQL, 1 connection, one command per commit", 1, 1, 1);
  compare("PostgreSQL, 8 connections, one command per commit", 8, 8, 1);
  compare("PostgreSQL, 16 threads beside one connection with groups of 16", 16, 1, 16);
}

void DueSteps() {
  for (int streams : {10'000, 1'000'000}) {
    Place place(Engine::kSqlite);
    {
      GJ_CHECK(Store::Open(place.where(), {.create = true}).ok());
    }
    FillWaiting(place.where(), streams);
    auto connection = SqliteConnection::Open(place.where(), Access::kQuery, 1000);
    int rows = 0;
    auto ask = [&] {
      return (*connection)
          ->Query(StatementId::kDueStreams,
                  {int64_t{99}, int64_t{-1}, std::string_view(""), std::string_view(""), int64_t{1000}},
                  [&](const Row&) { ++rows; });
    };
    GJ_CHECK(ask().ok());
    (void)(*connection)->TakeCost(StatementId::kDueStreams);
    rows = 0;
    const auto start = Clock::now();
    GJ_CHECK(ask().ok());
    const double seconds = Since(start);
    const StatementCost cost = (*connection)->TakeCost(StatementId::kDueStreams);
    fmt::print("due: {} of {} streams: {} machine steps, {} of a full scan, {:.0f} us\n", rows, streams,
               cost.steps, cost.full_scan_steps, seconds * 1e6);
  }
}

int Main(int count, char** words) {
  Settings settings;
  for (int i = 1; i + 1 < count; i += 2) {
    if (std::strcmp(words[i], "--seconds") == 0) settings.seconds = std::atof(words[i + 1]);
    if (std::strcmp(words[i], "--postgres") == 0) settings.postgres = words[i + 1];
  }
  if (settings.postgres.empty()) settings.postgres = ClusterUrl();
  fmt::print(
      "{}\n| what | through the store | by hand | ratio | rounds | processor us | by hand | ratio |\n"
      "|---|---|---|---|---|---|---|---|\n",
      WhatACommandIs());
  OnSqlite(settings);
  if (settings.postgres.empty()) {
    fmt::print(
        "PostgreSQL: not measured; --postgres URL, or GUIJU_STORE_CLUSTER=DIR with a cluster of "
        "cluster.py\n");
  } else {
    OnPostgres(settings);
  }
  DueSteps();
  return 0;
}

}  // namespace
}  // namespace guiju::store

int main(int count, char** words) { return guiju::store::Main(count, words); }
