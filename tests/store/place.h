#pragma once
// Places for stores of either engine, gone when the test ends.
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "runtime/store/store.h"

namespace guiju::store {

class Place {
 public:
  explicit Place(Engine engine);
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  Engine engine() const { return engine_; }
  const std::string& where() const { return where_; }
  // A folder of its own, also for PostgreSQL.
  const std::string& folder() const { return folder_; }

 private:
  Engine engine_;
  std::string folder_;
  std::string where_;
};

// The running cluster's URL; empty when the tests were started without one.
std::string ClusterUrl();
std::string EngineName(Engine engine);

// Every TEST_P of a suite derived from this one is run on both engines.
class EachEngine : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    if (GetParam() == Engine::kPostgres && ClusterUrl().empty()) {
      GTEST_SKIP() << "no cluster: tests/store/cluster.py start DIR; GUIJU_STORE_CLUSTER=DIR";
    }
    place_.emplace(GetParam());
  }
  void TearDown() override {
    store_.reset();
    place_.reset();
  }
  Store& Make() {
    OpenOptions options;
    options.create = true;
    store_ = Open(options);
    GJ_CHECK(store_ != nullptr);
    return *store_;
  }
  std::unique_ptr<Store> Open(const OpenOptions& options = {}) {
    auto store = Store::Open(place_->where(), options);
    EXPECT_TRUE(store.ok()) << store.error().message;
    return store ? *std::move(store) : nullptr;
  }

  std::optional<Place> place_;
  std::unique_ptr<Store> store_;
};

inline auto BothEngines() { return testing::Values(Engine::kSqlite, Engine::kPostgres); }
inline std::string NameOf(const testing::TestParamInfo<Engine>& info) { return EngineName(info.param); }

}  // namespace guiju::store
