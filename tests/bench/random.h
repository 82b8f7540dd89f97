#pragma once
// The workload's random numbers: mulberry32 seeded through a 32-bit finaliser, so that other languages
// reproduce them.
#include <cstdint>

namespace guiju::bench {

inline uint32_t Mix(uint32_t h) {
  h = (h ^ (h >> 16)) * 0x85ebca6bu;
  h = (h ^ (h >> 13)) * 0xc2b2ae35u;
  return h ^ (h >> 16);
}

class Random {
 public:
  explicit Random(uint32_t seed) : state_(seed) {}
  uint32_t Next() {
    state_ += 0x6D2B79F5u;
    uint32_t t = (state_ ^ (state_ >> 15)) * (1u | state_);
    t = (t + ((t ^ (t >> 7)) * (61u | t))) ^ t;
    return t ^ (t >> 14);
  }

 private:
  uint32_t state_;
};

}  // namespace guiju::bench
