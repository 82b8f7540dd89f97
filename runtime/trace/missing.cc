// What to ask. The decision as a function of the unknown places is explored as a decision diagram over their
// regions: a branch ends where the interpreter is certain, equal situations are merged, and a place is
// essential exactly when the reduced diagram still branches on it.
#include "runtime/trace/missing.h"

#include <algorithm>
#include <map>
#include <set>

#include "runtime/trace/residue.h"

namespace guiju::trace {
namespace {

class Diagram {
 public:
  Diagram(Bench* bench, const RegionTable& regions, std::vector<Place> places, CaseCopy* c)
      : bench_(*bench), regions_(regions), places_(std::move(places)), case_(*c) {}

  // False when the budget ran out. Afterwards `essential` tells which places the answer depends on, and
  // `possible` what the ends of the diagram can give together.
  bool Run(std::vector<bool>* essential, interp::Knowledge* possible) {
    const int root = Build(0);
    if (overflow_) return false;
    essential->assign(places_.size(), false);
    std::vector<int> open{root};
    std::vector<bool> seen(nodes_.size());
    joined_ = false;
    while (!open.empty()) {
      const int at = open.back();
      open.pop_back();
      if (seen[static_cast<size_t>(at)]) continue;
      seen[static_cast<size_t>(at)] = true;
      const Node& node = nodes_[static_cast<size_t>(at)];
      if (node.place < 0) {
        Join(leaf_values_.at(at), possible);
        continue;
      }
      (*essential)[static_cast<size_t>(node.place)] = true;
      open.insert(open.end(), node.children.begin(), node.children.end());
    }
    return true;
  }

 private:
  struct Node {
    int place = -1;  // -1: leaf
    std::vector<int> children;
    std::vector<std::pair<int64_t, int64_t>> bounds;  // of numeric regions, those with the same child joined
    friend auto operator<=>(const Node&, const Node&) = default;
  };
  int Leaf(const interp::Knowledge& k) {
    std::string key;
    AppendKnowledge(k, &key);
    const auto [it, added] = leaves_.emplace(std::move(key), static_cast<int>(nodes_.size()));
    if (added) {
      leaf_values_.emplace(it->second, k);
      nodes_.emplace_back();
    }
    return it->second;
  }
  void Join(const interp::Knowledge& k, interp::Knowledge* all) {
    if (!joined_) *all = k;
    joined_ = true;
    switch (bench_.slice.program.decisions[bench_.slice.decision].type.kind) {
      case ir::TypeKind::kBool:
      case ir::TypeKind::kEnum:
        all->set |= k.set;
        return;
      case ir::TypeKind::kInt:
      case ir::TypeKind::kDate:
        all->lo = std::min(all->lo, k.lo);
        all->hi = std::max(all->hi, k.hi);
        return;
      case ir::TypeKind::kSet:
        all->lo &= k.lo;
        all->hi |= k.hi;
        return;
      case ir::TypeKind::kText:
        if (all->lo != k.lo || k.top) *all = {0, 0, 0, true};
        return;
    }
  }

  // A region in which a comparison with other unknown places stays open is not of one kind: what it can do
  // shows at its two ends, as comparisons rise or fall with the value.
  std::vector<Region> BranchesOf(const Place& place) {
    std::vector<Region> regions = regions_.RegionsOf(place, &bench_, &case_);
    if (!place.fact || !regions_.IsCross(place.fact)) return regions;
    std::vector<Region> branches;
    for (const Region& region : regions) {
      if (region.mask != 0 || region.other_text || region.lo >= region.hi) {
        branches.push_back(region);
        continue;
      }
      branches.push_back({region.lo, region.lo, 0, false});
      branches.push_back({region.lo + 1, region.hi, 0, false});
    }
    return branches;
  }

  int Build(size_t at) {
    if (overflow_ || bench_.exhausted()) {
      overflow_ = true;
      return Leaf({});
    }
    const auto evaluator = bench_.Run(case_);
    const interp::Knowledge value = evaluator->DecisionValue(bench_.slice.decision);
    if (interp::IsExact(bench_.slice.program.decisions[bench_.slice.decision].type, value))
      return Leaf(value);
    while (at < places_.size() && IsSettled(bench_.slice, *evaluator, places_[at])) ++at;
    if (at == places_.size()) return Leaf(value);
    std::string key(reinterpret_cast<const char*>(&at), sizeof(at));
    AppendResidue(bench_.slice, *evaluator, case_, &key);
    if (const auto known = memo_.find(key); known != memo_.end()) return known->second;
    Node node;
    node.place = static_cast<int>(at);
    const Place& place = places_[at];
    for (const Region& region : BranchesOf(place)) {
      if (place.fact) {
        // The upper end: of a region cut in two by BranchesOf, it and the single value below are both ends.
        const ir::Fact& fact = bench_.slice.program.facts[place.fact];
        case_.Set(place, ValueIn(region, fact, region.lo, true, bench_.slice.program.texts.size()));
      } else {
        case_.Set(place, static_cast<int64_t>(region.mask));
      }
      const int child = Build(at + 1);
      // Where the cuts lie can depend on what was assigned before; joined, equal functions have equal nodes.
      const bool continues = region.mask == 0 && !node.bounds.empty() && node.children.back() == child &&
                             !region.other_text && node.bounds.back().second + 1 == region.lo;
      if (continues) {
        node.bounds.back().second = region.hi;
        continue;
      }
      node.children.push_back(child);
      if (region.mask == 0) node.bounds.push_back({region.lo, region.hi});
    }
    case_.Forget(place);
    const bool same = std::all_of(node.children.begin(), node.children.end(),
                                  [&](int child) { return child == node.children[0]; });
    int result = node.children[0];
    if (!same) {
      const auto [it, added] = unique_.emplace(node, static_cast<int>(nodes_.size()));
      if (added) nodes_.push_back(node);
      result = it->second;
    }
    memo_.emplace(key, result);
    return result;
  }

