#pragma once
// Files that are there whole or not at all, also after the power failed.
#include <sys/types.h>

#include <string>
#include <string_view>

#include "compiler/base/result.h"

namespace guiju::record {

// The whole of a regular file of at most `most` bytes; a symbolic link is refused.
base::Result<std::string> ReadWholeFile(const std::string& path, size_t most);

// Written beside its place under a name of its own (never through a link or over another file), flushed,
// moved into place, and the folder flushed. kNew: an Error if something stands there already.
enum class Placing : uint8_t { kNew, kReplace };
base::Status WriteDurably(const std::string& path, std::string_view bytes, mode_t mode, Placing placing);

// The folder and those above it that are missing, each flushed into the one above.
base::Status MakeFolders(const std::string& path, mode_t mode);

}  // namespace guiju::record
