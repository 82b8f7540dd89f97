#pragma once
// The bundle of a case: made by the signer (guiju sign --bundle), verified without a store (guiju verify
// --bundle).
#include "tools/guiju/command.h"

namespace guiju::cli {

// Whether an option of `sign` was given that only a bundle has.
bool IsAboutBundle(const Session& session);
int SignBundle(const Session& session);
int VerifyBundleFile(const Session& session);

}  // namespace guiju::cli
