#pragma once
// Writing JSON strings. Bytes that are not UTF-8 never reach here: every text was validated when it was read.
#include <string>
#include <string_view>

namespace guiju::caseio {

// Appends "…" with quotes, escaping only what JSON requires.
void AppendJsonString(std::string* out, std::string_view text);
inline std::string JsonString(std::string_view text) {
  std::string out;
  AppendJsonString(&out, text);
  return out;
}

}  // namespace guiju::caseio
