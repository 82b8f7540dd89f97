#pragma once
// What both engines' stores share: everything but how a connection is had and how works are committed.
#include <functional>

#include "runtime/store/connection.h"
#include "runtime/store/store.h"

namespace guiju::store {

class EngineStore : public Store {
 public:
  const StoreInfo& info() const final { return info_; }
  base::Status Read(std::string_view agency, const Reading& reading) final;
  base::Result<std::vector<DueStream>> DueStreams(int64_t now_ms, int64_t most, const DueStream* after) final;
  base::Result<std::vector<LogName>> Logs() final;

 protected:
  explicit EngineStore(StoreInfo info) : info_(std::move(info)) {}
  // Runs the call over a connection whose reads are of one moment; again if the connection was lost.
  virtual base::Status Snapshot(const std::function<base::Status(Connection&)>& call) = 0;

 private:
  StoreInfo info_;
};

}  // namespace guiju::store
