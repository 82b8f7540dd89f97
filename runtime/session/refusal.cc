#include <fmt/format.h>

#include "runtime/session/command.h"

namespace guiju::session {

const char* KeyOf(CommandKind kind) {
  switch (kind) {
    case CommandKind::kConvene:
      return "convene";
    case CommandKind::kAdd:
      return "add";
    case CommandKind::kAttend:
      return "attend";
    case CommandKind::kRecuse:
      return "recuse";
    case CommandKind::kVote:
      return "vote";
    case CommandKind::kMinute:
      return "minute";
    case CommandKind::kClose:
      return "close";
    case CommandKind::kCarry:
      return "carry";
    case CommandKind::kAdjourn:
      return "adjourn";
  }
  return "";
}

const char* KeyOf(RefusalCode code) {
  switch (code) {
#define SESSION_REFUSAL(name, key, zh, en) \
  case RefusalCode::k##name:               \
    return key;
#include "runtime/session/refusals.def"
#undef SESSION_REFUSAL
  }
  return "";
}

std::string TextOf(const Refusal& refusal, bool chinese) {
  const std::string missing = fmt::format("{}", fmt::join(refusal.missing, chinese ? "、" : ", "));
  switch (refusal.code) {
#define SESSION_REFUSAL(name, key, zh, en) \
  case RefusalCode::k##name:               \
    return fmt::format(fmt::runtime(chinese ? zh : en), refusal.what, missing);
#include "runtime/session/refusals.def"
#undef SESSION_REFUSAL
  }
  return "";
}

}  // namespace guiju::session
