#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "runtime/caseio/json_text.h"
#include "tools/guiju/test_run.h"

namespace guiju::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxTestFile = 64 << 20;

std::vector<std::string> CaseFiles(const fs::path& directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(directory, error); !error && it != fs::end(it);
       it.increment(error)) {
    if (it->is_regular_file(error) && it->path().extension() == ".json") files.push_back(it->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string FolderOf(const std::string& policy_path) {
  std::error_code error;
  return fs::is_directory(policy_path, error) ? policy_path : fs::path(policy_path).parent_path().string();
}

// Whether the test's "policy" means this one: its name in either spelling, or the file's name.
bool Means(const std::string& wanted, const engine::LoadedPolicy& policy, const std::string& path) {
  std::string file = fs::path(path).filename().string();
  return policy.program().policies[policy.program().main].name.Is(wanted) || file == wanted ||
         file == wanted + ".gj" || file == wanted + ".gj.md";
}

struct Suite {
  std::string path;
  std::string name;
  std::vector<std::string> missing;
  size_t goals = 0, reached = 0;
};

class TestCommand {
 public:
  TestCommand(const Session& session, const engine::Engine& engine, const plugin::FrontEnd& compiler)
      : session_(session), engine_(engine), compiler_(compiler) {}

  // False: the environment is at fault.
  bool Path(const std::string& subject) {
    base::Result<std::string> path = engine_.Resolve(subject);
    if (!path) return Fail(path.error().message);
    std::vector<std::string> policies = compiler_.PolicyPaths(*path);
    if (policies.empty())
      return Fail(fmt::format(fmt::runtime(session_.Pick("{} 下没有制度", "no policies under {}")), subject));
    std::map<std::string, size_t> per_folder;
    for (const std::string& policy : policies) ++per_folder[FolderOf(policy)];
    for (const std::string& policy : policies) {
      if (!Policy(policy, per_folder[FolderOf(policy)] == 1)) return false;
    }
    for (const auto& [folder, count] : per_folder) Unclaimed(folder);
    return true;
  }

  int Finish() {
    size_t goals = 0, reached = 0;
    for (const Suite& suite : suites_) {
      goals += suite.goals;
      reached += suite.reached;
    }
    int64_t percent = goals == 0 ? 100 : static_cast<int64_t>(reached * 100 / goals);
    bool coverage = session_.arguments.Has("--coverage") || session_.arguments.Has("--min");
    std::optional<int64_t> least = WholeNumber(session_.arguments.Get("--min", "0"), 100);
    if (session_.json) {
      Json(coverage, percent);
    } else {
      Text(coverage, percent);
    }
    return !report_.failures.empty() || percent < least.value_or(0) ? kNo : kYes;
  }

 private:
  bool Fail(const std::string& message) {
    Err(fmt::format("guiju: {}\n", message));
    return false;
  }

  bool Policy(const std::string& path, bool alone) {
    engine::Engine::Loaded loaded = engine_.Load(path);
    if (loaded.policy == nullptr) {
      if (!loaded.error.empty()) return Fail(loaded.error);
      Err(diag::RenderText(loaded.compilation.diagnostics, *loaded.compilation.sources, session_.messages()));
      report_.failures.push_back(
          {path, "", {session_.Pick("制度有错误，没有检验", "the policy has errors and was not tested")}});
      return true;
    }
    TestRun run(session_, *loaded.policy, &report_);
    run.Examples();
    for (const std::string& file : CaseFiles(fs::path(FolderOf(path)) / "cases")) {
      base::Result<std::string> text = ReadInput(file, kMaxTestFile);
      if (!text) return Fail(text.error().message);
      std::vector<caseio::CaseTest> tests;
      caseio::Problems problems;
      if (!caseio::SplitCaseTests(*text, &tests, &problems)) {
        if (broken_.insert(file).second)
          report_.failures.push_back(
              {file, "", {caseio::RenderShort(problems.all()[0], *text, session_.language())}});
        continue;
      }
      std::vector<caseio::CaseTest> mine;
      for (caseio::CaseTest& test : tests) {
        std::string key = fmt::format("{}:{}", file, test.begin);
        bool wanted = test.policy.empty() ? alone : Means(test.policy, *loaded.policy, path);
        if (wanted)
          claimed_.insert(key);
        else
          unclaimed_.try_emplace(key, test.policy);
        if (wanted) mine.push_back(std::move(test));
      }
      run.File(file, *text, std::move(mine));
    }
    const ir::Policy& main = loaded.policy->program().policies[loaded.policy->program().main];
    suites_.push_back({path, main.name.In(session_.chinese), run.coverage().Missing(session_.chinese),
                       run.coverage().goals(), run.coverage().reached()});
    return true;
  }

  // Tests that no policy of the folder took.
  void Unclaimed(const std::string& folder) {
    for (const auto& [key, policy] : unclaimed_) {
      if (claimed_.contains(key) || !key.starts_with(folder)) continue;
      claimed_.insert(key);
      report_.failures.push_back(
          {key.substr(0, key.rfind(':')),
           "",
           {policy.empty()
                ? session_.Pick("目录里有几个制度，案例要写明“制度”",
                                "the folder holds several policies: the case must name its \"policy\"")
                : fmt::format(
                      fmt::runtime(session_.Pick("目录里没有制度“{}”", "no policy \"{}\" in the folder")),
                      policy)}});
    }
  }

  void Text(bool coverage, int64_t percent) {
    std::string out;
    for (const TestReport::Failure& failure : report_.failures) {
      out += fmt::format("{} {}{}\n", session_.Pick("✗", "FAILED"), failure.place,
                         failure.title.empty() ? "" : "  " + failure.title);
      for (const std::string& reason : failure.reasons) out += fmt::format("    {}\n", reason);
    }
    if (coverage) {
      for (const Suite& suite : suites_) {
        out +=
            fmt::format(fmt::runtime(session_.Pick("{}：条件覆盖 {}/{}\n", "{}: condition coverage {}/{}\n")),
                        suite.name, suite.reached, suite.goals);
        for (const std::string& line : suite.missing) out += fmt::format("    {}\n", line);
      }
    }
    out += session_.chinese ? fmt::format("{} 个制度，{} 个例子通过，{} 个不通过", suites_.size(),
                                          report_.passed, report_.failures.size())
                            : fmt::format("{} policies, {} examples passed, {} failed", suites_.size(),
                                          report_.passed, report_.failures.size());
    if (coverage) out += fmt::format(fmt::runtime(session_.Pick("，覆盖 {}%", ", coverage {}%")), percent);
    Out(out + "\n");
  }

  void Json(bool coverage, int64_t percent) {
    std::string out = fmt::format("{{\"policies\": {}, \"passed\": {}, \"failed\": {}", suites_.size(),
                                  report_.passed, report_.failures.size());
    if (coverage) out += fmt::format(", \"coverage\": {}", percent);
    auto strings = [](const std::vector<std::string>& lines) {
      std::string all;
      for (const std::string& line : lines) all += (all.empty() ? "" : ", ") + caseio::JsonString(line);
      return "[" + all + "]";
    };
    out += ", \"failures\": [";
    for (size_t i = 0; i < report_.failures.size(); ++i) {
      const TestReport::Failure& failure = report_.failures[i];
      out += fmt::format("{}{{\"place\": {}, \"title\": {}, \"reasons\": {}}}", i > 0 ? ", " : "",
                         caseio::JsonString(failure.place), caseio::JsonString(failure.title),
                         strings(failure.reasons));
    }
    out += "]";
    if (coverage) {
      out += ", \"uncovered\": [";
      bool first = true;
      for (const Suite& suite : suites_) {
        out += fmt::format("{}{{\"policy\": {}, \"goals\": {}, \"reached\": {}, \"missing\": {}}}",
                           first ? "" : ", ", caseio::JsonString(suite.name), suite.goals, suite.reached,
                           strings(suite.missing));
        first = false;
      }
      out += "]";
    }
    Out(out + "}\n");
  }

  const Session& session_;
  const engine::Engine& engine_;
  const plugin::FrontEnd& compiler_;
  TestReport report_;
  std::vector<Suite> suites_;
  std::set<std::string> claimed_, broken_;
  std::map<std::string, std::string> unclaimed_;
};

}  // namespace

int RunTest(const Session& session) {
  if (session.arguments.paths().empty())
    return Misuse(session, session.Pick("test 后面写制度或目录", "test needs a policy or directory"));
  if (session.arguments.Has("--min") && !WholeNumber(session.arguments.Get("--min"), 100))
    return Misuse(session, session.Pick("--min 后面写 0 到 100", "--min: 0 to 100"));
  base::Result<engine::Settings> settings = SettingsOf(session);
  if (!settings) return Misuse(session, settings.error().message);
  engine::Engine engine(*settings);
  base::Result<const plugin::FrontEnd*> compiler = engine.front_end();
  if (!compiler) return Misuse(session, compiler.error().message);
  TestCommand command(session, engine, **compiler);
  for (const std::string& path : session.arguments.paths()) {
    if (!command.Path(path)) return kMisuse;
  }
  return command.Finish();
}

}  // namespace guiju::cli
