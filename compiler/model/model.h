#pragma once
// The model: what a closure declares, with every name resolved, every expression typed, and the superior's
// rules put together with the local ones. Immutable after Check; printable; read by compiler/lower and by
// documents.
//
// Values are int64 as in the IR: booleans 0/1, enumerations by index, money in 分, quantities in quanta of
// their dimension, dates in days since 1970-01-01, texts by index into Model::texts. Poisoned expressions
// occur only when the sink received an error.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/id.h"
#include "compiler/diag/diag.h"
#include "compiler/model/closure.h"
#include "compiler/source/source.h"

namespace guiju::model {

using source::Span;

struct EnumTag {};
struct RecordTag {};
struct DimensionTag {};
struct GroupTag {};
struct FactTag {};
struct ListTag {};
struct SourceTag {};
struct CiteTag {};
struct ParameterTag {};
struct DefineTag {};
struct TableTag {};
struct DecisionTag {};
struct RuleTag {};
struct ExprTag {};
using EnumId = base::Id<EnumTag>;
using RecordId = base::Id<RecordTag>;
using DimensionId = base::Id<DimensionTag>;
using GroupId = base::Id<GroupTag>;
using FactId = base::Id<FactTag>;
using ListId = base::Id<ListTag>;
using SourceId = base::Id<SourceTag>;
using CiteId = base::Id<CiteTag>;
using ParameterId = base::Id<ParameterTag>;
using DefineId = base::Id<DefineTag>;
using TableId = base::Id<TableTag>;
using DecisionId = base::Id<DecisionTag>;
using RuleId = base::Id<RuleTag>;
using ExprId = base::Id<ExprTag>;

// Both spellings; one may be empty.
struct Name {
  std::string zh, en;
  const std::string& Key() const { return en.empty() ? zh : en; }
  const std::string& Zh() const { return zh.empty() ? en : zh; }
};

enum class TypeKind : uint8_t { kPoison, kBool, kInt, kEnum, kDate, kText, kSet, kRecord, kList, kInterval };
// kInt: `dim` (unset = plain number) and `scale` decimal places. kInterval: of `element` values, described by
// the other members. kList: of `record`.
struct Type {
  TypeKind kind = TypeKind::kPoison;
  TypeKind element = TypeKind::kPoison;
  int8_t scale = 0;
  DimensionId dim;
  EnumId enumeration;
  RecordId record;
  friend bool operator==(const Type&, const Type&) = default;
};
struct Range {  // inclusive
  int64_t lo = 0, hi = 0;
};

struct Dimension {
  std::string key;  // "money"; the declared name for a dimension of a policy
  Name name;
  struct UnitWord {
    Name name;
    int64_t quanta = 1;
  };
  std::vector<UnitWord> units;  // only for declared dimensions
  Span span;
};
struct Enum {
  Name name;
  std::vector<Name> values;
  std::vector<Span> value_spans;
  bool ordered = false;
  size_t unit = 0;
  Span span;
};
struct Record {
  Name name;
  size_t unit = 0;
  size_t tree = 0;
  size_t declaration = 0;  // index into the tree's declarations
  Span span;
};

enum class FactRole : uint8_t { kFact, kFinding, kAxis };
struct Fact {  // scalar: records are flattened
  Name name;   // 案件.金额
  Type type;
  Range range;
  FactRole role = FactRole::kFact;
  ListId list;
  ExprId applies;
  int64_t otherwise = 0;
  std::optional<int64_t> absent_is;
  std::vector<CiteId> absent_basis;
  std::string axis;
  std::string question, description;
  std::vector<std::string> finders, raisers;
  size_t unit = 0;
  Span span;
};
inline constexpr int64_t kMaxListSize = 10000;
struct List {
  Name name;
  GroupId element;
  std::vector<FactId> fields;
  size_t unit = 0;
  Span span;
  Range size{0, kMaxListSize};  // 范围: how many elements there are
};
// What a name with fields stands for: a fact of a record type, or the element of a list.
struct Group {
  RecordId record;
  ListId list;  // set for list elements
  struct Member {
    uint32_t word = 0;  // canonical spelling
    FactId fact;        // exactly one of the three
    GroupId group;
    ListId list;
  };
  std::vector<Member> members;
};

enum class Rank : uint8_t {  // 位阶, highest first
  kConstitution,
  kLaw,
  kAdministrativeRegulation,
  kLocalRegulation,
  kDepartmentRule,
  kLocalGovernmentRule,
  kStateCouncilDocument,
  kNormativeDocument,
  kInternal,
};
struct LegalSource {
  Name name;
  std::string title, document_no, url, doubt;
  Rank rank = Rank::kNormativeDocument;
  std::optional<int64_t> issued, in_force, repealed;
  std::vector<Rank> admits;
  bool misdeclared = false;  // its rank, or one it admits, was not understood
  size_t unit = 0;
  Span span;
};
struct Cite {
  SourceId source;
  int16_t article = 0, paragraph = 0, item = 0, subitem = 0;
  std::string text;  // normalised: 第五十八条第一款第二项
  Span span;
};

// ---- expressions
// ----------------------------------------------------------------------------------------------------

enum class ExprKind : uint8_t {
  kPoison,
  kConst,      // value
  kFact,       // fact (a field of a list element inside the aggregate over its list)
  kDecision,   // value of a decision
  kFired,      // 成立数
  kFormal,     // index = position of the formal of the enclosing definition, parameter or table
  kDefine,     // define(args)
  kParameter,  // parameter(args); interval-valued ones stand only where an interval may
  kTable,      // table(args).column: index = output column
  kNegate,
  kAdd,
  kSubtract,
  kMultiply,  // at least one side is a plain number
  kRatio,     // args[0] * numerator / denominator: constants and divisions
  kCompare,   // args[0] op args[1]: numbers, dates, enumerations, texts, booleans
  kMember,    // args[0] (enum or bool) is one of `set`
  kWithin,    // args[0] lies in the interval args[1]
  kInterval,  // bounds as flags in `set`: 1 has lower, 2 lower open, 4 has upper, 8 upper open; args lower,
              // upper
  kContains,  // set args[0] contains value
  kNot,
  kAnd,
  kOr,
  kIf,
  kSome,
  kEvery,
  kCount,
  kSum,
  kLargest,
  kSmallest,  // list, args[0] = body
  kCall,      // built-in number `index` of functions.def
  kDateAdd,   // args[0] + args[1] in the time unit `index` (0 day 1 workday 2 month)
  kDateDiff,  // args[0] - args[1] in days
};
enum class CompareOp : uint8_t { kEq, kNe, kLt, kLe, kGt, kGe };

struct Expr {
  ExprKind kind = ExprKind::kPoison;
  CompareOp op = CompareOp::kEq;
  bool fractional = false;  // numbers: may be no whole number of quanta; needs 取整 before it can be a value
  Type type;
  Span span;
  int64_t value = 0;
  uint64_t set = 0;
  int64_t numerator = 1, denominator = 1;
  int32_t index =
      -1;  // kFormal, kCall, kTable's column, kDateAdd's unit; otherwise the id of what `kind` names
  int32_t table = -1;
  std::vector<ExprId> args;
};

// ---- declarations with expressions
// ----------------------------------------------------------------------------------

struct Formal {
  Name name;
  Type type;
  Span span;
};
// One cell as the values it admits, inclusive and ascending: numbers, dates, indexes of an enumeration,
// texts.
struct Cell {
  bool any = false;
  std::vector<std::pair<int64_t, int64_t>> pieces;  // unused when any
};
struct Row {
  std::vector<Cell> cells;  // in the order of the formals
  std::vector<ExprId> outputs;
  std::vector<CiteId> basis;
  Span span;
};
struct Period {
  int64_t from = 0, to = 0;  // [from, to); the range of dates when open-ended
  ExprId value;              // unset when by rows
  std::vector<Row> rows;
  std::vector<CiteId> basis;
  Span span;
};
struct Parameter {
  Name name;
  std::vector<Formal> formals;
  Type type;
  std::vector<Period> periods;        // by date; a single unbounded one without axis
  bool before_first_missing = false;  // dates before periods.front().from have no value: asked for
  FactId axis;
  std::string set_by;
  bool open = false;
  std::string open_direction;
  ExprId open_bounds;
  std::vector<CiteId> basis;
  std::string written;
  size_t unit = 0;
  Span span;
};
void AppendValues(const Parameter& parameter, std::vector<ExprId>& out);  // every figure it may have

struct Define {
  Name name;
  std::vector<Formal> formals;
  Type type;
  ExprId value;
  bool open = false;
  std::vector<ExprId> extensions;                    // 扩充 of subordinate policies
  std::vector<std::vector<CiteId>> extension_basis;  // parallel
  std::vector<CiteId> basis;
  size_t unit = 0;
  Span span;
};
struct Table {
  Name name;
  std::vector<Formal> inputs, outputs;
  std::vector<Row> rows;
  bool first = false;
  std::vector<CiteId> basis;
  std::string written;
  size_t unit = 0;
  Span span;
};

enum class RuleKind : uint8_t { kCase, kException, kOverride };
struct Rule {
  std::string key;  // policy.decision.rule
  Name name;
  std::string title;
  RuleKind kind = RuleKind::kCase;
  ExprId when;  // unset = always
  ExprId value;
  std::vector<RuleId> attacks;
  std::vector<CiteId> basis;
  FactId axis;
  std::optional<int64_t> from, to;  // [from, to)
  size_t unit = 0;
  Span span;
};
enum class Combine : uint8_t { kAnyHolds, kFirst, kUnique, kStrictest, kMildest, kAll };
enum class Compose : uint8_t { kNone, kOr, kStrictest, kMildest, kUnion };
enum class ActOn : uint8_t { kNone, kValue, kHighest, kLowest, kBlock, kWithhold };
struct Decision {
  Name name;
  std::string title;
  Type type;
  Combine combine = Combine::kAnyHolds;
  bool greater_is_stricter = true;
  std::vector<RuleId> rules;  // cases, then exceptions, then overrides by subordinate policies
  ExprId otherwise;
  std::vector<CiteId> otherwise_basis;
  DecisionId parent;
  Compose compose = Compose::kNone;
  bool is_composed = false;  // a subordinate policy of this closure composes with it
  ActOn act_on = ActOn::kNone;
  int64_t act_value = 0;
  DecisionId milder_of;  // 从旧兼从轻
  FactId milder_from, milder_to;
  bool is_guard = false;  // a condition of a flow, a duty or a document; not named by the author
  size_t unit = 0;
  Span span;
};
struct Presumption {
  FactId fact;
  int64_t value = 0;
  ExprId when;
  std::vector<CiteId> basis;
  size_t unit = 0;
  Span span;
};
struct Doubt {
  std::string quote, read_as, reason;
  std::vector<CiteId> basis;
  size_t unit = 0;
  Span span;
};
struct Expectation {
  DecisionId decision;
  bool undetermined = false;
  int64_t value = 0;
  std::vector<std::string> because;
  std::vector<FactId> ask;
};
struct Example {
  std::string title, case_json;
  std::vector<Expectation> expected;
  size_t unit = 0;
  Span span;
};

struct Transition {  // 过渡; conditions read no decision
  ExprId when;
  bool old_version = false;
  std::vector<CiteId> basis;
  size_t unit = 0;
  Span span;
};

}  // namespace guiju::model

