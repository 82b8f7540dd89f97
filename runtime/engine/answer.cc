#include "runtime/engine/answer.h"

#include <algorithm>

#include "runtime/caseio/problem.h"
#include "runtime/engine/answer_law.h"
#include "runtime/trace/figures.h"
#include "runtime/value/period.h"

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
    answer.uncounted = decision.type.kind == ir::TypeKind::kDate && value::IsOpenSpan(answer.lo, answer.hi);
    // A rule that must hold decides an open value only together with those that may: it is listed with them.
    bool partial = decision.type.kind == ir::TypeKind::kBool || decision.type.kind == ir::TypeKind::kSet;
    for (ir::RuleId rule : DecidingRules(policy_, visible.decision, outcome_))
      (answer.determined || partial ? answer.because : answer.perhaps).push_back(ReasonOf(rule));
    AddOthers(visible.decision, &answer);
    AddOtherwise(visible.decision, &answer);
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

  // Provisions the answer cites so far.
  std::vector<ir::CiteId>& cited() { return cited_; }

 private:
  std::vector<std::string> Cited(const std::vector<ir::CiteId>& basis) {
    std::vector<std::string> texts;
    for (ir::CiteId cite : basis) {
      std::string text = caseio::CiteText(program_, cite);
      if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
      cited_.push_back(cite);
    }
    return texts;
  }
  Reason ReasonOf(ir::RuleId id) {
    const ir::Rule& rule = program_.rules[id];
    return {id, rule.name.Key(), rule.name, rule.title, Cited(rule.basis)};
  }
  trace::ReadCase Read() const { return {program_, policy_.layout(), input_.row(), evaluator_}; }

  // 其余: of a value decision where no rule may apply (`because`) or none must (`perhaps`); of a boolean one
  // where its provision is cited.
  void AddOtherwise(ir::DecisionId id, DecisionAnswer* answer) {
    const ir::Decision& decision = program_.decisions[id];
    if (decision.parent && decision.compose != ir::Compose::kReplace) AddOtherwise(decision.parent, answer);
    const bool boolean = decision.type.kind == ir::TypeKind::kBool;
    if (boolean ? decision.otherwise_basis.empty() : !decision.otherwise_use) return;
    bool must = false, may = false;
    for (ir::RuleId rule : decision.rules) {
      if (!IsRoot(program_.rules[rule])) continue;
      must = must || BitOf(outcome_.must, rule);
      may = may || BitOf(outcome_.may, rule);
    }
    if (must || (answer->determined &&
                 (boolean ? may || answer->hi != 0 : !IsValue(decision, decision.otherwise, answer->lo))))
      return;
    Reason reason{{}, "otherwise", {"其余", "otherwise"}, "", Cited(decision.otherwise_basis)};
    std::vector<Reason>& reasons = answer->determined ? answer->because : answer->perhaps;
    const bool said =
        std::ranges::any_of(reasons, [&](const Reason& earlier) {  // the superior's says the same
          return !earlier.rule && earlier.basis == reason.basis;
        });
    if (!said) reasons.push_back(std::move(reason));
    if (decision.otherwise_use) Take(trace::FiguresOf(Read(), decision.otherwise_use), answer);
  }
  bool IsValue(const ir::Decision& decision, ir::ExprId value, int64_t lo) const {
    const ir::Expr& expr = program_.exprs[value];
    return expr.kind != ir::ExprKind::kConst || expr.value == caseio::ExactValue(decision.type, lo);
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
        Take(trace::FiguresRead(Read(), guard), answer);
      if (value && named) Take(trace::FiguresOf(Read(), value), answer);
    }
  }
  static bool Names(const DecisionAnswer& answer, ir::RuleId rule) {
    auto is = [&](const Reason& reason) { return reason.rule == rule; };
    return std::any_of(answer.because.begin(), answer.because.end(), is) ||
           std::any_of(answer.perhaps.begin(), answer.perhaps.end(), is) ||
           std::any_of(answer.excepted.begin(), answer.excepted.end(), is);
  }
  void Take(const std::vector<trace::FigureReading>& figures, DecisionAnswer* answer) {
    for (const trace::FigureReading& reading : figures) {
      auto same = [&](const caseio::Figure& known) { return known.figure == reading.figure; };
      auto known = std::find_if(answer->figures.begin(), answer->figures.end(), same);
      if (known == answer->figures.end())
        known = answer->figures.insert(known, {reading.figure, program_.figures[reading.figure].name, {}});
      for (std::string& text : Cited(reading.basis)) {
        if (std::find(known->basis.begin(), known->basis.end(), text) == known->basis.end())
          known->basis.push_back(std::move(text));
      }
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
  std::vector<ir::CiteId> cited_;  // by all decisions
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
  answer->uncounted = missing.uncounted;
  answer->notices = missing.notices;
  for (const trace::Place& place : missing.ask)
    answer->ask.push_back(QuestionOf(program, place, zh, en, chinese));
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

// A date in a year whose holidays are not announced may still move.
bool MayBeProvisional(const LoadedPolicy& policy, const DecisionAnswer& answer) {
  return answer.determined && policy.program().decisions[answer.decision].type.kind == ir::TypeKind::kDate &&
         !policy.calendar().IsAnnounced(value::ToCivil(answer.lo).year);
}

// What only the trace knows: versions, questions, what is awaited, reasons rule by rule.
void Explain(const LoadedPolicy& policy, const caseio::CaseBuffer& input,
             const std::vector<interp::Presumed>& presumed, const AnswerOptions& options, bool missing,
             std::vector<ir::CiteId>& cited, Classification* answer) {
  trace::Explainer explainer(
      {&policy.program(), &policy.layout(), input.row(), presumed, &policy.calendar()});
  const size_t constants = policy.program().texts.size();
  auto text_of = [&](int64_t id) { return caseio::Excerpt(input.TextOf(id, constants), SIZE_MAX); };
  const trace::RenderOptions zh{true, text_of, !options.brief, !options.brief};
  trace::RenderOptions en = zh;
  en.chinese = false;
  answer->versions = VersionsOf(explainer, zh, en, options.chinese, &cited);
  std::vector<ir::DecisionId> shown;
  for (DecisionAnswer& decision : answer->decisions) {
    shown.push_back(decision.decision);
    if (missing && !decision.determined) AddMissing(explainer, zh, en, options.chinese, &decision);
    if (MayBeProvisional(policy, decision)) decision.notices = explainer.FindNotices(decision.decision);
  }
  if (!options.explain) return;
  answer->trace_json = trace::ExplainJson(explainer, shown, options.chinese ? zh : en);
  answer->trace_text = trace::ExplainText(explainer, shown, options.chinese ? zh : en);
}

}  // namespace

std::vector<ir::RuleId> DecidingRules(const LoadedPolicy& policy, ir::DecisionId decision,
                                      const abi::Outcome& outcome) {
  std::vector<ir::RuleId> rules;
  AddDeciding(policy, decision, outcome, &rules);
  return rules;
}

namespace {

// Those that are visible in their order, then those asked for that are not: the conditions of a flow.
std::vector<LoadedPolicy::Visible> Answered(const LoadedPolicy& policy, const AnswerOptions& options) {
  if (options.only.empty()) return policy.visible();
  std::vector<LoadedPolicy::Visible> answered;
  std::vector<ir::DecisionId> hidden = options.only;
  for (const LoadedPolicy::Visible& visible : policy.visible()) {
    if (std::erase(hidden, visible.decision) > 0) answered.push_back(visible);
  }
  for (ir::DecisionId id : hidden) answered.push_back({id, policy.program().decisions[id].name.Key()});
  return answered;
}

}  // namespace

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
  for (const LoadedPolicy::Visible& visible : Answered(policy, options)) {
    answer.decisions.push_back(builder.Decide(visible));
    read.AddDecision(visible.decision);
  }
  for (const interp::Presumed& p : presumed) {
    if (!read.Has(p.fact)) continue;
    std::string basis;
    for (ir::CiteId cite : p.basis)
      basis += (basis.empty() ? "" : "；") + caseio::CiteText(policy.program(), cite);
    answer.presumed.push_back({p.fact, p.value, std::move(basis), p.element});
  }
  for (const caseio::CaseBuffer::Finding& finding : input.findings)
    answer.findings.push_back({finding.fact, finding.element, finding.by, finding.reason});
  answer.out_of_force = OutOfForceOn(policy, input);
  answer.out_of_order = OutOfOrder(policy.program(), answer.axes);
  const bool missing = options.ask && !answer.determined();
  const bool versions = HasTransitions(policy.program());
  const bool awaited = std::any_of(answer.decisions.begin(), answer.decisions.end(),
                                   [&](const DecisionAnswer& d) { return MayBeProvisional(policy, d); });
  if (missing || versions || awaited || options.explain)
    Explain(policy, input, presumed, options, missing, builder.cited(), &answer);
  answer.doubts = SourceDoubts(policy.program(), builder.cited());
  answer.text_doubts = TextDoubts(policy.program(), builder.cited());
  return answer;
}

}  // namespace guiju::engine
