#include "compiler/source/utf8.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

namespace guiju::source {
namespace {

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

}  // namespace

CodePoint DecodeAt(std::string_view text, size_t offset) {
  const auto byte = [&](size_t i) -> unsigned char {
    return offset + i < text.size() ? static_cast<unsigned char>(text[offset + i]) : 0;
  };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  if (first >= 0xC2 && first <= 0xDF && IsContinuation(byte(1)))
    return {static_cast<char32_t>((first & 0x1F) << 6 | (byte(1) & 0x3F)), 2};
  if (first >= 0xE0 && first <= 0xEF && IsContinuation(byte(1)) && IsContinuation(byte(2))) {
    const char32_t value =
        static_cast<char32_t>((first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F));
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value >= 0x800 && !surrogate ? CodePoint{value, 3} : CodePoint{};
  }
  if (first >= 0xF0 && first <= 0xF4 && IsContinuation(byte(1)) && IsContinuation(byte(2)) &&
      IsContinuation(byte(3))) {
    const char32_t value = static_cast<char32_t>((first & 0x07) << 18 | (byte(1) & 0x3F) << 12 |
                                                 (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F));
    return value >= 0x10000 && value <= 0x10FFFF ? CodePoint{value, 4} : CodePoint{};
  }
  return {};
}

size_t CountCodePoints(std::string_view text) {
  size_t count = 0;
  for (char c : text) count += !IsContinuation(static_cast<unsigned char>(c));
  return count;
}

size_t DisplayWidth(char32_t character) {
  if (character < 0x80) return 1;
  if (IsHan(character)) return 2;
  const int width = utf8proc_charwidth(static_cast<utf8proc_int32_t>(character));
  return width < 0 ? 1 : static_cast<size_t>(width);
}

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  for (size_t i = 0; i < text.size();) {
    const CodePoint point = DecodeAt(text, i);
    width += point.length == 0 ? 1 : DisplayWidth(point.value);
    i += point.length == 0 ? 1 : point.length;
  }
  return width;
}

bool IsHan(char32_t character) {
  return (character >= 0x4E00 && character <= 0x9FFF) || (character >= 0x3400 && character <= 0x4DBF) ||
         (character >= 0x20000 && character <= 0x3FFFF) || character == 0x3007;
}

bool IsNameCharacter(char32_t character) {
  return character < 0x80 ? IsWordCharacter(character) : IsHan(character);
}

bool IsLetter(char32_t character) {
  if (character < 0x80)
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  if (IsHan(character)) return true;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(character))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return true;
    default:
      return false;
  }
}

bool IsWordCharacter(char32_t character) {
  if (character < 0x80)
    return IsLetter(character) || character == '_' || (character >= '0' && character <= '9');
  if (IsLetter(character)) return true;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(character))) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
      return true;
    default:
      return false;
  }
}

std::string CompatibilityForm(std::string_view text) {
  const std::string copy(text);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> form(
      utf8proc_NFKC(reinterpret_cast<const utf8proc_uint8_t*>(copy.c_str())), &std::free);
  return form ? std::string(reinterpret_cast<const char*>(form.get())) : copy;
}

std::string ComposedForm(std::string_view text) {
  utf8proc_uint8_t* composed = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
      &composed, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> form(composed, &std::free);
  return size >= 0 ? std::string(reinterpret_cast<const char*>(composed), static_cast<size_t>(size))
                   : std::string(text);
}

}  // namespace guiju::source
