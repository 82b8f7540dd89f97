// The two policies, the scaled ones, and the reference answer.
#include <algorithm>
#include <array>
#include <string>

#include "tests/bench/random.h"
#include "tests/bench/workload.h"

namespace guiju::bench {
namespace {

Condition Is(Field field, Op op, int64_t value) {
  Condition c;
  c.left = field;
  c.op = op;
  c.value = value;
  return c;
}
Condition In(Field field, std::initializer_list<int> values) {
  Condition c = Is(field, Op::kIn, 0);
  for (int value : values) c.set |= uint64_t{1} << value;
  return c;
}
Condition SumAtLeast(int64_t value) {
  Condition c = Is(kFine, Op::kGe, value);
  c.sum = true;
  return c;
}
Condition Against(Field left, Op op, Field right) {
  Condition c = Is(left, op, 0);
  c.to_field = true;
  c.right = right;
  return c;
}

// Draws are made in the order in which they are written; this order is part of the workload's definition.
class LargeGenerator {
 public:
  explicit LargeGenerator(uint32_t seed) : random_(Mix(seed)) {
    for (uint32_t i = 0; i < 4000; ++i) sample_.push_back(MakeCase(kCaseSeed, i));
  }

  std::vector<std::vector<Condition>> Rules(size_t wanted) {
    std::vector<std::vector<Condition>> rules;
    std::vector<std::vector<Condition>> seen;
    while (rules.size() < wanted) {
      std::vector<int> names(19);
      for (int i = 0; i < 19; ++i) names[static_cast<size_t>(i)] = i;
      std::vector<Condition> rule;
      for (int name : Subset(names, 2 + random_.Next() % 3)) rule.push_back(Draw(name));
      if (std::find(seen.begin(), seen.end(), rule) != seen.end()) continue;
      seen.push_back(rule);
      const auto hits = std::count_if(sample_.begin(), sample_.end(), [&](const Case& c) {
        return std::all_of(rule.begin(), rule.end(), [&](const Condition& k) { return Holds(k, c); });
      });
      if (hits >= 4 && hits <= 600) rules.push_back(std::move(rule));
    }
    return rules;
  }

 private:
  int64_t Pick(const std::vector<int64_t>& values) { return values[random_.Next() % values.size()]; }
  int64_t PickBelow(int64_t n) { return static_cast<int64_t>(random_.Next()) % n; }

  // `count` of `all`, in the order of `all`.
  std::vector<int> Subset(std::vector<int> all, uint32_t count) {
    std::vector<int> chosen;
    while (count-- > 0) {
      const auto at = static_cast<std::ptrdiff_t>(random_.Next() % all.size());
      chosen.push_back(all[static_cast<size_t>(at)]);
      all.erase(all.begin() + at);
    }
    std::sort(chosen.begin(), chosen.end());
    return chosen;
  }
  Condition DrawIn(Field field, int values, uint32_t count) {
    std::vector<int> all;
    for (int v = 0; v < values; ++v) all.push_back(v);
    Condition c = Is(field, Op::kIn, 0);
    for (int v : Subset(all, count)) c.set |= uint64_t{1} << v;
    return c;
  }

  Condition Draw(int name) {
    static const std::vector<int64_t> kMoney = {50000,   200000,   500000,   1000000, 2000000,
                                                5000000, 10000000, 20000000, 50000000};
    const auto flag = [&](Field field, uint32_t of, bool equals) {
      return Is(field, Op::kEq, (random_.Next() % of == 0) == equals ? 1 : 0);
    };
    switch (name) {
      case 0: {
        const uint32_t k = random_.Next() % 3;
        if (k == 0) return Is(kAct, Op::kEq, PickBelow(6));
        if (k == 1) return DrawIn(kAct, 6, 2 + random_.Next() % 2);
        return Is(kAct, Op::kNe, PickBelow(6));
      }
      case 1: {
        const Op op = PickBelow(2) == 0 ? Op::kEq : Op::kNe;
        return Is(kParty, op, PickBelow(3));
      }
      case 2: {
        const Op op = random_.Next() % 4 != 0 ? Op::kGe : Op::kLt;
        return Is(kFine, op, Pick(kMoney));
      }
      case 3:
        return Is(kConfiscation, Op::kGe, Pick(kMoney));
      case 4: {
        const Op op = random_.Next() % 3 != 0 ? Op::kGe : Op::kLt;
        return Is(kAmount, op, Pick(kMoney));
      }
      case 5:
        return SumAtLeast(Pick(kMoney));
      case 6:
        return flag(kRevoke, 3, true);
      case 7:
        return flag(kSuspend, 3, true);
      case 8:
        return flag(kHearing, 3, true);
      case 9: {
        const Op op = random_.Next() % 5 != 0 ? Op::kGe : Op::kLt;
        return Is(kParties, op, Pick({2, 3, 5, 10, 20, 30}));
      }
      case 10:
        return flag(kDisputed, 3, false);
      case 11: {
        const Op op = PickBelow(2) == 0 ? Op::kEq : Op::kNe;
        return Is(kProcedure, op, PickBelow(2));
      }
      case 12: {
        const uint32_t k = 1 + random_.Next() % 3;
        if (k > 1) return DrawIn(kField, 8, k);
        const Op op = random_.Next() % 4 != 0 ? Op::kEq : Op::kNe;
        return Is(kField, op, PickBelow(8));
      }
      case 13: {
        const int64_t k = PickBelow(3);
        return Is(kLevel, k == 0 ? Op::kGe : k == 1 ? Op::kLe : Op::kEq, PickBelow(4));
      }
      case 14:
        return Against(kSpanLevel, random_.Next() % 2 != 0 ? Op::kGt : Op::kEq, kLevel);
      case 15:
        return flag(kStateSecret, 4, true);
      case 16:
        return flag(kTradeSecret, 4, true);
      case 17:
        return flag(kPrivacy, 4, true);
      default: {
        const Op op = PickBelow(2) == 0 ? Op::kGe : Op::kLt;
        return Is(kDate, op, 19000 + PickBelow(29) * 50);
      }
    }
  }

