#pragma once
// What the grammar would accept at a mistake, in words. ANTLR types inside.
#include <Parser.h>

#include <string>
#include <vector>

#include "compiler/syntax/lexeme.h"
#include "compiler/syntax/syntax.h"

namespace guiju::syntax {

struct Expectation {
  std::string zh, en;              // "一个值或条件、“依据”"
  std::string place_zh, place_en;  // "情形"
  std::vector<uint16_t> tokens;    // keywords among what is expected
  bool name_due = false;
};
Expectation ExpectationAt(antlr4::Parser* parser);

// Name of the construct a grammar rule stands for, "" when it has none of its own.
std::string_view PlaceName(size_t rule, Spelling spelling);
std::string DescribeTokens(const std::vector<uint16_t>& types, Spelling spelling);
// Closest spelling, of either language, of one of the keywords.
std::string ClosestKeyword(const std::string& found, const std::vector<uint16_t>& types);

}  // namespace guiju::syntax
