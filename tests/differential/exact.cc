#include "tests/differential/exact.h"

#include <algorithm>

namespace guiju::differential {
namespace {

using ir::ExprKind;

class WorldReader {
 public:
  WorldReader(const ir::Program& program, const World& world, const value::Calendar& calendar)
      : program_(program), world_(world), calendar_(calendar) {}

  Answer Run() {
    answer_.applies.resize(program_.rules.size());
    answer_.decisions.resize(program_.decisions.size());
    attackers_.resize(program_.rules.size());
    for (ir::RuleId id : program_.rules.ids()) {
      for (ir::RuleId target : program_.rules[id].attacks)
        attackers_[static_cast<size_t>(target.index)].push_back(id);
    }
    for (ir::DecisionId id : program_.decisions.ids()) Decide(id);
    return answer_;
  }

 private:
  using Element = const std::vector<int64_t>*;

  int64_t Value(ir::ExprId id, Element element = nullptr) {
    const ir::Expr& e = program_.exprs[id];
    const auto arg = [&](size_t i) { return Value(e.args[i], element); };
    switch (e.kind) {
      case ExprKind::kConst:
        return e.value;
      case ExprKind::kFact:
        return FactValue(e.fact, element);
      case ExprKind::kDecision:
        return answer_.decisions[static_cast<size_t>(e.decision.index)];
      case ExprKind::kFired: {
        int64_t fired = 0;
        for (ir::RuleId rule : program_.decisions[e.decision].rules) {
          fired += program_.rules[rule].kind != ir::RuleKind::kException &&
                   answer_.applies[static_cast<size_t>(rule.index)];
        }
        return fired;
      }
      case ExprKind::kLin: {
        int64_t sum = e.value;
        for (size_t i = 0; i < e.args.size(); ++i) sum += e.coefficients[i] * arg(i);
        return sum;
      }
      case ExprKind::kMul:
        return arg(0) * arg(1);
      case ExprKind::kRound:
        return Rounded(arg(0) * e.numerator, e.denominator, e.mode);
      case ExprKind::kMin:
      case ExprKind::kMax: {
        int64_t best = arg(0);
        for (size_t i = 1; i < e.args.size(); ++i) {
          const int64_t other = arg(i);
          if (e.kind == ExprKind::kMin ? other < best : other > best) best = other;
        }
        return best;
      }
      case ExprKind::kIf:
        return arg(0) != 0 ? arg(1) : arg(2);
      case ExprKind::kGe0:
        return arg(0) >= 0;
      case ExprKind::kIn:
        return (e.set >> arg(0)) & 1;
      case ExprKind::kSetHas:
        return (static_cast<uint64_t>(arg(0)) >> e.value) & 1;
      case ExprKind::kTextEq:
        return arg(0) == arg(1);
      case ExprKind::kNot:
        return arg(0) == 0;
      case ExprKind::kAnd:
      case ExprKind::kOr: {
        int64_t holding = 0;
        for (size_t i = 0; i < e.args.size(); ++i) holding += arg(i);
        return e.kind == ExprKind::kAnd ? holding == static_cast<int64_t>(e.args.size()) : holding > 0;
      }
      case ExprKind::kAny:
      case ExprKind::kAll:
      case ExprKind::kCount:
      case ExprKind::kSum:
      case ExprKind::kLargest:
      case ExprKind::kSmallest:
        return OverList(e);
      case ExprKind::kDateAdd:
        return DateSum(arg(0), arg(1), e);
      case ExprKind::kWorkdays: {
        int64_t count = 0;
        const int64_t from = arg(0), to = arg(1);
        for (int64_t day = from + 1; day <= to; ++day) count += Works(day);
        return count;
      }
    }
    return 0;
  }

  int64_t FactValue(ir::FactId id, Element element) {
    const ir::Fact& fact = program_.facts[id];
    if (fact.applies && Value(fact.applies, fact.list ? element : nullptr) == 0) return fact.otherwise;
    return fact.list ? (*element)[static_cast<size_t>(id.index)]
                     : world_.facts[static_cast<size_t>(id.index)];
  }

