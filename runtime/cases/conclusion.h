#pragma once
// What comes of a command on a matter, apart from where it is written: a function of what was read, the
// command and the time. Private to this room.
//
// What has been concluded from rows that are the same still holds, so a command may be thought through before
// its unit begins, while others write; inside it only reads, compares and writes.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/cases/cases.h"
#include "runtime/cases/course.h"
#include "runtime/store/unit.h"

namespace guiju::cases {

// A command being carried out. `bundle`: the law it names, compiled; nullptr: it names none.
struct Asked {
  const Request& request;
  const Bundle* bundle;
  int64_t now_ms;
};

// Everything a command is judged by that may change.
struct Basis {
  std::optional<store::StreamRow> row;                   // of the matter
  std::vector<std::optional<store::StreamRow>> persons;  // whom it names, in the order of their streams
  PolicyPtr policy;                                      // nullptr: there is none to judge it by

  Matter matter;  // what `row` holds
  friend bool operator==(const Basis& a, const Basis& b) {
    return a.policy == b.policy && a.row == b.row && a.persons == b.persons;
  }
};
using ReadRow =
    std::function<base::Result<std::optional<store::StreamRow>>(std::string_view stream, store::Hold hold)>;
// Reads what remains to be read once the matter's row is. What `earlier` holds of an equal row is not parsed
// again. An Error also when the command says it is a session's and no session has closed an item so.
base::Result<Basis> Gather(Policies& policies, store::Reader& reader, const ReadRow& read, const Asked& asked,
                           std::optional<store::StreamRow> row, const Basis* earlier);

struct Conclusion {
  std::optional<Refusal> refusal;  // set: nothing else is
  std::vector<flow::Event> events;
  ReadyCourse ready;
};
// `reader`: of the moment of the basis.
base::Result<Conclusion> Conclude(Policies& policies, store::Reader& reader, const Asked& asked,
                                  const Basis& basis);

struct Foresight {
  Basis basis;
  Conclusion conclusion;
};
// Of the store as it is now, outside a unit. Nothing of a command that is judged by more than a Basis holds —
// its ballots are counted against everybody there is — or that cannot be judged: its unit will tell.
std::optional<Foresight> Foresee(Cases& cases, const Asked& asked);

}  // namespace guiju::cases
