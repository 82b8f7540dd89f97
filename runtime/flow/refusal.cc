#include <fmt/format.h>

#include "runtime/flow/command.h"

namespace guiju::flow {

const char* KeyOf(RefusalCode code) {
  switch (code) {
#define GJ_REFUSAL(name, key, zh, en) \
  case RefusalCode::k##name:          \
    return key;
#include "runtime/flow/refusals.def"
#undef GJ_REFUSAL
  }
  return "";
}

std::string TextOf(const Refusal& refusal, bool chinese) {
  std::string missing;
  for (const std::string& name : refusal.missing)
    missing += (missing.empty() ? "" : chinese ? "、" : ", ") + name;
  switch (refusal.code) {
#define GJ_REFUSAL(name, key, zh, en) \
  case RefusalCode::k##name:          \
    return fmt::format(fmt::runtime(chinese ? zh : en), refusal.what, missing);
#include "runtime/flow/refusals.def"
#undef GJ_REFUSAL
  }
  return "";
}

}  // namespace guiju::flow
