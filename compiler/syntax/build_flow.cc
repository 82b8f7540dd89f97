// Flows: stages, outcomes, interrupts.
#include "compiler/syntax/build.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {

FlowDecl Builder::Flow(P::FlowDeclContext* decl) {
  FlowDecl flow;
  flow.span = SpanOf(decl);
  flow.name = NameOf(decl->head->id);
  flow.title = Quoted(decl->head->text);
  if (decl->block == nullptr) return flow;
  for (P::FlowItemContext* item : decl->block->items) FlowItem(flow, item);
  return flow;
}

void Builder::FlowItem(FlowDecl& flow, P::FlowItemContext* item) {
  if (item->clock != nullptr) {
    if (!Failed(item->clock->head)) flow.clocks.push_back(Clock(item->clock));
  } else if (item->stage != nullptr) {
    if (!Failed(item->stage->head)) flow.stages.push_back(Stage(item->stage));
  } else if (item->interrupt != nullptr) {
    if (!Failed(item->interrupt->id)) flow.interrupts.push_back(Interrupt(item->interrupt));
  } else if (item->gate != nullptr) {
    if (!Failed(item->gate)) flow.gates.push_back(Gate(item->gate));
  } else if (item->from != nullptr) {
    Basis(flow.basis, item->from);
  } else if (item->key != nullptr) {
    switch (LexemeOf(item->key).type) {
      case tok::WHEN:
        return Condition(flow.when, item->value, item->key);
      case tok::SEPARATE:
        if (!Failed(item)) flow.separations.push_back({RefsOf(item->words), SpanOf(item)});
        return;
      default:
        if (!Once(!flow.ends.empty(), item->key)) return;
        flow.ends_span = SpanOf(item);
        for (P::NewNameContext* end : item->ends) flow.ends.push_back(NameOf(end));
        return;
    }
  }
}

StageDecl Builder::Stage(P::StageDeclContext* decl) {
  StageDecl stage;
  stage.span = SpanOf(decl);
  stage.name = NameOf(decl->head->id);
  stage.title = Quoted(decl->head->text);
  if (decl->block == nullptr) return stage;
  for (P::StageItemContext* item : decl->block->items) StageItem(stage, item);
  return stage;
}

void Builder::StageItem(StageDecl& stage, P::StageItemContext* item) {
  if (item->time != nullptr) return TimingClause(stage.timing, item->time);
  if (item->entry != nullptr) {
    if (!Failed(item->entry->id)) stage.outcomes.push_back(Outcome(item->entry));
    return;
  }
  if (item->from != nullptr) return Basis(stage.basis, item->from);
  const antlr4::Token* key = item->key;
  if (key == nullptr || Failed(item)) return;
  const auto actors = [&](std::string_view manner) {
    if (!Once(!stage.manner.empty(), key)) return;
    stage.manner = manner;
    stage.actors = RefsOf(item->words);
  };
  switch (LexemeOf(key).type) {
    case tok::BY:
      return actors("by");
    case tok::IN_TURN:
      return actors("in_turn");
    case tok::PARALLEL:
      return actors("parallel");
    case tok::ACTS_AS:
      return Refs(stage.acts_as, item->words, key);
    case tok::NEEDS:
      return Refs(stage.needs, item->words, key);
    case tok::BARS:
      return Refs(stage.bars, item->words, key);
    case tok::AGENDA:
      return Refs(stage.agenda, item->words, key);
    case tok::ONLY_WHEN:
      Condition(stage.only_when, item->value, key);
      stage.otherwise = RefOf(item->target);
      return;
    default:
      if (!Once(!stage.checks.empty(), key)) return;
      for (P::CheckContext* check : item->checks) {
        if (!Failed(check)) stage.checks.push_back({NameOf(check->id), RefOf(check->defect)});
      }
      return;
  }
}

OutcomeDecl Builder::Outcome(P::OutcomeDeclContext* decl) {
  OutcomeDecl outcome;
  outcome.span = SpanOf(decl);
  outcome.name = NameOf(decl->id);
  for (P::OutcomeClauseContext* clause : decl->clauses) OutcomeClause(outcome, clause);
  return outcome;
}

void Builder::OutcomeClause(OutcomeDecl& outcome, P::OutcomeClauseContext* clause) {
  if (clause->from != nullptr) return Basis(outcome.basis, clause->from);
  const antlr4::Token* key = clause->key;
  if (key == nullptr) return;
  const auto flag = [&](bool& slot) {
    if (Once(slot, key)) slot = true;
  };
  if (LexemeOf(key).type == tok::WHEN) return Condition(outcome.when, clause->value, key);
  if (Failed(clause)) return;
  switch (LexemeOf(key).type) {
    case tok::COUNTS_AS:
      if (Once(!outcome.verdict.empty(), key))
        outcome.verdict = ChoiceOf(clause->word, "verdict", "counts_as");
      return;
    case tok::GO:
      return Ref(outcome.target, clause->word, key);
    case tok::AT_MOST_TIMES:
      if (!Once(outcome.at_most.has_value(), key)) return;
      outcome.at_most = AmountOf(clause->count);
      outcome.beyond = RefOf(clause->word);
      return;
    case tok::EMITS:
      return Refs(outcome.emits, clause->words, key);
    case tok::ON:
      return Refs(outcome.on, clause->words, key);
    case tok::APPROVER:
      return Refs(outcome.approvers, clause->words, key);
    case tok::NEEDS:
      return Refs(outcome.needs, clause->words, key);
    case tok::DECIDES:
      return flag(outcome.decides);
    case tok::REVISES:
      return flag(outcome.revises);
    default:
      return flag(outcome.reasoned);
  }
}

InterruptDecl Builder::Interrupt(P::InterruptDeclContext* decl) {
  InterruptDecl interrupt;
  interrupt.span = SpanOf(decl);
  interrupt.name = NameOf(decl->id);
  for (P::InterruptClauseContext* clause : decl->clauses) {
    if (clause->from != nullptr) {
      Basis(interrupt.basis, clause->from);
      continue;
    }
    const antlr4::Token* key = clause->key;
    if (key == nullptr) continue;
    switch (LexemeOf(key).type) {
      case tok::WHEN:
        Condition(interrupt.when, clause->value, key);
        break;
      case tok::GO:
        Ref(interrupt.target, clause->word, key);
        break;
      case tok::BECAUSE:
        Refs(interrupt.reasons, clause->words, key);
        break;
      case tok::APPROVER:
        Refs(interrupt.approvers, clause->words, key);
        break;
      case tok::RESUMED_BY:
        Refs(interrupt.resumed_by, clause->words, key);
        break;
      default:
        Refs(interrupt.emits, clause->words, key);
        break;
    }
  }
  return interrupt;
}

}  // namespace guiju::syntax
