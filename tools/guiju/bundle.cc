#include "tools/guiju/bundle.h"

#include <fmt/format.h>

#include "runtime/cases/case_bundle.h"
#include "tools/guiju/findings_text.h"
#include "tools/guiju/key_files.h"
#include "tools/guiju/store_session.h"

namespace guiju::cli {
namespace {

using record::Value;

constexpr int64_t kMostEntry = int64_t{1} << 53;
constexpr const char* kSignUsage =
    "guiju sign --bundle STREAM --to FILE --store S --key F --memory F [--show ENTRY:/PATH … | --show-all]";
constexpr const char* kVerifyUsage = "guiju verify --bundle FILE --log-name NAME --key K";

// "2026-001" is a case; other streams are written with their kind.
std::string StreamOf(const std::string& text) {
  const size_t slash = text.find('/');
  const bool named = slash != std::string::npos && slash + 1 < text.size() && cases::EmptyState(text).ok();
  return named ? text : MatterStream(text);
}

base::Result<cases::BundleRequest> RequestOf(const Session& session) {
  const Arguments& arguments = session.arguments;
  cases::BundleRequest request;
  request.stream = StreamOf(arguments.Get("--bundle"));
  request.memory_path = arguments.Get("--memory");
  request.show_all = arguments.Has("--show-all");
  for (const std::string& text : arguments.All("--show")) {
    const size_t colon = text.find(':');
    const auto entry = WholeNumber(text.substr(0, colon), kMostEntry);
    if (colon == std::string::npos || !entry)
      return base::Error{
          fmt::format(fmt::runtime(session.Pick(
                          "--show {}：写成 第几条:/字段，例如 5:/facts/罚款（guiju case entries 列出）",
                          "--show {}: write ENTRY:/PATH, for example 5:/facts/fine (guiju case "
                          "entries lists them)")),
                      text)};
    request.shown[*entry].push_back(text.substr(colon + 1));
  }
  return request;
}

int TellMade(const Session& session, const cases::Cases& cases, const cases::MadeBundle& made) {
  const record::BundleReport& report = made.report;
  const std::string path = session.arguments.Get("--to");
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("file", path);
    object.Insert("stream", report.statement.stream);
    object.Insert("log", cases.LogName());
    object.Insert("entries", report.entries.size());
    object.Insert("signed", report.statement.head.size);
    object.Insert("disclosed", report.disclosed_fields);
    object.Insert("left_out", made.left_out);
    SayJson(cases, std::move(object));
    return kYes;
  }
  std::string text = fmt::format(
      fmt::runtime(session.Pick("{} 的卷宗证明已写入 {}：记录 {} 条，披露字段 {} 个，截至已签名的前 {} "
                                "条记录\n  核验：guiju verify "
                                "--bundle {} --log-name {} --key 公钥\n",
                                "the bundle of {} is in {}: {} entries, {} fields disclosed, as of the first "
                                "{} entries of the log\n"
                                "  to verify: guiju verify --bundle {} --log-name {} --key PUBLIC_KEY\n")),
      report.statement.stream, path, report.entries.size(), report.disclosed_fields,
      report.statement.head.size, path, cases.LogName());
  if (made.left_out > 0)
    text += fmt::format(
        fmt::runtime(session.Pick("  注意：此后的 {} 条还没有签名，不在其中；先 guiju sign 就可以包括进来\n",
                                  "  note: {} later entries are not signed yet and left out; guiju sign "
                                  "first to have them\n")),
        made.left_out);
  Say(session, cases, text);
  return kYes;
}

// The entries with what is shown of them. Only of a bundle that holds: else nothing in it is known to be
// true.
Value ShownValue(const record::CaseBundle& bundle, const record::BundleReport& report) {
  Value list = Value::EmptyArray();
  for (size_t i = 0; i < report.entries.size(); ++i) {
    const record::Entry& entry = report.entries[i];
    Value& one = list.Append(Value::EmptyObject());
    one.Insert("entry", entry.pos);
    one.Insert("type", entry.type);
    one.Insert("occurred", entry.occurred);
    one.Insert("person", entry.actor.person);
    Value& fields = *one.Insert("fields", Value::EmptyArray());
    const auto& disclosure = bundle.entries[i].disclosure;
    one.Insert("hidden", entry.fields - static_cast<int64_t>(disclosure ? disclosure->fields.size() : 0));
    if (!disclosure) continue;
    for (const record::DisclosedField& field : disclosure->fields) {
      Value& shown = fields.Append(Value::EmptyObject());
      shown.Insert("path", field.path);
      shown.Insert("value", field.value);
    }
  }
  return list;
}

std::string ShownText(const Session& session, const Value& shown) {
  std::string text;
  for (const Value& one : shown.items()) {
    text += fmt::format(fmt::runtime(session.Pick("第 {} 条　{}　{}　{}", "{}  {}  {}  {}")),
                        one.Find("entry")->number(), one.Find("occurred")->text(), one.Find("type")->text(),
                        one.Find("person")->text());
    if (const int64_t hidden = one.Find("hidden")->number(); hidden > 0)
      text +=
          fmt::format(fmt::runtime(session.Pick("　（{} 个字段没有披露）", "  ({} fields hidden)")), hidden);
    text += "\n";
    for (const Value& field : one.Find("fields")->items())
      text += fmt::format("    {}　{}\n", field.Find("path")->text(), field.Find("value")->text());
  }
  return text;
}

int TellVerified(const Session& session, const record::CaseBundle& bundle,
                 const record::BundleReport& report) {
  const std::string log_name = session.arguments.Get("--log-name");
  const bool simulated = log_name.starts_with("simulated/");
  const Value findings = FindingsValue(report.findings, {}, session.chinese);
  const Value shown = report.ok() ? ShownValue(bundle, report) : Value::EmptyArray();
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("ok", report.ok());
    object.Insert("stream", report.statement.stream);
    object.Insert("log", log_name);
    object.Insert("entries", bundle.entries.size());
    object.Insert("stated", report.statement.sver);
    object.Insert("signed", report.statement.head.size);
    object.Insert("disclosed", report.disclosed_fields);
    object.Insert("shown", shown);
    object.Insert("findings", findings);
    object.Insert("simulated", simulated);
    Out(*record::PrintJson(object) + "\n");
    return report.ok() ? kYes : kNo;
  }
  std::string text = simulated ? session.Pick("〔模拟〕", "[simulated] ") : "";
  text += report.ok() ? session.Pick("卷宗证明核验通过\n", "the bundle holds\n")
                      : session.Pick("卷宗证明核验没有通过，其中的内容不能采信\n",
                                     "the bundle does not hold: nothing in it is to be relied on\n");
  text += fmt::format(fmt::runtime(session.Pick("  记录 {} 条", "  {} entries")), bundle.entries.size());
  if (report.statement.sver > 0)
    text += fmt::format(
        fmt::runtime(session.Pick("；签名人声明：{1} 的前 {2} 条记录中，{0} 共有 {3} 条",
                                  "; the signer states: {0} has {3} among the first {2} of {1}")),
        report.statement.stream, report.statement.origin, report.statement.head.size, report.statement.sver);
  text += "\n";
  Out(text + FindingsText(session, findings) + ShownText(session, shown));
  return report.ok() ? kYes : kNo;
}

}  // namespace

