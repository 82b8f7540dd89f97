#pragma once
// The one intermediate representation. Everything that runs, proves or explains a policy reads this and
// nothing earlier.
//
// Meaning (Expr, hash-consed, no positions) is apart from occurrence (Use: where and how it was written) and
// from origin (Origin: file, policy, rule name, citation). All values are int64: booleans 0/1, enumerations
// by index, money in 分, quantities in quanta of their dimension, dates in days since 1970-01-01, durations
// in their unit, texts by index into Program::texts. Dimensions and quanta: runtime/value/units.
//
// Date axes are ordinary date facts (FactRole::kAxis); a period in force is an ordinary condition on such a
// fact, so that an absent axis is simply an unknown fact.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/id.h"

namespace guiju::ir {

struct ExprTag {};
struct FactTag {};
struct ListTag {};
struct EnumTag {};
struct DecisionTag {};
struct RuleTag {};
struct UseTag {};
struct CiteTag {};
struct SourceTag {};
struct PolicyTag {};
struct OriginTag {};
struct FigureTag {};
struct FootingTag {};
using ExprId = base::Id<ExprTag>;
using FactId = base::Id<FactTag>;
using ListId = base::Id<ListTag>;
using EnumId = base::Id<EnumTag>;
using DecisionId = base::Id<DecisionTag>;
using RuleId = base::Id<RuleTag>;
using UseId = base::Id<UseTag>;
using CiteId = base::Id<CiteTag>;
using SourceId = base::Id<SourceTag>;
using PolicyId = base::Id<PolicyTag>;
using OriginId = base::Id<OriginTag>;
using FigureId = base::Id<FigureTag>;
using FootingId = base::Id<FootingTag>;

// Both spellings; one may be empty. `Key()` is the machine key: English if there is one, else Chinese.
struct Name {
  std::string zh, en;
  const std::string& Key() const { return en.empty() ? zh : en; }
  const std::string& In(bool chinese) const { return chinese ? (zh.empty() ? en : zh) : Key(); }
  bool Is(std::string_view spelling) const { return !spelling.empty() && (zh == spelling || en == spelling); }
  friend bool operator==(const Name&, const Name&) = default;
};

enum class TypeKind : uint8_t {
  kBool,
  kInt,
  kEnum,
  kDate,
  kText,
  kSet
};  // kSet: set of enum values (bit mask)
// kInt covers integers, decimals, money, quantities and durations: `dim` names the dimension ("" plain
// number, "money", "area", "days", "workdays", "months", "hours", …; see runtime/value/units; or the key of
// one of Program::dimensions), `scale` the decimal places kept beyond the dimension's quantum (a plain
// decimal 1.25 at scale 4 is 12500).
struct Type {
  TypeKind kind = TypeKind::kBool;
  std::string dim;
  int8_t scale = 0;
  EnumId enumeration;
  friend bool operator==(const Type&, const Type&) = default;
};

struct Range {  // inclusive; for enums 0..n-1, for bools 0..1
  int64_t lo = 0, hi = 0;
  friend bool operator==(const Range&, const Range&) = default;
};

// ---- provenance
// -----------------------------------------------------------------------------------------------------

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
  std::string title;   // full title, without 《》
  std::string doc_no;  // 文号, brackets normalised to 〔〕
  Rank rank = Rank::kNormativeDocument;
  std::optional<int64_t> issued, in_force, repealed;  // dates
  std::vector<Rank> admits;                           // ranks whose provisions may override this source
  std::string doubt;  // what is not verified about this source, shown with every citation
  std::string url;    // where the text was read
  friend bool operator==(const LegalSource&, const LegalSource&) = default;
};
struct Cite {
  SourceId source;
  int16_t article = 0, paragraph = 0, item = 0, subitem = 0;  // 0 = not given; 条 款 项 目
  std::string text;  // normalised Chinese: 第五十八条第一款第二项; for a document's own numbering, the text
                     // as written
  friend bool operator==(const Cite&, const Cite&) = default;
};
struct Policy {
  Name name;  // dotted: 示范县.重大执法决定
  std::string title, issuer, level;
  std::string doc_no;       // 文号, as written
  bool is_example = false;  // 性质 示例: invented figures, not law; said in every output
  std::optional<int64_t> issued, effective, repealed;  // 印发, 施行, 失效: in force in [effective, repealed)
  PolicyId superior;
  friend bool operator==(const Policy&, const Policy&) = default;
};
struct Origin {
  PolicyId policy;
  std::string file;
  uint32_t line = 0, column = 0;
  friend bool operator==(const Origin&, const Origin&) = default;
};
struct SourceDigest {  // one file of the closure
  std::string path, sha256;
  friend bool operator==(const SourceDigest&, const SourceDigest&) = default;
};
struct Doubt {  // 原文存疑
  std::string quote, read_as, reason;
  std::vector<CiteId> basis;  // where the text stands; empty: not said
  OriginId origin;
  friend bool operator==(const Doubt&, const Doubt&) = default;
};

