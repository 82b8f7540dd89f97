#pragma once
// A log out of an exported directory (export.h). Reads only; one thread at a time.
#include <memory>
#include <string>

#include "runtime/record/log_source.h"

namespace guiju::record {

// An Error when the directory has neither a checkpoint nor entries, or they cannot be read.
base::Result<std::unique_ptr<LogSource>> OpenDirectory(const std::string& path);

}  // namespace guiju::record
