// What stands in the way, guard by guard: each flow is the smallest on which its guard is the only one.
#include <algorithm>

#include "tests/unit/flow_guards_fixture.h"

namespace guiju::flow {
namespace {

TEST_F(FlowGuards, AFlowIsForWhatItAppliesTo) {
  Use("流程 办理 { 当 适用 环节 调查 { 由 承办人 意见 办完 转 办结 } 终局 办结 }");
  EXPECT_EQ(Open({{"适用", false}}), "flow_does_not_apply");
  EXPECT_EQ(Open(), "undetermined");
  EXPECT_EQ(Open({{"适用", true}}), "opened moved");
  EXPECT_EQ(Open({{"适用", true}}), "already_open");
}

TEST_F(FlowGuards, AnOutcomeHasItsConditionAndItsApproval) {
  Use("流程 办理 { 环节 调查 { 由 承办人 意见 快办 当 可以 批准人 负责人 转 办结 } 终局 办结 }");
  Open();
  Command fast = Opinion("快办", "p1", "承办人");
  fast.approval = Head();
  EXPECT_EQ(Do(fast), "undetermined");
  Assert({{"可以", false}});
  EXPECT_EQ(Do(fast), "condition_fails");
  Assert({{"可以", true}});
  fast.approval.reset();
  EXPECT_EQ(Do(fast), "approval_missing");
  fast.approval = Acting{{"p2", "审核人员"}, {}, ""};
  EXPECT_EQ(Do(fast), "approval_missing");
  fast.approval = Acting{{"p1", "局长"}, {}, ""};
  EXPECT_EQ(Do(fast), "own_approval");
  fast.approval = Head();
  EXPECT_EQ(Do(fast), "opined closed");
}

TEST_F(FlowGuards, WhatComesOfAnEventIsGivenByNobody) {
  Use(R"gj(流程 办理 {
    环节 调查 { 由 承办人 意见 报送 修改提案 转 等候 }
    环节 等候 { 由 承办人 意见 收到 遇 来函 当 可以 转 办结 意见 撤回 转 办结 }
    终局 办结 })gj");
  Open();
  EXPECT_EQ(Report("来函", "p1", "承办人"), "happened");
  EXPECT_EQ(Submit(), "opined proposed moved");
  EXPECT_EQ(Assert({{"可以", true}}), "asserted");  // it came before the stage
  Assert({{"可以", Value()}});
  EXPECT_EQ(Opine("收到", "p1", "承办人"), "comes_of_itself");
  EXPECT_EQ(Report("来函", "p2", "审核人员"), "not_your_position");
  EXPECT_EQ(Report("来函", "p1", "承办人"), "happened");  // and whether it counts is open
  EXPECT_EQ(Assert({{"可以", false}}), "asserted");
  EXPECT_EQ(Assert({{"可以", true}}), "asserted opined closed");
}

TEST_F(FlowGuards, WhatTheFlowProducesIsNotReported) {
  Use("流程 办理 { 环节 调查 { 由 承办人 意见 办完 产生 决定作出 转 办结 } 终局 办结 }");
  Open();
  Command told = Make(CommandKind::kReport, "决定作出", "p1", "承办人");
  told.report = true;
  EXPECT_EQ(Do(told), "not_reportable");
  EXPECT_EQ(Report("无此事件", "p1", "承办人"), "unknown_event");
}

TEST_F(FlowGuards, InterruptsAndWhoResumes) {
  Use(R"gj(流程 办理 {
    环节 调查 { 由 承办人 意见 办完 转 办结 }
    随时 中止 当 可以 批准人 负责人 恢复人 承办人
    终局 办结 })gj");
  Open();
  EXPECT_EQ(Do(Make(CommandKind::kResume, "", "p1", "承办人")), "not_suspended");
  Command suspend = Make(CommandKind::kInterrupt, "中止", "p1", "承办人");
  suspend.approval = Head();
  EXPECT_EQ(Do(suspend), "undetermined");
  Assert({{"可以", false}});
  EXPECT_EQ(Do(suspend), "condition_fails");
  Assert({{"可以", true}});
  today_ = "2024-02-03";
  suspend.occurred = At(today_);
  EXPECT_EQ(Do(suspend), "suspended");
  EXPECT_EQ(Do(suspend), "suspended");  // the refusal's code
  EXPECT_EQ(state_.suspensions.size(), 1u);
  EXPECT_EQ(Do(Make(CommandKind::kResume, "", "p2", "审核人员")), "not_your_position");
  today_ = "2024-02-02";
  EXPECT_EQ(Do(Make(CommandKind::kResume, "", "p1", "承办人")), "before_its_cause");
  today_ = "2024-02-05";
  EXPECT_EQ(Do(Make(CommandKind::kResume, "", "p1", "承办人")), "resumed");
}

