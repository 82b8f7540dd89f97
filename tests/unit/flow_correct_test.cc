// What was recorded by mistake is told anew, and everything computed of it follows.
#include "tests/unit/flow_fixture.h"

namespace guiju::flow {
namespace {

class CorrectTest : public FlowTest {
 protected:
  void SetUp() override {
    Open(Facts(20000));
    Do(Make(CommandKind::kReport, "立案", Handler(), At("2024-02-01")));
    Attach();
  }
  static Command Correction(std::string name, std::string_view instead) {
    Command correct = Make(CommandKind::kCorrect, std::move(name), Handler(), At("2024-03-20"));
    if (instead.empty()) {
      correct.withdrawn = true;
    } else {
      correct.instead = At(instead);
    }
    correct.reason = "录入有误";
    correct.approval = Director();
    return correct;
  }
  std::string DueOf(std::string_view name) {
    const auto clocks = Clocks(rules_, state_);
    for (const RunningClock& clock : *clocks) {
      if (clock.name == name) return value::FormatDate(clock::Due(clock.data, *calendar_).due.earliest);
    }
    return "";
  }
  std::string FactOf(std::string_view name) {
    const Value* value = state_.facts.Find(name);
    return value == nullptr ? "" : *record::PrintJson(*value);
  }
};

TEST_F(CorrectTest, ADateIsCorrectedAndThePeriodRunsFromIt) {
  EXPECT_EQ(DueOf("办案期限"), "2024-05-06");
  EXPECT_EQ(Do(Correction("立案", "2024-01-25")), "corrected recomputed");
  EXPECT_EQ(FactOf("立案日"), "\"2024-01-25\"");
  EXPECT_EQ(DueOf("办案期限"), "2024-04-24");
}

TEST_F(CorrectTest, TwoPersonsAndAReason) {
  Command correct = Correction("立案", "2024-01-25");
  correct.reason.clear();
  EXPECT_EQ(Do(correct), "reason_missing");
  correct = Correction("立案", "2024-01-25");
  correct.approval.reset();
  EXPECT_EQ(Do(correct), "approval_missing");
  correct.approval = Handler();
  EXPECT_EQ(Do(correct), "own_approval");
  correct = Correction("立案", "2024-01-25");
  correct.acting = Reviewer();
  EXPECT_EQ(Do(correct), "not_your_position");
  correct = Correction("立案", "2024-01-25");
  correct.instead.reset();
  EXPECT_EQ(Do(correct), "instead_missing");
  EXPECT_EQ(Do(Correction("立案", "2024-03-21")), "out_of_order");  // not yet
  EXPECT_EQ(Do(Correction("听证举行", "2024-02-01")), "nothing_to_correct");
  EXPECT_EQ(Do(Correction("决定作出", "2024-02-01")), "not_reportable");
  EXPECT_EQ(Do(Correction("没有", "2024-02-01")), "unknown_event");
  EXPECT_EQ(DueOf("办案期限"), "2024-05-06");
}

TEST_F(CorrectTest, OneOfSeveralIsNamedByItsTime) {
  Do(Make(CommandKind::kReport, "公告发布", Handler(), At("2024-02-05")));
  Do(Make(CommandKind::kReport, "公告期满", Handler(), At("2024-02-07")));
  Do(Make(CommandKind::kReport, "公告发布", Handler(), At("2024-02-20")));
  Do(Make(CommandKind::kReport, "公告期满", Handler(), At("2024-02-22")));
  EXPECT_EQ(DueOf("办案期限"), "2024-05-06");  // 90 days and 4 left out: 5 May, a holiday
  Command correct = Correction("公告期满", "2024-03-12");
  EXPECT_EQ(Do(correct), "which_one");
  correct.was = At("2024-02-01");
  EXPECT_EQ(Do(correct), "nothing_to_correct");
  correct.was = At("2024-02-22");
  correct.instead = At("2024-02-19");  // before it was posted
  EXPECT_EQ(Do(correct), "out_of_order");
  correct.instead = At("2024-03-12");
  EXPECT_EQ(Do(correct), "corrected recomputed");
  EXPECT_EQ(DueOf("办案期限"), "2024-05-24");  // 23 days left out
}

TEST_F(CorrectTest, WhatDidNotHappenIsTakenBackUnlessItLedOn) {
  EXPECT_EQ(Do(Correction("立案", "")), "corrected");
  EXPECT_EQ(FactOf("立案日"), "");
  EXPECT_EQ(DueOf("办案期限"), "");
  EXPECT_EQ(state_.happenings.size(), 0U);

  Submit(20000);
  Agree(1);
  ASSERT_EQ(Stage(), "告知");
  Do(Make(CommandKind::kReport, "听证举行", Handler(), At("2024-02-07")));
  ASSERT_EQ(Stage(), "审核");
  EXPECT_EQ(Do(Correction("听证举行", "")), "led_on");
  // The stage it led to begins when the hearing was held.
  EXPECT_EQ(Do(Correction("听证举行", "2024-02-01")), "out_of_order");  // before the notice
  EXPECT_EQ(Do(Correction("听证举行", "2024-02-06")), "corrected");
  EXPECT_EQ(state_.current()->entered, At("2024-02-06"));
  EXPECT_EQ(state_.visits[state_.visits.size() - 2].left, At("2024-02-06"));
}

TEST_F(CorrectTest, AnAgreementLapsesWhenAMaterialFactIsTakenBack) {
  Submit(20000);
  Do(Make(CommandKind::kReport, "听证举行", Handler(), At("2024-02-03")));
  ASSERT_EQ(Stage(), "审核");
  Agree(1);
  ASSERT_EQ(state_.agreements.size(), 1U);
  EXPECT_EQ(Do(Correction("听证举行", "")), "corrected lapsed");
  EXPECT_EQ(FactOf("听证过"), "");
}

TEST_F(CorrectTest, WhatComesBeforeKeepsItsPlaceWhenAnEarlierOneIsTakenBack) {
  Submit(20000);
  Agree(1);
  Do(Make(CommandKind::kReport, "听证举行", Handler(), At("2024-02-07")));
  ASSERT_EQ(Stage(), "审核");
  EXPECT_EQ(Do(Correction("立案", "")), "corrected");
  EXPECT_EQ(Stage(), "审核");
  EXPECT_EQ(Do(Correction("听证举行", "")), "led_on");  // still known to have led here
  Agree(1, "2024-02-08");
  EXPECT_EQ(Stage(), "告知");  // and not led on by it again
}

TEST_F(CorrectTest, DutiesFollowTheEventThatClosedThem) {
  Submit(20000);
  Agree(1);
  Tick("2024-03-01");
  Decided(1);
  const Acting clerk{{"p8", "录入员"}, {}, ""};
  Do(Make(CommandKind::kReport, "公开发布", clerk, At("2024-03-05")));
  ASSERT_TRUE(state_.duties[0].closing && state_.duties[1].closing);
  Command correct = Correction("公开发布", "2024-03-06");
  correct.acting = clerk;
  EXPECT_EQ(Do(correct), "corrected");
  EXPECT_EQ(state_.duties[0].closed, At("2024-03-06"));
  correct.instead.reset();
  correct.withdrawn = true;
  EXPECT_EQ(Do(correct), "corrected");
  EXPECT_FALSE(state_.duties[0].closing || state_.duties[1].closing);
}

TEST_F(CorrectTest, WhatEndedTheMatterIsNotTakenBack) {
  Command report = Make(CommandKind::kReport, "听证举行", Handler(), At("2024-02-07"));
  Submit(20000);
  Agree(1);
  Do(report);
  Agree(1, "2024-02-08");
  report.occurred = At("2024-02-09");
  ASSERT_EQ(Stage(), "告知");
  Do(report);  // a second hearing: there is no third review
  ASSERT_EQ(state_.ended, "终止");
  Command correct = Correction("听证举行", "");
  correct.was = At("2024-02-09");
  EXPECT_EQ(Do(correct), "led_on");
  correct.withdrawn = false;
  correct.instead = At("2024-02-05");  // before the stage it ended
  EXPECT_EQ(Do(correct), "out_of_order");
}

TEST_F(CorrectTest, ADocumentAttachedByMistakeIsTakenOut) {
  EXPECT_EQ(Do(Correction("调查报告", "2024-02-02")), "instead_missing");
  EXPECT_EQ(Do(Correction("调查报告", "")), "detached");
  EXPECT_EQ(Do(Correction("调查报告", "")), "nothing_to_correct");
  EXPECT_EQ(Submit(20000), "documents_missing");
}

// ---- 转用

class MigrateTest : public FlowTest {
 protected:
  static std::string NewPolicy() {
    std::string text(kPolicy);
    const auto replace = [&](std::string_view from, std::string_view to) {
      for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    };
    replace("制度 练习.甲 \"练习\" { 性质 示例 }",
            "制度 练习.甲 \"练习\" { 施行 2024-02-10 性质 示例 过渡 当 罚款 超过 50万元 适用 旧制度 }");
    replace("公告发布", "公告张贴");
    replace("环节 调查", "环节 立案调查");
    replace("转 调查", "转 立案调查");
    replace("随时 中止", "随时 暂停");
    replace("不计入 中止", "不计入 暂停");
    return text;
  }
  MigrateTest()
      : new_(lower::CompileText({{"a.gj", NewPolicy()}})),
        new_judge_(*new_.program),
        new_rules_{*new_.program, new_judge_, *calendar_, {{"案审会", 3}}} {}

