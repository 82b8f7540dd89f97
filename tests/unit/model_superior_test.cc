// What a policy may and may not do to its superior: every attempt to relax it is refused, every admitted
// change is accepted.
#include <gtest/gtest.h>

#include "checked_model.h"

namespace guiju::model {
namespace {

const std::string kSuperior = R"(制度 国家.甲「national.a」 "上位" { 层级 国家级 施行 2018-01-01 }
法源 国法 { 全称 "国家法" 位阶 法律 施行 2018-01-01 许可优先 法律 }
法源 国办法 { 全称 "国家办法" 位阶 国务院文件 许可优先 法律, 行政法规, 规范性文件 }
等级 档次 { 轻 < 中 < 重 }
枚举 主体 { 公民, 法人, 其他组织 }
事实 复杂: 是否
事实 涉外: 是否
事实 罚款: 金额
事实 当事人: 主体
事实 行为日: 日期 时间轴 行为
事实 决定日: 日期 时间轴 决定
)";
const std::string kLocal =
    R"(制度 县.乙「county.b」 "下位" { 层级 县级 施行 2021-01-01 上位 国家.甲 过渡 当 复杂 适用 旧制度 }
法源 细则 { 全称 "县实施细则" 位阶 规范性文件 }
法源 省条例 { 全称 "省条例" 位阶 地方性法规 }
)";

Checked Pair(const std::string& superior, const std::string& local) {
  return Checked({{"上位.gj", kSuperior + superior}, {"下位.gj", kLocal + local}});
}
const std::string kHard = "判定 审核: 是否 未定按 是 { 情形 一 依据 国法 第三条 当 复杂 }\n";

void Refused(const std::string& superior, const std::string& local, diag::Kind kind) {
  Checked c = Pair(superior, local);
  EXPECT_TRUE(c.Has(kind)) << local << c.Report();
}
void Accepted(const std::string& superior, const std::string& local) {
  Checked c = Pair(superior, local);
  EXPECT_FALSE(c.sink.has_errors()) << local << c.Report();
}

// ---- 优先于

const std::string kReview = R"(判定 审核: 是否 未定按 是 {
  情形 公共 依据 国法 第三条 当 罚款 达到 1万元
  情形 小事 依据 国办法 第四条 当 涉外
  情形 双重 依据 国法 第五条, 国办法 第五条 当 复杂
}
)";

std::string Exception(const std::string& text) { return "判定 审核: 是否 { " + text + " }\n"; }

TEST(Override, ReachesOnlyRulesThatRestOnTheSource) {
  Refused(kReview, Exception("例外 偷减 针对 公共 依据 细则 第二条 优先于 国办法 当 涉外"),
          diag::Kind::OverrideMissesTarget);
  Accepted(kReview, Exception("例外 小的 针对 小事 依据 细则 第二条 优先于 国办法 当 复杂"));
}

TEST(Override, EverySourceOfTheRuleMustAdmitTheRank) {
  Refused(kReview, Exception("例外 偷减 针对 双重 依据 细则 第二条 优先于 国办法 当 涉外"),
          diag::Kind::OverrideMissesTarget);
}

TEST(Override, ASourceOfOnesOwnIsNotTheSuperiors) {
  Refused(kReview,
          "法源 假法 { 全称 \"假法\" 位阶 法律 许可优先 规范性文件 }\n" +
              Exception("例外 偷减 针对 公共 依据 细则 第二条 优先于 假法 当 涉外"),
          diag::Kind::OverrideMissesTarget);
}

TEST(Override, AHigherCitationLendsNoRank) {
  Refused(kReview, Exception("例外 偷减 针对 公共 依据 国法 第九条, 细则 第二条 优先于 国法 当 涉外"),
          diag::Kind::OverrideNotAdmitted);
}

TEST(Override, WithoutTargetLeavesOtherRulesStanding) {
  Checked c = Pair(kReview, Exception("例外 小的 依据 细则 第二条 优先于 国办法 当 涉外"));
  EXPECT_FALSE(c.sink.has_errors()) << c.Report();
  for (const Rule& rule : c.model.rules) {
    if (rule.name.Zh() != "小的") continue;
    ASSERT_EQ(rule.attacks.size(), 1u);
    EXPECT_EQ(c.model.rules[rule.attacks[0]].name.Zh(), "小事");
  }
}

