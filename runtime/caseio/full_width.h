#pragma once
// Punctuation of JSON typed with a Chinese input method: ，：“”｛｝［］ where , : " { } [ ] are due.
#include <cstddef>
#include <string_view>

namespace guiju::caseio {

struct FullWidth {
  size_t at = 0, length = 0;  // length 0: there is none
  std::string_view ascii;     // what JSON has in its place
};
// The first outside strings. Quotes of either kind begin a string, so that what a wrong quote encloses is not
// taken for punctuation.
FullWidth FirstFullWidth(std::string_view text);

}  // namespace guiju::caseio
