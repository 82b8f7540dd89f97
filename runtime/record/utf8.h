#pragma once
// Well-formed UTF-8, one character at a time. Private to this room.
#include <cstddef>
#include <string_view>

namespace guiju::record {

// Bytes of the well-formed character at `at` (1-4), 0 when there is none: overlong forms, surrogates and
// values above U+10FFFF are not well formed. at < text.size().
size_t CharacterLength(std::string_view text, size_t at);
bool IsUtf8(std::string_view text);

}  // namespace guiju::record
