#include "runtime/record/json_print.h"

#include <charconv>

#include "runtime/record/utf8.h"

namespace guiju::record {
namespace {

void AppendEscape(uint8_t byte, std::string* out) {
  static constexpr std::string_view kMeant = "\"\\\b\f\n\r\t";
  static constexpr std::string_view kLetters = "\"\\bfnrt";
  out->push_back('\\');
  if (const size_t known = kMeant.find(static_cast<char>(byte)); known != std::string_view::npos) {
    out->push_back(kLetters[known]);
    return;
  }
  static constexpr char kDigits[] = "0123456789abcdef";
  out->append("u00");
  out->push_back(kDigits[byte >> 4]);
  out->push_back(kDigits[byte & 15]);
}

bool AppendValue(const Value& value, int depth, std::string* out);

bool AppendArray(const Array& items, int depth, std::string* out) {
  out->push_back('[');
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out->push_back(',');
    if (!AppendValue(items[i], depth, out)) return false;
  }
  out->push_back(']');
  return true;
}

bool AppendObject(const Object& members, int depth, std::string* out) {
  out->push_back('{');
  for (size_t i = 0; i < members.size(); ++i) {
    if (i > 0) out->push_back(',');
    if (!IsUtf8(members[i].name)) return false;
    AppendJsonText(members[i].name, out);
    out->push_back(':');
    if (!AppendValue(members[i].value, depth, out)) return false;
  }
  out->push_back('}');
  return true;
}

bool AppendValue(const Value& value, int depth, std::string* out) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      out->append("null");
      return true;
    case Value::Kind::kBool:
      out->append(value.truth() ? "true" : "false");
      return true;
    case Value::Kind::kInteger:
      AppendJsonInteger(value.number(), out);
      return true;
    case Value::Kind::kText:
      if (!IsUtf8(value.text())) return false;
      AppendJsonText(value.text(), out);
      return true;
    case Value::Kind::kArray:
      return depth < kMaxJsonDepth && AppendArray(value.items(), depth + 1, out);
    case Value::Kind::kObject:
      return depth < kMaxJsonDepth && AppendObject(value.members(), depth + 1, out);
  }
  GJ_UNREACHABLE();
}

}  // namespace

void AppendJsonText(std::string_view text, std::string* out) {
  out->push_back('"');
  size_t start = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<uint8_t>(text[at]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out->append(text, start, at - start);
    AppendEscape(byte, out);
    start = at + 1;
  }
  out->append(text, start, text.size() - start);
  out->push_back('"');
}

void AppendJsonInteger(int64_t number, std::string* out) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out->append(digits, end);
}

bool AppendJson(const Value& value, std::string* out) { return AppendValue(value, 0, out); }

base::Result<std::string> PrintJson(const Value& value) {
  std::string out;
  if (!AppendJson(value, &out)) return base::Error{"JSON: a text that is not UTF-8, or nested too deep"};
  return out;
}

}  // namespace guiju::record
