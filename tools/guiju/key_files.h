#pragma once
// Keys as the commands are given them, and files that only their owner can read.
#include <string>
#include <vector>

#include "runtime/record/key.h"
#include "tools/guiju/command.h"

namespace guiju::cli {

// The signing key in the file that --key names.
base::Result<record::SigningKey> SecretKey(const Session& session);
// Every --key, a public key or a file with one; an Error when there is none.
base::Result<std::vector<record::VerifierKey>> PublicKeys(const Session& session);

// A new file that only its owner can read; never over one that is there. Whole, or not there.
base::Status WritePrivate(const std::string& path, const std::string& text);

}  // namespace guiju::cli
