#include "compiler/syntax/build.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {
namespace {

template <class T>
void Own(std::optional<T>& slot, T value) {
  slot = std::move(value);
}

}  // namespace

void Builder::Item(P::ItemContext* item) {
  const auto add = [&](Declaration declaration) { tree_.declarations.push_back(std::move(declaration)); };
  if (item->policy != nullptr) return Policy(item->policy);
  if (item->use != nullptr && !Failed(item->use))
    return add(UseDecl{QNameOf(item->use->id), SpanOf(item->use)});
  if (item->source != nullptr) return add(Source(item->source));
  if (item->enumeration != nullptr && !Failed(item->enumeration)) return add(Enum(item->enumeration));
  if (item->dimension != nullptr && !Failed(item->dimension)) return add(Dimension(item->dimension));
  if (item->record != nullptr && !Failed(item->record->head)) return add(Record(item->record));
  if (item->fact != nullptr && !Failed(item->fact)) return add(Fact(item->fact));
  if (item->finding != nullptr && !Failed(item->finding)) return add(Finding(item->finding));
  if (item->presume != nullptr && !Failed(item->presume)) return add(Presume(item->presume));
  if (item->parameter != nullptr && !Failed(item->parameter->head))
    return add(Parameter(item->parameter, false));
  if (item->openParameter != nullptr && !Failed(item->openParameter->head))
    return add(Parameter(item->openParameter, true));
  if (item->define != nullptr && !Failed(item->define)) return add(Define(item->define, false));
  if (item->openDefine != nullptr && !Failed(item->openDefine)) return add(Define(item->openDefine, true));
  if (item->extend != nullptr && !Failed(item->extend)) return add(Extend(item->extend));
  if (item->decision != nullptr) return add(Decision(item->decision, false));
  if (item->openDecision != nullptr) return add(Decision(item->openDecision, true));
  if (item->table != nullptr && !Failed(item->table->head) && item->table->body != nullptr)
    return add(Table(item->table));
  if (item->doubt != nullptr && !Failed(item->doubt)) return add(Doubt(item->doubt));
  if (item->example != nullptr && item->example->body != nullptr) return add(Example(item->example));
  if (item->position != nullptr && !Failed(item->position)) return add(Position(item->position));
  if (item->event != nullptr && !Failed(item->event)) return add(Event(item->event));
  if (item->document != nullptr && !Failed(item->document)) return add(Document(item->document));
  if (item->ground != nullptr && !Failed(item->ground)) return add(Ground(item->ground));
  if (item->body != nullptr && !Failed(item->body->head)) return add(Body(item->body));
  if (item->duty != nullptr && !Failed(item->duty->head)) return add(Duty(item->duty));
  if (item->gate != nullptr && !Failed(item->gate)) return add(Gate(item->gate));
  if (item->flow != nullptr && !Failed(item->flow->head)) return add(Flow(item->flow));
  add(PoisonDecl{SpanOf(item)});
}

// ---- the policy and its sources
// -------------------------------------------------------------------------------------

void Builder::Policy(P::PolicyDeclContext* decl) {
  const Span span = SpanOf(decl);
  if (Failed(decl->head)) {
    tree_.declarations.push_back(PoisonDecl{span});
    return;
  }
  if (tree_.header) {
    sink_.Emit(diag::Kind::SecondHeader, SpanOf(decl->head->start))
        .notes.push_back({tree_.header->span, "第一个在这里", "the first is here"});
    tree_.declarations.push_back(PoisonDecl{span});
    return;
  }
  if (!tree_.declarations.empty()) sink_.Emit(diag::Kind::HeaderNotFirst, SpanOf(decl->head->start));
  PolicyHeader header;
  header.span = span;
  header.name = QNameOf(decl->head->id);
  if (decl->head->second != nullptr) {
    header.second = Quoted(decl->head->second);
    header.second_span = SpanOf(decl->head->second);
    CheckSecondName(header.second, decl->head->second, true);
  }
  header.title = Quoted(decl->head->text);
  if (decl->body != nullptr) {
    for (P::HeaderItemContext* item : decl->body->items) HeaderItem(header, item);
  }
  tree_.header = std::move(header);
}

