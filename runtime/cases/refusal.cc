#include "runtime/cases/refusal.h"

#include <fmt/format.h>

namespace guiju::cases {
namespace {

struct Words {
  const char *key, *zh, *en;
};
constexpr Words kWords[] = {
#define CASES_REFUSAL(name, key, zh, en) {key, zh, en},
#include "runtime/cases/refusals.def"
#undef CASES_REFUSAL
};

}  // namespace

Refusal RefusalOf(const flow::Refusal& refusal) {
  return {flow::KeyOf(refusal.code), flow::TextOf(refusal, true), flow::TextOf(refusal, false),
          refusal.missing};
}

Refusal RefusalOf(const session::Refusal& refusal) {
  return {session::KeyOf(refusal.code), session::TextOf(refusal, true), session::TextOf(refusal, false),
          refusal.missing};
}

Refusal RefusalOf(RefusalKind kind, const std::string& what, const std::string& what_en) {
  const Words& words = kWords[static_cast<size_t>(kind)];
  return {words.key,
          fmt::format(fmt::runtime(words.zh), what),
          fmt::format(fmt::runtime(words.en), what_en.empty() ? what : what_en),
          {}};
}

}  // namespace guiju::cases
