// What follows of time alone: the streams whose wake time has come, each looked at once.
#include <fmt/format.h>

#include "runtime/cases/appender.h"
#include "runtime/cases/cases.h"
#include "runtime/cases/command_id.h"
#include "runtime/cases/course.h"
#include "runtime/cases/judge.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/recalculation.h"

namespace guiju::cases {
namespace {

constexpr int64_t kStreamsPerUnit = 16;
constexpr int64_t kPutOffMs = 3'600'000;

class DueWork {
 public:
  DueWork(Cases& cases, store::Unit& unit, int64_t now_ms) : cases_(cases), unit_(unit), now_ms_(now_ms) {}

  base::Result<store::Verdict> Run(int64_t most, Cases::TickReport* report) {
    *report = {};
    auto rows = unit_.HoldDue(now_ms_, most);
    if (!rows) return rows.error();
    if (rows->empty()) return store::Verdict::kRefuse;
    auto appender = Appender::Begin(unit_, cases_.log(), now_ms_);
    if (!appender) return appender.error();
    for (store::StreamRow& row : *rows) {
      ++report->looked_at;
      if (auto done = Look(*appender, &row, report); !done) return done.error();
    }
    if (report->events > 0) {
      if (auto done = appender->Finish(); !done) return done.error();
    }
    return store::Verdict::kCommit;
  }

 private:
  base::Status PutOff(store::StreamRow* row, const std::string& why, Cases::TickReport* report) {
    report->failed.emplace_back(row->id, why);
    row->wake_ms = now_ms_ + kPutOffMs;
    return unit_.PutStream(*row);
  }

  // A session whose results are on their way; they are carried when this unit has ended.
  base::Status PutAside(store::StreamRow* row, Cases::TickReport* report) {
    report->sessions.push_back(row->id);
    row->wake_ms = now_ms_ + kPutOffMs;
    return unit_.PutStream(*row);
  }

  // A matter that cannot be looked at is put off and reported; it must not stop the others.
  base::Status Look(Appender& appender, store::StreamRow* row, Cases::TickReport* report) {
    if (KindOf(row->id) == kSessionKind) return PutAside(row, report);
    auto state = ReadStreamState(row->id, row->state);
    if (!state) return PutOff(row, state.error().message, report);
    auto* matter = std::get_if<Matter>(&*state);
    if (matter == nullptr) return PutOff(row, "不是案件 (is no matter)", report);
    auto policy = cases_.policies().Find(unit_, matter->closure);
    if (!policy) return PutOff(row, policy.error().message, report);
    const EngineJudge judge(**policy);
    const flow::Rules rules{(*policy)->program(), judge, (*policy)->calendar(), {}};
    flow::Command command;
    command.kind = flow::CommandKind::kTick;
    command.acting.person.id = kSystemActor;
    command.occurred = MomentOf(now_ms_);
    flow::Outcome outcome = flow::Decide(rules, matter->flow, command);
    if (const auto* refused = std::get_if<flow::Refusal>(&outcome))
      return PutOff(row, flow::TextOf(*refused, true), report);
    Course course;
    auto moved = CalendarEvents(cases_.policies(), unit_, *matter, **policy, command.occurred);
    if (!moved) return PutOff(row, moved.error().message, report);
    course.events = *std::move(moved);
    for (flow::Event& event : std::get<std::vector<flow::Event>>(outcome))
      course.events.push_back(std::move(event));
    course.actor.person = kSystemActor;
    course.cmd = NewCommandId(now_ms_);
    if (!course.events.empty()) {
      if (auto done = cases_.policies().calendars().Keep(unit_, (*policy)->calendar()); !done) return done;
      report->events += static_cast<int64_t>(course.events.size());
      report->changed.emplace_back(row->id, course.events);
      return RecordCourse(appender, unit_, **policy, rules, course, now_ms_, matter, row);
    }
    auto ahead = LookAhead(rules, matter->flow, now_ms_);
    if (!ahead) return PutOff(row, ahead.error().message, report);
    return PutRow(unit_, *ahead, row);
  }

  Cases& cases_;
  store::Unit& unit_;
  int64_t now_ms_;
};

}  // namespace

base::Result<Cases::TickReport> Cases::Tick(int64_t most) {
  TickReport all;
  const int64_t now = now_ms();
  while (all.looked_at < most) {
    const int64_t share = std::min(most - all.looked_at, kStreamsPerUnit);
    TickReport part;
    auto verdict = store_->Write(
        settings_.agency, [&](store::Unit& unit) { return DueWork(*this, unit, now).Run(share, &part); });
    if (!verdict) return verdict.error();
    all.looked_at += part.looked_at;
    all.events += part.events;
    all.changed.insert(all.changed.end(), part.changed.begin(), part.changed.end());
    all.sessions.insert(all.sessions.end(), part.sessions.begin(), part.sessions.end());
    all.failed.insert(all.failed.end(), part.failed.begin(), part.failed.end());
    if (part.looked_at < share) break;
  }
  for (const std::string& session : all.sessions) {
    auto carried = CarrySession(session);
    if (!carried) {
      all.failed.emplace_back(session, carried.error().message);
      continue;
    }
    all.events += static_cast<int64_t>(carried->size());
    if (!carried->empty()) all.changed.emplace_back(session, *std::move(carried));
  }
  if (auto done = Recalculate(now, most - all.looked_at, &all); !done) return done.error();
  if (auto done = DropSettled(now); !done) return done.error();
  return all;
}

}  // namespace guiju::cases
