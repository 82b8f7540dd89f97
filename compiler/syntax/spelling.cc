#include "compiler/syntax/spelling.h"

#include "compiler/syntax/words.h"
#include "runtime/value/units.h"

namespace guiju::syntax {
namespace {

constexpr std::string_view kTypePrefix = "type:";

// Both spellings of one declared name, in order zh, en; empty when there are not two that differ in language.
struct Pair {
  std::string_view zh, en;
};
std::optional<Pair> PairOf(std::string_view text, std::string_view second, bool dotted) {
  if (second.empty() || !IsNameText(second, dotted) || IsChinese(text) == IsChinese(second))
    return std::nullopt;
  return IsChinese(text) ? Pair{text, second} : Pair{second, text};
}

class Collector {
 public:
  explicit Collector(NameTable& names) : names_(names) {}

  void Add(const Name& name, bool is_type = false) {
    if (const auto pair = PairOf(name.text, name.second, false)) Insert(*pair, is_type ? kTypePrefix : "");
  }

  void operator()(const PolicyHeader& header) {
    const std::string joined = header.name.Joined();
    if (const auto pair = PairOf(joined, header.second, true)) Insert(*pair, "");
  }
  void operator()(const SourceDecl& x) { Add(x.name); }
  void operator()(const EnumDecl& x) {
    Add(x.name, true);
    for (const Name& value : x.values) Add(value);
  }
  void operator()(const DimensionDecl& x) {
    Add(x.name, true);
    for (const auto& unit : x.units) Add(unit.name);
  }
  void operator()(const RecordDecl& x) {
    Add(x.name, true);
    for (const FactDecl& field : x.fields) Add(field.name);
  }
  void operator()(const FactDecl& x) { Add(x.name); }
  void operator()(const ParameterDecl& x) {
    Add(x.name);
    for (const Formal& formal : x.formals) Add(formal.name);
    Add(x.output_column);
  }
  void operator()(const DecisionDecl& x) {
    Add(x.name);
    for (const RuleDecl& rule : x.rules) Add(rule.name);
  }
  void operator()(const TableDecl& x) {
    Add(x.name);
    for (const Formal& formal : x.inputs) Add(formal.name);
    for (const Formal& formal : x.outputs) Add(formal.name);
  }
  void operator()(const DefineDecl& x) {
    Add(x.name);
    for (const Formal& formal : x.formals) Add(formal.name);
  }
  void operator()(const UseDecl&) {}
  void operator()(const PresumeDecl&) {}
  void operator()(const DoubtDecl&) {}
  void operator()(const ExampleDecl&) {}
  void operator()(const PositionDecl& d) { Add(d.name); }
  void operator()(const EventDecl& d) { Add(d.name); }
  void operator()(const DocumentDecl& d) { Add(d.name); }
  void operator()(const GroundDecl& d) { Add(d.name); }
  void operator()(const BodyDecl& d) { Add(d.name); }
  void operator()(const DutyDecl& d) {
    Add(d.name);
    for (const ObligationDecl& obligation : d.obligations) Add(obligation.channel);
  }
  void operator()(const GateDecl&) {}
  void operator()(const FlowDecl& d) {
    Add(d.name);
    for (const ClockDecl& clock : d.clocks) Add(clock.name);
    for (const StageDecl& stage : d.stages) {
      Add(stage.name);
      for (const CheckItem& check : stage.checks) Add(check.name);
      for (const OutcomeDecl& outcome : stage.outcomes) Add(outcome.name);
    }
    for (const InterruptDecl& interrupt : d.interrupts) Add(interrupt.name);
    for (const Name& end : d.ends) Add(end);
  }
  void operator()(const PoisonDecl&) {}

 private:
  // Only pairs that are new on both sides: the table stays one to one.
  void Insert(const Pair& pair, std::string_view prefix) {
    std::string zh = std::string(prefix) + std::string(pair.zh),
                en = std::string(prefix) + std::string(pair.en);
    if (names_.zh_to_en.contains(zh) || names_.en_to_zh.contains(en)) return;
    names_.zh_to_en.emplace(zh, pair.en);
    names_.en_to_zh.emplace(std::move(en), pair.zh);
  }

