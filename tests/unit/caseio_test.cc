#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "runtime/caseio/case_test.h"
#include "runtime/caseio/classification.h"
#include "runtime/caseio/csv_reader.h"
#include "runtime/caseio/json_reader.h"
#include "runtime/caseio/scalar.h"
#include "runtime/caseio/scan_inline.h"
#include "tests/unit/caseio_fixture.h"

namespace guiju::caseio {
namespace {

TEST_F(CaseIo, ReadsEveryTypeInBothSpellings) {
  ASSERT_TRUE(Read(
      R"({"执法类别":"行政处罚","state_secret":"否","罚款":"1万元","area":"50亩","系数":0.25,"visits":-3,"期限":"7工作日",
    "案由":"专利","accepted_on":"2024-02-07","案件":{"amount":12.5},"axes":{"决定":"2024年2月8日"}})"));
  EXPECT_EQ(Value("执法类别"), 1);
  EXPECT_EQ(Value("国家秘密"), 0);
  EXPECT_EQ(Value("罚款"), 1'000'000);
  EXPECT_EQ(Value("占地"), 50 * 2'000'000);
  EXPECT_EQ(Value("系数"), 2500);
  EXPECT_EQ(Value("人次"), -3);
  EXPECT_EQ(Value("期限"), 7);
  EXPECT_EQ(Value("案由"), 0);
  EXPECT_EQ(Value("受理日"), 19760);
  EXPECT_EQ(Value("案件.金额"), 1250);
  EXPECT_EQ(Value("决定作出日"), 19761);
  EXPECT_EQ(Parties().open, 1u) << "an absent list is unknown";
}

TEST_F(CaseIo, MoneyIsReadFromItsDigits) {
  for (auto [text, fen] : std::vector<std::pair<std::string, int64_t>>{{"10000", 1000000},
                                                                       {"0.29", 29},
                                                                       {"\"10000元\"", 1000000},
                                                                       {"\"1.5万元\"", 1500000},
                                                                       {"\"五千元\"", 500000},
                                                                       {"999999999.99", 99999999999},
                                                                       {"\"0.1万元\"", 100000},
                                                                       {"\"3 万元\"", 3000000}}) {
    ASSERT_TRUE(Read(fmt::format("{{\"罚款\":{}}}", text))) << text << " " << First("");
    EXPECT_EQ(Value("罚款"), fen) << text;
  }
  EXPECT_EQ(Refused(R"({"罚款":0.001})"), "GJ0914@1:7");
  EXPECT_EQ(Refused(R"({"罚款":1e4})"), "GJ0912@1:7");
  EXPECT_EQ(Refused(R"({"罚款":1e400})"), "GJ0912@1:7");
  EXPECT_EQ(Refused(R"({"罚款":"1e4元"})"), "GJ0912@1:7");
  EXPECT_EQ(Refused(R"({"罚款":99999999999999999999})"), "GJ0913@1:7");
  EXPECT_EQ(Refused(R"({"罚款":-1})"), "GJ0913@1:7");
  EXPECT_EQ(Refused(R"({"罚款":"50亩"})"), "GJ0911@1:7");
  EXPECT_EQ(Refused(R"({"罚款":"很多"})"), "GJ0925@1:7");
  EXPECT_EQ(Refused(R"({"罚款":01})"), "GJ0901@1:7");
  EXPECT_EQ(Refused(R"({"占地":50})"), "GJ0917@1:7");
}

TEST_F(CaseIo, DeclaredUnitsAreUnits) {
  for (auto [text, value] : std::vector<std::pair<std::string, int64_t>>{{"\"3万度\"", 30000},
                                                                         {"\"500度\"", 500},
                                                                         {"\"500 kilowatt_hour\"", 500},
                                                                         {"\"1.5 wan_kilowatt_hour\"", 15000},
                                                                         {"\"五百度\"", 500},
                                                                         {"\"3百度\"", 300}}) {
    ASSERT_TRUE(Read(fmt::format("{{\"窃电量\":{}}}", text))) << text;
    EXPECT_EQ(Value("窃电量"), value) << text;
  }
  ASSERT_TRUE(Read(R"({"花盆":3,"stolen":"1度"})")) << "one unit only: a bare number cannot be mistaken";
  EXPECT_EQ(Value("花盆"), 3);
  EXPECT_EQ(Refused(R"({"窃电量":500})"), "GJ0917@1:8");
  EXPECT_EQ(Refused(R"({"窃电量":"0.5度"})"), "GJ0914@1:8");
  EXPECT_EQ(Refused(R"({"窃电量":"1001万度"})"), "GJ0913@1:8");
  diag::Diagnostic beyond{problems.all()[0].kind, {}, problems.all()[0].args, {}};
  EXPECT_NE((beyond.Message(diag::Language::kZh) + beyond.Help(diag::Language::kZh)).find("1000万度"),
            std::string::npos);
  EXPECT_EQ(Refused(R"({"窃电量":"50亩"})"), "GJ0911@1:8");
  diag::Diagnostic wrong{problems.all()[0].kind, {}, problems.all()[0].args, {}};
  EXPECT_NE(wrong.Help(diag::Language::kZh).find("50万度"), std::string::npos)
      << wrong.Help(diag::Language::kZh);
  EXPECT_NE(wrong.Help(diag::Language::kEn).find("50 kilowatt_hour"), std::string::npos);
}

TEST_F(CaseIo, DeclaredUnitsAreWritten) {
  const ir::Type energy{ir::TypeKind::kInt, "energy", 0, {}}, pots{ir::TypeKind::kInt, "pots", 0, {}};
  EXPECT_EQ(ValueText(vocabulary.program, energy, 30000, true), "3万度");
  EXPECT_EQ(ValueText(vocabulary.program, energy, 30000, false), "3 wan_kilowatt_hour");
  std::string json;
  AppendValueJson(&json, vocabulary.program, energy, 12500);
  json += " ";
  AppendValueJson(&json, vocabulary.program, pots, 3);
  EXPECT_EQ(json, "\"1.25万度\" 3") << "what is written can be read again";
}

TEST_F(CaseIo, NullAndAbsentAreUnknown) {
  ASSERT_TRUE(Read(R"({"罚款":null,"当事人":null})"));
  EXPECT_EQ(Value("罚款"), std::nullopt);
  EXPECT_EQ(Parties().open, 1u);
}

TEST_F(CaseIo, ListsClosedOpenAndEmpty) {
  ASSERT_TRUE(Read(R"({"当事人":[{"类型":"公民","拟罚款":"1万元"},{"kind":"other"}]})"));
  EXPECT_EQ(Parties().count, 2u);
  EXPECT_EQ(Parties().open, 0u);
  EXPECT_EQ(Element(0, "当事人.拟罚款"), 1000000);
  EXPECT_EQ(Element(1, "当事人.类型"), 2);
  EXPECT_EQ(Element(1, "当事人.拟罚款"), std::nullopt);
  ASSERT_TRUE(Read(R"({"parties":{"items":[{"类型":"法人"}],"complete":false}})"));
  EXPECT_EQ(Parties().count, 1u);
  EXPECT_EQ(Parties().open, 1u);
  ASSERT_TRUE(Read(R"({"parties":[]})"));
  EXPECT_EQ(Parties().count, 0u);
  EXPECT_EQ(Parties().open, 0u);
  EXPECT_EQ(Refused(R"({"parties":[{},{},{},{}]})"), "GJ0916@1:22");
  EXPECT_EQ(Refused(R"({"parties":[1]})"), "GJ0908@1:13");
  EXPECT_EQ(Refused(R"({"parties":{"items":[]}})"), "GJ0923@1:12");
}

TEST_F(CaseIo, UnknownAndDuplicateKeys) {
  EXPECT_EQ(Refused("{\n  \"罚款额\": 1}"), "GJ0906@2:3");
  diag::Diagnostic d{problems.all()[0].kind, {}, problems.all()[0].args, {}};
  EXPECT_NE(d.Help(diag::Language::kZh).find("罚款"), std::string::npos) << d.Help(diag::Language::kZh);
  EXPECT_EQ(Refused(R"({"罚款":1,"fine":1})"), "GJ0907@1:9");
  EXPECT_EQ(Refused(R"({"案件":{"金额":1},"案件.金额":1})"), "GJ0907@1:16");
  EXPECT_EQ(Refused(R"({"axes":{"决定":"2024-01-01"},"决定作出日":"2024-01-01"})"), "GJ0907@1:29");
  EXPECT_EQ(Refused(R"({"axes":{"判决":"2024-01-01"}})"), "GJ0915@1:10");
}

TEST_F(CaseIo, WrappedCaseFilesOfTests) {
  ASSERT_TRUE(Read(R"({"title":"甲","facts":{"罚款":1},"axes":{"act":null},"expect":{"x":[{}]},"id":7})") ==
              false)
      << "no such axis";
  ASSERT_TRUE(Read(
      R"({"title":"甲","facts":{"罚款":1},"axes":{"decision":"2024-01-02"},"expect":{"x":[{}]},"id":"七号"})"));
  EXPECT_EQ(Value("罚款"), 100);
  EXPECT_EQ(buffer.id, "\"七号\"");
}

TEST_F(CaseIo, TextsAreInternedPerCase) {
  ASSERT_TRUE(Read(R"({"案由":"擅自占地"})"));
  EXPECT_EQ(Value("案由"), 1);
  EXPECT_EQ(buffer.TextOf(1, 1), "擅自占地");
  ASSERT_TRUE(Read("{\"案由\":\"e\xCC\x81\"}"));
  EXPECT_EQ(buffer.TextOf(1, 1), "\xC3\xA9") << "texts are compared in NFC";
  EXPECT_EQ(Refused(R"({"案由":"a\u0000b"})"), "GJ0921@1:7");
}

TEST_F(CaseIo, WrongValues) {
  EXPECT_EQ(Refused(R"({"执法类别":"行政处法"})"), "GJ0909@1:9");
  EXPECT_EQ(Refused(R"({"执法类别":true})"), "GJ0908@1:9");
  EXPECT_EQ(Refused(R"({"国家秘密":1})"), "GJ0908@1:9");
  EXPECT_EQ(Refused(R"({"受理日":"2024-02-30"})"), "GJ0910@1:8");
  EXPECT_EQ(Refused(R"({"期限":"400工作日"})"), "GJ0913@1:7");
  EXPECT_EQ(Refused(R"({"罚款":[1]})"), "GJ0908@1:7");
  EXPECT_EQ(Refused(R"({"罚款":{"a":1}})"), "GJ0908@1:7");
  EXPECT_EQ(Refused(R"({"案件":1})"), "GJ0908@1:7");
}

TEST_F(CaseIo, HostileInputIsRefusedWithItsPlace) {
  EXPECT_EQ(Refused(""), "GJ0901@1:1");
  EXPECT_EQ(Refused("   "), "GJ0901@1:4");
  EXPECT_EQ(Refused("[]"), "GJ0905@1:1");
  EXPECT_EQ(Refused("7"), "GJ0905@1:1");
  EXPECT_EQ(Refused(R"({"罚款":1)"), "GJ0901@1:8");
  EXPECT_EQ(Refused(R"({"罚款":1}})"), "GJ0901@1:9");
  EXPECT_EQ(Refused(R"({"罚款":1} {"罚款":1})"), "GJ0901@1:10");
  EXPECT_EQ(Refused(R"({"罚款" 1})"), "GJ0901@1:9");
  EXPECT_EQ(Refused(R"({"罚款":tru})"), "GJ0901@1:7");
  EXPECT_EQ(Refused(R"({"国家秘密":nul})"), "GJ0901@1:9");
  EXPECT_EQ(Refused(R"({"罚款":"1万元})"), "GJ0901@1:7");
  EXPECT_EQ(Refused("{\"案由\":\"\xFF\"}"), "GJ0904@1:8");
  EXPECT_EQ(Refused("{\"案由\":\"\xED\xA0\x80\"}"), "GJ0904@1:8");
  EXPECT_EQ(Refused(std::string_view("{\"案由\":\"a\0b\"}", 15)), "GJ0921@1:9");
  EXPECT_EQ(Refused(R"({"案由":"\ud800"})"), "GJ0920@1:7");
  EXPECT_EQ(Refused(R"({"案由":"\udc00"})"), "GJ0920@1:7");
  EXPECT_EQ(Refused(R"({"\ud800":1})"), "GJ0920@1:2");
  EXPECT_EQ(Refused(R"({"案由":"\q"})"), "GJ0920@1:7");
  std::string deep = "{\"罚款\":" + std::string(1'000'000, '[');
  EXPECT_EQ(Refused(deep.substr(0, 1 << 20)), "GJ0903@1:70");
  std::string long_line(100 << 20, ' ');
  EXPECT_EQ(Refused(long_line), "GJ0902@1:1");
}

TEST_F(CaseIo, ManyProblemsAreCollected) {
  EXPECT_FALSE(Read(R"({"罚款额":1,"执法类别":"x","罚款":"y","受理日":"z"})"));
  EXPECT_EQ(problems.all().size(), 4u);
}

// Whatever the fast scanner accepts, the careful path accepts with the same row.
TEST_F(CaseIo, FastPathMeansTheSame) {
  std::mt19937_64 random(20240207);
  auto pick = [&](std::initializer_list<const char*> options) {
    return std::string(*(options.begin() + random() % options.size()));
  };
  CaseBuffer careful(vocabulary.layout);
  uint64_t accepted = 0, fast_before = reader.fast_reads();
  for (int i = 0; i < 60000; ++i) {
    std::string json = pick({"{", " {", "{ "});
    int keys = static_cast<int>(random() % 6);
    for (int k = 0; k < keys; ++k) {
      if (k > 0) json += pick({",", ", ", ",\n", " ,", ",", ",", ",,"});
      json += pick({"\"执法类别\"", "\"act_type\"", "\"fine\"", "\"visits\"", "\"state_secret\"", "\"案由\"",
                    "\"受理日\"", "\"当事人\"", "\"id\"", "\"案件\"", "\"系数\"", "\"v\\u0069sits\"",
                    "\"axes\"", "\"facts\""});
      json += pick({":", ":", ": ", " :", ""});
      json += pick({"\"行政处罚\"",
                    "\"licence\"",
                    "1",
                    "0",
                    "-1",
                    "-0",
                    "00",
                    "12.50",
                    "1.",
                    "1e2",
                    "true",
                    "false",
                    "null",
                    "nul",
                    "truee",
                    "\"1万元\"",
                    "\"\"",
                    "\"a\\u0041\"",
                    "\"2024-02-07\"",
                    "[]",
                    "[{}]",
                    "[{\"kind\":\"公民\"},{\"拟罚款\":3}]",
                    "[{},]",
                    "[1]",
                    "{\"items\":[],\"complete\":false}",
                    "{}",
                    "{\"金额\":5}",
                    "\"专利\"",
                    "\"é\"",
                    "999999999999999999",
                    "{\"decision\":\"2024-01-01\"}",
                    "{\"fine\":3}",
                    "\"\xFF\"",
                    "{\"金额\":5",
                    "123456789012345678901234567890"});
    }
    json += pick({"}", "}", "}", " }", "} ", "", "}}", "},"});
    Problems unused;
    bool both = Read(json);
    std::string id = buffer.id;
    JsonReader slow(*vocabulary.schema);
    std::string padded = json + std::string(kPadding, '\n');
    bool alone = slow.ReadPaddedCarefully({padded.data(), json.size()}, &careful, &unused);
    ASSERT_EQ(both, alone) << json;
    if (!both) continue;
    ++accepted;
    EXPECT_EQ(id, careful.id) << json;
    size_t lists = vocabulary.layout.list_offsets[0];
    EXPECT_EQ(std::memcmp(buffer.row(), careful.row(), lists), 0) << json;
    EXPECT_EQ(std::memcmp(buffer.row() + lists + 16, careful.row() + lists + 16,
                          vocabulary.layout.row.size - lists - 16),
              0)
        << json;
    abi::ListView a = Parties(), b = abi::LoadList(careful.row(), static_cast<uint32_t>(lists));
    ASSERT_EQ(a.count, b.count) << json;
    ASSERT_EQ(a.open, b.open) << json;
    if (a.count > 0) {
      EXPECT_EQ(std::memcmp(a.elements, b.elements, a.count * vocabulary.layout.elements[0].size), 0) << json;
    }
  }
  EXPECT_GT(accepted, 2000u);
  EXPECT_GT(reader.fast_reads() - fast_before, 1000u);
}

// Random damage to a good case: never a crash, never both accepted and reported.
TEST_F(CaseIo, DamagedBytes) {
  std::string good =
      R"({"执法类别":"行政处罚","当事人":[{"类型":"公民","拟罚款":"1万元"}],"案由":"\u4e13利","罚款":12.50,"axes":{"决定":"2024-02-07"}})";
  ASSERT_TRUE(Read(good));
  std::mt19937_64 random(7);
  for (int i = 0; i < 50000; ++i) {
    std::string bad = good;
    for (int k = 0; k <= static_cast<int>(random() % 3); ++k) {
      size_t at = random() % bad.size();
      switch (random() % 3) {
        case 0:
          bad[at] = static_cast<char>(random());
          break;
        case 1:
          bad.erase(at, 1 + random() % 4);
          break;
        default:
          bad.insert(at, 1, "{}[]\",:\\0e\n"[random() % 11]);
      }
      if (bad.empty()) bad = "{";
    }
    bool ok = Read(bad);
    ASSERT_EQ(ok, problems.empty() || ok) << bad;
    if (!ok) {
      ASSERT_FALSE(problems.all().empty()) << bad;
      EXPECT_FALSE(RenderProblems(problems, bad, "case.json", {}).empty());
      EXPECT_FALSE(RenderShort(problems.all()[0], bad, diag::Language::kEn).empty());
    }
  }
}

TEST_F(CaseIo, LinesEndCases) {
  std::string text = "{\"fine\":1}\n {\"fine\":2} \r\n{\"fine\":\n3}\n\n{\"visits\":4}";
  const size_t size = text.size();
  text.resize(size + kPadding, ' ');
  const char *begin = text.data(), *end = begin + size;
  const char* next = reader.ReadNext(begin, end, &buffer);
  ASSERT_EQ(next, begin + 11);
  EXPECT_EQ(Value("罚款"), 100);
  next = reader.ReadNext(next, end, &buffer);
  ASSERT_EQ(next, begin + 25);
  EXPECT_EQ(Value("罚款"), 200);
  EXPECT_EQ(reader.ReadNext(next, end, &buffer), nullptr);
  EXPECT_EQ(reader.ReadNext(begin + size - 13, end, &buffer), nullptr);  // blank
  EXPECT_EQ(reader.ReadNext(begin + size - 12, end, &buffer), end);
  EXPECT_EQ(Value("人次"), 4);
  ASSERT_TRUE(Read("{\n\"fine\":\n3}"));
  EXPECT_EQ(Value("罚款"), 300);
}

TEST_F(CaseIo, PagesDoWhatTheySay) {
  int pages = 0;
  for (const diag::KindInfo& info : diag::AllKinds()) {
    if (info.number < 900) continue;
    std::string code = diag::CodeOf(info.kind);
    std::ifstream in(std::string(GUIJU_SOURCE_DIR) + "/compiler/diag/pages/" + code + ".md");
    std::string line, form, block;
    std::vector<std::pair<std::string, std::string>> blocks;
    while (std::getline(in, line)) {
      if (line.starts_with("```")) {
        if (!form.empty()) blocks.emplace_back(form, block.substr(0, block.size() - 1));
        form = form.empty() ? line.substr(3) : "";
        block.clear();
      } else if (!form.empty()) {
        block += line + "\n";
      }
    }
    ASSERT_EQ(blocks.size(), 2u) << code;
    for (size_t i = 0; i < 2; ++i) {
      auto& [kind, text] = blocks[i];
      std::string got;
      if (kind.starts_with("json-fill ")) {
        size_t at = text.find("□");
        text =
            text.substr(0, at) + std::string(std::stoul(kind.substr(10)), kind.back()) + text.substr(at + 3);
      } else if (kind == "json-bytes") {
        for (size_t at; (at = text.find("\\x")) != std::string::npos;)
          text.replace(at, 4, 1, static_cast<char>(std::stoi(text.substr(at + 2, 2), nullptr, 16)));
      }
      if (kind == "csv") {
        CsvReader csv(*vocabulary.schema);
        size_t header = text.find('\n');
        ASSERT_TRUE(csv.ReadHeader(text.substr(0, header), &problems));
        std::string row = text.substr(header + 1), padded = row + std::string(kPadding, ' ');
        csv.ReadRow({padded.data(), row.size()}, &buffer, &problems);
      } else if (kind == "json-test") {
        std::vector<CaseTest> tests;
        problems.Clear();
        ASSERT_TRUE(SplitCaseTests(text, &tests, &problems));
        Schema own(vocabulary.program, vocabulary.layout);
        ReadExpected(vocabulary.program, {{ir::DecisionId(0), "review"}}, &own, &tests[0], &problems);
      } else {
        Read(text);
      }
      for (const Problem& problem : problems.all()) got += diag::CodeOf(problem.kind) + " ";
      if (problems.empty()) got = "";
      EXPECT_EQ(got, i == 0 ? code + " " : "") << text.substr(0, 200);
    }
    ++pages;
  }
  EXPECT_GE(pages, 25);
}

}  // namespace
}  // namespace guiju::caseio
