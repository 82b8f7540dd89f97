#pragma once
// The fields of positions, events, documents, bodies, clocks, duties and flows; see fields.h.
#include "compiler/syntax/tree.h"

namespace guiju::syntax {

template <class V>
void Fields(V& v, const PositionDecl& x) {
  v("name", x.name);
  v("qualifications", x.qualifications);
  v("acts_as", x.acts_as);
  v("description", x.description);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const EventDecl& x) {
  v("name", x.name);
  v("records", x.records);
  v("by", x.by);
  v("description", x.description);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const DocumentDecl& x) {
  v("name", x.name);
  v("required_when", x.required_when);
  v("description", x.description);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const GroundDecl& x) {
  v("name", x.name);
  v("from", x.from);
  v("to", x.to);
  v("description", x.description);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const Share& x) {
  v("base", x.base);
  v("rule", x.rule);
  v("amount", x.amount);
}
template <class V>
void Fields(V& v, const BodyDecl& x) {
  v("name", x.name);
  v("chair", x.chair);
  v("vice", x.vice);
  v("members", x.members);
  v("member_units", x.member_units);
  v("attends", x.attends);
  v("substitutes", x.substitutes);
  v("acts_as", x.acts_as);
  v("recusals", x.recusals);
  v("recusal_decider", x.recusal_decider);
  v("chair_recusal_decider", x.chair_recusal_decider);
  v("quorum", x.quorum);
  v("vote", x.vote);
  v("deadlock", x.deadlock);
  v("dissent", x.dissent);
  v("description", x.description);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const Limit& x) {
  v("amount", x.amount);
  v("when", x.when);
  v("otherwise", x.otherwise);
}
template <class V>
void Fields(V& v, const BackwardLimit& x) {
  v("event", x.event);
  v("amount", x.amount);
}
template <class V>
void Fields(V& v, const ExtensionClause& x) {
  v("amount", x.amount);
  v("again", x.again);
  v("must_set", x.must_set);
  v("once", x.once);
  v("times", x.times);
  v("approvers", x.approvers);
}
template <class V>
void Fields(V& v, const Timing& x) {
  v("within", x.within);
  v("minimum", x.minimum);
  v("latest", x.latest);
  v("extensions", x.extensions);
  v("excludes", x.excludes);
  v("expiry_event", x.expiry_event);
  v("expiry_target", x.expiry_target);
  v("roll", x.roll);
}
template <class V>
void Fields(V& v, const ClockDecl& x) {
  v("name", x.name);
  v("from", x.from);
  v("timing", x.timing);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const ObligationDecl& x) {
  v("channel", x.channel);
  v("timing", x.timing);
  v("overrides", x.overrides);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const ExclusionClause& x) {
  v("when", x.when);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const DutyDecl& x) {
  v("name", x.name);
  v("title", x.title);
  v("from", x.from);
  v("owners", x.owners);
  v("approvers", x.approvers);
  v("discharged_by", x.discharged_by);
  v("voided_by", x.voided_by);
  v("when", x.when);
  v("exclusions", x.exclusions);
  v("encouraged", x.encouraged);
  v("timing", x.timing);
  v("obligations", x.obligations);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const GateDecl& x) {
  v("needed", x.needed);
  v("decides", x.decides);
  v("target", x.target);
  v("when", x.when);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const CheckItem& x) {
  v("name", x.name);
  v("defect", x.defect);
}
template <class V>
void Fields(V& v, const OutcomeDecl& x) {
  v("name", x.name);
  v("verdict", x.verdict);
  v("target", x.target);
  v("at_most", x.at_most);
  v("beyond", x.beyond);
  v("emits", x.emits);
  v("on", x.on);
  v("approvers", x.approvers);
  v("needs", x.needs);
  v("when", x.when);
  v("decides", x.decides);
  v("revises", x.revises);
  v("reasoned", x.reasoned);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const StageDecl& x) {
  v("name", x.name);
  v("title", x.title);
  v("manner", x.manner);
  v("actors", x.actors);
  v("acts_as", x.acts_as);
  v("needs", x.needs);
  v("bars", x.bars);
  v("agenda", x.agenda);
  v("only_when", x.only_when);
  v("otherwise", x.otherwise);
  v("checks", x.checks);
  v("timing", x.timing);
  v("outcomes", x.outcomes);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const InterruptDecl& x) {
  v("name", x.name);
  v("reasons", x.reasons);
  v("approvers", x.approvers);
  v("resumed_by", x.resumed_by);
  v("emits", x.emits);
  v("target", x.target);
  v("when", x.when);
  v("basis", x.basis);
}
template <class V>
void Fields(V& v, const SeparationClause& x) {
  v("positions", x.positions);
}
template <class V>
void Fields(V& v, const FlowDecl& x) {
  v("name", x.name);
  v("title", x.title);
  v("when", x.when);
  v("separations", x.separations);
  v("clocks", x.clocks);
  v("stages", x.stages);
  v("interrupts", x.interrupts);
  v("gates", x.gates);
  v("ends", x.ends);
  v("basis", x.basis);
}

}  // namespace guiju::syntax
