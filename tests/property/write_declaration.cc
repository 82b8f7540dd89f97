#include "compiler/syntax/words.h"
#include "tests/property/writer.h"

namespace guiju::property {

void Writer::Emit(const std::string& text, syntax::Declaration declaration) {
  out_->text += text;
  out_->text += LineEnd();
  out_->tree.declarations.push_back(std::move(declaration));
}

void Writer::Header() {
  syntax::PolicyHeader header;
  const syntax::Name name = names_.DeclarePolicy();
  const size_t dot = name.text.find('.');
  header.name.parts = {name.text.substr(0, dot), name.text.substr(dot + 1)};
  header.second = name.second;
  std::string text = W("policy") + " " + NamePool::Text(name);
  if (Chance(70)) text += " " + Quoted(&header.title);
  Clauses items;
  const auto choice = [&](std::string_view slot, std::string* key) {
    items.push_back(W(slot) + " " + AnyChoice(slot, key));
  };
  const auto date = [&](std::string_view slot, std::optional<std::string>* value) {
    items.push_back(W(slot) + " " + Date(&value->emplace()));
  };
  if (Chance(60)) items.push_back(W("issuer") + " " + Quoted(&header.issuer.emplace()));
  if (Chance(60)) choice("level", &header.level.emplace());
  if (Chance(40)) items.push_back(W("document_no") + " " + Quoted(&header.document_no.emplace()));
  if (Chance(40)) date("issued", &header.issued);
  if (Chance(60)) date("effective", &header.effective);
  if (Chance(20)) date("repealed", &header.repealed);
  if (Chance(40)) items.push_back(W("under") + " " + Ref(&header.superior.emplace()));
  if (Chance(50)) {
    std::string key;
    choice("nature", &key);
    header.is_example = key == "example";
  }
  if (Chance(40)) {
    syntax::TransitionClause& transition = header.transitions.emplace_back();
    const Written when = Condition(2);
    transition.when = when.id;
    std::string item = W("transition") + " " + (Chance(60) ? W("when") + " " : "") + when.text + " " +
                       W("applies") + " " + AnyChoice("applies", &transition.applies);
    if (Chance(50)) item += " " + Basis(&transition.basis);
    items.push_back(std::move(item));
  }
  if (!items.empty() || Chance(50)) text += " {" + Shuffled(std::move(items)) + Break() + "}";
  out_->text += text + LineEnd();
  out_->tree.header = std::move(header);
}

void Writer::Use() {
  syntax::UseDecl use;
  const std::string text = W("use") + " " + Ref(&use.policy);
  Emit(text, std::move(use));
}

void Writer::Source() {
  syntax::SourceDecl source;
  source.name = names_.Declare();
  const std::string head = W("source") + " " + NamePool::Text(source.name);
  Clauses items;
  const auto text = [&](std::string_view slot, std::string* value) {
    items.push_back(W(slot) + " " + Quoted(value));
  };
  const auto date = [&](std::string_view slot, std::optional<std::string>* value) {
    items.push_back(W(slot) + " " + Date(&value->emplace()));
  };
  if (Chance(70)) text("title", &source.title);
  if (Chance(40)) text("document_no", &source.document_no);
  if (Chance(20)) text("url", &source.url);
  if (Chance(20)) text("doubtful", &source.doubt);
  if (Chance(80)) items.push_back(W("rank") + " " + AnyChoice("rank", &source.rank));
  if (Chance(40)) date("issued", &source.issued);
  if (Chance(60)) date("effective", &source.in_force);
  if (Chance(20)) date("repealed", &source.repealed);
  if (Chance(30)) {
    std::string ranks = AnyChoice("rank", &source.admits.emplace_back());
    while (Chance(50)) ranks += ", " + AnyChoice("rank", &source.admits.emplace_back());
    items.push_back(W("admits") + " " + ranks);
  }
  Emit(head + (items.empty() ? "" : " {" + Shuffled(std::move(items)) + Break() + "}"), std::move(source));
}

void Writer::Enum() {
  syntax::EnumDecl declaration;
  declaration.name = names_.Declare();
  declaration.ordered = Chance(40);
  std::string text =
      W(declaration.ordered ? "ordered" : "enum") + " " + NamePool::Text(declaration.name) + " {";
  const std::string separator = declaration.ordered ? " <" : ",";
  for (int64_t i = 0, n = random_->Within(1, Chance(10) ? 30 : 6); i < n; ++i) {
    declaration.values.push_back(names_.Declare());
    text += (i == 0 ? " " : separator + Break()) + NamePool::Text(declaration.values.back());
  }
  Emit(text + (Chance(20) ? separator : "") + " }", std::move(declaration));
}

void Writer::Dimension() {
  syntax::DimensionDecl declaration;
  declaration.name = names_.Declare();
  std::string text = W("dimension") + " " + NamePool::Text(declaration.name) + " {";
  for (int64_t i = 0, n = random_->Within(1, 3); i < n; ++i) {
    auto& unit = declaration.units.emplace_back();
    unit.name = names_.Declare(false);
    unit.factor = std::to_string(random_->Within(1, 100000));
    units_.push_back(unit.name.text);
    text += (i == 0 ? " " : ", ") + NamePool::Text(unit.name) + " = " + unit.factor;
  }
  Emit(text + " }", std::move(declaration));
}

void Writer::RecordDeclaration() {
  syntax::RecordDecl record;
  record.name = names_.Declare();
  std::string text = W("record") + " " + NamePool::Text(record.name) + " {" + LineEnd();
  for (int64_t n = random_->Within(1, 4); n > 0; --n) {
    syntax::FactDecl& field = record.fields.emplace_back();
    field.name = names_.Declare();
    text += "  " + NamePool::Text(field.name) + ": " + Type(&field.type, 1);
    Clauses clauses = FactClauses(&field);
    // A comma behind a list of names would go on with the list.
    text += clauses.empty() && Chance(30) ? "," : Shuffled(std::move(clauses));
    text += LineEnd();
  }
  Emit(text + "}", std::move(record));
}

void Writer::Fact() {
  syntax::FactDecl fact;
  fact.name = names_.Declare();
  std::string text = W("fact") + " " + NamePool::Text(fact.name) + ": " + Type(&fact.type, 1);
  text += Shuffled(FactClauses(&fact));
  Emit(text, std::move(fact));
}

void Writer::Finding() {
  syntax::FactDecl fact;
  fact.is_finding = true;
  fact.name = names_.Declare();
  std::string text = W("finding") + " " + NamePool::Text(fact.name);
  if (Chance(20)) {
    text += ": " + Type(&fact.type, 0);
  } else {
    fact.type.name.parts = {"是否"};
  }
  Clauses clauses = FactClauses(&fact);
  if (Chance(50)) {
    text += " {" + Shuffled(std::move(clauses)) + Break() + "}";
  } else {
    text += Shuffled(std::move(clauses));
  }
  Emit(text, std::move(fact));
}

void Writer::Presume() {
  syntax::PresumeDecl presume;
  std::string text = W("presume") + " " + Ref(&presume.fact) + " = ";
  const Written value = Value(1);
  presume.value = value.id;
  Clauses clauses;
  if (Chance(80)) clauses.push_back(Basis(&presume.basis));
  if (Chance(80)) {
    const Written when = Condition(2);
    presume.when = when.id;
    clauses.push_back(W("when") + " " + when.text);
  }
  Emit(text + value.text + Shuffled(std::move(clauses)), std::move(presume));
}

void Writer::Define() {
  syntax::DefineDecl define;
  define.open = Chance(20);
  define.name = names_.Declare();
  std::string text = (define.open ? W("open") + " " : "") + W("define") + " " + NamePool::Text(define.name);
  if (Chance(30)) text += Formals(&define.formals, true);
  if (Chance(30)) text += ": " + Type(&define.type.emplace(), 1);
  const Written value = Condition(4);
  define.value = value.id;
  Clauses clauses{(Chance(80) ? "=" : W("when")) + " " + value.text};
  if (Chance(40)) clauses.push_back(Basis(&define.basis));
  Emit(text + Shuffled(std::move(clauses)), std::move(define));
}

void Writer::Extend() {
  syntax::DefineDecl define;
  define.extends = true;
  define.name = names_.Declare();
  const std::string head = W("extend") + " " + NamePool::Text(define.name);
  const Written value = Condition(3);
  define.value = value.id;
  Clauses clauses{W("when") + " " + value.text};
  if (Chance(60)) clauses.push_back(Basis(&define.basis));
  Emit(head + Shuffled(std::move(clauses)), std::move(define));
}

void Writer::Doubt() {
  syntax::DoubtDecl doubt;
  const std::string head = W("doubt") + " " + Quoted(&doubt.quote) + " " + W(Chance(50) ? "read_as" : "per") +
                           " " + Quoted(&doubt.read_as);
  Clauses clauses;
  if (Chance(70)) clauses.push_back(W("reason") + " " + Quoted(&doubt.reason));
  if (Chance(70)) clauses.push_back(Basis(&doubt.basis));
  Emit(head + Shuffled(std::move(clauses)), std::move(doubt));
}

void Writer::Example() {
  syntax::ExampleDecl example;
  const std::string head = W("example") + " " + Quoted(&example.title);
  Clauses items;
  if (Chance(80)) {
    std::string text = W("given") + " ";
    for (int64_t i = 0, n = random_->Within(1, 5); i < n; ++i) {
      syntax::Given& given = example.given.emplace_back();
      text += (i == 0 ? "" : Chance(20) ? ",\n      " : ", ") + Ref(&given.fact) + " = ";
      const Written value = Value(2);
      given.value = value.id;
      text += value.text;
    }
    items.push_back(text);
  }
  for (int64_t n = random_->Within(0, 3); n > 0; --n) {
    syntax::ExpectDecl& expect = example.expected.emplace_back();
    std::string text = W("expect") + " " + Ref(&expect.decision) + " ";
    expect.undetermined = Chance(30);
    if (expect.undetermined) {
      text += W("undetermined");
    } else {
      const Written value = Chance(50)
                                ? Node(Chance(50) ? syntax::ExprKind::kYes : syntax::ExprKind::kNo, "", {})
                            : Chance(30) ? SetOrList(1)
                                         : Atom();
      expect.value = value.id;
      const auto kind = out_->tree.exprs[value.id].kind;
      text += kind == syntax::ExprKind::kYes  ? W("yes")
              : kind == syntax::ExprKind::kNo ? W("no")
                                              : value.text;
    }
    if (Chance(40)) text += " " + W("because") + " " + Refs(&expect.because);
    if (Chance(40)) text += " " + W("ask") + " " + Refs(&expect.ask);
    items.push_back(text);
  }
  Emit(head + Braces(items), std::move(example));
}

}  // namespace guiju::property
