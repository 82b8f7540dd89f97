#include "compiler/syntax/words.h"
#include "tests/property/writer.h"

namespace guiju::property {

void Writer::Parameter() {
  syntax::ParameterDecl parameter;
  const bool prefixed = Chance(15);
  parameter.open = prefixed;
  parameter.name = names_.Declare();
  std::string text =
      (prefixed ? W("open") + " " : "") + W("parameter") + " " + NamePool::Text(parameter.name);
  const bool table = Chance(40);
  if (table) text += Formals(&parameter.formals, true);
  text += ": " + Type(&parameter.type, 1);
  Clauses clauses;
  const auto value = [&](const std::string& key, syntax::ExprId* id, const Written& written) {
    *id = written.id;
    clauses.push_back(key + " " + written.text);
  };
  // The value comes first: behind a clause that ends in an expression its = would be a comparison.
  if (!table && Chance(60)) {
    const Written written = Value(2);
    parameter.value = written.id;
    text += " = " + written.text;
  }
  if (Chance(30)) clauses.push_back(W("per") + " " + Axis(&parameter.axis));
  if (Chance(20)) clauses.push_back(W("set_by") + " " + Quoted(&parameter.set_by));
  if (!prefixed && Chance(25)) {
    parameter.open = true;
    const int64_t direction = random_->Below(3);
    parameter.open_direction = direction == 0 ? "" : direction == 1 ? "lower" : "higher";
    clauses.push_back(W("open") +
                      (direction == 0 ? "" : " " + W(direction == 1 ? "lower_only" : "higher_only")));
  }
  if (Chance(20)) value(W("range"), &parameter.open_bounds, Interval());
  if (Chance(15)) clauses.push_back(W("overrides") + " " + Ref(&parameter.overrides.emplace()));
  if (Chance(70)) clauses.push_back(Basis(&parameter.basis));
  text += Shuffled(std::move(clauses));
  const bool periods = Chance(30);
  if (!table && !periods) return Emit(text, std::move(parameter));
  text += " {" + LineEnd();
  if (table) {
    syntax::Formal output;
    output.name = names_.Declare();
    output.name.second.clear();
    std::vector<syntax::Name> names;
    text += "  " + HeadingRow(&names, parameter.formals, {output});
    parameter.output_column = names.back();
    names.pop_back();
    parameter.columns = names;
    if (!periods)
      for (int64_t n = random_->Within(1, 4); n > 0; --n)
        text += "  " + Row(&parameter.rows.emplace_back(), parameter.formals.size(), 1);
  }
  if (periods) {
    for (int64_t n = random_->Within(1, 3); n > 0; --n)
      text += "  " + PeriodText(&parameter.periods.emplace_back(), parameter.formals.size());
  }
  Emit(text + "}", std::move(parameter));
}

void Writer::Table() {
  syntax::TableDecl table;
  table.name = names_.Declare();
  std::string text = W("table") + " " + NamePool::Text(table.name) + Formals(&table.inputs, true) +
                     (Chance(20) ? " → " : " -> ");
  text += Formals(&table.outputs, true);
  Clauses clauses;
  if (Chance(80)) clauses.push_back(W("combine") + " " + AnyChoice("combine", &table.combine));
  if (Chance(80)) clauses.push_back(Basis(&table.basis));
  text += Shuffled(std::move(clauses)) + " {" + LineEnd();
  text += "  " + HeadingRow(&table.heading, table.inputs, table.outputs);
  for (int64_t n = random_->Within(1, 5); n > 0; --n)
    text += "  " + Row(&table.rows.emplace_back(), table.inputs.size(), table.outputs.size());
  Emit(text + "}", std::move(table));
}

void Writer::Decision() {
  syntax::DecisionDecl decision;
  decision.open = Chance(15);
  decision.name = names_.Declare();
  std::string text =
      (decision.open ? W("open") + " " : "") + W("decision") + " " + NamePool::Text(decision.name);
  if (Chance(30)) text += " " + Quoted(&decision.title);
  text += ": " + Type(&decision.type, 1);
  Clauses clauses;
  if (Chance(50)) clauses.push_back(W("combine") + " " + AnyChoice("combine", &decision.combine));
  if (Chance(30)) clauses.push_back(W("stricter") + " " + AnyChoice("stricter", &decision.stricter));
  const int64_t act = random_->Below(8);
  if (act < 2) {
    decision.act_on = act == 0 ? "yes" : "no";
    clauses.push_back(W("if_unknown") + " " + W(decision.act_on));
  } else if (act < 5) {
    clauses.push_back(W("if_unknown") + " " + AnyChoice("act_on", &decision.act_on));
  } else if (act == 5) {
    decision.act_on = "value";
    const Written value = Chance(30) ? SetOrList(1) : Atom();
    decision.act_value = value.id;
    clauses.push_back(W("if_unknown") + " " + value.text);
  }
  if (Chance(20)) {
    text += " " + W("milder") + " " + Ref(&decision.milder_of.emplace()) + " " +
            W(Chance(50) ? "since" : "from") + " " + Axis(&decision.milder_from) + " " +
            W(Chance(50) ? "until" : "to") + " " + Axis(&decision.milder_to);
  }
  text += Shuffled(std::move(clauses));
  if (Chance(15)) return Emit(text, std::move(decision));
  Clauses items;
  for (int64_t n = random_->Within(0, 4); n > 0; --n) items.push_back(Rule(&decision.rules.emplace_back()));
  if (items.empty() || Chance(30)) {
    const Written otherwise = Value(1);
    decision.otherwise = otherwise.id;
    std::string item = W("otherwise") + " " + otherwise.text;
    if (Chance(40)) item += " " + Basis(&decision.otherwise_basis);
    items.push_back(std::move(item));
  }
  Emit(text + Braces(items), std::move(decision));
}

void Writer::Declaration() {
  switch (random_->Below(24)) {
    case 0:
      return Use();
    case 1:
      return Source();
    case 2:
      return Enum();
    case 3:
      return Dimension();
    case 4:
      return RecordDeclaration();
    case 5:
      return Fact();
    case 6:
      return Finding();
    case 7:
      return Presume();
    case 8:
      return Parameter();
    case 9:
      return Table();
    case 10:
      return Define();
    case 11:
      return Extend();
    case 12:
      return Doubt();
    case 13:
      return Example();
    case 14:
      return Position();
    case 15:
      return Event();
    case 16:
      return Document();
    case 17:
      return Ground();
    case 18:
      return Body();
    case 19:
      return Duty();
    case 20:
      return Gate();
    case 21:
    case 22:
      return Flow();
    default:
      return Decision();
  }
}

GeneratedText GenerateText(uint64_t seed, int declarations) {
  Random random(seed);
  GeneratedText generated;
  Writer writer(&random, &generated);
  if (random.Chance(80)) writer.Header();
  for (int64_t n = random.Within(1, declarations); n > 0; --n) writer.Declaration();
  return generated;
}

}  // namespace guiju::property