TEST(Override, ACaseAddsNothingWhereTheSuperiorActsOnNo) {
  const std::string simple = R"(判定 简易: 是否 未定按 否 {
  情形 小额 依据 国法 第三条 当 罚款 不超过 200元
}
)";
  Refused(simple, "判定 简易: 是否 { 情形 大额 依据 细则 第二条 优先于 国办法 当 罚款 不超过 1万元 }\n",
          diag::Kind::ComposeRelaxes);
  Refused(simple, "判定 简易: 是否 { 情形 大额 依据 细则 第二条 当 罚款 不超过 1万元 }\n",
          diag::Kind::ComposeRelaxes);
}

TEST(Composition, WhatIsWithheldIsNotReleasedByAFurtherCase) {
  const std::string publish = R"(判定 公开: 是否 未定按 暂不公开 {
  情形 处罚 依据 国法 第三条 当 罚款 达到 1万元
  例外 涉密 针对 处罚 依据 国法 第四条 当 涉外
}
)";
  Refused(publish, "判定 公开: 是否 { 情形 全部 依据 细则 第二条 }\n", diag::Kind::ComposeRelaxes);
  Accepted(publish, "判定 本县公开: 是否 未定按 暂不公开 { 情形 全部 依据 细则 第二条 当 非 涉外 }\n");
}

TEST(Names, OneFactPerAxis) {
  Refused(kHard, "事实 另一日: 日期 时间轴 行为\n", diag::Kind::ImportedNameTaken);
}

// ---- parameters

const std::string kFine = "判定 大案: 是否 未定按 是 { 情形 一 依据 国法 第三条 当 罚款 达到 限额 }\n";

TEST(Setting, AnUnrelatedOverrideDoesNotLiftTheLimits) {
  const std::string limit =
      "标准 限额: 金额 = 10万元 开放 只可降低 范围 1万元以上 10万元以下 依据 国法 第四条\n" + kFine;
  Refused(limit, "标准 限额: 金额 = 100万元 依据 细则 第二条 优先于 国办法\n",
          diag::Kind::OverrideMissesTarget);
  Refused("标准 限额: 金额 = 10万元 开放 只可降低 依据 国法 第四条\n" + kFine,
          "标准 限额: 金额 = 100万元 依据 细则 第二条\n", diag::Kind::SetWrongDirection);
  Refused(limit, "标准 限额: 金额 = 1元 依据 细则 第二条\n", diag::Kind::SetOutsideBounds);
  Accepted(limit, "标准 限额: 金额 = 5万元 依据 细则 第二条\n");
  Accepted("标准 限额: 金额 = 10万元 开放 只可降低 依据 国办法 第四条\n" + kFine,
           "标准 限额: 金额 = 100万元 依据 细则 第二条 优先于 国办法\n");
}

TEST(Setting, IsComparedForTheSameArguments) {
  const std::string by_kind = R"(标准 额(类: 主体): 金额 开放 只可降低 依据 国法 第四条 {
  | 类 || 额度 |
  | 公民 || 1万元 |
  | 其他 || 10万元 |
}
判定 大案: 是否 未定按 是 { 情形 一 依据 国法 第三条 当 罚款 达到 额(当事人) }
)";
  Refused(by_kind,
          "标准 额(类: 主体): 金额 依据 细则 第二条 {\n| 类 || 额度 |\n| 法人 || 1万元 |\n| 其他 || 10万元 "
          "|\n}\n",
          diag::Kind::SetWrongDirection);
  Accepted(
      by_kind,
      "标准 额(类: 主体): 金额 依据 细则 第二条 {\n| 类 || 额度 |\n| 法人 || 9万元 |\n| 公民 || 1万元 |\n| "
      "不限 || 10万元 |\n}\n");
}

TEST(Setting, IsComparedPeriodByPeriod) {
  const std::string periods = R"(标准 限额: 金额 按 行为 开放 只可降低 依据 国法 第四条 {
  自 2018-01-01 起: 1万元
  自 2022-01-01 起: 10万元
}
)" + kFine;
  Refused(periods, "标准 限额: 金额 = 5万元 依据 细则 第二条\n", diag::Kind::SetWrongDirection);
  Refused(
      periods,
      "标准 限额: 金额 按 决定 依据 细则 第二条 {\n自 2018-01-01 起: 1万元\n自 2022-01-01 起: 10万元\n}\n",
      diag::Kind::SetWrongDirection);
  Refused(periods, "标准 限额: 金额 按 行为 依据 细则 第二条 {\n自 2019-01-01 起: 1万元\n}\n",
          diag::Kind::PeriodGap);
  Accepted(
      periods,
      "标准 限额: 金额 按 行为 依据 细则 第二条 {\n自 2018-01-01 起: 1万元\n自 2022-06-01 起: 10万元\n}\n");
}

