#include "runtime/record/json_scanner.h"

#include <charconv>

#include "runtime/record/json_print.h"
#include "runtime/record/utf8.h"

namespace guiju::record {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

void AppendUtf8(std::string* out, uint32_t point) {
  const auto put = [out](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | point >> 6);
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
  }
  put(0x80 | (point & 0x3F));
}

}  // namespace

bool JsonScanner::Fail(const char* problem) {
  problem_ = problem;
  return false;
}

void JsonScanner::SkipSpace() {
  while (!AtEnd() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
    ++at_;
}

bool JsonScanner::Take(std::string_view word) {
  if (text_.substr(at_, word.size()) != word) return false;
  at_ += word.size();
  return true;
}

bool JsonScanner::TakeText(std::string* out) {
  out->clear();
  if (!Take("\"")) return Fail("a text was expected");
  for (;;) {
    const size_t start = at_;
    while (!AtEnd()) {
      const auto byte = static_cast<uint8_t>(text_[at_]);
      if (byte < 0x20 || byte == '"' || byte == '\\') break;
      if (byte < 0x80) {
        ++at_;
        continue;
      }
      const size_t length = CharacterLength(text_, at_);
      if (length == 0) return Fail("not UTF-8");
      at_ += length;
    }
    out->append(text_, start, at_ - start);
    if (AtEnd()) return Fail("a text does not end");
    if (Take("\"")) return true;
    if (static_cast<uint8_t>(text_[at_]) < 0x20) return Fail("a control character in a text");
    if (!TakeEscape(out)) return false;
  }
}

bool JsonScanner::TakeCanonicalText(std::string* out) {
  const size_t start = at_;
  if (!TakeText(out)) return false;
  const std::string_view spelling = text_.substr(start, at_ - start);
  if (spelling.size() == out->size() + 2) return true;  // no escapes
  std::string canonical;
  AppendJsonText(*out, &canonical);
  return canonical == spelling || Fail("a text is not in canonical form");
}

bool JsonScanner::TakeEscape(std::string* out) {
  ++at_;  // the backslash
  const char kind = Next();
  static constexpr std::string_view kLetters = "\"\\/bfnrt";
  static constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
  if (const size_t known = AtEnd() ? std::string_view::npos : kLetters.find(kind);
      known != std::string_view::npos) {
    out->push_back(kMeant[known]);
    ++at_;
    return true;
  }
  if (kind != 'u') return Fail("an unknown escape");
  ++at_;
  uint32_t point = 0;
  if (!TakeCodeUnit(&point)) return false;
  if (point >= 0xDC00 && point < 0xE000) return Fail("a lone surrogate");
  if (point >= 0xD800 && point < 0xDC00) {
    uint32_t low = 0;
    if (!Take("\\u") || !TakeCodeUnit(&low) || low < 0xDC00 || low >= 0xE000) return Fail("a lone surrogate");
    point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
  }
  AppendUtf8(out, point);
  return true;
}

bool JsonScanner::TakeCodeUnit(uint32_t* out) {
  const std::string_view digits = text_.substr(at_, 4);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), *out, 16);
  if (digits.size() != 4 || error != std::errc() || end != digits.data() + 4)
    return Fail("an unknown escape");
  at_ += 4;
  return true;
}

bool JsonScanner::TakeInteger(int64_t* out) {
  const std::string_view rest = text_.substr(at_);
  const size_t sign = rest.starts_with('-') ? 1 : 0;
  if (rest.size() == sign || !IsDigit(rest[sign])) return Fail("an integer was expected");
  size_t length = sign;
  while (length < rest.size() && IsDigit(rest[length])) ++length;
  if (rest[sign] == '0' && (length > sign + 1 || sign == 1))
    return Fail("an integer with a leading zero, or -0");
  const char after = length < rest.size() ? rest[length] : '\0';
  if (after == '.' || after == 'e' || after == 'E') return Fail("a number that is no integer");
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + length, *out);
  if (error != std::errc() || end != rest.data() + length) return Fail("an integer beyond 64 bits");
  at_ += length;
  return true;
}

}  // namespace guiju::record
