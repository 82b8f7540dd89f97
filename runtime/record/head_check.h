#pragma once
// Every signed head that is known of a log, against the roots that its entries lead to. Private to this room.
#include <map>
#include <string>
#include <vector>

#include "runtime/record/verify.h"

namespace guiju::record {

class HeadCheck {
 public:
  // All must outlive the check.
  HeadCheck(const LogSource& source, const VerifyOptions& options, VerifyReport* report)
      : source_(source), options_(options), report_(report) {}

  // Before the walk. `notes`: the log's own, the latest last. Heads that do not hold become findings.
  void Load(const std::vector<std::string>& notes);
  // The head of the log's own latest checkpoint, size 0 when there is none: its tiles are those the source
  // has.
  const TreeHead& own_head() const { return own_head_; }

  // During the walk: the tree after each entry, and each entry that opens an epoch.
  void Reached(const TileEdge& tree);
  void Opened(int64_t pos, std::optional<Checkpoint> cited);

  // After it.
  void Finish();

 private:
  struct Head {
    Checkpoint checkpoint;
    int64_t epoch = 1;
  };
  std::optional<Head> Read(const std::string& note);
  base::Result<base::Digest> RootOfSize(int64_t size) const;
  bool IsSigned(const EpochOpening& opening) const;
  const EpochOpening* GaveUp(const Head& head) const;
  void Judge(const Head& head);
  void JudgeGivenUp(const Head& head, const EpochOpening& opening);

  const LogSource& source_;
  const VerifyOptions& options_;
  VerifyReport* report_;
  TreeHead own_head_;
  std::vector<Head> heads_;
  std::map<int64_t, std::optional<base::Digest>> roots_;  // at the sizes of the heads
};

}  // namespace guiju::record
