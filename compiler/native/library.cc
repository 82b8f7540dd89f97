#include "compiler/native/library.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Object/ArchiveWriter.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Target/TargetMachine.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include "compiler/native/native.h"
#include "compiler/native/object_files.h"
#include "compiler/native/row_module.h"
#include "compiler/native/target.h"
#include "runtime/value/date.h"

extern "C" const char guiju_standalone_object[], guiju_standalone_object_end[];

namespace guiju::native {
namespace {

constexpr value::Day kSlack = 400;  // days counted beyond the calendar's own ends, as value::Calendar does

// Constant data of the library, by C layout.
class Data {
 public:
  explicit Data(llvm::Module& module) : module_(module), context_(module.getContext()) {}

  llvm::Constant* Text(const std::string& text) {
    auto* bytes = llvm::ConstantDataArray::getString(context_, text);
    auto* global =
        new llvm::GlobalVariable(module_, bytes->getType(), true, llvm::GlobalValue::PrivateLinkage, bytes);
    global->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
    return global;
  }
  llvm::Constant* Int(unsigned bits, int64_t value) {
    return llvm::ConstantInt::get(llvm::Type::getIntNTy(context_, bits), static_cast<uint64_t>(value), true);
  }
  llvm::Constant* Record(llvm::ArrayRef<llvm::Constant*> members) {
    return llvm::ConstantStruct::getAnon(context_, members);
  }
  // An array that is never empty, so that its symbol exists.
  llvm::GlobalVariable* Array(const std::string& symbol, std::vector<llvm::Constant*> items,
                              llvm::Constant* filler, bool exported = true) {
    if (items.empty()) items.push_back(filler);
    auto* array =
        llvm::ConstantArray::get(llvm::ArrayType::get(items.front()->getType(), items.size()), items);
    auto* global = new llvm::GlobalVariable(module_, array->getType(), true,
                                            llvm::GlobalValue::ExternalLinkage, array, symbol);
    if (!exported) global->setLinkage(llvm::GlobalValue::PrivateLinkage);
    return global;
  }
  llvm::LLVMContext& context() { return context_; }

 private:
  llvm::Module& module_;
  llvm::LLVMContext& context_;
};

int KindOf(ir::TypeKind kind) {  // as the header's enumeration
  switch (kind) {
    case ir::TypeKind::kBool:
      return 0;
    case ir::TypeKind::kInt:
      return 1;
    case ir::TypeKind::kEnum:
      return 2;
    case ir::TypeKind::kDate:
      return 3;
    case ir::TypeKind::kText:
      return 4;
    case ir::TypeKind::kSet:
      return 5;
  }
  GJ_UNREACHABLE();
}

int64_t ValuesOf(const ir::Program& program, const ir::Type& type) {
  const bool has = type.kind == ir::TypeKind::kEnum || type.kind == ir::TypeKind::kSet;
  return has ? static_cast<int64_t>(program.enums[type.enumeration].values.size()) : 0;
}

// What the C interface accepts for a fact.
ir::Range Accepted(const ir::Program& program, const ir::Fact& fact) {
  if (fact.type.kind == ir::TypeKind::kText)
    return {std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()};
  if (fact.type.kind != ir::TypeKind::kSet) return fact.range;
  // A set that holds the last of 64 values is a negative number.
  constexpr ir::Range kAny{std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()};
  const int64_t values = ValuesOf(program, fact.type);
  if (values >= 64) return kAny;
  return values == 63 ? ir::Range{0, kAny.hi} : ir::Range{0, (int64_t{1} << values) - 1};
}

void AddNames(Data& data, const ir::Program& program, const abi::Layout& layout, const std::string& p) {
  llvm::Constant* none = data.Text("");
  std::vector<llvm::Constant*> facts, rules, decisions, texts, offsets, sizes;
  for (ir::FactId id : program.facts.ids()) {
    const ir::Fact& fact = program.facts[id];
    const abi::Field& field = layout.fields[static_cast<size_t>(id.index)];
    const ir::Range range = Accepted(program, fact);
    facts.push_back(
        data.Record({data.Text(fact.name.Key()), data.Text(fact.name.zh), data.Int(64, range.lo),
                     data.Int(64, range.hi), data.Int(32, field.offset), data.Int(32, field.known_bit),
                     data.Int(32, field.width), data.Int(32, fact.list.index)}));
  }
  for (const ir::Rule& rule : program.rules) {
    std::string basis;
    for (ir::CiteId cite : rule.basis) {
      const ir::Cite& c = program.cites[cite];
      if (!basis.empty()) basis += "；";
      basis += program.sources[c.source].name.In(true) + " " + c.text;
    }
    rules.push_back(data.Record({data.Text(rule.name.Key()), data.Text(rule.name.zh), data.Text(rule.title),
                                 data.Text(basis), data.Int(32, rule.decision.index)}));
  }
  for (const ir::Decision& decision : program.decisions) {
    decisions.push_back(data.Record({data.Text(decision.name.Key()), data.Text(decision.name.zh),
                                     data.Text(decision.title), data.Int(32, KindOf(decision.type.kind)),
                                     data.Int(32, ValuesOf(program, decision.type))}));
  }
  for (const std::string& text : program.texts) texts.push_back(data.Text(text));
  for (ir::ListId id : program.lists.ids()) {
    offsets.push_back(data.Int(32, layout.list_offsets[static_cast<size_t>(id.index)]));
    sizes.push_back(data.Int(32, layout.elements[static_cast<size_t>(id.index)].size));
  }
  llvm::Constant* zero = data.Int(64, 0);
  data.Array(p + "_facts", facts, zero);
  data.Array(p + "_rules", rules, zero);
  data.Array(p + "_decisions", decisions, zero);
  data.Array(p + "_texts", texts, none);
  data.Array(p + "_list_offsets", offsets, zero);
  data.Array(p + "_element_sizes", sizes, zero);
}

// The table standalone/builtins.c counts over.
llvm::Constant* AddCalendar(Data& data, llvm::Module& module, const value::Calendar& calendar) {
  const value::Day first = value::kMinDay - kSlack, last = value::kMaxDay + kSlack;
  std::vector<int32_t> possible, certain;
  for (value::Day day = first; day <= last; ++day) {
    const bool works = calendar.IsWorkday(day), settled = calendar.Describe(day).certain;
    possible.push_back((possible.empty() ? 0 : possible.back()) + (works || !settled));
    certain.push_back((certain.empty() ? 0 : certain.back()) + (works && settled));
  }
  auto counts = [&](const std::vector<int32_t>& values) -> llvm::Constant* {
    auto* array = llvm::ConstantDataArray::get(data.context(), values);
    return new llvm::GlobalVariable(module, array->getType(), true, llvm::GlobalValue::PrivateLinkage, array);
  };
  llvm::Constant* table =
      data.Record({data.Int(64, first), data.Int(64, last - first + 1), counts(possible), counts(certain)});
  return new llvm::GlobalVariable(module, table->getType(), true, llvm::GlobalValue::PrivateLinkage, table);
}

bool CallsBuiltins(const llvm::Module& module) {
  return std::ranges::any_of(module, [](const llvm::Function& function) {
    return function.isDeclaration() && function.getName().starts_with("guiju_") && !function.use_empty();
  });
}

// void STEM_classify(const case*, result*)
void AddEntry(llvm::Module& module, llvm::Constant* calendar, const std::string& p) {
  llvm::Function* row = module.getFunction("guiju_row");
  row->setLinkage(llvm::GlobalValue::InternalLinkage);
  llvm::Type* pointer = llvm::PointerType::getUnqual(module.getContext());
  auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(module.getContext()), {pointer, pointer}, false);
  auto* function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, p + "_classify", module);
  llvm::IRBuilder<> b(llvm::BasicBlock::Create(module.getContext(), "entry", function));
  b.CreateCall(row, {function->getArg(0), calendar, function->getArg(1)});
  b.CreateRetVoid();
}