TEST(Setting, AnIntervalKeepsItsOtherEnd) {
  const std::string limit = R"(标准 限额: 区间<金额> = 10万元以上 开放 只可降低 依据 国法 第四条
判定 大案: 是否 未定按 是 { 情形 一 依据 国法 第三条 当 罚款 属于 限额 }
)";
  Refused(limit, "标准 限额: 区间<金额> = 1万元以上 不满2万元 依据 细则 第二条\n",
          diag::Kind::SetWrongDirection);
  Refused(limit, "标准 限额: 区间<金额> = 超过10万元 依据 细则 第二条\n", diag::Kind::SetWrongDirection);
  Accepted(limit, "标准 限额: 区间<金额> = 超过5万元 依据 细则 第二条\n");
}

TEST(Setting, MustBeAFixedFigure) {
  const std::string limit = "标准 限额: 金额 = 10万元 开放 只可降低 依据 国法 第四条\n" + kFine;
  Refused(limit, "标准 限额: 金额 = 较大(5万元, 罚款) 依据 细则 第二条\n", diag::Kind::SettingNotFixed);
  Refused(limit, "标准 另额: 金额 = 5万元 开放 依据 细则 第二条\n标准 限额: 金额 = 另额 依据 细则 第二条\n",
          diag::Kind::SettingNotFixed);
}

TEST(Setting, LimitsHoldOnEveryLevel) {
  const std::string superior =
      kSuperior + "标准 限额: 金额 = 10万元 开放 只可降低 范围 1万元以上 10万元以下 依据 国法 第四条\n" +
      kFine;
  const std::string province =
      "制度 省.丙 \"省\" { 层级 省级 施行 2019-01-01 上位 国家.甲 过渡 当 复杂 适用 旧制度 }\n"
      "法源 省规 { 全称 \"省规\" 位阶 地方政府规章 }\n";
  const std::string county =
      "制度 县.丁 \"县\" { 层级 县级 施行 2021-01-01 上位 省.丙 过渡 当 复杂 适用 旧制度 }\n"
      "法源 细则 { 全称 \"细则\" 位阶 规范性文件 }\n";
  auto check = [&](const std::string& middle, const std::string& low) {
    return Checked({{"a.gj", superior}, {"b.gj", province + middle}, {"c.gj", county + low}});
  };
  const std::string set = "标准 限额: 金额 = 9万元 依据 细则 第二条\n";
  EXPECT_TRUE(check("标准 限额: 金额 = 5万元 依据 省规 第一条\n", set).Has(diag::Kind::NotOpen));
  EXPECT_TRUE(
      check("标准 限额: 金额 = 5万元 开放 依据 省规 第一条\n", set).Has(diag::Kind::SetWrongDirection));
  EXPECT_TRUE(check("标准 限额: 金额 规定机关 \"市\" 开放\n", "标准 限额: 金额 = 99万元 依据 细则 第二条\n")
                  .Has(diag::Kind::SetOutsideBounds));
  EXPECT_TRUE(check("标准 限额: 金额 = 5万元 开放 只可提高 依据 省规 第一条\n", set)
                  .Has(diag::Kind::SetWrongDirection));
  EXPECT_TRUE(check("标准 限额: 金额 = 5万元 开放 范围 1元以上 10万元以下 依据 省规 第一条\n", set)
                  .Has(diag::Kind::SetOutsideBounds));
  Checked good =
      check("标准 限额: 金额 = 5万元 开放 依据 省规 第一条\n", "标准 限额: 金额 = 4万元 依据 细则 第二条\n");
  EXPECT_FALSE(good.sink.has_errors()) << good.Report();
}

// ---- presumptions