// ---- vocabulary
// -----------------------------------------------------------------------------------------------------

struct Enum {
  Name name;
  std::vector<Name> values;  // at most 64
  bool ordered = false;      // 等级: index order is rank order, later = more severe
  OriginId origin;
  friend bool operator==(const Enum&, const Enum&) = default;
};

struct Unit {
  Name name;
  int64_t quanta = 1;  // quanta of the dimension in one unit
  friend bool operator==(const Unit&, const Unit&) = default;
};
struct Dimension {  // 计量: declared by a policy; built-in ones are runtime/value/units
  std::string key;  // what Type::dim says: the declared name, with its policy's when that alone is ambiguous
  Name name;
  std::vector<Unit> units;  // as declared, at least one
  OriginId origin;
  friend bool operator==(const Dimension&, const Dimension&) = default;
};

enum class FactRole : uint8_t { kFact, kFinding, kAxis };
struct Fact {
  Name name;  // record fields are flattened: 案件.金额
  Type type;
  Range range;  // text: ignored
  FactRole role = FactRole::kFact;
  Name axis;       // kAxis: the axis word in both spellings (行为/act, 立案/filing, 决定/decision, …)
  ListId list;     // set: a field of that list's element
  ExprId applies;  // unset: always. Otherwise the effective value is If(applies, given value, otherwise)
  int64_t otherwise = 0;
  std::optional<int64_t> absent_is;  // 未记载视为: an absent fact has this value (traced)
  std::vector<CiteId> absent_basis;
  std::string question;                       // text to ask a person
  std::vector<std::string> finders, raisers;  // findings: who finds, who may raise
  std::string description;
  OriginId origin;
  friend bool operator==(const Fact&, const Fact&) = default;
};
struct List {
  Name name;
  std::vector<FactId> fields;
  int64_t min_size = 0;  // a case that gives fewer has not listed them all: its list is read as open
  int64_t max_size = 10000;
  OriginId origin;
  friend bool operator==(const List&, const List&) = default;
};
struct Presumption {  // 推定: when the fact is absent and `when` must hold, it is taken to be `value`
                      // (traced)
  FactId fact;
  int64_t value = 0;
  ExprId when;  // unset: always; reads only facts without presumptions, no decisions
  std::vector<CiteId> basis;
  OriginId origin;
  friend bool operator==(const Presumption&, const Presumption&) = default;
};

// ---- meaning
// --------------------------------------------------------------------------------------------------------

enum class ExprKind : uint8_t {
#define GJ_EXPR(kind, text) k##kind,
#include "compiler/ir/expr_kinds.def"
#undef GJ_EXPR
};
enum class RoundMode : uint8_t {
  kDown,
  kUp,
  kHalfUp
};  // toward -inf, +inf, nearest with ties away from zero
// kHour: the last day touched, date + ceil(n / 24). kWorkday: at most kMaxWorkdays either way; 0 is the date
// itself.
enum class TimeUnit : uint8_t { kDay, kWorkday, kMonth, kHour };
inline constexpr int64_t kMaxWorkdays = 36500;
enum class Roll : uint8_t { kNone, kNextWorkday };  // what happens when the last day is not a working day

struct Expr {
  ExprKind kind = ExprKind::kConst;
  Type type;
  std::vector<ExprId> args;
  std::vector<int64_t> coefficients;  // Lin
  int64_t value = 0;                  // Const; SetHas: value; Lin, Largest, Smallest: bias
  uint64_t set = 0;                   // In: bit v set = value v is a member
  FactId fact;
  DecisionId decision;
  ListId list;
  int64_t numerator = 1, denominator = 1;
  RoundMode mode = RoundMode::kDown;
  TimeUnit unit = TimeUnit::kDay;
  Roll roll = Roll::kNone;
  friend bool operator==(const Expr&, const Expr&) = default;
};

