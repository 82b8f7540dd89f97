// The bundle of a case out of a store: what is in it, and when none is made.
#include "runtime/cases/case_bundle.h"

#include <algorithm>
#include <filesystem>
#include <functional>

#include "runtime/cases/redaction.h"
#include "runtime/cases/signing.h"
#include "tests/cases/fixture.h"

namespace guiju::cases {
namespace {

class CaseBundleTest : public CasesTest {
 protected:
  CaseBundleTest() : key_(*record::SigningKey::Make("demo", std::string(32, 'k'))) {}

  std::string Memory() const { return place_->folder() + "/signer.memory"; }
  void Sign(bool first = false) {
    auto report = SignLog(*cases_, key_, {Memory(), first, false});
    ASSERT_TRUE(report.ok()) << report.error().message;
    ASSERT_FALSE(report->refusal) << report->refusal->message;
  }
  BundleRequest Ask(std::string stream = "matter/1") const {
    return {std::move(stream), Memory(), false, {}};
  }
  // What is wrong, "" when a bundle is made.
  std::string Problem(const BundleRequest& request) {
    auto made = MakeCaseBundle(*cases_, key_, request);
    return made ? "" : made.error().message;
  }
  // Rows changed behind the program's back.
  void Spoil(const std::function<void(store::Unit&)>& change) {
    auto verdict = cases_->store().Write("示范县", [&](store::Unit& unit) -> base::Result<store::Verdict> {
      change(unit);
      return store::Verdict::kCommit;
    });
    ASSERT_TRUE(verdict.ok());
  }

