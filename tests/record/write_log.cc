// Writes what the third party checks: an exported log, the key it is signed with, an older checkpoint, proofs
// made by us, and the same log rewritten and signed again with the right key.
//
//   guiju_record_write FOLDER ENTRIES
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "runtime/record/encoding.h"
#include "runtime/record/export.h"
#include "tests/unit/record_fixture.h"

namespace guiju::record {
namespace {

void Write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

Value HashesValue(const Proof& proof) {
  Value hashes = Value::EmptyArray();
  for (const base::Digest& hash : proof) hashes.Append(Base64Of(BytesOf(hash)));
  return hashes;
}

// Inclusion of entries all over the log; consistency with trees of many shapes.
std::string ProofsOf(MemoryLog* log) {
  const int64_t size = log->Head().size;
  TileHashReader hashes = log->Hashes();
  Value inclusion = Value::EmptyArray(), consistency = Value::EmptyArray(), all = Value::EmptyObject();
  for (int64_t index = 0; index < size; index += size / 97 + 1) {
    Value& item = inclusion.Append(Value::EmptyObject());
    item.Insert("index", index);
    item.Insert("proof", HashesValue(*ProveInclusion(index, size, hashes)));
  }
  for (int64_t old_size = 1; old_size <= size; old_size = old_size * 3 / 2 + 1) {
    Value& item = consistency.Append(Value::EmptyObject());
    item.Insert("size", old_size);
    item.Insert("root", Base64Of(BytesOf(*RootAt(old_size, hashes))));
    item.Insert("proof", HashesValue(*ProveConsistency(old_size, size, hashes)));
  }
  all.Insert("inclusion", std::move(inclusion));
  all.Insert("consistency", std::move(consistency));
  return *PrintJson(all);
}

int Run(const std::string& folder, int64_t entries) {
  const SigningKey key = KeyOf(kLogName);
  MemoryLog log;
  log.Fill(entries * 2 / 3);
  log.Sign(key);
  Write(folder + "/older", log.checkpoints.back());
  log.Fill(entries - log.Head().size);
  log.Sign(key);
  log.Fill(5);  // unsigned: no business of a third party
  Write(folder + "/key", key.verifier().Print());
  if (const base::Status done = ExportLog(log, folder + "/log", Bodies::kPrivate); !done) {
    std::fprintf(stderr, "%s\n", done.error().message.c_str());
    return 1;
  }
  log.Truncate(entries);
  Write(folder + "/proofs", ProofsOf(&log));

  MemoryLog rewritten(2);  // other nonces: another history
  rewritten.Fill(entries);
  rewritten.Sign(key);
  const base::Status done = ExportLog(rewritten, folder + "/rewritten", Bodies::kLeftOut);
  return done ? 0 : 1;
}

}  // namespace
}  // namespace guiju::record

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  return guiju::record::Run(argv[1], std::strtoll(argv[2], nullptr, 10));
}
