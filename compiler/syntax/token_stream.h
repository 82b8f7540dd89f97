#pragma once
// ANTLR's view of the promoted tokens: flat arrays, no allocation per token. ANTLR types inside: only
// parse.cc, recovery.* and build_* include this.
#include <Token.h>
#include <TokenStream.h>

#include <string>
#include <vector>

#include "compiler/syntax/lexeme.h"

namespace guiju::syntax {

class SlimToken final : public antlr4::Token {
 public:
  SlimToken(const Lexeme* lexeme, size_t index) : lexeme(lexeme), index(index) {}
  std::string getText() const override { return {}; }
  size_t getType() const override { return lexeme->type == tok::NONE ? antlr4::Token::EOF : lexeme->type; }
  size_t getLine() const override { return 0; }
  size_t getCharPositionInLine() const override { return 0; }
  size_t getChannel() const override { return DEFAULT_CHANNEL; }
  size_t getTokenIndex() const override { return index; }
  size_t getStartIndex() const override { return lexeme->begin; }
  size_t getStopIndex() const override { return lexeme->end; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  antlr4::CharStream* getInputStream() const override { return nullptr; }
  std::string toString() const override { return {}; }

  const Lexeme* lexeme;
  size_t index;
};

inline const Lexeme& LexemeOf(const antlr4::Token* token) {
  return *static_cast<const SlimToken*>(token)->lexeme;
}
inline size_t IndexOf(const antlr4::Token* token) { return static_cast<const SlimToken*>(token)->index; }

class TokenArray final : public antlr4::TokenStream {
 public:
  explicit TokenArray(const std::vector<Lexeme>& lexemes) : lexemes_(lexemes) {
    tokens_.reserve(lexemes.size());
    for (size_t i = 0; i < lexemes.size(); ++i) tokens_.emplace_back(&lexemes[i], i);
  }
  void consume() override { at_ += at_ + 1 < tokens_.size(); }
  size_t LA(ssize_t i) override { return static_cast<SlimToken*>(LT(i))->getType(); }
  antlr4::Token* LT(ssize_t k) override {
    if (k == 1) return &tokens_[at_];
    const ssize_t index = static_cast<ssize_t>(at_) + (k > 0 ? k - 1 : k);
    const ssize_t last = static_cast<ssize_t>(tokens_.size()) - 1;
    return &tokens_[static_cast<size_t>(index < 0 ? 0 : index > last ? last : index)];
  }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  size_t index() override { return at_; }
  void seek(size_t index) override { at_ = index; }
  size_t size() override { return tokens_.size(); }
  std::string getSourceName() const override { return {}; }
  antlr4::Token* get(size_t index) const override { return const_cast<SlimToken*>(&tokens_[index]); }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

  uint16_t TypeHere() const { return lexemes_[at_].type; }
  uint16_t TypeAt(size_t index) const {
    return index < lexemes_.size() ? lexemes_[index].type : uint16_t{tok::NONE};
  }

 private:
  const std::vector<Lexeme>& lexemes_;
  std::vector<SlimToken> tokens_;
  size_t at_ = 0;
};

}  // namespace guiju::syntax
