#pragma once
// What a token says about the one behind it: the context by which the token filter decides. Internal to the
// room.
#include <cstdint>

#include "token_types.h"

namespace guiju::syntax {

// Words that begin a declaration or one of the lines inside it.
bool IsDeclaration(uint16_t type);
// Behind these an operand is complete: what follows is an operator, a clause or the next thing.
bool EndsOperand(uint16_t type);
// Complete without an operand or name behind them, besides operands themselves.
bool EndsClause(uint16_t type);
// Keywords that stand directly behind another one: 否则 转, 方可 作出决定.
bool FollowsKeyword(uint16_t before, uint16_t type);
inline bool IsNameToken(uint16_t type) { return type == tok::WORD || type == tok::PATH; }

// 达到, 超过, 不超过, 不满 as comparison between operands; other tokens unchanged.
uint16_t InfixOf(uint16_t type);
// The comparison as opening a bound of an interval.
uint16_t BoundOpener(uint16_t infix);
inline bool IsBoundOpener(uint16_t type) {
  return type == tok::FROM_GE || type == tok::FROM_GT || type == tok::FROM_LE || type == tok::FROM_LT;
}

}  // namespace guiju::syntax
