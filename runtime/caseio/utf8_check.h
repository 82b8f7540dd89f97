#pragma once
// Finding the place of a defect that simdjson only reports as present.
#include <cstddef>
#include <string_view>

#include "compiler/source/utf8.h"

namespace guiju::caseio {

// Bytes of the well-formed character at the offset; 0 when there is none.
inline size_t SequenceLength(std::string_view text, size_t offset) {
  return source::DecodeAt(text, offset).length;
}
size_t FirstInvalidUtf8(std::string_view text);  // text.size() when valid
size_t FirstRawControl(std::string_view json);   // unescaped control character inside a JSON string
size_t LastOpenQuote(std::string_view json);     // quote of the string that is never closed

}  // namespace guiju::caseio
