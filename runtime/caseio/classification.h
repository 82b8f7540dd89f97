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
  ir::RuleId rule;
  std::string key;  // the rule's short key, e.g. heavy_fine
  ir::Name name;
  std::string title;
  std::vector<std::string> basis;
};

// What a person must find out: a fact of the case, or of one element of a list.
struct Question {
  ir::FactId fact;  // unset: whether a list is complete
  std::string key, name_zh, name_en, text;
};
struct DecisiveAnswer {                         // these answers alone settle the decision
  std::vector<std::string> given_zh, given_en;  // 疑难复杂 为 是
  std::string result_zh, result_en;
};

// A figure (标准) the decision compares with, and where it stands.
struct Figure {
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
  std::vector<std::string> basis;  // distinct, of `because`
  std::vector<Figure> figures;     // those with a basis of their own, distinct
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
struct SourceDoubt {
  std::string source, doubt;
};

struct Classification {
  const ir::Program* program = nullptr;  // outlives this
  std::string closure;                   // sha256:…
  std::string id;                        // of the case, a JSON scalar or ""
  std::string engine;                    // interpreter, tables, native
  std::vector<AxisValue> axes;
  std::vector<DecisionAnswer> decisions;
  std::vector<PresumedFact> presumed;  // read by a decision shown
  std::vector<SourceDoubt> doubts;     // of the sources cited, by rules and by figures
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
std::optional<int64_t> ActOnValue(const ir::Decision& decision, int64_t lo, int64_t hi);
// A date of which nothing useful is known yet (its start is missing): its earliest bound is no date to act
// on.
inline constexpr int64_t kOpenDateDays = 30 * 365;
bool IsOpenDate(const ir::Type& type, int64_t lo, int64_t hi);
// Of an open date: "缺立案日，尚不能计算；补齐之前没有可以暂按的日期".
std::string NotYetCounted(const DecisionAnswer& answer, bool chinese);
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
