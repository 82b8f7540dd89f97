#pragma once
// The benchmark's command and its two carriers: through the store, and by hand with sqlite3 or libpq alone.
#include <chrono>
#include <string>
#include <vector>

#include "runtime/store/store.h"

namespace guiju::store {

using Clock = std::chrono::steady_clock;
// Processor time of this process, microseconds.
double ProcessorTime();

struct Rate {
  double per_second = 0;
  double processor_us =
      0;  // of this process, for one command; says less about PostgreSQL, whose server is another
};
// Of `done` commands since both.
Rate RateSince(Clock::time_point start, double processor, int64_t done);

inline double Since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

inline constexpr std::string_view kBenchAgency = "示范县";
inline constexpr std::string_view kBenchLog = "record";
inline constexpr int kBenchStreams = 500;
inline constexpr int kBenchEvents = 3;

// Bytes only: what is written does not have to be made while the time runs, except positions.
struct BenchCommand {
  std::string stream, client, key;
  std::string state, frontier;
  std::string entries[kBenchEvents], bodies[kBenchEvents];
  base::Digest leaf{}, digest{};
};

BenchCommand MakeCommand(int64_t number);
std::string WhatACommandIs();

base::Result<Verdict> CarryBench(Unit& unit, const BenchCommand& command);

// Commands per second of one thread that commits after each `group` commands.
Rate SqliteByHand(const std::string& path, int group, double seconds);
// Commands per second of `clients` connections that each commit after `group` commands.
Rate PostgresByHand(const std::string& url, const std::string& schema, int clients, int group,
                    double seconds);

void DropSchema(const std::string& url, const std::string& schema);
// Streams that wait, one per millisecond.
void FillWaiting(const std::string& path, int streams);

}  // namespace guiju::store
