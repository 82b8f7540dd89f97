#pragma once
// Inside the room: what Build makes and the kernels read. Plain data behind pointers, so that kernels
// compiled for different instruction sets share no inline function with the rest of the program.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "compiler/ir/ir.h"
#include "runtime/abi/abi.h"

namespace guiju::tables {

// Knowledge in two words: bool must, may; enum mask, mask; int and date lo, hi; set must mask, may mask;
// text id, id, or INT64_MIN, INT64_MAX when unknown.
struct Slot {
  int64_t lo = 0, hi = 0;
};

// region(x) = how many bounds are <= x.
struct Regions {
  // Direct: index (clamp(x, low, high) - low) / step into `lut`; the division is exact for that interval
  // (multiply-high by magic). Otherwise lut is null and the bounds are counted.
  const uint16_t* lut = nullptr;
  int64_t low = 0, high = 0;
  uint64_t magic = 0;               // floor(2^63 / step) + 1
  const int64_t* bounds = nullptr;  // padded with INT64_MAX to a multiple of 4
  uint32_t count = 0;
};

// Small facts whose bytes lie in one 8-byte window of the row: their values side by side are the index of a
// row. For incomplete cases a flag per fact follows, whether it is known.
struct Group {
  uint32_t window = 0;      // byte offset
  uint32_t bits = 0;        // of the values
  uint64_t mask = 0;        // bits of the window that make the index
  uint32_t known_word = 0;  // all members' known bits lie in this word
  uint32_t first_member = 0, members = 0;
  uint64_t known_mask = 0;
  uint32_t must = 0, may = 0;  // rows in the pool; complete cases have one set
};
// For processors that cannot gather bits.
struct Member {
  uint32_t known_shift = 0, flag_shift = 0;
  uint32_t shift = 0;        // of the value within the window
  uint32_t index_shift = 0;  // within the joint index
  uint64_t value_mask = 0;
};

struct Summand {
  int64_t coefficient = 1;
  uint32_t offset = 0, known_bit = 0;
  uint32_t width = 8;
  ir::Range range;
};
// A linear sum of facts, or a fact whose bounds lie too far apart for a table.
struct Number {
  Regions regions;
  uint32_t first_summand = 0, summands = 1;
  uint32_t rows = 0;        // by region of the exact value
  uint32_t ge = 0, le = 0;  // by region of an end; the same region in both is the exact value
};

// A single fact with a region table, in one cache line: what almost every number is.
struct Simple {
  const uint64_t* rows = nullptr;
  const uint16_t* lut = nullptr;
  int64_t low = 0, high = 0;
  uint64_t magic = 0;
  uint32_t offset = 0, known_bit = 0;
  const uint64_t* unknown_must = nullptr;
  const uint64_t* unknown_may = nullptr;
};

// A term known only after something was computed: one row per value or region, over `words` words from `word`
// on.
enum class DerivedSource : uint8_t { kDecision, kFired, kRegister };
struct Derived {
  DerivedSource source = DerivedSource::kRegister;
  ir::TypeKind type = ir::TypeKind::kBool;  // kBool, kEnum, or kInt for numbers
  uint32_t index = 0;                       // decision or register
  uint32_t word = 0, words = 0;
  uint32_t rows = 0, ge = 0, le = 0, unknown_must = 0;
  uint32_t layers = 0, layer_rows = 0;  // enums: literals of one clause apart, layer-major, one row per value
  uint32_t values = 0;
  Regions regions;
};

struct WordMask {
  uint32_t word = 0;
  uint64_t mask = 0;
};
struct ValueRef {
  Slot constant;
  int32_t reg = -1;     // >= 0: the value is computed
  bool single = false;  // one enum value where a set is wanted
};
struct DecisionStep {
  ir::Combine combine = ir::Combine::kAnyHolds;
  ir::Compose compose = ir::Compose::kNone;
  ir::TypeKind type = ir::TypeKind::kBool;
  bool greater_is_stricter = true;
  bool ordered = false;  // written order is ascending bit order
  bool covers = false;   // unique: with a candidate, `otherwise` is out of the question
  uint32_t decision = 0;
  int32_t parent = -1;
  uint32_t first_mask = 0, masks = 0;  // root rules as bits
  uint32_t first_root = 0, roots = 0;  // root rules in written order
  ValueRef otherwise;
  bool otherwise_is_parent = false;
};

// What follows the rows, as one list of small operations for both bodies. Words are those of the rule bits;
// `a`, `b`, `c`:
enum class OpCode : uint8_t {
  kRun,       // program code first..first+count
  kBit,       // decision `target` (bool): row word of no in a, of yes in b, may of unknown in c
  kGate,      // the same where yes means: any of `mask` in word `target`
  kCount,     // rules of masks first..first+count: a below `bound`, b from it on, may of both in c
  kDerived,   // derived[first], whatever it is
  kMerge,     // any of a sets b in word `target`
  kSparse,    // sparse[first..first+count], clause by clause
  kDefeat,    // a keeps only b in word `target`
  kAny,       // decision `target`: any of a in `word`
  kAnyMasks,  // decision `target`: any of masks first..first+count
  kTable,     // decision `target` (steps[step]): table[first + place of the first bit of (word & a) >> c | b]
  kStep,      // decision of steps[step], whatever it is
};
struct Op {
  OpCode code = OpCode::kRun;
  uint32_t word = 0, target = 0;
  uint32_t first = 0, count = 0;
  uint32_t step = 0;
  uint64_t a = 0, b = 0, c = 0, mask = 0;
  int64_t bound = 0;
};

struct Program;  // computed values (program.h)

struct View {
  uint32_t words = 1;  // per row: 1, 2, 4 or a multiple of 8
  uint32_t rule_words = 0, decisions = 0, registers = 0;
  uint64_t last_rule_mask = 0;
  const uint64_t* pool = nullptr;
  uint32_t base = 0;  // pool: clauses that exist
  uint32_t need_words = 0;
  const uint64_t* need = nullptr;
  uint32_t focus = 0;  // the word of rule bits that operations change most
  uint32_t groups = 0, flagged_groups = 0, simple8 = 0, simple4 = 0, numbers = 0, ops = 0;
  const Group* group = nullptr;    // of complete cases
  const Group* flagged = nullptr;  // of incomplete ones
  const Member* member = nullptr;
  const Simple* simple = nullptr;  // 8-byte facts, then 4-byte facts
  const Number* number = nullptr;  // the others
  const Summand* summand = nullptr;
  const Derived* derived = nullptr;
  const WordMask* mask = nullptr;
  const WordMask* sparse = nullptr;
  const uint32_t* clause_rule = nullptr;
  const DecisionStep* step = nullptr;
  const uint32_t* root = nullptr;   // rule bits
  const ValueRef* value = nullptr;  // by rule
  const Slot* table = nullptr;
  const uint32_t* root_mask_of = nullptr;  // by decision: first_mask, masks
  const Op* op = nullptr;
  const Program* program = nullptr;
};

// One case being evaluated.
struct Frame {
  const std::byte* row = nullptr;
  const void* calendar = nullptr;
  uint64_t* must = nullptr;  // View::words words each
  uint64_t* may = nullptr;
  Slot* registers = nullptr;
  int64_t* lo = nullptr;  // of the outcome, by decision
  int64_t* hi = nullptr;
};

using RunProgram = void (*)(const View& view, uint32_t begin, uint32_t end, const Frame& frame);
struct Kernels {
  const char* name;
  // Decides the case: decisions in place, rule bits copied to `must` and `may`. The frame is scratch.
  void (*evaluate)(const View& view, RunProgram run, Frame& frame, uint64_t* must, uint64_t* may);
};
const Kernels& BaselineKernels();
const Kernels& Avx2Kernels();  // only where compiled for x86-64
const Kernels& Avx512Kernels();

// Where the rows of a Simple lie, until the pool has its place.
struct SimpleRows {
  Simple simple;
  uint32_t rows = 0, unknown_must = 0, unknown_may = 0;
};

struct Data {
  View view;
  const Kernels* kernels = nullptr;
  std::vector<uint64_t> pool_storage;  // rows start at its first 64-byte boundary
  std::vector<uint64_t> need;
  std::vector<Group> groups, flagged;
  std::vector<Member> members;
  std::vector<SimpleRows> simple8, simple4;
  std::vector<Simple> simple;
  std::vector<Number> numbers;
  std::vector<Summand> summands;
  std::vector<Derived> derived;
  std::vector<WordMask> masks, sparse;
  std::vector<uint32_t> clause_rule;
  std::vector<DecisionStep> steps;
  std::vector<uint32_t> roots, root_mask_of;
  std::vector<ValueRef> values;
  std::vector<Slot> tables;
  std::vector<Op> ops;
  std::vector<std::unique_ptr<uint16_t[]>> luts;
  std::vector<std::unique_ptr<int64_t[]>> bounds;
  std::shared_ptr<const Program> program;
  uint32_t clauses = 0, rules = 0;
  uint64_t layout_hash = 0;
  size_t bytes = 0;
};

}  // namespace guiju::tables
