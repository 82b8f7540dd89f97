// Every property of the room: flows that keep it, flows that break it, and the path that is told.
#include "compiler/soundness/soundness.h"

#include "tests/unit/checked_flow.h"

namespace guiju::soundness {
namespace {

constexpr std::string_view kHead = R"(制度 示范县.流程 "测试" { 性质 示例 }
法源 办法 { 全称 "示范县办法" 位阶 规范性文件 施行 2021-07-15 }
岗位 承办人
岗位 审核人员
岗位 负责人
事件 立案 由 承办人
事实 金额较大: 是否
判定 审核范围: 是否 未定按 是 { 情形 较大 依据 办法 第一条 当 金额较大 }
判定 讨论范围: 是否 未定按 是 { 情形 较大 依据 办法 第二条 当 金额较大 }
)";

// "GateBypassed 审核: 调查 →（报送）决定 →（处罚）处罚", by position in the text.
std::vector<std::string> Found(const std::string& text, std::string_view head = kHead) {
  std::vector<std::string> found;
  for (const diag::Diagnostic& d : FlowFindings({{"main.gj", std::string(head) + text}})) {
    const std::string story = StoryOf(d);
    const std::string subject = d.args.empty() || d.args[0] == story ? "" : " " + d.args[0];
    found.push_back(std::string(diag::InfoOf(d.kind).name) + subject + (story.empty() ? "" : ": " + story));
  }
  return found;
}
using Findings = std::vector<std::string>;

std::string Flow(const std::string& items) { return "流程 普通程序 {\n" + items + "\n}\n"; }

constexpr std::string_view kReview =
    "环节 审核 { 由 审核人员 意见 同意 视为 通过 转 决定 意见 退回 视为 不通过 转 调查 至多 3次 超过转 终止 "
    "}\n";
constexpr std::string_view kDecide = "环节 决定 { 由 负责人 意见 作出 作出决定 转 处罚 }\n终局 处罚, 终止\n";

std::string Ordinary(const std::string& more, const std::string& investigate = "") {
  return Flow("环节 调查 { 由 承办人 意见 报送 修改提案 转 审核 " + investigate + " }\n" +
              std::string(kReview) + std::string(kDecide) + more);
}

TEST(Soundness, AnOrdinaryFlowIsSound) { EXPECT_EQ(Found(Ordinary("须经 审核 方可 作出决定")), Findings{}); }

// ---- reach and bounds

TEST(Reach, AStageNobodyLeadsTo) {
  EXPECT_EQ(Found(Ordinary("环节 协调 { 由 负责人 意见 终止办理 转 终止 }")),
            Findings{"StageUnreachable 协调"});
}

TEST(Reach, AnEndNobodyLeadsTo) {
  EXPECT_EQ(Found(Flow("环节 调查 { 由 承办人 意见 办结 转 处罚 }\n终局 处罚, 终止")),
            Findings{"StageUnreachable 终止"});
}

TEST(Reach, LedToBySkipExpiryBeyondOrInterrupt) {
  EXPECT_EQ(Found(Flow(R"(
    期限 办案 { 自 立案 限 90日 届满 转 超期 }
    环节 调查 { 由 承办人 仅当 审核范围 否则 转 简办 限 5日 届满 转 督办 意见 办结 转 处罚 至多 2次 超过转 协调 }
    环节 简办 { 由 承办人 意见 办结 转 处罚 }
    环节 督办 { 由 负责人 意见 办结 转 处罚 }
    环节 协调 { 由 负责人 意见 办结 转 处罚 }
    环节 超期 { 由 负责人 意见 办结 转 处罚 }
    随时 移送 转 移送
    终局 处罚, 移送)")),
            Findings{});
}

TEST(Reach, StagesThatOnlyLeadToEachOther) {
  EXPECT_EQ(Found(Flow(R"(
    环节 调查 { 由 承办人 意见 办结 转 处罚 意见 复查 转 复核 }
    环节 复核 { 由 负责人 意见 再查 转 补查 }
    环节 补查 { 由 承办人 意见 再报 转 复核 }
    终局 处罚)")),
            (Findings{"StageCannotEnd 复核", "StageCannotEnd 补查"}));
}

TEST(Bounds, ACircleWithoutABound) {
  EXPECT_EQ(Found(Flow(R"(
    环节 调查 { 由 承办人 意见 报送 转 审核 }
    环节 审核 { 由 审核人员 意见 同意 转 处罚 意见 退回 转 调查 }
    终局 处罚)")),
            Findings{"ReturnUnbounded: 调查 →（报送）审核 →（退回）调查"});
}

TEST(Bounds, ToItselfAndBySkipOrExpiry) {
  EXPECT_EQ(Found(Flow("环节 调查 { 由 承办人 意见 办结 转 处罚 意见 再查 转 调查 }\n终局 处罚")),
            Findings{"ReturnUnbounded: 调查 →（再查）调查"});
  EXPECT_EQ(Found(Flow("环节 调查 { 由 承办人 限 5日 届满 转 调查 意见 办结 转 处罚 }\n终局 处罚")),
            Findings{"ReturnUnbounded: 调查 →（期限届满）调查"});
  EXPECT_EQ(Found(Flow(R"(
    环节 调查 { 由 承办人 意见 报送 转 审核 }
    环节 审核 { 由 审核人员 仅当 审核范围 否则 转 调查 意见 同意 转 处罚 }
    终局 处罚)")),
            Findings{"ReturnUnbounded: 调查 →（报送）审核 →（条件不成立，不经过）调查"});
}

// The way out of a bounded return must not come back to it.
TEST(Bounds, TheWayOutReturns) {
  EXPECT_EQ(Found(Flow(R"(
    环节 调查 { 由 承办人 意见 报送 转 审核 }
    环节 审核 { 由 审核人员 意见 同意 转 处罚 意见 退回 转 调查 至多 3次 超过转 协调 }
    环节 协调 { 由 负责人 意见 再审 转 审核 }
    终局 处罚)")),
            Findings{"ReturnUnbounded: 审核 →（退回，超过次数）协调 →（再审）审核"});
}

// A clock of the case runs out once, in whatever stage: no circle.
TEST(Bounds, TheClockOfTheCaseRunsOutOnce) {
  EXPECT_EQ(Found(Flow(R"(
    期限 办案 { 自 立案 限 90日 届满 转 督办 }
    环节 调查 { 由 承办人 意见 报送 转 督办 }
    环节 督办 { 由 负责人 意见 办结 转 处罚 }
    终局 处罚)")),
            Findings{});
}

// ---- gates

TEST(Gates, AWayAround) {
  EXPECT_EQ(Found(Ordinary("须经 审核 方可 作出决定", "意见 直报 转 决定")),
            Findings{"GateBypassed 审核: 调查 →（直报）决定 →（作出）处罚"});
}

TEST(Gates, TheShortestWayIsTold) {
  EXPECT_EQ(Found(Flow(R"(
    环节 调查 { 由 承办人 意见 绕行 转 一 意见 直报 转 决定 意见 报送 转 审核 }
    环节 一 { 由 承办人 意见 继续 转 决定 }
    )" + std::string(kReview) +
                       std::string(kDecide) + "须经 审核 方可 作出决定")),
            Findings{"GateBypassed 审核: 调查 →（直报）决定 →（作出）处罚"});
}

TEST(Gates, PassedThenRevised) {
  EXPECT_EQ(Found(Flow(R"(
    环节 调查 { 由 承办人 意见 报送 转 审核 }
    环节 审核 { 由 审核人员 意见 同意 视为 通过 转 听证 意见 不同意 视为 不通过 转 终止 }
    环节 听证 { 由 承办人 意见 改变 修改提案 转 决定 意见 维持 转 决定 }
    )" + std::string(kDecide) +
                       "须经 审核 方可 作出决定")),
            Findings{"GateBypassed 审核: 调查 →（报送）审核 →（同意）听证 →（改变）决定 →（作出）处罚"});
}

TEST(Gates, PassedThenRefused) {
  EXPECT_EQ(Found(Flow(R"(
    环节 调查 { 由 承办人 意见 报送 转 审核 }
    环节 审核 { 由 审核人员 意见 同意 视为 通过 转 决定 意见 不同意 视为 不通过 转 决定 }
    )" + std::string(kDecide) +
                       "随时 终止办理 转 终止\n须经 审核 方可 作出决定")),
            Findings{"GateBypassed 审核: 调查 →（报送）审核 →（不同意）决定 →（作出）处罚"});
}

// An opinion that counts as nothing, silence and coordination do not pass.
TEST(Gates, WhatIsNoVerdictDoesNotPass) {
  EXPECT_EQ(Found(Flow(R"(
    环节 审核 { 由 审核人员 限 5日 届满 转 决定 意见 同意 视为 通过 转 决定 意见 已阅 转 决定 }
    )" + std::string(kDecide) +
                       "随时 终止办理 转 终止\n须经 审核 方可 作出决定")),
            Findings{"GateBypassed 审核: 审核 →（已阅）决定 →（作出）处罚"});
  EXPECT_EQ(Found(Flow(R"(
    环节 审核 { 由 审核人员 限 5日 届满 转 决定 意见 同意 视为 通过 转 决定 }
    )" + std::string(kDecide) +
                       "随时 终止办理 转 终止\n须经 审核 方可 作出决定")),
            Findings{"GateBypassed 审核: 审核 →（期限届满）决定 →（作出）处罚"});
}

TEST(Gates, TheDecisionItselfRevises) {
  EXPECT_EQ(Found(Flow(R"(
    环节 审核 { 由 审核人员 意见 同意 视为 通过 转 决定 意见 不同意 视为 不通过 转 终止 }
    环节 决定 { 由 负责人 意见 改判 修改提案 作出决定 转 处罚 }
    终局 处罚, 终止
    须经 审核 方可 作出决定)")),
            Findings{"GateBypassed 审核: 审核 →（同意）决定 →（改判）处罚"});
}

TEST(Gates, NotNeededCounts) {
  const std::string skip = R"(
    环节 调查 { 由 承办人 意见 报送 转 审核 }
    环节 审核 { 由 审核人员 仅当 审核范围 否则 转 决定 意见 同意 视为 通过 转 决定 意见 不同意 视为 不通过 转 终止 }
    )" + std::string(kDecide);
  EXPECT_EQ(Found(Flow(skip + "须经 审核 方可 作出决定")), Findings{});
  EXPECT_EQ(Found(Flow(skip + "须经 审核 方可 作出决定 当 审核范围")), Findings{});
  // Skipped under another condition than the requirement's own.
  EXPECT_EQ(Found(Flow(skip + "须经 审核 方可 作出决定 当 讨论范围")),
            Findings{"GateBypassed 审核: 调查 →（报送）审核 →（条件不成立，不经过）决定 →（作出）处罚"});
}

// A review after the hearing that is not needed does not stand for the review before it.
TEST(Gates, AnotherReviewPassedByIsNoPass) {
  const std::string two = R"(
    环节 调查 { 由 承办人 意见 报送 转 复审 意见 送审 转 审核 }
    环节 审核 { 由 审核人员 意见 同意 视为 通过 转 复审 意见 不同意 视为 不通过 转 终止 }
    环节 复审 { 作为 审核 由 审核人员 仅当 讨论范围 否则 转 决定 意见 同意 视为 通过 转 决定 意见 不同意 视为 不通过 转 终止 }
    )" + std::string(kDecide);
  EXPECT_EQ(Found(Flow(two + "须经 审核 方可 作出决定")),
            Findings{"GateBypassed 审核: 调查 →（报送）复审 →（条件不成立，不经过）决定 →（作出）处罚"});
  // Unless the requirement itself is only for that condition; a review under another says nothing.
  EXPECT_EQ(Found(Flow(two + "须经 审核 方可 作出决定 当 讨论范围")), Findings{});
  EXPECT_EQ(Found(Flow(two + "须经 审核 方可 作出决定 当 审核范围")),
            Findings{"GateBypassed 审核: 调查 →（报送）复审 →（条件不成立，不经过）决定 →（作出）处罚"});
}

TEST(Gates, BeforeAStageOrAnEnd) {
  EXPECT_EQ(Found(Ordinary("须经 审核 方可 决定")), Findings{});
  EXPECT_EQ(Found(Ordinary("须经 审核 方可 决定", "意见 直报 转 决定")),
            Findings{"GateBypassed 审核: 调查 →（直报）决定"});
  EXPECT_EQ(Found(Ordinary("须经 审核 方可 终止")),
            Findings{"GateBypassed 审核: 调查 →（报送）审核 →（退回，超过次数）终止"});
  EXPECT_EQ(Found(Ordinary("随时 终止办理 转 终止\n须经 审核 方可 终止")),
            Findings{"GateBypassed 审核: 调查 →（终止办理）终止"});
}

TEST(Gates, BeforeWhereTheCaseBegins) {
  const Findings found = Found(Ordinary("须经 审核 方可 调查"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].starts_with("GateBypassed 审核")) << found[0];
}

TEST(Gates, PerformedUnderAnotherName) {
  const auto flow = [](const std::string& as) {
    return Flow("环节 法规室审理 { 由 审核人员 " + as +
                " 意见 同意 视为 通过 转 决定 意见 不同意 视为 不通过 转 终止 }\n" + std::string(kDecide) +
                "须经 审核 方可 作出决定");
  };
  EXPECT_EQ(Found(flow("作为 审核")), Findings{});
  EXPECT_EQ(Found(flow("")), Findings{"GateUnperformed 普通程序"});
}

TEST(Gates, PerformedByTheBody) {
  EXPECT_EQ(Found(R"(
组织 案审会 { 作为 集体讨论 主任 负责人 委员 审核人员 到会 应参会 三分之二 表决 到会者 过半数 不成 上报 }
)" + Flow(R"(
    环节 上会 { 由 案审会 意见 通过 视为 通过 转 决定 意见 未通过 视为 不通过 转 终止 }
    )" + std::string(kDecide) +
          "须经 集体讨论 方可 作出决定")),
            Findings{});
}

