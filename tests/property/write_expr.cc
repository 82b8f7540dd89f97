#include "compiler/syntax/words.h"
#include "tests/property/writer.h"

namespace guiju::property {

using syntax::Expr;
using syntax::ExprKind;

namespace {

struct Spelled {
  const char *text, *digits, *unit;
};
const std::vector<Spelled> kNumbers = {{"1万元", "1", "万元"},
                                       {"10 wan_yuan", "10", "wan_yuan"},
                                       {"0元", "0", "元"},
                                       {"5000 yuan", "5000", "yuan"},
                                       {"五千元", "5000", "元"},
                                       {"三万元", "30000", "元"},
                                       {"0.5亿元", "0.5", "亿元"},
                                       {"12.50 元", "12.5", "元"},
                                       {"10万吨", "100000", "吨"},
                                       {"7工作日", "7", "工作日"},
                                       {"7 workdays", "7", "workdays"},
                                       {"十五日", "15", "日"},
                                       {"90 days", "90", "days"},
                                       {"1个月", "1", "个月"},
                                       {"3 months", "3", "months"},
                                       {"100平方米", "100", "平方米"},
                                       {"2 mu", "2", "mu"},
                                       {"007人", "7", "人"},
                                       {"20 person", "20", "person"},
                                       {"１０万元", "10", "万元"},
                                       {"48小时", "48", "小时"}};
const std::vector<Spelled> kPlain = {
    {"0", "0", ""}, {"3", "3", ""}, {"12.5", "12.5", ""}, {"1000000", "1000000", ""}, {"00", "0", ""}};
const std::vector<Spelled> kFractions = {{"三分之二", "2/3", ""},      {"2/3", "2/3", ""},
                                         {"百分之三十", "30/100", ""}, {"30%", "30/100", ""},
                                         {"12.5%", "125/1000", ""},    {"千分之五", "5/1000", ""},
                                         {"10/24", "10/24", ""},       {"二十四分之十一", "11/24", ""}};

}  // namespace

Written Writer::Node(ExprKind kind, const std::string& text, const std::vector<Written>& args) {
  Expr expr;
  expr.kind = kind;
  for (const Written& arg : args) expr.args.push_back(arg.id);
  return {text, Add(std::move(expr)), false};
}

Written Writer::Parenthesized(Written inner) {
  inner.text = (Chance(10) ? "（" + inner.text + "）" : "(" + inner.text + ")");
  inner.open = false;
  return inner;
}

// ---- constants and names

Written Writer::Number() {
  if (!units_.empty() && Chance(15)) {
    Written number = Node(ExprKind::kNumber, "3 " + random_->Pick(units_), {});
    out_->tree.exprs[number.id].text = "3";
    out_->tree.exprs[number.id].unit = number.text.substr(2);
    return number;
  }
  const Spelled& spelled = random_->Pick(kNumbers);
  Written number = Node(ExprKind::kNumber, spelled.text, {});
  out_->tree.exprs[number.id].text = spelled.digits;
  out_->tree.exprs[number.id].unit = spelled.unit;
  return number;
}

Written Writer::PlainNumber() {
  const Spelled& spelled = random_->Pick(kPlain);
  Written number = Node(ExprKind::kNumber, spelled.text, {});
  out_->tree.exprs[number.id].text = spelled.digits;
  return number;
}

Written Writer::Fraction() {
  const Spelled& spelled = random_->Pick(kFractions);
  Written number = Node(ExprKind::kFraction, spelled.text, {});
  out_->tree.exprs[number.id].text = spelled.digits;
  return number;
}

Written Writer::NameRef() {
  Expr expr;
  expr.kind = ExprKind::kName;
  std::string text = names_.Refer();
  expr.name.parts = {text};
  while (Chance(20)) {
    expr.name.parts.push_back(names_.Refer());
    text += "." + expr.name.parts.back();
  }
  return {text, Add(std::move(expr)), false};
}

Written Writer::Atom() {
  switch (random_->Below(12)) {
    case 0:
    case 1:
    case 2:
      return Number();
    case 3:
      return PlainNumber();
    case 4: {
      std::string iso;
      Written date{Date(&iso), {}, false};
      date.id = Node(ExprKind::kDate, "", {}).id;
      out_->tree.exprs[date.id].text = iso;
      return date;
    }
    case 5: {
      std::string content;
      Written text{Quoted(&content), {}, false};
      text.id = Node(ExprKind::kText, "", {}).id;
      out_->tree.exprs[text.id].text = content;
      return text;
    }
    case 6:
      return Fraction();
    default:
      return NameRef();
  }
}

// ---- operands

Written Writer::Call(int depth) {
  Expr expr;
  expr.kind = ExprKind::kCall;
  std::string name;
  if (Chance(50)) {
    const std::vector<std::string> built_in = {"max", "min", "next_workday", "workdays_between", "fired"};
    name = C("function", random_->Pick(built_in));
  } else {
    name = names_.Refer();
  }
  expr.name.parts = {name};
  std::string text = name + "(";
  for (int64_t i = 0, n = random_->Below(4); i < n; ++i) {
    const Written arg = Chance(20) ? Condition(depth - 1) : Arithmetic(depth - 1);
    text += (i == 0 ? "" : Chance(15) ? "，" : ", ") + arg.text;
    expr.args.push_back(arg.id);
  }
  text += ")";
  if (Chance(30)) {
    expr.fields.emplace_back();
    expr.fields.back().parts = {names_.Refer()};
    text += "." + expr.fields.back().parts[0];
  }
  return {text, Add(std::move(expr)), false};
}

Written Writer::Rounding(int depth) {
  Expr expr;
  expr.kind = ExprKind::kCall;
  const std::string name = C("function", "round");
  expr.name.parts = {name};
  const Written value = Arithmetic(depth - 1), unit = Number();
  std::string key;
  Written mode = Node(ExprKind::kName, AnyChoice("rounding", &key), {});
  out_->tree.exprs[mode.id].name.parts = {mode.text};
  expr.args = {value.id, unit.id, mode.id};
  return {name + "(" + value.text + ", " + unit.text + ", " + mode.text + ")", Add(std::move(expr)), false};
}

Written Writer::Quantifier(int depth) {
  static const std::vector<std::pair<ExprKind, std::string>> kinds = {
      {ExprKind::kSome, "some"}, {ExprKind::kEvery, "every"},     {ExprKind::kCount, "count"},
      {ExprKind::kSum, "sum"},   {ExprKind::kLargest, "largest"}, {ExprKind::kSmallest, "smallest"}};
  const auto& [kind, slot] = random_->Pick(kinds);
  const bool fold = kind == ExprKind::kSum || kind == ExprKind::kLargest || kind == ExprKind::kSmallest;
  const std::string binder = Chance(15) ? names_.Refer() : Chance(50) ? "某" : "each_one";
  const Written list = Chance(80) ? NameRef() : Parenthesized(Condition(depth - 1));
  const Written body = fold ? Arithmetic(depth - 1) : Condition(depth - 1);
  Written written = Node(
      kind, W(slot) + " " + binder + " " + W("in") + " " + list.text + (Chance(10) ? "：" : ": ") + body.text,
      {list, body});
  out_->tree.exprs[written.id].binder = binder;
  written.open = true;
  return written;
}

Written Writer::Conditional(int depth) {
  const Written condition = Condition(depth - 1), yes = Condition(depth - 1), no = Condition(depth - 1);
  Written written = Node(
      ExprKind::kIf,
      W("if") + " " + condition.text + " " + W("then") + " " + yes.text + " " + W("else") + " " + no.text,
      {condition, yes, no});
  written.open = true;
  return written;
}

Written Writer::SetOrList(int depth) {
  const bool list = Chance(40);
  std::string text;
  std::vector<Written> items;
  for (int64_t i = 0, n = random_->Below(4); i < n; ++i) {
    items.push_back(list && Chance(50) ? Record(depth - 1) : Arithmetic(depth - 1));
    text += (i == 0 ? "" : ", ") + items.back().text;
  }
  return Node(list ? ExprKind::kList : ExprKind::kSet, list ? "[" + text + "]" : "{" + text + "}", items);
}

Written Writer::Record(int depth) {
  Expr expr;
  expr.kind = ExprKind::kRecord;
  std::string text;
  for (int64_t i = 0, n = random_->Within(1, 3); i < n; ++i) {
    expr.fields.emplace_back();
    expr.fields.back().parts = {names_.Refer()};
    const Written value = Chance(20) ? Condition(depth - 1) : Atom();
    text += (i == 0 ? "" : ", ") + expr.fields.back().parts[0] + " = " + value.text;
    expr.args.push_back(value.id);
  }
  return {"{" + text + "}", Add(std::move(expr)), false};
}

Written Writer::Primary(int depth) {
  if (depth <= 0) return Atom();
  switch (random_->Below(12)) {
    case 0:
      return Call(depth);
    case 1:
      return Rounding(depth);
    case 2:
      return Parenthesized(Condition(depth - 1));
    case 3:
      return Parenthesized(Quantifier(depth));
    case 4:
      return Parenthesized(Conditional(depth));
    case 5:
      return Chance(50) ? SetOrList(depth) : Record(depth);
    case 6: {
      const Written operand = Chance(50) ? NameRef() : Parenthesized(Condition(depth - 1));
      const bool holds = Chance(50);
      return Node(holds ? ExprKind::kHolds : ExprKind::kFails,
                  operand.text + " " + W(holds ? "holds" : "fails"), {operand});
    }
    default:
      return Atom();
  }
}

Written Writer::Factor(int depth) {
  if (!Chance(10)) return Primary(depth);
  const Written operand = Primary(depth - 1);
  return Node(ExprKind::kNegate, "-" + std::string(Chance(20) ? " " : "") + operand.text, {operand});
}

// Operators of one level associate to the left; what is looser stands in parentheses.
Written Writer::Arithmetic(int depth) {
  if (depth <= 0 || Chance(60)) return Factor(depth);
  Written left = Factor(depth - 1);
  for (int64_t n = random_->Within(1, 2); n > 0; --n) {
    const bool product = Chance(40);
    const ExprKind before = out_->tree.exprs[left.id].kind;
    if (product && (before == ExprKind::kAdd || before == ExprKind::kSubtract)) left = Parenthesized(left);
    const Written right = Factor(depth - 1);
    const bool first = Chance(50);
    const ExprKind kind = product ? (first ? ExprKind::kMultiply : ExprKind::kDivide)
                                  : (first ? ExprKind::kAdd : ExprKind::kSubtract);
    left = Node(kind, left.text + (product ? (first ? " * " : " / ") : (first ? " + " : " - ")) + right.text,
                {left, right});
  }
  return left;
}

// ---- comparisons and conditions

Written Writer::Bound(bool last) {
  static const std::vector<std::pair<ExprKind, std::string>> kinds = {{ExprKind::kGe, "at_least"},
                                                                      {ExprKind::kGt, "more_than"},
                                                                      {ExprKind::kLe, "at_most"},
                                                                      {ExprKind::kLt, "less_than"}};
  const auto& [kind, slot] = random_->Pick(kinds);
  const int64_t dice = random_->Below(10);
  const Written limit = dice < 5            ? Number()
                        : dice < 6          ? Fraction()
                        : dice < 8          ? PlainNumber()
                        : dice < 9 || !last ? NameRef()
                                            : Parenthesized(Arithmetic(1));
  const bool latin_unit = syntax::IsNameText(limit.text.substr(limit.text.rfind(' ') + 1), false) &&
                          !syntax::IsChinese(limit.text);
  const bool suffix = dice < 8 && !latin_unit && Chance(60);
  std::string text;
  if (suffix && kind == ExprKind::kGe) {
    text = limit.text + "以上";
  } else if (suffix && kind == ExprKind::kLe) {
    text = limit.text + (Chance(50) ? "以下" : "以内");
  } else if (Chance(50)) {
    text = (kind == ExprKind::kGe   ? ">= "
            : kind == ExprKind::kGt ? "> "
            : kind == ExprKind::kLe ? "<= "
                                    : "< ") +
           limit.text;
  } else {
    const bool glued = dice < 5 && syntax::IsChinese(limit.text) && Chance(50);
    text = std::string(syntax::SlotWord(slot, syntax::Spelling::kZh)) + (glued ? "" : " ") + limit.text;
  }
  Written bound = Node(ExprKind::kBound, text, {limit});
  out_->tree.exprs[bound.id].bound = kind;
  return bound;
}

Written Writer::Interval() {
  if (Chance(50)) return Bound(true);
  const Written first = Bound(false), second = Bound(true);
  return Node(ExprKind::kInterval, first.text + " " + second.text, {first, second});
}

Written Writer::Comparison(int depth) {
  static const std::vector<std::pair<ExprKind, std::string>> kinds = {
      {ExprKind::kEq, "is"},      {ExprKind::kNe, "is_not"},       {ExprKind::kLt, "less_than"},
      {ExprKind::kLe, "at_most"}, {ExprKind::kGt, "more_than"},    {ExprKind::kGe, "at_least"},
      {ExprKind::kIn, "in"},      {ExprKind::kOutside, "outside"}, {ExprKind::kContains, "contains"}};
  const auto& [kind, slot] = random_->Pick(kinds);
  const Written left = Arithmetic(depth - 1);
  const bool interval = kind == ExprKind::kIn || kind == ExprKind::kOutside;
  Written right = interval && Chance(60) ? Interval() : Arithmetic(depth - 1);
  const ExprKind value = out_->tree.exprs[right.id].kind;
  if (value == ExprKind::kYes || value == ExprKind::kNo) right = NameRef();  // x 是 (是) is refused
  std::string word = W(slot);
  if (kind == ExprKind::kEq && Chance(20)) word = Chance(50) ? "=" : "==";
  if (kind == ExprKind::kNe && Chance(20)) word = "!=";
  if (kind == ExprKind::kGe && Chance(20)) word = Chance(20) ? "≥" : ">=";
  if (kind == ExprKind::kLe && Chance(20)) word = "<=";
  if (kind == ExprKind::kGt && Chance(20)) word = ">";
  if (kind == ExprKind::kLt && Chance(20)) word = "<";
  return Node(kind, left.text + " " + word + " " + right.text, {left, right});
}

Written Writer::Condition(int depth) {
  if (depth <= 0) return Atom();
  const int64_t dice = random_->Below(12);
  if (dice < 2) return Arithmetic(depth);
  if (dice < 5) return Comparison(depth);
  if (dice == 5) return Chance(50) ? Quantifier(depth) : Conditional(depth);
  if (dice == 6) {
    // 非 reaches over the comparison behind it.
    const Written operand = Chance(60)   ? Comparison(depth - 1)
                            : Chance(50) ? Parenthesized(Condition(depth - 1))
                                         : Arithmetic(depth - 1);
    return Node(ExprKind::kNot, W("not") + " " + operand.text, {operand});
  }
  if (dice < 10) {
    const bool all = Chance(50);
    std::vector<Written> parts;
    std::string text;
    for (int64_t i = 0, n = random_->Within(2, 4); i < n; ++i) {
      Written part = Condition(depth - 1);
      const ExprKind kind = out_->tree.exprs[part.id].kind;
      const bool last = i + 1 == n;
      const bool loose = kind == ExprKind::kAnd || kind == ExprKind::kOr;
      if (loose || (!last && part.open) || Chance(10)) part = Parenthesized(part);
      text += (i == 0 ? "" : " " + W(all ? "and" : "or") + " ") + part.text;
      parts.push_back(part);
    }
    Written written = Node(all ? ExprKind::kAnd : ExprKind::kOr, text, parts);
    written.open = parts.back().open;
    return written;
  }
  return Chance(50) ? Node(ExprKind::kYes, W("yes"), {}) : Node(ExprKind::kNo, W("no"), {});
}

Written Writer::Value(int depth) {
  const int64_t dice = random_->Below(10);
  if (dice < 2) return SetOrList(depth);
  if (dice < 3) return Record(depth);
  if (dice < 5) return Interval();
  if (dice < 8) return Arithmetic(depth);
  return Condition(depth);
}

}  // namespace guiju::property
