#pragma once
// How a lawyer writes the frame of a rule in other words: 如果 … 那么 … for 当 … 则 …, and a colon behind the
// word that begins a declaration (情形：). Asked by the promoter with the tokens it has made so far. Internal
// to the room.
#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/syntax/lexeme.h"

namespace guiju::syntax {

struct ClauseWord {
  std::string_view word;
  uint16_t token;           // the keyword that was meant: WHEN or THEN
  std::string_view zh, en;  // what to write instead
};
// nullptr when the word is none. 若 and `if` are in the list: they begin a choice only where a value is due.
const ClauseWord* FindClauseWord(std::string_view word);

// Whether the last tokens belong to a rule, definition or fact that has no condition yet.
bool LacksCondition(const std::vector<Lexeme>& before);
// Whether a declaration of this kind can begin here: at the top of the file, or in the block that holds its
// kind.
bool MayDeclare(const std::vector<Lexeme>& before, uint16_t declaration);

}  // namespace guiju::syntax
