// Making stores, bringing them forward, and refusing those of a later program.
#include <thread>

#include "runtime/store/open.h"
#include "tests/store/command.h"
#include "tests/store/place.h"

namespace guiju::store {
namespace {

class Schema : public EachEngine {
 protected:
  // This program's steps and then others, as a later program would know them.
  static std::vector<SchemaStep> Later(std::initializer_list<SchemaStep> more) {
    std::vector<SchemaStep> steps(SchemaSteps().begin(), SchemaSteps().end());
    steps.insert(steps.end(), more);
    return steps;
  }
  base::Result<std::unique_ptr<Store>> OpenWith(const std::vector<SchemaStep>& steps,
                                                const OpenOptions& options = {}) {
    return OpenStore(place_->where(), options, steps);
  }
  std::string Message(const OpenOptions& options = {}) {
    auto store = Store::Open(place_->where(), options);
    return store ? "" : store.error().message;
  }
  static bool Has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
  }
};

INSTANTIATE_TEST_SUITE_P(Store, Schema, BothEngines(), NameOf);

constexpr SchemaStep kAdding = {
    1, "ALTER TABLE stream ADD COLUMN note %TEXT; CREATE INDEX stream_kind ON stream (agency, kind)"};
constexpr SchemaStep kBreaking = {3,
                                  "CREATE TABLE dek (agency %TEXT NOT NULL, wrapped %BYTES NOT NULL) %TABLE"};
constexpr SchemaStep kFailing = {1, "CREATE TABLE half (x %INT) %TABLE; CREATE TABLE stream (x %INT) %TABLE"};

TEST_P(Schema, AStoreIsMadeOnlyWhenAsked) {
  EXPECT_TRUE(Has(Message(), "there is no store at"));
  EXPECT_TRUE(Has(Message({.read_only = true}), "there is no store at"));
  EXPECT_TRUE(Has(Message({.create = true, .read_only = true}), "there is no store at"));
  EXPECT_EQ(Message({.create = true, .origin = "example.gov.cn/示范县"}), "");
  auto store = Open({.create = true, .origin = "another"});  // found, not made
  EXPECT_EQ(store->info().origin, "example.gov.cn/示范县");
  EXPECT_FALSE(store->info().simulated);
  EXPECT_EQ(store->info().schema_version, static_cast<int>(SchemaSteps().size()));
  EXPECT_TRUE(Has(Message({.create = true, .simulated = true}), "not simulated"));
}

TEST_P(Schema, ASimulatedStoreSaysSoForEver) {
  EXPECT_TRUE(Has(Message({.create = true, .origin = "simulated/x"}), "cannot begin with"));
  ASSERT_EQ(Message({.create = true, .simulated = true, .origin = "o'x"}), "");
  auto store = Open();
  EXPECT_TRUE(store->info().simulated);
  EXPECT_EQ(store->info().origin, "simulated/o'x");
  EXPECT_EQ(store->info().engine, GetParam());
}

TEST_P(Schema, AnOlderStoreIsBroughtForwardOnceAndKeepsItsRows) {
  Make();
  ASSERT_TRUE(Send(*store_, {.stream = "matter/1", .key = "k1"}).ok());
  auto beside = Open();  // a process of the version before, still running
  const auto steps = Later({kAdding});
  auto read = OpenWith(steps, {.read_only = true});
  ASSERT_FALSE(read.ok());
  EXPECT_TRUE(Has(read.error().message, "open it once for writing"));
  std::vector<std::thread> threads;  // several processes of the new version at once
  std::vector<base::Result<std::unique_ptr<Store>>> opened;
  for (int i = 0; i < 4; ++i) opened.emplace_back(base::Error{});
  for (auto& slot : opened) threads.emplace_back([&] { slot = OpenWith(steps); });
  for (std::thread& thread : threads) thread.join();
  for (auto& store : opened) {
    ASSERT_TRUE(store.ok()) << store.error().message;
    EXPECT_EQ((*store)->info().schema_version, static_cast<int>(steps.size()));
  }
  EXPECT_EQ(*CheckLog(**opened[0]), 1);
  EXPECT_TRUE(Send(**opened[1], {.stream = "matter/2", .key = "k2"}).ok());
  // The step only added something: the older process goes on.
  auto sent = Send(*beside, {.stream = "matter/3", .key = "k3"});
  EXPECT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_EQ(*CheckLog(*beside), 3);
}

TEST_P(Schema, ANewerStoreIsReadOrRefused) {
  Make();
  ASSERT_TRUE(Send(*store_, {.stream = "matter/1", .key = "k1"}).ok());
  store_.reset();
  ASSERT_TRUE(OpenWith(Later({kAdding})).ok());
  EXPECT_TRUE(Has(Message(), "it may read the store but not write it"));
  {
    auto store = Open({.read_only = true});
    EXPECT_EQ(*CheckLog(*store), 1);
    EXPECT_FALSE(Send(*store, {.stream = "matter/2", .key = "k2"}).ok());
  }
  ASSERT_TRUE(OpenWith(Later({kAdding, kBreaking})).ok());
  EXPECT_TRUE(Has(Message(), "needs a program that knows schema 3"));
  EXPECT_TRUE(Has(Message({.read_only = true}), "needs a program that knows schema 3"));
}

TEST_P(Schema, AStepThatFailsLeavesTheStoreAsItWas) {
  Make();
  ASSERT_TRUE(Send(*store_, {.stream = "matter/1", .key = "k1"}).ok());
  store_.reset();
  EXPECT_FALSE(OpenWith(Later({kAdding, kFailing})).ok());
  auto store = Open();
  ASSERT_TRUE(store);
  EXPECT_EQ(store->info().schema_version, 1);
  EXPECT_EQ(*CheckLog(*store), 1);
  EXPECT_TRUE(OpenWith(Later({kAdding})).ok());
}

TEST_P(Schema, AStoreOpenForReadingIsNotWritten) {
  Make();
  ASSERT_TRUE(Send(*store_, {.stream = "matter/1", .key = "k1"}).ok());
  auto reading = Open({.read_only = true});
  EXPECT_TRUE(reading->info().read_only);
  auto sent = Send(*reading, {.stream = "matter/2", .key = "k2"});
  ASSERT_FALSE(sent.ok());
  EXPECT_TRUE(Has(sent.error().message, "reading only"));
  ASSERT_TRUE(Send(*store_, {.stream = "matter/2", .key = "k2"}).ok());
  EXPECT_EQ(*CheckLog(*reading), 2);
}

TEST(Where, PlacesThatAreNone) {
  for (const char* where :
       {"", "sqlite://relative", "sqlite:///", "mysql://x/y", "postgresql://127.0.0.1:1/x",
        "postgresql:///x?schema=A-B", "/nowhere/at/all/store.db"}) {
    auto store = Store::Open(where, {.create = true});
    ASSERT_FALSE(store.ok()) << where;
    EXPECT_FALSE(store.error().message.empty());
  }
}

}  // namespace
}  // namespace guiju::store
