#include <gtest/gtest.h>

#include "runtime/record/verify.h"
#include "tests/unit/record_fixture.h"

namespace guiju::record {
namespace {

const SigningKey& Key() {
  static const SigningKey key = KeyOf(kLogName);
  return key;
}

MemoryLog LogOf(int64_t entries) {
  MemoryLog log;
  log.Fill(entries);
  log.Sign(Key());
  return log;
}

VerifyReport Verified(const MemoryLog& log) { return VerifyLog(log, log.Options(Key())); }

std::string Said(const VerifyReport& report) {
  std::string all;
  for (const Finding& finding : report.findings.first()) {
    all += std::string(FindingCode(finding.kind)) + " " + std::to_string(finding.pos) + " " + finding.detail +
           "\n";
  }
  return all;
}

TEST(RecordVerify, HonestLogs) {
  for (const int64_t size : {0, 1, 2, 255, 256, 257, 600}) {
    const VerifyReport report = Verified(LogOf(size));
    EXPECT_TRUE(report.ok()) << size << "\n" << Said(report);
    EXPECT_EQ(report.size, size);
    EXPECT_EQ(report.signed_size, size);
    EXPECT_EQ(report.streams, std::min<int64_t>(size, 7));
    EXPECT_EQ(report.bodies, size - size / 6);
  }
}

TEST(RecordVerify, LargeLog) {
  MemoryLog log = LogOf(66000);
  EXPECT_TRUE(Verified(log).ok());
  log.tiles["tile/1/000"][40] ^= 1;
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kTileMismatch));
}

TEST(RecordVerify, AnUnsignedTailIsNoAlarm) {
  MemoryLog log = LogOf(300);
  log.Fill(17);
  const VerifyReport report = Verified(log);
  EXPECT_TRUE(report.ok()) << Said(report);
  EXPECT_EQ(report.unsigned_entries(), 17);
  VerifyOptions strict = log.Options(Key());
  strict.require_signed = true;
  EXPECT_TRUE(VerifyLog(log, strict).findings.Has(FindingKind::kUnsignedTail));

  MemoryLog fresh;
  fresh.Fill(5);
  EXPECT_TRUE(Verified(fresh).ok());
  EXPECT_TRUE(VerifyLog(fresh, strict).findings.Has(FindingKind::kNothingSigned));
}

TEST(RecordVerify, WithoutBodies) {
  MemoryLog log = LogOf(20);
  log.has_bodies = false;
  EXPECT_TRUE(Verified(log).ok());
  EXPECT_FALSE(Verified(log).bodies_checked);
  VerifyOptions strict = log.Options(Key());
  strict.require_bodies = true;
  EXPECT_TRUE(VerifyLog(log, strict).findings.Has(FindingKind::kBodyMissing));
}

TEST(RecordVerify, ChangedEntries) {
  const MemoryLog good = LogOf(300);
  MemoryLog log = good;
  log.entries[200] = log.entries[201];
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kRootMismatch));
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kEntryPlace));
  log = good;
  std::swap(log.entries[3], log.entries[4]);
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kRootMismatch));
  log = good;
  log.entries.erase(log.entries.begin() + 7);
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kMissingEntries));
  log = good;
  log.entries.pop_back();
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kMissingEntries));
  log = good;
  log.entries[9] = "";
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kEntryMalformed));
  log = good;
  log.entries.clear();
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kMissingEntries));
}

TEST(RecordVerify, ChangedTiles) {
  const MemoryLog good = LogOf(300);
  for (const auto& [path, hashes] : good.tiles) {
    MemoryLog log = good;
    log.tiles[path].back() ^= 1;
    EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kTileMismatch)) << path;
    log.tiles[path].pop_back();
    EXPECT_FALSE(Verified(log).ok()) << path;
    log.tiles.erase(path);
    EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kUnreadable)) << path;
  }
}

TEST(RecordVerify, ChangedCheckpoints) {
  MemoryLog log = LogOf(40);
  log.Publish(*SignCheckpoint({kLogName, log.Head(), {}}, KeyOf(kLogName, 'x')));
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kCheckpointSignature));
  log.checkpoints.back() = *SignCheckpoint({"records.example/other", log.Head(), {}}, Key());
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kCheckpointOrigin));
  log.checkpoints.back() = *SignCheckpoint({kLogName, {41, log.Head().root}, {}}, Key());
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kMissingEntries));
  log.checkpoints.back() = *SignCheckpoint({kLogName, {39, log.Head().root}, {}}, Key());
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kRootMismatch));
  log.checkpoints.back() = "noise";
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kCheckpointSignature));
}

TEST(RecordVerify, EveryOlderCheckpointCounts) {
  MemoryLog log;
  for (int i = 0; i < 10; ++i) {
    log.Fill(37);
    log.Sign(Key());
  }
  EXPECT_TRUE(Verified(log).ok()) << Said(Verified(log));
  EXPECT_EQ(Verified(log).checkpoints, 10);
  log.checkpoints[4] = *SignCheckpoint({kLogName, {185, LeafHash("another history")}, {}}, Key());
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kRootMismatch));
}

