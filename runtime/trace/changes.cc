// The nearest changes: one fact moved into another of its regions, then two, so that the decision comes out
// otherwise.
#include <algorithm>

#include "runtime/trace/state.h"

namespace guiju::trace {
namespace {

class ChangeSearch {
 public:
  ChangeSearch(const Explainer::State& state, const Slice& slice, const interp::Knowledge& now)
      : state_(state),
        slice_(slice),
        now_(now),
        trial_(slice, state.layout, state.calendar, kNodeBudget),
        regions_(slice),
        scratch_(state.full) {}

  std::vector<Change> Run(bool* all) {
    for (const Place& place : PlacesOf(slice_, state_.full)) {
      if (place.fact) moves_.push_back({place, MovesOf(place), Changeable(place)});
    }
    std::vector<Change> changes;
    for (const Moves& moves : moves_) {
      if (moves.changeable) TrySingle(moves, &changes);
    }
    if (changes.empty()) {
      TryPairs(&changes);
      JoinPairs(&changes);
    }
    *all = !trial_.bench().exhausted();
    LeaveOutRemote(&changes);
    if (changes.size() > kMaxChanges) changes.resize(kMaxChanges);
    return changes;
  }

 private:
  struct Moves {
    Place place;
    std::vector<Region> regions;  // other than the present one, nearest first on each side
    bool changeable = false;      // alone: it is known and applies
  };

  const ir::Fact& FactOf(const Place& place) const { return state_.program.facts[place.fact]; }
  int64_t PresentValue(const Place& place) const {
    return state_.full.IsKnown(place) ? state_.full.ValueOf(place) : FactOf(place).range.lo;
  }
  bool Changeable(const Place& place) const {
    if (!state_.full.IsKnown(place)) return false;
    const ir::ExprId applies = FactOf(place).applies;
    if (!applies) return true;
    return (place.list ? state_.evaluator.HoldsFor(applies, place.list, static_cast<uint32_t>(place.element))
                       : state_.evaluator.Holds(applies))
        .may;
  }

  std::vector<Region> MovesOf(const Place& place) {
    std::vector<Region> below, above;
    const bool known = state_.full.IsKnown(place);
    const int64_t value = PresentValue(place);
    const ir::Fact& fact = FactOf(place);
    for (Region region : regions_.RegionsOf(place, &trial_.bench(), &scratch_)) {
      if (known && fact.type.kind == ir::TypeKind::kEnum) region.mask &= ~(uint64_t{1} << value);
      if (fact.type.kind == ir::TypeKind::kEnum && region.mask == 0) continue;
      if (known && Contains(region, fact, value)) continue;
      (known && region.hi < value && region.mask == 0 ? below : above).push_back(region);
    }
    std::reverse(below.begin(), below.end());
    below.insert(below.end(), above.begin(), above.end());
    return below;
  }

  // How far a change moves a date, in days: another day of the same case is nearer to a reader than another
  // year.
  int64_t DaysMoved(const Change& change) const {
    int64_t days = 0;
    for (const Setting& setting : change.settings) {
      if (FactOf(setting.place).type.kind != ir::TypeKind::kDate || !state_.full.IsKnown(setting.place))
        continue;
      const int64_t now = state_.full.ValueOf(setting.place);
      const Region& region = setting.region;
      days = std::max(days, now < region.lo ? region.lo - now : now > region.hi ? now - region.hi : 0);
    }
    return days;
  }
  // Fewest facts first, then the nearest day. A date years away is told only when nothing nearer is.
  void LeaveOutRemote(std::vector<Change>* changes) const {
    constexpr int64_t kRemoteDays = 3 * 366;
    const auto remote = [&](const Change& change) { return DaysMoved(change) > kRemoteDays; };
    std::stable_sort(changes->begin(), changes->end(), [&](const Change& a, const Change& b) {
      if (a.settings.size() != b.settings.size()) return a.settings.size() < b.settings.size();
      return remote(a) < remote(b);
    });
    if (!changes->empty() && !remote(changes->front())) std::erase_if(*changes, remote);
  }

