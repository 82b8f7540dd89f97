#pragma once
// What a client's key stands for.
#include "compiler/base/result.h"
#include "compiler/base/sha256.h"
#include "runtime/flow/command.h"
#include "runtime/record/json.h"

namespace guiju::cases {

// A command as canonical JSON: what was asked, by whom, for when — nothing that the register or a clock
// filled in.
record::Value CommandValue(const flow::Command& command, bool occurred_given);
// Who acts and in which position.
record::Value PersonValue(const flow::Acting& acting);
const char* KeyOf(flow::CommandKind kind);

}  // namespace guiju::cases
