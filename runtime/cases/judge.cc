#include "runtime/cases/judge.h"

#include "runtime/engine/answer.h"

namespace guiju::cases {

struct EngineJudge::Evaluated {
  explicit Evaluated(const engine::LoadedPolicy& policy)
      : input(policy.layout()), words(policy.shape().words()) {}
  caseio::CaseBuffer input;
  std::vector<uint64_t> words;
  std::vector<interp::Presumed> presumed;
  engine::Tier tier = engine::Tier::kInterpreter;
};

EngineJudge::EngineJudge(const engine::LoadedPolicy& policy) : policy_(policy), reader_(policy.schema()) {}
EngineJudge::~EngineJudge() = default;

base::Result<EngineJudge::Evaluated*> EngineJudge::Evaluate(const record::Value& facts) const {
  auto text = record::PrintJson(facts);
  if (!text) return text.error();
  if (const auto known = evaluated_.find(*text); known != evaluated_.end()) return known->second.get();
  auto evaluated = std::make_unique<Evaluated>(policy_);
  caseio::Problems problems;
  if (!reader_.Read(*text, &evaluated->input, &problems))
    return base::Error{caseio::RenderShort(problems.all().front(), *text, diag::Language::kZh)};
  evaluated->presumed = policy_.Presume(evaluated->input.row());
  evaluated->tier = policy_.Ready(engine::Tier::kAuto);
  policy_.Evaluate(evaluated->tier, evaluated->input.row(), evaluated->words.data());
  return evaluated_.emplace(*std::move(text), std::move(evaluated)).first->second.get();
}

flow::Judge::Answer EngineJudge::AnswerOf(Evaluated& evaluated, ir::DecisionId decision, bool ask) const {
  const abi::Outcome outcome(policy_.shape(), evaluated.words.data());
  const size_t index = static_cast<size_t>(decision.index);
  if (outcome.lo[index] == outcome.hi[index]) return {true, outcome.lo[index] != 0, {}};
  Answer answer;
  if (!ask) return answer;
  engine::AnswerOptions options;
  options.only = {decision};
  const caseio::Classification told = engine::BuildAnswer(policy_, evaluated.input, evaluated.words.data(),
                                                          evaluated.presumed, evaluated.tier, options);
  for (const caseio::DecisionAnswer& one : told.decisions) {
    if (one.decision != decision) continue;
    // Completions of the case may all agree where the rails alone could not tell.
    if (one.determined) return {true, one.lo != 0, {}};
    for (const caseio::Question& question : one.ask)
      answer.missing.push_back(question.name_zh.empty() ? question.key : question.name_zh);
  }
  return answer;
}

base::Status EngineJudge::Check(const record::Value& facts) const {
  auto evaluated = Evaluate(facts);
  if (!evaluated) return evaluated.error();
  return base::Done{};
}

base::Result<flow::Judge::Answer> EngineJudge::Ask(const record::Value& facts,
                                                   ir::DecisionId decision) const {
  auto evaluated = Evaluate(facts);
  if (!evaluated) return evaluated.error();
  if (policy_.program().decisions[decision].type.kind != ir::TypeKind::kBool)
    return base::Error{policy_.program().decisions[decision].name.In(true) +
                       " 不是“是否”的判定 (is no boolean decision)"};
  return AnswerOf(**evaluated, decision, true);
}

base::Result<flow::Judge::Answer> EngineJudge::OldVersionApplies(const record::Value& facts) const {
  if (policy_.program().transitions.empty()) return Answer{true, false, {}};
  auto evaluated = Evaluate(facts);
  if (!evaluated) return evaluated.error();
  engine::AnswerOptions options;
  if (!policy_.visible().empty())
    options.only = {policy_.visible().front().decision};  // the versions are wanted
  const caseio::Classification told =
      engine::BuildAnswer(policy_, (*evaluated)->input, (*evaluated)->words.data(), (*evaluated)->presumed,
                          (*evaluated)->tier, options);
  Answer answer{true, false, {}};
  for (const caseio::VersionAnswer& version : told.versions) {
    answer.holds = answer.holds || version.applies == caseio::Version::kOld;
    if (version.applies != caseio::Version::kOpen) continue;
    answer.determined = false;
    for (const caseio::Question& question : version.ask)
      answer.missing.push_back(question.name_zh.empty() ? question.key : question.name_zh);
  }
  if (answer.holds) answer.determined = true;  // one is enough
  return answer;
}

base::Result<record::Value> EngineJudge::AnswerAll(const record::Value& facts) const {
  auto evaluated = Evaluate(facts);
  if (!evaluated) return evaluated.error();
  record::Value all = record::Value::EmptyObject();
  for (const engine::LoadedPolicy::Visible& visible : policy_.visible()) {
    if (policy_.program().decisions[visible.decision].type.kind != ir::TypeKind::kBool) continue;
    const Answer answer = AnswerOf(**evaluated, visible.decision, false);
    all.Insert(visible.key, answer.determined ? record::Value(answer.holds) : record::Value());
  }
  return all;
}

}  // namespace guiju::cases
