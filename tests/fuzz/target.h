#pragma once
// One function fed with anything. It must return, and abort (GJ_CHECK) where a promise is broken.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// The name libFuzzer looks for.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace guiju::fuzz {

// Good inputs to start from, and words worth inserting.
std::vector<std::string> Corpus();
std::vector<std::string> Words();

}  // namespace guiju::fuzz
