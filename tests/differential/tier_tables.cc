#ifdef GUIJU_HAS_TABLES
#include "compiler/plan/plan.h"
#include "runtime/tables/tables.h"
#include "tests/differential/tier.h"

namespace guiju::differential {
namespace {

class TablesRunner : public Runner {
 public:
  TablesRunner(const ir::Program& program, const abi::Layout& layout)
      : layout_(layout), shape_(abi::ShapeOf(program)), tables_(tables::Build(plan::Make(program))) {}
  std::string name() const override { return "tables"; }
  void Run(const std::vector<interp::Case>& cases, uint64_t* words, std::vector<uint8_t>* taken) override {
    taken->assign(cases.size(), 1);
    for (size_t i = 0; i < cases.size(); ++i) {
      tables::Evaluate(tables_, layout_, cases[i], abi::Outcome(shape_, words + i * shape_.words()));
    }
  }

 private:
  const abi::Layout& layout_;
  abi::OutcomeShape shape_;
  tables::Tables tables_;
};

class TablesTier : public Tier {
 public:
  std::string name() const override { return "tables"; }
  std::vector<std::unique_ptr<Runner>> Prepare(const ir::Program& program, const abi::Layout& layout,
                                               const value::Calendar&, uint64_t,
                                               std::string*) const override {
    std::vector<std::unique_ptr<Runner>> runners;
    runners.push_back(std::make_unique<TablesRunner>(program, layout));
    return runners;
  }
};

}  // namespace

std::unique_ptr<Tier> MakeTablesTier() { return std::make_unique<TablesTier>(); }

}  // namespace guiju::differential
#endif
