#include <algorithm>

#include "compiler/syntax/build.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {
namespace {

// Binding strength of operators, loosest first. 非 stands between and and comparison and is handled by the
// operand.
enum Level { kLevelOr, kLevelAnd, kLevelCompare, kLevelAdd, kLevelMultiply, kLevelOperand };

struct Operator {
  Level level;
  ExprKind kind;
};
Operator OperatorOf(uint16_t type) {
  switch (type) {
    case tok::OR:
      return {kLevelOr, ExprKind::kOr};
    case tok::AND:
      return {kLevelAnd, ExprKind::kAnd};
    case tok::IS:
    case tok::EQ:
      return {kLevelCompare, ExprKind::kEq};
    case tok::IS_NOT:
    case tok::NE:
      return {kLevelCompare, ExprKind::kNe};
    case tok::LT:
      return {kLevelCompare, ExprKind::kLt};
    case tok::LE:
      return {kLevelCompare, ExprKind::kLe};
    case tok::GT:
      return {kLevelCompare, ExprKind::kGt};
    case tok::GE:
      return {kLevelCompare, ExprKind::kGe};
    case tok::IN:
      return {kLevelCompare, ExprKind::kIn};
    case tok::OUTSIDE:
      return {kLevelCompare, ExprKind::kOutside};
    case tok::CONTAINS:
      return {kLevelCompare, ExprKind::kContains};
    case tok::PLUS:
      return {kLevelAdd, ExprKind::kAdd};
    case tok::MINUS:
      return {kLevelAdd, ExprKind::kSubtract};
    case tok::STAR:
      return {kLevelMultiply, ExprKind::kMultiply};
    default:
      return {kLevelMultiply, ExprKind::kDivide};
  }
}

ExprKind QuantifierKind(uint16_t type) {
  switch (type) {
    case tok::SOME:
      return ExprKind::kSome;
    case tok::EVERY:
      return ExprKind::kEvery;
    case tok::COUNT:
      return ExprKind::kCount;
    case tok::SUM:
      return ExprKind::kSum;
    case tok::LARGEST:
      return ExprKind::kLargest;
    default:
      return ExprKind::kSmallest;
  }
}

ExprKind OpenerKind(uint16_t type) {
  switch (type) {
    case tok::FROM_GE:
      return ExprKind::kGe;
    case tok::FROM_GT:
      return ExprKind::kGt;
    case tok::FROM_LE:
      return ExprKind::kLe;
    default:
      return ExprKind::kLt;
  }
}

bool IsInterval(ExprKind kind) { return kind == ExprKind::kBound || kind == ExprKind::kInterval; }

}  // namespace

// Operands and operators of one flat expression. A 非 in front of an operand reaches over the comparison it
// begins.
struct Builder::Chain {
  struct Link {
    ExprId operand;
    size_t negations = 0;                  // number of 非 before it
    uint32_t first_not = 0;                // where the first of them begins
    const antlr4::Token* token = nullptr;  // of the operator behind it; unset for the last
    Operator op{kLevelOperand, ExprKind::kPoison};
  };
  std::vector<Link> links;
  size_t at = 0;

  bool Stands(int level) const { return links[at].op.level == level; }
};

Expr Builder::New(ExprKind kind, const Span& span) const {
  Expr expr;
  expr.kind = kind;
  expr.span = span;
  return expr;
}

ExprId Builder::Poison(const Span& span) { return Add(New(ExprKind::kPoison, span)); }

std::string Builder::Source(ExprId id) const {
  const Span& span = tree_.exprs[id].span;
  return std::string(code_.substr(span.begin, span.end - span.begin));
}

ExprId Builder::ExprOf(P::ExprContext* expr) {
  if (Failed(expr)) return Poison(SpanOf(expr));
  if (expr->terms.size() == 1) return TermOf(expr->terms[0]);
  Chain chain;
  chain.links.resize(expr->terms.size());
  for (size_t i = 0; i < expr->terms.size(); ++i) {
    P::TermContext* term = expr->terms[i];
    Chain::Link& link = chain.links[i];
    const bool begins = i == 0 || chain.links[i - 1].op.level <= kLevelAnd;
    while (begins && link.negations < term->prefix.size() &&
           LexemeOf(term->prefix[link.negations]).type == tok::NOT)
      ++link.negations;
    if (link.negations > 0) link.first_not = LexemeOf(term->prefix[0]).begin;
    term->prefix.erase(term->prefix.begin(), term->prefix.begin() + static_cast<ptrdiff_t>(link.negations));
    link.operand = TermOf(term);
    if (i == expr->ops.size()) break;
    link.token = expr->ops[i];
    link.op = OperatorOf(LexemeOf(link.token).type);
  }
  CheckMixed(chain);
  return Climb(chain, kLevelOr);
}