// A 标准, 对照表 or 定义: for documents and explanation; its value is inlined where it is used.
enum class FigureKind : uint8_t { kParameter, kTable, kDefinition };
struct Figure {
  Name name;
  FigureKind kind = FigureKind::kParameter;
  Type type;
  std::string set_by;
  std::vector<CiteId> basis;  // of the whole; periods, rows and 扩充 have theirs in Footings
  std::string written;        // the rows as written
  OriginId origin;
  friend bool operator==(const Figure&, const Figure&) = default;
};
// The provisions a figure rests on at one place where it is read: a tree beside the choices its value makes
// there. `basis` supports whatever is followed from here. With `when`, `yes` is followed where it may hold
// and `no` where it may fail; without, `yes` alone. Parts come before the whole (smaller ids).
struct Footing {
  FigureId figure;
  std::vector<CiteId> basis;
  ExprId when;
  FootingId yes, no;  // unset: nothing further
  friend bool operator==(const Footing&, const Footing&) = default;
};

// How a piece of a condition was written. Children follow the written structure; `expr` is its meaning.
enum class UseKind : uint8_t { kAtom, kAnd, kOr, kNot, kQuantified, kDefined, kValue };
struct Use {
  UseKind kind = UseKind::kAtom;
  ExprId expr;
  std::string text;     // as written: 拟罚款 不满 1万元
  std::string subject;  // kAtom: spelling of the compared side, e.g. 拟罚款; "" when not a comparison
  ExprId subject_expr;  // value to print beside it
  ExprId bound_expr;    // the threshold compared with, when it is one (a parameter's value)
  std::string bound;    // spelling of the threshold: 审核罚款额(甲.类型)
  OriginId origin;
  std::vector<UseId> children;
  std::vector<FootingId> footings;  // of the figures it reads itself, distinct; those of parts are theirs
  friend bool operator==(const Use&, const Use&) = default;
};

// ---- decisions
// ------------------------------------------------------------------------------------------------------

// A case may decide; an exception only defeats what it attacks; an override decides and defeats what it
// attacks.
enum class RuleKind : uint8_t { kCase, kException, kOverride };
struct Rule {
  std::string key;  // policy.decision.rule, stable across versions
  Name name;
  std::string title;
  RuleKind kind = RuleKind::kCase;
  DecisionId decision;
  ExprId guard;  // includes the period in force
  UseId guard_use;
  ExprId value;  // unset for boolean decisions and exceptions
  UseId value_use;
  std::vector<RuleId> attacks;  // the rules (or exceptions) of the same decision it defeats; empty for a case
  std::vector<CiteId> basis;
  FactId axis;                      // period in force is read on this axis; unset when the rule has no period
  std::optional<int64_t> from, to;  // [from, to)
  OriginId origin;
  friend bool operator==(const Rule&, const Rule&) = default;
};

enum class Combine : uint8_t { kAnyHolds, kFirst, kUnique, kStrictest, kMildest, kAll };
enum class Compose : uint8_t { kNone, kOr, kStrictest, kMildest, kUnion, kReplace };  // with `parent`
// What to act on while undetermined.
enum class ActOn : uint8_t { kNone, kValue, kHighest, kLowest, kBlock, kWithhold };

struct Decision {
  Name name;
  std::string title;
  Type type;
  Range range;
  Combine combine = Combine::kAnyHolds;  // kAnyHolds: boolean
  bool greater_is_stricter = true;       // for kStrictest, kMildest and the composition
  std::vector<RuleId> rules;             // cases in written order, then exceptions
  ExprId otherwise;                      // value when no rule applies; unset for bool (no) and kAll (empty)
  UseId otherwise_use;                   // unset when it was not written
  std::vector<CiteId> otherwise_basis;   // of 其余, also where it only says no
  DecisionId parent;                     // superior's decision of the same name
  Compose compose = Compose::kNone;
  ActOn act_on = ActOn::kNone;
  int64_t act_value = 0;
  bool is_public = true;  // false: helper made by lowering (an instance on another axis, …)
  bool is_guard = false;  // a condition of a flow, a duty or a document; not public
  OriginId origin;
  friend bool operator==(const Decision&, const Decision&) = default;
};

