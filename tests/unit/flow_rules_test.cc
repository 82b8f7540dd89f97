// Rules of the state machine that an independent model of it (tests/model) found broken or open.
#include <gtest/gtest.h>

#include <memory>

#include "compiler/lower/lower.h"
#include "runtime/flow/flow.h"

namespace guiju::flow {
namespace {

using record::Value;

constexpr std::string_view kPolicy = R"gj(
制度 练习.乙 "练习" { 性质 示例 }
法源 办法 { 全称 "练习办法" 位阶 规范性文件 施行 2021-07-15 }
岗位 承办人
岗位 科长
岗位 顾问
岗位 局长 作为 负责人
岗位 负责人
岗位 录入员
事实 保密: 是否
事件 立案 由 承办人
事件 决定作出
事件 期满
事件 公开发布 由 录入员
事件 定密 记入 保密 由 承办人
组织 小组 {
  主任 局长
  委员 科长, 顾问
  回避 经办 决定人 局长
  到会 应参会 过半数
  表决 到会者 过半数
  不成 再议
}
流程 普通程序 {
  互不兼任 承办人, 负责人
  期限 办案期限 {
    自 立案
    限 20日
    延长 5日 一次 批准人 负责人
    届满 转 终止
  }
  环节 起草 {
    由 承办人
    意见 报送 修改提案 转 会签
  }
  环节 会签 {
    并行 科长, 顾问
    审查内容 权限 缺陷 超越职权
    意见 同意 视为 通过 转 讨论
    意见 退回 视为 不通过 转 起草 至多 2次 超过转 终止
  }
  环节 讨论 {
    由 小组
    至少 3日
    意见 通过 视为 通过 转 告知
    意见 未过 视为 不通过 说明理由 转 终止
  }
  环节 告知 {
    由 承办人
    限 5日
    届满 产生 期满
    意见 无意见 遇 期满 转 决定
  }
  环节 决定 {
    由 负责人
    意见 处罚 作出决定 产生 决定作出 转 处罚
  }
  随时 中止 批准人 负责人 恢复人 承办人
  终局 处罚, 终止
}
义务 公开 {
  自 决定作出
  由 录入员
  不适用 当 保密 依据 办法 第九条
  履行 公开发布
  限 20日
  依据 办法 第九条
}
)gj";

// A stage that stops being needed when the pass behind it has lapsed.
constexpr std::string_view kBarredPolicy = R"gj(
制度 练习.丙 "练习" { 性质 示例 }
法源 办法 { 全称 "练习办法" 位阶 规范性文件 施行 2021-07-15 }
岗位 承办人
岗位 科长
岗位 顾问
事实 保密: 是否
流程 普通程序 {
  环节 起草 {
    由 承办人
    意见 报送 修改提案 转 会签
  }
  环节 会签 {
    由 科长
    意见 同意 视为 通过 转 复核
  }
  环节 复核 {
    由 顾问
    仅当 保密 否则 转 告知
    意见 无异议 转 告知
    意见 退回 视为 不通过 转 起草 至多 1次 超过转 终止
  }
  环节 告知 {
    由 承办人
    意见 办结 转 办结
  }
  须经 会签 方可 告知 依据 办法 第二条
  终局 办结, 终止
}
)gj";

class SecretJudge : public Judge {
 public:
  base::Status Check(const Value& facts) const override {
    const Value* secret = facts.Find("保密");
    if (secret != nullptr && secret->kind() != Value::Kind::kBool)
      return base::Error{"保密：写 true 或 false"};
    return base::Done{};
  }
  base::Result<Answer> Ask(const Value& facts, ir::DecisionId) const override {
    const Value* secret = facts.Find("保密");
    if (secret == nullptr) return Answer{false, false, {"保密"}};
    return Answer{true, secret->truth(), {}};
  }
};

class FlowRules : public ::testing::Test {
 protected:
  explicit FlowRules(std::string_view policy = kPolicy)
      : compiled_(lower::CompileText({{"a.gj", std::string(policy)}})),
        calendar_(*value::Calendar::Builtin(std::nullopt, "")),
        rules_{*compiled_.program, judge_, *calendar_} {
    EXPECT_FALSE(compiled_.diagnostics.has_errors());
    Do(Make(CommandKind::kOpen, "普通程序", "p1/承办人", 1));
  }

