#include <gtest/gtest.h>

#include "runtime/record/disclosure.h"
#include "runtime/record/encoding.h"
#include "runtime/record/fields.h"
#include "runtime/record/hash.h"

namespace guiju::record {
namespace {

SealedBody BodyOf(int fields) {
  std::vector<Field> all;
  for (int i = 0; i < fields; ++i) all.push_back({"/f" + std::to_string(i), std::to_string(i * 7)});
  return *Seal(all);
}

TEST(RecordFields, LeafIsAsAgreed) {
  Salt salt;
  for (size_t i = 0; i < salt.size(); ++i) salt[i] = static_cast<uint8_t>(i);
  std::string bytes("\0guiju/field/v1\0\2/a", 1 + 14 + 2 + 2);
  for (int i = 0; i < 16; ++i) bytes.push_back(static_cast<char>(i));
  bytes += "\"x\"";
  EXPECT_EQ(FieldLeaf("/a", salt, "\"x\""), base::Sha256(bytes));
}

TEST(RecordFields, SaltsDiffer) {
  const std::vector<Field> fields = {{"/a", "1"}, {"/b", "1"}};
  const SealedBody one = *Seal(fields), two = *Seal(fields);
  EXPECT_NE(one.fields[0].salt, one.fields[1].salt);
  EXPECT_NE(RootOf(one), RootOf(two));
}

TEST(RecordFields, Refuses) {
  EXPECT_FALSE(Seal({}));
  EXPECT_FALSE(Seal({{"/a", "1"}, {"/a", "2"}}));
  EXPECT_FALSE(Seal({{"a", "1"}}));
  EXPECT_FALSE(Seal({{"/a", "1.0"}}));
}

TEST(RecordFields, BytesAndBack) {
  SealedBody body = *Seal(*Flatten(*ParseJson(R"({"名":"张三\n","号":[1,null,true,{}],"x":-5})")));
  for (int step = 0; step < 3; ++step) {
    const std::string bytes = PrintBody(body);
    EXPECT_EQ(*PrintJson(*ParseJson(bytes)), bytes);
    EXPECT_EQ(*ParseBody(bytes), body);
    for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      std::string changed = bytes;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
      const base::Result<SealedBody> read = ParseBody(changed);
      // The path of a redacted field is a label: what it was is said by the event that redacted it.
      if (read && RootOf(*read) == RootOf(body)) {
        size_t different = 0;
        for (size_t i = 0; i < body.fields.size(); ++i) {
          if (read->fields[i] == body.fields[i]) continue;
          ++different;
          EXPECT_TRUE(body.fields[i].redacted());
        }
        EXPECT_EQ(different, 1U);
      }
    }
    body = *Redact(body, {body.fields[static_cast<size_t>(step)].path});
  }
  EXPECT_FALSE(ParseBody(""));
  EXPECT_FALSE(ParseBody(R"({"fields":[],"leaves":"","salts":"","v":1})"));
}

TEST(RecordFields, RedactionKeepsTheRoot) {
  const Value value = *ParseJson(R"({"a":"秘密","b":[1,2],"c":3})");
  const SealedBody body = *Seal(*Flatten(value));
  const SealedBody rest = *Redact(body, {"/a", "/b/1"});
  EXPECT_EQ(RootOf(rest), RootOf(body));
  EXPECT_EQ(PrintBody(rest).find("秘密"), std::string::npos);
  EXPECT_EQ(PrintBody(rest).find(HexOf({reinterpret_cast<const char*>(body.fields[0].salt.data()), 16})),
            std::string::npos);
  EXPECT_EQ(*OpenBody(body, Value()), value);
  EXPECT_EQ(*OpenBody(rest, "（已删除）"), *ParseJson(R"({"a":"（已删除）","b":[1,"（已删除）"],"c":3})"));
  EXPECT_FALSE(Redact(rest, {"/a"}));
  EXPECT_FALSE(Redact(body, {"/d"}));
  EXPECT_FALSE(Disclose(rest, {"/a"}));
  EXPECT_TRUE(VerifyDisclosure(DiscloseAll(rest), 4, RootOf(body)));
}

TEST(RecordDisclosure, EverySubset) {
  for (int count = 1; count <= 9; ++count) {
    const SealedBody body = BodyOf(count);
    for (int subset = 0; subset < 1 << count; ++subset) {
      std::vector<std::string> paths;
      for (int i = 0; i < count; ++i) {
        if (subset >> i & 1) paths.push_back(body.fields[static_cast<size_t>(i)].path);
      }
      const Disclosure disclosure = *Disclose(body, paths);
      ASSERT_TRUE(VerifyDisclosure(disclosure, count, RootOf(body)));
      ASSERT_EQ(*DisclosureOf(*ParseJson(*PrintJson(DisclosureValue(disclosure)))), disclosure);
    }
  }
}

TEST(RecordDisclosure, HostileOnesFail) {
  const SealedBody body = BodyOf(11);
  const base::Digest root = RootOf(body);
  const Disclosure good = *Disclose(body, {"/f1", "/f4", "/f5", "/f10"});
  ASSERT_TRUE(VerifyDisclosure(good, 11, root));
  const auto fails = [&](auto change) {
    Disclosure changed = good;
    change(&changed);
    return !VerifyDisclosure(changed, 11, root);
  };
  EXPECT_TRUE(fails([](Disclosure* d) { d->fields[1].value = "999"; }));
  EXPECT_TRUE(fails([](Disclosure* d) { d->fields[1].path = "/f40"; }));
  EXPECT_TRUE(fails([](Disclosure* d) { d->fields[1].salt[3] ^= 1; }));
  EXPECT_TRUE(fails([](Disclosure* d) { d->fields[1].index += 1; }));
  EXPECT_TRUE(fails([](Disclosure* d) { d->fields[3].index = INT64_MAX; }));
  EXPECT_TRUE(fails([](Disclosure* d) { d->fields[0].index = -1; }));
  EXPECT_TRUE(fails([](Disclosure* d) { std::swap(d->fields[0], d->fields[1]); }));
  EXPECT_TRUE(fails([](Disclosure* d) { d->fields.pop_back(); }));
  EXPECT_TRUE(fails([](Disclosure* d) { d->fields.push_back(d->fields.back()); }));
  EXPECT_TRUE(fails([](Disclosure* d) { d->hidden.pop_back(); }));
  EXPECT_TRUE(fails([](Disclosure* d) { d->hidden.push_back(d->hidden[0]); }));
  EXPECT_TRUE(fails([](Disclosure* d) { std::swap(d->hidden[0], d->hidden[1]); }));
  EXPECT_TRUE(fails([](Disclosure* d) { d->hidden.clear(); }));
  EXPECT_FALSE(VerifyDisclosure(good, 0, root));
  EXPECT_FALSE(VerifyDisclosure(good, INT64_MAX, root));
  EXPECT_FALSE(VerifyDisclosure({}, 11, root));
  // A leaf cannot pass for a node of two.
  EXPECT_FALSE(VerifyDisclosure({{}, {root}}, 0, root));
}

}  // namespace
}  // namespace guiju::record
