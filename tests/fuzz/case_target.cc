// Anything as a case: JSON by both readers, which must agree, and CSV.
#include <cstring>
#include <memory>

#include "compiler/base/check.h"
#include "compiler/lower/lower.h"
#include "runtime/caseio/csv_reader.h"
#include "runtime/caseio/json_reader.h"
#include "tests/fuzz/target.h"
#include "tests/property/policy_generator.h"

namespace guiju::fuzz {
namespace {

struct Vocabulary {
  ir::Program program = *lower::CompileText({{"fuzz.gj", property::GeneratePolicy(1)}}).program;
  abi::Layout layout = abi::LayoutOf(program);
  caseio::Schema schema{program, layout};
};
const Vocabulary& TheVocabulary() {
  static const Vocabulary vocabulary;
  return vocabulary;
}

void ReadJson(std::string_view text) {
  const Vocabulary& v = TheVocabulary();
  caseio::JsonReader quick(v.schema), careful(v.schema);
  caseio::CaseBuffer first(v.layout), second(v.layout);
  caseio::Problems some, others;
  const bool read = quick.Read(text, &first, &some);
  std::string padded(text);
  padded.resize(text.size() + caseio::kPadding, ' ');
  GJ_CHECK(read == careful.ReadPaddedCarefully({padded.data(), text.size()}, &second, &others));
  GJ_CHECK(read == some.empty());
  if (!read) return;
  // Facts of the case itself; list views hold addresses.
  for (const ir::FactId fact : v.program.facts.ids()) {
    if (v.program.facts[fact].list) continue;
    const abi::Field& field = v.layout.fields[static_cast<size_t>(fact.index)];
    GJ_CHECK(abi::IsKnown(first.row(), field) == abi::IsKnown(second.row(), field));
    GJ_CHECK(abi::Load(first.row(), field) == abi::Load(second.row(), field));
  }
}

// The first record is the heading, the others rows.
void ReadCsv(std::string_view text) {
  const Vocabulary& v = TheVocabulary();
  caseio::CsvReader reader(v.schema);
  caseio::CaseBuffer buffer(v.layout);
  caseio::Problems problems;
  const size_t heading = caseio::RecordLength(text);
  if (!reader.ReadHeader(text.substr(0, heading), &problems)) return;
  text.remove_prefix(heading);
  while (!text.empty()) {
    const size_t length = caseio::RecordLength(text);
    GJ_CHECK(length > 0);
    std::string padded(text.substr(0, length));
    while (!padded.empty() && (padded.back() == '\n' || padded.back() == '\r')) padded.pop_back();
    const size_t size = padded.size();
    padded.resize(size + caseio::kPadding);
    problems.Clear();
    GJ_CHECK(reader.ReadRow(std::string_view(padded).substr(0, size), &buffer, &problems) ==
             problems.empty());
    text.remove_prefix(length);
  }
}

}  // namespace

std::vector<std::string> Corpus() {
  return {
      R"({"执法": "处罚", "轻重": "重", "罚款": "1万元", "所得": 12.5, "人数若干": "7人", "次序": 3, "再犯": true, "地域": "甲",
"行为日": "2021-07-15", "决定日": null, "名单": [{"身份": "许可", "分额": "0.5万元", "到场": "是"}], "复杂": false})",
      R"({"act": "penalty", "fine": 10000, "people": {"items": [{"share": 1}], "complete": false}, "region": "\u7532"})",
      "id,执法,罚款,再犯,名单1.分额,名单2.分额\n甲,处罚,1万元,是,5元,\n\"乙\",许可,\"12,000元\",否,,7\n",
      "act,fine,act_date\npenalty,100,2021-07-15\n,,\n",
  };
}

std::vector<std::string> Words() {
  return {"{",          "}",         "[",
          "]",          ",",         ":",
          "\"",         "\"\"",      "\\u",
          "\\ud800",    "null",      "true",
          "-",          "1e400",     "0.00000000001",
          "\n",         "\r\n",      "\xFF",
          "万元",       "亿元",      "人",
          "是",         "否",        "99999999999999999999",
          "2021-02-30", "\"执法\":", "\"名单\":",
          "items",      "complete",  "名单1.分额"};
}

}  // namespace guiju::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  guiju::fuzz::ReadJson(text);
  guiju::fuzz::ReadCsv(text);
  return 0;
}
