#pragma once
// Hexadecimal, Base 64 and big-endian numbers, each with one spelling only: what decodes encodes to the same
// bytes.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/base/sha256.h"

namespace guiju::record {

std::string HexOf(std::string_view bytes);
void AppendHex(std::string_view bytes, std::string* out);
bool IsHex(std::string_view text);
// Into `size` bytes at `out`; false: not that many, or not lower-case digits.
bool DecodeHex(std::string_view hex, uint8_t* out, size_t size);
// Lower-case digits only.
std::optional<std::string> BytesOfHex(std::string_view hex);
std::optional<base::Digest> DigestOfHex(std::string_view hex);

// RFC 4648 section 4, with padding.
std::string Base64Of(std::string_view bytes);
// Refuses white space, missing padding and unused bits that are not zero.
std::optional<std::string> BytesOfBase64(std::string_view text);

std::string_view BytesOf(const base::Digest& digest);
// Expects 32 bytes.
base::Digest DigestOf(std::string_view bytes);

// The lowest `bytes` * 8 bits of `number`, highest byte first.
void AppendBigEndian(uint64_t number, int bytes, std::string* out);
// All of `bytes` (at most 8) as one number.
uint64_t BigEndian(std::string_view bytes);

}  // namespace guiju::record
