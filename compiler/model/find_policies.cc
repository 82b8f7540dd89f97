#include "compiler/model/find_policies.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "compiler/diag/diag.h"
#include "compiler/source/source.h"

namespace guiju::model {

namespace fs = std::filesystem;

namespace {

std::string_view TrimLeft(std::string_view s) {
  while (!s.empty()) {
    if (s.front() == ' ' || s.front() == '\t')
      s.remove_prefix(1);
    else if (s.starts_with("　"))
      s.remove_prefix(std::string_view("　").size());
    else
      break;
  }
  return s;
}

std::string_view NameAt(std::string_view s) {
  size_t end = 0;
  while (end < s.size()) {
    std::string_view rest = s.substr(end);
    if (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r' || rest[0] == '"' || rest[0] == '{') break;
    if (rest.starts_with("「") || rest.starts_with("“") || rest.starts_with("｛") || rest.starts_with("　"))
      break;
    ++end;
  }
  return s.substr(0, end);
}

std::optional<HeaderLine> HeaderOf(std::string_view line) {
  line = TrimLeft(line);
  std::string_view rest;
  if (line.starts_with("制度"))
    rest = line.substr(std::string_view("制度").size());
  else if (line.starts_with("policy"))
    rest = line.substr(6);
  else
    return std::nullopt;
  std::string_view trimmed = TrimLeft(rest);
  if (trimmed.size() == rest.size()) return std::nullopt;
  std::string_view name = NameAt(trimmed);
  if (name.empty()) return std::nullopt;
  HeaderLine header{std::string(name), ""};
  rest = TrimLeft(trimmed.substr(name.size()));
  if (rest.starts_with("「")) {
    rest.remove_prefix(std::string_view("「").size());
    size_t close = rest.find("」");
    if (close != std::string_view::npos) header.second = std::string(rest.substr(0, close));
  }
  return header;
}

void ListFiles(const fs::path& directory, int depth, std::vector<fs::path>& out) {
  std::error_code error;
  std::vector<fs::path> files, directories;
  for (fs::directory_iterator it(directory, fs::directory_options::skip_permission_denied, error), end;
       !error && it != end; it.increment(error)) {
    std::string name = it->path().filename().string();
    if (name.starts_with(".")) continue;
    std::error_code ignored;
    if (it->is_directory(ignored))
      directories.push_back(it->path());
    else if (IsPolicyFile(name) && it->is_regular_file(ignored))
      files.push_back(it->path());
  }
  std::sort(files.begin(), files.end());
  std::sort(directories.begin(), directories.end());
  out.insert(out.end(), files.begin(), files.end());
  if (depth == 0) return;
  for (const fs::path& sub : directories) ListFiles(sub, depth - 1, out);
}

}  // namespace

std::optional<HeaderLine> ReadHeaderLine(std::string_view text, bool literate) {
  bool in_code = !literate;
  while (!text.empty()) {
    size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (literate && TrimLeft(line).starts_with("```")) {
      in_code = TrimLeft(line).starts_with("```guiju");
      continue;
    }
    if (!in_code) continue;
    if (auto header = HeaderOf(line)) return header;
  }
  return std::nullopt;
}

bool IsPolicyFile(std::string_view path) { return path.ends_with(".gj") || path.ends_with(".gj.md"); }
bool IsLiterate(std::string_view path) { return path.ends_with(".md"); }

std::optional<std::string> ReadFile(const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string bytes(source::kMaxFileBytes + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) return std::nullopt;
  bytes.resize(static_cast<size_t>(in.gcount()));
  return bytes;
}

void PolicyFinder::ScanPlace(size_t index) {
  Scan& scan = scanned_[index];
  if (scan.done) return;
  scan.done = true;
  const fs::path root = places_[index].directory;
  std::vector<fs::path> files;
  ListFiles(root, places_[index].depth, files);
  struct Folder {
    std::vector<std::pair<fs::path, HeaderLine>> headed;
    std::vector<fs::path> loose;
  };
  std::map<fs::path, Folder> folders;
  for (const fs::path& file : files) {
    std::optional<std::string> text = ReadFile(file.string());
    if (!text) continue;
    Folder& folder = folders[file.parent_path()];
    if (auto header = ReadHeaderLine(*text, IsLiterate(file.string())))
      folder.headed.emplace_back(file, *header);
    else
      folder.loose.push_back(file);
  }
  for (const auto& [path, folder] : folders) {
    bool joins = folder.headed.size() == 1 && path != root;
    for (const auto& [file, header] : folder.headed) {
      PolicyFiles found;
      auto add = [&](const fs::path& p) {
        found.paths.push_back(p.string());
        found.labels.push_back(p.lexically_relative(root).generic_string());
      };
      add(file);
      if (joins) {
        for (const fs::path& loose : folder.loose) add(loose);
      }
      scan.by_name.emplace(header.name, found);
      if (!header.second.empty()) scan.by_name.emplace(header.second, found);
    }
  }
}

std::optional<PolicyFiles> PolicyFinder::Find(const std::string& name) {
  for (size_t i = 0; i < places_.size(); ++i) {
    ScanPlace(i);
    auto it = scanned_[i].by_name.find(name);
    if (it != scanned_[i].by_name.end()) return it->second;
  }
  return std::nullopt;
}

std::string PolicyFinder::Rival(const std::string& name, const std::string& path) {
  const std::optional<std::string> text = ReadFile(path);
  const auto is_other = [&](const auto& entry) {
    const std::string& other = entry.second.paths[0];
    std::error_code error;
    return !fs::equivalent(other, path, error) && ReadFile(other) != text;
  };
  bool beside = false;  // what is asked about lies in the first place
  for (size_t i = 0; i < places_.size(); ++i) {
    if (i > 0 && i + 1 == places_.size() && beside) break;
    ScanPlace(i);
    const auto [begin, end] = scanned_[i].by_name.equal_range(name);
    beside = beside || (i == 0 && begin != end);
    if (const auto found = std::find_if(begin, end, is_other); found != end) return found->second.paths[0];
  }
  return "";
}

std::vector<std::pair<std::string, std::string>> PolicyFinder::Similar(const std::string& name) {
  constexpr size_t kMaxSimilar = 3;
  std::map<std::string, std::string> known;  // name → file
  for (size_t i = 0; i < places_.size(); ++i) {
    ScanPlace(i);
    for (const auto& [other, files] : scanned_[i].by_name) known.emplace(other, files.paths[0]);
  }
  std::vector<std::string> names;
  for (const auto& [other, file] : known) names.push_back(other);
  std::vector<std::pair<std::string, std::string>> similar;
  const std::string close = diag::ClosestName(name, names);
  if (!close.empty()) similar.emplace_back(close, known[close]);
  // 国家.三项 or 三项制度 for 国家.三项制度: a part of the name, or the name with a part left out.
  const std::string last = name.substr(name.rfind('.') + 1);
  for (const auto& [other, file] : known) {
    const std::string end = other.substr(other.rfind('.') + 1);
    const bool akin = last.size() >= 6 && end.size() >= 6 &&
                      (end.find(last) != std::string::npos || last.find(end) != std::string::npos);
    if (akin && other != close && similar.size() < kMaxSimilar) similar.emplace_back(other, file);
  }
  return similar;
}

std::string PolicyFinder::Searched() const {
  std::string all;
  for (const Place& place : places_) {
    if (!all.empty()) all += ", ";
    all += place.directory;
  }
  return all;
}

}  // namespace guiju::model
