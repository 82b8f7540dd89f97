#pragma once
// Which instructions this processor has, as raw CPUID words, so that code made for one machine is refused by
// a lesser one.
#include <array>
#include <cstddef>
#include <cstdint>

namespace guiju::loader {

// {1.ecx, 1.edx, 7.0.ebx, 7.0.ecx, 7.0.edx, 7.1.eax, 80000001.ecx, 80000001.edx}; zeros elsewhere than on
// x86-64.
std::array<uint32_t, 8> HostCpuBits();
// What the x86-64-v2 level requires.
std::array<uint32_t, 8> BaselineCpuBits();
bool Covers(const std::array<uint32_t, 8>& have, const std::array<uint32_t, 8>& required);

}  // namespace guiju::loader
