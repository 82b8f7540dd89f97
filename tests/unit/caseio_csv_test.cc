// Case files in CSV: rows, quotes, columns of list elements, the quick reading against the careful one.
#include <gtest/gtest.h>

#include <random>

#include "runtime/caseio/csv_reader.h"
#include "runtime/caseio/scan_inline.h"
#include "runtime/caseio/separator_index.h"
#include "tests/unit/caseio_fixture.h"

namespace guiju::caseio {
namespace {

class CaseCsv : public CaseIo {
 protected:
  CaseCsv() : csv(*vocabulary.schema) {}
  std::string Header(std::string_view text) {
    header = text;
    return csv.ReadHeader(header, &problems) ? "ok" : First(text);
  }
  std::string Row(std::string text) {
    std::string padded = text + std::string(kPadding, ',');
    return csv.ReadRow({padded.data(), text.size()}, &buffer, &problems) ? "ok" : First(text);
  }
  std::string header;
  CsvReader csv;
};

TEST_F(CaseCsv, ReadsRowsWithQuotesAndEmptyCells) {
  ASSERT_EQ(Header("\xEF\xBB\xBFid,执法类别,fine,案由,state_secret,axes.decision"), "ok");
  ASSERT_EQ(Row("7,行政处罚,12.50,\"甲,\"\"乙\"\"\n丙\",是,2024-02-07"), "ok");
  EXPECT_EQ(buffer.id, "7");
  EXPECT_EQ(Value("执法类别"), 1);
  EXPECT_EQ(Value("罚款"), 1250);
  EXPECT_EQ(Value("决定作出日"), 19760);
  EXPECT_EQ(buffer.TextOf(1, 1), "甲,\"乙\"\n丙");
  ASSERT_EQ(Row("甲-1,,,,,"), "ok");
  EXPECT_EQ(buffer.id, "\"甲-1\"");
  EXPECT_EQ(Value("罚款"), std::nullopt);
  EXPECT_EQ(Row("7,行政处罚"), "GJ0918@1:1");
  EXPECT_EQ(Row("7,\"行政处罚,,,,"), "GJ0919@1:3");
  EXPECT_EQ(Row("7,行政\"处罚,,,,"), "GJ0919@1:5");
  EXPECT_EQ(Row("7,行政处法,,,,"), "GJ0909@1:3");
  EXPECT_EQ(Row("7,,,\xFF,,"), "GJ0904@1:5");
}

TEST_F(CaseCsv, PartiesByColumn) {
  ASSERT_EQ(Header("当事人1.类型,当事人1.拟罚款,当事人2.kind"), "ok");
  ASSERT_EQ(Row("公民,1万元,"), "ok");
  EXPECT_EQ(Parties().count, 1u);
  EXPECT_EQ(Parties().open, 0u);
  EXPECT_EQ(Element(0, "当事人.拟罚款"), 1000000);
  ASSERT_EQ(Row("公民,,法人"), "ok");
  EXPECT_EQ(Element(1, "当事人.类型"), 1);
  ASSERT_EQ(Row(",,"), "ok");
  EXPECT_EQ(Parties().open, 1u);
}

// Whatever the rows of a block are read as at once, each is read as alone.
TEST_F(CaseCsv, QuickRowsMeanTheSame) {
  ASSERT_EQ(Header("id,执法类别,fine,visits,state_secret,受理日,案由,当事人1.类型,term"), "ok");
  std::mt19937_64 random(20240207);
  auto pick = [&](std::initializer_list<const char*> options) {
    return std::string(*(options.begin() + random() % options.size()));
  };
  std::string block;
  for (int i = 0; i < 20000; ++i) {
    std::string row = pick({"7", "甲", "007", "12345678901234567", "", "\"a\"", "\xFF"});
    const int cells = random() % 50 == 0 ? 8 : 9;
    for (int cell = 1; cell < cells; ++cell) {
      const char* ordinary[] = {"",     "行政处罚",     "1234", "123456789012", "true", "2024-02-07",
                                "专利", "legal_person", "10"};
      row += "," + (random() % 4 != 0 ? std::string(ordinary[cell])
                                      : pick({"",
                                              "licence",
                                              "是",
                                              "false",
                                              "falsy",
                                              "0",
                                              "00",
                                              "12.50",
                                              "1万元",
                                              "-3",
                                              "1e2",
                                              "99999999999999999999",
                                              "1234567890123456",
                                              "2024-13-01",
                                              "\"专,利\"",
                                              "x\"y",
                                              " 7",
                                              "2024年2月7日",
                                              "\xFF",
                                              "é"}));
    }
    block += row + pick({"\n", "\n", "\r\n", "\n\n"});
  }
  const size_t size = block.size();
  block.resize(size + kPadding, ',');
  CaseBuffer quick(vocabulary.layout);
  csv.StartBlock({block.data(), size});
  size_t decided = 0;
  for (size_t at = 0; at < size;) {
    const std::string_view rest(block.data() + at, size - at);
    const size_t length = RecordLength(rest);
    const char* next = csv.ReadNext(rest.data(), &quick);
    if (next != nullptr) {
      ++decided;
      std::string_view record = rest.substr(0, length - 1);
      if (record.ends_with('\r')) record.remove_suffix(1);
      ASSERT_EQ(next, rest.data() + length) << record;
      ASSERT_TRUE(csv.ReadRow(record, &buffer, &problems)) << record;
      ASSERT_EQ(quick.id, buffer.id) << record;
      const size_t lists = vocabulary.layout.list_offsets[0];
      ASSERT_EQ(std::memcmp(quick.row(), buffer.row(), lists), 0) << record;
      ASSERT_EQ(std::memcmp(quick.row() + lists + 16, buffer.row() + lists + 16,
                            vocabulary.layout.row.size - lists - 16),
                0)
          << record;
      const abi::ListView mine = abi::LoadList(quick.row(), static_cast<uint32_t>(lists));
      ASSERT_EQ(mine.count, Parties().count) << record;
      ASSERT_EQ(mine.open, Parties().open) << record;
    }
    at += length;
  }
  EXPECT_GT(decided, 1000u);
}

TEST(SeparatorIndex, BothFindTheSame) {
  std::mt19937_64 random(7);
  for (int turn = 0; turn < 2000; ++turn) {
    const size_t size = random() % 300;
    const uint64_t rarity = 1 + random() % 30;
    std::string text(size + kPadding, ',');
    for (size_t i = 0; i < size; ++i)
      text[i] = random() % rarity == 0 ? ",\n\""[random() % 3] : static_cast<char>(random());
    std::vector<uint32_t> best(size + kIndexSlack), plain(size + kIndexSlack), expected;
    for (size_t i = 0; i < size; ++i) {
      if (text[i] == ',' || text[i] == '\n' || text[i] == '"') expected.push_back(static_cast<uint32_t>(i));
    }
    best.resize(BestSeparatorIndexer()(text.data(), size, best.data()));
    plain.resize(PlainSeparatorIndexer()(text.data(), size, plain.data()));
    ASSERT_EQ(best, expected);
    ASSERT_EQ(plain, expected);
  }
}

TEST_F(CaseCsv, HeaderMistakes) {
  EXPECT_EQ(Header("fine,罚款"), "GJ0907@1:6");
  EXPECT_EQ(Header("fine,罚款额"), "GJ0906@1:6");
  CsvReader small(*vocabulary.schema, {.max_bytes = 3});
  EXPECT_FALSE(small.ReadHeader("fine", &problems));
  EXPECT_EQ(First("fine"), "GJ0902@1:1");
}

TEST(CsvRecord, OnlyAQuoteAtTheStartOfACellOpensIt) {
  struct Example {
    std::string_view text;
    size_t length;
    bool whole;
  };
  for (const Example& example : {
           Example{"a,\"b\nc\"\nd", 8, true},
           Example{"\"a\nb\"\r\nc", 7, true},
           Example{"\"a\n\"\"\",b\nc", 9, true},
           Example{"\"\",\"\n\"\nc", 7, true},
           Example{"a\"b,c\nd\"\n", 6, true},            // inside a cell
           Example{"a,\"b\"c,\nd\n", 8, true},           // goes on behind its end
           Example{"a,\"b,c\nd,e\n\"f\",g\n", 7, true},  // the next quote opens a cell
           Example{"a,\"b,c\nd,e\n", 7, false},          // never closed
           Example{"a,\"b,c\nd\"\"\n", 7, false},
           Example{"a,\"b\nc\"", 7, false},  // or the first of two
           Example{"a,\"b\nc\"\r", 8, false},
           Example{"a,\"b\nc\",d", 9, false},
           Example{"a,b", 3, false},
           Example{"\n", 1, true},
           Example{"", 0, false},
       }) {
    const Record record = FirstRecord(example.text);
    EXPECT_EQ(record.length, example.length) << example.text;
    EXPECT_EQ(record.whole, example.whole) << example.text;
  }
}

// What is read as a record does not depend on where the text was cut: one that is whole stays what it is.
TEST(CsvRecord, AWholeRecordStaysTheSame) {
  std::mt19937_64 random(20);
  for (int turn = 0; turn < 20000; ++turn) {
    std::string text;
    for (size_t i = random() % 30; i > 0; --i) text += "\"\",\n\ra"[random() % 6];
    const Record record = FirstRecord(text);
    ASSERT_LE(record.length, text.size());
    ASSERT_TRUE(record.length > 0 || text.empty());
    for (const char* more : {"\"", ",", "\n", "a\n", "\"\n", "\"a"}) {
      if (record.whole) {
        ASSERT_EQ(FirstRecord(text + more).length, record.length) << text;
      }
    }
    if (record.whole) {
      ASSERT_EQ(FirstRecord(text.substr(0, record.length)).length, record.length) << text;
    }
  }
}

}  // namespace
}  // namespace guiju::caseio