// A deed is that of the position acted as: who stood in for the head has acted as the head.
TEST_F(FlowGuards, SeparationLooksThroughActing) {
  Use(R"gj(流程 办理 {
    互不兼任 承办人, 负责人
    环节 批办 { 由 负责人 意见 交办 转 调查 }
    环节 调查 { 由 承办人 意见 办完 转 办结 }
    终局 办结 })gj");
  Open();
  EXPECT_EQ(Opine("交办", "p3", "局长"), "opined moved");
  EXPECT_EQ(Opine("办完", "p3", "承办人"), "same_person");
  EXPECT_EQ(Opine("办完", "p1", "承办人"), "opined closed");
}

TEST_F(FlowGuards, EachOfThoseAskedAtOnceSpeaksForHimself) {
  Use(R"gj(流程 办理 {
    环节 会签 { 并行 会签甲, 会签乙 意见 无异议 转 办结 意见 有保留 转 终止 }
    终局 办结, 终止 })gj");
  Open();
  EXPECT_EQ(Opine("无异议", "p4", "会签甲"), "spoke");
  EXPECT_EQ(Opine("无异议", "p6", "会签甲"), "not_your_position");
  EXPECT_EQ(Opine("有保留", "p5", "会签乙"), "spoke undecided");  // they differ: asked anew
  EXPECT_EQ(Opine("有保留", "p5", "会签乙"), "spoke");
  EXPECT_EQ(Opine("有保留", "p4", "会签甲"), "opined closed");
  EXPECT_EQ(state_.ended, "终止");
}

TEST_F(FlowGuards, WhoAgreeTogetherAgreeOnTheSame) {
  Use(R"gj(流程 办理 {
    环节 调查 { 由 承办人 意见 报送 修改提案 转 会签 }
    环节 会签 { 并行 会签甲, 会签乙 意见 同意 视为 通过 转 办结 意见 退回 视为 不通过 转 终止 }
    终局 办结, 终止 })gj");
  Open();
  Submit();
  EXPECT_EQ(Opine("同意", "p4", "会签甲"), "spoke");
  EXPECT_EQ(Assert({{"另案", true}}), "asserted undecided");
  EXPECT_EQ(Opine("同意", "p5", "会签乙"), "spoke");
  EXPECT_EQ(Do(Make(CommandKind::kAssert, "", "p1", "承办人")), "asserted");  // nothing changes
  EXPECT_EQ(Opine("同意", "p4", "会签甲"), "opined agreed closed");
}

TEST_F(FlowGuards, LevelsAreAskedInTheirOrder) {
  Use(R"gj(流程 办理 {
    环节 会签 { 依次 会签甲, 会签乙 意见 无异议 转 办结 }
    终局 办结 })gj");
  Open();
  EXPECT_EQ(Opine("无异议", "p5", "会签乙"), "not_your_position");
  EXPECT_EQ(Opine("无异议", "p4", "会签甲"), "spoke");
  EXPECT_EQ(Opine("无异议", "p4", "会签甲"), "not_your_position");
  EXPECT_EQ(Opine("无异议", "p5", "会签乙"), "opined closed");
}

