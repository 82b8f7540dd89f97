#pragma once
// Names in every object of machine code; all others are local.

namespace guiju::loader {

inline constexpr const char* kDescriptorSymbol = "guiju_descriptor";  // loader::Descriptor
inline constexpr const char* kNeedSymbol = "guiju_need";              // loader::Need::Encode()
inline constexpr const char* kRowTwoSymbol = "guiju_row_two_valued";
inline constexpr const char* kRowThreeSymbol = "guiju_row_three_valued";
inline constexpr const char* kColumnsTwoSymbol = "guiju_columns_two_valued";
inline constexpr const char* kColumnsThreeSymbol = "guiju_columns_three_valued";
// Shared objects only: addresses of the built-ins in the order of runtime/abi/builtins.def, filled in by the
// loader.
inline constexpr const char* kBuiltinTableSymbol = "guiju_builtin_table";

}  // namespace guiju::loader