  void Put(CaseCopy* c, const Place& place, const Region& region, bool far) const {
    c->Set(place, ValueIn(region, FactOf(place), PresentValue(place), far, state_.program.texts.size()));
  }
  bool IsOther(const interp::Knowledge& value) const {
    return interp::IsExact(slice_.program.decisions[slice_.decision].type, value) && value != now_;
  }

  void TrySingle(const Moves& moves, std::vector<Change>* changes) {
    const size_t first = changes->size();
    for (const Region& region : moves.regions) {
      if (trial_.bench().exhausted()) return;
      CaseCopy c = state_.given;
      Put(&c, moves.place, region, false);
      const interp::Knowledge near = trial_.Decide(c);
      if (!IsOther(near)) continue;
      Put(&c, moves.place, region, true);
      Region claimed = region;
      const bool steady = trial_.Decide(c) == near;
      std::optional<Region> within;
      if (IsComputedFrom(moves.place, steady)) {
        const std::vector<bool> at_far = RulesHolding(c);
        Put(&c, moves.place, region, false);
        if (!OtherRules(c)) continue;
        if (!steady && RulesHolding(c) == at_far) within = region;
      }
      if (!steady) claimed = Point(moves.place, region);
      bool joined = false;
      for (size_t i = first; i < changes->size() && !joined && !within; ++i) {
        Region& known = (*changes)[i].settings[0].region;
        joined = (*changes)[i].result == near && !(*changes)[i].within && Adjoins(known, claimed) &&
                 Join(&known, claimed);
      }
      if (joined) continue;
      // One nearest change per outcome and side.
      const bool farther = std::any_of(
          changes->begin() + static_cast<std::ptrdiff_t>(first), changes->end(), [&](const Change& c) {
            return c.result == near && SameSide(moves.place, c.settings[0].region, claimed);
          });
      if (!farther) changes->push_back({{{moves.place, claimed}}, near, within});
    }
  }

  // A date or an amount the result is counted from: another one gives another result without telling
  // anything, unless other rules hold then.
  bool IsComputedFrom(const Place& place, bool steady) const {
    const ir::TypeKind fact = FactOf(place).type.kind,
                       result = slice_.program.decisions[slice_.decision].type.kind;
    if (result != ir::TypeKind::kDate && result != ir::TypeKind::kInt) return false;
    if (fact == ir::TypeKind::kDate && result == ir::TypeKind::kDate) return true;
    return !steady && (fact == ir::TypeKind::kDate || fact == ir::TypeKind::kInt);
  }
  std::vector<bool> RulesHolding(CaseCopy c) {
    interp::ApplyPresumptions(slice_.program, state_.layout, c.row(), state_.calendar);
    const std::unique_ptr<interp::Evaluator> evaluator = trial_.bench().Run(c);
    std::vector<bool> holding;
    for (ir::RuleId rule : slice_.program.rules.ids()) holding.push_back(evaluator->Applies(rule).must);
    return holding;
  }
  bool OtherRules(const CaseCopy& c) {
    if (holding_.empty()) holding_ = RulesHolding(state_.given);
    return RulesHolding(c) != holding_;
  }

  Region Point(const Place& place, Region region) const {
    if (region.mask != 0) {
      region.mask = region.mask & ~(region.mask - 1);
    } else {
      region.lo = region.hi =
          ValueIn(region, FactOf(place), PresentValue(place), false, state_.program.texts.size());
    }
    return region;
  }
  static bool Adjoins(const Region& a, const Region& b) {
    if (a.mask != 0 || b.mask != 0) return true;
    if (a.other_text || b.other_text) return false;
    return (a.hi != INT64_MAX && a.hi + 1 == b.lo) || (b.hi != INT64_MAX && b.hi + 1 == a.lo);
  }
  static bool Join(Region* a, const Region& b) {
    a->mask |= b.mask;
    a->lo = std::min(a->lo, b.lo);
    a->hi = std::max(a->hi, b.hi);
    return true;
  }
  bool SameSide(const Place& place, const Region& a, const Region& b) const {
    const ir::TypeKind kind = FactOf(place).type.kind;
    if (kind != ir::TypeKind::kInt && kind != ir::TypeKind::kDate) return false;
    return (a.hi < PresentValue(place)) == (b.hi < PresentValue(place));
  }

