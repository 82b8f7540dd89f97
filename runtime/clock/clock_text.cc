#include "runtime/clock/clock_text.h"

#include <fmt/core.h>

#include "compiler/base/check.h"
#include "runtime/value/calendar_text.h"

namespace guiju::clock {
namespace {

std::string Between(int64_t fewest, int64_t most) {
  return fewest == most ? fmt::format("{}", most) : fmt::format("{}–{}", fewest, most);
}

std::string AmountText(const Amount& amount, bool chinese) {
  const bool minutes = amount.unit == PeriodUnit::kHour;
  if (minutes) {
    return chinese ? fmt::format("{} 小时 {} 分", amount.most / 60, amount.most % 60)
                   : fmt::format("{} h {} min", amount.most / 60, amount.most % 60);
  }
  return fmt::format("{} {}", Between(amount.fewest, amount.most), value::UnitText(amount.unit, chinese));
}

std::string AmountsText(const std::vector<Amount>& amounts, bool chinese) {
  std::string text;
  for (const Amount& amount : amounts) {
    if (!text.empty()) text += chinese ? "，其后 " : ", then ";
    text += AmountText(amount, chinese);
  }
  return text;
}

std::string MomentText(const Moment& moment, bool hours) {
  return hours ? value::FormatMoment(moment) : value::FormatDate(moment.day);
}

std::string Joined(const std::vector<std::string>& words, bool chinese) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : chinese ? "、" : ", ") + word;
  return text;
}

std::string ExtensionText(const Extension& extension, bool hours, bool chinese) {
  const std::string length =
      extension.until ? (chinese ? "至 " : "to ") + MomentText(*extension.until, hours)
                      : fmt::format("{} {}", extension.n, value::UnitText(extension.unit, chinese));
  std::string text = chinese ? fmt::format("延长（第{}次）{}", extension.ordinal, length)
                             : fmt::format("extension {} ({})", extension.ordinal, length);
  if (!extension.by.empty()) text += chinese ? "，" + extension.by : " by " + extension.by;
  if (!extension.basis.empty()) text += chinese ? "，依据" + extension.basis : ", basis " + extension.basis;
  return text;
}

std::string StopText(const Stop& stop, bool hours, bool chinese) {
  const std::string to = stop.to   ? (chinese ? " 至 " : " to ") + MomentText(*stop.to, hours)
                         : chinese ? " 起尚未恢复"
                                   : " on";
  return chinese ? fmt::format("停止计算（{}，{}{}）", stop.reason, MomentText(stop.from, hours), to)
                 : fmt::format("stop ({}, {}{})", stop.reason, MomentText(stop.from, hours), to);
}

std::string SubjectText(const Clock& clock, const Finding& finding, bool chinese) {
  const bool hours = clock.unit == PeriodUnit::kHour;
  switch (finding.of) {
    case FindingOf::kStop:
      return StopText(clock.stops[finding.index], hours, chinese);
    case FindingOf::kExtension: {
      const Extension& extension = clock.extensions[finding.index];
      const std::string granted = MomentText(extension.granted, hours);
      return chinese ? fmt::format("{} {}", granted, ExtensionText(extension, hours, true))
                     : fmt::format("{} {}", granted, ExtensionText(extension, hours, false));
    }
    case FindingOf::kReset: {
      const Reset& reset = clock.resets[finding.index];
      return chinese ? fmt::format("{} 重新计算（{}）", MomentText(reset.at, hours), reset.reason)
                     : fmt::format("{} count anew ({})", MomentText(reset.at, hours), reset.reason);
    }
  }
  GJ_UNREACHABLE();
}

