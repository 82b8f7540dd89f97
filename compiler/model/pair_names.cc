// The two spellings of every name, as one bijection over the closure; policy headers.
#include "compiler/model/checker.h"
#include "runtime/value/date.h"

namespace guiju::model {

namespace {

std::vector<std::string> SplitDots(const std::string& name) {
  std::vector<std::string> parts(1);
  for (char c : name) {
    if (c == '.')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

Name PolicyName(const Unit& unit) {
  Name name;
  (IsChinese(unit.name) ? name.zh : name.en) = unit.name;
  if (IsSecondSpelling(unit.name, unit.second)) (IsChinese(unit.second) ? name.zh : name.en) = unit.second;
  return name;
}

}  // namespace

syntax::NameTable NamesOf(const Closure& closure) {
  syntax::NameTable table;
  auto add = [&](const std::string& first, const std::string& second) {
    if (!IsSecondSpelling(first, second)) return;
    const std::string& zh = IsChinese(first) ? first : second;
    const std::string& en = IsChinese(first) ? second : first;
    if (table.zh_to_en.contains(zh) || table.en_to_zh.contains(en)) return;
    table.zh_to_en.emplace(zh, en);
    table.en_to_zh.emplace(en, zh);
  };
  for (const syntax::SyntaxTree& tree : closure.trees) {
    syntax::AddNames(tree, table);  // type names stand apart, under "type:"
    ForEachName(tree, [&](const syntax::Name& name) { add(name.text, name.second); });
  }
  for (const Unit& unit : closure.units) {
    add(unit.name, unit.second);
    std::vector<std::string> first = SplitDots(unit.name), second = SplitDots(unit.second);
    if (first.size() != second.size()) continue;
    for (size_t i = 0; i < first.size(); ++i) add(first[i], second[i]);
  }
  return table;
}

void Checker::PairNames() {
  for (const syntax::SyntaxTree& tree : closure_.trees) {
    ForEachName(tree, [&](const syntax::Name& name) {
      if (!IsSecondSpelling(name.text, name.second)) return;
      if (words_.Pair(name.text, name.second)) return;
      Word word = words_.Find(name.text);
      std::string spelled = name.text, partner = name.second;
      if (word == 0) {
        word = words_.Find(name.second);
        std::swap(spelled, partner);
      }
      const Name& known = words_.NameOf(word);
      sink_.Emit(diag::Kind::SpellingConflict, name.second_span, spelled,
                 IsChinese(spelled) ? known.en : known.zh, partner);
    });
  }
}

void Checker::ReadHeaders() {
  for (size_t i = 0; i < closure_.units.size(); ++i) {
    const Unit& unit = closure_.units[i];
    units_by_name_.emplace(unit.name, i);
    if (!unit.second.empty()) units_by_name_.emplace(unit.second, i);
    Policy policy;
    policy.name = PolicyName(unit);
    policy.superior = unit.superior;
    const syntax::SyntaxTree& tree = closure_.trees[unit.trees[0]];
    policy.span.file = tree.file;
    if (tree.header) {
      const syntax::PolicyHeader& header = *tree.header;
      policy.title = header.title;
      policy.issuer = header.issuer.value_or("");
      policy.level = header.level.value_or("");
      policy.document_no = header.document_no.value_or("");
      policy.is_example = header.is_example;
      policy.span = header.name.span;
      policy.issued = DateOf(header.issued, header.name.span);
      policy.effective = DateOf(header.effective, header.name.span);
      policy.repealed = DateOf(header.repealed, header.name.span);
      if (policy.effective && policy.repealed && *policy.repealed <= *policy.effective)
        sink_.Emit(diag::Kind::EmptyPeriod, header.name.span);
    }
    for (size_t seen : unit.visible) {
      if (seen != i && m_.policies[seen].is_example) policy.is_example = true;
    }
    m_.policies.push_back(std::move(policy));
  }
}

Name Checker::NameFor(const syntax::Name& name) { return NameFor(name.text); }

Name Checker::NameFor(std::string_view spelling) { return words_.NameOf(words_.Intern(spelling)); }

}  // namespace guiju::model
