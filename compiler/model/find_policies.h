#pragma once
// Which file declares which policy: headers read from the first lines, without parsing.
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace guiju::model {

struct HeaderLine {
  std::string name, second;  // as written; second is the content of 「」
};
// The first line that begins with `制度 NAME` or `policy NAME`; in a literate file only inside ```guiju
// blocks.
std::optional<HeaderLine> ReadHeaderLine(std::string_view text, bool literate);

bool IsPolicyFile(std::string_view path);  // *.gj or *.gj.md
bool IsLiterate(std::string_view path);    // *.md
std::optional<std::string> ReadFile(
    const std::string& path);  // nullopt when unreadable; at most kMaxFileBytes + 1 bytes

struct PolicyFiles {
  std::vector<std::string> paths;   // the headed file first, then the header-less files of its directory
  std::vector<std::string> labels;  // relative to the root they were found under
};
// Scans directories lazily, each at most once. A name is looked for in one directory after the other.
class PolicyFinder {
 public:
  struct Place {
    std::string directory;
    int depth = 0;  // how many levels of subdirectories
  };
  explicit PolicyFinder(std::vector<Place> places) : places_(std::move(places)), scanned_(places_.size()) {}
  std::optional<PolicyFiles> Find(const std::string& name);
  std::string Searched() const;  // the directories, for a message

 private:
  struct Scan {
    bool done = false;
    std::unordered_map<std::string, PolicyFiles> by_name;  // both spellings
  };
  void ScanPlace(size_t index);
  std::vector<Place> places_;
  std::vector<Scan> scanned_;
};

}  // namespace guiju::model
