// Examples: given facts as a case file, expected results; doubts about the source text.
#include <algorithm>

#include "compiler/model/checker.h"
#include "runtime/value/date.h"

namespace guiju::model {

namespace {

std::string JsonString(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<int>(c));
      continue;
    }
    out += c;
  }
  return out + "\"";
}

// A path of keys as nested objects: {"案件": {"金额": …}} is written by merging members with the same first
// key.
struct Node {
  std::string key, json;
  std::vector<Node> members;
  Node* Member(const std::string& name) {
    for (Node& member : members) {
      if (member.key == name) return &member;
    }
    members.push_back({name, "", {}});
    return &members.back();
  }
  std::string Json() const {
    if (members.empty()) return json.empty() ? "{}" : json;
    std::string out = "{";
    for (const Node& member : members)
      out += (out.size() > 1 ? ", " : "") + JsonString(member.key) + ": " + member.Json();
    return out + "}";
  }
};

}  // namespace

bool Checker::ScalarJson(Place& place, FactId fact, syntax::ExprId id, std::string& out) {
  const Type type = m_.facts[fact].type;
  const Range range = m_.facts[fact].range;
  if (type.kind == TypeKind::kPoison) return false;
  auto value = ReadConstant(place, id, type);
  if (!value) return false;
  if (type.kind != TypeKind::kText && (*value < range.lo || *value > range.hi)) {
    sink_.Emit(diag::Kind::ValueOutsideRange, At(place, id).span, m_.TextOf(At(place, id).span),
               ValueText(m_, type, range.lo), ValueText(m_, type, range.hi));
    return false;
  }
  switch (type.kind) {
    case TypeKind::kBool:
      out = *value != 0 ? "true" : "false";
      break;
    case TypeKind::kText:
      out = JsonString(m_.texts[static_cast<size_t>(*value)]);
      break;
    case TypeKind::kInt:
      out = ValueText(m_, type, *value);
      if (type.dim) out = JsonString(out);
      break;
    default:
      out = JsonString(ValueText(m_, type, *value));
      break;
  }
  return true;
}

bool Checker::GivenJson(Place& place, Symbol symbol, const std::string& key, syntax::ExprId id,
                        std::string& out) {
  const syntax::Expr e = At(place, id);
  if (e.kind == syntax::ExprKind::kPoison) return false;
  if (symbol.kind == SymbolKind::kFact) return ScalarJson(place, FactId(symbol.index), id, out);
  auto wrong = [&] {
    sink_.Emit(diag::Kind::ExampleValue, e.span, key, m_.TextOf(e.span));
    return false;
  };
  if (symbol.kind == SymbolKind::kList) {
    if (e.kind != syntax::ExprKind::kList) return wrong();
    out = "[";
    bool sound = true;
    for (syntax::ExprId element : e.args) {
      std::string one;
      sound &= GivenJson(place, {SymbolKind::kGroup, m_.lists[ListId(symbol.index)].element.index}, key,
                         element, one);
      out += (out.size() > 1 ? ", " : "") + one;
    }
    out += "]";
    return sound;
  }
  if (symbol.kind != SymbolKind::kGroup || e.kind != syntax::ExprKind::kRecord) return wrong();
  Node root;
  bool sound = true;
  for (size_t i = 0; i < e.fields.size() && i < e.args.size(); ++i) {
    Symbol field = FollowFields(symbol, e.fields[i], 0);
    if (field.kind == SymbolKind::kNone) {
      sound = false;
      continue;
    }
    Node* at = &root;
    for (const std::string& part : e.fields[i].parts) {
      Word word = words_.Find(part);
      at = at->Member(word == 0 ? part : words_.NameOf(word).Zh());
    }
    sound &= GivenJson(place, field, e.fields[i].Joined(), e.args[i], at->json);
  }
  out = root.Json();
  return sound;
}

