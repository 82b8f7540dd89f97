// The steps of Check, in order.
#include "compiler/model/checker.h"
#include "compiler/model/flow_checker.h"

namespace guiju::model {

void Checker::Run() {
  m_.closure = &closure_;
  size_t written = 1;
  for (const syntax::SyntaxTree& tree : closure_.trees) written += tree.exprs.size();
  m_.exprs.reserve(written + written / 8);
  poison_ = m_.exprs.Add(Expr{});
  used_units_.assign(closure_.units.size(), std::vector<bool>(closure_.units.size()));
  PairNames();
  ReadHeaders();
  if (!CheckSize()) return;
  CheckSuperiors();
  DeclareTypes();
  DeclareSources();
  DeclareFacts();
  DeclareValues();
  // Everything has a name and a type from here on.
  CheckParameters();
  CheckTables();
  CheckDefines();
  CheckFactExpressions();
  CheckDecisions();
  CheckFactCycles();
  DeclarePresumptions();
  CheckTransitions();
  FlowChecker(*this).Run();
  CheckGuardsReadNoDecision();
  CheckUnsetParameters();
  OrderDecisions();
  CheckOpenTerms();
  CheckForeignPresumptions();
  CheckAlterations();
  CheckExamples();
  Lint();
}

Model Check(const Closure& closure, diag::Sink& sink, const CheckOptions& options) {
  Model model;
  model.closure = &closure;
  if (closure.units.empty()) return model;
  Checker(closure, sink, options, model).Run();
  return model;
}

}  // namespace guiju::model
