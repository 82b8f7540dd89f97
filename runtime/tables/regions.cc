// How a value finds its region: one table look-up where the bounds are multiples of a step, counting
// otherwise.
#include <cstring>
#include <numeric>

#include "runtime/tables/build.h"

namespace guiju::tables {
namespace {

constexpr uint64_t kMaxEntries = 4096;

struct Steps {
  int64_t step = 0;  // 0: no table
  uint64_t entries = 0;
};

// Distances fit 62 bits, so that the multiply-high division by the step is exact.
Steps StepsOf(const std::vector<int64_t>& bounds) {
  if (bounds.empty() || bounds.size() > UINT16_MAX) return {};
  constexpr int64_t kFar = int64_t{1} << 60;
  if (bounds.front() < -kFar || bounds.back() > kFar) return {};
  int64_t step = 0;
  for (int64_t bound : bounds) step = std::gcd(step, bound - bounds.front());
  if (step == 0) step = 1;
  uint64_t span = static_cast<uint64_t>(bounds.back() - bounds.front());
  uint64_t entries = span / static_cast<uint64_t>(step) + 2;
  if (entries > kMaxEntries) return {};
  if ((static_cast<unsigned __int128>(span) + static_cast<uint64_t>(step)) * static_cast<uint64_t>(step) >>
      62)
    return {};
  return {step, entries};
}

}  // namespace

Regions MakeRegions(Data* data, const std::vector<int64_t>& bounds) {
  Regions regions;
  regions.count = static_cast<uint32_t>(bounds.size());
  size_t padded = (bounds.size() + 3) / 4 * 4;
  auto copy = std::make_unique<int64_t[]>(padded);
  for (size_t i = 0; i < padded; ++i) copy[i] = i < bounds.size() ? bounds[i] : INT64_MAX;
  regions.bounds = copy.get();
  data->bounds.push_back(std::move(copy));
  data->bytes += padded * sizeof(int64_t);

  Steps steps = StepsOf(bounds);
  if (steps.step == 0) return regions;
  regions.low = bounds.front() - steps.step;
  regions.high = bounds.back();
  regions.magic = (uint64_t{1} << 63) / static_cast<uint64_t>(steps.step) + 1;
  auto lut = std::make_unique<uint16_t[]>(steps.entries);
  uint16_t region = 0;
  for (uint64_t i = 0; i < steps.entries; ++i) {
    int64_t value = regions.low + static_cast<int64_t>(i) * steps.step;
    while (region < bounds.size() && bounds[region] <= value) ++region;
    lut[i] = region;
  }
  regions.lut = lut.get();
  data->luts.push_back(std::move(lut));
  data->bytes += steps.entries * sizeof(uint16_t);
  return regions;
}

}  // namespace guiju::tables
