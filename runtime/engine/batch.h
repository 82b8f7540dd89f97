#pragma once
// Many cases from a file: read in blocks, classified by several threads, written in order. Memory is bounded
// by the number of threads, whatever the file holds.
#include <cstdint>
#include <functional>
#include <string>

#include "compiler/base/result.h"
#include "runtime/engine/engine.h"
#include "runtime/engine/row_writer.h"

namespace guiju::engine {

Format FormatOf(const std::string& path);  // .csv: CSV, else JSON lines

struct BatchProgress {
  uint64_t rows = 0, bad = 0, bytes = 0, total_bytes = 0;  // total 0: unknown
  int64_t elapsed_ms = 0;
};

struct BatchOptions {
  std::string input, output, errors;  // "-": standard input or output; errors "": not written
  Format input_format = Format::kJsonLines, output_format = Format::kJsonLines;
  int threads = 1;  // 1: everything on the calling thread
  Tier tier = Tier::kAuto;
  std::vector<AxisDate> on;
  caseio::Limits limits;
  diag::Language language = diag::Language::kZh;
  std::function<void(const BatchProgress&)> progress;  // about five times a second, from the calling thread
  std::function<void(const std::string&)> bad_row;     // the first kShownErrors, one line each
};
inline constexpr uint64_t kShownErrors = 20;

struct BatchSummary {
  uint64_t rows = 0;          // classified
  uint64_t bad = 0;           // refused, listed in `errors`
  uint64_t undetermined = 0;  // rows with an undetermined decision
  int64_t elapsed_ms = 0;
};

// One output line per good row, in input order; a bad row is reported and left out. An Error: files, header,
// axes; two of the files are one, then nothing is written. Fewer threads than asked for when the machine
// gives no more.
//   JSON lines: {"id":…,"decisions":{KEY:{"value":…,"because":[…]} |
//   {"possible":…,"act_on":…,"because":[…]}}}
//   ("line" instead of "id" when the case has none)
//   CSV: id, then per decision its value ("? 是|否", "? 1万元 至 5万元" when undetermined) and KEY.because
// `errors`: JSON lines {"line","code","column","message","help"}.
base::Result<BatchSummary> RunBatch(const LoadedPolicy& policy, const BatchOptions& options);

}  // namespace guiju::engine
