#include "compiler/source/defects.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include "compiler/source/utf8.h"

namespace guiju::source {
namespace {

bool IsBidiControl(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool IsInvisible(char32_t c) {
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  if (category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_CO) return true;
  // Default-ignorable characters that are letters or marks by category: fillers, joiners and variation
  // selectors.
  return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 ||
         (c >= 0x180B && c <= 0x180F) || c == 0x2028 || c == 0x2029 || c == 0x3164 ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFFA0 || (c >= 0xE0000 && c <= 0xE0FFF);
}

std::optional<TextDefect> DefectOf(char32_t c) {
  if (c == 0) return TextDefect::kNul;
  if (c < 0x20)
    return c == '\t' || c == '\n' || c == '\r' ? std::nullopt : std::optional(TextDefect::kControl);
  if (c >= 0x7F && c <= 0x9F) return TextDefect::kControl;
  if (c < 0xAD) return std::nullopt;
  if (IsBidiControl(c)) return TextDefect::kBidi;
  if (IsInvisible(c)) return TextDefect::kInvisible;
  return std::nullopt;
}

// Below U+0300 everything is NFC; the CJK blocks every policy is made of are too, except the compatibility
// block.
bool MayBeDenormalized(char32_t c) {
  if (c < 0x300) return false;
  return !((c >= 0x3000 && c <= 0x9FFF && c != 0x3099 && c != 0x309A) || (c >= 0xFF00 && c <= 0xFFEF) ||
           (c >= 0x2010 && c <= 0x2027));
}

std::optional<TextProblem> FindDenormalized(std::string_view text) {
  const std::string copy(text);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> normal(
      utf8proc_NFC(reinterpret_cast<const utf8proc_uint8_t*>(copy.c_str())), &std::free);
  if (!normal) return std::nullopt;
  const std::string_view normalized(reinterpret_cast<const char*>(normal.get()));
  if (normalized == text) return std::nullopt;
  size_t at = 0;
  while (at < text.size() && at < normalized.size() && text[at] == normalized[at]) ++at;
  while (at > 0 && (static_cast<unsigned char>(text[at == text.size() ? at - 1 : at]) & 0xC0) == 0x80) --at;
  if (at == text.size()) --at;
  const CodePoint point = DecodeAt(text, at);
  const auto length = std::max<uint8_t>(point.length, 1);
  return TextProblem{TextDefect::kNotNormalized, static_cast<uint32_t>(at),
                     static_cast<uint32_t>(at + length), point.value};
}

}  // namespace

std::vector<TextProblem> FindDefects(std::string_view bytes) {
  std::vector<TextProblem> problems;
  bool check_normal_form = false;
  for (size_t i = 0; i < bytes.size() && problems.size() < kMaxProblems;) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte >= 0x20 && byte < 0x7F) {
      ++i;
      continue;
    }
    const CodePoint point = DecodeAt(bytes, i);
    if (point.length == 0) {
      problems.push_back(
          {TextDefect::kInvalidUtf8, static_cast<uint32_t>(i), static_cast<uint32_t>(i + 1), byte});
      ++i;
      while (i < bytes.size() && (static_cast<unsigned char>(bytes[i]) & 0xC0) == 0x80)
        ++i;  // one report per character
      problems.back().end = static_cast<uint32_t>(i);
      continue;
    }
    if (!IsHan(point.value)) {
      if (const auto defect = DefectOf(point.value))
        problems.push_back(
            {*defect, static_cast<uint32_t>(i), static_cast<uint32_t>(i + point.length), point.value});
      check_normal_form = check_normal_form || MayBeDenormalized(point.value);
    }
    i += point.length;
  }
  if (problems.empty() && check_normal_form) {
    if (const auto problem = FindDenormalized(bytes)) problems.push_back(*problem);
  }
  return problems;
}

}  // namespace guiju::source
