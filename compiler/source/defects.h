#pragma once
// Defects of the bytes themselves. Internal to the room.
#include <string_view>
#include <vector>

#include "compiler/source/source.h"

namespace guiju::source {

inline constexpr size_t kMaxProblems = 20;

// Invalid UTF-8, forbidden characters and text that is not NFC, in order of position, at most kMaxProblems.
// Linear.
std::vector<TextProblem> FindDefects(std::string_view bytes);

}  // namespace guiju::source
