#pragma once
// Random policy text over the whole grammar, together with the tree it must be read as. The text is written
// as authors write: both languages mixed, synonyms, odd order of clauses, comments. It need not type-check.
#include <string>
#include <vector>

#include "compiler/syntax/tree.h"

namespace guiju::property {

struct GeneratedText {
  std::string text;
  syntax::SyntaxTree tree;            // no positions
  std::vector<std::string> comments;  // in order, with //
};
// Deterministic in the seed. 1..`declarations` declarations.
GeneratedText GenerateText(uint64_t seed, int declarations);

}  // namespace guiju::property
