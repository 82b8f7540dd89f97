#pragma once
// What stands in for ANTLR's prediction: one token decides. Where the grammar leaves a choice (may an
// operator continue the inner or the outer expression?) the first alternative wins, which is the innermost.
// ANTLR types inside.
#include <ParserRuleContext.h>
#include <atn/ATN.h>

#include <array>
#include <cstdint>
#include <vector>

#include "compiler/syntax/token_stream.h"

namespace guiju::syntax {

class OneTokenPredictor {
 public:
  // Of the generated parser's one grammar; made on first use, shared by all threads.
  static const OneTokenPredictor& For(const antlr4::atn::ATN& grammar);

  // Called by generated code under ANTLR's name.
  size_t adaptivePredict(const TokenArray* input, size_t decision, const antlr4::ParserRuleContext*) const {
    return alternatives_[decision][input->TypeHere()];
  }

 private:
  explicit OneTokenPredictor(const antlr4::atn::ATN& grammar);

  std::vector<std::array<uint8_t, tok::BAD + 1>> alternatives_;  // by decision of the grammar and token type
};

}  // namespace guiju::syntax
