// Values: linear arithmetic collected, definitions inlined.
#include <algorithm>

#include "compiler/lower/lowerer.h"

namespace guiju::lower {

bool Lowerer::Enter(model::ListId list, Span span) {
  if (std::find(active_lists_.begin(), active_lists_.end(), list) != active_lists_.end()) {
    sink_.Emit(diag::Kind::NestedAggregate, span, m_.lists[list].name.Zh());
    return false;
  }
  active_lists_.push_back(list);
  return true;
}

void Lowerer::CollectLists(model::ExprId id, std::vector<model::ListId>& out) {
  const model::Expr& e = m_.exprs[id];
  switch (e.kind) {
    case model::ExprKind::kSome:
    case model::ExprKind::kEvery:
    case model::ExprKind::kCount:
    case model::ExprKind::kSum:
    case model::ExprKind::kLargest:
    case model::ExprKind::kSmallest:
      out.emplace_back(e.index);
      break;
    case model::ExprKind::kDefine: {
      const auto& inner = ListsIn(model::DefineId(e.index));
      out.insert(out.end(), inner.begin(), inner.end());
      break;
    }
    case model::ExprKind::kPoison:
    case model::ExprKind::kConst:
    case model::ExprKind::kFact:
    case model::ExprKind::kDecision:
    case model::ExprKind::kFired:
    case model::ExprKind::kFormal:
    case model::ExprKind::kParameter:
    case model::ExprKind::kTable:
    case model::ExprKind::kNegate:
    case model::ExprKind::kAdd:
    case model::ExprKind::kSubtract:
    case model::ExprKind::kMultiply:
    case model::ExprKind::kRatio:
    case model::ExprKind::kCompare:
    case model::ExprKind::kMember:
    case model::ExprKind::kWithin:
    case model::ExprKind::kInterval:
    case model::ExprKind::kContains:
    case model::ExprKind::kNot:
    case model::ExprKind::kAnd:
    case model::ExprKind::kOr:
    case model::ExprKind::kIf:
    case model::ExprKind::kCall:
    case model::ExprKind::kDateAdd:
    case model::ExprKind::kDateDiff:
      break;
  }
  for (model::ExprId arg : e.args) CollectLists(arg, out);
}

const std::vector<model::ListId>& Lowerer::ListsIn(model::DefineId id) {
  size_t index = static_cast<size_t>(id.index);
  if (lists_in_.size() < m_.defines.size()) lists_in_.resize(m_.defines.size());
  if (!lists_in_[index]) {
    lists_in_[index].emplace();  // definitions are acyclic
    std::vector<model::ListId> lists;
    CollectLists(m_.defines[id].value, lists);
    for (model::ExprId extension : m_.defines[id].extensions) CollectLists(extension, lists);
    std::sort(lists.begin(), lists.end());
    lists.erase(std::unique(lists.begin(), lists.end()), lists.end());
    lists_in_[index] = std::move(lists);
  }
  return *lists_in_[index];
}

std::vector<ir::ExprId> Lowerer::Arguments(const model::Expr& e, const std::vector<model::Formal>& formals) {
  std::vector<ir::ExprId> args;
  args.reserve(e.args.size());
  for (size_t i = 0; i < e.args.size(); ++i) args.push_back(Value(e.args[i], formals[i].type));
  return args;
}

// What subordinate policies add, each part as a definition of its own with its own basis.
Condition Lowerer::Extended(const model::Define& define, ir::FigureId figure, Condition own) {
  std::vector<ir::ExprId> any{own.expr};
  ir::Use use;
  use.kind = ir::UseKind::kOr;
  use.children = {own.use};
  use.text = define.name.Zh();
  use.origin = origin_;
  for (size_t i = 0; i < define.extensions.size(); ++i) {
    Condition c = Cond(define.extensions[i]);
    any.push_back(c.expr);
    const ir::FootingId footing = FootingFor(figure, define.extension_basis[i], {});
    if (footing) {
      ir::Use part;
      part.kind = ir::UseKind::kDefined;
      part.expr = c.expr;
      part.text = TextOf(m_.exprs[define.extensions[i]].span);
      part.origin = origin_;
      part.children = {c.use};
      part.footings = {footing};
      c.use = p_.uses.Add(std::move(part));
      AddFooting(footing);
    }
    use.children.push_back(c.use);
  }
  use.expr = Join(ir::ExprKind::kOr, std::move(any));
  Condition out{use.expr, {}};
  out.use = p_.uses.Add(std::move(use));
  return out;
}

Condition Lowerer::DefineBody(const model::Define& define) {
  if (define.type.kind != model::TypeKind::kBool) return {Value(define.value, define.type), {}};
  return Cond(define.value);
}

Lowerer::Called Lowerer::CallDefine(const model::Expr& e) {
  const model::DefineId id(e.index);
  const model::Define& define = m_.defines[id];
  for (model::ListId list : ListsIn(id)) {
    if (std::find(active_lists_.begin(), active_lists_.end(), list) == active_lists_.end()) continue;
    sink_.Emit(diag::Kind::NestedAggregate, e.span, m_.lists[list].name.Zh());
    return {{Bool(false), {}}, {}};
  }
  if (reported_size_)
    return {{define.type.kind == model::TypeKind::kBool ? Bool(false) : Const(TypeOf(define.type), 0), {}},
            {}};
  FootingScope all(*this);
  std::vector<ir::ExprId> args;
  std::vector<ir::UseId> uses;
  CallKey key;
  key.parts = {id.index, context_};
  for (size_t i = 0; i < e.args.size(); ++i) {
    if (define.formals[i].type.kind == model::TypeKind::kBool) {
      Condition c = Cond(e.args[i]);
      args.push_back(c.expr);
      uses.push_back(c.use);
    } else {
      args.push_back(Value(e.args[i], define.formals[i].type));
      uses.push_back({});
    }
    key.parts.push_back(args.back().index);
  }
  AddFooting(FootingFor(FigureOf(id), define.basis, {}));
  Called out{{}, all.found()};
  if (auto it = calls_.find(key); it != calls_.end()) {
    for (ir::FootingId footing : it->second.footings) AddFooting(footing);
    out.body = it->second.body;
    return out;
  }
  FootingScope inner(*this);
  {
    FrameScope scope(*this, &args, &uses);
    out.body = DefineBody(define);
    if (define.type.kind == model::TypeKind::kBool && !define.extensions.empty())
      out.body = Extended(define, FigureOf(id), out.body);
  }
  if (ranges_.size() <= kMaxNodes) calls_.emplace(std::move(key), Inlined{out.body, inner.found()});
  return out;
}

ir::ExprId Lowerer::Value(model::ExprId id, const model::Type& type) {
  if (type.kind != model::TypeKind::kInt && type.kind != model::TypeKind::kDate) return Value(id);
  Linear form = Lin(id);
  span_ = m_.exprs[id].span;
  return Materialize(std::move(form), TypeOf(type));
}

ir::ExprId Lowerer::Value(model::ExprId id) {
  const model::Expr& e = m_.exprs[id];
  span_ = e.span;
  if (e.kind == model::ExprKind::kFact) return FactNode(ir::FactId(e.index));
  if (e.kind == model::ExprKind::kConst) return Const(TypeOf(e.type), e.value);
  if (e.type.kind == model::TypeKind::kInt || e.type.kind == model::TypeKind::kDate) {
    Linear form = Lin(id);
    span_ = e.span;
    return Materialize(std::move(form), TypeOf(e.type));
  }
  switch (e.kind) {
    case model::ExprKind::kDecision: {
      ir::Expr node;
      node.kind = ir::ExprKind::kDecision;
      node.decision = DecisionOf(model::DecisionId(e.index));
      node.type = p_.decisions[node.decision].type;
      return Intern(std::move(node));
    }
    case model::ExprKind::kFormal:
      return (*frame_)[static_cast<size_t>(e.index)];
    case model::ExprKind::kDefine:
      return CallDefine(e).body.expr;
    case model::ExprKind::kParameter:
      return ParameterValue(e);
    case model::ExprKind::kTable:
      return TableValue(e);
    case model::ExprKind::kIf: {
      ir::ExprId condition = Cond(e.args[0]).expr;
      return If(condition, Value(e.args[1]), Value(e.args[2]));
    }
    case model::ExprKind::kCall:
      return Call(e);
    case model::ExprKind::kCompare:
    case model::ExprKind::kMember:
    case model::ExprKind::kWithin:
    case model::ExprKind::kContains:
    case model::ExprKind::kNot:
    case model::ExprKind::kAnd:
    case model::ExprKind::kOr:
    case model::ExprKind::kSome:
    case model::ExprKind::kEvery:
      return Cond(id).expr;
    case model::ExprKind::kConst:
    case model::ExprKind::kFact:
    case model::ExprKind::kPoison:
    case model::ExprKind::kFired:
    case model::ExprKind::kNegate:
    case model::ExprKind::kAdd:
    case model::ExprKind::kSubtract:
    case model::ExprKind::kMultiply:
    case model::ExprKind::kRatio:
    case model::ExprKind::kInterval:
    case model::ExprKind::kCount:
    case model::ExprKind::kSum:
    case model::ExprKind::kLargest:
    case model::ExprKind::kSmallest:
    case model::ExprKind::kDateAdd:
    case model::ExprKind::kDateDiff:
      break;
  }
  GJ_UNREACHABLE();
  return {};
}

Linear Lowerer::Lin(model::ExprId id) {
  const model::Expr& e = m_.exprs[id];
  span_ = e.span;
  switch (e.kind) {
    case model::ExprKind::kConst:
      return Constant(e.value, e.type.scale);
    case model::ExprKind::kFact:
      return Term(FactNode(ir::FactId(e.index)), e.type.scale);
    case model::ExprKind::kDecision:
    case model::ExprKind::kFired: {
      ir::Expr node;
      node.kind = e.kind == model::ExprKind::kFired ? ir::ExprKind::kFired : ir::ExprKind::kDecision;
      node.decision = DecisionOf(model::DecisionId(e.index));
      node.type = TypeOf(e.type);
      return Term(Intern(std::move(node)), e.type.scale);
    }
    case model::ExprKind::kFormal:
      return Decompose((*frame_)[static_cast<size_t>(e.index)]);
    case model::ExprKind::kDefine:
      return Decompose(CallDefine(e).body.expr);
    case model::ExprKind::kParameter:
      return Decompose(ParameterValue(e));
    case model::ExprKind::kTable:
      return Decompose(TableValue(e));
    case model::ExprKind::kNegate:
      return Times(Lin(e.args[0]), -1, 1);
    case model::ExprKind::kAdd:
      return AddScaled(Lin(e.args[0]), Lin(e.args[1]), 1);
    case model::ExprKind::kSubtract:
    case model::ExprKind::kDateDiff:
      return AddScaled(Lin(e.args[0]), Lin(e.args[1]), -1);
    case model::ExprKind::kRatio:
      return Times(Lin(e.args[0]), e.numerator, e.denominator);
    case model::ExprKind::kMultiply: {
      Linear a = Lin(e.args[0]), b = Lin(e.args[1]);
      span_ = e.span;
      if (a.terms.empty()) std::swap(a, b);
      if (b.terms.empty()) {
        Linear out = Times(std::move(a), b.bias, b.denominator);
        out.scale = static_cast<int8_t>(out.scale + b.scale);
        out.overflow |= b.overflow;
        return out;
      }
      int64_t denominator = a.denominator;
      bool overflow = __builtin_mul_overflow(denominator, b.denominator, &denominator);
      a.denominator = b.denominator = 1;
      ir::Expr node;
      node.kind = ir::ExprKind::kMul;
      node.type = TypeOf(e.type);
      ir::Type ta = TypeOf(m_.exprs[e.args[0]].type), tb = TypeOf(m_.exprs[e.args[1]].type);
      ta.scale = a.scale;
      tb.scale = b.scale;
      node.type.scale = static_cast<int8_t>(a.scale + b.scale);
      node.args = {Materialize(std::move(a), ta), Materialize(std::move(b), tb)};
      int8_t scale = node.type.scale;
      Linear out = Term(Intern(std::move(node)), scale);
      out.denominator = denominator;
      out.overflow |= overflow;
      return out;
    }
    case model::ExprKind::kIf: {
      ir::ExprId condition = Cond(e.args[0]).expr;
      if (IsBool(condition, true)) return ToScale(Lin(e.args[1]), e.type.scale);
      if (IsBool(condition, false)) return ToScale(Lin(e.args[2]), e.type.scale);
      Linear yes = ToScale(Lin(e.args[1]), e.type.scale), no = ToScale(Lin(e.args[2]), e.type.scale);
      // A common denominator leaves whole numbers in both branches.
      int64_t denominator = yes.denominator;
      Linear zero = Constant(0, e.type.scale);
      zero.denominator = no.denominator;
      yes = AddScaled(std::move(yes), zero, 1);
      zero.denominator = denominator;
      no = AddScaled(std::move(no), zero, 1);
      denominator = yes.denominator;
      ir::Type type = TypeOf(e.type);
      ir::ExprId choice = If(condition, Materialize(std::move(yes), type), Materialize(std::move(no), type));
      Linear out = Decompose(choice);
      out.denominator = denominator;
      return out;
    }
    case model::ExprKind::kCount:
    case model::ExprKind::kSum:
    case model::ExprKind::kLargest:
    case model::ExprKind::kSmallest:
      return Term(Fold(e), e.type.scale);
    case model::ExprKind::kCall:
      return Decompose(Call(e));
    case model::ExprKind::kDateAdd: {
      Linear date = Lin(e.args[0]), amount = Lin(e.args[1]);
      if (e.index == 0)
        return AddScaled(std::move(date), std::move(amount), 1);  // days are the unit of dates
      span_ = e.span;
      ir::Expr node;
      node.kind = ir::ExprKind::kDateAdd;
      node.type = ir::Type{ir::TypeKind::kDate, "", 0, {}};
      node.unit = e.index == 1   ? ir::TimeUnit::kWorkday
                  : e.index == 2 ? ir::TimeUnit::kMonth
                                 : ir::TimeUnit::kHour;
      node.args = {Materialize(std::move(date), node.type),
                   Materialize(std::move(amount), TypeOf(m_.exprs[e.args[1]].type))};
      return Term(Intern(std::move(node)), 0);
    }
    case model::ExprKind::kPoison:
    case model::ExprKind::kCompare:
    case model::ExprKind::kMember:
    case model::ExprKind::kWithin:
    case model::ExprKind::kInterval:
    case model::ExprKind::kContains:
    case model::ExprKind::kNot:
    case model::ExprKind::kAnd:
    case model::ExprKind::kOr:
    case model::ExprKind::kSome:
    case model::ExprKind::kEvery:
      break;
  }
  GJ_UNREACHABLE();
  return {};
}

ir::ExprId Lowerer::Fold(const model::Expr& e) {
  model::ListId list(e.index);
  ir::Type type = TypeOf(e.type);
  if (!Enter(list, e.span)) return Const(type, 0);
  ir::ExprId body = e.kind == model::ExprKind::kCount ? Cond(e.args[0]).expr : Value(e.args[0], e.type);
  active_lists_.pop_back();
  span_ = e.span;
  ir::Expr node;
  node.type = type;
  node.list = ir::ListId(list.index);
  node.args = {body};
  switch (e.kind) {
    case model::ExprKind::kCount:
      node.kind = ir::ExprKind::kCount;
      break;
    case model::ExprKind::kSum:
      node.kind = ir::ExprKind::kSum;
      break;
    // Of an empty list: the least value the elements may have, or the greatest.
    case model::ExprKind::kLargest:
      node.kind = ir::ExprKind::kLargest;
      node.value = RangeOf(body).lo;
      break;
    case model::ExprKind::kSmallest:
      node.kind = ir::ExprKind::kSmallest;
      node.value = RangeOf(body).hi;
      break;
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
    case model::ExprKind::kCompare:
    case model::ExprKind::kMember:
    case model::ExprKind::kWithin:
    case model::ExprKind::kInterval:
    case model::ExprKind::kContains:
    case model::ExprKind::kNot:
    case model::ExprKind::kAnd:
    case model::ExprKind::kOr:
    case model::ExprKind::kIf:
    case model::ExprKind::kSome:
    case model::ExprKind::kEvery:
    case model::ExprKind::kCall:
    case model::ExprKind::kDateAdd:
    case model::ExprKind::kDateDiff:
      GJ_UNREACHABLE();
  }
  return Intern(std::move(node));
}

}  // namespace guiju::lower
