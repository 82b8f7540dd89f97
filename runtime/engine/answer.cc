#include "runtime/engine/answer.h"

#include <algorithm>

#include "runtime/trace/figures.h"
#include "runtime/trace/render.h"
#include "runtime/trace/trace.h"

namespace guiju::engine {
namespace {

using caseio::Classification;
using caseio::DecisionAnswer;
using caseio::Reason;

bool BitOf(const uint64_t* words, ir::RuleId rule) { return words[rule.index / 64] >> (rule.index % 64) & 1; }

bool IsRoot(const ir::Rule& rule) { return rule.kind != ir::RuleKind::kException; }

// Whether the rule's value, when it is a constant, is the value decided.
bool GivesValue(const ir::Program& program, const ir::Decision& decision, const ir::Rule& rule, int64_t lo) {
  if (!rule.value) return true;
  const ir::Expr& value = program.exprs[rule.value];
  return value.kind != ir::ExprKind::kConst || value.value == caseio::ExactValue(decision.type, lo);
}

void AddDeciding(const LoadedPolicy& policy, ir::DecisionId id, const abi::Outcome& outcome,
                 std::vector<ir::RuleId>* rules) {
  const ir::Program& program = policy.program();
  const ir::Decision& decision = program.decisions[id];
  if (decision.parent && decision.compose != ir::Compose::kReplace)
    AddDeciding(policy, decision.parent, outcome, rules);
  int64_t lo = outcome.lo[id.index];
  for (ir::RuleId rule : decision.rules) {
    if (!IsRoot(program.rules[rule]) || !BitOf(outcome.must, rule)) continue;
    switch (decision.combine) {
      case ir::Combine::kAnyHolds:
      case ir::Combine::kAll:
        rules->push_back(rule);
        break;
      case ir::Combine::kFirst:
      case ir::Combine::kUnique:
        rules->push_back(rule);
        return;
      case ir::Combine::kStrictest:
      case ir::Combine::kMildest:
        if (GivesValue(program, decision, program.rules[rule], lo)) rules->push_back(rule);
        break;
    }
  }
}

class AnswerBuilder {
 public:
  AnswerBuilder(const LoadedPolicy& policy, const caseio::CaseBuffer& input, uint64_t* words)
      : policy_(policy),
        program_(policy.program()),
        outcome_(policy.shape(), words),
        evaluator_(policy.program(), policy.layout(), {input.row(), &policy.calendar()}),
        input_(input) {}

  DecisionAnswer Decide(const LoadedPolicy::Visible& visible) {
    const ir::Decision& decision = program_.decisions[visible.decision];
    DecisionAnswer answer;
    answer.decision = visible.decision;
    answer.key = visible.key;
    answer.lo = outcome_.lo[visible.decision.index];
    answer.hi = outcome_.hi[visible.decision.index];
    answer.determined = caseio::IsDetermined(decision.type, answer.lo, answer.hi);
    // A rule that must hold decides an open value only together with those that may: it is listed with them.
    bool partial = decision.type.kind == ir::TypeKind::kBool || decision.type.kind == ir::TypeKind::kSet;
    for (ir::RuleId rule : DecidingRules(policy_, visible.decision, outcome_))
      (answer.determined || partial ? answer.because : answer.perhaps).push_back(ReasonOf(rule));
    AddOthers(visible.decision, &answer);
    for (const Reason& reason : answer.because) {
      for (const std::string& basis : reason.basis) {
        if (std::find(answer.basis.begin(), answer.basis.end(), basis) == answer.basis.end())
          answer.basis.push_back(basis);
      }
    }
    AddFigures(visible.decision, &answer);
    return answer;
  }

  void Axes(Classification* answer) const {
    for (ir::FactId id : program_.facts.ids()) {
      const ir::Fact& fact = program_.facts[id];
      if (fact.role != ir::FactRole::kAxis || fact.list) continue;
      const abi::Field& field = policy_.layout().fields[static_cast<size_t>(id.index)];
      caseio::AxisValue axis;
      axis.fact = id;
      axis.word_zh = fact.axis.zh.empty() ? fact.name.In(true) : fact.axis.zh;
      axis.word_en = fact.axis.en.empty() ? fact.name.Key() : fact.axis.en;
      if (abi::IsKnown(input_.row(), field)) axis.day = abi::Load(input_.row(), field);
      answer->axes.push_back(std::move(axis));
    }
  }

  // Sources cited by the answer that carry a doubt.
  void Doubts(Classification* answer) const {
    std::vector<bool> seen(program_.sources.size());
    auto cite = [&](ir::CiteId at) {
      ir::SourceId id = program_.cites[at].source;
      if (!id || seen[static_cast<size_t>(id.index)]) return;
      const ir::LegalSource& source = program_.sources[id];
      if (source.doubt.empty()) return;
      seen[static_cast<size_t>(id.index)] = true;
      answer->doubts.push_back({source.title.empty() ? source.name.In(true) : source.title, source.doubt});
    };
    auto add = [&](const std::vector<Reason>& reasons) {
      for (const Reason& reason : reasons) {
        for (ir::CiteId at : program_.rules[reason.rule].basis) cite(at);
      }
    };
    for (const DecisionAnswer& d : answer->decisions) {
      add(d.because);
      add(d.perhaps);
      add(d.excepted);
    }
    for (const ir::Parameter* figure : figures_) {
      for (ir::CiteId at : figure->basis) cite(at);
    }
  }

