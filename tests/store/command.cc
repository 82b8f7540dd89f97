#include "tests/store/command.h"

#include <fmt/format.h>

#include <map>

namespace guiju::store {
namespace {

std::string Padded(std::string text, size_t bytes) {
  if (text.size() < bytes) text.resize(bytes, '.');
  return text;
}

}  // namespace

std::string EntryOf(const Command& command, int64_t sver) {
  return Padded(fmt::format("{} {} {}", command.stream, sver, command.key), command.entry_bytes);
}

base::Digest DigestOf(const Command& command) {
  return base::Sha256(fmt::format("{} {} {}", command.stream, command.expect, command.events));
}

base::Result<Verdict> Carry(Unit& unit, const Command& command, Outcome& outcome) {
  outcome = {};
  auto held = unit.HoldStream(command.stream, Hold::kChange);
  if (!held) return held.error();
  auto known = unit.FindCommand(command.client, command.key);
  if (!known) return known.error();
  const base::Digest digest = DigestOf(command);
  if (*known) {
    outcome = {(*known)->digest == digest ? Answer::kAlready : Answer::kOtherCommand, (*known)->pos};
    return Verdict::kRefuse;
  }
  StreamRow stream = held->value_or(StreamRow{.id = command.stream});
  if (command.expect >= 0 && command.expect != stream.sver) return Verdict::kRefuse;
  auto head = unit.LockHead(kLog);
  if (!head) return head.error();
  outcome = {Answer::kRecorded, head->size};
  for (int i = 0; i < command.events; ++i) {
    const std::string entry = EntryOf(command, stream.sver + 1);
    const EventRow event{head->size,  command.stream, stream.sver + 1,
                         stream.head, entry,          base::Sha256(entry)};
    if (auto done = unit.Append(kLog, event); !done) return done.error();
    if (auto done = unit.PutSecret(kLog, event.pos, Padded("body of " + entry, command.body_bytes)); !done)
      return done.error();
    ++stream.sver;
    stream.head = head->size++;
  }
  stream.state = Padded(fmt::format("state {}", stream.sver), command.state_bytes);
  stream.wake_ms = 1000 + stream.head;
  if (auto done = unit.PutStream(stream); !done) return done.error();
  if (auto done = unit.PutCommand(command.client, command.key, {digest, std::string(kLog), outcome.pos});
      !done)
    return done.error();
  head->frontier = Padded("frontier", 32 * 12);
  if (auto done = unit.PutHead(kLog, *head); !done) return done.error();
  return Verdict::kCommit;
}

base::Result<Outcome> Send(Store& store, const Command& command, std::string_view agency) {
  Outcome outcome;
  auto verdict = store.Write(agency, [&](Unit& unit) { return Carry(unit, command, outcome); });
  if (!verdict) return verdict.error();
  return outcome;
}

base::Result<int64_t> CheckLog(Store& store, int64_t from, std::string_view agency) {
  std::string wrong;
  int64_t next = from;
  auto read = store.Read(agency, [&](Reader& reader) -> base::Status {
    next = from;
    wrong.clear();
    std::map<std::string, std::pair<int64_t, int64_t>> last;  // stream → version, position
    while (true) {
      auto events = reader.ScanEvents(kLog, next, 1000);
      auto secrets = reader.ScanSecrets(kLog, next, 1000);
      if (!events) return events.error();
      if (!secrets) return secrets.error();
      if (events->empty()) break;
      if (secrets->size() != events->size())
        wrong = fmt::format("{} bodies for {} events", secrets->size(), events->size());
      for (const EventRow& event : *events) {
        if (event.pos != next) wrong = fmt::format("position {} where {} was due", event.pos, next);
        if (event.leaf != base::Sha256(event.entry))
          wrong = fmt::format("event {} has another's leaf", event.pos);
        if (const auto known = last.find(event.stream); known != last.end()) {
          if (known->second != std::pair(event.sver - 1, event.prev))
            wrong = fmt::format("event {} does not follow", event.pos);
        } else if (from == 0 && event.prev != -1) {
          wrong = fmt::format("event {} has a predecessor that is not there", event.pos);
        }
        last[event.stream] = {event.sver, event.pos};
        ++next;
      }
    }
    auto head = reader.ReadHead(kLog);
    if (!head) return head.error();
    if (head->size != next) wrong = fmt::format("the head counts {} of {} events", head->size, next);
    for (const auto& [id, version] : last) {
      auto stream = reader.ReadStream(id);
      if (!stream) return stream.error();
      if (!*stream || std::pair((*stream)->sver, (*stream)->head) != version)
        wrong = fmt::format("stream {} lags", id);
    }
    return base::Done{};
  });
  if (!read) return read.error();
  if (!wrong.empty()) return base::Error{wrong};
  return next;
}

}  // namespace guiju::store
