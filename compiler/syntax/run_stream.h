#pragma once
// The characters of a file as runs of one class each, and the ANTLR character stream over them. Lexing a run
// costs the same as lexing one character, and every symbol is ASCII, which keeps the ANTLR lexer on its DFA.
// ANTLR types inside: only scan.cc includes this.
#include <CharStream.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace guiju::syntax {

struct Runs {
  std::vector<char> symbols;      // see grammar/GuijuLexer.g4
  std::vector<uint32_t> offsets;  // begin of each run; one more entry: the end of the text
  bool plain = true;              // every word and path is of ASCII and the common blocks of Han
};
// Text must be valid UTF-8. Linear.
Runs SplitRuns(std::string_view text);

class RunStream final : public antlr4::CharStream {
 public:
  explicit RunStream(const Runs& runs) : runs_(runs) {}
  void consume() override { ++at_; }
  size_t LA(ssize_t i) override {
    const size_t index = at_ + static_cast<size_t>(i) - 1;
    return i > 0 && index < runs_.symbols.size() ? static_cast<size_t>(runs_.symbols[index]) : EOF;
  }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  size_t index() override { return at_; }
  void seek(size_t index) override { at_ = index; }
  size_t size() override { return runs_.symbols.size(); }
  std::string getSourceName() const override { return {}; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string toString() const override { return {}; }

 private:
  const Runs& runs_;
  size_t at_ = 0;
};

}  // namespace guiju::syntax
