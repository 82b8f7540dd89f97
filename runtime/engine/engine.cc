#include "runtime/engine/engine.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "runtime/engine/libraries.h"
#include "runtime/loader/sealed_object.h"

namespace guiju::engine {

namespace fs = std::filesystem;

namespace {

void AddRoot(std::vector<std::string>* roots, const fs::path& path) {
  std::error_code error;
  fs::path real = fs::canonical(path, error);
  if (error || !fs::is_directory(real, error)) return;
  if (std::find(roots->begin(), roots->end(), real.string()) == roots->end()) roots->push_back(real.string());
}

std::string Absolute(const std::string& path) {
  std::error_code error;
  fs::path real = fs::canonical(path, error);
  return error ? path : real.string();
}

}  // namespace

Settings DefaultSettings() {
  Settings settings;
  if (const char* path = std::getenv("GUIJU_PATH")) {
    std::string_view rest = path;
    while (!rest.empty()) {
      size_t colon = std::min(rest.find(':'), rest.size());
      if (colon > 0) AddRoot(&settings.roots, std::string(rest.substr(0, colon)));
      rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
  }
  // Source tree (build/bin, or a build directory anywhere: the tree is compiled in) or installation prefix.
  fs::path own = OwnDirectory();
  for (const char* up : {"../share/guiju", "../../share/guiju", "../../../share/guiju"}) {
    AddRoot(&settings.roots, own / up / "stdlib");
    AddRoot(&settings.roots, own / up / "policies");
  }
#ifdef GUIJU_SOURCE_TREE
  if (settings.roots.empty() || fs::exists(own / "../CMakeCache.txt")) {
    AddRoot(&settings.roots, fs::path(GUIJU_SOURCE_TREE) / "stdlib");
    AddRoot(&settings.roots, fs::path(GUIJU_SOURCE_TREE) / "policies");
  }
#endif
  settings.cache_directory = Cache::DefaultDirectory();
  return settings;
}

Engine::Engine(Settings settings) : settings_(std::move(settings)), cache_(settings_.cache_directory) {}

base::Result<const plugin::FrontEnd*> Engine::front_end() const {
  return OpenFrontEnd(settings_.library_directory);
}
base::Result<const plugin::BackEnd*> Engine::back_end() const {
  return OpenBackEnd(settings_.library_directory);
}

base::Result<std::shared_ptr<const value::Calendar>> Engine::Calendar() const {
  return value::Calendar::Builtin(settings_.known, settings_.region);
}

base::Result<std::string> Engine::Resolve(const std::string& subject) const {
  if (access(subject.c_str(), R_OK) == 0) return subject;
  for (const std::string& root : settings_.roots) {  // policies/datong, also from elsewhere
    for (const std::string& candidate :
         {root + "/" + subject, fs::path(root).parent_path().string() + "/" + subject}) {
      if (access(candidate.c_str(), R_OK) == 0) return candidate;
    }
  }
  base::Result<const plugin::FrontEnd*> compiler = front_end();
  if (!compiler) return compiler.error();
  std::string path = (*compiler)->FindPolicy(subject, settings_.roots);
  if (path.empty()) {
    std::string searched;
    for (const std::string& root : settings_.roots) searched += (searched.empty() ? "" : ", ") + root;
    return base::Error{fmt::format("没有名为“{}”的文件或制度 (no file or policy named \"{}\"; searched: {})",
                                   subject, subject, searched)};
  }
  return path;
}

// The roots with everything below, and those around the path.
std::vector<std::string> Engine::SearchedDirectories(const std::string& path) const {
  std::vector<std::string> directories;
  std::error_code error;
  auto add = [&](const fs::path& directory, bool below) {
    if (!fs::is_directory(directory, error)) return;
    directories.push_back(directory.string());
    if (!below) return;
    for (auto it = fs::recursive_directory_iterator(directory, error); !error && it != fs::end(it);
         it.increment(error)) {
      if (it->is_directory(error) && directories.size() < 4096) directories.push_back(it->path().string());
    }
  };
  for (const std::string& root : settings_.roots) add(root, true);
  fs::path own = fs::is_directory(path, error) ? fs::path(path) : fs::path(path).parent_path();
  add(own, false);
  add(own.parent_path(), false);
  std::sort(directories.begin(), directories.end());
  directories.erase(std::unique(directories.begin(), directories.end()), directories.end());
  return directories;
}

Engine::Loaded Engine::Load(const std::string& subject) const {
  Loaded loaded;
  base::Result<std::shared_ptr<const value::Calendar>> calendar = Calendar();
  if (!calendar) {
    loaded.error = calendar.error().message;
    return loaded;
  }
  std::string asked = access(subject.c_str(), F_OK) == 0 ? Absolute(subject) : "name:" + subject;
  for (const std::string& root : settings_.roots) asked += "\n" + root;
  std::string compiler_path = FrontEndPath(settings_.library_directory);
  if (std::optional<Cache::Entry> entry = cache_.Find(asked, compiler_path)) {
    loaded.policy = std::make_shared<LoadedPolicy>(std::move(entry->program), *calendar, entry->ir_digest);
    loaded.from_cache = true;
    return loaded;
  }
  base::Result<std::string> path = Resolve(subject);
  base::Result<const plugin::FrontEnd*> compiler = front_end();
  if (!path || !compiler) {
    loaded.error = !path ? path.error().message : compiler.error().message;
    return loaded;
  }
  const std::vector<std::string> directories = cache_.StateOf(SearchedDirectories(Absolute(*path)));
  loaded.compilation = (*compiler)->Compile(*path, settings_.roots, false);
  if (!loaded.compilation.program) return loaded;
  std::vector<Cache::File> files;
  for (size_t i = 0; i < loaded.compilation.sources->size(); ++i) {
    const source::SourceFile& file = (*loaded.compilation.sources)[source::FileId(i)];
    files.push_back({Absolute(file.path), file.text});
  }
  cache_.Store(asked, compiler_path, files, directories, *loaded.compilation.program);
  loaded.policy = std::make_shared<LoadedPolicy>(std::move(*loaded.compilation.program), *calendar);
  loaded.compilation.program.reset();
  return loaded;
}

bool Engine::LoadNative(const std::shared_ptr<const LoadedPolicy>& policy) const {
  if (policy->native() != nullptr) return true;
  std::string path = cache_.CodePath(policy->ir_digest(), BackEndPath(settings_.library_directory));
  if (path.empty() || access(path.c_str(), R_OK) != 0) return false;
  loader::Expected expected{policy->layout().hash, policy->ir_digest()};
  base::Result<std::shared_ptr<const loader::Loaded>> code = loader::LoadSealed(path, cache_.key(), expected);
  if (!code) return false;
  policy->SetNative(*code);
  return policy->native() != nullptr;
}

base::Status Engine::MakeNative(const std::shared_ptr<const LoadedPolicy>& policy) const {
  if (LoadNative(policy)) return base::Done{};
  base::Result<const plugin::BackEnd*> compiler = back_end();
  if (!compiler) return compiler.error();
  std::string path = cache_.CodePath(policy->ir_digest(), BackEndPath(settings_.library_directory));
  if (!path.empty()) {
    std::string temporary = fmt::format("{}.{}.tmp", path, getpid());
    bool ok = (*compiler)->EmitSharedObject(policy->program(), policy->layout(), temporary).ok() &&
              loader::Seal(temporary, cache_.key()).ok() && rename(temporary.c_str(), path.c_str()) == 0;
    if (!ok) unlink(temporary.c_str());
    if (ok && LoadNative(policy)) return base::Done{};
  }
  auto code = (*compiler)->Compile(policy->program(), policy->layout());
  if (!code) return code.error();
  policy->SetNative(*code);
  return base::Done{};
}

base::Result<std::vector<std::pair<ir::FactId, value::Day>>> ResolveAxes(const LoadedPolicy& policy,
                                                                         const std::vector<AxisDate>& on) {
  std::vector<std::pair<ir::FactId, value::Day>> dates;
  for (const AxisDate& date : on) {
    ir::FactId fact = policy.schema().FindAxis(date.axis);
    if (!fact) {
      std::string known;
      for (const std::string& word : policy.schema().AxisWords()) known += (known.empty() ? "" : "、") + word;
      return base::Error{
          fmt::format("没有名为“{}”的时间轴 (no date axis \"{}\"): {}", date.axis, date.axis, known)};
    }
    dates.emplace_back(fact, date.day);
  }
  return dates;
}

void FillAxes(const LoadedPolicy& policy, const std::vector<std::pair<ir::FactId, value::Day>>& dates,
              std::byte* row) {
  for (const auto& [fact, day] : dates) {
    const abi::Field& field = policy.layout().fields[static_cast<size_t>(fact.index)];
    if (!abi::IsKnown(row, field)) abi::Store(row, field, day);
  }
}

ClassifyOutcome Classify(const LoadedPolicy& policy, std::string_view case_json,
                         const ClassifyOptions& options) {
  ClassifyOutcome outcome;
  auto axes = ResolveAxes(policy, options.on);
  if (!axes) {
    outcome.error = axes.error().message;
    return outcome;
  }
  caseio::CaseBuffer buffer(policy.layout());
  caseio::JsonReader reader(policy.schema(), options.limits);
  if (!reader.Read(case_json, &buffer, &outcome.problems)) return outcome;
  FillAxes(policy, *axes, buffer.row());
  std::vector<interp::Presumed> presumed = policy.Presume(buffer.row());
  std::vector<uint64_t> words(policy.shape().words());
  Tier tier = policy.Ready(options.tier);
  policy.Evaluate(tier, buffer.row(), words.data());
  outcome.answer = BuildAnswer(policy, buffer, words.data(), presumed, tier, options.answer);
  return outcome;
}

}  // namespace guiju::engine
