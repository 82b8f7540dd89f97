#pragma once
// Cells of a CSV output.
#include <string>
#include <string_view>

namespace guiju::engine {

// RFC 4180; a cell a spreadsheet would take for a formula is kept text by a leading apostrophe.
std::string CsvCell(std::string_view text);
// What a valid JSON string with its quotes says. Half a pair of \uXXXX becomes U+FFFD.
std::string TextOfJsonString(std::string_view json);

}  // namespace guiju::engine
