#include "compiler/native/columns_module.h"

#include "compiler/native/columns.h"
#include "compiler/native/scratch.h"
#include "compiler/native/variable.h"
#include "runtime/loader/loaded.h"

namespace guiju::native {
namespace {

constexpr size_t kStepsPerFunction = 64;
constexpr unsigned kRows = 64;

// The scalar value of row `index` out of a vector value.
class Picker {
 public:
  Picker(Builder& b, llvm::Value* index) : b_(b), index_(index) {}
  Val Pick(const Val& value, const ir::Type& type) {
    const bool rails = type.kind == ir::TypeKind::kBool;
    const bool wide = type.kind != ir::TypeKind::kEnum;
    auto number = [&](llvm::Value* x) -> llvm::Value* {
      if (x == nullptr) return nullptr;
      if (rails) return Bit(x);
      llvm::Value* element = b_.CreateExtractElement(x, index_);
      return wide ? b_.CreateSExt(element, b_.getInt64Ty()) : b_.CreateTrunc(element, b_.getInt8Ty());
    };
    Val one;
    one.lo = number(value.lo);
    one.hi = value.hi == value.lo ? one.lo : number(value.hi);
    if (value.mask != nullptr)
      one.mask = b_.CreateZExt(b_.CreateExtractElement(value.mask, index_), b_.getInt64Ty());
    if (value.known != nullptr) one.known = Bit(value.known);
    return one;
  }

 private:
  llvm::Value* Bit(llvm::Value* rail) { return b_.CreateTrunc(b_.CreateLShr(rail, index_), b_.getInt1Ty()); }
  Builder& b_;
  llvm::Value* index_;
};

// Inside the loop over the rows of a block: decisions come out of the vectors computed before it.
class RowOfBlock : public Surroundings {
 public:
  RowOfBlock(const ir::Program& program, Surroundings& block, Picker& picker)
      : program_(program), block_(block), picker_(picker) {}
  Val DecisionValue(ir::DecisionId id) override {
    return picker_.Pick(block_.DecisionValue(id), program_.decisions[id].type);
  }
  Val Fired(ir::DecisionId id) override {
    ir::Type integer;
    integer.kind = ir::TypeKind::kInt;
    return picker_.Pick(block_.Fired(id), integer);
  }
  Val FiredAtLeast(ir::DecisionId id, int64_t bound) override {
    return picker_.Pick(block_.FiredAtLeast(id, bound), {});
  }
  std::optional<Val> Recall(ir::ExprId) override { return std::nullopt; }
  void Offer(ir::ExprId, const Val&) override {}
  Val PerCase(ir::ExprId) override { GJ_UNREACHABLE(); }

 private:
  const ir::Program& program_;
  Surroundings& block_;
  Picker& picker_;
};

class BlockSurroundings : public Surroundings {
 public:
  BlockSurroundings(const ProgramView& view, const ExpressionEmitter::Context& scene, Lanes& lanes,
                    Builtins& builtins, BlockAddress& address, Scratch& scratch, llvm::Value* base,
                    const std::vector<char>& shared)
      : view_(view),
        scene_(scene),
        lanes_(lanes),
        builtins_(builtins),
        address_(address),
        scratch_(scratch),
        base_(base),
        shared_(shared) {}
  void Connect(ExpressionEmitter& expressions, DecisionEmitter& decisions, Outcomes& outcomes) {
    expressions_ = &expressions;
    decisions_ = &decisions;
    outcomes_ = &outcomes;
  }

  Val DecisionValue(ir::DecisionId decision) override { return decisions_->Value(decision); }
  Val Fired(ir::DecisionId decision) override {
    auto found = fired_.find(decision);
    if (found == fired_.end())
      found = fired_.emplace(decision, outcomes_->CountOf(view_.attacks.Roots(decision))).first;
    return found->second;
  }
  Val FiredAtLeast(ir::DecisionId decision, int64_t bound) override {
    return outcomes_->AtLeastOf(view_.attacks.Roots(decision), bound);
  }
  std::optional<Val> Recall(ir::ExprId expr) override {
    return IsKept(expr) ? scratch_.Load(lanes_, base_, expr) : std::nullopt;
  }
  void Offer(ir::ExprId expr, const Val& value) override {
    if (IsKept(expr)) scratch_.Store(lanes_, base_, expr, value);
  }
  Val PerCase(ir::ExprId expr) override;

