#pragma once
// Pieces of canonical JSON for those who print a known shape themselves. Private to this room.
#include <string>
#include <string_view>

#include "runtime/record/json.h"

namespace guiju::record {

// `text` in quotes with the escapes of RFC 8785 and no others. Expects UTF-8.
void AppendJsonText(std::string_view text, std::string* out);
void AppendJsonInteger(int64_t number, std::string* out);
// false: not UTF-8, or deeper than kMaxJsonDepth; *out is then of no use.
bool AppendJson(const Value& value, std::string* out);

}  // namespace guiju::record
