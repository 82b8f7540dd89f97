// Calendars as text, and notices put into them.
#include <gtest/gtest.h>

#include "runtime/value/calendar_merge.h"

namespace guiju::value {
namespace {

Day D(std::string_view text) { return *ParseDate(text); }

std::shared_ptr<const Calendar> Builtin(std::string_view region = "") {
  return *Calendar::Builtin(std::nullopt, region);
}

std::string File(const std::string& year, const std::string& notice) {
  return R"({"format":"guiju-calendar-1","layer":"national","year":)" + year + R"(,"notices":[)" + notice +
         "]}";
}
std::string Notice(const std::string& number, const std::string& published, const std::string& days,
                   const std::string& more = "") {
  return R"({"number":")" + number + R"(","title":"通知","published":")" + published +
         R"(","url":"x","verified":"试验用",)" + more + days + "}";
}
const char* const kDays2027 =
    R"("holidays":[{"name":"元旦","from":"2027-01-01","to":"2027-01-03"},
       {"name":"春节","from":"2027-02-05","to":"2027-02-11"}],
       "workdays":[{"date":"2027-01-30","for":"春节"}])";

TEST(CalendarDocuments, SayTheSameWhenReadAgain) {
  for (const char* region : {"", "楚雄"}) {
    const auto calendar = Builtin(region);
    const auto again = Calendar::FromDocuments(calendar->Documents(), std::nullopt, region);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ((*again)->digest(), calendar->digest());
    EXPECT_EQ((*again)->Documents(), calendar->Documents());
    EXPECT_EQ((*again)->Describe(D("2023-10-07")).notice->number, "国办发明电〔2022〕16号");
  }
  EXPECT_FALSE(Calendar::FromDocuments("{}", std::nullopt, "").ok());
  EXPECT_FALSE(Calendar::FromDocuments("[1]", std::nullopt, "").ok());
}

TEST(CalendarMerge, AYearBecomesCertain) {
  const auto before = Builtin();
  const auto merged = MergeDocument(*before, File("2027", Notice("甲1号", "2026-11-01", kDays2027)), "");
  ASSERT_TRUE(merged.ok()) << merged.error().message;
  EXPECT_NE(merged->calendar->digest(), before->digest());
  EXPECT_TRUE(before->AddWorkdays(D("2027-02-01"), 5).provisional);
  const DueDate due = merged->calendar->AddWorkdays(D("2027-02-01"), 5);
  EXPECT_FALSE(due.provisional);
  EXPECT_EQ(FormatDate(due.latest), "2027-02-15");
  ASSERT_EQ(merged->notices.size(), 1u);
  EXPECT_EQ(merged->notices[0].number, "甲1号");
  // What was announced before says what it said.
  EXPECT_EQ(merged->calendar->AddWorkdays(D("2024-02-05"), 5), before->AddWorkdays(D("2024-02-05"), 5));
}

TEST(CalendarMerge, TheSameAgainChangesNothing) {
  const std::string file = File("2027", Notice("甲1号", "2026-11-01", kDays2027));
  const auto once = MergeDocument(*Builtin(), file, "");
  const auto twice = MergeDocument(*once->calendar, file, "");
  ASSERT_TRUE(twice.ok());
  EXPECT_EQ(twice->calendar->digest(), once->calendar->digest());
}

