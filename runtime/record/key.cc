#include "runtime/record/key.h"

#include <fmt/format.h>
#include <nettle/eddsa.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "compiler/base/sha256.h"
#include "runtime/record/encoding.h"
#include "runtime/record/utf8.h"

namespace guiju::record {
namespace {

constexpr char kEd25519 = 1;  // signature type of C2SP signed notes

std::string_view View(const std::array<uint8_t, 32>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

const uint8_t* Bytes(std::string_view text) { return reinterpret_cast<const uint8_t*>(text.data()); }

std::string WithType(const std::array<uint8_t, 32>& key) {
  std::string typed(1, kEd25519);
  typed.append(View(key));
  return typed;
}

std::vector<std::string_view> SplitAtPlus(std::string_view text) {
  // Base 64 has '+' too: only as many parts are split off as the form has before it.
  std::vector<std::string_view> parts;
  const size_t before = text.starts_with("PRIVATE+KEY+") ? 4 : 2;
  while (parts.size() < before) {
    const size_t plus = text.find('+');
    if (plus == std::string_view::npos) return {};
    parts.push_back(text.substr(0, plus));
    text.remove_prefix(plus + 1);
  }
  parts.push_back(text);
  return parts;
}

std::optional<std::array<uint8_t, 32>> KeyOfBase64(std::string_view text) {
  const std::optional<std::string> typed = BytesOfBase64(text);
  if (!typed || typed->size() != 33 || (*typed)[0] != kEd25519) return std::nullopt;
  std::array<uint8_t, 32> key;
  std::copy(typed->begin() + 1, typed->end(), key.begin());
  return key;
}

bool IsUnicodeSpace(std::string_view character) {
  static constexpr std::string_view kSpaces[] = {
      " ",      "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
      "\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};
  return std::find(std::begin(kSpaces), std::end(kSpaces), character) != std::end(kSpaces);
}

}  // namespace

bool IsKeyName(std::string_view name) {
  if (name.empty()) return false;
  for (size_t at = 0; at < name.size();) {
    const size_t length = CharacterLength(name, at);
    const std::string_view character = name.substr(at, length);
    if (length == 0 || static_cast<uint8_t>(name[at]) < 0x20 || character == "+" ||
        IsUnicodeSpace(character)) {
      return false;
    }
    at += length;
  }
  return true;
}

VerifierKey::VerifierKey(std::string name, const std::array<uint8_t, 32>& bytes)
    : name_(std::move(name)), public_(bytes) {
  const base::Digest digest = base::Sha256(name_ + "\n" + WithType(public_));
  id_ = static_cast<uint32_t>(BigEndian(BytesOf(digest).substr(0, 4)));
}

base::Result<VerifierKey> VerifierKey::Parse(std::string_view text) {
  const std::vector<std::string_view> parts = SplitAtPlus(text);
  if (parts.size() != 3 || !IsKeyName(parts[0])) return base::Error{"verifier key: not name+id+key"};
  const auto bytes = KeyOfBase64(parts[2]);
  if (!bytes) return base::Error{"verifier key: no Ed25519 key of 32 bytes"};
  VerifierKey key{std::string(parts[0]), *bytes};
  if (fmt::format("{:08x}", key.id_) != parts[1])
    return base::Error{"verifier key: its id is of another key"};
  return key;
}

std::string VerifierKey::Print() const {
  return fmt::format("{}+{:08x}+{}", name_, id_, Base64Of(WithType(public_)));
}

bool VerifierKey::Verify(std::string_view text, std::string_view signature) const {
  return signature.size() == ED25519_SIGNATURE_SIZE &&
         ed25519_sha512_verify(public_.data(), text.size(), Bytes(text), Bytes(signature)) == 1;
}

SigningKey::SigningKey(VerifierKey verifier, const std::array<uint8_t, 32>& seed)
    : verifier_(std::move(verifier)), seed_(seed) {}

SigningKey::~SigningKey() {
  // volatile: a plain write to an object that ends is left out by the compiler.
  for (volatile uint8_t& byte : seed_) byte = 0;
}

base::Result<SigningKey> SigningKey::Make(std::string_view name, std::string_view seed) {
  if (!IsKeyName(name)) return base::Error{"signing key: a name has no spaces, no '+' and is not empty"};
  if (seed.size() != 32) return base::Error{"signing key: a seed has 32 bytes"};
  std::array<uint8_t, 32> secret, open;
  std::copy(seed.begin(), seed.end(), secret.begin());
  ed25519_sha512_public_key(open.data(), secret.data());
  return SigningKey(VerifierKey(std::string(name), open), secret);
}

base::Result<SigningKey> SigningKey::Parse(std::string_view text) {
  const std::vector<std::string_view> parts = SplitAtPlus(text);
  if (parts.size() != 5) return base::Error{"signing key: not PRIVATE+KEY+name+id+key"};
  const auto seed = KeyOfBase64(parts[4]);
  if (!seed) return base::Error{"signing key: no Ed25519 seed of 32 bytes"};
  base::Result<SigningKey> key = Make(parts[2], View(*seed));
  if (key && fmt::format("{:08x}", key->verifier().id()) != parts[3]) {
    return base::Error{"signing key: its id is of another key"};
  }
  return key;
}

std::string SigningKey::Print() const {
  return fmt::format("PRIVATE+KEY+{}+{:08x}+{}", verifier_.name(), verifier_.id(), Base64Of(WithType(seed_)));
}

std::string SigningKey::Sign(std::string_view text) const {
  std::string signature(ED25519_SIGNATURE_SIZE, '\0');
  ed25519_sha512_sign(verifier_.public_.data(), seed_.data(), text.size(), Bytes(text),
                      reinterpret_cast<uint8_t*>(signature.data()));
  return signature;
}

}  // namespace guiju::record
