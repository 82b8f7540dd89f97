#pragma once
// Authenticated machine code on disk: a shared object plus a MAC, opened without LLVM.
//
// File: the shared object, then 32 bytes HMAC-SHA-256 over it, then the 8 bytes "gujiumac". The key is per
// user, in a file only its owner can read. This stops other users and damaged caches, not the user himself.
#include <memory>
#include <string>

#include "compiler/base/result.h"
#include "runtime/loader/loaded.h"

namespace guiju::loader {

// What the caller knows about the program; code made for anything else is refused.
struct Expected {
  uint64_t layout_hash = 0;
  std::array<uint8_t, 32> ir_digest{};
};

// The key in `path`; made (0600, 32 random bytes) when the file does not exist. Refuses symbolic links,
// foreign owners and files others may read.
base::Result<std::string> CacheKey(const std::string& path);

// Appends the MAC to the shared object at `path` (atomically: a new file renamed over it).
base::Status Seal(const std::string& path, const std::string& key);

// Opens without following links, checks owner and mode, copies into a sealed memory file, checks the MAC
// there, loads that copy and checks the descriptor and the CPU. Linear in the file's size.
base::Result<std::shared_ptr<const Loaded>> LoadSealed(const std::string& path, const std::string& key,
                                                       const Expected& expected);

}  // namespace guiju::loader
