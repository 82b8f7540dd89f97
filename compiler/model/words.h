#pragma once
// Names by meaning: both spellings of a name are one word, so that every later look-up is one integer and
// language does not matter.
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "compiler/model/model.h"

namespace guiju::model {

using Word = uint32_t;  // 0: unknown

bool IsChinese(std::string_view spelling);  // anything but plain ASCII
// A 「」 that is a second spelling, not an explanation: the two are written in different scripts.
bool IsSecondSpelling(std::string_view first, std::string_view second);

class Words {
 public:
  Words() : names_(1) {}
  Word Intern(std::string_view spelling);
  Word Find(std::string_view spelling) const;
  // Makes the two spellings one word. False when either already has a different partner.
  bool Pair(const std::string& first, const std::string& second);
  // Stays where it is while further words are interned.
  const Name& NameOf(Word word) const { return names_[word]; }
  size_t size() const { return names_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  std::unordered_map<std::string, Word, Hash, std::equal_to<>> index_;
  std::deque<Name> names_;
};

// Calls visit(name) for every declared name of the tree, in order.
template <class Visit>
void ForEachName(const syntax::SyntaxTree& tree, Visit visit);

}  // namespace guiju::model

#include "compiler/model/words_inl.h"