TEST(Presumption, DoesNotSettleWhatTheSuperiorReads) {
  Refused(kHard, "推定 复杂 = 否 依据 细则 第二条\n", diag::Kind::PresumesForSuperior);
  Refused(kHard, "推定 涉外 = 否 依据 细则 第二条\n", diag::Kind::PresumesForSuperior);  // declared by it
  Accepted(kHard, "事实 本地: 是否\n推定 本地 = 否 依据 细则 第二条\n");
  Accepted(kHard + "推定 涉外 = 否 依据 国法 第八条\n", "事实 本地: 是否\n");
}

TEST(Presumption, NeedsABasis) {
  Refused(kHard, "事实 本地: 是否\n推定 本地 = 否\n", diag::Kind::RuleWithoutBasis);
}

TEST(Presumption, OfAVocabularyIsJudgedByWhatTheSuperiorReads) {
  const std::string words = "制度 公用.词 \"词汇\"\n事实 甲类: 是否\n事实 乙类: 是否\n";
  const std::string up =
      "制度 国家.甲 \"上位\"\n引用 公用.词\n法源 国法 { 全称 \"国法\" 位阶 法律 }\n"
      "定义 疑难 = 甲类\n判定 审核: 是否 未定按 是 { 情形 一 依据 国法 第三条 当 疑难 }\n";
  const std::string down =
      "制度 县.乙 \"下位\" { 上位 国家.甲 }\n法源 细则 { 全称 \"细则\" 位阶 规范性文件 }\n";
  auto check = [&](const std::string& more, const std::string& helper = "") {
    std::map<std::string, std::string> files{{"a.gj", words}, {"b.gj", up}, {"d.gj", down + more}};
    if (!helper.empty()) files["c.gj"] = helper;
    return Checked(files);
  };
  EXPECT_TRUE(check("推定 甲类 = 否 依据 细则 第二条\n").Has(diag::Kind::PresumesForSuperior));
  Checked unread = check("推定 乙类 = 否 依据 细则 第二条\n");
  EXPECT_FALSE(unread.sink.has_errors()) << unread.Report();
  // Through a third policy that stands under nobody.
  EXPECT_TRUE(check("引用 公用.推\n",
                    "制度 公用.推 \"推定\"\n引用 公用.词\n法源 通知 { 全称 \"通知\" 位阶 内部规定 }\n"
                    "推定 甲类 = 否 依据 通知 第一条\n")
                  .Has(diag::Kind::PresumesForSuperior));
}

// ---- composition

TEST(Direction, IsTheSuperiorsOrStricter) {
  Refused(kHard, "判定 审核: 是否 未定按 否 { 情形 乙 依据 细则 第二条 当 涉外 }\n",
          diag::Kind::ComposedDirection);
  Refused(kHard, "判定 审核: 是否 未定按 暂不公开 { 情形 乙 依据 细则 第二条 当 涉外 }\n",
          diag::Kind::ComposedDirection);
  Accepted(kHard, "判定 审核: 是否 未定按 是 { 情形 乙 依据 细则 第二条 当 涉外 }\n");
  const std::string tier = R"(判定 级: 档次 择定 取严 从严方向 大 未定按 中 {
  情形 一 依据 国法 第三条 当 复杂 则 中
  其余 轻
}
)";
  auto local = [](const std::string& clauses) {
    return "判定 级: 档次 择定 取严 " + clauses + " { 情形 乙 依据 细则 第二条 当 涉外 则 重 }\n";
  };
  Refused(tier, local("未定按 轻"), diag::Kind::ComposedDirection);
  Refused(tier, local("未定按 最低"), diag::Kind::ComposedDirection);
  Refused(tier, local("从严方向 小 未定按 重"), diag::Kind::ComposedDirection);
  Accepted(tier, local("未定按 重"));
  Accepted(tier, local("未定按 最高"));
}

TEST(Direction, OfASetHoldsTheSuperiors) {
  const std::string papers =
      "枚举 材料 { 报告, 证据 }\n判定 材料表: 集合<材料> 择定 全部 未定按 {报告, 证据} { 情形 一 依据 国法 "
      "第三条 当 复杂 则 {证据} }\n";
  Refused(papers, "判定 材料表: 集合<材料> 择定 全部 未定按 {报告} { 情形 乙 依据 细则 第二条 则 {报告} }\n",
          diag::Kind::ComposedDirection);
}

