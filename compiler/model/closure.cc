#include "compiler/model/closure.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>
#include <unordered_map>

#include "compiler/base/sha256.h"
#include "compiler/model/find_policies.h"

namespace guiju::model {

namespace fs = std::filesystem;

namespace {

struct NamedText {
  std::string path, label, text;
};
using Similar = std::vector<std::pair<std::string, std::string>>;  // names and the files that declare them

// Where the loader looks for policies: directories, or texts given.
struct Library {
  std::function<std::optional<std::vector<NamedText>>(const std::string& name)> find;
  std::function<std::string(const std::string& name, const std::string& path)> rival;  // see PolicyFinder
  std::function<Similar(const std::string& name)> similar;
  std::function<std::string()> searched;
};

class Loader {
 public:
  Loader(diag::Sink& sink, Library library) : sink_(sink), library_(std::move(library)) {}

  // Parses the files of one policy and whatever it depends on; nullopt inside a cycle.
  std::optional<size_t> AddUnit(std::vector<NamedText> files, source::Span asked_from) {
    Unit unit;
    for (NamedText& file : files) {
      if (auto tree = AddFile(std::move(file))) unit.trees.push_back(*tree);
    }
    if (unit.trees.empty()) return std::nullopt;
    auto has_header = [&](size_t tree) { return closure_.trees[tree].header.has_value(); };
    std::stable_partition(unit.trees.begin(), unit.trees.end(), has_header);
    const syntax::SyntaxTree& head = closure_.trees[unit.trees[0]];
    if (head.header) {
      unit.name = head.header->name.Joined();
      unit.second = head.header->second;
    } else {
      unit.name = fs::path(closure_.sources[head.file].path).stem().stem().string();
    }
    if (auto it = loaded_.find(unit.name); it != loaded_.end()) {
      source::Span span = head.header ? head.header->name.span : asked_from;
      const size_t other = closure_.units[it->second].trees[0];
      sink_.Emit(diag::Kind::DuplicatePolicy, span, unit.name, PathOf(other), PathOf(unit.trees[0]));
      return it->second;
    }
    loading_.push_back(unit.name);
    if (head.header && head.header->superior) {
      const syntax::QName superior = *head.header->superior;
      if (auto index = Depend(superior)) unit.superior = static_cast<int>(*index);
    }
    for (size_t i = 0; i < unit.trees.size(); ++i) {
      std::vector<syntax::QName> wanted;
      for (const syntax::Declaration& declaration : closure_.trees[unit.trees[i]].declarations) {
        if (const auto* use = std::get_if<syntax::UseDecl>(&declaration)) wanted.push_back(use->policy);
      }
      for (const syntax::QName& name : wanted) {
        if (auto index = Depend(name)) unit.uses.push_back(*index);
      }
    }
    loading_.pop_back();
    size_t index = closure_.units.size();
    loaded_.emplace(unit.name, index);
    if (!unit.second.empty()) loaded_.emplace(unit.second, index);
    closure_.units.push_back(std::move(unit));
    SetVisible(index);
    return index;
  }

  void AddMain(std::vector<NamedText> files) {
    if (auto index = AddUnit(std::move(files), {})) {
      if (std::find(closure_.mains.begin(), closure_.mains.end(), *index) == closure_.mains.end())
        closure_.mains.push_back(*index);
    }
  }

  // A header-less file beside several policies: belongs to none.
  void AddLoose(NamedText file) {
    if (auto tree = AddFile(std::move(file))) {
      source::FileId id = closure_.trees[*tree].file;
      sink_.Emit(diag::Kind::LooseFile, source::Span{id, 0, 0});
    }
  }

  Closure Finish() && {
    std::sort(closure_.digests.begin(), closure_.digests.end(),
              [](const FileDigest& a, const FileDigest& b) { return a.path < b.path; });
    return std::move(closure_);
  }
  // Whether the policy has been read from this very file.
  bool IsLoaded(const std::string& name, const std::string& path) const {
    auto it = loaded_.find(name);
    if (it == loaded_.end()) return false;
    std::error_code error;
    const std::string known = PathOf(closure_.units[it->second].trees[0]);
    return known == path || fs::equivalent(known, path, error);
  }

