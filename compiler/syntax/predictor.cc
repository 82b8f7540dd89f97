#include "compiler/syntax/predictor.h"

#include <atn/ATN.h>
#include <atn/DecisionState.h>
#include <atn/LL1Analyzer.h>

namespace guiju::syntax {

const OneTokenPredictor::Choice* OneTokenPredictor::Prepare(size_t decision) const {
  const antlr4::atn::ATN& atn = parser_.getATN();
  const auto look = antlr4::atn::LL1Analyzer(atn).getDecisionLookahead(atn.decisionToState[decision]);
  auto made = std::make_unique<Choice>();
  made->alternatives.fill(static_cast<uint8_t>(look.size()));
  for (size_t type = 1; type <= tok::BAD; ++type) {
    for (size_t alternative = look.size(); alternative > 0; --alternative) {
      if (look[alternative - 1].contains(static_cast<ssize_t>(type)))
        made->alternatives[type] = static_cast<uint8_t>(alternative);
    }
  }
  const Choice* expected = nullptr;
  // Another thread may have been faster; its table says the same.
  if (Choices().at(decision).compare_exchange_strong(expected, made.get(), std::memory_order_acq_rel))
    return made.release();
  return expected;
}

}  // namespace guiju::syntax
