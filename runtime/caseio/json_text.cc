#include "runtime/caseio/json_text.h"

#include <fmt/format.h>

namespace guiju::caseio {

void AppendJsonString(std::string* out, std::string_view text) {
  out->push_back('"');
  size_t done = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    uint8_t c = static_cast<uint8_t>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out->append(text, done, i - done);
    done = i + 1;
    switch (c) {
      case '"':
        *out += "\\\"";
        break;
      case '\\':
        *out += "\\\\";
        break;
      case '\n':
        *out += "\\n";
        break;
      case '\t':
        *out += "\\t";
        break;
      case '\r':
        *out += "\\r";
        break;
      default:
        *out += fmt::format("\\u{:04x}", c);
    }
  }
  out->append(text, done, text.size() - done);
  out->push_back('"');
}

}  // namespace guiju::caseio
