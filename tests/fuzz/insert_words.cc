// For libFuzzer: now and then a word of the target goes into the input, so that keywords need not be guessed
// byte by byte; else libFuzzer's own mutations.
#include <algorithm>
#include <cstring>

#include "tests/differential/random.h"
#include "tests/fuzz/target.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned int seed) {
  static const std::vector<std::string> words = guiju::fuzz::Words();
  guiju::differential::Random random(seed);
  if (!random.Chance(25)) return LLVMFuzzerMutate(data, size, most);
  const std::string& word = random.Pick(words);
  const size_t at = static_cast<size_t>(random.Below(static_cast<int64_t>(size) + 1));
  // Half of the time it takes the place of what stands there.
  const size_t gone = random.Chance(50) ? std::min(word.size(), size - at) : 0;
  const size_t longer = size - gone + word.size();
  if (longer > most) return LLVMFuzzerMutate(data, size, most);
  std::memmove(data + at + word.size(), data + at + gone, size - at - gone);
  std::memcpy(data + at, word.data(), word.size());
  return longer;
}
