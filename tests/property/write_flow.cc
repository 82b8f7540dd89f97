// Flows: stages, outcomes, interrupts.
#include "tests/property/writer.h"

namespace guiju::property {

std::string Writer::Titled(std::string_view slot, syntax::Name* name, std::string* title) {
  *name = names_.Declare();
  std::string text = W(slot) + " " + NamePool::Text(*name);
  if (Chance(30)) text += " " + Quoted(title);
  return text;
}

Writer::Clause Writer::OutcomeText(syntax::OutcomeDecl* outcome) {
  outcome->name = names_.Declare();
  Clause whole{W("outcome") + " " + NamePool::Text(outcome->name), "outcome", kOfOutcome};
  std::vector<Clause> clauses;
  if (Chance(40))
    clauses.push_back({W("counts_as") + " " + AnyChoice("verdict", &outcome->verdict), "counts_as", {}});
  if (Chance(80)) clauses.push_back({W("go") + " " + Reference(&outcome->target), "go", {}});
  if (Chance(30)) {
    const std::string times = TimesText(&outcome->at_most.emplace());
    clauses.push_back(
        {W("at_most_times") + " " + times + " " + W("beyond") + " " + Reference(&outcome->beyond),
         "at_most_times",
         {}});
  }
  const auto names = [&](std::string_view slot, std::vector<syntax::NameRef>* refs) {
    if (Chance(20)) clauses.push_back(NamesClause(slot, refs));
  };
  names("emits", &outcome->emits);
  names("on", &outcome->on);
  names("approver", &outcome->approvers);
  names("needs", &outcome->needs);
  if (Chance(20)) clauses.push_back(ConditionClause("when", &outcome->when));
  const auto flag = [&](std::string_view slot, bool* value) {
    *value = Chance(20);
    if (*value) clauses.push_back({W(slot), slot, {}});
  };
  flag("decides", &outcome->decides);
  flag("revises", &outcome->revises);
  flag("reasoned", &outcome->reasoned);
  if (Chance(20)) clauses.push_back({Basis(&outcome->basis), "basis", {}});
  whole.text += Ordered(std::move(clauses));
  return whole;
}

Writer::Clause Writer::ChecksClause(std::vector<syntax::CheckItem>* checks) {
  std::string text;
  for (int64_t n = random_->Within(1, 4); n > 0; --n) {
    syntax::CheckItem& check = checks->emplace_back();
    check.name = names_.Declare();
    text += (text.empty() ? " " : ", ") + NamePool::Text(check.name);
    if (Chance(40)) text += " " + W("defect") + " " + Reference(&check.defect);
  }
  return {W("checks") + text, "checks", {}};
}

std::string Writer::StageText(syntax::StageDecl* stage) {
  const std::string head = Titled("stage", &stage->name, &stage->title);
  std::vector<Clause> clauses;
  const auto names = [&](std::string_view slot, std::vector<syntax::NameRef>* refs) {
    if (Chance(20)) clauses.push_back(NamesClause(slot, refs));
  };
  if (Chance(70)) {
    static const std::vector<std::string> kManners = {"by", "in_turn", "parallel"};
    stage->manner = random_->Pick(kManners);
    clauses.push_back(NamesClause(stage->manner, &stage->actors));
  }
  names("acts_as", &stage->acts_as);
  names("needs", &stage->needs);
  names("bars", &stage->bars);
  names("agenda", &stage->agenda);
  if (Chance(25)) {
    Clause only = ConditionClause("only_when", &stage->only_when);
    only.text += " " + W("else") + " " + W("go") + " " + Reference(&stage->otherwise);
    clauses.push_back(std::move(only));
  }
  if (Chance(25)) clauses.push_back(ChecksClause(&stage->checks));
  TimingClauses(&clauses, &stage->timing);
  if (Chance(25)) clauses.push_back({Basis(&stage->basis), "basis", {}});
  std::string outcomes;
  for (int64_t n = random_->Below(4); n > 0; --n)
    outcomes += Break() + OutcomeText(&stage->outcomes.emplace_back()).text;
  if (!outcomes.empty()) clauses.push_back({outcomes.substr(1), "outcome", kOfOutcome});
  return head + " {" + Ordered(std::move(clauses)) + Break() + "}";
}

Writer::Clause Writer::InterruptText(syntax::InterruptDecl* interrupt) {
  interrupt->name = names_.Declare();
  Clause whole{W("interrupt") + " " + NamePool::Text(interrupt->name), "interrupt", {"when", "basis"}};
  std::vector<Clause> clauses;
  const auto names = [&](std::string_view slot, std::vector<syntax::NameRef>* refs) {
    if (Chance(30)) clauses.push_back(NamesClause(slot, refs));
  };
  names("because", &interrupt->reasons);
  names("approver", &interrupt->approvers);
  names("resumed_by", &interrupt->resumed_by);
  names("emits", &interrupt->emits);
  if (Chance(40)) clauses.push_back({W("go") + " " + Reference(&interrupt->target), "go", {}});
  if (Chance(30)) clauses.push_back(ConditionClause("when", &interrupt->when));
  if (Chance(30)) clauses.push_back({Basis(&interrupt->basis), "basis", {}});
  whole.text += Ordered(std::move(clauses));
  return whole;
}

void Writer::Flow() {
  syntax::FlowDecl flow;
  const std::string head = Titled("flow", &flow.name, &flow.title);
  std::vector<Clause> items;
  if (Chance(30)) items.push_back(ConditionClause("when", &flow.when));
  if (Chance(30)) items.push_back({Basis(&flow.basis), "basis", {}});
  // Several of one kind keep their order: they are one item to Ordered.
  Clause separations{"", "separate", {}}, stages{"", "stage", {}}, interrupts{"", "", {}}, gates{"", "", {}};
  while (Chance(25)) {
    separations.text +=
        Break() + W("separate") + " " + References(&flow.separations.emplace_back().positions);
  }
  for (int64_t n = random_->Below(4); n > 0; --n)
    stages.text += Break() + StageText(&flow.stages.emplace_back());
  while (Chance(25)) {
    Clause clause = InterruptText(&flow.interrupts.emplace_back());
    interrupts = {interrupts.text + Break() + clause.text, clause.key, clause.takes};
  }
  while (Chance(25)) {
    Clause clause = GateText(&flow.gates.emplace_back());
    gates = {gates.text + Break() + clause.text, clause.key, clause.takes};
  }
  Clause clocks{"", "clock", {}};
  while (Chance(25)) clocks.text += Break() + ClockText(&flow.clocks.emplace_back());
  for (Clause* many : {&separations, &stages, &interrupts, &gates, &clocks}) {
    if (!many->text.empty()) items.push_back(std::move(*many));
  }
  if (Chance(60)) {
    std::string text;
    for (int64_t n = random_->Within(1, 4); n > 0; --n) {
      flow.ends.push_back(names_.Declare());
      text += (text.empty() ? " " : ", ") + NamePool::Text(flow.ends.back());
    }
    items.push_back({W("ends") + text, "ends", {}});
  }
  Emit(head + " {" + Ordered(std::move(items)) + Break() + "}", std::move(flow));
}

}  // namespace guiju::property
