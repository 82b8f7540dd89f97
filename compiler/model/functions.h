#pragma once
// The built-in functions, from functions.def.
#include <cstdint>
#include <string_view>
#include <vector>

namespace guiju::model {

enum class Function : uint8_t {
#define GJ_FUNCTION(name, zh, en, arguments, result, zh_usage, en_usage) k##name,
#include "compiler/model/functions.def"
#undef GJ_FUNCTION
};
struct FunctionInfo {
  Function function;
  std::string_view zh, en, arguments;
  char result;
  std::string_view zh_usage, en_usage;
};
const std::vector<FunctionInfo>& AllFunctions();
const FunctionInfo* FindFunction(std::string_view spelling);  // nullptr: no such function

enum class Rounding : uint8_t { kDown, kUp, kHalf };
const Rounding* FindRounding(std::string_view spelling);

}  // namespace guiju::model
