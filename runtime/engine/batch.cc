#include "runtime/engine/batch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

#include "runtime/caseio/csv_reader.h"
#include "runtime/engine/batch_worker.h"
#include "runtime/engine/block_reader.h"

namespace guiju::engine {
namespace {

using Clock = std::chrono::steady_clock;

// Whether writing to one of two open files changes what the other holds. Not of terminals, pipes and the
// like.
bool SameFile(int a, int b) {
  struct stat first, second;
  return a >= 0 && b >= 0 && fstat(a, &first) == 0 && fstat(b, &second) == 0 && S_ISREG(first.st_mode) &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

class OutputFile {
 public:
  // Keeps what a file holds until Empty.
  static base::Result<OutputFile> Open(const std::string& path) {
    int fd = path.empty()  ? -1
             : path == "-" ? dup(STDOUT_FILENO)
                           : open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0 && !path.empty())
      return base::Error{fmt::format("无法写入 {} (cannot write: {})", path, std::strerror(errno))};
    return OutputFile(fd, path != "-");
  }
  OutputFile(int fd, bool opened) : fd_(fd), opened_(opened) {}
  OutputFile(OutputFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)), opened_(other.opened_) {}
  OutputFile& operator=(OutputFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(opened_, other.opened_);
    return *this;
  }
  ~OutputFile() {
    if (fd_ >= 0) close(fd_);
  }
  bool Empty() {
    struct stat info;
    if (fd_ < 0 || !opened_ || fstat(fd_, &info) != 0 || !S_ISREG(info.st_mode)) return true;
    return ftruncate(fd_, 0) == 0;
  }
  int file() const { return fd_; }
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
  bool opened_ = false;  // here; standard output keeps what stands before
};

base::Error CannotWrite(const std::string& path) {
  return base::Error{fmt::format("无法写入 {} (cannot write: {})", path, std::strerror(errno))};
}

// Before anything is emptied.
base::Status Distinct(const BatchOptions& options, const BlockReader& reader, const OutputFile& output,
                      const OutputFile& errors) {
  const bool zh = options.language == diag::Language::kZh;
  auto clash = [zh](const std::string& written, const std::string& other) {
    return base::Error{
        fmt::format(fmt::runtime(zh ? "要写入的 {} 就是 {}，写入会毁掉其中的内容；请换一个文件名"
                                    : "{}, to be written, is {}: its content would be lost; name "
                                      "another file"),
                    written, other)};
  };
  const std::string cases = fmt::format(fmt::runtime(zh ? "案件文件 {}" : "the case file {}"), options.input);
  if (SameFile(output.file(), reader.file())) return clash(options.output, cases);
  if (SameFile(errors.file(), reader.file())) return clash(options.errors, cases);
  const bool both = options.output == "-" && options.errors == "-";  // one after the other
  if (!both && SameFile(output.file(), errors.file()))
    return clash(options.errors,
                 fmt::format(fmt::runtime(zh ? "结果文件 {}" : "the result file {}"), options.output));
  return base::Done{};
}

// Reader and writer run on the calling thread, classification on the others; one thread does it all.
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
    base::Status status = threads == 1 ? Alone(make_worker().get()) : Together(threads, make_worker);
    if (!status) return status.error();
    summary_.elapsed_ms = Elapsed();
    return summary_;
  }

 private:
  int64_t Elapsed() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start_).count();
  }

  base::Status Alone(Worker* worker) {
    Job job;
    while (true) {
      base::Result<bool> next = reader_.Next(&job.block);
      if (!next) return next.error();
      if (!*next) return base::Done{};
      job.Clear();
      worker->Run(&job);
      if (!Finish(&job)) return CannotWrite(options_.output);
    }
  }

  template <class MakeWorker>
  base::Status Together(int threads, MakeWorker make_worker) {
    auto work = [this, make_worker] {
      auto worker = make_worker();
      while (Job* job = Take()) {
        worker->Run(job);
        std::lock_guard<std::mutex> lock(mutex_);
        job->done = true;
        finished_.notify_one();
      }
    };
    std::vector<std::thread> workers;
    workers.reserve(static_cast<size_t>(threads));
    try {
      while (workers.size() < static_cast<size_t>(threads)) workers.emplace_back(work);
    } catch (const std::system_error&) {  // the machine gives no more: those there are do the work
      if (workers.empty()) return Alone(make_worker().get());
    }
    base::Status status = Feed(workers.size() * 2 + 2);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      closed_ = true;
    }
    waiting_.notify_all();
    for (std::thread& worker : workers) worker.join();
    return status;
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
      if (!Finish(running_.front().get())) return CannotWrite(options_.output);
      spare_.push_back(std::move(running_.front()));
      running_.pop_front();
    }
  }

  std::unique_ptr<Job> Fresh() {
    if (spare_.empty()) return std::make_unique<Job>();
    std::unique_ptr<Job> job = std::move(spare_.back());
    spare_.pop_back();
    job->Clear();
    return job;
  }

  bool Finish(Job* job) {
    for (const std::string& line : job->shown) {
      if (shown_++ < kShownErrors && options_.bad_row) options_.bad_row(line);
    }
    summary_.rows += job->rows;
    summary_.bad += job->bad;
    summary_.undetermined += job->undetermined;
    bool ok = output_.Write(job->output.text()) && errors_.Write(job->errors);
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
  if (base::Status status = Distinct(options, *reader, *output, *errors); !status) return status.error();
  if (!output->Empty()) return CannotWrite(options.output);
  if (!errors->Empty()) return CannotWrite(options.errors);
  RowWriter writer(policy, options.output_format);
  if (!output->Write(writer.Head())) return CannotWrite(options.output);
  if (options.tier == Tier::kAuto || options.tier == Tier::kTables) policy.BuildTables();
  Pipeline pipeline(options, std::move(*reader), std::move(*output), std::move(*errors));
  return pipeline.Run(std::clamp(options.threads, 1, 256), [&] {
    return std::make_unique<Worker>(policy, writer, options, *dates, header ? &*header : nullptr);
  });
}

}  // namespace guiju::engine
