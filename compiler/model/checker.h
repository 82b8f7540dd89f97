#pragma once
// Private to the room: the state shared by the steps of Check. Each step is one .cc file; check.cc calls them
// in order.
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/diag/diag.h"
#include "compiler/model/model.h"
#include "compiler/model/words.h"

namespace guiju::model {

enum class SymbolKind : uint8_t {
  kNone,
  kFact,
  kGroup,
  kList,
  kParameter,
  kDefine,
  kDecision,
  kTable,
  kEnum,
  kRecord,
  kDimension
};
struct Symbol {
  SymbolKind kind = SymbolKind::kNone;
  int32_t index = -1;
  friend bool operator==(const Symbol&, const Symbol&) = default;
};
struct Declared {  // a symbol and where its name stands
  Symbol symbol;
  Span span;
};

struct UnitScope {
  std::unordered_map<Word, Declared> values, types;
  std::unordered_map<Word, std::vector<std::pair<EnumId, int64_t>>> enum_values;
  std::unordered_map<std::string, SourceId> sources;  // by name, title, document number
  std::unordered_map<std::string, FactId> axes;       // by canonical key
  std::unordered_map<std::string, std::pair<DimensionId, int64_t>> unit_words;  // declared units
};

// Where an expression stands.
struct Binder {
  Word word = 0;
  GroupId element;
  ListId list;
};
struct Place {
  const syntax::SyntaxTree* tree = nullptr;
  size_t unit = 0;
  const std::vector<Formal>* formals = nullptr;
  GroupId siblings;  // fields of the same record, for 当 of a field
  std::vector<Binder> binders;
};

class Checker {
 public:
  Checker(const Closure& closure, diag::Sink& sink, const CheckOptions& options, Model& model)
      : closure_(closure), sink_(sink), options_(options), m_(model), scopes_(closure.units.size()) {}
  void Run();

  // The constant value of an expression that no other policy can change; unset when it is none, or reads a
  // parameter that is open or delegated.
  std::optional<int64_t> FixedValue(ExprId id, const Type& type) const;

