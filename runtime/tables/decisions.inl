// Part of kernels.inl: how decisions take their values.

inline Slot Resolve(const ValueRef& value, const Frame& frame) {
  return value.reg < 0 ? value.constant : frame.registers[value.reg];
}

inline bool IsExactValue(TypeKind type, Slot value) {
  return type == TypeKind::kEnum ? IsOneValue(static_cast<uint64_t>(value.lo)) : value.lo == value.hi;
}

// Union of two knowledges of one value.
inline Slot Join(TypeKind type, Slot a, Slot b) {
  switch (type) {
    case TypeKind::kEnum:
      return {a.lo | b.lo, a.lo | b.lo};
    case TypeKind::kBool:
    case TypeKind::kSet:
      return {a.lo & b.lo, a.hi | b.hi};
    case TypeKind::kInt:
    case TypeKind::kDate:
    case TypeKind::kText:
      break;
  }
  return {a.lo < b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi};
}

inline int64_t LowEnd(TypeKind type, Slot value) {
  return type == TypeKind::kEnum ? __builtin_ctzll(static_cast<uint64_t>(value.lo)) : value.lo;
}
inline int64_t HighEnd(TypeKind type, Slot value) {
  return type == TypeKind::kEnum ? 63 - __builtin_clzll(static_cast<uint64_t>(value.lo)) : value.hi;
}

// Calls visit(rule) for root rules whose bit is set, in written order, until it returns false.
template <class Visit>
inline void ForEachRoot(const View& view, const DecisionStep& step, const uint64_t* bits, Visit visit) {
  if (!step.ordered) {
    for (uint32_t i = 0; i < step.roots; ++i) {
      uint32_t rule = view.root[step.first_root + i];
      if (((bits[rule / 64] >> (rule % 64)) & 1) != 0 && !visit(rule)) return;
    }
    return;
  }
  for (uint32_t i = 0; i < step.masks; ++i) {
    const WordMask& m = view.mask[step.first_mask + i];
    for (uint64_t left = bits[m.word] & m.mask; left != 0; left &= left - 1) {
      if (!visit(m.word * 64 + static_cast<uint32_t>(__builtin_ctzll(left)))) return;
    }
  }
}

inline int64_t AnyRoot(const View& view, const DecisionStep& step, const uint64_t* bits) {
  uint64_t any = 0;
  for (uint32_t i = 0; i < step.masks; ++i) {
    const WordMask& m = view.mask[step.first_mask + i];
    any |= bits[m.word] & m.mask;
  }
  return any != 0 ? 1 : 0;
}

inline Slot OtherwiseOf(const DecisionStep& step, const Frame& frame) {
  if (step.otherwise_is_parent) return {frame.lo[step.parent], frame.hi[step.parent]};
  return Resolve(step.otherwise, frame);
}

inline Slot Between(TypeKind type, int64_t lo, int64_t hi) {
  if (type != TypeKind::kEnum) return {lo, hi};
  uint64_t mask = (hi >= 63 ? ~uint64_t{0} : (uint64_t{1} << (hi + 1)) - 1) & ~((uint64_t{1} << lo) - 1);
  return {static_cast<int64_t>(mask), static_cast<int64_t>(mask)};
}

inline Slot FirstValue(const View& view, const Frame& frame, const DecisionStep& step) {
  bool decided = false, unique = step.combine == Combine::kUnique;
  Slot joined, value;
  bool any = false;
  ForEachRoot(view, step, frame.may, [&](uint32_t rule) {
    value = Resolve(view.value[rule], frame);
    decided = ((frame.must[rule / 64] >> (rule % 64)) & 1) != 0;
    if (unique && decided) {
      joined = value;
      return false;
    }
    joined = any ? Join(step.type, joined, value) : value;
    any = true;
    return !decided;
  });
  if (decided || (unique && any && step.covers)) return joined;
  Slot otherwise = OtherwiseOf(step, frame);
  return any ? Join(step.type, joined, otherwise) : otherwise;
}

inline Slot OrderedValue(const View& view, const Frame& frame, const DecisionStep& step) {
  const bool larger = (step.combine == Combine::kStrictest) == step.greater_is_stricter;
  const auto better = [larger](int64_t a, int64_t b) { return larger == (a > b) ? a : b; };
  bool any_must = false, any_may = false;
  Slot must, may, hull;
  ForEachRoot(view, step, frame.may, [&](uint32_t rule) {
    Slot value = Resolve(view.value[rule], frame);
    Slot ends{LowEnd(step.type, value), HighEnd(step.type, value)};
    if ((frame.must[rule / 64] >> (rule % 64)) & 1) {
      must = any_must ? Slot{better(must.lo, ends.lo), better(must.hi, ends.hi)} : ends;
      any_must = true;
    }
    may = any_may ? Slot{better(may.lo, ends.lo), better(may.hi, ends.hi)} : ends;
    hull = any_may ? Join(TypeKind::kInt, hull, ends) : ends;
    any_may = true;
    return true;
  });
  if (any_must) return larger ? Between(step.type, must.lo, may.hi) : Between(step.type, may.lo, must.hi);
  Slot otherwise = OtherwiseOf(step, frame);
  Slot ends{LowEnd(step.type, otherwise), HighEnd(step.type, otherwise)};
  hull = any_may ? Join(TypeKind::kInt, hull, ends) : ends;
  return Between(step.type, hull.lo, hull.hi);
}

inline Slot UnionValue(const View& view, const Frame& frame, const DecisionStep& step) {
  Slot joined;
  ForEachRoot(view, step, frame.may, [&](uint32_t rule) {
    const ValueRef& ref = view.value[rule];
    Slot value = Resolve(ref, frame);
    if (ref.single && !IsOneValue(static_cast<uint64_t>(value.lo))) value.lo = 0;
    if ((frame.must[rule / 64] >> (rule % 64)) & 1) joined.lo |= value.lo;
    joined.hi |= value.hi;
    return true;
  });
  return joined;
}

inline Slot Composed(const Frame& frame, const DecisionStep& step, Slot own) {
  if (step.parent < 0) return own;
  Slot superior{frame.lo[step.parent], frame.hi[step.parent]};
  switch (step.compose) {
    case Compose::kNone:
    case Compose::kReplace:
      return own;
    case Compose::kOr:
    case Compose::kUnion:
      return {superior.lo | own.lo, superior.hi | own.hi};
    case Compose::kStrictest:
    case Compose::kMildest:
      break;
  }
  const bool larger = (step.compose == Compose::kStrictest) == step.greater_is_stricter;
  const auto better = [larger](int64_t a, int64_t b) { return larger == (a > b) ? a : b; };
  return Between(step.type, better(LowEnd(step.type, superior), LowEnd(step.type, own)),
                 better(HighEnd(step.type, superior), HighEnd(step.type, own)));
}

// In a complete evaluation frame.may is frame.must.
inline Slot OwnValue(const View& view, const Frame& frame, const DecisionStep& step) {
  switch (step.combine) {
    case Combine::kAnyHolds:
      return {AnyRoot(view, step, frame.must), AnyRoot(view, step, frame.may)};
    case Combine::kFirst:
    case Combine::kUnique:
      return FirstValue(view, frame, step);
    case Combine::kStrictest:
    case Combine::kMildest:
      return OrderedValue(view, frame, step);
    case Combine::kAll:
      break;
  }
  return UnionValue(view, frame, step);
}