TEST(RecordVerify, RollbackAndRewritingAreSeenByWhoKeptACheckpoint) {
  MemoryLog log = LogOf(100);
  VerifyOptions options = log.Options(Key());
  options.retained = log.checkpoints;
  log.Truncate(90);
  log.Sign(Key());
  EXPECT_TRUE(Verified(log).ok());  // by itself it cannot be told from a younger log
  EXPECT_TRUE(VerifyLog(log, options).findings.Has(FindingKind::kMissingEntries));
  log.Fill(30);
  log.Sign(Key());
  EXPECT_TRUE(Verified(log).ok());
  EXPECT_TRUE(VerifyLog(log, options).findings.Has(FindingKind::kRootMismatch));
  options.retained = {"noise"};
  EXPECT_TRUE(VerifyLog(log, options).findings.Has(FindingKind::kCheckpointSignature));
}

// What the log itself signed can still be wrong.
TEST(RecordVerify, SignedNonsense) {
  const auto with = [](auto change) {
    MemoryLog log;
    log.Fill(30);
    Entry entry = *ParseEntry(log.entries.back());
    entry.prev = entry.pos - 6;
    entry.pos = 30;
    entry.stream = "matter/2026-2";
    entry.sver = 5;
    entry.prev = 23;
    entry.fields = 0;
    entry.root = EmptyRoot();
    change(&entry);
    log.AppendBytes(*PrintEntry(entry));
    log.bodies.push_back(std::nullopt);
    log.Sign(Key());
    return Verified(log);
  };
  EXPECT_TRUE(with([](Entry*) {}).ok()) << Said(with([](Entry*) {}));
  EXPECT_TRUE(with([](Entry* e) { e->sver = 6; }).findings.Has(FindingKind::kStreamChain));
  EXPECT_TRUE(with([](Entry* e) { e->prev = 22; }).findings.Has(FindingKind::kStreamChain));
  EXPECT_TRUE(with([](Entry* e) { e->stream = "matter/new"; }).findings.Has(FindingKind::kStreamChain));
  EXPECT_TRUE(with([](Entry* e) { e->pos = 31; }).findings.Has(FindingKind::kEntryPlace));
  EXPECT_TRUE(with([](Entry* e) { e->agency = "别的局"; }).findings.Has(FindingKind::kEntryPlace));
  EXPECT_TRUE(with([](Entry* e) { e->log = "other"; }).findings.Has(FindingKind::kEntryPlace));
  EXPECT_TRUE(with([](Entry* e) { e->recorded_at = 5; }).findings.Has(FindingKind::kTimeBackwards));
  MemoryLog log;
  log.AppendBytes("{}");
  log.bodies.push_back(std::nullopt);
  log.Sign(Key());
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kEntryMalformed));
}

TEST(RecordVerify, ChangedBodies) {
  const MemoryLog good = LogOf(30);
  MemoryLog log = good;
  log.bodies[3] = std::nullopt;
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kBodyMissing));
  log.bodies[3] = log.bodies[4];
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kBodyMismatch));
  log.bodies[3] = "noise";
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kBodyMismatch));
  log = good;
  log.bodies[5] = log.bodies[4];  // an entry without a body
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kBodyMismatch));
  log = good;
  const std::string body = *good.bodies[3];
  for (size_t bit = 0; bit < body.size() * 8; ++bit) {
    std::string changed = body;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    log.bodies[3] = changed;
    ASSERT_FALSE(Verified(log).ok()) << changed;
  }
}

TEST(RecordVerify, Redactions) {
  MemoryLog log = LogOf(30);
  const std::string before = *log.bodies[3];
  log.Redact(3, {"/当事人"}, true);
  log.Sign(Key());
  const VerifyReport report = Verified(log);
  EXPECT_TRUE(report.ok()) << Said(report);
  ASSERT_EQ(report.redactions.size(), 1U);
  EXPECT_EQ(report.redactions[0].pos, 3);
  EXPECT_EQ(report.redactions[0].path, "/当事人");
  EXPECT_EQ(report.redactions[0].said_by, 30);

  MemoryLog undone = log;
  undone.bodies[3] = before;
  EXPECT_TRUE(Verified(undone).findings.Has(FindingKind::kRedactionUndone));
  MemoryLog silent = LogOf(30);
  silent.Redact(4, {"/当事人"}, false);
  EXPECT_TRUE(Verified(silent).findings.Has(FindingKind::kRedactionWithoutEvent));
  // Another path under the name of the deleted one.
  MemoryLog relabelled = log;
  std::string& body = *relabelled.bodies[3];
  body.replace(body.find("当事人"), std::string("当事人").size(), "当事乙");
  EXPECT_FALSE(Verified(relabelled).ok());
}

Value OpeningBody(int64_t epoch, const std::string& checkpoint) {
  Value body = Value::EmptyObject();
  body.Insert("epoch", epoch);
  body.Insert("checkpoint", checkpoint);
  body.Insert("reason", "自备份恢复");
  return body;
}