void Builder::HeaderItem(PolicyHeader& header, P::HeaderItemContext* item) {
  if (Failed(item) || item->key == nullptr) return;
  const antlr4::Token* key = item->key;
  const auto once = [&](auto& slot, auto value) {
    if (Once(slot.has_value(), key)) slot = std::move(value);
  };
  switch (LexemeOf(key).type) {
    case tok::ISSUER:
      return once(header.issuer, Quoted(item->text));
    case tok::DOCUMENT_NO:
      return once(header.document_no, Quoted(item->text));
    case tok::LEVEL:
      return once(header.level, ChoiceOf(item->word, "level", "level"));
    case tok::ISSUED:
      return once(header.issued, DateOf(item->date));
    case tok::EFFECTIVE:
      return once(header.effective, DateOf(item->date));
    case tok::REPEALED:
      return once(header.repealed, DateOf(item->date));
    case tok::UNDER:
      return once(header.superior, QNameOf(item->superior));
    case tok::NATURE:
      if (!Once(header.nature_span.end != 0, key)) return;
      header.is_example = ChoiceOf(item->word, "nature", "nature") == "example";
      header.nature_span = SpanOf(item);
      return;
    default:
      header.transitions.push_back({ExprOf(item->when), ChoiceOf(item->word, "applies", "applies"),
                                    item->from != nullptr ? CitesOf(item->from) : std::vector<Cite>{},
                                    SpanOf(item)});
      return;
  }
}

SourceDecl Builder::Source(P::SourceDeclContext* decl) {
  SourceDecl source;
  source.span = SpanOf(decl);
  if (Failed(decl->head)) return source;
  source.name = NameOf(decl->head->id);
  if (decl->body == nullptr) return source;
  for (P::SourceItemContext* item : decl->body->items) {
    if (Failed(item) || item->key == nullptr) continue;
    const antlr4::Token* key = item->key;
    const auto text = [&](std::string& slot) {
      if (Once(!slot.empty(), key)) slot = Quoted(item->text);
    };
    const auto date = [&](std::optional<std::string>& slot) {
      if (Once(slot.has_value(), key)) Own(slot, DateOf(item->date));
    };
    switch (LexemeOf(key).type) {
      case tok::TITLE:
        text(source.title);
        break;
      case tok::DOCUMENT_NO:
        text(source.document_no);
        break;
      case tok::URL:
        text(source.url);
        break;
      case tok::DOUBT:
        text(source.doubt);
        break;
      case tok::ISSUED:
        date(source.issued);
        break;
      case tok::EFFECTIVE:
        date(source.in_force);
        break;
      case tok::REPEALED:
        date(source.repealed);
        break;
      case tok::RANK:
        if (!Once(source.rank_span.end != 0, key)) break;
        source.rank = ChoiceOf(item->word, "rank", "rank");
        source.rank_span = SpanOf(item->word);
        break;
      default:
        for (P::NameContext* word : item->words->all) {
          source.admits.push_back(ChoiceOf(word, "rank", "admits"));
        }
        break;
    }
  }
  return source;
}

// ---- vocabulary
// -----------------------------------------------------------------------------------------------------

EnumDecl Builder::Enum(P::EnumDeclContext* decl) {
  EnumDecl result;
  result.span = SpanOf(decl);
  result.name = NameOf(decl->id);
  result.ordered = LexemeOf(decl->kind).type == tok::ORDERED;
  for (P::NewNameContext* value : decl->values) result.values.push_back(NameOf(value));
  for (const antlr4::Token* separator : decl->seps) {
    const bool less = LexemeOf(separator).type != tok::COMMA;
    if (less == result.ordered) continue;
    sink_.Emit(diag::Kind::UnexpectedToken, SpanOf(separator), Text(separator),
               result.ordered ? "等级" : "枚举", result.ordered ? "“<”" : "“,”",
               result.ordered ? "an ordered enumeration" : "an enum", result.ordered ? "`<`" : "`,`");
    break;
  }
  return result;
}

DimensionDecl Builder::Dimension(P::DimensionDeclContext* decl) {
  DimensionDecl result;
  result.span = SpanOf(decl);
  result.name = NameOf(decl->id);
  for (P::UnitDeclContext* unit : decl->units) {
    if (Failed(unit)) continue;
    const NumberParts& factor = NumberOf(unit->factor);
    if (!factor.unit.empty() || factor.digits.find('.') != std::string::npos || factor.digits == "0")
      sink_.Emit(diag::Kind::BadInteger, SpanOf(unit->factor), Text(unit->factor));
    result.units.push_back({NameOf(unit->id), factor.digits});
  }
  return result;
}

