#pragma once
// The printed fields of every entity, in printed order: the one description Print and Parse both read, so
// that they cannot disagree. field(key, member): an empty key is always printed, in place; others only when
// they differ from the default, as key=value.
#include <type_traits>

#include "compiler/ir/ir.h"

namespace guiju::ir {

template <class T>
struct PrefixOf;  // letter before an id's index
#define GJ_PREFIX(tag, letter)              \
  template <>                               \
  struct PrefixOf<tag> {                    \
    static constexpr char kLetter = letter; \
  };
GJ_PREFIX(ExprTag, 'e')
GJ_PREFIX(FactTag, 'f')
GJ_PREFIX(ListTag, 'l')
GJ_PREFIX(EnumTag, 'n')
GJ_PREFIX(DecisionTag, 'd')
GJ_PREFIX(RuleTag, 'r')
GJ_PREFIX(UseTag, 'u')
GJ_PREFIX(CiteTag, 'c')
GJ_PREFIX(SourceTag, 's')
GJ_PREFIX(PolicyTag, 'p')
GJ_PREFIX(OriginTag, 'o')
GJ_PREFIX(FigureTag, 'g')
GJ_PREFIX(FootingTag, 'b')
GJ_PREFIX(ActorTag, 'a')
GJ_PREFIX(BodyTag, 'y')
GJ_PREFIX(EventTag, 'v')
GJ_PREFIX(DocumentTag, 'm')
GJ_PREFIX(GroundTag, 'q')
GJ_PREFIX(ClockTag, 'k')
GJ_PREFIX(FlowTag, 'w')
GJ_PREFIX(StageTag, 't')
GJ_PREFIX(OutcomeTag, 'x')
GJ_PREFIX(InterruptTag, 'i')
GJ_PREFIX(GateTag, 'j')
GJ_PREFIX(DutyTag, 'z')
#undef GJ_PREFIX

// Words of an enumeration, by value.
template <class T>
struct WordsOf;
#define GJ_WORDS(type, ...)                                     \
  template <>                                                   \
  struct WordsOf<type> {                                        \
    static constexpr std::string_view kWords[] = {__VA_ARGS__}; \
  };
GJ_WORDS(TypeKind, "bool", "int", "enum", "date", "text", "set")
GJ_WORDS(Rank, "constitution", "law", "administrative-regulation", "local-regulation", "department-rule",
         "local-government-rule", "state-council-document", "normative-document", "internal")
GJ_WORDS(FactRole, "fact", "finding", "axis")
template <>
struct WordsOf<ExprKind> {
  static constexpr std::string_view kWords[] = {
#define GJ_EXPR(kind, text) text,
#include "compiler/ir/expr_kinds.def"
#undef GJ_EXPR
  };
};
GJ_WORDS(RoundMode, "down", "up", "half-up")
GJ_WORDS(TimeUnit, "day", "workday", "month", "hour")
GJ_WORDS(Roll, "none", "next-workday")
GJ_WORDS(UseKind, "atom", "and", "or", "not", "quantified", "defined", "value")
GJ_WORDS(FigureKind, "parameter", "table", "definition")
GJ_WORDS(RuleKind, "case", "exception", "override")
GJ_WORDS(Combine, "any-holds", "first", "unique", "strictest", "mildest", "all")
GJ_WORDS(Compose, "none", "or", "strictest", "mildest", "union", "replace")
GJ_WORDS(ActOn, "none", "value", "highest", "lowest", "block", "withhold")
GJ_WORDS(RecusalReason, "same-unit", "handled", "interest", "requested")
GJ_WORDS(CountBase, "all", "eligible", "present")
GJ_WORDS(VoteRule, "share", "majority", "consensus", "chair-decides")
GJ_WORDS(Deadlock, "fails", "escalate", "reconvene", "chair-decides")
GJ_WORDS(ClockUnit, "day", "workday", "month", "year", "hour")
GJ_WORDS(ClockRoll, "rest-day", "holiday", "none")
GJ_WORDS(Manner, "any", "in-turn", "parallel")
GJ_WORDS(Verdict, "none", "pass", "fail")
#undef GJ_WORDS

template <class T>
using For = std::type_identity<T>;

template <class F>
void FieldsOf(For<SourceDigest>, F&& field) {
  field("", &SourceDigest::path);
  field("", &SourceDigest::sha256);
}
template <class F>
void FieldsOf(For<Policy>, F&& field) {
  field("", &Policy::name);
  field("title", &Policy::title);
  field("issuer", &Policy::issuer);
  field("level", &Policy::level);
  field("number", &Policy::doc_no);
  field("example", &Policy::is_example);
  field("issued", &Policy::issued);
  field("effective", &Policy::effective);
  field("repealed", &Policy::repealed);
  field("superior", &Policy::superior);
}
template <class F>
void FieldsOf(For<LegalSource>, F&& field) {
  field("", &LegalSource::name);
  field("title", &LegalSource::title);
  field("number", &LegalSource::doc_no);
  field("rank", &LegalSource::rank);
  field("issued", &LegalSource::issued);
  field("in-force", &LegalSource::in_force);
  field("repealed", &LegalSource::repealed);
  field("admits", &LegalSource::admits);
  field("doubt", &LegalSource::doubt);
  field("url", &LegalSource::url);
}
template <class F>
void FieldsOf(For<Cite>, F&& field) {
  field("", &Cite::source);
  field("article", &Cite::article);
  field("paragraph", &Cite::paragraph);
  field("item", &Cite::item);
  field("subitem", &Cite::subitem);
  field("text", &Cite::text);
}
template <class F>
void FieldsOf(For<Origin>, F&& field) {
  field("", &Origin::policy);
  field("", &Origin::file);
  field("", &Origin::line);
  field("", &Origin::column);
}
template <class F>
void FieldsOf(For<Doubt>, F&& field) {
  field("", &Doubt::quote);
  field("", &Doubt::read_as);
  field("reason", &Doubt::reason);
  field("basis", &Doubt::basis);
  field("at", &Doubt::origin);
}
template <class F>
void FieldsOf(For<Unit>, F&& field) {
  field("", &Unit::name);
  field("", &Unit::quanta);
}
template <class F>
void FieldsOf(For<Dimension>, F&& field) {
  field("", &Dimension::key);
  field("", &Dimension::name);
  field("", &Dimension::units);
  field("at", &Dimension::origin);
}
template <class F>
void FieldsOf(For<Enum>, F&& field) {
  field("", &Enum::name);
  field("", &Enum::values);
  field("ordered", &Enum::ordered);
  field("at", &Enum::origin);
}
template <class F>
void FieldsOf(For<Fact>, F&& field) {
  field("", &Fact::name);
  field("", &Fact::type);
  field("", &Fact::range);
  field("role", &Fact::role);
  field("axis", &Fact::axis);
  field("list", &Fact::list);
  field("applies", &Fact::applies);
  field("otherwise", &Fact::otherwise);
  field("absent-is", &Fact::absent_is);
  field("absent-basis", &Fact::absent_basis);
  field("ask", &Fact::question);
  field("finders", &Fact::finders);
  field("raisers", &Fact::raisers);
  field("about", &Fact::description);
  field("at", &Fact::origin);
}
template <class F>
void FieldsOf(For<List>, F&& field) {
  field("", &List::name);
  field("", &List::fields);
  field("min", &List::min_size);
  field("max", &List::max_size);
  field("at", &List::origin);
}
template <class F>
void FieldsOf(For<Presumption>, F&& field) {
  field("", &Presumption::fact);
  field("", &Presumption::value);
  field("when", &Presumption::when);
  field("basis", &Presumption::basis);
  field("at", &Presumption::origin);
}
template <class F>
void FieldsOf(For<Expr>, F&& field) {
  field("", &Expr::type);
  field("", &Expr::kind);
  field("args", &Expr::args);
  field("times", &Expr::coefficients);
  field("value", &Expr::value);
  field("set", &Expr::set);
  field("fact", &Expr::fact);
  field("decision", &Expr::decision);
  field("list", &Expr::list);
  field("numerator", &Expr::numerator);
  field("denominator", &Expr::denominator);
  field("mode", &Expr::mode);
  field("unit", &Expr::unit);
  field("roll", &Expr::roll);
}
template <class F>
void FieldsOf(For<Use>, F&& field) {
  field("", &Use::kind);
  field("", &Use::expr);
  field("", &Use::text);
  field("subject", &Use::subject);
  field("subject-expr", &Use::subject_expr);
  field("bound-expr", &Use::bound_expr);
  field("bound", &Use::bound);
  field("at", &Use::origin);
  field("parts", &Use::children);
  field("footings", &Use::footings);
}
template <class F>
void FieldsOf(For<Rule>, F&& field) {
  field("", &Rule::key);
  field("", &Rule::name);
  field("", &Rule::decision);
  field("", &Rule::kind);
  field("title", &Rule::title);
  field("guard", &Rule::guard);
  field("guard-use", &Rule::guard_use);
  field("value", &Rule::value);
  field("value-use", &Rule::value_use);
  field("attacks", &Rule::attacks);
  field("basis", &Rule::basis);
  field("axis", &Rule::axis);
  field("from", &Rule::from);
  field("to", &Rule::to);
  field("at", &Rule::origin);
}
template <class F>
void FieldsOf(For<Decision>, F&& field) {
  field("", &Decision::name);
  field("", &Decision::type);
  field("", &Decision::range);
  field("", &Decision::combine);
  field("title", &Decision::title);
  field("greater-is-stricter", &Decision::greater_is_stricter);
  field("rules", &Decision::rules);
  field("otherwise", &Decision::otherwise);
  field("otherwise-use", &Decision::otherwise_use);
  field("otherwise-basis", &Decision::otherwise_basis);
  field("parent", &Decision::parent);
  field("compose", &Decision::compose);
  field("act-on", &Decision::act_on);
  field("act-value", &Decision::act_value);
  field("public", &Decision::is_public);
  field("guard", &Decision::is_guard);
  field("at", &Decision::origin);
}
template <class F>
void FieldsOf(For<Figure>, F&& field) {
  field("", &Figure::name);
  field("", &Figure::kind);
  field("", &Figure::type);
  field("set-by", &Figure::set_by);
  field("basis", &Figure::basis);
  field("written", &Figure::written);
  field("at", &Figure::origin);
}
template <class F>
void FieldsOf(For<Footing>, F&& field) {
  field("", &Footing::figure);
  field("basis", &Footing::basis);
  field("when", &Footing::when);
  field("yes", &Footing::yes);
  field("no", &Footing::no);
}
template <class F>
void FieldsOf(For<Transition>, F&& field) {
  field("", &Transition::policy);
  field("", &Transition::when);
  field("when-use", &Transition::when_use);
  field("old-version", &Transition::old_version);
  field("basis", &Transition::basis);
  field("at", &Transition::origin);
}
template <class F>
void FieldsOf(For<Expectation>, F&& field) {
  field("", &Expectation::decision);
  field("undetermined", &Expectation::undetermined);
  field("value", &Expectation::value);
  field("because", &Expectation::because);
  field("ask", &Expectation::ask);
}
template <class F>
void FieldsOf(For<Example>, F&& field) {
  field("", &Example::title);
  field("case", &Example::case_json);
  field("expected", &Example::expected);
  field("at", &Example::origin);
}

}  // namespace guiju::ir

