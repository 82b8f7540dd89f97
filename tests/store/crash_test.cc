// Processes that are killed while they write. A kill leaves the page cache, so it tests the order of writes
// and of acknowledgements, not the disk.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

#include "tests/store/child.h"
#include "tests/store/command.h"
#include "tests/store/place.h"

namespace guiju::store {
namespace {

class Crash : public EachEngine {};

INSTANTIATE_TEST_SUITE_P(Store, Crash, BothEngines(), NameOf);

int Kills(int usual) {
  const char* kills = std::getenv("GUIJU_STORE_KILLS");
  return kills == nullptr ? usual : std::atoi(kills);
}

// Every line says "KEY POS": the key must be known, with that position.
::testing::AssertionResult AllRecorded(Store& store, const std::string& client,
                                       const std::vector<std::string>& lines) {
  std::string lost;
  auto read = store.Read(kAgency, [&](Reader& reader) -> base::Status {
    lost.clear();
    for (const std::string& line : lines) {
      const size_t space = line.find(' ');
      auto found = reader.FindCommand(client, line.substr(0, space));
      if (!found) return found.error();
      if (!*found || std::to_string((*found)->pos) != line.substr(space + 1)) lost = line;
    }
    return base::Done{};
  });
  if (!read) return ::testing::AssertionFailure() << read.error().message;
  if (!lost.empty()) return ::testing::AssertionFailure() << "acknowledged but not recorded: " << lost;
  return ::testing::AssertionSuccess();
}

TEST_P(Crash, NothingAcknowledgedIsLostWhenTheProcessIsKilled) {
  Make();
  store_.reset();
  const int kills = Kills(GetParam() == Engine::kSqlite ? 300 : 100);
  std::minstd_rand random(7);
  int64_t acknowledged = 0, checked = 0;
  for (int kill = 0; kill < kills; ++kill) {
    const std::string client = "run " + std::to_string(kill);
    Child child(place_->where(), client, 3, 0);
    child.WaitForLines(1);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 8'000));
    child.Kill();
    const auto lines = child.Lines();
    acknowledged += static_cast<int64_t>(lines.size());
    auto store = Open();
    ASSERT_TRUE(store);
    ASSERT_TRUE(AllRecorded(*store, client, lines)) << "kill " << kill;
    auto size = store->Read(kAgency, [&](Reader& reader) -> base::Status {
      auto events = reader.ScanEvents(kLog, checked, 1'000'000);
      auto head = reader.ReadHead(kLog);
      if (!events || !head) return base::Error{"cannot read"};
      for (const EventRow& event : *events) {
        if (event.pos != checked++) return base::Error{"a gap before " + std::to_string(event.pos)};
      }
      if (head->size != checked) return base::Error{"the head does not count the events"};
      return base::Done{};
    });
    ASSERT_TRUE(size.ok()) << size.error().message;
  }
  auto store = Open();
  auto size = CheckLog(*store);
  ASSERT_TRUE(size.ok()) << size.error().message;
  EXPECT_GE(*size, acknowledged);
  std::printf("%d kills, %lld commands acknowledged, %lld events, 0 lost\n", kills,
              static_cast<long long>(acknowledged), static_cast<long long>(*size));
}

TEST_P(Crash, OneOfTwoProcessesIsKilledAndTheOtherGoesOn) {
  Make();
  store_.reset();
  const int kills = Kills(40);
  Child steady(place_->where(), "steady", 2, 0);
  std::vector<std::pair<std::string, std::vector<std::string>>> killed;
  for (int kill = 0; kill < kills; ++kill) {
    const std::string client = "run " + std::to_string(kill);
    Child child(place_->where(), client, 2, 0);
    child.WaitForLines(static_cast<size_t>(1 + kill % 5));
    child.Kill();
    killed.emplace_back(client, child.Lines());
  }
  steady.Kill();
  const auto lines = steady.Lines();
  store_ = Open();
  EXPECT_GT(lines.size(), static_cast<size_t>(kills) / 2);
  EXPECT_TRUE(AllRecorded(*store_, "steady", lines));
  for (const auto& [client, said] : killed) EXPECT_TRUE(AllRecorded(*store_, client, said));
  auto size = CheckLog(*store_);
  EXPECT_TRUE(size.ok()) << size.error().message;
}

}  // namespace
}  // namespace guiju::store