 private:
  // A word in memory is cheaper than comparing 64 values again.
  bool IsKept(ir::ExprId id) const {
    if (shared_[static_cast<size_t>(id.index)] == 0) return false;
    const ir::Expr& expr = view_.program.exprs[id];
    const bool condition = expr.kind == ir::ExprKind::kGe0 || expr.kind == ir::ExprKind::kIn ||
                           expr.kind == ir::ExprKind::kSetHas || expr.kind == ir::ExprKind::kTextEq;
    return condition || NeedsLoopOrCall(expr) || expr.kind == ir::ExprKind::kRound;
  }
  void ComputeDecisionsIn(ir::ExprId expr);
  struct Gathered {
    llvm::Value* memory;
    llvm::Type* type;
  };
  Gathered Gather(llvm::Value* part, llvm::Value* i, llvm::Instruction* before);

  const ProgramView& view_;
  const ExpressionEmitter::Context& scene_;
  Lanes& lanes_;
  Builtins& builtins_;
  BlockAddress& address_;
  Scratch& scratch_;
  llvm::Value* base_;
  const std::vector<char>& shared_;
  ExpressionEmitter* expressions_ = nullptr;
  DecisionEmitter* decisions_ = nullptr;
  Outcomes* outcomes_ = nullptr;
  std::unordered_map<ir::DecisionId, Val> fired_;
};

// What the loop over rows will pick from must exist before it.
void BlockSurroundings::ComputeDecisionsIn(ir::ExprId id) {
  const ir::Expr& expr = view_.program.exprs[id];
  if (expr.kind == ir::ExprKind::kDecision) DecisionValue(expr.decision);
  if (expr.kind == ir::ExprKind::kFired) Fired(expr.decision);
  for (ir::ExprId arg : expr.args) ComputeDecisionsIn(arg);
  if (expr.fact && view_.program.facts[expr.fact].applies)
    ComputeDecisionsIn(view_.program.facts[expr.fact].applies);
}

Val BlockSurroundings::PerCase(ir::ExprId id) {
  Builder& b = lanes_.b;
  ComputeDecisionsIn(id);
  const unsigned mask_bits = expressions_->MaskBits(view_.program.exprs[id].type);
  llvm::Function* function = b.GetInsertBlock()->getParent();
  Variable index(b, b.getInt64(0));
  llvm::BasicBlock* body = llvm::BasicBlock::Create(b.getContext(), "row", function);
  llvm::BasicBlock* after = llvm::BasicBlock::Create(b.getContext(), "rows_done", function);
  llvm::Instruction* before = b.CreateBr(body);
  b.SetInsertPoint(body);
  llvm::Value* i = index.Get();
  Lanes one(b, 1);
  Picker picker(b, i);
  RowOfBlock surroundings(view_.program, *this, picker);
  ColumnRowSource source(view_.program, view_.layout, address_, i, scene_.two_valued);
  ExpressionEmitter emitter(scene_, one, builtins_, source, &source, surroundings);
  const Val value = emitter.Emit(id);

  // Each part of the value is gathered in memory: rails as bits of a word, numbers as arrays.
  std::vector<std::pair<llvm::Value*, Gathered>> gathered;
  auto gather = [&](llvm::Value* part, bool mask) {
    if (part == nullptr) return;
    for (const auto& [known, slot] : gathered) {
      if (known == part) return;
    }
    llvm::Value* stored = mask ? b.CreateTrunc(part, b.getIntNTy(mask_bits)) : part;
    gathered.emplace_back(part, Gather(stored, i, before));
  };
  gather(value.lo, false);
  gather(value.hi, false);
  gather(value.mask, true);
  gather(value.known, false);
  llvm::Value* next = b.CreateAdd(i, b.getInt64(1));
  index.Set(next);
  b.CreateCondBr(b.CreateICmpULT(next, b.getInt64(kRows)), body, after);
  b.SetInsertPoint(after);
  auto collect = [&](llvm::Value* part) -> llvm::Value* {
    for (const auto& [known, slot] : gathered) {
      if (known == part && part != nullptr) return b.CreateLoad(slot.type, slot.memory);
    }
    return nullptr;
  };
  Val whole;
  whole.lo = collect(value.lo);
  whole.hi = value.hi == value.lo ? whole.lo : collect(value.hi);
  whole.mask = collect(value.mask);
  whole.known = collect(value.known);
  return whole;
}

// Stores `part` of row i; `before` is where the loop starts.
BlockSurroundings::Gathered BlockSurroundings::Gather(llvm::Value* part, llvm::Value* i,
                                                      llvm::Instruction* before) {
  Builder& b = lanes_.b;
  llvm::BasicBlock& entry = b.GetInsertBlock()->getParent()->getEntryBlock();
  llvm::IRBuilder<> slots(&entry, entry.begin());
  if (!part->getType()->isIntegerTy(1)) {
    const Gathered slot{slots.CreateAlloca(llvm::FixedVectorType::get(part->getType(), kRows)),
                        llvm::FixedVectorType::get(part->getType(), kRows)};
    b.CreateStore(part, b.CreateInBoundsGEP(part->getType(), slot.memory, i));
    return slot;
  }
  const Gathered slot{slots.CreateAlloca(b.getInt64Ty()), b.getInt64Ty()};
  llvm::IRBuilder<>(before).CreateStore(b.getInt64(0), slot.memory);
  llvm::Value* bit = b.CreateShl(b.CreateZExt(part, b.getInt64Ty()), i);
  b.CreateStore(b.CreateOr(b.CreateLoad(b.getInt64Ty(), slot.memory), bit), slot.memory);
  return slot;
}

class ColumnBody {
 public:
  ColumnBody(llvm::Module& module, const ProgramView& view, bool two_valued, const char* name)
      : module_(module), view_(view), two_valued_(two_valued), name_(name), progress_(view.program) {}

