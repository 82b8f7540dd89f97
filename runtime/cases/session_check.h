#pragma once
// Sessions and matters held against each other while a log is read from its first entry. Private to this
// room.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "runtime/cases/replay.h"

namespace guiju::cases {

class SessionCheck {
 public:
  using Wrong = std::pair<FindingKind, std::string>;
  // Before the entry is folded into `before`, the state of its stream. What rests on deleted bodies is not
  // held against anybody.
  std::optional<Wrong> Check(const record::Entry& entry, const record::Value& body, const Folded& before,
                             const std::map<std::string, Folded>& streams);
  // In its place for an entry whose body is gone, or some of it.
  void Miss(const record::Entry& entry);

 private:
  std::optional<Wrong> CheckClosing(const record::Value& body, const session::State& state) const;
  std::optional<Wrong> CheckResolved(const record::Entry& entry, const record::Value& body,
                                     const std::map<std::string, Folded>& streams);
  std::optional<Wrong> CheckCarried(const record::Entry& entry, const record::Value& body) const;

  std::map<std::string, std::string>
      results_;                  // "session#item" → what its matter recorded, "matter/1 resolved 通过"
  std::set<std::string> blind_;  // matters with results whose bodies are gone
};

}  // namespace guiju::cases
