// What goes wrong outside: a full disk, a file that cannot be written or is none, a lock that is kept, a
// server that goes away.
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "runtime/store/postgres_connection.h"
#include "runtime/store/sqlite_connection.h"
#include "tests/store/child.h"
#include "tests/store/command.h"
#include "tests/store/place.h"

namespace guiju::store {
namespace {

bool Has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

class SqliteFaults : public testing::Test {
 protected:
  std::unique_ptr<Store> Open(const OpenOptions& options) {
    auto store = Store::Open(place_.where(), options);
    EXPECT_TRUE(store.ok()) << store.error().message;
    return store ? *std::move(store) : nullptr;
  }
  std::string Message(const OpenOptions& options) {
    auto store = Store::Open(place_.where(), options);
    return store ? "" : store.error().message;
  }
  void Write(const std::string& bytes, size_t at) {
    std::fstream file(place_.where(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(at));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  Place place_{Engine::kSqlite};
};

TEST_F(SqliteFaults, FullDiskRefusesWhatDoesNotFitAndNothingElse) {
  auto store = Open({.create = true, .most_bytes = 1'000'000});
  std::atomic<int> recorded{0}, full{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 200; ++i) {
        const std::string key = fmt::format("{}-{}", thread, i);
        auto sent = Send(*store, {.stream = "matter/" + key, .key = key, .state_bytes = 8000});
        if (sent) {
          ++recorded;
        } else {
          ++full;
          EXPECT_TRUE(Has(sent.error().message, "cannot grow")) << sent.error().message;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(recorded, 20);
  EXPECT_GT(full, 20);
  EXPECT_EQ(*CheckLog(*store), recorded);
  store.reset();
  store = Open({});  // with room again
  EXPECT_TRUE(Send(*store, {.stream = "matter/more", .key = "more"}).ok());
  EXPECT_EQ(*CheckLog(*store), recorded + 1);
}

TEST_F(SqliteFaults, FileThatIsNoStore) {
  std::ofstream(place_.where()) << std::string(8192, 'x');
  EXPECT_TRUE(Has(Message({.create = true}), "no SQLite file"));
  EXPECT_TRUE(Has(Message({.read_only = true}), "no SQLite file"));
  std::filesystem::remove(place_.where());
  std::ofstream(place_.where()).flush();
  EXPECT_TRUE(Has(Message({}), "the file is empty"));
  {
    auto other = SqliteConnection::Open(place_.where(), Access::kCreate, 100);
    ASSERT_TRUE((*other)->Script("CREATE TABLE meta (schema_version INTEGER)").ok());
  }
  EXPECT_TRUE(Has(Message({.create = true}), "of another program"));
}

TEST_F(SqliteFaults, DamagedHeaderAndPages) {
  {
    auto store = Open({.create = true});
    for (int i = 0; i < 200; ++i)
      ASSERT_TRUE(Send(*store, {.stream = "matter/1", .expect = i, .key = std::to_string(i)}).ok());
  }
  std::filesystem::copy_file(place_.where(), place_.folder() + "/good");
  Write("Not a format 3\n", 0);
  EXPECT_TRUE(Has(Message({}), "no SQLite file"));
  std::filesystem::copy_file(place_.folder() + "/good", place_.where(),
                             std::filesystem::copy_options::overwrite_existing);
  for (size_t page = 20; page < 120; ++page) Write(std::string(4096, '\xA5'), page * 4096);
  auto store = Open({.read_only = true});
  auto size = CheckLog(*store);
  ASSERT_FALSE(size.ok());
  EXPECT_TRUE(Has(size.error().message, "damaged")) << size.error().message;
}

// Root may write everything, so this is another user's view.
TEST_F(SqliteFaults, FileThatMayOnlyBeRead) {
  {
    auto store = Open({.create = true});
    ASSERT_TRUE(Send(*store, {.stream = "matter/1", .key = "k1"}).ok());
  }
  ASSERT_EQ(chmod(place_.folder().c_str(), 0555), 0);
  ASSERT_EQ(chmod(place_.where().c_str(), 0444), 0);
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(9);
    if (!Has(Message({}), "cannot be written")) _exit(1);
    auto store = Store::Open(place_.where(), {.read_only = true});
    if (!store) _exit(2);
    auto size = CheckLog(**store);
    _exit(size && *size == 1 ? 0 : 3);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  chmod(place_.folder().c_str(), 0755);
}

TEST_F(SqliteFaults, ReadWithoutWritingFromAFolderThatIsNotTouched) {
  {
    auto store = Open({.create = true});
    ASSERT_TRUE(Send(*store, {.stream = "matter/1", .key = "k1"}).ok());
  }
  std::ifstream before(place_.where(), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(before)), {});
  {
    auto store = Open({.read_only = true});
    EXPECT_EQ(*CheckLog(*store), 1);
  }
  std::ifstream after(place_.where(), std::ios::binary);
  EXPECT_TRUE(bytes == std::string((std::istreambuf_iterator<char>(after)), {}));
}

TEST_F(SqliteFaults, RedactedBytesAreGoneFromTheFile) {
  const std::string secret = "the-name-of-a-person-0123456789";
  auto count = [&] {
    std::ifstream file(place_.where(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    return Has(bytes, secret);
  };
  {
    auto store = Open({.create = true});
    ASSERT_TRUE(store->Write(kAgency, [&](Unit& unit) -> base::Result<Verdict> {
      Outcome outcome;
      auto carried = Carry(unit, {.stream = "matter/1", .key = "k1", .events = 2}, outcome);
      EXPECT_TRUE(unit.ReplaceSecret(kLog, 0, secret).ok());
      EXPECT_TRUE(unit.ReplaceSecret(kLog, 1, std::string(20'000, 'x') + secret).ok());
      return carried;
    }));
  }
  EXPECT_TRUE(count());
  {
    auto store = Open({});
    ASSERT_TRUE(store->Write(kAgency, [&](Unit& unit) -> base::Result<Verdict> {
      EXPECT_TRUE(unit.DeleteSecret(kLog, 0).ok());
      EXPECT_TRUE(unit.ReplaceSecret(kLog, 1, "short").ok());
      return Verdict::kCommit;
    }));
  }
  EXPECT_FALSE(count());
}

TEST_F(SqliteFaults, LockThatIsKeptIsWaitedForAndThenReported) {
  auto store = Open({.create = true});
  auto other = SqliteConnection::Open(place_.where(), Access::kWrite, 50);
  ASSERT_TRUE((*other)->Begin(Mode::kWrite).ok());
  auto waiting = SqliteConnection::Open(place_.where(), Access::kWrite, 50);
  auto begun = (*waiting)->Begin(Mode::kWrite);
  ASSERT_FALSE(begun.ok());
  EXPECT_TRUE(Has(begun.error().message, "held by another process"));
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    (*other)->Rollback();
  });
  EXPECT_TRUE(Send(*store, {.stream = "matter/1", .key = "k1"}).ok());
  later.join();
}

class PostgresFaults : public testing::Test {
 protected:
  void SetUp() override {
    if (ClusterUrl().empty()) GTEST_SKIP() << "no cluster";
    place_.emplace(Engine::kPostgres);
    auto store = Store::Open(place_->where(), {.create = true});
    ASSERT_TRUE(store.ok()) << store.error().message;
    store_ = *std::move(store);
    auto admin = PostgresConnection::Open({ClusterUrl(), "public"});
    ASSERT_TRUE(admin.ok());
    admin_ = *std::move(admin);
  }
  // Ends the connections of this test's stores; other tests may be using the cluster.
  int EndConnections(const std::string& application, int most = 100) {
    int ended = 0;
    auto done =
        admin_->Script(fmt::format("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid IN "
                                   "(SELECT pid FROM pg_stat_activity WHERE "
                                   "application_name = '{}' AND state <> '' ORDER BY random() LIMIT {})",
                                   application, most),
                       [&](const Row&) { ++ended; });
    EXPECT_TRUE(done.ok());
    return ended;
  }
  std::unique_ptr<Store> OpenNamed(const std::string& application) {
    auto store = Store::Open(place_->where() + "&application_name=" + application, {});
    EXPECT_TRUE(store.ok()) << store.error().message;
    return *std::move(store);
  }

  std::optional<Place> place_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<PostgresConnection> admin_;
};

TEST_F(PostgresFaults, IdleConnectionsThatWereEndedAreReplaced) {
  auto store = OpenNamed("idle_ended");
  ASSERT_TRUE(Send(*store, {.stream = "matter/1", .key = "k1"}).ok());
  EXPECT_GE(EndConnections("idle_ended"), 1);
  auto sent = Send(*store, {.stream = "matter/2", .key = "k2"});
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_GE(EndConnections("idle_ended"), 1);
  EXPECT_EQ(*CheckLog(*store), 2);
}

TEST_F(PostgresFaults, AConnectionLostInTheMiddleOfAWorkRunsItAgain) {
  auto store = OpenNamed("middle");
  int runs = 0;
  Outcome outcome;
  auto verdict = store->Write(kAgency, [&](Unit& unit) -> base::Result<Verdict> {
    auto held = unit.HoldStream("matter/1", Hold::kChange);
    if (!held) return held.error();
    if (++runs == 1) {
      EXPECT_EQ(EndConnections("middle"), 1);
    }
    return Carry(unit, {.stream = "matter/1", .key = "k1"}, outcome);
  });
  ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(outcome.answer, Answer::kRecorded);
  EXPECT_EQ(*CheckLog(*store), 1);
}

TEST_F(PostgresFaults, ConnectionsEndedAllTheTimeLoseAndDoubleNothing) {
  auto store = OpenNamed("storm");
  std::atomic<bool> over{false};
  std::thread storm([&] {
    for (int ended = 0; ended < 40 && !over; ++ended) {  // an end to it, however slow the machine is
      EndConnections("storm", 1);
      std::this_thread::sleep_for(std::chrono::milliseconds(30));
    }
  });
  std::atomic<int> unknown{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 25; ++i) {
        const Command command{
            .stream = fmt::format("matter/{}", thread), .expect = -1, .key = fmt::format("{}-{}", thread, i)};
        for (int tries = 0;; ++tries) {
          auto sent = Send(*store, command);
          if (sent) break;
          unknown += Has(sent.error().message, "send it again");
          ASSERT_LT(tries, 20) << sent.error().message;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  over = true;
  storm.join();
  EXPECT_EQ(*CheckLog(*store_), 4 * 25);
}

TEST_F(PostgresFaults, OutOfOrderHoldsAreRunAgainUntilTheySucceed) {
  std::atomic<int> runs{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 2; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 5; ++i) {
        auto verdict = store_->Write(kAgency, [&](Unit& unit) -> base::Result<Verdict> {
          ++runs;
          for (int step = 0; step < 2; ++step) {
            const std::string id = step == thread ? "matter/a" : "matter/b";
            auto held = unit.HoldStream(id, Hold::kChange);
            if (!held) return held.error();
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            StreamRow row = held->value_or(StreamRow{.id = id});
            row.applier += 1;
            if (auto put = unit.PutStream(row); !put) return put.error();
          }
          return Verdict::kCommit;
        });
        EXPECT_TRUE(verdict.ok()) << verdict.error().message;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(runs, 10);
  EXPECT_TRUE(store_->Read(kAgency, [&](Reader& reader) -> base::Status {
    EXPECT_EQ((*reader.ReadStream("matter/a"))->applier, 10);
    EXPECT_EQ((*reader.ReadStream("matter/b"))->applier, 10);
    return base::Done{};
  }));
}

TEST_F(PostgresFaults, UnreachableServerIsSaidToBe) {
  auto store = Store::Open("postgresql://guiju@127.0.0.1:1/postgres", {});
  ASSERT_FALSE(store.ok());
  EXPECT_TRUE(Has(store.error().message, "no connection to PostgreSQL")) << store.error().message;
  auto wrong =
      Store::Open("postgresql://nobody:secretword@" + ClusterUrl().substr(ClusterUrl().find('@') + 1), {});
  ASSERT_FALSE(wrong.ok());
  EXPECT_FALSE(Has(wrong.error().message, "secretword"));
}

}  // namespace
}  // namespace guiju::store
