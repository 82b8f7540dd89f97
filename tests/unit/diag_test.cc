#include "compiler/diag/diag.h"

#include <gtest/gtest.h>

namespace guiju::diag {
namespace {

struct Fixture {
  source::SourceSet sources;
  source::FileId id;
  explicit Fixture(const std::string& text) { id = sources.Add(source::Load("甲 1.gj", text).file); }
};

TEST(Sink, CountsSortsAndDropsRepeats) {
  Sink sink;
  const source::FileId file(size_t{0});
  sink.Emit(Kind::NestedTooDeep, {file, 9, 10}, 64);
  sink.Emit(Kind::NestedTooDeep, {file, 1, 2}, 64);
  sink.Emit(Kind::NestedTooDeep, {file, 1, 2}, 64);
  sink.Emit(Kind::YesComparison, {file, 5, 6}, "是", "甲");
  EXPECT_EQ(sink.error_count(), 3u);  // the lint is none
  const std::vector<Diagnostic> sorted = sink.Sorted();
  ASSERT_EQ(sorted.size(), 3u);
  EXPECT_EQ(sorted[0].span.begin, 1u);
  EXPECT_EQ(sorted[2].span.begin, 9u);
}

TEST(ClosestName, FindsTyposAndNothingElse) {
  EXPECT_EQ(ClosestName("听正范围", {"听证范围", "判定"}), "听证范围");
  EXPECT_EQ(ClosestName("desicion", {"decision", "define"}), "decision");
  EXPECT_EQ(ClosestName("法制审查范围", {"法制审核范围", "听证范围"}), "法制审核范围");
  EXPECT_EQ(ClosestName("甲", {"乙"}), "");
  EXPECT_EQ(ClosestName("罚款", {"许可"}), "");
  EXPECT_EQ(ClosestName("same", {"same"}), "");  // it is that name already
  EXPECT_EQ(ClosestName("公司", {"公民", "法人"}), "") << "one character of two is another word";
  EXPECT_EQ(ClosestName("民公", {"公民", "法人"}), "公民") << "two in the wrong order are the same word";
  EXPECT_EQ(ClosestWord("情型", {"情形", "判定"}), "情形") << "among the few words of a place";
  EXPECT_EQ(ClosestWord("罚款", {"许可"}), "");
}

TEST(RenderText, CaretsStandUnderWideCharacters) {
  Fixture f("情形 甲 且 乙\n");
  Sink sink;
  const auto at = static_cast<uint32_t>(std::string("情形 甲 ").size());
  sink.Emit(Kind::MixedAndOr, {f.id, at, at + 3}, "x", "y");
  const std::string text = RenderText(sink.Sorted(), f.sources, {});
  EXPECT_NE(text.find("错误[GJ0203]"), std::string::npos) << text;
  EXPECT_NE(text.find("甲 1.gj:1:6"), std::string::npos) << text;
  EXPECT_NE(text.find("| 情形 甲 且 乙\n"), std::string::npos) << text;
  EXPECT_NE(text.find("|         ^^\n"), std::string::npos) << text;  // 8 columns before, 2 wide
  const std::string english = RenderText(sink.Sorted(), f.sources, {Language::kEn, false});
  EXPECT_NE(english.find("error[GJ0203]"), std::string::npos);
  EXPECT_NE(english.find("help:"), std::string::npos);
}

TEST(RenderText, LongLinesAreCutAndControlsShownHarmless) {
  Fixture f(std::string(5000, 'a') + "\x1b[31m" + std::string(5000, 'b'));
  Sink sink;
  sink.Emit(Kind::TextControl, {f.id, 5000, 5001}, "U+001B");
  const std::string text = RenderText(sink.Sorted(), f.sources, {});
  EXPECT_LT(text.size(), 2000u);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find(" …"), std::string::npos);
}

TEST(RenderText, ChoosesTheLanguageOfTheFile) {
  Fixture f("fact a: bool\n");
  Sink sink;
  sink.Emit(Kind::NestedTooDeep, {f.id, 0, 4}, 64);
  const RenderOptions of_file{Language::kZh, false, true};
  EXPECT_NE(RenderText(sink.all(), f.sources, of_file).find("错误[GJ0208]"), std::string::npos);
  f.sources.MarkEnglish(f.id);
  EXPECT_NE(RenderText(sink.all(), f.sources, of_file).find("error[GJ0208]"), std::string::npos);
  EXPECT_NE(RenderText(sink.all(), f.sources, {}).find("错误[GJ0208]"), std::string::npos) << "asked for";
}

TEST(RenderJson, HoldsCodePlaceAndBothLanguages) {
  Fixture f("甲 且\n");
  Sink sink;
  sink.Emit(Kind::NestedTooDeep, {f.id, 4, 7}, 64).notes.push_back({{f.id, 0, 3}, "这里", "here"});
  const std::string json = RenderJson(sink.Sorted(), f.sources);
  for (const char* part : {"\"GJ0208\"", "\"line\": 1", "\"column\": 3", "\"severity\": \"error\"", "\"zh\"",
                           "\"en_help\"", "\"here\""})
    EXPECT_NE(json.find(part), std::string::npos) << part << json;
}

TEST(RenderSarif, HasWhatReadersRequire) {
  Fixture f("甲\n");
  Sink sink;
  sink.Emit(Kind::NestedTooDeep, {f.id, 0, 3}, 64);
  const std::string sarif = RenderSarif(sink.Sorted(), f.sources);
  for (const char* part : {"\"version\": \"2.1.0\"", "\"ruleId\": \"GJ0208\"", "\"startLine\": 1",
                           "\"uri\": \"%E7%94%B2%201.gj\"", "\"level\": \"error\"", "\"unicodeCodePoints\""})
    EXPECT_NE(sarif.find(part), std::string::npos) << part << sarif;
}

TEST(RenderSarif, DescribesRulesInWordsNotPatterns) {
  Fixture f("甲\n");
  Sink sink;
  for (const KindInfo& info : AllKinds())
    sink.Add({info.kind, {f.id, 0, 3}, {"1", "2", "3", "4", "5", "6", "7"}, {}});
  for (const Language language : {Language::kZh, Language::kEn}) {
    const std::string sarif = RenderSarif(sink.Sorted(), f.sources, {language, false, false});
    for (int i = 0; i < 7; ++i) EXPECT_EQ(sarif.find(fmt::format("{{{}", i)), std::string::npos) << i;
    EXPECT_NE(sarif.find("…"), std::string::npos);
  }
}

TEST(Render, DiagnosticsOfNoFile) {
  Sink sink;
  sink.Emit(Kind::NestedTooDeep, {}, 64);
  const source::SourceSet none;
  EXPECT_NE(RenderText(sink.all(), none, {}).find("GJ0208"), std::string::npos);
  EXPECT_NE(RenderJson(sink.all(), none).find("GJ0208"), std::string::npos);
  EXPECT_NE(RenderSarif(sink.all(), none).find("GJ0208"), std::string::npos);
}

}  // namespace
}  // namespace guiju::diag