TEST(Gates, ThatConcernNothing) {
  EXPECT_EQ(Found(Ordinary("须经 审核 方可 公布")), Findings{"GateTarget 公布"});
  EXPECT_EQ(Found(Flow(
                "环节 审核 { 由 审核人员 意见 同意 视为 通过 转 处罚 }\n终局 处罚\n须经 审核 方可 作出决定")),
            Findings{"GateWithoutDecision 普通程序"});
}

TEST(Gates, OutsideAFlowBindEveryFlowTheyConcern) {
  const std::string around = Flow(R"(
    环节 调查 { 由 承办人 意见 报送 转 审核 意见 直报 转 决定 }
    环节 审核 { 由 审核人员 意见 同意 视为 通过 转 决定 意见 不同意 视为 不通过 转 终止 }
    )" + std::string(kDecide));
  EXPECT_EQ(Found("须经 审核 方可 作出决定\n" + around),
            Findings{"GateBypassed 审核: 调查 →（直报）决定 →（作出）处罚"});
  // A flow that decides nothing and one without the stage are not concerned.
  const std::string other = Flow("环节 登记 { 由 承办人 意见 办结 转 完成 }\n终局 完成");
  EXPECT_EQ(Found("须经 审核 方可 作出决定\n须经 审核 方可 决定\n" + other), Findings{});
}