TEST_F(FlowGuards, AMinimumRunsToItsEnd) {
  Use("流程 办理 { 环节 公示 { 由 承办人 至少 3日 意见 期满 转 办结 } 终局 办结 }");
  Open();
  today_ = "2024-02-04";
  EXPECT_EQ(Opine("期满", "p1", "承办人"), "too_early");
  EXPECT_EQ(Tick(), "");
  today_ = "2024-02-05";
  EXPECT_EQ(Tick(), "");  // that it has run is no expiry
  EXPECT_EQ(Opine("期满", "p1", "承办人"), "opined closed");
}

TEST_F(FlowGuards, NothingIsDecidedBeforeTheNeedOfAStageIsKnown) {
  Use(R"gj(流程 办理 {
    环节 调查 { 由 承办人 意见 报送 修改提案 转 复核 }
    环节 复核 { 由 审核人员 仅当 可以 否则 转 决定 意见 看过 转 决定 }
    环节 决定 { 由 负责人 意见 处罚 作出决定 转 办结 }
    终局 办结 })gj");
  Open({{"可以", false}});
  EXPECT_EQ(Submit(), "opined proposed moved moved");
  Assert({{"可以", Value()}});
  EXPECT_EQ(Opine("处罚", "p3", "局长"), "undetermined");
  Assert({{"可以", false}});
  EXPECT_EQ(Opine("处罚", "p3", "局长"), "opined decided closed");
}

TEST_F(FlowGuards, AGateWhoseConditionIsOpenBlocks) {
  Use(R"gj(流程 办理 {
    环节 调查 { 由 承办人 意见 报送 修改提案 转 审核 }
    环节 审核 { 由 审核人员 意见 同意 视为 通过 转 决定 意见 退回 视为 不通过 转 终止 }
    环节 决定 { 由 负责人 意见 处罚 作出决定 转 办结 }
    须经 审核 方可 作出决定 当 可以 依据 办法 第三条
    终局 办结, 终止 })gj");
  Open();
  Submit();
  EXPECT_EQ(Opine("同意", "p2", "审核人员"), "opined agreed moved");
  EXPECT_EQ(Assert({{"另案", true}}), "asserted lapsed");
  EXPECT_EQ(Opine("处罚", "p3", "局长"), "undetermined");
  Assert({{"可以", true}});
  EXPECT_EQ(Opine("处罚", "p3", "局长"), "gate_not_passed");
  Assert({{"可以", false}});
  EXPECT_EQ(Opine("处罚", "p3", "局长"), "opined decided closed");
}

// The very step that leads through the gate changes what was agreed on.
TEST_F(FlowGuards, AGateComparesTheContentAtTheStepItself) {
  Use(R"gj(流程 办理 {
    环节 调查 { 由 承办人 意见 报送 修改提案 转 审核 }
    环节 审核 { 由 审核人员 意见 同意 视为 通过 转 告知 意见 退回 视为 不通过 转 终止 }
    环节 告知 { 由 承办人 意见 已听证 产生 听证举行 转 决定 意见 无异议 转 决定 }
    环节 决定 { 由 负责人 意见 处罚 作出决定 转 办结 }
    须经 审核 方可 决定 依据 办法 第三条
    终局 办结, 终止 })gj");
  Open();
  Submit();
  Opine("同意", "p2", "审核人员");
  EXPECT_EQ(Opine("已听证", "p1", "承办人"), "gate_not_passed");
  EXPECT_EQ(Opine("无异议", "p1", "承办人"), "opined moved");
}

