#include <fmt/format.h>

#include <algorithm>

#include "runtime/record/json.h"
#include "runtime/record/json_scanner.h"

namespace guiju::record {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : scan_(text) {}

  base::Result<Value> Parse() {
    Value value;
    if (!TakeValue(&value, 0)) return Problem();
    scan_.SkipSpace();
    if (!scan_.AtEnd()) {
      problem_ = "something after the value";
      return Problem();
    }
    return value;
  }

 private:
  base::Error Problem() const {
    return {fmt::format("JSON, byte {}: {}", scan_.at(), problem_ ? problem_ : scan_.problem())};
  }
  bool Fail(const char* problem) {
    problem_ = problem;
    return false;
  }

  bool TakeValue(Value* out, int depth) {
    scan_.SkipSpace();
    switch (scan_.Next()) {
      case '{':
        return TakeObject(out, depth + 1);
      case '[':
        return TakeArray(out, depth + 1);
      case '"': {
        std::string text;
        if (!scan_.TakeText(&text)) return false;
        *out = Value(std::move(text));
        return true;
      }
      case 't':
        *out = Value(true);
        return scan_.Take("true") || Fail("an unknown word");
      case 'f':
        *out = Value(false);
        return scan_.Take("false") || Fail("an unknown word");
      case 'n':
        *out = Value();
        return scan_.Take("null") || Fail("an unknown word");
      default: {
        int64_t number = 0;
        if (!scan_.TakeInteger(&number)) return false;
        *out = Value(number);
        return true;
      }
    }
  }

  bool TakeArray(Value* out, int depth) {
    if (depth > kMaxJsonDepth) return Fail("nested too deep");
    scan_.Take("[");
    *out = Value::EmptyArray();
    scan_.SkipSpace();
    if (scan_.Take("]")) return true;
    for (;;) {
      Value item;
      if (!TakeValue(&item, depth)) return false;
      out->Append(std::move(item));
      scan_.SkipSpace();
      if (scan_.Take("]")) return true;
      if (!scan_.Take(",")) return Fail("a comma or ] was expected");
    }
  }

  bool TakeObject(Value* out, int depth) {
    if (depth > kMaxJsonDepth) return Fail("nested too deep");
    scan_.Take("{");
    *out = Value::EmptyObject();
    scan_.SkipSpace();
    if (scan_.Take("}")) return true;
    // Sorted once at the end: inserting each would cost a hostile object the square of its members.
    Object members;
    for (;;) {
      scan_.SkipSpace();
      Member member;
      if (!scan_.TakeText(&member.name)) return false;
      scan_.SkipSpace();
      if (!scan_.Take(":")) return Fail("a colon was expected");
      if (!TakeValue(&member.value, depth)) return false;
      members.push_back(std::move(member));
      scan_.SkipSpace();
      if (scan_.Take("}")) break;
      if (!scan_.Take(",")) return Fail("a comma or } was expected");
    }
    const auto before = [](const Member& a, const Member& b) { return NameBefore(a.name, b.name); };
    if (!std::is_sorted(members.begin(), members.end(), before))
      std::stable_sort(members.begin(), members.end(), before);
    for (Member& member : members) {
      if (!out->Insert(member.name, std::move(member.value))) return Fail("a name stands twice in an object");
    }
    return true;
  }

  JsonScanner scan_;
  const char* problem_ = nullptr;
};

}  // namespace

base::Result<Value> ParseJson(std::string_view text, size_t most_bytes) {
  if (text.size() > most_bytes) {
    return base::Error{fmt::format("JSON: {} bytes, at most {} are read", text.size(), most_bytes)};
  }
  return Parser(text).Parse();
}

}  // namespace guiju::record
