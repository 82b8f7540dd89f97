#pragma once
// The fields of every declaration by name, in one place, for whatever reads all of them alike. Spans are left
// out: readers that need positions name them. A visitor is called as v("name", field). Internal to the room.
#include "compiler/syntax/tree.h"

namespace guiju::syntax {

template <class V>
void Fields(V& v, const Cite& x) {
  v("source", x.source);
  v("article", x.article);
  v("paragraph", x.paragraph);
  v("item", x.item);
  v("subitem", x.subitem);
}
template <class V>
void Fields(V& v, const TransitionClause& x) {
  v("when", x.when);
  v("applies", x.applies);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const PolicyHeader& x) {
  v("name", Name{x.name.Joined(), x.second, {}, {}});
  v("title", x.title);
  v("issuer", x.issuer);
  v("level", x.level);
  v("document_no", x.document_no);
  v("issued", x.issued);
  v("effective", x.effective);
  v("repealed", x.repealed);
  v("superior", x.superior);
  v("is_example", x.is_example);
  v("transitions", x.transitions);
}
template <class V>
void Fields(V& v, const UseDecl& x) {
  v("policy", x.policy);
}
template <class V>
void Fields(V& v, const SourceDecl& x) {
  v("name", x.name);
  v("title", x.title);
  v("document_no", x.document_no);
  v("rank", x.rank);
  v("issued", x.issued);
  v("in_force", x.in_force);
  v("repealed", x.repealed);
  v("admits", x.admits);
  v("url", x.url);
  v("doubt", x.doubt);
}
template <class V>
void Fields(V& v, const EnumDecl& x) {
  v.Type("name", x.name);
  v("ordered", x.ordered);
  v("values", x.values);
}
template <class V>
void Fields(V& v, const DimensionDecl::Unit& x) {
  v("name", x.name);
  v("factor", x.factor);
}
template <class V>
void Fields(V& v, const DimensionDecl& x) {
  v.Type("name", x.name);
  v("units", x.units);
}
template <class V>
void Fields(V& v, const FactDecl& x) {
  v("name", x.name);
  v("is_finding", x.is_finding);
  v("type", x.type);
  v("range", x.range);
  v("question", x.question);
  v("description", x.description);
  v("applies", x.applies);
  v("otherwise", x.otherwise);
  v("absent_is", x.absent_is);
  v("basis", x.basis);
  v.Words("finders", x.finders);
  v.Words("raisers", x.raisers);
  v.Axis("axis", x.axis);
}
template <class V>
void Fields(V& v, const RecordDecl& x) {
  v.Type("name", x.name);
  v("fields", x.fields);
}
template <class V>
void Fields(V& v, const PresumeDecl& x) {
  v("fact", x.fact);
  v("value", x.value);
  v("when", x.when);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const TableRow& x) {
  v("inputs", x.inputs);
  v("outputs", x.outputs);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const Formal& x) {
  v("name", x.name);
  v("type", x.type);
}
template <class V>
void Fields(V& v, const Period& x) {
  v("from", x.from);
  v("to", x.to);
  v("value", x.value);
  v("rows", x.rows);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const ParameterDecl& x) {
  v("name", x.name);
  v("formals", x.formals);
  v("type", x.type);
  v("value", x.value);
  v("columns", x.columns);
  v("output_column", x.output_column);
  v("rows", x.rows);
  v("periods", x.periods);
  v.Axis("axis", x.axis);
  v("set_by", x.set_by);
  v("open", x.open);
  v("open_direction", x.open_direction);
  v("open_bounds", x.open_bounds);
  v("overrides", x.overrides);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const RuleDecl& x) {
  v("exception", x.kind == RuleKind::kException);
  v("name", x.name);
  v("title", x.title);
  v("targets", x.targets);
  v("basis", x.basis);
  v("overrides", x.overrides);
  v.Axis("axis", x.axis);
  v("from", x.from);
  v("to", x.to);
  v("when", x.when);
  v("value", x.value);
}
template <class V>
void Fields(V& v, const DecisionDecl& x) {
  v("name", x.name);
  v("title", x.title);
  v("type", x.type);
  v("combine", x.combine);
  v("stricter", x.stricter);
  v("act_on", x.act_on);
  v("act_value", x.act_value);
  v("open", x.open);
  v("rules", x.rules);
  v("otherwise", x.otherwise);
  v("otherwise_basis", x.otherwise_basis);
  v("milder_of", x.milder_of);
  v.Axis("milder_from", x.milder_from);
  v.Axis("milder_to", x.milder_to);
}
template <class V>
void Fields(V& v, const TableDecl& x) {
  v("name", x.name);
  v("inputs", x.inputs);
  v("outputs", x.outputs);
  v("combine", x.combine);
  v("heading", x.heading);
  v("rows", x.rows);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const DefineDecl& x) {
  v("name", x.name);
  v("formals", x.formals);
  v("type", x.type);
  v("value", x.value);
  v("open", x.open);
  v("extends", x.extends);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const DoubtDecl& x) {
  v("quote", x.quote);
  v("read_as", x.read_as);
  v("reason", x.reason);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const Given& x) {
  v("fact", x.fact);
  v("value", x.value);
}
template <class V>
void Fields(V& v, const ExpectDecl& x) {
  v("decision", x.decision);
  v("undetermined", x.undetermined);
  v("value", x.value);
  v("because", x.because);
  v("ask", x.ask);
}
template <class V>
void Fields(V& v, const ExampleDecl& x) {
  v("title", x.title);
  v("given", x.given);
  v("expected", x.expected);
}
}  // namespace guiju::syntax

