#include "compiler/syntax/build.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {

// ---- parameters and tables
// ------------------------------------------------------------------------------------------

ParameterDecl Builder::Parameter(P::ParameterDeclContext* decl, bool open) {
  ParameterDecl parameter;
  parameter.span = SpanOf(decl);
  P::ParameterHeadContext* head = decl->head;
  parameter.name = NameOf(head->id);
  parameter.formals = FormalsOf(head->params);
  parameter.type = TypeOf(head->of);
  parameter.open = open;
  for (P::ParameterClauseContext* clause : head->clauses) ParameterClause(parameter, clause);
  if (decl->body != nullptr) ParameterBody(parameter, decl->body);
  return parameter;
}

void Builder::ParameterClause(ParameterDecl& parameter, P::ParameterClauseContext* clause) {
  if (clause->from != nullptr) {
    if (Once(!parameter.basis.empty(), clause->from->start)) parameter.basis = CitesOf(clause->from);
    return;
  }
  const antlr4::Token* key = clause->key;
  if (key == nullptr) return;
  const auto value = [&](ExprId& slot) {
    if (Once(slot.has_value(), key)) slot = Failed(clause) ? Poison(SpanOf(clause)) : ExprOf(clause->value);
  };
  switch (LexemeOf(key).type) {
    case tok::EQ:
      return value(parameter.value);
    case tok::RANGE:
      return value(parameter.open_bounds);
    case tok::OPEN:
      if (!Once(parameter.open, key)) return;
      parameter.open = true;
      if (clause->direction != nullptr)
        parameter.open_direction = LexemeOf(clause->direction).type == tok::LOWER_ONLY ? "lower" : "higher";
      return;
    default:
      break;
  }
  if (Failed(clause)) return;
  switch (LexemeOf(key).type) {
    case tok::PER:
      if (!Once(!parameter.axis.empty(), key)) return;
      parameter.axis = AxisOf(clause->word);
      parameter.axis_span = SpanOf(clause->word);
      return;
    case tok::SET_BY:
      if (Once(!parameter.set_by.empty(), key)) parameter.set_by = Quoted(clause->text);
      return;
    default:
      if (Once(parameter.overrides.has_value(), key)) parameter.overrides = QNameOf(clause->target);
      return;
  }
}

void Builder::ParameterBody(ParameterDecl& parameter, P::TableBodyContext* body) {
  bool heading = false;
  for (P::BodyItemContext* item : body->items) {
    if (item->line != nullptr) {
      TableRow row = Row(item->line);
      if (heading) {
        parameter.rows.push_back(std::move(row));
        continue;
      }
      heading = true;
      std::vector<Name> names = HeadingOf(row);
      if (names.size() > row.inputs.size()) parameter.output_column = names[row.inputs.size()];
      names.resize(std::min(names.size(), row.inputs.size()));
      parameter.columns = std::move(names);
    } else if (item->span != nullptr) {
      parameter.periods.push_back(PeriodOf(item->span));
    }
  }
  if (parameter.rows.empty() && parameter.periods.empty())
    sink_.Emit(diag::Kind::TableWithoutRows, SpanOf(body->start), parameter.name.text);
}

ExprId Builder::CellOf(P::CellContext* cell) {
  if (Failed(cell) || cell->all.empty()) return Poison(SpanOf(cell));
  if (cell->all.size() > 1) {
    Expr set = New(ExprKind::kSet, SpanOf(cell));
    for (P::ExprContext* expr : cell->all) set.args.push_back(ExprOf(expr));
    return Add(std::move(set));
  }
  const ExprId id = ExprOf(cell->all[0]);
  Expr& expr = tree_.exprs[id];
  if (expr.kind == ExprKind::kName && expr.name.parts.size() == 1 &&
      ChoiceKey("cell", expr.name.parts[0]) == "rest") {
    expr.kind = ExprKind::kAny;
    expr.text = "rest";
    expr.name = {};
  }
  return id;
}

TableRow Builder::Row(P::RowContext* row) {
  TableRow result;
  result.span = SpanOf(row);
  if (row == nullptr) return result;
  for (P::CellContext* cell : row->inputs) result.inputs.push_back(CellOf(cell));
  for (P::CellContext* cell : row->outputs) result.outputs.push_back(CellOf(cell));
  if (row->from != nullptr) result.basis = CitesOf(row->from);
  return result;
}

std::vector<Name> Builder::HeadingOf(const TableRow& row) {
  std::vector<Name> names;
  for (const auto* cells : {&row.inputs, &row.outputs}) {
    for (const ExprId id : *cells) {
      const Expr& expr = tree_.exprs[id];
      Name name;
      name.span = expr.span;
      if (expr.kind == ExprKind::kName && expr.name.parts.size() == 1) {
        name.text = expr.name.parts[0];
      } else if (expr.kind != ExprKind::kPoison) {
        sink_.Emit(diag::Kind::UnexpectedToken, expr.span, Source(id), "表头", "参数和结果的名称",
                   "the heading of a table", "names of arguments and results");
      }
      names.push_back(std::move(name));
    }
  }
  return names;
}

