// guiju_differential: the interpreter against every other way of running a program.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <string>
#include <thread>

#include "tests/differential/compare.h"

namespace guiju::differential {
namespace {

constexpr std::string_view kUsage =
    R"(guiju_differential [--pairs N] [--seed S] [--cases K] [--threads T] [--tier NAME]... [--break-builtin NAME] [--program SEED]
Runs random programs on random cases through every tier and compares each outcome with the interpreter's.
  --pairs N             compare at least N outcomes (default 1000000)
  --seed S              programs and cases follow from it (default 1)
  --cases K             cases per program (default 600)
  --threads T           default: one per processor
  --tier NAME           only these tiers (repeatable)
  --program SEED        only the program of that seed, as printed with a difference
  --break-builtin NAME  give the tiers a program or calendar in which NAME is wrong: the run must find differences
  --list                names of tiers and of what can be broken
Exit status: 0 no difference, 1 differences, 2 misuse.
)";

struct Options {
  uint64_t pairs = 1000000, seed = 1;
  int cases = 600;
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::string> tiers;
  std::string broken;
  std::optional<uint64_t> program;
  bool list = false;
};

template <class T>
bool ParseNumber(const char* text, T* number) {
  const char* end = text + std::strlen(text);
  const auto result = std::from_chars(text, end, *number);
  return result.ec == std::errc() && result.ptr == end;
}

std::optional<Options> ParseOptions(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--list") {
      options.list = true;
      continue;
    }
    if (++i >= argc) return std::nullopt;
    bool fine = true;
    if (name == "--pairs") {
      fine = ParseNumber(argv[i], &options.pairs);
    } else if (name == "--seed") {
      fine = ParseNumber(argv[i], &options.seed);
    } else if (name == "--cases") {
      fine = ParseNumber(argv[i], &options.cases) && options.cases > 0;
    } else if (name == "--threads") {
      fine = ParseNumber(argv[i], &options.threads) && options.threads > 0;
    } else if (name == "--program") {
      fine = ParseNumber(argv[i], &options.program.emplace());
    } else if (name == "--tier") {
      options.tiers.emplace_back(argv[i]);
    } else if (name == "--break-builtin") {
      options.broken = argv[i];
      const auto names = Breakage::Names();
      fine = std::find(names.begin(), names.end(), options.broken) != names.end();
    } else {
      fine = false;
    }
    if (!fine) return std::nullopt;
  }
  return options;
}

// A finding per tier is enough to look at; the counts say how many there were.
void PrintDifferences(const Tally& tally) {
  std::map<std::string, int> shown;
  for (const Difference& difference : tally.differences) {
    if (shown[difference.tier]++ >= 2) continue;
    fmt::print("\n--- {} differs on the program of seed {} (--program {}): {}\n{}{}", difference.tier,
               difference.program_seed, difference.program_seed, difference.what,
               Describe(difference.program, difference.data), ir::Print(difference.program));
  }
}

int Run(const Options& options) {
  const auto all = AllTiers();
  if (options.list) {
    fmt::print("tiers:");
    for (const auto& tier : all) fmt::print(" {}", tier->name());
    fmt::print("\ncan be broken:");
    for (const std::string& name : Breakage::Names()) fmt::print(" {}", name);
    fmt::print("\n");
    return 0;
  }
  std::vector<const Tier*> tiers;
  for (const auto& tier : all) {
    const bool wanted = options.tiers.empty() || std::find(options.tiers.begin(), options.tiers.end(),
                                                           tier->name()) != options.tiers.end();
    if (wanted) tiers.push_back(tier.get());
  }
  if (tiers.empty()) {
    fmt::print(stderr, "no such tier; --list names them\n");
    return 2;
  }
  fmt::print("seed {}, at least {} pairs, {} cases per program, {} threads{}\n", options.seed, options.pairs,
             options.cases, options.threads,
             options.broken.empty() ? "" : ", broken on purpose: " + options.broken);
  std::fflush(stdout);

  const auto start = std::chrono::steady_clock::now();
  const Comparer comparer(tiers, {options.broken});
  Tally tally;
  std::mutex mutex;
  std::atomic<uint64_t> next{0}, pairs{0};
  const auto work = [&] {
    while (pairs < options.pairs) {
      const uint64_t index = next++;
      if (options.program && index > 0) return;
      const uint64_t seed =
          options.program ? *options.program : Random(options.seed * 1000003 + index).Next();
      Tally one = comparer.CompareSeed(seed, options.cases);
      pairs += one.Total();
      const bool enough = !one.differences.empty() && !options.broken.empty();
      const std::lock_guard lock(mutex);
      for (const Difference& difference : one.differences) {
        fmt::print(stderr, "{} differs, --program {}: {}\n", difference.tier, difference.program_seed,
                   difference.what);
      }
      tally.Add(std::move(one));
      if (enough || tally.differences.size() > 20) pairs = options.pairs;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < options.threads; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();

  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  PrintDifferences(tally);
  for (const auto& [name, count] : tally.pairs) fmt::print("{:<24} {:>9} pairs\n", name, count);
  fmt::print("{} programs, {} cases ({} with something undetermined)\n", tally.programs, tally.cases,
             tally.undetermined);
  fmt::print("{} pairs compared, {} differences, {:.1f} s\n", tally.Total(), tally.differences.size(),
             seconds.count());
  return tally.differences.empty() ? 0 : 1;
}

}  // namespace
}  // namespace guiju::differential

int main(int argc, char** argv) {
  const auto options = guiju::differential::ParseOptions(argc, argv);
  if (!options) {
    fmt::print(stderr, "{}", guiju::differential::kUsage);
    return 2;
  }
  return guiju::differential::Run(*options);
}
