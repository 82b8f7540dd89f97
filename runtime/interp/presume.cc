// 未记载视为 and 推定: Γ is rewritten before evaluation, never inside it.
#include "runtime/interp/interp.h"
#include "runtime/interp/state.h"

namespace guiju::interp {
namespace {

class Presumer {
 public:
  Presumer(const ir::Program& program, const abi::Layout& layout, std::byte* row,
           const value::Calendar& calendar)
      : program_(program), layout_(layout), row_(row), calendar_(calendar) {}

  std::vector<Presumed> Run() {
    for (ir::FactId id : program_.facts.ids()) {
      const ir::Fact& fact = program_.facts[id];
      if (!fact.absent_is) continue;
      ForAbsentRows(id, [&](std::byte* row, int32_t element) {
        Fill(row, {id, *fact.absent_is, fact.absent_basis, element});
      });
    }
    // Every condition is read before anything is presumed, so the order of presumptions cannot matter.
    std::vector<std::pair<std::byte*, Presumed>> due;
    Evaluator::State state(program_, layout_, {row_, &calendar_});
    for (const ir::Presumption& presumption : program_.presumptions) {
      ForAbsentRows(presumption.fact, [&](std::byte* row, int32_t element) {
        const Element scope = element < 0 ? Element{} : Element{program_.facts[presumption.fact].list, row};
        if (presumption.when && !state.Holds(presumption.when, scope).must) return;
        due.push_back({row, {presumption.fact, presumption.value, presumption.basis, element}});
      });
    }
    for (const auto& [row, presumed] : due) {
      if (!abi::IsKnown(row, FieldOf(presumed.fact))) Fill(row, presumed);  // the first of two for one fact
    }
    return std::move(filled_);
  }

 private:
  const abi::Field& FieldOf(ir::FactId id) const { return layout_.fields[static_cast<size_t>(id.index)]; }

  // The rows that have a place for the fact and nothing in it.
  template <class F>
  void ForAbsentRows(ir::FactId id, F&& visit) {
    const ir::ListId list = program_.facts[id].list;
    if (!list) {
      if (!abi::IsKnown(row_, FieldOf(id))) visit(row_, -1);
      return;
    }
    const abi::ListView view = abi::LoadList(row_, layout_.list_offsets[static_cast<size_t>(list.index)]);
    for (uint32_t i = 0; i < view.count; ++i) {
      // The caller of ApplyPresumptions owns the elements and lets them be written.
      std::byte* const row = const_cast<std::byte*>(view.elements) +
                             size_t{i} * layout_.elements[static_cast<size_t>(list.index)].size;
      if (!abi::IsKnown(row, FieldOf(id))) visit(row, static_cast<int32_t>(i));
    }
  }

  void Fill(std::byte* row, const Presumed& presumed) {
    abi::Store(row, FieldOf(presumed.fact), presumed.value);
    filled_.push_back(presumed);
  }

  const ir::Program& program_;
  const abi::Layout& layout_;
  std::byte* row_;
  const value::Calendar& calendar_;
  std::vector<Presumed> filled_;
};

}  // namespace

std::vector<Presumed> ApplyPresumptions(const ir::Program& program, const abi::Layout& layout, std::byte* row,
                                        const value::Calendar& calendar) {
  return Presumer(program, layout, row, calendar).Run();
}

}  // namespace guiju::interp
