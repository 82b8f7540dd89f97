// What an undetermined decision lacks, as sentences.
#include <fmt/core.h>

#include "runtime/trace/render.h"

namespace guiju::trace {
namespace {

class MissingWriter {
 public:
  MissingWriter(const ir::Program& program, const DecisionTrace& trace, const RenderOptions& options)
      : program_(program), trace_(trace), missing_(*trace.missing), options_(options), zh_(options.chinese) {}

  std::vector<std::pair<int, std::string>> Write() {
    const std::string act_on = ActOnText(program_, trace_.decision, missing_, options_);
    if (missing_.uncounted && act_on.empty())
      Line(1, zh_ ? "补齐之前没有可以暂按的日期。" : "There is no date to act on before that is known.");
    if (!act_on.empty()) Line(1, (zh_ ? "目前：" : "Meanwhile: ") + act_on + (zh_ ? "。" : "."));
    if (!missing_.notices.empty()) Line(1, NoticesText(missing_.notices, options_) + (zh_ ? "。" : "."));
    if (!missing_.ask.empty()) {
      Ask();
      OneOfThese();
    } else if (interp::IsExact(program_.decisions[trace_.decision].type, missing_.possible)) {
      Line(1, zh_ ? "不论怎样补充事实都是这一结果，只是由哪一条情形得出尚不能确定。"
                  : "Whatever is added, the result is this one; by which rule is open.");
    } else if (missing_.notices.empty()) {
      Line(1, zh_ ? "没有可以补充的事实；现有条件无法得出结论。"
                  : "No fact can settle it: the conditions leave it open.");
    }
    return std::move(lines_);
  }

 private:
  void Line(int depth, std::string text) { lines_.emplace_back(depth, std::move(text)); }

  void Ask() {
    Line(1,
         zh_ ? (missing_.minimal ? "查明下列各项即可确定：" : "查明下列各项足以确定（其中有的可能不需要）：")
             : (missing_.minimal ? "These settle it:" : "These settle it (some may not be needed):"));
    for (size_t i = 0; i < missing_.ask.size(); ++i) {
      const Place& place = missing_.ask[i];
      Line(2, fmt::format("{}. {}{}{}", i + 1, PlaceWords(program_, place, options_), zh_ ? "——" : ": ",
                          QuestionText(program_, place, options_)));
      const std::string finders =
          place.fact ? FindersText(program_.facts[place.fact], options_) : std::string();
      if (!finders.empty()) Line(3, finders);
    }
  }
  void OneOfThese() {
    if (!missing_.decisive.empty())
      Line(1, zh_ ? "有下列任何一种情况，就能得出结论：" : "Any one of these would do:");
    for (const Decisive& one : missing_.decisive)
      Line(2, "· " + OutcomeText(program_, one.given, one.result, trace_.decision, options_));
  }

  const ir::Program& program_;
  const DecisionTrace& trace_;
  const Missing& missing_;
  const RenderOptions& options_;
  const bool zh_;
  std::vector<std::pair<int, std::string>> lines_;
};

}  // namespace

std::vector<std::pair<int, std::string>> MissingLines(const ir::Program& program, const DecisionTrace& trace,
                                                      const RenderOptions& options) {
  if (!trace.missing) return {};
  return MissingWriter(program, trace, options).Write();
}

std::string OutcomeText(const ir::Program& program, const std::vector<Setting>& settings,
                        const interp::Knowledge& result, ir::DecisionId decision,
                        const RenderOptions& options) {
  std::string text;
  for (const Setting& setting : settings) {
    if (!text.empty()) text += options.chinese ? "，并且 " : " and ";
    text += SettingText(program, setting, options);
  }
  return fmt::format("{} → {}", text,
                     KnowledgeText(program, program.decisions[decision].type, result, options));
}

}  // namespace guiju::trace
