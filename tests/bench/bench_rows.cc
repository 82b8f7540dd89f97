// One case after another, twelve and two hundred rules.
#include <benchmark/benchmark.h>

#include "tests/bench/suite.h"

namespace guiju::bench {
namespace {

using SuiteOf = const Suite& (*)();

void Hand(benchmark::State& state, SuiteOf suite_of) {
  const Suite& s = suite_of();
  std::vector<HandAnswer> out(kCases);
  for (auto _ : state) {
    for (uint32_t i = 0; i < kCases; ++i) s.hand_row(s.cases[i], &out[i]);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kCases);
}

void Tables(benchmark::State& state, SuiteOf suite_of, bool complete) {
  const Suite& s = suite_of();
  const Rows& rows = complete ? s.complete : s.partial;
  const size_t words = s.shape.words();
  const value::Calendar* const calendar = &BenchCalendar();
  std::vector<uint64_t> out(words * kCases);
  for (auto _ : state) {
    for (uint32_t i = 0; i < kCases; ++i) {
      tables::Evaluate(*s.tables, s.layout, {rows.row(i), calendar}, abi::Outcome(s.shape, &out[i * words]));
    }
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kCases);
}

void Native(benchmark::State& state, SuiteOf suite_of, bool complete) {
  const Suite& s = suite_of();
  const Rows& rows = complete ? s.complete : s.partial;
  const size_t words = s.shape.words();
  const value::Calendar* const calendar = &BenchCalendar();
  std::vector<uint64_t> out(words * kCases);
  for (auto _ : state) {
    if (complete) {
      for (uint32_t i = 0; i < kCases; ++i)
        s.native->row_two_valued()(rows.row(i), calendar, &out[i * words]);
    } else {
      for (uint32_t i = 0; i < kCases; ++i)
        s.native->row_three_valued()(rows.row(i), calendar, &out[i * words]);
    }
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kCases);
}

}  // namespace

void RegisterRows() {
  for (auto [name, suite] : {std::pair<std::string, SuiteOf>{"12", SmallSuite}, {"200", LargeSuite}}) {
    const SuiteOf of = suite;
    benchmark::RegisterBenchmark(("row/" + name + "/hand").c_str(), [of](auto& state) { Hand(state, of); });
    benchmark::RegisterBenchmark(("row/" + name + "/tables").c_str(),
                                 [of](auto& state) { Tables(state, of, true); });
    benchmark::RegisterBenchmark(("row/" + name + "/tables3").c_str(),
                                 [of](auto& state) { Tables(state, of, false); });
    benchmark::RegisterBenchmark(("row/" + name + "/native2").c_str(),
                                 [of](auto& state) { Native(state, of, true); });
    benchmark::RegisterBenchmark(("row/" + name + "/native3").c_str(),
                                 [of](auto& state) { Native(state, of, false); });
  }
}

}  // namespace guiju::bench
