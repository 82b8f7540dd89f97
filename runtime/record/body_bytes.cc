// The bytes of a sealed body, read and written without a tree of values: bodies outweigh everything else of a
// record.
#include <fmt/format.h>

#include <algorithm>

#include "runtime/record/encoding.h"
#include "runtime/record/entry.h"
#include "runtime/record/fields.h"
#include "runtime/record/json_print.h"
#include "runtime/record/json_scanner.h"

namespace guiju::record {
namespace {

constexpr size_t kLeafDigits = 64, kSaltDigits = 2 * sizeof(Salt);

// A scalar as it stands in the bytes.
bool TakeScalar(JsonScanner* scan, std::string_view bytes, std::string* out) {
  const size_t start = scan->at();
  std::string text;
  int64_t number = 0;
  bool taken = false;
  switch (scan->Next()) {
    case '"':
      taken = scan->TakeCanonicalText(&text);
      break;
    case 't':
      taken = scan->Take("true");
      break;
    case 'f':
      taken = scan->Take("false");
      break;
    case 'n':
      taken = scan->Take("null");
      break;
    case '{':
      taken = scan->Take("{}");
      break;
    case '[':
      taken = scan->Take("[]");
      break;
    default:
      taken = scan->TakeInteger(&number);
      break;
  }
  if (!taken) return false;
  out->assign(bytes.substr(start, scan->at() - start));
  return true;
}

bool TakeField(JsonScanner* scan, std::string_view bytes, SealedField* field, bool* redacted) {
  if (!scan->Take("[") || !scan->TakeCanonicalText(&field->path)) return false;
  *redacted = scan->Take("]");
  return *redacted || (scan->Take(",") && TakeScalar(scan, bytes, &field->value) && scan->Take("]"));
}

struct Parts {
  std::vector<SealedField> fields;
  std::vector<bool> redacted;
  std::string leaves, salts;
};

bool TakeParts(std::string_view bytes, Parts* parts) {
  JsonScanner scan(bytes);
  if (!scan.Take(R"({"fields":[)")) return false;
  do {
    SealedField field;
    bool redacted = false;
    if (!TakeField(&scan, bytes, &field, &redacted)) return false;
    if (!parts->fields.empty() && parts->fields.back().path >= field.path) return false;
    parts->fields.push_back(std::move(field));
    parts->redacted.push_back(redacted);
  } while (scan.Take(","));
  return scan.Take(R"(],"leaves":)") && scan.TakeCanonicalText(&parts->leaves) && scan.Take(R"(,"salts":)") &&
         scan.TakeCanonicalText(&parts->salts) && scan.Take(R"(,"v":1})") && scan.AtEnd();
}

// Gives every field its salt, or its leaf when it is redacted.
bool Distribute(Parts* parts) {
  const auto redacted = static_cast<size_t>(std::count(parts->redacted.begin(), parts->redacted.end(), true));
  if (parts->leaves.size() != redacted * kLeafDigits ||
      parts->salts.size() != (parts->fields.size() - redacted) * kSaltDigits) {
    return false;
  }
  size_t leaf_at = 0, salt_at = 0;
  for (size_t i = 0; i < parts->fields.size(); ++i) {
    SealedField& field = parts->fields[i];
    if (parts->redacted[i]) {
      field.leaf = DigestOfHex(std::string_view(parts->leaves).substr(leaf_at, kLeafDigits));
      leaf_at += kLeafDigits;
      if (!field.leaf) return false;
    } else {
      const std::string_view digits = std::string_view(parts->salts).substr(salt_at, kSaltDigits);
      salt_at += kSaltDigits;
      if (!DecodeHex(digits, field.salt.data(), field.salt.size())) return false;
    }
  }
  return true;
}

}  // namespace

std::string PrintBody(const SealedBody& body) {
  std::string out = R"({"fields":[)", leaves, salts;
  for (size_t i = 0; i < body.fields.size(); ++i) {
    const SealedField& field = body.fields[i];
    out.append(i == 0 ? "[" : ",[");
    AppendJsonText(field.path, &out);
    if (field.leaf) {
      leaves.append(BytesOf(*field.leaf));
    } else {
      out.append(",").append(field.value);
      salts.append(reinterpret_cast<const char*>(field.salt.data()), field.salt.size());
    }
    out.push_back(']');
  }
  out.append(R"(],"leaves":")").append(HexOf(leaves)).append(R"(","salts":")").append(HexOf(salts));
  return out.append(R"(","v":1})");
}

base::Result<SealedBody> ParseBody(std::string_view bytes) {
  Parts parts;
  if (bytes.size() > kMaxBodyBytes) return base::Error{"body: too long"};
  if (!TakeParts(bytes, &parts) || !Distribute(&parts)) return base::Error{"body: not as its format demands"};
  const bool paths = std::all_of(parts.fields.begin(), parts.fields.end(),
                                 [](const SealedField& field) { return IsPath(field.path); });
  if (!paths || parts.fields.size() > static_cast<size_t>(kMaxFields))
    return base::Error{"body: a path is malformed"};
  return SealedBody{std::move(parts.fields)};
}

}  // namespace guiju::record