#include "compiler/ir/fields_flow.h"

namespace guiju::ir {

// store(word, member): every store of a program and the word its lines begin with, in printed order.
template <class F>
void StoresOf(F&& store) {
  store("closure", &Program::closure);
  store("text", &Program::texts);
  store("policy", &Program::policies);
  store("source", &Program::sources);
  store("cite", &Program::cites);
  store("origin", &Program::origins);
  store("dimension", &Program::dimensions);
  store("enum", &Program::enums);
  store("list", &Program::lists);
  store("fact", &Program::facts);
  store("expr", &Program::exprs);
  store("use", &Program::uses);
  store("rule", &Program::rules);
  store("decision", &Program::decisions);
  store("figure", &Program::figures);
  store("footing", &Program::footings);
  store("actor", &Program::actors);
  store("body", &Program::bodies);
  store("event", &Program::events);
  store("document", &Program::documents);
  store("ground", &Program::grounds);
  store("clock", &Program::clocks);
  store("duty", &Program::duties);
  store("flow", &Program::flows);
  store("stage", &Program::stages);
  store("outcome", &Program::outcomes);
  store("interrupt", &Program::interrupts);
  store("gate", &Program::gates);
  store("presume", &Program::presumptions);
  store("transition", &Program::transitions);
  store("doubt", &Program::doubts);
  store("example", &Program::examples);
}

inline constexpr std::string_view kTextHeader = "guiju-ir 1";

}  // namespace guiju::ir
