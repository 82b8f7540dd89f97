#include "runtime/store/engine_store.h"

#include <limits>

#include "runtime/store/names.h"
#include "runtime/store/row_reading.h"

namespace guiju::store {
namespace {

class SnapshotReader final : public Reader {
 public:
  using Reader::Reader;
};

}  // namespace

base::Status EngineStore::Read(std::string_view agency, const Reading& reading) {
  if (auto checked = CheckNames({agency}); !checked) return checked;
  return Snapshot([&](Connection& connection) {
    SnapshotReader reader(connection, agency);
    return reading(reader);
  });
}

base::Result<std::vector<DueStream>> EngineStore::DueStreams(int64_t now_ms, int64_t most,
                                                             const DueStream* after) {
  const DueStream from = after == nullptr ? DueStream{std::numeric_limits<int64_t>::min(), "", ""} : *after;
  base::Result<std::vector<DueStream>> due = std::vector<DueStream>();
  auto read = Snapshot([&](Connection& connection) -> base::Status {
    due = TakeAll<DueStream>(connection, StatementId::kDueStreams,
                             {now_ms, from.wake_ms, from.agency, from.id, most});
    if (!due) return due.error();
    return base::Done{};
  });
  if (!read) return read.error();
  return due;
}

base::Result<std::vector<LogName>> EngineStore::Logs() {
  base::Result<std::vector<LogName>> logs = std::vector<LogName>();
  auto read = Snapshot([&](Connection& connection) -> base::Status {
    logs = TakeAll<LogName>(connection, StatementId::kLogs, {});
    if (!logs) return logs.error();
    return base::Done{};
  });
  if (!read) return read.error();
  return logs;
}

}  // namespace guiju::store