TEST_F(FlowGuards, AReviewWhoseNeedIsOpenIsNotPassedBy) {
  Use(R"gj(流程 办理 {
    环节 调查 { 由 承办人 意见 报送 修改提案 转 审核 }
    环节 审核 {
      由 审核人员
      仅当 可以 否则 转 告知
      意见 同意 视为 通过 转 告知
      意见 退回 视为 不通过 转 终止
    }
    环节 告知 { 由 承办人 意见 无异议 转 决定 }
    环节 决定 { 由 负责人 意见 处罚 作出决定 转 办结 }
    须经 审核 方可 决定 依据 办法 第三条
    终局 办结, 终止 })gj");
  Open({{"可以", false}});
  EXPECT_EQ(Submit(), "opined proposed moved moved");
  Assert({{"可以", Value()}});
  EXPECT_EQ(Opine("无异议", "p1", "承办人"), "gate_not_passed");
  Assert({{"可以", false}});
  EXPECT_EQ(Opine("无异议", "p1", "承办人"), "opined moved");
}

TEST_F(FlowGuards, ARefusalTakesTheEarlierAgreementBack) {
  Use(R"gj(流程 办理 {
    环节 调查 { 由 承办人 意见 报送 修改提案 转 审核 }
    环节 审核 { 由 审核人员 意见 同意 视为 通过 转 告知 意见 退回 视为 不通过 转 终止 }
    环节 告知 { 由 承办人 意见 再审 转 审核 至多 1次 超过转 终止 意见 无异议 转 办结 }
    终局 办结, 终止 })gj");
  Open();
  Submit();
  EXPECT_EQ(Opine("同意", "p2", "审核人员"), "opined agreed moved");
  EXPECT_EQ(Opine("再审", "p1", "承办人"), "opined moved");
  EXPECT_EQ(Opine("退回", "p2", "审核人员"), "opined lapsed closed");
  EXPECT_TRUE(state_.agreements.empty());
}

// On paper somebody passed it all the same: seen, and no cure.
TEST_F(FlowGuards, AReportedPassClearsNoCheckThatFailed) {
  Use(R"gj(流程 办理 {
    环节 调查 { 由 承办人 意见 报送 修改提案 转 审核 }
    环节 审核 {
      由 审核人员
      审查内容 权限 缺陷 超越职权, 事实 缺陷 事实不清
      意见 同意 视为 通过 转 讨论
      意见 退回 视为 不通过 转 调查 至多 1次 超过转 终止
    }
    环节 讨论 { 由 负责人 不得提交 超越职权 意见 办完 转 办结 }
    终局 办结, 终止 })gj");
  Open();
  Submit();
  Command told = Opinion("同意", "p2", "审核人员");
  told.checks = {{"权限", false}, {"事实", true}};
  EXPECT_EQ(Do(told), "check_failed");
  told.report = true;
  EXPECT_EQ(Do(told), "opined agreed moved irregularity irregularity");
  EXPECT_EQ(state_.defects, std::vector<std::string>{"超越职权"});
}

// No path of a sound flow brings a defect this far; a state made under an older policy may.
TEST_F(FlowGuards, ADefectBarsTheStage) {
  Use(R"gj(流程 办理 {
    环节 调查 { 由 承办人 意见 报送 修改提案 转 审核 }
    环节 审核 {
      由 审核人员
      审查内容 权限 缺陷 超越职权
      意见 同意 视为 通过 转 告知
      意见 退回 视为 不通过 转 调查 至多 1次 超过转 终止
    }
    环节 告知 { 由 承办人 意见 无异议 转 讨论 }
    环节 讨论 { 由 负责人 不得提交 超越职权 意见 办完 转 办结 }
    终局 办结, 终止 })gj");
  Open();
  Submit();
  Command back = Opinion("退回", "p2", "审核人员");
  back.checks = {{"权限", false}};
  EXPECT_EQ(Do(back), "opined moved");
  EXPECT_EQ(state_.defects, std::vector<std::string>{"超越职权"});
  Submit();  // what was found was found in the old proposal
  EXPECT_TRUE(state_.defects.empty());
  state_.defects = {"超越职权", "别的"};
  Command agree = Opinion("同意", "p2", "审核人员");
  agree.checks = {{"权限", true}};
  EXPECT_EQ(Do(agree), "opined agreed moved");
  EXPECT_EQ(state_.defects, std::vector<std::string>{"别的"});  // a pass clears what its checks look for
  state_.defects = {"超越职权"};
  EXPECT_EQ(Opine("无异议", "p1", "承办人"), "barred");
  Command told = Opinion("无异议", "p1", "承办人");
  told.report = true;
  EXPECT_EQ(Do(told), "opined moved irregularity");
}

