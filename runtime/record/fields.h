#pragma once
// The private body of an event as a salted field tree. The entry holds its root: each field can be shown,
// hidden or deleted for itself, and what is left still answers for the root.
//
//   leaf = SHA-256(0x00 ‖ "guiju/field/v1" ‖ length of path, 2 bytes ‖ path ‖ salt ‖ value)
//
// and an RFC 6962 tree over the leaves in the byte order of their paths. A salt is 16 random bytes: without
// it, a value with few possibilities (an id number) could be found by trying all of them.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/record/flatten.h"
#include "runtime/record/tree.h"

namespace guiju::record {

using Salt = std::array<uint8_t, 16>;

struct SealedField {
  std::string path;
  std::string value;                 // canonical scalar; "" once redacted
  Salt salt = {};                    // zeros once redacted
  std::optional<base::Digest> leaf;  // once redacted: all that is left of value and salt
  bool redacted() const { return leaf.has_value(); }
  friend bool operator==(const SealedField&, const SealedField&) = default;
};

// Fields in the order of their paths, no path twice, at least one.
struct SealedBody {
  std::vector<SealedField> fields;
  friend bool operator==(const SealedBody&, const SealedBody&) = default;
};

base::Digest FieldLeaf(std::string_view path, const Salt& salt, std::string_view value);
base::Digest LeafOf(const SealedField& field);
// What the entry must hold as `root`; `fields` is the number of fields.
base::Digest RootOf(const SealedBody& body);

// With fresh random salts. Refused: no fields, a path twice, what is not a path or a canonical scalar, too
// many.
base::Result<SealedBody> Seal(const std::vector<Field>& fields);
// With given salts, for those who must repeat a result. Expects one per field, in the order of `fields`.
base::Result<SealedBody> SealWith(const std::vector<Field>& fields, const std::vector<Salt>& salts);

// Value and salt of these fields are gone from the result; its root is the same. Refused: a path that is not
// there or is redacted already.
base::Result<SealedBody> Redact(const SealedBody& body, const std::vector<std::string>& paths);

// The body as it was sealed; `redacted` stands wherever a value was deleted.
base::Result<Value> OpenBody(const SealedBody& body, const Value& redacted);

// The bytes kept beside the entry: canonical JSON {"fields":[[path,value] or [path] when redacted
// …],"leaves":hex of the redacted leaves,"salts":hex of the others,"v":1}.
std::string PrintBody(const SealedBody& body);
// Strict: exactly what PrintBody gives.
base::Result<SealedBody> ParseBody(std::string_view bytes);

inline constexpr size_t kMaxBodyBytes = 4 * 1024 * 1024;

}  // namespace guiju::record
