#include <fmt/format.h>
#include <time.h>

#include "runtime/store/sqlite_connection.h"
#include "tests/store/bench.h"

namespace guiju::store {
namespace {

std::string Filled(std::string text, size_t bytes) {
  while (text.size() < bytes) text += static_cast<char>('a' + text.size() * 7 % 26);
  return text;
}

}  // namespace

double ProcessorTime() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

Rate RateSince(Clock::time_point start, double processor, int64_t done) {
  return {static_cast<double>(done) / Since(start),
          (ProcessorTime() - processor) / static_cast<double>(done)};
}

std::string WhatACommandIs() {
  return fmt::format(
      "A command: state of 2000 bytes, {} events of 650 with bodies of 500, a key; {} streams in turn.",
      kBenchEvents, kBenchStreams);
}

BenchCommand MakeCommand(int64_t number) {
  BenchCommand command;
  command.stream = fmt::format("matter/{}", (number * 7919) % kBenchStreams);
  command.client = "client";
  command.key = fmt::format("018f{:012x}-7000-8000-{:012x}", number, number * 31);
  command.state = Filled(fmt::format("state after {}", number), 2000);
  command.frontier = Filled("", 32 * 14);
  for (int i = 0; i < kBenchEvents; ++i) {
    command.entries[i] = Filled(fmt::format("entry {} {}", number, i), 650);
    command.bodies[i] = Filled(fmt::format("body {} {}", number, i), 500);
  }
  command.leaf.fill(static_cast<uint8_t>(number));
  command.digest.fill(static_cast<uint8_t>(number >> 8));
  return command;
}

base::Result<Verdict> CarryBench(Unit& unit, const BenchCommand& command) {
  auto held = unit.HoldStream(command.stream, Hold::kChange);
  if (!held) return held.error();
  auto known = unit.FindCommand(command.client, command.key);
  if (!known) return known.error();
  if (*known) return Verdict::kRefuse;
  StreamRow stream = *held ? **std::move(held) : StreamRow{.id = command.stream};
  auto head = unit.LockHead(kBenchLog);
  if (!head) return head.error();
  const int64_t first = head->size;
  for (int i = 0; i < kBenchEvents; ++i) {
    const EventRow event{head->size,  command.stream,     ++stream.sver,
                         stream.head, command.entries[i], command.leaf};
    if (auto done = unit.Append(kBenchLog, event); !done) return done.error();
    if (auto done = unit.PutSecret(kBenchLog, event.pos, command.bodies[i]); !done) return done.error();
    stream.head = head->size++;
  }
  stream.wake_ms = first + 1'000'000;
  stream.state = command.state;
  if (auto done = unit.PutStream(stream); !done) return done.error();
  if (auto done =
          unit.PutCommand(command.client, command.key, {command.digest, std::string(kBenchLog), first});
      !done) {
    return done.error();
  }
  head->frontier = command.frontier;
  if (auto done = unit.PutHead(kBenchLog, *head); !done) return done.error();
  return Verdict::kCommit;
}

void FillWaiting(const std::string& path, int streams) {
  auto connection = *SqliteConnection::Open(path, Access::kWrite, 1000);
  GJ_CHECK(connection->Script("PRAGMA synchronous = OFF").ok());
  GJ_CHECK(connection
               ->Script(fmt::format(
                   "INSERT INTO stream WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n "
                   "WHERE i < {} - 1) SELECT '{}', 'matter/' || i, 'matter', 0, -1, i, 0, x'00' FROM n",
                   streams, kBenchAgency))
               .ok());
}

}  // namespace guiju::store
