// The record of a store: signed, verified, exported; states made again.
#include <fmt/format.h>

#include "runtime/cases/signing.h"
#include "runtime/cases/verify.h"
#include "runtime/record/directory_source.h"
#include "runtime/record/random.h"
#include "tools/guiju/bundle.h"
#include "tools/guiju/findings_text.h"
#include "tools/guiju/key_files.h"
#include "tools/guiju/store_session.h"

namespace guiju::cli {
namespace {

using record::Value;

// A key name has no white space and no '+'; the log's name may.
std::string KeyName(const std::string& log_name) { return record::IsKeyName(log_name) ? log_name : "guiju"; }

int MakeKey(const Session& session, const cases::Cases& cases, const std::string& path) {
  auto key = record::SigningKey::Make(KeyName(cases.LogName()), record::RandomBytes(32));
  if (!key) return Failed(key.error().message);
  if (auto done = WritePrivate(path, key->Print() + "\n"); !done) return Failed(done.error().message);
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("key", key->verifier().Print());
    SayJson(cases, std::move(object));
  } else {
    Say(session, cases,
        fmt::format(
            fmt::runtime(session.Pick("签名密钥已写入 {}，请妥善保管。核验用的公钥：\n{}\n",
                                      "the signing key is in {}: keep it safe. The public key:\n{}\n")),
            path, key->verifier().Print()));
  }
  return kYes;
}

int TellSigned(const Session& session, const cases::Cases& cases, const cases::SignReport& report) {
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("size", report.size);
    object.Insert("epoch", report.epoch);
    object.Insert("checkpoint", report.note);
    object.Insert("new", report.new_checkpoint);
    object.Insert("refused", report.refusal ? Value(report.refusal->message) : Value());
    SayJson(cases, std::move(object));
  } else if (report.refusal) {
    Say(session, cases,
        fmt::format(fmt::runtime(session.Pick("不予签名：{}\n", "not signed: {}\n")),
                    report.refusal->message));
  } else {
    Say(session, cases,
        fmt::format(fmt::runtime(report.new_checkpoint
                                     ? session.Pick("已签名：{} 条记录，第 {} 纪元\n",
                                                    "signed: {} entries, epoch {}\n")
                                     : session.Pick("没有新的记录：{} 条记录已经签名，第 {} 纪元\n",
                                                    "nothing new: {} entries are signed, epoch {}\n")),
                    report.size, report.epoch));
  }
  return report.refusal ? kNo : kYes;
}

base::Result<cases::CheckOptions> CheckOptionsOf(const Session& session) {
  cases::CheckOptions options;
  options.require_signed = session.arguments.Has("--require-signed");
  auto keys = PublicKeys(session);
  if (!keys) return keys.error();
  options.keys = *std::move(keys);
  for (const std::string& path : session.arguments.All("--retained")) {
    auto note = ReadInput(path, 1 << 20);
    if (!note) return note.error();
    options.retained.push_back(*std::move(note));
  }
  return options;
}

int TellCheck(const Session& session, const cases::Cases& cases, const cases::CheckReport& report) {
  const Value findings = FindingsValue(report.record.findings, report.replayed.findings, session.chinese);
  const auto redactions = report.record.redactions.size();
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("ok", report.ok());
    object.Insert("entries", report.record.size);
    object.Insert("signed", report.record.signed_size);
    object.Insert("unsigned", report.record.unsigned_entries());
    object.Insert("checkpoints", report.record.checkpoints);
    object.Insert("streams", report.record.streams);
    object.Insert("bodies", report.record.bodies);
    object.Insert("redactions", redactions);
    object.Insert("states", report.replayed.states);
    object.Insert("not_comparable", report.replayed.not_comparable);
    object.Insert("decisions", report.replayed.decisions);
    object.Insert("not_evaluable", report.replayed.not_evaluable);
    object.Insert("findings", findings);
    SayJson(cases, std::move(object));
    return report.ok() ? kYes : kNo;
  }
  std::string text = report.ok() ? session.Pick("核验通过\n", "everything holds\n")
                                 : session.Pick("核验没有通过\n", "it does not hold\n");
  text += fmt::format(
      fmt::runtime(session.Pick(
          "  记录 {} 条，已签名 {} 条，检查点 {} 个，末尾未签名 {} 条\n  内容 {} 份，删除的字段 {} 个\n"
          "  案卷 {} 件：重新归并 {} 件，相符与否见下；内容已删除不能归并 {} 件\n  决定：重新判断 {} "
          "个，不能重新判断 {} 个\n",
          "  {} entries, {} signed, {} checkpoints, {} not signed yet\n  {} bodies, {} fields deleted\n"
          "  {} streams: {} folded again, {} not comparable\n  decisions: {} evaluated again, {} not "
          "evaluable\n")),
      report.record.size, report.record.signed_size, report.record.checkpoints,
      report.record.unsigned_entries(), report.record.bodies, redactions, report.record.streams,
      report.replayed.states, report.replayed.not_comparable, report.replayed.decisions,
      report.replayed.not_evaluable);
  Say(session, cases, text + FindingsText(session, findings));
  return report.ok() ? kYes : kNo;
}

