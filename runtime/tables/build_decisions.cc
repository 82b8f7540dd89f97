// Rules with several clauses, exceptions, and how decisions take their values.
#include <algorithm>
#include <map>

#include "runtime/tables/build.h"

namespace guiju::tables {
namespace {

constexpr size_t kFewMerges = 24;  // beyond this, scanning for clauses that hold is cheaper

bool IsRoot(const ir::Rule& rule) { return rule.kind != ir::RuleKind::kException; }

void AddBit(std::vector<WordMask>* masks, size_t from, uint32_t bit) {
  for (size_t i = from; i < masks->size(); ++i) {
    if ((*masks)[i].word == bit / 64) {
      (*masks)[i].mask |= uint64_t{1} << (bit % 64);
      return;
    }
  }
  masks->push_back({bit / 64, uint64_t{1} << (bit % 64)});
}

}  // namespace

void Builder::AddRules(const plan::Stratum& stratum) {
  std::vector<Op> merges;
  for (ir::RuleId rule : stratum.rules) {
    size_t first = merges.size();
    for (plan::ClauseId clause : plan_.rules[rule].further) {
      uint32_t bit = static_cast<uint32_t>(clause.index), target = static_cast<uint32_t>(rule.index);
      if (merges.size() == first || merges.back().word != bit / 64) {
        Op merge;
        merge.code = OpCode::kMerge;
        merge.word = bit / 64;
        merge.target = target / 64;
        merge.b = uint64_t{1} << (target % 64);
        merges.push_back(merge);
      }
      merges.back().a |= uint64_t{1} << (bit % 64);
    }
  }
  if (merges.size() <= kFewMerges) {
    data_.ops.insert(data_.ops.end(), merges.begin(), merges.end());
    return;
  }
  std::map<uint32_t, uint64_t> words;
  for (const Op& merge : merges) words[merge.word] |= merge.a;
  Op sparse;
  sparse.code = OpCode::kSparse;
  sparse.first = static_cast<uint32_t>(data_.sparse.size());
  sparse.count = static_cast<uint32_t>(words.size());
  for (const auto& [word, mask] : words) data_.sparse.push_back({word, mask});
  data_.ops.push_back(sparse);
}

// Grouped by attacker, attackers that are attacked themselves after their own attackers.
void Builder::AddDefeats(const plan::Stratum& stratum) {
  std::map<int32_t, int> depth;
  for (const plan::Attack& attack : stratum.attacks) {
    depth[attack.target.index] = std::max(depth[attack.target.index], depth[attack.attacker.index] + 1);
  }
  std::map<std::pair<int, int32_t>, std::vector<int32_t>> targets;
  for (const plan::Attack& attack : stratum.attacks) {
    targets[{depth[attack.attacker.index], attack.attacker.index}].push_back(attack.target.index);
  }
  for (const auto& [attacker, rules] : targets) {
    uint32_t source = static_cast<uint32_t>(attacker.second);
    std::vector<WordMask> masks;
    for (int32_t rule : rules) AddBit(&masks, 0, static_cast<uint32_t>(rule));
    for (const WordMask& m : masks) {
      Op defeat;
      defeat.code = OpCode::kDefeat;
      defeat.word = source / 64;
      defeat.a = uint64_t{1} << (source % 64);
      defeat.target = m.word;
      defeat.b = ~m.mask;
      data_.ops.push_back(defeat);
    }
  }
}

ValueRef Builder::ValueOf(ir::ExprId expr, bool wants_set) {
  const ir::Expr& e = program_.exprs[expr];
  ValueRef value;
  value.single = wants_set && e.type.kind == ir::TypeKind::kEnum;
  if (e.kind == ir::ExprKind::kConst) {
    value.constant = SlotOf(e.type.kind, e.value);
  } else {
    value.reg = static_cast<int32_t>(compiler_.RegisterOf(expr));
  }
  return value;
}

void Builder::AddValues() {
  data_.values.resize(program_.rules.size());
  for (ir::RuleId rule : program_.rules.ids()) {
    const ir::Rule& r = program_.rules[rule];
    if (!r.value) continue;
    bool wants_set = program_.decisions[r.decision].combine == ir::Combine::kAll;
    data_.values[static_cast<size_t>(rule.index)] = ValueOf(r.value, wants_set);
  }
}

void Builder::AddRootMasks() {
  for (const ir::Decision& decision : program_.decisions) {
    size_t first = data_.masks.size();
    for (ir::RuleId rule : decision.rules) {
      if (IsRoot(program_.rules[rule])) AddBit(&data_.masks, first, static_cast<uint32_t>(rule.index));
    }
    std::sort(data_.masks.begin() + static_cast<std::ptrdiff_t>(first), data_.masks.end(),
              [](const WordMask& a, const WordMask& b) { return a.word < b.word; });
    data_.root_mask_of.push_back(static_cast<uint32_t>(first));
    data_.root_mask_of.push_back(static_cast<uint32_t>(data_.masks.size() - first));
  }
}

// First and unique with constants, all rules in one word and at most 62 bits apart: the place of the first
// rule that holds is the place of the value; the last entry is `otherwise`.
bool Builder::MakeTable(const ir::Decision& decision, const DecisionStep& step, Op* op) {
  bool selects = decision.combine == ir::Combine::kFirst || decision.combine == ir::Combine::kUnique;
  if (!selects || decision.parent || !step.ordered || step.masks != 1 || step.otherwise.reg >= 0)
    return false;
  if (!decision.otherwise) return false;  // what holds then need not be exact
  uint32_t first = data_.roots[step.first_root], last = data_.roots[step.first_root + step.roots - 1];
  if (last - first >= 63) return false;
  std::vector<Slot> table(last - first + 2, step.otherwise.constant);
  for (uint32_t i = 0; i < step.roots; ++i) {
    uint32_t rule = data_.roots[step.first_root + i];
    if (data_.values[rule].reg >= 0) return false;
    table[rule - first] = data_.values[rule].constant;
  }
  op->code = OpCode::kTable;
  op->first = static_cast<uint32_t>(data_.tables.size());
  op->word = data_.masks[step.first_mask].word;
  op->a = data_.masks[step.first_mask].mask;
  op->b = uint64_t{1} << (last - first + 1);
  op->c = first % 64;
  data_.tables.insert(data_.tables.end(), table.begin(), table.end());
  return true;
}

void Builder::AddStep(ir::DecisionId id) {
  const ir::Decision& decision = program_.decisions[id];
  DecisionStep step;
  step.combine = decision.combine;
  step.compose = decision.compose;
  step.type = decision.type.kind;
  step.greater_is_stricter = decision.greater_is_stricter;
  step.decision = static_cast<uint32_t>(id.index);
  step.parent = decision.parent.index;
  step.covers = !decision.otherwise && !decision.parent;
  step.first_mask = data_.root_mask_of[2 * step.decision];
  step.masks = data_.root_mask_of[2 * step.decision + 1];
  step.first_root = static_cast<uint32_t>(data_.roots.size());
  step.ordered = true;
  for (ir::RuleId rule : decision.rules) {
    if (!IsRoot(program_.rules[rule])) continue;
    uint32_t bit = static_cast<uint32_t>(rule.index);
    if (step.roots > 0 && data_.roots.back() > bit) step.ordered = false;
    data_.roots.push_back(bit);
    ++step.roots;
  }
  bool composes = decision.compose != ir::Compose::kNone && decision.compose != ir::Compose::kReplace;
  if (decision.otherwise) {
    step.otherwise = ValueOf(decision.otherwise, false);
  } else if (decision.parent && composes) {
    step.otherwise_is_parent = true;
  } else {
    step.otherwise.constant = AnySlot(program_, decision.type, decision.range);
  }
  Op op;
  op.code = OpCode::kStep;
  op.target = step.decision;
  op.step = static_cast<uint32_t>(data_.steps.size());
  if (!MakeTable(decision, step, &op) && decision.combine == ir::Combine::kAnyHolds && !decision.parent) {
    op.code = step.masks == 1 ? OpCode::kAny : OpCode::kAnyMasks;
    op.first = step.first_mask;
    op.count = step.masks;
    if (step.masks == 1) {
      op.word = data_.masks[step.first_mask].word;
      op.a = data_.masks[step.first_mask].mask;
    }
  }
  data_.steps.push_back(step);
  data_.ops.push_back(op);
}

}  // namespace guiju::tables
