#pragma once
// How a case stands: its path through the flow, its periods, what can be done and by whom.
#include <string>

#include "tools/guiju/command.h"

namespace guiju::cli {

int ShowCase(const Session& session, const std::string& id);

}  // namespace guiju::cli
