#include "tools/guiju/case_answer.h"

#include "tools/guiju/store_session.h"

namespace guiju::cli {

using record::Value;

Value AnswerValue(const Session& session, const cases::Answer& answer) {
  Value object = Value::EmptyObject();
  object.Insert("case", BareId(answer.stream));
  object.Insert("result", WordOf(answer.kind));
  object.Insert("version", answer.sver);
  if (answer.kind == cases::Answer::Kind::kRefused) {
    object.Insert("code", answer.refusal.code);
    object.Insert("message", answer.refusal.In(session.chinese));
    Value& missing = *object.Insert("missing", Value::EmptyArray());
    for (const std::string& one : answer.refusal.missing) missing.Append(one);
  } else {
    object.Insert("pos", answer.pos);
    object.Insert("events", EventsValue(answer.events));
  }
  return object;
}

Value TickValue(const cases::Cases::TickReport& report) {
  Value object = Value::EmptyObject();
  object.Insert("looked_at", report.looked_at);
  object.Insert("events", report.events);
  object.Insert("recalculated", report.recalculated);
  object.Insert("failed", report.failed.size());
  Value& changed = *object.Insert("changed", Value::EmptyArray());
  for (const auto& [stream, events] : report.changed) {
    Value& one = changed.Append(Value::EmptyObject());
    one.Insert("case", BareId(stream));
    one.Insert("events", EventsValue(events));
  }
  return object;
}

}  // namespace guiju::cli
