#include "compiler/syntax/citation.h"

#include <fmt/format.h>

#include "compiler/source/utf8.h"
#include "compiler/syntax/numbers.h"
#include "compiler/syntax/words.h"
#include "runtime/value/units.h"

namespace guiju::syntax {
namespace {

struct Level {
  std::string_view zh, en, en_long;
  int16_t Cite::* field;
};
constexpr Level kLevels[] = {{"条", "art", "article", &Cite::article},
                             {"款", "para", "paragraph", &Cite::paragraph},
                             {"项", "item", "item", &Cite::item},
                             {"目", "subitem", "subitem", &Cite::subitem}};

constexpr std::string_view kOpening[] = {"〔", "[", "(", "（", "【", "［"};
constexpr std::string_view kClosing[] = {"〕", "]", ")", "）", "】", "］"};

class Reader {
 public:
  Reader(std::string_view code, uint32_t begin, source::FileId file) : code_(code), at_(begin), file_(file) {}

  CitationText Read() {
    CitationText result;
    SkipBlanks();
    result.begin = static_cast<uint32_t>(at_);
    result.end = result.begin;
    for (bool more = true; more;) {
      Cite cite;
      if (!ReadOne(cite, result.cites.empty() ? nullptr : &result.cites.back())) break;
      result.end = static_cast<uint32_t>(at_);
      result.cites.push_back(std::move(cite));
      more = SkipSeparator();
    }
    at_ = result.end;
    const source::CodePoint next = at_ < code_.size() ? source::DecodeAt(code_, at_) : source::CodePoint{};
    result.runs_into = !result.cites.empty() && source::IsWordCharacter(next.value);
    return result;
  }

 private:
  bool ReadOne(Cite& cite, const Cite* before) {
    const size_t begin = at_;
    if (before != nullptr && ReadLocator(cite)) {
      cite.source = before->source;
      cite.span = {file_, static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)};
      return true;
    }
    cite = {};
    if (!ReadSource(cite)) {
      at_ = begin;
      return false;
    }
    const size_t behind_source = at_;
    SkipBlanks();
    if (!ReadLocator(cite)) at_ = behind_source;
    cite.span = {file_, static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)};
    return true;
  }

