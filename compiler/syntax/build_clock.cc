// Clocks and what counts by them: limits of stages, 期限, duties; gates.
#include "compiler/syntax/build.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {

Amount Builder::AmountOf(P::AmountContext* amount) {
  if (Failed(amount)) return {};
  const NumberParts& parts = NumberOf(amount->value);
  return {parts.digits, parts.unit, SpanOf(amount->value)};
}

ExtensionClause Builder::Extension(P::TimingContext* clause, bool again) {
  ExtensionClause extension;
  extension.span = SpanOf(clause);
  extension.again = again;
  if (clause->count != nullptr) extension.amount = AmountOf(clause->count);
  extension.must_set = clause->set != nullptr;
  extension.once = clause->once != nullptr;
  if (clause->times != nullptr) extension.times = AmountOf(clause->times);
  extension.approvers = RefsOf(clause->words);
  return extension;
}

void Builder::TimingClause(Timing& timing, P::TimingContext* clause) {
  if (Failed(clause) || clause->key == nullptr) return;
  const antlr4::Token* key = clause->key;
  switch (LexemeOf(key).type) {
    case tok::WITHIN: {
      if (!Once(timing.within.has_value(), key)) return;
      Limit limit;
      limit.span = SpanOf(clause);
      limit.amount = AmountOf(clause->count);
      if (clause->when != nullptr) limit.when = ExprOf(clause->when);
      if (clause->other != nullptr) limit.otherwise = AmountOf(clause->other);
      timing.within = std::move(limit);
      return;
    }
    case tok::MINIMUM:
      if (Once(timing.minimum.has_value(), key)) timing.minimum = AmountOf(clause->count);
      return;
    case tok::LATEST:
      if (Once(timing.latest.has_value(), key))
        timing.latest = BackwardLimit{RefOf(clause->word), AmountOf(clause->count), SpanOf(clause)};
      return;
    case tok::PROLONG:
      timing.extensions.push_back(Extension(clause, false));
      return;
    case tok::PROLONG_AGAIN:
      timing.extensions.push_back(Extension(clause, true));
      return;
    case tok::EXCLUDES:
      return Refs(timing.excludes, clause->words, key);
    case tok::ON_EXPIRY:
      if (!Once(!timing.expiry_event.text.empty() || !timing.expiry_target.text.empty(), key)) return;
      if (clause->target != nullptr) {
        timing.expiry_target = RefOf(clause->target);
      } else {
        timing.expiry_event = RefOf(clause->word);
      }
      return;
    default:
      if (Once(!timing.roll.empty(), key)) timing.roll = ChoiceOf(clause->word, "roll", "roll");
      return;
  }
}

ClockDecl Builder::Clock(P::ClockDeclContext* decl) {
  ClockDecl clock;
  clock.span = SpanOf(decl);
  clock.name = NameOf(decl->head->id);
  if (decl->block == nullptr) return clock;
  for (P::ClockClauseContext* clause : decl->block->items) {
    if (clause->time != nullptr) {
      TimingClause(clock.timing, clause->time);
    } else if (clause->from != nullptr) {
      Basis(clock.basis, clause->from);
    } else if (!Failed(clause)) {
      Refs(clock.from, clause->words, clause->key);
    }
  }
  return clock;
}

ObligationDecl Builder::Obligation(P::ObligationContext* decl) {
  ObligationDecl obligation;
  obligation.span = SpanOf(decl);
  obligation.channel = NameOf(decl->id);
  for (P::ObligationClauseContext* clause : decl->clauses) {
    if (clause->time != nullptr) {
      TimingClause(obligation.timing, clause->time);
    } else if (clause->from != nullptr) {
      Basis(obligation.basis, clause->from);
    } else if (!Failed(clause) && Once(obligation.overrides.has_value(), clause->key)) {
      obligation.overrides = QNameOf(clause->target);
    }
  }
  return obligation;
}

DutyDecl Builder::Duty(P::DutyDeclContext* decl) {
  DutyDecl duty;
  duty.span = SpanOf(decl);
  duty.name = NameOf(decl->head->id);
  duty.title = Quoted(decl->head->text);
  if (decl->block == nullptr) return duty;
  for (P::DutyClauseContext* clause : decl->block->items) DutyClause(duty, clause);
  return duty;
}

void Builder::DutyClause(DutyDecl& duty, P::DutyClauseContext* clause) {
  if (clause->time != nullptr) return TimingClause(duty.timing, clause->time);
  if (clause->due != nullptr) {
    if (!Failed(clause->due->id)) duty.obligations.push_back(Obligation(clause->due));
    return;
  }
  if (clause->from != nullptr) return Basis(duty.basis, clause->from);
  const antlr4::Token* key = clause->key;
  if (key == nullptr || Failed(clause)) return;
  switch (LexemeOf(key).type) {
    case tok::SINCE:
      return Refs(duty.from, clause->words, key);
    case tok::BY:
      return Refs(duty.owners, clause->words, key);
    case tok::APPROVER:
      return Refs(duty.approvers, clause->words, key);
    case tok::DISCHARGED_BY:
      return Refs(duty.discharged_by, clause->words, key);
    case tok::VOIDED_BY:
      return Refs(duty.voided_by, clause->words, key);
    case tok::WHEN:
      return Condition(duty.when, clause->value, key);
    case tok::NOT_APPLICABLE: {
      ExclusionClause exclusion{ExprOf(clause->value), {}, SpanOf(clause)};
      if (clause->reason != nullptr) exclusion.basis = CitesOf(clause->reason);
      duty.exclusions.push_back(std::move(exclusion));
      return;
    }
    default:
      if (Once(duty.encouraged, key)) duty.encouraged = true;
      return;
  }
}

GateDecl Builder::Gate(P::GateDeclContext* decl) {
  GateDecl gate;
  gate.span = SpanOf(decl);
  gate.needed = RefsOf(decl->needed);
  gate.decides = decl->decides != nullptr;
  gate.target = RefOf(decl->target);
  for (P::GateClauseContext* clause : decl->clauses) {
    if (clause->from != nullptr) {
      Basis(gate.basis, clause->from);
    } else if (clause->key != nullptr) {
      Condition(gate.when, clause->value, clause->key);
    }
  }
  return gate;
}

}  // namespace guiju::syntax