  // A known fact together with any other, which may be one that does not apply yet or is not known.
  void TryPairs(std::vector<Change>* changes) {
    for (const Moves& one : moves_) {
      if (!one.changeable) continue;
      for (const Moves& other : moves_) {
        if (&other == &one || (other.changeable && other.place < one.place)) continue;
        for (const Region& region : one.regions) {
          for (const Region& second : other.regions) {
            if (changes->size() >= 2 * kMaxChanges || trial_.bench().exhausted()) return;
            TryPair(one.place, region, other.place, second, changes);
          }
        }
      }
    }
  }
  void TryPair(const Place& place, const Region& region, const Place& other, const Region& second,
               std::vector<Change>* changes) {
    CaseCopy c = state_.given;
    Put(&c, place, region, false);
    Put(&c, other, second, false);
    const interp::Knowledge near = trial_.Decide(c);
    if (!IsOther(near)) return;
    const CaseCopy nearest = c;
    bool whole = true;
    for (int corner = 1; corner < 4 && whole; ++corner) {
      Put(&c, place, region, corner & 1);
      Put(&c, other, second, corner & 2);
      whole = trial_.Decide(c) == near;
    }
    if ((IsComputedFrom(place, whole) || IsComputedFrom(other, whole)) && !OtherRules(nearest)) return;
    Change change{
        {{place, whole ? region : Point(place, region)}, {other, whole ? second : Point(other, second)}},
        near,
        std::nullopt};
    for (Change& known : *changes) {  // the same first setting and outcome, the second one continued
      if (known.result == near && known.settings[0].place == place &&
          known.settings[0].region == change.settings[0].region && known.settings[1].place == other &&
          Adjoins(known.settings[1].region, change.settings[1].region)) {
        Join(&known.settings[1].region, change.settings[1].region);
        return;
      }
    }
    changes->push_back(std::move(change));
  }

  // Pairs that differ in where the first fact lies only, side by side.
  void JoinPairs(std::vector<Change>* changes) const {
    for (size_t i = 0; i < changes->size(); ++i) {
      for (size_t j = i + 1; j < changes->size();) {
        Change &a = (*changes)[i], &b = (*changes)[j];
        const bool same = a.result == b.result && a.settings[0].place == b.settings[0].place &&
                          a.settings[1].place == b.settings[1].place &&
                          a.settings[1].region == b.settings[1].region &&
                          Adjoins(a.settings[0].region, b.settings[0].region);
        if (!same) {
          ++j;
          continue;
        }
        Join(&a.settings[0].region, b.settings[0].region);
        changes->erase(changes->begin() + static_cast<std::ptrdiff_t>(j));
        j = i + 1;
      }
    }
  }

  const Explainer::State& state_;
  const Slice& slice_;
  const interp::Knowledge now_;
  Trial trial_;
  RegionTable regions_;
  CaseCopy scratch_;
  std::vector<Moves> moves_;
  std::vector<bool> holding_;  // the rules of the slice, as the case is
};

}  // namespace

std::vector<Change> Explainer::FindChanges(ir::DecisionId decision, bool* all) const {
  *all = true;
  if (!IsDetermined(decision)) return {};
  return ChangeSearch(*state_, state_->SliceOf(decision), ValueOf(decision)).Run(all);
}

interp::Knowledge ValueAfter(const Input& input, ir::DecisionId decision,
                             const std::vector<Setting>& settings, bool far) {
  CaseCopy c(*input.layout, input.row);
  const CaseCopy before = c;
  for (const interp::Presumed& one : input.presumed)
    c.Forget({one.fact, input.program->facts[one.fact].list, one.element});
  for (const Setting& setting : settings) {
    const ir::Fact& fact = input.program->facts[setting.place.fact];
    const int64_t present = before.IsKnown(setting.place) ? before.ValueOf(setting.place) : fact.range.lo;
    c.Set(setting.place, ValueIn(setting.region, fact, present, far, input.program->texts.size()));
  }
  interp::ApplyPresumptions(*input.program, *input.layout, c.row(), *input.calendar);
  return interp::Evaluator(*input.program, *input.layout, {c.row(), input.calendar}).DecisionValue(decision);
}

}  // namespace guiju::trace
