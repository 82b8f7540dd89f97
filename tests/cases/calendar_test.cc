// New holiday notices loaded into a store: who may, what moves, how it is told.
#include <functional>

#include "runtime/record/encoding.h"
#include "tests/cases/fixture.h"

namespace guiju::cases {
namespace {

const char* const kNotice2027 = R"({"format":"guiju-calendar-1","layer":"national","year":2027,"notices":[
  {"number":"试验1号","title":"试验用的通知","published":"2026-12-26","url":"x","verified":"试验用",
   "holidays":[{"name":"元旦","from":"2027-01-01","to":"2027-01-04"}],
   "workdays":[{"date":"2027-01-09","for":"元旦"}]}]})";

const std::string kNoDigest(64, 'a');
const FourEyes kBoth = {{"p3", "局长"}, flow::Person{"p4", "分管局长"}};

class CalendarTest : public CasesTest {
 protected:
  std::string Load(const char* file = kNotice2027, const FourEyes& persons = kBoth) {
    auto answer = cases_->LoadCalendar(file, persons);
    EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().message);
    if (!answer) return "error";
    if (answer->kind == Answer::Kind::kAlready) return "already";
    if (answer->kind == Answer::Kind::kRefused) return answer->refusal.code;
    return answer->events.front().type;
  }
  // The review runs from 25 December 2026 for ten working days, into a year not announced yet.
  void ReviewAcrossTheYear(const std::string& matter = "1") {
    At("2026-12-25T09:00");
    ASSERT_EQ(File("5万元", matter), "opened moved");
    ASSERT_EQ(Attach("调查终结报告", matter), "attached");
    ASSERT_EQ(Attach("证据目录", matter), "attached");
    ASSERT_EQ(Submit("5万元", matter), "opined proposed moved");
  }
  // What is kept of a stream is changed past every check.
  void Alter(const std::string& stream, const std::function<void(store::Unit&, std::string*)>& change) {
    auto verdict = cases_->store().Write("示范县", [&](store::Unit& unit) -> base::Result<store::Verdict> {
      store::StreamRow row = **unit.HoldStream(stream, store::Hold::kChange);
      change(unit, &row.state);
      if (auto done = unit.PutStream(row); !done) return done.error();
      return store::Verdict::kCommit;
    });
    ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  }
  std::string Print(const record::Value& value) { return *record::PrintJson(value); }
};
INSTANTIATE_TEST_SUITE_P(Engines, CalendarTest, store::BothEngines(), store::NameOf);

TEST_P(CalendarTest, AFinalDateTakesThePlaceOfAProvisionalOne) {
  ReviewAcrossTheYear();
  At("2026-12-28T09:00");
  EXPECT_EQ(cases_->Tick(100)->events, 0);
  EXPECT_EQ(Load(), "calendar_loaded");
  auto ticked = cases_->Tick(100);
  ASSERT_TRUE(ticked.ok()) << ticked.error().message;
  EXPECT_EQ(ticked->recalculated, 1);
  ASSERT_EQ(ticked->changed.size(), 1u);
  ASSERT_EQ(ticked->changed[0].second.size(), 1u);
  const flow::Event& told = ticked->changed[0].second[0];
  EXPECT_EQ(told.type, "recomputed");
  // Ten working days: 28–31 December, 5–9 January with the Saturday, 11 January.
  EXPECT_EQ(Print(*told.body.Find("new")), R"({"due":"2027-01-11"})");
  EXPECT_EQ(told.body.Find("clock")->text(), "法制审核");
  EXPECT_EQ(told.body.Find("why")->text(), "calendar");
  EXPECT_NE(Print(*told.body.Find("old")).find(R"("missing":"2027年放假通知","provisional":true)"),
            std::string::npos);
  EXPECT_EQ(MomentOf(*(*cases_->View("matter/1"))->row.wake_ms).day, *value::ParseDate("2027-01-12"));
  EXPECT_TRUE(ReplayAgrees());
  const int64_t size = LogSize();
  EXPECT_EQ(cases_->Tick(100)->recalculated, 0);
  EXPECT_EQ(Load(), "already");
  EXPECT_EQ(cases_->Tick(100)->recalculated, 0);
  EXPECT_EQ(LogSize(), size);
  At("2027-01-12T00:10");
  EXPECT_GT(cases_->Tick(100)->events, 0);  // it ran out on the day that was told
  EXPECT_TRUE(ReplayAgrees());
}

TEST_P(CalendarTest, ACommandThatComesFirstTellsIt) {
  ReviewAcrossTheYear();
  At("2026-12-28T09:00");
  EXPECT_EQ(Load(), "calendar_loaded");
  EXPECT_EQ(Attach("音像记录"), "recomputed attached");
  EXPECT_EQ(cases_->Tick(100)->events, 0);
  EXPECT_TRUE(ReplayAgrees());
}

