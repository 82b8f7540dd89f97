#pragma once
// The two kinds of events that the record itself must understand, whatever else their bodies hold.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/record/disclosure.h"

namespace guiju::record {

// Says which fields of an earlier event were deleted: {"redacts": {"pos": 17, "paths": ["/party/name" …]} …}.
inline constexpr std::string_view kRedactedType = "redacted";
struct RedactionNotice {
  int64_t pos = 0;
  std::vector<std::string> paths;
};
// The member to Insert as "redacts".
Value RedactsValue(const RedactionNotice& notice);
// nullopt: the body says no such thing, or what it says is redacted itself.
std::optional<RedactionNotice> RedactionNoticeOf(const SealedBody& body);

// First entry of a log that goes on after a restore: cites the last checkpoint of the history that was given
// up.
// {"epoch": 2, "checkpoint": "<signed note>" …}.
inline constexpr std::string_view kEpochOpenedType = "epoch_opened";
struct EpochNotice {
  int64_t epoch = 0;
  std::string checkpoint;
};
std::optional<EpochNotice> EpochNoticeOf(const SealedBody& body);
// From a disclosure, which the caller has verified.
std::optional<EpochNotice> EpochNoticeOf(const Disclosure& disclosure);
// The paths that a disclosure must show for that.
std::vector<std::string> EpochNoticePaths();

}  // namespace guiju::record
