#pragma once
// The token filter between scanner and parser: decides with a token or two of context what the grammar would
// need unbounded lookahead for. Keywords or names, numbers with units and bounds, 是 as value, comparisons
// that open a bound, bars that open or end a row, brackets of types, citations. Internal to the room; linear.
#include <string_view>

#include "compiler/diag/diag.h"
#include "compiler/syntax/lexeme.h"

namespace guiju::syntax {

Lexed Promote(std::string_view code, Lexed raw, source::FileId file, diag::Sink& sink);

}  // namespace guiju::syntax
