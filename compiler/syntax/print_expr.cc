#include "compiler/syntax/print_expr.h"

#include "compiler/syntax/numbers.h"
#include "compiler/syntax/operators.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {
namespace {

bool IsAsciiStart(std::string_view text) {
  return !text.empty() && static_cast<unsigned char>(text[0]) < 0x80;
}

}  // namespace

std::string QuotedText(std::string_view content) {
  const bool plain = content.find('"') == std::string_view::npos;
  return plain ? "\"" + std::string(content) + "\"" : "“" + std::string(content) + "”";
}

std::string ExprPrinter::Word(std::string_view slot) const {
  return std::string(SlotWord(slot, speller_.spelling()));
}

std::string ExprPrinter::Text(ExprId id) const {
  if (!id.has_value()) return {};
  return tree_.exprs[id].parenthesized ? "(" + Bare(id) + ")" : Bare(id);
}

std::vector<std::string> ExprPrinter::Parts(ExprId id) const {
  if (!id.has_value()) return {};
  const Expr& expr = tree_.exprs[id];
  const bool logical = expr.kind == ExprKind::kAnd || expr.kind == ExprKind::kOr;
  if (!logical || expr.parenthesized) return {Text(id)};
  std::vector<std::string> parts;
  for (size_t i = 0; i < expr.args.size(); ++i) parts.push_back(Logical(expr, id, i));
  return parts;
}

// Text of an operand, in parentheses when it would otherwise be read differently.
std::string ExprPrinter::Operand(ExprId parent, size_t index, int level) const {
  const Expr& whole = tree_.exprs[parent];
  const ExprId id = whole.args[index];
  const bool last = index + 1 == whole.args.size();
  const bool loose = StrengthOf(tree_.exprs[id].kind) < level || (!last && OpenEnded(id));
  return loose && !tree_.exprs[id].parenthesized ? "(" + Bare(id) + ")" : Text(id);
}

bool ExprPrinter::OpenEnded(ExprId id) const {
  const Expr& expr = tree_.exprs[id];
  if (expr.parenthesized) return false;
  if (IsOpenKind(expr.kind)) return true;
  const int strength = StrengthOf(expr.kind);
  return strength < kPrimary && !expr.args.empty() && OpenEnded(expr.args.back());
}

std::string ExprPrinter::Logical(const Expr& expr, ExprId id, size_t index) const {
  const std::string word = index == 0 ? "" : Word(expr.kind == ExprKind::kAnd ? "and" : "or") + " ";
  return word + Operand(id, index, kNot);
}

std::string ExprPrinter::Binary(const Expr& expr, ExprId id) const {
  const int strength = StrengthOf(expr.kind);
  if (strength == kCompare) {
    const bool dates = tree_.exprs[expr.args[0]].kind == ExprKind::kDate ||
                       tree_.exprs[expr.args[1]].kind == ExprKind::kDate;
    std::string word = Word(CompareSlot(expr.kind));
    const bool symbolic = expr.kind == ExprKind::kLt || expr.kind == ExprKind::kLe ||
                          expr.kind == ExprKind::kGt || expr.kind == ExprKind::kGe;
    if (symbolic && (dates || !zh())) word = Symbol(expr.kind);
    return Operand(id, 0, kAdd) + " " + word + " " + Operand(id, 1, kAdd);
  }
  return Operand(id, 0, strength) + " " + std::string(Symbol(expr.kind)) + " " + Operand(id, 1, strength + 1);
}

std::string ExprPrinter::Number(const Expr& expr) const {
  const bool number = expr.kind == ExprKind::kFraction || expr.kind == ExprKind::kNumber;
  return number ? Quantity(expr.text, expr.unit) : expr.text;
}

std::string ExprPrinter::Quantity(std::string_view number, std::string_view unit) const {
  if (zh() && number.find('/') != std::string_view::npos) return ChineseFraction(number);
  std::string text(number);
  if (unit.empty()) return text;
  const std::string word = speller_.Unit(unit);
  return text + (IsAsciiStart(word) ? " " : "") + word;
}

std::string ExprPrinter::Bound(const Expr& expr) const {
  const Expr& limit = tree_.exprs[expr.args[0]];
  const bool number = limit.kind == ExprKind::kNumber || limit.kind == ExprKind::kFraction;
  const std::string text = Text(expr.args[0]);
  if (!zh()) return std::string(Symbol(expr.bound)) + " " + text;
  const bool suffix =
      number && !limit.parenthesized &&
      (limit.kind == ExprKind::kFraction || limit.unit.empty() || !IsAsciiStart(speller_.Unit(limit.unit)));
  if (suffix && expr.bound == ExprKind::kGe)
    return text + std::string(ChoiceWord("bound", "at_least", Spelling::kZh));
  if (suffix && expr.bound == ExprKind::kLe)
    return text + std::string(ChoiceWord("bound", "at_most", Spelling::kZh));
  return Word(CompareSlot(expr.bound)) + (suffix ? "" : " ") + text;
}

