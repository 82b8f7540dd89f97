#include "runtime/cases/register.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace guiju::cases {
namespace {

constexpr int64_t kPage = 1000;

// "负责人" in either spelling → its name in the program.
const ir::Actor* ActorOf(const ir::Program& program, const std::string& spelling) {
  for (const ir::Actor& actor : program.actors) {
    if (actor.name.Is(spelling)) return &actor;
  }
  return nullptr;
}

void AddMembers(const ir::Program& program, const std::vector<ir::ActorId>& positions,
                const Register& persons, value::Day day, const std::vector<ir::Name>& units,
                std::set<std::string>* members) {
  for (ir::ActorId position : positions) {
    for (const auto& [id, person] : persons.persons()) {
      const Appointment* held = HeldOn(person, program.actors[position].name, day);
      const bool of_unit = held != nullptr && std::ranges::any_of(units, [&](const ir::Name& unit) {
                             return unit.Is(held->unit);
                           });
      if (held != nullptr && !of_unit) members->insert(id);
    }
  }
}

std::vector<std::string> StreamsOf(const std::set<std::string>& ids) {
  std::vector<std::string> streams;
  for (const std::string& id : ids) {
    if (!id.empty()) streams.push_back(PersonStream(id));
  }
  std::sort(streams.begin(), streams.end());
  return streams;
}

}  // namespace

std::string PersonStream(std::string_view id) { return fmt::format("{}/{}", kPersonKind, id); }

std::vector<std::string> PersonStreamsOf(const flow::Command& command) {
  std::set<std::string> ids{command.acting.person.id};
  if (command.approval) ids.insert(command.approval->person.id);
  for (const flow::Ballot& ballot : command.ballots) ids.insert(ballot.member.person.id);
  return StreamsOf(ids);
}

base::Result<Register> Register::Hold(store::Unit& unit, const std::set<std::string>& ids) {
  auto rows = unit.HoldStreams(StreamsOf(ids), store::Hold::kKeep);
  if (!rows) return rows.error();
  return Of(*rows);
}

base::Result<Register> Register::Of(const std::vector<std::optional<store::StreamRow>>& rows) {
  Register result;
  for (const auto& row : rows) {
    if (!row) continue;
    auto person = ReadPerson(row->state);
    if (!person) return person.error();
    result.persons_.emplace(row->id.substr(kPersonKind.size() + 1), *std::move(person));
  }
  return result;
}

base::Result<Register> Register::ReadAll(store::Reader& reader) {
  Register result;
  std::string after;
  while (true) {
    auto rows = reader.ListStreams(kPersonKind, after, kPage);
    if (!rows) return rows.error();
    for (const store::StreamRow& row : *rows) {
      auto person = ReadPerson(row.state);
      if (!person) return person.error();
      result.persons_.emplace(row.id.substr(kPersonKind.size() + 1), *std::move(person));
      after = row.id;
    }
    if (rows->size() < static_cast<size_t>(kPage)) return result;
  }
}

bool Register::FillIn(const ir::Program& program, value::Day day, bool report, flow::Acting* acting,
                      Refusal* refusal, const Appointment** held) const {
  const auto person = persons_.find(acting->person.id);
  if (person == persons_.end()) {
    *refusal = RefusalOf(RefusalKind::kUnknownPerson, acting->person.id);
    return false;
  }
  const ir::Actor* actor = ActorOf(program, acting->person.position);
  if (actor == nullptr) {
    *refusal = RefusalOf(RefusalKind::kUnknownPosition, acting->person.position);
    return false;
  }
  acting->person.position = actor->name.Key();
  acting->qualifications = QualificationsOn(person->second, day);
  *held = HeldOn(person->second, actor->name, day);
  if (*held == nullptr && report)
    return true;  // it happened all the same; the flow notes what was unlawful about it
  if (*held == nullptr) {
    *refusal = RefusalOf(
        RefusalKind::kNotAppointed,
        fmt::format("{}在{}没有担任“{}”", acting->person.id, value::FormatDateZh(day), actor->name.In(true)),
        fmt::format("{} did not hold the position {} on {}", acting->person.id, actor->name.In(false),
                    value::FormatDate(day)));
    return false;
  }
  acting->unit = (*held)->unit;
  return true;
}

bool Register::FillIn(const ir::Program& program, value::Day day, flow::Acting* acting, Refusal* refusal,
                      std::optional<std::string>* delegation) const {
  const Appointment* held = nullptr;
  if (!FillIn(program, day, false, acting, refusal, &held)) return false;
  if (delegation != nullptr && held->holding != Holding::kSubstantive)
    *delegation = held->instrument.empty() ? std::string(KeyOf(held->holding)) : held->instrument;
  return true;
}

bool Register::FillIn(const ir::Program& program, flow::Command* command, Refusal* refusal,
                      std::optional<std::string>* delegation) const {
  const value::Day day = command->occurred.day;
  const Appointment* held = nullptr;
  if (!FillIn(program, day, command->report, &command->acting, refusal, &held)) return false;
  if (held != nullptr && held->holding != Holding::kSubstantive)
    *delegation = held->instrument.empty() ? std::string(KeyOf(held->holding)) : held->instrument;
  if (command->approval && !FillIn(program, day, command->report, &*command->approval, refusal, &held))
    return false;
  for (flow::Ballot& ballot : command->ballots) {
    if (!FillIn(program, day, command->report, &ballot.member, refusal, &held)) return false;
  }
  return true;
}

std::map<std::string, int64_t> Register::MembersOn(const ir::Program& program, value::Day day) const {
  std::map<std::string, int64_t> members;
  for (const ir::Body& body : program.bodies) {
    std::set<std::string> all;
    for (const auto* positions : {&body.chair, &body.vice, &body.members})
      AddMembers(program, *positions, *this, day, body.member_units, &all);
    const int64_t count = static_cast<int64_t>(body.member_units.size() + all.size());
    if (count > 0) members.emplace(program.actors[body.actor].name.Key(), count);
  }
  return members;
}

}  // namespace guiju::cases
