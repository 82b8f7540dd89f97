// guiju_bench [--table | --check] [Google Benchmark options]
//   --table  prints the table of ratios (Markdown) after measuring; --check only compares every tier's
//   answers.
#include <benchmark/benchmark.h>

#include <cstring>
#include <iostream>
#include <vector>

#include "tests/bench/suite.h"
#include "tests/bench/table.h"

int main(int argc, char** argv) {
  using namespace guiju::bench;
  bool table = false, check = false;
  std::vector<char*> rest;
  for (int i = 0; i < argc; ++i) {
    if (std::strcmp(argv[i], "--table") == 0) {
      table = true;
    } else if (std::strcmp(argv[i], "--check") == 0) {
      check = true;
    } else {
      rest.push_back(argv[i]);
    }
  }
  static char repetitions[] = "--benchmark_repetitions=5",
              interleave[] = "--benchmark_enable_random_interleaving=true",
              time[] = "--benchmark_min_time=0.05";
  if (table) rest.insert(rest.begin() + 1, {repetitions, interleave, time});
  if (check) {
    SmallSuite();
    LargeSuite();
    std::cout << "every tier answers as the reference does\n";
    return 0;
  }
  RegisterRows();
  RegisterColumns();
  RegisterScale();
  RegisterCompile();
  RegisterFiles();
  RegisterProcesses();
  int count = static_cast<int>(rest.size());
  benchmark::Initialize(&count, rest.data());
  if (benchmark::ReportUnrecognizedArguments(count, rest.data())) return 2;
  BestOf best(table);
  benchmark::RunSpecifiedBenchmarks(&best);
  if (table) std::cout << RatioTable(best);
  return 0;
}
