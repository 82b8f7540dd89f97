// Every diagnostic has a page; its bad example gives the diagnostic, its good one gives no error.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "compiler/source/utf8.h"
#include "sample.h"

namespace guiju::golden {
namespace {

// Codes of cases (JSON, CSV) are produced behind the compiler and tested where cases are read.
constexpr int kFirstCaseCode = 900;

std::string PagePath(const std::string& code) {
  return std::string(GUIJU_SOURCE_DIR) + "/compiler/diag/pages/" + code + ".md";
}

bool HasHan(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const source::CodePoint point = source::DecodeAt(text, at);
    if (point.value >= 0x4E00 && point.value <= 0x9FFF) return true;
    at += std::max<size_t>(point.length, 1);
  }
  return false;
}

TEST(Pages, EveryKindHasOne) {
  for (const diag::KindInfo& info : diag::AllKinds()) {
    const std::string code = diag::CodeOf(info.kind);
    const std::string page = ReadFile(PagePath(code));
    EXPECT_FALSE(page.empty()) << code << " " << info.name << " has no page";
    EXPECT_TRUE(page.empty() || page.find(code) != std::string::npos) << code;
  }
}

// Readers are lawyers: a page is titled in Chinese, never by the name the kind has in the program.
TEST(Pages, TitlesAreForReaders) {
  for (const diag::KindInfo& info : diag::AllKinds()) {
    const std::string code = diag::CodeOf(info.kind);
    const std::string page = ReadFile(PagePath(code));
    const std::string title = page.substr(0, page.find('\n'));
    EXPECT_TRUE(title.starts_with("# " + code + " ")) << title;
    EXPECT_TRUE(HasHan(title)) << title;
    EXPECT_EQ(page.find(info.name), std::string::npos) << code << " shows " << info.name;
  }
}

TEST(Pages, NoneIsLeftOver) {
  std::set<std::string> codes;
  for (const diag::KindInfo& info : diag::AllKinds()) codes.insert(diag::CodeOf(info.kind));
  for (const std::string& path : FilesIn("compiler/diag/pages", {".md"})) {
    const std::string code = std::filesystem::path(path).stem().string();
    EXPECT_TRUE(!code.starts_with("GJ") || codes.contains(code)) << path;
  }
}

TEST(Pages, ExamplesDoWhatTheySay) {
  for (const diag::KindInfo& info : diag::AllKinds()) {
    if (info.number >= kFirstCaseCode) continue;
    const std::string code = diag::CodeOf(info.kind);
    const std::vector<Example> examples = ExamplesOf(ReadFile(PagePath(code)));
    if (examples.size() < 2) {
      ADD_FAILURE() << code << ": a bad and a good block are needed";
      continue;
    }
    bool given = false;
    std::string others;
    for (const Found& item : Compile(examples[0].Files())) {
      given = given || item.code == code;
      others += " " + item.code + " " + item.message + ";";
    }
    EXPECT_TRUE(given) << code << ": the bad example gives" << (others.empty() ? " nothing" : others);
    for (const Found& item : Compile(examples[1].Files())) {
      EXPECT_FALSE(item.is_error) << code << ": the good example gives " << item.code << " at line "
                                  << item.line << ": " << item.message;
      EXPECT_NE(item.code, code) << code << ": the good example gives it too";
    }
  }
}

TEST(Pages, PatternsFitTheirArguments) {
  // A message whose placeholders are broken would be shown raw.
  for (const diag::KindInfo& info : diag::AllKinds()) {
    const diag::Diagnostic sample{info.kind, {}, {"a0", "a1", "a2", "a3", "a4", "a5", "a6"}, {}};
    for (const auto language : {diag::Language::kZh, diag::Language::kEn}) {
      for (const std::string& text : {sample.Message(language), sample.Help(language)}) {
        for (int i = 0; i < 7; ++i)
          EXPECT_EQ(text.find("{" + std::to_string(i)), std::string::npos)
              << diag::CodeOf(info.kind) << ": " << text;
      }
    }
  }
}

TEST(Codes, AreUniqueAndInTheirRange) {
  std::set<int> numbers;
  for (const diag::KindInfo& info : diag::AllKinds()) {
    EXPECT_TRUE(numbers.insert(info.number).second) << info.name;
    EXPECT_GT(info.number, 100) << info.name;
    EXPECT_LT(info.number, 1000) << info.name;
  }
}

}  // namespace
}  // namespace guiju::golden
