// Part of kernels.inl: terms known only after something was computed, and the operations that follow the
// rows.

inline int64_t CountOf(const View& view, uint32_t decision, const uint64_t* rules) {
  const uint32_t* range = view.root_mask_of + 2 * decision;
  int64_t count = 0;
  for (uint32_t i = 0; i < range[1]; ++i) {
    const WordMask& m = view.mask[range[0] + i];
    count += __builtin_popcountll(rules[m.word] & m.mask);
  }
  return count;
}

template <bool kComplete>
inline Slot DerivedValue(const View& view, const Frame& frame, const Derived& d) {
  switch (d.source) {
    case DerivedSource::kDecision:
      return {frame.lo[d.index], frame.hi[d.index]};
    case DerivedSource::kRegister:
      return frame.registers[d.index];
    case DerivedSource::kFired:
      break;
  }
  int64_t least = CountOf(view, d.index, frame.must);
  return {least, kComplete ? least : CountOf(view, d.index, frame.may)};
}

// Row of an exact value; false when the value is not exact.
inline bool ExactRow(const Derived& d, Slot value, size_t* row) {
  if (d.type == TypeKind::kEnum) {
    uint64_t mask = static_cast<uint64_t>(value.lo);
    if (!IsOneValue(mask)) return false;
    *row = d.rows + static_cast<size_t>(__builtin_ctzll(mask)) * d.words;
    return true;
  }
  if (value.lo != value.hi) return false;
  size_t index = d.type == TypeKind::kBool ? static_cast<size_t>(value.lo) : RegionOf(d.regions, value.lo);
  *row = d.rows + index * d.words;
  return true;
}

inline void PartialChoice(const View& view, const Frame& frame, const Derived& d, uint64_t mask) {
  uint64_t* must = frame.must + d.word;
  uint64_t* may = frame.may + d.word;
  for (uint64_t left = mask; left != 0; left &= left - 1) {
    AndInto(must, view.pool + d.rows + static_cast<size_t>(__builtin_ctzll(left)) * d.words, d.words);
  }
  for (uint32_t layer = 0; layer < d.layers; ++layer) {
    const uint64_t* rows = view.pool + d.layer_rows + static_cast<size_t>(layer) * d.values * d.words;
    for (uint32_t w = 0; w < d.words; ++w) {
      uint64_t some = 0;
      for (uint64_t left = mask; left != 0; left &= left - 1) {
        some |= rows[static_cast<size_t>(__builtin_ctzll(left)) * d.words + w];
      }
      may[w] &= some;
    }
  }
}

inline void PartialDerived(const View& view, const Frame& frame, const Derived& d) {
  Slot value = DerivedValue<false>(view, frame, d);
  uint64_t* must = frame.must + d.word;
  uint64_t* may = frame.may + d.word;
  size_t row = 0;
  if (ExactRow(d, value, &row)) {
    AndInto(must, view.pool + row, d.words);
    AndInto(may, view.pool + row, d.words);
  } else if (d.type == TypeKind::kBool) {
    AndInto(must, view.pool + d.unknown_must, d.words);
  } else if (d.type == TypeKind::kEnum) {
    PartialChoice(view, frame, d, static_cast<uint64_t>(value.lo));
  } else {
    size_t low = static_cast<size_t>(RegionOf(d.regions, value.lo)) * d.words;
    size_t high = static_cast<size_t>(RegionOf(d.regions, value.hi)) * d.words;
    AndInto(must, view.pool + d.ge + low, d.words);
    AndInto(must, view.pool + d.le + high, d.words);
    AndInto(may, view.pool + d.ge + high, d.words);
    AndInto(may, view.pool + d.le + low, d.words);
  }
}

// ---- operations
// -----------------------------------------------------------------------------------------------------

// Without a branch: which rules hold is what a predictor cannot know.
inline uint64_t Choose(bool condition, uint64_t then, uint64_t otherwise) {
  return otherwise ^ ((then ^ otherwise) & (uint64_t{0} - uint64_t{condition}));
}

inline void MergeSparse(const View& view, const Op& op, uint64_t* bits) {
  for (uint32_t i = 0; i < op.count; ++i) {
    const WordMask& m = view.sparse[op.first + i];
    for (uint64_t left = bits[m.word] & m.mask; left != 0; left &= left - 1) {
      uint32_t rule = view.clause_rule[m.word * 64 + static_cast<uint32_t>(__builtin_ctzll(left))];
      bits[rule / 64] |= uint64_t{1} << (rule % 64);
    }
  }
}