TEST(Gates, OfTheSuperiorBindTheLocalFlow) {
  const std::map<std::string, std::string> files = {
      {"main.gj", R"(制度 示范县.流程 "测试" { 性质 示例 上位 示范省.流程 }
岗位 承办人
流程 普通程序 {
  环节 调查 { 由 承办人 意见 决定 作出决定 转 处罚 }
  终局 处罚
})"},
      {"示范省.流程.gj", R"(制度 示范省.流程 "测试" { 性质 示例 }
须经 审核 方可 作出决定
)"}};
  const auto found = FlowFindings(files);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, diag::Kind::GateUnperformed);
}

// ---- fresh agreement

// Without any gate: whoever agreed, agreed to what is decided.
TEST(FreshAgreement, RevisedAndNotReviewedAgain) {
  const auto flow = [](const std::string& back) {
    return Flow(R"(
    环节 审核 { 由 审核人员 意见 同意 视为 通过 转 听证 意见 不同意 视为 不通过 转 终止 }
    环节 听证 { 由 承办人 意见 维持 转 决定 意见 改变 修改提案 转 )" +
                back + " }\n" + std::string(kDecide));
  };
  EXPECT_EQ(Found(flow("决定")),
            Findings{"AgreementStale 审核: 审核 →（同意）听证 →（改变）决定 →（作出）处罚"});
  EXPECT_EQ(Found(flow("审核 至多 2次 超过转 终止")), Findings{});
}

