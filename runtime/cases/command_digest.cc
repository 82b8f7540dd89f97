#include "runtime/cases/command_digest.h"

#include "runtime/cases/moment.h"

namespace guiju::cases {
namespace {

using record::Value;

Value BallotValue(const flow::Ballot& ballot) {
  Value value = PersonValue(ballot.member);
  value.Insert("present", ballot.present);
  value.Insert("recused", ballot.recused);
  value.Insert("agrees", ballot.agrees ? Value(*ballot.agrees) : Value());
  value.Insert("dissent", ballot.dissent);
  return value;
}

}  // namespace

Value PersonValue(const flow::Acting& acting) {
  Value value = Value::EmptyObject();
  value.Insert("person", acting.person.id);
  value.Insert("position", acting.person.position);
  return value;
}

const char* KeyOf(flow::CommandKind kind) {
  switch (kind) {
    case flow::CommandKind::kOpen:
      return "open";
    case flow::CommandKind::kAssert:
      return "assert";
    case flow::CommandKind::kAttach:
      return "attach";
    case flow::CommandKind::kOpine:
      return "opine";
    case flow::CommandKind::kResolve:
      return "resolve";
    case flow::CommandKind::kReport:
      return "report";
    case flow::CommandKind::kInterrupt:
      return "interrupt";
    case flow::CommandKind::kResume:
      return "resume";
    case flow::CommandKind::kExtend:
      return "extend";
    case flow::CommandKind::kCorrect:
      return "correct";
    case flow::CommandKind::kMigrate:
      return "migrate";
    case flow::CommandKind::kTick:
      return "tick";
  }
  return "";
}

Value CommandValue(const flow::Command& command, bool occurred_given) {
  Value value = Value::EmptyObject();
  value.Insert("kind", KeyOf(command.kind));
  value.Insert("name", command.name);
  value.Insert("as", PersonValue(command.acting));
  value.Insert("occurred", occurred_given ? Value(PrintMoment(command.occurred)) : Value());
  value.Insert("facts", command.facts);
  value.Insert("content", command.content);
  value.Insert("proposal", command.proposal);
  Value& checks = *value.Insert("checks", Value::EmptyArray());
  for (const flow::CheckResult& check : command.checks) {
    Value& one = checks.Append(Value::EmptyObject());
    one.Insert("check", check.check);
    one.Insert("good", check.good);
  }
  Value& ballots = *value.Insert("ballots", Value::EmptyArray());
  for (const flow::Ballot& ballot : command.ballots) ballots.Append(BallotValue(ballot));
  value.Insert("reason", command.reason);
  value.Insert("approval", command.approval ? PersonValue(*command.approval) : Value());
  value.Insert("until", command.until ? Value(PrintMoment(*command.until)) : Value());
  if (command.kind == flow::CommandKind::kCorrect) {
    value.Insert("was", command.was ? Value(PrintMoment(*command.was)) : Value());
    value.Insert("instead", command.instead ? Value(PrintMoment(*command.instead)) : Value());
    value.Insert("withdrawn", command.withdrawn);
  }
  value.Insert("report", command.report);
  if (command.session.empty()) return value;
  value.Insert("session", command.session);
  value.Insert("item", command.item);
  value.Insert("material", command.material);
  if (command.visit != 0) value.Insert("visit", command.visit);
  if (!command.closure.empty()) value.Insert("closure", command.closure);
  return value;
}

}  // namespace guiju::cases
