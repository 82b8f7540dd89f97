#pragma once
// Literate files: Markdown whose ```guiju blocks are the program. Internal to the room.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source.h"

namespace guiju::source {

struct Extracted {
  std::string code;  // same length as the Markdown; everything outside the blocks blanked, newlines kept
  std::vector<Block> blocks;
  std::optional<TextProblem> problem;
};
// A block opens with ``` or ~~~ (three or more, at most three blanks before), the word guiju, and closes with
// at least as many of the same character, as CommonMark says. Other fenced blocks are skipped as text.
Extracted ExtractCode(std::string_view markdown);

}  // namespace guiju::source
