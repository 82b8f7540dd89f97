#include "tests/durable/worker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "compiler/base/check.h"
#include "runtime/cases/signing.h"
#include "runtime/cases/verify.h"
#include "tests/durable/courses.h"

extern char** environ;

namespace guiju::durable {
namespace {

constexpr const char* kWork = "--work";
constexpr int64_t kSharedEvery = 5, kTickEvery = 23;
constexpr int64_t kTickedAtOnce = 20;

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "worker: %s\n", what.c_str());
  _exit(1);
}

// The commands of one thread, one matter after the other without an end.
class Commands {
 public:
  Commands(std::string client, int thread) : client_(std::move(client)), thread_(thread) {}

  cases::Request At(int64_t index) {
    if (index % kSharedEvery == kSharedEvery - 1)
      return AssertShared(client_, SharedMatter(static_cast<int>(index % kSharedMatters)),
                          index * 100 + thread_)
          .request;
    const int64_t own = index - index / kSharedEvery;
    while (own >= first_ + static_cast<int64_t>(course_.size())) {
      first_ += static_cast<int64_t>(course_.size());
      course_ = CourseOf(static_cast<int>((matter_ + thread_) % CourseCount()), client_,
                         fmt::format("{}-{}-{}", client_, thread_, matter_));
      ++matter_;
    }
    return course_[static_cast<size_t>(own - first_)].request;
  }

 private:
  std::string client_;
  int thread_;
  int64_t matter_ = 0, first_ = 0;
  std::vector<Step> course_;
};

class Working {
 public:
  Working(const WorkOrder& order, cases::Cases& cases) : order_(order), cases_(cases) {
    ledger_ = open(order.ledger.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (ledger_ < 0) Fail("no ledger");
  }

  [[noreturn]] void Send(int thread, int64_t first) {
    Commands commands(order_.client, thread);
    for (int64_t index = first;; ++index) {
      const cases::Request request = commands.At(index);
      auto answer = cases_.Do(request);
      if (!answer) Fail(request.key + ": " + answer.error().message);
      Acknowledged line{Acknowledged::Kind::kRefused,
                        thread,
                        index,
                        request.key,
                        answer->pos,
                        answer->sver,
                        answer->stream};
      switch (answer->kind) {
        case cases::Answer::Kind::kRecorded:
          line.kind = Acknowledged::Kind::kNew;
          break;
        case cases::Answer::Kind::kAlready:
          line.kind = Acknowledged::Kind::kAgain;
          break;
        case cases::Answer::Kind::kRefused:
          break;
      }
      const std::string text = Print(line);  // one write: lines of threads do not mix
      if (write(ledger_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) Fail("ledger");
      if (index % kTickEvery == kTickEvery - 1) {
        if (auto ticked = cases_.Tick(kTickedAtOnce); !ticked) Fail("tick: " + ticked.error().message);
      }
    }
  }

  [[noreturn]] void SignAndExport() {
    std::ifstream file(order_.key_file);
    std::string line;
    std::getline(file, line);
    auto key = record::SigningKey::Parse(line);
    if (!key) Fail(key.error().message);
    for (int64_t round = 0;; ++round) {
      auto signed_log =
          cases::SignLog(cases_, *key, {order_.memory, !std::filesystem::exists(order_.memory), false});
      if (!signed_log) Fail("sign: " + signed_log.error().message);
      if (signed_log->refusal) Fail("the signer refuses: " + signed_log->refusal->message);
      const std::string folder = fmt::format("{}/{}-{}", order_.exports, getpid(), round);
      if (auto done = cases::Export(cases_, folder, record::Bodies::kPrivate); !done)
        Fail("export: " + done.error().message);
    }
  }

 private:
  const WorkOrder& order_;
  cases::Cases& cases_;
  int ledger_;
};

[[noreturn]] void Work(const WorkOrder& order) {
  auto cases = OpenCases({order.where, [&order] { return FastMs(order.origin_ms); }});
  if (!cases) Fail(cases.error().message);
  std::vector<int64_t> next(static_cast<size_t>(order.threads), 0);
  size_t from = 0;
  if (std::filesystem::exists(order.ledger)) {
    auto lines = ReadLedger(order.ledger, &from);
    if (!lines) Fail(lines.error().message);
    for (const Acknowledged& line : *lines) next[static_cast<size_t>(line.thread)] = line.index + 1;
  }
  Working working(order, **cases);
  std::vector<std::thread> threads;
  for (int i = 1; i < order.threads; ++i)
    threads.emplace_back([&working, i, &next] { working.Send(i, next[static_cast<size_t>(i)]); });
  if (!order.key_file.empty()) threads.emplace_back([&working] { working.SignAndExport(); });
  working.Send(0, next[0]);
}

}  // namespace

std::string Print(const Acknowledged& line) {
  return fmt::format("{} {} {} {} {} {} {}\n", static_cast<char>(line.kind), line.thread, line.index,
                     line.key, line.pos, line.sver, line.stream);
}

base::Result<std::vector<Acknowledged>> ReadLedger(const std::string& path, size_t* from) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(*from));
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  std::vector<Acknowledged> lines;
  size_t at = 0;
  for (size_t end; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
    std::istringstream words(text.substr(at, end - at));
    Acknowledged line;
    char kind = 0;
    words >> kind >> line.thread >> line.index >> line.key >> line.pos >> line.sver >> line.stream;
    if (!words || std::strchr("NAR", kind) == nullptr)
      return base::Error{"a broken line in the ledger: " + text.substr(at, end - at)};
    line.kind = static_cast<Acknowledged::Kind>(kind);
    lines.push_back(std::move(line));
  }
  *from += at;
  return lines;
}

int64_t RealMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

int64_t FastMs(int64_t origin_ms) { return FirstMs() + (RealMs() - origin_ms) * kSpeed; }

std::string SharedMatter(int number) { return fmt::format("shared-{}", number); }

Worker::Worker(const WorkOrder& order) {
  std::string words[] = {"worker",
                         kWork,
                         order.where,
                         order.ledger,
                         order.client,
                         std::to_string(order.threads),
                         std::to_string(order.origin_ms),
                         order.key_file,
                         order.memory,
                         order.exports};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  GJ_CHECK(posix_spawn(&process_, "/proc/self/exe", nullptr, nullptr, arguments.data(), environ) == 0);
}

Worker::~Worker() { Kill(); }

void Worker::Kill() {
  if (process_ <= 0) return;
  kill(process_, SIGKILL);
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
}

bool Worker::Runs() {
  int status = 0;
  if (process_ <= 0) return false;
  if (waitpid(process_, &status, WNOHANG) != process_) return true;
  process_ = -1;
  return false;
}

int RunIfWorker(int count, char** words) {
  if (count != 10 || std::strcmp(words[1], kWork) != 0) return -1;
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody stays behind
  Work({words[2], words[3], words[4], std::atoi(words[5]), std::atoll(words[6]), words[7], words[8],
        words[9]});
}

}  // namespace guiju::durable