  std::string Migrate(std::string_view names, std::string stage = "") {
    Command migrate = Make(CommandKind::kMigrate, std::move(stage), Handler(), At("2024-02-20"));
    migrate.content = *record::ParseJson(names);
    migrate.reason = "新办法施行";
    migrate.approval = Director();
    const Outcome outcome = Decide(new_rules_, state_, migrate);
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
      missing_ = refusal->missing;
      return KeyOf(refusal->code);
    }
    std::string types;
    for (const Event& event : std::get<std::vector<Event>>(outcome)) {
      EXPECT_TRUE(Apply(event, &state_).ok());
      types += (types.empty() ? "" : " ") + event.type;
    }
    return types;
  }

  lower::Compiled new_;
  FineJudge new_judge_;
  Rules new_rules_;
  std::vector<std::string> missing_;
};

TEST_F(MigrateTest, GoesOnUnderTheNewLawAndIsReviewedAnew) {
  ASSERT_FALSE(new_.diagnostics.has_errors());
  Open(Facts(20000));
  Do(Make(CommandKind::kReport, "公告发布", Handler(), At("2024-02-01")));
  Attach();
  Submit(20000);
  Agree(1);
  ASSERT_EQ(Stage(), "告知");
  EXPECT_EQ(Migrate("{}"), "names_unknown");
  EXPECT_EQ(missing_, (std::vector<std::string>{"调查", "公告发布"}));
  const std::string_view names = R"({"公告发布": "公告张贴", "调查": "立案调查"})";
  EXPECT_EQ(Migrate(names), "past_gate");
  EXPECT_EQ(missing_, std::vector<std::string>{"审核"});
  EXPECT_EQ(Migrate(names, "没有"), "no_such_stage");
  EXPECT_EQ(Migrate(names, "处罚"), "no_such_stage");
  EXPECT_EQ(Migrate(names, "审核"), "migrated lapsed");
  EXPECT_EQ(Stage(), "审核");
  EXPECT_EQ(state_.happenings[0].event, "公告张贴");
  EXPECT_EQ(state_.visits[0].stage, "立案调查");
  const auto read = ReadState(PrintState(state_));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, state_);
}

