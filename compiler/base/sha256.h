#pragma once
// SHA-256, the digest of every manifest, cache key and closure. Nettle is sealed in sha256.cc (it loads ten
// times faster than libcrypto).
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace guiju::base {

using Digest = std::array<uint8_t, 32>;

Digest Sha256(std::string_view bytes);
// HMAC-SHA-256 of `bytes` under `key`.
Digest HmacSha256(std::string_view key, std::string_view bytes);
// 64 lower-case hexadecimal digits.
std::string ToHex(const Digest& digest);

}  // namespace guiju::base