  int64_t OverList(const ir::Expr& e) {
    std::vector<int64_t> values;
    for (const auto& element : world_.lists[static_cast<size_t>(e.list.index)])
      values.push_back(Value(e.args[0], &element));
    int64_t sum = 0;
    for (int64_t value : values) sum += value;
    const auto size = static_cast<int64_t>(values.size());
    if (e.kind == ExprKind::kAny) return sum > 0;
    if (e.kind == ExprKind::kAll) return sum == size;
    if (e.kind == ExprKind::kCount || e.kind == ExprKind::kSum) return sum;
    if (values.empty()) return e.value;
    std::sort(values.begin(), values.end());
    return e.kind == ExprKind::kLargest ? values.back() : values.front();
  }

  static int64_t Rounded(int64_t n, int64_t d, ir::RoundMode mode) {
    const int64_t remainder = ((n % d) + d) % d;
    const int64_t down = (n - remainder) / d;
    if (mode == ir::RoundMode::kDown || remainder == 0) return down;
    if (mode == ir::RoundMode::kUp) return down + 1;
    if (2 * remainder == d) return n > 0 ? down + 1 : down;  // ties away from zero
    return 2 * remainder > d ? down + 1 : down;
  }

  bool Works(int64_t day) const {
    const value::DayKind kind = calendar_.KindOf(day);
    return kind == value::DayKind::kWorkday || kind == value::DayKind::kMakeUpWorkday;
  }

  int64_t DateSum(int64_t day, int64_t n, const ir::Expr& e) const {
    switch (e.unit) {
      case ir::TimeUnit::kDay:
        day += n;
        break;
      case ir::TimeUnit::kHour:
        day += Rounded(n, 24, ir::RoundMode::kUp);
        break;
      case ir::TimeUnit::kMonth: {
        const value::Civil start = value::ToCivil(day);
        const int64_t month = start.year * 12 + start.month - 1 + n;
        const value::Civil first{static_cast<int>(month / 12), static_cast<int>(month % 12) + 1, 1};
        const value::Civil next{static_cast<int>((month + 1) / 12), static_cast<int>((month + 1) % 12) + 1,
                                1};
        day = std::min(value::FromCivil(first) + start.day - 1, value::FromCivil(next) - 1);
        break;
      }
      case ir::TimeUnit::kWorkday:
        for (int64_t left = n; left > 0;) left -= Works(++day);
        for (int64_t left = -n; left > 0;) left -= Works(--day);
        break;
    }
    if (e.roll == ir::Roll::kNextWorkday) {
      while (!Works(day)) ++day;
    }
    return day;
  }

  bool Applies(ir::RuleId id) {
    if (Value(program_.rules[id].guard) == 0) return false;
    const auto& attackers = attackers_[static_cast<size_t>(id.index)];
    return std::none_of(attackers.begin(), attackers.end(),
                        [this](ir::RuleId other) { return Applies(other); });
  }

  void Decide(ir::DecisionId id) {
    const ir::Decision& decision = program_.decisions[id];
    std::vector<int64_t> values;  // of the root rules that apply, in written order
    int64_t fired = 0;
    for (ir::RuleId rule : decision.rules) {
      const bool applies = Applies(rule);
      answer_.applies[static_cast<size_t>(rule.index)] = applies;
      if (!applies || program_.rules[rule].kind == ir::RuleKind::kException) continue;
      ++fired;
      if (!program_.rules[rule].value) continue;
      int64_t value = Value(program_.rules[rule].value);
      const ir::Type& type = program_.exprs[program_.rules[rule].value].type;
      if (decision.combine == ir::Combine::kAll && type.kind == ir::TypeKind::kEnum)
        value = int64_t{1} << value;
      values.push_back(value);
    }
    const int64_t above = decision.parent ? answer_.decisions[static_cast<size_t>(decision.parent.index)] : 0;
    int64_t own = 0;
    switch (decision.combine) {
      case ir::Combine::kAnyHolds:
        own = fired > 0;
        break;
      case ir::Combine::kAll:
        for (int64_t value : values) own |= value;
        break;
      case ir::Combine::kFirst:
      case ir::Combine::kUnique:
      case ir::Combine::kStrictest:
      case ir::Combine::kMildest:
        own = values.empty() ? (decision.otherwise ? Value(decision.otherwise) : above)
                             : Chosen(decision.combine, decision.greater_is_stricter, values);
        break;
    }
    answer_.decisions[static_cast<size_t>(id.index)] = Composed(decision, own, above);
  }

