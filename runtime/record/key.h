#pragma once
// Ed25519 keys with a name, in the text forms of C2SP signed notes. Nettle's hogweed is sealed in key.cc.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/base/result.h"

namespace guiju::record {

// Not empty, UTF-8, without white space of any script, without '+', without control characters.
bool IsKeyName(std::string_view name);

// Checks signatures: "<name>+<id, 8 hex digits>+<base64(0x01 ‖ public key)>".
class VerifierKey {
 public:
  static base::Result<VerifierKey> Parse(std::string_view text);
  std::string Print() const;

  const std::string& name() const { return name_; }
  uint32_t id() const { return id_; }
  bool Verify(std::string_view text, std::string_view signature) const;
  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;

 private:
  friend class SigningKey;
  VerifierKey(std::string name, const std::array<uint8_t, 32>& bytes);

  std::string name_;
  std::array<uint8_t, 32> public_;
  uint32_t id_;
};

// Signs: "PRIVATE+KEY+<name>+<id>+<base64(0x01 ‖ seed)>". The seed is wiped when the key goes.
class SigningKey {
 public:
  // `seed`: 32 unpredictable bytes (random.h).
  static base::Result<SigningKey> Make(std::string_view name, std::string_view seed);
  static base::Result<SigningKey> Parse(std::string_view text);
  std::string Print() const;
  SigningKey(const SigningKey&) = default;
  SigningKey& operator=(const SigningKey&) = default;
  ~SigningKey();

  const VerifierKey& verifier() const { return verifier_; }
  std::string Sign(std::string_view text) const;  // 64 bytes

 private:
  SigningKey(VerifierKey verifier, const std::array<uint8_t, 32>& seed);

  VerifierKey verifier_;
  std::array<uint8_t, 32> seed_;
};

}  // namespace guiju::record
