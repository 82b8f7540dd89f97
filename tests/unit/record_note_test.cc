#include <gtest/gtest.h>

#include <random>

#include "runtime/record/checkpoint.h"
#include "runtime/record/encoding.h"
#include "runtime/record/hash.h"
#include "runtime/record/note.h"
#include "runtime/record/stream_head.h"
#include "tests/unit/record_fixture.h"

namespace guiju::record {
namespace {

// The example of the C2SP specification.
TEST(RecordNote, VerifiesTheSpecificationsExample) {
  const VerifierKey key =
      *VerifierKey::Parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  const std::string note =
      "This is an example message.\n\n\u2014 example.com/foo "
      "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
  EXPECT_EQ(OpenNote(note, {key})->text, "This is an example message.\n");
  EXPECT_EQ(key.Print(), "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
}

// The example of Go's package note: signatures of Ed25519 are the same wherever they are made.
TEST(RecordNote, SignsAsGoDoes) {
  const char* const secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
  const SigningKey key = *SigningKey::Parse(secret);
  EXPECT_EQ(key.Print(), secret);
  EXPECT_EQ(key.verifier().Print(), "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  EXPECT_EQ(*SignNote("If you think cryptography is the answer to your problem,\n"
                      "then you don't know what your problem is.\n",
                      {&key}),
            "If you think cryptography is the answer to your problem,\n"
            "then you don't know what your problem is.\n\n"
            "\u2014 PeterNeumann "
            "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n");
}

TEST(RecordNote, Keys) {
  EXPECT_FALSE(SigningKey::Make("a b", std::string(32, 'x')));
  EXPECT_FALSE(SigningKey::Make("a", std::string(31, 'x')));
  EXPECT_FALSE(IsKeyName(""));
  EXPECT_FALSE(IsKeyName("a+b"));
  EXPECT_FALSE(IsKeyName("a\u3000b"));
  EXPECT_FALSE(IsKeyName("a\n"));
  EXPECT_TRUE(IsKeyName("示范县/记录"));
  const std::string text = KeyOf("a").verifier().Print();
  for (size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] ^= 1;
    const base::Result<VerifierKey> key = VerifierKey::Parse(changed);
    EXPECT_FALSE(key && *key == KeyOf("a").verifier()) << changed;
  }
  for (const char* bad : {"", "a", "a+b", "a+b+c", "PRIVATE+KEY+", "PRIVATE+KEY+a+b+c", "++"}) {
    EXPECT_FALSE(VerifierKey::Parse(bad)) << bad;
    EXPECT_FALSE(SigningKey::Parse(bad)) << bad;
  }
}

TEST(RecordNote, UnknownSignaturesArePassedOver) {
  const SigningKey ours = KeyOf("ours"), other = KeyOf("other", 'o'), same_name = KeyOf("ours", 'z');
  const std::string note = *SignNote("text\n", {&other, &same_name, &ours});
  EXPECT_EQ(OpenNote(note, {ours.verifier()})->signed_by.size(), 1U);
  EXPECT_EQ(OpenNote(note, {ours.verifier(), other.verifier()})->signed_by.size(), 2U);
  EXPECT_FALSE(OpenNote(note, {KeyOf("nobody").verifier()}));
  EXPECT_FALSE(OpenNote(note, {}));
  // A signature of another algorithm: longer, unknown id.
  const std::string longer = note + "\u2014 ours " + Base64Of(std::string(500, 'x')) + "\n";
  EXPECT_TRUE(OpenNote(longer, {ours.verifier()}));
  // One known line that does not hold spoils the note, even beside a good one.
  std::string bytes;
  AppendBigEndian(other.verifier().id(), 4, &bytes);
  const std::string spoiled =
      *SignNote("text\n", {&ours}) + "\u2014 other " + Base64Of(bytes + std::string(64, 'x')) + "\n";
  EXPECT_TRUE(OpenNote(spoiled, {ours.verifier()}));
  EXPECT_FALSE(OpenNote(spoiled, {ours.verifier(), other.verifier()}));
}

TEST(RecordNote, Refuses) {
  const SigningKey key = KeyOf("k");
  const std::string good = *SignNote("a\n\nb\n", {&key});
  EXPECT_EQ(OpenNote(good, {key.verifier()})->text, "a\n\nb\n");
  EXPECT_FALSE(SignNote("no newline", {&key}));
  EXPECT_FALSE(SignNote("tab\t\n", {&key}));
  EXPECT_FALSE(SignNote("\xff\n", {&key}));
  EXPECT_FALSE(SignNote("a\n", {}));
  EXPECT_FALSE(OpenNote(good.substr(0, good.size() - 1), {key.verifier()}));
  EXPECT_FALSE(OpenNote(good + "\n", {key.verifier()}));
  EXPECT_FALSE(OpenNote(good + "x\n", {key.verifier()}));
  EXPECT_FALSE(OpenNote("a\n\n", {key.verifier()}));
  EXPECT_FALSE(OpenNote("a\n", {key.verifier()}));
  EXPECT_FALSE(OpenNote("", {key.verifier()}));
  std::string many = good;
  const std::string line = "\u2014 x " + Base64Of("12345678") + "\n";
  for (int i = 0; i < 15; ++i) many += line;
  EXPECT_TRUE(OpenNote(many, {key.verifier()}));
  for (int i = 0; i < kMaxSignatureLines; ++i) many += line;
  EXPECT_FALSE(OpenNote(many, {key.verifier()}));
  EXPECT_FALSE(OpenNote(std::string(kMaxNoteBytes, 'a') + good, {key.verifier()}));
}

TEST(RecordNote, EveryBitOfACheckpointMatters) {
  const SigningKey key = KeyOf(kLogName);
  const Checkpoint checkpoint{kLogName, {1000, LeafHash("x")}, {}};
  const std::string note = *SignCheckpoint(checkpoint, key);
  ASSERT_EQ(*OpenCheckpoint(note, {key.verifier()}), checkpoint);
  for (size_t bit = 0; bit < note.size() * 8; ++bit) {
    std::string changed = note;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    ASSERT_FALSE(OpenCheckpoint(changed, {key.verifier()})) << changed;
  }
}

TEST(RecordNote, NoiseIsNoNote) {
  const SigningKey key = KeyOf("k");
  const std::string good = *SignNote("k\n5\n" + Base64Of(std::string(32, 'r')) + "\n", {&key});
  std::mt19937_64 random(9);
  for (int i = 0; i < 20000; ++i) {
    std::string changed = good;
    for (size_t edits = 1 + random() % 3; edits > 0; --edits) {
      const size_t at = random() % changed.size();
      switch (random() % 3) {
        case 0:
          changed[at] = "\n \u2014+k5=\x80"[random() % 10];
          break;
        case 1:
          changed.erase(at, 1 + random() % 5);
          break;
        default:
          changed.insert(at, changed.substr(random() % changed.size(), random() % 20));
          break;
      }
      if (changed.empty()) changed = "\n";
    }
    const base::Result<Checkpoint> opened = OpenCheckpoint(changed, {key.verifier()});
    if (opened) {
      ASSERT_EQ(*opened, *OpenCheckpoint(good, {key.verifier()})) << changed;  // only in what is not signed
    }
  }
}

TEST(RecordCheckpoint, Text) {
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
  const std::string text = "example.com/behind-the-sofa\n20852163\n" + root + "\n";
  const Checkpoint checkpoint = *ParseCheckpoint(text);
  EXPECT_EQ(checkpoint.origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint.head.size, 20852163);
  EXPECT_EQ(PrintCheckpoint(checkpoint), text);
  const Checkpoint extended = *ParseCheckpoint(text + "more\neven more\n");
  EXPECT_EQ(extended.extensions, (std::vector<std::string>{"more", "even more"}));
  EXPECT_EQ(PrintCheckpoint(extended), text + "more\neven more\n");
  for (const std::string& bad :
       {std::string(), std::string("a\n1\n"), "a\n1\n" + root, "\n1\n" + root + "\n", "a\n\n" + root + "\n",
        "a\n01\n" + root + "\n", "a\n-1\n" + root + "\n", "a\n+1\n" + root + "\n", "a\n1 \n" + root + "\n",
        "a\n9223372036854775808\n" + root + "\n", "a\n18446744073709551616\n" + root + "\n",
        std::string("a\n1\nAAAA\n"), "a\n1\n" + root.substr(1) + "\n", text + "\n", text + "x"}) {
    EXPECT_FALSE(ParseCheckpoint(bad)) << bad;
  }
  EXPECT_TRUE(ParseCheckpoint("a\n9223372036854775807\n" + root + "\n"));
  EXPECT_TRUE(ParseCheckpoint("a\n0\n" + root + "\n"));
  EXPECT_FALSE(SignCheckpoint({"a\nb", {}, {}}, KeyOf("k")));
  EXPECT_FALSE(SignCheckpoint({"", {}, {}}, KeyOf("k")));
  EXPECT_FALSE(SignCheckpoint({"a", {}, {""}}, KeyOf("k")));
}

TEST(RecordCheckpoint, Epochs) {
  EXPECT_EQ(OriginOf("x/y", 1), "x/y");
  EXPECT_EQ(OriginOf("x/y", 12), "x/y/epoch/12");
  for (const int64_t epoch : {1, 2, 10, 12345}) EXPECT_EQ(EpochOf("x/y", OriginOf("x/y", epoch)), epoch);
  for (const char* other :
       {"x", "x/y/epoch/1", "x/y/epoch/02", "x/y/epoch/", "x/y/epoch/-2", "z/y/epoch/2", "x/y/epoch/2/"}) {
    EXPECT_EQ(EpochOf("x/y", other), 0) << other;
  }
}

TEST(RecordStreamHead, SignedApart) {
  const SigningKey key = KeyOf("k");
  const StreamHead statement{"k", {40, LeafHash("x")}, "matter/1", 3, 20};
  const std::string note = *SignStreamHead(statement, key);
  EXPECT_EQ(*OpenStreamHead(note, {key.verifier()}), statement);
  EXPECT_FALSE(OpenCheckpoint(note, {key.verifier()}));
  EXPECT_FALSE(OpenStreamHead(*SignCheckpoint({"k", {40, LeafHash("x")}, {}}, key), {key.verifier()}));
  EXPECT_FALSE(SignStreamHead({"k", {40, {}}, "matter/1", 3, 40}, key));
  EXPECT_FALSE(SignStreamHead({"k", {40, {}}, "matter/1", 0, 20}, key));
  EXPECT_FALSE(SignStreamHead({"k", {40, {}}, "matter/1", 3, 1}, key));
  EXPECT_FALSE(SignStreamHead({"k", {40, {}}, "a\nb", 3, 20}, key));
  EXPECT_FALSE(SignStreamHead({"k", {40, {}}, "", 3, 20}, key));
}

}  // namespace
}  // namespace guiju::record