TEST_F(MigrateTest, WhatStandsStillDoesNotBecomeHistory) {
  Open(Facts(20000));
  Command suspend = Make(CommandKind::kInterrupt, "中止", Handler(), At("2024-02-10"));
  suspend.reason = "不可抗力";
  suspend.approval = Director();
  ASSERT_EQ(Do(suspend), "suspended");
  EXPECT_EQ(Migrate(R"({"调查": "立案调查", "中止": ""})"), "names_unknown");
  EXPECT_EQ(missing_, std::vector<std::string>{"中止"});
  EXPECT_EQ(Migrate(R"({"调查": "立案调查", "中止": "暂停"})"), "migrated");
  EXPECT_EQ(state_.suspended()->interrupt, "暂停");
}

TEST_F(MigrateTest, WhatTheNewLawStillKnowsKeepsItsName) {
  Open(Facts(20000));
  Attach();
  Submit(20000);
  ASSERT_EQ(Stage(), "审核");
  for (const auto& [plan, name] :
       std::map<std::string, std::string>{{R"({"调查": "立案调查", "审核": "告知"})", "审核"},
                                          {R"({"调查": "立案调查", "承办人": "审核人员"})", "承办人"},
                                          {R"({"调查": "立案调查", "罚款": ""})", "罚款"}}) {
    EXPECT_EQ(Migrate(plan), "name_stays");
    EXPECT_EQ(missing_, std::vector<std::string>{name});
  }
  state_.raised = {"罚款"};  // though it has no value now
  state_.facts = Value::EmptyObject();
  EXPECT_EQ(Migrate(R"({"调查": "立案调查", "罚款": "听证过"})"), "name_stays");
  EXPECT_EQ(Stage(), "审核");
}

