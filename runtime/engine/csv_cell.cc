#include "runtime/engine/csv_cell.h"

#include <cstdint>

namespace guiju::engine {
namespace {

int HexDigit(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

// The number of \uXXXX at the beginning of `text`, or -1.
int32_t Escaped16(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return -1;
  int32_t unit = 0;
  for (const char c : text.substr(2, 4)) {
    if (HexDigit(c) < 0) return -1;
    unit = unit * 16 + HexDigit(c);
  }
  return unit;
}

void AppendUtf8(std::string* out, int32_t point) {
  auto tail = [&](int shift) { *out += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) {
    *out += static_cast<char>(point);
  } else if (point < 0x800) {
    *out += static_cast<char>(0xC0 | point >> 6);
    tail(0);
  } else if (point < 0x10000) {
    *out += static_cast<char>(0xE0 | point >> 12);
    tail(6);
    tail(0);
  } else {
    *out += static_cast<char>(0xF0 | point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

std::string CsvCell(std::string_view cell) {
  bool formula = !cell.empty() &&
                 (cell[0] == '=' || cell[0] == '+' || cell[0] == '@' || cell[0] == '\t' || cell[0] == '\r' ||
                  (cell[0] == '-' && (cell.size() == 1 || cell[1] < '0' || cell[1] > '9')));
  bool quote = formula || cell.find_first_of(",\"\r\n") != std::string_view::npos;
  if (!quote) return std::string(cell);
  std::string quoted = formula ? "\"'" : "\"";
  for (char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string TextOfJsonString(std::string_view json) {
  const std::string_view text = json.substr(1, json.size() - 2);
  constexpr std::string_view kLetters = "bfnrt", kControls = "\b\f\n\r\t";
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    int32_t unit = Escaped16(text.substr(i));
    if (unit < 0) {
      const size_t control = kLetters.find(text[++i]);
      out += control == std::string_view::npos ? text[i] : kControls[control];
      continue;
    }
    i += 5;
    const int32_t low = Escaped16(text.substr(i + 1));
    if (unit >= 0xD800 && unit < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
      i += 6;
    }
    AppendUtf8(&out, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
  }
  return out;
}

}  // namespace guiju::engine
