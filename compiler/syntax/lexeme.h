#pragma once
// Tokens as the room passes them between its steps: scan (ANTLR lexer) -> promote (keywords, numbers,
// citations) -> guard (nesting) -> parse (ANTLR parser). No ANTLR type here.
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/syntax/tree.h"
#include "token_types.h"

namespace guiju::syntax {

struct Lexeme {
  uint32_t begin = 0, end = 0;  // bytes of SourceFile::code
  uint16_t type = tok::NONE;
  bool first_on_line = false;
  bool glued = false;    // no blank before it
  int32_t payload = -1;  // NUMBER, BOUNDED, FRACTION, DATE: index into numbers; CITES: into citations
};

struct NumberParts {
  std::string digits;  // "1234.5", "2/3", or an ISO date
  std::string unit;
  ExprKind bound = ExprKind::kPoison;
};

struct Lexed {
  std::vector<Lexeme> tokens;  // the last one is the end of the file: type tok::NONE
  std::vector<NumberParts> numbers;
  std::vector<std::vector<Cite>> citations;
  std::vector<Comment> comments;
};

}  // namespace guiju::syntax
