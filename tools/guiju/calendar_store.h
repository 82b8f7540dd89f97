#pragma once
// calendar load FILE, calendar list: over a store.
#include <string>

#include "tools/guiju/command.h"

namespace guiju::cli {

int LoadCalendar(const Session& session, const std::string& file);
int ListCalendars(const Session& session);

}  // namespace guiju::cli
