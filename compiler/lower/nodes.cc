// Building expressions. Folding is limited to the De Morgan lattice and to comparisons decided by the ranges
// alone, so that every three-valued answer stays (law 4 of the formal core); excluded middle is never used.
#include <algorithm>

#include "compiler/ir/ranges.h"
#include "compiler/lower/lowerer.h"

namespace guiju::lower {

ir::ExprId Lowerer::Intern(ir::Expr expr) {
  ir::ExprId id = table_.Intern(std::move(expr));
  if (static_cast<size_t>(id.index) < ranges_.size()) return id;
  auto range = ir::RangeOf(p_, p_.exprs[id], ranges_);
  if (!range) sink_.Emit(diag::Kind::Overflow, span_);
  ranges_.push_back(range.value_or(ir::Range{0, 0}));
  if (ranges_.size() > kMaxNodes && !reported_size_) {
    reported_size_ = true;
    sink_.Emit(diag::Kind::TooLarge, span_, kMaxNodes);
  }
  return id;
}

ir::ExprId Lowerer::Const(const ir::Type& type, int64_t value) {
  ir::Expr e;
  e.kind = ir::ExprKind::kConst;
  e.type = type;
  e.value = value;
  return Intern(std::move(e));
}

ir::ExprId Lowerer::Bool(bool value) { return Const(ir::Type{}, value ? 1 : 0); }

bool Lowerer::IsBool(ir::ExprId id, bool value) const {
  const ir::Expr& e = p_.exprs[id];
  return e.kind == ir::ExprKind::kConst && e.type.kind == ir::TypeKind::kBool && (e.value != 0) == value;
}

std::optional<int64_t> Lowerer::ConstOf(ir::ExprId id) const {
  const ir::Expr& e = p_.exprs[id];
  if (e.kind != ir::ExprKind::kConst) return std::nullopt;
  return e.value;
}

ir::ExprId Lowerer::Not(ir::ExprId a) {
  if (IsBool(a, true)) return Bool(false);
  if (IsBool(a, false)) return Bool(true);
  const ir::Expr& inner = p_.exprs[a];
  if (inner.kind == ir::ExprKind::kNot) return inner.args[0];
  ir::Expr e;
  e.kind = ir::ExprKind::kNot;
  e.args = {a};
  return Intern(std::move(e));
}

ir::ExprId Lowerer::Join(ir::ExprKind kind, std::vector<ir::ExprId> args) {
  const bool all = kind == ir::ExprKind::kAnd;
  auto end = args.begin();  // of those kept, which take the place of those before them
  for (ir::ExprId arg : args) {
    if (IsBool(arg, all)) continue;
    if (IsBool(arg, !all)) return Bool(!all);
    if (std::find(args.begin(), end, arg) == end) *end++ = arg;
  }
  args.erase(end, args.end());
  if (args.empty()) return Bool(all);
  if (args.size() == 1) return args[0];
  ir::Expr e;
  e.kind = kind;
  e.args = std::move(args);
  return Intern(std::move(e));
}

ir::ExprId Lowerer::If(ir::ExprId condition, ir::ExprId yes, ir::ExprId no) {
  if (yes == no || IsBool(condition, true)) return yes;
  if (IsBool(condition, false)) return no;
  const ir::Type type = p_.exprs[yes].type;
  if (type.kind == ir::TypeKind::kBool) {
    // Exact for an unknown condition too: u ⊔ joins of a constant with x are those of the lattice.
    if (IsBool(yes, true)) return Join(ir::ExprKind::kOr, {condition, no});
    if (IsBool(yes, false)) return Join(ir::ExprKind::kAnd, {Not(condition), no});
    if (IsBool(no, false)) return Join(ir::ExprKind::kAnd, {condition, yes});
    if (IsBool(no, true)) return Join(ir::ExprKind::kOr, {Not(condition), yes});
  }
  ir::Expr e;
  e.kind = ir::ExprKind::kIf;
  e.type = type;
  e.args = {condition, yes, no};
  return Intern(std::move(e));
}

ir::ExprId Lowerer::FactNode(ir::FactId fact) {
  const auto index = static_cast<size_t>(fact.index);
  if (index >= fact_nodes_.size()) fact_nodes_.resize(p_.facts.size());
  if (fact_nodes_[index]) return fact_nodes_[index];
  ir::Expr e;
  e.kind = ir::ExprKind::kFact;
  e.type = p_.facts[fact].type;
  e.fact = fact;
  return fact_nodes_[index] = Intern(std::move(e));
}

Linear Lowerer::Decompose(ir::ExprId id) const {
  const ir::Expr& e = p_.exprs[id];
  if (e.kind == ir::ExprKind::kConst) return Constant(e.value, e.type.scale);
  if (e.kind != ir::ExprKind::kLin) return Term(id, e.type.scale);
  Linear out = Constant(e.value, e.type.scale);
  for (size_t i = 0; i < e.args.size(); ++i) out.terms.emplace_back(e.args[i], e.coefficients[i]);
  return out;
}

// The denominator must be 1; the form is brought to the type's scale.
ir::ExprId Lowerer::Materialize(Linear form, const ir::Type& type) {
  form = ToScale(std::move(form), type.scale);
  if (form.overflow) {
    sink_.Emit(diag::Kind::Overflow, span_);
    return Const(type, 0);
  }
  if (form.terms.empty()) return Const(type, form.bias);
  if (form.terms.size() == 1 && form.terms[0].second == 1 && form.bias == 0 &&
      p_.exprs[form.terms[0].first].type == type)
    return form.terms[0].first;
  ir::Expr e;
  e.kind = ir::ExprKind::kLin;
  e.type = type;
  e.value = form.bias;
  std::sort(form.terms.begin(), form.terms.end());
  for (const auto& [id, coefficient] : form.terms) {
    e.args.push_back(id);
    e.coefficients.push_back(coefficient);
  }
  return Intern(std::move(e));
}

ir::ExprId Lowerer::Ge0(Linear form) {
  form.denominator = 1;  // positive: the sign stays
  if (form.overflow) {
    sink_.Emit(diag::Kind::Overflow, span_);
    return Bool(false);
  }
  if (form.terms.empty()) return Bool(form.bias >= 0);
  ir::Type type = p_.exprs[form.terms[0].first].type;
  type.scale = form.scale;
  if (type.kind == ir::TypeKind::kDate) type = ir::Type{ir::TypeKind::kInt, "days", 0, {}};
  ir::ExprId value = form.terms.size() == 1 && form.terms[0].second == 1 && form.bias == 0
                         ? form.terms[0].first
                         : ir::ExprId{};
  if (!value) value = Materialize(std::move(form), type);
  ir::Range range = RangeOf(value);
  if (range.lo >= 0) return Bool(true);
  if (range.hi < 0) return Bool(false);
  ir::Expr e;
  e.kind = ir::ExprKind::kGe0;
  e.args = {value};
  return Intern(std::move(e));
}

ir::ExprId Lowerer::In(ir::ExprId value, uint64_t set) {
  const ir::Type type = p_.exprs[value].type;
  if (type.kind == ir::TypeKind::kBool) {
    bool with_yes = (set & 2) != 0, with_no = (set & 1) != 0;
    if (with_yes == with_no) return Bool(with_yes);
    return with_yes ? value : Not(value);
  }
  if (auto constant = ConstOf(value)) return Bool((set >> *constant & 1) != 0);
  size_t n = p_.enums[type.enumeration].values.size();
  uint64_t full = n >= 64 ? ~uint64_t{0} : (uint64_t{1} << n) - 1;
  set &= full;
  if (set == 0 || set == full) return Bool(set == full);
  ir::Expr e;
  e.kind = ir::ExprKind::kIn;
  e.args = {value};
  e.set = set;
  return Intern(std::move(e));
}

}  // namespace guiju::lower
