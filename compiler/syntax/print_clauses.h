#pragma once
// The parts that declarations are printed from: keywords, names, types, citations, and clauses of each kind.
// Internal to the room.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/layout.h"
#include "compiler/syntax/print_expr.h"
#include "compiler/syntax/spelling.h"

namespace guiju::syntax {

class ClauseTexts {
 protected:
  using Clauses = std::vector<ClauseText>;

  // All three must outlive this.
  ClauseTexts(const source::SourceFile& file, const SyntaxTree& tree, const Speller& speller)
      : speller_(speller), exprs_(tree, speller, file.code) {}

  // The word of a grammar slot, of a choice.
  std::string W(std::string_view slot) const;
  std::string C(std::string_view choice_class, std::string_view key) const;
  std::string Declared(const Name& name, bool is_type = false) const;
  std::string TypeText(const TypeRef& type) const;
  std::string FormalsText(const std::vector<Formal>& formals, bool always) const;
  std::string NamesText(const std::vector<QName>& names) const;
  std::string SourceText(const QName& source) const;
  std::string BasisText(const std::vector<Cite>& cites) const;

  // Each appends a clause; those with a slot, only when there is something to say.
  static void Put(Clauses& clauses, std::string text) { clauses.push_back({{std::move(text)}}); }
  void PutExpr(Clauses& clauses, std::string_view slot, ExprId id) const;
  void PutAssigned(Clauses& clauses, ExprId id) const;
  void PutText(Clauses& clauses, std::string_view slot, const std::string& text) const;
  void PutWord(Clauses& clauses, std::string_view slot, const std::string& word) const;
  void PutBasis(Clauses& clauses, const std::vector<Cite>& basis) const;
  void PutSince(Clauses& clauses, const std::optional<std::string>& from,
                const std::optional<std::string>& to) const;

  const Speller& speller_;
  ExprPrinter exprs_;
};

}  // namespace guiju::syntax
