#include "tests/differential/rewrite.h"

#include <algorithm>
#include <utility>

namespace guiju::differential {

using ir::ExprId;
using ir::ExprKind;

namespace {

ExprId NotOf(ExprId arg, ir::ExprTable* table) {
  ir::Expr expr;
  expr.kind = ExprKind::kNot;
  expr.args = {arg};
  return table->Intern(std::move(expr));
}
ExprId Joined(ExprKind kind, std::vector<ExprId> args, ir::ExprTable* table) {
  ir::Expr expr;
  expr.kind = kind;
  expr.args = std::move(args);
  return table->Intern(std::move(expr));
}
ExprKind Dual(ExprKind kind) { return kind == ExprKind::kAnd ? ExprKind::kOr : ExprKind::kAnd; }

ExprId RewriteConnective(ir::Expr expr, Random* random, ir::Program* program, ir::ExprTable* table) {
  auto& args = expr.args;
  for (size_t i = args.size(); i > 1; --i) {
    if (random->Chance(50))
      std::swap(args[i - 1], args[static_cast<size_t>(random->Below(static_cast<int64_t>(i)))]);
  }
  if (random->Chance(20)) args.push_back(args[0]);
  if (args.size() > 2 && random->Chance(30)) {  // (a ∧ b) ∧ c
    args = {Joined(expr.kind, {args.begin(), args.end() - 1}, table), args.back()};
  }
  for (size_t i = 0; i < args.size(); ++i) {  // a ∧ (b ∨ c) = (a ∧ b) ∨ (a ∧ c)
    const ir::Expr inner = program->exprs[args[i]];
    if (inner.kind != Dual(expr.kind) || inner.args.size() > 3 || !random->Chance(40)) continue;
    std::vector<ExprId> parts;
    for (ExprId part : inner.args) {
      std::vector<ExprId> product = args;
      product[i] = part;
      parts.push_back(Joined(expr.kind, std::move(product), table));
    }
    return Joined(inner.kind, std::move(parts), table);
  }
  if (random->Chance(30)) {  // a ∧ b = ¬(¬a ∨ ¬b)
    for (ExprId& arg : args) arg = NotOf(arg, table);
    return NotOf(Joined(Dual(expr.kind), std::move(args), table), table);
  }
  return table->Intern(std::move(expr));
}

}  // namespace

ir::Program Rebuild(const ir::Program& program,
                    const std::function<ExprId(ir::Expr, ir::Program*, ir::ExprTable*)>& make) {
  ir::Program result = program;
  result.exprs = {};
  ir::ExprTable table(&result);
  std::vector<ExprId> map;
  const auto moved = [&](ExprId id) { return id ? map[static_cast<size_t>(id.index)] : id; };
  for (ir::Expr expr : program.exprs) {
    for (ExprId& arg : expr.args) arg = moved(arg);
    map.push_back(make(std::move(expr), &result, &table));
  }
  for (ir::Fact& fact : result.facts) fact.applies = moved(fact.applies);
  for (ir::Presumption& presumption : result.presumptions) presumption.when = moved(presumption.when);
  for (ir::Use& use : result.uses) {
    use.expr = moved(use.expr);
    use.subject_expr = moved(use.subject_expr);
    use.bound_expr = moved(use.bound_expr);
  }
  for (ir::Rule& rule : result.rules) {
    rule.guard = moved(rule.guard);
    rule.value = moved(rule.value);
  }
  for (ir::Decision& decision : result.decisions) decision.otherwise = moved(decision.otherwise);
  return result;
}

ir::Program DeMorganRewrite(const ir::Program& program, Random* random) {
  return Rebuild(program, [&](ir::Expr expr, ir::Program* target, ir::ExprTable* table) {
    if (expr.kind == ExprKind::kAnd || expr.kind == ExprKind::kOr) {
      return RewriteConnective(std::move(expr), random, target, table);
    }
    if (expr.kind == ExprKind::kNot) {
      const ir::Expr inner = target->exprs[expr.args[0]];
      if (inner.kind == ExprKind::kNot && random->Chance(50)) return inner.args[0];
      if ((inner.kind == ExprKind::kAnd || inner.kind == ExprKind::kOr) && random->Chance(50)) {
        std::vector<ExprId> args = inner.args;
        for (ExprId& arg : args) arg = NotOf(arg, table);
        return Joined(Dual(inner.kind), std::move(args), table);
      }
    }
    const bool condition = expr.type.kind == ir::TypeKind::kBool;
    const ExprId same = table->Intern(std::move(expr));
    return condition && random->Chance(8) ? NotOf(NotOf(same, table), table) : same;
  });
}

namespace {

// x + 1, of the same type.
ExprId OneMore(ir::Expr expr, ir::ExprTable* table) {
  ir::Expr more;
  more.kind = ExprKind::kLin;
  more.type = expr.type;
  more.args = {table->Intern(std::move(expr))};
  more.coefficients = {1};
  more.value = 1;
  return table->Intern(std::move(more));
}

ExprId Broken(ir::Expr expr, ir::Program* program, ir::ExprTable* table) {
  switch (expr.kind) {
    case ExprKind::kConst:
    case ExprKind::kFact:
    case ExprKind::kDecision:
      break;
    case ExprKind::kFired:
    case ExprKind::kCount:
    case ExprKind::kSum:
    case ExprKind::kDateAdd:
    case ExprKind::kWorkdays:
      return OneMore(std::move(expr), table);
    case ExprKind::kLin:
      expr.value += 1;
      break;
    case ExprKind::kMul:
      expr.args[1] = expr.args[0];
      break;
    case ExprKind::kRound:
      expr.mode = static_cast<ir::RoundMode>((static_cast<int>(expr.mode) + 1) % 3);
      break;
    case ExprKind::kMin:
      expr.kind = ExprKind::kMax;
      break;
    case ExprKind::kMax:
      expr.kind = ExprKind::kMin;
      break;
    case ExprKind::kIf:
      std::swap(expr.args[1], expr.args[2]);
      break;
    case ExprKind::kGe0: {  // > 0
      ir::Expr less;
      less.kind = ExprKind::kLin;
      less.type = program->exprs[expr.args[0]].type;
      less.args = expr.args;
      less.coefficients = {1};
      less.value = -1;
      expr.args = {table->Intern(std::move(less))};
      break;
    }
    case ExprKind::kIn:
      expr.set ^= 1;
      break;
    case ExprKind::kSetHas:
    case ExprKind::kTextEq:
      return NotOf(table->Intern(std::move(expr)), table);
    case ExprKind::kNot:
      return expr.args[0];
    case ExprKind::kAnd:
    case ExprKind::kOr:
      expr.kind = Dual(expr.kind);
      break;
    case ExprKind::kAny:
      expr.kind = ExprKind::kAll;
      break;
    case ExprKind::kAll:
      expr.kind = ExprKind::kAny;
      break;
    case ExprKind::kLargest:
      expr.kind = ExprKind::kSmallest;
      break;
    case ExprKind::kSmallest:
      expr.kind = ExprKind::kLargest;
      break;
  }
  return table->Intern(std::move(expr));
}

constexpr std::string_view kKindWords[] = {
#define GJ_EXPR(kind, text) text,
#include "compiler/ir/expr_kinds.def"
#undef GJ_EXPR
};

}  // namespace

std::vector<std::string> BreakableOperators() {
  std::vector<std::string> words;
  for (std::string_view word : kKindWords) {
    if (word != "const" && word != "fact" && word != "decision") words.emplace_back(word);
  }
  for (const char* word : {"except", "strictest", "mildest"}) words.emplace_back(word);
  return words;
}

std::optional<ir::Program> Break(const ir::Program& program, std::string_view word) {
  const std::vector<std::string> known = BreakableOperators();
  if (std::find(known.begin(), known.end(), word) == known.end()) return std::nullopt;
  ir::Program broken = Rebuild(program, [&](ir::Expr expr, ir::Program* target, ir::ExprTable* table) {
    const bool hit = kKindWords[static_cast<size_t>(expr.kind)] == word;
    return hit ? Broken(std::move(expr), target, table) : table->Intern(std::move(expr));
  });
  if (word == "except") {
    for (ir::Rule& rule : broken.rules) rule.attacks.clear();
  }
  for (ir::Decision& decision : broken.decisions) {
    if (word == "strictest" && decision.combine == ir::Combine::kStrictest) {
      decision.combine = ir::Combine::kMildest;
    } else if (word == "mildest" && decision.combine == ir::Combine::kMildest) {
      decision.combine = ir::Combine::kStrictest;
    }
  }
  return broken;
}

}  // namespace guiju::differential
