// Positions, events, documents, grounds, bodies.
#include "compiler/syntax/words.h"
#include "tests/property/writer.h"

namespace guiju::property {

namespace {

struct SpelledShare {
  const char *text, *number, *unit;
};
const std::vector<SpelledShare> kShares = {
    {"2/3", "2/3", ""},          {"三分之二", "2/3", ""},     {"3人", "3", "人"},
    {"3 person", "3", "person"}, {"五人", "5", "人"},         {"2/3以上", "2/3", ""},
    {"3人以上", "3", "人"},      {"三分之二以上", "2/3", ""}, {"60%", "60/100", ""}};

}  // namespace

// One name where a name is due: it may be a word that is a keyword elsewhere.
std::string Writer::Reference(syntax::NameRef* ref) { return ref->text = names_.Refer(); }

std::string Writer::References(std::vector<syntax::NameRef>* refs) {
  std::string text;
  for (int64_t n = random_->Within(1, 3); n > 0; --n) {
    const std::string name = Reference(&refs->emplace_back());
    if (text.empty()) {
      text = name;
      continue;
    }
    // A word that begins declarations would begin one at the start of a line.
    const bool plain = syntax::FindKeyword(name) == nullptr;
    text += (Chance(15) ? "、" : Chance(10) ? "，" : ", ") + (plain && Chance(8) ? LineEnd() : "") + name;
  }
  return text;
}

Writer::Clause Writer::NamesClause(std::string_view slot, std::vector<syntax::NameRef>* refs) {
  const std::string word = W(slot);
  return {word + " " + References(refs), slot, {}};
}

Writer::Clause Writer::ConditionClause(std::string_view slot, syntax::ExprId* id) {
  const Written written = Condition(2);
  *id = written.id;
  return {W(slot) + " " + written.text, slot, {}};
}

void Writer::Ending(std::vector<Clause>* clauses, std::string* description,
                    std::vector<syntax::Cite>* basis) {
  if (Chance(40)) clauses->push_back({Basis(basis), "basis", {}});
  if (Chance(20)) clauses->push_back({W("description") + " " + Quoted(description), "description", {}});
}

void Writer::Position() {
  syntax::PositionDecl position;
  position.name = names_.Declare();
  const std::string head = W("position") + " " + NamePool::Text(position.name);
  std::vector<Clause> clauses;
  if (Chance(40)) clauses.push_back(NamesClause("qualified", &position.qualifications));
  if (Chance(40)) clauses.push_back(NamesClause("acts_as", &position.acts_as));
  Ending(&clauses, &position.description, &position.basis);
  Emit(head + Ordered(std::move(clauses)), std::move(position));
}

void Writer::Event() {
  syntax::EventDecl event;
  event.name = names_.Declare();
  const std::string head = W("event") + " " + NamePool::Text(event.name);
  std::vector<Clause> clauses;
  if (Chance(50)) clauses.push_back({W("records") + " " + Ref(&event.records.emplace()), "records", {}});
  if (Chance(50)) clauses.push_back(NamesClause("by", &event.by));
  Ending(&clauses, &event.description, &event.basis);
  Emit(head + Ordered(std::move(clauses)), std::move(event));
}

void Writer::Document() {
  syntax::DocumentDecl document;
  document.name = names_.Declare();
  const std::string head = W("document") + " " + NamePool::Text(document.name);
  std::vector<Clause> clauses;
  if (Chance(60)) clauses.push_back(ConditionClause("required_when", &document.required_when));
  Ending(&clauses, &document.description, &document.basis);
  Emit(head + Ordered(std::move(clauses)), std::move(document));
}

void Writer::Ground() {
  syntax::GroundDecl ground;
  ground.name = names_.Declare();
  const std::string head = W("ground") + " " + NamePool::Text(ground.name);
  std::vector<Clause> clauses;
  clauses.push_back({W(Chance(50) ? "since" : "from") + " " + Reference(&ground.from), "from", {}});
  clauses.push_back({W(Chance(50) ? "until" : "to") + " " + Reference(&ground.to), "to", {}});
  Ending(&clauses, &ground.description, &ground.basis);
  Emit(head + Ordered(std::move(clauses)), std::move(ground));
}

std::string Writer::ShareText(syntax::Share* share, bool vote) {
  share->span.end = 1;  // written
  std::string base, rule;
  if (Chance(50)) base = AnyChoice("count_base", &share->base);
  if (Chance(50)) {
    do rule = AnyChoice("vote_rule", &share->rule);
    while (!vote && share->rule == "chair");
  } else {
    const SpelledShare& spelled = random_->Pick(kShares);
    share->amount = {spelled.number, spelled.unit, {}};
    return (base.empty() ? "" : base + " ") + spelled.text;
  }
  if (base.empty()) return rule;
  return Chance(80) ? base + " " + rule : rule + " " + base;
}

void Writer::Body() {
  syntax::BodyDecl body;
  body.name = names_.Declare();
  const std::string head = W("body") + " " + NamePool::Text(body.name) + " {";
  std::vector<Clause> clauses;
  const auto names = [&](std::string_view slot, std::vector<syntax::NameRef>* refs) {
    if (Chance(30)) clauses.push_back(NamesClause(slot, refs));
  };
  names("chair", &body.chair);
  names("vice", &body.vice);
  names("members", &body.members);
  names("member_units", &body.member_units);
  names("attends", &body.attends);
  names("substitutes", &body.substitutes);
  names("acts_as", &body.acts_as);
  if (Chance(40)) {
    std::string text = W("recuse") + " " + AnyChoice("recusal", &body.recusals.emplace_back());
    while (Chance(40)) text += ", " + AnyChoice("recusal", &body.recusals.emplace_back());
    if (Chance(60)) text += Break() + W("decided_by") + " " + Reference(&body.recusal_decider);
    clauses.push_back({text, "recuse", {}});
  }
  if (Chance(30))
    clauses.push_back(
        {W("chair_recused") + " " + W("decided_by") + " " + Reference(&body.chair_recusal_decider),
         "chair_recused",
         {}});
  if (Chance(40)) clauses.push_back({W("quorum") + " " + ShareText(&body.quorum, false), "quorum", {}});
  if (Chance(40)) clauses.push_back({W("vote") + " " + ShareText(&body.vote, true), "vote", {}});
  if (Chance(40))
    clauses.push_back({W("deadlock") + " " + AnyChoice("deadlock", &body.deadlock), "deadlock", {}});
  if (Chance(30)) {
    body.dissent = true;
    clauses.push_back({W("dissent"), "dissent", {}});
  }
  Ending(&clauses, &body.description, &body.basis);
  Emit(head + Ordered(std::move(clauses)) + Break() + "}", std::move(body));
}

}  // namespace guiju::property
