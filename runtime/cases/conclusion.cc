#include "runtime/cases/conclusion.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "runtime/cases/command_digest.h"
#include "runtime/cases/judge.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/recalculation.h"
#include "runtime/session/session.h"

namespace guiju::cases {
namespace {

base::Result<PolicyPtr> PolicyFor(Policies& policies, store::Reader& reader, const Asked& asked,
                                  const Basis& basis) {
  const bool opened = basis.row && !basis.matter.closure.empty();
  if (asked.request.command.kind == flow::CommandKind::kMigrate) {
    if (asked.bundle == nullptr || !opened || ClosureOf(*asked.bundle->policy) == basis.matter.closure)
      return PolicyPtr();
    return policies.UnderCurrent(reader, asked.bundle->policy);
  }
  if (opened) return policies.Find(reader, basis.matter.closure);
  if (asked.bundle != nullptr) return policies.UnderCurrent(reader, asked.bundle->policy);
  return PolicyPtr();
}

// Why there is no policy to judge a command by.
Refusal RefusalWithoutPolicy(const Asked& asked, const Basis& basis) {
  const flow::CommandKind kind = asked.request.command.kind;
  if (kind == flow::CommandKind::kMigrate && basis.row) {
    const bool same = asked.bundle != nullptr && !basis.matter.closure.empty();
    return RefusalOf(same ? RefusalKind::kSamePolicy : RefusalKind::kUnknownPolicy, "");
  }
  if (kind == flow::CommandKind::kOpen) return RefusalOf(RefusalKind::kUnknownPolicy, "");
  return RefusalOf(flow::Refusal{flow::RefusalCode::kNotOpen, "", {}});
}

// Ballots of a session are those of its closed item, whoever sends them; its moment is that of the closing.
base::Status CheckSession(const ReadRow& read, const Request& request) {
  const flow::Command& command = request.command;
  if (command.session.empty()) return base::Done{};
  auto held = read(command.session, store::Hold::kKeep);
  if (!held) return held.error();
  if (*held) {
    auto state = ReadStreamState(command.session, (*held)->state);
    if (!state) return state.error();
    const auto* session = std::get_if<session::State>(&*state);
    const session::Item* item = session == nullptr ? nullptr : session->Find(command.item);
    const bool closed = item != nullptr && item->closing && item->matter == request.stream &&
                        item->closing->key == request.key && request.client == kSessionClient;
    if (closed && CommandValue(session::CommandOf(*session, *item, command.session), true) ==
                      CommandValue(command, request.occurred_given))
      return base::Done{};
  }
  return base::Error{
      fmt::format("{}: 会议没有这样的表决结果 (no session has closed an item so)", command.session)};
}

// An act happens now; a report says when it happened, and not in the future.
std::optional<Refusal> SettleTime(const Asked& asked, flow::Command* command) {
  const flow::Moment now = MomentOf(asked.now_ms);
  if (!command->session.empty()) return std::nullopt;
  if (!command->report) {
    command->occurred = now;
    return std::nullopt;
  }
  if (!asked.request.occurred_given) return RefusalOf(RefusalKind::kTimeMissing, "");
  if (now < command->occurred) return RefusalOf(RefusalKind::kFuture, PrintMoment(command->occurred));
  return std::nullopt;
}

// Of a new calendar before what is done; of a new law after it.
base::Result<std::vector<flow::Event>> WithMovedPeriods(Policies& policies, store::Reader& reader,
                                                        const Asked& asked, const Basis& basis,
                                                        std::vector<flow::Event> events) {
  const flow::Moment now = MomentOf(asked.now_ms);
  if (asked.request.command.kind != flow::CommandKind::kMigrate) {
    auto all = CalendarEvents(policies, reader, basis.matter, *basis.policy, now);
    if (!all) return all.error();
    std::ranges::move(events, std::back_inserter(*all));
    return all;
  }
  flow::State after = basis.matter.flow;
  for (const flow::Event& event : events) {
    if (auto done = flow::Apply(event, &after); !done) return done.error();
  }
  auto moved = PolicyEvents(policies, reader, basis.matter, *basis.policy, after, now);
  if (!moved) return moved.error();
  std::ranges::move(*moved, std::back_inserter(events));
  return events;
}

}  // namespace

base::Result<Basis> Gather(Policies& policies, store::Reader& reader, const ReadRow& read, const Asked& asked,
                           std::optional<store::StreamRow> row, const Basis* earlier) {
  Basis basis;
  basis.row = std::move(row);
  if (basis.row && earlier != nullptr && earlier->row == basis.row) {
    basis.matter = earlier->matter;
  } else if (basis.row) {
    auto state = ReadStreamState(asked.request.stream, basis.row->state);
    if (!state) return state.error();
    basis.matter = std::get<Matter>(*std::move(state));
  }
  if (auto done = CheckSession(read, asked.request); !done) return done.error();
  auto policy = PolicyFor(policies, reader, asked, basis);
  if (!policy) return policy.error();
  basis.policy = *std::move(policy);
  if (basis.policy == nullptr) return basis;
  for (const std::string& stream : PersonStreamsOf(asked.request.command)) {
    auto person = read(stream, store::Hold::kKeep);
    if (!person) return person.error();
    basis.persons.push_back(*std::move(person));
  }
  return basis;
}

base::Result<Conclusion> Conclude(Policies& policies, store::Reader& reader, const Asked& asked,
                                  const Basis& basis) {
  Conclusion conclusion;
  const auto refuse = [&](Refusal refusal) {
    conclusion.refusal = std::move(refusal);
    return conclusion;
  };
  if (basis.policy == nullptr) return refuse(RefusalWithoutPolicy(asked, basis));
  const engine::LoadedPolicy& policy = *basis.policy;
  flow::Command command = asked.request.command;
  if (auto refusal = SettleTime(asked, &command)) return refuse(*std::move(refusal));
  auto persons = Register::Of(basis.persons);
  if (!persons) return persons.error();
  Refusal refusal;
  std::optional<std::string> delegation;
  if (!persons->FillIn(policy.program(), &command, &refusal, &delegation)) return refuse(std::move(refusal));
  const EngineJudge judge(policy);
  flow::Rules rules{policy.program(), judge, policy.calendar(), {}};
  if (!command.ballots.empty()) {
    auto all = Register::ReadAll(reader);
    if (!all) return all.error();
    rules.members = all->MembersOn(policy.program(), command.occurred.day);
  }
  flow::Outcome outcome = flow::Decide(rules, basis.matter.flow, command);
  if (const auto* refused = std::get_if<flow::Refusal>(&outcome)) return refuse(RefusalOf(*refused));
  auto events = WithMovedPeriods(policies, reader, asked, basis,
                                 std::get<std::vector<flow::Event>>(std::move(outcome)));
  if (!events) return events.error();
  Course course{*std::move(events),
                command.report ? record::Mode::kReport : record::Mode::kAct,
                {command.acting.person.id, command.acting.person.position, delegation},
                asked.request.id};
  Matter matter = basis.matter;
  auto ready = MakeReady(policy, rules, course, asked.now_ms, &matter);
  if (!ready) return ready.error();
  conclusion.events = std::move(course.events);
  conclusion.ready = *std::move(ready);
  return conclusion;
}

std::optional<Foresight> Foresee(Cases& cases, const Asked& asked) {
  if (!asked.request.command.ballots.empty()) return std::nullopt;
  std::optional<Foresight> foresight;
  const auto done = cases.store().Read(cases.agency(), [&](store::Reader& reader) -> base::Status {
    foresight.reset();
    const auto read = [&](std::string_view stream, store::Hold) { return reader.ReadStream(stream); };
    auto row = reader.ReadStream(asked.request.stream);
    if (!row) return row.error();
    auto basis = Gather(cases.policies(), reader, read, asked, *std::move(row), nullptr);
    if (!basis) return basis.error();
    auto conclusion = Conclude(cases.policies(), reader, asked, *basis);
    if (!conclusion) return conclusion.error();
    foresight = Foresight{*std::move(basis), *std::move(conclusion)};
    return base::Done{};
  });
  if (!done) return std::nullopt;
  return foresight;
}

}  // namespace guiju::cases