  void Build() {
    const std::vector<Chunk> chunks = CutIntoChunks(view_.program, kStepsPerFunction);
    shared_ = SharedExprs(view_.program, chunks);
    std::vector<llvm::Function*> functions;
    functions.reserve(chunks.size());
    for (const Chunk& chunk : chunks) functions.push_back(BuildChunk(chunk, functions.size()));
    BuildEntry(functions);
  }

 private:
  Builder NewBuilder(llvm::BasicBlock* block) {
    return Builder(block, llvm::InstSimplifyFolder(module_.getDataLayout()));
  }

  // i64(columns, calendar, block, scratch): the rows whose answers are exact.
  llvm::Function* BuildChunk(const Chunk& chunk, size_t number) {
    llvm::LLVMContext& context = module_.getContext();
    llvm::Type* pointer = llvm::PointerType::getUnqual(context);
    llvm::Type* word = llvm::Type::getInt64Ty(context);
    auto* function = llvm::Function::Create(
        llvm::FunctionType::get(word, {pointer, pointer, word, pointer}, false),
        llvm::Function::InternalLinkage, std::string(name_) + "_" + std::to_string(number), module_);
    function->setDoesNotThrow();
    for (unsigned arg : {0u, 3u}) function->getArg(arg)->addAttr(llvm::Attribute::NoAlias);
    function->getArg(0)->addAttr(llvm::Attribute::ReadOnly);
    Builder builder = NewBuilder(llvm::BasicBlock::Create(context, "entry", function));
    Lanes lanes(builder, kRows);
    Builtins builtins(module_);
    BlockAddress address(builder, function->getArg(0), function->getArg(2));
    ColumnSource source(view_.program, view_.layout, address, two_valued_);
    const ExpressionEmitter::Context scene{view_.program, view_.layout, view_.analysis, two_valued_,
                                           function->getArg(1)};
    BlockSurroundings surroundings(view_, scene, lanes, builtins, address, scratch_, function->getArg(3),
                                   shared_);
    ExpressionEmitter expressions(scene, lanes, builtins, source, nullptr, surroundings);
    ColumnOutcomes outcomes(view_.program, expressions, address, two_valued_);
    DecisionEmitter decisions(scene, view_.attacks, expressions, outcomes, progress_);
    surroundings.Connect(expressions, decisions, outcomes);
    for (const Step& step : chunk) {
      if (step.rule) decisions.EmitRule(step.rule);
      if (step.decision) decisions.EmitDecision(step.decision);
    }
    for (ir::RuleId rule : decisions.rules()) progress_.rule_done[static_cast<size_t>(rule.index)] = 1;
    for (ir::DecisionId id : decisions.decisions())
      progress_.decision_done[static_cast<size_t>(id.index)] = 1;
    builder.CreateRet(decisions.exact());
    return function;
  }