inline Slot TableValue(const View& view, const Op& op, uint64_t bits) {
  return view.table[op.first + __builtin_ctzll(((bits & op.a) >> op.c) | op.b)];
}

inline bool StepValue(const View& view, const Frame& frame, const Op& op) {
  const DecisionStep& step = view.step[op.step];
  Slot value = Composed(frame, step, OwnValue(view, frame, step));
  frame.lo[step.decision] = value.lo;
  frame.hi[step.decision] = value.hi;
  return IsExactValue(step.type, value);
}

// Rule bits of one rail. The word that operations change most stays in a register and is put into memory only
// for operations that look there.
template <bool kOneWord>
struct Bits {
  Bits(uint64_t* the_memory, uint32_t the_focus)
      : memory(the_memory), focus(kOneWord ? 0 : the_focus), one(the_memory[focus]) {}
  uint64_t At(uint32_t word) const { return kOneWord || word == focus ? one : memory[word]; }
  void And(uint32_t word, uint64_t bits) {
    if (kOneWord || word == focus) {
      one &= bits;
    } else {
      memory[word] &= bits;
    }
  }
  void Or(uint32_t word, uint64_t bits) {
    if (kOneWord || word == focus) {
      one |= bits;
    } else {
      memory[word] |= bits;
    }
  }
  void Show() const { memory[focus] = one; }
  void Reload() { one = memory[focus]; }
  uint64_t* memory;
  uint32_t focus;
  uint64_t one;
};

constexpr uint32_t kManyMasks = 4;  // from here on looking into memory costs less than asking for the focus

template <bool kOneWord>
inline int64_t CountMasks(const View& view, const Op& op, Bits<kOneWord>& bits) {
  const WordMask* m = view.mask + op.first;
  if (kOneWord) return __builtin_popcountll(bits.one & m->mask);
  const WordMask* const end = m + op.count;
  int64_t count = 0;
  if (op.count < kManyMasks) {
    for (; m != end; ++m) count += __builtin_popcountll(bits.At(m->word) & m->mask);
    return count;
  }
  bits.Show();
  const uint64_t* const memory = bits.memory;
  for (; m != end; ++m) count += __builtin_popcountll(memory[m->word] & m->mask);
  return count;
}

template <bool kOneWord>
inline int64_t AnyMasks(const View& view, const Op& op, Bits<kOneWord>& bits) {
  const WordMask* m = view.mask + op.first;
  const WordMask* const end = m + op.count;
  uint64_t any = 0;
  if (op.count < kManyMasks) {
    for (; m != end; ++m) any |= bits.At(m->word) & m->mask;
    return any != 0 ? 1 : 0;
  }
  bits.Show();
  const uint64_t* const memory = bits.memory;
  for (; m != end; ++m) any |= memory[m->word] & m->mask;
  return any != 0 ? 1 : 0;
}

// False when a value met on the way is not exact. frame.may is frame.must.
template <bool kOneWord>
bool RunOps(const View& view, RunProgram run, const Frame& frame) {
  Bits<kOneWord> bits(frame.must, view.focus);
  const auto decide = [&frame](const Op& op, int64_t lo, int64_t hi) {
    frame.lo[op.target] = lo;
    frame.hi[op.target] = hi;
  };
  const Op* op = view.op;
  for (const Op* end = op + view.ops; op != end; ++op) {
    switch (op->code) {
      case OpCode::kRun:
        bits.Show();
        run(view, op->first, op->first + op->count, frame);
        break;
      case OpCode::kBit:
        bits.And(op->word, Choose(frame.lo[op->target] != 0, op->b, op->a));
        break;
      case OpCode::kGate:
        bits.And(op->word, Choose((bits.At(op->target) & op->mask) != 0, op->b, op->a));
        break;
      case OpCode::kCount:
        bits.And(op->word, Choose(CountMasks(view, *op, bits) >= op->bound, op->b, op->a));
        break;
      case OpCode::kDerived: {
        const Derived& d = view.derived[op->first];
        size_t row = 0;
        bits.Show();
        if (!ExactRow(d, DerivedValue<true>(view, frame, d), &row)) return false;
        AndInto(frame.must + d.word, view.pool + row, d.words);
        bits.Reload();
        break;
      }
      case OpCode::kMerge:
        bits.Or(op->target, Choose((bits.At(op->word) & op->a) != 0, op->b, 0));
        break;
      case OpCode::kSparse:
        bits.Show();
        MergeSparse(view, *op, frame.must);
        bits.Reload();
        break;
      case OpCode::kDefeat:
        bits.And(op->target, Choose((bits.At(op->word) & op->a) != 0, op->b, ~uint64_t{0}));
        break;
      case OpCode::kAny: {
        int64_t any = (bits.At(op->word) & op->a) != 0 ? 1 : 0;
        decide(*op, any, any);
        break;
      }
      case OpCode::kAnyMasks: {
        int64_t any = AnyMasks(view, *op, bits);
        decide(*op, any, any);
        break;
      }
      case OpCode::kTable: {
        Slot value = TableValue(view, *op, bits.At(op->word));
        decide(*op, value.lo, value.hi);
        break;
      }
      case OpCode::kStep:
        bits.Show();
        if (!StepValue(view, frame, *op)) [[unlikely]]
          return false;
        break;
    }
  }
  bits.Show();
  return true;
}