TEST(Composition, MilderDoesNotReplaceTheSuperior) {
  Refused(kHard,
          "判定 本地: 是否 未定按 是 { 情形 乙 依据 细则 第二条 当 涉外 }\n判定 审核: 是否 从旧兼从轻 本地 "
          "自 行为 至 "
          "决定\n",
          diag::Kind::MilderReplacesSuperior);
}

TEST(Composition, ADecisionIsNotOpen) {
  Checked c(kSuperior + "开放 " + kHard);
  EXPECT_TRUE(c.Has(diag::Kind::OpenDecision)) << c.Report();
}

// ---- open terms

const std::string kTerm = "开放 定义 特殊 = 涉外\n";
const std::string kWiden = "扩充 特殊 当 复杂 依据 细则 第二条\n";

TEST(OpenTerm, MayNotPickAValue) {
  Refused(kTerm +
              "判定 期限: 工作日数 择定 首个 未定按 最低 { 情形 一 依据 国法 第三条 当 特殊 则 20工作日 其余 "
              "7工作日 }\n",
          kWiden, diag::Kind::OpenTermRelaxes);
  Refused(kTerm + "判定 期限: 工作日数 择定 首个 未定按 最低 { 其余 若 特殊 则 20工作日 否则 7工作日 }\n",
          kWiden, diag::Kind::OpenTermRelaxes);
  Refused(kTerm +
              "判定 期限: 工作日数 择定 取严 从严方向 小 未定按 最低 { 情形 一 依据 国法 第三条 当 特殊 则 "
              "20工作日 其余 7工作日 }\n",
          kWiden, diag::Kind::OpenTermRelaxes);
  Accepted(kTerm +
               "判定 期限: 工作日数 择定 取严 从严方向 小 未定按 最低 { 情形 一 依据 国法 第三条 当 特殊 则 "
               "7工作日 其余 20工作日 }\n",
           kWiden);
}

TEST(OpenTerm, IsFollowedThroughFactsFiguresAndDecisions) {
  Refused(kTerm +
              "事实 加处: 金额 当 非 特殊 其余 0元\n判定 审核: 是否 未定按 是 { 情形 一 依据 国法 第三条 当 "
              "加处 达到 1元 }\n",
          kWiden, diag::Kind::OpenTermRelaxes);
  Refused(kTerm + kHard + "判定 放行: 是否 未定按 否 { 情形 一 依据 国法 第三条 当 特殊 }\n", kWiden,
          diag::Kind::OpenTermRelaxes);
  Refused(kTerm + "推定 复杂 = 否 依据 国法 第八条 当 特殊\n" + kHard,
          "扩充 特殊 当 罚款 达到 1元 依据 细则 第二条\n", diag::Kind::OpenTermRelaxes);
  Accepted(kTerm + "判定 审核: 是否 未定按 是 { 情形 一 依据 国法 第三条 当 特殊 或 复杂 }\n", kWiden);
}

TEST(OpenTerm, OfAVocabularyBindsTheSuperior) {
  const std::string words =
      "制度 公用.词 \"词汇\"\n事实 甲类: 是否\n事实 乙类: 是否\n开放 定义 特殊 = 甲类\n";
  const std::string down =
      "制度 县.乙 \"下位\" { 上位 国家.甲 }\n法源 细则 { 全称 \"细则\" 位阶 规范性文件 }\n"
      "扩充 特殊 当 乙类 依据 细则 第二条\n判定 放行: 是否 未定按 否 { 情形 一 依据 细则 第三条 当 特殊 }\n";
  auto check = [&](const std::string& condition) {
    return Checked({{"a.gj", words},
                    {"b.gj",
                     "制度 国家.甲 \"上位\"\n引用 公用.词\n法源 国法 { 全称 \"国法\" 位阶 法律 }\n"
                     "判定 审核: 是否 未定按 是 { 情形 一 依据 国法 第三条 当 " +
                         condition + " }\n"},
                    {"c.gj", down}});
  };
  EXPECT_TRUE(check("非 特殊").Has(diag::Kind::OpenTermRelaxes));
  Checked good = check("特殊");
  EXPECT_FALSE(good.sink.has_errors()) << good.Report();
}

