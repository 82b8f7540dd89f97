#include "compiler/source/source.h"

#include <gtest/gtest.h>

#include "compiler/source/utf8.h"

namespace guiju::source {
namespace {

TextDefect FirstDefect(const std::string& bytes) {
  const Loaded loaded = Load("a.gj", bytes);
  EXPECT_FALSE(loaded.problems.empty());
  return loaded.problems.empty() ? TextDefect::kTooLarge : loaded.problems[0].defect;
}

TEST(Load, PlainFile) {
  const Loaded loaded = Load("a.gj", "制度 甲\n事实 乙\n");
  ASSERT_TRUE(loaded.problems.empty());
  EXPECT_FALSE(loaded.file.literate);
  EXPECT_EQ(loaded.file.code, loaded.file.text);
  EXPECT_EQ(loaded.file.LineAt(2), "事实 乙");
  EXPECT_EQ(loaded.file.LineAt(9), "");
  const Position at = loaded.file.PositionOf(static_cast<uint32_t>(std::string("制度 甲\n事实 ").size()));
  EXPECT_EQ(at.line, 2u);
  EXPECT_EQ(at.column, 4u);  // code points, not bytes
}

TEST(Load, ByteOrderMarkAtTheStartIsDropped) {
  const Loaded loaded = Load("a.gj", "\xEF\xBB\xBF制度");
  EXPECT_TRUE(loaded.problems.empty());
  EXPECT_EQ(loaded.file.text, "制度");
}

TEST(Load, Defects) {
  using std::string;
  EXPECT_EQ(FirstDefect("\xFF"), TextDefect::kInvalidUtf8);
  EXPECT_EQ(FirstDefect("\xC0\x80"), TextDefect::kInvalidUtf8);          // overlong
  EXPECT_EQ(FirstDefect("\xED\xA0\x80"), TextDefect::kInvalidUtf8);      // lone surrogate
  EXPECT_EQ(FirstDefect("\xF4\x90\x80\x80"), TextDefect::kInvalidUtf8);  // above U+10FFFF
  EXPECT_EQ(FirstDefect("\xE5\x88"), TextDefect::kInvalidUtf8);          // cut off
  EXPECT_EQ(FirstDefect(string("a\0b", 3)), TextDefect::kNul);
  EXPECT_EQ(FirstDefect("a\x01"), TextDefect::kControl);
  EXPECT_EQ(FirstDefect("a\x7F"), TextDefect::kControl);
  EXPECT_EQ(FirstDefect("a\xC2\x85"), TextDefect::kControl);
  EXPECT_EQ(FirstDefect("a\xE2\x80\x8B"), TextDefect::kInvisible);             // zero-width space
  EXPECT_EQ(FirstDefect("a\xEF\xBB\xBF"), TextDefect::kInvisible);             // byte order mark inside
  EXPECT_EQ(FirstDefect("a\xC2\xAD"), TextDefect::kInvisible);                 // soft hyphen
  EXPECT_EQ(FirstDefect("\xE5\x88\xA4\xEF\xB8\x80"), TextDefect::kInvisible);  // variation selector
  EXPECT_EQ(FirstDefect("e\xCC\x81"), TextDefect::kNotNormalized);
  EXPECT_EQ(FirstDefect("\xEF\xA4\x80"), TextDefect::kNotNormalized);  // compatibility ideograph
}

TEST(Load, AllTwelveDirectionControls) {
  const std::vector<std::string> controls = {"\xD8\x9C",     "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xAA",
                                             "\xE2\x80\xAB", "\xE2\x80\xAC", "\xE2\x80\xAD", "\xE2\x80\xAE",
                                             "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8", "\xE2\x81\xA9"};
  for (const std::string& control : controls) EXPECT_EQ(FirstDefect("甲" + control), TextDefect::kBidi);
}

TEST(Load, ReportsAtMostTwentyInOrder) {
  const Loaded loaded = Load("a.gj", std::string(1000, '\x01'));
  ASSERT_EQ(loaded.problems.size(), 20u);
  for (size_t i = 0; i < 20; ++i) EXPECT_EQ(loaded.problems[i].begin, i);
}

TEST(Load, SizeLimit) {
  EXPECT_TRUE(Load("a.gj", std::string(kMaxFileBytes, ' ')).problems.empty());
  EXPECT_EQ(FirstDefect(std::string(kMaxFileBytes + 1, ' ')), TextDefect::kTooLarge);
}

TEST(Literate, KeepsOnlyGuijuBlocksAtTheirPlace) {
  const std::string text = "# 标题\n```guiju\n事实 甲\n```\n```cpp\nint x;\n```\n~~~guiju\n事实 乙\n~~~\n";
  const Loaded loaded = Load("a.gj.md", text);
  ASSERT_TRUE(loaded.problems.empty());
  EXPECT_TRUE(loaded.file.literate);
  EXPECT_EQ(loaded.file.code.size(), text.size());
  EXPECT_EQ(loaded.file.code.find("事实 甲"), text.find("事实 甲"));
  EXPECT_EQ(loaded.file.code.find("事实 乙"), text.find("事实 乙"));
  EXPECT_EQ(loaded.file.code.find("int"), std::string::npos);
  EXPECT_EQ(loaded.file.code.find("标题"), std::string::npos);
  ASSERT_EQ(loaded.file.blocks.size(), 2u);
  EXPECT_EQ(text.substr(loaded.file.blocks[0].begin, loaded.file.blocks[0].end - loaded.file.blocks[0].begin),
            "事实 甲\n");
}

TEST(Literate, UnclosedBlock) {
  const Loaded loaded = Load("a.gj.md", "text\n```guiju\n事实\n");
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_EQ(loaded.problems[0].defect, TextDefect::kUnclosedBlock);
  EXPECT_EQ(loaded.problems[0].begin, 5u);
}

TEST(Literate, LongerFenceIsNotClosedByAShorterOne) {
  const Loaded loaded = Load("a.gj.md", "````guiju\n```\n事实\n````\n");
  ASSERT_TRUE(loaded.problems.empty());
  EXPECT_NE(loaded.file.code.find("事实"), std::string::npos);
}

TEST(Utf8, Width) {
  EXPECT_EQ(DisplayWidth("ab"), 2u);
  EXPECT_EQ(DisplayWidth("判定"), 4u);
  EXPECT_EQ(DisplayWidth("，"), 2u);
  EXPECT_EQ(DisplayWidth("𠮷"), 2u);
}

}  // namespace
}  // namespace guiju::source
