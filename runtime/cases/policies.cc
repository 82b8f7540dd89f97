#include "runtime/cases/policies.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "compiler/base/sha256.h"
#include "runtime/record/encoding.h"
#include "runtime/record/json.h"

namespace guiju::cases {
namespace {

namespace fs = std::filesystem;
using record::Value;

constexpr size_t kMostBundleBytes = 64 << 20;

std::string Described(const engine::Engine::Loaded& loaded) {
  if (!loaded.error.empty()) return loaded.error;
  if (loaded.compilation.sources == nullptr) return "制度不能编译 (the policy does not compile)";
  return diag::RenderText(loaded.compilation.diagnostics, *loaded.compilation.sources,
                          {diag::Language::kZh, false, true});
}

base::Result<std::string> BundleOf(const engine::LoadedPolicy& policy, const source::SourceSet& sources) {
  std::map<std::string, const std::string*> by_digest;
  for (size_t i = 0; i < sources.size(); ++i) {
    const std::string& text = sources[source::FileId(i)].text;
    by_digest.emplace(base::ToHex(base::Sha256(text)), &text);
  }
  const ir::Program& program = policy.program();
  Value bundle = Value::EmptyObject();
  bundle.Insert("v", 1);
  bundle.Insert("main", program.policies[program.main].name.In(true));
  Value& files = *bundle.Insert("files", Value::EmptyArray());
  for (const ir::SourceDigest& one : program.closure) {
    const auto found = by_digest.find(one.sha256);
    if (found == by_digest.end())
      return base::Error{fmt::format("{}: 源文件不见了 (the source is missing)", one.path)};
    Value& file = files.Append(Value::EmptyObject());
    file.Insert("path", one.path);
    file.Insert("text", *found->second);
  }
  return record::PrintJson(bundle);
}

struct DirectoryTime {
  std::string path;
  int64_t seconds = 0, nanoseconds = 0;  // of its last change; 0: it is not there
  friend bool operator==(const DirectoryTime&, const DirectoryTime&) = default;
};
DirectoryTime TimeOf(const std::string& path) {
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) return {path};
  return {path, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
}

bool HoldsText(const std::string& path, std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::ifstream file(path, std::ios::binary);
  std::string read(text.size() + kByteOrderMark.size() + 1, 0);
  file.read(read.data(), static_cast<std::streamsize>(read.size()));
  std::string_view found(read.data(), static_cast<size_t>(file.gcount()));
  if (found.starts_with(kByteOrderMark)) found.remove_prefix(kByteOrderMark.size());
  return found == text;
}

// A folder with the files of a bundle, gone with it.
class Unpacked {
 public:
  static base::Result<std::unique_ptr<Unpacked>> Make(const Value& bundle) {
    std::string pattern = (fs::temp_directory_path() / "guiju-policy-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) return base::Error{pattern + ": 无法建立 (cannot be made)"};
    auto unpacked = std::unique_ptr<Unpacked>(new Unpacked(pattern));
    const Value* files = bundle.Find("files");
    if (files == nullptr || files->kind() != Value::Kind::kArray) return base::Error{"policy bundle: files"};
    for (const Value& file : files->items()) {
      const Value* path = file.Find("path");
      const Value* text = file.Find("text");
      if (path == nullptr || text == nullptr || path->kind() != Value::Kind::kText ||
          text->kind() != Value::Kind::kText)
        return base::Error{"policy bundle: path, text"};
      if (auto done = unpacked->Write(path->text(), text->text()); !done) return done.error();
    }
    return unpacked;
  }
  ~Unpacked() {
    std::error_code error;
    fs::remove_all(folder_, error);
  }
  const std::string& folder() const { return folder_; }

 private:
  explicit Unpacked(std::string folder) : folder_(std::move(folder)) {}

  base::Status Write(const std::string& path, const std::string& text) {
    const fs::path relative = fs::path(path).lexically_normal();
    if (relative.is_absolute() || relative.empty() || *relative.begin() == "..")
      return base::Error{fmt::format("policy bundle: {}", path)};  // it would leave the folder
    const fs::path full = fs::path(folder_) / relative;
    std::error_code error;
    fs::create_directories(full.parent_path(), error);
    std::ofstream file(full, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (error || !file) return base::Error{fmt::format("{}: 无法写入 (cannot be written)", full.string())};
    return base::Done{};
  }

  std::string folder_;
};

}  // namespace

// What a subject named, and what that rested on.
struct Policies::Compiled {
  Bundle bundle;
  std::shared_ptr<const source::SourceSet> sources;
  std::vector<DirectoryTime> directories;

