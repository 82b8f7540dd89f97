#pragma once
// A session as it stands, and the list of sessions.
#include "runtime/cases/cases.h"
#include "tools/guiju/command.h"

namespace guiju::cli {

// "m-07" or "session/m-07".
std::string SessionStream(const std::string& id);
int ShowSession(const Session& session, const std::string& id);
int ListSessions(const Session& session);
// "案件的结果：通过"
std::string CarriedText(const Session& session, const session::Carried& carried);

}  // namespace guiju::cli