// ---- bodies

class BodyGuards : public FlowGuards {
 protected:
  static Ballot Vote(std::string person, std::string position, std::optional<bool> agrees) {
    Ballot ballot;
    ballot.member = {{std::move(person), std::move(position)}, {}, ""};
    ballot.present = true;
    ballot.agrees = agrees;
    return ballot;
  }
  static Ballot Recused(Ballot ballot) {
    ballot.recused = true;
    return ballot;
  }
  Command Result(std::vector<Ballot> ballots) const {
    Command resolve = Make(CommandKind::kResolve, "局务会", "", "");
    resolve.proposal = static_cast<int64_t>(state_.proposals.size());
    resolve.ballots = std::move(ballots);
    return resolve;
  }
  void Prepare(std::string_view body, std::string_view more = "", std::string_view passed = "转 决定") {
    Use(std::string("组织 局务会 { 主任 局长 委员 委员甲 ") + std::string(body) + R"gj( }
      流程 办理 {
        环节 调查 { 由 承办人 意见 报送 修改提案 转 审核 }
        环节 审核 {
          由 审核人员
          审查内容 权限 缺陷 超越职权
          意见 同意 视为 通过 转 讨论
          意见 退回 视为 不通过 转 终止
        }
        环节 讨论 { 由 局务会 )gj" +
        std::string(more) + R"gj( 意见 通过 视为 通过 )gj" + std::string(passed) + R"gj(
          意见 未通过 视为 不通过 转 终止 }
        环节 决定 { 由 负责人 意见 处罚 作出决定 转 办结 }
        随时 中止 批准人 负责人 恢复人 承办人
        须经 审核 方可 作出决定 依据 办法 第三条
        终局 办结, 终止 })gj");
    Open();
    Submit();
    Command agree = Opinion("同意", "p2", "审核人员");
    agree.checks = {{"权限", true}};
    ASSERT_NE(Do(agree), "");
    ASSERT_EQ(Stage(), "讨论");
  }
};

TEST_F(BodyGuards, OnlyAVoteDecidesForIt) {
  Prepare("到会 应参会 过半数 表决 到会者 过半数 不成 再议");
  EXPECT_EQ(Opine("通过", "p9", "局务会"), "body_decides");
  Command other = Result({Vote("p3", "局长", true)});
  other.name = "别的会";
  EXPECT_EQ(Do(other), "no_body_here");
}

TEST_F(BodyGuards, QuorumIsOfThoseWhoMayVote) {
  Prepare("到会 回避后 过半数 表决 到会者 过半数 不成 再议");
  members_["局务会"] = 3;
  Ballot absent = Vote("p5", "委员甲", std::nullopt);
  absent.present = false;
  EXPECT_EQ(Do(Result({Vote("p3", "局长", true), Recused(Vote("p4", "委员甲", true)), absent})), "no_quorum");
  members_["局务会"] = 5;
  EXPECT_EQ(Do(Result({Vote("p3", "局长", true), Vote("p5", "委员甲", true),
                       Recused(Vote("p6", "委员甲", false)), Recused(Vote("p7", "委员甲", false))})),
            "resolved agreed moved");
}

