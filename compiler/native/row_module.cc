#include "compiler/native/row_module.h"

#include "compiler/native/outcomes.h"
#include "compiler/native/scratch.h"

namespace guiju::native {
namespace {

constexpr size_t kStepsPerFunction = 64;

class RowSurroundings : public Surroundings {
 public:
  RowSurroundings(const ProgramView& view, Lanes& lanes, Scratch& scratch, llvm::Value* base,
                  const std::vector<char>& shared)
      : view_(view), lanes_(lanes), scratch_(scratch), base_(base), shared_(shared) {}
  void Connect(DecisionEmitter& decisions, Outcomes& outcomes) {
    decisions_ = &decisions;
    outcomes_ = &outcomes;
  }

  Val DecisionValue(ir::DecisionId decision) override { return decisions_->Value(decision); }
  Val Fired(ir::DecisionId decision) override { return outcomes_->CountOf(view_.attacks.Roots(decision)); }
  Val FiredAtLeast(ir::DecisionId decision, int64_t bound) override {
    return outcomes_->AtLeastOf(view_.attacks.Roots(decision), bound);
  }
  std::optional<Val> Recall(ir::ExprId expr) override {
    return IsKept(expr) ? scratch_.Load(lanes_, base_, expr) : std::nullopt;
  }
  void Offer(ir::ExprId expr, const Val& value) override {
    if (IsKept(expr)) scratch_.Store(lanes_, base_, expr, value);
  }
  Val PerCase(ir::ExprId) override { GJ_UNREACHABLE(); }

 private:
  // Anything else is cheaper to compute again than to keep.
  bool IsKept(ir::ExprId expr) const {
    return shared_[static_cast<size_t>(expr.index)] != 0 && NeedsLoopOrCall(view_.program.exprs[expr]);
  }

  const ProgramView& view_;
  Lanes& lanes_;
  Scratch& scratch_;
  llvm::Value* base_;
  const std::vector<char>& shared_;
  DecisionEmitter* decisions_ = nullptr;
  Outcomes* outcomes_ = nullptr;
};

class RowBody {
 public:
  RowBody(llvm::Module& module, const ProgramView& view, bool two_valued, const char* name)
      : module_(module),
        view_(view),
        two_valued_(two_valued),
        name_(name),
        progress_(view.program),
        places_(view.program, view.plan, view.regions.rules()) {}

  void Build() {
    const std::vector<Chunk> chunks = CutIntoChunks(view_.program, kStepsPerFunction, &view_.regions);
    shared_ = SharedExprs(view_.program, chunks);
    std::vector<llvm::Function*> functions;
    for (const Chunk& chunk : chunks)
      functions.push_back(BuildChunk(chunk, chunks.size() > 1, functions.size()));
    BuildEntry(functions);
  }

 private:
  Builder NewBuilder(llvm::BasicBlock* block) {
    return Builder(block, llvm::InstSimplifyFolder(module_.getDataLayout()));
  }

  void Describe(llvm::Function* function) {
    llvm::LLVMContext& context = module_.getContext();
    function->setDoesNotThrow();
    // Keeps LLVM from packing single bits into vector masks, which is slower; vectors written here stay.
    function->addFnAttr(llvm::Attribute::NoImplicitFloat);
    llvm::Argument* row = function->getArg(0);
    row->addAttr(llvm::Attribute::NoAlias);
    row->addAttr(llvm::Attribute::ReadOnly);
    row->addAttr(llvm::Attribute::getWithAlignment(context, llvm::Align(8)));
    llvm::Argument* words = function->getArg(2);
    words->addAttr(llvm::Attribute::NoAlias);
    words->addAttr(llvm::Attribute::getWithAlignment(context, llvm::Align(8)));
  }