 private:
  friend class FlowChecker;  // flow_checker.h: the same names and expressions
  // pair_names.cc
  void PairNames();
  void ReadHeaders();
  // declare_types.cc
  void DeclareTypes();
  void DeclareEnum(size_t unit, const syntax::EnumDecl& d);
  void DeclareDimension(size_t unit, const syntax::DimensionDecl& d);
  Type ResolveType(size_t unit, const syntax::TypeRef& ref);
  Type BuiltinType(std::string_view word);
  DimensionId DimensionByKey(const std::string& key);
  bool AllowedAsFact(const Type& type, const syntax::TypeRef& ref);
  // declare_facts.cc
  void DeclareFacts();
  void DeclareFact(size_t tree, size_t unit, const syntax::FactDecl& d);
  void CheckAxisIsNew(size_t unit, const syntax::FactDecl& d);
  Symbol Instantiate(size_t tree, size_t unit, const syntax::FactDecl& d, const Name& name, ListId list,
                     GroupId siblings, int depth);
  GroupId InstantiateRecord(RecordId record, const Name& prefix, ListId list, int depth);
  FactId NewFact(size_t tree, size_t unit, const syntax::FactDecl& d, const Name& name, const Type& type,
                 ListId list, GroupId siblings);
  void CheckListSizes();
  void CheckFactExpressions();
  void CheckFactCycles();
  void DeclarePresumptions();
  // declare_law.cc
  void DeclareSources();
  CiteId ResolveCite(size_t unit, const syntax::Cite& cite);
  std::vector<CiteId> ResolveCites(size_t unit, const std::vector<syntax::Cite>& cites);
  SourceId FindSource(size_t unit, std::string_view name) const;
  std::optional<int64_t> DateOf(const std::optional<std::string>& text, Span span);
  FactId FindAxis(size_t unit, const std::string& axis, Span span);
  void CheckInForce(const std::vector<CiteId>& basis, std::optional<int64_t> from, std::optional<int64_t> to);
  // `basis`: what was resolved of `cited`; false also when the reason has been reported already.
  bool CheckOverride(size_t unit, const syntax::QName& source, const std::vector<syntax::Cite>& cited,
                     const std::vector<CiteId>& basis, const std::string& who, SourceId* overridden);
  // declare_values.cc: signatures of parameters, definitions, tables, decisions
  void DeclareValues();
  void DeclareParameter(size_t tree, size_t unit, const syntax::ParameterDecl& d);
  void DeclareDefine(size_t tree, size_t unit, const syntax::DefineDecl& d);
  void DeclareTable(size_t tree, size_t unit, const syntax::TableDecl& d);
  void DeclareDecision(size_t tree, size_t unit, const syntax::DecisionDecl& d);
  std::vector<Formal> ResolveFormals(size_t unit, const std::vector<syntax::Formal>& formals);
  bool AddValue(size_t unit, const syntax::Name& name, Symbol symbol);
  // parameters.cc
  void CheckParameters();
  void CheckParameter(ParameterId id, size_t tree, size_t unit, const syntax::ParameterDecl& d);
  void CheckPeriods(Parameter& p, const syntax::ParameterDecl& d);
  ExprId OpenBounds(Place& place, syntax::ExprId id, const Type& type);
  void RecordSetting(ParameterId id, const Parameter& superior, const Parameter& set);
  bool OverridesParameter(const Parameter& superior, const Parameter& set, SourceId overridden, Span span);
  // settings.cc
  void CheckSetting(const Parameter& superior, const Parameter& set, const syntax::ParameterDecl& d);
  void CheckUnsetParameters();
  // tables.cc
  void CheckTables();
  std::vector<Row> CheckRows(Place& place, const std::vector<syntax::TableRow>& rows,
                             const std::vector<Formal>& inputs, const std::vector<size_t>& columns,
                             const std::vector<Type>& outputs, const std::string& name);
  std::string RowApart(const Place& place, const syntax::TableRow& row, size_t inputs) const;
  bool CheckHeading(const syntax::SyntaxTree& tree, const std::vector<syntax::Name>& heading, size_t inputs,
                    size_t outputs, const std::string& name);
  Cell ReadCell(Place& place, syntax::ExprId id, const Type& type, bool* rest);
  std::optional<std::pair<int64_t, int64_t>> CellInterval(Place& place, syntax::ExprId id, const Type& type);
  std::vector<size_t> MatchHeading(size_t unit, const std::vector<syntax::Name>& heading,
                                   const std::vector<Formal>& inputs, const std::string& name);
  void SweepRows(const std::vector<Row>& rows, const std::vector<Formal>& inputs, const std::string& name,
                 Span span, bool first_wins, bool general_last);
  // transitions.cc
  void CheckTransitions();
  // defines.cc
  void CheckDefines();
  bool ReadsItself(std::vector<ExprId> waiting, Symbol self) const;
  void ElaborateDefine(DefineId id);
  // decisions.cc
  void CheckDecisions();
  void CheckDecision(DecisionId id, const syntax::SyntaxTree& tree, const syntax::DecisionDecl& d);
  void CheckCombine(Decision& decision, const syntax::DecisionDecl& d);
  void CheckDirection(Place& place, Decision& decision, const syntax::DecisionDecl& d);
  void CheckMilder(DecisionId id, const syntax::DecisionDecl& d);
  void CheckExceptions(DecisionId id, const syntax::DecisionDecl& d, const std::vector<RuleId>& written);
  // compose.cc
  void Compose(DecisionId id, const syntax::DecisionDecl& d);
  void CheckActsAsStrictly(DecisionId id, const syntax::DecisionDecl& d);
  bool Admits(SourceId source, const std::vector<CiteId>& basis) const;
  bool MayDefeat(SourceId overridden, const std::vector<CiteId>& basis,
                 const std::vector<CiteId>& rests) const;
  std::string SourceNames(const std::vector<CiteId>& basis) const;
  struct OverrideClaim;
  void PlaceForeignExceptions();
  std::vector<RuleId> DefeatedBy(const OverrideClaim& claim, DecisionId in) const;
  void RecordOverride(RuleId rule, DecisionId in);
  void PlaceOverrides();
  void ReportMissedTarget(const OverrideClaim& claim);
  void CheckAddedCases();
  void CheckOverrideConflicts();
  // polarity.cc
  void CheckOpenTerms();
  // superiors.cc
  bool CheckSize();
  void CheckSuperiors();
  void CheckForeignPresumptions();
  void CheckAlterations();
  bool IsVisible(size_t unit, size_t from) const;
  // order.cc
  void CheckGuardsReadNoDecision();
  void OrderDecisions();
  // examples.cc
  void CheckExamples();
  bool GivenJson(Place& place, Symbol symbol, const std::string& key, syntax::ExprId value, std::string& out);
  bool ScalarJson(Place& place, FactId fact, syntax::ExprId value, std::string& out);
  // lint.cc
  void Lint();