TEST(RecordVerify, ANewEpochAnswersForWhatARestoreLost) {
  MemoryLog log;
  log.Fill(80);
  log.Sign(Key());
  const std::string inside = log.checkpoints.back();
  log.Fill(10);
  const std::string lost = *SignCheckpoint({kLogName, log.Head(), {}}, Key());
  log.Fill(10);
  const std::string last = *SignCheckpoint({kLogName, log.Head(), {}}, Key());
  log.Truncate(85);
  log.Append("log/main", std::string(kEpochOpenedType), OpeningBody(2, last));
  log.Fill(20);
  log.Sign(Key(), 2);
  VerifyOptions options = log.Options(Key());
  options.retained = {inside, lost, last};
  const VerifyReport report = VerifyLog(log, options);
  EXPECT_TRUE(report.ok()) << Said(report);
  ASSERT_EQ(report.epochs.size(), 1U);
  EXPECT_EQ(report.epochs[0].pos, 85);
  EXPECT_EQ(report.epochs[0].cited->size, 100);
  EXPECT_EQ(report.beyond_restore.size(), 2U);

  // More was signed than the opening answers for.
  options.retained = {*SignCheckpoint({kLogName, {101, LeafHash("x")}, {}}, Key())};
  EXPECT_TRUE(VerifyLog(log, options).findings.Has(FindingKind::kFork));
  options.retained = {*SignCheckpoint({kLogName, {100, LeafHash("x")}, {}}, Key())};
  EXPECT_TRUE(VerifyLog(log, options).findings.Has(FindingKind::kFork));
  options.retained = {*SignCheckpoint({kLogName, {80, LeafHash("x")}, {}}, Key())};
  EXPECT_TRUE(VerifyLog(log, options).findings.Has(FindingKind::kRootMismatch));
}

TEST(RecordVerify, AnEpochWithoutLossContinuesTheHistory) {
  const auto with = [](const TreeHead& cited) {
    MemoryLog log;
    log.Fill(80);
    log.Sign(Key());
    log.Fill(7);
    const TreeHead head = cited.size > 0 ? cited : log.Head();
    log.Fill(3);
    log.Append("log/main", std::string(kEpochOpenedType),
               OpeningBody(2, *SignCheckpoint({kLogName, head, {}}, Key())));
    log.Fill(200);
    log.Sign(Key(), 2);
    return Verified(log);
  };
  EXPECT_TRUE(with({}).ok()) << Said(with({}));
  EXPECT_TRUE(with({}).beyond_restore.empty());
  EXPECT_TRUE(with({87, LeafHash("another history")}).findings.Has(FindingKind::kRootMismatch));
  EXPECT_TRUE(with({80, LeafHash("another history")}).findings.Has(FindingKind::kRootMismatch));
}

TEST(RecordVerify, AnEpochThatNobodySignedExplainsNothing) {
  MemoryLog log = LogOf(100);
  const std::string last = log.checkpoints.back();
  log.Truncate(85);
  log.Append("log/main", std::string(kEpochOpenedType), OpeningBody(2, last));
  log.Fill(3);
  VerifyOptions options = log.Options(Key());
  options.retained = {last};
  EXPECT_TRUE(VerifyLog(log, options).findings.Has(FindingKind::kMissingEntries))
      << Said(VerifyLog(log, options));
  log.Fill(30);
  EXPECT_TRUE(VerifyLog(log, options).findings.Has(FindingKind::kRootMismatch));
  log.Sign(KeyOf(kLogName, 'x'), 2);
  EXPECT_FALSE(VerifyLog(log, options).ok());
}

TEST(RecordVerify, EpochsOutOfOrder) {
  MemoryLog log = LogOf(20);
  log.Append("log/main", std::string(kEpochOpenedType), OpeningBody(3, log.checkpoints.back()));
  EXPECT_TRUE(Verified(log).findings.Has(FindingKind::kEpoch));
  MemoryLog unopened = LogOf(20);
  unopened.Fill(3);
  unopened.Sign(Key(), 2);
  EXPECT_TRUE(Verified(unopened).findings.Has(FindingKind::kEpoch));
}

TEST(RecordVerify, FindingsAreBounded) {
  MemoryLog log;
  for (int i = 0; i < 3000; ++i) {
    log.AppendBytes("noise");
    log.bodies.push_back(std::nullopt);
  }
  const VerifyReport report = Verified(log);
  EXPECT_EQ(report.findings.total(), 3000);
  EXPECT_EQ(report.findings.first().size(), 1000U);
}

TEST(RecordFinding, CodesAreDistinct) {
  std::vector<std::string_view> codes;
  for (int kind = 0; kind <= static_cast<int>(FindingKind::kDisclosure); ++kind) {
    codes.push_back(FindingCode(static_cast<FindingKind>(kind)));
    EXPECT_FALSE(FindingChinese(static_cast<FindingKind>(kind)).empty());
    EXPECT_FALSE(FindingEnglish(static_cast<FindingKind>(kind)).empty());
  }
  std::sort(codes.begin(), codes.end());
  EXPECT_EQ(std::unique(codes.begin(), codes.end()), codes.end());
}

}  // namespace
}  // namespace guiju::record
