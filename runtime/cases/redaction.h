#pragma once
// Values of a matter's events deleted on a legal basis: value and salt go, an event on the same stream says
// which, by whom and why; the matter is what its events lead to without them.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/cases/cases.h"

namespace guiju::cases {

struct RedactRequest {
  std::string stream;              // "matter/…"
  int64_t pos = -1;                // of the entry, in the log
  std::vector<std::string> paths;  // of fields, or of what has fields below it
  std::string basis;               // 条文; required
  std::string reason;
  FourEyes persons;
  // 保存期限 in years, from the day the matter ended. Nothing may be deleted before the matter has ended and
  // this time is over — not known, it is not over — unless the basis is one that goes before it.
  std::optional<int64_t> retention_years;
  bool overrides = false;
};

struct RedactAnswer {
  Answer answer;
  // Entries of the matter that still hold a text that was deleted: position, path.
  std::vector<std::pair<int64_t, std::string>> also_at;
};
// Reads the whole history of the matter. An Error is the store's.
base::Result<RedactAnswer> Redact(Cases& cases, const RedactRequest& request);

// Whether that field of an event of a matter may be deleted.
bool IsRedactable(std::string_view type, std::string_view path);

}  // namespace guiju::cases