  NameTable& names_;
};

}  // namespace

void AddNames(const SyntaxTree& tree, NameTable& names) {
  Collector collect(names);
  if (tree.header) collect(*tree.header);
  for (const Declaration& declaration : tree.declarations) std::visit(collect, declaration);
}

NameTable NamesOf(const SyntaxTree& tree) {
  NameTable names;
  AddNames(tree, names);
  return names;
}

std::string QName::Joined() const {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : ".") + part;
  return joined;
}

std::string Speller::Look(std::string_view name, bool is_type) const {
  const auto& table = spelling_ == Spelling::kZh ? names_.en_to_zh : names_.zh_to_en;
  const auto found = is_type ? table.find(std::string(kTypePrefix) + std::string(name)) : table.find(name);
  return found == table.end() ? "" : found->second;
}

std::string Speller::Word(std::string_view name) const {
  const std::string found = Look(name, false);
  return found.empty() ? std::string(name) : found;
}

std::string Speller::Joined(const QName& name) const {
  std::string whole = Look(name.Joined(), false);
  if (!whole.empty()) return whole;
  // 国家.三项制度.公开期限: the longest leading part that is a policy, then the rest word by word.
  for (size_t length = name.parts.size(); length-- > 2;) {
    QName head;
    head.parts.assign(name.parts.begin(), name.parts.begin() + static_cast<ptrdiff_t>(length));
    std::string text = Look(head.Joined(), false);
    if (text.empty()) continue;
    for (size_t i = length; i < name.parts.size(); ++i) text += "." + Word(name.parts[i]);
    return text;
  }
  std::string text;
  for (const std::string& part : name.parts) text += (text.empty() ? "" : ".") + Word(part);
  return text;
}

std::string Speller::TypeName(const QName& name) const {
  if (name.parts.empty()) return {};  // the type of a declaration that was not understood
  if (name.parts.size() == 1) {
    const std::string& word = name.parts[0];
    if (const std::string declared = Look(word, true); !declared.empty()) return declared;
    if (const std::string_view key = ChoiceKey("type", word); !key.empty())
      return std::string(ChoiceWord("type", key, spelling_));
    if (const value::Dimension* dimension = value::FindDimension(word))
      return spelling_ == Spelling::kZh ? dimension->zh : dimension->en;
    return word;
  }
  QName policy = name;
  policy.parts.pop_back();
  const std::string last = Look(name.parts.back(), true);
  return Joined(policy) + "." + (last.empty() ? name.parts.back() : last);
}

std::string Speller::Function(const QName& name) const {
  if (name.parts.size() == 1) {
    const std::string_view key = ChoiceKey("function", name.parts[0]);
    if (!key.empty()) return std::string(ChoiceWord("function", key, spelling_));
  }
  return Joined(name);
}

std::string Speller::Unit(std::string_view unit) const {
  if (const value::Unit* known = value::FindUnit(unit)) {
    const std::string& word = spelling_ == Spelling::kZh ? known->zh : known->en;
    return word.empty() ? std::string(unit) : word;
  }
  return Word(unit);
}

std::string Speller::Axis(std::string_view key) const {
  if (const std::string_view word = ChoiceWord("axis", key, spelling_); !word.empty())
    return std::string(word);
  // An own axis keeps its spelling where the other one would be read as an axis of the language.
  const std::string other = Word(key);
  return ChoiceKey("axis", other).empty() ? other : std::string(key);
}

Name Speller::Declared(const Name& name, bool is_type) const {
  Name result = name;
  if (name.second.empty()) return result;
  const std::string other = Look(name.text, is_type);
  if (other != name.second) return result;
  std::swap(result.text, result.second);
  return result;
}

}  // namespace guiju::syntax
