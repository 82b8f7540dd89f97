#include "runtime/engine/loaded_policy.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/plan/plan.h"

namespace guiju::engine {

const char* NameOf(Tier tier) {
  switch (tier) {
    case Tier::kAuto:
      return "auto";
    case Tier::kInterpreter:
      return "interpreter";
    case Tier::kTables:
      return "tables";
    case Tier::kNative:
      return "native";
  }
  return "";
}

LoadedPolicy::LoadedPolicy(ir::Program program, std::shared_ptr<const value::Calendar> calendar,
                           std::optional<base::Digest> ir_digest)
    : program_(std::move(program)), calendar_(std::move(calendar)), digest_given_(ir_digest.has_value()) {
  if (ir_digest) ir_digest_ = *ir_digest;
  layout_ = abi::LayoutOf(program_);
  shape_ = abi::ShapeOf(program_);
  schema_ = std::make_unique<caseio::Schema>(program_, layout_);
  closure_ = ir::ClosureDigest(program_);
  presumes_ = !program_.presumptions.empty() ||
              std::any_of(program_.facts.begin(), program_.facts.end(),
                          [](const ir::Fact& f) { return f.absent_is.has_value(); });
  ListVisible();
}

const base::Digest& LoadedPolicy::ir_digest() const {
  std::call_once(digest_once_, [this] {
    if (!digest_given_) ir_digest_ = base::Sha256(ir::Print(program_));
  });
  return ir_digest_;
}

// Public decisions, without those that another public decision of the same name composes.
void LoadedPolicy::ListVisible() {
  std::set<ir::DecisionId> composed;
  for (const ir::Decision& decision : program_.decisions) {
    if (decision.is_public && decision.parent) composed.insert(decision.parent);
  }
  std::map<std::string, int> uses;
  std::vector<ir::DecisionId> shown;
  for (ir::DecisionId id : program_.decisions.ids()) {
    const ir::Decision& decision = program_.decisions[id];
    if (!decision.is_public || composed.contains(id)) continue;
    shown.push_back(id);
    ++uses[decision.name.Key()];
  }
  // In the order of declaration: of the policy itself first, then of the policies it stands on.
  auto main_first = [&](ir::DecisionId id) {
    ir::OriginId origin = program_.decisions[id].origin;
    return origin && program_.origins[origin].policy == program_.main;
  };
  std::stable_partition(shown.begin(), shown.end(), main_first);
  for (ir::DecisionId id : shown) {
    const ir::Decision& decision = program_.decisions[id];
    std::string key = decision.name.Key();
    if (uses[key] > 1 && decision.origin && program_.origins[decision.origin].policy)
      key = program_.policies[program_.origins[decision.origin].policy].name.Key() + "." + key;
    visible_.push_back({id, std::move(key)});
  }
}

ir::DecisionId LoadedPolicy::FindDecision(std::string_view name) const {
  for (const Visible& v : visible_) {
    if (v.key == name || program_.decisions[v.decision].name.Is(name)) return v.decision;
  }
  return {};
}

std::vector<interp::Presumed> LoadedPolicy::Presume(std::byte* row) const {
  if (!presumes_) return {};
  return interp::ApplyPresumptions(program_, layout_, row, *calendar_);
}

void LoadedPolicy::BuildTables() const {
  std::call_once(tables_once_, [this] {
    tables_owner_ = std::make_unique<const tables::Tables>(tables::Build(plan::Make(program_)));
    tables_.store(tables_owner_.get(), std::memory_order_release);
  });
}

void LoadedPolicy::SetNative(std::shared_ptr<const loader::Loaded> code) const {
  std::lock_guard<std::mutex> lock(native_mutex_);
  if (native_owner_ != nullptr || code == nullptr || code->row_three_valued() == nullptr) return;
  native_owner_ = std::move(code);
  native_.store(native_owner_.get(), std::memory_order_release);
}

Tier LoadedPolicy::Ready(Tier wanted) const {
  if ((wanted == Tier::kAuto || wanted == Tier::kNative) && native() != nullptr) return Tier::kNative;
  if (wanted != Tier::kInterpreter && tables_.load(std::memory_order_acquire) != nullptr)
    return Tier::kTables;
  return Tier::kInterpreter;
}

void LoadedPolicy::Evaluate(Tier tier, const std::byte* row, uint64_t* words) const {
  switch (Ready(tier)) {
    case Tier::kNative:
      return native()->Evaluate(shape_, row, calendar_.get(), words);
    case Tier::kTables:
      return tables::Evaluate(*tables_.load(std::memory_order_acquire), layout_, {row, calendar_.get()},
                              abi::Outcome(shape_, words));
    case Tier::kAuto:
    case Tier::kInterpreter:
      break;
  }
  interp::Evaluate(program_, layout_, {row, calendar_.get()}, abi::Outcome(shape_, words));
}

}  // namespace guiju::engine
