#include "tests/bench/table.h"

#include <fmt/format.h>

#include <ctime>
#include <fstream>

#include "runtime/tables/tables.h"
#include "tests/bench/hand.h"

namespace guiju::bench {

void BestOf::ReportRuns(const std::vector<Run>& runs) {
  if (!quiet_) ConsoleReporter::ReportRuns(runs);
  for (const Run& run : runs) {
    if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
    const auto items = run.counters.find("items_per_second");
    const double ns = items != run.counters.end()
                          ? 1e9 / items->second.value
                          : 1e9 * run.real_accumulated_time / static_cast<double>(run.iterations);
    std::string name = run.run_name.function_name;
    double& best = best_[name];
    best = best == 0 ? ns : std::min(best, ns);
  }
}

double BestOf::Of(const std::string& name) const {
  const auto found = best_.find(name);
  return found == best_.end() ? 0 : found->second;
}

namespace {

std::string Time(double ns) {
  if (ns < 1e4) return fmt::format("{:.1f} ns", ns);
  if (ns < 1e7) return fmt::format("{:.2f} ms", ns / 1e6);
  return fmt::format("{:.0f} ms", ns / 1e6);
}

class Rows {
 public:
  explicit Rows(const BestOf& best) : best_(best) {}
  void Ratio(const std::string& what, const std::string& ours, const std::string& beside,
             const std::string& target) {
    const double a = best_.Of(ours), b = best_.Of(beside);
    if (a == 0 || b == 0) return;
    text_ += fmt::format("| {} | {} | {} | {:.2f} | {} |\n", what, Time(a), Time(b), a / b, target);
  }
  // Rates: how fast we go as a part of how fast the yardstick goes.
  void Rate(const std::string& what, const std::string& ours, const std::string& beside,
            const std::string& target) {
    const double a = best_.Of(ours), b = best_.Of(beside);
    if (a == 0 || b == 0) return;
    text_ +=
        fmt::format("| {} | {} | {} | {:.2f} of the rate | {} |\n", what, Time(a), Time(b), b / a, target);
  }
  void Alone(const std::string& what, const std::string& ours, const std::string& target) {
    const double a = best_.Of(ours);
    if (a != 0) text_ += fmt::format("| {} | {} | | | {} |\n", what, Time(a), target);
  }
  std::string text_;

 private:
  const BestOf& best_;
};

std::string CpuModel() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  }
  return "unknown CPU";
}

}  // namespace

std::string RatioTable(const BestOf& best) {
  Rows rows(best);
  for (const std::string n : {"12", "200"}) {
    const std::string hand = "row/" + n + "/hand";
    const bool few = n == "12";
    rows.Ratio("one case, " + n + " rules, tables", "row/" + n + "/tables", hand, few ? "" : "0.3");
    rows.Ratio("— 5 % of the facts unknown", "row/" + n + "/tables3", hand, few ? "" : "0.6");
    rows.Ratio("one case, " + n + " rules, native", "row/" + n + "/native2", hand, few ? "1.2" : "0.3");
    rows.Ratio("— 5 % of the facts unknown", "row/" + n + "/native3", hand, few ? "2.4" : "0.6");
  }
  for (const std::string n : {"12", "200"}) {
    rows.Ratio("columns, " + n + " rules", "columns/" + n + "/native", "columns/" + n + "/hand", "1.2");
    rows.Ratio("— nullable, beside not nullable", "columns/" + n + "/nullable", "columns/" + n + "/native",
               "3");
  }
  for (const std::string n : {"12", "200"}) {
    rows.Rate("JSON lines, " + n + " rules, beside simdjson's DOM", "file/jsonl/" + n, "file/jsonl/simdjson",
              "0.7");
    rows.Rate("CSV, " + n + " rules, beside a hand-written reader", "file/csv/" + n, "file/csv/hand", "0.7");
  }
  rows.Ratio("10 000 rules beside 10, tables", "scale/10000", "scale/10", "10");
  rows.Ratio("1 000 rules beside 10, tables", "scale/1000", "scale/10", "");
  for (const std::string n : {"50", "2000"}) {
    rows.Alone("first answer from text, " + n + " rules", "first/" + n + "/answer",
               n == "2000" ? "30 ms" : "");
    rows.Alone("— of it plan", "build/" + n + "/plan", "");
    rows.Alone("— of it tables", "build/" + n + "/tables", "");
    rows.Alone("program read from its printed form, " + n + " rules", "build/" + n + "/parse_ir", "");
    rows.Alone("native code, quick, " + n + " rules", "first/" + n + "/fast", "");
    rows.Alone("native code, optimised, " + n + " rules", "first/" + n + "/full", "");
  }
  for (const std::string n : {"12", "200"}) {
    rows.Ratio("process, cold cache, " + n + " rules, beside an empty one", "process/cold/" + n,
               "process/empty", "");
    rows.Ratio("process, warm cache, " + n + " rules, beside an empty one", "process/warm/" + n,
               "process/empty", "+5 ms");
  }
  rows.Alone("1 MB of Chinese policy: lex", "front/1MB/lex", "50 ms");
  rows.Alone("— lex and parse", "front/1MB/parse", "");
  rows.Alone("— check", "front/1MB/check", "300 ms");
  rows.Alone("— lower too", "front/1MB/lower", "");

  const std::time_t now = std::time(nullptr);
  char date[16];
  std::strftime(date, sizeof(date), "%Y-%m-%d", std::gmtime(&now));
  return fmt::format("{}; {}; yardstick: {}, columns {}; Guiju: g++ " __VERSION__
                     ", tables {}. Best of the repetitions, per case or per run.\n\n"
                     "| what | Guiju | beside | ratio | target |\n|---|---|---|---|---|\n{}",
                     date, CpuModel(), HandCompiler(), HandSimd(), tables::InstructionSet(), rows.text_);
}

}  // namespace guiju::bench
