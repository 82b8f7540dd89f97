#pragma once
// Some fields of a body shown to somebody, the others hidden: what is shown is proved to belong to the entry.
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/record/fields.h"

namespace guiju::record {

struct DisclosedField {
  int64_t index = 0;  // among the fields of the body
  std::string path;
  std::string value;
  Salt salt = {};
  friend bool operator==(const DisclosedField&, const DisclosedField&) = default;
};

struct Disclosure {
  std::vector<DisclosedField> fields;  // by index
  // The roots of the largest subtrees without a disclosed field, from left to right.
  std::vector<base::Digest> hidden;
  friend bool operator==(const Disclosure&, const Disclosure&) = default;
};

// Refused: a path that is not there, or is redacted. No path at all: everything hidden.
base::Result<Disclosure> Disclose(const SealedBody& body, const std::vector<std::string>& paths);
// Every field that is not redacted.
Disclosure DiscloseAll(const SealedBody& body);

// Whether exactly these fields stand at these places of a body of `count` fields with this root; both as the
// entry says. A disclosure comes from anywhere: nothing of it is trusted.
bool VerifyDisclosure(const Disclosure& disclosure, int64_t count, const base::Digest& root);

// The form it has in a bundle: {"fields":[[index,path,salt,value] …],"hidden":[hex …]}; value is JSON text.
Value DisclosureValue(const Disclosure& disclosure);
base::Result<Disclosure> DisclosureOf(const Value& value);

}  // namespace guiju::record
