#include "runtime/store/unit.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "runtime/store/names.h"
#include "runtime/store/row_reading.h"

namespace guiju::store {

base::Error Unit::Fail(std::string message) {
  if (!failure_) failure_ = base::Error{std::move(message)};
  return *failure_;
}

base::Status Unit::CheckNames(std::initializer_list<std::string_view> names) {
  if (auto checked = store::CheckNames(names); !checked) return Fail(checked.error().message);
  return base::Done{};
}

base::Status Unit::Do(StatementId statement, Parameters parameters) {
  if (failure_) return *failure_;
  wrote_ = true;
  if (auto done = connection_.Do(statement, parameters); !done) return Fail(done.error().message);
  return base::Done{};
}

void Unit::Remember(const StreamRow& row, Hold hold) { held_[row.id] = {hold, true, row.sver, row.head}; }

base::Result<std::optional<StreamRow>> Unit::HoldStream(std::string_view id, Hold hold) {
  if (failure_) return *failure_;
  if (auto checked = CheckStreamId(id); !checked) return Fail(checked.error().message);
  if (!heads_.empty() && held_.find(id) == held_.end()) {
    return Fail(fmt::format("stream {} must be held before the head of a log is locked", id));
  }
  const auto statement =
      hold == Hold::kChange ? StatementId::kHoldStreamForChange : StatementId::kHoldStreamToKeep;
  auto row = TakeOne<StreamRow>(connection_, statement, {agency(), id});
  if (!row) return Fail(row.error().message);
  const auto known = held_.find(id);
  if (known != held_.end() && known->second.hold == Hold::kChange) hold = Hold::kChange;
  if (*row) {
    Remember(**row, hold);
  } else {
    held_[std::string(id)] = {.hold = hold};
  }
  return row;
}

base::Result<std::vector<std::optional<StreamRow>>> Unit::HoldStreams(std::span<const std::string> ids,
                                                                      Hold hold) {
  std::vector<size_t> order(ids.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return ids[a] < ids[b]; });
  std::vector<std::optional<StreamRow>> rows(ids.size());
  for (size_t index : order) {
    auto row = HoldStream(ids[index], hold);
    if (!row) return row.error();
    rows[index] = *std::move(row);
  }
  return rows;
}

base::Result<std::vector<StreamRow>> Unit::HoldDue(int64_t now_ms, int64_t most) {
  if (failure_) return *failure_;
  if (!heads_.empty()) return Fail("due streams must be held before the head of a log is locked");
  auto rows = TakeAll<StreamRow>(connection_, StatementId::kHoldDue, {agency(), now_ms, most});
  if (!rows) return Fail(rows.error().message);
  for (const StreamRow& row : *rows) Remember(row, Hold::kChange);
  return rows;
}

base::Status Unit::PutStream(const StreamRow& row) {
  if (failure_) return *failure_;
  const auto found = held_.find(row.id);
  if (found == held_.end() || found->second.hold != Hold::kChange) {
    return Fail(fmt::format("stream {} is put without being held for change", row.id));
  }
  HeldStream& held = found->second;
  if (row.sver < held.sver || (row.sver == held.sver && row.head != held.head) ||
      (row.sver > held.sver && row.head <= held.head)) {
    return Fail(fmt::format("stream {} cannot go from version {} at position {} to version {} at position {}",
                            row.id, held.sver, held.head, row.sver, row.head));
  }
  const Parameter state = Parameter::Bytes(row.state);
  const std::string_view kind = std::string_view(row.id).substr(0, row.id.find('/'));
  auto put = held.exists ? Do(StatementId::kUpdateStream,
                              {agency(), row.id, row.sver, row.head, row.wake_ms, row.applier, state})
                         : Do(StatementId::kInsertStream,
                              {agency(), row.id, kind, row.sver, row.head, row.wake_ms, row.applier, state});
  if (put) held = {Hold::kChange, true, row.sver, row.head};
  return put;
}

base::Result<LogHead> Unit::LockHead(std::string_view log) {
  if (failure_) return *failure_;
  if (auto checked = CheckNames({log}); !checked) return checked.error();
  if (const auto known = heads_.find(log); known != heads_.end()) return known->second.head;
  if (!heads_.empty() && log < heads_.rbegin()->first) {
    return Fail(
        fmt::format("the head of log {} must be locked before that of {}", log, heads_.rbegin()->first));
  }
  auto head = TakeOne<LogHead>(connection_, StatementId::kLockHead, {agency(), log});
  if (head && !*head) {  // its first event: whoever makes the row first, all then lock it
    if (auto made = Do(StatementId::kMakeHead, {agency(), log, Parameter::Bytes(""), base::Digest{}});
        !made) {
      return made.error();
    }
    head = TakeOne<LogHead>(connection_, StatementId::kLockHead, {agency(), log});
  }
  if (!head) return Fail(head.error().message);
  if (!*head) return Fail(fmt::format("the head of log {} cannot be made", log));
  heads_[std::string(log)] = {**head, (*head)->size, false};
  return **head;
}