TEST_F(BodyGuards, TheRecusedHaveNoVote) {
  Prepare("到会 应参会 过半数 表决 到会者 过半数 不成 视为不通过");
  members_["局务会"] = 3;
  EXPECT_EQ(Do(Result({Vote("p3", "局长", true), Vote("p4", "委员甲", false),
                       Recused(Vote("p5", "委员甲", true))})),
            "resolved closed");
  EXPECT_EQ(state_.ended, "终止");
}

TEST_F(BodyGuards, TheChairWhoDecidesIsThere) {
  Prepare("到会 应参会 过半数 表决 负责制");
  EXPECT_EQ(Do(Result({Vote("p4", "委员甲", true), Vote("p5", "委员甲", true)})), "chair_missing");
  EXPECT_EQ(Do(Result({Vote("p4", "委员甲", false), Vote("p3", "局长", true)})), "resolved agreed moved");
}

TEST_F(BodyGuards, TheChairWhoBreaksATieIsThere) {
  Prepare("到会 应参会 过半数 表决 到会者 过半数 不成 主任决定");
  EXPECT_EQ(Do(Result({Vote("p4", "委员甲", true), Vote("p5", "委员甲", false)})), "chair_missing");
  EXPECT_EQ(Do(Result({Vote("p4", "委员甲", true), Vote("p3", "局长", false)})), "resolved closed");
}

TEST_F(BodyGuards, AVoteIsOnTheProposalAsItStands) {
  Prepare("到会 应参会 过半数 表决 到会者 过半数 不成 再议");
  Command old = Result({Vote("p3", "局长", true)});
  old.proposal = 7;
  EXPECT_EQ(Do(old), "proposal_stale");
  Command suspend = Make(CommandKind::kInterrupt, "中止", "p1", "承办人");
  suspend.approval = Head();
  EXPECT_EQ(Do(suspend), "suspended");
  EXPECT_EQ(Do(Result({Vote("p3", "局长", true)})), "suspended");
  EXPECT_EQ(Stage(), "讨论");
  EXPECT_EQ(Do(Make(CommandKind::kResume, "", "p1", "承办人")), "resumed");
  Command moved_on = Result({Vote("p3", "局长", true)});
  moved_on.visit = static_cast<int64_t>(state_.visits.size()) - 1;  // another discussion of the same
  EXPECT_EQ(Do(moved_on), "matter_moved_on");
  moved_on.visit = 0;
  moved_on.closure = "sha256:of another law";
  EXPECT_EQ(Do(moved_on), "matter_moved_on");
  Command early = Result({Vote("p3", "局长", true)});
  early.occurred = At("2024-01-31");
  EXPECT_EQ(Do(early), "before_its_cause");
}

TEST_F(BodyGuards, AVoteThatDecidesGoesThroughTheGates) {
  Prepare("到会 应参会 过半数 表决 到会者 过半数 不成 再议", "", "当 可以 作出决定 转 决定");
  EXPECT_EQ(Do(Result({Vote("p3", "局长", true)})), "undetermined");
  Assert({{"可以", false}});
  EXPECT_EQ(Do(Result({Vote("p3", "局长", true)})), "condition_fails");
  EXPECT_EQ(Assert({{"可以", true}}), "asserted");
  EXPECT_EQ(Do(Result({Vote("p3", "局长", true)})), "gate_not_passed");
}

TEST_F(BodyGuards, AVoteThatNeedsApprovalHasIt) {
  Prepare("到会 应参会 过半数 表决 到会者 过半数 不成 再议", "", "批准人 负责人 转 决定");
  EXPECT_EQ(Do(Result({Vote("p4", "委员甲", true)})), "approval_missing");
}

