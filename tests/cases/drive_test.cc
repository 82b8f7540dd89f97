// Matters driven through their flow on both engines.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "runtime/cases/appender.h"
#include "tests/cases/fixture.h"

namespace guiju::cases {
namespace {

INSTANTIATE_TEST_SUITE_P(Engines, CasesTest, store::BothEngines(), store::NameOf);

TEST_P(CasesTest, GoesToItsEndAndEveryStepIsWhatAReplayGives) {
  PrepareReview();
  EXPECT_TRUE(ReplayAgrees());
  At("2024-01-10T09:00");
  EXPECT_EQ(Do(Agree()), "opined agreed moved");
  EXPECT_TRUE(ReplayAgrees());
  At("2024-01-17T23:00");
  EXPECT_EQ(cases_->Tick(100)->events, 0);
  At("2024-01-18T00:10");
  EXPECT_GT(cases_->Tick(100)->events, 0);
  EXPECT_EQ(cases_->Tick(100)->events, 0);
  EXPECT_TRUE(ReplayAgrees());
  At("2024-01-19T09:00");
  EXPECT_EQ(Do(Penalty()), "opined decided happened duty_armed duty_armed closed");
  EXPECT_TRUE(ReplayAgrees());
  auto rebuilt = Rebuild(*cases_, true);
  ASSERT_TRUE(rebuilt.ok());
  EXPECT_EQ(rebuilt->replayed.decisions, 1);
  EXPECT_EQ(rebuilt->replayed.not_evaluable, 0);
  EXPECT_EQ(rebuilt->replayed.states, 6);
}

TEST_P(CasesTest, ARefusalLeavesNoTrace) {
  PrepareReview();
  const int64_t size = LogSize();
  EXPECT_EQ(Do(Penalty()), "unknown_outcome");
  Request agree = Agree();
  agree.command.checks.clear();
  EXPECT_EQ(Do(agree), "checks_missing");
  agree = Agree();
  agree.expect = 1;
  EXPECT_EQ(Do(agree), "stale_version");
  agree = Agree();
  agree.command.acting.person = {"p9", "法制审核人员"};
  EXPECT_EQ(Do(agree), "unknown_person");
  agree.command.acting.person = {"p1", "法制审核人员"};
  EXPECT_EQ(Do(agree), "not_appointed");
  agree.command.acting.person = {"p2", "皇帝"};
  EXPECT_EQ(Do(agree), "unknown_position");
  EXPECT_EQ(Do(Make(flow::CommandKind::kAttach, "证据目录", "p1", "承办人", "other")), "not_open");
  Request report = Agree();
  report.command.report = true;
  EXPECT_EQ(Do(report), "time_missing");
  report.command.occurred = *ReadMoment("2030-01-01T09:00");
  report.occurred_given = true;
  EXPECT_EQ(Do(report), "future");
  EXPECT_EQ(LogSize(), size);
  EXPECT_EQ((*cases_->View("matter/1"))->row.sver, 8);
  EXPECT_FALSE(cases_->View("matter/other")->has_value());
}

TEST_P(CasesTest, AKeyIsCarriedOutOnce) {
  PrepareReview();
  Request agree = Agree();
  agree.key = "k";
  EXPECT_EQ(Do(agree), "opined agreed moved");
  const int64_t size = LogSize();
  EXPECT_EQ(Do(agree), "already");
  agree.command.reason = "别的";
  EXPECT_EQ(Do(agree), "key_reused");
  EXPECT_EQ(LogSize(), size);
}

TEST_P(CasesTest, APersonActsOnlyWhileHeHoldsThePosition) {
  PrepareReview();
  PersonChange dismissed;
  dismissed.id = "p2";
  dismissed.ended = {{"法制审核人员", *value::ParseDate("2024-01-05")}};
  ASSERT_TRUE(cases_->ChangePerson(dismissed, {"clerk", "", std::nullopt}).ok());
  At("2024-01-06T09:00");
  EXPECT_EQ(Do(Agree()), "not_appointed");
  PersonChange acting;
  acting.id = "p4";
  acting.appointments = {
      {"法制审核人员", "局领导", *value::ParseDate("2024-01-06"), {}, Holding::kActing, "示县人〔2024〕1号"}};
  ASSERT_TRUE(cases_->ChangePerson(acting, {"clerk", "", std::nullopt}).ok());
  Request agree = Agree();
  agree.command.acting.person = {"p4", "法制审核人员"};
  EXPECT_EQ(Do(agree), "not_qualified");
  acting.appointments.clear();
  acting.qualifications = {{"法律职业资格", *value::ParseDate("2023-01-01"), {}}};
  ASSERT_TRUE(cases_->ChangePerson(acting, {"clerk", "", std::nullopt}).ok());
  EXPECT_EQ(Do(agree), "opined agreed moved");
  EXPECT_EQ(cases_->History("matter/1")->back().entry.actor.delegation, "示县人〔2024〕1号");
}

TEST_P(CasesTest, SoDoThoseWhoApproveAndVote) {
  PrepareReview();
  Request suspend = Make(flow::CommandKind::kInterrupt, "中止", "p1", "承办人");
  suspend.command.reason = "不可抗力";
  suspend.command.approval = flow::Acting{{"p5", "局长"}, {}, ""};
  EXPECT_EQ(Do(suspend), "not_appointed");
  Request vote = Make(flow::CommandKind::kResolve, "案审会", "p1", "承办人");
  vote.command.ballots.resize(1);
  vote.command.ballots[0].member.person = {"p5", "局长"};
  EXPECT_EQ(Do(vote), "not_appointed");
  vote.command.ballots[0].member.person = {"p3", "局长"};
  EXPECT_EQ(Do(vote), "no_body_here");
  suspend.command.approval->person.id = "p3";
  EXPECT_EQ(Do(suspend), "suspended");
}

TEST_P(CasesTest, AClockPutBackDoesNotReorderTheRecord) {
  PrepareReview();
  At("2024-01-01T09:00");
  EXPECT_EQ(Attach("音像记录"), "attached");
  const auto history = *cases_->History("matter/1");
  EXPECT_EQ(history.back().entry.occurred, "2024-01-01T09:00");
  EXPECT_GE(history.back().entry.recorded_at, history.front().entry.recorded_at);
}

TEST_P(CasesTest, TheLawItBeganUnderOutlivesItsFile) {
  const std::string file = place_->folder() + "/demo.gj";
  std::filesystem::copy_file(DemoPolicy(), file);
  Request open = Make(flow::CommandKind::kOpen, "普通程序", "p1", "承办人");
  open.policy = file;
  open.command.facts = Json("{\"罚款\": \"5万元\"}");
  ASSERT_EQ(Do(open), "opened moved");
  std::filesystem::remove(file);
  cases_.reset();
  cases_ = Open();
  EXPECT_EQ(Attach("调查终结报告"), "attached");
  EXPECT_TRUE(ReplayAgrees());
}

// An entry that the application would not have written, sealed and chained as it should be.
class ForgedTest : public CasesTest {
 protected:
  void Decide() {
    PrepareReview();
    At("2024-01-10T09:00");
    Do(Agree());
    At("2024-01-18T00:10");
    ASSERT_TRUE(cases_->Tick(100).ok());
    At("2024-01-19T09:00");
    ASSERT_EQ(Do(Penalty()), "opined decided happened duty_armed duty_armed closed");
    ASSERT_TRUE(ReplayAgrees());
  }
  void Forge(std::string_view type, const record::Value& body) {
    const record::Entry last = cases_->History("matter/1")->back().entry;
    auto verdict = cases_->store().Write("示范县", [&](store::Unit& unit) -> base::Result<store::Verdict> {
      store::StreamRow row = **unit.HoldStream("matter/1", store::Hold::kChange);
      auto appender = Appender::Begin(unit, "main", now_ms_);
      const Author author{last.actor, last.mode, last.cmd, last.closure, last.calendar};
      EXPECT_TRUE(appender->Append(type, MomentOf(now_ms_), body, author, &row).ok());
      EXPECT_TRUE(unit.PutStream(row).ok());
      EXPECT_TRUE(appender->Finish().ok());
      return store::Verdict::kCommit;
    });
    ASSERT_TRUE(verdict.ok());
  }
  bool Finds(FindingKind kind) {
    return std::ranges::any_of(Rebuild(*cases_, true)->replayed.findings,
                               [kind](const Finding& finding) { return finding.kind == kind; });
  }
};

INSTANTIATE_TEST_SUITE_P(Engines, ForgedTest, store::BothEngines(), store::NameOf);

TEST_P(ForgedTest, ADecisionThatComesOutOtherwise) {
  Decide();
  Forge(kClassifiedType, Json(R"({"answers": {"法制审核范围": false}})"));
  EXPECT_TRUE(Finds(FindingKind::kDecision));
}

TEST_P(ForgedTest, ADecisionThatWasNotClassified) {
  Decide();
  Forge(kDecidedType, Json(R"({"outcome": "处罚", "proposal": 1, "content": {"罚款": "1元"}})"));
  EXPECT_TRUE(Finds(FindingKind::kUnclassified));
}

TEST_P(CasesTest, DueListsWhatEndsAndWhatIsOverdue) {
  PrepareReview();
  At("2024-01-05T09:00");
  auto due = cases_->Due(*value::ParseDate("2024-01-15"), 100);
  ASSERT_TRUE(due.ok()) << due.error().message;
  EXPECT_TRUE(due->empty());
  due = cases_->Due(*value::ParseDate("2024-01-16"), 100);
  ASSERT_EQ(due->size(), 1u);  // 法制审核: ten working days from 2 January
  EXPECT_EQ(due->front().running.name, "法制审核");
  EXPECT_FALSE(due->front().overdue);
  At("2024-01-18T09:00");
  ASSERT_TRUE(cases_->Tick(100).ok());
  due = cases_->Due(*value::ParseDate("2024-01-18"), 100);
  ASSERT_EQ(due->size(), 1u);
  EXPECT_TRUE(due->front().overdue);
  EXPECT_EQ(Do(Agree()), "opined agreed moved");
  ASSERT_TRUE(cases_->Tick(100).ok());
  EXPECT_TRUE(cases_->Due(*value::ParseDate("2024-01-18"), 100)->empty());
}

TEST_P(CasesTest, ThreadsDoNotDisturbOneAnother) {
  constexpr int kThreads = 4, kMatters = 5;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < kMatters; ++i) {
        const std::string matter = std::to_string(t) + "-" + std::to_string(i);
        EXPECT_EQ(File("5万元", matter), "opened moved");
        EXPECT_EQ(Attach("调查终结报告", matter), "attached");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(cases_->List("", 1000)->size(), static_cast<size_t>(kThreads * kMatters));
  EXPECT_TRUE(ReplayAgrees());
}

}  // namespace
}  // namespace guiju::cases
