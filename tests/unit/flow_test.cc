// The state machine on one small procedure; what the policy says is answered by hand.
#include <algorithm>

#include "tests/unit/flow_fixture.h"

namespace guiju::flow {
namespace {

TEST_F(FlowTest, ThePolicyIsSound) {
  EXPECT_FALSE(compiled_.diagnostics.has_errors());
  ASSERT_TRUE(compiled_.program.has_value());
}

TEST_F(FlowTest, GoesFromFilingToPenalty) {
  EXPECT_EQ(Open(Facts(20000)), "opened moved");
  EXPECT_EQ(Do(Make(CommandKind::kReport, "立案", Handler(), At("2024-02-01"))), "happened");
  EXPECT_EQ(Attach(), "attached");
  EXPECT_EQ(Submit(20000), "opined proposed moved");
  EXPECT_EQ(Stage(), "审核");
  EXPECT_EQ(Agree(1), "opined agreed moved");
  EXPECT_EQ(Stage(), "告知");
  // 5 working days from 5 February 2024; the holiday lies between.
  EXPECT_EQ(Tick("2024-02-18"), "");
  EXPECT_EQ(Tick("2024-02-20"), "expired happened opined moved moved");
  EXPECT_EQ(Stage(), "决定");  // 讨论 is not needed below 10万元
  EXPECT_EQ(Decided(1), "opined decided happened duty_armed duty_armed closed");
  EXPECT_EQ(state_.ended, "处罚");
  ASSERT_EQ(state_.decisions.size(), 1u);
  EXPECT_EQ(state_.decisions[0].content, Facts(20000));
  EXPECT_EQ(state_.facts.Find("决定日")->text(), "2024-03-01");
  EXPECT_EQ(Submit(1), "ended");
}

TEST_F(FlowTest, ASmallCaseNeedsNoReviewAnUnknownOneBlocks) {
  Open(Value::EmptyObject());
  Attach();
  Command submit = Make(CommandKind::kOpine, "报送", Handler(), At("2024-02-02"));
  submit.content = Value::EmptyObject();
  EXPECT_EQ(Do(submit), "content_missing");
  submit.content.Insert("处理", "警告");
  EXPECT_EQ(Do(submit), "opined proposed moved");
  EXPECT_EQ(Stage(), "审核");  // whether it is needed is open
  EXPECT_EQ(Agree(1), "undetermined");
  Command known = Make(CommandKind::kAssert, "", Handler(), At("2024-02-03"));
  known.facts = Facts(500);
  EXPECT_EQ(Do(known), "asserted moved");
  EXPECT_EQ(Stage(), "告知");
}

TEST_F(FlowTest, NothingIsDecidedWhileTheNeedOfAStageIsOpen) {
  Open(Facts(20000));
  Attach();
  Submit(20000);
  Agree(1);
  Tick("2024-03-01");
  EXPECT_EQ(Stage(), "决定");
  state_.facts = Value::EmptyObject();  // as if the fine had been taken back behind the proposal
  state_.proposals.back().content = Value::EmptyObject();
  state_.agreements[0].digest = MaterialDigest(state_);
  EXPECT_EQ(Decided(1), "undetermined");
}

TEST_F(FlowTest, ReviewIsBoundToWhatIsDecided) {
  Open(Facts(500));
  Attach();
  Submit(500);
  EXPECT_EQ(Stage(), "告知");  // 500元: no review
  // The defence makes it worse: a new proposal above the threshold is reviewed after all.
  EXPECT_EQ(Submit(50000, "2024-02-03", "采纳申辩"), "opined proposed moved");
  EXPECT_EQ(Stage(), "审核");
  EXPECT_EQ(Agree(1), "proposal_stale");
  EXPECT_EQ(Agree(2), "opined agreed moved");
  Tick("2024-03-01");
  EXPECT_EQ(Stage(), "决定");
  // A fact changes after the agreement.
  Command changed = Make(CommandKind::kAssert, "", Handler(), At("2024-03-01"));
  changed.facts = Value::EmptyObject();
  changed.facts.Insert("案由", "另案");
  EXPECT_EQ(Do(changed), "asserted lapsed");
  EXPECT_EQ(Decided(2), "gate_not_passed");
  Command told = Make(CommandKind::kOpine, "处罚", Director(), At("2024-03-01"));
  told.proposal = 2;
  told.report = true;
  EXPECT_EQ(Do(told), "opined decided happened duty_armed duty_armed closed irregularity");
}

// The further review after a hearing is not needed, which says nothing of the first one.
class TwoReviewsTest : public FlowTest {
 protected:
  TwoReviewsTest()
      : FlowTest(R"gj(
制度 练习.甲 "练习" { 性质 示例 }
法源 办法 { 全称 "练习办法" 位阶 规范性文件 施行 2021-07-15 }
岗位 承办人
岗位 审核人员
岗位 局长
事实 罚款: 金额
文书 调查报告
判定 复核范围: 是否 未定按 是 { 情形 大额 依据 办法 第三条 当 罚款 达到 10万元 }
流程 普通程序 {
  环节 调查 { 由 承办人 意见 报送 修改提案 转 审核 }
  环节 审核 { 由 审核人员 意见 同意 视为 通过 转 复核 意见 退回 视为 不通过 转 终止 }
  环节 复核 {
    作为 审核
    由 审核人员
    仅当 复核范围 否则 转 决定
    意见 同意 视为 通过 转 决定
    意见 退回 视为 不通过 转 终止
  }
  环节 决定 { 由 局长 意见 处罚 作出决定 转 处罚 }
  须经 审核 方可 作出决定 依据 办法 第三条
  终局 处罚, 终止
}
)gj") {}
};
TEST_F(TwoReviewsTest, OneNotNeededIsNoPass) {
  Open(Facts(20000));
  EXPECT_EQ(Submit(20000), "opined proposed moved");
  EXPECT_EQ(Agree(1), "opined agreed moved moved");
  EXPECT_EQ(Stage(), "决定");
  Command changed = Make(CommandKind::kAssert, "", Handler(), At("2024-02-06"));
  changed.facts = Value::EmptyObject();
  changed.facts.Insert("案由", "另案");
  EXPECT_EQ(Do(changed), "asserted lapsed");
  EXPECT_EQ(Decided(1), "gate_not_passed");
}

TEST_F(FlowTest, ADecisionHasTheContentThatWasAgreed) {
  Open(Facts(20000));
  Attach();
  Submit(20000);
  Agree(1);
  Tick("2024-03-01");
  Command decide = Make(CommandKind::kOpine, "处罚", Director(), At("2024-03-01"));
  decide.proposal = 1;
  decide.content = Facts(50000);
  EXPECT_EQ(Do(decide), "content_differs");
  decide.content = Facts(20000);
  EXPECT_EQ(Do(decide), "opined decided happened duty_armed duty_armed closed");
}

TEST_F(FlowTest, WhoMayAct) {
  Open(Facts(20000));
  Attach();
  Command submit = Make(CommandKind::kOpine, "报送", Reviewer(), At("2024-02-02"));
  submit.content = Facts(20000);
  EXPECT_EQ(Do(submit), "not_your_position");
  submit.acting = {{"p1", "承办人"}, {}, ""};
  EXPECT_EQ(Do(submit), "not_qualified");
  submit.acting = Handler();
  EXPECT_EQ(Do(submit), "opined proposed moved");
  Command agree =
      Make(CommandKind::kOpine, "同意", {{"p1", "审核人员"}, {"法律职业资格"}, ""}, At("2024-02-05"));
  agree.proposal = 1;
  agree.checks = {{"权限", true}, {"事实", true}};
  EXPECT_EQ(Do(agree), "same_person");
  agree.acting = Reviewer();
  agree.checks = {{"权限", true}};
  EXPECT_EQ(Do(agree), "checks_missing");
  agree.checks = {{"权限", false}, {"事实", true}};
  EXPECT_EQ(Do(agree), "check_failed");
  agree.occurred = At("2024-02-01");
  EXPECT_EQ(Do(agree), "before_its_cause");
}

TEST_F(FlowTest, ReturnsAreBounded) {
  Open(Facts(20000));
  Attach();
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(Submit(20000, round == 0 ? "2024-02-02" : "2024-02-06"), "opined proposed moved");
    Command back =
        Make(CommandKind::kOpine, "退回", Reviewer(), At(round == 0 ? "2024-02-05" : "2024-02-07"));
    EXPECT_EQ(Do(back), "reason_missing");
    back.reason = "事实不清";
    EXPECT_EQ(Do(back), round == 0 ? "opined moved" : "opined closed");
  }
  EXPECT_EQ(state_.ended, "终止");
}

TEST_F(FlowTest, DocumentsAreAskedFor) {
  Open(Facts(20000));
  EXPECT_EQ(Submit(20000), "documents_missing");
  const auto allowed = ListAllowed(rules_, state_, At("2024-02-02"));
  ASSERT_FALSE(allowed.empty());
  EXPECT_EQ(allowed[0].name, "报送");
  ASSERT_EQ(allowed[0].obstacles.size(), 1u);
  EXPECT_EQ(TextOf(allowed[0].obstacles[0], true), "缺少文书：调查报告");
}

class BodyTest : public FlowTest {
 protected:
  BodyTest() {
    Open(Facts(200000));
    Attach();
    Submit(200000);
    Agree(1);
    Tick("2024-03-01");
    EXPECT_EQ(Stage(), "讨论");
  }
  static Ballot Vote(std::string person, std::string position, std::optional<bool> agrees) {
    Ballot ballot;
    ballot.member = {{std::move(person), std::move(position)}, {}, "别的股"};
    ballot.present = true;
    ballot.agrees = agrees;
    return ballot;
  }
  std::string Resolve(std::vector<Ballot> ballots) {
    Command resolve = Make(CommandKind::kResolve, "案审会", {}, At("2024-03-02"));
    resolve.proposal = 1;
    resolve.ballots = std::move(ballots);
    return Do(resolve);
  }
};

TEST_F(BodyTest, PassesByTheMajorityOfThosePresent) {
  EXPECT_EQ(Decided(1, "2024-03-02"), "unknown_outcome");
  EXPECT_EQ(Resolve({Vote("p3", "局长", true)}), "no_quorum");
  EXPECT_EQ(Resolve({Vote("p3", "局长", true), Vote("p4", "委员甲", false)}), "undecided");
  EXPECT_EQ(Resolve({Vote("p3", "局长", true), Vote("p3", "委员甲", true)}), "voter_twice");
  EXPECT_EQ(Resolve({Vote("p3", "局长", true), Vote("p9", "录入员", true)}), "not_a_member");
  EXPECT_EQ(Resolve({Vote("p3", "局长", true), Vote("p4", "委员甲", true), Vote("p5", "委员甲", false)}),
            "resolved agreed moved");
  EXPECT_EQ(Stage(), "决定");
  EXPECT_EQ(Decided(1, "2024-03-03"), "opined decided happened duty_armed duty_armed closed");
}

TEST_F(BodyTest, WhoEntersTheVoteHasNotHandledTheMatter) {
  Command resolve = Make(CommandKind::kResolve, "案审会", Director(), At("2024-03-02"));
  resolve.proposal = 1;
  resolve.ballots = {Vote("p3", "局长", true), Vote("p4", "委员甲", true)};
  EXPECT_EQ(Do(resolve), "resolved agreed moved");
  EXPECT_TRUE(std::ranges::none_of(state_.deeds, [](const Deed& deed) { return deed.person == "p3"; }));
}

TEST_F(BodyTest, WhoHandledTheCaseIsRecused) {
  Ballot handler = Vote("p1", "委员甲", true);
  EXPECT_EQ(Resolve({Vote("p3", "局长", true), handler}), "must_recuse");
  Ballot same = Vote("p7", "委员甲", true);
  same.member.unit = "执法队";
  EXPECT_EQ(Resolve({Vote("p3", "局长", true), same}), "must_recuse");
  same.recused = true;
  EXPECT_EQ(Resolve({Vote("p3", "局长", true), Vote("p4", "委员甲", true), same}), "resolved agreed moved");
}

TEST_F(FlowTest, AHearingAfterTheAgreementIsReviewedAnew) {
  Open(Facts(20000));
  Attach();
  Submit(20000);
  Agree(1);
  EXPECT_EQ(Do(Make(CommandKind::kReport, "听证举行", Handler(), At("2024-02-06"))),
            "happened opined moved lapsed");
  EXPECT_EQ(Stage(), "审核");
  EXPECT_EQ(Agree(1, "2024-02-07"), "opined agreed moved");
}

TEST_F(FlowTest, ClocksStopAndAreExtended) {
  Open(Facts(20000));
  Do(Make(CommandKind::kReport, "立案", Handler(), At("2024-02-01")));
  const auto due = [&] {
    const auto clocks = Clocks(rules_, state_);
    for (const RunningClock& clock : *clocks) {
      if (clock.name != "办案期限") continue;
      const clock::DueAnswer answer = clock::Due(clock.data, *calendar_);
      return answer.state == clock::DueState::kStopped ? std::string("停")
                                                       : value::FormatDate(answer.due.earliest);
    }
    return std::string();
  };
  // 90 days after 1 February 2024 is 1 May, a holiday; the next working day is 6 May.
  EXPECT_EQ(due(), "2024-05-06");
  Command suspend = Make(CommandKind::kInterrupt, "中止", Handler(), At("2024-02-10"));
  suspend.reason = "下雨";
  EXPECT_EQ(Do(suspend), "unknown_reason");
  suspend.reason = "不可抗力";
  EXPECT_EQ(Do(suspend), "approval_missing");
  suspend.approval = Director();
  EXPECT_EQ(Do(suspend), "suspended");
  EXPECT_EQ(due(), "停");
  EXPECT_EQ(Submit(20000, "2024-02-12"), "suspended");
  EXPECT_EQ(Do(Make(CommandKind::kResume, "", Handler(), At("2024-02-20"))), "resumed");
  EXPECT_EQ(due(), "2024-05-11");
  Command extend = Make(CommandKind::kExtend, "办案期限", Handler(), At("2024-03-01"));
  EXPECT_EQ(Do(extend), "not_your_position");
  extend.acting = Director();
  EXPECT_EQ(Do(extend), "extended");
  EXPECT_EQ(due(), "2024-06-11");
  EXPECT_EQ(Do(extend), "date_missing");
  extend.until = At("2024-08-01");
  EXPECT_EQ(Do(extend), "extended");
  EXPECT_EQ(due(), "2024-08-01");
  EXPECT_EQ(Do(extend), "no_extension");
}

TEST_F(FlowTest, DutiesAreDischargedByChannel) {
  Open(Facts(20000));
  Attach();
  Submit(20000);
  Agree(1);
  Tick("2024-03-01");
  Decided(1);
  Command publish = Make(CommandKind::kReport, "公开发布", {{"p8", "录入员"}, {}, ""}, At("2024-03-05"));
  publish.content = Value::EmptyObject();
  publish.content.Insert("channel", "平台");
  EXPECT_EQ(Do(publish), "happened duty_closed");
  // 信用 is due on 29 March 2024; noted once.
  EXPECT_EQ(Tick("2024-03-29"), "");
  EXPECT_EQ(Tick("2024-04-01"), "expired");
  EXPECT_EQ(Tick("2024-04-02"), "");
  publish.content = Value();
  publish.occurred = At("2024-04-03");
  EXPECT_EQ(Do(publish), "happened duty_closed");
}

TEST_F(FlowTest, AnInterruptEndsTheCase) {
  Open(Facts(20000));
  Command transfer = Make(CommandKind::kInterrupt, "移送", Handler(), At("2024-02-02"));
  transfer.approval = Director();
  EXPECT_EQ(Do(transfer), "closed");
  EXPECT_EQ(state_.ended, "移送司法");
}

TEST_F(FlowTest, RefusesWhatIsNoCaseOfThePolicy) {
  Value facts = Value::EmptyObject();
  facts.Insert("无此事实", 1);
  EXPECT_EQ(Open(facts), "bad_facts");
  EXPECT_EQ(Submit(1), "not_open");
  EXPECT_EQ(Do(Make(CommandKind::kOpen, "简易程序", Handler(), At("2024-02-01"))), "unknown_flow");
}

TEST(FlowState, RefusesWhatItDoesNotUnderstand) {
  for (const std::string_view bytes :
       {"", "[]", "{\"flow\":1}", "{\"flaw\":\"x\"}", "{\"visits\":[{\"stage\":\"a\"}]"})
    EXPECT_FALSE(ReadState(bytes).ok()) << bytes;
  EXPECT_TRUE(ReadState("{\"grants\":[{\"again\":true,\"clock\":\"a\"}]}").ok());  // written so once
  State state;
  EXPECT_FALSE(Apply({"nonsense", {}, Value::EmptyObject()}, &state).ok());
  EXPECT_FALSE(Apply({"moved", {}, Value::EmptyObject()}, &state).ok());
}

}  // namespace
}  // namespace guiju::flow
