#include "compiler/model/words.h"

#include <algorithm>

namespace guiju::model {

bool IsChinese(std::string_view spelling) {
  return std::any_of(spelling.begin(), spelling.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

bool IsSecondSpelling(std::string_view first, std::string_view second) {
  if (first.empty() || second.empty() || IsChinese(first) == IsChinese(second)) return false;
  return second.find(' ') == std::string_view::npos;
}

Word Words::Find(std::string_view spelling) const {
  auto it = index_.find(spelling);
  return it == index_.end() ? 0 : it->second;
}

Word Words::Intern(std::string_view spelling) {
  if (auto it = index_.find(spelling); it != index_.end()) return it->second;
  Word word = static_cast<Word>(names_.size());
  Name name;
  (IsChinese(spelling) ? name.zh : name.en) = spelling;
  names_.push_back(std::move(name));
  index_.emplace(spelling, word);
  return word;
}

bool Words::Pair(const std::string& first, const std::string& second) {
  Word a = Find(first), b = Find(second);
  if (a != 0 && a == b) return true;
  auto partner = [&](Word word, bool chinese) { return chinese ? names_[word].en : names_[word].zh; };
  if (a != 0 && !partner(a, IsChinese(first)).empty()) return false;
  if (b != 0) return false;  // every word seen here was paired or will be met again; see Checker::PairNames
  a = Intern(first);
  (IsChinese(second) ? names_[a].zh : names_[a].en) = second;
  index_.emplace(second, a);
  return true;
}

}  // namespace guiju::model
