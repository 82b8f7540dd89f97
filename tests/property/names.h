#pragma once
// Names for generated policies: globally unique, most with a second spelling, some of them words that are
// keywords elsewhere. A reference may use either spelling.
#include <set>
#include <string>
#include <vector>

#include "compiler/syntax/tree.h"
#include "tests/differential/random.h"

namespace guiju::property {

using differential::Random;

class NamePool {
 public:
  explicit NamePool(Random* random) : random_(random) {}

  // A name nobody declared yet, as a declaration spells it. `soft`: it may be a word that is a keyword
  // elsewhere.
  syntax::Name Declare(bool soft = true);
  // 示范县.重大决定「demo.major」
  syntax::Name DeclarePolicy();
  // One of the spellings of a declared name; a fresh word when nothing was declared.
  std::string Refer();
  static std::string Text(const syntax::Name& name) {
    return name.second.empty() ? name.text : name.text + "「" + name.second + "」";
  }

 private:
  std::string Chinese();
  std::string Latin();
  std::string Unused(std::string (NamePool::*make)());

  Random* random_;
  std::set<std::string> used_;
  std::vector<std::string> spellings_;
};

}  // namespace guiju::property
