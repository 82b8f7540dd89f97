// Plan to tables.
#include "runtime/tables/build.h"

#include <algorithm>

#include "runtime/tables/tables.h"

namespace guiju::tables {
namespace {

uint32_t WordsFor(size_t clauses) {
  uint32_t words = static_cast<uint32_t>((clauses + 63) / 64);
  if (words <= 1) return 1;
  if (words == 2) return 2;
  if (words <= 4) return 4;
  return (words + 7) / 8 * 8;
}

const Kernels& BestKernels() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("bmi2")) {
    return Avx512Kernels();
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) return Avx2Kernels();
#endif
  return BaselineKernels();
}

template <class T>
size_t BytesOf(const std::vector<T>& v) {
  return v.size() * sizeof(T);
}

// Rows begin on a cache line.
void Align(std::vector<uint64_t>* pool, const uint64_t** rows) {
  size_t size = pool->size();
  pool->resize(size + 8);
  size_t skip = (8 - reinterpret_cast<uintptr_t>(pool->data()) / 8 % 8) % 8;
  std::copy_backward(pool->begin(), pool->begin() + static_cast<std::ptrdiff_t>(size),
                     pool->begin() + static_cast<std::ptrdiff_t>(size + skip));
  *rows = pool->data() + skip;
}

void Expose(Data* data) {
  View& view = data->view;
  Align(&data->pool_storage, &view.pool);
  view.need = data->need.data();
  view.need_words = static_cast<uint32_t>(data->need.size());
  view.group = data->groups.data();
  view.groups = static_cast<uint32_t>(data->groups.size());
  view.flagged = data->flagged.data();
  view.flagged_groups = static_cast<uint32_t>(data->flagged.size());
  view.member = data->members.data();
  for (const auto* of_width : {&data->simple8, &data->simple4}) {
    for (const SimpleRows& from : *of_width) {
      Simple simple = from.simple;
      simple.rows = view.pool + from.rows;
      simple.unknown_must = view.pool + from.unknown_must;
      simple.unknown_may = view.pool + from.unknown_may;
      data->simple.push_back(simple);
    }
  }
  view.simple = data->simple.data();
  view.simple8 = static_cast<uint32_t>(data->simple8.size());
  view.simple4 = static_cast<uint32_t>(data->simple4.size());
  view.number = data->numbers.data();
  view.numbers = static_cast<uint32_t>(data->numbers.size());
  view.summand = data->summands.data();
  view.derived = data->derived.data();
  view.mask = data->masks.data();
  view.sparse = data->sparse.data();
  view.clause_rule = data->clause_rule.data();
  view.step = data->steps.data();
  view.root = data->roots.data();
  view.value = data->values.data();
  view.table = data->tables.data();
  view.root_mask_of = data->root_mask_of.data();
  view.op = data->ops.data();
  view.ops = static_cast<uint32_t>(data->ops.size());
  view.program = data->program.get();
  data->bytes += BytesOf(data->pool_storage) + BytesOf(data->groups) + BytesOf(data->members) +
                 BytesOf(data->numbers) + BytesOf(data->derived) + BytesOf(data->values) +
                 BytesOf(data->program->code);
}

}  // namespace

Builder::Builder(const plan::Plan& plan, Data* data)
    : plan_(plan),
      program_(*plan.program),
      data_(*data),
      layout_(abi::LayoutOf(program_)),
      strata_(program_),
      compiler_(program_, layout_, &strata_),
      pool_(&data->pool_storage) {}

void Builder::Build() {
  data_.clauses = static_cast<uint32_t>(plan_.clauses.size());
  data_.rules = static_cast<uint32_t>(program_.rules.size());
  data_.layout_hash = layout_.hash;
  words_ = WordsFor(plan_.clauses.size());
  for (const plan::Clause& clause : plan_.clauses)
    data_.clause_rule.push_back(static_cast<uint32_t>(clause.rule.index));
  CollectLiterals();
  AddBase();
  AddGroups(false);
  AddGroups(true);
  AddValues();
  AddRootMasks();
  std::vector<size_t> run_ops;  // by stratum
  for (const plan::Stratum& stratum : plan_.strata) {
    run_ops.push_back(data_.ops.size());
    data_.ops.push_back({});
    for (plan::TermId id : stratum.terms) AddTerm(id);
    AddRules(stratum);
    AddDefeats(stratum);
    for (ir::DecisionId id : stratum.decisions) AddStep(id);
  }
  Compiler::Code code = compiler_.Finish(plan_.strata.size());
  for (size_t s = run_ops.size(); s-- > 0;) {
    Op& run = data_.ops[run_ops[s]];
    run.first = code.strata[s].first;
    run.count = code.strata[s].second - code.strata[s].first;
    if (run.count == 0) data_.ops.erase(data_.ops.begin() + static_cast<std::ptrdiff_t>(run_ops[s]));
  }
  data_.program = std::make_shared<const Program>(std::move(code.program));
  View& view = data_.view;
  view.focus = Focus();
  view.words = words_;
  view.registers = code.registers;
  view.rule_words = abi::ShapeOf(program_).rule_words;
  view.decisions = static_cast<uint32_t>(program_.decisions.size());
  view.last_rule_mask = data_.rules % 64 == 0 ? ~uint64_t{0} : (uint64_t{1} << (data_.rules % 64)) - 1;
}

// Operations that change one word of rule bits vote for it.
uint32_t Builder::Focus() const {
  std::vector<uint32_t> changes(words_);
  for (const Op& op : data_.ops) {
    switch (op.code) {
      case OpCode::kBit:
      case OpCode::kGate:
      case OpCode::kCount:
        ++changes[op.word];
        break;
      case OpCode::kMerge:
      case OpCode::kDefeat:
        ++changes[op.target];
        break;
      case OpCode::kRun:
      case OpCode::kDerived:
      case OpCode::kSparse:
      case OpCode::kAny:
      case OpCode::kAnyMasks:
      case OpCode::kTable:
      case OpCode::kStep:
        break;
    }
  }
  return static_cast<uint32_t>(std::max_element(changes.begin(), changes.end()) - changes.begin());
}

void Builder::AddTerm(plan::TermId id) {
  const plan::Term& term = plan_.terms[id];
  switch (term.source) {
    case plan::TermSource::kFact:
      if (term.kind == plan::TermKind::kNumber) AddNumber(id);
      return;
    case plan::TermSource::kLinear:
      return AddNumber(id);
    case plan::TermSource::kDecision:
    case plan::TermSource::kFired:
    case plan::TermSource::kComputed:
      return AddDerived(id);
  }
}

Tables Build(const plan::Plan& plan) {
  auto data = std::make_unique<Data>();
  Builder(plan, data.get()).Build();
  data->kernels = &BestKernels();
  Expose(data.get());
  return Tables(std::move(data));
}

const char* InstructionSet() { return BestKernels().name; }

}  // namespace guiju::tables