RecordDecl Builder::Record(P::RecordDeclContext* decl) {
  RecordDecl result;
  result.span = SpanOf(decl);
  result.name = NameOf(decl->head->id);
  if (decl->body == nullptr) return result;
  for (P::FieldContext* field : decl->body->fields) {
    if (field->id == nullptr || Failed(field->id) || Failed(field->of)) continue;
    FactDecl fact;
    fact.span = SpanOf(field);
    fact.name = NameOf(field->id);
    fact.type = TypeOf(field->of);
    FactClauses(fact, field->clauses);
    result.fields.push_back(std::move(fact));
  }
  return result;
}

FactDecl Builder::Fact(P::FactDeclContext* decl) {
  FactDecl fact;
  fact.span = SpanOf(decl);
  fact.name = NameOf(decl->id);
  fact.type = TypeOf(decl->of);
  FactClauses(fact, decl->clauses);
  return fact;
}

FactDecl Builder::Finding(P::FindingDeclContext* decl) {
  FactDecl fact;
  fact.span = SpanOf(decl);
  fact.name = NameOf(decl->id);
  fact.is_finding = true;
  if (decl->of != nullptr) {
    fact.type = TypeOf(decl->of);
  } else {
    fact.type.name.parts = {IsChinese(fact.name.text) ? "是否" : "bool"};
    fact.type.span = {file_, fact.name.span.end, fact.name.span.end};
  }
  FactClauses(fact, decl->clauses);
  if (decl->body != nullptr) FactClauses(fact, decl->body->clauses);
  return fact;
}

void Builder::FactClauses(FactDecl& fact, const std::vector<P::FactClauseContext*>& clauses) {
  for (P::FactClauseContext* clause : clauses) FactClause(fact, clause);
}

void Builder::FactClause(FactDecl& fact, P::FactClauseContext* clause) {
  if (clause->from != nullptr) {
    if (Once(!fact.basis.empty(), clause->from->start)) fact.basis = CitesOf(clause->from);
    return;
  }
  const antlr4::Token* key = clause->key;
  if (key == nullptr) return;
  const auto value = [&](ExprId& slot) {
    if (!Once(slot.has_value(), key)) return;
    slot = Failed(clause) ? Poison(SpanOf(clause)) : ExprOf(clause->value);
  };
  switch (LexemeOf(key).type) {
    case tok::RANGE:
      return value(fact.range);
    case tok::WHEN:
      return value(fact.applies);
    case tok::OTHERWISE:
      return value(fact.otherwise);
    case tok::ABSENT_IS:
      return value(fact.absent_is);
    default:
      break;
  }
  if (Failed(clause)) return;
  switch (LexemeOf(key).type) {
    case tok::ASK:
      if (Once(!fact.question.empty(), key)) fact.question = Quoted(clause->text);
      return;
    case tok::DESCRIPTION:
      if (Once(!fact.description.empty(), key)) fact.description = Quoted(clause->text);
      return;
    case tok::AXIS:
      if (Once(fact.axis.has_value(), key)) fact.axis = AxisOf(clause->word);
      return;
    case tok::FINDER:
      if (Once(!fact.finders.empty(), key)) fact.finders = WordsOf(clause->words);
      return;
    default:
      if (Once(!fact.raisers.empty(), key)) fact.raisers = WordsOf(clause->words);
      return;
  }
}

PresumeDecl Builder::Presume(P::PresumeDeclContext* decl) {
  PresumeDecl result;
  result.span = SpanOf(decl);
  result.fact = QNameOf(decl->id);
  result.value = ExprOf(decl->value);
  for (P::PresumeClauseContext* clause : decl->clauses) {
    if (clause->from != nullptr) {
      if (Once(!result.basis.empty(), clause->from->start)) result.basis = CitesOf(clause->from);
    } else if (clause->key != nullptr && Once(result.when.has_value(), clause->key)) {
      result.when = Failed(clause) ? Poison(SpanOf(clause)) : ExprOf(clause->value);
    }
  }
  return result;
}

}  // namespace guiju::syntax