ExprId Builder::ArithOf(P::ArithContext* arith) {
  if (Failed(arith)) return Poison(SpanOf(arith));
  if (arith->terms.size() == 1) return TermOf(arith->terms[0]);
  Chain chain;
  chain.links.resize(arith->terms.size());
  for (size_t i = 0; i < arith->terms.size(); ++i) {
    chain.links[i].operand = TermOf(arith->terms[i]);
    if (i == arith->ops.size()) break;
    chain.links[i].token = arith->ops[i];
    chain.links[i].op = OperatorOf(LexemeOf(arith->ops[i]).type);
  }
  return Climb(chain, kLevelAdd);
}

void Builder::CheckMixed(const Chain& chain) {
  const std::vector<Chain::Link>& links = chain.links;
  const auto first = std::find_if(links.begin(), links.end(),
                                  [](const Chain::Link& link) { return link.op.level <= kLevelAnd; });
  if (first == links.end()) return;
  for (size_t i = 0; i + 1 < links.size(); ++i) {
    if (links[i].op.level > kLevelAnd || links[i].op.level == first->op.level) continue;
    // Show both readings with the author's own words.
    const auto text = [&](size_t from, size_t to) {
      const uint32_t begin = tree_.exprs[links[from].operand].span.begin;
      return std::string(code_.substr(begin, tree_.exprs[links[to].operand].span.end - begin));
    };
    const size_t last = links.size() - 1;
    const auto before = static_cast<size_t>(first - links.begin());
    sink_.Emit(diag::Kind::MixedAndOr, SpanOf(links[i].token),
               "(" + text(0, i) + ") " + Text(links[i].token) + " " + text(i + 1, last),
               text(0, before) + " " + Text(first->token) + " (" + text(before + 1, last) + ")");
    return;
  }
}

ExprId Builder::Combine(ExprKind kind, ExprId left, ExprId right) {
  Span span = tree_.exprs[left].span;
  span.end = tree_.exprs[right].span.end;
  Expr expr = New(kind, span);
  expr.args = {left, right};
  return Add(std::move(expr));
}

ExprId Builder::Climb(Chain& chain, int level) {
  if (level == kLevelCompare) return Comparison(chain);
  if (level == kLevelOperand) return chain.links[chain.at].operand;
  ExprId left = Climb(chain, level + 1);
  if (!chain.Stands(level)) return left;
  if (level <= kLevelAnd) return Joined(chain, level, left);
  while (chain.Stands(level)) {
    const ExprKind kind = chain.links[chain.at].op.kind;
    ++chain.at;
    const ExprId right = Climb(chain, level + 1);
    RefuseBound(left);
    RefuseBound(right);
    left = Combine(kind, left, right);
  }
  return left;
}

// The operands of a row of 且 or of 或.
ExprId Builder::Joined(Chain& chain, int level, ExprId first) {
  std::vector<ExprId> parts;
  parts.reserve(chain.links.size());
  parts.push_back(first);
  while (chain.Stands(level)) {
    ++chain.at;
    parts.push_back(Climb(chain, level + 1));
  }
  for (const ExprId part : parts) RefuseBound(part);
  Span span = tree_.exprs[parts.front()].span;
  span.end = tree_.exprs[parts.back()].span.end;
  Expr expr = New(level == kLevelOr ? ExprKind::kOr : ExprKind::kAnd, span);
  expr.args = std::move(parts);
  return Add(std::move(expr));
}

ExprId Builder::Comparison(Chain& chain) {
  const size_t first = chain.at;
  ExprId left = Climb(chain, kLevelAdd);
  size_t count = 0;
  while (chain.Stands(kLevelCompare)) {
    const Chain::Link link = chain.links[chain.at];
    if (++count == 2) sink_.Emit(diag::Kind::ChainedComparison, SpanOf(link.token));
    ++chain.at;
    const ExprId right = Climb(chain, kLevelAdd);
    RefuseBound(left);
    if (link.op.kind != ExprKind::kIn && link.op.kind != ExprKind::kOutside) RefuseBound(right);
    left = Combine(link.op.kind, left, right);
    if (link.op.kind == ExprKind::kEq || link.op.kind == ExprKind::kNe) CheckYes(left);
    if (count >= 2) tree_.exprs[left].kind = ExprKind::kPoison;
  }
  for (size_t i = 0; i < chain.links[first].negations; ++i) {
    Expr negation = New(ExprKind::kNot, tree_.exprs[left].span);
    if (i + 1 == chain.links[first].negations) negation.span.begin = chain.links[first].first_not;
    negation.args = {left};
    left = Add(std::move(negation));
  }
  return left;
}

