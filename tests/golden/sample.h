#pragma once
// Files of the golden tests and how they are read.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/diag.h"

namespace guiju::golden {

std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, const std::string& text);
// Files of a folder below the source tree with one of the endings, sorted.
std::vector<std::string> FilesIn(const std::string& folder, const std::vector<std::string>& endings);
bool Updating();  // GUIJU_UPDATE=1

std::vector<std::string> Lines(std::string_view text);

// One diagnostic as the goldens need it.
struct Found {
  std::string code;
  std::string message;  // Chinese
  size_t line = 0;      // 1-based in its file; 0: no place
  std::string
      columns;  // "8-12", "8" for one column, "8-" when it goes on beyond the line; in code points from 1
  std::string file;
  bool is_error = false;
};
// The whole compiler, from text to IR.
std::vector<Found> Compile(const std::map<std::string, std::string>& files);

// A fenced block of a page.
struct Example {
  std::string kind;  // "guiju", "guiju-hex", "guiju-repeat", "guiju-md"
  std::string argument;
  std::string text;
  // Files it stands for, decoded.
  std::map<std::string, std::string> Files() const;
};
std::vector<Example> ExamplesOf(std::string_view page);

}  // namespace guiju::golden