void Checker::CheckExamples() {
  for (size_t unit = 0; unit < closure_.units.size(); ++unit) {
    for (size_t tree : closure_.units[unit].trees) {
      for (const syntax::Declaration& declaration : closure_.trees[tree].declarations) {
        if (const auto* doubt = std::get_if<syntax::DoubtDecl>(&declaration)) {
          m_.doubts.push_back({doubt->quote, doubt->read_as, doubt->reason, ResolveCites(unit, doubt->basis),
                               unit, doubt->span});
          continue;
        }
        const auto* d = std::get_if<syntax::ExampleDecl>(&declaration);
        if (d == nullptr) continue;
        Place place{&closure_.trees[tree], unit, nullptr, {}, {}};
        Example example;
        example.title = d->title;
        example.unit = unit;
        example.span = d->span;
        Node root;
        for (const syntax::Given& given : d->given) {
          auto [symbol, used] = FindPath(unit, given.fact);
          if (symbol.kind == SymbolKind::kNone) {
            ReportUnknown(unit, given.fact, nullptr);
            continue;
          }
          symbol = FollowFields(symbol, given.fact, used);
          if (symbol.kind == SymbolKind::kNone) continue;
          std::string key = given.fact.parts[used - 1];
          Word word = words_.Find(key);
          Node* at = root.Member(word == 0 ? key : words_.NameOf(word).Zh());
          for (size_t i = used; i < given.fact.parts.size(); ++i) {
            Word part = words_.Find(given.fact.parts[i]);
            at = at->Member(part == 0 ? given.fact.parts[i] : words_.NameOf(part).Zh());
          }
          if (!at->json.empty()) {
            sink_.Emit(diag::Kind::DuplicateName, given.fact.span, given.fact.Joined());
            continue;
          }
          GivenJson(place, symbol, given.fact.Joined(), given.value, at->json);
        }
        example.case_json = root.Json();
        for (const syntax::ExpectDecl& e : d->expected) {
          DecisionId decision = FindDecision(unit, e.decision);
          if (!decision) continue;
          Expectation expectation;
          expectation.decision = decision;
          expectation.undetermined = e.undetermined;
          if (!e.undetermined) {
            if (auto value = ReadConstant(place, e.value, m_.decisions[decision].type))
              expectation.value = *value;
          }
          for (const syntax::QName& because : e.because) {
            Word word = words_.Find(because.parts.empty() ? "" : because.parts.back());
            bool known = false;
            for (DecisionId at = decision; at && !known; at = m_.decisions[at].parent)
              known = rule_names_[static_cast<size_t>(at.index)].contains(word);
            if (known) {
              expectation.because.push_back(words_.NameOf(word).Key());
              continue;
            }
            std::string rules;
            for (RuleId rule : m_.decisions[decision].rules)
              rules += (rules.empty() ? "" : "、") + m_.rules[rule].name.Zh();
            sink_.Emit(diag::Kind::UnknownRule, because.span, e.decision.Joined(), because.Joined(),
                       rules.empty() ? "—" : rules);
          }
          for (const syntax::QName& ask : e.ask) {
            auto [symbol, used] = FindPath(unit, ask);
            if (symbol.kind == SymbolKind::kNone) {
              ReportUnknown(unit, ask, nullptr);
              continue;
            }
            if (symbol.kind == SymbolKind::kList && used < ask.parts.size())
              symbol = {SymbolKind::kGroup, m_.lists[ListId(symbol.index)].element.index};
            symbol = FollowFields(symbol, ask, used);
            if (symbol.kind == SymbolKind::kFact)
              expectation.ask.push_back(FactId(symbol.index));
            else if (symbol.kind == SymbolKind::kList && !m_.lists[ListId(symbol.index)].fields.empty())
              expectation.ask.push_back(m_.lists[ListId(symbol.index)].fields[0]);
            else if (symbol.kind != SymbolKind::kNone)
              sink_.Emit(diag::Kind::NotAValue, ask.span, ask.Joined());
          }
          example.expected.push_back(std::move(expectation));
        }
        m_.examples.push_back(std::move(example));
      }
    }
  }
}

}  // namespace guiju::model
