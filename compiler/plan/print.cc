// The plan as text, one line per term and clause.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include "compiler/plan/plan.h"

namespace guiju::plan {
namespace {

std::string SourceText(const Plan& plan, const Term& term) {
  const ir::Program& program = *plan.program;
  switch (term.source) {
    case TermSource::kDecision:
      return program.decisions[term.decision].name.Key();
    case TermSource::kFired:
      return fmt::format("fired({})", program.decisions[term.decision].name.Key());
    case TermSource::kFact:
    case TermSource::kLinear:
    case TermSource::kComputed:
      break;
  }
  std::string text;
  size_t operands = std::max(term.facts.size(), term.args.size());
  for (size_t i = 0; i < operands; ++i) {
    if (i > 0) text += " + ";
    if (!term.coefficients.empty() && term.coefficients[i] != 1)
      text += fmt::format("{} * ", term.coefficients[i]);
    bool fact = i < term.facts.size() && term.facts[i].has_value();
    text += fact ? program.facts[term.facts[i]].name.Key() : fmt::format("e{}", term.args[i].index);
  }
  return text;
}

std::string LiteralText(const Literal& literal) {
  switch (literal.op) {
    case LiteralOp::kAtLeast:
      return fmt::format("t{} >= {}", literal.term.index, literal.bound);
    case LiteralOp::kAtMost:
      return fmt::format("t{} <= {}", literal.term.index, literal.bound);
    case LiteralOp::kIn:
      return fmt::format("t{} in {:#x}", literal.term.index, literal.set);
  }
  GJ_UNREACHABLE();
}

}  // namespace

std::string Print(const Plan& plan) {
  std::string out;
  for (TermId id : plan.terms.ids()) {
    const Term& term = plan.terms[id];
    out += fmt::format("t{} = {} ", id.index, SourceText(plan, term));
    if (term.kind == TermKind::kChoice) {
      out += fmt::format("choice of {}", term.values);
    } else {
      out += fmt::format("bounds {}", fmt::join(term.bounds, " "));
    }
    out += fmt::format(" stratum {}\n", term.stratum);
  }
  for (ClauseId id : plan.clauses.ids()) {
    const Clause& clause = plan.clauses[id];
    out += fmt::format("c{} {}:", id.index, plan.program->rules[clause.rule].key);
    bool never = id.index == clause.rule.index && plan.rules[clause.rule].never;
    if (never) out += " never";
    for (size_t i = 0; i < clause.literals.size(); ++i) {
      out += (i == 0 ? " " : " and ") + LiteralText(clause.literals[i]);
    }
    out += "\n";
  }
  for (size_t s = 0; s < plan.strata.size(); ++s) {
    out += fmt::format("stratum {}:", s);
    for (ir::DecisionId d : plan.strata[s].decisions) out += " " + plan.program->decisions[d].name.Key();
    for (const Attack& a : plan.strata[s].attacks)
      out += fmt::format(" r{}-|r{}", a.attacker.index, a.target.index);
    out += "\n";
  }
  return out;
}

}  // namespace guiju::plan
