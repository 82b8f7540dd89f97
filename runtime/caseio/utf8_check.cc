#include "runtime/caseio/utf8_check.h"

#include <cstdint>

namespace guiju::caseio {

size_t FirstInvalidUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    size_t length = SequenceLength(text, i);
    if (length == 0) return i;
    i += length;
  }
  return text.size();
}

size_t FirstRawControl(std::string_view json) {
  bool inside = false;
  for (size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '"') inside = !inside;
    if (!inside) continue;
    if (json[i] == '\\') {
      ++i;
    } else if (static_cast<uint8_t>(json[i]) < 0x20) {
      return i;
    }
  }
  return json.size();
}

size_t LastOpenQuote(std::string_view json) {
  size_t open = json.size();
  bool inside = false;
  for (size_t i = 0; i < json.size(); ++i) {
    if (inside && json[i] == '\\') {
      ++i;
    } else if (json[i] == '"') {
      inside = !inside;
      if (inside) open = i;
    }
  }
  return inside ? open : json.size();
}

}  // namespace guiju::caseio
