#include "runtime/cases/four_eyes.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/cases/person.h"
#include "runtime/cases/register.h"

namespace guiju::cases {
namespace {

ir::Name NameOf(const ir::Program* program, const std::string& position) {
  if (program != nullptr) {
    for (const ir::Actor& actor : program->actors) {
      if (actor.name.Is(position)) return actor.name;
    }
  }
  return {position, ""};
}

}  // namespace

base::Result<std::optional<record::Actor>> HoldBoth(store::Unit& unit, const FourEyes& eyes, value::Day day,
                                                    const ir::Program* program, Refusal* refusal) {
  const auto refuse = [&](RefusalKind kind, const std::string& zh, const std::string& en) {
    *refusal = RefusalOf(kind, zh, en);
    return std::optional<record::Actor>();
  };
  if (!eyes.approval || eyes.approval->id == eyes.acting.id)
    return refuse(RefusalKind::kTwoPersons, eyes.acting.id, eyes.acting.id);
  std::vector<flow::Person> both = {eyes.acting, *eyes.approval};
  std::vector<std::string> streams;
  for (const flow::Person& one : both) streams.push_back(PersonStream(one.id));
  std::ranges::sort(streams);
  auto rows = unit.HoldStreams(streams, store::Hold::kKeep);
  if (!rows) return rows.error();
  record::Actor actor{eyes.acting.id, NameOf(program, eyes.acting.position).Key(), std::nullopt};
  for (const flow::Person& one : both) {
    const auto row = std::ranges::find_if(
        *rows, [&](const auto& candidate) { return candidate && candidate->id == PersonStream(one.id); });
    if (row == rows->end()) return refuse(RefusalKind::kUnknownPerson, one.id, one.id);
    auto person = ReadPerson((*row)->state);
    if (!person) return person.error();
    const ir::Name position = NameOf(program, one.position);
    const Appointment* held = HeldOn(*person, position, day);
    if (held == nullptr)
      return refuse(RefusalKind::kNotAppointed,
                    fmt::format("{}在{}没有担任“{}”", one.id, value::FormatDateZh(day), position.In(true)),
                    fmt::format("{} did not hold the position {} on {}", one.id, position.In(false),
                                value::FormatDate(day)));
    if (one.id == actor.person && held->holding != Holding::kSubstantive)
      actor.delegation = held->instrument.empty() ? std::string(KeyOf(held->holding)) : held->instrument;
  }
  return std::optional<record::Actor>(std::move(actor));
}

}  // namespace guiju::cases
