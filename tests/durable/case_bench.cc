// What a command of a case costs beside its own SQL: the statements and bytes of a run, captured, sent again
// by hand; ratios, never a verdict.
//   guiju_case_bench [--matters N] [--rounds N] [--due N] [--store postgresql://…|cluster|none]
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "compiler/base/check.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/signing.h"
#include "runtime/cases/verify.h"
#include "runtime/store/sqlite_connection.h"
#include "tests/durable/courses.h"
#include "tests/durable/replay.h"
#include "tests/durable/site.h"

extern char** environ;

namespace guiju::durable {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kLanes = 32;
constexpr int kConnections = 16;  // what a store of one process uses at most
constexpr const char* kEngine = "--engine";

double Since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::atomic<int64_t> g_tick{0};
int64_t BenchMs() { return FirstMs() + ++g_tick * 100; }

std::unique_ptr<cases::Cases> Open(const std::string& where) {
  auto cases = OpenCases({where, &BenchMs});
  GJ_CHECK(cases.ok());
  return *std::move(cases);
}

// The requests of a lane, in order.
std::vector<cases::Request> RequestsOf(int lane, int64_t matters) {
  std::vector<cases::Request> requests;
  for (int64_t i = 0; i < matters; ++i) {
    for (Step& step :
         CourseOf(static_cast<int>((lane + i) % CourseCount()), "bench", fmt::format("{}-{}", lane, i)))
      requests.push_back(std::move(step.request));
  }
  return requests;
}

void Do(cases::Cases& cases, const cases::Request& request) {
  auto answer = cases.Do(request);
  if (!answer || answer->kind != cases::Answer::Kind::kRecorded)
    std::fprintf(stderr, "%s: %s\n", request.key.c_str(),
                 answer ? answer->refusal.zh.c_str() : answer.error().message.c_str());
  GJ_CHECK(answer.ok() && answer->kind == cases::Answer::Kind::kRecorded);
}

// The lanes first … end by so many threads; begins when `wait` returns. Seconds.
Spent Drive(cases::Cases& cases, int first, int end, int threads, int64_t matters,
            const std::function<void()>& wait) {
  std::vector<std::vector<cases::Request>> lanes;
  for (int lane = first; lane < end; ++lane) lanes.push_back(RequestsOf(lane, matters));
  for (const auto& lane : lanes) {  // compiled before it is asked for
    for (const cases::Request& request : lane) {
      if (!request.policy.empty()) GJ_CHECK(cases.policies().Compile(request.policy).ok());
    }
  }
  wait();
  const Stopwatch watch;
  std::vector<std::thread> running;
  for (int t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      for (size_t step = 0, more = 1; more > 0; ++step) {
        more = 0;
        for (size_t lane = static_cast<size_t>(t); lane < lanes.size();
             lane += static_cast<size_t>(threads)) {
          if (step >= lanes[lane].size()) continue;
          Do(cases, lanes[lane][step]);
          ++more;
        }
      }
    });
  }
  for (std::thread& thread : running) thread.join();
  return watch.Read();
}

std::vector<Transaction> CaptureRun(int64_t matters) {
  const Site site("");
  (void)Open(site.where());  // makes the schema
  Capture capture;
  auto cases = Open(site.where());
  GJ_CHECK(Hire(*cases).ok());
  std::vector<std::vector<cases::Request>> lanes;
  for (int lane = 0; lane < kLanes; ++lane) lanes.push_back(RequestsOf(lane, matters));
  for (size_t step = 0, more = 1; more > 0; ++step) {
    more = 0;
    for (int lane = 0; lane < kLanes; ++lane) {
      const auto& requests = lanes[static_cast<size_t>(lane)];
      if (step >= requests.size()) continue;
      capture.Lane(lane);
      Do(*cases, requests[step]);
      ++more;
    }
  }
  return capture.Take();
}

class Bench {
 public:
  Bench(int64_t matters, int64_t rounds) : matters_(matters), rounds_(rounds), all_(CaptureRun(matters)) {
    sizes_ = SizesOf(all_);
  }

  void Bytes(const Replay& replay) const {
    const auto each = [&](int64_t bytes) { return bytes / sizes_.commands; };
    fmt::print(
        "bytes per command: {:.1f} events; entries {}, bodies {}, state {}, policy sources {}; write-ahead "
        "log of "
        "SQLite {} ({} commands)\n\n",
        static_cast<double>(sizes_.events) / static_cast<double>(sizes_.commands), each(sizes_.entry),
        each(sizes_.body), each(sizes_.state), each(sizes_.other), each(replay.wal_bytes), sizes_.commands);
    fmt::print(
        "| | engine | SQL replayed | ratio | rounds | processor us | of the SQL "
        "|\n|---|---|---|---|---|---|---|\n");
  }

