#include <fmt/format.h>

#include "compiler/syntax/fields.h"
#include "compiler/syntax/spelling.h"
#include "compiler/syntax/words.h"

namespace guiju::syntax {
namespace {

std::string_view KindName(ExprKind kind) {
  switch (kind) {
    case ExprKind::kNumber:
      return "number";
    case ExprKind::kFraction:
      return "fraction";
    case ExprKind::kDate:
      return "date";
    case ExprKind::kText:
      return "text";
    case ExprKind::kYes:
      return "yes";
    case ExprKind::kNo:
      return "no";
    case ExprKind::kAny:
      return "any";
    case ExprKind::kName:
      return "name";
    case ExprKind::kCall:
      return "call";
    case ExprKind::kNot:
      return "not";
    case ExprKind::kNegate:
      return "negate";
    case ExprKind::kAnd:
      return "and";
    case ExprKind::kOr:
      return "or";
    case ExprKind::kEq:
      return "=";
    case ExprKind::kNe:
      return "!=";
    case ExprKind::kLt:
      return "<";
    case ExprKind::kLe:
      return "<=";
    case ExprKind::kGt:
      return ">";
    case ExprKind::kGe:
      return ">=";
    case ExprKind::kIn:
      return "in";
    case ExprKind::kOutside:
      return "outside";
    case ExprKind::kContains:
      return "contains";
    case ExprKind::kAdd:
      return "+";
    case ExprKind::kSubtract:
      return "-";
    case ExprKind::kMultiply:
      return "*";
    case ExprKind::kDivide:
      return "/";
    case ExprKind::kSet:
      return "set";
    case ExprKind::kInterval:
      return "interval";
    case ExprKind::kBound:
      return "bound";
    case ExprKind::kSome:
      return "some";
    case ExprKind::kEvery:
      return "every";
    case ExprKind::kCount:
      return "count";
    case ExprKind::kSum:
      return "sum";
    case ExprKind::kLargest:
      return "largest";
    case ExprKind::kSmallest:
      return "smallest";
    case ExprKind::kIf:
      return "if";
    case ExprKind::kHolds:
      return "holds";
    case ExprKind::kFails:
      return "fails";
    case ExprKind::kList:
      return "list";
    case ExprKind::kRecord:
      return "record";
    case ExprKind::kPoison:
      return "poison";
  }
  return "poison";
}

// Writes every field that is not at its default, one per line; lists and expressions nested by two blanks.
class Dumper {
 public:
  // With a speller every name is written in one language, the two spellings of a declared name in one order.
  Dumper(const SyntaxTree& tree, const Speller* speller) : tree_(tree), speller_(speller) {}

  std::string Run() {
    if (tree_.header) Node("policy", *tree_.header);
    for (const Declaration& declaration : tree_.declarations) {
      std::visit([&](const auto& d) { Node(kDeclarationName<std::decay_t<decltype(d)>>, d); }, declaration);
    }
    return std::move(out_);
  }

  void operator()(std::string_view label, const std::string& text) {
    if (!text.empty()) Line(label, text);
  }
  void operator()(std::string_view label, bool flag) {
    if (flag) Line(label, "yes");
  }
  void operator()(std::string_view label, int16_t number) {
    if (number != 0) Line(label, fmt::format("{}", number));
  }
  void operator()(std::string_view label, const Name& name) { NameLine(label, name, false); }
  void Type(std::string_view label, const Name& name) { NameLine(label, name, true); }
  // Names that stand as plain words.
  void Words(std::string_view label, const std::vector<std::string>& names) {
    for (const std::string& name : names) Line(label, speller_ != nullptr ? speller_->Word(name) : name);
  }
  void Axis(std::string_view label, const std::string& key) {
    if (!key.empty()) Line(label, speller_ != nullptr ? speller_->Axis(key) : key);
  }
  void Axis(std::string_view label, const std::optional<std::string>& key) {
    if (key) Axis(label, *key);
  }
  void operator()(std::string_view label, const NameRef& ref) {
    if (!ref.text.empty()) Line(label, speller_ != nullptr ? speller_->Word(ref.text) : ref.text);
  }
  void operator()(std::string_view label, const Amount& amount) {
    if (amount.number.empty()) return;
    Line(label, amount.number + (speller_ != nullptr ? speller_->Unit(amount.unit) : amount.unit));
  }
  void operator()(std::string_view label, const QName& name) {
    if (!name.parts.empty()) Line(label, Spell(name));
  }
  void operator()(std::string_view label, const TypeRef& type) { Line(label, TypeText(type)); }
  void operator()(std::string_view label, ExprId id) {
    if (id.has_value()) ExprLines(label, id);
  }
  template <class T>
  void operator()(std::string_view label, const std::optional<T>& value) {
    if (value) (*this)(label, *value);
  }
  template <class T>
  void operator()(std::string_view label, const std::vector<T>& values) {
    for (const T& value : values) (*this)(label, value);
  }
  template <class T>
  void operator()(std::string_view label, const T& node) {
    Node(label, node);
  }

