#include "tests/bench/suite.h"

#include <fmt/format.h>

#include <cstdlib>
#include <iostream>

#include "compiler/diag/diag.h"
#include "compiler/lower/lower.h"
#include "compiler/native/native.h"
#include "compiler/plan/plan.h"
#include "runtime/interp/interp.h"

namespace guiju::bench {

void Require(bool condition, const std::string& what) {
  if (condition) return;
  std::cerr << "guiju_bench: " << what << "\n";
  std::exit(1);
}

const value::Calendar& BenchCalendar() {
  static const std::shared_ptr<const value::Calendar> calendar = [] {
    auto made = value::Calendar::Builtin(std::nullopt, "");
    Require(made.ok(), made.ok() ? "" : made.error().message);
    return *std::move(made);
  }();
  return *calendar;
}

ir::Program CompileFile(const std::string& path) {
  lower::Compiled compiled = lower::CompilePolicy(path, {});
  if (!compiled.program) {
    std::cerr << diag::RenderText(compiled.diagnostics.Sorted(), compiled.closure->sources, {});
  }
  Require(compiled.program.has_value(), path + " does not compile");
  return *std::move(compiled.program);
}

namespace {

void CheckTables(const Suite& s) {
  std::vector<uint64_t> words(s.shape.words());
  for (uint32_t i = 0; i < kCases; ++i) {
    tables::Evaluate(*s.tables, s.layout, {s.complete.row(i), &BenchCalendar()},
                     abi::Outcome(s.shape, words.data()));
    Require(AnswerOf(s.program, s.binding, s.shape, words.data()) == s.expected[i],
            fmt::format("{}: tables differ from the reference in case {}", s.policy.name, i));
    tables::Evaluate(*s.tables, s.layout, {s.partial.row(i), &BenchCalendar()},
                     abi::Outcome(s.shape, words.data()));
    Require(std::equal(words.begin(), words.end(),
                       s.want_partial.begin() + static_cast<std::ptrdiff_t>(i * words.size())),
            fmt::format("{}: tables differ from the interpreter in incomplete case {}", s.policy.name, i));
  }
}

void CheckNative(const Suite& s) {
  std::vector<uint64_t> words(s.shape.words());
  for (uint32_t i = 0; i < kCases; ++i) {
    s.native->row_two_valued()(s.complete.row(i), &BenchCalendar(), words.data());
    Require(AnswerOf(s.program, s.binding, s.shape, words.data()) == s.expected[i],
            fmt::format("{}: native code differs from the reference in case {}", s.policy.name, i));
    s.native->row_three_valued()(s.partial.row(i), &BenchCalendar(), words.data());
    Require(
        std::equal(words.begin(), words.end(),
                   s.want_partial.begin() + static_cast<std::ptrdiff_t>(i * words.size())),
        fmt::format("{}: native code differs from the interpreter in incomplete case {}", s.policy.name, i));
  }
}

void CheckHand(const Suite& s) {
  for (uint32_t i = 0; i < kCases; ++i) {
    HandAnswer hand{};
    s.hand_row(s.cases[i], &hand);
    Answer answer;
    answer.fired.assign(hand.fired, hand.fired + s.expected[i].fired.size());
    answer.major = hand.major != 0;
    answer.route = static_cast<Route>(hand.route);
    answer.days = static_cast<int>(hand.days);
    Require(answer == s.expected[i],
            fmt::format("{}: hand-written rows differ in case {}", s.policy.name, i));
  }
}

void MakeNative(Suite* s) {
  native::Options options;
  options.columns = true;
  options.effort = native::Effort::kFull;
  auto unit = native::Compile(s->program, s->layout, options);
  Require(unit.ok(), unit.ok() ? "" : unit.error().message);
  auto loaded = native::LoadInMemory(*unit);
  Require(loaded.ok(), loaded.ok() ? "" : loaded.error().message);
  s->native = *loaded;
}

std::unique_ptr<Suite> MakeSuite(Policy policy, const std::string& file) {
  auto s = std::make_unique<Suite>();
  s->policy = std::move(policy);
  s->program = CompileFile(std::string(GUIJU_SOURCE_DIR) + "/tests/bench/" + file);
  s->layout = abi::LayoutOf(s->program);
  s->shape = abi::ShapeOf(s->program);
  s->binding = Bind(s->program);
  s->tables = std::make_unique<tables::Tables>(tables::Build(plan::Make(s->program)));
  for (uint32_t i = 0; i < kCases; ++i) {
    s->cases.push_back(MakeCase(kCaseSeed, i));
    s->expected.push_back(Reference(s->policy, s->cases.back()));
  }
  s->complete = MakeRows(s->program, s->layout, s->cases, 0);
  s->partial = MakeRows(s->program, s->layout, s->cases, kUnknownPercent);
  s->want_partial.resize(size_t{kCases} * s->shape.words());
  for (uint32_t i = 0; i < kCases; ++i) {
    interp::Evaluate(s->program, s->layout, {s->partial.row(i), &BenchCalendar()},
                     abi::Outcome(s->shape, s->want_partial.data() + size_t{i} * s->shape.words()));
  }
  CheckTables(*s);
  MakeNative(s.get());
  CheckNative(*s);
  return s;
}

}  // namespace

const Suite& SmallSuite() {
  static const std::unique_ptr<Suite> suite = [] {
    auto s = MakeSuite(SmallPolicy(), "small.gj");
    s->hand_row = HandSmall;
    s->hand_columns = HandColumnsSmall;
    CheckHand(*s);
    return s;
  }();
  return *suite;
}
const Suite& LargeSuite() {
  static const std::unique_ptr<Suite> suite = [] {
    auto s = MakeSuite(LargePolicy(), "large.gj");
    s->hand_row = HandLarge;
    s->hand_columns = HandColumnsLarge;
    CheckHand(*s);
    return s;
  }();
  return *suite;
}

}  // namespace guiju::bench