  void OnSqlite() {
    const auto replay = [&](int group, bool checkpoint) {
      const Site site("");
      (void)Open(site.where());
      return ReplaySqlite(site.where(), all_, group, checkpoint);
    };
    const auto engine = [&](int threads) {
      const Site site("");
      auto cases = Open(site.where());
      GJ_CHECK(Hire(*cases).ok());
      return Drive(*cases, 0, kLanes, threads, matters_, [] {});
    };
    Bytes(replay(1, false));
    Compare("SQLite, one by one", [&] { return replay(1, true).spent; }, [&] { return engine(1); });
    Compare(
        "SQLite, 32 threads beside groups of 32", [&] { return replay(32, true).spent; },
        [&] { return engine(32); });
  }

  void OnPostgres(const std::string& store) {
    int64_t wal = 0;
    const auto replay = [&](int connections) {
      const Site site(store);
      (void)Open(site.where());
      const size_t schema = site.where().find("schema=");
      const Replay replayed = ReplayPostgres(site.where().substr(0, schema - 1),
                                             site.where().substr(schema + 7), all_, connections);
      wal = replayed.wal_bytes;
      return Spent{replayed.spent.seconds, 0};  // the server's is another's
    };
    const auto engine = [&](int processes, int threads) {
      const Site site(store);
      {
        auto cases = Open(site.where());
        GJ_CHECK(Hire(*cases).ok());
      }
      return Together(site, processes, threads);
    };
    Compare("PostgreSQL, 1 process, one by one", [&] { return replay(1); }, [&] { return engine(1, 1); });
    Compare(
        "PostgreSQL, 1 process, 32 threads beside 16 connections", [&] { return replay(kConnections); },
        [&] { return engine(1, 32); });
    Compare(
        "PostgreSQL, 4 processes, 1 thread each beside 4 connections", [&] { return replay(4); },
        [&] { return engine(4, 1); });
    Compare(
        "PostgreSQL, 4 processes, 8 threads each beside 32 connections", [&] { return replay(kLanes); },
        [&] { return engine(4, 8); });
    fmt::print("\nwrite-ahead log of PostgreSQL: {} bytes per command\n", wal / sizes_.commands);
  }

 private:
  // Both take turns, so that a machine that is busy for a while is busy for both.
  void Compare(const char* what, const std::function<Spent()>& by_hand,
               const std::function<Spent()>& engine) {
    Spent hand, ours;
    std::string rounds;
    for (int64_t round = 0; round < rounds_; ++round) {
      const Spent h = by_hand(), o = engine();
      hand = {hand.seconds + h.seconds, hand.processor + h.processor};
      ours = {ours.seconds + o.seconds, ours.processor + o.processor};
      rounds += fmt::format(" {:.2f}", h.seconds / o.seconds);
    }
    const double commands = static_cast<double>(sizes_.commands * rounds_);
    const std::string processor =
        ours.processor > 0 && hand.processor > 0
            ? fmt::format("{:.0f} | {:.0f}", ours.processor / commands * 1e6, hand.processor / commands * 1e6)
            : "|";
    fmt::print("| {} | {:.0f}/s | {:.0f}/s | {:.2f} |{} | {} |\n", what, commands / ours.seconds,
               commands / hand.seconds, hand.seconds / ours.seconds, rounds, processor);
    std::fflush(stdout);
  }

  // Processes that wait for one another before they begin. The longest of them counts.
  Spent Together(const Site& site, int processes, int threads) {
    std::vector<pid_t> children;
    for (int i = 0; i < processes; ++i) {
      std::string words[] = {"engine",
                             kEngine,
                             site.where(),
                             site.folder(),
                             std::to_string(i),
                             std::to_string(processes),
                             std::to_string(threads),
                             std::to_string(matters_)};
      std::vector<char*> arguments;
      for (std::string& word : words) arguments.push_back(word.data());
      arguments.push_back(nullptr);
      pid_t child = 0;
      GJ_CHECK(posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, arguments.data(), environ) == 0);
      children.push_back(child);
    }
    const auto all = [&](const char* what) {
      for (int i = 0; i < processes; ++i) {
        while (!std::filesystem::exists(site.In(fmt::format("{}-{}", what, i))))
          std::this_thread::sleep_for(std::chrono::microseconds(200));
      }
    };
    all("ready");
    std::ofstream(site.In("go")).flush();
    double longest = 0;
    for (pid_t child : children) {
      int status = 0;
      GJ_CHECK(waitpid(child, &status, 0) == child && status == 0);
    }
    for (int i = 0; i < processes; ++i) {
      double seconds = 0;
      std::ifstream(site.In(fmt::format("done-{}", i))) >> seconds;
      longest = std::max(longest, seconds);
    }
    return {longest, 0};
  }

  int64_t matters_, rounds_;
  std::vector<Transaction> all_;
  Sizes sizes_;
};

