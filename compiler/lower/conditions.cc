// Conditions: meaning and occurrence side by side.
#include <algorithm>

#include "compiler/lower/lowerer.h"

namespace guiju::lower {

namespace {

// What one pass over a text tells.
struct Look {
  int open = 0;          // brackets opened that nothing closes
  int closed = 0;        // brackets closed that nothing opens
  bool one_line = true;  // no line end, tab or run of blanks

  void Open() { ++open; }
  void Close() { open > 0 ? --open : ++closed; }
};
Look LookAt(std::string_view text) {
  Look look;
  for (size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '(':
        look.Open();
        break;
      case ')':
        look.Close();
        break;
      case '\xEF':  // （ and ） begin so
        if (text.substr(i).starts_with("（")) look.Open();
        if (text.substr(i).starts_with("）")) look.Close();
        break;
      case '\n':
      case '\t':
      case '\r':
        look.one_line = false;
        break;
      case ' ':
        look.one_line = look.one_line && !text.substr(i).starts_with("  ");
        break;
      default:
        break;
    }
  }
  return look;
}

}  // namespace

// The span with the brackets right behind it that close `open` of its own.
Span Lowerer::WithClosingBrackets(Span span, int open) const {
  Span rest = span;
  rest.begin = span.end;
  rest.end = UINT32_MAX;
  const std::string_view behind = m_.TextOf(rest);
  size_t at = 0;
  while (open > 0 && (at = behind.find_first_not_of(" \t\r\n", at)) != std::string_view::npos) {
    const std::string_view next = behind.substr(at);
    const size_t length = next.starts_with(")") ? 1 : next.starts_with("）") ? 3 : 0;
    if (length == 0) break;
    at += length;
    --open;
    span.end = rest.begin + static_cast<uint32_t>(at);
  }
  return span;
}

// The span with the brackets right before it that open `closed` of its own.
Span Lowerer::WithOpeningBrackets(Span span, int closed) const {
  Span before = span;
  before.begin = 0;
  before.end = span.begin;
  std::string_view text = m_.TextOf(before);
  while (closed > 0) {
    const size_t last = text.find_last_not_of(" \t\r\n");
    if (last == std::string_view::npos) break;
    text = text.substr(0, last + 1);
    const size_t length = text.ends_with("(") ? 1 : text.ends_with("（") ? 3 : 0;
    if (length == 0) break;
    text.remove_suffix(length);
    --closed;
    span.begin = static_cast<uint32_t>(text.size());
  }
  return span;
}

// Source text on one line, blanks collapsed. A grouped operand's span leaves out its brackets: one opened
// inside the text and closed right behind it, or the other way round, is taken along.
std::string Lowerer::TextOf(Span span) const {
  std::string_view text = m_.TextOf(span);
  Look look = LookAt(text);
  if (look.open > 0 || look.closed > 0) {
    span = WithClosingBrackets(WithOpeningBrackets(span, look.closed), look.open);
    text = m_.TextOf(span);
    look = LookAt(text);
  }
  if (look.one_line) return std::string(text);
  std::string out;
  out.reserve(text.size());
  bool blank = false;
  for (char c : text) {
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      blank = !out.empty();
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    out += c;
  }
  return out;
}

ir::UseId Lowerer::Atom(const model::Expr& e, ir::ExprId expr) {
  ir::Use use;
  use.kind = ir::UseKind::kAtom;
  use.expr = expr;
  use.text = TextOf(e.span);
  use.origin = origin_;
  switch (e.kind) {
    case model::ExprKind::kCompare: {
      const model::Expr& left = m_.exprs[e.args[0]];
      const model::Expr& right = m_.exprs[e.args[1]];
      use.subject = TextOf(left.span);
      use.bound = TextOf(right.span);
      if (!left.fractional) use.subject_expr = Value(e.args[0]);
      if (!right.fractional) use.bound_expr = Value(e.args[1]);
      break;
    }
    case model::ExprKind::kMember:
    case model::ExprKind::kContains:
      use.subject = TextOf(m_.exprs[e.args[0]].span);
      use.subject_expr = Value(e.args[0]);
      break;
    case model::ExprKind::kWithin: {
      const model::Expr& interval = m_.exprs[e.args[1]];
      use.subject = TextOf(m_.exprs[e.args[0]].span);
      use.subject_expr = Value(e.args[0]);
      use.bound = TextOf(interval.span);
      Bounds bounds = interval.kind == model::ExprKind::kParameter || interval.kind == model::ExprKind::kTable
                          ? ParameterBounds(interval)
                          : LiteralBounds(interval, m_.exprs[e.args[0]].type);
      use.bound_expr = bounds.lo ? bounds.lo : bounds.hi;
      ir::Use ends;  // both ends, for explanation: an atom with one unwritten value as its part
      ends.kind = ir::UseKind::kValue;
      ends.subject_expr = bounds.lo;
      ends.bound_expr = bounds.hi;
      ends.origin = origin_;
      use.children.push_back(p_.uses.Add(std::move(ends)));
      break;
    }
    case model::ExprKind::kPoison:
    case model::ExprKind::kConst:
    case model::ExprKind::kFact:
    case model::ExprKind::kDecision:
    case model::ExprKind::kFired:
    case model::ExprKind::kFormal:
    case model::ExprKind::kDefine:
    case model::ExprKind::kParameter:
    case model::ExprKind::kTable:
    case model::ExprKind::kNegate:
    case model::ExprKind::kAdd:
    case model::ExprKind::kSubtract:
    case model::ExprKind::kMultiply:
    case model::ExprKind::kRatio:
    case model::ExprKind::kInterval:
    case model::ExprKind::kNot:
    case model::ExprKind::kAnd:
    case model::ExprKind::kOr:
    case model::ExprKind::kIf:
    case model::ExprKind::kSome:
    case model::ExprKind::kEvery:
    case model::ExprKind::kCount:
    case model::ExprKind::kSum:
    case model::ExprKind::kLargest:
    case model::ExprKind::kSmallest:
    case model::ExprKind::kCall:
    case model::ExprKind::kDateAdd:
    case model::ExprKind::kDateDiff:
      use.subject = use.text;
      use.subject_expr = expr;
      break;
  }
  if (footings_ != nullptr) use.footings = *footings_;
  return p_.uses.Add(std::move(use));
}