  static int64_t Chosen(ir::Combine combine, bool greater, const std::vector<int64_t>& values) {
    if (combine == ir::Combine::kFirst || combine == ir::Combine::kUnique) return values[0];
    const bool largest = (combine == ir::Combine::kStrictest) == greater;
    return largest ? *std::max_element(values.begin(), values.end())
                   : *std::min_element(values.begin(), values.end());
  }

  static int64_t Composed(const ir::Decision& decision, int64_t own, int64_t above) {
    switch (decision.compose) {
      case ir::Compose::kNone:
      case ir::Compose::kReplace:
        return own;
      case ir::Compose::kOr:
      case ir::Compose::kUnion:
        return own | above;
      case ir::Compose::kStrictest:
        return decision.greater_is_stricter ? std::max(own, above) : std::min(own, above);
      case ir::Compose::kMildest:
        return decision.greater_is_stricter ? std::min(own, above) : std::max(own, above);
    }
    return own;
  }

  const ir::Program& program_;
  const World& world_;
  const value::Calendar& calendar_;
  Answer answer_;
  std::vector<std::vector<ir::RuleId>> attackers_;  // by RuleId
};

// Lists worlds by filling one unknown place after another.
class Completer {
 public:
  Completer(const ir::Program& program, const abi::Layout& layout, const CaseData& data, size_t limit)
      : program_(program), layout_(layout), limit_(limit) {
    World start;
    start.facts.resize(program.facts.size());
    start.lists.resize(program.lists.size());
    worlds_.push_back(std::move(start));
    for (ir::FactId id : program.facts.ids()) {
      if (program.facts[id].list) continue;
      Fill(id, data.row.data(), [id](World* world) { return &world->facts[static_cast<size_t>(id.index)]; });
    }
    for (ir::ListId id : program.lists.ids()) AddList(id, data);
  }
  std::optional<std::vector<World>> Take() {
    if (too_many_) return std::nullopt;
    return std::move(worlds_);
  }

 private:
  void AddList(ir::ListId id, const CaseData& data) {
    const auto list = static_cast<size_t>(id.index);
    const abi::ListView view = abi::LoadList(data.row.data(), layout_.list_offsets[list]);
    for (uint32_t i = 0; i < view.count; ++i) {
      AddElement(id, view.elements + size_t{i} * layout_.elements[list].size);
    }
    if (view.open == 0) return;
    std::vector<World> all = worlds_;
    for (int64_t size = view.count; size < program_.lists[id].max_size && !too_many_; ++size) {
      AddElement(id, nullptr);
      all.insert(all.end(), worlds_.begin(), worlds_.end());
      too_many_ = too_many_ || all.size() > limit_;
    }
    worlds_ = std::move(all);
  }
  void AddElement(ir::ListId id, const std::byte* row) {
    const auto list = static_cast<size_t>(id.index);
    for (World& world : worlds_) world.lists[list].emplace_back(program_.facts.size());
    for (ir::FactId field : program_.lists[id].fields) {
      Fill(field, row, [list, field](World* world) {
        return &world->lists[list].back()[static_cast<size_t>(field.index)];
      });
    }
  }

  template <class Place>
  void Fill(ir::FactId id, const std::byte* row, Place place) {
    const abi::Field& field = layout_.fields[static_cast<size_t>(id.index)];
    if (row != nullptr && abi::IsKnown(row, field)) {
      for (World& world : worlds_) *place(&world) = abi::Load(row, field);
      return;
    }
    const int64_t count = DomainSize(program_.facts[id]);
    if (too_many_ || count > static_cast<int64_t>(limit_ / worlds_.size())) {
      too_many_ = true;
      return;
    }
    std::vector<World> all;
    for (const World& world : worlds_) {
      for (int64_t v = 0; v < count; ++v) {
        all.push_back(world);
        const ir::Fact& fact = program_.facts[id];
        const bool shifted = fact.type.kind == ir::TypeKind::kInt || fact.type.kind == ir::TypeKind::kDate;
        *place(&all.back()) = shifted ? fact.range.lo + v : v;
      }
    }
    worlds_ = std::move(all);
  }

