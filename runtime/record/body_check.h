#pragma once
// The private bodies of a log against its entries, and deletions against the events that answer for them.
// Private to this room.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runtime/record/entry.h"
#include "runtime/record/event_types.h"
#include "runtime/record/log_source.h"
#include "runtime/record/verify.h"

namespace guiju::record {

class BodyCheck {
 public:
  // Both must outlive the check.
  BodyCheck(const LogSource& source, VerifyReport* report) : source_(source), report_(report) {}

  // Entries in the order of their positions. The body, when there is one and it is that of the entry.
  std::optional<SealedBody> Check(const Entry& entry, int64_t pos);
  // After the last: every deletion needs its event, every event its deletion.
  void Finish();

 private:
  std::optional<SealedBody> Matching(const Entry& entry, int64_t pos);
  void NoteDeletions(const Entry& entry, const SealedBody& body, int64_t pos);

  const LogSource& source_;
  VerifyReport* report_;
  std::map<std::pair<int64_t, std::string>, int64_t> said_by_;  // deleted field -> pos of the event
};

}  // namespace guiju::record
