// Arity and types of every expression. Dimensions are the model's business: here only kinds and enumerations
// agree.
#include <fmt/format.h>

#include <limits>
#include <set>

#include "compiler/ir/verify.h"

namespace guiju::ir {
namespace {

constexpr size_t kAnyNumber = std::numeric_limits<size_t>::max();

bool IsNumber(const Type& type) { return type.kind == TypeKind::kInt || type.kind == TypeKind::kDate; }
bool Agree(const Type& a, const Type& b) { return a.kind == b.kind && a.enumeration == b.enumeration; }

class ExprCheck {
 public:
  ExprCheck(const Program& program, ExprId id, Problems* problems)
      : program_(program), expr_(program.exprs[id]), id_(id), problems_(problems) {}

  void Run() {
    for (ExprId arg : expr_.args) {
      if (arg >= id_) return Complain("an argument does not come before it");
    }
    const bool wants_enum = expr_.type.kind == TypeKind::kEnum || expr_.type.kind == TypeKind::kSet;
    if (wants_enum != expr_.type.enumeration.has_value())
      return Complain("exactly enum and set types name an enumeration");
    if (expr_.kind != ExprKind::kLin && !expr_.coefficients.empty()) return Complain("only lin has factors");
    CheckKind();
  }

 private:
  void CheckKind() {
    switch (expr_.kind) {
      case ExprKind::kConst:
        return CheckConst();
      case ExprKind::kFact:
        if (!expr_.fact) return Complain("names no fact");
        return Require(Arity(0) && Agree(expr_.type, program_.facts[expr_.fact].type),
                       "its type is not its fact's");
      case ExprKind::kDecision:
        if (!expr_.decision) return Complain("names no decision");
        return Require(Arity(0) && Agree(expr_.type, program_.decisions[expr_.decision].type),
                       "its type is not its decision's");
      case ExprKind::kFired:
        return Require(Arity(0) && Is(TypeKind::kInt) && expr_.decision.has_value(),
                       "must be an int naming a decision");
      case ExprKind::kLin:
        return CheckLin();
      case ExprKind::kMul:
        return Require(Arity(2) && Is(TypeKind::kInt) && ArgsAre(TypeKind::kInt), "multiplies two ints");
      case ExprKind::kRound:
        return Require(Arity(1) && Is(TypeKind::kInt) && ArgsAre(TypeKind::kInt) && expr_.denominator > 0,
                       "rounds one int by a positive divisor");
      case ExprKind::kMin:
      case ExprKind::kMax:
        return Require(Arity(kAnyNumber) && IsNumber(expr_.type) && ArgsAre(expr_.type.kind),
                       "compares ints or dates of its type");
      case ExprKind::kIf:
        return Require(Arity(3) && Arg(0).type.kind == TypeKind::kBool && Agree(Arg(1).type, expr_.type) &&
                           Agree(Arg(2).type, expr_.type),
                       "needs a condition and two values of its type");
      case ExprKind::kGe0:
        return Require(Arity(1) && Is(TypeKind::kBool) && IsNumber(Arg(0).type),
                       "compares one int or date with 0");
      case ExprKind::kIn:
        return CheckIn();
      case ExprKind::kSetHas:
        return Require(Arity(1) && Is(TypeKind::kBool) && Arg(0).type.kind == TypeKind::kSet &&
                           expr_.value >= 0 && expr_.value < Values(Arg(0).type),
                       "asks a set for one of its values");
      case ExprKind::kTextEq:
        return Require(Arity(2) && Is(TypeKind::kBool) && ArgsAre(TypeKind::kText), "compares two texts");
      case ExprKind::kNot:
        return Require(Arity(1) && Is(TypeKind::kBool) && ArgsAre(TypeKind::kBool), "negates one condition");
      case ExprKind::kAnd:
      case ExprKind::kOr:
        return Require(Arity(kAnyNumber) && Is(TypeKind::kBool) && ArgsAre(TypeKind::kBool),
                       "joins one or more conditions");
      case ExprKind::kAny:
      case ExprKind::kAll:
        return Require(Over(TypeKind::kBool) && Is(TypeKind::kBool), "needs a list and a condition");
      case ExprKind::kCount:
        return Require(Over(TypeKind::kBool) && Is(TypeKind::kInt), "needs a list and a condition");
      case ExprKind::kSum:
        return Require(Over(TypeKind::kInt) && Is(TypeKind::kInt), "needs a list and an int");
      case ExprKind::kLargest:
      case ExprKind::kSmallest:
        return Require(IsNumber(expr_.type) && Over(expr_.type.kind),
                       "needs a list and an int or date of its type");
      case ExprKind::kDateAdd:
        return CheckDateAdd();
      case ExprKind::kWorkdays:
        return Require(Arity(2) && Is(TypeKind::kInt) && ArgsAre(TypeKind::kDate),
                       "counts between two dates");
    }
  }

