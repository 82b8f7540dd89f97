#include "compiler/model/model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "checked_model.h"
#include "compiler/model/closure.h"
#include "compiler/model/find_policies.h"

namespace guiju::model {
namespace {

constexpr const char* kSource = "法源 办法 { 全称 \"办法\" 位阶 规范性文件 }\n";

TEST(Closure, HeaderLineIsReadWithoutParsing) {
  auto header = ReadHeaderLine("// 说明\n制度 示范县.甲「county.a」 \"标题\" {\n", false);
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->name, "示范县.甲");
  EXPECT_EQ(header->second, "county.a");
  EXPECT_FALSE(ReadHeaderLine("制度 不在代码块里\n", true).has_value());
  EXPECT_TRUE(ReadHeaderLine("# 标题\n```guiju\npolicy a.b \"x\"\n```\n", true).has_value());
  EXPECT_FALSE(ReadHeaderLine("制度建设的说明\n", false).has_value());
}

TEST(Closure, FindsPoliciesInRootsAndReportsCycles) {
  namespace fs = std::filesystem;
  fs::path root = fs::temp_directory_path() / "guiju_model_test";
  fs::remove_all(root);
  fs::create_directories(root / "std");
  fs::create_directories(root / "policies" / "county");
  std::ofstream(root / "std" / "words.gj") << "制度 公用.词汇「std.words」 \"词汇\"\n事实 复杂: 是否\n";
  std::ofstream(root / "policies" / "county" / "a.gj")
      << "制度 县.甲 \"甲\"\n引用 std.words\n"
      << kSource << "判定 审核: 是否 未定按 是 { 情形 一 依据 办法 第一条 当 复杂 }\n";
  std::ofstream(root / "policies" / "county" / "b.gj") << "事实 附加: 是否\n";
  diag::Sink sink;
  Closure closure = LoadClosure((root / "policies" / "county").string(), {{(root / "std").string()}}, sink);
  EXPECT_FALSE(sink.has_errors()) << diag::RenderText(sink.Sorted(), closure.sources, {});
  ASSERT_EQ(closure.units.size(), 2u);
  EXPECT_EQ(closure.units[closure.mains[0]].name, "县.甲");
  EXPECT_EQ(closure.units[closure.mains[0]].trees.size(), 2u);
  EXPECT_EQ(closure.digests.size(), 3u);
  EXPECT_EQ(PolicyPaths(root.string()).size(), 2u);
  diag::Sink missing;
  LoadClosure((root / "nothing.gj").string(), {}, missing);
  EXPECT_TRUE(missing.has_errors());
  fs::remove_all(root);
}

TEST(Model, BothSpellingsAreOneName) {
  Checked c(
      std::string("制度 县.甲 \"甲\"\n") + kSource +
      "枚举 类别「kind」 { 许可「licence」, 处罚「penalty」 }\n事实 案由「act」: kind\n"
      "判定 审核「review」: 是否 未定按 是 { 情形 一 依据 办法 第一条 当 act 是 处罚 或 案由 是 licence }\n");
  EXPECT_FALSE(c.sink.has_errors()) << c.Report();
  syntax::NameTable names = NamesOf(c.closure);
  EXPECT_EQ(names.zh_to_en.at("案由"), "act");
  EXPECT_EQ(names.en_to_zh.at("penalty"), "处罚");
}

TEST(Model, RecordsAreFlattened) {
  Checked c(std::string("制度 县.甲 \"甲\"\n") + kSource +
            "记录 住所 { 区: 文字 }\n记录 人 { 名: 文字 住处: 住所 罚款: 金额 当 名 不是 \"无\" 其余 0元 }\n"
            "事实 主办: 人\n事实 当事人: 列表<人>\n"
            "判定 审核: 是否 未定按 是 { 情形 一 依据 办法 第一条 当 主办.住处.区 是 \"东\" 且 任一 甲 属于 "
            "当事人: 甲.罚款 达到 1元 }\n");
  EXPECT_FALSE(c.sink.has_errors()) << c.Report();
  std::vector<std::string> names;
  for (const Fact& fact : c.model.facts) names.push_back(fact.name.Zh());
  EXPECT_NE(std::find(names.begin(), names.end(), "主办.住处.区"), names.end());
  EXPECT_NE(std::find(names.begin(), names.end(), "住处.区"), names.end());
  EXPECT_NE(Dump(c.model).find("当事人[].罚款"), std::string::npos);
}

TEST(Model, OneMistakeIsReportedOnce) {
  Checked c(std::string("制度 县.甲 \"甲\"\n") + kSource +
            "事实 罚款: 货币种类数\n定义 大 = 罚款 达到 1万元\n定义 小 = 非 大\n"
            "判定 审核: 是否 未定按 是 { 情形 一 依据 办法 第一条 当 大 或 小 }\n");
  EXPECT_EQ(c.sink.error_count(), 1u) << c.Report();
  EXPECT_TRUE(c.Has(diag::Kind::UnknownType));
}

TEST(Model, ManyMistakesInOneRun) {
  Checked c(std::string("制度 县.甲 \"甲\"\n") + kSource +
            "事实 罚款: 金额\n事实 占地: 面积\n枚举 类别 { 许可, 处罚 }\n事实 案由: 类别\n"
            "判定 一: 是否 未定按 是 { 情形 甲 依据 办法 第一条 当 占地 达到 1万元 }\n"
            "判定 二: 是否 未定按 是 { 情形 甲 依据 办法 第一条 当 案由 超过 处罚 }\n"
            "判定 三: 是否 未定按 是 { 情形 甲 依据 办发 第一条 当 罚款 超过 0元 }\n"
            "判定 四: 整数 未定按 最高 { 其余 罚款 }\n");
  EXPECT_TRUE(c.Has(diag::Kind::DimensionMix));
  EXPECT_TRUE(c.Has(diag::Kind::NotOrdered));
  EXPECT_TRUE(c.Has(diag::Kind::UnknownSource) || c.Has(diag::Kind::UnknownSourceSimilar));
  EXPECT_EQ(c.sink.error_count(), 4u) << c.Report();
}

TEST(Model, ExampleNatureSpreads) {
  Checked c({{"a.gj", "制度 公用.甲 \"甲\" { 性质 示例 }\n"}, {"b.gj", "制度 县.乙 \"乙\"\n引用 公用.甲\n"}});
  for (const Policy& policy : c.model.policies) EXPECT_TRUE(policy.is_example);
}

TEST(Model, CitationsResolveByNumberWithAnyBrackets) {
  Checked c(
      "制度 县.甲 \"甲\"\n法源 指导意见 { 全称 \"国务院办公厅意见\" 文号 \"国办发〔2018〕118号\" 位阶 "
      "国务院文件 }\n事实 复杂: 是否\n"
      "判定 审核: 是否 未定按 是 {\n  情形 一 依据 国办发[2018]118号 第六项 当 复杂\n  情形 二 依据 指导意见 "
      "第五十八条第一款 当 复杂\n}\n");
  EXPECT_FALSE(c.sink.has_errors()) << c.Report();
  ASSERT_EQ(c.model.cites.size(), 2u);
  EXPECT_EQ(c.model.cites[CiteId(0)].text, "第六项");
  EXPECT_EQ(c.model.cites[CiteId(1)].text, "第五十八条第一款");
}

// Each of these would never end when its value is taken.
TEST(Model, NothingReadsItself) {
  const std::string head = std::string("制度 县.甲 \"甲\"\n") + kSource + "事实 再次: 是否\n";
  for (const char* text :
       {"标准 子: 金额 = 丑 依据 办法\n标准 丑: 金额 = 子 依据 办法\n标准 寅: 金额 = 丑 依据 办法\n",
        "定义 中 = 子\n标准 子: 金额 = 中 依据 办法\n",
        "对照表 裁量(再次: 是否) -> (下限: 金额) 择定 唯一 依据 办法 {\n| 再次 || 下限 |\n| 是 || 1元 |\n| "
        "否 || "
        "裁量(再次).下限 |\n}\n"}) {
    Checked c(head + text);
    EXPECT_TRUE(c.Has(diag::Kind::DefinitionCycle)) << text << c.Report();
  }
  Checked decision(head + "标准 子: 金额 = 丁 依据 办法\n判定 丁: 金额 择定 首个 未定按 最高 { 其余 子 }\n");
  EXPECT_TRUE(decision.Has(diag::Kind::DecisionCycle)) << decision.Report();
  Checked fact(head +
               "事实 罚款: 金额 当 子 达到 1元 其余 0元\n标准 子: 金额 = 罚款 依据 办法\n判定 审核: 是否 "
               "未定按 是 { 情形 甲 "
               "依据 办法 当 子 达到 1元 }\n");
  EXPECT_TRUE(fact.Has(diag::Kind::FactGuardCycle)) << fact.Report();
}

}  // namespace
}  // namespace guiju::model