TEST_F(BodyGuards, AVoteWaitsForTheMinimumAndGivesItsReason) {
  Prepare("到会 应参会 过半数 表决 到会者 过半数 不成 再议", "至少 3日", "说明理由 转 决定");
  Command vote = Result({Vote("p3", "局长", true)});
  EXPECT_EQ(Do(vote), "too_early");
  vote.occurred = At("2024-02-08");
  EXPECT_EQ(Do(vote), "reason_missing");
  vote.reason = "事实清楚";
  EXPECT_EQ(Do(vote), "resolved agreed moved");
}

TEST_F(BodyGuards, AVoteWhoseNeedIsOpenIsNotTaken) {
  Prepare("到会 应参会 过半数 表决 到会者 过半数 不成 再议", "仅当 可以 否则 转 决定");
  EXPECT_EQ(Do(Result({Vote("p3", "局长", true)})), "undetermined");
}

// ---- clocks and duties

TEST_F(FlowGuards, WhatHasRunOutIsNotExtended) {
  Use(R"gj(流程 办理 {
    环节 调查 { 由 承办人 限 5日 延长 5日 一次 批准人 负责人 意见 办完 转 复查 意见 结束 转 办结 }
    环节 复查 { 由 承办人 意见 重来 转 调查 至多 1次 超过转 办结 }
    终局 办结 })gj");
  Open();
  today_ = "2024-02-07";  // the last day is the 6th
  Command extend = Make(CommandKind::kExtend, "调查", "p3", "局长");
  EXPECT_EQ(Do(extend), "after_expiry");
  extend.occurred = At("2024-02-06");
  EXPECT_EQ(Do(extend), "extended");
  EXPECT_EQ(Do(extend), "no_extension");
  // Entered anew it has its own length, and its own extension.
  EXPECT_EQ(Opine("办完", "p1", "承办人"), "opined moved");
  EXPECT_EQ(Opine("重来", "p1", "承办人"), "opined moved");
  extend.occurred = At("2024-02-08");
  EXPECT_EQ(Do(extend), "extended");
}

TEST_F(FlowGuards, AGroundStopsTheClockFromItsEventToItsEvent) {
  Use(R"gj(流程 办理 {
    期限 总期限 { 自 受理 限 30日 不计入 公告 }
    环节 调查 { 由 承办人 意见 办完 转 办结 }
    终局 办结 })gj");
  Open();
  Report("受理", "p1", "承办人");
  const auto due = [&] {
    const clock::DueAnswer answer = clock::Due((*Clocks(Law(), state_))[0].data, *calendar_);
    return answer.state == clock::DueState::kStopped ? std::string("停")
                                                     : value::FormatDate(answer.raw.latest);
  };
  EXPECT_EQ(due(), "2024-03-02");
  today_ = "2024-02-05";
  Report("公告发布", "p1", "承办人");
  EXPECT_EQ(due(), "停");
  today_ = "2024-02-15";
  Report("公告期满", "p1", "承办人");
  EXPECT_EQ(due(), "2024-03-12");
}

TEST_F(FlowGuards, AnExpiryThatLedOnEndsTheOthersOfItsStage) {
  Use(R"gj(流程 办理 {
    期限 总期限 { 自 受理 限 5日 届满 转 终止 }
    环节 调查 { 由 承办人 限 5日 届满 产生 听证举行 意见 办完 转 办结 }
    终局 办结, 终止 })gj");
  Open();
  Report("受理", "p1", "承办人");
  today_ = "2024-02-20";
  EXPECT_EQ(Tick(), "expired closed");
  EXPECT_EQ(state_.happenings.size(), 1u);
}

