// Values deleted from a record on a legal basis, and what is left of the matter.
#include "runtime/cases/redaction.h"

#include <algorithm>

#include "runtime/record/event_types.h"
#include "tests/cases/fixture.h"

namespace guiju::cases {
namespace {

constexpr std::string_view kName = "欧阳敏";

class RedactionTest : public CasesTest {
 protected:
  void FileWithName() {
    Request open = Make(flow::CommandKind::kOpen, "普通程序", "p1", "承办人");
    open.policy = DemoPolicy();
    open.command.facts = Json(R"({"罚款": "5万元", "当事人姓名": "欧阳敏"})");
    ASSERT_EQ(Do(open), "opened moved");
    ASSERT_EQ(Attach("调查终结报告"), "attached");
    ASSERT_EQ(Attach("证据目录"), "attached");
    Request submit = Make(flow::CommandKind::kOpine, "报送", "p1", "承办人");
    submit.command.content = Json(R"({"罚款": "5万元", "对象": "欧阳敏"})");
    ASSERT_EQ(Do(submit), "opined proposed moved");
    ASSERT_EQ(Do(Agree()), "opined agreed moved");
  }
  void Decide() {
    ASSERT_EQ(Do(Make(flow::CommandKind::kOpine, "无意见", "p1", "承办人")), "opined moved moved");
    ASSERT_EQ(Do(Penalty()), "opined decided happened duty_armed duty_armed closed");
  }
  RedactRequest Ask(std::string_view type, std::string path) {
    RedactRequest request;
    request.stream = "matter/1";
    request.pos = PosOf(type);
    request.paths = {std::move(path)};
    request.basis = "个人信息保护法 第四十七条";
    request.persons = {{"p3", "局长"}, flow::Person{"p4", "分管局长"}};
    request.retention_years = 10;
    return request;
  }
  std::string Delete(const RedactRequest& request) {
    auto answer = Redact(*cases_, request);
    EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().message);
    if (!answer) return "error";
    also_ = answer->also_at;
    if (answer->answer.kind == Answer::Kind::kRefused) return answer->answer.refusal.code;
    std::string types;
    for (const flow::Event& event : answer->answer.events) types += (types.empty() ? "" : " ") + event.type;
    return types;
  }
  // What is stored of the matter: its state and every body.
  bool StoreHolds(std::string_view piece) {
    bool holds = false;
    EXPECT_TRUE(cases_->store()
                    .Read("示范县",
                          [&](store::Reader& reader) -> base::Status {
                            holds = (*reader.ReadStream("matter/1"))->state.find(piece) != std::string::npos;
                            const auto secrets = reader.ScanSecrets("main", 0, 1000);
                            for (const store::SecretRow& row : *secrets)
                              holds = holds || row.body.find(piece) != std::string::npos;
                            return base::Done{};
                          })
                    .ok());
    return holds;
  }
  std::vector<std::pair<int64_t, std::string>> also_;
};
INSTANTIATE_TEST_SUITE_P(Engines, RedactionTest, store::BothEngines(), store::NameOf);

TEST_P(RedactionTest, AfterItsTimeAValueIsGoneEverywhere) {
  FileWithName();
  Decide();
  EXPECT_TRUE(StoreHolds(kName));
  At("2035-01-03T09:00");
  // The pass holds a digest over the facts, so it goes as well; the periods of duties end when they ended.
  EXPECT_EQ(Delete(Ask("opened", "/facts/当事人姓名")), "redacted redacted");
  EXPECT_EQ(also_, (std::vector<std::pair<int64_t, std::string>>{{PosOf("proposed"), "/content/对象"},
                                                                 {PosOf("decided"), "/content/对象"}}));
  EXPECT_EQ(Delete(Ask("proposed", "/content/对象")), "redacted");
  EXPECT_EQ(Delete(Ask("decided", "/content/对象")), "redacted");
  EXPECT_TRUE(also_.empty());
  EXPECT_FALSE(StoreHolds(kName));
  EXPECT_TRUE(ReplayAgrees());
  auto report = Rebuild(*cases_, true);
  EXPECT_EQ(report->replayed.decisions, 0);
  EXPECT_EQ(report->replayed.not_evaluable, 1);
  EXPECT_EQ(report->replayed.not_comparable, 0);
  EXPECT_EQ(report->replayed.states, 6);
  const flow::State state = (*cases_->View("matter/1"))->matter.flow;
  EXPECT_EQ(state.ended, "处罚");
  EXPECT_EQ(state.facts.Find("当事人姓名")->kind(), record::Value::Kind::kNull);
  EXPECT_EQ(state.facts.Find("罚款")->text(), "5万元");
  // It can be gone on with.
  EXPECT_EQ(Do(Make(flow::CommandKind::kReport, "决定撤销", "p3", "局长")),
            "happened duty_closed duty_closed");
  EXPECT_TRUE(ReplayAgrees());
  EXPECT_EQ(Delete(Ask("opened", "/facts/当事人姓名")), "no_such_field");
}

TEST_P(RedactionTest, NothingIsLeftToGuessADeletedValueFrom) {
  Request open = Make(flow::CommandKind::kOpen, "普通程序", "p1", "承办人");
  open.key = "立案-1";
  open.policy = DemoPolicy();
  open.command.facts = Json(R"({"罚款": "5万元", "当事人姓名": "欧阳敏"})");
  ASSERT_EQ(Do(open), "opened moved");
  Request attach = Make(flow::CommandKind::kAttach, "调查终结报告", "p1", "承办人");
  attach.key = "附件-1";
  ASSERT_EQ(Do(attach), "attached");
  const auto digest = [&](std::string_view key) {
    base::Digest found{};
    EXPECT_TRUE(cases_->store()
                    .Read("示范县",
                          [&](store::Reader& reader) -> base::Status {
                            found = (*reader.FindCommand("local", key))->digest;
                            return base::Done{};
                          })
                    .ok());
    return found;
  };
  const base::Digest attached = digest("附件-1");
  ASSERT_NE(digest("立案-1"), base::Digest{});
  Request other = open;
  other.command.facts = Json(R"({"罚款": "5万元", "当事人姓名": "别人"})");
  EXPECT_EQ(Do(other), "key_reused");
  RedactRequest request = Ask("opened", "/facts/当事人姓名");
  request.overrides = true;
  ASSERT_EQ(Delete(request), "redacted");
  EXPECT_EQ(digest("立案-1"), base::Digest{});
  EXPECT_EQ(digest("附件-1"), attached);
  EXPECT_EQ(Do(open), "already");
  EXPECT_EQ(Do(other), "already");  // whether it is the same nobody can say any more
}

TEST_P(RedactionTest, IsRefusedBeforeItsTimeAndWithoutBasis) {
  FileWithName();
  const int64_t size = LogSize();
  EXPECT_EQ(Delete(Ask("opened", "/facts/当事人姓名")), "matter_not_ended");
  EXPECT_EQ(LogSize(), size);
  Decide();
  const int64_t ended = LogSize();
  RedactRequest request = Ask("opened", "/facts/当事人姓名");
  At("2034-01-02T09:00");
  EXPECT_EQ(Delete(request), "retained");  // the last of the ten years
  request.retention_years.reset();
  EXPECT_EQ(Delete(request), "retention_unknown");
  request.retention_years = -1;
  EXPECT_EQ(Delete(request), "retention_unknown");
  At("2034-01-03T09:00");
  request = Ask("opened", "/facts/当事人姓名");
  request.basis.clear();
  EXPECT_EQ(Delete(request), "basis_missing");
  request = Ask("opened", "/facts/当事人姓名");
  request.persons.approval = request.persons.acting;
  EXPECT_EQ(Delete(request), "two_persons_needed");
  request.persons.approval.reset();
  EXPECT_EQ(Delete(request), "two_persons_needed");
  EXPECT_EQ(Delete(Ask("opened", "/flow")), "not_redactable");
  EXPECT_EQ(Delete(Ask("opined", "/outcome")), "not_redactable");
  for (const char* who : {"/person", "/position"}) EXPECT_EQ(Delete(Ask("opined", who)), "not_redactable");
  EXPECT_EQ(Delete(Ask("opened", "/facts/别的")), "no_such_field");
  request = Ask("opened", "/facts/当事人姓名");
  request.pos = 0;  // of a person
  EXPECT_EQ(Delete(request), "no_such_entry");
  request.stream = "matter/none";
  EXPECT_EQ(Delete(request), "no_such_matter");
  EXPECT_EQ(LogSize(), ended);
  EXPECT_TRUE(StoreHolds(kName));
  EXPECT_EQ(Delete(Ask("opened", "/facts/当事人姓名")), "redacted redacted");
}

TEST_P(RedactionTest, AnOverridingBasisGoesFirstAndThePassFalls) {
  FileWithName();
  RedactRequest request = Ask("opened", "/facts");
  request.overrides = true;
  EXPECT_EQ(Delete(request), "redacted redacted");
  EXPECT_TRUE(ReplayAgrees());
  const auto history = *cases_->History("matter/1");
  EXPECT_TRUE(history.back().body.Find("overrides")->truth());
  // What was agreed on stands no longer: the review must be done again.
  ASSERT_EQ(Do(Make(flow::CommandKind::kOpine, "无意见", "p1", "承办人")), "opined moved moved lapsed");
  EXPECT_EQ(Do(Penalty()), "gate_not_passed");
  EXPECT_TRUE(ReplayAgrees());
}

TEST_P(RedactionTest, AStateThatStillHoldsItIsFound) {
  FileWithName();
  Decide();
  At("2035-01-03T09:00");
  const std::string before = (*cases_->View("matter/1"))->row.state;
  ASSERT_EQ(Delete(Ask("opened", "/facts/当事人姓名")), "redacted redacted");
  auto verdict = cases_->store().Write("示范县", [&](store::Unit& unit) -> base::Result<store::Verdict> {
    store::StreamRow row = **unit.HoldStream("matter/1", store::Hold::kChange);
    row.state = before;
    EXPECT_TRUE(unit.PutStream(row).ok());
    return store::Verdict::kCommit;
  });
  ASSERT_TRUE(verdict.ok());
  EXPECT_FALSE(ReplayAgrees());
}

}  // namespace
}  // namespace guiju::cases