  Bench& bench_;
  const RegionTable& regions_;
  std::vector<Place> places_;
  CaseCopy& case_;
  std::vector<Node> nodes_;
  std::map<std::string, int> leaves_, memo_;
  std::map<int, interp::Knowledge> leaf_values_;
  bool joined_ = false;
  std::map<Node, int> unique_;
  bool overflow_ = false;
};

// Answers to single questions, tried one at a time.
class Answers {
 public:
  struct Option {
    Region region;
    interp::Knowledge result;
    bool exact = false;
  };

  Answers(Bench* bench, const RegionTable& regions, CaseCopy* c)
      : bench_(*bench), regions_(regions), case_(*c) {}

  std::vector<Option> OptionsOf(const Place& place) {
    std::vector<Option> options;
    if (!place.fact) return options;  // that a list is complete is no answer to give beforehand
    for (const Region& region : regions_.RegionsOf(place, &bench_, &case_)) {
      Option option{region, With(place, region, false), false};
      // Of a place that shows through the result, single values say nothing of its regions.
      option.exact = !regions_.IsNumericResult(place.fact) && Exact(option.result) &&
                     With(place, region, true) == option.result;
      options.push_back(option);
    }
    case_.Forget(place);
    return options;
  }
  interp::Knowledge With(const Place& place, const Region& region, bool far) {
    Put(place, region, far);
    return bench_.Run(case_)->DecisionValue(bench_.slice.decision);
  }
  void Put(const Place& place, const Region& region, bool far) {
    const ir::Fact& fact = bench_.slice.program.facts[place.fact];
    case_.Set(place, ValueIn(region, fact, fact.range.lo, far, bench_.slice.program.texts.size()));
  }
  bool Exact(const interp::Knowledge& k) const {
    return interp::IsExact(bench_.slice.program.decisions[bench_.slice.decision].type, k);
  }
  void Forget(const Place& place) { case_.Forget(place); }

  // Joins `region` to the last setting when it continues it.
  static bool Join(Region* last, const Region& region) {
    if (last->mask != 0) {
      last->mask |= region.mask;
      return true;
    }
    if (last->other_text || region.other_text || last->hi + 1 != region.lo || last->hi == INT64_MAX)
      return false;
    last->hi = region.hi;
    return true;
  }

