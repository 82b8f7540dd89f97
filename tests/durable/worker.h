#pragma once
// A process that drives matters until it is killed, and says in a ledger what was acknowledged to it.
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/base/result.h"

namespace guiju::durable {

struct WorkOrder {
  std::string where;   // of the store
  std::string ledger;  // file; the process goes on after the last command acknowledged there
  std::string client;
  int threads = 2;
  int64_t origin_ms = 0;  // real time at which the time of the matters began; it runs kSpeed times as fast
  // "" or the files with which one more thread signs and exports for as long as the process lives.
  std::string key_file, memory, exports;
};

// One acknowledgement.
struct Acknowledged {
  enum class Kind : char { kNew = 'N', kAgain = 'A', kRefused = 'R' };
  Kind kind = Kind::kRefused;
  int thread = 0;
  int64_t index = 0;  // of the command among those of its thread
  std::string key;
  int64_t pos = -1, sver = 0;  // of the first event; of the stream
  std::string stream;
};

std::string Print(const Acknowledged& line);  // with its line end
// Lines from byte `from` on, which moves behind the last whole line. An Error: a line is none.
base::Result<std::vector<Acknowledged>> ReadLedger(const std::string& path, size_t* from);

// Several processes share a clock that runs faster than the real one, so that periods run out.
inline constexpr int64_t kSpeed = 5000;
int64_t FastMs(int64_t origin_ms);
int64_t RealMs();

// Matters that every process knows, opened before the first one starts.
inline constexpr int kSharedMatters = 3;
std::string SharedMatter(int number);

// This program started again with the order; Main of such a program calls `RunIfWorker` first.
class Worker {
 public:
  explicit Worker(const WorkOrder& order);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  Worker(Worker&& other) noexcept : process_(other.process_) { other.process_ = -1; }

  void Kill();  // at once, and waits for its end
  // Whether it still runs; a worker never ends by itself unless something failed.
  bool Runs();

 private:
  pid_t process_ = -1;
};
// The exit status when the words are a worker's, else -1.
int RunIfWorker(int count, char** words);

}  // namespace guiju::durable
