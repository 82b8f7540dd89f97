#include "runtime/record/hash.h"

#include <nettle/sha2.h>

namespace guiju::record {
namespace {

void Update(sha256_ctx* context, const void* bytes, size_t size) {
  sha256_update(context, size, static_cast<const uint8_t*>(bytes));
}

base::Digest Finish(sha256_ctx* context) {
  base::Digest digest;
  sha256_digest(context, digest.size(), digest.data());
  return digest;
}

}  // namespace

base::Digest LeafHash(std::string_view bytes) {
  sha256_ctx context;
  sha256_init(&context);
  Update(&context, "\0", 1);
  Update(&context, bytes.data(), bytes.size());
  return Finish(&context);
}

base::Digest NodeHash(const base::Digest& left, const base::Digest& right) {
  sha256_ctx context;
  sha256_init(&context);
  Update(&context, "\1", 1);
  Update(&context, left.data(), left.size());
  Update(&context, right.data(), right.size());
  return Finish(&context);
}

base::Digest EmptyRoot() { return base::Sha256(""); }

}  // namespace guiju::record