 private:
  std::optional<size_t> AddFile(NamedText file) {
    closure_.digests.push_back({file.label, base::ToHex(base::Sha256(file.text))});
    source::Loaded loaded = source::Load(std::move(file.path), std::move(file.text));
    diag::ReportTextProblems(loaded, source::FileId(closure_.sources.size()), sink_);
    bool sound = loaded.problems.empty();
    source::FileId id = closure_.sources.Add(std::move(loaded.file));
    if (!sound) {
      syntax::SyntaxTree empty;
      empty.file = id;
      closure_.trees.push_back(std::move(empty));
      return std::nullopt;
    }
    const size_t errors = sink_.error_count();
    closure_.trees.push_back(syntax::Parse(closure_.sources[id], id, sink_));
    if (closure_.trees.back().english) closure_.sources.MarkEnglish(id);
    const syntax::SyntaxTree& tree = closure_.trees.back();
    if (!tree.header && tree.declarations.empty() && sink_.error_count() == errors)
      sink_.Emit(diag::Kind::NothingDeclared, source::Span{id, 0, 0});
    return static_cast<size_t>(id.index);
  }

  std::optional<size_t> Depend(const syntax::QName& name) {
    std::string wanted = name.Joined();
    if (auto it = loaded_.find(wanted); it != loaded_.end()) return it->second;
    auto start = std::find(loading_.begin(), loading_.end(), wanted);
    if (start != loading_.end()) {
      std::string circle;
      for (; start != loading_.end(); ++start) circle += *start + " → ";
      sink_.Emit(diag::Kind::PolicyCycle, name.span, circle + wanted);
      return std::nullopt;
    }
    auto files = library_.find(wanted);
    if (!files || files->empty()) {
      ReportNotFound(name.span, wanted);
      return std::nullopt;
    }
    const std::string& path = files->front().path;
    if (const std::string rival = library_.rival(wanted, path); !rival.empty()) {
      sink_.Emit(diag::Kind::DuplicatePolicy, name.span, wanted, path, rival);
      return std::nullopt;
    }
    return AddUnit(std::move(*files), name.span);
  }

  void ReportNotFound(source::Span span, const std::string& wanted) {
    std::string zh, en;
    for (const auto& [name, file] : library_.similar(wanted)) {
      zh += (zh.empty() ? "「" : "，或者「") + name + "」（" + file + "）";
      en += (en.empty() ? "`" : " or `") + name + "` (" + file + ")";
    }
    if (zh.empty())
      sink_.Emit(diag::Kind::PolicyNotFound, span, wanted, library_.searched());
    else
      sink_.Emit(diag::Kind::PolicyNotFoundSimilar, span, wanted, zh, en);
  }

  std::string PathOf(size_t tree) const { return closure_.sources[closure_.trees[tree].file].path; }

  void SetVisible(size_t index) {
    Unit& unit = closure_.units[index];
    std::vector<bool> seen(closure_.units.size());
    unit.visible.push_back(index);
    seen[index] = true;
    for (size_t next = 0; next < unit.visible.size(); ++next) {
      const Unit& from = closure_.units[unit.visible[next]];
      auto add = [&](size_t to) {
        if (!seen[to]) unit.visible.push_back(to);
        seen[to] = true;
      };
      if (from.superior >= 0) add(static_cast<size_t>(from.superior));
      for (size_t use : std::vector<size_t>(from.uses)) add(use);
    }
  }