  void BuildEntry(const std::vector<llvm::Function*>& chunks) {
    llvm::LLVMContext& context = module_.getContext();
    llvm::Type* pointer = llvm::PointerType::getUnqual(context);
    auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(context), {pointer, pointer}, false);
    auto* function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name_, module_);
    function->setDoesNotThrow();
    Builder b = NewBuilder(llvm::BasicBlock::Create(context, "entry", function));
    llvm::Value* scratch = llvm::ConstantPointerNull::get(llvm::PointerType::getUnqual(context));
    if (scratch_.size() > 0) {
      llvm::AllocaInst* memory = b.CreateAlloca(llvm::ArrayType::get(b.getInt64Ty(), scratch_.size() / 8));
      memory->setAlignment(llvm::Align(64));
      scratch = memory;
    }
    Variable block(b, b.getInt64(0));
    llvm::Value* columns = function->getArg(0);
    llvm::BasicBlock* header = llvm::BasicBlock::Create(context, "blocks", function);
    llvm::BasicBlock* body = llvm::BasicBlock::Create(context, "block", function);
    llvm::BasicBlock* done = llvm::BasicBlock::Create(context, "done", function);
    b.CreateBr(header);
    b.SetInsertPoint(header);
    llvm::Value* current = block.Get();
    BlockAddress address(b, columns, current);
    b.CreateCondBr(b.CreateICmpULT(current, address.Load(BlockAddress::kBlocks, b.getInt64Ty())), body, done);
    b.SetInsertPoint(body);
    llvm::Value* exact = b.getInt64(~uint64_t{0});
    for (llvm::Function* chunk : chunks) {
      exact = b.CreateAnd(exact, b.CreateCall(chunk, {columns, function->getArg(1), current, scratch}));
    }
    if (two_valued_) {
      llvm::Value* words = address.Load(BlockAddress::kExact, b.getPtrTy());
      b.CreateAlignedStore(exact, address.InBlock(words, 8), llvm::Align(8));
    }
    block.Set(b.CreateAdd(current, b.getInt64(1)));
    b.CreateBr(header);
    b.SetInsertPoint(done);
    b.CreateRetVoid();
  }

  llvm::Module& module_;
  const ProgramView& view_;
  bool two_valued_;
  const char* name_;
  Progress progress_;
  Scratch scratch_;
  std::vector<char> shared_;
};

}  // namespace

void AddColumnBody(llvm::Module& module, const ProgramView& view, bool two_valued, const char* name) {
  static_assert(sizeof(loader::ColumnBlocks) == 8 * (BlockAddress::kExact + 1),
                "BlockAddress names its members");
  ColumnBody(module, view, two_valued, name).Build();
}

}  // namespace guiju::native
