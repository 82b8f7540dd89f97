#include "compiler/syntax/predictor.h"

#include <atn/ATNState.h>
#include <atn/DecisionState.h>
#include <atn/RuleTransition.h>
#include <atn/Transition.h>
#include <misc/IntervalSet.h>

#include <bitset>
#include <unordered_map>

namespace guiju::syntax {
namespace {

using antlr4::atn::ATNState;

// Token types with which the part of a rule behind a state may begin; the same sets as those of ANTLR's
// LL1Analyzer, which walks into a rule anew wherever it is used.
class FirstTokens {
 public:
  struct Set {
    std::bitset<tok::BAD + 1> types;
    bool may_be_empty = false;
  };

  Set Of(const ATNState* state) {
    Set set;
    std::vector<bool> seen;
    Walk(state, set, seen);
    return set;
  }

 private:
  void Walk(const ATNState* state, Set& set, std::vector<bool>& seen) {
    const auto number = static_cast<size_t>(state->stateNumber);
    if (seen.size() <= number) seen.resize(number + 1);
    if (seen[number]) return;
    seen[number] = true;
    if (const_cast<ATNState*>(state)->getStateType() == ATNState::RULE_STOP) {
      set.may_be_empty = true;
      return;
    }
    for (const antlr4::atn::Transition* transition : state->transitions) {
      if (transition->getSerializationType() == antlr4::atn::Transition::RULE) {
        const Set& rule = OfRule(transition->target);
        set.types |= rule.types;
        const auto* call = static_cast<const antlr4::atn::RuleTransition*>(transition);
        if (rule.may_be_empty) Walk(call->followState, set, seen);
      } else if (transition->isEpsilon()) {
        Walk(transition->target, set, seen);
      } else {
        for (const ssize_t type : transition->label().toList()) {
          if (type > 0 && type <= tok::BAD) set.types.set(static_cast<size_t>(type));
        }
      }
    }
  }
  // No rule of the grammar begins with itself.
  const Set& OfRule(const ATNState* start) {
    if (const auto known = rules_.find(start); known != rules_.end()) return known->second;
    return rules_.emplace(start, Of(start)).first->second;
  }

  std::unordered_map<const ATNState*, Set> rules_;
};

}  // namespace

OneTokenPredictor::OneTokenPredictor(const antlr4::atn::ATN& grammar) {
  FirstTokens first;
  alternatives_.resize(grammar.decisionToState.size());
  for (size_t decision = 0; decision < alternatives_.size(); ++decision) {
    const auto& ways = grammar.decisionToState[decision]->transitions;
    auto& chosen = alternatives_[decision];
    chosen.fill(static_cast<uint8_t>(ways.size()));  // what fits nowhere: the last, which leaves a loop
    for (size_t way = ways.size(); way > 0; --way) {
      const auto types = first.Of(ways[way - 1]->target).types;
      for (size_t type = 1; type < types.size(); ++type) {
        if (types.test(type)) chosen[type] = static_cast<uint8_t>(way);
      }
    }
  }
}

const OneTokenPredictor& OneTokenPredictor::For(const antlr4::atn::ATN& grammar) {
  static const OneTokenPredictor predictor(grammar);
  return predictor;
}

}  // namespace guiju::syntax