#include "compiler/model/flow.h"

namespace guiju::model {

struct Policy {
  Name name;
  std::string title, issuer, level, document_no;
  bool is_example = false;
  std::optional<int64_t> issued, effective, repealed;
  int superior = -1;
  Span span;
};

struct Model {
  const Closure* closure = nullptr;  // not owned; must outlive the model
  std::vector<std::string> texts;
  std::vector<Policy> policies;  // parallel to Closure::units
  base::Store<Dimension, DimensionId> dimensions;
  base::Store<Enum, EnumId> enums;
  base::Store<Record, RecordId> records;
  base::Store<Group, GroupId> groups;
  base::Store<Fact, FactId> facts;
  base::Store<List, ListId> lists;
  base::Store<LegalSource, SourceId> sources;
  base::Store<Cite, CiteId> cites;
  base::Store<Expr, ExprId> exprs;
  base::Store<Parameter, ParameterId> parameters;
  base::Store<Define, DefineId> defines;
  base::Store<Table, TableId> tables;
  base::Store<Rule, RuleId> rules;
  base::Store<Decision, DecisionId> decisions;
  std::vector<DecisionId> decision_order;  // every decision after the decisions it reads
  base::Store<Actor, ActorId> actors;
  base::Store<Event, EventId> events;
  base::Store<Document, DocumentId> documents;
  base::Store<Ground, GroundId> grounds;
  base::Store<Clock, ClockId> clocks;
  base::Store<Duty, DutyId> duties;
  base::Store<Outcome, OutcomeId> outcomes;
  base::Store<Stage, StageId> stages;
  base::Store<Interrupt, InterruptId> interrupts;
  base::Store<Gate, GateId> gates;
  base::Store<Flow, FlowId> flows;
  std::vector<Presumption> presumptions;
  std::vector<Transition> transitions;  // of one policy in written order
  std::vector<Doubt> doubts;
  std::vector<Example> examples;

  std::string_view TextOf(const Span& span) const { return closure->sources[span.file].Slice(span); }
};

struct CheckOptions {
  bool lint = false;  // also unused names and other lint findings of the main policies
};
// Resolves, types and checks the whole closure. Reports every mistake it can separate; what depends on a
// mistake stays silent. Near-linear in the size of the closure. Thread-safe.
Model Check(const Closure& closure, diag::Sink& sink, const CheckOptions& options = {});

// Indented listing for `dump --after model`.
std::string Dump(const Model& model);

// Name of a type as an author writes it: 金额 or money; 列表<当事人>.
std::string TypeName(const Model& model, const Type& type, bool chinese = true);
// A constant as an author writes it: 1万元, 行政处罚, 2024-02-07.
std::string ValueText(const Model& model, const Type& type, int64_t value, bool chinese = true);
// The whole range of values of a type before any 范围 (money 0 … 10^14 分, plain numbers ±10^9, dates 1900 …
// 2100).
Range DefaultRange(const Model& model, const Type& type);

}  // namespace guiju::model