  record::SigningKey key_;
};
INSTANTIATE_TEST_SUITE_P(Engines, CaseBundleTest, store::BothEngines(), store::NameOf);

TEST_P(CaseBundleTest, HasEveryEntryAndShowsWhatIsAskedFor) {
  PrepareReview();
  ASSERT_EQ(File("3万元", "2"), "opened moved");
  Sign(true);
  ASSERT_EQ(Do(Agree()), "opined agreed moved");
  const int64_t opened = PosOf("opened");

  auto hidden = MakeCaseBundle(*cases_, key_, Ask());
  ASSERT_TRUE(hidden.ok()) << hidden.error().message;
  EXPECT_EQ(hidden->left_out, 3);
  EXPECT_EQ(hidden->report.entries.size(), 8U);
  EXPECT_EQ(hidden->report.disclosed_fields, 0);
  EXPECT_EQ(hidden->bytes.find("5万元"), std::string::npos);
  const auto read = record::ParseBundle(hidden->bytes);
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(record::VerifyBundle(*read, cases_->LogName(), {key_.verifier()}).ok());

  BundleRequest one = Ask();
  one.shown = {{opened, {"/facts/罚款"}}};
  auto some = MakeCaseBundle(*cases_, key_, one);
  ASSERT_TRUE(some.ok()) << some.error().message;
  EXPECT_EQ(some->report.disclosed_fields, 1);
  EXPECT_NE(some->bytes.find("5万元"), std::string::npos);

  BundleRequest every = Ask();
  every.show_all = true;
  auto all = MakeCaseBundle(*cases_, key_, every);
  ASSERT_TRUE(all.ok()) << all.error().message;
  int64_t fields = 0;
  for (const record::Entry& entry : all->report.entries) fields += entry.fields;
  EXPECT_EQ(all->report.disclosed_fields, fields);

  Sign();
  auto later = MakeCaseBundle(*cases_, key_, Ask());
  ASSERT_TRUE(later.ok()) << later.error().message;
  EXPECT_EQ(later->left_out, 0);
  EXPECT_EQ(later->report.entries.size(), 11U);
  // Any stream of the log, not only matters.
  EXPECT_EQ(Problem(Ask("person/p1")), "");
}

TEST_P(CaseBundleTest, IsNotMadeOfWhatIsNotSignedOrNotThere) {
  PrepareReview();
  EXPECT_NE(Problem(Ask()), "");  // the signer has no memory
  ASSERT_TRUE(record::Signer::Create(Memory(), cases_->LogName(), key_).ok());
  EXPECT_NE(Problem(Ask()).find("记录还没有签过名"), std::string::npos);
  Sign();
  ASSERT_EQ(File("3万元", "2"), "opened moved");
  EXPECT_NE(Problem(Ask("matter/2")).find("2 条记录都还没有签名"), std::string::npos);
  EXPECT_NE(Problem(Ask("matter/3")).find("记录中没有 matter/3"), std::string::npos);
  BundleRequest request = Ask();
  request.shown = {{PosOf("opened"), {"/facts/别的"}}};
  EXPECT_NE(Problem(request).find("没有 /facts/别的"), std::string::npos);
  request.shown = {{0, {"/name"}}};  // of a person
  EXPECT_NE(Problem(request).find("第 0 条不是 matter/1"), std::string::npos);
  request.shown = {{LogSize() - 1, {"/stage"}}};  // of the other matter, and not signed
  EXPECT_NE(Problem(request).find("已签名的记录"), std::string::npos);
  // Somebody else's key, the memory of another signer.
  const auto other = *record::SigningKey::Make("other", std::string(32, 'o'));
  EXPECT_FALSE(MakeCaseBundle(*cases_, other, Ask()).ok());
}

TEST_P(CaseBundleTest, TheSignerSpeaksOfItsLastHeadOnly) {
  PrepareReview();
  Sign(true);
  ASSERT_EQ(Attach("证据目录"), "attached");
  // Signed, and then the process ended before the store had kept it.
  store::CheckpointRow kept;
  Spoil([&](store::Unit& unit) { kept = **unit.LatestCheckpoint("main"); });
  auto signer = *record::Signer::Open(Memory(), cases_->LogName(), key_);
  auto head = record::OpenCheckpoint(kept.note, {key_.verifier()})->head;
  ASSERT_EQ(Problem(Ask()), "");
  std::filesystem::remove(Memory());
  ASSERT_TRUE(record::Signer::Create(Memory(), cases_->LogName(), key_).ok());
  EXPECT_NE(Problem(Ask()).find("不是这个签名人最后签的"), std::string::npos);
  ASSERT_TRUE(signer.Sign({1, head, {}, std::nullopt}).ok());
  EXPECT_EQ(Problem(Ask()), "");
}

TEST_P(CaseBundleTest, TilesThatAreNotTheEntriesGiveNone) {
  PrepareReview();
  Sign(true);
  ASSERT_EQ(Problem(Ask()), "");
  Spoil([&](store::Unit& unit) {
    store::TileRow tile = **unit.ReadTile("main", 0, 0);
    for (size_t at = 0; at < tile.data.size(); at += 32) tile.data[at] ^= 1;
    ++tile.width;  // a tile is replaced by a wider one only
    tile.data.append(32, 'x');
    EXPECT_TRUE(unit.PutTile("main", 0, 0, tile).ok());
  });
  EXPECT_NE(Problem(Ask()).find("先 guiju verify"), std::string::npos);
}

TEST_P(CaseBundleTest, WhatWasDeletedIsNotShown) {
  Request open = Make(flow::CommandKind::kOpen, "普通程序", "p1", "承办人");
  open.policy = DemoPolicy();
  open.command.facts = Json(R"({"罚款": "5万元", "当事人姓名": "欧阳敏"})");
  ASSERT_EQ(Do(open), "opened moved");
  RedactRequest redact;
  redact.stream = "matter/1";
  redact.pos = PosOf("opened");
  redact.paths = {"/facts/当事人姓名"};
  redact.basis = "个人信息保护法 第四十七条";
  redact.persons = {{"p3", "局长"}, flow::Person{"p4", "分管局长"}};
  redact.overrides = true;
  auto done = Redact(*cases_, redact);
  ASSERT_TRUE(done.ok() && done->answer.kind == Answer::Kind::kRecorded);
  Sign(true);
  BundleRequest request = Ask();
  request.shown = {{redact.pos, redact.paths}};
  EXPECT_NE(Problem(request).find("已经依法删除"), std::string::npos);
  request.shown.clear();
  request.show_all = true;
  auto made = MakeCaseBundle(*cases_, key_, request);
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->bytes.find("欧阳敏"), std::string::npos);
  EXPECT_NE(made->bytes.find("5万元"), std::string::npos);
}

}  // namespace
}  // namespace guiju::cases
