#pragma once
// The register of persons: who holds which position when, and with which qualifications. A person is a
// stream; what he may do is looked up on the day of the act.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/ir/ir.h"
#include "runtime/flow/command.h"
#include "runtime/record/json.h"
#include "runtime/value/date.h"

namespace guiju::cases {

enum class Holding : uint8_t { kSubstantive, kActing, kDelegated };  // 任职, 代理, 委托
const char* KeyOf(Holding holding);
std::optional<Holding> HoldingOf(std::string_view key);
std::string TextOf(Holding holding, bool chinese);

struct Appointment {
  std::string position;  // as written, either spelling
  std::string unit;
  value::Day from = value::kMinDay;
  std::optional<value::Day> to;  // the last day
  Holding holding = Holding::kSubstantive;
  std::string instrument;  // the document that appoints or delegates
  friend bool operator==(const Appointment&, const Appointment&) = default;
};
struct Qualification {
  std::string name;
  value::Day from = value::kMinDay;
  std::optional<value::Day> to;
  friend bool operator==(const Qualification&, const Qualification&) = default;
};
struct Person {
  std::string name;
  std::vector<Appointment> appointments;
  std::vector<Qualification> qualifications;
  friend bool operator==(const Person&, const Person&) = default;
};

inline constexpr std::string_view kNamedType = "person_named";
inline constexpr std::string_view kAppointedType = "appointed";
inline constexpr std::string_view kQualifiedType = "qualified";
inline constexpr std::string_view kAppointmentEndedType = "appointment_ended";

record::Value BodyOf(const Appointment& appointment);
record::Value BodyOf(const Qualification& qualification);
record::Value NamedBody(std::string_view name);
record::Value EndedBody(std::string_view position, value::Day last);

// Folds an event of a person. A body that is no such event's is an Error.
base::Status ApplyToPerson(std::string_view type, const record::Value& body, Person* person);
// Canonical JSON and back, strict.
std::string PrintPerson(const Person& person);
base::Result<Person> ReadPerson(std::string_view bytes);

// The appointment to that position that is in force on the day, the substantive one first; nullptr: none.
const Appointment* HeldOn(const Person& person, const ir::Name& position, value::Day day);
std::vector<std::string> QualificationsOn(const Person& person, value::Day day);

}  // namespace guiju::cases
