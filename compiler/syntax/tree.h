#pragma once
// The syntax tree: what was written, in either language, before any name is resolved. Immutable after Parse.
// Declarations are typed structs; expressions live in one arena and are referred to by ExprId.
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/base/id.h"
#include "compiler/source/source.h"

namespace guiju::syntax {

using source::Span;

struct ExprTag {};
using ExprId = base::Id<ExprTag>;

// A declared name with its optional second spelling: review_scope「法制审核范围」.
struct Name {
  std::string text;
  std::string second;  // content of 「」, "" when absent
  Span span;
  Span second_span;
};
struct QName {  // 示范县.重大执法决定
  std::vector<std::string> parts;
  Span span;
  std::string Joined() const;  // parts with '.'
};

// 行政处罚法 第五十八条第一款第二项; a document's own numbering (第六项) has article 0 and the item set.
struct Cite {
  QName source;
  int16_t article = 0, paragraph = 0, item = 0, subitem = 0;
  Span span;
};

enum class ExprKind : uint8_t {
  kNumber,    // text = canonical digits "1234.5", unit = as written ("" none)
  kFraction,  // 三分之二: text "2/3"
  kDate,      // text "2024-02-07"
  kText,      // "…" text constant
  kYes,
  kNo,
  kAny,   // 不限 (table cells)
  kName,  // name (one or dotted path; dotted paths may be record fields, list elements or qualified names)
  kCall,  // name(args)
  kNot,
  kNegate,
  kAnd,
  kOr,  // n-ary, args >= 2
  kEq,
  kNe,
  kLt,
  kLe,
  kGt,
  kGe,  // 是 = | 不是 != | 不满 < | 不超过 <= | 超过 > | 达到 >=
  kIn,
  kOutside,
  kContains,  // 属于 | 超出 | 包含
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kSet,       // {a, b}
  kInterval,  // args: two or more kBound in order (1万元以上 不满 5万元)
  kBound,     // one bound: `bound` (kGe, kGt, kLe, kLt) and args[0]; 超过10万元, 10万元以上, 不满100平方米
  kSome,
  kEvery,
  kCount,
  kSum,
  kLargest,
  kSmallest,  // binder name, args[0] = list, args[1] = body
  kIf,        // 若 c 则 a 否则 b
  kHolds,
  kFails,   // x 成立 | x 不成立
  kList,    // [a, b]
  kRecord,  // {field = value, …}: names in fields, args parallel
  kPoison,  // error recovery: nothing further is reported about it
};

struct Expr {
  ExprKind kind = ExprKind::kPoison;
  Span span;
  std::string text;
  std::string unit;
  ExprKind bound = ExprKind::kPoison;  // kBound only: kGe, kGt, kLe, kLt
  QName name;                          // kName, kCall
  std::string binder;                  // quantifiers
  Span binder_span;
  std::vector<ExprId> args;
  std::vector<QName> fields;  // kRecord; kCall of a table: its output column
  bool parenthesized = false;
};

struct TypeRef {
  QName name;  // 是否 bool | 整数 int | 小数 decimal | 金额 money | 日期 date | 文字 text | an enum, record
               // or dimension
  std::vector<TypeRef> args;  // 区间<金额> interval, 列表<当事人> list, 集合<…> set
  Span span;
};

// ---- declarations
// ---------------------------------------------------------------------------------------------------

struct TransitionClause {  // 过渡 <条件> 适用 旧制度|新制度 [依据 …]
  ExprId when;
  std::string applies;  // "old" | "new"
  std::vector<Cite> basis;
  Span span;
};
struct PolicyHeader {
  QName name;
  std::string second;  // dotted second spelling
  Span second_span;
  std::string title;
  std::optional<std::string> issuer, level, document_no;
  std::optional<std::string> issued, effective, repealed;  // ISO dates
  std::optional<QName> superior;
  bool is_example = false;
  Span nature_span;
  std::vector<TransitionClause> transitions;
  Span span;
};
struct UseDecl {
  QName policy;
  Span span;
};
struct SourceDecl {  // 法源
  Name name;
  std::string title, document_no, url, doubt;
  std::string rank;  // canonical key of class "rank" in grammar/keywords.tsv
  Span rank_span;
  std::optional<std::string> issued, in_force, repealed;
  std::vector<std::string> admits;  // rank keys; "" for one that was not understood
  Span span;
};
struct EnumDecl {  // 枚举 | 等级
  Name name;
  bool ordered = false;
  std::vector<Name> values;
  Span span;
};
struct DimensionDecl {  // 计量 名 { 单位 = n, … }
  Name name;
  struct Unit {
    Name name;
    std::string factor;  // number of quanta, integer digits
  };
  std::vector<Unit> units;
  Span span;
};

struct FactDecl {  // 事实 | 认定; also the fields of a record
  Name name;
  bool is_finding = false;
  TypeRef type;                               // findings default to bool
  ExprId range;                               // 范围 (interval expression)
  std::string question;                       // 问
  std::string description;                    // 说明
  ExprId applies, otherwise;                  // 当 … 其余 …
  ExprId absent_is;                           // 未记载视为
  std::vector<Cite> basis;                    // basis of absent_is
  std::vector<std::string> finders, raisers;  // 认定人, 提级人
  std::optional<std::string>
      axis;  // 时间轴: declared as a date axis (canonical key act|filing|step|notice|decision or own name)
  Span span;
};
struct RecordDecl {  // 记录
  Name name;
  std::vector<FactDecl> fields;
  Span span;
};
struct PresumeDecl {  // 推定 事实 = 值 依据 … 当 …
  QName fact;
  ExprId value, when;
  std::vector<Cite> basis;
  Span span;
};

struct TableRow {
  std::vector<ExprId> inputs;  // cells: values, bounds, sets, kAny
  std::vector<ExprId> outputs;
  std::vector<Cite> basis;  // optional, per row
  Span span;
};
struct Formal {  // formal argument
  Name name;
  TypeRef type;
};
struct Period {  // 自 2021-07-15 起 [至 2024-01-01 止]: value
  std::optional<std::string> from, to;
  ExprId value;
  std::vector<TableRow> rows;
  std::vector<Cite> basis;
  Span span;
};
struct ParameterDecl {  // 标准 名(参数): 类型 …
  Name name;
  std::vector<Formal> formals;
  TypeRef type;
  ExprId value;               // 标准 x: 金额 = 1万元
  std::vector<Name> columns;  // table heading
  Name output_column;
  std::vector<TableRow> rows;
  std::vector<Period> periods;
  std::string axis;  // 按 时间轴
  Span axis_span;
  std::string set_by;              // 规定机关; delegated when there is no value
  bool open = false;               // 开放: a subordinate policy sets it
  std::string open_direction;      // "lower" 只可降低 | "higher" 只可提高 | ""
  ExprId open_bounds;              // 范围
  std::optional<QName> overrides;  // 优先于 (legal source overridden)
  std::vector<Cite> basis;
  Span span;
};

enum class RuleKind : uint8_t { kCase, kException };
struct RuleDecl {  // 情形 | 例外
  RuleKind kind = RuleKind::kCase;
  Name name;
  std::string title;
  std::vector<QName> targets;  // 针对
  std::vector<Cite> basis;
  std::optional<QName> overrides;       // 优先于
  std::string axis;                     // 按
  std::optional<std::string> from, to;  // 自 … 起 至 … 止
  ExprId when;                          // 当; unset = always
  ExprId value;                         // 则
  Span span;
};
struct DecisionDecl {  // 判定
  Name name;
  std::string title;
  TypeRef type;
  std::string combine;   // "" | first | unique | strictest | mildest | all
  std::string stricter;  // 从严方向: "greater" | "less" | ""
  std::string act_on;    // 未定按: "" | yes | no | highest | lowest | block | withhold | value
  ExprId act_value;      // act_on == "value"
  bool open = false;     // 开放: subordinate policies add cases (open term)
  std::vector<RuleDecl> rules;
  ExprId otherwise;  // 其余
  std::vector<Cite> otherwise_basis;
  // 从旧兼从轻 自 <axis> 至 <axis> of another decision: this decision re-reads `milder_of` on both axes
  std::optional<QName> milder_of;
  std::string milder_from, milder_to;  // axis names
  Span span;
};
struct TableDecl {  // 对照表 名(入参) -> (出参) 择定 唯一 { … }
  Name name;
  std::vector<Formal> inputs, outputs;
  std::string combine;        // unique | first
  std::vector<Name> heading;  // input columns then output columns, as written
  std::vector<TableRow> rows;
  std::vector<Cite> basis;
  Span span;
};
struct DefineDecl {  // 定义 名(参数): 类型 = 表达式
  Name name;
  std::vector<Formal> formals;
  std::optional<TypeRef> type;
  ExprId value;
  bool open = false;     // 开放: subordinate policies widen it with 扩充
  bool extends = false;  // 扩充 名 当 …
  std::vector<Cite> basis;
  Span span;
};
struct DoubtDecl {  // 原文存疑 "…" 按 "…" 理由 "…" 依据 …
  std::string quote, read_as, reason;
  std::vector<Cite> basis;
  Span span;
};
struct Given {
  QName fact;
  ExprId value;
  Span span;
};
struct ExpectDecl {  // 应得 判定 值 [因 规则, …] | 应得 判定 未定 [问 事实, …]
  QName decision;
  bool undetermined = false;
  ExprId value;
  std::vector<QName> because, ask;
  Span span;
};
struct ExampleDecl {  // 示例
  std::string title;
  std::vector<Given> given;
  std::vector<ExpectDecl> expected;
  Span span;
};
struct PoisonDecl {
  Span span;
};
}  // namespace guiju::syntax

#include "compiler/syntax/tree_flow.h"

namespace guiju::syntax {

using Declaration =
    std::variant<UseDecl, SourceDecl, EnumDecl, DimensionDecl, RecordDecl, FactDecl, PresumeDecl,
                 ParameterDecl, DecisionDecl, TableDecl, DefineDecl, DoubtDecl, ExampleDecl, PositionDecl,
                 EventDecl, DocumentDecl, GroundDecl, BodyDecl, DutyDecl, GateDecl, FlowDecl, PoisonDecl>;

struct Comment {  // // to end of line
  Span span;
  std::string text;
  bool own_line = true;  // false: follows code on its line
};

struct SyntaxTree {
  source::FileId file;
  std::optional<PolicyHeader> header;
  std::vector<Declaration> declarations;
  std::vector<Comment> comments;  // by position
  bool english = false;           // has keywords, and none of them is Chinese
  base::Store<Expr, ExprId> exprs;
};

}  // namespace guiju::syntax
