#include "runtime/cases/work.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/cases/appender.h"
#include "runtime/cases/command_digest.h"
#include "runtime/cases/judge.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/recalculation.h"
#include "runtime/record/encoding.h"
#include "runtime/session/session.h"

namespace guiju::cases {

bool IsOverdue(const flow::RunningClock& running, const flow::State& state, const value::Calendar& calendar,
               const flow::Moment& now) {
  return IsOpen(running, state) && running.data.direction == clock::Direction::kAtLatest &&
         clock::Remaining(running.data, calendar, now).passed == clock::Verdict::kYes;
}

base::Result<Ahead> LookAhead(const flow::Rules& rules, const flow::State& state, int64_t now_ms) {
  Ahead ahead;
  if (state.flow.empty()) return ahead;
  const auto clocks = flow::Clocks(rules, state);
  if (!clocks) return clocks.error();
  const flow::Moment now = MomentOf(now_ms);
  if (const auto wake = flow::NextWake(*clocks, state, rules.calendar, now))
    ahead.wake_ms = std::max(MsOf(*wake), now_ms + kMinuteMs);  // never in a circle
  ahead.overdue = std::ranges::any_of(
      *clocks, [&](const flow::RunningClock& one) { return IsOverdue(one, state, rules.calendar, now); });
  return ahead;
}

base::Status PutRow(store::Unit& unit, const Ahead& ahead, store::StreamRow* row) {
  row->wake_ms = ahead.wake_ms;
  if (ahead.overdue) {
    if (auto done = unit.PutView(kOverdueView, row->id, ""); !done) return done;
  }
  return unit.PutStream(*row);
}

base::Status RecordCourse(Appender& appender, store::Unit& unit, const engine::LoadedPolicy& policy,
                          const flow::Rules& rules, const Course& course, int64_t now_ms, Matter* matter,
                          store::StreamRow* row) {
  const Author author{course.actor, course.mode, course.cmd, ClosureOf(policy), CalendarOf(policy)};
  matter->closure = author.closure;  // another one than before only of what migrates it
  if (!course.events.empty()) matter->calendar = author.calendar;
  bool decided = false;
  for (const flow::Event& event : course.events) {
    if (auto done = flow::Apply(event, &matter->flow); !done) return done;
    if (auto done = appender.Append(event.type, event.occurred, event.body, author, row); !done) return done;
    decided = decided || event.type == kDecidedType;
  }
  if (decided) {
    auto answers = EngineJudge(policy).AnswerAll(DecidedFacts(policy.program(), matter->flow));
    if (!answers) return answers.error();
    record::Value body = record::Value::EmptyObject();
    body.Insert("answers", *std::move(answers));
    if (auto done = appender.Append(kClassifiedType, course.events.back().occurred, body, author, row); !done)
      return done;
  }
  auto ahead = LookAhead(rules, matter->flow, now_ms);
  if (!ahead) return ahead.error();
  row->applier = kApplier;
  row->state = PrintStreamState(*matter);
  return PutRow(unit, *ahead, row);
}

base::Digest DigestOf(const Request& request) {
  record::Value value = CommandValue(request.command, request.occurred_given);
  value.Insert("stream", request.stream);
  value.Insert("policy", request.policy);
  value.Insert("expect", request.expect ? record::Value(*request.expect) : record::Value());
  auto printed = record::PrintJson(value);
  // What cannot be printed cannot be recorded either: it is refused before anything stands under this digest.
  return base::Sha256(printed ? *printed : std::string());
}

base::Result<store::Verdict> CommandWork::Run(Answer* answer) {
  answer_ = {};
  answer_.stream = request_.stream;
  auto verdict = [&]() -> base::Result<store::Verdict> {
    auto held = unit_.HoldStream(request_.stream, store::Hold::kChange);
    if (!held) return held.error();
    exists_ = held->has_value();
    row_ = held->value_or(store::StreamRow{.id = request_.stream});
    answer_.sver = row_.sver;
    if (exists_) {
      auto state = ReadStreamState(request_.stream, row_.state);
      if (!state) return state.error();
      matter_ = std::get<Matter>(*std::move(state));
    }
    auto known = IsSettledBefore(unit_, {request_.client, request_.key, digest_, request_.expect}, &answer_);
    if (!known) return known.error();
    if (*known) return store::Verdict::kRefuse;
    if (auto done = CheckSession(); !done) return done.error();
    auto policy = Policy();
    if (!policy) return policy.error();
    if (*policy == nullptr) return store::Verdict::kRefuse;
    return Carry(**policy);
  }();
  *answer = answer_;
  return verdict;
}

base::Result<bool> IsSettledBefore(store::Unit& unit, const Claim& claim, Answer* answer) {
  auto known = unit.FindCommand(claim.client, claim.key);
  if (!known) return known.error();
  if (*known) {
    answer->pos = (*known)->pos;
    if ((*known)->digest == claim.digest) {
      answer->kind = Answer::Kind::kAlready;
    } else {
      answer->refusal = RefusalOf(RefusalKind::kKeyReused, claim.key);
    }
    return true;
  }
  if (!claim.expect || *claim.expect == answer->sver) return false;
  answer->refusal = RefusalOf(RefusalKind::kStaleVersion, fmt::format("{}", answer->sver));
  return true;
}

base::Result<PolicyPtr> CommandWork::Policy() {
  if (request_.command.kind == flow::CommandKind::kMigrate) {
    if (bundle_ == nullptr || !exists_ || matter_.closure.empty()) {
      Refuse(exists_ ? RefusalOf(RefusalKind::kUnknownPolicy, "")
                     : RefusalOf(flow::Refusal{flow::RefusalCode::kNotOpen, "", {}}));
      return PolicyPtr();
    }
    if (ClosureOf(*bundle_->policy) != matter_.closure)
      return cases_.policies().UnderCurrent(unit_, bundle_->policy);
    Refuse(RefusalOf(RefusalKind::kSamePolicy, ""));
    return PolicyPtr();
  }
  if (exists_ && !matter_.closure.empty()) return cases_.policies().Find(unit_, matter_.closure);
  if (bundle_ != nullptr) return cases_.policies().UnderCurrent(unit_, bundle_->policy);
  if (request_.command.kind == flow::CommandKind::kOpen) {
    Refuse(RefusalOf(RefusalKind::kUnknownPolicy, ""));
  } else {
    Refuse(RefusalOf(flow::Refusal{flow::RefusalCode::kNotOpen, "", {}}));
  }
  return PolicyPtr();
}

// Ballots of a session are those of its closed item, whoever sends them; its moment is that of the closing.
base::Status CommandWork::CheckSession() {
  const flow::Command& command = request_.command;
  if (command.session.empty()) return base::Done{};
  auto held = unit_.HoldStream(command.session, store::Hold::kKeep);
  if (!held) return held.error();
  if (*held) {
    auto state = ReadStreamState(command.session, (*held)->state);
    if (!state) return state.error();
    const auto* session = std::get_if<session::State>(&*state);
    const session::Item* item = session == nullptr ? nullptr : session->Find(command.item);
    const bool closed = item != nullptr && item->closing && item->matter == request_.stream &&
                        item->closing->key == request_.key && request_.client == kSessionClient;
    if (closed && CommandValue(session::CommandOf(*session, *item, command.session), true) ==
                      CommandValue(command, request_.occurred_given))
      return base::Done{};
  }
  return base::Error{
      fmt::format("{}: 会议没有这样的表决结果 (no session has closed an item so)", command.session)};
}

// An act happens now; a report says when it happened, and not in the future.
bool CommandWork::SettleTime(flow::Command* command) {
  const flow::Moment now = MomentOf(now_ms_);
  if (!command->session.empty()) return true;
  if (!command->report) {
    command->occurred = now;
    return true;
  }
  if (!request_.occurred_given) {
    Refuse(RefusalOf(RefusalKind::kTimeMissing, ""));
    return false;
  }
  if (now < command->occurred) {
    Refuse(RefusalOf(RefusalKind::kFuture, PrintMoment(command->occurred)));
    return false;
  }
  return true;
}

// Of a new calendar before what is done; of a new law after it.
base::Result<std::vector<flow::Event>> CommandWork::WithMovedPeriods(const engine::LoadedPolicy& policy,
                                                                     std::vector<flow::Event> events) {
  const flow::Moment now = MomentOf(now_ms_);
  if (request_.command.kind != flow::CommandKind::kMigrate) {
    auto all = CalendarEvents(cases_.policies(), unit_, matter_, policy, now);
    if (!all) return all.error();
    all->insert(all->end(), events.begin(), events.end());
    return all;
  }
  flow::State after = matter_.flow;
  for (const flow::Event& event : events) {
    if (auto done = flow::Apply(event, &after); !done) return done.error();
  }
  auto moved = PolicyEvents(cases_.policies(), unit_, matter_, policy, after, now);
  if (!moved) return moved.error();
  events.insert(events.end(), moved->begin(), moved->end());
  return events;
}

base::Result<store::Verdict> CommandWork::Carry(const engine::LoadedPolicy& policy) {
  flow::Command command = request_.command;
  if (!SettleTime(&command)) return store::Verdict::kRefuse;
  auto persons = Register::Hold(unit_, command);
  if (!persons) return persons.error();
  Refusal refusal;
  std::optional<std::string> delegation;
  if (!persons->FillIn(policy.program(), &command, &refusal, &delegation)) {
    Refuse(std::move(refusal));
    return store::Verdict::kRefuse;
  }
  const EngineJudge judge(policy);
  flow::Rules rules{policy.program(), judge, policy.calendar(), {}};
  if (!command.ballots.empty()) {
    auto all = Register::ReadAll(unit_);
    if (!all) return all.error();
    rules.members = all->MembersOn(policy.program(), command.occurred.day);
  }
  flow::Outcome outcome = flow::Decide(rules, matter_.flow, command);
  if (const auto* refused = std::get_if<flow::Refusal>(&outcome)) {
    Refuse(RefusalOf(*refused));
    return store::Verdict::kRefuse;
  }
  auto events = WithMovedPeriods(policy, std::get<std::vector<flow::Event>>(std::move(outcome)));
  if (!events) return events.error();
  Course course{*std::move(events),
                command.report ? record::Mode::kReport : record::Mode::kAct,
                {command.acting.person.id, command.acting.person.position, delegation},
                request_.id};
  return Record(policy, rules, course);
}

base::Result<store::Verdict> CommandWork::Record(const engine::LoadedPolicy& policy, const flow::Rules& rules,
                                                 const Course& course) {
  auto appender = Appender::Begin(unit_, cases_.log(), now_ms_);
  if (!appender) return appender.error();
  if (auto done = cases_.policies().calendars().Keep(unit_, policy.calendar()); !done) return done.error();
  if (auto done = RecordCourse(*appender, unit_, policy, rules, course, now_ms_, &matter_, &row_); !done)
    return done.error();
  if (bundle_ != nullptr) {
    const auto closure = record::DigestOfHex(matter_.closure);
    if (!closure) return base::Error{fmt::format("“{}”不是制度摘要 (is no closure digest)", matter_.closure)};
    if (auto done = unit_.PutPolicy(*closure, bundle_->bytes); !done) return done.error();
  }
  const store::CommandRow command{digest_, cases_.log(), appender->first()};
  if (auto done = unit_.PutCommand(request_.client, request_.key, command); !done) return done.error();
  if (auto done = appender->Finish(); !done) return done.error();
  answer_.kind = Answer::Kind::kRecorded;
  answer_.pos = appender->first();
  answer_.sver = row_.sver;
  answer_.events = course.events;
  return store::Verdict::kCommit;
}

}  // namespace guiju::cases
