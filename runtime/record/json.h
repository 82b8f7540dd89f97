#pragma once
// JSON of the record: null, truth, 64-bit integers, text, arrays, objects; no fractions. Two readers of the
// same bytes must see the same value, so parsing is strict, and printing has one form only.
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/base/result.h"

namespace guiju::record {

inline constexpr int kMaxJsonDepth = 64;              // objects and arrays inside one another
inline constexpr size_t kMaxJsonBytes = 1024 * 1024;  // unless a reader says otherwise

class Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>;

class Value {
 public:
  enum class Kind : uint8_t { kNull, kBool, kInteger, kText, kArray, kObject };

  Value() = default;               // null
  template <std::same_as<bool> T>  // no pointer becomes true unnoticed
  Value(T truth);
  template <std::integral T>
    requires(!std::same_as<T, bool> && sizeof(T) <= sizeof(int64_t))
  Value(T number);
  Value(std::string text);
  Value(std::string_view text);
  Value(const char* text);
  static Value EmptyArray();
  static Value EmptyObject();

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  // Null, truth, number or text; an array or object only when it is empty.
  bool IsScalar() const;

  // Each expects its kind.
  bool truth() const { return std::get<bool>(data_); }
  int64_t number() const { return std::get<int64_t>(data_); }
  const std::string& text() const { return std::get<std::string>(data_); }
  const Array& items() const { return std::get<Array>(data_); }
  const Object& members() const { return std::get<Object>(data_); }

  // The member of that name, or nullptr: also for a value that is no object.
  const Value* Find(std::string_view name) const;
  // Expects an array. Returns the item where it now stands.
  Value& Append(Value item);
  // Expects an object. nullptr when the name is taken already; else the member's value where it now stands.
  Value* Insert(std::string_view name, Value value);

  friend bool operator==(const Value& a, const Value& b);

 private:
  std::variant<std::monostate, bool, int64_t, std::string, Array, Object> data_;
};

// Members of an object stand in the order of RFC 8785: names compared by their UTF-16 code units.
struct Member {
  std::string name;
  Value value;
  friend bool operator==(const Member&, const Member&) = default;
};

// Making and comparing the variant asks for a whole Member, so these stand here and not in the class.
template <std::same_as<bool> T>
Value::Value(T truth) : data_(truth) {}
template <std::integral T>
  requires(!std::same_as<T, bool> && sizeof(T) <= sizeof(int64_t))
Value::Value(T number) : data_(static_cast<int64_t>(number)) {
  GJ_CHECK(std::in_range<int64_t>(number));
}
inline Value::Value(std::string text) : data_(std::move(text)) {}
inline Value::Value(std::string_view text) : data_(std::string(text)) {}
inline Value::Value(const char* text) : data_(std::string(text)) {}
inline bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }

// Whether name `a` stands before name `b` in that order.
bool NameBefore(std::string_view a, std::string_view b);

// One value and nothing after it but white space. Refused: more than kMaxJsonDepth deep, a name twice in an
// object, fractions, exponents, -0, integers beyond 64 bits, bytes that are not UTF-8, lone surrogates,
// control characters.
base::Result<Value> ParseJson(std::string_view text, size_t most_bytes = kMaxJsonBytes);

// The canonical form (RFC 8785, integers of all 64 bits in full). Refused: text that is not UTF-8, more than
// kMaxJsonDepth deep.
base::Result<std::string> PrintJson(const Value& value);

}  // namespace guiju::record
