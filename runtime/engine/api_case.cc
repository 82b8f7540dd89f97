// Typed cases of the public C++ API: fields by position, no text to read.
#include "runtime/engine/api_state.h"

namespace guiju {

Case::Case(std::unique_ptr<State> state) : state_(std::move(state)) {}
Case::~Case() = default;
Case::Case(Case&&) noexcept = default;
Case& Case::operator=(Case&&) noexcept = default;

Case Policy::NewCase() const { return Case(std::make_unique<Case::State>(state_)); }

void Case::Clear() { state_->buffer.Reset(); }

bool Case::State::Fits(size_t fact, bool element, int64_t value) const {
  const ir::Program& program = policy->policy->program();
  if (fact >= program.facts.size()) return false;
  const ir::Fact& f = program.facts[ir::FactId(fact)];
  if (static_cast<bool>(f.list) != element || f.type.kind == ir::TypeKind::kText) return false;
  return value >= f.range.lo && value <= f.range.hi;
}

bool Case::Set(size_t fact, int64_t value) {
  if (!state_->Fits(fact, false, value)) return false;
  abi::Store(state_->buffer.row(), state_->policy->policy->layout().fields[fact], value);
  return true;
}

bool Case::SetText(size_t fact, std::string_view text) {
  const engine::LoadedPolicy& policy = *state_->policy->policy;
  if (fact >= policy.program().facts.size()) return false;
  const ir::Fact& f = policy.program().facts[ir::FactId(fact)];
  if (f.list || f.type.kind != ir::TypeKind::kText || !caseio::IsPlainText(text)) return false;
  std::string normal = caseio::Normalized(text);
  int64_t id = policy.schema().FindConstant(normal);
  if (id < 0) id = state_->buffer.Intern(normal, policy.schema().constants());
  abi::Store(state_->buffer.row(), policy.layout().fields[fact], id);
  return true;
}

bool Case::AddElement(std::string_view list, size_t* element) {
  const ir::Program& program = state_->policy->policy->program();
  for (ir::ListId id : program.lists.ids()) {
    if (!program.lists[id].name.Is(list)) continue;
    size_t index = static_cast<size_t>(id.index);
    if (state_->buffer.ElementCount(index) >= program.lists[id].max_size) return false;
    *element = state_->buffer.ElementCount(index);
    state_->buffer.AddElement(index);
    state_->buffer.Given(index, state_->buffer.ElementCount(index) < program.lists[id].min_size);
    return true;
  }
  return false;
}

bool Case::SetElement(size_t fact, size_t element, int64_t value) {
  if (!state_->Fits(fact, true, value)) return false;
  size_t list = static_cast<size_t>(state_->policy->policy->program().facts[ir::FactId(fact)].list.index);
  if (element >= state_->buffer.ElementCount(list)) return false;
  abi::Store(state_->buffer.ElementRow(list, element), state_->policy->policy->layout().fields[fact], value);
  return true;
}

bool Case::SetOpen(std::string_view list) {
  const ir::Program& program = state_->policy->policy->program();
  for (ir::ListId id : program.lists.ids()) {
    if (!program.lists[id].name.Is(list)) continue;
    state_->buffer.Given(static_cast<size_t>(id.index), true);
    return true;
  }
  return false;
}

}  // namespace guiju