base::Status Unit::Append(std::string_view log, const EventRow& row) {
  if (failure_) return *failure_;
  const auto found = heads_.find(log);
  if (found == heads_.end())
    return Fail(fmt::format("an event is appended to log {} before its head is locked", log));
  LockedHead& locked = found->second;
  if (row.pos != locked.head.size) {
    return Fail(fmt::format("an event is appended to log {} at position {} instead of {}", log, row.pos,
                            locked.head.size));
  }
  if (auto checked = CheckStreamId(row.stream); !checked) return Fail(checked.error().message);
  if (row.sver < 1 || row.prev < -1 || row.prev >= row.pos || (row.sver == 1) != (row.prev == -1)) {
    return Fail(fmt::format("event {} of log {} has version {} and previous position {}", row.pos, log,
                            row.sver, row.prev));
  }
  auto done = Do(StatementId::kInsertEvent, {agency(), log, row.pos, row.stream, row.sver, row.prev,
                                             Parameter::Bytes(row.entry), row.leaf});
  if (done) {
    ++locked.head.size;
    locked.behind = true;
  }
  return done;
}

base::Status Unit::PutHead(std::string_view log, const LogHead& head) {
  if (failure_) return *failure_;
  const auto found = heads_.find(log);
  if (found == heads_.end()) return Fail(fmt::format("the head of log {} is put before it is locked", log));
  LogHead& known = found->second.head;
  if (head.size != known.size) {
    return Fail(
        fmt::format("the head of log {} is put with size {} instead of {}", log, head.size, known.size));
  }
  if (head.epoch < known.epoch || head.signed_size < 0 || head.signed_size > head.size ||
      (head.epoch == known.epoch && head.signed_size < known.signed_size)) {
    return Fail(
        fmt::format("the head of log {} cannot go from epoch {}, signed size {} to epoch {}, signed size {}",
                    log, known.epoch, known.signed_size, head.epoch, head.signed_size));
  }
  auto done =
      Do(StatementId::kUpdateHead, {agency(), log, head.epoch, head.size, Parameter::Bytes(head.frontier),
                                    head.signed_size, head.signed_root});
  if (done) {
    known = head;
    found->second.behind = false;
  }
  return done;
}

base::Status Unit::PutSecret(std::string_view log, int64_t pos, std::string_view body) {
  if (failure_) return *failure_;
  const auto found = heads_.find(log);
  if (found == heads_.end() || pos < found->second.first || pos >= found->second.head.size) {
    return Fail(
        fmt::format("a body is put for position {} of log {}, which this unit did not append", pos, log));
  }
  return Do(StatementId::kInsertSecret, {agency(), log, pos, Parameter::Bytes(body)});
}

base::Status Unit::ReplaceSecret(std::string_view log, int64_t pos, std::string_view body) {
  if (auto checked = CheckNames({log}); !checked) return checked;
  return Do(StatementId::kUpdateSecret, {agency(), log, pos, Parameter::Bytes(body)});
}

base::Status Unit::DeleteSecret(std::string_view log, int64_t pos) {
  if (auto checked = CheckNames({log}); !checked) return checked;
  return Do(StatementId::kDeleteSecret, {agency(), log, pos});
}

base::Status Unit::PutCommand(std::string_view client, std::string_view key, const CommandRow& row) {
  if (auto checked = CheckNames({client, key, row.log}); !checked) return checked;
  return Do(StatementId::kInsertCommand, {agency(), client, key, row.digest, row.log, row.pos});
}

base::Status Unit::ForgetCommand(std::string_view client, std::string_view key) {
  if (auto checked = CheckNames({client, key}); !checked) return checked;
  return Do(StatementId::kForgetCommand, {agency(), client, key, base::Digest{}});
}

base::Status Unit::PutCheckpoint(std::string_view log, const CheckpointRow& row) {
  if (auto checked = CheckNames({log}); !checked) return checked;
  return Do(StatementId::kPutCheckpoint, {agency(), log, row.size, Parameter::Bytes(row.note)});
}

base::Status Unit::PutTile(std::string_view log, int64_t level, int64_t index, const TileRow& row) {
  if (auto checked = CheckNames({log}); !checked) return checked;
  return Do(StatementId::kPutTile, {agency(), log, level, index, row.width, Parameter::Bytes(row.data)});
}

base::Status Unit::PutBlob(const base::Digest& digest, std::string_view data) {
  return Do(StatementId::kPutBlob, {agency(), digest, Parameter::Bytes(data)});
}

base::Status Unit::PutPolicy(const base::Digest& closure, std::string_view sources) {
  return Do(StatementId::kPutPolicy, {agency(), closure, Parameter::Bytes(sources)});
}

base::Status Unit::PutCursor(std::string_view consumer, std::string_view log, int64_t pos) {
  if (auto checked = CheckNames({consumer, log}); !checked) return checked;
  return Do(StatementId::kPutCursor, {agency(), consumer, log, pos});
}

base::Status Unit::PutView(std::string_view view, std::string_view key, std::string_view value) {
  if (auto checked = CheckNames({view}); !checked) return checked;
  return Do(StatementId::kPutView, {agency(), view, Parameter::Bytes(key), Parameter::Bytes(value)});
}

base::Status Unit::DropView(std::string_view view, std::string_view key) {
  if (auto checked = CheckNames({view}); !checked) return checked;
  return Do(StatementId::kDropView, {agency(), view, Parameter::Bytes(key)});
}

base::Status Unit::ClearView(std::string_view view) {
  if (auto checked = CheckNames({view}); !checked) return checked;
  return Do(StatementId::kClearView, {agency(), view});
}

base::Status Unit::Complete() const {
  if (failure_) return *failure_;
  for (const auto& [log, locked] : heads_) {
    if (locked.behind)
      return base::Error{fmt::format("events were appended to log {} but its head was not put", log)};
  }
  return base::Done{};
}

}  // namespace guiju::store
