#include "runtime/record/verify.h"

#include <fmt/format.h>

#include <unordered_map>

#include "runtime/record/body_check.h"
#include "runtime/record/entry.h"
#include "runtime/record/hash.h"
#include "runtime/record/head_check.h"

namespace guiju::record {
namespace {

class LogWalk {
 public:
  LogWalk(const LogSource& source, const VerifyOptions& options)
      : source_(source), options_(options), heads_(source, options, &report_), bodies_(source, &report_) {}

  VerifyReport Run() {
    const base::Result<std::vector<std::string>> notes = source_.Checkpoints();
    if (notes) {
      heads_.Load(*notes);
    } else {
      Add(FindingKind::kUnreadable, -1, notes.error().message);
    }
    report_.bodies_checked = source_.HasBodies();
    if (!report_.bodies_checked && options_.require_bodies)
      Add(FindingKind::kBodyMissing, -1, "there are no bodies");
    Walk();
    if (report_.bodies_checked) bodies_.Finish();
    heads_.Finish();
    report_.streams = static_cast<int64_t>(streams_.size());
    return std::move(report_);
  }

 private:
  struct StreamEnd {
    int64_t sver = 0;
    int64_t pos = -1;
  };

  void Add(FindingKind kind, int64_t pos, std::string detail) {
    report_.findings.Add(kind, pos, std::move(detail));
  }

  void Walk() {
    const base::Result<int64_t> size = source_.Size();
    if (!size) return Add(FindingKind::kUnreadable, -1, size.error().message);
    while (report_.size < *size) {
      const int64_t from = report_.size;
      const base::Result<std::vector<std::string>> entries =
          source_.Entries(from, kTileWidth - from % kTileWidth);
      // What comes after a gap cannot be placed in the tree.
      if (!entries) return Add(FindingKind::kUnreadable, from, entries.error().message);
      if (entries->empty()) return Add(FindingKind::kMissingEntries, from, "the source ends before its size");
      for (const std::string& entry : *entries) Take(entry);
    }
  }

  void Take(const std::string& bytes) {
    const int64_t pos = report_.size++;
    tree_.Append(LeafHash(bytes), [this](const TileId& id, std::string_view hashes) {
      if (tree_.size() <= heads_.own_head().size) Compare(id, hashes);
    });
    if (tree_.size() == heads_.own_head().size) {
      tree_.Partial([this](const TileId& id, std::string_view hashes) { Compare(id, hashes); });
    }
    heads_.Reached(tree_);
    const base::Result<Entry> entry = ParseEntry(bytes);
    if (!entry) return Add(FindingKind::kEntryMalformed, pos, entry.error().message);
    CheckPlace(*entry, pos);
    CheckStream(*entry, pos);
    std::optional<SealedBody> body;
    if (report_.bodies_checked) body = bodies_.Check(*entry, pos);
    if (entry->type == kEpochOpenedType) OpenEpoch(body, pos);
  }

  void Compare(const TileId& id, std::string_view hashes) {
    const base::Result<std::string> tile = source_.HashTile(id);
    if (!tile) return Add(FindingKind::kUnreadable, -1, tile.error().message);
    if (*tile != hashes) Add(FindingKind::kTileMismatch, -1, TilePath(id));
  }

  void CheckPlace(const Entry& entry, int64_t pos) {
    if (entry.pos != pos) Add(FindingKind::kEntryPlace, pos, fmt::format("says it stands at {}", entry.pos));
    if (entry.agency != options_.agency || entry.log != options_.log) {
      Add(FindingKind::kEntryPlace, pos, fmt::format("is of {}, {}", entry.agency, entry.log));
    }
    if (entry.recorded_at < recorded_at_) {
      Add(FindingKind::kTimeBackwards, pos, fmt::format("{} after {}", entry.recorded_at, recorded_at_));
    }
    recorded_at_ = entry.recorded_at;
  }

  void CheckStream(const Entry& entry, int64_t pos) {
    StreamEnd& end = streams_[entry.stream];
    if (entry.sver != end.sver + 1 || entry.prev != end.pos) {
      Add(FindingKind::kStreamChain, pos,
          fmt::format("{}: version {} after {}, previous {} after {}", entry.stream, entry.sver, end.sver,
                      entry.prev, end.pos));
    }
    end = {entry.sver, pos};
  }

  void OpenEpoch(const std::optional<SealedBody>& body, int64_t pos) {
    if (!report_.bodies_checked) return heads_.Opened(pos, std::nullopt);
    const std::optional<EpochNotice> notice = body ? EpochNoticeOf(*body) : std::nullopt;
    const int64_t next = static_cast<int64_t>(report_.epochs.size()) + 2;
    if (!notice || notice->epoch != next) {
      Add(FindingKind::kEpoch, pos, fmt::format("an entry that does not open epoch {}", next));
      return heads_.Opened(pos, std::nullopt);
    }
    base::Result<Checkpoint> cited = OpenCheckpoint(notice->checkpoint, options_.keys);
    if (!cited) Add(FindingKind::kCheckpointSignature, pos, cited.error().message);
    heads_.Opened(pos, cited ? std::optional(*std::move(cited)) : std::nullopt);
  }

  const LogSource& source_;
  const VerifyOptions& options_;
  VerifyReport report_;
  HeadCheck heads_;
  BodyCheck bodies_;
  TileEdge tree_;
  std::unordered_map<std::string, StreamEnd> streams_;
  int64_t recorded_at_ = 0;
};

}  // namespace

VerifyReport VerifyLog(const LogSource& source, const VerifyOptions& options) {
  return LogWalk(source, options).Run();
}

}  // namespace guiju::record