TEST_F(FlowGuards, WhatWasToldTwiceStandsOnceWhenOneIsTakenBack) {
  Use(R"gj(流程 办理 { 环节 调查 { 由 承办人 意见 办完 转 办结 } 终局 办结 }
    义务 回复 { 自 受理 由 承办人 履行 公开 限 10日 依据 办法 第八条 })gj");
  Open();
  const auto take_back = [&](std::string event) {
    Command correct = Make(CommandKind::kCorrect, std::move(event), "p1", "承办人");
    correct.was = At(today_);
    correct.occurred = At(today_, 700);
    correct.withdrawn = true;
    correct.reason = "录入两次";
    correct.approval = Head();
    return Do(correct);
  };
  const auto open = [&] {
    return std::ranges::count_if(state_.duties, [](const DutyState& duty) { return !duty.closing; });
  };
  ASSERT_EQ(Report("受理", "p1", "承办人"), "happened duty_armed");
  ASSERT_EQ(Report("受理", "p1", "承办人"), "happened duty_armed");
  EXPECT_EQ(take_back("受理"), "corrected");
  EXPECT_EQ(open(), 1);
  ASSERT_EQ(Report("公开", "p1", "承办人"), "happened duty_closed");
  ASSERT_EQ(Report("公开", "p1", "承办人"), "happened");
  EXPECT_EQ(take_back("公开"), "corrected");
  EXPECT_EQ(open(), 0);
  EXPECT_EQ(take_back("公开"), "corrected");
  EXPECT_EQ(open(), 1);
  EXPECT_EQ(take_back("受理"), "corrected");
  EXPECT_EQ(open(), 0);
}

TEST_F(FlowGuards, WhatSomeSaidUnderTheFormerLawIsAskedAnew) {
  constexpr std::string_view flow = R"gj(流程 办理 {
    环节 会签 { 依次 会签甲, 会签乙 意见 无异议 转 办结 }
    终局 办结 })gj";
  Use(flow);
  Open();
  ASSERT_EQ(Opine("无异议", "p4", "会签甲"), "spoke");
  std::string text = std::string(kHead) + std::string(flow);
  const std::string head = "{ 性质 示例 }";
  text.replace(text.find(head), head.size(), "{ 施行 2024-01-10 性质 示例 过渡 当 记录 适用 旧制度 }");
  compiled_ = lower::CompileText({{"a.gj", text}});
  ASSERT_FALSE(compiled_.diagnostics.has_errors());
  judge_ = std::make_unique<NamedJudge>(*compiled_.program);
  Command migrate = Make(CommandKind::kMigrate, "", "p1", "承办人");
  migrate.reason = "新办法施行";
  migrate.approval = Head();
  EXPECT_EQ(Do(migrate), "migrated undecided");
  EXPECT_EQ(Opine("无异议", "p5", "会签乙"), "not_your_position");
}

TEST_F(FlowGuards, ADutyThatMayBeOwedIsOwed) {
  Use(R"gj(流程 办理 { 环节 调查 { 由 承办人 意见 办完 产生 决定作出 转 办结 } 终局 办结 }
    义务 公示 {
      自 决定作出
      当 适用
      由 承办人
      履行 公开
      不适用 当 可以 依据 办法 第八条
      于 平台 限 7日 当 另情 其余 20日 依据 办法 第八条
    }
    判定 另情: 是否 未定按 是 { 情形 一 依据 办法 第三条 当 记录 })gj");
  const auto done = [&](const std::map<std::string, Value>& facts) {
    state_ = {};
    Open(facts);
    return Opine("办完", "p1", "承办人");
  };
  EXPECT_EQ(done({{"适用", false}}), "opined happened closed");
  EXPECT_EQ(done({{"适用", true}, {"可以", true}}), "opined happened duty_armed duty_closed closed");
  EXPECT_EQ(done({}), "opined happened duty_armed closed");  // open is no reason not to owe it
  const auto length = [&] { return (*Clocks(Law(), state_))[0].data.n; };
  EXPECT_EQ(length(), 7);  // the shorter
  Assert({{"另情", false}});
  EXPECT_EQ(length(), 7);  // a matter that has ended takes no more facts
  EXPECT_EQ(done({{"另情", false}}), "opined happened duty_armed closed");
  EXPECT_EQ(length(), 20);
}

}  // namespace
}  // namespace guiju::flow
