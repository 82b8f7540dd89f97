// Part of kernels.inl: the terms that lie in the row of the case.

template <class Vector>
inline void AndBlock(const uint64_t* const* rows, uint32_t count, uint32_t word, uint64_t* out) {
  Vector all, next;
  std::memcpy(&all, rows[0] + word, sizeof(Vector));
  for (uint32_t i = 1; i < count; ++i) {
    std::memcpy(&next, rows[i] + word, sizeof(Vector));
    all &= next;
  }
  std::memcpy(out + word, &all, sizeof(Vector));
}
// `kRows` rows read side by side from front to back, so that each is one stream; `fresh`: out has no value yet. The
// fixed number keeps what is and-ed in registers.
template <uint32_t kRows>
inline void AndStreams(const uint64_t* const* rows, uint32_t words, bool fresh, uint64_t* out) {
  for (uint32_t word = 0; word < words; word += 8) {
    Vector8 all, next;
    std::memcpy(&all, rows[0] + word, sizeof(Vector8));
    for (uint32_t i = 1; i < kRows; ++i) {
      std::memcpy(&next, rows[i] + word, sizeof(Vector8));
      all &= next;
    }
    if (!fresh) {
      std::memcpy(&next, out + word, sizeof(Vector8));
      all &= next;
    }
    std::memcpy(out + word, &all, sizeof(Vector8));
  }
}
inline void AndWideRows(const uint64_t* const* rows, uint32_t count, uint32_t words, uint64_t* out) {
  uint32_t i = 0;
  for (; i + 4 <= count; i += 4) AndStreams<4>(rows + i, words, i == 0, out);
  if (count - i >= 2) {
    AndStreams<2>(rows + i, words, i == 0, out);
    i += 2;
  }
  if (count > i) AndStreams<1>(rows + i, words, i == 0, out);
}
inline void AndRows(const uint64_t* const* rows, uint32_t count, uint32_t words, uint64_t* out) {
  switch (words) {
    case 1:
      return AndBlock<uint64_t>(rows, count, 0, out);
    case 2:
      return AndBlock<Vector2>(rows, count, 0, out);
    case 4:
      return AndBlock<Vector4>(rows, count, 0, out);
    default:
      return AndWideRows(rows, count, words, out);
  }
}
inline void AndInto(uint64_t* into, const uint64_t* row, uint32_t words) {
  for (uint32_t w = 0; w < words; ++w) into[w] &= row[w];
}

inline uint64_t DirectRegion(const Simple& s, int64_t x) {
  int64_t clamped = x < s.low ? s.low : x;
  clamped = clamped > s.high ? s.high : clamped;
  uint64_t distance = static_cast<uint64_t>(clamped) - static_cast<uint64_t>(s.low);
  return s.lut[static_cast<uint64_t>((static_cast<unsigned __int128>(distance << 1) * s.magic) >> 64)];
}

inline int64_t ValueOf(const View& view, const Number& number, const std::byte* row) {
  const Summand* s = view.summand + number.first_summand;
  int64_t sum = 0;
  for (const Summand* end = s + number.summands; s != end; ++s) {
    sum += s->coefficient * ReadField(row, s->offset, s->width);
  }
  return sum;
}

// Every row of a complete case, as pointers in the order of the terms: `take` gets each once.
template <class Take>
inline void ForEachCompleteRow(const View& view, const std::byte* row, Take take) {
  const uint32_t words = view.words;
  for (uint32_t g = 0; g < view.groups; ++g) {
    const Group& group = view.group[g];
    take(view.pool + group.must + IndexOf(view, group, Read<uint64_t>(row + group.window)) * words);
  }
  const Simple* s = view.simple;
  for (const Simple* end = s + view.simple8; s != end; ++s) {
    take(s->rows + DirectRegion(*s, Read<int64_t>(row + s->offset)) * words);
  }
  for (const Simple* end = s + view.simple4; s != end; ++s) {
    take(s->rows + DirectRegion(*s, Read<int32_t>(row + s->offset)) * words);
  }
  for (uint32_t n = 0; n < view.numbers; ++n) {
    const Number& number = view.number[n];
    take(view.pool + number.rows +
         static_cast<size_t>(RegionOf(number.regions, ValueOf(view, number, row))) * words);
  }
}

// Rows of up to 8 words stay in one register while they are and-ed.
template <class Vector>
struct Accumulator {
  Vector all;
  void Start(const uint64_t* row) { std::memcpy(&all, row, sizeof(Vector)); }
  void Take(const uint64_t* row) {
    Vector next;
    std::memcpy(&next, row, sizeof(Vector));
    all &= next;
  }
  void Finish(uint64_t* out) { std::memcpy(out, &all, sizeof(Vector)); }
};

