#pragma once
// The whole of a log checked offline and read only, without trusting whoever keeps it.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/record/checkpoint.h"
#include "runtime/record/finding.h"
#include "runtime/record/log_source.h"

namespace guiju::record {

struct VerifyOptions {
  std::string log_name;  // origin of the log's first epoch (checkpoint.h)
  std::string agency;    // what the entries must say
  std::string log;
  std::vector<VerifierKey> keys;      // at least one; a checkpoint must be signed by one of them
  std::vector<std::string> retained;  // checkpoints kept elsewhere, in any order
  bool require_signed = false;        // an unsigned tail is a finding
  bool require_bodies = false;        // a source without private bodies is a finding
};

struct Redaction {
  int64_t pos = 0;
  std::string path;
  int64_t said_by = -1;  // pos of the event that says so, -1: none
};

// The history given up when the log went on after a restore.
struct EpochOpening {
  int64_t epoch = 0;
  int64_t pos = 0;                // of its first entry
  std::optional<TreeHead> cited;  // the last head of the epoch before, when bodies are there
};

struct VerifyReport {
  int64_t size = 0;         // entries read
  int64_t signed_size = 0;  // of the largest checkpoint of the latest epoch
  int64_t unsigned_entries() const { return size > signed_size ? size - signed_size : 0; }
  int64_t checkpoints = 0;  // those that hold
  int64_t streams = 0;
  bool bodies_checked = false;
  int64_t bodies = 0, fields = 0;
  std::vector<Redaction> redactions;
  std::vector<EpochOpening> epochs;  // after the first
  // Signed heads of entries that a restore lost; the opening of a later epoch answers for them.
  std::vector<Checkpoint> beyond_restore;
  Findings findings;
  bool ok() const { return findings.empty(); }
};

// Every entry is parsed, must be canonical and stand where it says; streams are followed without a gap; tiles
// are made anew and compared; the root is compared at the size of every checkpoint, so that no shorter
// history and no other history passes; every body must lead to the root its entry holds; every deleted field
// must be answered for. Whatever cannot be read is a finding. An unsigned tail is none unless asked for: a
// crash leaves one.
VerifyReport VerifyLog(const LogSource& source, const VerifyOptions& options);

}  // namespace guiju::record
