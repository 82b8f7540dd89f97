#pragma once
// The answer to one case as data, before it is written as JSON or text. Names are resolved; law texts are
// ready to print.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/ir.h"

namespace guiju::caseio {

struct Reason {
  ir::RuleId rule;  // unset: 其余
  std::string key;  // the rule's short key, e.g. heavy_fine; "otherwise"
  ir::Name name;
  std::string title;
  std::vector<std::string> basis;
};

// What a person must find out: a fact of the case, or of one element of a list.
struct Question {
  ir::FactId fact;  // unset: whether a list is complete
  std::string key, name_zh, name_en, text;
  bool finding = false;                       // judged by a person, with reasons
  std::vector<std::string> finders, raisers;  // of a finding: who finds it, who may raise it
};
struct DecisiveAnswer {                         // these answers alone settle the decision
  std::vector<std::string> given_zh, given_en;  // 疑难复杂 为 是
  std::string result_zh, result_en;
};

// A figure (标准, 对照表) or definition (定义) the decision reads, and where it stands: its own provision and
// those of the period and row that apply.
struct Figure {
  ir::FigureId figure;
  ir::Name name;
  std::vector<std::string> basis;
};

struct DecisionAnswer {
  ir::DecisionId decision;
  std::string key;  // unique within the answer
  bool determined = false;
  int64_t lo = 0,
          hi = 0;  // as in abi::Outcome; undetermined: narrowed to what completions of the case can give
  std::vector<Reason> because;   // rules that decide
  std::vector<Reason> perhaps;   // undetermined: rules that may hold
  std::vector<Reason> excepted;  // rules whose condition holds but that an exception defeats
  std::vector<Question> ask;     // facts that guarantee an answer, most decisive first
  bool ask_minimal = true;       // false: the budget ran out, some of `ask` may not be needed
  std::vector<DecisiveAnswer> decisive;
  bool uncounted = false;            // a date counted from one that is not known: no date to act on
  std::vector<std::string> notices;  // holiday notices not published yet on which it depends: 暂定
  std::vector<std::string> basis;    // distinct, of `because`
  std::vector<Figure> figures;       // those with a basis of their own, distinct
};

struct AxisValue {
  ir::FactId fact;
  std::string word_zh, word_en;
  std::optional<int64_t> day;
};
struct PresumedFact {
  ir::FactId fact;
  int64_t value = 0;
  std::string basis;
  int32_t element = -1;  // of a list, 0-based; -1: none
};
// A finding as the case gives it, with who made it and why.
struct FindingMade {
  ir::FactId fact;
  int32_t element = -1;
  std::string by, reason;
};
struct SourceDoubt {
  std::string source, doubt;
};
struct TextDoubt {  // 原文存疑: read otherwise than printed
  std::string quote, read_as, reason;
  std::vector<std::string> basis;
};
// 过渡: the version of a policy the case falls under; of the policy and of each superior that has clauses.
enum class Version : uint8_t { kNew, kOld, kOpen };
struct VersionAnswer {
  ir::PolicyId policy;
  Version applies = Version::kNew;
  std::string clause;  // the condition that decides, as written; "" when no clause holds
  std::vector<std::string> basis;
  std::vector<Question> ask;  // kOpen
};
// A procedural date of the case on which the policy was not in force.
struct OutOfForce {
  ir::PolicyId policy;
  bool repealed = false;  // else: not yet in force
  int64_t limit = 0;      // 失效 or 施行
  std::string word_zh, word_en;
  int64_t day = 0;
};
// Two dates of the case the wrong way round: what must come first has the later date.
struct DatesOutOfOrder {
  AxisValue first, then;  // as procedure has them
};

struct Classification {
  const ir::Program* program = nullptr;  // outlives this
  std::string closure;                   // sha256:…
  std::string id;                        // of the case, a JSON scalar or ""
  std::string engine;                    // interpreter, tables, native
  std::vector<AxisValue> axes;
  std::vector<DecisionAnswer> decisions;
  std::vector<PresumedFact> presumed;  // read by a decision shown
  std::vector<FindingMade> findings;   // those with a finder or a reason
  std::vector<SourceDoubt> doubts;     // of the sources cited, by rules and by figures
  std::vector<TextDoubt> text_doubts;  // of the provisions cited
  std::vector<VersionAnswer> versions;
  std::vector<OutOfForce> out_of_force;
  std::vector<DatesOutOfOrder> out_of_order;
  std::string trace_json, trace_text;  // only when explained
  bool determined() const {
    for (const DecisionAnswer& d : decisions) {
      if (!d.determined) return false;
    }
    return true;
  }
};

// The value a decision is to be treated as while undetermined, by its declared direction; nullopt: none is
// declared, or it is no value (block, withhold).
// `uncounted`: nothing useful is known of the date, its earliest bound is no date to act on.
std::optional<int64_t> ActOnValue(const ir::Decision& decision, int64_t lo, int64_t hi, bool uncounted);
// By the bounds alone (value::IsOpenSpan), for batches.
std::optional<int64_t> ActOnValue(const ir::Decision& decision, int64_t lo, int64_t hi);
// Of an uncounted date: "缺立案日，尚不能计算；补齐之前没有可以暂按的日期".
std::string NotYetCounted(const DecisionAnswer& answer, bool chinese);
// "2027年放假通知尚未公布，暂定": why a date or an answer is not final yet; "" when nothing is awaited.
std::string AwaitedText(const DecisionAnswer& answer, bool chinese);
std::string ValueText(const ir::Program& program, const ir::Type& type, int64_t value, bool chinese);
// Exact JSON value: bool, key of the enumeration value, number in the natural unit, "2024-02-07", array of
// keys for sets.
void AppendValueJson(std::string* out, const ir::Program& program, const ir::Type& type, int64_t value);
// Array of values, or {"min","max"}.
void AppendPossibleJson(std::string* out, const ir::Program& program, const ir::Decision& decision,
                        int64_t lo, int64_t hi);
bool IsDetermined(const ir::Type& type, int64_t lo, int64_t hi);
// The plain value of a determined outcome (enums: index instead of mask).
int64_t ExactValue(const ir::Type& type, int64_t lo);
// "国办发〔2018〕118号 第六项" style: title, number, locator.
std::string CiteText(const ir::Program& program, ir::CiteId cite);

std::string ToJson(const Classification& answer);  // design: "A result", indented
struct TextOptions {
  bool chinese = true;
  bool color = false;
  bool brief = false;  // count presumed facts and doubts instead of listing them
};
std::string ToText(const Classification& answer, const TextOptions& options);

}  // namespace guiju::caseio
