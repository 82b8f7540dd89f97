// Who may find, what a file must hold, what an awaited event asks, how a body extends: each on the smallest
// flow.
#include "tests/unit/flow_fixture.h"

namespace guiju::flow {
namespace {

constexpr std::string_view kPromises = R"gj(
制度 练习.乙 "练习" { 性质 示例 }
法源 办法 { 全称 "练习办法" 位阶 规范性文件 施行 2021-07-15 }
岗位 承办人
岗位 审核人员
岗位 局长
岗位 委员甲
岗位 旁人
事实 罚款: 金额
认定 疑难 { 认定人 承办人 提级人 审核人员 }
事件 立案 由 承办人
事件 回复 由 承办人
文书 录像 必备当 罚款 超过 1万元 依据 办法 第六条
组织 案审会 {
  主任 局长
  成员单位 征管科, 稽查局
  到会 应参会 三分之二
  表决 到会者 过半数
  不成 再议
}
流程 程序 {
  期限 办案期限 {
    自 立案
    限 90日
    再延长 须定期限 批准人 案审会
  }
  环节 调查 {
    由 承办人
    意见 报送 修改提案 转 决定
  }
  环节 决定 {
    由 局长
    意见 作出 作出决定 转 办结
    意见 退回 遇 回复 当 罚款 超过 1万元 转 终止
    意见 另办 转 终止
  }
  终局 办结, 终止
}
)gj";

class PromisesTest : public FlowTest {
 protected:
  PromisesTest() : FlowTest(kPromises) { rules_.members = {{"案审会", 3}}; }
  void SetUp() override {
    Command open = Make(CommandKind::kOpen, "程序", As("p1", "承办人"), At("2024-02-01"));
    ASSERT_EQ(Do(open), "opened moved");
  }
  static Acting As(std::string person, std::string position, std::string unit = "") {
    return {{std::move(person), std::move(position)}, {}, std::move(unit)};
  }
  std::string Assert(std::string_view facts, Acting who) {
    Command command = Make(CommandKind::kAssert, "", std::move(who), At("2024-02-01"));
    command.facts = *record::ParseJson(facts);
    return Do(command);
  }
  std::string GiveDecision() {
    Command command = Make(CommandKind::kOpine, "作出", As("p3", "局长"), At("2024-02-03"));
    command.proposal = 1;
    return Do(command);
  }
  void Propose() {
    Command submit = Make(CommandKind::kOpine, "报送", As("p1", "承办人"), At("2024-02-02"));
    submit.content = *record::ParseJson(R"({"处理": "罚款"})");
    ASSERT_EQ(Do(submit), "opined proposed moved");
  }
  static Ballot Voice(std::string person, std::string position, std::string unit, bool agrees) {
    Ballot ballot;
    ballot.member = As(std::move(person), std::move(position), std::move(unit));
    ballot.present = true;
    ballot.agrees = agrees;
    return ballot;
  }
};

TEST_F(PromisesTest, AFindingIsFoundByItsFinderAndRaisedByItsRaiser) {
  EXPECT_EQ(Assert(R"({"疑难": true})", As("p9", "旁人")), "not_your_position");
  EXPECT_EQ(Assert(R"({"疑难": false})", As("p1", "承办人")), "asserted");
  EXPECT_EQ(Assert(R"({"疑难": false})", As("p2", "审核人员")), "may_only_raise");
  EXPECT_EQ(Assert(R"({"疑难": true})", As("p2", "审核人员")), "asserted");
  EXPECT_EQ(Assert(R"({"疑难": false})", As("p1", "承办人")), "may_not_lower");
  EXPECT_EQ(Assert(R"({"疑难": null})", As("p1", "承办人")), "may_not_lower");
  EXPECT_EQ(Assert(R"({"疑难": true})", As("p1", "承办人")), "asserted");
  EXPECT_EQ(Assert(R"({"疑难": false})", As("p1", "承办人")), "may_not_lower");
  EXPECT_EQ(Assert(R"({"疑难": false})", As("p2", "审核人员")), "asserted");
  EXPECT_EQ(Assert(R"({"疑难": true})", As("p1", "承办人")), "asserted");
  EXPECT_EQ(Assert(R"({"疑难": false})", As("p1", "承办人")), "asserted");  // his own finding
}

TEST_F(PromisesTest, AProposalLowersNoFinding) {
  Assert(R"({"疑难": true})", As("p2", "审核人员"));
  Command submit = Make(CommandKind::kOpine, "报送", As("p1", "承办人"), At("2024-02-02"));
  submit.content = *record::ParseJson(R"({"处理": "罚款", "疑难": false})");
  EXPECT_EQ(Do(submit), "may_not_lower");
  submit.content = *record::ParseJson(R"({"处理": "罚款", "疑难": true})");
  EXPECT_EQ(Do(submit), "opined proposed moved");
}

TEST_F(PromisesTest, NothingIsDecidedOnAFileThatLacksWhatItMustHold) {
  Propose();
  EXPECT_EQ(GiveDecision(), "undetermined");
  Assert(R"({"罚款": 200000})", As("p1", "承办人"));
  EXPECT_EQ(GiveDecision(), "documents_missing");
  Do(Make(CommandKind::kAttach, "录像", As("p1", "承办人"), At("2024-02-02")));
  EXPECT_EQ(GiveDecision(), "opined decided closed");
}

TEST_F(PromisesTest, NotNeededItIsNotAskedFor) {
  Propose();
  Assert(R"({"罚款": 100})", As("p1", "承办人"));
  EXPECT_EQ(GiveDecision(), "opined decided closed");
}

TEST_F(PromisesTest, WhatAnEventLeadsToIsNotPassedOverWhileItsConditionIsOpen) {
  Propose();
  EXPECT_EQ(Do(Make(CommandKind::kReport, "回复", As("p1", "承办人"), At("2024-02-03"))), "happened");
  EXPECT_EQ(Do(Make(CommandKind::kOpine, "另办", As("p3", "局长"), At("2024-02-03"))), "undetermined");
  EXPECT_EQ(Assert(R"({"罚款": 200000})", As("p1", "承办人")), "asserted opined closed");
  EXPECT_EQ(state_.ended, "终止");
}

TEST_F(PromisesTest, ABodyExtendsByItsVoteAndAUnitHasOneVoice) {
  Do(Make(CommandKind::kReport, "立案", As("p1", "承办人"), At("2024-02-01")));
  Command extend = Make(CommandKind::kExtend, "办案期限", As("p3", "局长"), At("2024-03-01"));
  extend.until = At("2024-08-01");
  EXPECT_EQ(Do(extend), "ballots_missing");
  extend.ballots = {Voice("p3", "局长", "局领导", true)};
  EXPECT_EQ(Do(extend), "no_quorum");
  extend.ballots = {Voice("p3", "局长", "局领导", true), Voice("p5", "旁人", "征管科", false),
                    Voice("p6", "旁人", "征管科", true)};
  EXPECT_EQ(Do(extend), "voter_twice");
  extend.ballots[2].member.unit = "稽查局";
  extend.ballots[2].agrees = false;
  EXPECT_EQ(Do(extend), "not_approved");
  extend.ballots[2].agrees = true;
  EXPECT_EQ(Do(extend), "extended");
  EXPECT_EQ(state_.grants.back().by, "案审会");
}

}  // namespace
}  // namespace guiju::flow
