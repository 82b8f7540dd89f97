#include "runtime/cases/cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "runtime/cases/appender.h"
#include "runtime/cases/command_id.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/register.h"
#include "runtime/cases/work.h"
#include "runtime/record/fields.h"

namespace guiju::cases {

namespace {

int64_t SystemNow() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

constexpr int64_t kPage = 500;

base::Result<HistoryEvent> ReadHistoryEvent(store::Reader& reader, const std::string& log,
                                            const store::EventRow& row) {
  auto entry = record::ParseEntry(row.entry);
  if (!entry) return entry.error();
  HistoryEvent event{*std::move(entry), {}, true};
  auto secret = reader.ReadSecret(log, row.pos);
  if (!secret) return secret.error();
  if (!*secret) return event;
  auto sealed = record::ParseBody(**secret);
  if (!sealed) return sealed.error();
  event.redacted =
      std::ranges::any_of(sealed->fields, [](const record::SealedField& field) { return field.redacted(); });
  auto body = record::OpenBody(*sealed, record::Value());
  if (!body) return body.error();
  event.body = *std::move(body);
  return event;
}

}  // namespace

base::Result<std::unique_ptr<Cases>> Cases::Open(Settings settings) {
  if (!settings.now_ms) settings.now_ms = SystemNow;
  auto cases = std::unique_ptr<Cases>(new Cases(std::move(settings)));
  auto store = store::Store::Open(cases->settings_.where, cases->settings_.open);
  if (!store) return store.error();
  cases->store_ = *std::move(store);
  if (auto done = cases->ChooseLog(); !done) return done.error();
  return cases;
}

base::Status Cases::ChooseLog() {
  auto logs = store_->Logs();
  if (!logs) return logs.error();
  std::vector<std::string> agencies;
  for (const store::LogName& one : *logs) {
    if (std::ranges::find(agencies, one.agency) == agencies.end()) agencies.push_back(one.agency);
  }
  if (settings_.agency.empty()) {
    if (agencies.size() != 1)
      return base::Error{agencies.empty()
                             ? "库中还没有机关，请写明 --agency (the store has no agency yet: --agency)"
                             : fmt::format("库中有几个机关，请写明 --agency：{} (several agencies: --agency)",
                                           fmt::join(agencies, "、"))};
    settings_.agency = agencies.front();
  }
  if (!settings_.log.empty()) return base::Done{};
  for (const store::LogName& one : *logs) {
    if (one.agency != settings_.agency) continue;
    if (!settings_.log.empty())
      return base::Error{"机关有几个记录，请写明 --log (the agency has several logs: --log)"};
    settings_.log = one.log;
  }
  if (settings_.log.empty()) settings_.log = "main";
  return base::Done{};
}

std::string Cases::LogName() const {
  return fmt::format("{}/{}/{}", store_->info().origin, settings_.agency, settings_.log);
}

base::Result<Answer> Cases::Do(const Request& request) {
  Request sent = request;
  const int64_t now = now_ms();
  if (sent.id.empty()) sent.id = NewCommandId(now);
  if (!IsCommandId(sent.id))
    return base::Error{fmt::format("“{}”不是命令编号，应为 UUIDv7 (is no UUIDv7)", sent.id)};
  if (sent.key.empty()) sent.key = sent.id;
  if (KindOf(sent.stream) != kMatterKind || sent.stream.size() <= kMatterKind.size() + 1)
    return base::Error{fmt::format("“{}”不是案件编号，应为 matter/… (is no matter)", sent.stream)};
  if (sent.client == kSessionClient && sent.command.session.empty())
    return base::Error{fmt::format("--client {}：不能使用 (is reserved)", sent.client)};
  std::optional<Bundle> bundle;
  const bool names_law =
      sent.command.kind == flow::CommandKind::kOpen || sent.command.kind == flow::CommandKind::kMigrate;
  if (names_law && !sent.policy.empty()) {
    auto compiled = policies_.Compile(sent.policy);
    if (!compiled) return compiled.error();
    bundle = *std::move(compiled);
  }
  const base::Digest digest = DigestOf(sent);  // here, not while everybody waits for the unit
  const Asked asked{sent, bundle ? &*bundle : nullptr, now};
  std::optional<Foresight> foresight;
  Answer answer;
  auto verdict = store_->Write(
      settings_.agency,
      [&](store::Unit& unit) {
        CommandWork work(*this, unit, asked, digest, foresight ? &*foresight : nullptr);
        return work.Run(&answer);
      },
      [&] { foresight = Foresee(*this, asked); });
  if (!verdict) return verdict.error();
  return answer;
}

base::Result<Answer> Cases::ChangePerson(const PersonChange& change, const record::Actor& actor) {
  const int64_t now = now_ms();
  const std::string stream = PersonStream(change.id);
  const Author author{actor, record::Mode::kAct, NewCommandId(now), "", ""};
  std::vector<std::pair<std::string_view, record::Value>> events;
  if (change.name) events.emplace_back(kNamedType, NamedBody(*change.name));
  for (const Appointment& one : change.appointments) events.emplace_back(kAppointedType, BodyOf(one));
  for (const Qualification& one : change.qualifications) events.emplace_back(kQualifiedType, BodyOf(one));
  for (const auto& [position, last] : change.ended)
    events.emplace_back(kAppointmentEndedType, EndedBody(position, last));
  if (events.empty()) return base::Error{"没有要登记的内容 (nothing to record)"};

  Answer answer;
  auto verdict = store_->Write(settings_.agency, [&](store::Unit& unit) -> base::Result<store::Verdict> {
    answer = {};
    answer.stream = stream;
    auto held = unit.HoldStream(stream, store::Hold::kChange);
    if (!held) return held.error();
    store::StreamRow row = held->value_or(store::StreamRow{.id = stream});
    Person person;
    if (*held) {
      auto read = ReadPerson(row.state);
      if (!read) return read.error();
      person = *std::move(read);
    }
    auto appender = Appender::Begin(unit, settings_.log, now);
    if (!appender) return appender.error();
    for (const auto& [type, body] : events) {
      if (auto done = ApplyToPerson(type, body, &person); !done) return done.error();
      if (auto done = appender->Append(type, MomentOf(now), body, author, &row); !done) return done.error();
      answer.events.push_back({std::string(type), MomentOf(now), body});
    }
    row.applier = kApplier;
    row.state = PrintPerson(person);
    if (auto done = unit.PutStream(row); !done) return done.error();
    if (auto done = appender->Finish(); !done) return done.error();
    answer.kind = Answer::Kind::kRecorded;
    answer.pos = appender->first();
    answer.sver = row.sver;
    return store::Verdict::kCommit;
  });
  if (!verdict) return verdict.error();
  return answer;
}

base::Result<std::optional<MatterView>> Cases::View(const std::string& stream) {
  std::optional<MatterView> view;
  auto done = store_->Read(settings_.agency, [&](store::Reader& reader) -> base::Status {
    view.reset();
    auto row = reader.ReadStream(stream);
    if (!row) return row.error();
    if (!*row) return base::Done{};
    auto state = ReadStreamState(stream, (*row)->state);
    if (!state) return state.error();
    auto* matter = std::get_if<Matter>(&*state);
    if (matter == nullptr) return base::Error{fmt::format("{} 不是案件 (is no matter)", stream)};
    auto policy = policies_.Find(reader, matter->closure);
    if (!policy) return policy.error();
    auto persons = Register::ReadAll(reader);
    if (!persons) return persons.error();
    auto members = persons->MembersOn((*policy)->program(), MomentOf(now_ms()).day);
    view = MatterView{**std::move(row), std::move(*matter), *policy, *std::move(persons), std::move(members)};
    return base::Done{};
  });
  if (!done) return done.error();
  return view;
}

base::Result<std::vector<HistoryEvent>> Cases::History(const std::string& stream) {
  std::vector<HistoryEvent> events;
  auto done = store_->Read(settings_.agency, [&](store::Reader& reader) -> base::Status {
    events.clear();
    auto row = reader.ReadStream(stream);
    if (!row) return row.error();
    for (int64_t at = *row ? (*row)->head : -1; at >= 0;) {
      auto rows = reader.WalkStream(settings_.log, at, kPage);
      if (!rows) return rows.error();
      if (rows->empty()) return base::Error{fmt::format("第 {} 条记录不见了 (entry {} is missing)", at, at)};
      for (const store::EventRow& one : *rows) {
        auto event = ReadHistoryEvent(reader, settings_.log, one);
        if (!event) return event.error();
        events.push_back(*std::move(event));
      }
      at = rows->back().prev;
    }
    return base::Done{};
  });
  if (!done) return done.error();
  std::reverse(events.begin(), events.end());
  return events;
}

}  // namespace guiju::cases
