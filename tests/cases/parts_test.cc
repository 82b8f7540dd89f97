// Times, ids, the register, the engine as judge.
#include <filesystem>
#include <fstream>

#include "runtime/cases/command_id.h"
#include "runtime/cases/judge.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/person.h"
#include "runtime/cases/policies.h"
#include "tests/cases/fixture.h"

namespace guiju::cases {
namespace {

TEST(CaseMoments, AreInShanghai) {
  EXPECT_EQ(PrintMoment(MomentOf(0)), "1970-01-01T08:00");
  EXPECT_EQ(PrintMoment(MomentOf(-1)), "1970-01-01T07:59");
  EXPECT_EQ(MsOf(*ReadMoment("2024-02-07T00:00")), 1707235200000);
  EXPECT_EQ(PrintMoment(*ReadMoment("2024-02-07")), "2024-02-07T00:00");
  EXPECT_FALSE(ReadMoment("2024-02-30"));
}

TEST(CommandIds, AreVersionSevenAndGrow) {
  const std::string earlier = NewCommandId(1'700'000'000'000), later = NewCommandId(1'700'000'000'001);
  EXPECT_TRUE(IsCommandId(earlier)) << earlier;
  EXPECT_LT(earlier, later);
  EXPECT_NE(NewCommandId(5), NewCommandId(5));
  EXPECT_FALSE(IsCommandId("018bcfe5-6800-4000-8000-000000000000"));
  EXPECT_FALSE(IsCommandId(earlier + "0"));
}

TEST(Persons, FoldAndReadBack) {
  Person person;
  const value::Day day = *value::ParseDate("2024-01-01");
  ASSERT_TRUE(ApplyToPerson(kNamedType, NamedBody("张三"), &person).ok());
  ASSERT_TRUE(ApplyToPerson(kAppointedType,
                            BodyOf(Appointment{"承办人", "甲队", day, day + 10, Holding::kDelegated, "委1"}),
                            &person)
                  .ok());
  ASSERT_TRUE(ApplyToPerson(kAppointedType,
                            BodyOf(Appointment{"handler", "乙队", day + 5, {}, Holding::kSubstantive, ""}),
                            &person)
                  .ok());
  ASSERT_TRUE(ApplyToPerson(kQualifiedType, BodyOf(Qualification{"执法证", day, day + 3}), &person).ok());
  auto read = ReadPerson(PrintPerson(person));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, person);
  const ir::Name handler{"承办人", "handler"};
  EXPECT_EQ(HeldOn(person, handler, day - 1), nullptr);
  EXPECT_EQ(HeldOn(person, handler, day)->unit, "甲队");
  EXPECT_EQ(HeldOn(person, handler, day + 6)->unit, "乙队");  // the substantive one first
  EXPECT_EQ(QualificationsOn(person, day + 3).size(), 1u);
  EXPECT_TRUE(QualificationsOn(person, day + 4).empty());
  ASSERT_TRUE(ApplyToPerson(kAppointmentEndedType, EndedBody("handler", day + 7), &person).ok());
  EXPECT_NE(HeldOn(person, handler, day + 7), nullptr);
  EXPECT_EQ(HeldOn(person, handler, day + 11), nullptr);
  EXPECT_FALSE(ApplyToPerson("promoted", NamedBody("x"), &person).ok());
}

class JudgeTest : public ::testing::Test {
 protected:
  JudgeTest() : policies_(EngineSettings()) {
    auto bundle = policies_.Compile(DemoPolicy());
    EXPECT_TRUE(bundle.ok()) << bundle.error().message;
    policy_ = bundle->policy;
  }
  flow::Judge::Answer Ask(std::string_view facts, ir::DecisionId decision) {
    auto answer = EngineJudge(*policy_).Ask(Json(facts), decision);
    EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().message);
    return answer ? *answer : flow::Judge::Answer{};
  }
  Policies policies_;
  PolicyPtr policy_;
};

TEST_F(JudgeTest, AnswersAndAsks) {
  const ir::DecisionId review = policy_->FindDecision("法制审核范围");
  ASSERT_TRUE(review);
  EXPECT_TRUE(Ask(R"({"罚款": "5万元"})", review).holds);
  const auto open = Ask(R"({"罚款": "1000元"})", review);
  EXPECT_FALSE(open.determined);
  EXPECT_EQ(open.missing, std::vector<std::string>{"疑难复杂"});
  const auto no = Ask(R"({"罚款": "1000元", "疑难复杂": false})", review);
  EXPECT_TRUE(no.determined);
  EXPECT_FALSE(no.holds);
}

TEST_F(JudgeTest, AsksForTheConditionsOfAFlowToo) {
  for (const ir::Interrupt& interrupt : policy_->program().interrupts) {
    if (!interrupt.when) continue;
    const auto open = Ask("{}", interrupt.when);
    EXPECT_FALSE(open.determined);
    EXPECT_EQ(open.missing, std::vector<std::string>{"疑难复杂"});
    EXPECT_TRUE(Ask(R"({"疑难复杂": true})", interrupt.when).holds);
  }
}

TEST_F(JudgeTest, RefusesWhatIsNoCase) {
  const ir::DecisionId review = policy_->FindDecision("法制审核范围");
  EXPECT_FALSE(EngineJudge(*policy_).Ask(Json(R"({"罚金": 1})"), review).ok());
}

TEST_F(JudgeTest, EvaluatesACaseOnce) {
  const EngineJudge judge(*policy_);
  const ir::DecisionId review = policy_->FindDecision("法制审核范围");
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(judge.Ask(Json(R"({"罚款": "5万元"})"), review).ok());
  EXPECT_EQ(judge.evaluations(), 1u);
}

TEST(Compiled, IsKeptUntilAFileOrAFolderChanges) {
  const store::Place place(store::Engine::kSqlite);
  const std::string path = place.folder() + "/demo.gj";
  std::filesystem::copy_file(DemoPolicy(), path);
  engine::Settings settings = EngineSettings();
  settings.roots.push_back(place.folder());
  Policies policies(settings);
  const auto first = policies.Compile(path);
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_EQ(policies.Compile(path)->policy, first->policy);
  std::string text;
  {
    std::ifstream file(path);
    text.assign((std::istreambuf_iterator<char>(file)), {});
  }
  const size_t at = text.find("超过 1万元");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string("超过 1万元").size(), "超过 2万元");  // as long as before
  std::ofstream(path) << text;
  const auto second = policies.Compile(path);
  ASSERT_TRUE(second.ok());
  EXPECT_NE(ClosureOf(*second->policy), ClosureOf(*first->policy));
  EXPECT_EQ(policies.Compile(path)->policy, second->policy);
  std::filesystem::create_directory(place.folder() + "/more");  // where a name could now be found
  EXPECT_NE(policies.Compile(path)->policy, second->policy);
  std::filesystem::remove(path);
  EXPECT_FALSE(policies.Compile(path).ok());
}

}  // namespace
}  // namespace guiju::cases
