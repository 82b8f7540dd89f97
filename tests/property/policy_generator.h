#pragma once
// Random policies that are well typed: a Chinese text in which every name has an English spelling.
// Conditions, values, tables, parameters, exceptions, lists, dates, presumptions, composition within one
// file. Deterministic in the seed.
#include <cstdint>
#include <string>

namespace guiju::property {

std::string GeneratePolicy(uint64_t seed);

}  // namespace guiju::property
