#include "runtime/cases/streams.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/cases/moment.h"
#include "runtime/flow/flow.h"
#include "runtime/record/event_types.h"
#include "runtime/session/session.h"

namespace guiju::cases {
namespace {

using record::Value;

base::Status FoldMatter(const record::Entry& entry, const Value& body, Matter* matter) {
  if (matter->closure.empty()) matter->closure = entry.closure;
  if (!entry.calendar.empty()) matter->calendar = entry.calendar;
  if (entry.type == kClassifiedType || entry.type == record::kRedactedType) return base::Done{};
  const auto occurred = ReadMoment(entry.occurred);
  if (!occurred)
    return base::Error{fmt::format("{}: 发生时间无法读取 (no time: {})", entry.stream, entry.occurred)};
  if (entry.type == kMigratedType) matter->closure = entry.closure;
  return flow::Apply({entry.type, *occurred, body}, &matter->flow);
}

base::Status FoldLog(const record::Entry& entry, const Value& body, LogState* log) {
  if (entry.type == record::kEpochOpenedType) {
    const Value* epoch = body.Find("epoch");
    if (epoch == nullptr || epoch->kind() != Value::Kind::kInteger) return base::Error{"epoch_opened: epoch"};
    log->epoch = epoch->number();
    return base::Done{};
  }
  if (entry.type == record::kRedactedType) return base::Done{};
  return base::Error{fmt::format("{}: 不认识的事件 (unknown event {})", entry.stream, entry.type)};
}

base::Status FoldSession(const record::Entry& entry, const Value& body, session::State* state) {
  if (entry.type == record::kRedactedType) return base::Done{};
  const auto occurred = ReadMoment(entry.occurred);
  if (!occurred)
    return base::Error{fmt::format("{}: 发生时间无法读取 (no time: {})", entry.stream, entry.occurred)};
  return session::Apply({entry.type, *occurred, body}, state);
}

base::Result<Matter> ReadMatter(std::string_view bytes) {
  auto value = record::ParseJson(bytes, 16 * record::kMaxJsonBytes);
  if (!value) return value.error();
  const Value* closure = value->Find("closure");
  const Value* flow = value->Find("flow");
  if (closure == nullptr || closure->kind() != Value::Kind::kText || flow == nullptr)
    return base::Error{"matter state: closure, flow"};
  auto state = flow::StateOf(*flow);
  if (!state) return state.error();
  const Value* calendar = value->Find("calendar");
  const bool named = calendar != nullptr && calendar->kind() == Value::Kind::kText;
  return Matter{closure->text(), named ? calendar->text() : "", *std::move(state)};
}

base::Result<LogState> ReadLogState(std::string_view bytes) {
  auto value = record::ParseJson(bytes);
  if (!value) return value.error();
  const Value* epoch = value->Find("epoch");
  if (epoch == nullptr || epoch->kind() != Value::Kind::kInteger) return base::Error{"log state: epoch"};
  return LogState{epoch->number()};
}

std::string Print(const Matter& matter) {
  Value value = Value::EmptyObject();
  value.Insert("closure", matter.closure);
  value.Insert("calendar", matter.calendar);
  value.Insert("flow", flow::ValueOf(matter.flow));
  return *record::PrintJson(value);
}
std::string Print(const Person& person) { return PrintPerson(person); }
std::string Print(const CalendarState& calendar) { return PrintCalendarState(calendar); }
std::string Print(const session::State& state) { return session::PrintState(state); }
std::string Print(const LogState& log) {
  Value value = Value::EmptyObject();
  value.Insert("epoch", log.epoch);
  return *record::PrintJson(value);
}

}  // namespace

std::string_view KindOf(std::string_view stream) { return stream.substr(0, stream.find('/')); }

base::Result<StreamState> EmptyState(std::string_view stream) {
  const std::string_view kind = KindOf(stream);
  if (kind == kMatterKind) return StreamState(Matter());
  if (kind == kPersonKind) return StreamState(Person());
  if (kind == kSessionKind) return StreamState(session::State());
  if (kind == kLogKind) return StreamState(LogState());
  if (kind == kCalendarKind) return StreamState(CalendarState());
  return base::Error{fmt::format("{}: 不认识的卷宗种类 (unknown kind of stream)", stream)};
}

base::Status Fold(const record::Entry& entry, const Value& body, StreamState* state) {
  if (auto* matter = std::get_if<Matter>(state)) return FoldMatter(entry, body, matter);
  if (auto* person = std::get_if<Person>(state)) {
    if (entry.type == record::kRedactedType) return base::Done{};
    return ApplyToPerson(entry.type, body, person);
  }
  if (auto* calendar = std::get_if<CalendarState>(state)) return ApplyToCalendar(entry.type, body, calendar);
  if (auto* session = std::get_if<session::State>(state)) return FoldSession(entry, body, session);
  return FoldLog(entry, body, &std::get<LogState>(*state));
}

std::string PrintStreamState(const StreamState& state) {
  return std::visit([](const auto& one) { return Print(one); }, state);
}

base::Result<StreamState> ReadStreamState(std::string_view stream, std::string_view bytes) {
  const std::string_view kind = KindOf(stream);
  if (kind == kMatterKind) {
    auto matter = ReadMatter(bytes);
    if (!matter) return matter.error();
    return StreamState(*std::move(matter));
  }
  if (kind == kPersonKind) {
    auto person = ReadPerson(bytes);
    if (!person) return person.error();
    return StreamState(*std::move(person));
  }
  if (kind == kCalendarKind) {
    auto calendar = ReadCalendarState(bytes);
    if (!calendar) return calendar.error();
    return StreamState(*std::move(calendar));
  }
  if (kind == kSessionKind) {
    auto session = session::ReadState(bytes);
    if (!session) return session.error();
    return StreamState(*std::move(session));
  }
  if (kind == kLogKind) {
    auto log = ReadLogState(bytes);
    if (!log) return log.error();
    return StreamState(*log);
  }
  return base::Error{fmt::format("{}: 不认识的卷宗种类 (unknown kind of stream)", stream)};
}

Value DecidedFacts(const ir::Program& program, const flow::State& state) {
  if (state.decisions.empty()) return state.facts;
  return flow::FactsWith(program, state.facts, state.decisions.back().content);
}

}  // namespace guiju::cases
