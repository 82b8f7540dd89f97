// The courses that the other programs here send: each command is taken, and together they cause every type of
// event.
#include "tests/durable/courses.h"

#include <gtest/gtest.h>

#include <set>

#include "runtime/cases/verify.h"
#include "tests/durable/log_scan.h"
#include "tests/durable/site.h"

namespace guiju::durable {
namespace {

// The scan that the kill loop trusts sees what is missing, what stands elsewhere and what stands twice.
TEST(LogScan, TellsWhatIsLostAndWhatIsTwice) {
  const Site site("");
  int64_t now = FirstMs();
  auto cases = OpenCases({site.where(), [&] { return now; }});
  ASSERT_TRUE(cases.ok()) << cases.error().message;
  ASSERT_TRUE(Hire(**cases).ok());
  std::vector<Acknowledged> lines;
  const auto send = [&](cases::Request request, const std::string& key) {
    request.key = key;
    auto answer = (*cases)->Do(request);
    ASSERT_TRUE(answer.ok());
    ASSERT_EQ(answer->kind, cases::Answer::Kind::kRecorded);
    lines.push_back({Acknowledged::Kind::kNew, 0, 0, key, answer->pos, answer->sver, answer->stream});
  };
  const auto course = CourseOf(0, "c", "1");
  for (int i = 0; i < 3; ++i)
    send(course[static_cast<size_t>(i)].request, course[static_cast<size_t>(i)].request.key);
  const auto checked = [&](const std::vector<Acknowledged>& against) {
    LogScan scan;
    EXPECT_TRUE(scan.Read((*cases)->store()).ok());
    EXPECT_TRUE(scan.Check((*cases)->store(), "c", against).ok());
    return std::pair(scan.lost(), scan.duplicated());
  };
  EXPECT_EQ(checked(lines), (std::pair<int64_t, int64_t>(0, 0)));
  auto missing = lines;
  missing.push_back({Acknowledged::Kind::kNew, 0, 3, "1-3", 99, 4, "matter/1"});
  EXPECT_GT(checked(missing).first, 0);
  auto elsewhere = lines;
  ++elsewhere[1].pos;
  EXPECT_GT(checked(elsewhere).first, 0);
  auto older = lines;
  ++older[2].sver;
  EXPECT_GT(checked(older).first, 0);
  now += 60'000;
  send(course[3].request, course[3].request.key);
  send(course[2].request, "the same command under another key");
  EXPECT_EQ(checked({}).second, 1);
}

TEST(Courses, AreTakenToTheirEndsAndCauseEveryTypeOfEvent) {
  const Site site("");
  int64_t now = FirstMs();
  auto opened = OpenCases({site.where(), [&] { return now; }});
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  cases::Cases& cases = **opened;
  ASSERT_TRUE(Hire(cases).ok());
  std::set<std::string> types;
  for (int course = 0; course < CourseCount(); ++course) {
    now = FirstMs();
    for (const Step& step : CourseOf(course, "test", std::to_string(course))) {
      now = FirstMs() + step.minutes * 60'000;
      auto answer = cases.Do(step.request);
      ASSERT_TRUE(answer.ok()) << answer.error().message;
      ASSERT_EQ(answer->kind, cases::Answer::Kind::kRecorded)
          << course << " " << step.request.key << " " << step.request.command.name << ": "
          << answer->refusal.zh;
      for (const flow::Event& event : answer->events) types.insert(event.type);
    }
  }
  now += int64_t{60} * 24 * 3600 * 1000;
  auto ticked = cases.Tick(100);
  ASSERT_TRUE(ticked.ok());
  for (const auto& [stream, events] : ticked->changed) {
    for (const flow::Event& event : events) types.insert(event.type);
  }
  std::set<std::string> all;
#define GJ_EVENT(type, applier) all.insert(type);
#include "runtime/flow/events.def"
#undef GJ_EVENT
  EXPECT_EQ(types, all);
  auto rebuilt = cases::Rebuild(cases, true);
  ASSERT_TRUE(rebuilt.ok());
  EXPECT_TRUE(rebuilt->replayed.findings.empty());
}

}  // namespace
}  // namespace guiju::durable
