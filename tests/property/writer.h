#pragma once
// Writes text and builds the tree it stands for at the same time. Internal to this room.
#include <functional>
#include <string>
#include <vector>

#include "tests/property/names.h"
#include "tests/property/syntax_generator.h"

namespace guiju::property {

// Text of an expression, its node, and what may stand around it without parentheses.
struct Written {
  std::string text;
  syntax::ExprId id;
  bool open = false;  // swallows whatever follows: 若 … 否则 x, 任一 … : x
};

class Writer {
 public:
  Writer(Random* random, GeneratedText* out) : random_(random), out_(out), names_(random) {}

  void Header();
  void Declaration();

 private:
  using Clauses = std::vector<std::string>;

  // ---- words
  std::string W(std::string_view slot);  // keyword in either language
  std::string C(std::string_view choice_class, std::string_view key);
  std::string AnyChoice(std::string_view choice_class, std::string* key);
  std::string Quoted(std::string* content);
  std::string Date(std::string* iso);
  std::string Axis(std::string* key);
  std::string Shuffled(Clauses clauses);  // joined by blanks, line breaks, comments
  std::string Break();                    // blank or line end, perhaps a comment
  std::string LineEnd();
  bool Chance(int percent) { return random_->Chance(percent); }

  // ---- expressions
  syntax::ExprId Add(syntax::Expr expr) { return out_->tree.exprs.Add(std::move(expr)); }
  Written Node(syntax::ExprKind kind, const std::string& text, const std::vector<Written>& args);
  Written Parenthesized(Written inner);
  Written Condition(int depth);
  Written Comparison(int depth);
  Written Arithmetic(int depth);
  Written Factor(int depth);
  Written Primary(int depth);
  Written Atom();
  Written Number();
  Written PlainNumber();
  Written Fraction();
  Written NameRef();
  Written Call(int depth);
  Written Rounding(int depth);
  Written Quantifier(int depth);
  Written Conditional(int depth);
  Written SetOrList(int depth);
  Written Record(int depth);
  Written Bound(bool last);
  Written Interval();
  Written Value(int depth);  // whatever may follow 则, 其余, =

  // ---- parts of declarations
  std::string Ref(syntax::QName* name);
  std::string Refs(std::vector<syntax::QName>* names);
  std::string Basis(std::vector<syntax::Cite>* cites);
  std::string Type(syntax::TypeRef* type, int depth);
  std::string Formals(std::vector<syntax::Formal>* formals, bool some);
  std::string Cell(syntax::ExprId* id);
  std::string Row(syntax::TableRow* row, size_t inputs, size_t outputs);
  std::string HeadingRow(std::vector<syntax::Name>* names, const std::vector<syntax::Formal>& inputs,
                         const std::vector<syntax::Formal>& outputs);
  std::string Braces(const Clauses& items);
  Clauses FactClauses(syntax::FactDecl* fact);
  std::string Rule(syntax::RuleDecl* rule);
  std::string PeriodText(syntax::Period* period, size_t inputs);

  void Emit(const std::string& text, syntax::Declaration declaration);
  void Use();
  void Source();
  void Enum();
  void Dimension();
  void RecordDeclaration();
  void Fact();
  void Finding();
  void Presume();
  void Parameter();
  void Decision();
  void Table();
  void Define();
  void Extend();
  void Doubt();
  void Example();

  Random* random_;
  GeneratedText* out_;
  NamePool names_;
  std::vector<std::string> units_;  // declared ones
};

}  // namespace guiju::property
