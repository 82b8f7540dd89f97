#include "runtime/record/disclosure.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "runtime/record/encoding.h"
#include "runtime/record/entry.h"
#include "runtime/record/hash.h"

namespace guiju::record {
namespace {

int64_t MiddleOf(int64_t from, int64_t to) {
  return from + static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(to - from - 1)));
}

// Walks the tree over [0, count) and stops at the largest subtrees that hold none of the shown places.
class Cover {
 public:
  Cover(const std::vector<base::Digest>& leaves, const std::vector<int64_t>& shown)
      : leaves_(leaves), shown_(shown) {}

  std::vector<base::Digest> Hidden() {
    Visit(0, static_cast<int64_t>(leaves_.size()));
    return std::move(hidden_);
  }

 private:
  void Visit(int64_t from, int64_t to) {
    const auto next = std::lower_bound(shown_.begin(), shown_.end(), from);
    if (next == shown_.end() || *next >= to) {
      hidden_.push_back(record::RootOf(std::vector(leaves_.begin() + from, leaves_.begin() + to)));
    } else if (to - from > 1) {
      const int64_t middle = MiddleOf(from, to);
      Visit(from, middle);
      Visit(middle, to);
    }
  }

  const std::vector<base::Digest>& leaves_;
  const std::vector<int64_t>& shown_;
  std::vector<base::Digest> hidden_;
};

class Rebuilder {
 public:
  explicit Rebuilder(const Disclosure& disclosure) : disclosure_(disclosure) {}

  // The root that the disclosure leads to; false: too few or too many hashes.
  bool Root(int64_t count, base::Digest* root) {
    return Visit(0, count, root) && next_hidden_ == disclosure_.hidden.size() &&
           next_field_ == disclosure_.fields.size();
  }

 private:
  bool Visit(int64_t from, int64_t to, base::Digest* root) {
    const auto& fields = disclosure_.fields;
    if (next_field_ == fields.size() || fields[next_field_].index >= to) {
      if (next_hidden_ == disclosure_.hidden.size()) return false;
      *root = disclosure_.hidden[next_hidden_++];
      return true;
    }
    if (to - from == 1) {
      const DisclosedField& field = fields[next_field_++];
      *root = FieldLeaf(field.path, field.salt, field.value);
      return true;
    }
    const int64_t middle = MiddleOf(from, to);
    base::Digest left, right;
    if (!Visit(from, middle, &left) || !Visit(middle, to, &right)) return false;
    *root = NodeHash(left, right);
    return true;
  }

  const Disclosure& disclosure_;
  size_t next_field_ = 0;
  size_t next_hidden_ = 0;
};

bool AreInOrder(const std::vector<DisclosedField>& fields, int64_t count) {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].index < 0 || fields[i].index >= count) return false;
    if (!IsPath(fields[i].path) || !IsCanonicalScalar(fields[i].value)) return false;
    if (i > 0 && (fields[i].index <= fields[i - 1].index || fields[i].path <= fields[i - 1].path))
      return false;
  }
  return true;
}

Disclosure DisclosureAt(const SealedBody& body, const std::vector<int64_t>& shown) {
  std::vector<base::Digest> leaves;
  for (const SealedField& field : body.fields) leaves.push_back(LeafOf(field));
  Disclosure disclosure;
  for (const int64_t index : shown) {
    const SealedField& field = body.fields[static_cast<size_t>(index)];
    disclosure.fields.push_back({index, field.path, field.value, field.salt});
  }
  disclosure.hidden = Cover(leaves, shown).Hidden();
  return disclosure;
}

}  // namespace

base::Result<Disclosure> Disclose(const SealedBody& body, const std::vector<std::string>& paths) {
  std::vector<int64_t> shown;
  for (const std::string& path : paths) {
    const auto field = std::ranges::lower_bound(body.fields, path, {}, &SealedField::path);
    if (field == body.fields.end() || field->path != path)
      return base::Error{fmt::format("disclosure: there is no field '{}'", path)};
    if (field->redacted()) return base::Error{fmt::format("disclosure: '{}' is redacted", path)};
    shown.push_back(field - body.fields.begin());
  }
  std::sort(shown.begin(), shown.end());
  shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
  return DisclosureAt(body, shown);
}

Disclosure DiscloseAll(const SealedBody& body) {
  std::vector<int64_t> shown;
  for (size_t i = 0; i < body.fields.size(); ++i) {
    if (!body.fields[i].redacted()) shown.push_back(static_cast<int64_t>(i));
  }
  return DisclosureAt(body, shown);
}

bool VerifyDisclosure(const Disclosure& disclosure, int64_t count, const base::Digest& root) {
  if (count < 1 || count > kMaxFields || !AreInOrder(disclosure.fields, count)) return false;
  base::Digest rebuilt;
  return Rebuilder(disclosure).Root(count, &rebuilt) && rebuilt == root;
}

Value DisclosureValue(const Disclosure& disclosure) {
  Value fields = Value::EmptyArray(), hidden = Value::EmptyArray(), value = Value::EmptyObject();
  for (const DisclosedField& field : disclosure.fields) {
    Value& item = fields.Append(Value::EmptyArray());
    item.Append(field.index);
    item.Append(field.path);
    item.Append(HexOf({reinterpret_cast<const char*>(field.salt.data()), field.salt.size()}));
    item.Append(field.value);
  }
  for (const base::Digest& hash : disclosure.hidden) hidden.Append(base::ToHex(hash));
  value.Insert("fields", std::move(fields));
  value.Insert("hidden", std::move(hidden));
  return value;
}

base::Result<Disclosure> DisclosureOf(const Value& value) {
  const base::Error malformed{"disclosure: not as its format demands"};
  const Value* fields = value.Find("fields");
  const Value* hidden = value.Find("hidden");
  if (!fields || !hidden || value.members().size() != 2 || fields->kind() != Value::Kind::kArray ||
      hidden->kind() != Value::Kind::kArray) {
    return malformed;
  }
  Disclosure disclosure;
  for (const Value& item : fields->items()) {
    using enum Value::Kind;
    if (item.kind() != kArray || item.items().size() != 4) return malformed;
    const Array& parts = item.items();
    if (parts[0].kind() != kInteger || parts[1].kind() != kText || parts[2].kind() != kText ||
        parts[3].kind() != kText) {
      return malformed;
    }
    DisclosedField field{parts[0].number(), parts[1].text(), parts[3].text(), {}};
    const std::optional<std::string> salt = BytesOfHex(parts[2].text());
    if (!salt || salt->size() != field.salt.size()) return malformed;
    std::copy(salt->begin(), salt->end(), field.salt.begin());
    disclosure.fields.push_back(std::move(field));
  }
  for (const Value& item : hidden->items()) {
    if (item.kind() != Value::Kind::kText) return malformed;
    const std::optional<base::Digest> hash = DigestOfHex(item.text());
    if (!hash) return malformed;
    disclosure.hidden.push_back(*hash);
  }
  return disclosure;
}

}  // namespace guiju::record