Condition Lowerer::Cond(model::ExprId id) {
  const model::Expr& e = m_.exprs[id];
  span_ = e.span;
  FootingScope footings(*this);
  ir::ExprId expr;
  switch (e.kind) {
    case model::ExprKind::kAnd:
    case model::ExprKind::kOr:
    case model::ExprKind::kNot:
      return Joined(e);
    case model::ExprKind::kSome:
    case model::ExprKind::kEvery:
      return Quantified(e);
    case model::ExprKind::kDefine:
      return Defined(e);
    case model::ExprKind::kFormal:
      if (frame_uses_ != nullptr && (*frame_uses_)[static_cast<size_t>(e.index)])
        return {(*frame_)[static_cast<size_t>(e.index)], (*frame_uses_)[static_cast<size_t>(e.index)]};
      expr = Value(id);
      break;
    case model::ExprKind::kCompare:
      expr = CompareExpr(e);
      break;
    case model::ExprKind::kMember:
      expr = In(Value(e.args[0]), e.set);
      break;
    case model::ExprKind::kWithin:
      expr = Within(Lin(e.args[0]), e.args[1]);
      break;
    case model::ExprKind::kContains: {
      ir::Expr has;
      has.kind = ir::ExprKind::kSetHas;
      has.args = {Value(e.args[0])};
      has.value = e.value;
      if (auto constant = ConstOf(has.args[0]))
        expr = Bool((static_cast<uint64_t>(*constant) >> e.value & 1) != 0);
      else
        expr = Intern(std::move(has));
      break;
    }
    case model::ExprKind::kPoison:
    case model::ExprKind::kConst:
    case model::ExprKind::kFact:
    case model::ExprKind::kDecision:
    case model::ExprKind::kFired:
    case model::ExprKind::kParameter:
    case model::ExprKind::kTable:
    case model::ExprKind::kNegate:
    case model::ExprKind::kAdd:
    case model::ExprKind::kSubtract:
    case model::ExprKind::kMultiply:
    case model::ExprKind::kRatio:
    case model::ExprKind::kInterval:
    case model::ExprKind::kIf:
    case model::ExprKind::kCount:
    case model::ExprKind::kSum:
    case model::ExprKind::kLargest:
    case model::ExprKind::kSmallest:
    case model::ExprKind::kCall:
    case model::ExprKind::kDateAdd:
    case model::ExprKind::kDateDiff:
      expr = Value(id);
      break;
  }
  return {expr, Atom(e, expr)};
}

Condition Lowerer::Joined(const model::Expr& e) {
  ir::Use use;
  std::vector<ir::ExprId> args;
  for (model::ExprId arg : e.args) {
    Condition c = Cond(arg);
    args.push_back(c.expr);
    use.children.push_back(c.use);
  }
  bool all = e.kind == model::ExprKind::kAnd;
  use.kind = e.kind == model::ExprKind::kNot ? ir::UseKind::kNot : all ? ir::UseKind::kAnd : ir::UseKind::kOr;
  use.expr = e.kind == model::ExprKind::kNot
                 ? Not(args[0])
                 : Join(all ? ir::ExprKind::kAnd : ir::ExprKind::kOr, std::move(args));
  use.text = TextOf(e.span);
  use.origin = origin_;
  ir::ExprId expr = use.expr;
  return {expr, p_.uses.Add(std::move(use))};
}

Condition Lowerer::Defined(const model::Expr& e) {
  Called called = CallDefine(e);
  ir::Use use;
  use.kind = ir::UseKind::kDefined;
  use.expr = called.body.expr;
  use.text = TextOf(e.span);
  use.origin = origin_;
  if (called.body.use) use.children = {called.body.use};
  use.footings = std::move(called.footings);
  return {called.body.expr, p_.uses.Add(std::move(use))};
}