  llvm::Function* BuildChunk(const Chunk& chunk, bool one_of_many, size_t number) {
    llvm::LLVMContext& context = module_.getContext();
    llvm::Type* pointer = llvm::PointerType::getUnqual(context);
    auto* type =
        llvm::FunctionType::get(llvm::Type::getInt1Ty(context), {pointer, pointer, pointer, pointer}, false);
    auto* function = llvm::Function::Create(type, llvm::Function::InternalLinkage,
                                            std::string(name_) + "_" + std::to_string(number), module_);
    Describe(function);
    function->getArg(3)->addAttr(llvm::Attribute::NoAlias);
    if (one_of_many) function->addFnAttr(llvm::Attribute::NoInline);
    Builder builder = NewBuilder(llvm::BasicBlock::Create(context, "entry", function));
    Lanes lanes(builder, 1);
    Builtins builtins(module_);
    RowSource row(view_.program, view_.layout, function->getArg(0), two_valued_);
    RowSurroundings surroundings(view_, lanes, scratch_, function->getArg(3), shared_);
    const ExpressionEmitter::Context scene{view_.program, view_.layout, view_.analysis, two_valued_,
                                           function->getArg(1)};
    ExpressionEmitter expressions(scene, lanes, builtins, row, &row, surroundings);
    RowOutcomes outcomes(view_.program, expressions, function->getArg(2), two_valued_, progress_);
    const GuardContext tables{view_.program,       view_.layout, view_.plan,        view_.regions,
                              function->getArg(0), two_valued_,  view_.gathers_bits};
    std::optional<ClauseGuards> guards;
    if (!view_.regions.empty()) {
      std::vector<RailWord> words = number == 0 ? EmitClauseWords(module_, tables, places_, expressions)
                                                : RecallClauseWords(builder, function->getArg(3));
      if (number == 0 && one_of_many) KeepClauseWords(builder, function->getArg(3), words);
      guards.emplace(tables, places_, std::move(words), expressions, surroundings);
    }
    DecisionEmitter decisions(scene, view_.attacks, expressions, outcomes, progress_,
                              guards ? &*guards : nullptr);
    surroundings.Connect(decisions, outcomes);
    if (number == 0 && guards) Settle(*guards, expressions, outcomes, decisions);
    for (const Step& step : chunk) {
      if (step.rule) decisions.EmitRule(step.rule);
      if (step.decision) decisions.EmitDecision(step.decision);
    }
    outcomes.Finish(progress_);
    for (ir::RuleId rule : decisions.rules()) progress_.rule_done[static_cast<size_t>(rule.index)] = 1;
    for (ir::DecisionId id : decisions.decisions())
      progress_.decision_done[static_cast<size_t>(id.index)] = 1;
    builder.CreateRet(decisions.exact());
    return function;
  }

  void Settle(ClauseGuards& guards, ExpressionEmitter& expressions, RowOutcomes& outcomes,
              DecisionEmitter& decisions) {
    const std::vector<RailWord> words = guards.Settled();
    for (size_t word = 0; word < words.size(); ++word) {
      outcomes.Preset(static_cast<uint32_t>(word), words[word].must, words[word].may);
      if (two_valued_ && words[word].must != words[word].may) {
        decisions.RequireExact(expressions.lanes().b.CreateICmpEQ(words[word].must, words[word].may));
      }
    }
    for (ir::RuleId rule : view_.regions.rules()) {
      if (view_.regions.Settles(rule)) progress_.rule_done[static_cast<size_t>(rule.index)] = 1;
    }
  }

  // Clause words for the functions that follow.
  void KeepClauseWords(Builder& builder, llvm::Value* base, const std::vector<RailWord>& words) {
    words_at_ = scratch_.Reserve(2 * words.size());
    for (size_t word = 0; word < words.size(); ++word) {
      words_exact_.push_back(words[word].must == words[word].may);
      builder.CreateStore(words[word].must, WordAt(builder, base, 2 * word));
      if (!words_exact_.back()) builder.CreateStore(words[word].may, WordAt(builder, base, 2 * word + 1));
    }
  }
  std::vector<RailWord> RecallClauseWords(Builder& builder, llvm::Value* base) {
    std::vector<RailWord> words;
    auto load = [&](size_t at) {
      return builder.CreateLoad(builder.getInt64Ty(), WordAt(builder, base, at));
    };
    for (size_t word = 0; word < words_exact_.size(); ++word) {
      llvm::Value* must = load(2 * word);
      words.push_back({must, words_exact_[word] ? must : load(2 * word + 1)});
    }
    return words;
  }
  llvm::Value* WordAt(Builder& builder, llvm::Value* base, size_t word) const {
    return builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), base, words_at_ + 8 * word);
  }

