#include "runtime/record/json.h"

#include <algorithm>

namespace guiju::record {
namespace {

// UTF-8 orders characters by number. UTF-16 differs in one thing: what is above U+FFFF is written with
// surrogates and so stands before U+E000..U+FFFF.
int Rank(char byte) {
  const auto value = static_cast<uint8_t>(byte);
  return value == 0xEE || value == 0xEF ? value + 0x10 : value;
}

}  // namespace

bool NameBefore(std::string_view a, std::string_view b) {
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return y != b.end() && (x == a.end() || Rank(*x) < Rank(*y));
}

Value Value::EmptyArray() {
  Value value;
  value.data_ = Array{};
  return value;
}

Value Value::EmptyObject() {
  Value value;
  value.data_ = Object{};
  return value;
}

bool Value::IsScalar() const {
  switch (kind()) {
    case Kind::kArray:
      return items().empty();
    case Kind::kObject:
      return members().empty();
    case Kind::kNull:
    case Kind::kBool:
    case Kind::kInteger:
    case Kind::kText:
      return true;
  }
  GJ_UNREACHABLE();
}

const Value* Value::Find(std::string_view name) const {
  const Object* object = std::get_if<Object>(&data_);
  if (!object) return nullptr;
  const auto found = std::lower_bound(
      object->begin(), object->end(), name,
      [](const Member& member, std::string_view wanted) { return NameBefore(member.name, wanted); });
  return found != object->end() && found->name == name ? &found->value : nullptr;
}

Value& Value::Append(Value item) { return std::get<Array>(data_).emplace_back(std::move(item)); }

Value* Value::Insert(std::string_view name, Value value) {
  Object& object = std::get<Object>(data_);
  if (object.empty() || NameBefore(object.back().name, name))  // what was printed comes back in order
    return &object.emplace_back(Member{std::string(name), std::move(value)}).value;
  const auto place = std::lower_bound(
      object.begin(), object.end(), name,
      [](const Member& member, std::string_view wanted) { return NameBefore(member.name, wanted); });
  if (place != object.end() && place->name == name) return nullptr;
  return &object.insert(place, Member{std::string(name), std::move(value)})->value;
}

}  // namespace guiju::record
