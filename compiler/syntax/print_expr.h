#pragma once
// Expressions as canonical text. Internal to the room.
#include <string>
#include <vector>

#include "compiler/syntax/spelling.h"

namespace guiju::syntax {

class ExprPrinter {
 public:
  ExprPrinter(const SyntaxTree& tree, const Speller& speller, std::string_view source)
      : tree_(tree), speller_(speller), source_(source) {}

  std::string Text(ExprId id) const;
  // The same text cut where a long condition may be broken: before each 且/或 of its outermost level.
  std::vector<std::string> Parts(ExprId id) const;
  // 7工作日, 三分之二.
  std::string Quantity(std::string_view number, std::string_view unit) const;

 private:
  std::string Operand(ExprId parent, size_t index, int level) const;
  std::string Binary(const Expr& expr, ExprId id) const;
  std::string Logical(const Expr& expr, ExprId id, size_t index) const;
  std::string Bound(const Expr& expr) const;
  std::string Number(const Expr& expr) const;
  std::string Call(const Expr& expr) const;
  std::string List(const Expr& expr) const;
  std::string Quantifier(const Expr& expr, ExprId id) const;
  std::string Bare(ExprId id) const;  // without its own parentheses
  bool OpenEnded(ExprId id) const;
  bool zh() const { return speller_.spelling() == Spelling::kZh; }
  std::string Word(std::string_view slot) const;

  const SyntaxTree& tree_;
  const Speller& speller_;
  std::string_view source_;
};

// "…" in the quotes its content allows.
std::string QuotedText(std::string_view content);

}  // namespace guiju::syntax
