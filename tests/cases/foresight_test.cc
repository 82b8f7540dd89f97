// A command thought through while another unit runs, which then changes what it was judged by.
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <thread>

#include "runtime/cases/register.h"
#include "tests/cases/fixture.h"

namespace guiju::cases {
namespace {

void Dismiss(std::string* state) {
  Person person = *ReadPerson(*state);
  person.appointments.clear();
  *state = PrintPerson(person);
}
void End(std::string* state) {
  Matter matter = std::get<Matter>(*ReadStreamState("matter/1", *state));
  matter.flow.ended = "结案";
  *state = PrintStreamState(matter);
}

class ForesightTest : public CasesTest {
 protected:
  // The request is sent while a unit runs that changes the stream's state before it commits.
  std::string DoDuring(const Request& request, const std::string& stream,
                       const std::function<void(std::string*)>& change) {
    std::string answered;
    std::optional<std::thread> sender;
    auto verdict = cases_->store().Write("示范县", [&](store::Unit& unit) -> base::Result<store::Verdict> {
      store::StreamRow row = **unit.HoldStream(stream, store::Hold::kChange);
      if (!sender) sender.emplace([&] { answered = Do(request); });
      // Long enough for it to be thought through; were it not, it would be judged by the new state alone.
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      change(&row.state);
      if (auto done = unit.PutStream(row); !done) return done.error();
      return store::Verdict::kCommit;
    });
    EXPECT_TRUE(verdict.ok());
    sender->join();
    return answered;
  }
};

INSTANTIATE_TEST_SUITE_P(Engines, ForesightTest, store::BothEngines(), store::NameOf);

TEST_P(ForesightTest, WhoIsDismissedMeanwhileDoesNotAct) {
  ASSERT_EQ(File("5万元"), "opened moved");
  EXPECT_EQ(
      DoDuring(Make(flow::CommandKind::kAttach, "调查终结报告", "p1", "承办人"), PersonStream("p1"), Dismiss),
      "not_appointed");
}

TEST_P(ForesightTest, TheMatterIsTakenAsItIsThen) {
  ASSERT_EQ(File("5万元"), "opened moved");
  EXPECT_EQ(DoDuring(Make(flow::CommandKind::kOpine, "报送", "p1", "承办人"), "matter/1", End), "ended");
}

TEST_P(ForesightTest, WhatDoesNotConcernItChangesNothing) {
  ASSERT_EQ(File("5万元"), "opened moved");
  EXPECT_EQ(
      DoDuring(Make(flow::CommandKind::kAttach, "调查终结报告", "p1", "承办人"), PersonStream("p2"), Dismiss),
      "attached");
}

}  // namespace
}  // namespace guiju::cases
