#include "runtime/cases/appender.h"

#include <algorithm>

#include "runtime/cases/moment.h"
#include "runtime/record/fields.h"
#include "runtime/record/flatten.h"
#include "runtime/record/hash.h"
#include "runtime/record/random.h"

namespace guiju::cases {

base::Result<int64_t> LastRecordedAt(store::Reader& reader, std::string_view log, int64_t size) {
  if (size == 0) return int64_t{0};
  auto last = reader.ScanEvents(log, size - 1, 1);
  if (!last) return last.error();
  if (last->empty()) return base::Error{"记录的最后一条不见了 (the last entry of the log is missing)"};
  auto entry = record::ParseEntry(last->front().entry);
  if (!entry) return entry.error();
  return entry->recorded_at;
}

base::Result<Sealed> SealBody(const record::Value& body) {
  auto fields = record::Flatten(body);
  if (!fields) return fields.error();
  auto sealed = record::Seal(*fields);
  if (!sealed) return sealed.error();
  return Sealed{record::PrintBody(*sealed), record::RootOf(*sealed),
                static_cast<int64_t>(sealed->fields.size())};
}

base::Result<Appender> Appender::Begin(store::Unit& unit, std::string_view log, int64_t now_ms) {
  Appender appender(unit, log);
  auto head = unit.LockHead(log);
  if (!head) return head.error();
  appender.head_ = *std::move(head);
  if (appender.head_.size > 0 || !appender.head_.frontier.empty()) {
    auto frontier = record::Frontier::Parse(appender.head_.frontier);
    if (!frontier) return frontier.error();
    appender.frontier_ = *std::move(frontier);
  }
  if (appender.frontier_.size() != appender.head_.size)
    return base::Error{"记录的树与条数不符 (the tree of the log is not of its size); guiju verify"};
  auto last = LastRecordedAt(unit, log, appender.head_.size);
  if (!last) return last.error();
  appender.recorded_at_ = std::max(now_ms, *last);  // a clock put back does not reorder the record
  appender.first_ = appender.head_.size;
  return appender;
}

base::Status Appender::Append(std::string_view type, const value::Moment& occurred, const record::Value& body,
                              const Author& author, store::StreamRow* row) {
  auto sealed = SealBody(body);
  if (!sealed) return sealed.error();
  return Append(type, occurred, *sealed, author, row);
}

base::Status Appender::Append(std::string_view type, const value::Moment& occurred, const Sealed& body,
                              const Author& author, store::StreamRow* row) {
  record::Entry entry;
  entry.agency = unit_.agency();
  entry.log = log_;
  entry.pos = head_.size;
  entry.stream = row->id;
  entry.sver = row->sver + 1;
  entry.prev = row->head;
  entry.type = type;
  entry.recorded_at = recorded_at_;
  entry.occurred = PrintMoment(occurred);
  entry.actor = author.actor;
  entry.mode = author.mode;
  entry.cmd = author.cmd;
  entry.closure = author.closure;
  entry.calendar = author.calendar;
  entry.root = body.root;
  entry.fields = body.fields;
  entry.nonce = record::RandomNonce();
  auto bytes = record::PrintEntry(entry);
  if (!bytes) return bytes.error();

  const base::Digest leaf = record::LeafHash(*bytes);
  if (auto done = unit_.Append(log_, {entry.pos, entry.stream, entry.sver, entry.prev, *bytes, leaf}); !done)
    return done;
  if (auto done = unit_.PutSecret(log_, entry.pos, body.bytes); !done) return done;
  frontier_.Append(leaf);
  row->sver = entry.sver;
  row->head = entry.pos;
  ++head_.size;
  return base::Done{};
}

base::Status Appender::Finish() {
  head_.frontier = frontier_.Print();
  return unit_.PutHead(log_, head_);
}

}  // namespace guiju::cases
