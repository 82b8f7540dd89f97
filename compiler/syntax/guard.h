#pragma once
// Refuses input that would drive the recursive steps behind it too deep. Internal to the room.
#include "compiler/diag/diag.h"
#include "compiler/syntax/lexeme.h"

namespace guiju::syntax {

// Reports the first place nested deeper than source::kMaxNesting (brackets, 非 and minus chains, 若,
// quantifiers) and returns false; nothing must be parsed then. Linear, constant stack.
bool CheckNesting(const Lexed& lexed, source::FileId file, diag::Sink& sink);

}  // namespace guiju::syntax