  // ---- names (lookup.cc)
  Symbol FindValue(size_t unit, Word word, Span span, std::string_view spelled);
  Symbol FindValueQuietly(size_t unit, Word word) const;
  Symbol FindType(size_t unit, Word word) const;
  int UnitByName(std::string_view name) const;
  // A dotted path as a symbol and the number of parts consumed; kNone when nothing fits.
  std::pair<Symbol, size_t> FindPath(size_t unit, const syntax::QName& name);
  Symbol FollowFields(Symbol start, const syntax::QName& name, size_t from);
  bool HasField(ListId list, Word word) const;
  ListId ListWithField(size_t unit, Word word) const;
  void ReportUnknown(size_t unit, const syntax::QName& name, const Place* place);
  bool ReportUnboundElement(size_t unit, const syntax::QName& name, const Place* place);
  std::string Segment(std::string_view joined) const;
  std::vector<std::string> Spellings(size_t unit, const Place* place) const;
  DecisionId FindDecision(size_t unit, const syntax::QName& name);
  bool IsAncestor(DecisionId ancestor, DecisionId of) const;
  void MarkUsed(Symbol symbol);
  std::string SymbolName(Symbol symbol) const;
  Name NameFor(const syntax::Name& name);
  Name NameFor(std::string_view spelling);

  // ---- expressions (elaborate*.cc)
  ExprId Elaborate(Place& place, syntax::ExprId id, const Type* hint);
  // `before`: the condition in front of it under the same 且 or 或, for the message.
  ExprId Condition(Place& place, syntax::ExprId id, syntax::ExprId before = {});
  ExprId ValueOfType(Place& place, syntax::ExprId id, const Type& type);
  ExprId Coerce(ExprId id, const Type& type, Span span);
  ExprId ElaborateName(Place& place, const syntax::Expr& e, const Type* hint);
  ExprId ElaborateNumber(Place& place, const syntax::Expr& e, const Type* hint);
  ExprId ElaborateCompare(Place& place, const syntax::Expr& e);
  ExprId CompareTo(Place& place, const syntax::Expr& e, ExprId left, ExprId right, CompareOp op);
  ExprId ElaborateIn(Place& place, const syntax::Expr& e);
  ExprId InSet(Place& place, const syntax::Expr& e, ExprId value, const syntax::Expr& set, bool outside);
  ExprId ElaborateContains(Place& place, const syntax::Expr& e);
  ExprId ElaborateArithmetic(Place& place, const syntax::Expr& e, const Type* hint);
  ExprId DateSum(const syntax::Expr& e, ExprId date, ExprId amount, bool negative);
  ExprId ElaborateQuantifier(Place& place, const syntax::Expr& e);
  ExprId ElaborateIf(Place& place, const syntax::Expr& e, const Type* hint);
  ExprId ElaborateCall(Place& place, const syntax::Expr& e, const Type* hint);
  ExprId ElaborateBuiltin(Place& place, const syntax::Expr& e, int function, const Type* hint);
  ExprId CallSymbol(Place& place, const syntax::Expr& e, Symbol symbol);
  std::vector<ExprId> Arguments(Place& place, const syntax::Expr& e, const std::vector<Formal>& formals,
                                const std::string& name);
  ExprId ElaborateInterval(Place& place, const syntax::Expr& e, const Type* hint);
  ExprId ElaborateSetValue(Place& place, const syntax::Expr& e, const Type* hint);
  ExprId SymbolValue(Place& place, const syntax::Expr& e, Symbol symbol);
  ExprId Constant(const Type& type, int64_t value, Span span);
  ExprId Add(Expr expr) { return m_.exprs.Add(std::move(expr)); }
  ExprId Poison() const { return poison_; }
  bool IsPoison(ExprId id) const { return m_.exprs[id].type.kind == TypeKind::kPoison; }
  const Type& TypeOf(ExprId id) const { return m_.exprs[id].type; }
  ExprId Mismatch(const Type& expected, const Type& found, Span span);
  bool IsInterval(const syntax::Expr& e) const;
  struct Ratio {
    int64_t numerator = 0, denominator = 1;
  };
  // Constant value in quanta at the expression's own scale.
  std::optional<Ratio> ConstantRatio(ExprId id) const;
  // Constant value as one of `type`, exact.
  std::optional<int64_t> ConstantValue(ExprId id, const Type& type) const;
  std::optional<int64_t> ReadConstant(Place& place, syntax::ExprId id, const Type& type);
  Type BoolType() const { return Type{TypeKind::kBool, TypeKind::kPoison, 0, {}, {}, {}}; }
  Type NumberType(DimensionId dim = {}, int8_t scale = 0) const {
    return Type{TypeKind::kInt, TypeKind::kPoison, scale, dim, {}, {}};
  }
  Type DateType() const { return Type{TypeKind::kDate, TypeKind::kPoison, 0, {}, {}, {}}; }
  Type TextType() const { return Type{TypeKind::kText, TypeKind::kPoison, 0, {}, {}, {}}; }
  Type EnumType(EnumId id) const { return Type{TypeKind::kEnum, TypeKind::kPoison, 0, {}, id, {}}; }
  std::string TypeText(const Type& type) const {
    return diag::Both(TypeName(m_, type, true), TypeName(m_, type, false));
  }
  std::string EnumValueList(EnumId id) const;
  int64_t TextIndex(const std::string& text);
  const syntax::Expr& At(const Place& place, syntax::ExprId id) const { return place.tree->exprs[id]; }

