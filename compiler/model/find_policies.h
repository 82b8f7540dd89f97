#pragma once
// Which file declares which policy: headers read from the first lines, without parsing.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
// Scans directories, each at most once.
class PolicyFinder {
 public:
  struct Place {
    std::string directory;
    int depth = 0;  // how many levels of subdirectories
  };
  explicit PolicyFinder(std::vector<Place> places) : places_(std::move(places)), scanned_(places_.size()) {}
  // The policy of this name in the first directory that has one.
  std::optional<PolicyFiles> Find(const std::string& name);
  // Another file of the same name and different text; "" when there is none. A copy of the same text is no
  // second policy. What lies in the first directory has none in the last: that one is a last resort.
  std::string Rival(const std::string& name, const std::string& path);
  // Names, quoted, that may have been meant, with the files that declare them: at most three.
  std::vector<std::pair<std::string, std::string>> Similar(const std::string& name);
  std::string Searched() const;  // the directories, for a message

 private:
  struct Scan {
    bool done = false;
    std::multimap<std::string, PolicyFiles> by_name;  // both spellings; of one name in the order of the files
  };
  void ScanPlace(size_t index);
  std::vector<Place> places_;
  std::vector<Scan> scanned_;
};

}  // namespace guiju::model
