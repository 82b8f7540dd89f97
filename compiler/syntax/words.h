#pragma once
// The words of the language as data (grammar/keywords.tsv). Thread-safe, constant after start.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/syntax.h"

namespace guiju::syntax {

enum class WordClass : uint8_t { operator_, declaration, clause, mark };

// One keyword of a grammar slot; `slot` as in keywords.tsv ("if_unknown"). en or zh is empty when there is
// none.
struct Slot {
  std::string_view slot, zh, en;
  WordClass word_class;
  uint16_t token;
};
const std::vector<Slot>& Slots();
std::string_view SlotWord(std::string_view slot, Spelling spelling);

// Keyword spelled so, or nullptr.
struct Keyword {
  uint16_t token = 0;
  WordClass word_class = WordClass::operator_;
};
const Keyword* FindKeyword(std::string_view spelling);
// Spellings of a token for messages: "当 when".
std::string TokenWords(uint16_t token, Spelling spelling);

// Choices of enumerated slots: class "rank", key "law", 法律 / law.
struct Choice {
  std::string_view choice_class, key, zh, en;
};
// Key of a spelling in a class ("" when unknown), first spelling of a key, and all spellings for
// did-you-mean.
std::string_view ChoiceKey(std::string_view choice_class, std::string_view spelling);
std::string_view ChoiceWord(std::string_view choice_class, std::string_view key, Spelling spelling);
std::vector<std::string> ChoiceWords(std::string_view choice_class, Spelling spelling);
// 以上, 以下, 以内 at the end of a number: length of the suffix in bytes and whether it is a lower bound.
struct BoundSuffix {
  size_t length = 0;
  bool lower = false;
};
BoundSuffix FindBoundSuffix(std::string_view word);
// The words that open an interval's end and may run into its number: 超过10万元. Longer ones come first.
inline constexpr std::string_view kBoundWords[] = {"不超过", "超过", "不满", "不足", "达到"};
bool IsBoundWord(std::string_view word);

// Contains a Han character: a name in its Chinese spelling.
bool IsChinese(std::string_view name);
// Letters, digits, '_', inner '-', not reserved: may be written as a name (dots allowed when `dotted`).
bool IsNameText(std::string_view text, bool dotted);

}  // namespace guiju::syntax
