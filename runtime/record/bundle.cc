#include "runtime/record/bundle.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/record/hash.h"

namespace guiju::record {
namespace {

base::Result<StreamHead> Unchecked(const std::string& note) {
  // The lines of a statement are those of a checkpoint with one before them.
  const size_t end = note.rfind("\n\n"), begin = kStreamHeadLine.size() + 1;
  if (end == std::string::npos || end < begin) return base::Error{"bundle: its statement is no note"};
  const base::Result<Checkpoint> lines =
      ParseCheckpoint(std::string_view(note).substr(begin, end + 1 - begin));
  if (!lines || lines->extensions.size() != 3) return base::Error{"bundle: its statement is malformed"};
  StreamHead statement{lines->origin, lines->head, lines->extensions[0]};
  const base::Result<Value> pos = ParseJson(lines->extensions[2]);
  if (!pos || pos->kind() != Value::Kind::kInteger) return base::Error{"bundle: its statement is malformed"};
  statement.pos = pos->number();
  return statement;
}

class BundleMaker {
 public:
  BundleMaker(const LogSource& source, const StreamHead& statement, const Shown& shown)
      : source_(source),
        statement_(statement),
        shown_(shown),
        hashes_(statement.head.size, [&source](const TileId& id) { return source.HashTile(id); }) {}

  base::Result<std::vector<BundleEntry>> Make() {
    std::vector<BundleEntry> entries;
    for (int64_t pos = statement_.pos; pos >= 0;) {
      base::Result<BundleEntry> entry = MakeEntry(&pos);
      if (!entry) return entry.error();
      entries.push_back(*std::move(entry));
    }
    std::reverse(entries.begin(), entries.end());
    return entries;
  }

 private:
  // Moves *pos to the entry before.
  base::Result<BundleEntry> MakeEntry(int64_t* pos) {
    base::Result<std::vector<std::string>> bytes = source_.Entries(*pos, 1);
    if (!bytes) return bytes.error();
    if (bytes->size() != 1) return base::Error{fmt::format("bundle: no entry {}", *pos)};
    const base::Result<Entry> entry = ParseEntry(bytes->front());
    if (!entry) return entry.error();
    if (entry->stream != statement_.stream || entry->prev >= *pos) {
      return base::Error{fmt::format("bundle: the entry at {} is not of {}", *pos, statement_.stream)};
    }
    base::Result<Proof> proof = ProveInclusion(*pos, statement_.head.size, hashes_);
    if (!proof) return proof.error();
    BundleEntry made{bytes->front(), *std::move(proof), std::nullopt};
    if (const auto paths = shown_.find(*pos); paths != shown_.end()) {
      base::Result<Disclosure> disclosure = Show(*pos, paths->second);
      if (!disclosure) return disclosure.error();
      made.disclosure = *std::move(disclosure);
    }
    *pos = entry->prev;
    return made;
  }

  base::Result<Disclosure> Show(int64_t pos, const std::vector<std::string>& paths) {
    const base::Result<std::optional<std::string>> bytes = source_.Body(pos);
    if (!bytes) return bytes.error();
    if (!*bytes) return base::Error{fmt::format("bundle: the entry at {} has no body here", pos)};
    const base::Result<SealedBody> body = ParseBody(**bytes);
    if (!body) return body.error();
    return Disclose(*body, paths);
  }

  const LogSource& source_;
  const StreamHead& statement_;
  const Shown& shown_;
  TileHashReader hashes_;
};

class BundleCheck {
 public:
  BundleCheck(const CaseBundle& bundle, const std::string& log_name, const std::vector<VerifierKey>& keys)
      : bundle_(bundle), log_name_(log_name), keys_(keys) {}

