#pragma once
// Works of many threads, committed together over the one connection that writes.
//
// There is no writer thread: of the threads that have a work, the one at the front runs the waiting works,
// commits and passes the lead on, so that a lone caller pays for no hand-over. Who finds a leader at work
// prepares his own meanwhile. A batch ends at 64 works, when nobody waits or prepares, or after as long as
// the last commit took (2 to 20 ms): the slower the disk, the more share its next answer. Nobody hears of an
// outcome before the commit, not even of a refusal, which may rest on another work of the batch. Works share
// one transaction without marks between them, for a mark costs a copy of each page that is changed after it:
// a batch with a work that wrote and then did not commit is undone like one that failed, and each of its
// works is run again by itself.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/store/sqlite_connection.h"
#include "runtime/store/store.h"

namespace guiju::store {

class GroupCommit {
 public:
  explicit GroupCommit(std::unique_ptr<SqliteConnection> connection) : connection_(std::move(connection)) {}

  base::Result<Verdict> Write(std::string_view agency, const Work& work, const Prelude& prepare);

 private:
  struct Waiting {
    std::string_view agency;
    const Work& work;
    std::optional<base::Result<Verdict>> outcome;
    bool done = false;   // under mutex_
    bool leads = false;  // under mutex_
    std::condition_variable wake;
  };

  void Lead(std::unique_lock<std::mutex>& lock);
  Waiting* Next(std::unique_lock<std::mutex>& lock, size_t taken, std::chrono::steady_clock::time_point end);
  // False when nothing of the batch was committed; otherwise each of its works has its outcome.
  bool RunBatch(std::unique_lock<std::mutex>& lock, std::vector<Waiting*>& batch);
  bool GiveUp(std::unique_lock<std::mutex>& lock, std::vector<Waiting*>& batch, const base::Error& error);
  // Runs one work inside the batch; false when the batch cannot be committed.
  bool RunInBatch(Waiting& waiting);
  base::Result<Verdict> RunAlone(const Waiting& waiting);

  std::unique_ptr<SqliteConnection> connection_;          // the leader's
  std::chrono::steady_clock::duration last_commit_ = {};  // the leader's
  std::mutex mutex_;
  std::deque<Waiting*> queue_;
  std::condition_variable arrived_;  // for the leader
  int preparing_ = 0;                // works whose threads will soon be here
  bool led_ = false;
};

}  // namespace guiju::store
