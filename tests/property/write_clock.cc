// Limits, clocks, duties, gates. Clauses that have parts of their own take the clause behind them when it
// could be such a part; Clause::takes says which, and Ordered never puts one of those there.
#include <algorithm>

#include "compiler/syntax/words.h"
#include "tests/property/writer.h"

namespace guiju::property {

namespace {

struct SpelledAmount {
  const char *text, *number, *unit;
};
const std::vector<SpelledAmount> kAmounts = {{"7工作日", "7", "工作日"},
                                             {"7 workdays", "7", "workdays"},
                                             {"十五日", "15", "日"},
                                             {"90 days", "90", "days"},
                                             {"1个月", "1", "个月"},
                                             {"3 months", "3", "months"},
                                             {"48小时", "48", "小时"},
                                             {"24 hours", "24", "hours"},
                                             {"二年", "2", "年"},
                                             {"1 years", "1", "years"},
                                             {"5个工作日", "5", "个工作日"},
                                             {"5 workday", "5", "workday"},
                                             {"三个月", "3", "个月"},
                                             {"30 天", "30", "天"}};
const std::vector<SpelledAmount> kTimes = {
    {"3次", "3", "次"}, {"三次", "3", "次"}, {"2 time", "2", "time"}, {"2", "2", ""}, {"两次", "2", "次"}};

}  // namespace

std::string Writer::AmountText(syntax::Amount* amount) {
  const SpelledAmount& spelled = random_->Pick(kAmounts);
  *amount = {spelled.number, spelled.unit, {}};
  return spelled.text;
}

std::string Writer::TimesText(syntax::Amount* amount) {
  const SpelledAmount& spelled = random_->Pick(kTimes);
  *amount = {spelled.number, spelled.unit, {}};
  return spelled.text;
}

Writer::Clause Writer::Within(syntax::Limit* limit) {
  Clause clause{W("within") + " " + AmountText(&limit->amount), "within", {"when"}};
  if (!Chance(40)) return clause;
  const Written when = Condition(2);
  limit->when = when.id;
  clause.text += " " + W("when") + " " + when.text;
  clause.takes.clear();
  if (Chance(60)) {
    const std::string comma = Chance(30) ? "," : "";
    clause.text += comma + " " + W("otherwise") + " " + AmountText(&limit->otherwise.emplace());
  }
  return clause;
}

Writer::Clause Writer::Prolong(syntax::ExtensionClause* extension) {
  Clause clause{"", "prolong", {"approver"}};
  extension->again = Chance(30);
  if (extension->again) {
    extension->must_set = Chance(50);
    clause.text = W("prolong_again") + (extension->must_set ? " " + W("must_set") : "");
  } else {
    clause.text = W("prolong") + " " + AmountText(&extension->amount.emplace());
    const int64_t dice = random_->Below(3);
    extension->once = dice == 0;
    if (extension->once) clause.text += " " + W("once");
    if (dice == 1) clause.text += " " + W("at_most_times") + " " + TimesText(&extension->times.emplace());
  }
  if (Chance(60)) {
    clause.text += " " + W("approver") + " " + References(&extension->approvers);
    clause.takes.clear();
  }
  return clause;
}

void Writer::TimingClauses(std::vector<Clause>* clauses, syntax::Timing* timing) {
  if (Chance(60)) clauses->push_back(Within(&timing->within.emplace()));
  if (Chance(15))
    clauses->push_back({W("minimum") + " " + AmountText(&timing->minimum.emplace()), "minimum", {}});
  if (Chance(15)) {
    syntax::BackwardLimit& latest = timing->latest.emplace();
    const std::string event = Reference(&latest.event);
    clauses->push_back(
        {W("latest") + " " + event + " " + W("before") + " " + AmountText(&latest.amount), "latest", {}});
  }
  while (Chance(25)) {
    Clause clause = Prolong(&timing->extensions.emplace_back());
    // Their order is kept: two of them are one clause to whoever shuffles.
    if (timing->extensions.size() > 1) {
      const auto before = std::ranges::find(*clauses, "prolong", &Clause::key);
      clause.text = before->text + Break() + clause.text;
      clauses->erase(before);
    }
    clauses->push_back(std::move(clause));
  }
  if (Chance(20)) clauses->push_back(NamesClause("excludes", &timing->excludes));
  if (Chance(20)) {
    const bool event = Chance(50);
    clauses->push_back({W("on_expiry") + " " + W(event ? "emits" : "go") + " " +
                            Reference(event ? &timing->expiry_event : &timing->expiry_target),
                        "on_expiry",
                        {}});
  }
  if (Chance(15)) clauses->push_back({W("roll") + " " + AnyChoice("roll", &timing->roll), "roll", {}});
}

std::string Writer::ClockText(syntax::ClockDecl* clock) {
  clock->name = names_.Declare();
  const std::string head = W("clock") + " " + NamePool::Text(clock->name) + " {";
  std::vector<Clause> clauses;
  if (Chance(60)) clauses.push_back(NamesClause(Chance(50) ? "since" : "from", &clock->from));
  TimingClauses(&clauses, &clock->timing);
  if (Chance(40)) clauses.push_back({Basis(&clock->basis), "basis", {}});
  return head + Ordered(std::move(clauses)) + Break() + "}";
}

Writer::Clause Writer::ObligationText(syntax::ObligationDecl* obligation) {
  obligation->channel = names_.Declare();
  Clause clause{W("channel") + " " + NamePool::Text(obligation->channel), "channel", kOfObligation};
  std::vector<Clause> clauses;
  TimingClauses(&clauses, &obligation->timing);
  if (Chance(30)) clauses.push_back({Basis(&obligation->basis), "basis", {}});
  if (Chance(20))
    clauses.push_back({W("overrides") + " " + Ref(&obligation->overrides.emplace()), "overrides", {}});
  std::vector<std::string_view> takes;
  clause.text += Ordered(std::move(clauses), &takes);
  clause.takes.insert(clause.takes.end(), takes.begin(), takes.end());
  return clause;
}

void Writer::Duty() {
  syntax::DutyDecl duty;
  duty.name = names_.Declare();
  std::string head = W("duty") + " " + NamePool::Text(duty.name);
  if (Chance(30)) head += " " + Quoted(&duty.title);
  std::vector<Clause> clauses;
  const auto names = [&](std::string_view slot, std::vector<syntax::NameRef>* refs) {
    if (Chance(40)) clauses.push_back(NamesClause(slot, refs));
  };
  names(Chance(50) ? "since" : "from", &duty.from);
  names("by", &duty.owners);
  names("approver", &duty.approvers);
  if (Chance(20)) {
    duty.encouraged = true;
    clauses.push_back({W("encouraged"), "encouraged", {}});
  }
  if (Chance(30)) clauses.push_back(ConditionClause("when", &duty.when));
  TimingClauses(&clauses, &duty.timing);
  if (Chance(40)) clauses.push_back({Basis(&duty.basis), "basis", {}});
  if (Chance(25)) {
    syntax::ExclusionClause& exclusion = duty.exclusions.emplace_back();
    const Written when = Condition(2);
    exclusion.when = when.id;
    Clause clause{W("not_applicable") + " " + (Chance(60) ? W("when") + " " : "") + when.text,
                  "not_applicable",
                  {"basis"}};
    if (Chance(60)) {
      clause.text += " " + Basis(&exclusion.basis);
      clause.takes.clear();
    }
    clauses.push_back(std::move(clause));
  }
  names("discharged_by", &duty.discharged_by);
  names("voided_by", &duty.voided_by);
  duty.obligations.reserve(2);
  std::string obligations;
  std::vector<std::string_view> takes;
  for (int64_t n = random_->Below(3); n > 0; --n) {
    Clause clause = ObligationText(&duty.obligations.emplace_back());
    obligations += Break() + clause.text;
    takes = clause.takes;
  }
  if (!obligations.empty()) clauses.push_back({obligations.substr(1), "channel", takes});
  Emit(head + " {" + Ordered(std::move(clauses)) + Break() + "}", std::move(duty));
}

Writer::Clause Writer::GateText(syntax::GateDecl* gate) {
  Clause clause{W("require") + " " + References(&gate->needed) + " " + W("permits") + " ",
                "require",
                {"when", "basis"}};
  gate->decides = Chance(50);
  if (gate->decides) {
    clause.text += W("decides");
  } else {
    // 方可 作出决定 is the decision, never a stage of that name.
    do Reference(&gate->target);
    while (IsWordOf("decides", gate->target.text));
    clause.text += gate->target.text;
  }
  std::vector<Clause> clauses;
  if (Chance(30)) clauses.push_back(ConditionClause("when", &gate->when));
  if (Chance(50)) clauses.push_back({Basis(&gate->basis), "basis", {}});
  clause.text += Ordered(std::move(clauses));
  return clause;
}

void Writer::Gate() {
  syntax::GateDecl gate;
  const std::string text = GateText(&gate).text;
  Emit(text, std::move(gate));
}

}  // namespace guiju::property