// Reviewed after the hearing at a stage of its own: the gate knows that both perform it.
TEST(FreshAgreement, AnotherStageThatPerformsTheSame) {
  const auto flow = [](const std::string& as, const std::string& gate) {
    return Flow(R"(
    环节 审核 { 由 审核人员 意见 同意 视为 通过 转 听证 意见 不同意 视为 不通过 转 终止 }
    环节 听证 { 由 承办人 意见 维持 转 决定 意见 改变 修改提案 转 再审 }
    环节 再审 { 由 审核人员 )" +
                as + R"( 意见 同意 视为 通过 转 决定 意见 不同意 视为 不通过 转 终止 }
)" + std::string(kDecide) +
                gate);
  };
  const std::string path = "审核 →（同意）听证 →（改变）再审 →（同意）决定 →（作出）处罚";
  EXPECT_EQ(Found(flow("作为 审核", "须经 审核 方可 作出决定")), Findings{});
  EXPECT_EQ(Found(flow("", "须经 审核 方可 作出决定")), Findings{"GateBypassed 审核: " + path});
  EXPECT_EQ(Found(flow("作为 审核", "")), Findings{"AgreementStale 审核: " + path});
}

TEST(FreshAgreement, AgreedWithAChange) {
  EXPECT_EQ(Found(Flow("环节 审核 { 由 审核人员 意见 改后同意 视为 通过 修改提案 转 决定 }\n" +
                       std::string(kDecide) + "随时 终止办理 转 终止")),
            Findings{"AgreementStale 审核: 审核 →（改后同意）决定 →（作出）处罚"});
}

