// How fast the record is, beside SHA-256 of the same bytes, in time of one processor.
//
//   guiju_record_speed [ENTRIES]
#include <time.h>

#include <cstdio>
#include <cstdlib>

#include "runtime/record/tile.h"
#include "tests/unit/record_fixture.h"

namespace guiju::record {
namespace {

// Of this thread: other programs on the machine do not count.
double ProcessorSeconds() {
  timespec now = {};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

class Table {
 public:
  explicit Table(int64_t entries) : entries_(entries) {}

  // The best of three runs, each over all entries.
  template <class Work>
  void Row(const char* what, Work work) {
    double best = 1e9;
    for (int run = 0; run < 3; ++run) {
      const double start = ProcessorSeconds();
      work();
      best = std::min(best, ProcessorSeconds() - start);
    }
    if (first_ == 0) first_ = best;
    std::printf("%-44s %10.0f /s   %6.2f x\n", what, static_cast<double>(entries_) / best, best / first_);
  }

 private:
  int64_t entries_;
  double first_ = 0;
};

int Run(int64_t count) {
  const SigningKey key = KeyOf(kLogName);
  MemoryLog log;
  log.Fill(count);
  log.Sign(key);
  std::vector<Entry> parsed;
  for (const std::string& entry : log.entries) parsed.push_back(*ParseEntry(entry));
  std::printf("%lld entries, %zu bytes the first\n", static_cast<long long>(count), log.entries[0].size());
  int sink = 0;
  Table table(count);
  table.Row("SHA-256 of the entry", [&] {
    for (const std::string& entry : log.entries) sink += LeafHash(entry)[0];
  });
  table.Row("hash and append to the frontier", [&] {
    Frontier frontier;
    for (const std::string& entry : log.entries) frontier.Append(LeafHash(entry));
    sink += frontier.Root()[0];
  });
  table.Row("append to the frontier, leaf hash at hand", [&] {
    Frontier frontier;
    const base::Digest leaf = LeafHash("x");
    for (int64_t i = 0; i < count; ++i) frontier.Append(leaf);
    sink += frontier.Root()[0];
  });
  table.Row("print an entry", [&] {
    for (const Entry& entry : parsed) sink += static_cast<int>(PrintEntry(entry)->size());
  });
  table.Row("parse an entry, strictly", [&] {
    for (const std::string& entry : log.entries) sink += static_cast<int>(ParseEntry(entry)->pos);
  });
  table.Row("verify the log without bodies", [&] {
    log.has_bodies = false;
    sink += VerifyLog(log, log.Options(key)).ok();
  });
  table.Row("verify the log with bodies", [&] {
    log.has_bodies = true;
    sink += VerifyLog(log, log.Options(key)).ok();
  });
  const Checkpoint checkpoint{kLogName, log.Head(), {}};
  constexpr int kSignatures = 2000;
  Table signatures(kSignatures);
  signatures.Row("sign a checkpoint", [&] {
    for (int i = 0; i < kSignatures; ++i) sink += static_cast<int>(SignCheckpoint(checkpoint, key)->size());
  });
  const std::string note = *SignCheckpoint(checkpoint, key);
  signatures.Row("open a checkpoint", [&] {
    for (int i = 0; i < kSignatures; ++i) sink += OpenCheckpoint(note, {key.verifier()}).ok();
  });
  return sink == 0;
}

}  // namespace
}  // namespace guiju::record

int main(int argc, char** argv) { return guiju::record::Run(argc > 1 ? std::atoll(argv[1]) : 100000); }