  BundleReport Run() {
    if (!OpenHeads()) return std::move(report_);
    if (static_cast<int64_t>(bundle_.entries.size()) != report_.statement.sver) {
      Add(FindingKind::kIncomplete, -1,
          fmt::format("{} entries, {} are stated", bundle_.entries.size(), report_.statement.sver));
    }
    int64_t sver = 0, previous = -1;
    for (const BundleEntry& entry : bundle_.entries) CheckEntry(entry, ++sver, &previous);
    if (previous != report_.statement.pos)
      Add(FindingKind::kIncomplete, previous, "does not end with the stated entry");
    return std::move(report_);
  }

 private:
  void Add(FindingKind kind, int64_t pos, std::string detail) {
    report_.findings.Add(kind, pos, std::move(detail));
  }

  bool OpenHeads() {
    const base::Result<Checkpoint> checkpoint = OpenCheckpoint(bundle_.checkpoint, keys_);
    const base::Result<StreamHead> statement = OpenStreamHead(bundle_.statement, keys_);
    if (!checkpoint) {
      Add(FindingKind::kCheckpointSignature, -1, checkpoint.error().message);
    } else if (EpochOf(log_name_, checkpoint->origin) == 0) {
      Add(FindingKind::kCheckpointOrigin, -1, checkpoint->origin);
    } else if (!statement) {
      Add(FindingKind::kStatement, -1, statement.error().message);
    } else if (statement->origin != checkpoint->origin || statement->head != checkpoint->head) {
      Add(FindingKind::kStatement, -1, "it speaks of another head than the checkpoint");
    } else {
      report_.statement = *statement;
    }
    return report_.findings.empty();
  }

  void CheckEntry(const BundleEntry& item, int64_t sver, int64_t* previous) {
    base::Result<Entry> entry = ParseEntry(item.entry);
    if (!entry) return Add(FindingKind::kEntryMalformed, -1, entry.error().message);
    const int64_t pos = entry->pos;
    if (entry->stream != report_.statement.stream)
      Add(FindingKind::kEntryPlace, pos, "is of " + entry->stream);
    if (entry->sver != sver || entry->prev != *previous) {
      Add(FindingKind::kIncomplete, pos, fmt::format("version {} where {} is due", entry->sver, sver));
    }
    const bool same_log = report_.entries.empty() || (entry->agency == report_.entries[0].agency &&
                                                      entry->log == report_.entries[0].log);
    if (!same_log) Add(FindingKind::kEntryPlace, pos, fmt::format("is of {}, {}", entry->agency, entry->log));
    if (!VerifyInclusion(pos, LeafHash(item.entry), item.inclusion, report_.statement.head)) {
      Add(FindingKind::kInclusion, pos, fmt::format("in {} entries", report_.statement.head.size));
    }
    if (item.disclosure) CheckDisclosure(*item.disclosure, *entry);
    *previous = pos;
    report_.entries.push_back(*std::move(entry));
  }

  void CheckDisclosure(const Disclosure& disclosure, const Entry& entry) {
    if (!VerifyDisclosure(disclosure, entry.fields, entry.root)) {
      return Add(FindingKind::kDisclosure, entry.pos, fmt::format("{} fields", disclosure.fields.size()));
    }
    report_.disclosed_fields += static_cast<int64_t>(disclosure.fields.size());
  }

  const CaseBundle& bundle_;
  const std::string& log_name_;
  const std::vector<VerifierKey>& keys_;
  BundleReport report_;
};

}  // namespace

base::Result<CaseBundle> MakeBundle(const LogSource& source, const std::string& checkpoint,
                                    const std::string& statement, const Shown& shown) {
  const base::Result<StreamHead> head = Unchecked(statement);
  if (!head) return head.error();
  base::Result<std::vector<BundleEntry>> entries = BundleMaker(source, *head, shown).Make();
  if (!entries) return entries.error();
  return CaseBundle{checkpoint, statement, *std::move(entries)};
}

BundleReport VerifyBundle(const CaseBundle& bundle, const std::string& log_name,
                          const std::vector<VerifierKey>& keys) {
  return BundleCheck(bundle, log_name, keys).Run();
}

}  // namespace guiju::record