TEST(OpenTerm, ExtensionNeedsABasisAndNoCircle) {
  const std::string up = kTerm + "判定 审核: 是否 未定按 是 { 情形 一 依据 国法 第三条 当 特殊 }\n";
  Refused(up, "扩充 特殊 当 复杂\n", diag::Kind::RuleWithoutBasis);
  Refused(up, "扩充 特殊 当 非 特殊 依据 细则 第二条\n", diag::Kind::DefinitionCycle);
  Refused(up, "定义 中间 = 非 特殊\n扩充 特殊 当 中间 依据 细则 第二条\n", diag::Kind::DefinitionCycle);
}

// ---- levels, dates, changes by others

TEST(Superior, StandsNoLowerAndIsInForce) {
  auto check = [](const std::string& up, const std::string& down) {
    return Checked({{"a.gj", "制度 上.甲 \"上\" { " + up + " }\n事实 复杂: 是否\n"},
                    {"b.gj", "制度 下.乙 \"下\" { 上位 上.甲 " + down + " }\n事实 涉外: 是否\n"}});
  };
  EXPECT_TRUE(check("层级 县级", "层级 国家级").Has(diag::Kind::SuperiorLevel));
  EXPECT_FALSE(check("层级 县级", "层级 县级").Has(diag::Kind::SuperiorLevel));
  EXPECT_TRUE(
      check("施行 2010-01-01 失效 2020-01-01", "施行 2021-01-01").Has(diag::Kind::SuperiorNotInForce));
  EXPECT_TRUE(check("施行 2022-01-01", "施行 2021-01-01").Has(diag::Kind::SuperiorNotInForce));
  EXPECT_FALSE(
      check("施行 2010-01-01 失效 2022-01-01", "施行 2021-01-01").Has(diag::Kind::SuperiorNotInForce));
}

TEST(Superior, IsNotChangedByAPolicyThatIsOnlyUsed) {
  const std::string limit = "标准 限额: 金额 = 10万元 开放 依据 国法 第四条\n" + kFine;
  const std::string other =
      "制度 邻.丙 \"邻县\" { 层级 县级 上位 国家.甲 }\n法源 邻则 { 全称 \"邻则\" 位阶 规范性文件 }\n事实 "
      "邻事: 是否\n";
  auto check = [&](const std::string& change) {
    return Checked({{"上位.gj", kSuperior + limit + kTerm + kReview},
                    {"下位.gj", kLocal + "引用 邻.丙\n"},
                    {"中.gj", other + change}});
  };
  EXPECT_TRUE(check("标准 限额: 金额 = 99万元 依据 邻则 第一条\n").Has(diag::Kind::SuperiorChangedElsewhere));
  EXPECT_TRUE(check("扩充 特殊 当 邻事 依据 邻则 第一条\n").Has(diag::Kind::SuperiorChangedElsewhere));
  EXPECT_TRUE(check("判定 审核: 是否 { 例外 丙 针对 小事 依据 邻则 第一条 优先于 国办法 当 邻事 }\n")
                  .Has(diag::Kind::SuperiorChangedElsewhere));
  Checked good = check("");
  EXPECT_FALSE(good.sink.has_errors()) << good.Report();
}

// Each part of an expression is looked at once: a chain of 120 differences would else take for ever.
TEST(OpenTerms, LongDifferencesAreLookedAtOnce) {
  std::string difference = "人数";
  for (int i = 0; i < 120; ++i) difference += " - 1人";
  const Checked checked(
      "制度 县.甲 \"甲\" { 性质 示例 }\n法源 办法 { 全称 \"办法\" 位阶 规范性文件 }\n"
      "事实 人数: 人数 范围 0人以上 1000人以下\n开放 定义 众多 = " +
      difference + " 达到 1人\n判定 审核: 是否 未定按 是 { 情形 多 依据 办法 第一条 当 众多 }\n");
  EXPECT_FALSE(checked.sink.has_errors()) << checked.Report();
}

TEST(Limits, TenThousandRules) {
  auto check = [](int rules) {
    std::string text =
        "制度 县.甲 \"甲\"\n法源 办法 { 全称 \"办法\" 位阶 规范性文件 }\n事实 复杂: 是否\n判定 审核: 是否 "
        "未定按 是 {\n";
    for (int i = 0; i < rules; ++i) text += "情形 r" + std::to_string(i) + " 依据 办法 当 复杂\n";
    return Checked(text + "}\n").Has(diag::Kind::TooManyRules);
  };
  EXPECT_FALSE(check(10'000));
  EXPECT_TRUE(check(10'001));
}

}  // namespace
}  // namespace guiju::model
