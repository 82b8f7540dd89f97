#include "runtime/cases/command_id.h"

#include "runtime/record/encoding.h"
#include "runtime/record/random.h"

namespace guiju::cases {

std::string NewCommandId(int64_t now_ms) {
  std::string bytes;
  record::AppendBigEndian(static_cast<uint64_t>(now_ms), 6, &bytes);
  bytes += record::RandomBytes(10);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x70);  // version
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);  // variant
  std::string text = record::HexOf(bytes);
  for (size_t dash : {8, 13, 18, 23}) text.insert(dash, "-");
  return text;
}

bool IsCommandId(std::string_view text) {
  if (text.size() != 36 || text[14] != '7') return false;
  std::string digits;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-')) return false;
    if (!dash) digits += text[i];
  }
  return record::IsHex(digits) && std::string_view("89ab").find(text[19]) != std::string_view::npos;
}

}  // namespace guiju::cases