 private:
  Bench& bench_;
  const RegionTable& regions_;
  CaseCopy& case_;
};

struct Asked {
  Place place;
  std::vector<Answers::Option> options;
  size_t decisive = 0;
};

std::vector<Decisive> Singles(const std::vector<Asked>& asked) {
  std::vector<Decisive> found;
  for (const Asked& one : asked) {
    size_t first = found.size();
    for (const Answers::Option& option : one.options) {
      if (!option.exact) continue;
      bool joined = false;
      for (size_t i = first; i < found.size() && !joined; ++i) {
        joined = found[i].result == option.result && Answers::Join(&found[i].given[0].region, option.region);
      }
      if (!joined) found.push_back({{{one.place, option.region}}, option.result});
    }
  }
  return found;
}

std::vector<Decisive> Pairs(const std::vector<Asked>& asked, Answers* answers, Bench* bench) {
  std::vector<Decisive> found;
  for (size_t i = 0; i < asked.size(); ++i) {
    for (size_t j = i + 1; j < asked.size(); ++j) {
      for (const Answers::Option& first : asked[i].options) {
        if (first.exact) continue;
        for (const Answers::Option& second : asked[j].options) {
          if (second.exact) continue;
          if (found.size() >= 3 || bench->exhausted()) return found;
          bool holds = true;
          std::optional<interp::Knowledge> result;
          for (bool far : {false, true}) {
            for (bool other_far : {false, true}) {
              answers->Put(asked[i].place, first.region, far);
              const interp::Knowledge value = answers->With(asked[j].place, second.region, other_far);
              holds = holds && answers->Exact(value) && (!result || *result == value);
              result = value;
              if (!holds) break;
            }
            if (!holds) break;
          }
          answers->Forget(asked[i].place);
          answers->Forget(asked[j].place);
          if (holds)
            found.push_back({{{asked[i].place, first.region}, {asked[j].place, second.region}}, *result});
        }
      }
    }
  }
  return found;
}

// Facts compared with each other have no regions of their own; the diagram has seen each comparison both
// ways, but not every mixture of several comparisons of the same facts.
bool IsApproximate(const RegionTable& regions, const std::vector<Place>& unknown) {
  size_t crossing = 0;
  for (const CrossAtom& atom : regions.cross_atoms()) {
    size_t open = 0;
    for (const Place& place : unknown) {
      open += place.fact && std::find(atom.facts.begin(), atom.facts.end(), place.fact) != atom.facts.end();
    }
    crossing += open >= 2;
  }
  for (const Place& place : unknown) {  // sampled at points that depend on the others
    if (place.fact && regions.IsCross(place.fact) && regions.IsNumericResult(place.fact)) return true;
  }
  return crossing >= 2 || regions.is_simplified();
}

// Of a value computed from an open place the diagram has seen samples, not all values.
bool IsSampled(const RegionTable& regions, const std::vector<Place>& unknown) {
  return std::any_of(unknown.begin(), unknown.end(),
                     [&](const Place& place) { return place.fact && regions.IsNumericResult(place.fact); });
}

// One arbitrary day among thousands "settles" a date counted from it: no answer worth naming.
void DropSingleDays(const ir::Program& program, std::vector<Decisive>* decisive) {
  std::erase_if(*decisive, [&](const Decisive& one) {
    return std::any_of(one.given.begin(), one.given.end(), [&](const Setting& setting) {
      return setting.place.fact && setting.region.mask == 0 && setting.region.lo == setting.region.hi &&
             program.facts[setting.place.fact].type.kind == ir::TypeKind::kDate;
    });
  });
}

}  // namespace

Missing MissingOf(const Explainer::State& state, const Slice& slice, const interp::Knowledge& rails) {
  Missing missing;
  missing.possible = rails;
  const RegionTable regions(slice);
  CaseCopy c = state.full;
  std::vector<Place> unknown;
  Bench bench{slice, state.layout, state.calendar, kNodeBudget};
  {
    const auto evaluator = bench.Run(c);
    for (const Place& place : PlacesOf(slice, c)) {
      if (!c.IsKnown(place) && !IsSettled(slice, *evaluator, place)) unknown.push_back(place);
    }
  }
  std::vector<bool> essential;
  interp::Knowledge seen = rails;
  if (!Diagram(&bench, regions, unknown, &c).Run(&essential, &seen)) {
    missing.minimal = false;
    essential.assign(unknown.size(), true);
    c = state.full;
  } else if (IsApproximate(regions, unknown)) {
    missing.minimal = false;
    essential.assign(unknown.size(), true);
  } else if (!IsSampled(regions, unknown)) {
    missing.possible = seen;
  }
  missing.nodes = bench.spent;
  Bench second{slice, state.layout, state.calendar, kNodeBudget};
  Answers answers(&second, regions, &c);
  std::vector<Asked> asked;
  for (size_t i = 0; i < unknown.size(); ++i) {
    if (!essential[i]) continue;
    Asked one{unknown[i], {}, 0};
    if (!second.exhausted()) one.options = answers.OptionsOf(one.place);
    for (const Answers::Option& option : one.options) one.decisive += option.exact;
    asked.push_back(std::move(one));
  }
  // A share of decisive regions, compared by cross multiplication.
  std::stable_sort(asked.begin(), asked.end(), [](const Asked& a, const Asked& b) {
    return a.decisive * std::max<size_t>(1, b.options.size()) >
           b.decisive * std::max<size_t>(1, a.options.size());
  });
  missing.decisive = Singles(asked);
  if (missing.decisive.empty()) missing.decisive = Pairs(asked, &answers, &second);
  if (slice.program.decisions[slice.decision].type.kind == ir::TypeKind::kDate)
    DropSingleDays(state.program, &missing.decisive);
  if (missing.decisive.size() > 3) missing.decisive.resize(3);
  missing.nodes += second.spent;
  for (const Asked& one : asked) missing.ask.push_back(one.place);
  return missing;
}

Missing Explainer::FindMissing(ir::DecisionId decision) const {
  if (IsDetermined(decision)) {
    Missing none;
    none.possible = ValueOf(decision);
    return none;
  }
  Missing missing =
      MissingOf(*state_, CutResidual(state_->program, decision, state_->evaluator), ValueOf(decision));
  missing.uncounted = IsUncounted(decision);
  missing.notices = FindNotices(decision);
  return missing;
}

}  // namespace guiju::trace
