#ifdef GUIJU_HAS_NATIVE
#include <filesystem>
#include <utility>

#include "compiler/native/native.h"
#include "runtime/loader/sealed_object.h"
#include "tests/differential/columns.h"
#include "tests/differential/tier.h"

namespace guiju::differential {
namespace {

using Code = std::shared_ptr<const loader::Loaded>;

// Straight-line or region rows. Two-valued bodies take complete rows whose answer is exact.
class RowRunner : public Runner {
 public:
  RowRunner(std::string name, const ir::Program& program, Code code, bool three_valued)
      : name_(std::move(name)),
        shape_(abi::ShapeOf(program)),
        code_(std::move(code)),
        three_valued_(three_valued) {}
  std::string name() const override { return name_; }
  void Run(const std::vector<interp::Case>& cases, uint64_t* words, std::vector<uint8_t>* taken) override {
    taken->assign(cases.size(), 1);
    for (size_t i = 0; i < cases.size(); ++i) {
      uint64_t* const out = words + i * shape_.words();
      if (three_valued_) {
        code_->row_three_valued()(cases[i].row, cases[i].calendar, out);
      } else {
        (*taken)[i] = RunTwoValued(cases[i], out);
      }
    }
  }

 private:
  bool RunTwoValued(const interp::Case& c, uint64_t* words) const {
    if (!code_->IsComplete(c.row) || code_->row_two_valued()(c.row, c.calendar, words) == 0) return false;
    abi::Outcome out(shape_, words);
    std::copy_n(out.must, shape_.rule_words, out.may);
    std::copy_n(out.lo, shape_.decisions, out.hi);
    return true;
  }

  std::string name_;
  abi::OutcomeShape shape_;
  Code code_;
  bool three_valued_;
};

// loader::Loaded::Evaluate: whichever body fits.
class EitherRunner : public Runner {
 public:
  EitherRunner(std::string name, const ir::Program& program, Code code)
      : name_(std::move(name)), shape_(abi::ShapeOf(program)), code_(std::move(code)) {}
  std::string name() const override { return name_; }
  void Run(const std::vector<interp::Case>& cases, uint64_t* words, std::vector<uint8_t>* taken) override {
    taken->assign(cases.size(), 1);
    for (size_t i = 0; i < cases.size(); ++i) {
      code_->Evaluate(shape_, cases[i].row, cases[i].calendar, words + i * shape_.words());
    }
  }

 private:
  std::string name_;
  abi::OutcomeShape shape_;
  Code code_;
};

class ColumnRunner : public Runner {
 public:
  ColumnRunner(const ir::Program& program, const abi::Layout& layout, Code code, bool three_valued)
      : program_(program), code_(std::move(code)), three_valued_(three_valued), columns_(program_, layout) {}
  std::string name() const override {
    return three_valued_ ? "columns, three-valued" : "columns, two-valued";
  }
  void Run(const std::vector<interp::Case>& cases, uint64_t* words, std::vector<uint8_t>* taken) override {
    taken->assign(cases.size(), 0);
    std::vector<const std::byte*> rows;
    std::vector<size_t> of_case;
    for (size_t i = 0; i < cases.size(); ++i) {
      if (!three_valued_ && !code_->IsComplete(cases[i].row)) continue;
      rows.push_back(cases[i].row);
      of_case.push_back(i);
    }
    if (rows.empty()) return;
    columns_.SetRows(rows);
    columns_.Run(three_valued_ ? code_->columns_three_valued() : code_->columns_two_valued(), three_valued_,
                 cases[0].calendar);
    const size_t size = abi::ShapeOf(program_).words();
    for (size_t k = 0; k < rows.size(); ++k) {
      columns_.Outcome(k, three_valued_, words + of_case[k] * size);
      (*taken)[of_case[k]] = three_valued_ || columns_.IsExact(k);
    }
  }

 private:
  const ir::Program program_;
  Code code_;
  bool three_valued_;
  Columns columns_;
};

class NativeTier : public Tier {
 public:
  std::string name() const override { return "native"; }

  std::vector<std::unique_ptr<Runner>> Prepare(const ir::Program& program, const abi::Layout& layout,
                                               const value::Calendar&, uint64_t seed,
                                               std::string* refusal) const override {
    std::vector<std::unique_ptr<Runner>> runners;
    const bool full = program.rules.size() <= 24 && seed % 3 == 0;
    native::Options options;
    options.effort = full ? native::Effort::kFull : native::Effort::kFast;
    if (seed % 5 == 2) options.cpu = "x86-64-v2";  // without the instructions newer processors add
    options.form = native::RowForm::kStraightLine;
    options.columns = true;
    const Code straight = Compile(program, layout, options, seed % 8 == 0 ? &runners : nullptr, refusal);
    options.form = native::RowForm::kRegions;
    options.columns = false;
    const Code regions = Compile(program, layout, options, nullptr, refusal);
    for (const auto& [name, code] :
         {std::pair<std::string, Code>{"straight line", straight}, {"compiled regions", regions}}) {
      if (code == nullptr) continue;
      runners.push_back(std::make_unique<RowRunner>(name + ", three-valued", program, code, true));
      runners.push_back(std::make_unique<RowRunner>(name + ", two-valued", program, code, false));
    }
    if (straight != nullptr && straight->columns_three_valued() != nullptr) {
      runners.push_back(std::make_unique<ColumnRunner>(program, layout, straight, true));
      runners.push_back(std::make_unique<ColumnRunner>(program, layout, straight, false));
    }
    return runners;
  }

 private:
  static Code Compile(const ir::Program& program, const abi::Layout& layout, const native::Options& options,
                      std::vector<std::unique_ptr<Runner>>* library, std::string* refusal) {
    const auto unit = native::Compile(program, layout, options);
    if (!unit.ok()) {
      *refusal = unit.error().message;
      return nullptr;
    }
#ifdef GUIJU_HAS_SHARED_OBJECTS
    if (library != nullptr) {
      const Code loaded = ThroughFile(*unit, layout, program, refusal);
      if (loaded != nullptr)
        library->push_back(std::make_unique<EitherRunner>("shared object", program, loaded));
    }
#else
    (void)library;
#endif
    auto code = native::LoadInMemory(*unit);
    if (!code.ok()) {
      *refusal = code.error().message;
      return nullptr;
    }
    return *code;
  }

  // Linked, sealed, opened again as a stranger would.
#ifdef GUIJU_HAS_SHARED_OBJECTS
  static Code ThroughFile(const native::Unit& unit, const abi::Layout& layout, const ir::Program& program,
                          std::string* refusal) {
    static ScratchFolder scratch;
    const std::string path = scratch.NewPath(".so"), key(32, 'k');
    const auto fail = [&](const base::Error& error) {
      *refusal = error.message;
      return nullptr;
    };
    if (const auto emitted = native::EmitSharedObject(unit, path); !emitted.ok())
      return fail(emitted.error());
    if (const auto sealed = loader::Seal(path, key); !sealed.ok()) return fail(sealed.error());
    auto loaded = loader::LoadSealed(path, key, {layout.hash, native::IrDigest(program)});
    std::filesystem::remove(path);
    if (!loaded.ok()) return fail(loaded.error());
    return *loaded;
  }
#endif
};

}  // namespace

std::unique_ptr<Tier> MakeNativeTier() { return std::make_unique<NativeTier>(); }

}  // namespace guiju::differential
#endif