Period Builder::PeriodOf(P::PeriodContext* period) {
  Period result;
  result.span = SpanOf(period);
  if (period->since != nullptr) result.from = DateOf(period->since);
  if (period->until != nullptr) result.to = DateOf(period->until);
  if (period->value != nullptr || Failed(period)) result.value = ExprOf(period->value);
  for (P::RowContext* row : period->rows) result.rows.push_back(Row(row));
  if (period->from != nullptr) result.basis = CitesOf(period->from);
  // A basis behind the last row reads as the row's own.
  return result;
}

TableDecl Builder::Table(P::TableDeclContext* decl) {
  TableDecl table;
  table.span = SpanOf(decl);
  P::TableHeadContext* head = decl->head;
  table.name = NameOf(head->id);
  table.inputs = FormalsOf(head->inputs);
  table.outputs = FormalsOf(head->outputs);
  for (P::TableClauseContext* clause : head->clauses) {
    if (clause->from != nullptr) {
      if (Once(!table.basis.empty(), clause->from->start)) table.basis = CitesOf(clause->from);
    } else if (!Failed(clause) && Once(!table.combine.empty(), clause->key)) {
      table.combine = ChoiceOf(clause->word, "combine", "combine");
    }
  }
  bool heading = false;
  for (P::BodyItemContext* item : decl->body->items) {
    if (item->line == nullptr) {
      if (item->span != nullptr)
        sink_.Emit(diag::Kind::UnexpectedToken, SpanOf(item->span->start), Text(item->span->start), "对照表",
                   "表格行 | … || … |", "a table", "a row | … || … |");
      continue;
    }
    TableRow row = Row(item->line);
    if (!heading) {
      heading = true;
      table.heading = HeadingOf(row);
      continue;
    }
    table.rows.push_back(std::move(row));
  }
  if (table.rows.empty())
    sink_.Emit(diag::Kind::TableWithoutRows, SpanOf(decl->body->start), table.name.text);
  return table;
}

// ---- definitions and decisions
// --------------------------------------------------------------------------------------

DefineDecl Builder::Define(P::DefineDeclContext* decl, bool open) {
  DefineDecl define;
  define.span = SpanOf(decl);
  define.name = NameOf(decl->id);
  define.formals = FormalsOf(decl->params);
  if (decl->of != nullptr) define.type = TypeOf(decl->of);
  define.open = open;
  DefineClauses(define, decl->clauses);
  if (!define.value.has_value()) {
    Missing(define.name.span, "定义", "= 条件或算式", "a definition", "= expression");
    define.value = Poison(define.span);
  }
  return define;
}

DefineDecl Builder::Extend(P::ExtendDeclContext* decl) {
  DefineDecl define;
  define.span = SpanOf(decl);
  define.name = NameOf(decl->id);
  define.extends = true;
  DefineClauses(define, decl->clauses);
  if (!define.value.has_value()) {
    Missing(define.name.span, "扩充", "当 条件", "an extension", "when condition");
    define.value = Poison(define.span);
  }
  return define;
}

void Builder::DefineClauses(DefineDecl& define, const std::vector<P::DefineClauseContext*>& clauses) {
  for (P::DefineClauseContext* clause : clauses) {
    if (clause->from != nullptr) {
      if (Once(!define.basis.empty(), clause->from->start)) define.basis = CitesOf(clause->from);
    } else if (clause->key != nullptr && Once(define.value.has_value(), clause->key)) {
      define.value = Failed(clause) ? Poison(SpanOf(clause)) : ExprOf(clause->value);
    }
  }
}

DecisionDecl Builder::Decision(P::DecisionDeclContext* decl, bool open) {
  DecisionDecl decision;
  decision.span = SpanOf(decl);
  decision.open = open;
  P::DecisionHeadContext* head = decl->head;
  if (head == nullptr) return decision;
  decision.name = NameOf(head->id);
  decision.title = Quoted(head->text);
  decision.type = TypeOf(head->of);
  for (P::DecisionClauseContext* clause : head->clauses) DecisionClause(decision, clause);
  if (decl->body == nullptr) return decision;
  for (P::DecisionItemContext* item : decl->body->items) {
    if (item->entry != nullptr) {
      if (!Failed(item->entry->id)) decision.rules.push_back(Rule(item->entry));
    } else if (Once(decision.otherwise.has_value(), item->start)) {
      decision.otherwise = Failed(item) ? Poison(SpanOf(item)) : ExprOf(item->otherwise);
      if (!Failed(item) && item->from != nullptr) decision.otherwise_basis = CitesOf(item->from);
    }
  }
  return decision;
}

