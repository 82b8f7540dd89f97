#pragma once
// Names that stand in keys: of agencies, streams, logs, clients, consumers, views, and a client's keys. Both
// engines take the same ones, so that a store can be moved from one to the other.
#include <initializer_list>
#include <string_view>

#include "compiler/base/result.h"

namespace guiju::store {

inline constexpr size_t kLongestName = 255;

// 1 to 255 bytes of UTF-8 without control characters.
base::Status CheckNames(std::initializer_list<std::string_view> names);
// A name "KIND/REST", neither empty.
base::Status CheckStreamId(std::string_view id);

}  // namespace guiju::store
