#include "runtime/trace/figures.h"

#include <algorithm>

namespace guiju::trace {
namespace {

// Bytes of the UTF-8 code point at `text[0]`, and the code point; malformed bytes stand alone.
size_t Decode(std::string_view text, char32_t* point) {
  const auto first = static_cast<unsigned char>(text[0]);
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  if (length == 1 || length > text.size()) {
    *point = first;
    return 1;
  }
  *point = first & (0xFFU >> (length + 1));
  for (size_t i = 1; i < length; ++i) *point = *point << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  return length;
}

bool InName(char32_t c) {
  if (c < 0x80)
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
  const bool punctuation = (c >= 0x2010 && c <= 0x203A) || (c >= 0x3000 && c <= 0x3003) ||
                           (c >= 0x3008 && c <= 0x301F) || (c >= 0xFF01 && c <= 0xFF0F) ||
                           (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) ||
                           (c >= 0xFF5B && c <= 0xFF65);
  return !punctuation;
}

void Add(const ir::Parameter* figure, std::vector<const ir::Parameter*>* out) {
  if (std::find(out->begin(), out->end(), figure) == out->end()) out->push_back(figure);
}

class FigureReader {
 public:
  FigureReader(const ir::Program& program, const interp::Evaluator& evaluator)
      : program_(program), evaluator_(evaluator) {}

  // `whole`: its truth can be asked for; inside a quantifier it differs by element.
  void Read(ir::UseId id, bool whole) {
    if (!id) return;
    const ir::Use& use = program_.uses[id];
    switch (use.kind) {
      case ir::UseKind::kAtom:
      case ir::UseKind::kValue:
        for (const ir::Parameter* figure : FiguresIn(program_, use.text)) Add(figure, &figures_);
        return;
      case ir::UseKind::kAnd:
      case ir::UseKind::kOr:
        ReadParts(use, whole);
        return;
      case ir::UseKind::kQuantified:
        for (ir::UseId child : use.children) Read(child, false);
        return;
      case ir::UseKind::kNot:
      case ir::UseKind::kDefined:
        for (ir::UseId child : use.children) Read(child, whole);
        return;
    }
  }
  std::vector<const ir::Parameter*> Take() { return std::move(figures_); }

 private:
  void ReadParts(const ir::Use& use, bool whole) {
    const bool all = use.kind == ir::UseKind::kAnd;
    const interp::Truth truth = whole && use.expr ? evaluator_.Holds(use.expr) : interp::Truth{false, true};
    for (ir::UseId child : use.children) {
      if (!child) continue;
      const ir::ExprId expr = program_.uses[child].expr;
      const interp::Truth part = whole && expr ? evaluator_.Holds(expr) : interp::Truth{false, true};
      if (!all && truth.must && !part.must) continue;
      if (all && !truth.may && part.may) continue;
      Read(child, whole);
      if (all && !truth.may) return;
    }
  }

  const ir::Program& program_;
  const interp::Evaluator& evaluator_;
  std::vector<const ir::Parameter*> figures_;
};

}  // namespace

std::vector<const ir::Parameter*> FiguresIn(const ir::Program& program, std::string_view written) {
  std::vector<const ir::Parameter*> figures;
  while (!written.empty()) {
    size_t length = 0;
    char32_t point = 0;
    size_t next = Decode(written, &point);
    while (InName(point)) {
      length += next;
      if (length >= written.size()) break;
      next = Decode(written.substr(length), &point);
    }
    if (length == 0) {
      written.remove_prefix(next);
      continue;
    }
    const std::string_view word = written.substr(0, length);
    for (const ir::Parameter& parameter : program.parameters) {
      if (parameter.name.Is(word) && !parameter.basis.empty()) Add(&parameter, &figures);
    }
    written.remove_prefix(length);
  }
  return figures;
}

std::vector<const ir::Parameter*> FiguresRead(const ir::Program& program, const interp::Evaluator& evaluator,
                                              ir::UseId use) {
  FigureReader reader(program, evaluator);
  reader.Read(use, true);
  return reader.Take();
}

}  // namespace guiju::trace
