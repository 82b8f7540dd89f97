#pragma once
// What stands where in an exported directory. `checkpoint` and `tile/` are what C2SP tlog-tiles serves and
// may be given to anybody; the rest is ours. Private to this room.
//
//   checkpoint                    the latest signed checkpoint
//   checkpoints/000001 …          all that the log has kept, in the order they were signed
//   tile/<level>/…, tile/entries/…
//   unsigned                      entries after the checkpoint, as one entry bundle of any width
//   private/bodies/<index>[.p/W]  bodies of the entries of a bundle, each with 4 bytes of length before it;
//   0: none private/unsigned              likewise for `unsigned`
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "runtime/record/tile.h"

namespace guiju::record {

inline constexpr std::string_view kCheckpointFile = "checkpoint";
inline constexpr std::string_view kCheckpointFolder = "checkpoints";
inline constexpr std::string_view kUnsignedFile = "unsigned";
inline constexpr std::string_view kPrivateFolder = "private";
inline constexpr std::string_view kUnsignedBodiesFile = "private/unsigned";

// `id` is that of the entry bundle.
std::string BodiesPath(const TileId& id);

std::string PrintBodies(const std::vector<std::string>& bodies);
// Strict: the whole of `bytes`.
base::Result<std::vector<std::string>> ParseBodies(std::string_view bytes);
// An entry bundle of any number of entries.
base::Result<std::vector<std::string>> ParseEntries(std::string_view bytes);

}  // namespace guiju::record
