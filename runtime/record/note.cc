#include "runtime/record/note.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/record/encoding.h"
#include "runtime/record/utf8.h"

namespace guiju::record {
namespace {

constexpr std::string_view kDash = "\u2014 ";

bool IsNoteText(std::string_view text) {
  const bool controls = std::any_of(text.begin(), text.end(),
                                    [](char c) { return static_cast<uint8_t>(c) < 0x20 && c != '\n'; });
  return !controls && IsUtf8(text);
}

struct SignatureLine {
  std::string_view name;
  uint32_t id = 0;
  std::string signature;
};

bool ReadLine(std::string_view line, SignatureLine* out) {
  if (!line.starts_with(kDash)) return false;
  line.remove_prefix(kDash.size());
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return false;
  out->name = line.substr(0, space);
  const std::optional<std::string> bytes = BytesOfBase64(line.substr(space + 1));
  if (!IsKeyName(out->name) || !bytes || bytes->size() < 5) return false;
  out->id = static_cast<uint32_t>(BigEndian(std::string_view(*bytes).substr(0, 4)));
  out->signature = bytes->substr(4);
  return true;
}

}  // namespace

base::Result<std::string> SignNote(std::string_view text, const std::vector<const SigningKey*>& keys) {
  if (!text.ends_with('\n') || !IsNoteText(text)) return base::Error{"note: its text is not lines of UTF-8"};
  if (keys.empty()) return base::Error{"note: no key to sign with"};
  std::string note(text);
  note.push_back('\n');
  for (const SigningKey* key : keys) {
    std::string bytes;
    AppendBigEndian(key->verifier().id(), 4, &bytes);
    bytes.append(key->Sign(text));
    note.append(fmt::format("{}{} {}\n", kDash, key->verifier().name(), Base64Of(bytes)));
  }
  return note;
}

base::Result<OpenedNote> OpenNote(std::string_view note, const std::vector<VerifierKey>& keys) {
  if (note.size() > kMaxNoteBytes) return base::Error{"note: too long"};
  const size_t blank = note.rfind("\n\n");
  if (!IsNoteText(note) || blank == std::string_view::npos || blank + 2 == note.size() ||
      !note.ends_with('\n')) {
    return base::Error{"note: not a text, a blank line and signatures"};
  }
  OpenedNote opened{std::string(note.substr(0, blank + 1)), {}};
  int lines = 0;
  for (std::string_view rest = note.substr(blank + 2); !rest.empty();) {
    const size_t end = rest.find('\n');
    SignatureLine line;
    if (++lines > kMaxSignatureLines) return base::Error{"note: too many signatures"};
    if (!ReadLine(rest.substr(0, end), &line)) return base::Error{"note: a signature line is malformed"};
    rest.remove_prefix(end + 1);
    const auto key = std::find_if(keys.begin(), keys.end(), [&line](const VerifierKey& known) {
      return known.name() == line.name && known.id() == line.id;
    });
    if (key == keys.end()) continue;
    if (!key->Verify(opened.text, line.signature)) {
      return base::Error{fmt::format("note: the signature of {} does not hold", line.name)};
    }
    if (std::find(opened.signed_by.begin(), opened.signed_by.end(), &*key) == opened.signed_by.end()) {
      opened.signed_by.push_back(&*key);
    }
  }
  if (opened.signed_by.empty()) return base::Error{"note: not signed by any known key"};
  return opened;
}

}  // namespace guiju::record