TEST_P(CalendarTest, TheSameDatesAreNotTold) {
  ASSERT_EQ(File("5万元"), "opened moved");  // 2024: announced long ago
  ASSERT_EQ(Do(Make(flow::CommandKind::kReport, "立案", "p1", "承办人")), "happened");
  EXPECT_EQ(Load(), "calendar_loaded");
  EXPECT_EQ(Attach("音像记录"), "attached");
  auto ticked = cases_->Tick(100);
  EXPECT_EQ(ticked->events, 0);
  EXPECT_TRUE(ReplayAgrees());
}

TEST_P(CalendarTest, TakesTwoPersonsWhoHoldTheirPositions) {
  const int64_t size = LogSize();
  EXPECT_EQ(Load(kNotice2027, {{"p3", "局长"}, std::nullopt}), "two_persons_needed");
  EXPECT_EQ(Load(kNotice2027, {{"p3", "局长"}, flow::Person{"p3", "局长"}}), "two_persons_needed");
  EXPECT_EQ(Load(kNotice2027, {{"p3", "局长"}, flow::Person{"p9", "分管局长"}}), "unknown_person");
  EXPECT_EQ(Load(kNotice2027, {{"p3", "分管局长"}, flow::Person{"p4", "分管局长"}}), "not_appointed");
  EXPECT_EQ(LogSize(), size);
  EXPECT_FALSE(cases_->LoadCalendar("{}", kBoth).ok());
  EXPECT_EQ(LogSize(), size);
}

TEST_P(CalendarTest, ThePassIsTakenUpWhereItLeftOff) {
  for (int i = 0; i < 5; ++i) ReviewAcrossTheYear(std::to_string(i));
  At("2026-12-28T09:00");
  ASSERT_TRUE(cases_->Tick(100).ok());
  EXPECT_EQ(Load(), "calendar_loaded");
  EXPECT_EQ(cases_->Tick(2)->recalculated, 2);
  cases_.reset();
  cases_ = Open();
  EXPECT_EQ(cases_->Tick(2)->recalculated, 2);
  EXPECT_EQ(cases_->Tick(2)->recalculated, 1);
  EXPECT_EQ(cases_->Tick(2)->recalculated, 0);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(cases_->History("matter/" + std::to_string(i))->back().entry.type, "recomputed");
  EXPECT_TRUE(ReplayAgrees());
}

TEST_P(CalendarTest, TheDataOfAnotherCalendarIsRefused) {
  ASSERT_EQ(File("5万元"), "opened moved");
  ASSERT_EQ(Load(), "calendar_loaded");
  Alter(std::string(kCalendarStream), [](store::Unit& unit, std::string* kept) {
    CalendarState state = *ReadCalendarState(*kept);
    const std::string bytes = **unit.ReadBlob(*record::DigestOfHex(state.digest));
    state.digest = kNoDigest;
    EXPECT_TRUE(unit.PutBlob(*record::DigestOfHex(state.digest), bytes).ok());
    *kept = PrintCalendarState(state);
  });
  EXPECT_FALSE(cases_->Do(Make(flow::CommandKind::kAttach, "音像记录", "p1", "承办人")).ok());
}

TEST_P(CalendarTest, WhatCannotBeCountedAgainIsToldAsUnknown) {
  ReviewAcrossTheYear();
  Alter("matter/1", [](store::Unit&, std::string* kept) {
    Matter matter = std::get<Matter>(*ReadStreamState("matter/1", *kept));
    matter.calendar = kNoDigest;  // whose data is lost
    *kept = PrintStreamState(matter);
  });
  auto answer = cases_->Do(Make(flow::CommandKind::kAttach, "音像记录", "p1", "承办人"));
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  ASSERT_EQ(answer->events.size(), 2u);
  EXPECT_EQ(answer->events[0].type, "recomputed");
  EXPECT_EQ(Print(*answer->events[0].body.Find("old")), R"({"unknown":true})");
}

TEST_P(CalendarTest, ADecisionIsReadUnderTheCalendarItWasMadeOn) {
  ReviewAcrossTheYear();
  At("2026-12-28T09:00");
  ASSERT_EQ(Do(Agree()), "opined agreed moved");
  ASSERT_EQ(Do(Make(flow::CommandKind::kOpine, "无意见", "p1", "承办人")), "opined moved moved");
  ASSERT_EQ(Do(Penalty()), "opined decided happened duty_armed duty_armed closed");
  EXPECT_EQ(Load(), "calendar_loaded");
  cases_.reset();
  cases_ = Open();
  ASSERT_GT(cases_->Tick(100)->events, 0);  // publication within working days of the new year
  auto report = Rebuild(*cases_, true);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->replayed.findings.empty());
  EXPECT_EQ(report->replayed.decisions, 1);
  EXPECT_EQ(report->replayed.not_evaluable, 0);
}

}  // namespace
}  // namespace guiju::cases