  diag::Sink& sink_;
  Library library_;
  Closure closure_;
  std::unordered_map<std::string, size_t> loaded_;
  std::vector<std::string> loading_;
};

std::vector<NamedText> ReadAll(const PolicyFiles& files) {
  std::vector<NamedText> out;
  for (size_t i = 0; i < files.paths.size(); ++i) {
    if (auto text = ReadFile(files.paths[i]))
      out.push_back({files.paths[i], files.labels[i], std::move(*text)});
  }
  return out;
}

std::vector<fs::path> PolicyFilesIn(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    std::string name = it->path().filename().string();
    if (!name.starts_with(".") && IsPolicyFile(name)) files.push_back(it->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

struct Folder {
  std::vector<NamedText> headed, loose;
};
Folder ReadFolder(const fs::path& directory) {
  Folder folder;
  for (const fs::path& path : PolicyFilesIn(directory)) {
    auto text = ReadFile(path.string());
    if (!text) continue;
    bool headed = ReadHeaderLine(*text, IsLiterate(path.string())).has_value();
    fs::path normal = directory.lexically_normal();
    std::string folder_name = (normal.has_filename() ? normal : normal.parent_path()).filename().string();
    NamedText file{path.string(), folder_name + "/" + path.filename().string(), std::move(*text)};
    (headed ? folder.headed : folder.loose).push_back(std::move(file));
  }
  return folder;
}

PolicyFinder FinderFor(const fs::path& directory, const SearchRoots& roots) {
  constexpr int kRootDepth = 4;
  fs::path here = directory.empty() ? fs::path(".") : directory;
  std::vector<PolicyFinder::Place> places{{here.string(), 0}};
  for (const std::string& root : roots.directories) places.push_back({root, kRootDepth});
  std::error_code error;
  fs::path absolute = fs::absolute(here, error).lexically_normal();
  if (!absolute.has_filename()) absolute = absolute.parent_path();
  if (!error) places.push_back({absolute.parent_path().string(), 1});
  return PolicyFinder(std::move(places));
}

}  // namespace

Closure LoadClosure(const std::string& path, const SearchRoots& roots, diag::Sink& sink) {
  std::error_code error;
  bool is_directory = fs::is_directory(path, error);
  auto finder = std::make_shared<PolicyFinder>(
      FinderFor(is_directory ? fs::path(path) : fs::path(path).parent_path(), roots));
  Loader loader(
      sink, {[finder](const std::string& name) -> std::optional<std::vector<NamedText>> {
               auto files = finder->Find(name);
               if (!files) return std::nullopt;
               return ReadAll(*files);
             },
             [finder](const std::string& name, const std::string& file) { return finder->Rival(name, file); },
             [finder](const std::string& name) { return finder->Similar(name); },
             [finder] { return finder->Searched(); }});
  if (!is_directory) {
    auto text = ReadFile(path);
    if (!text)
      sink.Emit(diag::Kind::NoPolicyHere, {}, path);
    else
      loader.AddMain({NamedText{path, fs::path(path).filename().string(), std::move(*text)}});
    return std::move(loader).Finish();
  }
  Folder folder = ReadFolder(path);
  if (folder.headed.empty() && folder.loose.empty()) {
    sink.Emit(diag::Kind::NoPolicyHere, {}, path);
  } else if (folder.headed.size() <= 1) {
    std::vector<NamedText> all = std::move(folder.headed);
    for (NamedText& file : folder.loose) all.push_back(std::move(file));
    loader.AddMain(std::move(all));
  } else {
    for (NamedText& file : folder.headed) {
      auto header = ReadHeaderLine(file.text, IsLiterate(file.path));
      if (!loader.IsLoaded(header->name, file.path)) loader.AddMain({std::move(file)});
    }
    for (NamedText& file : folder.loose) loader.AddLoose(std::move(file));
  }
  Closure closure = std::move(loader).Finish();
  if (closure.mains.empty()) return closure;
  if (folder.headed.size() > 1) {
    // Policies reached through another one of the folder were not added as mains above.
    for (size_t i = 0; i < closure.units.size(); ++i) {
      const std::string& file = closure.sources[closure.trees[closure.units[i].trees[0]].file].path;
      bool here = fs::path(file).parent_path().lexically_normal() == fs::path(path).lexically_normal();
      if (here && std::find(closure.mains.begin(), closure.mains.end(), i) == closure.mains.end())
        closure.mains.push_back(i);
    }
    std::sort(closure.mains.begin(), closure.mains.end(), std::greater<>());
  }
  return closure;
}

Closure LoadClosureFromText(const std::map<std::string, std::string>& files, const std::string& main_file,
                            diag::Sink& sink) {
  std::unordered_map<std::string, std::string> by_name;
  for (const auto& [path, text] : files) {
    if (auto header = ReadHeaderLine(text, IsLiterate(path))) {
      by_name.emplace(header->name, path);
      if (!header->second.empty()) by_name.emplace(header->second, path);
    }
  }
  Loader loader(sink, {[&](const std::string& name) -> std::optional<std::vector<NamedText>> {
                         auto it = by_name.find(name);
                         if (it == by_name.end()) return std::nullopt;
                         return std::vector<NamedText>{{it->second, it->second, files.at(it->second)}};
                       },
                       [](const std::string&, const std::string&) { return std::string(); },
                       [&](const std::string& name) {
                         std::vector<std::string> names;
                         for (const auto& [known, file] : by_name) names.push_back(known);
                         const std::string close = diag::ClosestName(name, names);
                         return close.empty() ? Similar() : Similar{{close, by_name.at(close)}};
                       },
                       [&] {
                         std::string all;
                         for (const auto& [path, text] : files) all += (all.empty() ? "" : ", ") + path;
                         return all;
                       }});
  if (files.empty()) sink.Emit(diag::Kind::NoPolicyHere, {}, "—");
  if (!main_file.empty()) {
    loader.AddMain({NamedText{main_file, main_file, files.at(main_file)}});
    return std::move(loader).Finish();
  }
  std::vector<NamedText> headed, loose;
  for (const auto& [path, text] : files)
    (ReadHeaderLine(text, IsLiterate(path)) ? headed : loose).push_back({path, path, text});
  if (headed.size() == 1 || headed.empty()) {
    headed.insert(headed.end(), loose.begin(), loose.end());
    if (!headed.empty()) loader.AddMain(std::move(headed));
    return std::move(loader).Finish();
  }
  for (const NamedText& file : headed) {
    auto header = ReadHeaderLine(file.text, IsLiterate(file.path));
    if (!loader.IsLoaded(header->name, file.path)) loader.AddMain({file});
  }
  for (NamedText& file : loose) loader.AddLoose(std::move(file));
  Closure closure = std::move(loader).Finish();
  std::set<size_t> depended;
  for (const Unit& unit : closure.units) depended.insert(unit.visible.begin() + 1, unit.visible.end());
  std::erase_if(closure.mains, [&](size_t unit) { return depended.contains(unit); });
  if (closure.mains.empty() && !closure.units.empty()) closure.mains.push_back(closure.units.size() - 1);
  return closure;
}

std::vector<std::string> PolicyPaths(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> out;
  std::vector<fs::path> files = PolicyFilesIn(path);
  std::vector<fs::path> headed;
  for (const fs::path& file : files) {
    auto text = ReadFile(file.string());
    if (text && ReadHeaderLine(*text, IsLiterate(file.string()))) headed.push_back(file);
  }
  if (headed.size() > 1) {
    for (const fs::path& file : headed) out.push_back(file.string());
  } else if (!files.empty()) {
    out.push_back(path);
  }
  std::vector<fs::path> directories;
  for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    if (it->path().filename().string().starts_with(".")) continue;
    std::error_code ignored;
    if (it->is_directory(ignored)) directories.push_back(it->path());
  }
  std::sort(directories.begin(), directories.end());
  for (const fs::path& directory : directories) {
    std::vector<std::string> below = PolicyPaths(directory.string());
    out.insert(out.end(), below.begin(), below.end());
  }
  return out;
}

}  // namespace guiju::model
