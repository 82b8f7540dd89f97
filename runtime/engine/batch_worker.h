#pragma once
// One thread's part of a batch: a block of records in, its lines and its refusals out.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/caseio/csv_reader.h"
#include "runtime/engine/batch.h"
#include "runtime/engine/block_reader.h"
#include "runtime/engine/line_buffer.h"

namespace guiju::engine {

// A block on its way from the reader through a worker to the writer.
struct Job {
  Block block;
  LineBuffer output;
  std::string errors;
  std::vector<std::string> shown;  // of the first bad rows
  uint64_t rows = 0, bad = 0, undetermined = 0;
  bool done = false;
  void Clear();  // for the next block; the block itself stays
};

// One per thread. Policy, writer, options and dates must outlive it; `csv` is copied, null for JSON lines.
class Worker {
 public:
  using Dates = std::vector<std::pair<ir::FactId, value::Day>>;
  Worker(const LoadedPolicy& policy, const RowWriter& writer, const BatchOptions& options, const Dates& dates,
         const caseio::CsvReader* csv);
  void Run(Job* job);

 private:
  void Classify(uint64_t line, Job* job);
  void Refuse(std::string_view record, uint64_t line, Job* job);
  const char* Carefully(const char* p, const char* end, uint64_t* line, Job* job);

  const LoadedPolicy& policy_;
  const RowWriter& writer_;
  const BatchOptions& options_;
  const Dates& dates_;
  caseio::JsonReader json_;
  std::optional<caseio::CsvReader> csv_;
  caseio::CaseBuffer buffer_;
  caseio::Problems problems_;
  std::vector<uint64_t> words_;
};

}  // namespace guiju::engine
