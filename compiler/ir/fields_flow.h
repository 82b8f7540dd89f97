#pragma once
// The printed fields of what flows consist of; included by fields.h.

namespace guiju::ir {

// Printed in braces inside the line of what holds them.
template <class T>
inline constexpr bool kIsGroup =
    std::is_same_v<T, Expectation> || std::is_same_v<T, Unit> || std::is_same_v<T, Quorum> ||
    std::is_same_v<T, Vote> || std::is_same_v<T, Amount> || std::is_same_v<T, Extension> ||
    std::is_same_v<T, Obligation> || std::is_same_v<T, Exclusion> || std::is_same_v<T, CheckItem> ||
    std::is_same_v<T, Separation>;

template <class F>
void FieldsOf(For<Actor>, F&& field) {
  field("", &Actor::name);
  field("body", &Actor::body);
  field("qualifications", &Actor::qualifications);
  field("acts-as", &Actor::acts_as);
  field("functions", &Actor::functions);
  field("about", &Actor::description);
  field("basis", &Actor::basis);
  field("at", &Actor::origin);
}
template <class F>
void FieldsOf(For<Quorum>, F&& field) {
  field("", &Quorum::base);
  field("majority", &Quorum::majority);
  field("numerator", &Quorum::numerator);
  field("denominator", &Quorum::denominator);
  field("persons", &Quorum::persons);
}
template <class F>
void FieldsOf(For<Vote>, F&& field) {
  field("", &Vote::rule);
  field("base", &Vote::base);
  field("numerator", &Vote::numerator);
  field("denominator", &Vote::denominator);
}
template <class F>
void FieldsOf(For<Body>, F&& field) {
  field("", &Body::actor);
  field("chair", &Body::chair);
  field("vice", &Body::vice);
  field("members", &Body::members);
  field("attends", &Body::attends);
  field("substitutes", &Body::substitutes);
  field("member-units", &Body::member_units);
  field("recusals", &Body::recusals);
  field("recusal-decider", &Body::recusal_decider);
  field("chair-recusal-decider", &Body::chair_recusal_decider);
  field("quorum", &Body::quorum);
  field("vote", &Body::vote);
  field("deadlock", &Body::deadlock);
  field("dissent-recorded", &Body::dissent_recorded);
}
template <class F>
void FieldsOf(For<Event>, F&& field) {
  field("", &Event::name);
  field("records", &Event::records);
  field("by", &Event::by);
  field("about", &Event::description);
  field("basis", &Event::basis);
  field("at", &Event::origin);
}
template <class F>
void FieldsOf(For<Document>, F&& field) {
  field("", &Document::name);
  field("required-when", &Document::required_when);
  field("about", &Document::description);
  field("basis", &Document::basis);
  field("at", &Document::origin);
}
template <class F>
void FieldsOf(For<Ground>, F&& field) {
  field("", &Ground::name);
  field("from", &Ground::from);
  field("to", &Ground::to);
  field("about", &Ground::description);
  field("basis", &Ground::basis);
  field("at", &Ground::origin);
}
template <class F>
void FieldsOf(For<Amount>, F&& field) {
  field("", &Amount::count);
  field("", &Amount::unit);
}
template <class F>
void FieldsOf(For<Extension>, F&& field) {
  field("", &Extension::amount);
  field("again", &Extension::again);
  field("at-most", &Extension::at_most);
  field("approvers", &Extension::approvers);
}
template <class F>
void FieldsOf(For<Clock>, F&& field) {
  field("", &Clock::name);
  field("from", &Clock::from);
  field("stage", &Clock::stage);
  field("duty", &Clock::duty);
  field("at-most", &Clock::at_most);
  field("at-least", &Clock::at_least);
  field("when", &Clock::when);
  field("otherwise", &Clock::otherwise);
  field("before", &Clock::before);
  field("lead", &Clock::lead);
  field("extensions", &Clock::extensions);
  field("stop-stages", &Clock::stop_stages);
  field("stop-interrupts", &Clock::stop_interrupts);
  field("stop-grounds", &Clock::stop_grounds);
  field("expiry-event", &Clock::expiry_event);
  field("expiry-target", &Clock::expiry_target);
  field("roll", &Clock::roll);
  field("basis", &Clock::basis);
  field("at", &Clock::origin);
}
template <class F>
void FieldsOf(For<Obligation>, F&& field) {
  field("", &Obligation::channel);
  field("clock", &Obligation::clock);
}
template <class F>
void FieldsOf(For<Exclusion>, F&& field) {
  field("", &Exclusion::when);
  field("basis", &Exclusion::basis);
}
template <class F>
void FieldsOf(For<Duty>, F&& field) {
  field("", &Duty::name);
  field("title", &Duty::title);
  field("from", &Duty::from);
  field("discharged-by", &Duty::discharged_by);
  field("voided-by", &Duty::voided_by);
  field("owners", &Duty::owners);
  field("approvers", &Duty::approvers);
  field("when", &Duty::when);
  field("exclusions", &Duty::exclusions);
  field("encouraged", &Duty::encouraged);
  field("obligations", &Duty::obligations);
  field("basis", &Duty::basis);
  field("at", &Duty::origin);
}
template <class F>
void FieldsOf(For<CheckItem>, F&& field) {
  field("", &CheckItem::name);
  field("defect", &CheckItem::defect);
}
template <class F>
void FieldsOf(For<Outcome>, F&& field) {
  field("", &Outcome::stage);
  field("", &Outcome::name);
  field("verdict", &Outcome::verdict);
  field("target", &Outcome::target);
  field("at-most", &Outcome::at_most);
  field("beyond", &Outcome::beyond);
  field("emits", &Outcome::emits);
  field("on", &Outcome::on);
  field("when", &Outcome::when);
  field("approvers", &Outcome::approvers);
  field("needs", &Outcome::needs);
  field("decides", &Outcome::decides);
  field("revises", &Outcome::revises);
  field("reasoned", &Outcome::reasoned);
  field("basis", &Outcome::basis);
  field("at", &Outcome::origin);
}
template <class F>
void FieldsOf(For<Stage>, F&& field) {
  field("", &Stage::flow);
  field("", &Stage::name);
  field("title", &Stage::title);
  field("is-end", &Stage::is_end);
  field("manner", &Stage::manner);
  field("actors", &Stage::actors);
  field("functions", &Stage::functions);
  field("only-when", &Stage::only_when);
  field("otherwise", &Stage::otherwise);
  field("limit", &Stage::limit);
  field("needs", &Stage::needs);
  field("checks", &Stage::checks);
  field("bars", &Stage::bars);
  field("agenda", &Stage::agenda);
  field("outcomes", &Stage::outcomes);
  field("basis", &Stage::basis);
  field("at", &Stage::origin);
}
template <class F>
void FieldsOf(For<Interrupt>, F&& field) {
  field("", &Interrupt::flow);
  field("", &Interrupt::name);
  field("reasons", &Interrupt::reasons);
  field("when", &Interrupt::when);
  field("approvers", &Interrupt::approvers);
  field("resumed-by", &Interrupt::resumed_by);
  field("emits", &Interrupt::emits);
  field("target", &Interrupt::target);
  field("basis", &Interrupt::basis);
  field("at", &Interrupt::origin);
}
template <class F>
void FieldsOf(For<Gate>, F&& field) {
  field("flow", &Gate::flow);
  field("", &Gate::needed);
  field("decides", &Gate::decides);
  field("target", &Gate::target);
  field("when", &Gate::when);
  field("basis", &Gate::basis);
  field("at", &Gate::origin);
}
template <class F>
void FieldsOf(For<Separation>, F&& field) {
  field("", &Separation::positions);
}
template <class F>
void FieldsOf(For<Flow>, F&& field) {
  field("", &Flow::policy);
  field("", &Flow::name);
  field("title", &Flow::title);
  field("when", &Flow::when);
  field("stages", &Flow::stages);
  field("interrupts", &Flow::interrupts);
  field("clocks", &Flow::clocks);
  field("gates", &Flow::gates);
  field("separations", &Flow::separations);
  field("basis", &Flow::basis);
  field("at", &Flow::origin);
}

}  // namespace guiju::ir
