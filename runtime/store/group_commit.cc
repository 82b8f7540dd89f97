#include "runtime/store/group_commit.h"

#include <algorithm>
#include <chrono>

#include "runtime/store/attempt.h"

namespace guiju::store {
namespace {

constexpr size_t kLargestBatch = 64;
using Clock = std::chrono::steady_clock;
constexpr Clock::duration kShortBatch = std::chrono::milliseconds(2),
                          kLongBatch = std::chrono::milliseconds(20);

}  // namespace

base::Result<Verdict> GroupCommit::Write(std::string_view agency, const Work& work, const Prelude& prepare) {
  Waiting mine{agency, work, std::nullopt, false, false, {}};
  std::unique_lock lock(mutex_);
  if (led_ && prepare) {
    ++preparing_;
    lock.unlock();
    prepare();
    lock.lock();
    --preparing_;
    arrived_.notify_one();
  }
  queue_.push_back(&mine);
  if (led_) {
    mine.wake.wait(lock, [&] { return mine.done || mine.leads; });
    if (mine.done) return *std::move(mine.outcome);
  }
  led_ = true;
  Lead(lock);
  return *std::move(mine.outcome);
}

// Called by the thread whose work is at the front; its own is in the batch.
void GroupCommit::Lead(std::unique_lock<std::mutex>& lock) {
  std::vector<Waiting*> batch;
  const bool committed = RunBatch(lock, batch);
  if (!committed) {
    lock.unlock();
    for (Waiting* waiting : batch) waiting->outcome = RunAlone(*waiting);
    lock.lock();
  }
  if (queue_.empty()) {
    led_ = false;
  } else {
    queue_.front()->leads = true;
    queue_.front()->wake.notify_one();
  }
  for (size_t i = 1; i < batch.size(); ++i) {  // the first is this thread's own
    batch[i]->done = true;
    batch[i]->wake.notify_one();
  }
}

// Leaves the lock held. Nothing is taken after `end`.
GroupCommit::Waiting* GroupCommit::Next(std::unique_lock<std::mutex>& lock, size_t taken,
                                        Clock::time_point end) {
  if (!lock.owns_lock()) lock.lock();
  if (taken == kLargestBatch || (taken > 0 && Clock::now() >= end)) return nullptr;
  arrived_.wait_until(lock, end, [&] { return !queue_.empty() || preparing_ == 0; });
  if (queue_.empty()) return nullptr;
  Waiting* next = queue_.front();
  queue_.pop_front();
  return next;
}

bool GroupCommit::RunBatch(std::unique_lock<std::mutex>& lock, std::vector<Waiting*>& batch) {
  const auto end = Clock::now() + std::clamp(last_commit_, kShortBatch, kLongBatch);
  bool good = true;
  while (good) {
    Waiting* next = Next(lock, batch.size(), end);
    lock.unlock();
    if (next == nullptr) break;
    batch.push_back(next);
    if (!connection_->in_transaction()) {
      if (auto begun = connection_->Begin(Mode::kWrite); !begun) return GiveUp(lock, batch, begun.error());
    }
    good = RunInBatch(*next);
  }
  if (good && connection_->in_transaction()) {
    const auto begun = Clock::now();
    good = static_cast<bool>(connection_->Commit());
    last_commit_ = Clock::now() - begun;
  }
  if (!good) connection_->Rollback();
  lock.lock();
  return good;
}

// What kept this work from beginning, after a long wait, keeps those behind it from it too.
bool GroupCommit::GiveUp(std::unique_lock<std::mutex>& lock, std::vector<Waiting*>& batch,
                         const base::Error& error) {
  lock.lock();
  batch.insert(batch.end(), queue_.begin(), queue_.end());
  queue_.clear();
  for (Waiting* waiting : batch) {
    if (!waiting->outcome)
      waiting->outcome = error;  // those refused before it have been answered from what is committed
  }
  return true;
}

bool GroupCommit::RunInBatch(Waiting& waiting) {
  const Attempted attempted = Attempt(*connection_, waiting.agency, waiting.work);
  waiting.outcome = attempted.outcome;
  const bool commits = attempted.outcome.ok() && *attempted.outcome == Verdict::kCommit;
  return connection_->fault() == Fault::kNone && (commits || !attempted.wrote);
}

base::Result<Verdict> GroupCommit::RunAlone(const Waiting& waiting) {
  if (auto begun = connection_->Begin(Mode::kWrite); !begun) return begun.error();
  auto outcome = Attempt(*connection_, waiting.agency, waiting.work).outcome;
  if (!outcome || *outcome == Verdict::kRefuse) {
    connection_->Rollback();
    return outcome;
  }
  if (auto committed = connection_->Commit(); !committed) {
    connection_->Rollback();
    return committed.error();
  }
  return outcome;
}

}  // namespace guiju::store