  Random random_;
  std::vector<Case> sample_;
};

}  // namespace

Policy SmallPolicy() {
  Policy policy;
  policy.name = "small";
  policy.collective_from = 3;
  policy.rules = {
      {Is(kParty, Op::kEq, 0), Is(kFine, Op::kGe, 1000000)},
      {Is(kParty, Op::kEq, 1), Is(kFine, Op::kGe, 10000000)},
      {Is(kConfiscation, Op::kGe, 10000000)},
      {Is(kRevoke, Op::kEq, 1)},
      {Is(kSuspend, Op::kEq, 1)},
      {Is(kHearing, Op::kEq, 1)},
      {Is(kParties, Op::kGe, 10), Is(kDisputed, Op::kEq, 1)},
      {In(kField, {1, 2}), SumAtLeast(5000000), Is(kDate, Op::kGe, 19723)},
      {Is(kAct, Op::kEq, 2), Is(kProcedure, Op::kNe, 0)},
      {In(kAct, {3, 4}), Is(kAmount, Op::kGe, 50000000)},
      {Is(kLevel, Op::kLe, 1), Is(kParty, Op::kNe, 0), Is(kFine, Op::kGe, 20000000)},
      {Against(kSpanLevel, Op::kGt, kLevel), Is(kAct, Op::kNe, 5)},
  };
  return policy;
}

Policy LargePolicy() {
  Policy policy;
  policy.name = "large";
  policy.collective_from = 8;
  policy.rules = LargeGenerator(kPolicySeed).Rules(200);
  return policy;
}

Policy ScaledPolicy(int rules) {
  Policy policy;
  policy.name = "scaled" + std::to_string(rules);
  policy.collective_from = 8;
  std::vector<Condition> pool;
  for (const auto& rule : LargePolicy().rules) {
    for (const Condition& c : rule) {
      if (std::find(pool.begin(), pool.end(), c) == pool.end()) pool.push_back(c);
    }
  }
  Random random(Mix(1));
  while (policy.rules.size() < static_cast<size_t>(rules)) {
    std::vector<Condition> rule;
    const uint32_t size = std::array{2u, 3u, 3u, 4u}[random.Next() % 4];
    while (rule.size() < size) {
      const Condition& next = pool[random.Next() % pool.size()];
      const bool fresh = std::none_of(rule.begin(), rule.end(), [&](const Condition& c) {
        return c.left == next.left && c.sum == next.sum;
      });
      if (fresh) rule.push_back(next);
    }
    policy.rules.push_back(std::move(rule));
  }
  return policy;
}

bool Holds(const Condition& k, const Case& c) {
  const int64_t left = ValueOf(c, k.left) + (k.sum ? c.confiscation : 0);
  const int64_t right = k.to_field ? ValueOf(c, k.right) : k.value;
  switch (k.op) {
    case Op::kEq:
      return left == right;
    case Op::kNe:
      return left != right;
    case Op::kGe:
      return left >= right;
    case Op::kGt:
      return left > right;
    case Op::kLe:
      return left <= right;
    case Op::kLt:
      return left < right;
    case Op::kIn:
      return (k.set >> left) & 1;
  }
  return false;
}

Answer Reference(const Policy& policy, const Case& c) {
  Answer answer;
  answer.fired.resize((policy.rules.size() + 63) / 64);
  int fired = 0;
  for (size_t r = 0; r < policy.rules.size(); ++r) {
    const auto& rule = policy.rules[r];
    if (!std::all_of(rule.begin(), rule.end(), [&](const Condition& k) { return Holds(k, c); })) continue;
    answer.fired[r / 64] |= uint64_t{1} << (r % 64);
    ++fired;
  }
  const bool exempt = c.procedure == 0 && !c.revoke && !c.suspend && !c.hearing;
  answer.major = fired > 0 && !exempt;
  if (answer.major) {
    const bool collective = c.revoke || c.suspend || c.fine >= 50000000 || fired >= policy.collective_from;
    answer.route = collective ? Route::kCollective : Route::kLegalReview;
  }
  if (!c.state_secret && !c.trade_secret && !c.privacy) answer.days = c.act <= 1 ? 7 : 20;
  return answer;
}

}  // namespace guiju::bench
