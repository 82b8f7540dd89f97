#include "compiler/base/check.h"
#include "compiler/diag/diag.h"

namespace guiju::diag {

const std::vector<KindInfo>& AllKinds() {
  static const std::vector<KindInfo> kinds = {
#define GJ_DIAG(name, number, severity, zh, en, zh_help, en_help) \
  KindInfo{Kind::name, number, Severity::severity, #name, zh, en, zh_help, en_help},
#include "compiler/diag/kinds/kinds.def"
#undef GJ_DIAG
  };
  return kinds;
}

const KindInfo& InfoOf(Kind kind) {
  const auto index = static_cast<size_t>(kind);
  GJ_CHECK(index < AllKinds().size());
  return AllKinds()[index];
}

std::string CodeOf(Kind kind) { return fmt::format("GJ{:04}", InfoOf(kind).number); }

}  // namespace guiju::diag