TEST(FreshAgreement, TheDecisionItselfRevises) {
  EXPECT_EQ(Found(Flow(R"(
    环节 审核 { 由 审核人员 意见 同意 视为 通过 转 决定 意见 不同意 视为 不通过 转 终止 }
    环节 决定 { 由 负责人 意见 改判 修改提案 作出决定 转 处罚 }
    终局 处罚, 终止)")),
            Findings{"AgreementStale 审核: 审核 →（同意）决定 →（改判）处罚"});
}

// ---- barred defects

TEST(Bars, ADefectReachesTheBody) {
  const auto flow = [](const std::string& refused) {
    return Flow(R"(
    环节 调查 { 由 承办人 意见 报送 修改提案 转 审核 }
    环节 审核 { 由 审核人员 审查内容 权限 缺陷 超越职权 意见 同意 视为 通过 转 讨论 意见 不同意 视为 不通过 转 )" +
                refused + R"( }
    环节 讨论 { 由 负责人 不得提交 超越职权 意见 通过 转 处罚 }
    终局 处罚, 终止)");
  };
  EXPECT_EQ(Found(flow("讨论")),
            (Findings{"BarBypassed 超越职权: 调查 →（报送）审核 →（不同意）讨论", "StageUnreachable 终止"}));
  EXPECT_EQ(Found(flow("调查 至多 2次 超过转 终止")), Findings{});
  EXPECT_EQ(Found(flow("终止")), Findings{});
}

TEST(Bars, ThatNobodyChecks) {
  EXPECT_EQ(Found(Flow("环节 讨论 { 由 负责人 不得提交 超越职权 意见 通过 转 处罚 }\n终局 处罚")),
            Findings{"BarUnchecked 超越职权"});
}

// ---- separation and events

constexpr std::string_view kPositions = R"(制度 示范县.流程 "测试" { 性质 示例 }
)";
Findings Separated(const std::string& positions) {
  return Found(positions + Flow("互不兼任 甲, 乙, 丙\n环节 调查 { 由 甲 意见 办结 转 处罚 }\n终局 处罚"),
               kPositions);
}

