#pragma once
// Moves what was committed from SQLite's write-ahead log into the file, on a thread of its own, so that no
// commit waits for it.
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "runtime/store/sqlite_connection.h"

namespace guiju::store {

class WalCheckpoints {
 public:
  explicit WalCheckpoints(std::unique_ptr<SqliteConnection> connection);
  ~WalCheckpoints();
  WalCheckpoints(const WalCheckpoints&) = delete;
  WalCheckpoints& operator=(const WalCheckpoints&) = delete;

  // Says how many pages the log holds; from any thread, at once.
  void Notice(int pages);

 private:
  void Run();

  std::unique_ptr<SqliteConnection> connection_;
  std::mutex mutex_;
  std::condition_variable wanted_;
  int pages_ = 0;    // to be dealt with, as last noticed
  int handled_ = 0;  // length of the log at the last pass
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace guiju::store
