#include "compiler/syntax/print_flow.h"

#include <algorithm>

namespace guiju::syntax {

std::string FlowPrinter::Text(const std::vector<NameRef>& refs) const {
  std::string text;
  for (const NameRef& ref : refs) text += (text.empty() ? "" : ", ") + Text(ref);
  return text;
}

std::string FlowPrinter::Text(const Amount& amount) const {
  return exprs_.Quantity(amount.number, amount.unit);
}

std::string FlowPrinter::Text(const Share& share) const {
  std::string text = share.base.empty() ? "" : C("count_base", share.base) + " ";
  return text + (share.rule.empty() ? Text(share.amount) : C("vote_rule", share.rule));
}

void FlowPrinter::PutRef(Clauses& clauses, std::string_view slot, const NameRef& ref) const {
  PutWord(clauses, slot, Text(ref));
}

void FlowPrinter::PutRefs(Clauses& clauses, std::string_view slot, const std::vector<NameRef>& refs) const {
  PutWord(clauses, slot, Text(refs));
}

void FlowPrinter::PutFlag(Clauses& clauses, std::string_view slot, bool flag) const {
  if (flag) Put(clauses, W(slot));
}

std::string FlowPrinter::Titled(std::string_view slot, const Name& name, const std::string& title) const {
  return W(slot) + " " + Declared(name) + (title.empty() ? "" : " " + QuotedText(title));
}

void FlowPrinter::PutExtension(Clauses& clauses, const ExtensionClause& x) const {
  std::string text = W(x.again ? "prolong_again" : "prolong");
  if (x.amount) text += " " + Text(*x.amount);
  if (x.once) text += " " + W("once");
  if (x.times) text += " " + W("at_most_times") + " " + Text(*x.times);
  if (x.must_set) text += " " + W("must_set");
  if (!x.approvers.empty()) text += " " + W("approver") + " " + Text(x.approvers);
  Put(clauses, std::move(text));
}

void FlowPrinter::PutTiming(Clauses& clauses, const Timing& x) const {
  if (x.within) {
    std::string text = W("within") + " " + Text(x.within->amount);
    if (x.within->when.has_value()) text += " " + W("when") + " " + exprs_.Text(x.within->when);
    if (x.within->otherwise) text += " " + W("otherwise") + " " + Text(*x.within->otherwise);
    Put(clauses, std::move(text));
  }
  if (x.minimum) PutWord(clauses, "minimum", Text(*x.minimum));
  if (x.latest)
    PutWord(clauses, "latest", Text(x.latest->event) + " " + W("before") + " " + Text(x.latest->amount));
  for (const ExtensionClause& extension : x.extensions) PutExtension(clauses, extension);
  PutRefs(clauses, "excludes", x.excludes);
  if (!x.expiry_event.text.empty())
    Put(clauses, W("on_expiry") + " " + W("emits") + " " + Text(x.expiry_event));
  if (!x.expiry_target.text.empty())
    Put(clauses, W("on_expiry") + " " + W("go") + " " + Text(x.expiry_target));
  if (!x.roll.empty()) PutWord(clauses, "roll", C("roll", x.roll));
}

template <class Inside>
void FlowPrinter::Block(const Span& span, uint32_t first, const std::string& head, const Clauses& clauses,
                        Inside inside) {
  layout_.Statement(span.begin, span.begin + 1, head, {}, true);
  layout_.Indent();
  // What is said before the first item stays with it; other comments between the clauses lead them.
  const uint32_t at = layout_.CommentsBefore(first);
  for (const ClauseText& clause : clauses) layout_.Inner(at, "", {clause});
  inside();
  layout_.Close(span.end);
}

void FlowPrinter::Print(const PositionDecl& x) {
  Clauses clauses;
  PutRefs(clauses, "qualified", x.qualifications);
  PutRefs(clauses, "acts_as", x.acts_as);
  PutBasis(clauses, x.basis);
  PutText(clauses, "description", x.description);
  layout_.Statement(x.span.begin, x.span.end, W("position") + " " + Declared(x.name), clauses);
}

void FlowPrinter::Print(const EventDecl& x) {
  Clauses clauses;
  if (x.records) PutWord(clauses, "records", speller_.Joined(*x.records));
  PutRefs(clauses, "by", x.by);
  PutBasis(clauses, x.basis);
  PutText(clauses, "description", x.description);
  layout_.Statement(x.span.begin, x.span.end, W("event") + " " + Declared(x.name), clauses);
}

void FlowPrinter::Print(const DocumentDecl& x) {
  Clauses clauses;
  PutExpr(clauses, "required_when", x.required_when);
  PutBasis(clauses, x.basis);
  PutText(clauses, "description", x.description);
  layout_.Statement(x.span.begin, x.span.end, W("document") + " " + Declared(x.name), clauses);
}

void FlowPrinter::Print(const GroundDecl& x) {
  Clauses clauses;
  PutRef(clauses, "from", x.from);
  PutRef(clauses, "to", x.to);
  PutBasis(clauses, x.basis);
  PutText(clauses, "description", x.description);
  layout_.Statement(x.span.begin, x.span.end, W("ground") + " " + Declared(x.name), clauses);
}

void FlowPrinter::Print(const BodyDecl& x) {
  Clauses clauses;
  PutRefs(clauses, "acts_as", x.acts_as);
  PutRefs(clauses, "chair", x.chair);
  PutRefs(clauses, "vice", x.vice);
  PutRefs(clauses, "members", x.members);
  PutRefs(clauses, "member_units", x.member_units);
  PutRefs(clauses, "attends", x.attends);
  PutRefs(clauses, "substitutes", x.substitutes);
  std::string reasons;
  for (const std::string& reason : x.recusals)
    reasons += (reasons.empty() ? "" : ", ") + C("recusal", reason);
  if (!reasons.empty())
    PutWord(
        clauses, "recuse",
        reasons +
            (x.recusal_decider.text.empty() ? "" : " " + W("decided_by") + " " + Text(x.recusal_decider)));
  if (!x.chair_recusal_decider.text.empty())
    Put(clauses, W("chair_recused") + " " + W("decided_by") + " " + Text(x.chair_recusal_decider));
  if (x.quorum.span.end != 0) PutWord(clauses, "quorum", Text(x.quorum));
  if (x.vote.span.end != 0) PutWord(clauses, "vote", Text(x.vote));
  if (!x.deadlock.empty()) PutWord(clauses, "deadlock", C("deadlock", x.deadlock));
  PutFlag(clauses, "dissent", x.dissent);
  PutBasis(clauses, x.basis);
  PutText(clauses, "description", x.description);
  Block(x.span, x.span.end - 1, W("body") + " " + Declared(x.name), clauses, [] {});
}

void FlowPrinter::Print(const ClockDecl& x) {
  Clauses clauses;
  PutRefs(clauses, "from", x.from);
  PutTiming(clauses, x.timing);
  PutBasis(clauses, x.basis);
  Block(x.span, x.span.end - 1, W("clock") + " " + Declared(x.name), clauses, [] {});
}

void FlowPrinter::Print(const ObligationDecl& x) {
  Clauses clauses;
  PutTiming(clauses, x.timing);
  PutBasis(clauses, x.basis);
  if (x.overrides) PutWord(clauses, "overrides", speller_.Joined(*x.overrides));
  layout_.Statement(x.span.begin, x.span.end, W("channel") + " " + Declared(x.channel), clauses);
}

void FlowPrinter::Print(const DutyDecl& x) {
  Clauses clauses;
  PutRefs(clauses, "from", x.from);
  PutRefs(clauses, "by", x.owners);
  PutRefs(clauses, "approver", x.approvers);
  PutFlag(clauses, "encouraged", x.encouraged);
  PutExpr(clauses, "when", x.when);
  PutTiming(clauses, x.timing);
  PutBasis(clauses, x.basis);
  for (const ExclusionClause& exclusion : x.exclusions) {
    Put(clauses, W("not_applicable") + " " + W("when") + " " + exprs_.Text(exclusion.when) +
                     (exclusion.basis.empty() ? "" : " " + BasisText(exclusion.basis)));
  }
  PutRefs(clauses, "discharged_by", x.discharged_by);
  PutRefs(clauses, "voided_by", x.voided_by);
  const uint32_t first = x.obligations.empty() ? x.span.end - 1 : x.obligations[0].span.begin;
  Block(x.span, first, Titled("duty", x.name, x.title), clauses, [&] {
    for (const ObligationDecl& obligation : x.obligations) Print(obligation);
  });
}

void FlowPrinter::Print(const GateDecl& x) {
  // A stage keeps its spelling where the other one would be read as the decision itself.
  std::string target = Text(x.target);
  if (target == W("decides")) target = x.target.text;
  Clauses clauses;
  PutExpr(clauses, "when", x.when);
  PutBasis(clauses, x.basis);
  layout_.Statement(
      x.span.begin, x.span.end,
      W("require") + " " + Text(x.needed) + " " + W("permits") + " " + (x.decides ? W("decides") : target),
      clauses);
}

void FlowPrinter::Print(const OutcomeDecl& x) {
  Clauses clauses;
  if (!x.verdict.empty()) PutWord(clauses, "counts_as", C("verdict", x.verdict));
  PutRefs(clauses, "on", x.on);
  PutExpr(clauses, "when", x.when);
  PutRefs(clauses, "approver", x.approvers);
  PutRefs(clauses, "needs", x.needs);
  PutFlag(clauses, "reasoned", x.reasoned);
  PutFlag(clauses, "revises", x.revises);
  PutFlag(clauses, "decides", x.decides);
  PutRefs(clauses, "emits", x.emits);
  PutRef(clauses, "go", x.target);
  if (x.at_most)
    Put(clauses, W("at_most_times") + " " + Text(*x.at_most) + " " + W("beyond") + " " + Text(x.beyond));
  PutBasis(clauses, x.basis);
  layout_.Statement(x.span.begin, x.span.end, W("outcome") + " " + Declared(x.name), clauses);
}

void FlowPrinter::Print(const InterruptDecl& x) {
  Clauses clauses;
  PutRefs(clauses, "because", x.reasons);
  PutExpr(clauses, "when", x.when);
  PutRefs(clauses, "approver", x.approvers);
  PutRefs(clauses, "resumed_by", x.resumed_by);
  PutRefs(clauses, "emits", x.emits);
  PutRef(clauses, "go", x.target);
  PutBasis(clauses, x.basis);
  layout_.Statement(x.span.begin, x.span.end, W("interrupt") + " " + Declared(x.name), clauses);
}

void FlowPrinter::Print(const StageDecl& x) {
  Clauses clauses;
  if (!x.manner.empty()) PutRefs(clauses, x.manner, x.actors);
  PutRefs(clauses, "acts_as", x.acts_as);
  if (x.only_when.has_value())
    Put(clauses, W("only_when") + " " + exprs_.Text(x.only_when) + " " + W("else") + " " + W("go") + " " +
                     Text(x.otherwise));
  PutTiming(clauses, x.timing);
  PutRefs(clauses, "needs", x.needs);
  std::string checks;
  for (const CheckItem& check : x.checks) {
    checks += (checks.empty() ? "" : ", ") + Declared(check.name);
    if (!check.defect.text.empty()) checks += " " + W("defect") + " " + Text(check.defect);
  }
  PutWord(clauses, "checks", checks);
  PutRefs(clauses, "bars", x.bars);
  PutRefs(clauses, "agenda", x.agenda);
  PutBasis(clauses, x.basis);
  const uint32_t first = x.outcomes.empty() ? x.span.end - 1 : x.outcomes[0].span.begin;
  Block(x.span, first, Titled("stage", x.name, x.title), clauses, [&] {
    for (const OutcomeDecl& outcome : x.outcomes) Print(outcome);
  });
}

void FlowPrinter::Print(const FlowDecl& x) {
  struct Part {
    uint32_t at;
    const ClockDecl* clock = nullptr;
    const StageDecl* stage = nullptr;
    const InterruptDecl* interrupt = nullptr;
    const GateDecl* gate = nullptr;
    const SeparationClause* separation = nullptr;
    bool ends = false;
  };
  std::vector<Part> parts;
  for (const SeparationClause& separation : x.separations)
    parts.push_back({.at = separation.span.begin, .separation = &separation});
  for (const ClockDecl& clock : x.clocks) parts.push_back({.at = clock.span.begin, .clock = &clock});
  for (const StageDecl& stage : x.stages) parts.push_back({.at = stage.span.begin, .stage = &stage});
  for (const InterruptDecl& interrupt : x.interrupts)
    parts.push_back({.at = interrupt.span.begin, .interrupt = &interrupt});
  for (const GateDecl& gate : x.gates) parts.push_back({.at = gate.span.begin, .gate = &gate});
  if (!x.ends.empty()) parts.push_back({.at = x.ends_span.begin, .ends = true});
  std::ranges::sort(parts, {}, &Part::at);
  Clauses clauses;
  PutExpr(clauses, "when", x.when);
  PutBasis(clauses, x.basis);
  Block(x.span, parts.empty() ? x.span.end - 1 : parts[0].at, Titled("flow", x.name, x.title), clauses, [&] {
    for (const Part& part : parts) {
      if (part.clock != nullptr) Print(*part.clock);
      if (part.stage != nullptr) Print(*part.stage);
      if (part.interrupt != nullptr) Print(*part.interrupt);
      if (part.gate != nullptr) Print(*part.gate);
      if (part.separation != nullptr)
        layout_.Statement(part.separation->span.begin, part.separation->span.end,
                          W("separate") + " " + Text(part.separation->positions), {});
      if (part.ends) {
        std::string names;
        for (const Name& end : x.ends) names += (names.empty() ? "" : ", ") + Declared(end);
        layout_.Statement(x.ends_span.begin, x.ends_span.end, W("ends") + " " + names, {});
      }
    }
  });
}

}  // namespace guiju::syntax
