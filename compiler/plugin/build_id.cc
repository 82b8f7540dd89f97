#include "compiler/plugin/plugin.h"

namespace guiju::plugin {

std::string BuildId() { return GUIJU_BUILD_ID; }

}  // namespace guiju::plugin
