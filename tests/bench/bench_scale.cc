// Cost per case against the number of rules, and the time to make the tables.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <map>

#include "compiler/plan/plan.h"
#include "tests/bench/suite.h"

namespace guiju::bench {
namespace {

constexpr uint32_t kScaleCases = 4096;

struct Scaled {
  ir::Program program;
  abi::Layout layout;
  abi::OutcomeShape shape;
  std::unique_ptr<tables::Tables> tables;
  Rows rows;
};

const Scaled& ScaledOf(int rules) {
  static std::map<int, Scaled> made;
  auto [place, added] = made.try_emplace(rules);
  Scaled& s = place->second;
  if (!added) return s;
  const Policy policy = ScaledPolicy(rules);
  s.program = ProgramOf(policy);
  s.layout = abi::LayoutOf(s.program);
  s.shape = abi::ShapeOf(s.program);
  s.tables = std::make_unique<tables::Tables>(tables::Build(plan::Make(s.program)));
  std::vector<Case> cases;
  for (uint32_t i = 0; i < kScaleCases; ++i) cases.push_back(MakeCase(kCaseSeed, i));
  s.rows = MakeRows(s.program, s.layout, cases, 0);
  const Binding binding = Bind(s.program);
  std::vector<uint64_t> words(s.shape.words());
  for (uint32_t i = 0; i < 1024; ++i) {
    tables::Evaluate(*s.tables, s.layout, {s.rows.row(i), &BenchCalendar()},
                     abi::Outcome(s.shape, words.data()));
    Require(AnswerOf(s.program, binding, s.shape, words.data()) == Reference(policy, cases[i]),
            fmt::format("{} rules: tables differ in case {}", rules, i));
  }
  return s;
}

void Evaluate(benchmark::State& state, int rules) {
  const Scaled& s = ScaledOf(rules);
  std::vector<uint64_t> out(s.shape.words() * 64);  // a working set that a caller would have
  for (auto _ : state) {
    for (uint32_t i = 0; i < kScaleCases; ++i) {
      tables::Evaluate(*s.tables, s.layout, {s.rows.row(i), &BenchCalendar()},
                       abi::Outcome(s.shape, out.data() + s.shape.words() * (i % 64)));
    }
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kScaleCases);
  state.counters["bytes"] = static_cast<double>(s.tables->bytes());
}

void MakePlan(benchmark::State& state, int rules) {
  const Scaled& s = ScaledOf(rules);
  for (auto _ : state) benchmark::DoNotOptimize(plan::Make(s.program));
}
void BuildTables(benchmark::State& state, int rules) {
  const Scaled& s = ScaledOf(rules);
  const plan::Plan plan = plan::Make(s.program);
  for (auto _ : state) benchmark::DoNotOptimize(tables::Build(plan));
}
void ParseIr(benchmark::State& state, int rules) {
  const std::string text = ir::Print(ScaledOf(rules).program);
  ir::ParseFailure failure;
  Require(ir::Parse(text, &failure).has_value(), failure.message);
  for (auto _ : state) benchmark::DoNotOptimize(ir::Parse(text, &failure));
  state.counters["bytes"] = static_cast<double>(text.size());
}

}  // namespace

void RegisterScale() {
  for (int rules : {10, 100, 1000, 10000}) {
    benchmark::RegisterBenchmark(fmt::format("scale/{}", rules).c_str(),
                                 [rules](auto& state) { Evaluate(state, rules); });
  }
  for (int rules : {50, 2000}) {
    const auto name = [rules](const char* what) { return fmt::format("build/{}/{}", rules, what); };
    benchmark::RegisterBenchmark(name("plan").c_str(), [rules](auto& state) { MakePlan(state, rules); });
    benchmark::RegisterBenchmark(name("tables").c_str(), [rules](auto& state) { BuildTables(state, rules); });
    benchmark::RegisterBenchmark(name("parse_ir").c_str(), [rules](auto& state) { ParseIr(state, rules); });
  }
}

}  // namespace guiju::bench