 private:
  Reason ReasonOf(ir::RuleId id) const {
    const ir::Rule& rule = program_.rules[id];
    Reason reason{id, rule.name.Key(), rule.name, rule.title, {}};
    for (ir::CiteId cite : rule.basis) reason.basis.push_back(caseio::CiteText(program_, cite));
    return reason;
  }

  // The figures the result rests on: those of the rules that decide or may, and, unless a rule settles it,
  // those on account of which the others fail.
  void AddFigures(ir::DecisionId id, DecisionAnswer* answer) {
    const ir::Decision& decision = program_.decisions[id];
    if (decision.parent && decision.compose != ir::Compose::kReplace) AddFigures(decision.parent, answer);
    const bool settled =
        decision.type.kind == ir::TypeKind::kBool && answer->determined && !answer->because.empty();
    for (ir::RuleId rule : decision.rules) {
      const ir::UseId guard = program_.rules[rule].guard_use, value = program_.rules[rule].value_use;
      const bool may = BitOf(outcome_.may, rule), named = Names(*answer, rule);
      if (guard &&
          (named || (!settled && !may &&
                     evaluator_.Holds(program_.uses[guard].expr).may == evaluator_.GuardHolds(rule).may)))
        Take(trace::FiguresRead(program_, evaluator_, guard), answer);
      if (value && named) Take(trace::FiguresIn(program_, program_.uses[value].text), answer);
    }
  }
  static bool Names(const DecisionAnswer& answer, ir::RuleId rule) {
    auto is = [&](const Reason& reason) { return reason.rule == rule; };
    return std::any_of(answer.because.begin(), answer.because.end(), is) ||
           std::any_of(answer.perhaps.begin(), answer.perhaps.end(), is) ||
           std::any_of(answer.excepted.begin(), answer.excepted.end(), is);
  }
  void Take(const std::vector<const ir::Parameter*>& figures, DecisionAnswer* answer) {
    for (const ir::Parameter* figure : figures) {
      if (std::find(figures_.begin(), figures_.end(), figure) == figures_.end()) figures_.push_back(figure);
      auto same = [&](const caseio::Figure& known) { return known.name == figure->name; };
      if (std::any_of(answer->figures.begin(), answer->figures.end(), same)) continue;
      caseio::Figure& out = answer->figures.emplace_back();
      out.name = figure->name;
      for (ir::CiteId cite : figure->basis) out.basis.push_back(caseio::CiteText(program_, cite));
    }
  }

  // Rules that may hold, and rules whose condition holds but that an exception defeats.
  void AddOthers(ir::DecisionId id, DecisionAnswer* answer) {
    const ir::Decision& decision = program_.decisions[id];
    if (decision.parent && decision.compose != ir::Compose::kReplace) AddOthers(decision.parent, answer);
    for (ir::RuleId rule : decision.rules) {
      if (!IsRoot(program_.rules[rule])) continue;
      bool must = BitOf(outcome_.must, rule), may = BitOf(outcome_.may, rule);
      if (!answer->determined && may && !must) answer->perhaps.push_back(ReasonOf(rule));
      if (!may && evaluator_.GuardHolds(rule).must) answer->excepted.push_back(ReasonOf(rule));
    }
  }

  const LoadedPolicy& policy_;
  const ir::Program& program_;
  abi::Outcome outcome_;
  interp::Evaluator evaluator_;
  const caseio::CaseBuffer& input_;
  std::vector<const ir::Parameter*> figures_;  // of all decisions
};

// Facts that a decision shown can read, through the decisions it refers to as well.
class ReadFacts {
 public:
  explicit ReadFacts(const ir::Program& program)
      : program_(program),
        facts_(program.facts.size()),
        exprs_(program.exprs.size()),
        decisions_(program.decisions.size()) {}
  bool Has(ir::FactId fact) const { return facts_[static_cast<size_t>(fact.index)]; }
  void AddDecision(ir::DecisionId id) {
    if (!id || decisions_[static_cast<size_t>(id.index)]) return;
    decisions_[static_cast<size_t>(id.index)] = true;
    const ir::Decision& decision = program_.decisions[id];
    for (ir::RuleId rule : decision.rules) {
      AddExpr(program_.rules[rule].guard);
      AddExpr(program_.rules[rule].value);
    }
    AddExpr(decision.otherwise);
    if (decision.compose != ir::Compose::kReplace) AddDecision(decision.parent);
  }

