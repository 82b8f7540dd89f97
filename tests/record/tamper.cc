// Flips bits of the entries of a signed log and verifies each time: none may pass.
//
//   guiju_record_tamper ENTRIES STRIDE     every STRIDE-th bit of a log of ENTRIES entries
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "tests/unit/record_fixture.h"

namespace guiju::record {
namespace {

struct Count {
  int64_t flipped = 0, detected = 0;
};

Count Flip(const MemoryLog& original, const VerifyOptions& options, int64_t first, int64_t stride) {
  MemoryLog log = original;
  Count count;
  int64_t bit = 0, next = first;
  for (std::string& entry : log.entries) {
    const auto end = bit + static_cast<int64_t>(entry.size()) * 8;
    for (; next < end; next += stride) {
      const auto at = static_cast<size_t>(next - bit);
      entry[at / 8] = static_cast<char>(entry[at / 8] ^ (1 << at % 8));
      ++count.flipped;
      count.detected += !VerifyLog(log, options).ok();
      entry[at / 8] = static_cast<char>(entry[at / 8] ^ (1 << at % 8));
    }
    bit = end;
  }
  return count;
}

int Run(int64_t entries, int64_t stride) {
  const SigningKey key = KeyOf(kLogName);
  MemoryLog log;
  log.Fill(entries);
  log.Sign(key);
  log.has_bodies = false;  // bodies have bits of their own
  const VerifyOptions options = log.Options(key);
  if (!VerifyLog(log, options).ok()) {
    std::printf("the untouched log does not verify\n");
    return 1;
  }
  Count halves[2];
  std::thread other([&] { halves[1] = Flip(log, options, stride, 2 * stride); });
  halves[0] = Flip(log, options, 0, 2 * stride);
  other.join();
  const int64_t flipped = halves[0].flipped + halves[1].flipped,
                detected = halves[0].detected + halves[1].detected;
  std::printf("%lld entries, %lld bits flipped, %lld detected\n", static_cast<long long>(entries),
              static_cast<long long>(flipped), static_cast<long long>(detected));
  return flipped > 0 && flipped == detected ? 0 : 1;
}

}  // namespace
}  // namespace guiju::record

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  return guiju::record::Run(std::atoll(argv[1]), std::atoll(argv[2]));
}
