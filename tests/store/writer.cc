// A process that sends commands and says what was acknowledged, for tests that kill it or run several at
// once.
//   guiju_store_writer WHERE CLIENT THREADS COUNT [FIRST]
// Each thread sends COUNT commands (until killed when COUNT is 0) and writes "KEY POS\n" to standard output
// after each; KEY is THREAD-NUMBER, numbers from FIRST on.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "tests/store/command.h"

namespace guiju::store {
namespace {

void Acknowledge(const std::string& key, int64_t pos) {
  const std::string line = key + " " + std::to_string(pos) + "\n";  // one write: lines of threads do not mix
  if (write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) _exit(3);
}

void Run(Store& store, const std::string& client, int thread, int count, int first) {
  for (int i = first; count == 0 || i < first + count; ++i) {
    const std::string key = std::to_string(thread) + "-" + std::to_string(i);
    const Command command{.stream = "matter/" + std::to_string((i * 7 + thread) % 13),
                          .expect = -1,
                          .client = client,
                          .key = key,
                          .events = 1 + i % 3};
    auto sent = Send(store, command);
    if (!sent) {
      std::fprintf(stderr, "%s: %s\n", key.c_str(), sent.error().message.c_str());
      _exit(1);
    }
    Acknowledge(key, sent->pos);
  }
}

int Main(int count, char** words) {
  if (count < 5) return 2;
  auto store = Store::Open(words[1], {.create = true});
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 1;
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < std::atoi(words[3]); ++i) {
    threads.emplace_back(
        [&, i] { Run(**store, words[2], i, std::atoi(words[4]), count > 5 ? std::atoi(words[5]) : 0); });
  }
  for (std::thread& thread : threads) thread.join();
  return 0;
}

}  // namespace
}  // namespace guiju::store

int main(int count, char** words) { return guiju::store::Main(count, words); }
