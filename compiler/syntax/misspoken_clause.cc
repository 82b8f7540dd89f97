#include "compiler/syntax/misspoken_clause.h"

#include "compiler/syntax/token_roles.h"

namespace guiju::syntax {
namespace {

constexpr ClauseWord kClauseWords[] = {
    {"如果", tok::WHEN, "当", "when"}, {"若", tok::WHEN, "当", "when"},   {"假如", tok::WHEN, "当", "when"},
    {"倘若", tok::WHEN, "当", "when"}, {"若是", tok::WHEN, "当", "when"}, {"如", tok::WHEN, "当", "when"},
    {"if", tok::WHEN, "当", "when"},   {"那么", tok::THEN, "则", "then"}, {"那末", tok::THEN, "则", "then"},
};

// A file full of such mistakes stays linear: nothing longer stands between a rule and its condition, or
// between a block and one of its declarations that is worth mending.
constexpr size_t kMaxLookBack = 4096;

bool Holds(uint16_t block, uint16_t declaration) {
  switch (declaration) {
    case tok::RULE:
    case tok::EXCEPT:
      return block == tok::DECISION;
    case tok::GIVEN:
    case tok::EXPECT:
      return block == tok::EXAMPLE;
    default:
      return false;
  }
}

}  // namespace

const ClauseWord* FindClauseWord(std::string_view word) {
  for (const ClauseWord& one : kClauseWords) {
    if (one.word == word) return &one;
  }
  return nullptr;
}

bool LacksCondition(const std::vector<Lexeme>& before) {
  for (size_t i = before.size(); i > 0 && before.size() - i < 64; --i) {
    switch (before[i - 1].type) {
      case tok::RULE:
      case tok::EXCEPT:
      case tok::DEFINE:
      case tok::EXTEND:
      case tok::FACT:
      case tok::FINDING:
      case tok::PRESUME:
        return true;
      case tok::WHEN:
      case tok::EQ:
      case tok::OTHERWISE:
      case tok::LBRACE:
      case tok::RBRACE:
      case tok::ROW:
        return false;
      default:
        break;
    }
  }
  return false;
}

bool MayDeclare(const std::vector<Lexeme>& before, uint16_t declaration) {
  size_t closed = 0;
  for (size_t i = before.size(); i > 0; --i) {
    if (before.size() - i > kMaxLookBack) return false;
    const uint16_t type = before[i - 1].type;
    if (type == tok::RBRACE || type == tok::RPAREN || type == tok::RBRACK) ++closed;
    if (type != tok::LBRACE && type != tok::LPAREN && type != tok::LBRACK) continue;
    if (closed > 0) {
      --closed;
      continue;
    }
    if (type != tok::LBRACE) return false;
    for (size_t head = i - 1; head > 0; --head) {
      if (IsDeclaration(before[head - 1].type)) return Holds(before[head - 1].type, declaration);
    }
    return false;
  }
  return closed == 0 && declaration != tok::RULE && declaration != tok::EXCEPT && declaration != tok::GIVEN &&
         declaration != tok::EXPECT;
}

}  // namespace guiju::syntax
