#include <gtest/gtest.h>

#include "runtime/record/encoding.h"
#include "runtime/record/hash.h"
#include "runtime/record/json.h"
#include "tests/unit/record_fixture.h"

namespace guiju::record {
namespace {

Entry Sample() {
  Entry entry;
  entry.agency = "示范县市场监管局";
  entry.log = "main";
  entry.pos = 12;
  entry.stream = "matter/2026-0001";
  entry.sver = 3;
  entry.prev = 9;
  entry.type = "opined";
  entry.tv = 2;
  entry.recorded_at = 1767225600000;
  entry.occurred = "2026-01-01T08:00";
  entry.actor = {"p-3", "法制审核人员", "d-9"};
  entry.cmd = "0194-…";
  entry.closure = std::string(64, '0');
  entry.fields = 4;
  return entry;
}

TEST(RecordEntry, Bytes) {
  const std::string bytes = *PrintEntry(Sample());
  EXPECT_EQ(bytes,
            "{\"actor\":{\"delegation\":\"d-9\",\"person\":\"p-3\",\"position\":\"法制审核人员\"},"
            "\"agency\":\"示范县市场监管局\",\"calendar\":\"\",\"closure\":\"" +
                std::string(64, '0') +
                "\",\"cmd\":\"0194-…\",\"fields\":4,\"log\":\"main\",\"mode\":\"act\",\"nonce\":\"" +
                std::string(32, '0') +
                "\",\"occurred\":\"2026-01-01T08:00\",\"pos\":12,\"prev\":9,\"recorded_at\":1767225600000,"
                "\"root\":\"" +
                std::string(64, '0') +
                "\",\"stream\":\"matter/2026-0001\",\"sver\":3,\"tv\":2,\"type\":\"opined\",\"v\":1}");
  // The same bytes as the general printer gives: the order of members is the canonical one.
  EXPECT_EQ(*PrintJson(*ParseJson(bytes)), bytes);
  EXPECT_EQ(*ParseEntry(bytes), Sample());
}

TEST(RecordEntry, RefusesOtherSpellings) {
  const std::string bytes = *PrintEntry(Sample());
  const auto with = [&bytes](std::string_view from, std::string_view to) {
    std::string changed = bytes;
    const size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return changed.replace(at, from.size(), to);
  };
  EXPECT_TRUE(ParseEntry(with("p-3", "p-4")));
  EXPECT_FALSE(ParseEntry(with("p-3", "\\u0070-3")));
  EXPECT_FALSE(ParseEntry(with(",\"log\"", ", \"log\"")));
  EXPECT_FALSE(ParseEntry(with("\"log\":\"main\",", "")));
  EXPECT_FALSE(ParseEntry(with("\"v\":1", "\"v\":1,\"w\":1")));
  EXPECT_FALSE(ParseEntry(with("\"v\":1", "\"v\":2")));
  EXPECT_FALSE(ParseEntry(with("\"pos\":12", "\"pos\":\"12\"")));
  EXPECT_FALSE(ParseEntry(with("\"pos\":12", "\"pos\":012")));
  EXPECT_FALSE(ParseEntry(with("\"mode\":\"act\"", "\"mode\":\"acts\"")));
  EXPECT_FALSE(ParseEntry(with("\"closure\":\"0", "\"closure\":\"A")));
  EXPECT_FALSE(ParseEntry(bytes + " "));
  EXPECT_FALSE(ParseEntry(bytes.substr(0, bytes.size() - 1)));
  EXPECT_FALSE(ParseEntry(""));
}

TEST(RecordEntry, RefusesMembers) {
  const auto refused = [](auto change) {
    Entry entry = Sample();
    change(&entry);
    return !PrintEntry(entry).ok();
  };
  EXPECT_FALSE(refused([](Entry*) {}));
  EXPECT_TRUE(refused([](Entry* e) { e->agency = ""; }));
  EXPECT_TRUE(refused([](Entry* e) { e->stream = "a\nb"; }));
  EXPECT_TRUE(refused([](Entry* e) { e->type = "\xff"; }));
  EXPECT_TRUE(refused([](Entry* e) { e->pos = -1; }));
  EXPECT_TRUE(refused([](Entry* e) { e->prev = 12; }));
  EXPECT_TRUE(refused([](Entry* e) { e->prev = -1; }));
  EXPECT_TRUE(refused([](Entry* e) { e->sver = 1; }));
  EXPECT_TRUE(refused([](Entry* e) { e->sver = 0; }));
  EXPECT_TRUE(refused([](Entry* e) { e->recorded_at = -1; }));
  EXPECT_TRUE(refused([](Entry* e) { e->closure = "ab"; }));
  EXPECT_TRUE(refused([](Entry* e) { e->fields = 0; }));
  EXPECT_TRUE(refused([](Entry* e) { e->root = EmptyRoot(); }));
  EXPECT_TRUE(refused([](Entry* e) { e->actor.delegation = ""; }));
  EXPECT_TRUE(refused([](Entry* e) { e->cmd = std::string(4096, 'x'); }));
  for (const char* occurred :
       {"", "2026-02-29", "2026-13-01", "2026-1-01", "2026-01-01T24:00", "2026-01-01T08:60",
        "2026-01-01 08:00", "2026-01-01T08:00:00", "2026-00-10", "2026-01-00"}) {
    EXPECT_TRUE(refused([occurred](Entry* e) { e->occurred = occurred; })) << occurred;
  }
  EXPECT_FALSE(refused([](Entry* e) { e->occurred = "2024-02-29"; }));
}

TEST(RecordEntry, AtMost4096Bytes) {
  Entry entry = Sample();
  entry.cmd = "x";
  const size_t rest = PrintEntry(entry)->size() - 1;
  entry.cmd = std::string(kMaxEntryBytes - rest, 'x');
  EXPECT_EQ(PrintEntry(entry)->size(), kMaxEntryBytes);
  EXPECT_TRUE(ParseEntry(*PrintEntry(entry)));
  entry.cmd += "x";
  EXPECT_FALSE(PrintEntry(entry));
}

// A changed bit makes other bytes; whatever still parses must print as it stands.
TEST(RecordEntry, EveryBitMatters) {
  const std::string bytes = *PrintEntry(Sample());
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    const base::Result<Entry> entry = ParseEntry(changed);
    if (entry) {
      ASSERT_EQ(*PrintEntry(*entry), changed);
      ASSERT_NE(*entry, Sample());
    }
    ASSERT_NE(LeafHash(changed), LeafHash(bytes));
  }
}

}  // namespace
}  // namespace guiju::record