  static Acting Who(std::string_view text) {
    const size_t slash = text.find('/');
    return {{std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))}, {}, ""};
  }
  static Command Make(CommandKind kind, std::string name, std::string_view who, int day) {
    Command command;
    command.kind = kind;
    command.name = std::move(name);
    command.acting = Who(who);
    command.occurred = {*value::ParseDate("2024-03-01") + day, 600};
    return command;
  }
  static Value Object(std::string_view name, Value value) {
    Value object = Value::EmptyObject();
    object.Insert(name, std::move(value));
    return object;
  }
  std::string Do(const Command& command) {
    const Outcome outcome = Decide(rules_, state_, command);
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) return KeyOf(refusal->code);
    std::string types;
    for (const Event& event : std::get<std::vector<Event>>(outcome)) {
      EXPECT_TRUE(Apply(event, &state_).ok());
      types += (types.empty() ? "" : " ") + event.type;
    }
    return types;
  }
  std::string Opine(std::string name, std::string_view who, int day, int64_t proposal = 0, bool good = true) {
    Command opinion = Make(CommandKind::kOpine, std::move(name), who, day);
    opinion.proposal = proposal;
    opinion.checks = {{"权限", good}};
    return Do(opinion);
  }
  std::string Submit(int day, std::string_view fact = "处理") {
    Command submit = Make(CommandKind::kOpine, "报送", "p1/承办人", day);
    submit.content = Object(fact, "罚款");
    return Do(submit);
  }
  Command Vote(int day, bool agrees) {
    Command vote = Make(CommandKind::kResolve, "小组", "p5/局长", day);
    vote.proposal = 1;
    for (const char* who : {"p5/局长", "p6/科长", "p7/顾问"})
      vote.ballots.push_back({Who(who), true, false, agrees, ""});
    return vote;
  }
  void UntilDiscussion() {
    ASSERT_EQ(Submit(1), "opined proposed moved");
    ASSERT_EQ(Opine("同意", "p2/科长", 1, 1), "spoke");
    ASSERT_EQ(Opine("同意", "p3/顾问", 1, 1), "opined agreed moved");
  }
  void UntilDecision() {
    UntilDiscussion();
    ASSERT_EQ(Do(Vote(9, true)), "resolved agreed moved");
    ASSERT_EQ(Do(Make(CommandKind::kTick, "", "", 15)), "expired happened opined moved");
    Command decide = Make(CommandKind::kOpine, "处罚", "p5/局长", 16);
    decide.proposal = 1;
    ASSERT_EQ(Do(decide), "opined decided happened duty_armed closed");
  }

  lower::Compiled compiled_;
  std::shared_ptr<const value::Calendar> calendar_;
  SecretJudge judge_;
  Rules rules_;
  State state_;
};

TEST_F(FlowRules, WhatAProposalSaysOfFactsMustBeFacts) {
  EXPECT_EQ(Submit(1, "保密"), "bad_facts");
  EXPECT_EQ(Submit(1), "opined proposed moved");
}

TEST_F(FlowRules, EverybodyAskedIsKeptWithWhatTheySaid) {
  Submit(1);
  EXPECT_EQ(Opine("退回", "p2/科长", 1, 1, false), "spoke");
  const Outcome outcome = Decide(rules_, state_, [] {
    Command agree = Make(CommandKind::kOpine, "同意", "p3/顾问", 2);
    agree.proposal = 1;
    agree.checks = {{"权限", true}};
    return agree;
  }());
  const auto* events = std::get_if<std::vector<Event>>(&outcome);
  ASSERT_NE(events, nullptr);
  ASSERT_EQ(events->size(), 3U);
  EXPECT_EQ(events->at(0).type, "spoke");
  EXPECT_EQ(*events->at(0).body.Find("outcome"), Value("同意"));
  EXPECT_EQ(events->at(1).type, "opined");
  EXPECT_EQ(*events->at(1).body.Find("outcome"), Value("退回"));
  EXPECT_EQ(events->at(1).body.Find("person"), nullptr) << "nobody refused last";
  EXPECT_EQ(state_.defects, std::vector<std::string>{"超越职权"}) << "what one of several finds is a defect";
}

TEST_F(FlowRules, WhoSpokeAboutSomethingElseIsAskedAgain) {
  Submit(1);
  EXPECT_EQ(Opine("同意", "p2/科长", 1, 1), "spoke");
  Command finds = Make(CommandKind::kAssert, "", "p1/承办人", 2);
  finds.facts = Object("保密", false);
  EXPECT_EQ(Do(finds), "asserted undecided");
  EXPECT_EQ(Opine("同意", "p3/顾问", 2, 1), "spoke");
  EXPECT_EQ(Do(finds), "asserted") << "the same again changes nothing";
  EXPECT_EQ(Opine("同意", "p2/科长", 3, 1), "opined agreed moved");
}

