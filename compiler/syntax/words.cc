#include "compiler/syntax/words.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "compiler/source/utf8.h"
#include "token_types.h"

namespace guiju::syntax {
namespace {

struct ChoiceSpelling {
  std::string_view choice_class, key, spelling;
};

constexpr WordClass kOperator = WordClass::operator_;
[[maybe_unused]] constexpr WordClass kDeclaration = WordClass::declaration;

constexpr WordClass ClassOf(std::string_view name) {
  if (name == "declaration") return WordClass::declaration;
  if (name == "clause") return WordClass::clause;
  if (name == "mark") return WordClass::mark;
  return kOperator;
}

const std::vector<Choice>& Choices() {
  static const std::vector<Choice> choices = {
#define GJ_SLOT(slot, word_class, token, zh, en)
#define GJ_WORD(spelling, token, word_class)
#define GJ_CHOICE_WORD(choice_class, key, spelling)
#define GJ_CHOICE(choice_class, key, zh, en) {#choice_class, #key, zh, en},
#include "keywords.inc"
#undef GJ_CHOICE
#undef GJ_CHOICE_WORD
  };
  return choices;
}

const std::vector<ChoiceSpelling>& ChoiceSpellings() {
  static const std::vector<ChoiceSpelling> spellings = {
#define GJ_CHOICE(choice_class, key, zh, en)
#define GJ_CHOICE_WORD(choice_class, key, spelling) {#choice_class, #key, spelling},
#include "keywords.inc"
#undef GJ_CHOICE_WORD
#undef GJ_SLOT
#undef GJ_WORD
  };
  return spellings;
}

}  // namespace

const std::vector<Slot>& Slots() {
  static const std::vector<Slot> slots = {
#define GJ_CHOICE_WORD(choice_class, key, spelling)
#define GJ_WORD(spelling, token, word_class)
#define GJ_SLOT(slot, word_class, token, zh, en) {#slot, zh, en, ClassOf(#word_class), tok::token},
#include "keywords.inc"
#undef GJ_SLOT
#undef GJ_WORD
  };
  return slots;
}

std::string_view SlotWord(std::string_view slot, Spelling spelling) {
  for (const Slot& row : Slots()) {
    if (row.slot == slot) return spelling == Spelling::kZh ? row.zh : row.en;
  }
  return {};
}

const Keyword* FindKeyword(std::string_view spelling) {
  static const std::unordered_map<std::string_view, Keyword> keywords = {
#define GJ_SLOT(slot, word_class, token, zh, en)
#define GJ_WORD(spelling, token, word_class) {spelling, Keyword{tok::token, ClassOf(#word_class)}},
#include "keywords.inc"
#undef GJ_SLOT
#undef GJ_WORD
#undef GJ_CHOICE
#undef GJ_CHOICE_WORD
  };
  const auto found = keywords.find(spelling);
  return found == keywords.end() ? nullptr : &found->second;
}

std::string TokenWords(uint16_t token, Spelling spelling) {
  std::string words;
  for (const Slot& row : Slots()) {
    if (row.token != token) continue;
    const std::string_view word = spelling == Spelling::kZh || row.en.empty() ? row.zh : row.en;
    if (words.find(word) == std::string::npos) words += (words.empty() ? "" : "/") + std::string(word);
  }
  return words;
}

std::string_view ChoiceKey(std::string_view choice_class, std::string_view spelling) {
  for (const ChoiceSpelling& row : ChoiceSpellings()) {
    if (row.choice_class == choice_class && row.spelling == spelling) return row.key;
  }
  return {};
}

std::string_view ChoiceWord(std::string_view choice_class, std::string_view key, Spelling spelling) {
  for (const Choice& row : Choices()) {
    if (row.choice_class == choice_class && row.key == key)
      return (spelling == Spelling::kZh && !row.zh.empty()) || row.en.empty() ? row.zh : row.en;
  }
  return {};
}

std::vector<std::string> ChoiceWords(std::string_view choice_class, Spelling spelling) {
  std::vector<std::string> words;
  for (const Choice& row : Choices()) {
    if (row.choice_class == choice_class) words.emplace_back(spelling == Spelling::kZh ? row.zh : row.en);
  }
  return words;
}

BoundSuffix FindBoundSuffix(std::string_view word) {
  static const std::vector<ChoiceSpelling> bounds = [] {
    std::vector<ChoiceSpelling> rows;
    for (const ChoiceSpelling& row : ChoiceSpellings()) {
      if (row.choice_class == "bound") rows.push_back(row);
    }
    return rows;
  }();
  for (const ChoiceSpelling& row : bounds) {
    if (word.ends_with(row.spelling)) return {row.spelling.size(), row.key == "at_least"};
  }
  return {};
}

bool IsBoundWord(std::string_view word) {
  return std::find(std::begin(kBoundWords), std::end(kBoundWords), word) != std::end(kBoundWords);
}

bool IsChinese(std::string_view name) {
  for (size_t i = 0; i < name.size();) {
    const source::CodePoint point = source::DecodeAt(name, i);
    if (source::IsHan(point.value)) return true;
    i += std::max<size_t>(point.length, 1);
  }
  return false;
}

bool IsNameText(std::string_view text, bool dotted) {
  bool start = true;
  for (size_t i = 0; i < text.size();) {
    const source::CodePoint point = source::DecodeAt(text, i);
    if (point.length == 0) return false;
    i += point.length;
    if (dotted && point.value == '.' && !start) {
      start = true;
      continue;
    }
    // As a word is read: a dash joins two letters and nothing else.
    const auto latin = [&](size_t at) { return (text[at] | 0x20) >= 'a' && (text[at] | 0x20) <= 'z'; };
    const bool inner_dash =
        point.value == '-' && !start && i < text.size() && latin(i) && latin(i - point.length - 1);
    if (!inner_dash && !(start ? source::IsLetter(point.value) : source::IsWordCharacter(point.value)))
      return false;
    start = false;
  }
  const Keyword* keyword = FindKeyword(text);
  return !start && (keyword == nullptr || keyword->word_class != WordClass::operator_);
}

}  // namespace guiju::syntax
