#include "runtime/store/wal_checkpoints.h"

namespace guiju::store {
namespace {

constexpr int kWorthwhile = 1000;  // pages
// Under steady commits a checkpoint never ends level with the log, which then grows. From here on it is made
// to start over: what the first pass left is little, so that commits wait only for that.
constexpr int kTooLong = 8000;

}  // namespace

WalCheckpoints::WalCheckpoints(std::unique_ptr<SqliteConnection> connection)
    : connection_(std::move(connection)), thread_([this] { Run(); }) {}

WalCheckpoints::~WalCheckpoints() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wanted_.notify_one();
  thread_.join();
}

void WalCheckpoints::Notice(int pages) {
  {
    std::lock_guard lock(mutex_);
    if (pages < handled_) handled_ = 0;  // the log started over
    if (pages < handled_ + kWorthwhile || pages_ > 0) return;
    pages_ = pages;
  }
  wanted_.notify_one();
}

void WalCheckpoints::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wanted_.wait(lock, [&] { return ending_ || pages_ > 0; });
    if (ending_) return;
    lock.unlock();
    // An error is not lost: what it concerns is met by the next commit, which reports it.
    auto left = connection_->CheckpointWal(false);
    if (left && *left >= kTooLong) left = connection_->CheckpointWal(true);
    lock.lock();
    handled_ = left && *left < kTooLong ? *left : 0;
    pages_ = 0;
  }
}

}  // namespace guiju::store