void Builder::DecisionClause(DecisionDecl& decision, P::DecisionClauseContext* clause) {
  if (Failed(clause) || clause->key == nullptr) return;
  const antlr4::Token* key = clause->key;
  switch (LexemeOf(key).type) {
    case tok::IF_UNKNOWN:
      if (Once(!decision.act_on.empty(), key)) ActOn(decision, ExprOf(clause->value));
      return;
    case tok::COMBINE:
      if (Once(!decision.combine.empty(), key))
        decision.combine = ChoiceOf(clause->word, "combine", "combine");
      return;
    case tok::STRICTER:
      if (Once(!decision.stricter.empty(), key))
        decision.stricter = ChoiceOf(clause->word, "stricter", "stricter");
      return;
    default:
      if (!Once(decision.milder_of.has_value(), key)) return;
      decision.milder_of = QNameOf(clause->target);
      decision.milder_from = AxisOf(clause->first);
      decision.milder_to = AxisOf(clause->second);
      return;
  }
}

void Builder::ActOn(DecisionDecl& decision, ExprId value) {
  const Expr& expr = tree_.exprs[value];
  if (expr.kind == ExprKind::kYes || expr.kind == ExprKind::kNo) {
    decision.act_on = expr.kind == ExprKind::kYes ? "yes" : "no";
    return;
  }
  if (expr.kind == ExprKind::kName && expr.name.parts.size() == 1 && !expr.parenthesized) {
    decision.act_on = ChoiceKey("act_on", expr.name.parts[0]);
    if (!decision.act_on.empty()) return;
  }
  decision.act_on = "value";
  decision.act_value = value;
}

RuleDecl Builder::Rule(P::RuleDeclContext* decl) {
  RuleDecl rule;
  rule.span = SpanOf(decl);
  rule.kind = LexemeOf(decl->kind).type == tok::EXCEPT ? RuleKind::kException : RuleKind::kCase;
  rule.name = NameOf(decl->id);
  rule.title = Quoted(decl->text);
  for (P::RuleClauseContext* clause : decl->clauses) RuleClause(rule, clause);
  return rule;
}

void Builder::RuleClause(RuleDecl& rule, P::RuleClauseContext* clause) {
  if (clause->from != nullptr) {
    if (Once(!rule.basis.empty(), clause->from->start)) rule.basis = CitesOf(clause->from);
    return;
  }
  const antlr4::Token* key = clause->key;
  if (key == nullptr) return;
  const auto value = [&](ExprId& slot) {
    if (Once(slot.has_value(), key)) slot = Failed(clause) ? Poison(SpanOf(clause)) : ExprOf(clause->value);
  };
  const uint16_t type = LexemeOf(key).type;
  if (type == tok::WHEN) return value(rule.when);
  if (type == tok::THEN) return value(rule.value);
  if (Failed(clause)) return;
  switch (type) {
    case tok::AGAINST:
      if (Once(!rule.targets.empty(), key)) rule.targets = QNamesOf(clause->targets);
      return;
    case tok::OVERRIDES:
      if (Once(rule.overrides.has_value(), key)) rule.overrides = QNameOf(clause->target);
      return;
    case tok::PER:
      if (Once(!rule.axis.empty(), key)) rule.axis = AxisOf(clause->word);
      return;
    case tok::SINCE:
      if (Once(rule.from.has_value(), key)) rule.from = DateOf(clause->date);
      return;
    default:
      if (Once(rule.to.has_value(), key)) rule.to = DateOf(clause->date);
      return;
  }
}

// ---- doubts and examples
// --------------------------------------------------------------------------------------------

DoubtDecl Builder::Doubt(P::DoubtDeclContext* decl) {
  DoubtDecl doubt;
  doubt.span = SpanOf(decl);
  doubt.quote = Quoted(decl->quote);
  doubt.read_as = Quoted(decl->readAs);
  for (P::DoubtClauseContext* clause : decl->clauses) {
    if (clause->from != nullptr) {
      if (Once(!doubt.basis.empty(), clause->from->start)) doubt.basis = CitesOf(clause->from);
    } else if (!Failed(clause) && Once(!doubt.reason.empty(), clause->key)) {
      doubt.reason = Quoted(clause->text);
    }
  }
  return doubt;
}

ExampleDecl Builder::Example(P::ExampleDeclContext* decl) {
  ExampleDecl example;
  example.span = SpanOf(decl);
  if (!Failed(decl->head)) example.title = Quoted(decl->head->text);
  for (P::ExampleItemContext* item : decl->body->items) ExampleItem(example, item);
  return example;
}

void Builder::ExampleItem(ExampleDecl& example, P::ExampleItemContext* item) {
  for (P::GivenFactContext* given : item->given) {
    if (Failed(given)) continue;
    example.given.push_back({QNameOf(given->id), ExprOf(given->value), SpanOf(given)});
  }
  if (item->id == nullptr || Failed(item)) return;
  ExpectDecl expect;
  expect.span = SpanOf(item);
  expect.decision = QNameOf(item->id);
  expect.undetermined = item->undetermined != nullptr;
  if (item->value != nullptr) expect.value = ExprOf(item->value);
  for (P::ExpectReasonContext* reason : item->reasons) {
    if (reason->key == nullptr) continue;
    std::vector<QName> names = QNamesOf(reason->targets);
    std::vector<QName>& slot = LexemeOf(reason->key).type == tok::ASK ? expect.ask : expect.because;
    slot.insert(slot.end(), names.begin(), names.end());
  }
  example.expected.push_back(std::move(expect));
}

}  // namespace guiju::syntax