constexpr uint32_t kMaxRows = 256;  // wider rows: and-ed so many at a time
struct RowList {
  const uint64_t* rows[kMaxRows];
  uint32_t count, words;
  uint64_t* out;
  void Start(const uint64_t* row) {
    rows[0] = row;
    count = 1;
  }
  void Take(const uint64_t* row) {
    rows[count++] = row;
    if (count == kMaxRows) [[unlikely]] {
      AndRows(rows, count, words, out);
      Start(out);
    }
  }
  void Finish(uint64_t*) { AndRows(rows, count, words, out); }
};

template <class Rows>
inline void CompleteInto(const View& view, const Frame& frame, Rows rows) {
  rows.Start(view.pool + view.base);
  ForEachCompleteRow(view, frame.row, [&](const uint64_t* row) { rows.Take(row); });
  rows.Finish(frame.must);
}

void CompleteRows(const View& view, const Frame& frame) {
  switch (view.words) {
    case 1:
      return CompleteInto(view, frame, Accumulator<uint64_t>());
    case 2:
      return CompleteInto(view, frame, Accumulator<Vector2>());
    case 4:
      return CompleteInto(view, frame, Accumulator<Vector4>());
    case 8:
      return CompleteInto(view, frame, Accumulator<Vector8>());
    default:
      break;
  }
  RowList rows;
  rows.words = view.words;
  rows.out = frame.must;
  rows.Start(view.pool + view.base);
  ForEachCompleteRow(view, frame.row, [&](const uint64_t* row) { rows.Take(row); });
  rows.Finish(nullptr);
}

// ---- partly known
// ---------------------------------------------------------------------------------------------------

// No branch looks at what is known: every fact may be missing, so none would be predicted well.
template <class Rows>
inline void PartialGroup(const View& view, const std::byte* row, const Group& group, Rows& must, Rows& may) {
  uint64_t index = IndexOf(view, group, Read<uint64_t>(row + group.window)) |
                   FlagsOf(view, group, Read<uint64_t>(row + 8 * group.known_word));
  must.Take(view.pool + group.must + index * view.words);
  may.Take(view.pool + group.may + index * view.words);
}

template <class Rows>
inline void PartialNumber(const View& view, const std::byte* row, const Number& number, Rows& must,
                          Rows& may) {
  int64_t lo = 0, hi = 0;
  for (uint32_t i = 0; i < number.summands; ++i) {
    const Summand& s = view.summand[number.first_summand + i];
    const uint64_t known = uint64_t{0} - uint64_t{IsKnownBit(row, s.known_bit)};
    const auto end = [&](int64_t whole) {
      const auto value = static_cast<uint64_t>(ReadField(row, s.offset, s.width));
      const auto other = static_cast<uint64_t>(whole);
      return s.coefficient * static_cast<int64_t>(other ^ ((value ^ other) & known));
    };
    lo += end(s.coefficient > 0 ? s.range.lo : s.range.hi);
    hi += end(s.coefficient > 0 ? s.range.hi : s.range.lo);
  }
  size_t low = static_cast<size_t>(RegionOf(number.regions, lo)) * view.words;
  size_t high = static_cast<size_t>(RegionOf(number.regions, hi)) * view.words;
  must.Take(view.pool + number.ge + low);
  must.Take(view.pool + number.le + high);
  may.Take(view.pool + number.ge + high);
  may.Take(view.pool + number.le + low);
}

template <class Rows>
inline void PartialInto(const View& view, const Frame& frame, Rows& must, Rows& may) {
  const std::byte* row = frame.row;
  must.Start(view.pool + view.base);
  may.Start(view.pool + view.base);
  for (uint32_t g = 0; g < view.flagged_groups; ++g) PartialGroup(view, row, view.flagged[g], must, may);
  const Simple* s = view.simple;
  for (uint32_t n = 0; n < view.simple8 + view.simple4; ++n, ++s) {
    int64_t x = n < view.simple8 ? Read<int64_t>(row + s->offset) : Read<int32_t>(row + s->offset);
    const uint64_t* exact = s->rows + DirectRegion(*s, x) * view.words;
    bool known = IsKnownBit(row, s->known_bit);
    must.Take(known ? exact : s->unknown_must);
    may.Take(known ? exact : s->unknown_may);
  }
  for (uint32_t n = 0; n < view.numbers; ++n) PartialNumber(view, row, view.number[n], must, may);
  must.Finish(frame.must);
  may.Finish(frame.may);
}

template <class Vector>
inline void PartialFixed(const View& view, const Frame& frame) {
  Accumulator<Vector> must, may;
  PartialInto(view, frame, must, may);
}

void PartialRows(const View& view, const Frame& frame) {
  switch (view.words) {
    case 1:
      return PartialFixed<uint64_t>(view, frame);
    case 2:
      return PartialFixed<Vector2>(view, frame);
    case 4:
      return PartialFixed<Vector4>(view, frame);
    case 8:
      return PartialFixed<Vector8>(view, frame);
    default:
      break;
  }
  RowList must, may;
  must.words = may.words = view.words;
  must.out = frame.must;
  may.out = frame.may;
  PartialInto(view, frame, must, may);
}
