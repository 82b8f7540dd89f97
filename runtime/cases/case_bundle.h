#pragma once
// Everything the signed log has of one stream (a case), for a court or a party, with a statement by the
// signer that it is everything.
#include <cstdint>
#include <string>

#include "runtime/cases/cases.h"
#include "runtime/record/bundle.h"

namespace guiju::cases {

struct BundleRequest {
  std::string stream;        // "matter/…"
  std::string memory_path;   // the signer's own file (signing.h)
  bool show_all = false;     // every field that was not deleted
  record::Shown shown = {};  // or these: what was deleted, or is not there, is an Error
};
struct MadeBundle {
  std::string bytes;            // as ParseBundle reads them
  record::BundleReport report;  // of these bytes verified: without findings
  int64_t left_out = 0;         // entries of the stream that no checkpoint signs yet
};
// As of the checkpoint that the signer signed last. Where the stream ends there is not taken from the store's
// word: the log is read from its first entry and must have the root that is signed, so that the signer never
// states what its own log disproves. An Error says what to do; nothing is given away.
base::Result<MadeBundle> MakeCaseBundle(Cases& cases, const record::SigningKey& key,
                                        const BundleRequest& request);

}  // namespace guiju::cases
