// Many cases at once, column by column.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstring>

#include "tests/bench/suite.h"

namespace guiju::bench {
namespace {

using SuiteOf = const Suite& (*)();
constexpr uint32_t kBlocks = kCases / 64;

// The cases as columns, in the engine's form and as the hand-written code reads them: the same memory.
struct ColumnData {
  std::vector<std::vector<std::byte>> bytes;  // by Field, 64 bytes more than needed
  std::vector<uint64_t> known;                // all ones
  std::vector<std::vector<uint64_t>> nulls;   // by Field: bits of the incomplete cases

  explicit ColumnData(const Suite& s) : known(kBlocks, ~uint64_t{0}) {
    for (uint8_t f = 0; f < kFields; ++f) {
      bytes.emplace_back(size_t{kCases} * 8 + 64);
      nulls.emplace_back(kBlocks);
    }
    for (uint8_t f = 0; f < kFields; ++f) {
      const ir::FactId fact = s.binding.facts[f];
      const abi::Field& field = s.layout.fields[static_cast<size_t>(fact.index)];
      const bool is_bool = Fields()[f].kind == FieldKind::kBool;
      for (uint32_t i = 0; i < kCases; ++i) {
        const int64_t value = ValueOf(s.cases[i], static_cast<Field>(f));
        if (is_bool) {
          bytes[f][i / 8] |= static_cast<std::byte>(value << (i % 8));
        } else {
          std::memcpy(bytes[f].data() + size_t{i} * field.width, &value, field.width);
        }
        nulls[f][i / 64] |= uint64_t{abi::IsKnown(s.partial.row(i), field)} << (i % 64);
      }
    }
  }
  template <class T>
  const T* As(Field field) const {
    return reinterpret_cast<const T*>(bytes[field].data());
  }
};

HandColumns HandInput(const ColumnData& d) {
  const auto bits = [&](Field f) { return d.As<uint64_t>(f); };
  const auto small = [&](Field f) { return d.As<uint8_t>(f); };
  const auto number = [&](Field f) { return d.As<int32_t>(f); };
  const auto wide = [&](Field f) { return d.As<int64_t>(f); };
  return {bits(kRevoke),      bits(kSuspend),      bits(kHearing), bits(kDisputed),    bits(kStateSecret),
          bits(kTradeSecret), bits(kPrivacy),      small(kAct),    small(kParty),      small(kProcedure),
          small(kField),      number(kParties),    number(kLevel), number(kSpanLevel), number(kDate),
          wide(kFine),        wide(kConfiscation), wide(kAmount)};
}

struct HandBuffers {
  explicit HandBuffers(size_t rules)
      : fired(rules, std::vector<uint64_t>(kBlocks)), major(kBlocks), route(kCases), days(kCases) {
    for (auto& words : fired) pointers.push_back(words.data());
  }
  HandOutput View() { return {pointers.data(), major.data(), route.data(), days.data()}; }
  std::vector<std::vector<uint64_t>> fired;
  std::vector<uint64_t*> pointers;
  std::vector<uint64_t> major;
  std::vector<uint8_t> route, days;
};

void CheckHand(const Suite& s, const HandBuffers& out) {
  for (uint32_t i = 0; i < kCases; ++i) {
    const Answer& want = s.expected[i];
    bool same = ((out.major[i / 64] >> (i % 64)) & 1) == want.major &&
                out.route[i] == static_cast<uint8_t>(want.route) && out.days[i] == want.days;
    for (size_t r = 0; r < out.fired.size(); ++r) {
      same = same && ((out.fired[r][i / 64] >> (i % 64)) & 1) == ((want.fired[r / 64] >> (r % 64)) & 1);
    }
    Require(same, fmt::format("{}: hand-written columns differ in case {}", s.policy.name, i));
  }
}

void Hand(benchmark::State& state, SuiteOf suite_of) {
  const Suite& s = suite_of();
  const ColumnData data(s);
  const HandColumns in = HandInput(data);
  HandBuffers out(s.policy.rules.size());
  s.hand_columns(in, kBlocks, out.View());
  CheckHand(s, out);
  for (auto _ : state) {
    s.hand_columns(in, kBlocks, out.View());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kCases);
}

struct NativeBuffers {
  explicit NativeBuffers(const Suite& s, const ColumnData& data) {
    const size_t facts = s.program.facts.size(), rules = s.program.rules.size(),
                 decisions = s.program.decisions.size();
    values.resize(facts);
    known.resize(facts);
    for (uint8_t f = 0; f < kFields; ++f) {
      values[static_cast<size_t>(s.binding.facts[f].index)] = data.bytes[f].data();
      known[static_cast<size_t>(s.binding.facts[f].index)] = data.nulls[f].data();
    }
    must.resize(rules * kBlocks);
    may.resize(rules * kBlocks);
    decision_bytes.resize(2 * decisions, std::vector<std::byte>(size_t{kCases} * 8));
    for (size_t d = 0; d < decisions; ++d) {
      lo.push_back(decision_bytes[d].data());
      hi.push_back(decision_bytes[decisions + d].data());
    }
    blocks.blocks = kBlocks;
    blocks.values = values.data();
    blocks.known = known.data();
    blocks.must = must.data();
    blocks.may = may.data();
    blocks.rule_stride = kBlocks;
    blocks.exact = exact.data();
    blocks.lo = lo.data();
    blocks.hi = hi.data();
  }
  std::vector<const void*> values;
  std::vector<const uint64_t*> known;
  std::vector<std::vector<std::byte>> decision_bytes;
  std::vector<uint64_t> must, may, exact = std::vector<uint64_t>(kBlocks);
  std::vector<void*> lo, hi;
  loader::ColumnBlocks blocks;
};

bool Bit(const void* words, uint32_t i) {
  return (static_cast<const uint64_t*>(words)[i / 64] >> (i % 64)) & 1;
}

void CheckComplete(const Suite& s, const NativeBuffers& out) {
  const auto value = [&](ir::DecisionId d, uint32_t i) {
    const int width = loader::TwoValuedWidth(s.program.decisions[d]);
    int64_t v = 0;
    std::memcpy(&v,
                static_cast<const std::byte*>(out.lo[static_cast<size_t>(d.index)]) +
                    size_t{i} * static_cast<size_t>(width),
                static_cast<size_t>(width));
    return v;
  };
  const std::vector<ir::RuleId>& rules = s.program.decisions[s.binding.fired].rules;
  for (uint32_t i = 0; i < kCases; ++i) {
    const Answer& want = s.expected[i];
    bool same = Bit(out.lo[static_cast<size_t>(s.binding.major.index)], i) == want.major &&
                value(s.binding.route, i) == static_cast<int64_t>(want.route) &&
                value(s.binding.days, i) == want.days;
    for (size_t r = 0; r < rules.size(); ++r) {
      same = same && Bit(&out.must[static_cast<size_t>(rules[r].index) * kBlocks], i) ==
                         ((want.fired[r / 64] >> (r % 64)) & 1);
    }
    Require(same, fmt::format("{}: native columns differ in case {}", s.policy.name, i));
  }
}

void CheckNullable(const Suite& s, const NativeBuffers& out) {
  const size_t words = s.shape.words();
  for (uint32_t i = 0; i < kCases; ++i) {
    const uint64_t* want = s.want_partial.data() + i * words;
    bool same = true;
    for (size_t r = 0; r < s.program.rules.size(); ++r) {
      same = same && Bit(&out.must[r * kBlocks], i) == ((want[r / 64] >> (r % 64)) & 1) &&
             Bit(&out.may[r * kBlocks], i) == ((want[s.shape.rule_words + r / 64] >> (r % 64)) & 1);
    }
    Require(same, fmt::format("{}: nullable columns differ in case {}", s.policy.name, i));
  }
}

void Native(benchmark::State& state, SuiteOf suite_of, bool complete) {
  const Suite& s = suite_of();
  const ColumnData data(s);
  NativeBuffers out(s, data);
  const loader::ColumnFunction run =
      complete ? s.native->columns_two_valued() : s.native->columns_three_valued();
  Require(run != nullptr, "no column kernel");
  run(&out.blocks, &BenchCalendar());
  complete ? CheckComplete(s, out) : CheckNullable(s, out);
  for (auto _ : state) {
    run(&out.blocks, &BenchCalendar());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kCases);
}

}  // namespace

void RegisterColumns() {
  for (auto [name, suite] : {std::pair<std::string, SuiteOf>{"12", SmallSuite}, {"200", LargeSuite}}) {
    const SuiteOf of = suite;
    benchmark::RegisterBenchmark(("columns/" + name + "/hand").c_str(),
                                 [of](auto& state) { Hand(state, of); });
    benchmark::RegisterBenchmark(("columns/" + name + "/native").c_str(),
                                 [of](auto& state) { Native(state, of, true); });
    benchmark::RegisterBenchmark(("columns/" + name + "/nullable").c_str(),
                                 [of](auto& state) { Native(state, of, false); });
  }
}

}  // namespace guiju::bench