  bool ReadSource(Cite& cite) {
    const size_t begin = at_;
    std::string name;
    if (Take("《")) {
      const size_t close = code_.find("》", at_);
      const size_t line_end = std::min(code_.find('\n', at_), code_.size());
      if (close == std::string_view::npos || close > line_end) return false;
      name = code_.substr(at_, close - at_);
      if (name.find("//") != std::string::npos) return false;  // the rest of the line is a comment
      at_ = close + std::string_view("》").size();
    } else {
      name = ReadName();
    }
    if (name.empty() || (IsReserved(name) && !LocatorFollows())) return false;
    cite.source.span = {file_, static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)};
    cite.source.parts = {};
    for (size_t from = 0; from <= name.size();) {
      const size_t dot = std::min(name.find('.', from), name.size());
      cite.source.parts.push_back(name.substr(from, dot - from));
      from = dot + 1;
    }
    return true;
  }

  // 依据 意见 第三条: a source may be called what begins a declaration elsewhere, when its article says so.
  bool LocatorFollows() {
    const size_t before = at_;
    Cite ignored;
    SkipBlanks();
    const bool follows = ReadLocator(ignored);
    at_ = before;
    return follows;
  }

  static bool IsReserved(std::string_view name) {
    const Keyword* keyword = FindKeyword(name);
    return keyword != nullptr && keyword->word_class != WordClass::mark;
  }

  // Of the blocks whose characters are letters, none a bracket.
  bool IsCommonHan() const {
    const auto byte = static_cast<unsigned char>(code_[at_]);
    return byte >= 0xE5 && byte <= 0xE9;
  }

  // Words, dots, and a bracketed year inside a document number; stops before 第…条.
  std::string ReadName() {
    std::string name;
    while (at_ < code_.size()) {
      if (!name.empty() && StartsLocator()) break;
      if (IsCommonHan()) {
        name += code_.substr(at_, 3);
        at_ += 3;
        continue;
      }
      if (TakeYear(name)) continue;
      const source::CodePoint point = source::DecodeAt(code_, at_);
      const bool dot = point.value == '.' && !name.empty() && at_ + 1 < code_.size() &&
                       source::IsWordCharacter(source::DecodeAt(code_, at_ + 1).value);
      const bool dash = point.value == '-' && !name.empty() && at_ + 1 < code_.size() &&
                        source::IsLetter(source::DecodeAt(code_, at_ + 1).value);
      if (!dot && !dash && !source::IsWordCharacter(point.value)) break;
      name += code_.substr(at_, point.length);
      at_ += point.length;
    }
    return name;
  }

  // 〔2018〕 in any bracket; written 〔2018〕.
  bool TakeYear(std::string& name) {
    if (name.empty() || code_[at_] == ' ' || IsCommonHan()) return false;
    for (size_t i = 0; i < std::size(kOpening); ++i) {
      if (!code_.substr(at_).starts_with(kOpening[i])) continue;
      size_t at = at_ + kOpening[i].size();
      std::string year;
      while (at < code_.size() && code_[at] >= '0' && code_[at] <= '9') year += code_[at++];
      if (year.size() != 4 || !code_.substr(at).starts_with(kClosing[i])) return false;
      name += "〔" + year + "〕";
      at_ = at + kClosing[i].size();
      return true;
    }
    return false;
  }

  bool StartsLocator() {
    const size_t before = at_;
    Cite ignored;
    const bool starts = code_.substr(at_).starts_with("第") && ReadChineseLevel(ignored, 0) >= 0;
    at_ = before;
    return starts;
  }

  bool ReadLocator(Cite& cite) {
    int level = 0;
    bool any = false;
    while (level < 4) {
      const size_t before = at_;
      if (any) SkipBlanks();
      const int found =
          code_.substr(at_).starts_with("第") ? ReadChineseLevel(cite, level) : ReadEnglishLevel(cite, level);
      if (found < 0) {
        at_ = before;
        break;
      }
      level = found + 1;
      any = true;
    }
    return any;
  }

  // 第五十八条, 第58条, 第（一）项; returns the level read, or -1 with at_ unchanged in meaning (the caller
  // restores it).
  int ReadChineseLevel(Cite& cite, int from) {
    if (!Take("第")) return -1;
    const bool bracket = Take("(") || Take("（");
    const auto number = ReadNumber();
    if (bracket && !Take(")") && !Take("）")) return -1;
    if (!number) return -1;
    for (int level = from; level < 4; ++level) {
      if (Take(kLevels[level].zh)) {
        cite.*kLevels[level].field = *number;
        return level;
      }
    }
    return -1;
  }

  int ReadEnglishLevel(Cite& cite, int from) {
    for (int level = from; level < 4; ++level) {
      const size_t before = at_;
      if ((TakeWord(kLevels[level].en_long) || TakeWord(kLevels[level].en)) && TakeBlank()) {
        if (const auto number = ReadNumber()) {
          cite.*kLevels[level].field = *number;
          return level;
        }
      }
      at_ = before;
    }
    return -1;
  }

  std::optional<int16_t> ReadNumber() {
    const size_t begin = at_;
    while (at_ < code_.size() && code_[at_] >= '0' && code_[at_] <= '9') ++at_;
    std::optional<std::string> digits;
    if (at_ > begin) {
      digits = std::string(code_.substr(begin, at_ - begin));
    } else {
      while (at_ < code_.size() && IsNumeral(code_.substr(at_, 3))) at_ += 3;
      if (at_ > begin) digits = value::ChineseNumeral(code_.substr(begin, at_ - begin));
    }
    if (!digits || digits->size() > 4) return std::nullopt;
    int value = 0;
    for (const char c : *digits) value = value * 10 + (c - '0');
    return value > 0 ? std::optional(static_cast<int16_t>(value)) : std::nullopt;
  }

  static bool IsNumeral(std::string_view character) {
    static constexpr std::string_view kAll = "零〇一二两三四五六七八九十百千";
    return character.size() == 3 && static_cast<unsigned char>(character[0]) >= 0xE3 &&
           kAll.find(character) != std::string_view::npos;
  }

  bool Take(std::string_view text) {
    if (!code_.substr(at_).starts_with(text)) return false;
    at_ += text.size();
    return true;
  }
  bool TakeWord(std::string_view word) {
    const size_t end = at_ + word.size();
    if (!code_.substr(at_).starts_with(word)) return false;
    if (end < code_.size() && source::IsLetter(source::DecodeAt(code_, end).value)) return false;
    at_ = end;
    return true;
  }
  bool TakeBlank() {
    const size_t before = at_;
    SkipBlanks();
    return at_ > before;
  }
  void SkipBlanks() {
    while (at_ < code_.size() &&
           (code_[at_] == ' ' || code_[at_] == '\t' || code_.substr(at_).starts_with("　")))
      at_ += code_[at_] == ' ' || code_[at_] == '\t' ? 1 : 3;
  }
  // A comma, then the next citation, which may stand on the next line.
  bool SkipSeparator() {
    SkipBlanks();
    if (!Take(",") && !Take("，") && !Take("、")) return false;
    SkipBlanks();
    while (at_ < code_.size() && (code_[at_] == '\n' || code_[at_] == '\r')) {
      ++at_;
      SkipBlanks();
    }
    return true;
  }

  std::string_view code_;
  size_t at_;
  source::FileId file_;
};

}  // namespace

CitationText ReadCitations(std::string_view code, uint32_t begin, source::FileId file) {
  return Reader(code, begin, file).Read();
}

std::string PrintLocator(const Cite& cite, Spelling spelling) {
  std::string text;
  for (const Level& level : kLevels) {
    const int16_t number = cite.*level.field;
    if (number == 0) continue;
    if (spelling == Spelling::kZh) {
      text += fmt::format("第{}{}", ChineseOrdinal(number), level.zh);
    } else {
      text += fmt::format("{}{} {}", text.empty() ? "" : " ", level.en, number);
    }
  }
  return text;
}

}  // namespace guiju::syntax
