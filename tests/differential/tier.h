#pragma once
// What a way of running programs must offer to be compared with the interpreter. To add one: a Tier in its
// own file tier_<name>.cc and a line in AllTiers().
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "runtime/abi/abi.h"
#include "runtime/interp/interp.h"

namespace guiju::differential {

// One prepared program in one form of one tier. Used by one thread.
class Runner {
 public:
  virtual ~Runner() = default;
  // Stable across programs: differences and pairs are counted under it.
  virtual std::string name() const = 0;
  // Evaluates all cases; the outcome of case i goes to words[i * shape.words()]. taken[i] = 0 for a case this
  // form does not take (a two-valued body and an incomplete case); its words are then ignored.
  virtual void Run(const std::vector<interp::Case>& cases, uint64_t* words, std::vector<uint8_t>* taken) = 0;
};

class Tier {
 public:
  virtual ~Tier() = default;
  virtual std::string name() const = 0;
  // Every form of this tier for the program. `seed` chooses between options that must not change answers;
  // `calendar` is the one of the cases to come. A program the tier refuses is a difference: the reason goes
  // to `refusal`.
  virtual std::vector<std::unique_ptr<Runner>> Prepare(const ir::Program& program, const abi::Layout& layout,
                                                       const value::Calendar& calendar, uint64_t seed,
                                                       std::string* refusal) const = 0;
};

std::vector<std::unique_ptr<Tier>> AllTiers();

// Tiers of this room: the interpreter again, on the printed and reparsed program and after the passes of
// compiler/ir.
std::unique_ptr<Tier> MakeReparsedTier();
std::unique_ptr<Tier> MakePassesTier();
std::unique_ptr<Tier> MakeTablesTier();  // runtime/tables
std::unique_ptr<Tier> MakeNativeTier();  // compiler/native: rows, columns, shared objects
// What `guiju compile` makes, through its C interface, for one program in eight.
std::unique_ptr<Tier> MakeLibraryTier();

// A folder of its own, removed at exit; safe for several threads.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string NewPath(const std::string& suffix);

 private:
  std::string path_;
  std::atomic<int> next_{0};
};

}  // namespace guiju::differential
