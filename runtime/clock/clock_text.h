#pragma once
// A clock's answers as sentences in Chinese or English, and as JSON. Pure; thread-safe. Lists end with a
// newline, sentences do not; JSON is one object without one.
#include <string>

#include "runtime/clock/answer.h"
#include "runtime/clock/explain.h"

namespace guiju::clock {

// "届满日：2025年10月9日（周四）。" / "不计入的时间内，届满日待定，剩余 12 个工作日。"
std::string DueAnswerText(const Clock& clock, const DueAnswer& answer, bool chinese);
// "还有 5 个工作日（2025年…）" / "已逾期 3 日".
std::string RemainderText(const Clock& clock, const Remainder& remainder, bool chinese);
std::string PhaseText(Phase phase, bool chinese);
// One sentence with what the record holds and what became of it.
std::string FindingText(const Clock& clock, const Finding& finding, bool chinese);
// "2025-07-05 至 2025-08-01  第1—28日".
std::string StepText(const Clock& clock, const Explanation& told, const Step& step, bool chinese);
// The answer, the findings, every step, every rule with its basis and doubt.
std::string ExplanationText(const Clock& clock, const Explanation& told, bool chinese);
std::string ExplanationJson(const Clock& clock, const Explanation& told);

}  // namespace guiju::clock
