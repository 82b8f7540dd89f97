#pragma once
// 任一 甲 属于 当事人: 甲.拟罚款 达到 1万元 in words: 有当事人符合“拟罚款 达到 1万元”.
#include <string>

#include "runtime/trace/render.h"
#include "runtime/trace/trace.h"

namespace guiju::trace {

// The text of a condition without the names that stand for an element (甲.拟罚款 → 拟罚款): a reader sees the
// element beside its value.
std::string WithoutBinders(const ir::Program& program, const std::string& written);
// A step over the elements of a list with its verdict, as a sentence; "" when it is none, or is written in a
// way that cannot be taken apart.
std::string QuantifiedText(const ir::Program& program, const Step& step, const RenderOptions& options);

}  // namespace guiju::trace
