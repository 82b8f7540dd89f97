// Many threads, several processes.
#include <atomic>
#include <set>
#include <thread>

#include "tests/store/child.h"
#include "tests/store/command.h"
#include "tests/store/place.h"

namespace guiju::store {
namespace {

class Concurrency : public EachEngine {
 protected:
  static void InThreads(int count, const std::function<void(int)>& run) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back(run, i);
    for (std::thread& thread : threads) thread.join();
  }
};

INSTANTIATE_TEST_SUITE_P(Store, Concurrency, BothEngines(), NameOf);

TEST_P(Concurrency, PositionsHaveNoGapsAndReadersSeeThemInOrder) {
  Store& store = Make();
  constexpr int kThreads = 8, kCommands = 60;
  std::atomic<bool> writing{true};
  std::atomic<int64_t> seen{0};
  // What a reader has seen of the log stays its beginning: nothing appears before it later.
  std::thread reader([&] {
    int64_t next = 0;
    for (bool last = false; !last;) {
      last = !writing;
      auto read = store.Read(kAgency, [&](Reader& reading) -> base::Status {
        auto head = reading.ReadHead(kLog);
        auto events = reading.ScanEvents(kLog, next, 100'000);
        if (!head || !events) return base::Error{"cannot read"};
        EXPECT_EQ(head->size, next + static_cast<int64_t>(events->size()));
        for (size_t i = 0; i < events->size(); ++i)
          EXPECT_EQ((*events)[i].pos, next + static_cast<int64_t>(i));
        next += static_cast<int64_t>(events->size());
        return base::Done{};
      });
      EXPECT_TRUE(read.ok());
    }
    seen = next;
  });
  std::atomic<int> recorded{0};
  InThreads(kThreads, [&](int thread) {
    for (int i = 0; i < kCommands; ++i) {
      const Command command{.stream = "matter/" + std::to_string((thread + i) % 5),
                            .expect = -1,
                            .client = std::to_string(thread),
                            .key = std::to_string(i),
                            .events = 1 + i % 2};
      auto sent = Send(store, command);
      ASSERT_TRUE(sent.ok()) << sent.error().message;
      if (sent->answer == Answer::kRecorded) ++recorded;
    }
  });
  writing = false;
  reader.join();
  EXPECT_EQ(recorded, kThreads * kCommands);
  EXPECT_EQ(seen, kThreads * kCommands * 3 / 2);
  auto size = CheckLog(store);
  ASSERT_TRUE(size.ok()) << size.error().message;
  EXPECT_EQ(*size, kThreads * kCommands * 3 / 2);
}

TEST_P(Concurrency, OfThoseThatExpectTheSameVersionOneIsRecorded) {
  Store& store = Make();
  constexpr int kThreads = 8, kRounds = 15;
  for (int round = 0; round < kRounds; ++round) {
    std::atomic<int> recorded{0}, stale{0};
    InThreads(kThreads, [&](int thread) {
      auto sent = Send(store, {.stream = "matter/1",
                               .expect = round,
                               .client = std::to_string(thread),
                               .key = std::to_string(round)});
      ASSERT_TRUE(sent.ok()) << sent.error().message;
      sent->answer == Answer::kRecorded ? ++recorded : ++stale;
    });
    EXPECT_EQ(recorded, 1);
    EXPECT_EQ(stale, kThreads - 1);
  }
  EXPECT_EQ(*CheckLog(store), kRounds);
}

TEST_P(Concurrency, OneKeySentManyTimesAtOnceIsOneCommand) {
  Store& store = Make();
  constexpr int kThreads = 8, kRounds = 15;
  for (int round = 0; round < kRounds; ++round) {
    std::atomic<int> recorded{0}, already{0};
    InThreads(kThreads, [&](int) {
      // A new stream each round: there is no row yet that could be locked.
      auto sent = Send(store, {.stream = "matter/" + std::to_string(round), .key = std::to_string(round)});
      ASSERT_TRUE(sent.ok()) << sent.error().message;
      recorded += sent->answer == Answer::kRecorded;
      already += sent->answer == Answer::kAlready;
      EXPECT_EQ(sent->pos, round);
    });
    EXPECT_EQ(recorded, 1);
    EXPECT_EQ(already, kThreads - 1);
  }
  EXPECT_EQ(*CheckLog(store), kRounds);
}

// Two heads of a family that must not both leave: each relies on the other's being there.
TEST_P(Concurrency, WhatIsKeptDoesNotChangeUntilTheUnitEnds) {
  Store& store = Make();
  for (int round = 0; round < 20; ++round) {
    const std::string ids[] = {"person/a" + std::to_string(round), "person/b" + std::to_string(round)};
    auto put = [](Unit& unit, StreamRow row, std::string state) {
      row.state = std::move(state);
      return unit.PutStream(row);
    };
    ASSERT_TRUE(store.Write(kAgency, [&](Unit& unit) -> base::Result<Verdict> {
      for (const std::string& id : ids) {
        if (auto held = unit.HoldStream(id, Hold::kChange); !held) return held.error();
        if (auto done = put(unit, {.id = id}, "in"); !done) return done.error();
      }
      return Verdict::kCommit;
    }));
    std::atomic<int> left{0};
    InThreads(2, [&](int mine) {
      auto verdict = store.Write(kAgency, [&](Unit& unit) -> base::Result<Verdict> {
        auto other = unit.HoldStream(ids[1 - mine], Hold::kKeep);
        if (!other) return other.error();
        auto self = unit.HoldStream(ids[mine], Hold::kChange);
        if (!self) return self.error();
        if ((*other)->state != "in") return Verdict::kRefuse;
        if (auto done = put(unit, **self, "out"); !done) return done.error();
        return Verdict::kCommit;
      });
      ASSERT_TRUE(verdict.ok()) << verdict.error().message;
      left += *verdict == Verdict::kCommit;
    });
    EXPECT_EQ(left, 1);
  }
}

// A signer puts the head without appending: what is appended meanwhile must wait, or its entry would lie
// beyond the head.
TEST_P(Concurrency, WhoHasTheHeadIsAloneWithTheLog) {
  Store& store = Make();
  ASSERT_TRUE(Send(store, {.stream = "matter/1", .key = "k0"}).ok());
  std::atomic<bool> locked{false};
  InThreads(2, [&](int mine) {
    if (mine == 0) {
      auto verdict = store.Write(kAgency, [&](Unit& unit) -> base::Result<Verdict> {
        auto head = unit.LockHead(kLog);
        if (!head) return head.error();
        locked = true;
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        head->signed_size = head->size;
        if (auto done = unit.PutHead(kLog, *head); !done) return done.error();
        return Verdict::kCommit;
      });
      EXPECT_TRUE(verdict.ok());
    } else {
      while (!locked) std::this_thread::yield();
      EXPECT_TRUE(Send(store, {.stream = "matter/2", .key = "k1"}).ok());
    }
  });
  auto checked = CheckLog(store);
  ASSERT_TRUE(checked.ok()) << checked.error().message;
  EXPECT_EQ(*checked, 2);
}

TEST_P(Concurrency, DueStreamsAreSharedOutBetweenTickers) {
  Store& store = Make();
  constexpr int kStreams = 120;
  ASSERT_TRUE(store.Write(kAgency, [&](Unit& unit) -> base::Result<Verdict> {
    for (int i = 0; i < kStreams; ++i) {
      const std::string id = "matter/" + std::to_string(i);
      if (auto held = unit.HoldStream(id, Hold::kChange); !held) return held.error();
      if (auto put = unit.PutStream({.id = id, .wake_ms = i}); !put) return put.error();
    }
    return Verdict::kCommit;
  }));
  std::mutex mutex;
  std::multiset<std::string> ticked;
  InThreads(4, [&](int) {
    for (size_t idle = 0; idle < 3;) {
      std::vector<std::string> mine;
      auto verdict = store.Write(kAgency, [&](Unit& unit) -> base::Result<Verdict> {
        mine.clear();
        auto due = unit.HoldDue(1000, 7);
        if (!due) return due.error();
        for (StreamRow& row : *due) {
          mine.push_back(row.id);
          row.wake_ms.reset();
          if (auto put = unit.PutStream(row); !put) return put.error();
        }
        return Verdict::kCommit;
      });
      ASSERT_TRUE(verdict.ok()) << verdict.error().message;
      idle = mine.empty() ? idle + 1 : 0;
      std::lock_guard lock(mutex);
      ticked.insert(mine.begin(), mine.end());
    }
  });
  EXPECT_EQ(ticked.size(), static_cast<size_t>(kStreams));
  EXPECT_EQ(std::set<std::string>(ticked.begin(), ticked.end()).size(), static_cast<size_t>(kStreams));
  EXPECT_TRUE(store.DueStreams(1000, 10)->empty());
}

TEST_P(Concurrency, AFailingWorkDoesNotDisturbThoseCommittedWithIt) {
  Store& store = Make();
  InThreads(8, [&](int thread) {
    for (int i = 0; i < 30; ++i) {
      const std::string key = std::to_string(thread) + "-" + std::to_string(i);
      if (thread % 4 == 3) {  // makes its changes, then breaks a promise or gives up
        auto verdict = store.Write(kAgency, [&](Unit& unit) -> base::Result<Verdict> {
          Outcome outcome;
          if (auto carried = Carry(unit, {.stream = "broken/" + key, .key = key}, outcome); !carried)
            return carried;
          if (i % 2 == 0) return base::Error{"given up"};
          (void)unit.Append(kLog, {.pos = 0, .stream = "broken/x", .sver = 1, .entry = "", .leaf = {}});
          return Verdict::kCommit;
        });
        EXPECT_FALSE(verdict.ok());
      } else {
        auto sent = Send(store, {.stream = "matter/" + key, .key = key});
        ASSERT_TRUE(sent.ok()) << sent.error().message;
        EXPECT_EQ(sent->answer, Answer::kRecorded);
      }
    }
  });
  EXPECT_EQ(*CheckLog(store), 6 * 30);
}

TEST_P(Concurrency, TwoProcessesAtOnce) {
  constexpr int kCommands = 100;
  std::set<std::string> positions;
  {
    // Both make the store, or find it made.
    Child first(place_->where(), "first", 3, kCommands), second(place_->where(), "second", 3, kCommands);
    for (Child* child : {&first, &second}) {
      for (const std::string& line : child->Lines()) positions.insert(line.substr(line.find(' ')));
      EXPECT_EQ(child->exit_status(), 0);
    }
  }
  EXPECT_EQ(positions.size(), 2u * 3 * kCommands);
  store_ = Open();
  auto size = CheckLog(*store_);
  ASSERT_TRUE(size.ok()) << size.error().message;
  EXPECT_EQ(*size, 2 * 3 * (34 + 2 * 33 + 3 * 33));
}

}  // namespace
}  // namespace guiju::store
