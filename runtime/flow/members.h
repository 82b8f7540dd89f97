#pragma once
// Plain structs as canonical JSON and back by their members. A struct says them once, in a function
// `Members(v, x)` beside it that calls v("name", x.name) for each; an enum is a text where `KeysOf(e)` beside
// it gives the keys of its values in order, else a number up to `LastOf(e)`.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/record/json.h"
#include "runtime/value/period.h"
#include "runtime/value/written_date.h"

namespace guiju::flow {

using record::Value;
using value::Moment;

template <class E>
concept NamedEnum = std::is_enum_v<E> && requires(E item) { KeysOf(item); };
template <class E>
concept NumberedEnum = std::is_enum_v<E> && requires(E item) { LastOf(item); };

// Leaves out what is empty, so that a state grows by what happened and not by what might.
class MemberPrinter {
 public:
  template <class T>
  Value Run(const T& item) {
    Members(*this, item);
    return std::move(object_);
  }

  void operator()(std::string_view name, const std::string& text) {
    if (!text.empty()) Put(name, text);
  }
  void operator()(std::string_view name, int64_t number) {
    if (number != 0) Put(name, number);
  }
  void operator()(std::string_view name, int number) { (*this)(name, static_cast<int64_t>(number)); }
  void operator()(std::string_view name, bool flag) {
    if (flag) Put(name, true);
  }
  void operator()(std::string_view name, const Moment& moment) { Put(name, value::FormatMoment(moment)); }
  template <NumberedEnum E>
  void operator()(std::string_view name, E item) {
    Put(name, static_cast<int64_t>(item));
  }
  template <NamedEnum E>
  void operator()(std::string_view name, E item) {
    Put(name, KeysOf(item)[static_cast<size_t>(item)]);
  }
  void operator()(std::string_view name, const Value& value) {
    if (value.kind() != Value::Kind::kNull) Put(name, value);
  }
  void operator()(std::string_view name, const std::map<std::string, int64_t>& counts) {
    Value out = Value::EmptyObject();
    for (const auto& [key, count] : counts) out.Insert(key, count);
    if (!counts.empty()) Put(name, std::move(out));
  }
  // A truth also when it is no: that it is known is said.
  template <class T>
  void operator()(std::string_view name, const std::optional<T>& value) {
    if (!value) return;
    if constexpr (std::is_same_v<T, bool>) {
      Put(name, *value);
    } else {
      (*this)(name, *value);
    }
  }
  template <class T>
    requires std::is_class_v<T>
  void operator()(std::string_view name, const T& item) {
    Put(name, Item(item));
  }
  template <class T>
  void operator()(std::string_view name, const std::vector<T>& items) {
    if (items.empty()) return;
    Value array = Value::EmptyArray();
    for (const T& item : items) array.Append(Item(item));
    Put(name, std::move(array));
  }

 private:
  void Put(std::string_view name, Value value) { object_.Insert(name, std::move(value)); }
  static Value Item(const std::string& text) { return text; }
  template <class T>
  static Value Item(const T& item) {
    MemberPrinter printer;
    Members(printer, item);
    return std::move(printer.object_);
  }

  Value object_ = Value::EmptyObject();
};

class MemberReader {
 public:
  explicit MemberReader(const Value& object) : object_(object) {
    if (object.kind() != Value::Kind::kObject) Fail("object");
  }

  template <class T>
  void operator()(std::string_view name, T& out) {
    const Value* value = object_.Find(name);
    if (value == nullptr) return;
    found_ += 1;
    if (!Get(*value, out)) Fail(name);
  }
  // An Error also when the object holds what nobody asked for.
  std::optional<std::string> Finish() {
    if (!failed_ && found_ != object_.members().size()) Fail("unknown member");
    return failed_;
  }

 private:
  void Fail(std::string_view what) {
    if (!failed_) failed_ = std::string(what);
  }
  static bool Get(const Value& value, std::string& out) {
    if (value.kind() != Value::Kind::kText) return false;
    out = value.text();
    return true;
  }
  static bool Get(const Value& value, int64_t& out) {
    if (value.kind() != Value::Kind::kInteger) return false;
    out = value.number();
    return true;
  }
  static bool Get(const Value& value, int& out) {
    int64_t number = 0;
    if (!Get(value, number) || number < 0 || number > 1000) return false;
    out = static_cast<int>(number);
    return true;
  }
  static bool Get(const Value& value, bool& out) {
    if (value.kind() != Value::Kind::kBool) return false;
    out = value.truth();
    return true;
  }
  static bool Get(const Value& value, Moment& out) {
    const auto moment =
        value.kind() == Value::Kind::kText ? value::ParseWrittenMoment(value.text()) : std::nullopt;
    if (moment) out = *moment;
    return moment.has_value();
  }
  template <NumberedEnum E>
  static bool Get(const Value& value, E& out) {
    int number = 0;
    if (!Get(value, number) || number > static_cast<int>(LastOf(out))) return false;
    out = static_cast<E>(number);
    return true;
  }
  template <NamedEnum E>
  static bool Get(const Value& value, E& out) {
    if (value.kind() != Value::Kind::kText) return false;
    const auto keys = KeysOf(out);
    const auto found = std::ranges::find(keys, value.text());
    if (found == keys.end()) return false;
    out = static_cast<E>(found - keys.begin());
    return true;
  }
  template <class T>
    requires std::is_class_v<T>
  static bool Get(const Value& value, T& out) {
    return GetItem(value, out);
  }
  static bool Get(const Value& value, Value& out) {
    out = value;
    return true;
  }
  static bool Get(const Value& value, std::map<std::string, int64_t>& out) {
    if (value.kind() != Value::Kind::kObject) return false;
    for (const record::Member& member : value.members()) {
      if (!Get(member.value, out[member.name])) return false;
    }
    return true;
  }
  template <class T>
  static bool Get(const Value& value, std::optional<T>& out) {
    return Get(value, out.emplace());
  }
  template <class T>
  static bool Get(const Value& value, std::vector<T>& out) {
    if (value.kind() != Value::Kind::kArray) return false;
    return std::ranges::all_of(value.items(),
                               [&](const Value& item) { return GetItem(item, out.emplace_back()); });
  }
  static bool GetItem(const Value& value, std::string& out) { return Get(value, out); }
  template <class T>
  static bool GetItem(const Value& value, T& out) {
    if (value.kind() != Value::Kind::kObject) return false;
    MemberReader reader(value);
    Members(reader, out);
    return !reader.Finish();
  }

  const Value& object_;
  size_t found_ = 0;
  std::optional<std::string> failed_;
};

template <class T>
Value PrintMembers(const T& item) {
  return MemberPrinter().Run(item);
}
// What could not be read, first; an item that is partly read then.
template <class T>
std::optional<std::string> ReadMembers(const Value& object, T* out) {
  MemberReader reader(object);
  Members(reader, *out);
  return reader.Finish();
}

}  // namespace guiju::flow