  const Closure& closure_;
  diag::Sink& sink_;
  const CheckOptions& options_;
  Model& m_;
  Words words_;
  std::vector<UnitScope> scopes_;
  std::unordered_map<std::string, size_t> units_by_name_;
  ExprId poison_;
  int proposals_ = 0;
  std::unordered_map<std::string, DimensionId> dimensions_by_key_;
  std::unordered_map<std::string, int64_t> text_index_;

  // What waits for elaboration, by declaration order.
  struct Pending {
    size_t tree = 0, unit = 0, declaration = 0;
    int32_t id = -1;
  };
  struct PendingFact {
    FactId fact;
    const syntax::FactDecl* declaration = nullptr;
    size_t tree = 0, unit = 0;
    GroupId siblings;
  };
  std::vector<PendingFact> pending_facts_;
  struct PendingList {  // one that says how many elements it has
    ListId list;
    size_t tree = 0, unit = 0;
    const syntax::FactDecl* declaration = nullptr;
  };
  std::vector<PendingList> pending_lists_;
  std::vector<Pending> pending_parameters_, pending_tables_, pending_decisions_, pending_extensions_;
  struct DefineState {
    Pending where;
    enum { kWaiting, kActive, kDone } state = kWaiting;
    int depth = 0;
  };
  std::vector<DefineState> define_states_;  // by DefineId
  std::vector<DefineId> define_stack_;
  // What a policy changes in another one that it stands under or uses.
  struct Alteration {
    DefineId term;          // set: widened
    ParameterId parameter;  // set: given a value
    size_t by = 0, of = 0;
    Span span;
    std::string name, what;  // the provision that changes, what it changes
  };
  std::vector<Alteration> alterations_;
  struct OverrideClaim {
    RuleId rule;
    DecisionId decision;
    SourceId source;
  };
  std::vector<OverrideClaim> overrides_;
  std::unordered_set<int32_t> declares_strictness_;  // decisions with 从严方向, or composed with one
  struct ForeignException {
    RuleId rule;
    DecisionId decision;  // the superior's
  };
  std::vector<ForeignException> foreign_exceptions_;
  std::vector<std::unordered_map<Word, RuleId>> rule_names_;  // by DecisionId
  std::vector<bool> used_facts_, used_groups_, used_lists_, used_parameters_, used_defines_, used_tables_,
      used_enums_, used_sources_;
  std::vector<std::vector<bool>> used_units_;  // [user][used]
};

}  // namespace guiju::model