TEST_F(MigrateTest, NoStageIsSkipped) {
  Open(Facts(20000));
  const std::string_view names = R"({"调查": "立案调查"})";
  EXPECT_EQ(Migrate(names, "审核"), "skips_ahead");
  EXPECT_EQ(missing_, std::vector<std::string>{"立案调查"});
  Attach();
  Submit(20000);
  EXPECT_EQ(Migrate(names, "告知"), "skips_ahead");
  EXPECT_EQ(missing_, std::vector<std::string>{"审核"});
  EXPECT_EQ(Migrate(names, "立案调查"), "migrated");
}

TEST_F(MigrateTest, WhatTheFormerLawKeepsStaysUnderIt) {
  struct Former : FineJudge {
    using FineJudge::FineJudge;
    base::Result<Answer> OldVersionApplies(const Value&) const override { return answer; }
    Answer answer{true, true, {}};
  } former(*new_.program);
  Open(Facts(20000));
  Command migrate = Make(CommandKind::kMigrate, "", Handler(), At("2024-02-20"));
  migrate.content = *record::ParseJson(R"({"调查": "立案调查"})");
  migrate.reason = "新办法施行";
  migrate.approval = Director();
  const auto refusal = [&] {
    const Outcome outcome = Decide({*new_.program, former, *calendar_, {}}, state_, migrate);
    const auto* refused = std::get_if<Refusal>(&outcome);
    return refused == nullptr ? std::string("taken") : KeyOf(refused->code);
  };
  EXPECT_EQ(refusal(), "old_version");
  former.answer = {false, false, {"立案日"}};
  EXPECT_EQ(refusal(), "undetermined");
  former.answer = {true, false, {}};
  EXPECT_EQ(refusal(), "taken");
}

TEST_F(MigrateTest, NotWithoutAClauseTwoPersonsAndAReason) {
  Open(Facts(20000));
  Command migrate = Make(CommandKind::kMigrate, "", Handler(), At("2024-02-20"));
  const auto refusal = [&](const Rules& rules) {
    const Outcome outcome = Decide(rules, state_, migrate);
    const auto* refused = std::get_if<Refusal>(&outcome);
    return refused == nullptr ? std::string("taken") : KeyOf(refused->code);
  };
  EXPECT_EQ(refusal(new_rules_), "reason_missing");
  migrate.reason = "新办法施行";
  EXPECT_EQ(refusal(new_rules_), "approval_missing");
  migrate.approval = Handler();
  EXPECT_EQ(refusal(new_rules_), "own_approval");
  migrate.approval = Director();
  EXPECT_EQ(refusal(rules_), "no_transition");
  EXPECT_EQ(refusal(new_rules_), "names_unknown");
}

}  // namespace
}  // namespace guiju::flow
