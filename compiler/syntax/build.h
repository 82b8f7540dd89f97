#pragma once
// Parser contexts to the syntax tree. Contexts that failed leave poison: kPoison expressions, PoisonDecl
// declarations. ANTLR types inside: only build_*.cc and parse.cc include this.
#include <GuijuParser.h>

#include <string>
#include <vector>

#include "compiler/diag/diag.h"
#include "compiler/syntax/lexeme.h"
#include "compiler/syntax/token_stream.h"

namespace guiju::syntax {

class Builder {
 public:
  using P = guiju_antlr::GuijuParser;
  Builder(std::string_view code, Lexed& lexed, source::FileId file, SyntaxTree& tree, diag::Sink& sink)
      : code_(code), lexed_(lexed), file_(file), tree_(tree), sink_(sink) {}

  void Item(P::ItemContext* item);

 private:
  // ---- build_names.cc: words, names, types, places
  std::string Text(const antlr4::Token* token) const;
  std::string Quoted(const antlr4::Token* token) const;  // content of "…" or 「…」
  Span SpanOf(const antlr4::Token* token) const;
  Span SpanOf(const antlr4::ParserRuleContext* context) const;
  Name NameOf(P::NameContext* name);
  Name NameOf(P::NewNameContext* name);
  void CheckSecondName(const std::string& second, const antlr4::Token* token, bool dotted);
  QName QNameOf(P::QnameContext* name);
  QName QNameOf(const Span& span) const;
  std::vector<QName> QNamesOf(P::QnamesContext* names);
  std::vector<std::string> WordsOf(P::NamesContext* names);
  TypeRef TypeOf(P::TypeContext* type);
  std::vector<Formal> FormalsOf(P::FormalsContext* formals);
  std::vector<Cite> CitesOf(P::BasisContext* basis);
  std::string DateOf(const antlr4::Token* token) const;
  // Key of a word of an enumerated slot; reports words that are no choice of it.
  std::string ChoiceOf(P::NameContext* word, std::string_view choice_class, std::string_view slot);
  std::string AxisOf(P::NameContext* word);
  // False, with a report, when a clause that stands once is given again.
  bool Once(bool already, const antlr4::Token* key);
  void Missing(const Span& span, std::string_view what_zh, std::string_view clause_zh,
               std::string_view what_en, std::string_view clause_en);
  const NumberParts& NumberOf(const antlr4::Token* token) const;
  static bool Failed(const antlr4::ParserRuleContext* context) {
    return context == nullptr || context->exception != nullptr;
  }

  // ---- build_expr.cc
  ExprId ExprOf(P::ExprContext* expr);
  ExprId ArithOf(P::ArithContext* arith);
  ExprId Poison(const Span& span);
  ExprId Add(Expr&& expr) { return tree_.exprs.Add(std::move(expr)); }
  Expr New(ExprKind kind, const Span& span) const;
  struct Chain;
  ExprId Climb(Chain& chain, int level);
  ExprId Joined(Chain& chain, int level, ExprId first);
  ExprId Comparison(Chain& chain);
  ExprId Combine(ExprKind kind, ExprId left, ExprId right);
  ExprId TermOf(P::TermContext* term);
  ExprId PrimaryOf(P::TermContext* term);
  ExprId ConstantOf(const antlr4::Token* token);
  ExprId BoundOf(P::BoundContext* bound);
  ExprId IntervalOf(P::TermContext* term);
  ExprId NameExpr(P::TermContext* term);
  ExprId SetOrRecord(P::TermContext* term);
  ExprId Negated(P::TermContext* term, ExprId operand);
  void CheckMixed(const Chain& chain);
  void RefuseBound(ExprId id);
  void CheckYes(ExprId id);
  std::string Source(ExprId id) const;

  // ---- build_file.cc
  void Policy(P::PolicyDeclContext* decl);
  void HeaderItem(PolicyHeader& header, P::HeaderItemContext* item);
  SourceDecl Source(P::SourceDeclContext* decl);
  EnumDecl Enum(P::EnumDeclContext* decl);
  DimensionDecl Dimension(P::DimensionDeclContext* decl);
  RecordDecl Record(P::RecordDeclContext* decl);
  FactDecl Fact(P::FactDeclContext* decl);
  FactDecl Finding(P::FindingDeclContext* decl);
  void FactClauses(FactDecl& fact, const std::vector<P::FactClauseContext*>& clauses);
  void FactClause(FactDecl& fact, P::FactClauseContext* clause);
  PresumeDecl Presume(P::PresumeDeclContext* decl);

