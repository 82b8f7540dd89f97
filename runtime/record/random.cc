#include "runtime/record/random.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>

namespace guiju::record {

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  for (size_t have = 0; have < count;) {
    const ssize_t got = ::getrandom(bytes.data() + have, count - have, 0);
    GJ_CHECK(got > 0 || errno == EINTR);
    if (got > 0) have += static_cast<size_t>(got);
  }
  return bytes;
}

Nonce RandomNonce() {
  Nonce nonce;
  const std::string bytes = RandomBytes(nonce.size());
  std::copy(bytes.begin(), bytes.end(), nonce.begin());
  return nonce;
}

}  // namespace guiju::record
