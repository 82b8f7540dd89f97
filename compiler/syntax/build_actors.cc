// Positions, events, documents, grounds and bodies; the parts their clauses share with flows and duties.
#include "compiler/syntax/build.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {

NameRef Builder::RefOf(P::NameContext* name) {
  if (Failed(name)) return {};
  return {Text(name->start), SpanOf(name->start)};
}

std::vector<NameRef> Builder::RefsOf(P::NamesContext* names) {
  std::vector<NameRef> refs;
  if (names == nullptr) return refs;
  for (P::NameContext* name : names->all) {
    if (!Failed(name)) refs.push_back(RefOf(name));
  }
  return refs;
}

void Builder::Refs(std::vector<NameRef>& slot, P::NamesContext* names, const antlr4::Token* key) {
  if (Once(!slot.empty(), key)) slot = RefsOf(names);
}

void Builder::Ref(NameRef& slot, P::NameContext* name, const antlr4::Token* key) {
  if (Once(!slot.text.empty(), key)) slot = RefOf(name);
}

void Builder::Basis(std::vector<Cite>& slot, P::BasisContext* basis) {
  if (Once(!slot.empty(), basis->start)) slot = CitesOf(basis);
}

void Builder::Condition(ExprId& slot, P::ExprContext* value, const antlr4::Token* key) {
  if (!Once(slot.has_value(), key)) return;
  slot = Failed(value) ? Poison(SpanOf(key)) : ExprOf(value);
}

void Builder::Description(std::string& slot, const antlr4::Token* text, const antlr4::Token* key) {
  if (Once(!slot.empty(), key)) slot = Quoted(text);
}

PositionDecl Builder::Position(P::PositionDeclContext* decl) {
  PositionDecl position;
  position.span = SpanOf(decl);
  position.name = NameOf(decl->id);
  for (P::PositionClauseContext* clause : decl->clauses) {
    if (Failed(clause)) continue;
    if (clause->from != nullptr) {
      Basis(position.basis, clause->from);
    } else if (clause->text != nullptr) {
      Description(position.description, clause->text, clause->key);
    } else {
      const bool qualified = LexemeOf(clause->key).type == tok::QUALIFIED;
      Refs(qualified ? position.qualifications : position.acts_as, clause->words, clause->key);
    }
  }
  return position;
}

EventDecl Builder::Event(P::EventDeclContext* decl) {
  EventDecl event;
  event.span = SpanOf(decl);
  event.name = NameOf(decl->id);
  for (P::EventClauseContext* clause : decl->clauses) {
    if (Failed(clause)) continue;
    if (clause->from != nullptr) {
      Basis(event.basis, clause->from);
    } else if (clause->target != nullptr) {
      if (Once(event.records.has_value(), clause->key)) event.records = QNameOf(clause->target);
    } else if (clause->words != nullptr) {
      Refs(event.by, clause->words, clause->key);
    } else {
      Description(event.description, clause->text, clause->key);
    }
  }
  return event;
}

DocumentDecl Builder::Document(P::DocumentDeclContext* decl) {
  DocumentDecl document;
  document.span = SpanOf(decl);
  document.name = NameOf(decl->id);
  for (P::DocumentClauseContext* clause : decl->clauses) {
    if (clause->from != nullptr) {
      Basis(document.basis, clause->from);
    } else if (clause->key != nullptr && LexemeOf(clause->key).type == tok::REQUIRED_WHEN) {
      Condition(document.required_when, clause->value, clause->key);
    } else if (!Failed(clause)) {
      Description(document.description, clause->text, clause->key);
    }
  }
  return document;
}

GroundDecl Builder::Ground(P::GroundDeclContext* decl) {
  GroundDecl ground;
  ground.span = SpanOf(decl);
  ground.name = NameOf(decl->id);
  for (P::GroundClauseContext* clause : decl->clauses) {
    if (Failed(clause)) continue;
    if (clause->from != nullptr) {
      Basis(ground.basis, clause->from);
    } else if (clause->text != nullptr) {
      Description(ground.description, clause->text, clause->key);
    } else {
      Ref(LexemeOf(clause->key).type == tok::SINCE ? ground.from : ground.to, clause->word, clause->key);
    }
  }
  if (ground.from.text.empty() || ground.to.text.empty())
    Missing(ground.name.span, "事由", "自 事件 至 事件", "a ground", "from event to event");
  return ground;
}

