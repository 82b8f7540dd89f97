#include "runtime/store/names.h"

#include <fmt/format.h>

namespace guiju::store {
namespace {

bool Continues(std::string_view text, size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

// Length of the well-formed UTF-8 sequence at the start of `text`, 0 when there is none or it is a control
// character.
size_t CharacterLength(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return first < 0x20 || first == 0x7F ? 0 : 1;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!Continues(text, i)) return 0;
  }
  const auto second = static_cast<unsigned char>(text[1]);
  if (first == 0xE0 && second < 0xA0) return 0;  // longer than needed
  if (first == 0xED && second > 0x9F) return 0;  // a surrogate
  if (first == 0xF0 && second < 0x90) return 0;
  if (first == 0xF4 && second > 0x8F) return 0;
  if (first == 0xC2 && second < 0xA0) return 0;  // U+0080…U+009F
  return length;
}

bool WellFormed(std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return false;
  while (!name.empty()) {
    const size_t length = CharacterLength(name);
    if (length == 0) return false;
    name.remove_prefix(length);
  }
  return true;
}

}  // namespace

base::Status CheckNames(std::initializer_list<std::string_view> names) {
  for (std::string_view name : names) {
    if (!WellFormed(name)) {
      return base::Error{fmt::format(
          "a name must be 1 to {} bytes of UTF-8 without control characters; this one of {} bytes is not",
          kLongestName, name.size())};
    }
  }
  return base::Done{};
}

base::Status CheckStreamId(std::string_view id) {
  if (auto checked = CheckNames({id}); !checked) return checked;
  const size_t slash = id.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash + 1 == id.size()) {
    return base::Error{fmt::format("a stream's id is KIND/NAME, not \"{}\"", id)};
  }
  return base::Done{};
}

}  // namespace guiju::store
