#pragma once
// A command for a case out of the command line.
#include "runtime/cases/cases.h"
#include "tools/guiju/command.h"

namespace guiju::cli {

// `action`: 意见|opine … ; `name`: what it is about.
base::Result<cases::Request> RequestOf(const Session& session, const cases::Cases& cases,
                                       const std::string& stream, const std::string& action,
                                       const std::string& name);
std::vector<std::string> ActionWords(bool chinese);
bool IsOpen(const std::string& action);  // 立案|open

}  // namespace guiju::cli
