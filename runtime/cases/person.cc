#include "runtime/cases/person.h"

#include <fmt/format.h>

#include <algorithm>

namespace guiju::cases {
namespace {

using record::Value;

struct HoldingWord {
  Holding holding;
  const char *key, *zh, *en;
};
constexpr HoldingWord kHoldings[] = {
    {Holding::kSubstantive, "substantive", "任职", "substantive"},
    {Holding::kActing, "acting", "代理", "acting"},
    {Holding::kDelegated, "delegated", "委托", "delegated"},
};

base::Error Malformed(std::string_view what) {
  return {fmt::format("an event or state of a person: {}", what)};
}

base::Result<std::string> TextIn(const Value& object, std::string_view name) {
  const Value* found = object.Find(name);
  if (found == nullptr || found->kind() != Value::Kind::kText) return Malformed(name);
  return found->text();
}

base::Result<std::optional<value::Day>> DayIn(const Value& object, std::string_view name) {
  const Value* found = object.Find(name);
  if (found == nullptr || found->kind() == Value::Kind::kNull) return std::optional<value::Day>{};
  if (found->kind() != Value::Kind::kText) return Malformed(name);
  std::optional<value::Day> day = value::ParseDate(found->text());
  if (!day) return Malformed(name);
  return day;
}

Value ValueOf(const std::optional<value::Day>& day) { return day ? Value(value::FormatDate(*day)) : Value(); }

struct Span {
  value::Day from = value::kMinDay;
  std::optional<value::Day> to;
};
base::Result<Span> SpanIn(const Value& object) {
  auto from = DayIn(object, "from");
  if (!from) return from.error();
  auto to = DayIn(object, "to");
  if (!to) return to.error();
  return Span{from->value_or(value::kMinDay), *to};
}

base::Result<Appointment> ReadAppointment(const Value& body) {
  auto position = TextIn(body, "position");
  auto unit = TextIn(body, "unit");
  auto holding = TextIn(body, "holding");
  auto instrument = TextIn(body, "instrument");
  auto span = SpanIn(body);
  for (const auto* text : {&position, &unit, &holding, &instrument}) {
    if (!*text) return text->error();
  }
  if (!span) return span.error();
  const auto known = HoldingOf(*holding);
  if (!known) return Malformed("holding");
  return Appointment{*position, *unit, span->from, span->to, *known, *instrument};
}

base::Result<Qualification> ReadQualification(const Value& body) {
  auto name = TextIn(body, "name");
  if (!name) return name.error();
  auto span = SpanIn(body);
  if (!span) return span.error();
  return Qualification{*name, span->from, span->to};
}

base::Status End(const Value& body, Person* person) {
  auto position = TextIn(body, "position");
  if (!position) return position.error();
  auto last = DayIn(body, "to");
  if (!last) return last.error();
  if (!*last) return Malformed("to");
  for (Appointment& held : person->appointments) {
    if (held.position == *position && (!held.to || *held.to > **last)) held.to = *last;
  }
  return base::Done{};
}

bool InForce(value::Day from, const std::optional<value::Day>& to, value::Day day) {
  return from <= day && (!to || day <= *to);
}

}  // namespace

const char* KeyOf(Holding holding) { return kHoldings[static_cast<size_t>(holding)].key; }

std::optional<Holding> HoldingOf(std::string_view key) {
  for (const HoldingWord& word : kHoldings) {
    if (key == word.key || key == word.zh) return word.holding;
  }
  return std::nullopt;
}

std::string TextOf(Holding holding, bool chinese) {
  const HoldingWord& word = kHoldings[static_cast<size_t>(holding)];
  return chinese ? word.zh : word.en;
}

Value BodyOf(const Appointment& appointment) {
  Value body = Value::EmptyObject();
  body.Insert("position", appointment.position);
  body.Insert("unit", appointment.unit);
  body.Insert("from", value::FormatDate(appointment.from));
  body.Insert("to", ValueOf(appointment.to));
  body.Insert("holding", KeyOf(appointment.holding));
  body.Insert("instrument", appointment.instrument);
  return body;
}

Value BodyOf(const Qualification& qualification) {
  Value body = Value::EmptyObject();
  body.Insert("name", qualification.name);
  body.Insert("from", value::FormatDate(qualification.from));
  body.Insert("to", ValueOf(qualification.to));
  return body;
}

Value NamedBody(std::string_view name) {
  Value body = Value::EmptyObject();
  body.Insert("name", name);
  return body;
}

Value EndedBody(std::string_view position, value::Day last) {
  Value body = Value::EmptyObject();
  body.Insert("position", position);
  body.Insert("to", value::FormatDate(last));
  return body;
}

base::Status ApplyToPerson(std::string_view type, const Value& body, Person* person) {
  if (type == kNamedType) {
    auto name = TextIn(body, "name");
    if (!name) return name.error();
    person->name = *name;
    return base::Done{};
  }
  if (type == kAppointedType) {
    auto appointment = ReadAppointment(body);
    if (!appointment) return appointment.error();
    person->appointments.push_back(*std::move(appointment));
    return base::Done{};
  }
  if (type == kQualifiedType) {
    auto qualification = ReadQualification(body);
    if (!qualification) return qualification.error();
    person->qualifications.push_back(*std::move(qualification));
    return base::Done{};
  }
  if (type == kAppointmentEndedType) return End(body, person);
  return Malformed(type);
}

std::string PrintPerson(const Person& person) {
  Value value = NamedBody(person.name);
  Value& appointments = *value.Insert("appointments", Value::EmptyArray());
  for (const Appointment& appointment : person.appointments) appointments.Append(BodyOf(appointment));
  Value& qualifications = *value.Insert("qualifications", Value::EmptyArray());
  for (const Qualification& qualification : person.qualifications)
    qualifications.Append(BodyOf(qualification));
  return *record::PrintJson(value);
}

base::Result<Person> ReadPerson(std::string_view bytes) {
  auto value = record::ParseJson(bytes);
  if (!value) return value.error();
  Person person;
  auto name = TextIn(*value, "name");
  if (!name) return name.error();
  person.name = *name;
  const Value* appointments = value->Find("appointments");
  const Value* qualifications = value->Find("qualifications");
  if (appointments == nullptr || appointments->kind() != Value::Kind::kArray)
    return Malformed("appointments");
  if (qualifications == nullptr || qualifications->kind() != Value::Kind::kArray)
    return Malformed("qualifications");
  for (const Value& item : appointments->items()) {
    auto appointment = ReadAppointment(item);
    if (!appointment) return appointment.error();
    person.appointments.push_back(*std::move(appointment));
  }
  for (const Value& item : qualifications->items()) {
    auto qualification = ReadQualification(item);
    if (!qualification) return qualification.error();
    person.qualifications.push_back(*std::move(qualification));
  }
  return person;
}

const Appointment* HeldOn(const Person& person, const ir::Name& position, value::Day day) {
  const Appointment* best = nullptr;
  for (const Appointment& held : person.appointments) {
    if (!position.Is(held.position) || !InForce(held.from, held.to, day)) continue;
    if (best == nullptr || held.holding < best->holding) best = &held;
  }
  return best;
}

std::vector<std::string> QualificationsOn(const Person& person, value::Day day) {
  std::vector<std::string> names;
  for (const Qualification& held : person.qualifications) {
    if (InForce(held.from, held.to, day)) names.push_back(held.name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace guiju::cases