  bool StillSo() const {
    for (const DirectoryTime& directory : directories) {
      if (TimeOf(directory.path) != directory) return false;
    }
    for (size_t i = 0; i < sources->size(); ++i) {
      const source::SourceFile& file = (*sources)[source::FileId(i)];
      if (!file.path.empty() && !HoldsText(file.path, file.text)) return false;
    }
    return true;
  }
};

std::string HexOfDigest(std::string_view digest) {
  constexpr std::string_view kPrefix = "sha256:";
  if (digest.starts_with(kPrefix)) digest.remove_prefix(kPrefix.size());
  return std::string(digest);
}
std::string ClosureOf(const engine::LoadedPolicy& policy) { return HexOfDigest(policy.closure()); }
std::string CalendarOf(const engine::LoadedPolicy& policy) { return HexOfDigest(policy.calendar().digest()); }

Policies::Policies(engine::Settings settings)
    : settings_(std::move(settings)), calendars_(settings_.known, settings_.region) {
  settings_.cache_directory.clear();  // a bundle needs the sources as they were compiled
}

PolicyPtr Policies::Known(const std::string& closure) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(closure);
  return known == known_.end() ? nullptr : known->second;
}

std::shared_ptr<const Policies::Compiled> Policies::Remembered(const std::string& subject) {
  std::shared_ptr<const Compiled> compiled;
  {
    const std::lock_guard lock(mutex_);
    const auto found = compiled_.find(subject);
    if (found == compiled_.end()) return nullptr;
    compiled = found->second;
  }
  return compiled->StillSo() ? compiled : nullptr;
}

base::Result<Bundle> Policies::Compile(const std::string& subject) {
  if (const auto remembered = Remembered(subject)) return remembered->bundle;
  const engine::Engine engine(settings_);
  const auto path = engine.Resolve(subject);
  if (!path) return path.error();
  std::vector<DirectoryTime> directories;  // as they are before they are searched
  for (const std::string& one : engine.SearchedDirectories(*path)) directories.push_back(TimeOf(one));
  const engine::Engine::Loaded loaded = engine.Load(subject);
  if (loaded.policy == nullptr) return base::Error{Described(loaded)};
  auto bytes = BundleOf(*loaded.policy, *loaded.compilation.sources);
  if (!bytes) return bytes.error();
  const Bundle bundle{loaded.policy, *std::move(bytes)};
  const std::lock_guard lock(mutex_);
  known_[ClosureOf(*loaded.policy)] = loaded.policy;
  compiled_[subject] =
      std::make_shared<Compiled>(Compiled{bundle, loaded.compilation.sources, std::move(directories)});
  return bundle;
}

base::Result<PolicyPtr> Policies::Restore(const std::string& bytes, const std::string& closure) {
  auto bundle = record::ParseJson(bytes, kMostBundleBytes);
  if (!bundle) return bundle.error();
  const Value* main = bundle->Find("main");
  if (main == nullptr || main->kind() != Value::Kind::kText) return base::Error{"policy bundle: main"};
  auto unpacked = Unpacked::Make(*bundle);
  if (!unpacked) return unpacked.error();
  engine::Settings settings = settings_;
  settings.roots = {(*unpacked)->folder()};
  const engine::Engine engine(settings);
  engine::Engine::Loaded loaded = engine.Load(main->text());
  if (loaded.policy == nullptr) return base::Error{Described(loaded)};
  // A policy of several files was opened by its folder: the file with the head alone is another closure.
  if (ClosureOf(*loaded.policy) != closure) {
    const auto path = engine.Resolve(main->text());
    if (!path) return path.error();
    engine::Engine::Loaded whole = engine.Load(fs::path(*path).parent_path().string());
    if (whole.policy != nullptr) loaded = std::move(whole);
  }
  if (ClosureOf(*loaded.policy) != closure)
    return base::Error{fmt::format(
        "库中保存的制度源文件与摘要 {} 不符 (the sources kept are not those of this closure)", closure)};
  return loaded.policy;
}

PolicyPtr Policies::Under(const PolicyPtr& policy, const CalendarPtr& calendar) {
  if (policy->calendar().digest() == calendar->digest()) return policy;
  const std::lock_guard lock(mutex_);
  PolicyPtr& other = others_[{ClosureOf(*policy), calendar->digest()}];
  if (other == nullptr) other = std::make_shared<engine::LoadedPolicy>(policy->program(), calendar);
  return other;
}

base::Result<PolicyPtr> Policies::UnderCurrent(store::Reader& reader, const PolicyPtr& policy) {
  auto calendar = calendars_.Current(reader);
  if (!calendar) return calendar.error();
  return Under(policy, *calendar);
}

base::Result<PolicyPtr> Policies::FindUnder(store::Reader& reader, const std::string& closure,
                                            const std::string& calendar) {
  auto policy = FindUnderAny(reader, closure);
  if (!policy) return policy;
  auto found = calendars_.Find(reader, calendar);
  if (!found) return found.error();
  return Under(*policy, *found);
}

base::Result<PolicyPtr> Policies::Find(store::Reader& reader, const std::string& closure) {
  auto policy = FindUnderAny(reader, closure);
  if (!policy) return policy;
  return UnderCurrent(reader, *policy);
}

base::Result<PolicyPtr> Policies::FindUnderAny(store::Reader& reader, const std::string& closure) {
  if (PolicyPtr known = Known(closure)) return known;
  const auto digest = record::DigestOfHex(closure);
  if (!digest) return base::Error{fmt::format("“{}”不是制度摘要 (is no closure digest)", closure)};
  auto bytes = reader.ReadPolicy(*digest);
  if (!bytes) return bytes.error();
  if (!*bytes) return base::Error{fmt::format("库中没有制度 {} (no such policy in the store)", closure)};
  auto policy = Restore(**bytes, closure);
  if (!policy) return policy.error();
  const std::lock_guard lock(mutex_);
  return known_.try_emplace(closure, *policy).first->second;
}

}  // namespace guiju::cases
