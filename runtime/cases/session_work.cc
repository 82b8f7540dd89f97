#include "runtime/cases/session_work.h"

#include <fmt/format.h>

#include <set>

#include "runtime/cases/appender.h"
#include "runtime/cases/command_digest.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/work.h"
#include "runtime/record/encoding.h"

namespace guiju::cases {
namespace {

using record::Value;
using session::CommandKind;

// A command as canonical JSON: what was asked, by whom — nothing that the register or a clock filled in.
Value ValueOf(const session::Command& command) {
  Value value = Value::EmptyObject();
  value.Insert("kind", session::KeyOf(command.kind));
  value.Insert("as", PersonValue(command.acting));
  value.Insert("body", command.body);
  value.Insert("held", command.held ? Value(PrintMoment(*command.held)) : Value());
  value.Insert("chair", PersonValue(command.chair));
  Value& agenda = *value.Insert("agenda", Value::EmptyArray());
  for (const session::AgendaPoint& point : command.agenda) {
    Value& one = agenda.Append(Value::EmptyObject());
    one.Insert("matter", point.matter);
    one.Insert("proposal", point.proposal);
  }
  value.Insert("item", command.item);
  value.Insert("person", command.person ? PersonValue(*command.person) : Value());
  value.Insert("present", command.present);
  value.Insert("reason", command.reason);
  value.Insert("granted", command.granted ? Value(*command.granted) : Value());
  value.Insert("choice", session::KeyOf(command.choice));
  value.Insert("dissent", command.dissent);
  value.Insert("corrects", command.corrects);
  value.Insert("digest", command.minutes.digest);
  Value& covers = *value.Insert("covers", Value::EmptyArray());
  for (const std::string& topic : command.minutes.covers) covers.Append(topic);
  value.Insert("approval", command.approval ? PersonValue(*command.approval) : Value());
  return value;
}

}  // namespace

base::Result<std::map<std::string, session::Standing>> StandingsOf(
    Policies& policies, store::Reader& reader, const std::map<std::string, Matter>& matters,
    const std::string& body) {
  std::map<std::string, session::Standing> standings;
  for (const auto& [stream, matter] : matters) {
    auto policy = policies.Find(reader, matter.closure);
    if (!policy) return policy.error();
    standings.emplace(stream, session::StandingOf((*policy)->program(), matter.flow, body));
  }
  return standings;
}

base::Digest SessionWork::DigestOfRequest() const {
  Value value = ValueOf(request_.command);
  value.Insert("stream", request_.stream);
  value.Insert("policy", request_.policy);
  value.Insert("expect", request_.expect ? Value(*request_.expect) : Value());
  auto printed = record::PrintJson(value);
  return base::Sha256(printed ? *printed : std::string());  // what cannot be printed is not recorded either
}

base::Result<store::Verdict> SessionWork::Run(Answer* answer) {
  answer_ = {};
  answer_.stream = request_.stream;
  auto verdict = [&]() -> base::Result<store::Verdict> {
    if (auto done = HoldSession(); !done) return done.error();
    auto known = IsKnown();
    if (!known) return known.error();
    if (*known) return store::Verdict::kRefuse;
    if (auto done = HoldMatters(); !done) return done.error();
    auto policy = Policy();
    if (!policy) return policy.error();
    if (*policy == nullptr) return store::Verdict::kRefuse;
    return Carry(**policy);
  }();
  *answer = answer_;
  return verdict;
}

base::Status SessionWork::HoldSession() {
  auto held = unit_.HoldStream(request_.stream, store::Hold::kChange);
  if (!held) return held.error();
  row_ = held->value_or(store::StreamRow{.id = request_.stream});
  answer_.sver = row_.sver;
  if (!*held) return base::Done{};
  auto state = ReadStreamState(request_.stream, row_.state);
  if (!state) return state.error();
  state_ = std::get<session::State>(*std::move(state));
  return base::Done{};
}

base::Result<bool> SessionWork::IsKnown() {
  if (request_.command.kind == CommandKind::kCarry) return false;  // carried once by what it says
  return IsSettledBefore(unit_, {request_.client, request_.key, DigestOfRequest(), request_.expect},
                         &answer_);
}

base::Status SessionWork::HoldMatters() {
  std::set<std::string> wanted;
  for (const session::AgendaPoint& point : request_.command.agenda) wanted.insert(point.matter);
  if (const session::Item* item = state_.Find(request_.command.item)) wanted.insert(item->matter);
  const std::vector<std::string> streams(wanted.begin(), wanted.end());
  auto rows = unit_.HoldStreams(streams, store::Hold::kKeep);
  if (!rows) return rows.error();
  for (const auto& row : *rows) {
    if (!row) continue;
    auto state = ReadStreamState(row->id, row->state);
    if (!state) return state.error();
    if (auto* matter = std::get_if<Matter>(&*state)) matters_.emplace(row->id, std::move(*matter));
  }
  return base::Done{};
}

base::Result<PolicyPtr> SessionWork::Policy() {
  if (!state_.closure.empty()) return cases_.policies().Find(unit_, state_.closure);
  if (bundle_ != nullptr) return bundle_->policy;
  const session::Command& command = request_.command;
  if (command.kind != CommandKind::kConvene) {
    Refuse(RefusalOf(session::Refusal{session::RefusalCode::kNotConvened, "", {}}));
  } else if (command.agenda.empty()) {
    Refuse(RefusalOf(session::Refusal{session::RefusalCode::kAgendaMissing, "", {}}));
  } else if (!matters_.contains(command.agenda.front().matter)) {
    Refuse(
        RefusalOf(session::Refusal{session::RefusalCode::kUnknownMatter, command.agenda.front().matter, {}}));
  } else {
    return cases_.policies().Find(unit_, matters_.at(command.agenda.front().matter).closure);
  }
  return PolicyPtr();
}

// Everybody the command names holds his position today; when an item is closed, so does everybody who voted.
bool SessionWork::FillIn(const ir::Program& program, const Register& persons, session::Command* command) {
  if (command->kind == CommandKind::kCarry) return true;
  const value::Day day = command->occurred.day;
  Refusal refusal;
  std::vector<flow::Acting*> named;
  if (command->kind == CommandKind::kConvene) named.push_back(&command->chair);
  if (command->person) named.push_back(&*command->person);
  if (command->approval) named.push_back(&*command->approval);
  bool good = persons.FillIn(program, day, &command->acting, &refusal, &delegation_);
  for (flow::Acting* one : named) good = good && persons.FillIn(program, day, one, &refusal);
  const session::Item* item = state_.Find(command->item);
  if (command->kind == CommandKind::kClose && item != nullptr && !item->closing) {
    for (const session::Ballot& ballot : session::BallotsAt(state_, *item)) {
      flow::Acting voter{ballot.person, {}, ""};
      good = good && persons.FillIn(program, day, &voter, &refusal);
    }
  }
  if (!good) Refuse(std::move(refusal));
  return good;
}

base::Result<store::Verdict> SessionWork::Carry(const engine::LoadedPolicy& policy) {
  session::Command command = request_.command;
  command.occurred = MomentOf(now_ms_);
  command.closure = ClosureOf(policy);
  std::set<std::string> ids{command.acting.person.id, command.chair.person.id};
  if (command.person) ids.insert(command.person->person.id);
  if (command.approval) ids.insert(command.approval->person.id);
  if (const session::Item* item = state_.Find(command.item)) {
    for (const session::Ballot& ballot : session::BallotsAt(state_, *item)) ids.insert(ballot.person.id);
  }
  auto persons = Register::Hold(unit_, ids);
  if (!persons) return persons.error();
  if (!FillIn(policy.program(), *persons, &command)) return store::Verdict::kRefuse;

  session::Rules rules{policy.program()};
  const std::string body = state_.body.empty() ? command.body : state_.body;
  auto standings = StandingsOf(cases_.policies(), unit_, matters_, body);
  if (!standings) return standings.error();
  rules.matters = *std::move(standings);
  if (command.kind == CommandKind::kClose) {
    auto all = Register::ReadAll(unit_);
    if (!all) return all.error();
    rules.members = all->MembersOn(policy.program(), command.occurred.day)[body];
  }
  session::Outcome outcome = session::Decide(rules, state_, command);
  if (const auto* refused = std::get_if<session::Refusal>(&outcome)) {
    Refuse(RefusalOf(*refused));
    return store::Verdict::kRefuse;
  }
  auto& events = std::get<std::vector<flow::Event>>(outcome);
  if (events.empty()) {
    answer_.kind = Answer::Kind::kAlready;
    return store::Verdict::kRefuse;
  }
  return Record(policy, command, std::move(events));
}

base::Result<store::Verdict> SessionWork::Record(const engine::LoadedPolicy& policy,
                                                 const session::Command& command,
                                                 std::vector<flow::Event> events) {
  auto appender = Appender::Begin(unit_, cases_.log(), now_ms_);
  if (!appender) return appender.error();
  const Author author{{command.acting.person.id, command.acting.person.position, delegation_},
                      record::Mode::kAct,
                      request_.id,
                      command.closure,
                      CalendarOf(policy)};
  for (const flow::Event& event : events) {
    if (auto done = session::Apply(event, &state_); !done) return done.error();
    if (auto done = appender->Append(event.type, event.occurred, event.body, author, &row_); !done)
      return done.error();
  }
  row_.applier = kApplier;
  row_.state = session::PrintState(state_);
  row_.wake_ms = state_.IsOnItsWay() ? std::optional(now_ms_ + kMinuteMs) : std::nullopt;
  if (auto done = unit_.PutStream(row_); !done) return done.error();
  if (bundle_ != nullptr) {
    const auto closure = record::DigestOfHex(command.closure);
    if (!closure) return base::Error{fmt::format("“{}”不是制度摘要 (is no closure digest)", command.closure)};
    if (auto done = unit_.PutPolicy(*closure, bundle_->bytes); !done) return done.error();
  }
  if (command.kind != CommandKind::kCarry) {
    const store::CommandRow kept{DigestOfRequest(), cases_.log(), appender->first()};
    if (auto done = unit_.PutCommand(request_.client, request_.key, kept); !done) return done.error();
  }
  if (auto done = appender->Finish(); !done) return done.error();
  answer_.kind = Answer::Kind::kRecorded;
  answer_.pos = appender->first();
  answer_.sver = row_.sver;
  answer_.events = std::move(events);
  return store::Verdict::kCommit;
}

}  // namespace guiju::cases
