#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "runtime/record/signer.h"
#include "tests/unit/record_fixture.h"

namespace guiju::record {
namespace {

class RecordSigner : public ::testing::Test {
 protected:
  RecordSigner() : key_(KeyOf(kLogName)), folder_(::testing::TempDir() + "guiju_signer_XXXXXX") {
    GJ_CHECK(::mkdtemp(folder_.data()) != nullptr);
    path_ = folder_ + "/memory";
  }
  ~RecordSigner() override { std::filesystem::remove_all(folder_); }

  static SignRequest RequestOf(MemoryLog* log, int64_t from, int64_t epoch = 1) {
    SignRequest request{epoch, log->Head(), {}, std::nullopt};
    if (from > 0) request.consistency = log->ConsistencyFrom(from);
    return request;
  }
  static std::string NoteOf(const std::variant<SignedHead, SignRefusal>& decision) {
    const SignedHead* head = std::get_if<SignedHead>(&decision);
    return head ? head->note : "refused: " + std::get<SignRefusal>(decision).message;
  }
  // What the decision remembers, after a signature.
  SignerMemory Remembered(MemoryLog* log) const {
    const auto decision = DecideSigning({kLogName, 1, ""}, RequestOf(log, 0), key_);
    return std::get<SignedHead>(decision).memory;
  }
  std::optional<RefusalKind> Refused(const SignerMemory& memory, const SignRequest& request) const {
    const auto decision = DecideSigning(memory, request, key_);
    const SignRefusal* refusal = std::get_if<SignRefusal>(&decision);
    return refusal ? std::optional(refusal->kind) : std::nullopt;
  }
  static Value OpeningBody(int64_t epoch, const std::string& checkpoint) {
    Value body = Value::EmptyObject();
    body.Insert("epoch", epoch);
    body.Insert("checkpoint", checkpoint);
    body.Insert("reason", "自备份恢复");
    return body;
  }
  static OpeningProof OpeningOf(MemoryLog* log, int64_t pos) {
    const SealedBody body = *ParseBody(*log->bodies[static_cast<size_t>(pos)]);
    return {log->entries[static_cast<size_t>(pos)], log->InclusionOf(pos),
            *Disclose(body, EpochNoticePaths())};
  }

