#include <gtest/gtest.h>

#include <random>

#include "runtime/record/encoding.h"
#include "runtime/record/flatten.h"
#include "runtime/record/json.h"

namespace guiju::record {
namespace {

std::string Canonical(std::string_view text) {
  const base::Result<Value> value = ParseJson(text);
  return value ? *PrintJson(*value) : "refused: " + value.error().message;
}

TEST(RecordJson, OneForm) {
  EXPECT_EQ(Canonical(" { \"b\" : [ 1 , -2, true ,null ] , \"a\" : \"\\u00e9\\/\" } "),
            "{\"a\":\"\u00e9/\",\"b\":[1,-2,true,null]}");
  EXPECT_EQ(Canonical(R"("\u0000\b\t\n\u000b\f\r\"\\\u001f\u007f\u2028")"),
            "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\\"\\\\\\u001f\x7f\u2028\"");
  EXPECT_EQ(Canonical("[9223372036854775807,-9223372036854775808,0]"),
            "[9223372036854775807,-9223372036854775808,0]");
  EXPECT_EQ(Canonical(R"("\ud83d\ude00")"), "\"\U0001F600\"");
  EXPECT_EQ(Canonical("[{},[]]"), "[{},[]]");
}

// The sorting example of RFC 8785, section 3.2.3.
TEST(RecordJson, NamesInTheOrderOfUtf16) {
  EXPECT_EQ(
      Canonical("{\"\u20ac\":1,\"\\r\":2,\"\uFB33\":3,\"1\":4,\"\U0001F600\":5,\"\u0080\":6,\"\u00f6\":7}"),
      "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"\u00f6\":7,\"\u20ac\":1,\"\U0001F600\":5,\"\uFB33\":3}");
  EXPECT_TRUE(NameBefore("\U0001F600", "\uE000"));
  EXPECT_FALSE(NameBefore("\uE000", "\U0001F600"));
  EXPECT_TRUE(NameBefore("\uD7FF", "\U00010000"));
  EXPECT_TRUE(NameBefore("a", "ab"));
}

TEST(RecordJson, Refuses) {
  for (const std::string_view text : {"",
                                      " ",
                                      "{",
                                      "[1,]",
                                      "[1 2]",
                                      "{\"a\":1,}",
                                      "{\"a\"}",
                                      "{a:1}",
                                      "1.0",
                                      "1e3",
                                      "1E3",
                                      "-0",
                                      "01",
                                      "-",
                                      "+1",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "nul",
                                      "truex",
                                      "1 2",
                                      "NaN",
                                      "\"",
                                      "\"\x01\"",
                                      "\"\\x\"",
                                      "\"\\ud800\"",
                                      "\"\\ud800\\u0041\"",
                                      "\"\\udc00\"",
                                      "\"\\u12\"",
                                      "\"\xff\"",
                                      "\"\xc0\xaf\"",
                                      "\"\xed\xa0\x80\"",
                                      "\"\xf4\x90\x80\x80\"",
                                      "\"\xe4\xb8\"",
                                      "{\"a\":1,\"a\":2}",
                                      "{\"a\":1,\"\\u0061\":2}",
                                      "'a'",
                                      "\xef\xbb\xbf{}"}) {
    EXPECT_FALSE(ParseJson(text)) << text;
  }
}

TEST(RecordJson, Limits) {
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(ParseJson(nested(kMaxJsonDepth)));
  EXPECT_FALSE(ParseJson(nested(kMaxJsonDepth + 1)));
  EXPECT_FALSE(ParseJson(std::string(1'000'000, '[')));
  EXPECT_FALSE(ParseJson("[1]", 2));
  Value deep = Value::EmptyArray();
  for (int i = 0; i < kMaxJsonDepth; ++i) {
    Value outer = Value::EmptyArray();
    outer.Append(deep);
    deep = outer;
  }
  EXPECT_FALSE(PrintJson(deep));
  EXPECT_FALSE(PrintJson(Value("\xff")));
}

TEST(RecordJson, Members) {
  Value object = Value::EmptyObject();
  EXPECT_TRUE(object.Insert("b", 1));
  EXPECT_TRUE(object.Insert("a", "x"));
  EXPECT_FALSE(object.Insert("b", 2));
  EXPECT_EQ(object.Find("b")->number(), 1);
  EXPECT_EQ(object.Find("c"), nullptr);
  EXPECT_EQ(Value(3).Find("c"), nullptr);
}

class Maker {
 public:
  explicit Maker(uint64_t seed) : random_(seed) {}

  Value Make(int depth) {
    switch (random_() % (depth > 4 ? 6 : 10)) {
      case 0:
        return {};
      case 1:
        return random_() % 2 == 0;
      case 2:
        return static_cast<int64_t>(random_());
      case 3:
        return Text();
      case 4:
        return Value::EmptyArray();
      case 5:
        return Value::EmptyObject();
      case 6:
      case 7: {
        Value array = Value::EmptyArray();
        for (size_t i = random_() % 12; i > 0; --i) array.Append(Make(depth + 1));
        return array;
      }
      default: {
        Value object = Value::EmptyObject();
        for (size_t i = random_() % 5; i > 0; --i) object.Insert(Text(), Make(depth + 1));
        return object;
      }
    }
  }