void Builder::RefuseBound(ExprId id) {
  Expr& expr = tree_.exprs[id];
  if (!IsInterval(expr.kind)) return;
  sink_.Emit(diag::Kind::BoundNotAllowed, expr.span, Source(id));
  expr.kind = ExprKind::kPoison;
}

void Builder::CheckYes(ExprId id) {
  const Expr& expr = tree_.exprs[id];
  const ExprKind right = tree_.exprs[expr.args[1]].kind;
  if (right != ExprKind::kYes && right != ExprKind::kNo) return;
  const bool positive = (right == ExprKind::kYes) == (expr.kind == ExprKind::kEq);
  const std::string left = Source(expr.args[0]);
  const bool chinese = IsChinese(Source(expr.args[1]));
  sink_.Emit(diag::Kind::YesComparison, expr.span, Source(expr.args[1]),
             positive ? left : (chinese ? "非 " : "not ") + left);
}

ExprId Builder::TermOf(P::TermContext* term) {
  if (Failed(term)) return Poison(SpanOf(term));
  ExprId operand = PrimaryOf(term);
  if (term->post != nullptr) {
    Expr holds = New(LexemeOf(term->post).type == tok::HOLDS ? ExprKind::kHolds : ExprKind::kFails,
                     tree_.exprs[operand].span);
    holds.span.end = LexemeOf(term->post).end;
    holds.args = {operand};
    operand = Add(std::move(holds));
  }
  return Negated(term, operand);
}

ExprId Builder::Negated(P::TermContext* term, ExprId operand) {
  for (auto sign = term->prefix.rbegin(); sign != term->prefix.rend(); ++sign) {
    RefuseBound(operand);
    Expr expr =
        New(LexemeOf(*sign).type == tok::NOT ? ExprKind::kNot : ExprKind::kNegate, tree_.exprs[operand].span);
    expr.span.begin = LexemeOf(*sign).begin;
    expr.args = {operand};
    operand = Add(std::move(expr));
  }
  return operand;
}

ExprId Builder::PrimaryOf(P::TermContext* term) {
  const Span span = SpanOf(term);
  if (term->value != nullptr) return ConstantOf(term->value);
  if (!term->bounds.empty()) return IntervalOf(term);
  if (term->word != nullptr || term->other != nullptr) return NameExpr(term);
  if (term->inner != nullptr) {
    const ExprId inner = ExprOf(term->inner);
    tree_.exprs[inner].parenthesized = true;
    return inner;
  }
  if (term->set != nullptr) return SetOrRecord(term);
  Expr expr = New(ExprKind::kPoison, span);
  if (term->list != nullptr) {
    expr.kind = ExprKind::kList;
    for (P::ExprContext* arg : term->args) expr.args.push_back(ExprOf(arg));
  } else if (term->quantifier != nullptr || term->fold != nullptr) {
    expr.kind = QuantifierKind(LexemeOf(term->quantifier != nullptr ? term->quantifier : term->fold).type);
    const Name binder = NameOf(term->binder);
    expr.binder = binder.text;
    expr.binder_span = binder.span;
    const ExprId over = TermOf(term->over);
    expr.args = {over, term->quantifier != nullptr ? ExprOf(term->body) : ArithOf(term->each)};
  } else if (term->condition != nullptr) {
    expr.kind = ExprKind::kIf;
    const ExprId condition = ExprOf(term->condition);
    const ExprId yes = ExprOf(term->yes);
    expr.args = {condition, yes, ExprOf(term->no)};
  }
  return Add(std::move(expr));
}

