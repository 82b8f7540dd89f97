#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

#include "runtime/store/attempt.h"
#include "runtime/store/engine_store.h"
#include "runtime/store/open.h"
#include "runtime/store/postgres_connection.h"

namespace guiju::store {
namespace {

constexpr int kMostTries = 24;
constexpr int kMostReconnects = 6;  // over about three seconds: a server that restarts

// Sleeps a little longer each time, and not in step with others that were in the way.
void Pause(int tries, int first_us) {
  thread_local std::minstd_rand random(std::random_device{}());
  const int most = first_us << std::min(tries, 6);
  std::this_thread::sleep_for(
      std::chrono::microseconds(most / 2 + static_cast<int>(random() % static_cast<unsigned>(most / 2 + 1))));
}

class PostgresStore final : public EngineStore {
 public:
  PostgresStore(PostgresPlace place, int connections, StoreInfo info,
                std::unique_ptr<PostgresConnection> first)
      : EngineStore(std::move(info)),
        place_(std::move(place)),
        most_(std::max(1, connections)),
        name_(first->name()) {
    idle_.push_back(std::move(first));
  }

  base::Result<Verdict> Write(std::string_view agency, const Work& work, const Prelude& prepare) override;

 protected:
  base::Status Snapshot(const std::function<base::Status(Connection&)>& call) override;

 private:
  // A connection for the time of one transaction; null when none could be had.
  class Lease;

  std::unique_ptr<PostgresConnection> TakeIdle();
  void GiveBack(std::unique_ptr<PostgresConnection> connection);
  // Runs `call`, in a transaction of `mode`, again while that may help.
  base::Status Insist(Mode mode, const std::function<base::Status(PostgresConnection&)>& call);

  PostgresPlace place_;
  int most_;
  std::string name_;
  std::mutex mutex_;
  std::condition_variable returned_;
  int in_use_ = 0;
  std::vector<std::unique_ptr<PostgresConnection>> idle_;
};

class PostgresStore::Lease {
 public:
  explicit Lease(PostgresStore& store) : store_(store), connection_(store.TakeIdle()) {}
  ~Lease() { store_.GiveBack(std::move(connection_)); }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  base::Status Connect() {
    if (connection_) return base::Done{};
    auto opened = PostgresConnection::Open(store_.place_);
    if (!opened) return opened.error();
    connection_ = *std::move(opened);
    return base::Done{};
  }
  PostgresConnection& operator*() { return *connection_; }
  PostgresConnection* operator->() { return connection_.get(); }

 private:
  PostgresStore& store_;
  std::unique_ptr<PostgresConnection> connection_;
};

// Waits for a place; null when a connection is to be opened for it.
std::unique_ptr<PostgresConnection> PostgresStore::TakeIdle() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [&] { return in_use_ < most_; });
  ++in_use_;
  if (idle_.empty()) return nullptr;
  auto connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void PostgresStore::GiveBack(std::unique_ptr<PostgresConnection> connection) {
  std::vector<std::unique_ptr<PostgresConnection>> dead;
  {
    std::lock_guard lock(mutex_);
    --in_use_;
    if (connection && connection->fault() != Fault::kLost) {
      idle_.push_back(std::move(connection));
    } else if (connection) {
      dead.swap(idle_);  // what ended this one most likely ended those
    }
  }
  returned_.notify_one();
}

base::Status PostgresStore::Insist(Mode mode, const std::function<base::Status(PostgresConnection&)>& call) {
  int conflicts = 0, reconnects = 0;
  while (true) {
    {
      Lease lease(*this);
      auto done = lease.Connect();
      Fault fault = Fault::kLost;
      if (done) {
        done = lease->Begin(mode);
        if (done) done = call(*lease);
        fault = lease->fault();
        if (!done && fault != Fault::kLost) lease->Rollback();
      }
      if (done || fault == Fault::kNone || fault == Fault::kOther) return done;
      if (fault == Fault::kConflict ? ++conflicts > kMostTries : ++reconnects > kMostReconnects) return done;
    }
    if (reconnects > 0) Pause(reconnects, 25'000);
    if (conflicts > 0) Pause(conflicts, 200);
  }
}

base::Status PostgresStore::Snapshot(const std::function<base::Status(Connection&)>& call) {
  return Insist(Mode::kRead, [&](PostgresConnection& connection) {
    auto done = call(connection);
    if (done) connection.Rollback();
    return done;
  });
}

// Works on other streams run at the same time: nothing is gained by preparing.
base::Result<Verdict> PostgresStore::Write(std::string_view agency, const Work& work, const Prelude&) {
  if (info().read_only) return base::Error{fmt::format("the store {} is open for reading only", name_)};
  base::Result<Verdict> outcome = Verdict::kRefuse;
  auto done = Insist(Mode::kWrite, [&](PostgresConnection& connection) -> base::Status {
    outcome = Attempt(connection, agency, work).outcome;
    if (!outcome) return outcome.error();
    if (*outcome == Verdict::kRefuse) {
      connection.Rollback();
      return base::Done{};
    }
    auto committed = connection.Commit();
    if (committed || connection.fault() != Fault::kLost) return committed;
    // Nobody can tell, so it must not be run again here.
    outcome = base::Error{
        fmt::format("{}; it is not known whether the command was recorded: send it again under the same key",
                    committed.error().message)};
    return base::Done{};
  });
  if (!done) return done.error();
  return outcome;
}

// Takes "schema=NAME" out of the URL, where libpq would not know it.
base::Result<PostgresPlace> ParsePlace(const std::string& url, bool read_only) {
  PostgresPlace place{url, "guiju", read_only};
  const size_t query = url.find('?');
  if (query == std::string::npos) return place;
  place.url = url.substr(0, query);
  char separator = '?';
  for (size_t at = query; at < url.size();) {
    const size_t end = std::min(url.find('&', at + 1), url.size());
    const std::string setting = url.substr(at + 1, end - at - 1);
    if (setting.starts_with("schema=")) {
      place.schema = setting.substr(7);
    } else if (!setting.empty()) {
      place.url += separator + setting;
      separator = '&';
    }
    at = end;
  }
  const bool good = !place.schema.empty() && place.schema.size() <= 63 &&
                    std::all_of(place.schema.begin(), place.schema.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
                    });
  if (!good)
    return base::Error{
        fmt::format("a schema's name has 1 to 63 of a-z, 0-9 and _; \"{}\" does not", place.schema)};
  return place;
}

}  // namespace

base::Result<std::unique_ptr<Store>> OpenPostgresStore(const std::string& url, const OpenOptions& options,
                                                       std::span<const SchemaStep> steps) {
  auto place = ParsePlace(url, options.read_only);
  if (!place) return place.error();
  auto connection = PostgresConnection::Open(*place);
  if (!connection) return connection.error();
  const std::string name = fmt::format("{}, schema {}", (*connection)->name(), place->schema);
  const std::string alone = fmt::format(
      "SELECT pg_advisory_xact_lock(hashtextextended('guiju schema {0}', 0)); CREATE SCHEMA IF NOT EXISTS "
      "\"{0}\"",
      place->schema);
  auto info = PrepareSchema(**connection, Dialect::kPostgres, name, options, steps, alone);
  if (!info) return info.error();
  return std::unique_ptr<Store>(
      std::make_unique<PostgresStore>(*std::move(place), options.connections, *info, *std::move(connection)));
}

}  // namespace guiju::store