Condition Lowerer::Quantified(const model::Expr& e) {
  model::ListId list(e.index);
  if (!Enter(list, e.span)) return {Bool(false), {}};
  Condition body = Cond(e.args[0]);
  active_lists_.pop_back();
  ir::Expr any;
  any.kind = e.kind == model::ExprKind::kSome ? ir::ExprKind::kAny : ir::ExprKind::kAll;
  any.list = ir::ListId(list.index);
  any.args = {body.expr};
  ir::Use use;
  use.kind = ir::UseKind::kQuantified;
  use.expr = Intern(std::move(any));
  use.text = TextOf(e.span);
  use.origin = origin_;
  use.children = {body.use};
  ir::ExprId expr = use.expr;
  return {expr, p_.uses.Add(std::move(use))};
}

ir::ExprId Lowerer::CompareEnums(const model::Expr& e) {
  ir::ExprId a = Value(e.args[0]), b = Value(e.args[1]);
  const ir::Type type = p_.exprs[a].type;
  if (a == b && e.op == model::CompareOp::kEq) return Join(ir::ExprKind::kOr, {In(a, ~uint64_t{0})});
  int64_t n =
      type.kind == ir::TypeKind::kBool ? 2 : static_cast<int64_t>(p_.enums[type.enumeration].values.size());
  std::vector<ir::ExprId> cases;
  for (int64_t v = 0; v < n; ++v) {
    uint64_t others = 0;
    for (int64_t w = 0; w < n; ++w) {
      bool holds = false;
      switch (e.op) {
        case model::CompareOp::kEq:
          holds = v == w;
          break;
        case model::CompareOp::kNe:
          holds = v != w;
          break;
        case model::CompareOp::kLt:
          holds = v < w;
          break;
        case model::CompareOp::kLe:
          holds = v <= w;
          break;
        case model::CompareOp::kGt:
          holds = v > w;
          break;
        case model::CompareOp::kGe:
          holds = v >= w;
          break;
      }
      if (holds) others |= uint64_t{1} << w;
    }
    cases.push_back(Join(ir::ExprKind::kAnd, {In(a, uint64_t{1} << v), In(b, others)}));
  }
  return Join(ir::ExprKind::kOr, std::move(cases));
}

ir::ExprId Lowerer::CompareExpr(const model::Expr& e) {
  const model::Type& type = m_.exprs[e.args[0]].type;
  if (type.kind == model::TypeKind::kEnum || type.kind == model::TypeKind::kBool) return CompareEnums(e);
  if (type.kind == model::TypeKind::kText) {
    ir::Expr equal;
    equal.kind = ir::ExprKind::kTextEq;
    equal.args = {Value(e.args[0]), Value(e.args[1])};
    auto a = ConstOf(equal.args[0]), b = ConstOf(equal.args[1]);
    ir::ExprId id = a && b ? Bool(*a == *b) : Intern(std::move(equal));
    return e.op == model::CompareOp::kNe ? Not(id) : id;
  }
  Linear difference = AddScaled(Lin(e.args[0]), Lin(e.args[1]), -1);
  span_ = e.span;
  const auto minus_one = [](Linear form) {
    form.denominator = 1;
    form.overflow |= __builtin_sub_overflow(form.bias, 1, &form.bias);
    return form;
  };
  const auto opposite = [](Linear form) { return Times(std::move(form), -1, 1); };
  switch (e.op) {
    case model::CompareOp::kGe:
      return Ge0(std::move(difference));
    case model::CompareOp::kLe:
      return Ge0(opposite(std::move(difference)));
    case model::CompareOp::kGt:
      return Ge0(minus_one(std::move(difference)));
    case model::CompareOp::kLt:
      return Ge0(minus_one(opposite(std::move(difference))));
    case model::CompareOp::kEq:
    case model::CompareOp::kNe:
      break;
  }
  Linear other_side = opposite(difference);
  ir::ExprId equal = Join(ir::ExprKind::kAnd, {Ge0(std::move(difference)), Ge0(std::move(other_side))});
  return e.op == model::CompareOp::kEq ? equal : Not(equal);
}

ir::ExprId Lowerer::WithinBounds(const Linear& value, const Bounds& bounds) {
  std::vector<ir::ExprId> both;
  if (bounds.lo) both.push_back(Ge0(AddScaled(value, Decompose(bounds.lo), -1)));
  if (bounds.hi) both.push_back(Ge0(AddScaled(Times(value, -1, 1), Decompose(bounds.hi), 1)));
  return Join(ir::ExprKind::kAnd, std::move(both));
}

ir::ExprId Lowerer::Within(const Linear& value, model::ExprId interval) {
  const model::Expr& e = m_.exprs[interval];
  if (e.kind == model::ExprKind::kParameter || e.kind == model::ExprKind::kTable)
    return ParameterWithin(value, e);
  model::Type type = e.type;
  type.scale =
      std::max(type.scale, value.scale);  // so that one quantum beside an open bound is one of the value's
  return WithinBounds(value, LiteralBounds(e, type));
}

}  // namespace guiju::lower