std::string ExprPrinter::Call(const Expr& expr) const {
  std::string text = speller_.Function(expr.name) + "(";
  const bool rounds = expr.name.parts.size() == 1 && ChoiceKey("function", expr.name.parts[0]) == "round";
  for (size_t i = 0; i < expr.args.size(); ++i) {
    const Expr& arg = tree_.exprs[expr.args[i]];
    const std::string_view mode =
        rounds && i == 2 && arg.kind == ExprKind::kName && arg.name.parts.size() == 1
            ? ChoiceKey("rounding", arg.name.parts[0])
            : std::string_view();
    text +=
        (i == 0 ? "" : ", ") +
        (mode.empty() ? Text(expr.args[i]) : std::string(ChoiceWord("rounding", mode, speller_.spelling())));
  }
  text += ")";
  for (const QName& column : expr.fields) text += "." + speller_.Joined(column);
  return text;
}

std::string ExprPrinter::List(const Expr& expr) const {
  std::string text;
  for (size_t i = 0; i < expr.args.size(); ++i) {
    if (i > 0) text += ", ";
    if (expr.kind == ExprKind::kRecord && i < expr.fields.size())
      text += speller_.Joined(expr.fields[i]) + " = ";
    text += Text(expr.args[i]);
  }
  return expr.kind == ExprKind::kList ? "[" + text + "]" : "{" + text + "}";
}

std::string ExprPrinter::Quantifier(const Expr& expr, ExprId id) const {
  const bool fold =
      expr.kind == ExprKind::kSum || expr.kind == ExprKind::kLargest || expr.kind == ExprKind::kSmallest;
  return Word(QuantifierSlot(expr.kind)) + " " + speller_.Word(expr.binder) + " " + Word("in") + " " +
         Operand(id, 0, kPrimary) + ": " + (fold ? Operand(id, 1, kAdd) : Text(expr.args[1]));
}

std::string ExprPrinter::Bare(ExprId id) const {
  const Expr& expr = tree_.exprs[id];
  switch (expr.kind) {
    case ExprKind::kNumber:
    case ExprKind::kFraction:
    case ExprKind::kDate:
      return Number(expr);
    case ExprKind::kText:
      return QuotedText(expr.text);
    case ExprKind::kYes:
      return Word("yes");
    case ExprKind::kNo:
      return Word("no");
    case ExprKind::kAny:
      return expr.text == "rest" ? std::string(ChoiceWord("cell", "rest", speller_.spelling())) : Word("any");
    case ExprKind::kName:
      return speller_.Joined(expr.name);
    case ExprKind::kCall:
      return Call(expr);
    case ExprKind::kNot:
      return Word("not") + " " + Operand(id, 0, kNot);
    case ExprKind::kNegate:
      return "-" + Operand(id, 0, kSign);
    case ExprKind::kAnd:
    case ExprKind::kOr: {
      std::string text;
      for (size_t i = 0; i < expr.args.size(); ++i) text += (i == 0 ? "" : " ") + Logical(expr, id, i);
      return text;
    }
    case ExprKind::kEq:
    case ExprKind::kNe:
    case ExprKind::kLt:
    case ExprKind::kLe:
    case ExprKind::kGt:
    case ExprKind::kGe:
    case ExprKind::kIn:
    case ExprKind::kOutside:
    case ExprKind::kContains:
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMultiply:
    case ExprKind::kDivide:
      return Binary(expr, id);
    case ExprKind::kSet:
    case ExprKind::kList:
    case ExprKind::kRecord:
      return List(expr);
    case ExprKind::kInterval: {
      std::string text;
      for (const ExprId bound : expr.args) text += (text.empty() ? "" : " ") + Text(bound);
      return text;
    }
    case ExprKind::kBound:
      return Bound(expr);
    case ExprKind::kSome:
    case ExprKind::kEvery:
    case ExprKind::kCount:
    case ExprKind::kSum:
    case ExprKind::kLargest:
    case ExprKind::kSmallest:
      return Quantifier(expr, id);
    case ExprKind::kIf:
      return Word("if") + " " + Text(expr.args[0]) + " " + Word("then") + " " + Text(expr.args[1]) + " " +
             Word("else") + " " + Text(expr.args[2]);
    case ExprKind::kHolds:
    case ExprKind::kFails: {
      const Expr& inner = tree_.exprs[expr.args[0]];
      const bool bare = StrengthOf(inner.kind) == kPrimary && !IsOpenKind(inner.kind) &&
                        inner.kind != ExprKind::kHolds && inner.kind != ExprKind::kFails;
      return (bare || inner.parenthesized ? Text(expr.args[0]) : "(" + Text(expr.args[0]) + ")") + " " +
             Word(expr.kind == ExprKind::kHolds ? "holds" : "fails");
    }
    case ExprKind::kPoison: {
      // Not understood when read: the author's own text, on one line.
      std::string text;
      for (const char c : source_.substr(expr.span.begin, expr.span.end - expr.span.begin))
        text += c == '\n' || c == '\r' ? ' ' : c;
      return text;
    }
  }
  return {};
}

}  // namespace guiju::syntax
