// Whole processes: the tool classifying one case, with and without what an earlier run left behind.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/bench/scratch.h"
#include "tests/bench/suite.h"

namespace guiju::bench {
namespace {

int Spawn(const std::vector<std::string>& words, const std::string& cache) {
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  std::string home = "XDG_CACHE_HOME=" + cache, language = "LC_ALL=C.UTF-8";
  char* environment[] = {home.data(), language.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environment);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return 127;
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

std::string Tool(const std::string& name) { return std::string(GUIJU_BINARY_DIR) + "/bin/" + name; }

std::string CaseFile() {
  const std::string path = ScratchDirectory() / "case.json";
  std::string json = ToJson(MakeCase(kCaseSeed, 1), 1);
  std::ofstream(path, std::ios::binary) << json << '\n';
  return path;
}

void Empty(benchmark::State& state) {
  const std::string tool = Tool("guiju_bench_empty");
  for (auto _ : state) Require(Spawn({tool}, ScratchDirectory() / "none") == 0, "cannot start " + tool);
}

void Classify(benchmark::State& state, const std::string& policy, bool warm) {
  const std::vector<std::string> words = {
      Tool("guiju"), "classify", fmt::format("{}/tests/bench/{}.gj", GUIJU_SOURCE_DIR, policy), CaseFile()};
  if (!std::filesystem::exists(words[0])) return state.SkipWithError("the tool is not built");
  const std::string cache = ScratchDirectory() / ("cache_" + policy);
  std::filesystem::create_directories(cache);
  if (warm) Require(Spawn(words, cache) == 0, "guiju classify failed");
  for (auto _ : state) {
    if (!warm) {
      state.PauseTiming();
      std::filesystem::remove_all(cache);
      std::filesystem::create_directories(cache);
      state.ResumeTiming();
    }
    Require(Spawn(words, cache) == 0, "guiju classify failed");
  }
}

}  // namespace

void RegisterProcesses() {
  const auto add = [](const std::string& name, auto run) {
    benchmark::RegisterBenchmark(name.c_str(), run)->Unit(benchmark::kMillisecond)->UseRealTime();
  };
  add("process/empty", Empty);
  for (auto [rules, name] : {std::pair<std::string, std::string>{"12", "small"}, {"200", "large"}}) {
    const std::string policy = name;
    add("process/cold/" + rules, [policy](auto& state) { Classify(state, policy, false); });
    add("process/warm/" + rules, [policy](auto& state) { Classify(state, policy, true); });
  }
}

}  // namespace guiju::bench
