#include "tools/guiju/test_run.h"

#include <fmt/format.h>

#include <algorithm>

namespace guiju::cli {
namespace {

using caseio::Classification;
using caseio::DecisionAnswer;
using caseio::ExpectedDecision;

std::string NamesOf(const std::vector<caseio::Reason>& reasons, bool chinese) {
  std::string out;
  for (const caseio::Reason& reason : reasons) out += (out.empty() ? "" : "、") + reason.name.In(chinese);
  return out.empty() ? (chinese ? "无" : "none") : out;
}

bool Among(const std::vector<caseio::Reason>& reasons, const std::string& name) {
  return std::any_of(reasons.begin(), reasons.end(),
                     [&](const caseio::Reason& r) { return r.name.Is(name) || r.key == name; });
}

// The fact by its name, by its name within a list, or by the place asked about: 拟罚款, 当事人.拟罚款,
// 当事人[1].拟罚款.
bool Asks(const ir::Program& program, const caseio::Question& question, const std::string& wanted) {
  if (question.name_zh == wanted || question.name_en == wanted || question.key == wanted) return true;
  if (!question.fact) return false;
  const ir::Name& name = program.facts[question.fact].name;
  auto last = [](const std::string& dotted) { return dotted.substr(dotted.rfind('.') + 1); };
  return name.Is(wanted) || last(name.zh) == wanted || last(name.en) == wanted;
}

uint64_t PossibleMask(const ir::Type& type, const DecisionAnswer& answer) {
  if (type.kind == ir::TypeKind::kEnum) return static_cast<uint64_t>(answer.lo);
  if (type.kind == ir::TypeKind::kBool) return (answer.lo == 0 ? 1u : 0u) | (answer.hi != 0 ? 2u : 0u);
  return 0;
}

}  // namespace

TestRun::TestRun(const Session& session, const engine::LoadedPolicy& policy, TestReport* report)
    : session_(session),
      policy_(policy),
      report_(report),
      schema_(policy.program(), policy.layout()),
      reader_(policy.schema()),
      buffer_(policy.layout()),
      coverage_(policy) {
  for (const engine::LoadedPolicy::Visible& visible : policy.visible())
    decisions_.push_back({visible.decision, visible.key});
}

void TestRun::Compare(const Classification& answer, const ExpectedDecision& expected,
                      std::vector<std::string>* reasons) const {
  const ir::Program& program = policy_.program();
  const ir::Decision& decision = program.decisions[expected.decision];
  bool zh = session_.chinese;
  const std::string& name = decision.name.In(zh);
  auto found = std::find_if(answer.decisions.begin(), answer.decisions.end(),
                            [&](const DecisionAnswer& d) { return d.decision == expected.decision; });
  if (found == answer.decisions.end()) return reasons->push_back(fmt::format("{}: ?", name));
  std::string got = found->determined ? caseio::ValueText(program, decision.type,
                                                          caseio::ExactValue(decision.type, found->lo), zh)
                                      : std::string(session_.Pick("尚不能确定", "undetermined"));
  if (!found->determined) {
    got += zh ? "（可能：" : " (possible: ";
    caseio::AppendPossibleJson(&got, program, decision, found->lo, found->hi);
    got += zh ? "；要问：" : "; ask: ";
    for (const caseio::Question& q : found->ask) got += q.name_zh + " ";
    got += zh ? "）" : ")";
  } else {
    got += (zh ? "，因 " : ", because ") + NamesOf(found->because, zh);
  }
  auto differ = [&](const std::string& want) {
    reasons->push_back(fmt::format(
        fmt::runtime(session_.Pick("{}：应得 {}，实得 {}", "{}: expected {}, got {}")), name, want, got));
  };
  if (expected.undetermined && found->determined) return differ(session_.Pick("尚不能确定", "undetermined"));
  if (expected.value &&
      (!found->determined || caseio::ExactValue(decision.type, found->lo) != *expected.value))
    return differ(caseio::ValueText(program, decision.type, *expected.value, zh));
  for (const std::string& fact : expected.ask) {
    bool asked = std::any_of(found->ask.begin(), found->ask.end(),
                             [&](const caseio::Question& q) { return Asks(program, q, fact); });
    if (!asked) differ(fmt::format(fmt::runtime(session_.Pick("询问 {}", "to ask {}")), fact));
  }
  if (expected.possible && PossibleMask(decision.type, *found) != *expected.possible)
    differ(session_.Pick("列出的可能结果", "the possible values listed"));
  if (expected.act_on) {
    std::optional<int64_t> act = caseio::ActOnValue(decision, found->lo, found->hi, found->uncounted);
    if (act != expected.act_on)
      differ(fmt::format(fmt::runtime(session_.Pick("查清之前按 {}", "to act on {}")),
                         caseio::ValueText(program, decision.type, *expected.act_on, zh)));
  }
  for (const std::string& rule : expected.because) {
    if (!Among(found->because, rule))
      differ(fmt::format(fmt::runtime(session_.Pick("因 {}", "because {}")), rule));
  }
  for (const std::string& rule : expected.excepted) {
    if (!Among(found->excepted, rule))
      differ(fmt::format(fmt::runtime(session_.Pick("{} 因例外不适用", "{} excepted")), rule));
  }
}

void TestRun::One(const std::string& place, const std::string& title, std::string_view case_json,
                  const std::vector<ExpectedDecision>& expected, std::vector<std::string> reasons) {
  caseio::Problems problems;
  if (!reader_.Read(case_json, &buffer_, &problems)) {
    for (const caseio::Problem& problem : problems.all())
      reasons.push_back(caseio::RenderShort(problem, case_json, session_.language()));
  } else {
    std::vector<interp::Presumed> presumed = policy_.Presume(buffer_.row());
    std::vector<uint64_t> words(policy_.shape().words());
    policy_.Evaluate(engine::Tier::kAuto, buffer_.row(), words.data());
    engine::AnswerOptions options;
    options.ask = std::any_of(expected.begin(), expected.end(),
                              [](const ExpectedDecision& e) { return e.undetermined || !e.ask.empty(); });
    Classification answer = engine::BuildAnswer(policy_, buffer_, words.data(), presumed,
                                                policy_.Ready(engine::Tier::kAuto), options);
    for (const ExpectedDecision& e : expected) Compare(answer, e, &reasons);
    coverage_.Add(buffer_, answer);
  }
  if (reasons.empty()) {
    ++report_->passed;
  } else {
    report_->failures.push_back({place, title, std::move(reasons)});
  }
}

void TestRun::Examples() {
  const ir::Program& program = policy_.program();
  for (const ir::Example& example : program.examples) {
    if (example.origin && program.origins[example.origin].policy != program.main) continue;
    std::vector<ExpectedDecision> expected;
    for (const ir::Expectation& e : example.expected) {
      ExpectedDecision d;
      d.decision = e.decision;
      d.undetermined = e.undetermined;
      if (!e.undetermined) d.value = e.value;
      for (ir::FactId fact : e.ask) d.ask.push_back(program.facts[fact].name.In(true));
      d.because = e.because;
      expected.push_back(std::move(d));
    }
    std::string place = example.origin ? fmt::format("{}:{}", program.origins[example.origin].file,
                                                     program.origins[example.origin].line)
                                       : "";
    One(place, example.title, example.case_json, expected, {});
  }
}

void TestRun::File(const std::string& path, const std::string& text, std::vector<caseio::CaseTest> tests) {
  for (caseio::CaseTest& test : tests) {
    std::string place = fmt::format("{}:{}", path, caseio::PlaceOf(text, test.begin).line);
    caseio::Problems problems;
    std::vector<std::string> reasons;
    caseio::ReadExpected(policy_.program(), decisions_, &schema_, &test, &problems);
    for (const caseio::Problem& problem : problems.all())
      reasons.push_back(caseio::RenderShort(problem, test.case_json, session_.language()));
    if (reasons.empty() && test.expected.empty())
      reasons.emplace_back(session_.Pick("没有写“应得”，什么也没有检验", "nothing is expected"));
    One(place, test.title, test.case_json, test.expected, std::move(reasons));
  }
}

}  // namespace guiju::cli
