#include "compiler/ir/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "compiler/ir/fields.h"
#include "compiler/ir/quantities.h"
#include "compiler/ir/ranges.h"

namespace guiju::ir {
namespace {

// Walks every printed field, so that no id can be forgotten.
class IdCheck {
 public:
  IdCheck(const Program& program, Problems* problems) : program_(program), problems_(problems) {}

  void Run() {
    where_ = "program";
    Check(program_.main);
    StoresOf([&](std::string_view word, auto store) {
      size_t index = 0;
      for (const auto& item : program_.*store) {
        where_ = fmt::format("{} {}", word, index++);
        CheckFields(item);
      }
    });
  }

 private:
  void CheckFields(const std::string&) {}
  template <class T>
  void CheckFields(const T& item) {
    FieldsOf(For<T>{}, [&](std::string_view, auto member) { Check(item.*member); });
  }

  template <class T>
  void Check(const T&) {}
  template <class T>
  void Check(const std::vector<T>& items) {
    for (const T& item : items) CheckItem(item);
  }
  void Check(const Type& type) { Check(type.enumeration); }
  template <class T>
    requires kIsGroup<T>
  void Check(const T& group) {
    CheckFields(group);
  }
  template <class Tag>
  void Check(base::Id<Tag> id) {
    if (id.index < -1 || id.index >= SizeOf(id)) {
      problems_->push_back(fmt::format("{}: {}{} does not exist", where_, PrefixOf<Tag>::kLetter, id.index));
    }
  }
  template <class T>
  void CheckItem(const T& item) {
    Check(item);
  }
  template <class Tag>
  void CheckItem(base::Id<Tag> id) {
    if (!id) problems_->push_back(fmt::format("{}: an id in a list of ids is unset", where_));
    Check(id);
  }

  int32_t SizeOf(ExprId) const { return Int(program_.exprs.size()); }
  int32_t SizeOf(FactId) const { return Int(program_.facts.size()); }
  int32_t SizeOf(ListId) const { return Int(program_.lists.size()); }
  int32_t SizeOf(EnumId) const { return Int(program_.enums.size()); }
  int32_t SizeOf(DecisionId) const { return Int(program_.decisions.size()); }
  int32_t SizeOf(RuleId) const { return Int(program_.rules.size()); }
  int32_t SizeOf(UseId) const { return Int(program_.uses.size()); }
  int32_t SizeOf(CiteId) const { return Int(program_.cites.size()); }
  int32_t SizeOf(SourceId) const { return Int(program_.sources.size()); }
  int32_t SizeOf(PolicyId) const { return Int(program_.policies.size()); }
  int32_t SizeOf(OriginId) const { return Int(program_.origins.size()); }
  int32_t SizeOf(FigureId) const { return Int(program_.figures.size()); }
  int32_t SizeOf(FootingId) const { return Int(program_.footings.size()); }
  int32_t SizeOf(ActorId) const { return Int(program_.actors.size()); }
  int32_t SizeOf(BodyId) const { return Int(program_.bodies.size()); }
  int32_t SizeOf(EventId) const { return Int(program_.events.size()); }
  int32_t SizeOf(DocumentId) const { return Int(program_.documents.size()); }
  int32_t SizeOf(GroundId) const { return Int(program_.grounds.size()); }
  int32_t SizeOf(ClockId) const { return Int(program_.clocks.size()); }
  int32_t SizeOf(DutyId) const { return Int(program_.duties.size()); }
  int32_t SizeOf(FlowId) const { return Int(program_.flows.size()); }
  int32_t SizeOf(StageId) const { return Int(program_.stages.size()); }
  int32_t SizeOf(OutcomeId) const { return Int(program_.outcomes.size()); }
  int32_t SizeOf(InterruptId) const { return Int(program_.interrupts.size()); }
  int32_t SizeOf(GateId) const { return Int(program_.gates.size()); }
  static int32_t Int(size_t size) { return static_cast<int32_t>(size); }

