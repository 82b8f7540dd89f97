#pragma once
// Explanations as sentences a reader without programming understands, and as JSON. Pure; thread-safe.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/trace/trace.h"

namespace guiju::trace {

struct RenderOptions {
  bool chinese = true;
  // Texts of the case that are no constants of the policy, by id; unset: shown as "其他文字".
  std::function<std::string(int64_t)> text_of;
  bool all_rules = true;  // also those that do not hold
  bool doubts = true;     // say what is doubtful about a source, not only that something is
};

// 拟罚款; 当事人[1].拟罚款; 当事人（名单完整）
std::string PlaceText(const ir::Program& program, const Place& place, const RenderOptions& options);
// The same inside a Chinese sentence: 第1个当事人的拟罚款.
std::string PlaceWords(const ir::Program& program, const Place& place, const RenderOptions& options);
// 1万元; 行政处罚; 2024年2月7日
std::string ValueText(const ir::Program& program, const ir::Type& type, int64_t value,
                      const RenderOptions& options);
// What is known of a value: "是", "1万元", "是或否", "1万元以上 5万元以下".
std::string KnowledgeText(const ir::Program& program, const ir::Type& type, const interp::Knowledge& k,
                          const RenderOptions& options);
// An interval by its ends (inclusive, unset: open): "5万元以上10万元以下", "不满1万元".
std::string IntervalText(const ir::Program& program, const ir::Type& type,
                         const std::optional<interp::Knowledge>& low,
                         const std::optional<interp::Knowledge>& high, const RenderOptions& options);
// What is missing for it: "缺立案日，尚不能计算".
std::string NotYetText(const ir::Program& program, const Missing& missing, const RenderOptions& options);
// 拟罚款 达到 1万元; 疑难复杂 为 是; 执法类别 为 行政许可 或 行政检查
std::string SettingText(const ir::Program& program, const Setting& setting, const RenderOptions& options);
// The provisions of what was read: "依据《…》第五条第一款第三项〔部门规章〕（存疑：…）".
std::string FigureBasisText(const ir::Program& program, const FigureReading& reading,
                            const RenderOptions& options);
// Of a finding, who finds it and who may raise it: "由承办机构认定并说明理由；法制审核人员、负责人可以提级";
// "" of another fact.
std::string FindersText(const ir::Fact& fact, const RenderOptions& options);
// "2027年放假通知尚未公布，暂定；公布后重新计算"; "" without notices.
std::string NoticesText(const std::vector<std::string>& notices, const RenderOptions& options);
// A count of days: the period and its last day, then day by day. One line each, without newlines.
std::vector<std::string> CountLines(const DateCount& count, const RenderOptions& options);
// What an undetermined decision lacks, as lines with their depth below the decision.
std::vector<std::pair<int, std::string>> MissingLines(const ir::Program& program, const DecisionTrace& trace,
                                                      const RenderOptions& options);
// "拟罚款 达到 1万元，并且 再次 为 是 → 是".
std::string OutcomeText(const ir::Program& program, const std::vector<Setting>& settings,
                        const interp::Knowledge& result, ir::DecisionId decision,
                        const RenderOptions& options);
// 《行政处罚法》第五十八条第一款第一项（法律）
std::string BasisText(const ir::Program& program, ir::CiteId cite, const RenderOptions& options);
// Several, as one phrase: 《…》第五条〔法律〕、《…》第三条〔部门规章〕
std::string BasesText(const ir::Program& program, const std::vector<ir::CiteId>& cites,
                      const RenderOptions& options);
// The question declared for the fact, or one made from its name.
std::string QuestionText(const ir::Program& program, const Place& place, const RenderOptions& options);
// How an undetermined decision is treated meanwhile: "按“是”办理"; "" when nothing is declared.
std::string ActOnText(const ir::Program& program, ir::DecisionId decision, const Missing& missing,
                      const RenderOptions& options);

// Several lines, each ended by a newline.
std::string DecisionText(const ir::Program& program, const DecisionTrace& trace,
                         const RenderOptions& options);
// One JSON object; keys in English, names in the language asked for beside the machine keys.
std::string DecisionJson(const ir::Program& program, const DecisionTrace& trace,
                         const RenderOptions& options);
// The decisions given, in order: text, or a JSON array.
std::string ExplainText(const Explainer& explainer, const std::vector<ir::DecisionId>& decisions,
                        const RenderOptions& options);
std::string ExplainJson(const Explainer& explainer, const std::vector<ir::DecisionId>& decisions,
                        const RenderOptions& options);

}  // namespace guiju::trace