  // ---- build_decision.cc
  ParameterDecl Parameter(P::ParameterDeclContext* decl, bool open);
  void ParameterClause(ParameterDecl& parameter, P::ParameterClauseContext* clause);
  void ParameterBody(ParameterDecl& parameter, P::TableBodyContext* body);
  TableRow Row(P::RowContext* row);
  Period PeriodOf(P::PeriodContext* period);
  ExprId CellOf(P::CellContext* cell);
  std::vector<Name> HeadingOf(const TableRow& row);
  TableDecl Table(P::TableDeclContext* decl);
  DefineDecl Define(P::DefineDeclContext* decl, bool open);
  DefineDecl Extend(P::ExtendDeclContext* decl);
  void DefineClauses(DefineDecl& define, const std::vector<P::DefineClauseContext*>& clauses);
  DecisionDecl Decision(P::DecisionDeclContext* decl, bool open);
  void DecisionClause(DecisionDecl& decision, P::DecisionClauseContext* clause);
  void ActOn(DecisionDecl& decision, ExprId value);
  RuleDecl Rule(P::RuleDeclContext* rule);
  void RuleClause(RuleDecl& rule, P::RuleClauseContext* clause);
  DoubtDecl Doubt(P::DoubtDeclContext* decl);
  ExampleDecl Example(P::ExampleDeclContext* decl);
  void ExampleItem(ExampleDecl& example, P::ExampleItemContext* item);

  // ---- build_actors.cc
  NameRef RefOf(P::NameContext* name);
  std::vector<NameRef> RefsOf(P::NamesContext* names);
  void Refs(std::vector<NameRef>& slot, P::NamesContext* names, const antlr4::Token* key);
  void Ref(NameRef& slot, P::NameContext* name, const antlr4::Token* key);
  void Basis(std::vector<Cite>& slot, P::BasisContext* basis);
  void Condition(ExprId& slot, P::ExprContext* value, const antlr4::Token* key);
  void Description(std::string& slot, const antlr4::Token* text, const antlr4::Token* key);
  PositionDecl Position(P::PositionDeclContext* decl);
  EventDecl Event(P::EventDeclContext* decl);
  DocumentDecl Document(P::DocumentDeclContext* decl);
  GroundDecl Ground(P::GroundDeclContext* decl);
  BodyDecl Body(P::BodyDeclContext* decl);
  void BodyClause(BodyDecl& body, P::BodyClauseContext* clause);
  Share ShareOf(P::BodyClauseContext* clause);

  // ---- build_clock.cc
  Amount AmountOf(P::AmountContext* amount);
  void TimingClause(Timing& timing, P::TimingContext* clause);
  ExtensionClause Extension(P::TimingContext* clause, bool again);
  ClockDecl Clock(P::ClockDeclContext* decl);
  DutyDecl Duty(P::DutyDeclContext* decl);
  void DutyClause(DutyDecl& duty, P::DutyClauseContext* clause);
  ObligationDecl Obligation(P::ObligationContext* decl);
  GateDecl Gate(P::GateDeclContext* decl);

  // ---- build_flow.cc
  FlowDecl Flow(P::FlowDeclContext* decl);
  void FlowItem(FlowDecl& flow, P::FlowItemContext* item);
  StageDecl Stage(P::StageDeclContext* decl);
  void StageItem(StageDecl& stage, P::StageItemContext* item);
  OutcomeDecl Outcome(P::OutcomeDeclContext* decl);
  void OutcomeClause(OutcomeDecl& outcome, P::OutcomeClauseContext* clause);
  InterruptDecl Interrupt(P::InterruptDeclContext* decl);

  std::string_view code_;
  Lexed& lexed_;
  source::FileId file_;
  SyntaxTree& tree_;
  diag::Sink& sink_;
};

}  // namespace guiju::syntax
