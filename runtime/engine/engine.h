#pragma once
// Finding, compiling, caching and running policies. The public API (runtime/include) and the command line
// stand on this.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/diag/diag.h"
#include "compiler/plugin/plugin.h"
#include "runtime/caseio/classification.h"
#include "runtime/caseio/json_reader.h"
#include "runtime/caseio/problem.h"
#include "runtime/engine/answer.h"
#include "runtime/engine/cache.h"
#include "runtime/engine/loaded_policy.h"
#include "runtime/value/date.h"

namespace guiju::engine {

struct Settings {
  std::vector<std::string> roots;  // where policies named by 引用, 上位 or on the command line are looked for
  std::string cache_directory;     // "" = nothing is kept
  std::string library_directory;   // of the lazily opened libraries; "" = beside this program
  std::optional<value::Day> known;  // only calendar notices published by this day
  std::string region;               // regional calendar layer
};
// Roots: the directories of GUIJU_PATH, ./stdlib and ./policies of the source tree or installation this code
// belongs to.
Settings DefaultSettings();

struct AxisDate {
  std::string axis;  // 行为, act, or the axis fact's name
  value::Day day = 0;
};

struct ClassifyOptions {
  Tier tier = Tier::kAuto;
  std::vector<AxisDate> on;  // fill axes the case leaves unknown
  AnswerOptions answer;
  caseio::Limits limits;
};

// One of: answer; problems of the case (with its text); error (an unknown axis in `on`).
struct ClassifyOutcome {
  std::optional<caseio::Classification> answer;
  caseio::Problems problems;
  std::string error;
};
// Thread-safe. The answer refers to the policy, which must outlive it.
ClassifyOutcome Classify(const LoadedPolicy& policy, std::string_view case_json,
                         const ClassifyOptions& options);
// Resolves axis words; an Error names the axis that does not exist and those that do.
base::Result<std::vector<std::pair<ir::FactId, value::Day>>> ResolveAxes(const LoadedPolicy& policy,
                                                                         const std::vector<AxisDate>& on);
// Sets the dates where the row knows none.
void FillAxes(const LoadedPolicy& policy, const std::vector<std::pair<ir::FactId, value::Day>>& dates,
              std::byte* row);

// Thread-safe.
class Engine {
 public:
  explicit Engine(Settings settings);

  struct Loaded {
    std::shared_ptr<const LoadedPolicy> policy;  // null: see error and compilation
    std::string error;                           // of the environment; "" when only the policy is at fault
    plugin::Compilation compilation;             // diagnostics, unless it came from the cache
    bool from_cache = false;
  };
  // `subject`: a file, a directory holding one policy, or a policy's name in either spelling.
  Loaded Load(const std::string& subject) const;

  // Makes the native tier ready: sealed code from the cache, else compiled now and kept. Blocks for the
  // compilation.
  base::Status MakeNative(const std::shared_ptr<const LoadedPolicy>& policy) const;
  // Only what the cache holds; false when it holds nothing.
  bool LoadNative(const std::shared_ptr<const LoadedPolicy>& policy) const;

  base::Result<const plugin::FrontEnd*> front_end() const;
  base::Result<const plugin::BackEnd*> back_end() const;
  const Settings& settings() const { return settings_; }
  // Path of the policy `subject` means; "" when there is none.
  base::Result<std::string> Resolve(const std::string& subject) const;
  // Directories whose change could change what names in the policy at that path mean.
  std::vector<std::string> SearchedDirectories(const std::string& path) const;

 private:
  base::Result<std::shared_ptr<const value::Calendar>> Calendar() const;

  Settings settings_;
  Cache cache_;
};

}  // namespace guiju::engine