bool IsAboutBundle(const Session& session) {
  const Arguments& arguments = session.arguments;
  return arguments.Has("--bundle") || arguments.Has("--to") || arguments.Has("--show") ||
         arguments.Has("--show-all");
}

int SignBundle(const Session& session) {
  const Arguments& arguments = session.arguments;
  if (!arguments.paths().empty()) return Misuse(session, kSignUsage);
  for (const char* needed : {"--bundle", "--to", "--key", "--memory"}) {
    if (!arguments.Has(needed))
      return Misuse(
          session, fmt::format(fmt::runtime(session.Pick("卷宗证明还要写明 {}：{}", "a bundle needs {}: {}")),
                               needed, kSignUsage));
  }
  for (const char* other : {"--new-key", "--first", "--new-epoch"}) {
    if (arguments.Has(other))
      return Misuse(
          session,
          fmt::format(fmt::runtime(session.Pick("{} 不能与 --bundle 一起用", "{} does not go with --bundle")),
                      other));
  }
  if (arguments.Has("--show") && arguments.Has("--show-all"))
    return Misuse(session, session.Pick("--show 和 --show-all 只能用一个", "--show or --show-all, not both"));
  auto request = RequestOf(session);
  if (!request) return Misuse(session, request.error().message);
  auto cases = OpenCases(session, Access::kRead);
  if (!cases) return kMisuse;
  auto key = SecretKey(session);
  if (!key) return Failed(key.error().message);
  auto made = cases::MakeCaseBundle(*cases, *key, *request);
  if (!made) return Failed(made.error().message);
  if (auto done = WritePrivate(arguments.Get("--to"), made->bytes); !done)
    return Failed(done.error().message);
  return TellMade(session, *cases, *made);
}

int VerifyBundleFile(const Session& session) {
  const Arguments& arguments = session.arguments;
  if (!arguments.paths().empty() || !arguments.Has("--log-name")) return Misuse(session, kVerifyUsage);
  // What would not be looked at is not passed over in silence.
  for (const char* other : {"--store", "--agency", "--log", "--at", "--retained", "--require-signed"}) {
    if (arguments.Has(other))
      return Misuse(session, fmt::format(fmt::runtime(session.Pick("{} 不能与 --bundle 一起用：{}",
                                                                   "{} does not go with --bundle: {}")),
                                         other, kVerifyUsage));
  }
  auto keys = PublicKeys(session);
  if (!keys) return Misuse(session, keys.error().message);
  auto bytes = ReadInput(arguments.Get("--bundle"), record::kMaxBundleBytes);
  if (!bytes) return Failed(bytes.error().message);
  record::CaseBundle bundle;
  record::BundleReport report;
  if (auto read = record::ParseBundle(*bytes)) {
    bundle = *std::move(read);
    report = record::VerifyBundle(bundle, arguments.Get("--log-name"), *keys);
  } else {
    report.findings.Add(record::FindingKind::kBundleMalformed, -1, read.error().message);
  }
  return TellVerified(session, bundle, report);
}

}  // namespace guiju::cli
