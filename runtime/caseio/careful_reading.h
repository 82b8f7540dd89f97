#pragma once
// Case JSON through simdjson on-demand: every form a case may have, and every report of what is wrong.
#include <memory>
#include <string_view>

#include "runtime/caseio/case_buffer.h"
#include "runtime/caseio/problem.h"
#include "runtime/caseio/schema.h"

namespace guiju::caseio {

// One per thread; reusable.
class CarefulReader {
 public:
  CarefulReader();
  ~CarefulReader();
  CarefulReader(const CarefulReader&) = delete;
  CarefulReader& operator=(const CarefulReader&) = delete;
  // Into `out`, which has been reset. False: `problems` says what is wrong. kPadding bytes follow the text;
  // its size and nesting have been looked at.
  bool Read(const Schema& schema, std::string_view text, CaseBuffer* out, Problems* problems);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace guiju::caseio