const char* EffectText(FindingKind kind, bool chinese) {
  switch (kind) {
    case FindingKind::kExtensionAfterExpiry:
      return chinese ? "作出时期限已经届满，不予适用" : "granted after expiry: not applied";
    case FindingKind::kExtensionMaybeLate:
      return chinese ? "作出时期限可能已经届满（放假通知未定），已适用"
                     : "perhaps granted after expiry: applied";
    case FindingKind::kExtensionAdmittedLate:
      return chinese ? "届满后作出，依据允许，已适用" : "granted after expiry as its basis admits: applied";
    case FindingKind::kExtensionSetsNothing:
      return chinese ? "没有确定延长多久或者到何日，不予适用"
                     : "sets neither a length nor a date: not applied";
    case FindingKind::kExtensionNotLater:
      return chinese ? "所定日期不晚于原届满日，不予适用" : "its date is not later than the end: not applied";
    case FindingKind::kExtensionOtherUnit:
      return chinese ? "小时与日不能相互延长，不予适用"
                     : "hours and days do not extend each other: not applied";
    case FindingKind::kExtensionBeforeStart:
      return chinese ? "早于起算" : "granted before the start";
    case FindingKind::kExtensionLapsed:
      return chinese ? "其后重新计算，不再适用" : "lapsed when the count began anew";
    case FindingKind::kExtensionOutOfOrder:
      return chinese ? "次序与时间不符，已适用" : "its ordinal does not follow: applied";
    case FindingKind::kStopBeforeStart:
      return chinese ? "在起算之前结束，没有影响" : "ended before the start: no effect";
    case FindingKind::kStopAfterExpiry:
      return chinese ? "在届满之后开始，没有影响" : "begins after expiry: no effect";
    case FindingKind::kStopEndsBeforeItBegins:
      return chinese ? "结束早于开始，不予适用" : "ends before it begins: not applied";
    case FindingKind::kStopOverlaps:
      return chinese ? "与其他停止重叠，重叠部分只扣一次" : "overlaps another: counted once";
    case FindingKind::kResetBeforeStart:
      return chinese ? "不晚于起算，没有影响" : "not after the start: no effect";
    case FindingKind::kResetAfterExpiry:
      return chinese ? "此前已经届满，逾期事实不因重新计算消除"
                     : "the count before it had expired, which stays a fact";
    case FindingKind::kNotOfThisDirection:
      return chinese ? "与“N日前”的期限无关，没有影响；改期应更正事件日"
                     : "does not concern a notice period: no effect";
  }
  GJ_UNREACHABLE();
}

std::string NumberText(const Step& step, bool hours, bool chinese) {
  if (step.first == 0) return "";
  if (hours) {
    return AmountText({0, step.last - step.first + 1, PeriodUnit::kHour}, chinese);
  }
  if (step.first == step.last)
    return chinese ? fmt::format("第{}日", step.first) : fmt::format("day {}", step.first);
  return chinese ? fmt::format("第{}—{}日", step.first, step.last)
                 : fmt::format("days {}–{}", step.first, step.last);
}

std::string RoleText(const Clock& clock, const Explanation& told, const Step& step, bool chinese) {
  const std::string number = NumberText(step, told.hours, chinese);
  switch (step.kind) {
    case StepKind::kStart:
      if (step.reset) {
        return (chinese ? "重新起算：" : "count anew: ") + clock.resets[*step.reset].reason;
      }
      if (told.hours) return chinese ? "起算" : "start";
      return chinese ? "起算日，不计入" : "start, not counted";
    case StepKind::kCounted:
      return number.empty() ? (chinese ? "计入" : "counted") : number;
    case StepKind::kSkipped:
      return chinese ? "不计" : "skipped";
    case StepKind::kStopped:
      return (chinese ? "停止计算：" : "stopped: ") + Joined(step.reasons, chinese);
    case StepKind::kExtended:
      return ExtensionText(clock.extensions[*step.extension], told.hours, chinese);
    case StepKind::kRolled:
      return number +
             (number.empty() ? ""
              : chinese      ? "，"
                             : ", ") +
             (chinese ? "届满日顺延" : "end moved on");
    case StepKind::kEvent:
      return chinese ? "事件日，不计入" : "event, not counted";
    case StepKind::kLast:
      if (told.hours) return chinese ? "届满" : "end";
      return number + (number.empty() ? "" : chinese ? "，" : ", ") + (chinese ? "最后一日" : "last day");
  }
  GJ_UNREACHABLE();
}

std::string RulesText(const std::vector<value::CountingRule>& rules, bool chinese) {
  std::string text = rules.empty() ? "" : chinese ? "计算规则：\n" : "Counting rules:\n";
  for (const value::CountingRule& rule : rules) {
    text += "  · " + (chinese ? rule.zh : rule.en);
    if (!rule.basis.empty()) text += chinese ? "（" + rule.basis + "）" : " [" + rule.basis + "]";
    text += '\n';
    const std::string& doubt = chinese ? rule.doubt_zh : rule.doubt_en;
    if (!doubt.empty()) text += (chinese ? "    存疑：" : "    doubt: ") + doubt + "\n";
  }
  return text;
}

}  // namespace

