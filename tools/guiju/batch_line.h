#pragma once
// One line of `case do --batch`: a JSON object whose members are the options of `case open|do` by their
// names.
#include <string>

#include "runtime/record/json.h"
#include "tools/guiju/command.h"

namespace guiju::cli {

struct BatchLine {
  std::string id;      // of the case
  std::string action;  // 立案|open, 意见|opine …, 查看|show, 届满|tick
  std::string name;    // what it is about; of open: the flow
  Session session;     // the session with the line's options after those of the command line
};

// An Error says what is wrong with the line: no JSON, an unknown member (with the nearest known), a member
// given twice, a value of the wrong kind.
base::Result<BatchLine> ReadBatchLine(const Session& session, const std::string& text);
bool IsShow(const std::string& action);
bool IsTick(const std::string& action);

}  // namespace guiju::cli
