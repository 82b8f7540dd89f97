#pragma once
// Many commands through one process: a command a line, an answer a line.
#include "tools/guiju/command.h"

namespace guiju::cli {

// `case do --batch FILE|-`. Answers stand in the order of the lines and each is written out before the next
// line is read. A line that cannot be carried out is answered and the rest goes on.
int DoBatch(const Session& session);

}  // namespace guiju::cli