  const Program& program_;
  Problems* problems_;
  std::string where_;
};

void VerifyType(const Program& program, const std::string& where, const Type& type, Problems* problems) {
  const bool wants_enum = type.kind == TypeKind::kEnum || type.kind == TypeKind::kSet;
  if (wants_enum != type.enumeration.has_value()) {
    problems->push_back(where + ": exactly enum and set types name an enumeration");
  }
  if (type.kind != TypeKind::kInt && (!type.dim.empty() || type.scale != 0)) {
    problems->push_back(where + ": only an int has a dimension or a scale");
  }
  if (type.kind == TypeKind::kInt && !type.dim.empty() && !HasDimension(program, type.dim)) {
    problems->push_back(fmt::format("{}: no dimension {}", where, type.dim));
  }
}

void VerifyDimensions(const Program& program, Problems* problems) {
  std::set<std::string> keys;
  for (const Dimension& dimension : program.dimensions) {
    const std::string where = "dimension " + dimension.key;
    const bool known = value::FindDimension(dimension.key) != nullptr;
    if (dimension.key.empty() || known || !keys.insert(dimension.key).second)
      problems->push_back(where + ": a key of its own is due");
    if (dimension.units.empty()) problems->push_back(where + ": no unit");
    for (const Unit& unit : dimension.units) {
      if (unit.quanta <= 0 || unit.name.Key().empty())
        problems->push_back(where + ": a unit has a name and a positive factor");
    }
  }
}

// A value written in a program: Const, otherwise, absent_is, presumed.
bool FitsType(const Program& program, const Type& type, const Range& range, int64_t value) {
  switch (type.kind) {
    case TypeKind::kBool:
      return value == 0 || value == 1;
    case TypeKind::kEnum:
      return value >= 0 && value < static_cast<int64_t>(program.enums[type.enumeration].values.size());
    case TypeKind::kInt:
    case TypeKind::kDate:
      return value >= range.lo && value <= range.hi;
    case TypeKind::kText:
      return value >= 0 && value < static_cast<int64_t>(program.texts.size());
    case TypeKind::kSet: {
      const size_t size = program.enums[type.enumeration].values.size();
      return size == 64 || (static_cast<uint64_t>(value) >> size) == 0;
    }
  }
  return false;
}

void VerifyFact(const Program& program, FactId id, Problems* problems) {
  const Fact& fact = program.facts[id];
  const std::string where = fmt::format("fact f{} {}", id.index, fact.name.Key());
  const size_t before = problems->size();
  VerifyType(program, where, fact.type, problems);
  if (problems->size() != before) return;
  switch (fact.type.kind) {
    case TypeKind::kBool:
      if (fact.range != Range{0, 1}) problems->push_back(where + ": a bool's range is 0..1");
      break;
    case TypeKind::kEnum:
      if (fact.range !=
          Range{0, static_cast<int64_t>(program.enums[fact.type.enumeration].values.size()) - 1}) {
        problems->push_back(where + ": an enum's range is all its values");
      }
      break;
    case TypeKind::kInt:
    case TypeKind::kDate:
      if (fact.range.lo > fact.range.hi) problems->push_back(where + ": empty range");
      break;
    case TypeKind::kText:
    case TypeKind::kSet:
      break;
  }
  if (fact.role == FactRole::kAxis && (fact.type.kind != TypeKind::kDate || fact.list)) {
    problems->push_back(where + ": a date axis is a date of the case");
  }
  const Range any{std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()};
  if (fact.applies && !FitsType(program, fact.type, any, fact.otherwise)) {
    problems->push_back(where + ": `otherwise` is not a value of its type");
  }
  if (fact.applies && program.exprs[fact.applies].type.kind != TypeKind::kBool) {
    problems->push_back(where + ": `applies` is not a condition");
  }
  if (fact.absent_is && !FitsType(program, fact.type, fact.range, *fact.absent_is)) {
    problems->push_back(where + ": `absent-is` is not a value in its range");
  }
  if (fact.list) {
    const auto& fields = program.lists[fact.list].fields;
    if (std::count(fields.begin(), fields.end(), id) != 1) {
      problems->push_back(where + ": its list does not have it as a field");
    }
  }
}

void VerifyPresumption(const Program& program, const Presumption& presumption, Problems* problems) {
  if (!presumption.fact) return problems->push_back("presumption without a fact");
  const Fact& fact = program.facts[presumption.fact];
  const std::string where = "presumption of " + fact.name.Key();
  if (!FitsType(program, fact.type, fact.range, presumption.value))
    problems->push_back(where + ": not a value in its range");
  if (fact.absent_is) problems->push_back(where + ": the fact already says what its absence means");
  if (presumption.when && program.exprs[presumption.when].type.kind != TypeKind::kBool) {
    problems->push_back(where + ": `when` is not a condition");
  }
}

void VerifyFooting(const Program& program, FootingId id, Problems* problems) {
  const Footing& footing = program.footings[id];
  const std::string where = fmt::format("footing b{}", id.index);
  if (!footing.figure) problems->push_back(where + ": of no figure");
  if ((footing.yes && footing.yes.index >= id.index) || (footing.no && footing.no.index >= id.index))
    problems->push_back(where + ": a part does not come before it");
  if (footing.when && program.exprs[footing.when].type.kind != TypeKind::kBool)
    problems->push_back(where + ": `when` is not a condition");
  if (!footing.when && footing.no) problems->push_back(where + ": a choice without a condition");
}

void VerifyTransition(const Program& program, const Transition& transition, Problems* problems) {
  if (!transition.policy) problems->push_back("transition of no policy");
  if (!transition.when || program.exprs[transition.when].type.kind != TypeKind::kBool)
    problems->push_back("transition: `when` is not a condition");
}

}  // namespace

void VerifyIds(const Program& program, Problems* problems) { IdCheck(program, problems).Run(); }

void VerifyVocabulary(const Program& program, Problems* problems) {
  std::set<std::string_view> texts(program.texts.begin(), program.texts.end());
  if (texts.size() != program.texts.size()) problems->push_back("texts: the same text twice");
  for (EnumId id : program.enums.ids()) {
    const size_t size = program.enums[id].values.size();
    if (size == 0 || size > 64)
      problems->push_back(fmt::format("enum n{}: {} values; 1 to 64 are allowed", id.index, size));
  }
  VerifyDimensions(program, problems);
  if (!problems->empty()) return;
  for (ListId id : program.lists.ids()) {
    const List& list = program.lists[id];
    if (list.min_size < 0 || list.min_size > list.max_size)
      problems->push_back(
          fmt::format("list l{}: its least size is not between 0 and the greatest", id.index));
    if (list.max_size < 0) problems->push_back(fmt::format("list l{}: negative size", id.index));
    for (FactId field : list.fields) {
      if (program.facts[field].list != id) {
        problems->push_back(fmt::format("list l{}: f{} is not a field of it", id.index, field.index));
      }
    }
  }
  for (FactId id : program.facts.ids()) VerifyFact(program, id, problems);
  std::set<FactId> presumed;
  for (const Presumption& presumption : program.presumptions) {
    VerifyPresumption(program, presumption, problems);
    presumed.insert(presumption.fact);
  }
  for (FootingId id : program.footings.ids()) VerifyFooting(program, id, problems);
  for (const Transition& transition : program.transitions) VerifyTransition(program, transition, problems);
}

void VerifyRanges(const Program& program, Problems* problems) {
  const std::vector<Range> ranges = RangesOf(program, problems);
  for (ExprId id : program.exprs.ids()) {
    const Expr& expr = program.exprs[id];
    if (expr.kind != ExprKind::kDateAdd || expr.unit != TimeUnit::kWorkday) continue;
    const Range& n = ranges[static_cast<size_t>(expr.args[1].index)];
    if (n.lo < -kMaxWorkdays || n.hi > kMaxWorkdays) {
      problems->push_back(fmt::format("expr e{}: more than {} working days", id.index, kMaxWorkdays));
    }
  }
  for (DecisionId id : program.decisions.ids()) {
    const Decision& decision = program.decisions[id];
    if (decision.type.kind != TypeKind::kInt && decision.type.kind != TypeKind::kDate) continue;
    const auto inside = [&](const Range& range) {
      return range.lo >= decision.range.lo && range.hi <= decision.range.hi;
    };
    bool fits = !decision.otherwise || inside(ranges[static_cast<size_t>(decision.otherwise.index)]);
    for (RuleId rule : decision.rules) {
      const ExprId value = program.rules[rule].value;
      fits = fits && (!value || inside(ranges[static_cast<size_t>(value.index)]));
    }
    const bool composed =
        decision.parent && decision.compose != Compose::kNone && decision.compose != Compose::kReplace;
    fits = fits && (!composed || inside(program.decisions[decision.parent].range));
    if (!fits) {
      problems->push_back(fmt::format("decision d{} {}: a value lies outside its range {}..{}", id.index,
                                      decision.name.Key(), decision.range.lo, decision.range.hi));
    }
  }
}

std::vector<std::string> Verify(const Program& program) {
  Problems problems;
  for (auto* part :
       {VerifyIds, VerifyVocabulary, VerifyExprs, VerifyDecisions, VerifyReach, VerifyFlows, VerifyRanges}) {
    part(program, &problems);
    if (!problems.empty()) return problems;
  }
  return problems;
}

}  // namespace guiju::ir
