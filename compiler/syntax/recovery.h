#pragma once
// What happens when the text does not follow the grammar: one report per region, then on with the next
// clause, row, rule or declaration. ANTLR types inside.
#include <DefaultErrorStrategy.h>
#include <atn/ParserATNSimulator.h>

#include <string>

#include "compiler/diag/diag.h"
#include "compiler/syntax/token_stream.h"

namespace guiju::syntax {

class Recovery final : public antlr4::DefaultErrorStrategy {
 public:
  Recovery(std::string_view code, const Lexed& lexed, source::FileId file, diag::Sink& sink)
      : code_(code), lexed_(lexed), file_(file), sink_(sink) {}

  // Inside the braces of a declaration: skips what begins no item.
  void sync(antlr4::Parser* parser) override;
  antlr4::Token* recoverInline(antlr4::Parser* parser) override;
  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error) override;
  // Resumes behind the rules that have a next of their kind; elsewhere lets the error rise.
  void recover(antlr4::Parser* parser, std::exception_ptr error) override;
  void reportMatch(antlr4::Parser*) override {}
  bool inErrorRecoveryMode(antlr4::Parser*) override { return false; }

  // At the top of the file: reports and skips a token that begins no declaration.
  void SkipStray(antlr4::Parser* parser);

 private:
  void Report(antlr4::Parser* parser);
  void ReportUnknown(antlr4::Parser* parser, const std::vector<uint16_t>& starters, int place);
  bool ReportTitle(size_t index);
  bool ReportUnclosed(antlr4::Parser* parser);
  void Skip(antlr4::Parser* parser, size_t rule);
  std::string TextAt(size_t index) const;
  bool AlreadyReported(size_t index) const { return reported_ && index <= resumed_at_; }

  std::string_view code_;
  const Lexed& lexed_;
  source::FileId file_;
  diag::Sink& sink_;
  bool reported_ = false;
  size_t resumed_at_ = 0;  // token at which parsing went on after the last report
};

// Decides with one token: where the grammar leaves a choice (may an operator continue the inner or the outer
// expression?) the first alternative wins, which is the innermost. Replaces ANTLR's full-context prediction.
class OneTokenPredictor final : public antlr4::atn::ParserATNSimulator {
 public:
  using ParserATNSimulator::ParserATNSimulator;
  size_t adaptivePredict(antlr4::TokenStream* input, size_t decision,
                         antlr4::ParserRuleContext* context) override;
};

// True for tokens that begin a declaration at the top of a file.
bool StartsItem(uint16_t type);

}  // namespace guiju::syntax
