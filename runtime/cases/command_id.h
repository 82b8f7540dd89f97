#pragma once
// Ids of commands: UUID version 7, so that the index of their keys grows at one end.
#include <cstdint>
#include <string>
#include <string_view>

namespace guiju::cases {

std::string NewCommandId(int64_t now_ms);
bool IsCommandId(std::string_view text);

}  // namespace guiju::cases
