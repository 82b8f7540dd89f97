#pragma once
// What became of a command, as JSON.
#include "runtime/cases/cases.h"
#include "tools/guiju/command.h"

namespace guiju::cli {

record::Value AnswerValue(const Session& session, const cases::Answer& answer);
// `changed` names the cases and what happened in each.
record::Value TickValue(const cases::Cases::TickReport& report);

}  // namespace guiju::cli
