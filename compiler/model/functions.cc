#include "compiler/model/functions.h"

namespace guiju::model {

const std::vector<FunctionInfo>& AllFunctions() {
  static const std::vector<FunctionInfo> all = {
#define GJ_FUNCTION(name, zh, en, arguments, result, zh_usage, en_usage) \
  {Function::k##name, zh, en, arguments, result, zh_usage, en_usage},
#include "compiler/model/functions.def"
#undef GJ_FUNCTION
  };
  return all;
}

const FunctionInfo* FindFunction(std::string_view spelling) {
  for (const FunctionInfo& info : AllFunctions()) {
    if (info.zh == spelling || info.en == spelling) return &info;
  }
  return nullptr;
}

const Rounding* FindRounding(std::string_view spelling) {
  static constexpr Rounding kAll[] = {Rounding::kDown, Rounding::kUp, Rounding::kHalf};
  if (spelling == "舍" || spelling == "down") return &kAll[0];
  if (spelling == "入" || spelling == "up") return &kAll[1];
  if (spelling == "四舍五入" || spelling == "half") return &kAll[2];
  return nullptr;
}

}  // namespace guiju::model
