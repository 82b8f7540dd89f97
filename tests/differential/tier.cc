#include "tests/differential/tier.h"

#include <unistd.h>

#include <filesystem>

#include "compiler/ir/passes.h"

namespace guiju::differential {
namespace {

class InterpreterRunner : public Runner {
 public:
  InterpreterRunner(std::string name, ir::Program program)
      : name_(std::move(name)), program_(std::move(program)), layout_(abi::LayoutOf(program_)) {}
  std::string name() const override { return name_; }
  void Run(const std::vector<interp::Case>& cases, uint64_t* words, std::vector<uint8_t>* taken) override {
    const abi::OutcomeShape shape = abi::ShapeOf(program_);
    taken->assign(cases.size(), 1);
    for (size_t i = 0; i < cases.size(); ++i) {
      interp::Evaluate(program_, layout_, cases[i], abi::Outcome(shape, words + i * shape.words()));
    }
  }

 private:
  std::string name_;
  ir::Program program_;
  abi::Layout layout_;
};

class ReparsedTier : public Tier {
 public:
  std::string name() const override { return "reparsed"; }
  std::vector<std::unique_ptr<Runner>> Prepare(const ir::Program& program, const abi::Layout&,
                                               const value::Calendar&, uint64_t,
                                               std::string* refusal) const override {
    std::vector<std::unique_ptr<Runner>> runners;
    ir::ParseFailure failure;
    std::optional<ir::Program> again = ir::Parse(ir::Print(program), &failure);
    if (!again) {
      *refusal = failure.message;
      return runners;
    }
    runners.push_back(std::make_unique<InterpreterRunner>(name(), std::move(*again)));
    return runners;
  }
};

class PassesTier : public Tier {
 public:
  std::string name() const override { return "passes"; }
  std::vector<std::unique_ptr<Runner>> Prepare(const ir::Program& program, const abi::Layout&,
                                               const value::Calendar&, uint64_t,
                                               std::string*) const override {
    std::vector<std::unique_ptr<Runner>> runners;
    runners.push_back(std::make_unique<InterpreterRunner>(name(), ir::SimplifyConditions(program)));
    return runners;
  }
};

}  // namespace

ScratchFolder::ScratchFolder() {
  std::string path = (std::filesystem::temp_directory_path() / "guiju_differential_XXXXXX").string();
  GJ_CHECK(mkdtemp(path.data()) != nullptr);
  path_ = path;
}
ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}
std::string ScratchFolder::NewPath(const std::string& suffix) {
  return path_ + "/" + std::to_string(next_++) + suffix;
}

std::unique_ptr<Tier> MakeReparsedTier() { return std::make_unique<ReparsedTier>(); }
std::unique_ptr<Tier> MakePassesTier() { return std::make_unique<PassesTier>(); }

std::vector<std::unique_ptr<Tier>> AllTiers() {
  std::vector<std::unique_ptr<Tier>> tiers;
  tiers.push_back(MakeReparsedTier());
  tiers.push_back(MakePassesTier());
#ifdef GUIJU_HAS_TABLES
  tiers.push_back(MakeTablesTier());
#endif
#ifdef GUIJU_HAS_NATIVE
  tiers.push_back(MakeNativeTier());
  tiers.push_back(MakeLibraryTier());
#endif
  return tiers;
}

}  // namespace guiju::differential