int EngineProcess(char** words) {
  const std::string folder = words[3];
  const int number = std::atoi(words[4]), processes = std::atoi(words[5]);
  auto cases = Open(words[2]);
  const int share = kLanes / processes;
  const Spent spent =
      Drive(*cases, number * share, (number + 1) * share, std::atoi(words[6]), std::atoll(words[7]), [&] {
        std::ofstream(fmt::format("{}/ready-{}", folder, number)).flush();
        while (!std::filesystem::exists(folder + "/go"))
          std::this_thread::sleep_for(std::chrono::microseconds(200));
      });
  std::ofstream(fmt::format("{}/done-{}", folder, number)) << spent.seconds;
  return 0;
}

void VerifySpeed(int64_t matters) {
  const Site site("");
  auto seal = MakeSeal(site.folder(), "bench");
  auto cases = Open(site.where());
  GJ_CHECK(seal.ok() && Hire(*cases).ok());
  Drive(*cases, 0, kLanes, 8, matters, [] {});
  GJ_CHECK(cases::SignLog(*cases, seal->key, {seal->memory, true, false}).ok());
  const auto start = Clock::now();
  auto report = cases::Verify(*cases, {{seal->key.verifier()}, {}, true});
  const double seconds = Since(start);
  GJ_CHECK(report.ok() && report->ok());
  fmt::print("verify: {:.0f} entries/s ({} entries, {} states folded again, {} decisions evaluated again)\n",
             static_cast<double>(report->record.size) / seconds, report->record.size, report->replayed.states,
             report->replayed.decisions);
}

// Matters with an open duty, copies of a real one that waits until next year; a few of them end now.
void DueSteps(int64_t duties) {
  constexpr int kSoon = 20;
  const Site site("");
  int64_t wake = 0;
  {
    auto cases = Open(site.where());
    GJ_CHECK(Hire(*cases).ok());
    auto course = CourseOf(0, "bench", "0");
    course.pop_back();  // not published: both obligations stay open
    for (const Step& step : course) Do(*cases, step.request);
    wake = *(*cases->View("matter/0"))->row.wake_ms;
  }
  {
    auto connection = *store::SqliteConnection::Open(site.where(), store::Access::kWrite, 1000);
    GJ_CHECK(connection->Script("PRAGMA synchronous = OFF").ok());
    GJ_CHECK(connection
                 ->Script(fmt::format(
                     "INSERT INTO stream WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                     "WHERE i < {0}) SELECT agency, 'matter/c' || i, kind, sver, head, "
                     "iif(i < {1}, wake_ms, wake_ms + 31536000000 + i), applier, state FROM stream, n "
                     "WHERE id = 'matter/0'",
                     duties / 2, kSoon))
                 .ok());
  }
  g_tick = (wake - FirstMs()) / 100;
  const StepCount count;
  auto cases = Open(site.where());
  const value::Day last = flow::Moment(cases::MomentOf(wake)).day + 30;
  GJ_CHECK(cases->Due(last, 1000).ok());
  const int64_t before = count.steps();
  const auto start = Clock::now();
  auto due = cases->Due(last, 1000);
  GJ_CHECK(due.ok());
  fmt::print("due: {} clocks of {} open duties: {} machine steps, {:.1f} ms\n", due->size(), duties,
             count.steps() - before, Since(start) * 1000);
}

int Main(int count, char** words) {
  if (count == 8 && std::strcmp(words[1], kEngine) == 0) return EngineProcess(words);
  const Options options(count, words,
                        {{"matters", "3"}, {"rounds", "3"}, {"due", "1000000"}, {"store", "none"}},
                        "guiju_case_bench [--matters N] [--rounds N] [--due N] [--store "
                        "postgresql://…|cluster|none]");
  Bench bench(options.Number("matters"), options.Number("rounds"));
  bench.OnSqlite();
  if (options.Text("store") != "none") bench.OnPostgres(options.Text("store"));
  VerifySpeed(options.Number("matters"));
  for (int64_t duties = 10'000; duties <= options.Number("due"); duties *= 100) DueSteps(duties);
  return 0;
}

}  // namespace
}  // namespace guiju::durable

int main(int count, char** words) { return guiju::durable::Main(count, words); }
