#include <fmt/format.h>

#include "runtime/cases/moment.h"
#include "runtime/cases/register.h"
#include "runtime/value/written_date.h"
#include "tools/guiju/store_session.h"

namespace guiju::cli {
namespace {

using record::Value;

base::Result<std::optional<value::Day>> DayOf(const Session& session, const char* option) {
  if (!session.arguments.Has(option)) return std::optional<value::Day>{};
  std::optional<value::Day> day = value::ParseWrittenDate(session.arguments.Get(option));
  if (!day)
    return base::Error{
        fmt::format("{}: {}", option, session.Pick("日期写成 2024-02-07", "write the date as 2024-02-07"))};
  return day;
}

base::Result<cases::PersonChange> ChangeOf(const Session& session, const std::string& id, value::Day today) {
  const Arguments& arguments = session.arguments;
  cases::PersonChange change;
  change.id = id;
  if (arguments.Has("--name")) change.name = arguments.Get("--name");
  auto from = DayOf(session, "--from");
  auto to = DayOf(session, "--to");
  if (!from) return from.error();
  if (!to) return to.error();
  const value::Day first = from->value_or(today);
  if (*to && **to < first && !arguments.Has("--end"))
    return base::Error{session.Pick("--to 早于 --from", "--to is before --from")};
  const auto holding = cases::HoldingOf(arguments.Get("--holding", "任职"));
  if (!holding)
    return base::Error{
        session.Pick("--holding：任职、代理、委托", "--holding: substantive, acting, delegated")};
  for (const std::string& position : arguments.All("--position")) {
    if (arguments.Has("--end")) {
      change.ended.emplace_back(position, to->value_or(today));
    } else {
      change.appointments.push_back(
          {position, arguments.Get("--unit"), first, *to, *holding, arguments.Get("--instrument")});
    }
  }
  for (const std::string& name : arguments.All("--qualification"))
    change.qualifications.push_back({name, first, *to});
  return change;
}

int Add(const Session& session, const std::string& id) {
  auto cases = OpenCases(session, Access::kChange);
  if (!cases) return kMisuse;
  auto change = ChangeOf(session, id, cases::MomentOf(cases->now_ms()).day);
  if (!change) return Misuse(session, change.error().message);
  auto by = ActingPerson(session, *cases, false);
  if (!by) return Misuse(session, by.error().message);
  auto answer =
      cases->ChangePerson(*change, {by->id, session.arguments.Has("--as") ? by->position : "", std::nullopt});
  if (!answer) return Failed(answer.error().message);
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("person", id);
    object.Insert("version", answer->sver);
    object.Insert("pos", answer->pos);
    SayJson(*cases, std::move(object));
    return kYes;
  }
  std::string text =
      fmt::format(fmt::runtime(session.Pick("人员 {}：已登记\n", "person {}: recorded\n")), id);
  for (const flow::Event& event : answer->events)
    text += "  " + EventText(nullptr, event.type, event.body, session.chinese) + "\n";
  Say(session, *cases, text);
  return kYes;
}

std::string SpanText(value::Day from, const std::optional<value::Day>& to, bool chinese) {
  const std::string first = from == value::kMinDay ? "" : value::FormatDate(from);
  return fmt::format("{} {} {}", first, chinese ? "至" : "to",
                     to ? value::FormatDate(*to) : (chinese ? "今" : "now"));
}

Value PersonValue(const std::string& id, const cases::Person& person) {
  Value value = *record::ParseJson(cases::PrintPerson(person));
  value.Insert("id", id);
  return value;
}

int List(const Session& session) {
  auto cases = OpenCases(session, Access::kRead);
  if (!cases) return kMisuse;
  auto persons = cases->Persons();
  if (!persons) return Failed(persons.error().message);
  if (session.json) {
    Value list = Value::EmptyArray();
    for (const auto& [id, person] : *persons) list.Append(PersonValue(id, person));
    Value object = Value::EmptyObject();
    object.Insert("people", std::move(list));
    SayJson(*cases, std::move(object));
    return kYes;
  }
  std::string text = fmt::format(fmt::runtime(session.Pick("共 {} 人\n", "{} persons\n")), persons->size());
  for (const auto& [id, person] : *persons) {
    text += fmt::format("  {}  {}\n", id, person.name);
    for (const cases::Appointment& held : person.appointments)
      text += fmt::format("      {}（{}{}{}）{}\n", held.position,
                          cases::TextOf(held.holding, session.chinese), held.unit.empty() ? "" : "，",
                          held.unit, SpanText(held.from, held.to, session.chinese));
    for (const cases::Qualification& held : person.qualifications)
      text += fmt::format(fmt::runtime(session.Pick("      资格 {} {}\n", "      qualification {} {}\n")),
                          held.name, SpanText(held.from, held.to, session.chinese));
  }
  Say(session, *cases, text);
  return kYes;
}

Value TextsOf(const std::vector<std::string>& texts) {
  Value list = Value::EmptyArray();
  for (const std::string& text : texts) list.Append(text);
  return list;
}

int TellStaff(const Session& session, const cases::Cases& cases, const ir::Program& program,
              const cases::StaffCheck& check) {
  Value positions = Value::EmptyArray();
  std::string text;
  for (const cases::Staffing& one : check.positions) {
    const std::string name = program.actors[one.position].name.In(session.chinese);
    std::vector<std::string> through;
    for (ir::ActorId id : one.through) through.push_back(program.actors[id].name.In(session.chinese));
    Value& row = positions.Append(Value::EmptyObject());
    row.Insert("position", program.actors[one.position].name.Key());
    row.Insert("persons", TextsOf(one.persons));
    row.Insert("unqualified", TextsOf(one.unqualified));
    row.Insert("through", TextsOf(through));
    row.Insert("vacant", one.vacant());
    text += fmt::format("  {} {}  {}", one.vacant() ? "✗" : "●", name, fmt::join(one.persons, "、"));
    if (!through.empty())
      text += fmt::format(fmt::runtime(session.Pick("（由 {} 担任）", " (by {})")), fmt::join(through, "、"));
    if (one.vacant()) text += session.Pick("空缺", "vacant");
    if (!one.unqualified.empty())
      text += fmt::format(fmt::runtime(session.Pick("（缺少资格：{}）", " (not qualified: {})")),
                          fmt::join(one.unqualified, "、"));
    text += "\n";
  }
  Value inseparable = Value::EmptyArray();
  for (const auto& [a, b] : check.inseparable) {
    const std::string left = program.actors[a].name.In(session.chinese),
                      right = program.actors[b].name.In(session.chinese);
    inseparable.Append(TextsOf({left, right}));
    text += fmt::format(
        fmt::runtime(session.Pick("  ✗ {}、{} 互不兼任，但能担任的只有同一个人\n",
                                  "  ✗ {} and {} are to be separate, and only one person can be both\n")),
        left, right);
  }
  if (session.json) {
    Value object = Value::EmptyObject();
    object.Insert("ok", check.ok());
    object.Insert("positions", std::move(positions));
    object.Insert("inseparable", std::move(inseparable));
    SayJson(cases, std::move(object));
  } else {
    Say(session, cases,
        std::string(check.ok() ? session.Pick("人员能够办理这个制度的流程\n",
                                              "the flows of the policy can be staffed\n")
                               : session.Pick("人员还不能办理这个制度的流程\n",
                                              "the flows of the policy cannot be staffed\n")) +
            text);
  }
  return check.ok() ? kYes : kNo;
}

int Check(const Session& session, const std::string& subject) {
  auto cases = OpenCases(session, Access::kRead);
  if (!cases) return kMisuse;
  auto settings = SettingsOf(session);
  if (!settings) return Misuse(session, settings.error().message);
  const engine::Engine engine(*settings);
  const auto policy = LoadOrReport(session, engine, subject);
  if (policy == nullptr) return kMisuse;
  std::optional<cases::StaffCheck> check;
  auto done = cases->store().Read(cases->agency(), [&](store::Reader& reader) -> base::Status {
    auto persons = cases::Register::ReadAll(reader);
    if (!persons) return persons.error();
    check = cases::CheckStaff(policy->program(), *persons, cases::MomentOf(cases->now_ms()).day);
    return base::Done{};
  });
  if (!done) return Failed(done.error().message);
  return TellStaff(session, *cases, policy->program(), *check);
}

}  // namespace

int RunPeople(const Session& session) {
  const auto& words = session.arguments.paths();
  const std::string what = words.empty() ? "" : words[0];
  if (what == "add" && words.size() == 2) return Add(session, words[1]);
  if (what == "list" && words.size() == 1) return List(session);
  if (what == "check" && words.size() == 2) return Check(session, words[1]);
  return Misuse(session, session.Pick("用法：guiju people add 编号 | list | check 制度",
                                      "usage: guiju people add ID | list | check POLICY"));
}

}  // namespace guiju::cli
