#include "runtime/engine/batch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

#include "runtime/caseio/csv_reader.h"
#include "runtime/caseio/json_text.h"
#include "runtime/engine/block_reader.h"
#include "runtime/engine/row_writer.h"

namespace guiju::engine {
namespace {

using Clock = std::chrono::steady_clock;
using Dates = std::vector<std::pair<ir::FactId, value::Day>>;

// A block on its way from the reader through a worker to the writer.
struct Job {
  Block block;
  std::string output, errors;
  std::vector<std::string> shown;  // of the first bad rows
  uint64_t rows = 0, bad = 0, undetermined = 0;
  bool done = false;
};

class OutputFile {
 public:
  static base::Result<OutputFile> Open(const std::string& path) {
    int fd = path.empty()  ? -1
             : path == "-" ? dup(STDOUT_FILENO)
                           : open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0 && !path.empty())
      return base::Error{fmt::format("无法写入 {} (cannot write: {})", path, std::strerror(errno))};
    return OutputFile(fd);
  }
  explicit OutputFile(int fd) : fd_(fd) {}
  OutputFile(OutputFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  OutputFile& operator=(OutputFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~OutputFile() {
    if (fd_ >= 0) close(fd_);
  }
  bool Write(std::string_view text) {
    if (fd_ < 0) return true;
    while (!text.empty()) {
      ssize_t n = write(fd_, text.data(), text.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return false;
      text.remove_prefix(static_cast<size_t>(n));
    }
    return true;
  }

 private:
  int fd_ = -1;
};

// One thread's readers and memory.
class Worker {
 public:
  Worker(const LoadedPolicy& policy, const RowWriter& writer, const BatchOptions& options, const Dates& dates,
         const caseio::CsvReader* csv)
      : policy_(policy),
        writer_(writer),
        options_(options),
        dates_(dates),
        json_(policy.schema(), options.limits),
        buffer_(policy.layout()),
        words_(policy.shape().words()) {
    if (csv != nullptr) csv_.emplace(*csv);
  }

  void Run(Job* job) {
    uint64_t line = job->block.first_line;
    const char* p = job->block.bytes.data();
    const char* end = p + job->block.size;
    while (p < end) {
      size_t length = csv_ ? CsvRecord(p, end) : JsonRecord(p, end);
      std::string_view record(p, length);
      p += length;
      uint64_t lines = csv_ ? static_cast<uint64_t>(std::count(record.begin(), record.end(), '\n')) : 1;
      while (!record.empty() && (record.back() == '\n' || record.back() == '\r')) record.remove_suffix(1);
      if (!IsBlank(record)) Row(record, line, job);
      line += std::max<uint64_t>(lines, 1);
    }
    if (job->block.too_large_line != 0) {
      problems_.Clear();
      problems_.Add(diag::Kind::CaseTooLarge, 0, 0, job->block.too_large_bytes, options_.limits.max_bytes);
      Refuse("", job->block.too_large_line, job);
    }
  }

 private:
  static size_t JsonRecord(const char* p, const char* end) {
    const void* newline = std::memchr(p, '\n', static_cast<size_t>(end - p));
    return newline == nullptr ? static_cast<size_t>(end - p)
                              : static_cast<size_t>(static_cast<const char*>(newline) - p) + 1;
  }
  static size_t CsvRecord(const char* p, const char* end) {
    size_t line = JsonRecord(p, end);
    if (std::memchr(p, '"', line) == nullptr) return line;
    return caseio::RecordLength({p, static_cast<size_t>(end - p)});
  }
  static bool IsBlank(std::string_view record) {
    return record.empty() || (static_cast<uint8_t>(record[0]) <= ' ' &&
                              record.find_first_not_of(" \t\r") == std::string_view::npos);
  }

  void Row(std::string_view record, uint64_t line, Job* job) {
    bool good =
        csv_ ? csv_->ReadRow(record, &buffer_, &problems_) : json_.ReadPadded(record, &buffer_, &problems_);
    if (!good) return Refuse(record, line, job);
    if (!dates_.empty()) FillAxes(policy_, dates_, buffer_.row());
    if (policy_.presumes()) policy_.Presume(buffer_.row());
    policy_.Evaluate(options_.tier, buffer_.row(), words_.data());
    bool determined = options_.output_format == Format::kCsv
                          ? writer_.AppendCsv(&job->output, buffer_.id, line, words_.data())
                          : writer_.AppendJson(&job->output, buffer_.id, line, words_.data());
    ++job->rows;
    job->undetermined += determined ? 0 : 1;
  }

  void Refuse(std::string_view record, uint64_t line, Job* job) {
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

// Reader and writer run on the calling thread, classification on the others.
class Pipeline {
 public:
  Pipeline(const BatchOptions& options, BlockReader reader, OutputFile output, OutputFile errors)
      : options_(options),
        reader_(std::move(reader)),
        output_(std::move(output)),
        errors_(std::move(errors)),
        start_(Clock::now()) {}

  template <class MakeWorker>
  base::Result<BatchSummary> Run(int threads, MakeWorker make_worker) {
    std::vector<std::thread> workers;
    for (int i = 0; i < threads; ++i) {
      workers.emplace_back([this, make_worker] {
        auto worker = make_worker();
        while (Job* job = Take()) {
          worker->Run(job);
          std::lock_guard<std::mutex> lock(mutex_);
          job->done = true;
          finished_.notify_one();
        }
      });
    }
    base::Status status = Feed(static_cast<size_t>(threads) * 2 + 2);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      closed_ = true;
    }
    waiting_.notify_all();
    for (std::thread& worker : workers) worker.join();
    if (!status) return status.error();
    summary_.elapsed_ms = Elapsed();
    return summary_;
  }

 private:
  int64_t Elapsed() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start_).count();
  }

  Job* Take() {
    std::unique_lock<std::mutex> lock(mutex_);
    waiting_.wait(lock, [this] { return closed_ || !queue_.empty(); });
    if (queue_.empty()) return nullptr;
    Job* job = queue_.front();
    queue_.pop_front();
    return job;
  }

  base::Status Feed(size_t limit) {
    bool more = true;
    while (true) {
      while (more && running_.size() < limit) {
        std::unique_ptr<Job> job = Fresh();
        base::Result<bool> next = reader_.Next(&job->block);
        if (!next) return next.error();
        more = *next;
        if (!more) break;
        std::lock_guard<std::mutex> lock(mutex_);
        queue_.push_back(job.get());
        running_.push_back(std::move(job));
        waiting_.notify_one();
      }
      if (running_.empty()) return base::Done{};
      {
        std::unique_lock<std::mutex> lock(mutex_);
        finished_.wait(lock, [this] { return running_.front()->done; });
      }
      if (!Finish(running_.front().get()))
        return base::Error{
            fmt::format("无法写入 {} (cannot write: {})", options_.output, std::strerror(errno))};
      spare_.push_back(std::move(running_.front()));
      running_.pop_front();
    }
  }

  std::unique_ptr<Job> Fresh() {
    if (spare_.empty()) return std::make_unique<Job>();
    std::unique_ptr<Job> job = std::move(spare_.back());
    spare_.pop_back();
    job->output.clear();
    job->errors.clear();
    job->shown.clear();
    job->rows = job->bad = job->undetermined = 0;
    job->done = false;
    return job;
  }

  bool Finish(Job* job) {
    for (const std::string& line : job->shown) {
      if (shown_++ < kShownErrors && options_.bad_row) options_.bad_row(line);
    }
    summary_.rows += job->rows;
    summary_.bad += job->bad;
    summary_.undetermined += job->undetermined;
    bool ok = output_.Write(job->output) && errors_.Write(job->errors);
    int64_t now = Elapsed();
    if (options_.progress && now - last_progress_ >= 200) {
      last_progress_ = now;
      options_.progress({summary_.rows, summary_.bad, reader_.bytes_read(), reader_.total_bytes(), now});
    }
    return ok;
  }

  const BatchOptions& options_;
  BlockReader reader_;
  OutputFile output_, errors_;
  Clock::time_point start_;
  int64_t last_progress_ = 0;
  uint64_t shown_ = 0;
  BatchSummary summary_;
  std::mutex mutex_;
  std::condition_variable waiting_, finished_;
  std::deque<Job*> queue_;
  std::deque<std::unique_ptr<Job>> running_;
  std::vector<std::unique_ptr<Job>> spare_;
  bool closed_ = false;
};

}  // namespace

Format FormatOf(const std::string& path) {
  std::string_view name = path;
  return name.ends_with(".csv") || name.ends_with(".CSV") ? Format::kCsv : Format::kJsonLines;
}

base::Result<BatchSummary> RunBatch(const LoadedPolicy& policy, const BatchOptions& options) {
  auto dates = ResolveAxes(policy, options.on);
  if (!dates) return dates.error();
  bool csv = options.input_format == Format::kCsv;
  base::Result<BlockReader> reader = BlockReader::Open(options.input, csv, options.limits.max_bytes);
  if (!reader) return reader.error();
  std::optional<caseio::CsvReader> header;
  if (csv) {
    header.emplace(policy.schema(), options.limits);
    base::Result<std::string> record = reader->FirstRecord();
    if (!record) return record.error();
    caseio::Problems problems;
    if (!header->ReadHeader(*record, &problems))
      return base::Error{caseio::RenderProblems(problems, *record, options.input, {options.language, false})};
  }
  base::Result<OutputFile> output = OutputFile::Open(options.output);
  if (!output) return output.error();
  base::Result<OutputFile> errors = OutputFile::Open(options.errors);
  if (!errors) return errors.error();
  RowWriter writer(policy);
  if (options.output_format == Format::kCsv && !output->Write("\xEF\xBB\xBF" + writer.CsvHeader()))
    return base::Error{fmt::format("无法写入 {} (cannot write)", options.output)};
  if (options.tier == Tier::kAuto || options.tier == Tier::kTables) policy.BuildTables();
  Pipeline pipeline(options, std::move(*reader), std::move(*output), std::move(*errors));
  return pipeline.Run(std::clamp(options.threads, 1, 256), [&] {
    return std::make_unique<Worker>(policy, writer, options, *dates, header ? &*header : nullptr);
  });
}

}  // namespace guiju::engine