std::string DueAnswerText(const Clock& clock, const DueAnswer& answer, bool chinese) {
  switch (answer.state) {
    case DueState::kArmed:
      return chinese ? "尚未起算。" : "Not running yet.";
    case DueState::kStopped:
      return chinese ? fmt::format("停止计算中，尚余 {}，恢复后才有届满日。", AmountsText(answer.left, true))
                     : fmt::format("Stopped with {} left; due when it runs again.",
                                   AmountsText(answer.left, false));
    case DueState::kRunning:
      break;
  }
  const std::string due =
      answer.moment ? value::FormatMoment(*answer.moment) : value::DueText(answer.due, chinese);
  switch (clock.direction) {
    case Direction::kAtLatest:
      return chinese ? fmt::format("届满日：{}。", due) : fmt::format("Due: {}.", due);
    case Direction::kAtLeast:
      return chinese ? fmt::format("至少到：{}，期满后方可。", due) : fmt::format("At least until: {}.", due);
    case Direction::kNoticeBefore: {
      std::string text = chinese ? "最迟通知日：" + due : "Notice at the latest: " + due;
      if (answer.workday != answer.due) {
        text += (chinese ? "；须在工作日送达的，为 " : "; if served on a working day, ") +
                value::DueText(answer.workday, chinese);
      }
      return text + (chinese ? "。" : ".");
    }
  }
  GJ_UNREACHABLE();
}

std::string RemainderText(const Clock& clock, const Remainder& remainder, bool chinese) {
  if (remainder.state == DueState::kArmed) return chinese ? "尚未起算" : "not running yet";
  if (remainder.state == DueState::kStopped) {
    return (chinese ? "停止计算中，尚余 " : "stopped, left: ") + AmountsText(remainder.left, chinese);
  }
  const bool past = remainder.passed == Verdict::kYes;
  if (past && clock.direction == Direction::kAtLeast)
    return chinese ? "最短期间已满" : "the minimum is reached";
  const bool months = clock.unit == PeriodUnit::kMonth || clock.unit == PeriodUnit::kYear;
  const int64_t sign = past ? -1 : 1;
  const std::string days = Between(sign * (past ? remainder.days_most : remainder.days_fewest),
                                   sign * (past ? remainder.days_fewest : remainder.days_most));
  std::string unit = fmt::format("{} {}",
                                 Between(sign * (past ? remainder.most : remainder.fewest),
                                         sign * (past ? remainder.fewest : remainder.most)),
                                 value::UnitText(remainder.unit, chinese));
  if (past && months) unit = days + (chinese ? " 日" : " days");
  if (!past && remainder.minutes) unit = AmountText({0, *remainder.minutes, PeriodUnit::kHour}, chinese);
  const bool both = !(past && months) && !remainder.minutes && remainder.unit != PeriodUnit::kDay;
  std::string text =
      past ? (chinese ? "已逾期 " : "overdue by ") + unit : (chinese ? "还有 " : "left: ") + unit;
  if (both) text += chinese ? fmt::format("（{} 日）", days) : fmt::format(" ({} days)", days);
  if (remainder.passed == Verdict::kPossibly) text += chinese ? "，可能已经届满" : ", perhaps past";
  if (remainder.stopped_now) text += chinese ? "，现停止计算" : ", stopped now";
  return text;
}

std::string PhaseText(Phase phase, bool chinese) {
  switch (phase) {
    case Phase::kArmed:
      return chinese ? "待起算" : "armed";
    case Phase::kRunning:
      return chinese ? "计算中" : "running";
    case Phase::kStopped:
      return chinese ? "停止计算" : "stopped";
    case Phase::kDischarged:
      return chinese ? "已履行" : "discharged";
    case Phase::kNotApplicable:
      return chinese ? "不适用" : "not applicable";
    case Phase::kSuperseded:
      return chinese ? "已被取代" : "superseded";
  }
  GJ_UNREACHABLE();
}

std::string FindingText(const Clock& clock, const Finding& finding, bool chinese) {
  return SubjectText(clock, finding, chinese) + (chinese ? "：" : ": ") + EffectText(finding.kind, chinese);
}

std::string StepText(const Clock& clock, const Explanation& told, const Step& step, bool chinese) {
  std::string text = MomentText(step.from, told.hours);
  if (step.open) {
    text += chinese ? " 起" : " on";
  } else if (step.from != step.to) {
    text += (chinese ? " 至 " : " to ") + MomentText(step.to, told.hours);
  }
  text += "  " + RoleText(clock, told, step, chinese);
  const std::string because = step.info ? value::ReasonText(*step.info, chinese) : "";
  if (!because.empty()) text += (chinese ? "：" : ": ") + because;
  return text;
}

std::string ExplanationText(const Clock& clock, const Explanation& told, bool chinese) {
  std::string text = DueAnswerText(clock, told.answer, chinese) + "\n";
  for (const Finding& finding : told.answer.findings) {
    text += (chinese ? "注意：" : "note: ") + FindingText(clock, finding, chinese) + "\n";
  }
  for (const Step& step : told.steps) text += "  " + StepText(clock, told, step, chinese) + "\n";
  return text + RulesText(told.rules, chinese);
}

}  // namespace guiju::clock
