#include <fmt/format.h>

#include "runtime/session/command.h"

namespace guiju::session {

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
