#pragma once
// A log read as it grows, and what was acknowledged held against it. Knows nothing of folds and trees: those
// are what `cases::Verify` is for.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "runtime/store/store.h"
#include "tests/durable/worker.h"

namespace guiju::durable {

class LogScan {
 public:
  // Reads what was appended since: positions without gaps, versions and links, the head. An Error says what
  // is wrong.
  base::Status Read(store::Store& store);
  // Against what was read: counts `lost` and `wrong`, and says what they are.
  base::Status Check(store::Store& store, const std::string& client, const std::vector<Acknowledged>& lines);

  int64_t entries() const { return next_; }
  int64_t acknowledged() const { return acknowledged_; }
  int64_t again() const { return again_; }
  int64_t refused() const { return refused_; }
  int64_t lost() const { return lost_; }
  // Commands that stand in the log more than once.
  int64_t duplicated() const { return duplicated_; }
  const std::string& first_wrong() const { return first_wrong_; }

 private:
  struct Recorded {
    int64_t first = 0, last = 0, sver = 0;
    std::string stream;
  };
  struct Version {
    int64_t sver = 0, pos = -1;
  };
  base::Status Take(const store::EventRow& row);
  void Lose(const std::string& what);

  int64_t next_ = 0, acknowledged_ = 0, again_ = 0, refused_ = 0, lost_ = 0, duplicated_ = 0;
  std::map<std::string, Recorded> commands_;  // by id
  std::map<std::string, Version> streams_;
  std::string first_wrong_;
};

}  // namespace guiju::durable
