#include "clock_fixture.h"

namespace guiju::clock {
namespace {

const PeriodUnit kDay = PeriodUnit::kDay, kWorkday = PeriodUnit::kWorkday, kMonth = PeriodUnit::kMonth,
                 kYear = PeriodUnit::kYear;

TEST(Clock, ArmedUntilItsAnchorIsKnown) {
  const auto china = China();
  Clock clock;
  clock.n = 7;
  EXPECT_EQ(DueOn(clock, *china), "armed");
  EXPECT_EQ(Remaining(clock, *china, M("2024-01-01")).passed, Verdict::kNo);
  EXPECT_EQ(NextWake(clock, *china, M("2024-01-01")), std::nullopt);
  EXPECT_EQ(PhaseOf(clock, *china, M("2024-01-01"), std::nullopt), Phase::kArmed);
  EXPECT_EQ(PhaseOf(clock, *china, M("2024-01-01"), Closing::kSuperseded), Phase::kSuperseded);
}

TEST(Clock, ZeroLengthEndsOnTheAnchor) {
  const auto china = China();
  EXPECT_EQ(DueOn(ClockOf("2024-02-10", 0, kWorkday), *china), "2024-02-10");
  EXPECT_EQ(DueOn(ClockOf("2024-02-10", 0, kDay), *china), "2024-02-18");  // a day off: moved
  Clock clock = ClockOf("2024-02-07", 0, kDay);
  clock.stops = {StopOf("2024-02-01", "")};
  clock.roll = value::RollRule::kNone;
  EXPECT_EQ(DueOn(clock, *china), "2024-02-07");
}

TEST(Clock, StopWithoutEnd) {
  const auto china = China();
  Clock clock = ClockOf("2024-03-01", 10, kWorkday);
  clock.stops = {StopOf("2024-03-06", "")};
  const DueAnswer answer = Due(clock, *china);
  EXPECT_EQ(answer.state, DueState::kStopped);
  EXPECT_EQ(answer.left, (std::vector<Amount>{{7, 7, kWorkday}}));  // 4, 5, 6 March have run
  EXPECT_EQ(NextWake(clock, *china, M("2024-03-10")), std::nullopt);
  EXPECT_EQ(PhaseOf(clock, *china, M("2024-03-10"), std::nullopt), Phase::kStopped);
  EXPECT_EQ(PhaseOf(clock, *china, M("2024-03-05"), std::nullopt), Phase::kRunning);
  const Remainder remainder = Remaining(clock, *china, M("2024-06-01"));
  EXPECT_EQ(remainder.passed, Verdict::kNo);
  EXPECT_EQ(remainder.fewest, 7);
  // Mixed lengths follow one another.
  clock.extensions = {By(3, kMonth, "2024-03-04")};
  EXPECT_EQ(Due(clock, *china).left, (std::vector<Amount>{{7, 7, kWorkday}, {3, 3, kMonth}}));
  // A date decided during the stop: the days from the decision to it are left.
  clock.extensions = {Until("2024-05-10", "2024-04-10")};
  EXPECT_EQ(Due(clock, *china).left, (std::vector<Amount>{{30, 30, kDay}}));
  clock.stops[0].to = M("2024-04-20");
  EXPECT_EQ(DueOn(clock, *china), "2024-05-20");
}

TEST(Clock, EndsOfAStopAreDeclared) {
  const auto china = China();
  Clock clock = ClockOf("2024-07-01", 20, kDay);
  clock.roll = value::RollRule::kNone;
  clock.stops = {StopOf("2024-07-05", "2024-07-10")};
  EXPECT_EQ(DueOn(clock, *china), "2024-07-26");
  clock.ends = {true, true};
  EXPECT_EQ(DueOn(clock, *china), "2024-07-25");
  clock.ends = {false, false};
  EXPECT_EQ(DueOn(clock, *china), "2024-07-27");
  clock.ends = {false, true};
  EXPECT_EQ(DueOn(clock, *china), "2024-07-26");
  // One stop takes over from another: no end lies between them.
  clock.ends = {true, true};
  clock.stops = {StopOf("2024-07-05", "2024-07-07", "听证"), StopOf("2024-07-07", "2024-07-10", "鉴定")};
  EXPECT_EQ(DueOn(clock, *china), "2024-07-25");
}

TEST(Clock, StopsOutsideThePeriodHaveNoEffect) {
  const auto china = China();
  Clock clock = ClockOf("2024-03-01", 5, kWorkday);
  clock.stops = {StopOf("2024-02-01", "2024-02-20"), StopOf("2024-03-20", ""),
                 StopOf("2024-03-07", "2024-03-05")};
  const DueAnswer answer = Due(clock, *china);
  EXPECT_EQ(DueOn(clock, *china), "2024-03-08");
  EXPECT_TRUE(Found(answer, FindingKind::kStopBeforeStart));
  EXPECT_TRUE(Found(answer, FindingKind::kStopAfterExpiry));
  EXPECT_TRUE(Found(answer, FindingKind::kStopEndsBeforeItBegins));
  EXPECT_EQ(PhaseOf(clock, *china, M("2024-03-25"), std::nullopt), Phase::kRunning);
  EXPECT_EQ(Remaining(clock, *china, M("2024-03-25")).passed, Verdict::kYes);
  // One that reaches over the start counts from there.
  clock.stops = {StopOf("2024-02-01", "2024-03-04")};
  EXPECT_EQ(DueOn(clock, *china), "2024-03-11");
}

// 9 October is reached only because the end is moved; a stop before it leaves that last day to come.
TEST(Clock, StopWhileTheEndIsMoved) {
  const auto china = China();
  Clock clock = ClockOf("2025-07-04", 90, kDay);
  clock.stops = {StopOf("2025-10-05", "2025-10-20")};
  EXPECT_EQ(DueOn(clock, *china), "2025-10-21");
  clock.stops[0].to.reset();
  EXPECT_EQ(Due(clock, *china).left, (std::vector<Amount>{{0, 0, kDay}}));
  clock.stops[0].from = M("2025-10-09");  // begins on the last day: too late
  EXPECT_EQ(DueOn(clock, *china), "2025-10-09");
}

TEST(Clock, MonthsAndYearsAreMovedDayForDay) {
  const auto china = China();
  Clock clock = ClockOf("2024-01-31", 1, kMonth);
  clock.roll = value::RollRule::kNone;
  clock.stops = {StopOf("2024-02-10", "2024-02-20")};
  EXPECT_EQ(DueOn(clock, *china), "2024-03-10");
  clock.stops.clear();
  clock.extensions = {By(1, kMonth, "2024-02-20")};
  EXPECT_EQ(DueOn(clock, *china), "2024-03-31");  // one step, not 29 February and then 29 March
  clock.extensions = {By(1, kYear, "2024-02-20")};
  EXPECT_EQ(DueOn(clock, *china), "2025-02-28");
  clock.extensions = {By(10, kDay, "2024-02-20")};
  EXPECT_EQ(DueOn(clock, *china), "2024-03-10");
  EXPECT_EQ(Remaining(clock, *china, M("2024-02-05")).fewest, 1);  // whole months
  EXPECT_EQ(Remaining(clock, *china, M("2024-02-05")).days_most, 34);
}

TEST(Clock, ExtensionsThatDoNotApplyAreFlagged) {
  const auto china = China();
  Clock clock = ClockOf("2024-03-01", 10, kDay);  // Monday 11 March
  const auto alone = [&](Extension extension, const char* due, FindingKind kind) {
    clock.extensions = {std::move(extension)};
    EXPECT_EQ(DueOn(clock, *china), due);
    EXPECT_TRUE(Found(Due(clock, *china), kind)) << static_cast<int>(kind);
    EXPECT_EQ(Due(clock, *china).findings.front().index, 0u);
  };
  alone(By(5, kDay, "2024-03-12"), "2024-03-11", FindingKind::kExtensionAfterExpiry);
  alone(By(0, kDay, "2024-03-05"), "2024-03-11", FindingKind::kExtensionSetsNothing);
  alone(By(-3, kDay, "2024-03-05"), "2024-03-11", FindingKind::kExtensionSetsNothing);
  alone(Until("2024-03-11", "2024-03-05"), "2024-03-11", FindingKind::kExtensionNotLater);
  alone(By(5, PeriodUnit::kHour, "2024-03-05"), "2024-03-11", FindingKind::kExtensionOtherUnit);
  alone(By(4, kDay, "2024-02-01"), "2024-03-15", FindingKind::kExtensionBeforeStart);
  Extension late = By(4, kDay, "2024-03-12");
  late.admitted_late = true;
  alone(late, "2024-03-15", FindingKind::kExtensionAdmittedLate);
  // The second rides on the first; out of order is said.
  clock.extensions = {By(10, kDay, "2024-03-18", 1), By(4, kDay, "2024-03-11", 2)};
  EXPECT_EQ(DueOn(clock, *china), "2024-03-15");
  clock.extensions[0].granted = M("2024-03-15");
  EXPECT_EQ(DueOn(clock, *china), "2024-03-25");
  EXPECT_TRUE(Found(Due(clock, *china), FindingKind::kExtensionOutOfOrder));
}

TEST(Clock, ResetBeginsAnewAtTheFirstLength) {
  const auto china = China();
  Clock clock = ClockOf("2024-03-01", 10, kWorkday);
  clock.extensions = {By(5, kWorkday, "2024-03-05")};
  clock.stops = {StopOf("2024-03-06", "2024-03-08")};
  clock.resets = {{M("2024-03-11"), "补正后重新报送"}};
  EXPECT_EQ(DueOn(clock, *china), "2024-03-25");
  EXPECT_TRUE(Found(Due(clock, *china), FindingKind::kExtensionLapsed));
  clock.extensions.push_back(By(2, kWorkday, "2024-03-11"));  // of the new count
  EXPECT_EQ(DueOn(clock, *china), "2024-03-27");
  clock.resets.push_back({M("2024-06-03"), "再次报送"});
  EXPECT_TRUE(Found(Due(clock, *china), FindingKind::kResetAfterExpiry));
  EXPECT_EQ(DueOn(clock, *china), "2024-06-18");
  clock.resets = {{M("2024-03-01"), "同日"}};
  EXPECT_TRUE(Found(Due(clock, *china), FindingKind::kResetBeforeStart));
}

TEST(Clock, ProvisionalEndsWakeTwice) {
  const auto china = China();
  const Clock clock = ClockOf("2026-12-25", 10, kWorkday);
  const DueAnswer answer = Due(clock, *china);
  ASSERT_TRUE(answer.due.provisional);
  EXPECT_EQ(answer.due.missing, "2027年放假通知");
  ASSERT_LT(answer.due.earliest, answer.due.latest);
  const auto first = NextWake(clock, *china, M("2026-12-25"));
  ASSERT_EQ(first, (Moment{answer.due.earliest + 1, 0}));
  EXPECT_EQ(Remaining(clock, *china, *first).passed, Verdict::kPossibly);
  const auto second = NextWake(clock, *china, *first);
  ASSERT_EQ(second, (Moment{answer.due.latest + 1, 0}));
  EXPECT_EQ(Remaining(clock, *china, *second).passed, Verdict::kYes);
  EXPECT_EQ(NextWake(clock, *china, *second), std::nullopt);
  Clock extended = clock;
  extended.extensions = {By(5, kWorkday, value::FormatDate(answer.due.latest))};
  EXPECT_TRUE(Found(Due(extended, *china), FindingKind::kExtensionMaybeLate));
}

TEST(Clock, RemainingCountsInItsUnitAndInDays) {
  const auto china = China();
  const Clock clock = ClockOf("2023-09-28", 7, kWorkday);  // due 2023-10-13
  const Remainder before = Remaining(clock, *china, M("2023-10-09"));
  EXPECT_EQ(before.fewest, 4);
  EXPECT_EQ(before.most, 4);
  EXPECT_EQ(before.days_most, 4);
  EXPECT_EQ(Remaining(clock, *china, M("2023-09-01")).fewest, 7);  // not begun
  const Remainder after = Remaining(clock, *china, M("2023-10-17"));
  EXPECT_EQ(after.passed, Verdict::kYes);
  EXPECT_EQ(after.fewest, -2);
  EXPECT_EQ(after.days_fewest, -4);
  Clock stopped = ClockOf("2024-03-01", 10, kDay);
  stopped.stops = {StopOf("2024-03-05", "2024-03-15")};
  const Remainder inside = Remaining(stopped, *china, M("2024-03-10"));
  EXPECT_TRUE(inside.stopped_now);
  EXPECT_EQ(inside.state, DueState::kRunning);
  EXPECT_EQ(inside.fewest, 6);
}

TEST(Clock, HugeLengthsSaturate) {
  const auto china = China();
  for (PeriodUnit unit : {kDay, kWorkday, kMonth, kYear, PeriodUnit::kHour}) {
    Clock clock = ClockOf("2024-03-01", INT64_MAX, unit);
    EXPECT_EQ(Due(clock, *china).state, DueState::kRunning);
    clock.extensions = {By(INT64_MAX, unit, "2024-03-02")};
    EXPECT_EQ(Due(clock, *china).state, DueState::kRunning);
    clock.direction = Direction::kNoticeBefore;
    EXPECT_EQ(Due(clock, *china).state, DueState::kRunning);
  }
}

}  // namespace
}  // namespace guiju::clock
