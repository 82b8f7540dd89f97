#pragma once
// Unpredictable bytes from the operating system: salts, nonces, keys.
#include <string>
#include <vector>

#include "runtime/record/entry.h"

namespace guiju::record {

// Aborts when the system has none to give; it never falls back on weaker ones.
std::string RandomBytes(size_t count);
Nonce RandomNonce();

}  // namespace guiju::record