 private:
  void AddExpr(ir::ExprId id) {
    if (!id || exprs_[static_cast<size_t>(id.index)]) return;
    exprs_[static_cast<size_t>(id.index)] = true;
    const ir::Expr& expr = program_.exprs[id];
    for (ir::ExprId arg : expr.args) AddExpr(arg);
    AddDecision(expr.decision);
    if (!expr.fact || facts_[static_cast<size_t>(expr.fact.index)]) return;
    facts_[static_cast<size_t>(expr.fact.index)] = true;
    AddExpr(program_.facts[expr.fact].applies);
  }

  const ir::Program& program_;
  std::vector<bool> facts_, exprs_, decisions_;
};

// The outcome's rails may be wider than what the completions of the case can give.
void Narrow(const ir::Type& type, const interp::Knowledge& possible, DecisionAnswer* answer) {
  switch (type.kind) {
    case ir::TypeKind::kBool:
      if (possible.set == 0) return;
      answer->lo = (possible.set & 1) == 0 ? 1 : 0;
      answer->hi = (possible.set & 2) != 0 ? 1 : 0;
      return;
    case ir::TypeKind::kEnum:
      if (possible.set != 0) answer->lo = answer->hi = static_cast<int64_t>(possible.set);
      return;
    case ir::TypeKind::kInt:
    case ir::TypeKind::kDate:
    case ir::TypeKind::kSet:
      answer->lo = possible.lo;
      answer->hi = possible.hi;
      return;
    case ir::TypeKind::kText:
      return;
  }
}

// What would settle an undetermined decision, from runtime/trace.
void AddMissing(const trace::Explainer& explainer, const trace::RenderOptions& zh,
                const trace::RenderOptions& en, bool chinese, DecisionAnswer* answer) {
  const ir::Program& program = explainer.program();
  const ir::Type& type = program.decisions[answer->decision].type;
  trace::Missing missing = explainer.FindMissing(answer->decision);
  answer->ask_minimal = missing.minimal;
  Narrow(type, missing.possible, answer);
  for (const trace::Place& place : missing.ask) {
    answer->ask.push_back({place.fact, trace::PlaceText(program, place, en),
                           trace::PlaceText(program, place, zh), trace::PlaceText(program, place, en),
                           trace::QuestionText(program, place, chinese ? zh : en)});
  }
  for (const trace::Decisive& decisive : missing.decisive) {
    caseio::DecisiveAnswer& out = answer->decisive.emplace_back();
    for (const trace::Setting& setting : decisive.given) {
      out.given_zh.push_back(trace::SettingText(program, setting, zh));
      out.given_en.push_back(trace::SettingText(program, setting, en));
    }
    out.result_zh = trace::KnowledgeText(program, type, decisive.result, zh);
    out.result_en = trace::KnowledgeText(program, type, decisive.result, en);
  }
}

}  // namespace

std::vector<ir::RuleId> DecidingRules(const LoadedPolicy& policy, ir::DecisionId decision,
                                      const abi::Outcome& outcome) {
  std::vector<ir::RuleId> rules;
  AddDeciding(policy, decision, outcome, &rules);
  return rules;
}

Classification BuildAnswer(const LoadedPolicy& policy, const caseio::CaseBuffer& input, uint64_t* words,
                           const std::vector<interp::Presumed>& presumed, Tier tier,
                           const AnswerOptions& options) {
  Classification answer;
  answer.program = &policy.program();
  answer.closure = policy.closure();
  answer.id = input.id;
  answer.engine = NameOf(tier);
  AnswerBuilder builder(policy, input, words);
  builder.Axes(&answer);
  ReadFacts read(policy.program());
  for (const LoadedPolicy::Visible& visible : policy.visible()) {
    if (!options.only.empty() && std::ranges::find(options.only, visible.decision) == options.only.end())
      continue;
    answer.decisions.push_back(builder.Decide(visible));
    read.AddDecision(visible.decision);
  }
  for (const interp::Presumed& p : presumed) {
    if (!read.Has(p.fact)) continue;
    answer.presumed.push_back({p.fact, p.value, caseio::CiteText(policy.program(), p.basis), -1});
  }
  builder.Doubts(&answer);
  bool missing = options.ask && !answer.determined();
  if (!missing && !options.explain) return answer;
  trace::Explainer explainer(
      {&policy.program(), &policy.layout(), input.row(), presumed, &policy.calendar()});
  size_t constants = policy.program().texts.size();
  auto text_of = [&](int64_t id) { return std::string(input.TextOf(id, constants)); };
  trace::RenderOptions zh{true, text_of, !options.brief, !options.brief};
  trace::RenderOptions en = zh;
  en.chinese = false;
  std::vector<ir::DecisionId> shown;
  for (DecisionAnswer& decision : answer.decisions) {
    shown.push_back(decision.decision);
    if (missing && !decision.determined) AddMissing(explainer, zh, en, options.chinese, &decision);
  }
  if (options.explain) {
    answer.trace_json = trace::ExplainJson(explainer, shown, options.chinese ? zh : en);
    answer.trace_text = trace::ExplainText(explainer, shown, options.chinese ? zh : en);
  }
  return answer;
}

}  // namespace guiju::engine
