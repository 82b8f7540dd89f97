#pragma once
// How a case stands: its path through the flow, its periods, what can be done and by whom.
#include <string>

#include "runtime/cases/cases.h"
#include "tools/guiju/command.h"

namespace guiju::cli {

int ShowCase(const Session& session, const std::string& id);
// The same as JSON. An Error: there is no such case, or it cannot be read.
base::Result<record::Value> ShownCase(const Session& session, cases::Cases& cases, const std::string& id);

}  // namespace guiju::cli
