#pragma once
// Why a command was not taken: by the flow, or by the application around it.
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/flow/command.h"
#include "runtime/session/command.h"

namespace guiju::cases {

enum class RefusalKind : uint8_t {
#define CASES_REFUSAL(name, key, zh, en) name,
#include "runtime/cases/refusals.def"
#undef CASES_REFUSAL
};

struct Refusal {
  std::string code;  // "gate_not_passed", "stale_version" …
  std::string zh, en;
  std::vector<std::string> missing;  // what to find or to give
  const std::string& In(bool chinese) const { return chinese ? zh : en; }
  friend bool operator==(const Refusal&, const Refusal&) = default;
};
Refusal RefusalOf(const flow::Refusal& refusal);
Refusal RefusalOf(const session::Refusal& refusal);
Refusal RefusalOf(RefusalKind kind, const std::string& what, const std::string& what_en = "");

}  // namespace guiju::cases
