#include "tools/guiju/findings_text.h"

#include <fmt/format.h>

namespace guiju::cli {
namespace {

using record::Value;

constexpr size_t kMostFindings = 50;  // printed as text; JSON has all

}  // namespace

record::Value FindingsValue(const record::Findings& of_record, const std::vector<cases::Finding>& of_replay,
                            bool chinese) {
  Value list = Value::EmptyArray();
  const auto add = [&](std::string_view code, std::string_view text, int64_t pos, const std::string& stream,
                       const std::string& detail) {
    Value& one = list.Append(Value::EmptyObject());
    one.Insert("code", code);
    one.Insert("text", text);
    one.Insert("pos", pos);
    one.Insert("stream", stream);
    one.Insert("detail", detail);
  };
  for (const record::Finding& finding : of_record.first())
    add(record::FindingCode(finding.kind),
        chinese ? record::FindingChinese(finding.kind) : record::FindingEnglish(finding.kind), finding.pos,
        "", finding.detail);
  for (const cases::Finding& finding : of_replay)
    add(cases::CodeOf(finding.kind), cases::TextOf(finding.kind, chinese), finding.pos, finding.stream,
        finding.detail);
  return list;
}

std::string FindingsText(const Session& session, const Value& findings) {
  std::string text;
  for (size_t i = 0; i < findings.items().size(); ++i) {
    if (i == kMostFindings)
      return text + fmt::format(fmt::runtime(session.Pick("  …… 共 {} 处\n", "  … {} in all\n")),
                                findings.items().size());
    const Value& one = findings.items()[i];
    text += fmt::format("  ✗ {}（{}）", one.Find("text")->text(), one.Find("code")->text());
    if (one.Find("pos")->number() >= 0)
      text += fmt::format(fmt::runtime(session.Pick(" 第 {} 条", " entry {}")), one.Find("pos")->number());
    if (!one.Find("stream")->text().empty()) text += " " + one.Find("stream")->text();
    if (!one.Find("detail")->text().empty()) text += ": " + one.Find("detail")->text();
    text += "\n";
  }
  return text;
}

}  // namespace guiju::cli
