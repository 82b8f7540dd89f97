#include "runtime/record/signer.h"

#include <fmt/format.h>

#include "runtime/record/entry.h"
#include "runtime/record/event_types.h"
#include "runtime/record/hash.h"

namespace guiju::record {
namespace {

using Decision = std::variant<SignedHead, SignRefusal>;

SignRefusal Refuse(RefusalKind kind, std::string message) { return {kind, std::move(message)}; }

Decision SignAs(const SignerMemory& memory, int64_t epoch, const TreeHead& head, const SigningKey& key) {
  base::Result<std::string> note = SignCheckpoint({OriginOf(memory.log_name, epoch), head, {}}, key);
  if (!note) return Refuse(RefusalKind::kMalformed, note.error().message);
  return SignedHead{*note, {memory.log_name, epoch, *note}};
}

// Whether the entry is in the new tree and shows that it opens this epoch after this checkpoint. nullptr: it
// does.
const char* OpeningProblem(const OpeningProof& opening, const SignRequest& request, const Checkpoint& last,
                           const SigningKey& key) {
  const base::Result<Entry> entry = ParseEntry(opening.entry);
  if (!entry || entry->type != kEpochOpenedType) return "the entry does not open an epoch";
  if (!VerifyInclusion(entry->pos, LeafHash(opening.entry), opening.inclusion, request.head)) {
    return "the entry is not in the tree";
  }
  if (!VerifyDisclosure(opening.disclosure, entry->fields, entry->root))
    return "what it shows is not what was recorded";
  const std::optional<EpochNotice> notice = EpochNoticeOf(opening.disclosure);
  if (!notice || notice->epoch != request.epoch) return "it opens another epoch";
  const base::Result<Checkpoint> cited = OpenCheckpoint(notice->checkpoint, {key.verifier()});
  if (!cited || *cited != last) return "it does not cite the checkpoint that was signed last";
  return nullptr;
}

Decision DecideNextEpoch(const SignerMemory& memory, const SignRequest& request,
                         const std::optional<Checkpoint>& last, const SigningKey& key) {
  if (!last) return Refuse(RefusalKind::kWrongEpoch, "nothing was signed yet that a new epoch could follow");
  if (!request.opening) return Refuse(RefusalKind::kOpening, "a new epoch without the entry that opens it");
  if (const char* problem = OpeningProblem(*request.opening, request, *last, key)) {
    return Refuse(RefusalKind::kOpening, problem);
  }
  return SignAs(memory, request.epoch, request.head, key);
}

Decision DecideSameEpoch(const SignerMemory& memory, const SignRequest& request,
                         const std::optional<Checkpoint>& last, const SigningKey& key) {
  if (last) {
    const TreeHead& signed_head = last->head;
    if (request.head.size < signed_head.size) {
      return Refuse(RefusalKind::kRollback, fmt::format("{} entries, but {} are signed already",
                                                        request.head.size, signed_head.size));
    }
    if (request.head == signed_head) return SignedHead{memory.note, memory};
    // Nothing precedes the first entry: the empty tree begins every other.
    const bool continues =
        signed_head.size == 0 || VerifyConsistency(signed_head, request.head, request.consistency);
    if (!continues) {
      return Refuse(RefusalKind::kFork,
                    fmt::format("the tree of {} entries does not begin with the {} that are signed",
                                request.head.size, signed_head.size));
    }
  }
  return SignAs(memory, request.epoch, request.head, key);
}

}  // namespace

std::variant<SignedHead, SignRefusal> DecideSigning(const SignerMemory& memory, const SignRequest& request,
                                                    const SigningKey& key) {
  const bool possible = request.head.size >= 0 && (request.head.size > 0 || request.head.root == EmptyRoot());
  if (!possible || memory.log_name == kStreamHeadLine) return Refuse(RefusalKind::kMalformed, "no such tree");
  std::optional<Checkpoint> last;
  if (!memory.note.empty()) {
    base::Result<Checkpoint> read = OpenCheckpoint(memory.note, {key.verifier()});
    if (!read || read->origin != OriginOf(memory.log_name, memory.epoch)) {
      return Refuse(RefusalKind::kMalformed, "the memory is not that of this key and log");
    }
    last = *std::move(read);
  }
  if (request.epoch == memory.epoch) return DecideSameEpoch(memory, request, last, key);
  if (request.epoch == memory.epoch + 1) return DecideNextEpoch(memory, request, last, key);
  return Refuse(RefusalKind::kWrongEpoch,
                fmt::format("epoch {}, where {} is signed", request.epoch, memory.epoch));
}

}  // namespace guiju::record