 private:
  std::string Text() {
    static constexpr std::string_view kPieces[] = {"a",      "/",  "~",  "~1",         "0", "1",
                                                   "当事人", "\"", "\n", "\U00020BB7", "-", ""};
    std::string text;
    for (size_t i = random_() % 4; i > 0; --i) text += kPieces[random_() % std::size(kPieces)];
    return text;
  }

  std::mt19937_64 random_;
};

TEST(RecordJson, PrintsWhatItParses) {
  Maker maker(7);
  for (int i = 0; i < 20000; ++i) {
    const Value value = maker.Make(0);
    const std::string text = *PrintJson(value);
    const base::Result<Value> again = ParseJson(text);
    ASSERT_TRUE(again) << text << again.error().message;
    ASSERT_EQ(*again, value) << text;
    ASSERT_EQ(*PrintJson(*again), text);
  }
}

TEST(RecordFlatten, AndBack) {
  Maker maker(11);
  int refused = 0;
  for (int i = 0; i < 20000; ++i) {
    const Value value = maker.Make(0);
    const base::Result<std::vector<Field>> fields = Flatten(value);
    if (!fields) {
      ++refused;  // only for names that look like those of an array
      continue;
    }
    std::vector<Field> shuffled = *fields;
    std::reverse(shuffled.begin(), shuffled.end());
    const base::Result<Value> again = Unflatten(shuffled);
    ASSERT_TRUE(again) << *PrintJson(value) << again.error().message;
    ASSERT_EQ(*again, value) << *PrintJson(value);
    for (const Field& field : *fields)
      ASSERT_TRUE(IsPath(field.path) && IsCanonicalScalar(field.value)) << field.path;
  }
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, 4000);
}

TEST(RecordFlatten, Paths) {
  const std::vector<Field> fields =
      *Flatten(*ParseJson(R"({"a/b":{"~":1},"当事人":[{"拟罚款":10000},{}],"空":[]})"));
  EXPECT_EQ(fields,
            (std::vector<Field>{
                {"/a~1b/~0", "1"}, {"/当事人/0/拟罚款", "10000"}, {"/当事人/1", "{}"}, {"/空", "[]"}}));
  EXPECT_FALSE(Flatten(*ParseJson(R"({"a":{"0":1,"1":2}})")));
  EXPECT_TRUE(Flatten(*ParseJson(R"({"a":{"0":1,"2":2}})")));
  EXPECT_TRUE(Flatten(*ParseJson(R"({"a":{"00":1}})")));
  std::string nested = "1";
  for (int i = 0; i < kMaxJsonDepth; ++i) nested = "[" + nested + "]";
  EXPECT_EQ(*Unflatten(*Flatten(*ParseJson(nested))), *ParseJson(nested));
}

TEST(RecordFlatten, Refuses) {
  EXPECT_FALSE(Unflatten({}));
  EXPECT_FALSE(Unflatten({{"/a", "1"}, {"/a", "1"}}));
  EXPECT_FALSE(Unflatten({{"/a", "1"}, {"/a/b", "1"}}));
  EXPECT_FALSE(Unflatten({{"/a/b", "1"}, {"/a", "1"}}));
  EXPECT_FALSE(Unflatten({{"", "1"}, {"/a", "1"}}));
  EXPECT_FALSE(Unflatten({{"a", "1"}}));
  EXPECT_FALSE(Unflatten({{"/a~", "1"}}));
  EXPECT_FALSE(Unflatten({{"/a~2", "1"}}));
  EXPECT_FALSE(Unflatten({{"/a", "[1]"}}));
  EXPECT_FALSE(Unflatten({{"/a", " 1"}}));
  EXPECT_FALSE(Unflatten({{"/a", "\"\\u0061\""}}));
  std::string deep;
  for (int i = 0; i <= kMaxJsonDepth; ++i) deep += "/a";
  EXPECT_FALSE(Unflatten({{deep, "1"}}));
  EXPECT_FALSE(Unflatten({{std::string("/") + std::string(kMaxPathBytes, 'a'), "1"}}));
}

TEST(RecordEncoding, OneSpelling) {
  for (size_t length = 0; length < 40; ++length) {
    std::string bytes;
    for (size_t i = 0; i < length; ++i) bytes.push_back(static_cast<char>(i * 37 + length));
    EXPECT_EQ(BytesOfBase64(Base64Of(bytes)), bytes);
    EXPECT_EQ(BytesOfHex(HexOf(bytes)), bytes);
  }
  EXPECT_EQ(Base64Of("foobar"), "Zm9vYmFy");
  EXPECT_EQ(Base64Of("foob"), "Zm9vYg==");
  for (const std::string_view text :
       {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zm 9", "Zg==Zg==", "-_8="}) {
    EXPECT_FALSE(BytesOfBase64(text)) << text;
  }
  EXPECT_FALSE(BytesOfHex("0A"));
  EXPECT_FALSE(BytesOfHex("0"));
}

}  // namespace
}  // namespace guiju::record
