// Sessions: their commands, and how the result of an item reaches its matter and comes back.
#include <fmt/format.h>

#include "runtime/cases/cases.h"
#include "runtime/cases/command_id.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/session_work.h"
#include "runtime/record/encoding.h"

namespace guiju::cases {
namespace {

using session::CommandKind;

constexpr std::string_view kResolvedType = "resolved", kUndecidedType = "undecided";

std::string KeyOf(const std::string& stream, int64_t item) {
  return base::ToHex(base::Sha256(fmt::format("{}#{}", stream, item)));
}

std::string TextIn(const record::Value& body, std::string_view member) {
  const record::Value* value = body.Find(member);
  return value != nullptr && value->kind() == record::Value::Kind::kText ? value->text() : "";
}

// What an event of the matter says of the item; unset: it is not the one that tells its result.
std::optional<session::Carried> ResultOf(std::string_view type, const record::Value& body) {
  if (type == kResolvedType) return session::Carried{session::Result::kResolved, TextIn(body, "outcome"), ""};
  if (type == kUndecidedType) return session::Carried{session::Result::kUndecided, TextIn(body, "how"), ""};
  return std::nullopt;
}

base::Result<session::Carried> CarriedOf(Cases& cases, const Answer& answer) {
  if (answer.kind == Answer::Kind::kRefused)
    return session::Carried{session::Result::kRefused, answer.refusal.code, answer.refusal.zh};
  for (const flow::Event& event : answer.events) {
    if (auto result = ResultOf(event.type, event.body)) return *std::move(result);
  }
  // It was carried before a crash: the matter's own record says what became of it.
  auto history = cases.History(answer.stream);
  if (!history) return history.error();
  for (const HistoryEvent& event : *history) {
    if (event.entry.pos < answer.pos) continue;
    if (auto result = ResultOf(event.entry.type, event.body)) return *std::move(result);
  }
  return base::Error{
      fmt::format("{}: 第 {} 条没有表决结果 (no result at entry {})", answer.stream, answer.pos, answer.pos)};
}

base::Result<std::optional<session::State>> ReadSession(Cases& cases, const std::string& stream) {
  std::optional<session::State> state;
  auto done = cases.store().Read(cases.agency(), [&](store::Reader& reader) -> base::Status {
    state.reset();
    auto row = reader.ReadStream(stream);
    if (!row) return row.error();
    if (!*row) return base::Done{};
    auto read = ReadStreamState(stream, (*row)->state);
    if (!read) return read.error();
    if (auto* session = std::get_if<session::State>(&*read)) state = std::move(*session);
    return base::Done{};
  });
  if (!done) return done.error();
  return state;
}

}  // namespace

base::Result<Answer> Cases::RunSession(SessionRequest request) {
  const int64_t now = now_ms();
  if (request.id.empty()) request.id = NewCommandId(now);
  if (!IsCommandId(request.id))
    return base::Error{fmt::format("“{}”不是命令编号，应为 UUIDv7 (is no UUIDv7)", request.id)};
  if (request.key.empty()) request.key = request.id;
  if (KindOf(request.stream) != kSessionKind || request.stream.size() <= kSessionKind.size() + 1)
    return base::Error{fmt::format("“{}”不是会议编号，应为 session/… (is no session)", request.stream)};
  std::optional<Bundle> bundle;
  if (request.command.kind == CommandKind::kConvene && !request.policy.empty()) {
    auto compiled = policies_.Compile(request.policy);
    if (!compiled) return compiled.error();
    bundle = *std::move(compiled);
  }
  Answer answer;
  auto verdict = store_->Write(settings_.agency, [&](store::Unit& unit) {
    return SessionWork(*this, unit, request, bundle ? &*bundle : nullptr, now).Run(&answer);
  });
  if (!verdict) return verdict.error();
  return answer;
}

base::Result<Answer> Cases::DoSessionStep(const SessionRequest& request) {
  if (request.command.kind == CommandKind::kCarry)
    return base::Error{"结果由程序送回会议，不能另行填写 (results are carried by the program)"};
  if (request.client == kSessionClient)
    return base::Error{fmt::format("--client {}：不能使用 (is reserved)", request.client)};
  SessionRequest sent = request;
  sent.command.key = KeyOf(request.stream, request.command.item);
  return RunSession(std::move(sent));
}

base::Result<SessionAnswer> Cases::DoSession(const SessionRequest& request) {
  auto answer = DoSessionStep(request);
  if (!answer) return answer.error();
  SessionAnswer told{*std::move(answer)};
  if (request.command.kind != CommandKind::kClose) return told;
  const bool closed_before = told.answer.refusal.code == session::KeyOf(session::RefusalCode::kItemClosed);
  if (told.answer.kind == Answer::Kind::kRefused && !closed_before) return told;
  auto carried = CarrySession(request.stream, request.command.item);
  if (!carried) return carried.error();
  if (closed_before && !carried->empty()) told.answer.kind = Answer::Kind::kAlready;
  told.answer.sver += static_cast<int64_t>(carried->size());
  for (flow::Event& event : *carried) told.answer.events.push_back(std::move(event));
  auto state = ReadSession(*this, request.stream);
  if (!state) return state.error();
  if (const session::Item* item = *state ? (*state)->Find(request.command.item) : nullptr)
    told.carried = item->carried;
  return told;
}

base::Result<std::vector<flow::Event>> Cases::CarrySession(const std::string& stream,
                                                           std::optional<int64_t> number) {
  std::vector<flow::Event> events;
  auto state = ReadSession(*this, stream);
  if (!state) return state.error();
  if (!*state) return events;
  for (const session::Item& item : (*state)->items) {
    const bool wanted =
        number ? item.number == *number && item.closing && !item.IsSettled() : item.IsOnItsWay();
    if (!wanted) continue;
    Request sent;
    sent.client = kSessionClient;
    sent.key = item.closing->key;
    sent.stream = item.matter;
    sent.command = session::CommandOf(**state, item, stream);
    sent.occurred_given = true;
    auto answer = Do(sent);
    if (!answer) return answer.error();
    auto carried = CarriedOf(*this, *answer);
    if (!carried) return carried.error();
    SessionRequest back;
    back.stream = stream;
    back.command.kind = CommandKind::kCarry;
    back.command.acting.person.id = kSystemActor;
    back.command.item = item.number;
    back.command.carried = *std::move(carried);
    auto recorded = RunSession(std::move(back));
    if (!recorded) return recorded.error();
    for (flow::Event& event : recorded->events) events.push_back(std::move(event));
  }
  return events;
}

base::Result<std::optional<SessionView>> Cases::ViewSession(const std::string& stream) {
  std::optional<SessionView> view;
  auto done = store_->Read(settings_.agency, [&](store::Reader& reader) -> base::Status {
    view.reset();
    auto row = reader.ReadStream(stream);
    if (!row) return row.error();
    if (!*row) return base::Done{};
    auto state = ReadStreamState(stream, (*row)->state);
    if (!state) return state.error();
    auto* session = std::get_if<session::State>(&*state);
    if (session == nullptr) return base::Error{fmt::format("{} 不是会议 (is no session)", stream)};
    auto policy = policies_.Find(reader, session->closure);
    if (!policy) return policy.error();
    std::map<std::string, Matter> matters;
    for (const session::Item& item : session->items) {
      auto read = reader.ReadStream(item.matter);
      if (!read) return read.error();
      if (!*read) continue;
      auto matter = ReadStreamState(item.matter, (*read)->state);
      if (!matter) return matter.error();
      if (auto* found = std::get_if<Matter>(&*matter)) matters.emplace(item.matter, std::move(*found));
    }
    auto standings = StandingsOf(policies_, reader, matters, session->body);
    if (!standings) return standings.error();
    auto persons = Register::ReadAll(reader);
    if (!persons) return persons.error();
    auto members = persons->MembersOn((*policy)->program(), MomentOf(now_ms()).day);
    const int64_t all = members[session->body];
    view = SessionView{**std::move(row), std::move(*session), *policy, *std::move(standings), all};
    return base::Done{};
  });
  if (!done) return done.error();
  return view;
}

base::Result<std::vector<Cases::SessionRow>> Cases::ListSessions(const std::string& after, int64_t most) {
  std::vector<SessionRow> out;
  auto done = store_->Read(settings_.agency, [&](store::Reader& reader) -> base::Status {
    out.clear();
    auto rows = reader.ListStreams(kSessionKind, after, most);
    if (!rows) return rows.error();
    for (const store::StreamRow& row : *rows) {
      auto state = ReadStreamState(row.id, row.state);
      if (!state) return state.error();
      out.push_back({row.id, row.sver, std::get<session::State>(*std::move(state))});
    }
    return base::Done{};
  });
  if (!done) return done.error();
  return out;
}

}  // namespace guiju::cases
