#pragma once
// Text to raw tokens: words, numbers, punctuation; comments set apart; keywords not yet known. Internal to
// the room.
#include <string_view>

#include "compiler/diag/diag.h"
#include "compiler/syntax/lexeme.h"

namespace guiju::syntax {

// kNone: every token is found by the matcher that ANTLR made from the grammar, for tests.
enum class Shortcuts { kTaken, kNone };

// Reports quotations that are not closed and letters that only look usual. Characters without meaning stay as
// BAD tokens, because citations may contain them. Linear.
Lexed Scan(std::string_view code, source::FileId file, diag::Sink& sink,
           Shortcuts shortcuts = Shortcuts::kTaken);

}  // namespace guiju::syntax
