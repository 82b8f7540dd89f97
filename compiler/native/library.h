#pragma once
// Parts of a library made by `guiju compile`. Private to the room.
#include <string>
#include <vector>

#include "compiler/ir/ir.h"
#include "runtime/abi/abi.h"

namespace guiju::native {

// C identifiers for the names of a program, unique within their kind: the English spelling where there is
// one, else the Chinese (Han characters are letters in C). Everything starts with the library's stem.
struct LibraryNames {
  std::string stem;
  std::vector<std::string> facts, lists, rules, decisions;  // without the stem
  std::vector<std::vector<std::string>> values;             // by EnumId
  std::vector<std::string> enums;
};
LibraryNames NamesFor(const ir::Program& program, const std::string& stem);

std::string LibraryHeader(const ir::Program& program, const abi::Layout& layout, const LibraryNames& names,
                          bool counts_workdays);

}  // namespace guiju::native
