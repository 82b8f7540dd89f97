// tests/golden/diag/*.gj: above every offending line stand the diagnostics it must give, "//! GJ0203
// message".
#include <gtest/gtest.h>

#include <set>

#include "sample.h"

namespace guiju::golden {
namespace {

std::string WithExpectations(const std::string& name, const std::string& text) {
  std::vector<std::string> lines;
  for (std::string& line : Lines(text)) {
    const size_t first = line.find_first_not_of(' ');
    if (first == std::string::npos || line.compare(first, 3, "//!") != 0) lines.push_back(std::move(line));
  }
  std::string bare;
  for (const std::string& line : lines) bare += line + "\n";
  const std::vector<Found> found = Compile({{name, bare}});
  std::string out;
  for (const Found& item : found) {
    if (item.line == 0) out += "//! " + item.code + " " + item.message + "\n";
  }
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string indent(std::min(lines[i].find_first_not_of(' '), lines[i].size()), ' ');
    for (const Found& item : found) {
      if (item.line == i + 1) out += indent + "//! " + item.code + " " + item.message + "\n";
    }
    out += lines[i] + "\n";
  }
  for (const Found& item : found) {
    if (item.line > lines.size()) out += "//! " + item.code + " " + item.message + "\n";
  }
  return out;
}

TEST(Diagnostics, AreThoseWrittenAboveEachLine) {
  const std::vector<std::string> files = FilesIn("tests/golden/diag", {".gj"});
  ASSERT_FALSE(files.empty());
  for (const std::string& path : files) {
    const std::string text = ReadFile(path);
    const std::string expected = WithExpectations(path.substr(path.rfind('/') + 1), text);
    if (Updating()) {
      WriteFile(path, expected);
      continue;
    }
    EXPECT_EQ(text, expected) << path << "\nrun GUIJU_UPDATE=1 golden_test and review the difference";
  }
}

// A file with ten different mistakes of the kind lawyers make: every one is found, each on its own line.
TEST(Diagnostics, TenMistakesInOneRun) {
  const std::string text = ReadFile(std::string(GUIJU_SOURCE_DIR) + "/tests/golden/ten_mistakes.gj");
  std::set<std::string> codes;
  size_t errors = 0;
  for (const Found& item : Compile({{"ten.gj", text}})) {
    if (!item.is_error) continue;
    ++errors;
    codes.insert(item.code);
    EXPECT_GT(item.line, 0u) << item.code;
  }
  EXPECT_EQ(errors, 10u);
  EXPECT_EQ(codes.size(), 10u);
}

}  // namespace
}  // namespace guiju::golden
