#pragma once
// Captured transactions sent again by hand: prepared statements, sqlite3 or libpq alone, nothing of ours
// between.
#include <string>
#include <vector>

#include "tests/durable/capture.h"

namespace guiju::durable {

using Transactions = std::vector<const Transaction*>;

// Wall and processor time of this process.
struct Spent {
  double seconds = 0, processor = 0;
};
class Stopwatch {
 public:
  Stopwatch();
  Spent Read() const;

 private:
  double wall_, processor_;
};

struct Replay {
  Spent spent{};
  int64_t wal_bytes = 0;
};
// Everything into a store that was just made, `group` transactions to a commit; only those with a lane are
// timed. `checkpoint`: as the store does; otherwise the log grows, to be measured.
Replay ReplaySqlite(const std::string& path, const std::vector<Transaction>& all, int group, bool checkpoint);
// One connection to each list of lanes; a commit to each transaction.
Replay ReplayPostgres(const std::string& url, const std::string& schema, const std::vector<Transaction>& all,
                      int connections);

}  // namespace guiju::durable
