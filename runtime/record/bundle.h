#pragma once
// All that a log has of one stream (a case), for a court or a party: complete, provable offline, showing only
// what may be shown.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/record/checkpoint.h"
#include "runtime/record/disclosure.h"
#include "runtime/record/entry.h"
#include "runtime/record/finding.h"
#include "runtime/record/log_source.h"
#include "runtime/record/stream_head.h"

namespace guiju::record {

struct BundleEntry {
  std::string entry;
  Proof inclusion;  // in the tree of the bundle's checkpoint
  std::optional<Disclosure> disclosure;
  friend bool operator==(const BundleEntry&, const BundleEntry&) = default;
};

struct CaseBundle {
  std::string checkpoint;            // signed note
  std::string statement;             // signed note (stream_head.h) for the same tree
  std::vector<BundleEntry> entries;  // 1 … n of the stream
  friend bool operator==(const CaseBundle&, const CaseBundle&) = default;
};

// What of a body is shown, by position of its entry: paths that are redacted or absent are an Error.
// Positions without paths show nothing of the body.
using Shown = std::map<int64_t, std::vector<std::string>>;

// From the entry at the statement's position back along `prev`. `checkpoint` and `statement` are signed notes
// of one head; their signatures are the verifier's to check. The source's tiles must be those of that head.
base::Result<CaseBundle> MakeBundle(const LogSource& source, const std::string& checkpoint,
                                    const std::string& statement, const Shown& shown);

inline constexpr size_t kMaxBundleBytes = 256 * 1024 * 1024;
// Canonical JSON, with a format version.
base::Result<std::string> PrintBundle(const CaseBundle& bundle);
base::Result<CaseBundle> ParseBundle(std::string_view bytes);

struct BundleReport {
  StreamHead statement;
  std::vector<Entry> entries;  // as far as they are well formed
  int64_t disclosed_fields = 0;
  Findings findings;
  bool ok() const { return findings.empty(); }
};

// That the bundle has every entry of the stream up to the checkpoint, each in the signed log, and that what
// it shows was recorded. `log_name`: origin of the log's first epoch.
BundleReport VerifyBundle(const CaseBundle& bundle, const std::string& log_name,
                          const std::vector<VerifierKey>& keys);

}  // namespace guiju::record
