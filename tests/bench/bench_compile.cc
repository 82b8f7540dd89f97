// From text to the first answer and to optimised code; one megabyte of policy through the front end.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <map>

#include "compiler/lower/lower.h"
#include "compiler/model/model.h"
#include "compiler/native/native.h"
#include "compiler/plan/plan.h"
#include "compiler/source/source.h"
#include "compiler/syntax/scan.h"
#include "compiler/syntax/syntax.h"
#include "tests/bench/suite.h"

namespace guiju::bench {
namespace {

const std::string& TextOf(int rules) {
  static std::map<int, std::string> made;
  auto [place, added] = made.try_emplace(rules);
  if (added) place->second = ToGuiju(ScaledPolicy(rules));
  return place->second;
}

// As near to the limit of one file as whole rules allow.
const std::string& Megabyte() {
  static const std::string text = [] {
    int rules = 1000;
    const size_t per_rule = TextOf(1000).size() / 1000;
    rules = static_cast<int>(source::kMaxFileBytes / per_rule) + 200;
    while (TextOf(rules).size() > source::kMaxFileBytes) rules -= 50;
    return TextOf(rules);
  }();
  return text;
}

ir::Program CompileText(const std::string& text) {
  lower::Compiled compiled = lower::CompileText({{"bench.gj", text}});
  if (!compiled.program) {
    Require(false, diag::RenderText(compiled.diagnostics.Sorted(), compiled.closure->sources, {}));
  }
  return *std::move(compiled.program);
}

void FirstAnswer(benchmark::State& state, int rules) {
  const std::string& text = TextOf(rules);
  const Case c = MakeCase(kCaseSeed, 1);
  const Answer want = Reference(ScaledPolicy(rules), c);
  for (auto _ : state) {
    const ir::Program program = CompileText(text);
    const abi::Layout layout = abi::LayoutOf(program);
    const abi::OutcomeShape shape = abi::ShapeOf(program);
    const tables::Tables tables = tables::Build(plan::Make(program));
    const Rows row = MakeRows(program, layout, {c}, 0);
    std::vector<uint64_t> words(shape.words());
    tables::Evaluate(tables, layout, {row.row(0), &BenchCalendar()}, abi::Outcome(shape, words.data()));
    Require(AnswerOf(program, Bind(program), shape, words.data()) == want, "first answer differs");
  }
}

void Optimised(benchmark::State& state, int rules, native::Effort effort) {
  const ir::Program program = CompileText(TextOf(rules));
  const abi::Layout layout = abi::LayoutOf(program);
  native::Options options;
  options.effort = effort;
  for (auto _ : state) {
    auto unit = native::Compile(program, layout, options);
    Require(unit.ok(), unit.ok() ? "" : unit.error().message);
    auto loaded = native::LoadInMemory(*unit);
    Require(loaded.ok(), loaded.ok() ? "" : loaded.error().message);
  }
}

void Lex(benchmark::State& state) {
  const std::string& text = Megabyte();
  for (auto _ : state) {
    diag::Sink sink;
    benchmark::DoNotOptimize(syntax::Scan(text, source::FileId(0), sink));
    Require(!sink.has_errors(), "the text does not lex");
  }
  state.counters["bytes"] = static_cast<double>(text.size());
}

void Parse(benchmark::State& state) {
  const source::Loaded loaded = source::Load("bench.gj", Megabyte());
  Require(loaded.problems.empty(), "the text has defects");
  for (auto _ : state) {
    diag::Sink sink;
    benchmark::DoNotOptimize(syntax::Parse(loaded.file, source::FileId(0), sink));
    Require(!sink.has_errors(), "the text does not parse");
  }
}

// What `guiju check` does: load, parse, resolve, type.
void Check(benchmark::State& state) {
  const std::string& text = Megabyte();
  for (auto _ : state) {
    diag::Sink sink;
    const model::Closure closure = model::LoadClosureFromText({{"bench.gj", text}}, "", sink);
    benchmark::DoNotOptimize(model::Check(closure, sink));
    Require(!sink.has_errors(), "the text does not check");
  }
}

void Lower(benchmark::State& state) {
  const std::string& text = Megabyte();
  for (auto _ : state) benchmark::DoNotOptimize(CompileText(text));
}

}  // namespace

void RegisterCompile() {
  for (int rules : {50, 2000}) {
    benchmark::RegisterBenchmark(fmt::format("first/{}/answer", rules).c_str(), [rules](auto& state) {
      FirstAnswer(state, rules);
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(fmt::format("first/{}/fast", rules).c_str(),
                                 [rules](auto& state) { Optimised(state, rules, native::Effort::kFast); })
        ->Unit(benchmark::kMillisecond)
        ->Iterations(1)
        ->Repetitions(2);
    benchmark::RegisterBenchmark(fmt::format("first/{}/full", rules).c_str(),
                                 [rules](auto& state) { Optimised(state, rules, native::Effort::kFull); })
        ->Unit(benchmark::kMillisecond)
        ->Iterations(1)
        ->Repetitions(1);
  }
  benchmark::RegisterBenchmark("front/1MB/lex", Lex)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("front/1MB/parse", Parse)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("front/1MB/check", Check)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("front/1MB/lower", Lower)->Unit(benchmark::kMillisecond);
}

}  // namespace guiju::bench