TEST(CalendarMerge, ACorrectionTakesThePlaceAnAmendmentFollows) {
  const auto base = *MergeDocument(*Builtin(), File("2027", Notice("甲1号", "2026-11-01", kDays2027)), "");
  const char* const corrected =
      R"("holidays":[{"name":"元旦","from":"2027-01-01","to":"2027-01-04"}],"workdays":[])";
  const auto put = MergeDocument(*base.calendar, File("2027", Notice("甲1号", "2026-11-01", corrected)), "");
  ASSERT_TRUE(put.ok()) << put.error().message;
  EXPECT_EQ(put->calendar->KindOf(D("2027-01-04")), DayKind::kHoliday);
  EXPECT_EQ(put->calendar->KindOf(D("2027-02-05")), DayKind::kWorkday);
  const char* const later =
      R"("holidays":[{"name":"劳动节","from":"2027-05-01","to":"2027-05-05"}],"workdays":[])";
  const std::string second = Notice("甲2号", "2027-03-01", later);
  const auto refused = MergeDocument(*base.calendar, File("2027", second), "");
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("amends"), std::string::npos);
  const auto amended = MergeDocument(
      *base.calendar, File("2027", Notice("甲2号", "2027-03-01", later, R"("amends":"甲1号",)")), "");
  ASSERT_TRUE(amended.ok()) << amended.error().message;
  EXPECT_EQ(amended->calendar->KindOf(D("2027-05-04")), DayKind::kHoliday);
  EXPECT_EQ(amended->calendar->KindOf(D("2027-02-05")), DayKind::kHoliday);
}

TEST(CalendarMerge, ARegionIsALayerOfItsOwn) {
  const std::string file =
      R"({"format":"guiju-calendar-1","layer":"regional","region":"示范","names":["示范","示范州"],"occasions":[],
          "notices":[{"year":2026,"number":"示1号","title":"t","published":"2026-01-01","url":"u","verified":"v",
          "holidays":[{"name":"州庆","from":"2026-06-01","to":"2026-06-01"}],"workdays":[]}]})";
  const auto merged = MergeDocument(*Builtin(), file, "示范州");
  ASSERT_TRUE(merged.ok()) << merged.error().message;
  EXPECT_EQ(merged->calendar->region(), "示范");
  EXPECT_EQ(merged->calendar->KindOf(D("2026-06-01")), DayKind::kHoliday);
  const auto national = MergeDocument(*Builtin(), file, "");
  ASSERT_TRUE(national.ok());
  EXPECT_EQ(national->calendar->digest(), Builtin()->digest());
}

TEST(CalendarMerge, RefusesWhatATypistWouldGetWrong) {
  const auto base = Builtin();
  const auto wrong = [&](const std::string& file, std::string_view piece) {
    const auto merged = MergeDocument(*base, file, "");
    ASSERT_FALSE(merged.ok()) << file;
    EXPECT_NE(merged.error().message.find(piece), std::string::npos) << merged.error().message;
  };
  const auto days = [](const std::string& from, const std::string& to, const std::string& workday = "") {
    return R"("holidays":[{"name":"元旦","from":")" + from + R"(","to":")" + to + R"("}],"workdays":[)" +
           (workday.empty() ? "" : R"({"date":")" + workday + R"(","for":"元旦"})") + "]";
  };
  wrong("不是", "JSON");
  wrong("[]", "stdlib/calendar/README.md");
  wrong(R"({"format":"guiju-calendar-1","layer":"national","year":2027,"notices":[]})", "没有通知");
  wrong(File("2027", R"({"number":"甲"})"), "title");
  wrong(File("2027", Notice("", "2026-11-01", days("2027-01-01", "2027-01-03"))), "没有文号");
  wrong(File("2027", Notice("甲", "2024-11-01", days("2027-01-01", "2027-01-03"))), "公布日期");
  wrong(File("2027", Notice("甲", "2026-11-01", days("2027-01-03", "2027-01-01"))), "ends before it begins");
  wrong(File("2027", Notice("甲", "2026-11-01", days("2028-02-01", "2028-02-03"))), "不是 2027 年的日子");
  wrong(File("2027", Notice("甲", "2026-11-01", days("2027-01-01", "2027-01-03", "2027-01-05"))), "不是周末");
  wrong(File("2027", Notice("甲", "2026-11-01", days("2027-01-01", "2027-01-03", "2027-01-02"))),
        "既放假又上班");
  wrong(File("2027", Notice("甲", "2026-13-01", days("2027-01-01", "2027-01-03"))), "published");
  wrong(File("1066", Notice("甲", "1066-01-01", days("1066-01-01", "1066-01-03"))), "1066");
  wrong(File("2026", Notice("甲", "2025-11-01", days("2026-01-01", "2026-01-03"))), "amends");
}

}  // namespace
}  // namespace guiju::value
