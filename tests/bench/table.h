#pragma once
// The measurements as one table of ratios, each measured beside its yardstick in the same run.
#include <benchmark/benchmark.h>

#include <map>
#include <string>

namespace guiju::bench {

// Keeps the best repetition of every benchmark: on a shared machine the least disturbed one says most.
class BestOf : public benchmark::ConsoleReporter {
 public:
  explicit BestOf(bool quiet) : ConsoleReporter(OO_None), quiet_(quiet) {}
  bool ReportContext(const Context& context) override {
    return quiet_ || ConsoleReporter::ReportContext(context);
  }
  void ReportRuns(const std::vector<Run>& runs) override;
  // Nanoseconds per case, or per iteration where there are no cases; 0 when not measured.
  double Of(const std::string& name) const;

 private:
  bool quiet_;
  std::map<std::string, double> best_;
};

// Markdown.
std::string RatioTable(const BestOf& best);

}  // namespace guiju::bench