#include "compiler/syntax/fields_flow.h"

namespace guiju::syntax {

template <class V>
void Fields(V&, const PoisonDecl&) {}

template <class T>
constexpr std::string_view kDeclarationName{};
template <>
inline constexpr std::string_view kDeclarationName<UseDecl> = "use";
template <>
inline constexpr std::string_view kDeclarationName<SourceDecl> = "source";
template <>
inline constexpr std::string_view kDeclarationName<EnumDecl> = "enum";
template <>
inline constexpr std::string_view kDeclarationName<DimensionDecl> = "dimension";
template <>
inline constexpr std::string_view kDeclarationName<RecordDecl> = "record";
template <>
inline constexpr std::string_view kDeclarationName<FactDecl> = "fact";
template <>
inline constexpr std::string_view kDeclarationName<PresumeDecl> = "presume";
template <>
inline constexpr std::string_view kDeclarationName<ParameterDecl> = "parameter";
template <>
inline constexpr std::string_view kDeclarationName<DecisionDecl> = "decision";
template <>
inline constexpr std::string_view kDeclarationName<TableDecl> = "table";
template <>
inline constexpr std::string_view kDeclarationName<DefineDecl> = "define";
template <>
inline constexpr std::string_view kDeclarationName<DoubtDecl> = "doubt";
template <>
inline constexpr std::string_view kDeclarationName<ExampleDecl> = "example";
template <>
inline constexpr std::string_view kDeclarationName<PositionDecl> = "position";
template <>
inline constexpr std::string_view kDeclarationName<EventDecl> = "event";
template <>
inline constexpr std::string_view kDeclarationName<DocumentDecl> = "document";
template <>
inline constexpr std::string_view kDeclarationName<GroundDecl> = "ground";
template <>
inline constexpr std::string_view kDeclarationName<BodyDecl> = "body";
template <>
inline constexpr std::string_view kDeclarationName<DutyDecl> = "duty";
template <>
inline constexpr std::string_view kDeclarationName<GateDecl> = "gate";
template <>
inline constexpr std::string_view kDeclarationName<FlowDecl> = "flow";
template <>
inline constexpr std::string_view kDeclarationName<PoisonDecl> = "poison";

}  // namespace guiju::syntax
