#include "compiler/syntax/run_stream.h"

#include <array>

#include "compiler/source/utf8.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {
namespace {

bool IsDigit(char32_t c) { return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19); }
bool IsLatin(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Symbol of a character that stands for itself; 0 for letters, digits and blanks.
char PunctuationSymbol(char32_t c) {
  if (c < 0x80) {
    static constexpr std::string_view kPlain = "{}()[]<>:,;.|=!+-*/\"%";
    return kPlain.find(static_cast<char>(c)) == std::string_view::npos ? 'x' : static_cast<char>(c);
  }
  switch (c) {
    case U'“':
      return 'o';
    case U'”':
      return 'c';
    case U'「':
      return 'l';
    case U'」':
      return 'r';
    case U'、':
      return ',';
    case U'×':
      return '*';
    case U'÷':
      return '/';
    case U'≥':
      return 'G';
    case U'≤':
      return 'L';
    case U'≠':
      return 'N';
    case U'→':
      return 'A';
    default:
      break;
  }
  if (c >= 0xFF01 && c <= 0xFF5E) return PunctuationSymbol(c - 0xFEE0);
  return 'x';
}

// True when the character at `i` is Han of the common blocks: three bytes that need no table.
bool IsCommonHan(std::string_view text, size_t i) {
  const auto byte = static_cast<unsigned char>(text[i]);
  return (byte >= 0xE5 && byte <= 0xE9) || (byte == 0xE4 && static_cast<unsigned char>(text[i + 1]) >= 0xB8);
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {
    runs_.symbols.reserve(text.size() / 3);
    runs_.offsets.reserve(text.size() / 3 + 1);
  }

  Runs Split() {
    while (at_ < text_.size()) Next();
    runs_.offsets.push_back(static_cast<uint32_t>(text_.size()));
    return std::move(runs_);
  }

 private:
  void Push(char symbol, size_t begin) {
    runs_.symbols.push_back(symbol);
    runs_.offsets.push_back(static_cast<uint32_t>(begin));
  }

  void Next() {
    const size_t begin = at_;
    if (IsCommonHan(text_, at_)) return Word(begin);
    const char c = text_[at_];
    if (c == '\n') {
      ++at_;
      return Push('\n', begin);
    }
    if (c == ' ') return Blank(begin);
    if (c >= '0' && c <= '9') return Digits(begin);
    if (IsLatin(c) || c == '_') return Word(begin);
    const source::CodePoint point = source::DecodeAt(text_, at_);
    if (IsBlank(point.value)) return Blank(begin);
    if (IsDigit(point.value)) return Digits(begin);
    if (source::IsLetter(point.value)) return Word(begin);
    at_ += point.length;
    const char symbol = PunctuationSymbol(point.value);
    if (symbol == '.' && point.length > 1) runs_.plain = false;  // inside a path, a part of it
    Push(symbol, begin);
  }

  static bool IsBlank(char32_t c) { return c == ' ' || c == '\t' || c == '\r' || c == 0x3000 || c == 0xA0; }

  void Blank(size_t begin) {
    while (at_ < text_.size()) {
      if (text_[at_] == ' ') {
        ++at_;
        continue;
      }
      if (IsCommonHan(text_, at_)) break;
      const source::CodePoint point = source::DecodeAt(text_, at_);
      if (!IsBlank(point.value)) break;
      at_ += point.length;
    }
    Push(' ', begin);
  }

  void Digits(size_t begin) {
    size_t count = 0;
    while (at_ < text_.size()) {
      if (text_[at_] >= '0' && text_[at_] <= '9') {
        ++at_;
        ++count;
        continue;
      }
      const source::CodePoint point = source::DecodeAt(text_, at_);
      if (!IsDigit(point.value)) break;
      at_ += point.length;
      ++count;
    }
    Push(count == 4 ? 'Y' : count == 2 ? 'M' : 'd', begin);
  }

  void Word(size_t begin) {
    while (at_ < text_.size()) {
      if (IsCommonHan(text_, at_)) {
        at_ += 3;
        continue;
      }
      const char c = text_[at_];
      if (IsLatin(c) || c == '_') {
        ++at_;
        continue;
      }
      if (c >= '0' && c <= '9') {
        // 超过10万元: the number behind such a word is its own run.
        if (IsBoundWord(text_.substr(begin, at_ - begin))) break;
        ++at_;
        continue;
      }
      if (c == ' ' || c == '\n') break;
      if (c == '-' && at_ > begin && at_ + 1 < text_.size() && IsLatin(text_[at_ - 1]) &&
          IsLatin(text_[at_ + 1])) {
        ++at_;
        continue;
      }
      const source::CodePoint point = source::DecodeAt(text_, at_);
      if (!source::IsWordCharacter(point.value)) break;
      if (IsDigit(point.value) && IsBoundWord(text_.substr(begin, at_ - begin))) break;
      runs_.plain = false;
      at_ += point.length;
    }
    Push('w', begin);
  }

  std::string_view text_;
  size_t at_ = 0;
  Runs runs_;
};

}  // namespace

Runs SplitRuns(std::string_view text) { return Splitter(text).Split(); }

}  // namespace guiju::syntax
