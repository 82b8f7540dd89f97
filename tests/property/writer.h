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
  // A clause with what tells where it may not stand: directly behind one that would take it for a part of its
  // own (限 7工作日 takes the 当 behind it).
  struct Clause {
    std::string text;
    std::string_view key;
    std::vector<std::string_view> takes;
  };
  static const std::vector<std::string_view> kOfObligation, kOfOutcome;

  // ---- words
  std::string W(std::string_view slot);  // keyword in either language
  std::string C(std::string_view choice_class, std::string_view key);
  std::string AnyChoice(std::string_view choice_class, std::string* key);
  std::string Quoted(std::string* content);
  std::string Date(std::string* iso);
  std::string Axis(std::string* key);
  std::string Shuffled(Clauses clauses);  // joined by blanks, line breaks, comments
  // In random order, none behind one that takes it; `takes`: what the last of them takes.
  std::string Ordered(std::vector<Clause> clauses, std::vector<std::string_view>* takes = nullptr);
  bool IsWordOf(std::string_view slot, std::string_view word) const;
  std::string Break();  // blank or line end, perhaps a comment
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

  // ---- who acts and what happens
  std::string Reference(syntax::NameRef* ref);
  std::string References(std::vector<syntax::NameRef>* refs);
  Clause NamesClause(std::string_view slot, std::vector<syntax::NameRef>* refs);
  Clause ConditionClause(std::string_view slot, syntax::ExprId* id);
  void Ending(std::vector<Clause>* clauses, std::string* description, std::vector<syntax::Cite>* basis);
  void Position();
  void Event();
  void Document();
  void Ground();
  std::string ShareText(syntax::Share* share, bool vote);
  void Body();

  // ---- clocks, duties, gates
  std::string AmountText(syntax::Amount* amount);
  std::string TimesText(syntax::Amount* amount);
  Clause Within(syntax::Limit* limit);
  Clause Prolong(syntax::ExtensionClause* extension);
  void TimingClauses(std::vector<Clause>* clauses, syntax::Timing* timing);
  std::string ClockText(syntax::ClockDecl* clock);
  Clause ObligationText(syntax::ObligationDecl* obligation);
  void Duty();
  Clause GateText(syntax::GateDecl* gate);
  void Gate();

  // ---- flows
  std::string Titled(std::string_view slot, syntax::Name* name, std::string* title);
  Clause OutcomeText(syntax::OutcomeDecl* outcome);
  Clause ChecksClause(std::vector<syntax::CheckItem>* checks);
  std::string StageText(syntax::StageDecl* stage);
  Clause InterruptText(syntax::InterruptDecl* interrupt);
  void Flow();

  Random* random_;
  GeneratedText* out_;
  NamePool names_;
  std::vector<std::string> units_;  // declared ones
};

}  // namespace guiju::property
