#pragma once
// A log as a directory of files that outlives the program: read by directory_source.h, by any C2SP tlog-tiles
// client, and verified offline.
#include <string>

#include "runtime/record/log_source.h"

namespace guiju::record {

enum class Bodies : uint8_t {
  kLeftOut,  // what the public may have
  kPrivate,  // under private/, readable by the owner only
};

// `path` must not exist, or be an empty folder. `checkpoint` is written last: a directory without it is not
// finished (or has nothing signed). What the source holds is copied, not judged: tampering stays visible in
// the copy.
base::Status ExportLog(const LogSource& source, const std::string& path, Bodies bodies);

}  // namespace guiju::record