  void BuildEntry(const std::vector<llvm::Function*>& chunks) {
    llvm::LLVMContext& context = module_.getContext();
    llvm::Type* pointer = llvm::PointerType::getUnqual(context);
    llvm::Type* result = two_valued_ ? llvm::Type::getInt32Ty(context) : llvm::Type::getVoidTy(context);
    auto* type = llvm::FunctionType::get(result, {pointer, pointer, pointer}, false);
    auto* function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name_, module_);
    Describe(function);
    Builder builder = NewBuilder(llvm::BasicBlock::Create(context, "entry", function));
    llvm::Value* scratch = llvm::ConstantPointerNull::get(llvm::PointerType::getUnqual(context));
    if (scratch_.size() > 0) {
      llvm::AllocaInst* memory =
          builder.CreateAlloca(llvm::ArrayType::get(builder.getInt64Ty(), scratch_.size() / 8));
      memory->setAlignment(llvm::Align(8));
      scratch = memory;
    }
    const abi::OutcomeShape shape = abi::ShapeOf(view_.program);
    for (uint32_t word = 0; word < shape.rule_words; ++word) {
      if (progress_.word_started[word]) continue;
      for (uint32_t rail = 0; rail < (two_valued_ ? 1u : 2u); ++rail) {
        builder.CreateStore(builder.getInt64(0),
                            builder.CreateConstInBoundsGEP1_64(builder.getInt64Ty(), function->getArg(2),
                                                               word + rail * shape.rule_words));
      }
    }
    llvm::Value* exact = builder.getTrue();
    for (llvm::Function* chunk : chunks) {
      llvm::Value* one =
          builder.CreateCall(chunk, {function->getArg(0), function->getArg(1), function->getArg(2), scratch});
      exact = builder.CreateAnd(exact, one);
    }
    if (two_valued_) {
      builder.CreateRet(builder.CreateZExt(exact, builder.getInt32Ty()));
    } else {
      builder.CreateRetVoid();
    }
  }

  llvm::Module& module_;
  const ProgramView& view_;
  bool two_valued_;
  const char* name_;
  Progress progress_;
  ClausePlaces places_;
  Scratch scratch_;
  std::vector<char> shared_;
  uint32_t words_at_ = 0;  // clause words in the scratch area
  std::vector<bool> words_exact_;
};

}  // namespace

std::vector<Chunk> CutIntoChunks(const ir::Program& program, size_t steps_per_chunk,
                                 const RegionRules* settled) {
  std::vector<Chunk> chunks;
  auto add = [&](const Step& step) {
    if (chunks.empty() || chunks.back().size() >= steps_per_chunk) chunks.emplace_back();
    chunks.back().push_back(step);
  };
  for (ir::DecisionId id : program.decisions.ids()) {
    for (ir::RuleId rule : program.decisions[id].rules) {
      if (settled == nullptr || !settled->Settles(rule)) add({rule, {}});
    }
    add({{}, id});
  }
  return chunks;
}

std::vector<char> SharedExprs(const ir::Program& program, const std::vector<Chunk>& chunks) {
  std::vector<char> shared(program.exprs.size());
  std::vector<int> last(program.exprs.size(), -1);  // chunk that read it last
  std::vector<ir::ExprId> stack;
  for (size_t chunk = 0; chunk < chunks.size(); ++chunk) {
    auto push = [&](ir::ExprId id) {
      if (!id) return;
      const auto at = static_cast<size_t>(id.index);
      if (last[at] == static_cast<int>(chunk)) return;
      if (last[at] >= 0) shared[at] = 1;
      last[at] = static_cast<int>(chunk);
      stack.push_back(id);
    };
    for (const Step& step : chunks[chunk]) {
      if (step.rule) push(program.rules[step.rule].guard);
      if (step.decision) {
        const ir::Decision& decision = program.decisions[step.decision];
        push(decision.otherwise);
        for (ir::RuleId rule : decision.rules) push(program.rules[rule].value);
      }
      while (!stack.empty()) {
        const ir::Expr& expr = program.exprs[stack.back()];
        stack.pop_back();
        for (ir::ExprId arg : expr.args) push(arg);
        if (expr.fact) push(program.facts[expr.fact].applies);
      }
    }
  }
  return shared;
}

void AddRowBody(llvm::Module& module, const ProgramView& view, bool two_valued, const char* name) {
  RowBody(module, view, two_valued, name).Build();
}

}  // namespace guiju::native
