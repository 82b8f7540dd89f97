#include "runtime/trace/figures.h"

#include <algorithm>

namespace guiju::trace {
namespace {

// More elements than that add no provision a reader could use.
constexpr uint32_t kMaxElementsRead = 64;

struct Bound {  // the element a condition is read for
  ir::ListId list;
  int32_t element = -1;
};

class FigureReader {
 public:
  explicit FigureReader(const ReadCase& c) : c_(c) {}

  void Own(ir::UseId id, const Bound& at) {
    for (ir::FootingId footing : c_.program.uses[id].footings) {
      FigureReading reading{c_.program.footings[footing].figure, {}};
      Follow(footing, at, &reading.basis);
      if (!reading.basis.empty()) AddFigure(reading, &figures_);
    }
  }

  void Read(ir::UseId id, const Bound& at) {
    if (!id) return;
    const ir::Use& use = c_.program.uses[id];
    Own(id, at);
    switch (use.kind) {
      case ir::UseKind::kAtom:
      case ir::UseKind::kValue:
        return;
      case ir::UseKind::kAnd:
      case ir::UseKind::kOr:
        return ReadParts(use, at);
      case ir::UseKind::kQuantified:
        return ReadElements(use, at);
      case ir::UseKind::kNot:
      case ir::UseKind::kDefined:
        for (ir::UseId child : use.children) Read(child, at);
        return;
    }
  }
  std::vector<FigureReading> Take() { return std::move(figures_); }

 private:
  interp::Truth TruthOf(ir::ExprId expr, const Bound& at) const {
    if (!expr || c_.program.exprs[expr].type.kind != ir::TypeKind::kBool) return {false, true};
    return at.element < 0 ? c_.evaluator.Holds(expr)
                          : c_.evaluator.HoldsFor(expr, at.list, static_cast<uint32_t>(at.element));
  }

  // Down the choices that apply, both ways where one is open.
  void Follow(ir::FootingId id, const Bound& at, std::vector<ir::CiteId>* basis) const {
    std::vector<ir::FootingId> open{id};
    while (!open.empty()) {
      const ir::FootingId next = open.back();
      open.pop_back();
      if (!next) continue;
      const ir::Footing& footing = c_.program.footings[next];
      basis->insert(basis->end(), footing.basis.begin(), footing.basis.end());
      const interp::Truth when = footing.when ? TruthOf(footing.when, at) : interp::Truth{true, true};
      if (!when.must) open.push_back(footing.no);
      if (when.may) open.push_back(footing.yes);
    }
  }

  void ReadParts(const ir::Use& use, const Bound& at) {
    const bool all = use.kind == ir::UseKind::kAnd;
    const interp::Truth truth = TruthOf(use.expr, at);
    for (ir::UseId child : use.children) {
      if (!child) continue;
      const interp::Truth part = TruthOf(c_.program.uses[child].expr, at);
      if (!all && truth.must && !part.must) continue;
      if (all && !truth.may && part.may) continue;
      Read(child, at);
      if (all && !truth.may) return;
    }
  }

  // The elements that come out as the whole does; of a list without any, what the condition may read.
  void ReadElements(const ir::Use& use, const Bound& at) {
    const ir::ListId list = use.expr ? c_.program.exprs[use.expr].list : ir::ListId{};
    if (!list || use.children.empty() || !use.children[0]) {
      for (ir::UseId child : use.children) Read(child, at);
      return;
    }
    const ir::ExprId body = c_.program.uses[use.children[0]].expr;
    const interp::Truth whole = TruthOf(use.expr, at);
    const uint32_t count =
        abi::LoadList(c_.row, c_.layout.list_offsets[static_cast<size_t>(list.index)]).count;
    bool any = false;
    for (uint32_t i = 0; i < count && i < kMaxElementsRead; ++i) {
      const Bound element{list, static_cast<int32_t>(i)};
      const interp::Truth truth = TruthOf(body, element);
      if ((whole.must && !truth.must) || (!whole.may && truth.may)) continue;
      any = true;
      for (ir::UseId child : use.children) Read(child, element);
    }
    if (any) return;
    for (ir::UseId child : use.children) Read(child, {});
  }

  const ReadCase& c_;
  std::vector<FigureReading> figures_;
};

}  // namespace

void AddFigure(const FigureReading& reading, std::vector<FigureReading>* all) {
  const auto same = [&](const FigureReading& known) { return known.figure == reading.figure; };
  auto known = std::find_if(all->begin(), all->end(), same);
  if (known == all->end()) known = all->insert(all->end(), {reading.figure, {}});
  for (ir::CiteId cite : reading.basis) {
    if (std::find(known->basis.begin(), known->basis.end(), cite) == known->basis.end())
      known->basis.push_back(cite);
  }
}

std::vector<FigureReading> FiguresOf(const ReadCase& c, ir::UseId use, ir::ListId list, int32_t element) {
  FigureReader reader(c);
  if (use) reader.Own(use, {list, element});
  return reader.Take();
}

std::vector<FigureReading> FiguresRead(const ReadCase& c, ir::UseId use) {
  FigureReader reader(c);
  reader.Read(use, {});
  return reader.Take();
}

}  // namespace guiju::trace
