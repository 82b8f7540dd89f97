#include "runtime/clock/clock_text.h"

#include "clock_fixture.h"

namespace guiju::clock {
namespace {

Clock CaseClock() {
  Clock clock = ClockOf("2025-07-04", 90, PeriodUnit::kDay);
  clock.stops = {StopOf("2025-09-01", "2025-09-11"), StopOf("2025-09-08", "2025-09-20", "鉴定")};
  clock.extensions = {By(30, PeriodUnit::kDay, "2025-10-15"), By(10, PeriodUnit::kDay, "2026-03-02", 2)};
  clock.extensions[0].basis = "市场监督管理行政处罚程序规定第六十四条";
  return clock;
}

void Contains(const std::string& text, const std::vector<const char*>& parts) {
  for (const char* part : parts)
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n--- in\n" << text;
}

TEST(ClockText, ExplainsInBothLanguages) {
  const auto china = China();
  const Clock clock = CaseClock();
  const Explanation told = Explain(clock, *china);
  Contains(ExplanationText(clock, told, true),
           {"届满日：2025年11月20日（周四）。",
            "注意：停止计算（鉴定，2025-09-08 至 2025-09-20）：与其他停止重叠，重叠部分只扣一次",
            "注意：2026-03-02 延长（第2次）10 日，负责人集体讨论：作出时期限已经届满，不予适用",
            "2025-07-04  起算日，不计入", "2025-07-05 至 2025-09-01  第1—59日",
            "2025-09-02 至 2025-09-07  停止计算：听证", "2025-09-08 至 2025-09-11  停止计算：听证、鉴定",
            "2025-09-12 至 2025-09-20  停止计算：鉴定", "2025-09-21 至 2025-10-21  第60—90日",
            "2025-10-15  延长（第1次）30 日，负责人，依据市场监督管理行政处罚程序规定第六十四条",
            "2025-11-20  第120日，最后一日", "存疑："});
  Contains(ExplanationText(clock, told, false),
           {"Due: 2025-11-20 (Thu).", "2025-09-08 to 2025-09-11  stopped: 听证, 鉴定",
            "2025-11-20  day 120, last day", "granted after expiry: not applied", "doubt: "});
  const std::string json = ExplanationJson(clock, told);
  Contains(json, {"\"state\": \"running\"", "\"latest\": \"2025-11-20\"", "\"extension_after_expiry\"",
                  "\"numbers\": [\n    60,\n    90\n   ]"});
}

TEST(ClockText, SaysWhyDaysAreSkippedAndEndsMoved) {
  const auto china = China();
  const Clock week = ClockOf("2023-09-28", 7, PeriodUnit::kWorkday);
  Contains(ExplanationText(week, Explain(week, *china), true),
           {"2023-09-29 至 2023-10-06  不计：中秋节、国庆节放假（国办发明电〔2022〕16号）",
            "2023-10-07 至 2023-10-08  第1—2日：调休上班，补中秋节、国庆节（国办发明电〔2022〕16号）",
            "2023-10-09 至 2023-10-12  第3—6日", "2023-10-13  第7日，最后一日"});
  const Clock rolled = ClockOf("2025-07-04", 90, PeriodUnit::kDay);
  Contains(ExplanationText(rolled, Explain(rolled, *china), true),
           {"2025-10-02 至 2025-10-08  第90日，届满日顺延：国庆节、中秋节放假", "2025-10-09  最后一日"});
}

TEST(ClockText, StatesAndRemainders) {
  const auto china = China();
  Clock clock = CaseClock();
  EXPECT_EQ(DueAnswerText({}, Due({}, *china), true), "尚未起算。");
  clock.extensions.clear();
  clock.stops[1].to.reset();
  EXPECT_EQ(DueAnswerText(clock, Due(clock, *china), true), "停止计算中，尚余 31 日，恢复后才有届满日。");
  EXPECT_EQ(RemainderText(clock, Remaining(clock, *china, M("2025-10-01")), true), "停止计算中，尚余 31 日");
  EXPECT_EQ(DueAnswerText(clock, Due(clock, *china), false),
            "Stopped with 31 calendar days left; due when it runs again.");
  Contains(ExplanationText(clock, Explain(clock, *china), true),
           {"2025-09-02 至 2025-09-07  停止计算：听证", "2025-09-08 至 2025-09-11  停止计算：听证、鉴定",
            "2025-09-12 起  停止计算：鉴定", "2025-09-08 起尚未恢复"});
  const Clock week = ClockOf("2023-09-28", 7, PeriodUnit::kWorkday);
  EXPECT_EQ(RemainderText(week, Remaining(week, *china, M("2023-10-09")), true), "还有 4 个工作日（4 日）");
  EXPECT_EQ(RemainderText(week, Remaining(week, *china, M("2023-10-17")), true), "已逾期 2 个工作日（4 日）");
  EXPECT_EQ(RemainderText(week, Remaining(week, *china, M("2023-10-17")), false),
            "overdue by 2 working days (4 days)");
  Clock hours = ClockOf("2024-02-07T15:30", 24, PeriodUnit::kHour);
  hours.stops = {StopOf("2024-02-07T20:00", "2024-02-07T21:00")};
  Contains(ExplanationText(hours, Explain(hours, *china), true),
           {"届满日：2024-02-08 16:30。", "2024-02-07 20:00 至 2024-02-07 21:00  停止计算：听证",
            "2024-02-07 21:00 至 2024-02-08 16:30  19 小时 30 分"});
  EXPECT_EQ(RemainderText(hours, Remaining(hours, *china, M("2024-02-08T12:10")), true), "还有 4 小时 20 分");
}

TEST(ClockText, BrokenTextOfARecordStaysJson) {
  const auto china = China();
  Clock clock = CaseClock();
  clock.stops[0].reason = "\xff\xfe";
  EXPECT_NE(ExplanationJson(clock, Explain(clock, *china)).find("reasons"), std::string::npos);
}

}  // namespace
}  // namespace guiju::clock
