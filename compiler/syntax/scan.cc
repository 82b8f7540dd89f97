#include "compiler/syntax/scan.h"

#include <GuijuLexer.h>
#include <fmt/format.h>

#include <algorithm>

#include "compiler/source/utf8.h"
#include "compiler/syntax/run_stream.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {
namespace {

class Scanner {
 public:
  Scanner(std::string_view code, source::FileId file, diag::Sink& sink, Shortcuts shortcuts)
      : code_(code), file_(file), sink_(sink), runs_(SplitRuns(code)), shortcuts_(shortcuts) {}

  Lexed Scan() {
    RunStream stream(runs_);
    guiju_antlr::GuijuLexer lexer(&stream);
    auto* matcher = lexer.getInterpreter<antlr4::atn::LexerATNSimulator>();
    result_.tokens.reserve(runs_.symbols.size() * 2 / 3 + 1);
    while (stream.index() < runs_.symbols.size()) {
      const size_t first = stream.index();
      if (shortcuts_ == Shortcuts::kTaken) {
        if (const uint16_t type = Obvious(first); type != tok::NONE) {
          stream.seek(next_);
          Add(type, runs_.offsets[first], runs_.offsets[next_]);
          continue;
        }
      }
      // Straight to the matcher: Lexer::nextToken would build a token object, a line count and a text for
      // each match.
      const size_t type = matcher->match(&stream, 0);
      Add(static_cast<uint16_t>(type), runs_.offsets[first], runs_.offsets[stream.index()]);
    }
    const auto end = static_cast<uint32_t>(code_.size());
    result_.tokens.push_back({end, end, tok::NONE, true, false, -1});
    return std::move(result_);
  }

 private:
  char SymbolAt(size_t index) const { return index < runs_.symbols.size() ? runs_.symbols[index] : '\0'; }

  // Tokens that one symbol and the one behind it decide, nearly all: the matcher of ANTLR takes a lock for
  // every symbol. tok::NONE: ask the matcher. Sets next_. Must agree with the grammar, which a test compares.
  uint16_t Obvious(size_t first) {
    next_ = first + 1;
    const char after = SymbolAt(next_);
    switch (SymbolAt(first)) {
      case ' ':
      case '\n':
        while (SymbolAt(next_) == ' ' || SymbolAt(next_) == '\n') ++next_;
        return tok::BLANK;
      case 'w':
        return after == '.' ? uint16_t{tok::NONE} : uint16_t{tok::WORD};
      case 'd':
      case 'Y':
      case 'M':
        return after == '.' || after == '/' || after == '-' ? uint16_t{tok::NONE} : uint16_t{tok::NUMBER};
      case 'l':
        while (SymbolAt(next_) != 'r') {
          if (next_ == runs_.symbols.size() || SymbolAt(next_) == '\n') return tok::NONE;
          ++next_;
        }
        ++next_;
        return tok::SECOND;
      case '=':
        next_ += after == '=';
        return tok::EQ;
      case '>':
        next_ += after == '=';
        return after == '=' ? uint16_t{tok::GE} : uint16_t{tok::GT};
      case '<':
        next_ += after == '=';
        return after == '=' ? uint16_t{tok::LE} : uint16_t{tok::LT};
      case '|':
        next_ += after == '|';
        return after == '|' ? uint16_t{tok::DBAR} : uint16_t{tok::BAR};
      case '+':
        return tok::PLUS;
      case '(':
        return tok::LPAREN;
      case ')':
        return tok::RPAREN;
      case '{':
        return tok::LBRACE;
      case '}':
        return tok::RBRACE;
      case ',':
        return tok::COMMA;
      case ':':
        return tok::COLON;
      default:
        return tok::NONE;
    }
  }

