#pragma once
// What a verification found, in words and as data.
#include <string>
#include <vector>

#include "runtime/cases/replay.h"
#include "runtime/record/finding.h"
#include "runtime/record/json.h"
#include "tools/guiju/command.h"

namespace guiju::cli {

// Of the record and of what was folded and decided again: [{"code", "text", "pos", "stream", "detail"} …].
record::Value FindingsValue(const record::Findings& of_record, const std::vector<cases::Finding>& of_replay,
                            bool chinese);
// A line each, of the first ones.
std::string FindingsText(const Session& session, const record::Value& findings);

}  // namespace guiju::cli
