#include <llvm/IR/Constants.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include "compiler/base/sha256.h"
#include "compiler/native/columns_module.h"
#include "compiler/native/native.h"
#include "compiler/native/row_module.h"
#include "compiler/native/target.h"
#include "runtime/loader/symbols.h"

namespace guiju::native {
namespace {

constexpr size_t kFullEffortRules = 512;

void SetBit(std::vector<uint64_t>& words, uint32_t bit) { words[bit / 64] |= uint64_t{1} << (bit % 64); }

loader::Need NeedOf(const ir::Program& program, const abi::Layout& layout, const Analysis& analysis) {
  loader::Need need;
  need.row.resize(layout.row.known_words);
  std::vector<loader::Need::ListNeed> lists(program.lists.size());
  for (ir::FactId id : program.facts.ids()) {
    if (!analysis.Reads(id)) continue;
    const ir::ListId list = program.facts[id].list;
    std::vector<uint64_t>& words = list ? lists[static_cast<size_t>(list.index)].words : need.row;
    if (list) words.resize(layout.elements[static_cast<size_t>(list.index)].known_words);
    SetBit(words, layout.fields[static_cast<size_t>(id.index)].known_bit);
  }
  for (ir::ListId id : program.lists.ids()) {
    if (!analysis.Reads(id)) continue;
    loader::Need::ListNeed& list = lists[static_cast<size_t>(id.index)];
    list.offset = layout.list_offsets[static_cast<size_t>(id.index)];
    list.element_size = layout.elements[static_cast<size_t>(id.index)].size;
    need.lists.push_back(std::move(list));
  }
  return need;
}

void AddData(llvm::Module& module, const char* symbol, llvm::Constant* data) {
  auto* global = new llvm::GlobalVariable(module, data->getType(), true, llvm::GlobalValue::ExternalLinkage,
                                          data, symbol);
  global->setAlignment(llvm::Align(8));
}

void AddDescriptor(llvm::Module& module, const loader::Descriptor& descriptor,
                   const std::vector<uint64_t>& need) {
  std::vector<uint8_t> bytes(sizeof(descriptor));
  std::memcpy(bytes.data(), &descriptor, sizeof(descriptor));
  AddData(module, loader::kDescriptorSymbol, llvm::ConstantDataArray::get(module.getContext(), bytes));
  AddData(module, loader::kNeedSymbol, llvm::ConstantDataArray::get(module.getContext(), need));
}

bool IsFast(const ir::Program& program, Effort effort) {
  switch (effort) {
    case Effort::kAuto:
      return program.rules.size() > kFullEffortRules;
    case Effort::kFast:
      return true;
    case Effort::kFull:
      return false;
  }
  GJ_UNREACHABLE();
}

}  // namespace

std::array<uint8_t, 32> IrDigest(const ir::Program& program) { return base::Sha256(ir::Print(program)); }

base::Result<Unit> Compile(const ir::Program& program, const abi::Layout& layout, const Options& options) {
  const bool fast = IsFast(program, options.effort);
  auto target = MakeTarget(options.cpu, fast);
  if (!target) return target.error();
  llvm::LLVMContext context;
  llvm::Module module("guiju", context);
  Prepare(module, **target);

  const Analysis analysis(program);
  const Attacks attacks(program);
  const plan::Plan plan = plan::Make(program);
  const RegionRules regions = RegionsFor(program, plan, options.form);
  const ProgramView view{program, layout, analysis, attacks, plan, regions, GathersBits(**target)};
  if (options.row_two_valued) AddRowBody(module, view, true, loader::kRowTwoSymbol);
  if (options.row_three_valued) AddRowBody(module, view, false, loader::kRowThreeSymbol);
  if (options.columns) {
    AddColumnBody(module, view, true, loader::kColumnsTwoSymbol);
    AddColumnBody(module, view, false, loader::kColumnsThreeSymbol);
  }

  Unit unit;
  unit.regions = !regions.empty();
  const std::vector<uint64_t> need = NeedOf(program, layout, analysis).Encode();
  unit.descriptor.layout_hash = layout.hash;
  unit.descriptor.ir_digest = IrDigest(program);
  unit.descriptor.need_words = static_cast<uint32_t>(need.size());
  unit.descriptor.cpu_bits = RequiredCpuBits(options.cpu);
  AddDescriptor(module, unit.descriptor, need);

  if (std::string complaint = Optimise(module, **target, fast); !complaint.empty()) {
    return base::Error{"LLVM refuses the generated code: " + complaint};
  }
  if (options.keep_ir) unit.ir = PrintModule(module);
  auto object = EmitObject(module, **target);
  if (!object) return object.error();
  unit.object = std::move(*object);
  return unit;
}

}  // namespace guiju::native
