// tests/golden/diag/*.gj: above every offending line stand the diagnostics it must give: "//! GJ0203 8-12
// message".
// "//=== title" begins another program in the same file; behind the title stands what a fence of a page would
// say (guiju-hex, guiju-md, guiju-repeat N) in brackets, and "// --- file NAME" begins another file of that
// program.
#include <gtest/gtest.h>

#include <set>

#include "sample.h"

namespace guiju::golden {
namespace {

constexpr std::string_view kProgramMark = "//=== ", kFileMark = "// --- file ", kExpectation = "//!";
constexpr int kFirstCaseCode = 900;  // of cases, not of policy text: tested where cases are read

// One program of a golden file: its heading line ("" when the file has none) and its lines without
// expectations.
struct Program {
  std::string heading;
  std::vector<std::string> lines;
};

std::vector<Program> ProgramsOf(const std::string& text) {
  std::vector<Program> programs(1);
  for (std::string& line : Lines(text)) {
    if (line.starts_with(kProgramMark)) {
      if (programs.back().heading.empty() && programs.back().lines.empty()) programs.pop_back();
      programs.push_back({std::move(line), {}});
      continue;
    }
    const size_t first = line.find_first_not_of(' ');
    if (first == std::string::npos || line.compare(first, kExpectation.size(), kExpectation) != 0)
      programs.back().lines.push_back(std::move(line));
  }
  return programs;
}

Example ExampleOf(const Program& program) {
  Example example{"guiju", "", ""};
  const size_t open = program.heading.rfind('('), close = program.heading.rfind(')');
  if (open != std::string::npos && close > open) {
    const std::string info = program.heading.substr(open + 1, close - open - 1);
    const size_t blank = std::min(info.find(' '), info.size());
    example.kind = info.substr(0, blank);
    example.argument = info.substr(std::min(blank + 1, info.size()));
  }
  for (const std::string& line : program.lines) example.text += line + "\n";
  return example;
}

std::string Expectation(const Found& item) {
  return "//! " + item.code + (item.columns.empty() ? "" : " " + item.columns) + " " + item.message + "\n";
}

// Text that is not written as it stands (bytes, repetitions): all expectations come first, with their line.
std::string Encoded(const Program& program, const std::vector<Found>& found) {
  std::string out;
  for (const Found& item : found) {
    Found placed = item;
    placed.columns = std::to_string(item.line) + ":" + item.columns;
    out += Expectation(placed);
  }
  for (const std::string& line : program.lines) out += line + "\n";
  return out;
}

std::string Plain(const std::string& name, const Program& program, std::vector<Found> found) {
  std::string out;
  const auto write = [&](const std::string& file, size_t from, size_t to, const std::string& indent) {
    std::erase_if(found, [&](const Found& item) {
      if (item.file != file || item.line < from || item.line > to) return false;
      out += indent + Expectation(item);
      return true;
    });
  };
  std::string file = name;
  size_t line = 0;
  write("", 0, 0, "");
  for (const std::string& text : program.lines) {
    if (text.starts_with(kFileMark)) {
      write(file, line + 1, std::string::npos, "");
      file = text.substr(kFileMark.size());
      line = 0;
    } else {
      ++line;
      write(file, line, line, std::string(std::min(text.find_first_not_of(' '), text.size()), ' '));
    }
    out += text + "\n";
  }
  write(file, line + 1, std::string::npos, "");
  for (const Found& item : found) out += Expectation(item);
  return out;
}

std::string WithExpectations(const std::string& name, const std::string& text, std::set<std::string>* codes) {
  std::string out;
  for (const Program& program : ProgramsOf(text)) {
    const Example example = ExampleOf(program);
    std::map<std::string, std::string> files = example.Files();
    if (program.heading.empty()) files = {{name, example.text}};
    const std::vector<Found> found = Compile(files);
    for (const Found& item : found) codes->insert(item.code);
    if (!program.heading.empty()) out += program.heading + "\n";
    out += example.kind == "guiju" ? Plain(program.heading.empty() ? name : "page.gj", program, found)
                                   : Encoded(program, found);
  }
  return out;
}

std::set<std::string> CompareAll(const std::vector<std::string>& files) {
  std::set<std::string> codes;
  EXPECT_FALSE(files.empty());
  for (const std::string& path : files) {
    const std::string text = ReadFile(path);
    const std::string expected = WithExpectations(path.substr(path.rfind('/') + 1), text, &codes);
    if (Updating()) {
      WriteFile(path, expected);
    } else {
      EXPECT_EQ(text, expected) << path << "\nrun GUIJU_UPDATE=1 golden_test and review the difference";
    }
  }
  return codes;
}

// The file of a code's phase, and the program that its page refuses, for a code that has no golden yet.
void AppendFromPage(const diag::KindInfo& info) {
  static constexpr const char* kPhases[] = {"",    "text",   "grammar", "names", "types",
                                            "law", "decide", "",        "lint"};
  const std::string root(GUIJU_SOURCE_DIR), code = diag::CodeOf(info.kind);
  const std::vector<Example> examples = ExamplesOf(ReadFile(root + "/compiler/diag/pages/" + code + ".md"));
  if (examples.empty()) return;
  const Example& bad = examples.front();
  const std::string path = root + "/tests/golden/diag/" + kPhases[info.number / 100] + ".gj";
  const std::string argument = bad.argument.empty() ? "" : " " + bad.argument;
  WriteFile(path, ReadFile(path) + std::string(kProgramMark) + std::string(info.name) +
                      (bad.kind == "guiju" ? "" : " (" + bad.kind + argument + ")") + "\n" + bad.text);
}

// A code without a golden could change its place or its words unseen. Updating gives it its page's bad
// example.
TEST(Diagnostics, AreThoseWrittenAboveEachLine) {
  const std::vector<std::string> files = FilesIn("tests/golden/diag", {".gj"});
  const std::set<std::string> codes = CompareAll(files);
  bool appended = false;
  for (const diag::KindInfo& info : diag::AllKinds()) {
    if (info.number >= kFirstCaseCode) continue;
    if (Updating() && !codes.contains(diag::CodeOf(info.kind))) {
      AppendFromPage(info);
      appended = true;
      continue;
    }
    EXPECT_TRUE(codes.contains(diag::CodeOf(info.kind)))
        << diag::CodeOf(info.kind) << " " << info.name << " stands in no file of tests/golden/diag";
  }
  if (appended) CompareAll(files);
}

// A file with ten different mistakes of the kind lawyers make: every one is found, once, where it was made.
TEST(Diagnostics, TenMistakesInOneRun) {
  const std::string path = std::string(GUIJU_SOURCE_DIR) + "/tests/golden/ten_mistakes.gj";
  CompareAll({path});
  std::set<std::string> promised, found;
  std::string bare;
  for (const std::string& line : Lines(ReadFile(path))) {
    // "// 7 GJ0605 …" announces the mistake that follows.
    const size_t code = line.find("GJ0");
    if (line.starts_with("// ") && code != std::string::npos) promised.insert(line.substr(code, 6));
    if (line.find(kExpectation) == std::string::npos) bare += line + "\n";
  }
  for (const Found& item : Compile({{"ten.gj", bare}})) {
    if (!item.is_error) continue;
    EXPECT_TRUE(found.insert(item.code).second) << item.code << " is given twice";
  }
  EXPECT_EQ(found, promised);
  EXPECT_EQ(found.size(), 10u);
}

}  // namespace
}  // namespace guiju::golden
