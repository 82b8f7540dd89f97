// Recorded logs that every later version must still fold to the same states (tests/record/corpus).
//   guiju_log_corpus check FOLDER         folds every log there, compares states byte by byte, verifies it
//   whole guiju_log_corpus make FILE            writes a new log: every course of this folder
//   guiju_log_corpus take STORE FILE      writes a log down out of a simulated SQLite store
//   guiju_log_corpus states FILE          writes what the log folds to now, after a change that means it
//
// FILE.jsonl: a line about the log, one for each policy and each calendar (the logs of a folder share
// theirs), one for each entry with its body. FILE.states.jsonl: one line for each stream. Texts of the record
// are canonical JSON, so they stand in the lines as they are.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

#include "compiler/base/check.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/signing.h"
#include "runtime/cases/verify.h"
#include "runtime/record/encoding.h"
#include "runtime/record/fields.h"
#include "runtime/record/hash.h"
#include "tests/durable/courses.h"
#include "tests/durable/site.h"

namespace guiju::durable {
namespace {

namespace fs = std::filesystem;
using record::Value;

constexpr size_t kMostLine = 16 << 20;
constexpr std::string_view kStates = ".states.jsonl";

struct Log {
  std::string log_name, agency, log, key, checkpoint;
  std::map<std::string, std::string> policies;               // closure → sources
  std::map<std::string, std::string> calendars;              // digest → data
  std::vector<std::pair<std::string, std::string>> entries;  // bytes of the entry and of its body
};

std::string Line(const Value& value) { return *record::PrintJson(value) + "\n"; }
Value Parsed(const std::string& canonical) {
  auto value = record::ParseJson(canonical, kMostLine);
  GJ_CHECK(value.ok() && *record::PrintJson(*value) == canonical);
  return *std::move(value);
}
std::string StatesFile(const std::string& file) {
  return file.substr(0, file.size() - std::string_view(".jsonl").size()) + std::string(kStates);
}

base::Result<Log> Read(const std::string& path) {
  std::ifstream file(path);
  Log log;
  for (std::string line; std::getline(file, line);) {
    auto value = record::ParseJson(line, kMostLine);
    if (!value) return base::Error{path + ": " + value.error().message};
    const auto text = [&](const char* name) {
      const Value* found = value->Find(name);
      return found == nullptr || found->kind() != Value::Kind::kText ? std::string() : found->text();
    };
    if (const Value* entry = value->Find("entry")) {
      const Value* body = value->Find("body");
      log.entries.emplace_back(*record::PrintJson(*entry), body == nullptr ? "" : *record::PrintJson(*body));
    } else if (const Value* data = value->Find("data")) {
      log.calendars[text("calendar")] = *record::PrintJson(*data);
    } else if (const Value* sources = value->Find("sources")) {
      log.policies[text("closure")] = *record::PrintJson(*sources);
    } else {
      log.log_name = text("log_name");
      log.agency = text("agency");
      log.log = text("log");
      log.key = text("key");
      log.checkpoint = text("checkpoint");
    }
  }
  if (log.log_name.empty() || log.entries.empty()) return base::Error{path + ": no log"};
  return log;
}

using States = std::map<std::string, cases::Folded>;
base::Result<States> FoldAll(const Log& log, std::set<std::string>* types) {
  States states;
  for (const auto& [bytes, body_bytes] : log.entries) {
    auto entry = record::ParseEntry(bytes);
    if (!entry) return entry.error();
    auto sealed = record::ParseBody(body_bytes);
    if (!sealed) return sealed.error();
    auto body = record::OpenBody(*sealed, Value());
    if (!body) return body.error();
    auto empty = cases::EmptyState(entry->stream);
    if (!empty) return empty.error();
    cases::Folded& folded = states.try_emplace(entry->stream, cases::Folded{*std::move(empty)}).first->second;
    if (auto done = cases::Fold(*entry, *body, &folded.state); !done)
      return base::Error{fmt::format("entry {}: {}", entry->pos, done.error().message)};
    folded.sver = entry->sver;
    folded.head = entry->pos;
    types->insert(entry->type);
  }
  return states;
}

std::string Print(const States& states) {
  std::string text;
  for (const auto& [stream, folded] : states) {
    Value line = Value::EmptyObject();
    line.Insert("stream", stream);
    line.Insert("version", folded.sver);
    line.Insert("state", Parsed(cases::PrintStreamState(folded.state)));
    text += Line(line);
  }
  return text;
}

// The log in a store of this version, as if it had been kept there.
base::Status Put(const Log& log, const States& states, store::Store& store) {
  auto verdict = store.Write(log.agency, [&](store::Unit& unit) -> base::Result<store::Verdict> {
    for (const auto& [stream, folded] : states) {
      if (auto held = unit.HoldStream(stream, store::Hold::kChange); !held) return held.error();
    }
    auto head = unit.LockHead(log.log);
    if (!head) return head.error();
    record::Frontier frontier;
    for (const auto& [bytes, body] : log.entries) {
      auto entry = record::ParseEntry(bytes);
      if (!entry) return entry.error();
      const base::Digest leaf = record::LeafHash(bytes);
      const store::EventRow row{head->size++, entry->stream, entry->sver, entry->prev, bytes, leaf};
      if (auto done = unit.Append(log.log, row); !done) return done.error();
      if (auto done = unit.PutSecret(log.log, row.pos, body); !done) return done.error();
      frontier.Append(leaf);
    }
    for (const auto& [stream, folded] : states) {
      const store::StreamRow row{stream, folded.sver,     folded.head,
                                 {},     cases::kApplier, cases::PrintStreamState(folded.state)};
      if (auto done = unit.PutStream(row); !done) return done.error();
    }
    for (const auto& [closure, sources] : log.policies) {
      if (auto done = unit.PutPolicy(*record::DigestOfHex(closure), sources); !done) return done.error();
    }
    for (const auto& [digest, data] : log.calendars) {
      if (auto done = unit.PutBlob(*record::DigestOfHex(digest), data); !done) return done.error();
    }
    head->frontier = frontier.Print();
    if (auto done = unit.PutHead(log.log, *head); !done) return done.error();
    return store::Verdict::kCommit;
  });
  if (!verdict) return verdict.error();
  return base::Done{};
}

base::Status VerifyWhole(const Log& log, const States& states) {
  constexpr std::string_view kSimulated = "simulated/";
  const Site site("");
  std::string origin = log.log_name.substr(0, log.log_name.size() - log.agency.size() - log.log.size() - 2);
  if (!origin.starts_with(kSimulated)) return base::Error{"not the log of a simulated store"};
  cases::Settings settings;
  settings.where = site.where();
  settings.open.create = settings.open.simulated = true;
  settings.open.origin = origin.substr(kSimulated.size());
  settings.agency = log.agency;
  settings.log = log.log;
  settings.engine = engine::DefaultSettings();
  settings.engine.cache_directory.clear();
  auto opened = cases::Cases::Open(std::move(settings));
  if (!opened) return opened.error();
  if (auto done = Put(log, states, (*opened)->store()); !done) return done;
  auto key = record::VerifierKey::Parse(log.key);
  if (!key) return key.error();
  auto report = cases::Verify(**opened, {{*key}, {log.checkpoint}, false});
  if (!report) return report.error();
  for (const auto& finding : report->record.findings.first())
    return base::Error{fmt::format("{} {}", record::FindingCode(finding.kind), finding.detail)};
  for (const auto& finding : report->replayed.findings)
    return base::Error{fmt::format("{} {} {}", cases::CodeOf(finding.kind), finding.stream, finding.detail)};
  fmt::print("{} entries, {} streams, {} decisions evaluated again, {} no more evaluable; ",
             report->record.size, states.size(), report->replayed.decisions, report->replayed.not_evaluable);
  return base::Done{};
}

std::string TextOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

std::vector<std::string> LogsIn(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& one : fs::directory_iterator(folder)) {
    std::string path = one.path().string();
    if (path.ends_with(".jsonl") && !path.ends_with(kStates)) paths.push_back(std::move(path));
  }
  std::ranges::sort(paths);
  return paths;
}

base::Status CheckOne(const std::string& path, const std::map<std::string, std::string>& calendars,
                      std::set<std::string>* types) {
  auto log = Read(path);
  if (!log) return log.error();
  log->calendars = calendars;
  auto states = FoldAll(*log, types);
  if (!states) return states.error();
  if (auto done = VerifyWhole(*log, *states); !done) return done;
  const std::string kept = TextOf(StatesFile(path)), now = Print(*states);
  if (kept == now) return base::Done{};
  const auto differ = std::mismatch(kept.begin(), kept.end(), now.begin(), now.end());
  const auto at = static_cast<size_t>(differ.second - now.begin());
  return base::Error{
      fmt::format("other states than those kept: …{}", now.substr(at - std::min<size_t>(at, 60), 160))};
}

int CheckAll(const std::string& folder) {
  int checked = 0, wrong = 0;
  std::set<std::string> types;
  std::map<std::string, std::string> calendars;
  for (const std::string& path : LogsIn(folder)) {
    if (auto log = Read(path)) calendars.merge(log->calendars);
  }
  for (const std::string& path : LogsIn(folder)) {
    ++checked;
    auto done = CheckOne(path, calendars, &types);
    fmt::print("{}: {}\n", fs::path(path).filename().string(), done ? "same states" : done.error().message);
    wrong += done ? 0 : 1;
  }
  std::string missing;
#define GJ_EVENT(type, applier) missing += types.contains(type) ? "" : " " type;
#include "runtime/flow/events.def"
#undef GJ_EVENT
  if (!missing.empty()) fmt::print("types of events that no log here has:{}\n", missing);
  fmt::print("{} logs, {} types of events, {} wrong\n", checked, types.size(), wrong);
  return checked > 0 && wrong == 0 ? 0 : 1;
}

int Done(const base::Status& done) {
  if (!done) fmt::print(stderr, "{}\n", done.error().message);
  return done ? 0 : 1;
}

base::Status WriteStates(const std::string& path) {
  auto log = Read(path);
  if (!log) return log.error();
  std::set<std::string> types;
  auto states = FoldAll(*log, &types);
  if (!states) return states.error();
  std::ofstream(StatesFile(path)) << Print(*states);
  return base::Done{};
}

// Signs the log with a key that is then thrown away, so that it is the log of this moment.
base::Status Take(cases::Cases& cases, const std::string& path) {
  const Site site("");
  auto seal = MakeSeal(site.folder(), "corpus");
  if (!seal) return seal.error();
  auto signed_log = cases::SignLog(cases, seal->key, {seal->memory, true, false});
  if (!signed_log) return signed_log.error();
  std::ofstream out(path);
  Value about = Value::EmptyObject();
  about.Insert("log_name", cases.LogName());
  about.Insert("agency", cases.agency());
  about.Insert("log", cases.log());
  about.Insert("key", seal->key.verifier().Print());
  about.Insert("checkpoint", signed_log->note);
  out << Line(about);
  auto read = cases.store().Read(cases.agency(), [&](store::Reader& reader) -> base::Status {
    std::set<std::string> closures, calendars;
    std::string entries;
    for (int64_t pos = 0; pos < signed_log->size; ++pos) {
      auto rows = reader.ScanEvents(cases.log(), pos, 1);
      auto body = reader.ReadSecret(cases.log(), pos);
      if (!rows || !body || rows->empty() || !*body) return base::Error{"an entry or its body is missing"};
      auto entry = record::ParseEntry(rows->front().entry);
      if (!entry) return entry.error();
      if (!entry->closure.empty()) closures.insert(entry->closure);
      if (!entry->calendar.empty()) calendars.insert(entry->calendar);
      Value line = Value::EmptyObject();
      line.Insert("entry", Parsed(rows->front().entry));
      line.Insert("body", Parsed(**body));
      entries += Line(line);
    }
    for (const std::string& closure : closures) {
      auto sources = reader.ReadPolicy(*record::DigestOfHex(closure));
      if (!sources || !*sources) return base::Error{"no policy " + closure};
      Value line = Value::EmptyObject();
      line.Insert("closure", closure);
      line.Insert("sources", Parsed(**sources));
      out << Line(line);
    }
    for (const std::string& calendar : calendars) {
      auto data = reader.ReadBlob(*record::DigestOfHex(calendar));
      if (!data || !*data) return base::Error{"no calendar " + calendar};
      Value line = Value::EmptyObject();
      line.Insert("calendar", calendar);
      line.Insert("data", Parsed(**data));
      out << Line(line);
    }
    out << entries;
    return base::Done{};
  });
  if (!read) return read;
  out.close();
  return WriteStates(path);
}

base::Status Make(const std::string& path) {
  const Site site("");
  int64_t now = FirstMs();
  auto cases = OpenCases({site.where(), [&] { return now; }});
  if (!cases) return cases.error();
  if (auto done = Hire(**cases); !done) return done;
  for (int course = 0; course < CourseCount(); ++course) {
    for (const Step& step : CourseOf(course, "corpus", fmt::format("2024-{}", course + 1))) {
      now = FirstMs() + step.minutes * int64_t{60'000};
      auto answer = (*cases)->Do(step.request);
      if (!answer) return answer.error();
      if (answer->kind != cases::Answer::Kind::kRecorded) return base::Error{answer->refusal.zh};
    }
  }
  now += int64_t{60} * 24 * 3'600'000;
  if (auto ticked = (*cases)->Tick(100); !ticked) return ticked.error();
  return Take(**cases, path);
}

int Main(int count, char** words) {
  const std::string what = count > 2 ? words[1] : "";
  if (what == "check" && count == 3) return CheckAll(words[2]);
  if (what == "make" && count == 3) return Done(Make(words[2]));
  if (what == "states" && count == 3) return Done(WriteStates(words[2]));
  if (what == "take" && count == 4) {
    auto cases = OpenCases({words[2], [] { return cases::MsOf(*cases::ReadMoment("2100-01-01")); }});
    return Done(cases ? Take(**cases, words[3]) : base::Status(cases.error()));
  }
  fmt::print(stderr, "usage: guiju_log_corpus check FOLDER | make FILE | take STORE FILE | states FILE\n");
  return 2;
}

}  // namespace
}  // namespace guiju::durable

int main(int count, char** words) { return guiju::durable::Main(count, words); }
