#include "tools/guiju/case_redact.h"

#include <fmt/format.h>

#include "runtime/cases/redaction.h"
#include "runtime/record/flatten.h"
#include "tools/guiju/store_session.h"

namespace guiju::cli {
namespace {

using record::Value;

constexpr int64_t kMostEntry = int64_t{1} << 53;
constexpr int64_t kMostYears = 200;

base::Result<cases::RedactRequest> RequestOf(const Session& session, const cases::Cases& cases,
                                             const std::string& id) {
  const Arguments& arguments = session.arguments;
  cases::RedactRequest request;
  request.stream = MatterStream(id);
  const auto entry = WholeNumber(arguments.Get("--entry"), kMostEntry);
  if (!entry)
    return base::Error{session.Pick("请写明 --entry：第几条记录（guiju case entries 列出各条）",
                                    "--entry N is missing: guiju case entries lists them")};
  request.pos = *entry;
  request.paths = arguments.All("--path");
  request.basis = arguments.Get("--basis");
  request.reason = arguments.Get("--reason");
  request.overrides = arguments.Has("--overriding");
  if (arguments.Has("--retention")) {
    request.retention_years = WholeNumber(arguments.Get("--retention"), kMostYears);
    if (!request.retention_years)
      return base::Error{session.Pick("--retention：年数，例如 10", "--retention: a number of years")};
  }
  auto acting = ActingPerson(session, cases, true);
  if (!acting) return acting.error();
  request.persons.acting = *acting;
  if (arguments.Has("--approval")) {
    auto approval = PersonOf(session, arguments.Get("--approval"));
    if (!approval) return approval.error();
    request.persons.approval = *approval;
  }
  return request;
}

int TellRefused(const Session& session, const cases::Cases& cases, const std::string& id,
                const cases::Refusal& refusal) {
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("case", id);
    object.Insert("result", "refused");
    object.Insert("code", refusal.code);
    object.Insert("message", refusal.In(session.chinese));
    SayJson(cases, std::move(object));
  } else {
    Say(session, cases,
        fmt::format(fmt::runtime(session.Pick("案件 {}：没有删除（{}）\n  {}。\n",
                                              "case {}: nothing was deleted ({})\n  {}.\n")),
                    id, refusal.code, refusal.In(session.chinese)));
  }
  return kNo;
}

int TellDone(const Session& session, const cases::Cases& cases, const std::string& id,
             const cases::RedactAnswer& done) {
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("case", id);
    object.Insert("result", "recorded");
    object.Insert("pos", done.answer.pos);
    object.Insert("version", done.answer.sver);
    Value& events = *object.Insert("events", Value::EmptyArray());
    for (const flow::Event& event : done.answer.events) {
      Value& one = events.Append(Value::EmptyObject());
      one.Insert("type", event.type);
      one.Insert("body", event.body);
    }
    Value& also = *object.Insert("also_at", Value::EmptyArray());
    for (const auto& [pos, path] : done.also_at) {
      Value& one = also.Append(Value::EmptyObject());
      one.Insert("entry", pos);
      one.Insert("path", path);
    }
    SayJson(cases, std::move(object));
    return kYes;
  }
  std::string text =
      fmt::format(fmt::runtime(session.Pick("案件 {}：已删除，第 {} 版\n", "case {}: deleted, version {}\n")),
                  id, done.answer.sver);
  for (const flow::Event& event : done.answer.events)
    text += "  " + EventText(nullptr, event.type, event.body, session.chinese) + "\n";
  for (const auto& [pos, path] : done.also_at)
    text += fmt::format(fmt::runtime(session.Pick("  注意：第 {} 条 {} 还有同样的内容\n",
                                                  "  note: entry {} still holds it at {}\n")),
                        pos, path);
  Say(session, cases, text);
  return kYes;
}

}  // namespace

int RedactCase(const Session& session, const std::string& id) {
  auto cases = OpenCases(session, Access::kChange);
  if (!cases) return kMisuse;
  auto request = RequestOf(session, *cases, id);
  if (!request) return Misuse(session, request.error().message);
  auto done = cases::Redact(*cases, *request);
  if (!done) return Failed(done.error().message);
  if (done->answer.kind == cases::Answer::Kind::kRefused)
    return TellRefused(session, *cases, id, done->answer.refusal);
  return TellDone(session, *cases, id, *done);
}

int ListEntries(const Session& session, const std::string& id) {
  auto cases = OpenCases(session, Access::kRead);
  if (!cases) return kMisuse;
  auto history = cases->History(MatterStream(id));
  if (!history) return Failed(history.error().message);
  if (history->empty())
    return Failed(fmt::format(fmt::runtime(session.Pick("没有案件 {}", "no case {}")), id));
  Value list = Value::EmptyArray();
  std::string text;
  for (const cases::HistoryEvent& event : *history) {
    Value& one = list.Append(Value::EmptyObject());
    one.Insert("entry", event.entry.pos);
    one.Insert("type", event.entry.type);
    one.Insert("occurred", event.entry.occurred);
    one.Insert("person", event.entry.actor.person);
    text += fmt::format(fmt::runtime(session.Pick("第 {} 条　{}　{}　{}\n", "{}  {}  {}  {}\n")),
                        event.entry.pos, event.entry.occurred, event.entry.type, event.entry.actor.person);
    Value& fields = *one.Insert("fields", Value::EmptyArray());
    auto flat = record::Flatten(event.body);
    if (!flat) continue;  // its body is gone
    for (const record::Field& field : *flat) {
      Value& shown = fields.Append(Value::EmptyObject());
      shown.Insert("path", field.path);
      shown.Insert("value", field.value);
      shown.Insert("redactable", cases::IsRedactable(event.entry.type, field.path));
      text += fmt::format("    {}　{}\n", field.path, field.value);
    }
  }
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("case", id);
    object.Insert("entries", std::move(list));
    SayJson(*cases, std::move(object));
  } else {
    Say(session, *cases, text);
  }
  return kYes;
}

}  // namespace guiju::cli
