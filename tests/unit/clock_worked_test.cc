// Deadlines worked out by hand, with the statute they come from.
#include "clock_fixture.h"

namespace guiju::clock {
namespace {

const PeriodUnit kDay = PeriodUnit::kDay, kWorkday = PeriodUnit::kWorkday, kMonth = PeriodUnit::kMonth;

// 市监程序规定 64: 90 days from 立案, + 30 by the leader, further by collective discussion that fixes a
// period; suspension, hearing, testing and the like do not count.
TEST(ClockWorked, CasePeriodOfMarketRegulation) {
  const auto china = China();
  Clock clock = ClockOf("2025-07-04", 90, kDay);
  EXPECT_EQ(DueOn(clock, *china), "2025-10-09");
  EXPECT_EQ(value::FormatDate(Due(clock, *china).raw.latest), "2025-10-02");
  clock.stops = {StopOf("2025-09-01", "2025-09-11")};
  EXPECT_EQ(DueOn(clock, *china), "2025-10-13");
  Clock overlapping = clock;
  overlapping.stops.push_back(StopOf("2025-09-08", "2025-09-20", "鉴定"));
  EXPECT_EQ(DueOn(overlapping, *china), "2025-10-21");
  EXPECT_TRUE(Found(Due(overlapping, *china), FindingKind::kStopOverlaps));
  clock.extensions = {By(30, kDay, "2025-09-25")};
  EXPECT_EQ(DueOn(clock, *china), "2025-11-11");
  Clock unstopped = clock;
  unstopped.stops.clear();
  EXPECT_EQ(DueOn(unstopped, *china), "2025-11-03");  // 1 November is a Saturday
  clock.extensions.push_back(Until("2026-01-15", "2025-10-30"));
  EXPECT_EQ(DueOn(clock, *china), "2026-01-15");
  clock.stops.push_back(StopOf("2025-11-20", "2025-12-01", "检测"));
  EXPECT_EQ(DueOn(clock, *china), "2026-01-26");
  EXPECT_TRUE(Due(clock, *china).findings.empty());
  clock.extensions[1].until.reset();  // 再延长 须定
  EXPECT_TRUE(Found(Due(clock, *china), FindingKind::kExtensionSetsNothing));
}

// Read literally, 市监程序规定 80 moves the end for holidays only.
TEST(ClockWorked, LiteralHolidayRule) {
  const auto china = China();
  Clock clock = ClockOf("2025-07-04", 120, kDay);
  clock.roll = value::RollRule::kHolidayOnly;
  EXPECT_EQ(DueOn(clock, *china), "2025-11-01");  // a plain Saturday stays
  clock.n = 90;
  EXPECT_EQ(DueOn(clock, *china), "2025-10-09");
}

// 行政许可法 42, 45, 82: 20 working days, + 10, without the time of hearings, expert reviews and the like.
TEST(ClockWorked, Licence) {
  const auto china = China();
  Clock clock = ClockOf("2025-09-15", 20, kWorkday);
  EXPECT_EQ(DueOn(clock, *china), "2025-10-17");
  clock.stops = {StopOf("2025-09-22", "2025-09-26", "专家评审")};
  EXPECT_EQ(DueOn(clock, *china), "2025-10-23");
  clock.extensions = {By(10, kWorkday, "2025-10-20")};
  EXPECT_EQ(DueOn(clock, *china), "2025-11-06");
  clock.extensions[0].granted = M("2025-10-24");
  EXPECT_EQ(DueOn(clock, *china), "2025-10-23");
  EXPECT_TRUE(Found(Due(clock, *china), FindingKind::kExtensionAfterExpiry));
  clock.stops.clear();
  clock.extensions[0].granted = M("2025-10-17");
  EXPECT_EQ(DueOn(clock, *china), "2025-10-31");
}

TEST(ClockWorked, OtherStatutesWithExcludedTimeOrExtensions) {
  const auto china = China();
  // 市监 18: a clue is checked in 15 + 15 working days, testing left out.
  Clock clue = ClockOf("2024-01-29", 15, kWorkday);
  clue.stops = {StopOf("2024-02-05", "2024-03-01", "检测")};
  EXPECT_EQ(DueOn(clue, *china), "2024-03-14");
  clue.extensions = {By(15, kWorkday, "2024-03-14")};
  EXPECT_EQ(DueOn(clue, *china), "2024-04-07");  // a Sunday that is worked
  // 行政强制法 25: 30 + 30 calendar days, testing left out.
  Clock seizure = ClockOf("2024-08-05", 30, kDay);
  EXPECT_EQ(DueOn(seizure, *china), "2024-09-04");
  seizure.stops = {StopOf("2024-08-12", "2024-08-22", "检验")};
  seizure.extensions = {By(30, kDay, "2024-09-02")};
  EXPECT_EQ(DueOn(seizure, *china), "2024-10-14");
  // 公开条例 33: 20 + 20 working days, consultation left out.
  Clock answer = ClockOf("2024-04-10", 20, kWorkday);
  answer.stops = {StopOf("2024-04-15", "2024-04-30", "征求第三方意见")};
  EXPECT_EQ(DueOn(answer, *china), "2024-05-27");
  answer.extensions = {By(20, kWorkday, "2024-05-20")};
  EXPECT_EQ(DueOn(answer, *china), "2024-06-25");
  // 治安管理处罚法 118: 30 + 30 days, 鉴定 left out.
  Clock police = ClockOf("2026-03-02", 30, kDay);
  police.stops = {StopOf("2026-03-10", "2026-03-30", "鉴定")};
  police.extensions = {By(30, kDay, "2026-04-15")};
  EXPECT_EQ(DueOn(police, *china), "2026-05-21");
  // 重大税务案件审理办法: 30 + 15 days; 行政复议法 62: 60 + 30 days.
  Clock tax = ClockOf("2024-03-04", 30, kDay);
  tax.extensions = {By(15, kDay, "2024-04-01")};
  EXPECT_EQ(DueOn(tax, *china), "2024-04-18");
  Clock appeal = ClockOf("2025-01-06", 60, kDay);
  EXPECT_EQ(DueOn(appeal, *china), "2025-03-07");
  appeal.extensions = {By(30, kDay, "2025-03-03")};
  EXPECT_EQ(DueOn(appeal, *china), "2025-04-07");
  // 宁夏住建厅: review in 7 + 3 working days; 市监 55: 10 working days.
  Clock review = ClockOf("2022-09-28", 7, kWorkday);
  EXPECT_EQ(DueOn(review, *china), "2022-10-12");
  review.extensions = {By(3, kWorkday, "2022-10-12")};
  EXPECT_EQ(DueOn(review, *china), "2022-10-17");
  EXPECT_EQ(DueOn(ClockOf("2022-09-28", 10, kWorkday), *china), "2022-10-17");
}

// The baseline's vectors that have neither: the clock agrees with the calendar.
TEST(ClockWorked, BaselineVectors) {
  const auto china = China();
  EXPECT_EQ(DueOn(ClockOf("2023-09-28", 7, kWorkday), *china), "2023-10-13");
  EXPECT_EQ(DueOn(ClockOf("2026-02-13", 7, kWorkday), *china), "2026-03-02");
  EXPECT_EQ(DueOn(ClockOf("2025-01-24", 7, kWorkday), *china), "2025-02-10");
  EXPECT_EQ(DueOn(ClockOf("2025-01-24", 20, kWorkday), *china), "2025-02-27");
  EXPECT_EQ(DueOn(ClockOf("2019-04-26", 3, kWorkday), *China("2019-03-21")), "2019-05-02");
  EXPECT_EQ(DueOn(ClockOf("2019-04-26", 3, kWorkday), *China("2019-03-22")), "2019-04-30");
  EXPECT_EQ(DueOn(ClockOf("2023-09-28", 3, kWorkday), *china), "2023-10-09");
  EXPECT_EQ(DueOn(ClockOf("2022-09-28", 15, kWorkday), *china), "2022-10-24");
  EXPECT_EQ(DueOn(ClockOf("2023-09-20", 15, kDay), *china), "2023-10-07");
  Clock yearly = ClockOf("2026-01-31", 0, kDay);
  yearly.roll = value::RollRule::kNone;
  EXPECT_EQ(DueOn(yearly, *china), "2026-01-31");
}

// 听证七日前, 行政处罚法 64: moving the hearing is a corrected anchor.
TEST(ClockWorked, NoticeBeforeTheHearing) {
  const auto china = China();
  Clock clock = ClockOf("2024-10-10", 7, kWorkday);
  clock.direction = Direction::kNoticeBefore;
  EXPECT_EQ(DueOn(clock, *china), "2024-09-24");
  clock.reading = value::BackwardReading::kLenient;
  EXPECT_EQ(DueOn(clock, *china), "2024-09-25");
  clock.reading = value::BackwardReading::kStrict;
  clock.anchor = M("2024-03-27");
  const DueAnswer sunday = Due(clock, *china);
  EXPECT_EQ(value::FormatDate(sunday.due.latest), "2024-03-17");
  EXPECT_EQ(value::FormatDate(sunday.workday.latest), "2024-03-15");
  clock.stops = {StopOf("2024-03-18", "")};
  const DueAnswer ignored = Due(clock, *china);
  EXPECT_EQ(ignored.due, sunday.due);
  EXPECT_TRUE(Found(ignored, FindingKind::kNotOfThisDirection));
  EXPECT_EQ(Remaining(clock, *china, M("2024-03-18")).passed, Verdict::kYes);
  EXPECT_EQ(Remaining(clock, *china, M("2024-03-17")).passed, Verdict::kNo);
  EXPECT_EQ(NextWake(clock, *china, M("2024-03-01")), M("2024-03-18"));
  Clock hours = ClockOf("2024-03-27T09:30", 24, PeriodUnit::kHour);
  hours.direction = Direction::kNoticeBefore;
  EXPECT_EQ(DueOn(hours, *china), "2024-03-26 09:30");
}

// 45号令 13: shown for at least 3 months.
TEST(ClockWorked, MinimumPeriod) {
  const auto china = China();
  Clock shown = ClockOf("2024-11-30", 3, kMonth);
  shown.direction = Direction::kAtLeast;
  shown.roll = value::RollRule::kNone;
  EXPECT_EQ(DueOn(shown, *china), "2025-02-28");
  EXPECT_EQ(Remaining(shown, *china, M("2025-02-28")).passed, Verdict::kNo);
  EXPECT_EQ(Remaining(shown, *china, M("2025-03-01")).passed, Verdict::kYes);
  EXPECT_EQ(NextWake(shown, *china, M("2025-01-01T08:00")), M("2025-03-01"));
}

// 行政强制法 19: report within 24 hours.
TEST(ClockWorked, Hours) {
  const auto china = China();
  Clock clock = ClockOf("2024-02-07T15:30", 24, PeriodUnit::kHour);
  EXPECT_EQ(DueOn(clock, *china), "2024-02-08 15:30");
  clock.hour_start = HourStart::kNextFullHour;
  EXPECT_EQ(DueOn(clock, *china), "2024-02-08 16:00");
  clock.hour_start = HourStart::kFromTheMoment;
  clock.stops = {StopOf("2024-02-07T20:00", "2024-02-08T06:15"),
                 StopOf("2024-02-08T06:00", "2024-02-08T07:00")};
  EXPECT_EQ(DueOn(clock, *china), "2024-02-09 02:30");
  clock.extensions = {By(24, PeriodUnit::kHour, "2024-02-09T02:30")};
  EXPECT_EQ(DueOn(clock, *china), "2024-02-10 02:30");
  clock.extensions[0].granted = M("2024-02-09T02:31");
  EXPECT_EQ(DueOn(clock, *china), "2024-02-09 02:30");
  EXPECT_TRUE(Found(Due(clock, *china), FindingKind::kExtensionAfterExpiry));
  clock.extensions = {By(1, kDay, "2024-02-08T00:00")};
  EXPECT_TRUE(Found(Due(clock, *china), FindingKind::kExtensionOtherUnit));
  EXPECT_EQ(Remaining(clock, *china, M("2024-02-08T05:00")).minutes, 24 * 60 - 270);
  EXPECT_EQ(Remaining(clock, *china, M("2024-02-09T02:30")).passed, Verdict::kNo);
  EXPECT_EQ(NextWake(clock, *china, M("2024-02-08T05:00")), M("2024-02-09T02:31"));
  EXPECT_EQ(Remaining(clock, *china, M("2024-02-09T02:31")).passed, Verdict::kYes);
}

}  // namespace
}  // namespace guiju::clock