 private:
  template <class T>
  void Node(std::string_view label, const T& node) {
    Line(label, "");
    ++depth_;
    Fields(*this, node);
    --depth_;
  }

  void Line(std::string_view label, std::string_view text) {
    out_.append(static_cast<size_t>(depth_) * 2, ' ');
    out_ += label;
    if (!text.empty()) out_ += ' ';
    out_ += text;
    out_ += '\n';
  }

  void NameLine(std::string_view label, const Name& name, bool is_type) {
    if (name.text.empty()) return;
    Name shown = speller_ != nullptr ? speller_->Declared(name, is_type) : name;
    // A heading repeats a declared name without its second spelling.
    if (speller_ != nullptr && name.second.empty() && !is_type) shown.text = speller_->Word(name.text);
    Line(label, shown.second.empty() ? shown.text : shown.text + "「" + shown.second + "」");
  }

  std::string Spell(const QName& name) const {
    return speller_ != nullptr ? speller_->Joined(name) : name.Joined();
  }

  std::string TypeText(const TypeRef& type) const {
    std::string text = speller_ != nullptr ? speller_->TypeName(type.name) : type.name.Joined();
    for (size_t i = 0; i < type.args.size(); ++i) text += (i == 0 ? "<" : ", ") + TypeText(type.args[i]);
    return type.args.empty() ? text : text + ">";
  }

  void ExprLines(std::string_view label, ExprId id) {
    const Expr& expr = tree_.exprs[id];
    std::string text(KindName(expr.kind));
    if (expr.kind == ExprKind::kBound) text += fmt::format(" {}", KindName(expr.bound));
    if (!expr.text.empty()) text += " " + expr.text;
    if (!expr.unit.empty()) text += " " + (speller_ != nullptr ? speller_->Unit(expr.unit) : expr.unit);
    if (!expr.name.parts.empty())
      text += " " + (expr.kind == ExprKind::kCall && speller_ != nullptr ? speller_->Function(expr.name)
                                                                         : Spell(expr.name));
    if (!expr.binder.empty()) text += " " + (speller_ != nullptr ? speller_->Word(expr.binder) : expr.binder);
    if (expr.kind == ExprKind::kCall) {
      for (const QName& field : expr.fields) text += " ." + Spell(field);
    }
    Line(label, text);
    ++depth_;
    for (size_t i = 0; i < expr.args.size(); ++i) {
      if (const std::string_view mode = RoundingMode(expr, i); speller_ != nullptr && !mode.empty()) {
        Line("- rounding", mode);
        continue;
      }
      const bool named = expr.kind == ExprKind::kRecord && i < expr.fields.size();
      ExprLines(named ? Spell(expr.fields[i]) : "-", expr.args[i]);
    }
    --depth_;
  }

  // Key of the way to round when argument `index` of the call is one: 四舍五入 and half are the same word.
  std::string_view RoundingMode(const Expr& call, size_t index) const {
    const bool rounds = call.kind == ExprKind::kCall && call.name.parts.size() == 1 &&
                        ChoiceKey("function", call.name.parts[0]) == "round";
    const Expr& argument = tree_.exprs[call.args[index]];
    if (!rounds || index != 2 || argument.kind != ExprKind::kName || argument.name.parts.size() != 1)
      return {};
    return ChoiceKey("rounding", argument.name.parts[0]);
  }

  const SyntaxTree& tree_;
  const Speller* speller_;
  std::string out_;
  int depth_ = 0;
};

}  // namespace

std::string Dump(const SyntaxTree& tree) { return Dumper(tree, nullptr).Run(); }

bool SameTree(const SyntaxTree& a, const SyntaxTree& b, const NameTable& names) {
  const Speller speller(names, Spelling::kZh);
  return Dumper(a, &speller).Run() == Dumper(b, &speller).Run();
}

}  // namespace guiju::syntax
