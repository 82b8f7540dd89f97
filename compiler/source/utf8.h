#pragma once
// UTF-8 by code point. Everything here expects the bounds it states and never allocates.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace guiju::source {

struct CodePoint {
  char32_t value = 0;
  uint8_t length = 0;  // bytes; 0 = the bytes at the offset are not well-formed UTF-8
};
// Strict: refuses overlong forms, surrogates and values above U+10FFFF. offset < text.size().
CodePoint DecodeAt(std::string_view text, size_t offset);

// Number of code points of well-formed text.
size_t CountCodePoints(std::string_view text);

// Columns a terminal gives the text: East Asian wide and full-width characters take two.
size_t DisplayWidth(std::string_view text);
size_t DisplayWidth(char32_t character);

// Letters, marks and numbers of any script: what may stand inside a word.
bool IsWordCharacter(char32_t character);
bool IsLetter(char32_t character);
bool IsHan(char32_t character);
// What names may be written in: Han, ASCII letters, digits and underscore. Letters of other scripts look like
// these.
bool IsNameCharacter(char32_t character);

// The text with compatibility characters (full-width letters, ligatures, radicals …) replaced by the usual
// ones (NFKC).
std::string CompatibilityForm(std::string_view text);

// Canonical composition (NFC), the form names and texts are compared in; text that is not UTF-8 comes back as
// it is.
std::string ComposedForm(std::string_view text);

}  // namespace guiju::source