TEST_F(FlowRules, WhoeverNamesAProposalMeansThePresentOne) {
  Submit(1);
  EXPECT_EQ(Opine("退回", "p2/科长", 1, 7), "proposal_stale");
  EXPECT_EQ(Opine("退回", "p2/科长", 1), "spoke") << "to refuse none need be named";
}

TEST_F(FlowRules, WhoApprovesExtendsOrResumesIsSeparateToo) {
  Submit(1);
  Command suspend = Make(CommandKind::kInterrupt, "中止", "p2/科长", 2);
  suspend.approval = Who("p1/局长");  // the handler
  EXPECT_EQ(Do(suspend), "same_person");
  suspend.approval = Who("p5/局长");
  EXPECT_EQ(Do(suspend), "suspended");
  Do(Make(CommandKind::kReport, "立案", "p1/承办人", 2));
  EXPECT_EQ(Do(Make(CommandKind::kExtend, "办案期限", "p1/局长", 3)), "same_person");
  EXPECT_EQ(Do(Make(CommandKind::kResume, "", "p1/承办人", 3)), "resumed");
}

TEST_F(FlowRules, ABodyKeepsTheMinimumAndGivesReasons) {
  UntilDiscussion();
  EXPECT_EQ(Do(Vote(2, true)), "too_early");
  Command refuses = Vote(5, false);
  EXPECT_EQ(Do(refuses), "reason_missing");
  refuses.reason = "证据不足";
  EXPECT_EQ(Do(refuses), "resolved closed");
}

TEST_F(FlowRules, WhoEntersBallotsHasNotHandledTheMatter) {
  UntilDiscussion();
  const size_t deeds = state_.deeds.size();
  Command open = Vote(5, true);
  open.ballots.pop_back();
  open.ballots[1].agrees = false;
  EXPECT_EQ(Do(open), "undecided");
  EXPECT_EQ(Do(Vote(6, true)), "resolved agreed moved");
  EXPECT_EQ(state_.deeds.size(), deeds);
}

TEST_F(FlowRules, ADutyThatTurnsOutNotToBeOwedIsClosed) {
  UntilDecision();
  ASSERT_EQ(state_.duties.size(), 1U);
  EXPECT_FALSE(state_.duties[0].closing) << "it is open whether the matter is secret";
  EXPECT_EQ(Do(Make(CommandKind::kReport, "定密", "p1/承办人", 17)), "happened duty_closed lapsed lapsed");
  EXPECT_EQ(state_.duties[0].closing, Closing::kNotApplicable);
}

class BarredFlow : public FlowRules {
 protected:
  BarredFlow() : FlowRules(kBarredPolicy) {}
  std::string Find(bool secret, int day) {
    Command finds = Make(CommandKind::kAssert, "", "p1/承办人", day);
    finds.facts = Object("保密", secret);
    return Do(finds);
  }
};

TEST_F(BarredFlow, AFactIsTakenThoughTheWayOnIsBarred) {
  Submit(1);
  Find(true, 1);
  ASSERT_EQ(Opine("同意", "p2/科长", 2, 1), "opined agreed moved");
  EXPECT_EQ(Find(false, 3), "asserted lapsed") << "not needed any more, but what it led on from has lapsed";
  EXPECT_EQ(state_.current()->stage, "复核");
  EXPECT_EQ(Opine("无异议", "p3/顾问", 4), "gate_not_passed");
  EXPECT_EQ(Opine("退回", "p3/顾问", 4), "opined moved") << "and there is a way back";
}

// A command may come between the last day and the tick: what has run out is still to be noted.
TEST_F(FlowRules, WhatHasRunOutIsLookedAtAtOnce) {
  Do(Make(CommandKind::kReport, "立案", "p1/承办人", 1));
  const Moment late{*value::ParseDate("2024-03-01") + 30, 600};
  const auto clocks = Clocks(rules_, state_);
  ASSERT_TRUE(clocks);
  EXPECT_EQ(NextWake(*clocks, state_, *calendar_, late), late);
  EXPECT_EQ(Do(Make(CommandKind::kTick, "", "", 30)), "expired closed");
  EXPECT_EQ(NextWake(*Clocks(rules_, state_), state_, *calendar_, late), std::nullopt);
}

TEST_F(FlowRules, WhatRanOutFirstCountsFirst) {
  Do(Make(CommandKind::kReport, "立案", "p1/承办人", 1));
  UntilDiscussion();
  ASSERT_EQ(Do(Vote(9, true)), "resolved agreed moved");
  // The notice ran out on the 15th day, the case on the 22nd; nobody looked until the 40th.
  EXPECT_EQ(Do(Make(CommandKind::kTick, "", "", 40)), "expired happened opined moved expired closed");
}

}  // namespace
}  // namespace guiju::flow
