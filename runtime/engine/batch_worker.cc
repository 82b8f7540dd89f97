#include "runtime/engine/batch_worker.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "runtime/caseio/json_text.h"

namespace guiju::engine {
namespace {

size_t LineLength(const char* p, const char* end) {
  const void* newline = std::memchr(p, '\n', static_cast<size_t>(end - p));
  return newline == nullptr ? static_cast<size_t>(end - p)
                            : static_cast<size_t>(static_cast<const char*>(newline) - p) + 1;
}

bool IsBlank(std::string_view record) {
  return record.empty() || (static_cast<uint8_t>(record[0]) <= ' ' &&
                            record.find_first_not_of(" \t\r") == std::string_view::npos);
}

}  // namespace

void Job::Clear() {
  output.Clear();
  errors.clear();
  shown.clear();
  rows = bad = undetermined = 0;
  done = false;
}

Worker::Worker(const LoadedPolicy& policy, const RowWriter& writer, const BatchOptions& options,
               const Dates& dates, const caseio::CsvReader* csv)
    : policy_(policy),
      writer_(writer),
      options_(options),
      dates_(dates),
      json_(policy.schema(), options.limits),
      buffer_(policy.layout()),
      words_(policy.shape().words()) {
  if (csv != nullptr) csv_.emplace(*csv);
}

void Worker::Run(Job* job) {
  uint64_t line = job->block.first_line;
  const char* p = job->block.bytes.data();
  const char* end = p + job->block.size;
  if (csv_) csv_->StartBlock({p, job->block.size});
  while (p < end) {
    const char* next = csv_ ? csv_->ReadNext(p, &buffer_) : json_.ReadNext(p, end, &buffer_);
    if (next != nullptr) {
      Classify(line++, job);
      p = next;
    } else {
      p = Carefully(p, end, &line, job);
    }
  }
  if (job->block.too_large_line != 0) {
    problems_.Clear();
    problems_.Add(diag::Kind::CaseTooLarge, 0, 0, job->block.too_large_bytes, options_.limits.max_bytes);
    Refuse("", job->block.too_large_line, job);
  }
}

// A record the quick way left undecided. Returns where the next one begins.
const char* Worker::Carefully(const char* p, const char* end, uint64_t* line, Job* job) {
  size_t length = LineLength(p, end);
  uint64_t lines = 1;
  if (csv_ && std::memchr(p, '"', length) != nullptr) {
    length = caseio::RecordLength({p, static_cast<size_t>(end - p)});
    lines = static_cast<uint64_t>(std::count(p, p + length, '\n'));
  }
  std::string_view record(p, length);
  while (!record.empty() && (record.back() == '\n' || record.back() == '\r')) record.remove_suffix(1);
  if (!IsBlank(record)) {
    const bool good = csv_ ? csv_->ReadRow(record, &buffer_, &problems_)
                           : json_.ReadPaddedCarefully(record, &buffer_, &problems_);
    if (good) {
      Classify(*line, job);
    } else {
      Refuse(record, *line, job);
    }
  }
  *line += std::max<uint64_t>(lines, 1);
  return p + length;
}

void Worker::Classify(uint64_t line, Job* job) {
  if (!dates_.empty()) FillAxes(policy_, dates_, buffer_.row());
  if (policy_.presumes()) policy_.Presume(buffer_.row());
  policy_.Evaluate(options_.tier, buffer_.row(), words_.data());
  const bool determined = writer_.Append(&job->output, buffer_.id, line, words_.data());
  ++job->rows;
  job->undetermined += determined ? 0 : 1;
}

void Worker::Refuse(std::string_view record, uint64_t line, Job* job) {
  ++job->bad;
  for (const caseio::Problem& problem : problems_.all()) {
    caseio::Place place = caseio::PlaceOf(record, problem.begin);
    diag::Diagnostic diagnostic{problem.kind, {}, problem.args, {}};
    uint64_t at = line + place.line - 1;
    std::string message = diagnostic.Message(options_.language), help = diagnostic.Help(options_.language);
    job->errors += fmt::format("{{\"line\":{},\"code\":\"{}\",\"column\":{},\"message\":{},\"help\":{}}}\n",
                               at, diag::CodeOf(problem.kind), place.column, caseio::JsonString(message),
                               caseio::JsonString(help));
    if (job->shown.size() < kShownErrors) {
      job->shown.push_back(options_.language == diag::Language::kZh
                               ? fmt::format("{}:{}:{}: {} {}；{}", options_.input, at, place.column,
                                             diag::CodeOf(problem.kind), message, help)
                               : fmt::format("{}:{}:{}: {} {}; {}", options_.input, at, place.column,
                                             diag::CodeOf(problem.kind), message, help));
    }
  }
  problems_.Clear();
}

}  // namespace guiju::engine
