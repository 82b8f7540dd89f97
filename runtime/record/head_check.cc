#include "runtime/record/head_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "runtime/record/hash.h"

namespace guiju::record {

std::optional<HeadCheck::Head> HeadCheck::Read(const std::string& note) {
  base::Result<Checkpoint> checkpoint = OpenCheckpoint(note, options_.keys);
  if (!checkpoint) {
    report_->findings.Add(FindingKind::kCheckpointSignature, -1, checkpoint.error().message);
    return std::nullopt;
  }
  const int64_t epoch = EpochOf(options_.log_name, checkpoint->origin);
  if (epoch == 0) {
    report_->findings.Add(FindingKind::kCheckpointOrigin, -1, checkpoint->origin);
    return std::nullopt;
  }
  return Head{*std::move(checkpoint), epoch};
}

void HeadCheck::Load(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) {
    if (std::optional<Head> head = Read(note)) {
      if (&note == &notes.back()) own_head_ = head->checkpoint.head;
      heads_.push_back(*std::move(head));
    }
  }
  for (const std::string& note : options_.retained) {
    if (std::optional<Head> head = Read(note)) heads_.push_back(*std::move(head));
  }
  report_->checkpoints = static_cast<int64_t>(heads_.size());
  for (const Head& head : heads_) roots_.emplace(head.checkpoint.head.size, std::nullopt);
  roots_[0] = EmptyRoot();
  const auto last = std::max_element(heads_.begin(), heads_.end(), [](const Head& a, const Head& b) {
    return std::tuple(a.epoch, a.checkpoint.head.size) < std::tuple(b.epoch, b.checkpoint.head.size);
  });
  if (last != heads_.end()) report_->signed_size = last->checkpoint.head.size;
}

void HeadCheck::Reached(const TileEdge& tree) {
  const auto asked = roots_.find(tree.size());
  if (asked != roots_.end()) asked->second = tree.Root();
}

void HeadCheck::Opened(int64_t pos, std::optional<Checkpoint> cited) {
  EpochOpening opening{static_cast<int64_t>(report_->epochs.size()) + 2, pos, std::nullopt};
  if (cited) {
    const int64_t epoch = EpochOf(options_.log_name, cited->origin);
    if (epoch < 1 || epoch >= opening.epoch) {
      report_->findings.Add(FindingKind::kEpoch, pos,
                            fmt::format("epoch {} cites {}", opening.epoch, cited->origin));
    }
    opening.cited = cited->head;
    // What it cites was signed: it counts like every other head that is known.
    if (epoch > 0) heads_.push_back({*std::move(cited), epoch});
  }
  report_->epochs.push_back(opening);
}

base::Result<base::Digest> HeadCheck::RootOfSize(int64_t size) const {
  const auto known = roots_.find(size);
  if (known != roots_.end() && known->second) return *known->second;
  // Its size became known when the walk had passed it. The tiles were compared with the entries meanwhile.
  return RootAt(size,
                TileHashReader(own_head_.size, [this](const TileId& id) { return source_.HashTile(id); }));
}

// Whoever can write entries could write one that opens an epoch, and so explain away what was signed before.
// It counts only when the signer went along: when a head of that epoch covers it.
bool HeadCheck::IsSigned(const EpochOpening& opening) const {
  return std::any_of(heads_.begin(), heads_.end(), [this, &opening](const Head& head) {
    const TreeHead& signed_head = head.checkpoint.head;
    if (head.epoch < opening.epoch || signed_head.size <= opening.pos || signed_head.size > report_->size)
      return false;
    const base::Result<base::Digest> root = RootOfSize(signed_head.size);
    return root.ok() && *root == signed_head.root;
  });
}

// The opening of the first later epoch that stands before the end of what the head signed.
const EpochOpening* HeadCheck::GaveUp(const Head& head) const {
  for (const EpochOpening& opening : report_->epochs) {
    if (opening.epoch > head.epoch && opening.pos < head.checkpoint.head.size && IsSigned(opening))
      return &opening;
  }
  return nullptr;
}

void HeadCheck::Judge(const Head& head) {
  const auto [size, root] = head.checkpoint.head;
  const auto opened =
      std::find_if(report_->epochs.begin(), report_->epochs.end(),
                   [&head](const EpochOpening& opening) { return opening.epoch == head.epoch; });
  if (const EpochOpening* opening = GaveUp(head)) return JudgeGivenUp(head, *opening);
  if (size > report_->size) {
    report_->findings.Add(FindingKind::kMissingEntries, report_->size,
                          fmt::format("{} entries are signed as {}", size, head.checkpoint.origin));
    return;
  }
  const base::Result<base::Digest> derived = RootOfSize(size);
  if (!derived || *derived != root) {
    report_->findings.Add(FindingKind::kRootMismatch, -1,
                          fmt::format("at size {}, signed as {}", size, head.checkpoint.origin));
  }
  if (head.epoch > 1 && (opened == report_->epochs.end() || opened->pos >= size)) {
    report_->findings.Add(
        FindingKind::kEpoch, -1,
        fmt::format("{} is signed without the entry that opens it", head.checkpoint.origin));
  }
}

void HeadCheck::JudgeGivenUp(const Head& head, const EpochOpening& opening) {
  const TreeHead& signed_head = head.checkpoint.head;
  // Without bodies what the opening cites is not known; the signer of the new epoch has compared it.
  const bool contradicts =
      opening.cited && (signed_head.size > opening.cited->size ||
                        (signed_head.size == opening.cited->size && signed_head != *opening.cited));
  if (contradicts) {
    report_->findings.Add(
        FindingKind::kFork, opening.pos,
        fmt::format("{} was signed up to {}; epoch {} answers for {} entries", head.checkpoint.origin,
                    signed_head.size, opening.epoch, opening.cited->size));
    return;
  }
  const auto& known = report_->beyond_restore;
  if (std::find(known.begin(), known.end(), head.checkpoint) == known.end()) {
    report_->beyond_restore.push_back(head.checkpoint);
  }
}

void HeadCheck::Finish() {
  for (const Head& head : heads_) Judge(head);
  if (heads_.empty() && options_.require_signed) report_->findings.Add(FindingKind::kNothingSigned, -1, "");
  if (options_.require_signed && report_->unsigned_entries() > 0) {
    report_->findings.Add(FindingKind::kUnsignedTail, report_->signed_size,
                          fmt::format("{} entries", report_->unsigned_entries()));
  }
}

}  // namespace guiju::record