TEST(Separation, NeedsAsManyPersonsAsPositions) {
  EXPECT_EQ(Separated("岗位 甲\n岗位 乙\n岗位 丙\n"), Findings{});
  // One director for two of them.
  EXPECT_EQ(Separated("岗位 甲\n岗位 乙\n岗位 丙\n岗位 局长 作为 乙, 丙\n"),
            Findings{"SeparationImpossible"});
  EXPECT_EQ(Separated("岗位 甲\n岗位 乙\n岗位 丙\n岗位 局长 作为 乙, 丙\n岗位 副局长 作为 丙\n"), Findings{});
  // Through a further position.
  EXPECT_EQ(Separated("岗位 甲\n岗位 乙 作为 丙\n岗位 丙\n"), Findings{"SeparationImpossible"});
  EXPECT_EQ(Separated("岗位 甲\n岗位 乙\n岗位 丙\n岗位 主管 作为 乙\n岗位 局长 作为 主管, 丙\n"),
            Findings{"SeparationImpossible"});
  // A greedy choice would fail: 一 could be 甲 or 乙, 二 only 甲.
  EXPECT_EQ(Separated("岗位 甲\n岗位 乙\n岗位 丙\n岗位 一 作为 甲, 乙\n岗位 二 作为 甲\n"), Findings{});
  // Two that may stand in for each other are two.
  EXPECT_EQ(Separated("岗位 甲\n岗位 乙 作为 丙\n岗位 丙 作为 乙\n"), Findings{});
}

TEST(Events, WaitedForMustHappen) {
  const auto waiting = [](const std::string& event, const std::string& outcome) {
    return Found("事件 送达 " + event + "\n" +
                 Flow("环节 调查 { 由 承办人 意见 办结 " + outcome + " 转 等待 }\n" +
                      "环节 等待 { 意见 到了 遇 送达 转 处罚 }\n终局 处罚"));
  };
  EXPECT_EQ(waiting("", ""), Findings{"EventNeverHappens 送达"});
  EXPECT_EQ(waiting("由 承办人", ""), Findings{});
  EXPECT_EQ(waiting("", "产生 送达"), Findings{});
}

TEST(Events, OfClocksGroundsAndDuties) {
  const std::string flow = Flow("环节 调查 { 由 承办人 意见 办结 转 处罚 }\n终局 处罚");
  EXPECT_EQ(Found("事件 送达\n事由 公告 自 立案 至 送达\n" + flow), Findings{"EventNeverHappens 送达"});
  const auto duty = [&](const std::string& by) {
    return Found("事件 公开完成 " + by +
                 "\n义务 公开 { 自 立案 由 承办人 限 7日 履行 公开完成 依据 办法 第一条 }\n" + flow);
  };
  EXPECT_EQ(duty(""), Findings{"EventNeverHappens 公开完成"});
  EXPECT_EQ(duty("由 承办人"), Findings{});
  EXPECT_EQ(Found("事件 听证\n义务 通知 { 自 立案 由 承办人 至迟 听证 前 7日 履行 立案 依据 办法 第一条 }\n" +
                  flow),
            Findings{"EventNeverHappens 听证"});
}

}  // namespace
}  // namespace guiju::soundness