ExprId Builder::ConstantOf(const antlr4::Token* token) {
  Expr expr = New(ExprKind::kPoison, SpanOf(token));
  switch (LexemeOf(token).type) {
    case tok::NUMBER:
    case tok::CN_NUMBER:
      expr.kind =
          NumberOf(token).digits.find('/') == std::string::npos ? ExprKind::kNumber : ExprKind::kFraction;
      expr.text = NumberOf(token).digits;
      expr.unit = NumberOf(token).unit;
      break;
    case tok::FRACTION:
      expr.kind = ExprKind::kFraction;
      expr.text = NumberOf(token).digits;
      break;
    case tok::DATE:
      expr.kind = ExprKind::kDate;
      expr.text = NumberOf(token).digits;
      break;
    case tok::TEXT:
      expr.kind = ExprKind::kText;
      expr.text = Quoted(token);
      break;
    case tok::YES:
      expr.kind = ExprKind::kYes;
      break;
    case tok::NO:
      expr.kind = ExprKind::kNo;
      break;
    case tok::ANY:
      expr.kind = ExprKind::kAny;
      break;
    case tok::BOUNDED:
    case tok::CN_BOUNDED: {
      Expr number =
          New(NumberOf(token).digits.find('/') == std::string::npos ? ExprKind::kNumber : ExprKind::kFraction,
              expr.span);
      number.text = NumberOf(token).digits;
      number.unit = NumberOf(token).unit;
      expr.kind = ExprKind::kBound;
      expr.bound = NumberOf(token).bound;
      expr.args = {Add(std::move(number))};
      break;
    }
    default: {
      expr.kind = ExprKind::kName;
      expr.name = QNameOf(expr.span);
      break;
    }
  }
  return Add(std::move(expr));
}

ExprId Builder::BoundOf(P::BoundContext* bound) {
  if (Failed(bound)) return Poison(SpanOf(bound));
  if (bound->value != nullptr) return ConstantOf(bound->value);
  Expr expr = New(ExprKind::kBound, SpanOf(bound));
  expr.bound = OpenerKind(LexemeOf(bound->op).type);
  ExprId limit;
  if (bound->inner != nullptr) {
    limit = ExprOf(bound->inner);
    tree_.exprs[limit].parenthesized = true;
  } else {
    limit = ConstantOf(bound->limit != nullptr ? bound->limit : bound->other->start);
  }
  RefuseBound(limit);
  expr.args = {limit};
  return Add(std::move(expr));
}

ExprId Builder::IntervalOf(P::TermContext* term) {
  if (term->bounds.size() == 1) return BoundOf(term->bounds[0]);
  Expr expr = New(ExprKind::kInterval, SpanOf(term->bounds.front()));
  expr.span.end = SpanOf(term->bounds.back()).end;
  for (P::BoundContext* bound : term->bounds) expr.args.push_back(BoundOf(bound));
  return Add(std::move(expr));
}

ExprId Builder::NameExpr(P::TermContext* term) {
  const Span word = SpanOf(term->word != nullptr ? term->word : term->other->start);
  Expr expr = New(ExprKind::kName, word);
  expr.name = QNameOf(word);
  if (term->open != nullptr) {
    expr.kind = ExprKind::kCall;
    for (P::ExprContext* arg : term->args) expr.args.push_back(ExprOf(arg));
    expr.span.end = SpanOf(term).end;
    if (term->post != nullptr) expr.span.end = lexed_.tokens[IndexOf(term->post) - 1].end;
    if (term->column != nullptr) expr.fields.push_back(QNameOf(NameOf(term->column).span));
  }
  return Add(std::move(expr));
}

// {a, b} is a set; {field = value, …} a record.
ExprId Builder::SetOrRecord(P::TermContext* term) {
  Expr expr = New(ExprKind::kSet, SpanOf(term->set));
  expr.span.end = SpanOf(term).end;
  bool record = !term->args.empty();
  for (P::ExprContext* arg : term->args) {
    const bool assigns =
        !Failed(arg) && !arg->ops.empty() && LexemeOf(arg->ops[0]).type == tok::EQ &&
        !Failed(arg->terms[0]) && (arg->terms[0]->word != nullptr || arg->terms[0]->other != nullptr) &&
        arg->terms[0]->open == nullptr && arg->terms[0]->prefix.empty() && arg->terms[0]->post == nullptr;
    record = record && assigns;
  }
  for (P::ExprContext* arg : term->args) {
    if (record) {
      P::TermContext* field = arg->terms[0];
      expr.fields.push_back(QNameOf(SpanOf(field->word != nullptr ? field->word : field->other->start)));
      arg->terms.erase(arg->terms.begin());
      arg->ops.erase(arg->ops.begin());
    }
    expr.args.push_back(ExprOf(arg));
  }
  if (record) expr.kind = ExprKind::kRecord;
  return Add(std::move(expr));
}

}  // namespace guiju::syntax
