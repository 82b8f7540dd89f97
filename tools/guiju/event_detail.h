#pragma once
// What an event says beside its kind and subject.
#include <string>

#include "runtime/record/json.h"

namespace guiju::cli {

// What else a reader of an event wants: the reason that was given, and how each member voted. "" when there
// is neither. ：货值没有查清　　（同意 3；不同意 1：钱（证据不足）；回避：孙）
std::string EventDetail(const record::Value& body, bool chinese);

}  // namespace guiju::cli
