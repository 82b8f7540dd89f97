#pragma once
// Where names are declared, for ForEachName.

namespace guiju::model {

template <class Visit>
struct NameVisitor {
  Visit& visit;
  void Fact(const syntax::FactDecl& d) { visit(d.name); }
  void Formals(const std::vector<syntax::Formal>& formals) {
    for (const syntax::Formal& formal : formals) visit(formal.name);
  }
  void operator()(const syntax::UseDecl&) {}
  void operator()(const syntax::SourceDecl& d) { visit(d.name); }
  void operator()(const syntax::EnumDecl& d) {
    visit(d.name);
    for (const syntax::Name& value : d.values) visit(value);
  }
  void operator()(const syntax::DimensionDecl& d) {
    visit(d.name);
    for (const auto& unit : d.units) visit(unit.name);
  }
  void operator()(const syntax::RecordDecl& d) {
    visit(d.name);
    for (const syntax::FactDecl& field : d.fields) Fact(field);
  }
  void operator()(const syntax::FactDecl& d) { Fact(d); }
  void operator()(const syntax::PresumeDecl&) {}
  void operator()(const syntax::ParameterDecl& d) {
    visit(d.name);
    Formals(d.formals);
  }
  void operator()(const syntax::DecisionDecl& d) {
    visit(d.name);
    for (const syntax::RuleDecl& rule : d.rules) visit(rule.name);
  }
  void operator()(const syntax::TableDecl& d) {
    visit(d.name);
    Formals(d.inputs);
    Formals(d.outputs);
  }
  void operator()(const syntax::DefineDecl& d) {
    visit(d.name);
    Formals(d.formals);
  }
  void operator()(const syntax::DoubtDecl&) {}
  void operator()(const syntax::ExampleDecl&) {}
  void operator()(const syntax::PositionDecl& d) { visit(d.name); }
  void operator()(const syntax::EventDecl& d) { visit(d.name); }
  void operator()(const syntax::DocumentDecl& d) { visit(d.name); }
  void operator()(const syntax::GroundDecl& d) { visit(d.name); }
  void operator()(const syntax::BodyDecl& d) { visit(d.name); }
  void operator()(const syntax::DutyDecl& d) {
    visit(d.name);
    for (const syntax::ObligationDecl& obligation : d.obligations) visit(obligation.channel);
  }
  void operator()(const syntax::GateDecl&) {}
  void operator()(const syntax::FlowDecl& d) {
    visit(d.name);
    for (const syntax::ClockDecl& clock : d.clocks) visit(clock.name);
    for (const syntax::StageDecl& stage : d.stages) {
      visit(stage.name);
      for (const syntax::CheckItem& check : stage.checks) visit(check.name);
      for (const syntax::OutcomeDecl& outcome : stage.outcomes) visit(outcome.name);
    }
    for (const syntax::InterruptDecl& interrupt : d.interrupts) visit(interrupt.name);
    for (const syntax::Name& end : d.ends) visit(end);
  }
  void operator()(const syntax::PoisonDecl&) {}
};

template <class Visit>
void ForEachName(const syntax::SyntaxTree& tree, Visit visit) {
  NameVisitor<Visit> visitor{visit};
  for (const syntax::Declaration& declaration : tree.declarations) std::visit(visitor, declaration);
}

}  // namespace guiju::model
