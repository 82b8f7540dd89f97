#pragma once
// The two hashes of an RFC 6962 tree. They begin with different bytes, so that a node cannot pass for a leaf.
#include <string_view>

#include "compiler/base/sha256.h"

namespace guiju::record {

// SHA-256(0x00 ‖ bytes).
base::Digest LeafHash(std::string_view bytes);
// SHA-256(0x01 ‖ left ‖ right).
base::Digest NodeHash(const base::Digest& left, const base::Digest& right);
// The root of a tree without leaves: SHA-256 of nothing.
base::Digest EmptyRoot();

}  // namespace guiju::record
