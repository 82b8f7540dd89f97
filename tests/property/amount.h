#pragma once
// How much to run: GUIJU_PROPERTY_RUNS=N for more (or fewer), GUIJU_SEED=S for the one a failure named.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace guiju::property {

struct Amount {
  uint64_t first = 1, count = 0;
};
inline Amount AmountToRun(uint64_t usual) {
  Amount amount{1, usual};
  if (const char* runs = std::getenv("GUIJU_PROPERTY_RUNS")) amount.count = std::strtoull(runs, nullptr, 10);
  if (const char* seed = std::getenv("GUIJU_SEED")) amount = {std::strtoull(seed, nullptr, 10), 1};
  std::printf("seeds %llu to %llu\n", static_cast<unsigned long long>(amount.first),
              static_cast<unsigned long long>(amount.first + amount.count - 1));
  return amount;
}

}  // namespace guiju::property
