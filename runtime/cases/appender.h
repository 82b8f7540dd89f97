#pragma once
// Events of one command appended to a log: bodies sealed, entries printed, the tree's frontier carried on.
#include <string>
#include <utility>

#include "runtime/record/entry.h"
#include "runtime/record/json.h"
#include "runtime/record/tree.h"
#include "runtime/store/unit.h"
#include "runtime/value/period.h"

namespace guiju::cases {

// What the events of a command have in common.
struct Author {
  record::Actor actor;
  record::Mode mode = record::Mode::kAct;
  std::string cmd;
  std::string closure, calendar;  // 64 hex digits or ""
};

// A body as it is kept and what its entry says of it, under fresh salts.
struct Sealed {
  std::string bytes;
  base::Digest root = {};
  int64_t fields = 0;
};
base::Result<Sealed> SealBody(const record::Value& body);

// For one unit, after the streams are held: it locks the head of the log.
class Appender {
 public:
  static base::Result<Appender> Begin(store::Unit& unit, std::string_view log, int64_t now_ms);

  // Appends the event to the stream; `row` has its new version and head then, the caller puts it.
  base::Status Append(std::string_view type, const value::Moment& occurred, const Sealed& body,
                      const Author& author, store::StreamRow* row);
  base::Status Append(std::string_view type, const value::Moment& occurred, const record::Value& body,
                      const Author& author, store::StreamRow* row);
  // Once, after the last.
  base::Status Finish();

  int64_t first() const { return first_; }  // position of the first event appended
  int64_t size() const { return head_.size; }
  store::LogHead& head() { return head_; }

 private:
  Appender(store::Unit& unit, std::string_view log) : unit_(unit), log_(log) {}

  store::Unit& unit_;
  std::string log_;
  store::LogHead head_;
  record::Frontier frontier_;
  int64_t first_ = 0;
  int64_t recorded_at_ = 0;
};

// When the last entry of the log was recorded; 0 for an empty one.
base::Result<int64_t> LastRecordedAt(store::Reader& reader, std::string_view log, int64_t size);

}  // namespace guiju::cases
