#pragma once
// case entries ID, case redact ID: what a case's record holds, and what of it is deleted.
#include <string>

#include "tools/guiju/command.h"

namespace guiju::cli {

int ListEntries(const Session& session, const std::string& id);
int RedactCase(const Session& session, const std::string& id);

}  // namespace guiju::cli