  SigningKey key_;
  std::string folder_, path_;
};

TEST_F(RecordSigner, SignsWhatContinues) {
  Signer signer = *Signer::Create(path_, kLogName, key_);
  MemoryLog log;
  int64_t signed_size = 0;
  for (const int64_t more : {0, 1, 5, 0, 250, 300}) {
    log.Fill(more);
    const std::string note = NoteOf(*signer.Sign(RequestOf(&log, signed_size)));
    const Checkpoint checkpoint = *OpenCheckpoint(note, {key_.verifier()});
    EXPECT_EQ(checkpoint.head, log.Head());
    EXPECT_EQ(checkpoint.origin, kLogName);
    EXPECT_EQ(signer.Memory()->note, note);
    signed_size = log.Head().size;
    signer = *Signer::Open(path_, kLogName, key_);
  }
}

TEST_F(RecordSigner, RefusesForks) {
  MemoryLog log;
  log.Fill(100);
  const SignerMemory memory = Remembered(&log);
  EXPECT_EQ(Refused(memory, RequestOf(&log, 100)), std::nullopt);

  MemoryLog restored = log;
  restored.Truncate(99);
  EXPECT_EQ(Refused(memory, RequestOf(&restored, 0)), RefusalKind::kRollback);
  restored.Truncate(90);
  EXPECT_EQ(Refused(memory, RequestOf(&restored, 0)), RefusalKind::kRollback);
  restored.Fill(10);
  EXPECT_EQ(Refused(memory, RequestOf(&restored, 100)), RefusalKind::kFork);
  restored.Fill(10);
  EXPECT_EQ(Refused(memory, RequestOf(&restored, 100)), RefusalKind::kFork);

  log.Fill(20);
  EXPECT_EQ(Refused(memory, RequestOf(&log, 100)), std::nullopt);
  EXPECT_EQ(Refused(memory, RequestOf(&log, 0)), RefusalKind::kFork);  // no proof
  EXPECT_EQ(Refused(memory, RequestOf(&log, 99)), RefusalKind::kFork);
  EXPECT_EQ(Refused(memory, RequestOf(&log, 100, 3)), RefusalKind::kWrongEpoch);
  EXPECT_EQ(Refused(memory, RequestOf(&log, 100, 0)), RefusalKind::kWrongEpoch);
  EXPECT_EQ(Refused(memory, {1, {-1, log.Head().root}, {}, {}}), RefusalKind::kMalformed);
  EXPECT_EQ(Refused(memory, {1, {0, log.Head().root}, {}, {}}), RefusalKind::kMalformed);
  SignerMemory foreign = memory;
  foreign.note = *SignCheckpoint({kLogName, log.Head(), {}}, KeyOf(kLogName, 'x'));
  EXPECT_EQ(Refused(foreign, RequestOf(&log, 100)), RefusalKind::kMalformed);
}

TEST_F(RecordSigner, ANewEpochCitesTheOldOne) {
  MemoryLog log;
  log.Fill(100);
  const SignerMemory memory = Remembered(&log);
  log.Truncate(85);
  const int64_t pos = log.Append("log/main", std::string(kEpochOpenedType), OpeningBody(2, memory.note));
  log.Fill(3);
  SignRequest request = RequestOf(&log, 0, 2);
  EXPECT_EQ(Refused(memory, request), RefusalKind::kOpening);
  request.opening = OpeningOf(&log, pos);
  const auto decision = DecideSigning(memory, request, key_);
  const SignedHead& signed_head = std::get<SignedHead>(decision);
  EXPECT_EQ(OpenCheckpoint(signed_head.note, {key_.verifier()})->origin, OriginOf(kLogName, 2));
  EXPECT_EQ(signed_head.memory.epoch, 2);
  // The old epoch is over.
  request.epoch = 1;
  EXPECT_EQ(Refused(signed_head.memory, request), RefusalKind::kWrongEpoch);
  EXPECT_EQ(Refused({kLogName, 1, ""}, RequestOf(&log, 0, 2)), RefusalKind::kWrongEpoch);
}

TEST_F(RecordSigner, FalseOpenings) {
  MemoryLog log;
  log.Fill(90);
  const std::string earlier = Remembered(&log).note;
  log.Fill(10);
  const SignerMemory memory = Remembered(&log);
  const auto refused = [&](const std::string& type, const Value& body, auto change) {
    MemoryLog restored = log;
    restored.Truncate(85);
    const int64_t pos = restored.Append("log/main", type, body);
    SignRequest request = RequestOf(&restored, 0, 2);
    request.opening = OpeningOf(&restored, pos);
    change(&request);
    return Refused(memory, request);
  };
  const auto none = [](SignRequest*) {};
  const std::string type(kEpochOpenedType);
  EXPECT_EQ(refused(type, OpeningBody(2, memory.note), none), std::nullopt);
  EXPECT_EQ(refused("asserted", OpeningBody(2, memory.note), none), RefusalKind::kOpening);
  EXPECT_EQ(refused(type, OpeningBody(3, memory.note), none), RefusalKind::kOpening);
  EXPECT_EQ(refused(type, OpeningBody(2, earlier), none), RefusalKind::kOpening);
  EXPECT_EQ(refused(type, OpeningBody(2, "noise"), none), RefusalKind::kOpening);
  EXPECT_EQ(
      refused(type, OpeningBody(2, memory.note), [](SignRequest* r) { r->opening->inclusion.pop_back(); }),
      RefusalKind::kOpening);
  EXPECT_EQ(refused(type, OpeningBody(2, memory.note), [](SignRequest* r) { r->opening->entry += " "; }),
            RefusalKind::kOpening);
  EXPECT_EQ(
      refused(type, OpeningBody(2, earlier),
              [&](SignRequest* r) { r->opening->disclosure.fields[0].value = *PrintJson(memory.note); }),
      RefusalKind::kOpening);
}

TEST_F(RecordSigner, WithoutItsMemoryItDoesNotSign) {
  EXPECT_FALSE(Signer::Open(path_, kLogName, key_));
  EXPECT_TRUE(Signer::Create(path_, kLogName, key_));
  EXPECT_FALSE(Signer::Create(path_, kLogName, key_));
  EXPECT_FALSE(Signer::Create(path_ + "2", "with space", key_));
  EXPECT_FALSE(Signer::Create(path_ + "2", std::string(kStreamHeadLine), key_));
  EXPECT_FALSE(Signer::Open(path_, "another/log", key_));
  Signer signer = *Signer::Open(path_, kLogName, key_);
  MemoryLog log;
  log.Fill(10);
  EXPECT_TRUE(signer.Sign(RequestOf(&log, 0)));
  EXPECT_FALSE(Signer::Open(path_, kLogName, KeyOf(kLogName, 'x')));
  struct stat info = {};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  std::ofstream(path_, std::ios::trunc) << "noise";
  EXPECT_FALSE(Signer::Open(path_, kLogName, key_));
  log.Fill(1);
  EXPECT_FALSE(signer.Sign(RequestOf(&log, 10)));
  std::filesystem::remove(path_);
  EXPECT_FALSE(signer.Sign(RequestOf(&log, 10)));
}

TEST_F(RecordSigner, TwoSignersShareOneMemory) {
  Signer one = *Signer::Create(path_, kLogName, key_);
  Signer other = *Signer::Open(path_, kLogName, key_);
  MemoryLog log;
  log.Fill(10);
  ASSERT_TRUE(std::holds_alternative<SignedHead>(*one.Sign(RequestOf(&log, 0))));
  MemoryLog fork(2);
  fork.Fill(12);
  EXPECT_TRUE(std::holds_alternative<SignRefusal>(*other.Sign(RequestOf(&fork, 10))));
  log.Fill(3);
  EXPECT_TRUE(std::holds_alternative<SignedHead>(*other.Sign(RequestOf(&log, 10))));
}

TEST_F(RecordSigner, StatementsOnlyOfTheLastHead) {
  Signer signer = *Signer::Create(path_, kLogName, key_);
  MemoryLog log;
  log.Fill(10);
  const StreamHead statement{kLogName, log.Head(), "matter/2026-2", 2, 9};
  EXPECT_FALSE(signer.SignStatement(statement));
  EXPECT_TRUE(signer.Sign(RequestOf(&log, 0)));
  EXPECT_EQ(*OpenStreamHead(*signer.SignStatement(statement), {key_.verifier()}), statement);
  EXPECT_FALSE(signer.SignStatement({kLogName, {10, LeafHash("x")}, "matter/2026-2", 2, 9}));
}

TEST_F(RecordSigner, MemoryIsStrict) {
  const std::string bytes = *PrintSignerMemory({kLogName, 2, "note"});
  EXPECT_EQ(*ParseSignerMemory(bytes), (SignerMemory{kLogName, 2, "note"}));
  for (const char* bad :
       {"", "{}", R"({"epoch":0,"log":"a","note":"","v":1})", R"({"epoch":1,"log":"a","note":"","v":2})",
        R"({"epoch":1,"log":"a","note":"","v":1,"w":1})", R"({"epoch":"1","log":"a","note":"","v":1})"}) {
    EXPECT_FALSE(ParseSignerMemory(bad)) << bad;
  }
}

}  // namespace
}  // namespace guiju::record
