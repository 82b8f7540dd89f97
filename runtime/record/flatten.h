#pragma once
// A body as a flat list of fields, and back without loss.
#include <string>
#include <vector>

#include "runtime/record/json.h"

namespace guiju::record {

inline constexpr size_t kMaxPathBytes = 1024;

struct Field {
  std::string path;   // JSON Pointer (RFC 6901); "" for a body that is itself a scalar
  std::string value;  // canonical JSON of a scalar; {} and [] when empty count as scalars
  friend bool operator==(const Field&, const Field&) = default;
};

// The fields in the byte order of their paths. Refused: what PrintJson refuses, a path longer than
// kMaxPathBytes, and an object whose names are exactly 0, 1, 2 …: its fields could not be told from those of
// an array.
base::Result<std::vector<Field>> Flatten(const Value& body);
// The only body with these fields, in any order. Refused: no fields, a path twice, a path below a scalar,
// values that are not canonical scalars.
base::Result<Value> Unflatten(const std::vector<Field>& fields);

// Whether the text is a JSON Pointer of at most kMaxPathBytes of UTF-8.
bool IsPath(std::string_view path);
// Whether the text is canonical JSON of a scalar.
bool IsCanonicalScalar(std::string_view value);

}  // namespace guiju::record
