#pragma once
// Case JSON to a row. Two paths with one meaning: a single-pass scanner for the ordinary shape of records (no
// escapes, no surprises), which predicts the next key from the last record, and simdjson for everything else
// and for every report.
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "runtime/caseio/careful_reading.h"
#include "runtime/caseio/case_buffer.h"
#include "runtime/caseio/problem.h"
#include "runtime/caseio/scan_inline.h"
#include "runtime/caseio/schema.h"

namespace guiju::caseio {

struct Limits {
  size_t max_bytes = 1 << 20;  // of one case
  int max_depth = 64;
};

// One per thread; reusable. The schema must outlive it.
class JsonReader {
 public:
  explicit JsonReader(const Schema& schema, Limits limits = {});
  ~JsonReader();
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  // Fills `out` (reset first). False: `problems` says what is wrong and `out` is unspecified. Linear time,
  // bounded memory.
  bool Read(std::string_view text, CaseBuffer* out, Problems* problems);  // copies the text
  bool ReadPadded(std::string_view text, CaseBuffer* out,
                  Problems* problems);  // kPadding bytes follow the text
  // The ordinary case on a line of a block: reads the line that begins at `line` and returns where the next
  // one begins. nullptr: not decided (or blank), and `out` is unspecified. kPadding bytes follow `end`.
  const char* ReadNext(const char* line, const char* end, CaseBuffer* out);
  // Without the quick path; kPadding bytes follow the text.
  bool ReadPaddedCarefully(std::string_view text, CaseBuffer* out, Problems* problems);
  uint64_t fast_reads() const { return fast_reads_; }

 private:
  const Schema& schema_;
  Limits limits_;
  CarefulReader careful_;
  std::vector<char> copy_;
  std::unique_ptr<class FastScanner> fast_;
  uint64_t fast_reads_ = 0;
};

}  // namespace guiju::caseio