base::Status WriteArchive(const std::string& path,
                          const std::vector<std::pair<std::string, std::string>>& members) {
  std::vector<llvm::NewArchiveMember> files;
  files.reserve(members.size());
  for (const auto& [name, bytes] : members) {
    files.emplace_back(llvm::MemoryBufferRef(bytes, name));
  }
  auto archive = llvm::writeArchiveToBuffer(files, llvm::SymtabWritingMode::NormalSymtab,
                                            llvm::object::Archive::K_GNU, true, false);
  if (!archive) return base::Error{path + ": " + llvm::toString(archive.takeError())};
  return WriteFile(path, (*archive)->getBuffer().str());
}

bool IsStem(const std::string& stem) {
  const bool letters = std::ranges::all_of(stem, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  return letters && !stem.empty() && !(stem[0] >= '0' && stem[0] <= '9');
}

}  // namespace

base::Result<LibraryFiles> EmitLibrary(const ir::Program& program, const abi::Layout& layout,
                                       const value::Calendar& calendar, const std::string& directory,
                                       const std::string& stem, const Options& options) {
  if (!IsStem(stem))
    return base::Error{
        stem + ": 库名只能由字母、数字和下划线组成 (a library's name is letters, digits and underscores)"};
  if (::mkdir(directory.c_str(), 0777) != 0 && errno != EEXIST) {
    return base::Error{directory + ": cannot be made: " + std::strerror(errno)};
  }
  constexpr size_t kFullEffortRules = 512;
  const bool fast = options.effort == Effort::kFast ||
                    (options.effort == Effort::kAuto && program.rules.size() > kFullEffortRules);
  auto target = MakeTarget(options.cpu, fast);
  if (!target) return target.error();
  llvm::LLVMContext context;
  llvm::Module module("guiju_library", context);
  Prepare(module, **target);
  const Analysis analysis(program);
  const Attacks attacks(program);
  const plan::Plan plan = plan::Make(program);
  const RegionRules regions = RegionsFor(program, plan, options.form);
  AddRowBody(module, {program, layout, analysis, attacks, plan, regions, GathersBits(**target)}, false,
             "guiju_row");
  Data data(module);
  AddNames(data, program, layout, stem);
  const bool counts = CallsBuiltins(module);
  llvm::Constant* table = llvm::ConstantPointerNull::get(llvm::PointerType::getUnqual(context));
  AddEntry(module, counts ? AddCalendar(data, module, calendar) : table, stem);
  if (std::string complaint = Optimise(module, **target, fast); !complaint.empty()) {
    return base::Error{"LLVM refuses the generated code: " + complaint};
  }
  auto object = EmitObject(module, **target);
  if (!object) return object.error();
  const std::string builtins(guiju_standalone_object, guiju_standalone_object_end);

  LibraryFiles files{directory + "/" + stem + ".h", directory + "/lib" + stem + ".so",
                     directory + "/lib" + stem + ".a"};
  const LibraryNames names = NamesFor(program, stem);
  if (base::Status done = WriteFile(files.header, LibraryHeader(program, layout, names, counts)); !done)
    return done.error();
  if (base::Status done =
          WriteArchive(files.static_library, {{stem + ".o", *object}, {"builtins.o", builtins}});
      !done) {
    return done.error();
  }
  std::vector<std::string> objects{*object, builtins};
  if (base::Status done = LinkShared(objects, files.shared_library, "lib" + stem + ".so"); !done)
    return done.error();
  return files;
}

}  // namespace guiju::native
