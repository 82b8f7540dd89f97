#include "runtime/record/encoding.h"

#include <algorithm>
#include <array>

#include "compiler/base/check.h"

namespace guiju::record {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// By character: the value of a hexadecimal digit, -1 for all else.
constexpr std::array<int8_t, 256> kHexValues = [] {
  std::array<int8_t, 256> values{};
  values.fill(-1);
  for (int digit = 0; digit < 10; ++digit) values['0' + digit] = static_cast<int8_t>(digit);
  for (int digit = 10; digit < 16; ++digit) values['a' + digit - 10] = static_cast<int8_t>(digit);
  return values;
}();

int HexDigit(char c) { return kHexValues[static_cast<uint8_t>(c)]; }

int SixBits(char c) {
  const size_t found = kAlphabet.find(c);
  return found == std::string_view::npos ? -1 : static_cast<int>(found);
}

}  // namespace

void AppendHex(std::string_view bytes, std::string* out) {
  static constexpr char kDigits[] = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    out->push_back(kDigits[byte >> 4]);
    out->push_back(kDigits[byte & 15]);
  }
}

std::string HexOf(std::string_view bytes) {
  std::string hex;
  hex.reserve(2 * bytes.size());
  AppendHex(bytes, &hex);
  return hex;
}

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return HexDigit(c) >= 0; });
}

bool DecodeHex(std::string_view hex, uint8_t* out, size_t size) {
  if (hex.size() != 2 * size) return false;
  int wrong = 0;
  for (size_t i = 0; i < size; ++i) {
    const int high = HexDigit(hex[2 * i]), low = HexDigit(hex[2 * i + 1]);
    wrong |= high | low;
    out[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return wrong >= 0;
}

std::optional<std::string> BytesOfHex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  if (!DecodeHex(hex, reinterpret_cast<uint8_t*>(bytes.data()), bytes.size())) return std::nullopt;
  return bytes;
}

std::optional<base::Digest> DigestOfHex(std::string_view hex) {
  base::Digest digest;
  if (!DecodeHex(hex, digest.data(), digest.size())) return std::nullopt;
  return digest;
}

std::string Base64Of(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t at = 0; at < bytes.size(); at += 3) {
    const size_t here = std::min<size_t>(3, bytes.size() - at);
    uint32_t group = 0;
    for (size_t i = 0; i < 3; ++i) group = group << 8 | (i < here ? static_cast<uint8_t>(bytes[at + i]) : 0);
    for (size_t i = 0; i < 4; ++i) text.push_back(i <= here ? kAlphabet[group >> (18 - 6 * i) & 63] : '=');
  }
  return text;
}

std::optional<std::string> BytesOfBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  std::string bytes;
  uint32_t group = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool pad = at >= text.size() - padding;
    const int bits = pad ? 0 : SixBits(text[at]);
    if (bits < 0) return std::nullopt;
    group = group << 6 | static_cast<uint32_t>(bits);
    if (at % 4 != 3) continue;
    for (int shift = 16; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(group >> shift & 0xFF));
    group = 0;
  }
  bytes.resize(bytes.size() - padding);
  // Bits that no byte uses would give one signature many spellings.
  if (Base64Of(bytes) != text) return std::nullopt;
  return bytes;
}

std::string_view BytesOf(const base::Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

base::Digest DigestOf(std::string_view bytes) {
  base::Digest digest;
  GJ_CHECK(bytes.size() == digest.size());
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

void AppendBigEndian(uint64_t number, int bytes, std::string* out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out->push_back(static_cast<char>(number >> shift & 0xFF));
}

uint64_t BigEndian(std::string_view bytes) {
  GJ_CHECK(bytes.size() <= 8);
  uint64_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<uint8_t>(c);
  return number;
}

}  // namespace guiju::record
