#include <fmt/format.h>

#include "compiler/syntax/words.h"
#include "tests/property/writer.h"

namespace guiju::property {

using syntax::ExprKind;

std::string Writer::Ref(syntax::QName* name) {
  name->parts = {names_.Refer()};
  if (Chance(15)) name->parts.push_back(names_.Refer());
  return name->Joined();
}

std::string Writer::Refs(std::vector<syntax::QName>* names) {
  std::string text;
  for (int64_t n = random_->Within(1, 3); n > 0; --n)
    text += (text.empty() ? "" : Chance(15) ? "、" : ", ") + Ref(&names->emplace_back());
  return text;
}

// Levels need not follow each other: 第六项 alone is a document's own numbering.
std::string Writer::Basis(std::vector<syntax::Cite>* cites) {
  static constexpr struct {
    const char *zh, *en;
    int16_t syntax::Cite::* field;
  } kLevels[] = {{"条", "art", &syntax::Cite::article},
                 {"款", "para", &syntax::Cite::paragraph},
                 {"项", "item", &syntax::Cite::item},
                 {"目", "subitem", &syntax::Cite::subitem}};
  std::string text = W("basis") + " ";
  for (int64_t i = 0, n = random_->Within(1, 3); i < n; ++i) {
    syntax::Cite cite;
    const bool same = i > 0 && Chance(40);
    const bool chinese = Chance(60);
    std::string locator;
    for (const auto& level : kLevels) {
      if (!Chance(level.field == &syntax::Cite::article ? 85 : 35)) continue;
      const auto number = static_cast<int16_t>(random_->Within(1, Chance(10) ? 1200 : 90));
      cite.*level.field = number;
      if (chinese) {
        locator += Chance(20) ? fmt::format("第（{}）{}", number, level.zh)
                              : fmt::format("第{}{}", number, level.zh);
      } else {
        locator += fmt::format("{}{} {}", locator.empty() ? "" : " ", level.en, number);
      }
    }
    if (same && locator.empty()) continue;
    text += i == 0 ? "" : ", ";
    if (same) {
      cite.source.parts = cites->back().source.parts;
    } else {
      static const std::vector<std::string> kTitles = {"国办发〔2018〕118号", "大会关于若干问题的决定",
                                                       "审核办法（试行）", "关于甲、乙的“若干”意见",
                                                       "对第三条的解释"};
      std::string source = Chance(75) ? names_.Refer() : random_->Pick(kTitles);
      const bool plain =
          source.ends_with("号") || (syntax::IsNameText(source, false) && !source.starts_with("对第") &&
                                     source.find("（") == std::string::npos);
      // A declared word that is a keyword elsewhere cannot be told from a clause here.
      if (syntax::FindKeyword(source) != nullptr) source = "某办法";
      cite.source.parts = {source};
      text += (Chance(10) || !plain ? "《" + source + "》" : source) + (locator.empty() ? "" : " ");
    }
    text += locator;
    cites->push_back(cite);
  }
  return text;
}

std::string Writer::Type(syntax::TypeRef* type, int depth) {
  static const std::vector<std::string> kGeneric = {"list", "interval", "set"};
  static const std::vector<std::string> kPlain = {"金额", "money", "面积", "workdays", "日期",
                                                  "bool", "是否",  "int",  "小数",     "text"};
  if (depth > 0 && Chance(25)) {
    const std::string base = C("type", random_->Pick(kGeneric));
    type->name.parts = {base};
    return base + "<" + Type(&type->args.emplace_back(), 0) + ">";
  }
  type->name.parts = {Chance(70) ? random_->Pick(kPlain) : names_.Refer()};
  return type->name.parts[0];
}

std::string Writer::Formals(std::vector<syntax::Formal>* formals, bool some) {
  std::string text;
  for (int64_t n = random_->Within(some ? 1 : 0, 3); n > 0; --n) {
    syntax::Formal& formal = formals->emplace_back();
    formal.name = names_.Declare();
    text += (text.empty() ? "" : ", ") + NamePool::Text(formal.name) + ": " + Type(&formal.type, 1);
  }
  return text.empty() && !some ? "" : "(" + text + ")";
}

std::string Writer::Cell(syntax::ExprId* id) {
  const int64_t dice = random_->Below(10);
  Written cell;
  if (dice == 0) {
    cell = Node(ExprKind::kAny, W("any"), {});
  } else if (dice == 1) {
    cell = Node(ExprKind::kAny, C("cell", "rest"), {});
    out_->tree.exprs[cell.id].text = "rest";
  } else if (dice == 2) {
    const Written first = Atom(), second = Atom();
    cell = Node(ExprKind::kSet, first.text + ", " + second.text, {first, second});
  } else if (dice < 6) {
    cell = Interval();
  } else if (dice == 6) {
    cell = Chance(50) ? Node(ExprKind::kYes, W("yes"), {}) : Node(ExprKind::kNo, W("no"), {});
  } else {
    cell = Arithmetic(1);
  }
  *id = cell.id;
  return cell.text;
}

std::string Writer::Row(syntax::TableRow* row, size_t inputs, size_t outputs) {
  std::string text = "|";
  for (size_t i = 0; i < inputs; ++i) text += (i == 0 ? " " : " | ") + Cell(&row->inputs.emplace_back());
  if (outputs > 0) text += " ||";
  for (size_t i = 0; i < outputs; ++i) text += (i == 0 ? " " : " | ") + Cell(&row->outputs.emplace_back());
  text += " |";
  if (Chance(20)) text += " " + Basis(&row->basis);
  return text + LineEnd();
}

std::string Writer::HeadingRow(std::vector<syntax::Name>* names, const std::vector<syntax::Formal>& inputs,
                               const std::vector<syntax::Formal>& outputs) {
  std::string text = "|";
  const auto column = [&](const syntax::Formal& formal, bool first) {
    syntax::Name name;
    name.text = !formal.name.second.empty() &&
                        syntax::IsChinese(formal.name.text) != syntax::IsChinese(formal.name.second) &&
                        Chance(30)
                    ? formal.name.second
                    : formal.name.text;
    text += (first ? " " : " | ") + name.text;
    names->push_back(name);
  };
  for (size_t i = 0; i < inputs.size(); ++i) column(inputs[i], i == 0);
  text += " ||";
  for (size_t i = 0; i < outputs.size(); ++i) column(outputs[i], i == 0);
  return text + " |" + LineEnd();
}

Writer::Clauses Writer::FactClauses(syntax::FactDecl* fact) {
  Clauses clauses;
  const auto roles = [&](std::string_view slot, std::vector<std::string>* names) {
    std::string text = W(slot) + " ";
    for (int64_t i = 0, n = random_->Within(1, 3); i < n; ++i) {
      names->push_back(names_.Refer());
      text += (i == 0 ? "" : ", ") + names->back();
    }
    clauses.push_back(text);
  };
  const auto value = [&](std::string_view slot, syntax::ExprId* id, const Written& written) {
    *id = written.id;
    clauses.push_back(W(slot) + " " + written.text);
  };
  if (Chance(25)) clauses.push_back(W("ask") + " " + Quoted(&fact->question));
  if (Chance(15)) clauses.push_back(W("description") + " " + Quoted(&fact->description));
  if (Chance(25)) value("range", &fact->range, Interval());
  if (Chance(20)) value("when", &fact->applies, Condition(2));
  if (Chance(20)) value("otherwise", &fact->otherwise, Value(1));
  if (Chance(15)) value("absent_is", &fact->absent_is, Value(1));
  if (Chance(20)) clauses.push_back(Basis(&fact->basis));
  if (Chance(15)) clauses.push_back(W("axis") + " " + Axis(&fact->axis.emplace()));
  if (Chance(15)) roles("finder", &fact->finders);
  if (Chance(15)) roles("raised_by", &fact->raisers);
  return clauses;
}

std::string Writer::Rule(syntax::RuleDecl* rule) {
  const bool exception = Chance(30);
  rule->kind = exception ? syntax::RuleKind::kException : syntax::RuleKind::kCase;
  rule->name = names_.Declare();
  std::string text = W(exception ? "except" : "rule") + " " + NamePool::Text(rule->name);
  if (Chance(30)) text += " " + Quoted(&rule->title);
  Clauses clauses;
  if (exception || Chance(5)) clauses.push_back(W("against") + " " + Refs(&rule->targets));
  if (Chance(80)) clauses.push_back(Basis(&rule->basis));
  if (Chance(15)) clauses.push_back(W("overrides") + " " + Ref(&rule->overrides.emplace()));
  if (Chance(15)) clauses.push_back(W("per") + " " + Axis(&rule->axis));
  if (Chance(15))
    clauses.push_back(W(Chance(50) ? "since" : "from") + " " + Date(&rule->from.emplace()) +
                      (Chance(50) ? " 起" : ""));
  if (Chance(15))
    clauses.push_back(W(Chance(50) ? "until" : "to") + " " + Date(&rule->to.emplace()) +
                      (Chance(50) ? " 止" : ""));
  if (Chance(85)) {
    const Written when = Condition(3);
    rule->when = when.id;
    clauses.push_back(W("when") + " " + when.text);
  }
  if (Chance(40)) {
    const Written value = Value(1);
    rule->value = value.id;
    clauses.push_back(W("then") + " " + value.text);
  }
  return text + Shuffled(std::move(clauses));
}

std::string Writer::PeriodText(syntax::Period* period, size_t inputs) {
  std::string text;
  if (Chance(85)) text = W("since") + " " + Date(&period->from.emplace()) + (Chance(50) ? " 起" : "");
  if (text.empty() || Chance(40))
    text += (text.empty() ? "" : " ") + W("until") + " " + Date(&period->to.emplace()) +
            (Chance(50) ? " 止" : "");
  text += ":";
  if (inputs == 0 || Chance(30)) {
    const Written value = Chance(50) ? Arithmetic(1) : Interval();
    period->value = value.id;
    text += " " + value.text;
    if (Chance(30)) text += " " + Basis(&period->basis);
    return text + LineEnd();
  }
  text += "\n";
  for (int64_t n = random_->Within(1, 3); n > 0; --n)
    text += "    " + Row(&period->rows.emplace_back(), inputs, 1);
  return text;
}

}  // namespace guiju::property
