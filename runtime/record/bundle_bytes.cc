#include "runtime/record/bundle.h"
#include "runtime/record/encoding.h"

namespace guiju::record {
namespace {

Value EntryValue(const BundleEntry& entry) {
  Value value = Value::EmptyObject();
  value.Insert("entry", entry.entry);
  std::string hashes;
  for (const base::Digest& hash : entry.inclusion) hashes.append(BytesOf(hash));
  value.Insert("inclusion", Base64Of(hashes));
  if (entry.disclosure) value.Insert("disclosure", DisclosureValue(*entry.disclosure));
  return value;
}

const std::string* TextOf(const Value& value, std::string_view name) {
  const Value* member = value.Find(name);
  return member && member->kind() == Value::Kind::kText ? &member->text() : nullptr;
}

bool ReadEntry(const Value& value, BundleEntry* out) {
  const std::string* entry = TextOf(value, "entry");
  const std::string* inclusion = TextOf(value, "inclusion");
  const Value* disclosure = value.Find("disclosure");
  if (!entry || !inclusion || value.members().size() != (disclosure ? 3U : 2U)) return false;
  out->entry = *entry;
  const std::optional<std::string> hashes = BytesOfBase64(*inclusion);
  if (!hashes || hashes->size() % sizeof(base::Digest) != 0) return false;
  for (size_t at = 0; at < hashes->size(); at += sizeof(base::Digest)) {
    out->inclusion.push_back(DigestOf(std::string_view(*hashes).substr(at, sizeof(base::Digest))));
  }
  if (!disclosure) return true;
  base::Result<Disclosure> read = DisclosureOf(*disclosure);
  if (!read) return false;
  out->disclosure = *std::move(read);
  return true;
}

}  // namespace

base::Result<std::string> PrintBundle(const CaseBundle& bundle) {
  Value entries = Value::EmptyArray(), value = Value::EmptyObject();
  for (const BundleEntry& entry : bundle.entries) entries.Append(EntryValue(entry));
  value.Insert("checkpoint", bundle.checkpoint);
  value.Insert("entries", std::move(entries));
  value.Insert("statement", bundle.statement);
  value.Insert("v", 1);
  return PrintJson(value);
}

base::Result<CaseBundle> ParseBundle(std::string_view bytes) {
  const base::Result<Value> value = ParseJson(bytes, kMaxBundleBytes);
  if (!value) return value.error();
  const base::Error malformed{"bundle: not as its format demands"};
  const std::string* checkpoint = TextOf(*value, "checkpoint");
  const std::string* statement = TextOf(*value, "statement");
  const Value* entries = value->Find("entries");
  const Value* version = value->Find("v");
  if (!checkpoint || !statement || !entries || entries->kind() != Value::Kind::kArray || !version ||
      *version != Value(1) || value->members().size() != 4) {
    return malformed;
  }
  CaseBundle bundle{*checkpoint, *statement, {}};
  for (const Value& item : entries->items()) {
    if (!ReadEntry(item, &bundle.entries.emplace_back())) return malformed;
  }
  return bundle;
}

}  // namespace guiju::record
