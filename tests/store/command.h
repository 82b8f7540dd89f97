#pragma once
// A command as the runtime will send it, made of plain bytes: state, events with bodies, the client's key,
// the log's head.
#include <string>
#include <vector>

#include "runtime/store/store.h"

namespace guiju::store {

inline constexpr std::string_view kAgency = "示范县";
inline constexpr std::string_view kLog = "record";

struct Command {
  std::string stream{};
  int64_t expect = 0;  // the version it was made for; any when negative
  std::string client = "client";
  std::string key{};
  int events = 1;
  size_t state_bytes = 2000;
  size_t entry_bytes = 700;
  size_t body_bytes = 400;
};

enum class Answer { kRecorded, kAlready, kStale, kOtherCommand };

struct Outcome {
  Answer answer = Answer::kStale;
  int64_t pos = -1;  // of the first event, then or now
};

// Runs the command's work in a unit: hold, look for the key, compare versions, lock the head, write.
base::Result<Verdict> Carry(Unit& unit, const Command& command, Outcome& outcome);
base::Result<Outcome> Send(Store& store, const Command& command, std::string_view agency = kAgency);

// What `Carry` writes, so that a reader can tell what it must find.
std::string EntryOf(const Command& command, int64_t sver);
base::Digest DigestOf(const Command& command);

// Reads the whole log of the agency and checks what must hold of every log: positions, versions, links,
// bodies, keys. Returns its size, or what is wrong.
base::Result<int64_t> CheckLog(Store& store, int64_t from = 0, std::string_view agency = kAgency);

}  // namespace guiju::store