BodyDecl Builder::Body(P::BodyDeclContext* decl) {
  BodyDecl body;
  body.span = SpanOf(decl);
  body.name = NameOf(decl->head->id);
  if (decl->block == nullptr) return body;
  for (P::BodyClauseContext* clause : decl->block->items) BodyClause(body, clause);
  return body;
}

void Builder::BodyClause(BodyDecl& body, P::BodyClauseContext* clause) {
  if (Failed(clause)) return;
  if (clause->from != nullptr) return Basis(body.basis, clause->from);
  const antlr4::Token* key = clause->key;
  switch (LexemeOf(key).type) {
    case tok::CHAIR:
      return Refs(body.chair, clause->words, key);
    case tok::VICE:
      return Refs(body.vice, clause->words, key);
    case tok::MEMBERS:
      return Refs(body.members, clause->words, key);
    case tok::MEMBER_UNITS:
      return Refs(body.member_units, clause->words, key);
    case tok::ATTENDS:
      return Refs(body.attends, clause->words, key);
    case tok::SUBSTITUTES:
      return Refs(body.substitutes, clause->words, key);
    case tok::ACTS_AS:
      return Refs(body.acts_as, clause->words, key);
    case tok::RECUSE:
      if (!Once(!body.recusals.empty(), key)) return;
      for (P::NameContext* word : clause->words->all) {
        std::string reason = ChoiceOf(word, "recusal", "recuse");
        if (!reason.empty()) body.recusals.push_back(std::move(reason));
      }
      body.recusal_decider = RefOf(clause->decider);
      return;
    case tok::CHAIR_RECUSED:
      return Ref(body.chair_recusal_decider, clause->decider, key);
    case tok::QUORUM:
      if (Once(body.quorum.span.end != 0, key)) body.quorum = ShareOf(clause);
      return;
    case tok::VOTE:
      if (Once(body.vote.span.end != 0, key)) body.vote = ShareOf(clause);
      return;
    case tok::DEADLOCK:
      if (Once(!body.deadlock.empty(), key)) body.deadlock = ChoiceOf(clause->word, "deadlock", "deadlock");
      return;
    case tok::DISSENT:
      if (Once(body.dissent, key)) body.dissent = true;
      return;
    default:
      return Description(body.description, clause->text, key);
  }
}

// 到会 应参会 2/3, 表决 到会者 过半数, 到会 3人.
Share Builder::ShareOf(P::BodyClauseContext* clause) {
  Share share;
  share.span = SpanOf(clause);
  for (const antlr4::Token* term : clause->terms) {
    const std::string text = Text(term);
    const std::string_view base = ChoiceKey("count_base", text), rule = ChoiceKey("vote_rule", text);
    if (!base.empty() && share.base.empty()) {
      share.base = base;
    } else if (!rule.empty() && share.rule.empty()) {
      share.rule = rule;
    } else {
      sink_.Emit(diag::Kind::UnexpectedToken, SpanOf(term), text, "到会、表决",
                 "应参会、回避后 或 到会者，然后 过半数、一致、负责制、三分之二 或 3人", "a quorum or vote",
                 "all, eligible or present, then majority, consensus, chair_decides, 2/3 or 3 person");
    }
  }
  bool at_most = false;  // 三分之二以下: a quorum or vote is a least, never a most
  if (clause->share != nullptr) {
    const NumberParts& parts = NumberOf(clause->share);
    at_most = parts.bound == ExprKind::kLe;
    share.amount = {parts.digits, parts.unit, SpanOf(clause->share)};
  }
  const bool alone = share.rule == "chair" && LexemeOf(clause->key).type == tok::QUORUM;
  if (alone || at_most || share.rule.empty() == share.amount.number.empty())
    sink_.Emit(diag::Kind::BadShare, share.span, Text(clause->key));
  return share;
}

}  // namespace guiju::syntax
