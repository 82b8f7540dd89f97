#pragma once
// Words a lawyer writes where the language has another one: 大于等于 for 达到, 不 for 非, 和 for 且. They
// stay free as names; the promoter looks here only where an operator, and nothing else, can stand.
// Thread-safe, constant. Internal to the room.
#include <cstdint>
#include <string_view>

namespace guiju::syntax {

struct Misspoken {
  std::string_view word;
  uint16_t token;           // the operator that was meant
  bool prefix;              // stands before its operand (非) rather than between two
  std::string_view zh, en;  // what to write instead
};
// nullptr when the word is none.
const Misspoken* FindMisspoken(std::string_view word);

}  // namespace guiju::syntax
