#pragma once
// How the words of a case file map to the fields of a row: derived once from a program, shared by all
// readers.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/ir.h"
#include "runtime/abi/abi.h"
#include "runtime/caseio/spelling_table.h"

namespace guiju::caseio {

// One fact: where it is stored and how its values are written.
struct FactSpec {
  ir::FactId fact;
  ir::TypeKind kind = ir::TypeKind::kBool;
  abi::Field field;
  int64_t lo = 0, hi = 0;   // inclusive
  int64_t bare_quanta = 0;  // factor of a number without unit; 0: a unit must be written
  int scale = 0;
  std::string dim;
  const SpellingTable* words = nullptr;  // bool, enum: value by spelling; int: index into `units`
  std::vector<int64_t> units;            // quanta per unit, scale not applied
};

enum class TargetKind : uint8_t { kFact, kList, kRecord, kAxes, kCase, kId, kIgnored };
struct Target {
  TargetKind kind = TargetKind::kIgnored;
  uint32_t index = 0;  // kFact: FactSpec, kList: list, kRecord/kAxes/kCase: scope
  uint32_t slot = 0;   // position in the frame's seen set: one per thing that may be given once
};

// The keys allowed in one JSON object.
struct Scope {
  SpellingTable keys;  // spelling -> index into targets
  std::vector<Target> targets;
  std::vector<std::string> suggestions;  // every spelling a reader may have meant
};

// Immutable after construction; thread-safe. Keeps references to the program and the layout.
class Schema {
 public:
  Schema(const ir::Program& program, const abi::Layout& layout);

  const ir::Program& program() const { return program_; }
  const abi::Layout& layout() const { return layout_; }
  const Scope& scope(uint32_t index) const { return *scopes_[index]; }
  size_t scope_count() const { return scopes_.size(); }
  const FactSpec& fact(uint32_t index) const { return facts_[index]; }
  uint32_t case_scope() const { return case_scope_; }  // a whole case file, "facts"/"axes" wrappers allowed
  uint32_t axes_scope() const { return axes_scope_; }
  uint32_t element_scope(uint32_t list) const { return element_scopes_[list]; }
  uint32_t slots() const { return case_slots_; }  // of the case frame
  uint32_t element_slots(uint32_t list) const { return element_slots_[list]; }
  size_t constants() const { return program_.texts.size(); }
  int32_t FindConstant(std::string_view text) const { return texts_.Find(text); }
  // How values of a type are written, for expectations about decisions. Not thread-safe, unlike everything
  // else here.
  FactSpec SpecOf(const ir::Type& type, ir::Range range);
  // Fact of an axis by its word (行为, act …) or its own name; unset when there is none.
  ir::FactId FindAxis(std::string_view word) const;
  std::vector<std::string> AxisWords() const;

 private:
  void BuildFact(const ir::Fact& fact, ir::FactId id);
  void BuildUnits(const ir::Type& type, FactSpec* spec);
  const SpellingTable* WordsOf(const ir::Type& type);
  uint32_t NewScope();
  uint32_t AddTarget(uint32_t scope, const ir::Name& name, Target target);
  // Walks the dotted segments of a name from `scope`, creating record scopes, and adds the target at the end.
  void AddPath(uint32_t scope, const ir::Name& name, Target target, uint32_t* slots);
  void AddAxes(uint32_t scope, uint32_t* slots);
  void AddFile(uint32_t facts_scope, uint32_t* slots);
  void AddQualified(uint32_t facts_scope);  // 标准.执法.拟罚款, for names that several policies use

  const ir::Program& program_;
  const abi::Layout& layout_;
  std::vector<FactSpec> facts_;  // by FactId
  std::vector<std::unique_ptr<Scope>> scopes_;
  std::vector<std::unique_ptr<SpellingTable>> words_;
  std::vector<int32_t> enum_words_;
  std::vector<std::pair<std::string, const SpellingTable*>> unit_words_;
  std::vector<std::vector<int64_t>> unit_quanta_;
  SpellingTable texts_, axes_;
  uint32_t case_scope_ = 0, axes_scope_ = 0, case_slots_ = 0;
  std::vector<uint32_t> element_scopes_, element_slots_;
  const SpellingTable* bool_words_ = nullptr;
};

}  // namespace guiju::caseio