  void CheckConst() {
    switch (expr_.type.kind) {
      case TypeKind::kBool:
        return Require(Arity(0) && (expr_.value == 0 || expr_.value == 1), "a bool is 0 or 1");
      case TypeKind::kEnum:
        return Require(Arity(0) && expr_.value >= 0 && expr_.value < Values(expr_.type),
                       "not a value of its enumeration");
      case TypeKind::kText:
        return Require(
            Arity(0) && expr_.value >= 0 && expr_.value < static_cast<int64_t>(program_.texts.size()),
            "no such text");
      case TypeKind::kSet:
        return Require(Arity(0) && (Values(expr_.type) == 64 ||
                                    (static_cast<uint64_t>(expr_.value) >> Values(expr_.type)) == 0),
                       "not a set of its enumeration");
      case TypeKind::kInt:
      case TypeKind::kDate:
        return Require(Arity(0), "a constant has no arguments");
    }
  }

  void CheckLin() {
    if (!IsNumber(expr_.type)) return Complain("must be an int or a date");
    if (expr_.args.size() != expr_.coefficients.size()) return Complain("as many factors as arguments");
    for (ExprId arg : expr_.args) {
      if (!IsNumber(program_.exprs[arg].type)) return Complain("adds only ints and dates");
    }
    // Like terms collected and none zero, so that the interval sum is exact over the box.
    const std::set<ExprId> distinct(expr_.args.begin(), expr_.args.end());
    if (distinct.size() != expr_.args.size()) return Complain("like terms are not collected");
    for (int64_t coefficient : expr_.coefficients) {
      if (coefficient == 0) return Complain("a term has factor 0");
    }
  }

  void CheckIn() {
    if (!Arity(1) || !Is(TypeKind::kBool)) return Complain("asks whether one value is in a set");
    const Type& type = Arg(0).type;
    if (type.kind != TypeKind::kEnum && type.kind != TypeKind::kBool)
      return Complain("its value must be an enum or a bool");
    const int64_t size = type.kind == TypeKind::kBool ? 2 : Values(type);
    Require(size == 64 || (expr_.set >> size) == 0, "its set has members that are no values");
  }

  void CheckDateAdd() {
    Require(Arity(2) && Is(TypeKind::kDate) && Arg(0).type.kind == TypeKind::kDate &&
                Arg(1).type.kind == TypeKind::kInt,
            "adds an int to a date");
  }

  bool Over(TypeKind body) const { return expr_.list && Arity(1) && ArgsAre(body); }
  bool Is(TypeKind kind) const { return expr_.type.kind == kind; }
  bool Arity(size_t n) const { return n == kAnyNumber ? !expr_.args.empty() : expr_.args.size() == n; }
  bool ArgsAre(TypeKind kind) const {
    for (ExprId arg : expr_.args) {
      if (program_.exprs[arg].type.kind != kind) return false;
    }
    return true;
  }
  const Expr& Arg(size_t i) const { return program_.exprs[expr_.args[i]]; }
  int64_t Values(const Type& type) const {
    return static_cast<int64_t>(program_.enums[type.enumeration].values.size());
  }

  void Require(bool holds, std::string_view what) {
    if (!holds) Complain(what);
  }
  void Complain(std::string_view what) { problems_->push_back(fmt::format("expr e{}: {}", id_.index, what)); }

  const Program& program_;
  const Expr& expr_;
  ExprId id_;
  Problems* problems_;
};

}  // namespace

void VerifyExprs(const Program& program, Problems* problems) {
  for (ExprId id : program.exprs.ids()) ExprCheck(program, id, problems).Run();
}

}  // namespace guiju::ir
