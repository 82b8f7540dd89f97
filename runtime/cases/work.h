#pragma once
// The work of one command inside a unit. Private to this room; may be run several times, so it leaves nothing
// behind but its answer.
#include <optional>
#include <string>

#include "runtime/cases/cases.h"
#include "runtime/cases/conclusion.h"
#include "runtime/store/unit.h"

namespace guiju::cases {

// What the command is, whoever sends it under whichever key.
base::Digest DigestOf(const Request& request);

// What a client says of its command: the key it stands under, what was asked, the version it was made for.
struct Claim {
  const std::string &client, &key;
  base::Digest digest;
  std::optional<int64_t> expect;
};
// Whether the key was used before, or the stream, which is at `answer->sver`, has moved on: `answer` says
// which.
base::Result<bool> IsSettledBefore(store::Unit& unit, const Claim& claim, Answer* answer);

class CommandWork {
 public:
  // `digest`: DigestOf(asked.request). `foresight`: what was concluded before, or nullptr.
  CommandWork(Cases& cases, store::Unit& unit, const Asked& asked, const base::Digest& digest,
              const Foresight* foresight)
      : cases_(cases), unit_(unit), asked_(asked), digest_(digest), foresight_(foresight) {}

  base::Result<store::Verdict> Run(Answer* answer);

 private:
  base::Result<store::Verdict> Carry(std::optional<store::StreamRow> held);
  base::Result<store::Verdict> Record(const Basis& basis, const Conclusion& conclusion);

  Cases& cases_;
  store::Unit& unit_;
  const Asked& asked_;
  const base::Digest& digest_;
  const Foresight* foresight_;
  Answer answer_;
};

}  // namespace guiju::cases
