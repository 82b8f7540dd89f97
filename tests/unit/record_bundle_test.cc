#include <gtest/gtest.h>

#include "runtime/record/bundle.h"
#include "tests/unit/record_fixture.h"

namespace guiju::record {
namespace {

constexpr const char* kStream = "matter/2026-2";

class RecordBundle : public ::testing::Test {
 protected:
  RecordBundle() : key_(KeyOf(kLogName)) {
    log_.Fill(100);
    log_.Sign(key_);
  }

  StreamHead Statement(int64_t sver = 14, int64_t pos = 93) const {
    return {kLogName, log_.Head(), kStream, sver, pos};
  }
  CaseBundle Make(const Shown& shown = {}) {
    const base::Result<CaseBundle> bundle =
        MakeBundle(log_, log_.checkpoints.back(), *SignStreamHead(Statement(), key_), shown);
    EXPECT_TRUE(bundle) << bundle.error().message;
    return *bundle;
  }
  BundleReport Verified(const CaseBundle& bundle) const {
    return VerifyBundle(bundle, kLogName, {key_.verifier()});
  }

  SigningKey key_;
  MemoryLog log_;
};

TEST_F(RecordBundle, Complete) {
  const CaseBundle bundle = Make({{9, {"/拟罚款"}}, {16, {"/拟罚款", "/当事人"}}});
  const BundleReport report = Verified(bundle);
  EXPECT_TRUE(report.ok()) << report.findings.first()[0].detail;
  EXPECT_EQ(report.entries.size(), 14U);
  EXPECT_EQ(report.entries[0].pos, 2);
  EXPECT_EQ(report.disclosed_fields, 3);
  const std::string bytes = *PrintBundle(bundle);
  EXPECT_EQ(*ParseBundle(bytes), bundle);
  EXPECT_NE(bytes.find("张某16"), std::string::npos);
  EXPECT_EQ(bytes.find("张某9"), std::string::npos);  // hidden
  EXPECT_FALSE(VerifyBundle(bundle, "other/log", {key_.verifier()}).ok());
  EXPECT_FALSE(VerifyBundle(bundle, kLogName, {KeyOf("x").verifier()}).ok());
}

TEST_F(RecordBundle, WithheldEntriesAreMissed) {
  const CaseBundle good = Make();
  for (size_t i = 0; i < good.entries.size(); ++i) {
    CaseBundle bundle = good;
    bundle.entries.erase(bundle.entries.begin() + static_cast<ptrdiff_t>(i));
    EXPECT_TRUE(Verified(bundle).findings.Has(FindingKind::kIncomplete)) << i;
    bundle = good;
    bundle.entries.resize(i);
    EXPECT_TRUE(Verified(bundle).findings.Has(FindingKind::kIncomplete)) << i;
  }
  // Nor may it have fewer than are stated, whatever the stated entry says of itself.
  CaseBundle bundle = good;
  bundle.statement = *SignStreamHead(Statement(15, 93), key_);
  EXPECT_TRUE(Verified(bundle).findings.Has(FindingKind::kIncomplete));
  // The statement cannot be made to fit without the key.
  bundle = good;
  bundle.entries.pop_back();
  bundle.statement = *SignStreamHead(Statement(13, 86), KeyOf(kLogName, 'x'));
  EXPECT_TRUE(Verified(bundle).findings.Has(FindingKind::kStatement));
  // With the key it is a lie that its own entry disproves: the entry and its proof are all that is needed.
  bundle.statement = *SignStreamHead(Statement(13, 86), key_);
  EXPECT_TRUE(Verified(bundle).ok());
  const BundleEntry& withheld = good.entries.back();
  EXPECT_TRUE(
      VerifyInclusion(93, LeafHash(withheld.entry), withheld.inclusion, Verified(bundle).statement.head));
  EXPECT_GT(ParseEntry(withheld.entry)->sver, Verified(bundle).statement.sver);
}

TEST_F(RecordBundle, ForeignAndChangedEntries) {
  const CaseBundle good = Make({{16, {"/当事人"}}});
  CaseBundle bundle = good;
  bundle.entries[4].entry = log_.entries[31];  // of another stream
  EXPECT_FALSE(Verified(bundle).ok());
  bundle = good;
  bundle.entries.push_back(bundle.entries.back());
  EXPECT_TRUE(Verified(bundle).findings.Has(FindingKind::kIncomplete));
  bundle = good;
  std::swap(bundle.entries[1], bundle.entries[2]);
  EXPECT_FALSE(Verified(bundle).ok());
  bundle = good;
  bundle.entries[3].inclusion[2][0] ^= 1;
  EXPECT_TRUE(Verified(bundle).findings.Has(FindingKind::kInclusion));
  bundle = good;
  bundle.entries[2].disclosure->fields[0].value = "\"李某\"";
  EXPECT_TRUE(Verified(bundle).findings.Has(FindingKind::kDisclosure));
  bundle = good;
  std::swap(bundle.entries[2].disclosure, bundle.entries[1].disclosure);
  EXPECT_TRUE(Verified(bundle).findings.Has(FindingKind::kDisclosure));
  bundle = good;
  bundle.statement = *SignStreamHead({kLogName, {100, LeafHash("x")}, kStream, 14, 93}, key_);
  EXPECT_TRUE(Verified(bundle).findings.Has(FindingKind::kStatement));
  bundle = good;
  bundle.checkpoint = bundle.statement;
  EXPECT_FALSE(Verified(bundle).ok());
}

TEST_F(RecordBundle, EveryByteMatters) {
  const CaseBundle good = Make({{16, {"/拟罚款"}}});
  const std::string bytes = *PrintBundle(good);
  size_t read = 0;
  for (size_t at = 0; at < bytes.size(); at += 3) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ (1 << at % 7));
    const base::Result<CaseBundle> bundle = ParseBundle(changed);
    if (!bundle || *bundle == good) continue;
    ++read;
    ASSERT_FALSE(Verified(*bundle).ok()) << at;
  }
  EXPECT_GT(read, 1000U);
}

TEST_F(RecordBundle, RefusesToMakeWhatCannotBe) {
  const std::string statement = *SignStreamHead(Statement(), key_);
  const std::string& checkpoint = log_.checkpoints.back();
  EXPECT_FALSE(MakeBundle(log_, checkpoint, *SignStreamHead(Statement(14, 94), key_), {}));
  EXPECT_FALSE(MakeBundle(log_, checkpoint, "noise", {}));
  EXPECT_FALSE(MakeBundle(log_, checkpoint, statement, {{16, {"/absent"}}}));
  EXPECT_FALSE(MakeBundle(log_, checkpoint, statement, {{23, {"/拟罚款"}}}));  // no body there
  log_.Redact(16, {"/当事人"}, false);
  EXPECT_FALSE(MakeBundle(log_, checkpoint, statement, {{16, {"/当事人"}}}));
  EXPECT_TRUE(MakeBundle(log_, checkpoint, statement, {{16, {"/拟罚款"}}}));
}

}  // namespace
}  // namespace guiju::record
