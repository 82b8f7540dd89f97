#include "runtime/record/fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/record/encoding.h"
#include "runtime/record/entry.h"
#include "runtime/record/hash.h"
#include "runtime/record/random.h"

namespace guiju::record {
namespace {

constexpr std::string_view kFieldDomain = "guiju/field/v1";

std::string_view View(const Salt& salt) { return {reinterpret_cast<const char*>(salt.data()), salt.size()}; }

}  // namespace

base::Digest FieldLeaf(std::string_view path, const Salt& salt, std::string_view value) {
  std::string bytes;
  bytes.reserve(kFieldDomain.size() + 2 + path.size() + salt.size() + value.size());
  bytes.append(kFieldDomain);
  AppendBigEndian(path.size(), 2, &bytes);
  bytes.append(path).append(View(salt)).append(value);
  return LeafHash(bytes);
}

base::Digest LeafOf(const SealedField& field) {
  return field.leaf ? *field.leaf : FieldLeaf(field.path, field.salt, field.value);
}

base::Digest RootOf(const SealedBody& body) {
  Frontier frontier;
  for (const SealedField& field : body.fields) frontier.Append(LeafOf(field));
  return frontier.Root();
}

base::Result<SealedBody> Seal(const std::vector<Field>& fields) {
  const std::string bytes = RandomBytes(fields.size() * sizeof(Salt));
  std::vector<Salt> salts(fields.size());
  for (size_t i = 0; i < salts.size(); ++i) {
    std::copy_n(bytes.begin() + static_cast<ptrdiff_t>(i * sizeof(Salt)), sizeof(Salt), salts[i].begin());
  }
  return SealWith(fields, salts);
}

base::Result<SealedBody> SealWith(const std::vector<Field>& fields, const std::vector<Salt>& salts) {
  GJ_CHECK(salts.size() == fields.size());
  if (fields.empty() || fields.size() > static_cast<size_t>(kMaxFields)) {
    return base::Error{fmt::format("body: {} fields", fields.size())};
  }
  SealedBody body;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (!IsPath(fields[i].path) || !IsCanonicalScalar(fields[i].value)) {
      return base::Error{
          fmt::format("body: '{}' is no field: a path or its value is malformed", fields[i].path)};
    }
    body.fields.push_back({fields[i].path, fields[i].value, salts[i], std::nullopt});
  }
  const auto before = [](const SealedField& a, const SealedField& b) { return a.path < b.path; };
  std::sort(body.fields.begin(), body.fields.end(), before);
  const auto twice =
      std::adjacent_find(body.fields.begin(), body.fields.end(),
                         [](const SealedField& a, const SealedField& b) { return a.path == b.path; });
  if (twice != body.fields.end()) return base::Error{fmt::format("body: '{}' stands twice", twice->path)};
  return body;
}

base::Result<SealedBody> Redact(const SealedBody& body, const std::vector<std::string>& paths) {
  SealedBody rest = body;
  for (const std::string& path : paths) {
    const auto field = std::find_if(rest.fields.begin(), rest.fields.end(),
                                    [&path](const SealedField& each) { return each.path == path; });
    if (field == rest.fields.end())
      return base::Error{fmt::format("redaction: there is no field '{}'", path)};
    if (field->redacted()) return base::Error{fmt::format("redaction: '{}' is redacted already", path)};
    field->leaf = LeafOf(*field);
    field->value.clear();
    field->salt = {};
  }
  return rest;
}

base::Result<Value> OpenBody(const SealedBody& body, const Value& redacted) {
  const base::Result<std::string> in_place = PrintJson(redacted);
  if (!in_place) return in_place.error();
  std::vector<Field> fields;
  fields.reserve(body.fields.size());
  for (const SealedField& field : body.fields)
    fields.push_back({field.path, field.redacted() ? *in_place : field.value});
  return Unflatten(fields);
}

}  // namespace guiju::record
