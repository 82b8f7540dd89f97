#pragma once
// What stands in for ANTLR's prediction: one token decides. Where the grammar leaves a choice (may an
// operator continue the inner or the outer expression?) the first alternative wins, which is the innermost.
// ANTLR types inside.
#include <Parser.h>

#include <array>
#include <atomic>
#include <cstdint>

#include "compiler/syntax/token_stream.h"

namespace guiju::syntax {

class OneTokenPredictor {
 public:
  explicit OneTokenPredictor(const antlr4::Parser& parser) : parser_(parser) {}
  // Called by generated code under ANTLR's name.
  size_t adaptivePredict(const TokenArray* input, size_t decision, const antlr4::ParserRuleContext*) const {
    const Choice* choice = Choices()[decision].load(std::memory_order_acquire);
    if (choice == nullptr) choice = Prepare(decision);
    return choice->alternatives[input->TypeHere()];
  }

 private:
  struct Choice {
    std::array<uint8_t, tok::BAD + 1> alternatives;  // by token type
  };
  static constexpr size_t kMaxDecisions = 256;
  // One per decision of the grammar; made on first use, shared by all threads, kept until the process ends.
  static std::array<std::atomic<const Choice*>, kMaxDecisions>& Choices() {
    static std::array<std::atomic<const Choice*>, kMaxDecisions> choices;
    return choices;
  }
  const Choice* Prepare(size_t decision) const;

  const antlr4::Parser& parser_;
};

}  // namespace guiju::syntax
