#pragma once
// What happens when the text does not follow the grammar: one report per region, then on with the next
// clause, row, rule or declaration. ANTLR types inside.
#include <Parser.h>
#include <RecognitionException.h>

#include <array>
#include <string>

#include "compiler/diag/diag.h"
#include "compiler/syntax/token_stream.h"

namespace guiju::syntax {

class SlimParser;

// Called by generated code under ANTLR's names.
class Recovery {
 public:
  Recovery(std::string_view code, const Lexed& lexed, source::FileId file, diag::Sink& sink)
      : code_(code), lexed_(lexed), file_(file), sink_(sink) {}

  // Inside the braces of a declaration: skips what begins no item. Defined in slim_parser.h.
  void sync(SlimParser* parser);
  antlr4::Token* recoverInline(antlr4::Parser* parser);
  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error);
  // Resumes behind the rules that have a next of their kind; elsewhere lets the error rise.
  void recover(antlr4::Parser* parser, std::exception_ptr error);
  void reportMatch(antlr4::Parser*) {}

  // At the top of the file: reports and skips a token that begins no declaration.
  void SkipStray(antlr4::Parser* parser);

 private:
  static const std::array<bool, 128> kHasBody;  // by rule: lists items between braces
  void SyncBody(antlr4::Parser* parser, size_t rule);
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

// True for tokens that begin a declaration at the top of a file.
bool StartsItem(uint16_t type);

}  // namespace guiju::syntax