// 过渡: the clauses of a policy in written order; the first whose condition holds says which version of the
// policy its case falls under, none: this one. Conditions read facts only.
struct Transition {
  PolicyId policy;
  ExprId when;
  UseId when_use;
  bool old_version = false;  // 旧制度
  std::vector<CiteId> basis;
  OriginId origin;
  friend bool operator==(const Transition&, const Transition&) = default;
};

}  // namespace guiju::ir

#include "compiler/ir/flow.h"

namespace guiju::ir {

// ---- examples
// -------------------------------------------------------------------------------------------------------

struct Expectation {
  DecisionId decision;
  bool undetermined = false;
  int64_t value = 0;                 // kSet: bit mask
  std::vector<std::string> because;  // rule names that must be among the reasons, in either spelling
  std::vector<FactId> ask;           // undetermined: facts that must be among those asked for
  friend bool operator==(const Expectation&, const Expectation&) = default;
};
struct Example {
  std::string title;
  std::string case_json;  // the given facts as a case file
  std::vector<Expectation> expected;
  OriginId origin;
  friend bool operator==(const Example&, const Example&) = default;
};

// ---- program
// --------------------------------------------------------------------------------------------------------

inline constexpr int kLanguageEdition = 1;

// Immutable after lowering. Decisions are listed so that every reference points to a smaller id (acyclic).
struct Program {
  int edition = kLanguageEdition;
  PolicyId main;  // the policy asked for; decisions of superiors and libraries are present too
  std::vector<SourceDigest> closure;
  std::vector<std::string> texts;  // text constants; index = value
  base::Store<Policy, PolicyId> policies;
  base::Store<LegalSource, SourceId> sources;
  base::Store<Cite, CiteId> cites;
  base::Store<Origin, OriginId> origins;
  std::vector<Dimension> dimensions;
  base::Store<Enum, EnumId> enums;
  base::Store<List, ListId> lists;
  base::Store<Fact, FactId> facts;
  base::Store<Expr, ExprId> exprs;
  base::Store<Use, UseId> uses;
  base::Store<Rule, RuleId> rules;
  base::Store<Decision, DecisionId> decisions;
  base::Store<Figure, FigureId> figures;
  base::Store<Footing, FootingId> footings;
  base::Store<Actor, ActorId> actors;
  base::Store<Body, BodyId> bodies;
  base::Store<Event, EventId> events;
  base::Store<Document, DocumentId> documents;
  base::Store<Ground, GroundId> grounds;
  base::Store<Clock, ClockId> clocks;
  base::Store<Duty, DutyId> duties;
  base::Store<Flow, FlowId> flows;
  base::Store<Stage, StageId> stages;
  base::Store<Outcome, OutcomeId> outcomes;
  base::Store<Interrupt, InterruptId> interrupts;
  base::Store<Gate, GateId> gates;
  std::vector<Presumption> presumptions;
  std::vector<Transition> transitions;
  std::vector<Doubt> doubts;
  std::vector<Example> examples;
  friend bool operator==(const Program&, const Program&) = default;
};

// Adds or finds the structurally equal expression. Linear in the expression, amortised O(1) per node.
class ExprTable {
 public:
  explicit ExprTable(Program* program);  // indexes what is already there
  ExprId Intern(Expr expr);
  ~ExprTable();
  ExprTable(const ExprTable&) = delete;
  ExprTable& operator=(const ExprTable&) = delete;

 private:
  struct Index;
  Program* program_;
  Index* index_;
};

std::string Print(const Program& program);
struct ParseFailure {
  int line = 0;
  std::string message;
};
// Parse(Print(p)) == p for every verified program. Linear time; used to load cached programs.
std::optional<Program> Parse(std::string_view text, ParseFailure* failure);
// Empty when every id is in range, types agree, decisions and facts are acyclic, ranges cannot overflow
// int64.
std::vector<std::string> Verify(const Program& program);
// "sha256:…" over closure digests and edition: names exactly which law was applied.
std::string ClosureDigest(const Program& program);

}  // namespace guiju::ir
