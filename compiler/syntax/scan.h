#pragma once
// Text to raw tokens: words, numbers, punctuation; comments set apart; keywords not yet known. Internal to
// the room.
#include <string_view>

#include "compiler/diag/diag.h"
#include "compiler/syntax/lexeme.h"

namespace guiju::syntax {

// Reports quotations that are not closed and letters that only look usual. Characters without meaning stay as
// BAD tokens, because citations may contain them. Linear.
Lexed Scan(std::string_view code, source::FileId file, diag::Sink& sink);

}  // namespace guiju::syntax