// An exported folder, without the store: the record alone.
int VerifyFolder(const Session& session, const std::string& folder, const cases::CheckOptions& options) {
  const Arguments& arguments = session.arguments;
  if (!arguments.Has("--log-name") || !arguments.Has("--agency") || !arguments.Has("--log"))
    return Misuse(
        session,
        session.Pick("核验导出的目录，要写明 --log-name、--agency、--log（导出时给出）",
                     "an exported folder needs --log-name, --agency and --log, as the export printed them"));
  auto source = record::OpenDirectory(folder);
  if (!source) return Failed(source.error().message);
  record::VerifyOptions record_options;
  record_options.log_name = arguments.Get("--log-name");
  record_options.agency = arguments.Get("--agency");
  record_options.log = arguments.Get("--log");
  record_options.keys = options.keys;
  record_options.retained = options.retained;
  record_options.require_signed = options.require_signed;
  const record::VerifyReport report = record::VerifyLog(**source, record_options);
  const Value findings = FindingsValue(report.findings, {}, session.chinese);
  const bool simulated = record_options.log_name.starts_with("simulated/");
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("ok", report.ok());
    object.Insert("entries", report.size);
    object.Insert("signed", report.signed_size);
    object.Insert("unsigned", report.unsigned_entries());
    object.Insert("bodies", report.bodies);
    object.Insert("redactions", report.redactions.size());
    object.Insert("findings", findings);
    object.Insert("simulated", simulated);
    Out(*record::PrintJson(object) + "\n");
  } else {
    Out((simulated ? std::string(session.Pick("〔模拟〕", "[simulated] ")) : "") +
        fmt::format(fmt::runtime(session.Pick("{}：记录 {} 条，已签名 {} 条，内容 {} 份\n{}",
                                              "{}: {} entries, {} signed, {} bodies\n{}")),
                    report.ok() ? session.Pick("核验通过", "everything holds")
                                : session.Pick("核验没有通过", "it does not hold"),
                    report.size, report.signed_size, report.bodies, FindingsText(session, findings)));
  }
  return report.ok() ? kYes : kNo;
}

}  // namespace

int RunSign(const Session& session) {
  if (IsAboutBundle(session)) return SignBundle(session);
  if (!session.arguments.paths().empty()) return Misuse(session, "guiju sign --store …");
  auto cases = OpenCases(session, Access::kChange);
  if (!cases) return kMisuse;
  if (session.arguments.Has("--new-key")) return MakeKey(session, *cases, session.arguments.Get("--new-key"));
  if (!session.arguments.Has("--key") || !session.arguments.Has("--memory"))
    return Misuse(session, session.Pick("请写明 --key 密钥文件 和 --memory 签名人自己的记忆文件",
                                        "--key FILE and --memory FILE are needed"));
  auto key = SecretKey(session);
  if (!key) return Failed(key.error().message);
  auto report = cases::SignLog(*cases, *key,
                               {session.arguments.Get("--memory"), session.arguments.Has("--first"),
                                session.arguments.Has("--new-epoch")});
  if (!report) return Failed(report.error().message);
  return TellSigned(session, *cases, *report);
}

int RunVerify(const Session& session) {
  if (session.arguments.Has("--bundle")) return VerifyBundleFile(session);
  const auto& words = session.arguments.paths();
  if (words.size() > 1) return Misuse(session, "guiju verify [FOLDER] --key K");
  auto options = CheckOptionsOf(session);
  if (!options) return Misuse(session, options.error().message);
  if (!words.empty()) return VerifyFolder(session, words[0], *options);
  auto cases = OpenCases(session, Access::kRead);
  if (!cases) return kMisuse;
  auto report = cases::Verify(*cases, *options);
  if (!report) return Failed(report.error().message);
  return TellCheck(session, *cases, *report);
}

int RunLog(const Session& session) {
  const auto& words = session.arguments.paths();
  if (words.size() != 2 || words[0] != "export")
    return Misuse(session, session.Pick("用法：guiju log export 目录 --store 库",
                                        "usage: guiju log export FOLDER --store S"));
  auto cases = OpenCases(session, Access::kRead);
  if (!cases) return kMisuse;
  const bool private_too = session.arguments.Has("--private");
  if (auto done =
          cases::Export(*cases, words[1], private_too ? record::Bodies::kPrivate : record::Bodies::kLeftOut);
      !done)
    return Failed(done.error().message);
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("folder", words[1]);
    object.Insert("log", cases->LogName());
    object.Insert("private", private_too);
    SayJson(*cases, std::move(object));
  } else {
    Say(session, *cases,
        fmt::format(fmt::runtime(session.Pick("记录 {} 已导出到 {}{}\n", "the log {} is in {}{}\n")),
                    cases->LogName(), words[1],
                    private_too ? session.Pick("（含内容）", " (with bodies)") : ""));
  }
  return kYes;
}

int RunRebuild(const Session& session) {
  if (!session.arguments.paths().empty()) return Misuse(session, "guiju rebuild --store …");
  const bool check = session.arguments.Has("--check");
  auto cases = OpenCases(session, check ? Access::kRead : Access::kChange);
  if (!cases) return kMisuse;
  auto report = cases::Rebuild(*cases, check);
  if (!report) return Failed(report.error().message);
  const bool same = report->replayed.findings.empty();
  const Value findings = FindingsValue({}, report->replayed.findings, session.chinese);
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("ok", same || !check);
    object.Insert("entries", report->replayed.entries);
    object.Insert("streams", report->replayed.streams.size());
    object.Insert("rewritten", report->rewritten);
    object.Insert("moved_on", report->moved_on);
    object.Insert("findings", findings);
    SayJson(*cases, std::move(object));
  } else {
    Say(session, *cases,
        fmt::format(fmt::runtime(session.Pick("{} 条记录、{} 件案卷重新归并，改写 {} 件\n{}",
                                              "{} entries and {} streams folded again, {} rewritten\n{}")),
                    report->replayed.entries, report->replayed.streams.size(), report->rewritten,
                    FindingsText(session, findings)));
  }
  return same || !check ? kYes : kNo;
}

}  // namespace guiju::cli
