#include "runtime/loader/cpu.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace guiju::loader {

#if defined(__x86_64__)

std::array<uint32_t, 8> HostCpuBits() {
  std::array<uint32_t, 8> bits{};
  uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0) bits[0] = ecx, bits[1] = edx;
  if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0) bits[2] = ebx, bits[3] = ecx, bits[4] = edx;
  if (__get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) != 0) bits[5] = eax;
  if (__get_cpuid(0x80000001, &eax, &ebx, &ecx, &edx) != 0) bits[6] = ecx, bits[7] = edx;
  bits[0] &= ~(uint32_t{1} << 27);  // OSXSAVE: the system's choice, not an instruction set
  return bits;
}

std::array<uint32_t, 8> BaselineCpuBits() {
  // SSE3, SSSE3, CMPXCHG16B, SSE4.1, SSE4.2, POPCNT; LAHF.
  return {
      (1u << 0) | (1u << 9) | (1u << 13) | (1u << 19) | (1u << 20) | (1u << 23), 0, 0, 0, 0, 0, 1u << 0, 0};
}

#else

std::array<uint32_t, 8> HostCpuBits() { return {}; }
std::array<uint32_t, 8> BaselineCpuBits() { return {}; }

#endif

bool Covers(const std::array<uint32_t, 8>& have, const std::array<uint32_t, 8>& required) {
  for (std::size_t i = 0; i < have.size(); ++i) {
    if ((have[i] & required[i]) != required[i]) return false;
  }
  return true;
}

}  // namespace guiju::loader