  int64_t DomainSize(const ir::Fact& fact) const {
    switch (fact.type.kind) {
      case ir::TypeKind::kBool:
        return 2;
      case ir::TypeKind::kEnum:
      case ir::TypeKind::kInt:
      case ir::TypeKind::kDate:
        return fact.range.hi - fact.range.lo + 1;
      case ir::TypeKind::kText:
        return static_cast<int64_t>(program_.texts.size()) + 2;
      case ir::TypeKind::kSet:
        return int64_t{1} << std::min<size_t>(program_.enums[fact.type.enumeration].values.size(), 40);
    }
    return 1;
  }

  const ir::Program& program_;
  const abi::Layout& layout_;
  size_t limit_;
  std::vector<World> worlds_;
  bool too_many_ = false;
};

bool Check(const ir::Program& program, uint64_t* words, const Answer& answer, bool exactly) {
  const abi::Outcome out(abi::ShapeOf(program), words);
  for (size_t r = 0; r < answer.applies.size(); ++r) {
    const bool must = (out.must[r / 64] >> (r % 64)) & 1, may = (out.may[r / 64] >> (r % 64)) & 1;
    if (answer.applies[r] ? !may : must) return false;
    if (exactly && must != may) return false;
  }
  for (ir::DecisionId id : program.decisions.ids()) {
    const int64_t lo = out.lo[id.index], hi = out.hi[id.index],
                  value = answer.decisions[static_cast<size_t>(id.index)];
    switch (program.decisions[id].type.kind) {
      case ir::TypeKind::kBool:
      case ir::TypeKind::kInt:
      case ir::TypeKind::kDate:
        if (value < lo || value > hi || (exactly && lo != hi)) return false;
        break;
      case ir::TypeKind::kEnum:
        if (((lo >> value) & 1) == 0 || lo != hi ||
            (exactly && lo != static_cast<int64_t>(uint64_t{1} << value)))
          return false;
        break;
      case ir::TypeKind::kSet:
        if ((lo & ~value) != 0 || (value & ~hi) != 0 || (exactly && lo != hi)) return false;
        break;
      case ir::TypeKind::kText:
        return false;
    }
  }
  return true;
}

}  // namespace

Answer AnswerIn(const ir::Program& program, const World& world, const value::Calendar& calendar) {
  return WorldReader(program, world, calendar).Run();
}

std::optional<std::vector<World>> Completions(const ir::Program& program, const abi::Layout& layout,
                                              const CaseData& data, size_t limit) {
  return Completer(program, layout, data, limit).Take();
}

bool Contains(const ir::Program& program, uint64_t* words, const Answer& answer) {
  return Check(program, words, answer, false);
}
bool Equals(const ir::Program& program, uint64_t* words, const Answer& answer) {
  return Check(program, words, answer, true);
}

std::vector<uint64_t> OutcomeOf(const ir::Program& program, const std::vector<Answer>& answers) {
  const abi::OutcomeShape shape = abi::ShapeOf(program);
  std::vector<uint64_t> words(shape.words());
  abi::Outcome out(shape, words.data());
  for (size_t r = 0; r < program.rules.size(); ++r) {
    bool must = true, may = false;
    for (const Answer& answer : answers) {
      must = must && answer.applies[r];
      may = may || answer.applies[r];
    }
    out.must[r / 64] |= uint64_t{must} << (r % 64);
    out.may[r / 64] |= uint64_t{may} << (r % 64);
  }
  for (ir::DecisionId id : program.decisions.ids()) {
    int64_t &lo = out.lo[id.index], &hi = out.hi[id.index];
    bool first = true;
    for (const Answer& answer : answers) {
      const int64_t value = answer.decisions[static_cast<size_t>(id.index)];
      switch (program.decisions[id].type.kind) {
        case ir::TypeKind::kBool:
        case ir::TypeKind::kInt:
        case ir::TypeKind::kDate:
        case ir::TypeKind::kText:
          lo = first ? value : std::min(lo, value);
          hi = first ? value : std::max(hi, value);
          break;
        case ir::TypeKind::kEnum:
          lo = hi = hi | static_cast<int64_t>(uint64_t{1} << value);
          break;
        case ir::TypeKind::kSet:
          lo = first ? value : lo & value;
          hi |= value;
          break;
      }
      first = false;
    }
  }
  return words;
}

}  // namespace guiju::differential
