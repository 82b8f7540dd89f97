#include <nlohmann/json.hpp>

#include "compiler/base/check.h"
#include "runtime/clock/clock_text.h"
#include "runtime/value/calendar_text.h"

namespace guiju::clock {
namespace {

using Json = nlohmann::ordered_json;

const char* StateKey(DueState state) {
  switch (state) {
    case DueState::kArmed:
      return "armed";
    case DueState::kRunning:
      return "running";
    case DueState::kStopped:
      return "stopped";
  }
  GJ_UNREACHABLE();
}

const char* UnitKey(PeriodUnit unit) {
  switch (unit) {
    case PeriodUnit::kDay:
      return "days";
    case PeriodUnit::kWorkday:
      return "workdays";
    case PeriodUnit::kMonth:
      return "months";
    case PeriodUnit::kYear:
      return "years";
    case PeriodUnit::kHour:
      return "minutes";
  }
  GJ_UNREACHABLE();
}

const char* StepKey(StepKind kind) {
  switch (kind) {
    case StepKind::kStart:
      return "start";
    case StepKind::kCounted:
      return "counted";
    case StepKind::kSkipped:
      return "skipped";
    case StepKind::kStopped:
      return "stopped";
    case StepKind::kExtended:
      return "extended";
    case StepKind::kRolled:
      return "rolled";
    case StepKind::kEvent:
      return "event";
    case StepKind::kLast:
      return "last";
  }
  GJ_UNREACHABLE();
}

const char* FindingKey(FindingKind kind) {
  switch (kind) {
    case FindingKind::kExtensionAfterExpiry:
      return "extension_after_expiry";
    case FindingKind::kExtensionMaybeLate:
      return "extension_maybe_late";
    case FindingKind::kExtensionAdmittedLate:
      return "extension_admitted_late";
    case FindingKind::kExtensionSetsNothing:
      return "extension_sets_nothing";
    case FindingKind::kExtensionNotLater:
      return "extension_not_later";
    case FindingKind::kExtensionOtherUnit:
      return "extension_other_unit";
    case FindingKind::kExtensionBeforeStart:
      return "extension_before_start";
    case FindingKind::kExtensionLapsed:
      return "extension_lapsed";
    case FindingKind::kExtensionOutOfOrder:
      return "extension_out_of_order";
    case FindingKind::kStopBeforeStart:
      return "stop_before_start";
    case FindingKind::kStopAfterExpiry:
      return "stop_after_expiry";
    case FindingKind::kStopEndsBeforeItBegins:
      return "stop_ends_before_it_begins";
    case FindingKind::kStopOverlaps:
      return "stop_overlaps";
    case FindingKind::kResetBeforeStart:
      return "reset_before_start";
    case FindingKind::kResetAfterExpiry:
      return "reset_after_expiry";
    case FindingKind::kNotOfThisDirection:
      return "not_of_this_direction";
  }
  GJ_UNREACHABLE();
}

Json DueJson(const value::DueDate& due) {
  Json json{{"earliest", value::FormatDate(due.earliest)},
            {"latest", value::FormatDate(due.latest)},
            {"provisional", due.provisional}};
  if (due.provisional) json["missing"] = due.missing;
  return json;
}

std::string MomentKey(const Moment& moment, bool hours) {
  std::string text = hours ? value::FormatMoment(moment) : value::FormatDate(moment.day);
  if (hours) text[10] = 'T';
  return text;
}

Json StepJson(const Clock& clock, const Step& step, bool hours) {
  Json json{{"step", StepKey(step.kind)}, {"from", MomentKey(step.from, hours)}};
  if (!step.open) json["to"] = MomentKey(step.to, hours);
  if (step.first > 0) json["numbers"] = {step.first, step.last};
  if (!step.reasons.empty()) json["reasons"] = step.reasons;
  if (step.info && !step.info->occasion.empty()) json["occasion"] = step.info->occasion;
  if (step.info && step.info->notice) {
    const value::Notice& notice = *step.info->notice;
    json["source"] = notice.number.empty() ? notice.title : notice.number;
  }
  if (step.info && !step.info->certain) json["uncertain"] = step.info->missing;
  if (step.extension) {
    const Extension& extension = clock.extensions[*step.extension];
    json["ordinal"] = extension.ordinal;
    if (extension.until) {
      json["until"] = MomentKey(*extension.until, hours);
    } else {
      json["n"] = extension.n;
      json["unit"] = extension.unit == PeriodUnit::kHour ? "hours" : UnitKey(extension.unit);
    }
    json["by"] = extension.by;
    json["basis"] = extension.basis;
  }
  return json;
}

Json FindingJson(const Clock& clock, const Finding& finding) {
  static constexpr const char* kOf[] = {"stop", "extension", "reset"};
  return {{"finding", FindingKey(finding.kind)},
          {"of", kOf[static_cast<size_t>(finding.of)]},
          {"index", finding.index},
          {"zh", FindingText(clock, finding, true)},
          {"en", FindingText(clock, finding, false)}};
}

}  // namespace

std::string ExplanationJson(const Clock& clock, const Explanation& told) {
  const DueAnswer& answer = told.answer;
  Json json{{"state", StateKey(answer.state)}};
  if (answer.state == DueState::kRunning) {
    json["due"] = DueJson(answer.due);
    json["raw"] = DueJson(answer.raw);
    if (answer.moment) json["moment"] = MomentKey(*answer.moment, true);
    if (clock.direction == Direction::kNoticeBefore) json["workday"] = DueJson(answer.workday);
  }
  for (const Amount& amount : answer.left) {
    json["left"].push_back(
        {{"fewest", amount.fewest}, {"most", amount.most}, {"unit", UnitKey(amount.unit)}});
  }
  json["steps"] = Json::array();
  for (const Step& step : told.steps) json["steps"].push_back(StepJson(clock, step, told.hours));
  json["findings"] = Json::array();
  for (const Finding& finding : answer.findings) json["findings"].push_back(FindingJson(clock, finding));
  json["rules"] = Json::array();
  for (const value::CountingRule& rule : told.rules) {
    json["rules"].push_back({{"rule", rule.key},
                             {"zh", rule.zh},
                             {"en", rule.en},
                             {"basis", rule.basis},
                             {"doubt", rule.doubt_zh}});
  }
  return json.dump(1, ' ', false, Json::error_handler_t::replace);  // records may hold broken text
}

}  // namespace guiju::clock
