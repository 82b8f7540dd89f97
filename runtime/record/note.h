#pragma once
// C2SP signed notes: a text, a blank line, signature lines. The text means nothing until a known key's
// signature holds.
#include <string>
#include <string_view>
#include <vector>

#include "runtime/record/key.h"

namespace guiju::record {

inline constexpr size_t kMaxNoteBytes = 256 * 1024;
inline constexpr int kMaxSignatureLines = 64;

// `text` ends with a newline, has no control character besides newlines, and is UTF-8; else an Error.
base::Result<std::string> SignNote(std::string_view text, const std::vector<const SigningKey*>& keys);

struct OpenedNote {
  std::string text;                           // with its last newline
  std::vector<const VerifierKey*> signed_by;  // which of the keys given, at least one
};

// Lines of unknown keys are passed over. Refused: no line of a known key, a line of a known key that does not
// verify, anything not formed as a note, more than the limits above. `keys` must outlive the result.
base::Result<OpenedNote> OpenNote(std::string_view note, const std::vector<VerifierKey>& keys);

}  // namespace guiju::record
