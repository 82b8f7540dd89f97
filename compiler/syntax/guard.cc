#include "compiler/syntax/guard.h"

#include <vector>

#include "compiler/syntax/token_roles.h"

namespace guiju::syntax {
namespace {

constexpr size_t kMaxArithmetic = 256;  // operands joined by + - * / without parentheses

class Guard {
 public:
  // Depth reached by the token.
  size_t Enter(uint16_t type) {
    switch (type) {
      case tok::LPAREN:
      case tok::LBRACK:
      case tok::LBRACE:
      case tok::TYPE_OPEN:
        open_.push_back(true);
        break;
      case tok::RPAREN:
      case tok::RBRACK:
      case tok::RBRACE:
      case tok::TYPE_CLOSE:
        DropPrefixes();
        if (!open_.empty()) open_.pop_back();
        break;
      case tok::IF:
      case tok::SOME:
      case tok::EVERY:
      case tok::COUNT:
      case tok::SUM:
      case tok::LARGEST:
      case tok::SMALLEST:
        open_.push_back(false);
        break;
      case tok::COMMA:
      case tok::BAR:
      case tok::DBAR:
      case tok::ROW:
      case tok::WHEN:
      case tok::REQUIRED_WHEN:
      case tok::ONLY_WHEN:
      case tok::BASIS:
        DropPrefixes();
        break;
      default:
        if (IsDeclaration(type)) DropPrefixes();
        break;
    }
    const bool prefix = type == tok::NOT || type == tok::MINUS;
    chain_ = prefix ? chain_ + 1 : 0;
    return open_.size() + (chain_ > 1 ? chain_ : 0);
  }

  // Operands of one arithmetic chain so far; any other operator or bracket ends it.
  size_t Arithmetic(uint16_t type) {
    switch (type) {
      case tok::PLUS:
      case tok::MINUS:
      case tok::STAR:
      case tok::SLASH:
        return ++operands_;
      case tok::WORD:
      case tok::PATH:
      case tok::NUMBER:
      case tok::CN_NUMBER:
      case tok::FRACTION:
      case tok::DATE:
        return operands_;
      default:
        return operands_ = 0;
    }
  }

 private:
  void DropPrefixes() {
    while (!open_.empty() && !open_.back()) open_.pop_back();
  }

  std::vector<bool> open_;  // true: a bracket, false: an open-ended prefix (若 …, 任一 …)
  size_t chain_ = 0;
  size_t operands_ = 0;
};

}  // namespace

bool CheckNesting(const Lexed& lexed, source::FileId file, diag::Sink& sink) {
  Guard guard;
  for (const Lexeme& token : lexed.tokens) {
    const size_t depth = guard.Enter(token.type);
    const bool long_chain = guard.Arithmetic(token.type) > kMaxArithmetic;
    if (depth <= static_cast<size_t>(source::kMaxNesting) && !long_chain) continue;
    sink.Emit(diag::Kind::NestedTooDeep, {file, token.begin, token.end},
              long_chain ? kMaxArithmetic : size_t{source::kMaxNesting});
    return false;
  }
  return true;
}

}  // namespace guiju::syntax