template <bool kOneWord>
inline void PartialMask(Bits<kOneWord>& must, Bits<kOneWord>& may, const Op& op, bool low, bool high) {
  uint64_t unknown = op.a & op.b;
  must.And(op.word, Choose(low, op.b, Choose(high, unknown, op.a)));
  may.And(op.word, Choose(low, op.b, Choose(high, op.c, op.a)));
}

template <bool kOneWord>
void RunPartialOps(const View& view, RunProgram run, const Frame& frame) {
  Bits<kOneWord> must(frame.must, view.focus), may(frame.may, view.focus);
  const auto show = [&] {
    must.Show();
    may.Show();
  };
  const auto reload = [&] {
    must.Reload();
    may.Reload();
  };
  const auto decide = [&frame](const Op& op, int64_t lo, int64_t hi) {
    frame.lo[op.target] = lo;
    frame.hi[op.target] = hi;
  };
  const Op* op = view.op;
  for (const Op* end = op + view.ops; op != end; ++op) {
    switch (op->code) {
      case OpCode::kRun:
        show();
        run(view, op->first, op->first + op->count, frame);
        break;
      case OpCode::kBit:
        PartialMask(must, may, *op, frame.lo[op->target] != 0, frame.hi[op->target] != 0);
        break;
      case OpCode::kGate:
        PartialMask(must, may, *op, (must.At(op->target) & op->mask) != 0, (may.At(op->target) & op->mask) != 0);
        break;
      case OpCode::kCount:
        PartialMask(must, may, *op, CountMasks(view, *op, must) >= op->bound,
                    CountMasks(view, *op, may) >= op->bound);
        break;
      case OpCode::kDerived:
        show();
        PartialDerived(view, frame, view.derived[op->first]);
        reload();
        break;
      case OpCode::kMerge:
        must.Or(op->target, Choose((must.At(op->word) & op->a) != 0, op->b, 0));
        may.Or(op->target, Choose((may.At(op->word) & op->a) != 0, op->b, 0));
        break;
      case OpCode::kSparse:
        show();
        MergeSparse(view, *op, frame.must);
        MergeSparse(view, *op, frame.may);
        reload();
        break;
      case OpCode::kDefeat: {
        bool surely = (must.At(op->word) & op->a) != 0, perhaps = (may.At(op->word) & op->a) != 0;
        must.And(op->target, Choose(perhaps, op->b, ~uint64_t{0}));
        may.And(op->target, Choose(surely, op->b, ~uint64_t{0}));
        break;
      }
      case OpCode::kAny:
        decide(*op, (must.At(op->word) & op->a) != 0 ? 1 : 0, (may.At(op->word) & op->a) != 0 ? 1 : 0);
        break;
      case OpCode::kAnyMasks:
        decide(*op, AnyMasks(view, *op, must), AnyMasks(view, *op, may));
        break;
      case OpCode::kTable:
        if (((must.At(op->word) ^ may.At(op->word)) & op->a) == 0) {
          Slot value = TableValue(view, *op, must.At(op->word));
          decide(*op, value.lo, value.hi);
          break;
        }
        show();
        StepValue(view, frame, *op);
        break;
      case OpCode::kStep:
        show();
        StepValue(view, frame, *op);
        break;
    }
  }
  show();
}
