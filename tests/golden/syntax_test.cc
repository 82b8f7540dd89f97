// tests/golden/syntax/*.gj: a text as written, then its canonical form in both languages behind "//--- zh"
// and "//--- en".
#include "compiler/syntax/syntax.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace guiju::golden {
namespace {

constexpr std::string_view kZhMark = "//--- zh\n", kEnMark = "//--- en\n";

struct Parsed {
  source::SourceSet sources;
  source::FileId id;
  diag::Sink sink;
  syntax::SyntaxTree tree;
};

void Parse(Parsed& parsed, const std::string& path, const std::string& text) {
  source::Loaded loaded = source::Load(path, text);
  ASSERT_TRUE(loaded.problems.empty()) << path;
  parsed.id = parsed.sources.Add(std::move(loaded.file));
  parsed.tree = syntax::Parse(parsed.sources[parsed.id], parsed.id, parsed.sink);
  EXPECT_FALSE(parsed.sink.has_errors())
      << path << "\n"
      << diag::RenderText(parsed.sink.Sorted(), parsed.sources, {diag::Language::kEn, false}) << text;
}

std::string Print(const std::string& path, const std::string& text, syntax::Spelling spelling) {
  Parsed parsed;
  Parse(parsed, path, text);
  return syntax::Print(parsed.sources[parsed.id], parsed.tree, syntax::NamesOf(parsed.tree), spelling);
}

// Printing is canonical and loses nothing in either language.
void CheckRoundTrips(const std::string& path, const std::string& text) {
  SCOPED_TRACE(path);
  const std::string zh = Print(path, text, syntax::Spelling::kZh);
  EXPECT_EQ(Print(path, zh, syntax::Spelling::kZh), zh);
  const std::string en = Print(path, zh, syntax::Spelling::kEn);
  EXPECT_EQ(Print(path, en, syntax::Spelling::kEn), en);
  EXPECT_EQ(Print(path, en, syntax::Spelling::kZh), zh);
  Parsed first, second, third;
  Parse(first, path, text);
  Parse(second, path, zh);
  Parse(third, path, en);
  const syntax::NameTable names = syntax::NamesOf(first.tree);
  EXPECT_TRUE(syntax::SameTree(first.tree, second.tree, names));
  EXPECT_TRUE(syntax::SameTree(first.tree, third.tree, names));
  EXPECT_EQ(first.tree.comments.size(), second.tree.comments.size());
  EXPECT_EQ(first.tree.comments.size(), third.tree.comments.size());
}

TEST(Syntax, CanonicalTextsAreThoseInTheFiles) {
  const std::vector<std::string> files = FilesIn("tests/golden/syntax", {".gj"});
  ASSERT_FALSE(files.empty());
  for (const std::string& path : files) {
    const std::string text = ReadFile(path);
    const std::string input = text.substr(0, text.find(kZhMark));
    const std::string expected = input + std::string(kZhMark) + Print(path, input, syntax::Spelling::kZh) +
                                 std::string(kEnMark) + Print(path, input, syntax::Spelling::kEn);
    if (Updating()) {
      WriteFile(path, expected);
    } else {
      EXPECT_EQ(text, expected) << path << "\nrun GUIJU_UPDATE=1 golden_test and review the difference";
    }
    CheckRoundTrips(path, input);
  }
}

TEST(Syntax, EveryPolicyOfTheTreeRoundTrips) {
  size_t count = 0;
  for (const std::string folder : {"stdlib", "policies", "tests/bench"}) {
    for (const std::string& path : FilesIn(folder, {".gj", ".gj.md"})) {
      CheckRoundTrips(path, ReadFile(path));
      ++count;
    }
  }
  EXPECT_GT(count, 3u);
}

}  // namespace
}  // namespace guiju::golden