  void Add(uint16_t type, uint32_t begin, uint32_t end) {
    switch (type) {
      case tok::BLANK:
        glued_ = false;
        for (uint32_t i = begin; i < end && !new_line_; ++i) new_line_ = code_[i] == '\n';
        return;
      case tok::COMMENT:
        AddComment(begin, end);
        return;
      case tok::UNCLOSED:
        ReportUnclosed(begin, end);
        type = code_.substr(begin).starts_with("「") ? tok::SECOND : tok::TEXT;
        break;
      case tok::WORD:
      case tok::PATH:
        if (!runs_.plain) CheckLetters(begin, end);
        break;
      case tok::SECOND:
        CheckSecond(begin, end);
        break;
      default:
        break;
    }
    result_.tokens.push_back({begin, end, type, new_line_, glued_, -1});
    new_line_ = false;
    glued_ = true;
  }

  void AddComment(uint32_t begin, uint32_t end) {
    while (end > begin && (code_[end - 1] == ' ' || code_[end - 1] == '\r' || code_[end - 1] == '\t')) --end;
    result_.comments.push_back(
        {{file_, begin, end}, std::string(code_.substr(begin, end - begin)), new_line_});
    glued_ = false;
  }

  // Words are compared byte by byte, so letters that only look like the usual ones are refused.
  void CheckLetters(uint32_t begin, uint32_t end) {
    bool usual = true;
    for (uint32_t i = begin; i < end && usual;) {
      const auto byte = static_cast<unsigned char>(code_[i]);
      usual = byte < 0x80 || (byte >= 0xE4 && byte <= 0xE9);
      i += byte < 0x80 ? 1 : 3;
    }
    if (usual) return;
    const std::string_view word = code_.substr(begin, end - begin);
    const std::string form = source::CompatibilityForm(word);
    if (form == word) return CheckScript(begin, end);
    const bool full_width =
        word.find("\xEF\xBC") != std::string_view::npos || word.find("\xEF\xBD") != std::string_view::npos;
    sink_.Emit(full_width ? diag::Kind::TextFullWidthLetter : diag::Kind::TextCompatibility,
               {file_, begin, end}, word, form);
  }

  void CheckScript(uint32_t begin, uint32_t end) {
    const std::string_view word = code_.substr(begin, end - begin);
    std::string others;
    for (size_t i = 0; i < word.size();) {
      const source::CodePoint point = source::DecodeAt(word, i);
      const std::string_view character = word.substr(i, std::max<size_t>(point.length, 1));
      i += character.size();
      if (source::IsNameCharacter(point.value) || character == "." || character == "-") continue;
      others += fmt::format("{}{} (U+{:04X})", others.empty() ? "" : ", ", character,
                            static_cast<uint32_t>(point.value));
    }
    if (!others.empty()) sink_.Emit(diag::Kind::TextOtherScript, {file_, begin, end}, word, others);
  }

  // 「…」 behind a name: its other spelling if it is one word, an explanation otherwise.
  void CheckSecond(uint32_t begin, uint32_t end) {
    constexpr uint32_t kBracket = 3;
    if (end - begin < 2 * kBracket) return;
    if (IsNameText(code_.substr(begin + kBracket, end - begin - 2 * kBracket), true))
      CheckLetters(begin + kBracket, end - kBracket);
  }

  void ReportUnclosed(uint32_t begin, uint32_t end) {
    const std::string_view text = code_.substr(begin, end - begin);
    const std::string_view closing = text.starts_with("“") ? "”" : text.starts_with("「") ? "」" : "\"";
    while (end > begin + 1 && (code_[end - 1] == '\r' || code_[end - 1] == ' ')) --end;
    sink_.Emit(diag::Kind::UnclosedText, {file_, begin, end}, closing);
  }

  std::string_view code_;
  source::FileId file_;
  diag::Sink& sink_;
  Runs runs_;
  Shortcuts shortcuts_;
  Lexed result_;
  size_t next_ = 0;  // symbol behind the token that Obvious found
  bool new_line_ = true;
  bool glued_ = false;
};

}  // namespace

Lexed Scan(std::string_view code, source::FileId file, diag::Sink& sink, Shortcuts shortcuts) {
  return Scanner(code, file, sink, shortcuts).Scan();
}

}  // namespace guiju::syntax
