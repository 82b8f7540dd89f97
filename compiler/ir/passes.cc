#include "compiler/ir/passes.h"

#include <algorithm>
#include <utility>

#include "compiler/ir/fields.h"

namespace guiju::ir {
namespace {

// Calls visit(ExprId&) on every reference to an expression from outside the expressions themselves.
template <class F>
class RootVisitor {
 public:
  explicit RootVisitor(F visit) : visit_(std::move(visit)) {}
  void Run(Program* program) {
    StoresOf([&](std::string_view, auto store) {
      using Item = std::remove_reference_t<decltype(*(program->*store).begin())>;
      if constexpr (!std::is_same_v<Item, Expr> && !std::is_same_v<Item, std::string>) {
        for (Item& item : program->*store) {
          FieldsOf(For<Item>{}, [&](std::string_view, auto member) { Visit(item.*member); });
        }
      }
    });
  }

 private:
  void Visit(ExprId& id) {
    if (id) visit_(id);
  }
  template <class T>
  void Visit(T&) {}
  F visit_;
};
template <class F>
void ForEachRoot(Program* program, F visit) {
  RootVisitor<F>(std::move(visit)).Run(program);
}

class Simplifier {
 public:
  explicit Simplifier(const Program& program) : old_(program), new_(program) { new_.exprs = {}; }

  Program Run() {
    ExprTable table(&new_);
    for (const Expr& expr : old_.exprs) map_.push_back(Rewrite(expr, &table));
    ForEachRoot(&new_, [&](ExprId& id) { id = map_[static_cast<size_t>(id.index)]; });
    return std::move(new_);
  }

 private:
  ExprId Rewrite(Expr expr, ExprTable* table) {
    for (ExprId& arg : expr.args) arg = map_[static_cast<size_t>(arg.index)];
    if (expr.kind == ExprKind::kNot) {
      const Expr arg = new_.exprs[expr.args[0]];
      if (arg.kind == ExprKind::kNot) return arg.args[0];
      if (arg.kind == ExprKind::kConst) return Constant(!arg.value, arg.type, table);
    }
    if (expr.kind == ExprKind::kAnd || expr.kind == ExprKind::kOr) return Connective(std::move(expr), table);
    return table->Intern(std::move(expr));
  }

  ExprId Connective(Expr expr, ExprTable* table) {
    const int64_t neutral = expr.kind == ExprKind::kAnd ? 1 : 0;
    std::vector<ExprId> flat;
    const auto add = [&](ExprId arg) {
      const Expr& part = new_.exprs[arg];
      if (part.kind == ExprKind::kConst && part.value == neutral) return;
      if (std::find(flat.begin(), flat.end(), arg) == flat.end()) flat.push_back(arg);
    };
    for (ExprId arg : expr.args) {
      const Expr& part = new_.exprs[arg];
      if (part.kind == ExprKind::kConst && part.value != neutral) return arg;
      if (part.kind == expr.kind) {
        for (ExprId inner : part.args) add(inner);  // already flat
      } else {
        add(arg);
      }
    }
    if (flat.empty()) return Constant(neutral != 0, expr.type, table);
    if (flat.size() == 1) return flat[0];
    expr.args = std::move(flat);
    return table->Intern(std::move(expr));
  }

  ExprId Constant(bool value, const Type& type, ExprTable* table) {
    Expr constant;
    constant.type = type;
    constant.value = value;
    return table->Intern(std::move(constant));
  }

  const Program& old_;
  Program new_;
  std::vector<ExprId> map_;
};

}  // namespace

Program RemoveDeadExprs(const Program& program) {
  Program result = program;
  std::vector<bool> live(program.exprs.size());
  ForEachRoot(&result, [&](ExprId& id) { live[static_cast<size_t>(id.index)] = true; });
  for (size_t i = live.size(); i-- > 0;) {  // arguments come before what uses them
    if (!live[i]) continue;
    for (ExprId arg : program.exprs[ExprId(i)].args) live[static_cast<size_t>(arg.index)] = true;
  }
  std::vector<ExprId> map(program.exprs.size());
  result.exprs = {};
  for (ExprId id : program.exprs.ids()) {
    if (!live[static_cast<size_t>(id.index)]) continue;
    Expr expr = program.exprs[id];
    for (ExprId& arg : expr.args) arg = map[static_cast<size_t>(arg.index)];
    map[static_cast<size_t>(id.index)] = result.exprs.Add(std::move(expr));
  }
  ForEachRoot(&result, [&](ExprId& id) { id = map[static_cast<size_t>(id.index)]; });
  return result;
}

Program SimplifyConditions(const Program& program) { return RemoveDeadExprs(Simplifier(program).Run()); }

}  // namespace guiju::ir
