#include "compiler/base/sha256.h"
#include "compiler/ir/ir.h"

namespace guiju::ir {

// Paths are left out on purpose: the same law read from another folder is the same law.
std::string ClosureDigest(const Program& program) {
  std::string text = "guiju edition " + std::to_string(program.edition) + "\n";
  for (const SourceDigest& source : program.closure) text += source.sha256 + "\n";
  return "sha256:" + base::ToHex(base::Sha256(text));
}

}  // namespace guiju::ir
