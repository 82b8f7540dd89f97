#pragma once
// A store checked as a whole: the record, the streams, the decisions. Reads only.
#include <vector>

#include "runtime/cases/cases.h"
#include "runtime/cases/replay.h"
#include "runtime/record/export.h"
#include "runtime/record/verify.h"

namespace guiju::cases {

struct CheckOptions {
  std::vector<record::VerifierKey> keys;
  std::vector<std::string> retained;  // checkpoints kept elsewhere
  bool require_signed = false;
};
struct CheckReport {
  record::VerifyReport record;
  Replayed replayed;
  bool ok() const { return record.ok() && replayed.findings.empty(); }
};
base::Result<CheckReport> Verify(Cases& cases, const CheckOptions& options);

base::Status Export(Cases& cases, const std::string& path, record::Bodies bodies);

struct RebuildReport {
  Replayed replayed;
  int64_t rewritten = 0;
  int64_t moved_on = 0;  // streams that went on meanwhile: left as they are
};
// Folds every stream again. `check`: only compares. Else states that differ are written anew.
base::Result<RebuildReport> Rebuild(Cases& cases, bool check);

}  // namespace guiju::cases
