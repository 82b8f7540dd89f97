#include "tests/differential/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "tests/differential/builder.h"

namespace guiju::differential {
namespace {

using ir::ExprId;
using ir::TypeKind;

class ProgramGenerator {
 public:
  ProgramGenerator(uint64_t seed, const ProgramSize& size)
      : random_(seed), size_(size), builder_(&program_, &random_, size_) {}

  ir::Program Run() {
    MakeEnums();
    if (size_.values) {
      for (const char* text : {"甲", "乙", "丙"}) program_.texts.push_back(text);
    }
    MakeLists();
    MakeFacts();
    MakePresumptions();
    for (int i = 0; i < size_.decisions; ++i) MakeDecision(i);
    return std::move(program_);
  }

 private:
  void MakeEnums() {
    const int64_t count = random_.Within(1, 3);
    for (int64_t i = 0; i < count; ++i) {
      static constexpr int64_t kSizes[] = {2, 3, 3, 5, 8, 17, 64, 1};
      const int64_t values = size_.tiny ? random_.Within(2, 3) : kSizes[random_.Below(8)];
      ir::Enum made;
      made.name = {fmt::format("枚举{}", i), fmt::format("enum{}", i)};
      for (int64_t v = 0; v < values; ++v)
        made.values.push_back({fmt::format("值{}", v), fmt::format("v{}", v)});
      made.ordered = random_.Chance(50);
      program_.enums.Add(std::move(made));
    }
  }

  void MakeLists() {
    if (!size_.lists) return;
    const int64_t count = random_.Within(1, size_.tiny ? 1 : 2);
    for (int64_t i = 0; i < count; ++i) {
      ir::List list;
      list.name = {fmt::format("清单{}", i), ""};
      list.max_size = size_.tiny ? 2 : random_.Chance(50) ? 6 : 10000;
      program_.lists.Add(std::move(list));
    }
  }

  ir::Type RandomType() {
    ir::Type type;
    const int64_t dice = random_.Below(100);
    if (dice < 22) {
      type.kind = TypeKind::kBool;
    } else if (dice < 45) {
      type.kind = TypeKind::kEnum;
    } else if (dice < 78 || !size_.values) {
      type.kind = TypeKind::kInt;
    } else if (dice < 90) {
      type.kind = size_.dates ? TypeKind::kDate : TypeKind::kInt;
    } else if (dice < 95) {
      type.kind = TypeKind::kText;
    } else {
      type.kind = TypeKind::kSet;
    }
    if (type.kind == TypeKind::kEnum || type.kind == TypeKind::kSet) {
      type.enumeration =
          ir::EnumId(static_cast<int32_t>(random_.Below(static_cast<int64_t>(program_.enums.size()))));
    }
    return type;
  }

  ir::Range RandomRange(const ir::Type& type) {
    switch (type.kind) {
      case TypeKind::kBool:
        return {0, 1};
      case TypeKind::kEnum:
        return {0, builder_.Values(type.enumeration) - 1};
      case TypeKind::kDate: {
        const int64_t lo = random_.Within(18262, 20000);
        return {lo, lo + (size_.tiny ? 2 : random_.Within(0, 1200))};
      }
      case TypeKind::kInt: {
        if (size_.tiny) {
          const int64_t lo = random_.Within(-1, 1);
          return {lo, lo + random_.Within(1, 2)};
        }
        static constexpr int64_t kTops[] = {1, 10, 60, 400, 100000, int64_t{1} << 33, 100000000000000};
        const int64_t top = kTops[random_.Below(7)];
        return {random_.Chance(20) ? -top : 0, top};
      }
      case TypeKind::kText:
      case TypeKind::kSet:
        return {};
    }
    return {};
  }

  void MakeFacts() {
    const auto lists = static_cast<int64_t>(program_.lists.size());
    const int fields = lists == 0 ? 0 : static_cast<int>(lists * random_.Within(1, size_.tiny ? 1 : 4));
    const int total = size_.facts + fields;
    for (int i = 0; i < total; ++i) {
      ir::Fact fact;
      fact.type = RandomType();
      // Interleaved, so that row order and fact order differ; every list gets a field.
      if (i < fields) fact.list = ir::ListId(static_cast<int32_t>(i % lists));
      fact.range = RandomRange(fact.type);
      fact.name = {fmt::format("事实{}", i), fmt::format("fact{}", i)};
      if (fact.type.kind == TypeKind::kDate && !fact.list && random_.Chance(40))
        fact.role = ir::FactRole::kAxis;
      if (random_.Chance(18)) MakeApplicable(i, &fact);
      const ir::ListId list = fact.list;
      const ir::FactId id = program_.facts.Add(std::move(fact));
      if (list) program_.lists[list].fields.push_back(id);
    }
  }

  void MakeApplicable(int index, ir::Fact* fact) {
    builder_.SetScope({index, 0, fact->list, random_.Chance(20)});
    fact->applies = builder_.Condition(1);
    fact->otherwise = RandomValue(fact->type, fact->range);
    // Outside the declared range on purpose: the value of a fact that does not apply need not be one it can
    // have.
    if (fact->type.kind == TypeKind::kInt && random_.Chance(20)) fact->otherwise = fact->range.lo - 1;
  }

  int64_t RandomValue(const ir::Type& type, const ir::Range& range) {
    switch (type.kind) {
      case TypeKind::kBool:
      case TypeKind::kEnum:
      case TypeKind::kInt:
      case TypeKind::kDate:
        return random_.Within(range.lo, range.hi);
      case TypeKind::kText:
        return random_.Below(static_cast<int64_t>(program_.texts.size()));
      case TypeKind::kSet:
        return static_cast<int64_t>(builder_.RandomSet(builder_.Values(type.enumeration)));
    }
    return 0;
  }

  void MakePresumptions() {
    const auto facts = static_cast<int32_t>(program_.facts.size());
    const int32_t first_presumed = facts - facts / 4;  // conditions read the facts before these only
    for (int32_t i = first_presumed; i < facts; ++i) {
      ir::Fact& fact = program_.facts[ir::FactId(i)];
      if (random_.Chance(20)) {
        fact.absent_is = RandomValue(fact.type, fact.range);
      } else if (random_.Chance(20)) {
        ir::Presumption presumption;
        presumption.fact = ir::FactId(i);
        presumption.value = RandomValue(fact.type, fact.range);
        if (random_.Chance(60)) {
          builder_.SetScope({first_presumed, 0, fact.list, false});
          presumption.when = builder_.Condition(1);
        }
        program_.presumptions.push_back(std::move(presumption));
      }
    }
  }

  ir::Type DecisionType() {
    ir::Type type;
    if (!program_.decisions.empty() && random_.Chance(35)) {  // so that superiors of the same type are common
      return program_
          .decisions[ir::DecisionId(
              static_cast<int32_t>(random_.Below(static_cast<int64_t>(program_.decisions.size()))))]
          .type;
    }
    if (size_.values && random_.Chance(55)) {
      const int64_t dice = random_.Below(100);
      type.kind = dice < 35                  ? TypeKind::kInt
                  : dice < 65                ? TypeKind::kEnum
                  : dice < 80 && size_.dates ? TypeKind::kDate
                                             : TypeKind::kSet;
    }
    if (type.kind == TypeKind::kEnum || type.kind == TypeKind::kSet) {
      type.enumeration =
          ir::EnumId(static_cast<int32_t>(random_.Below(static_cast<int64_t>(program_.enums.size()))));
    }
    return type;
  }

  void MakeDecision(int index) {
    builder_.SetScope({static_cast<int32_t>(program_.facts.size()), index, {}, true});
    ir::Decision decision;
    decision.name = {fmt::format("判定{}", index), fmt::format("decision{}", index)};
    decision.type = DecisionType();
    decision.greater_is_stricter = random_.Chance(60);
    decision.combine = RandomCombine(decision.type.kind);
    MakeParent(index, &decision);
    const ir::DecisionId id(index);
    const int share = std::max(1, size_.rules / size_.decisions);
    const auto cases = static_cast<int>(random_.Within(1, std::max(1, share + share / 2)));
    if (decision.combine == ir::Combine::kUnique) {
      MakeUniqueRules(id, cases, &decision);
    } else {
      for (int i = 0; i < cases; ++i) AddCase(id, builder_.Condition(size_.depth), &decision);
    }
    if (NeedsOtherwise(decision)) decision.otherwise = builder_.Value(decision.type, size_.depth - 1);
    if (decision.otherwise || decision.combine != ir::Combine::kUnique) AddExceptions(id, cases, &decision);
    FitRange(&decision);
    program_.decisions.Add(std::move(decision));
  }

  ir::Combine RandomCombine(TypeKind kind) {
    switch (kind) {
      case TypeKind::kBool:
        return ir::Combine::kAnyHolds;
      case TypeKind::kSet:
        return ir::Combine::kAll;
      case TypeKind::kInt:
      case TypeKind::kEnum:
      case TypeKind::kDate:
      case TypeKind::kText:
        break;
    }
    static constexpr ir::Combine kModes[] = {ir::Combine::kFirst, ir::Combine::kUnique,
                                             ir::Combine::kStrictest, ir::Combine::kMildest};
    return kModes[random_.Below(4)];
  }

  void MakeParent(int index, ir::Decision* decision) {
    if (!random_.Chance(50)) return;
    for (int i = index - 1; i >= 0; --i) {
      const ir::Decision& other = program_.decisions[ir::DecisionId(i)];
      if (other.type != decision->type || random_.Chance(30)) continue;
      decision->parent = ir::DecisionId(i);
      switch (decision->type.kind) {
        case TypeKind::kBool:
          decision->compose = random_.Chance(85) ? ir::Compose::kOr : ir::Compose::kReplace;
          return;
        case TypeKind::kSet:
          decision->compose = random_.Chance(85) ? ir::Compose::kUnion : ir::Compose::kNone;
          return;
        case TypeKind::kInt:
        case TypeKind::kEnum:
        case TypeKind::kDate:
        case TypeKind::kText:
          decision->compose = random_.Chance(50)   ? ir::Compose::kStrictest
                              : random_.Chance(60) ? ir::Compose::kMildest
                                                   : ir::Compose::kReplace;
          return;
      }
    }
  }

  bool NeedsOtherwise(const ir::Decision& decision) {
    if (decision.otherwise) return false;
    switch (decision.combine) {
      case ir::Combine::kAnyHolds:
      case ir::Combine::kAll:
      case ir::Combine::kUnique:
        return false;
      case ir::Combine::kFirst:
      case ir::Combine::kStrictest:
      case ir::Combine::kMildest:
        break;
    }
    const bool composes = decision.parent && decision.compose != ir::Compose::kReplace;
    return !composes || random_.Chance(50);
  }

  // Exclusive as the model would have proved them: a partition of an enumeration, or stretches of a number.
  void MakeUniqueRules(ir::DecisionId id, int cases, ir::Decision* decision) {
    const bool covers = random_.Chance(50);
    std::vector<ExprId> guards;
    if (random_.Chance(50)) {
      const ir::EnumId enumeration(
          static_cast<int32_t>(random_.Below(static_cast<int64_t>(program_.enums.size()))));
      const ExprId key = builder_.EnumValue(enumeration, 1);
      std::vector<uint64_t> parts(static_cast<size_t>(std::max(1, cases)));
      for (int64_t v = 0; v < builder_.Values(enumeration); ++v) {
        parts[static_cast<size_t>(random_.Below(static_cast<int64_t>(parts.size())))] |= uint64_t{1} << v;
      }
      for (uint64_t part : parts) guards.push_back(builder_.In(key, part));
    } else {
      const ExprId key = builder_.Number(1);
      const ir::Range range = builder_.RangeOf(key);
      std::vector<int64_t> cuts;
      for (int i = 1; i < cases; ++i) cuts.push_back(random_.Within(range.lo, range.hi));
      std::sort(cuts.begin(), cuts.end());
      for (size_t i = 0; i <= cuts.size(); ++i) {
        std::vector<ExprId> parts;
        if (i > 0) parts.push_back(builder_.AtLeast(key, cuts[i - 1]));
        if (i < cuts.size()) parts.push_back(builder_.Not(builder_.AtLeast(key, cuts[i])));
        guards.push_back(parts.empty() ? builder_.Bool(true)
                                       : builder_.Connective(ir::ExprKind::kAnd, parts));
      }
    }
    if (!covers) decision->otherwise = builder_.Value(decision->type, size_.depth - 1);
    for (ExprId guard : guards) {
      if (!covers && random_.Chance(40)) {
        guard = builder_.Connective(ir::ExprKind::kAnd, {guard, builder_.Condition(1)});
      }
      AddCase(id, guard, decision);
    }
  }

  void AddCase(ir::DecisionId id, ExprId guard, ir::Decision* decision) {
    ir::Rule rule;
    rule.decision = id;
    rule.guard = guard;
    if (decision->type.kind != TypeKind::kBool) rule.value = builder_.Value(decision->type, size_.depth - 1);
    AddRule(std::move(rule), decision);
  }

  // A tree: each attacks rules or exceptions before it. Some are overrides, which decide as well.
  void AddExceptions(ir::DecisionId id, int cases, ir::Decision* decision) {
    const int64_t count = random_.Chance(50) ? 0 : random_.Within(1, 1 + cases / 2);
    for (int64_t i = 0; i < count; ++i) {
      ir::Rule rule;
      rule.decision = id;
      rule.kind = ir::RuleKind::kException;
      if (random_.Chance(15) && decision->combine != ir::Combine::kUnique) {
        rule.kind = ir::RuleKind::kOverride;
        if (decision->type.kind != TypeKind::kBool)
          rule.value = builder_.Value(decision->type, size_.depth - 1);
      }
      const int64_t targets = random_.Chance(70) ? 1 : random_.Within(1, 3);
      for (int64_t t = 0; t < targets; ++t) {
        const ir::RuleId target = random_.Pick(decision->rules);
        if (std::find(rule.attacks.begin(), rule.attacks.end(), target) == rule.attacks.end())
          rule.attacks.push_back(target);
      }
      rule.guard = builder_.Condition(std::max(1, size_.depth - 1));
      AddRule(std::move(rule), decision);
    }
  }

  void AddRule(ir::Rule rule, ir::Decision* decision) {
    rule.name = {fmt::format("情形{}", program_.rules.size()), ""};
    rule.key = fmt::format("{}.{}", decision->name.en, program_.rules.size());
    decision->rules.push_back(program_.rules.Add(std::move(rule)));
  }

  void FitRange(ir::Decision* decision) {
    switch (decision->type.kind) {
      case TypeKind::kBool:
        decision->range = {0, 1};
        return;
      case TypeKind::kEnum:
        decision->range = {0, builder_.Values(decision->type.enumeration) - 1};
        return;
      case TypeKind::kText:
      case TypeKind::kSet:
        return;
      case TypeKind::kInt:
      case TypeKind::kDate:
        break;
    }
    std::vector<ir::Range> parts;
    if (decision->otherwise) parts.push_back(builder_.RangeOf(decision->otherwise));
    if (decision->parent) parts.push_back(program_.decisions[decision->parent].range);
    for (ir::RuleId rule : decision->rules) {
      if (program_.rules[rule].value) parts.push_back(builder_.RangeOf(program_.rules[rule].value));
    }
    decision->range = parts[0];
    for (const ir::Range& part : parts) {
      decision->range = {std::min(decision->range.lo, part.lo), std::max(decision->range.hi, part.hi)};
    }
  }

  Random random_;
  ProgramSize size_;
  ir::Program program_;
  Builder builder_;
};

}  // namespace

ProgramSize RandomSize(Random* random) {
  ProgramSize size;
  const int64_t dice = random->Below(100);
  size.rules = static_cast<int>(dice < 30   ? random->Within(1, 4)
                                : dice < 85 ? random->Within(5, 20)
                                            : random->Within(20, 100));
  size.facts = static_cast<int>(random->Within(1, dice < 30 ? 4 : 16));
  size.decisions = static_cast<int>(random->Within(1, dice < 30 ? 3 : 7));
  size.depth = static_cast<int>(random->Within(1, 3));
  size.lists = random->Chance(65);
  size.dates = random->Chance(60);
  size.values = random->Chance(75);
  return size;
}

ir::Program GenerateProgram(uint64_t seed, const ProgramSize& size) {
  ir::Program program = ProgramGenerator(seed, size).Run();
  const std::vector<std::string> problems = ir::Verify(program);
  for (const std::string& problem : problems) fmt::print(stderr, "seed {}: {}\n", seed, problem);
  GJ_CHECK(problems.empty());
  return program;
}

namespace {

std::string AwkwardText(Random* random) {
  static constexpr std::string_view kParts[] = {"第五十八条", "\"",  "\\", "\n",
                                                "\t",         "\r",  " ",  "=",
                                                "]",          "{ }", "a",  "〔2018〕118号",
                                                "|",          "..",  "e1", std::string_view("\0", 1),
                                                "\x7f"};
  std::string text;
  for (int64_t i = random->Below(6); i > 0; --i) text += kParts[random->Below(std::size(kParts))];
  return text;
}

}  // namespace

void Decorate(ir::Program* program, Random* random) {
  const auto text = [&] { return AwkwardText(random); };
  const auto maybe_date = [&]() -> std::optional<int64_t> {
    if (random->Chance(50)) return std::nullopt;
    return random->Within(-30000, 30000);
  };
  for (int i = 0; i < 3; ++i) {
    ir::Policy policy;
    policy.name = {text(), text()};
    policy.title = text();
    policy.is_example = random->Chance(50);
    policy.doc_no = text();
    policy.issued = maybe_date();
    policy.effective = maybe_date();
    policy.repealed = maybe_date();
    if (i > 0) policy.superior = ir::PolicyId(i - 1);
    program->policies.Add(policy);
    ir::LegalSource source;
    source.name = {text(), text()};
    source.rank = static_cast<ir::Rank>(random->Below(9));
    source.issued = maybe_date();
    source.admits = {ir::Rank::kLaw, ir::Rank::kInternal};
    source.doubt = text();
    program->sources.Add(source);
    ir::Cite cite;
    cite.source = ir::SourceId(i);
    cite.article = static_cast<int16_t>(random->Below(300));
    cite.item = static_cast<int16_t>(random->Below(3));
    cite.text = text();
    program->cites.Add(cite);
    program->origins.Add({ir::PolicyId(i), text(), static_cast<uint32_t>(random->Below(9999)), 3});
    program->closure.push_back({text(), text()});
    ir::Figure figure;
    figure.name = {text(), text()};
    figure.kind = static_cast<ir::FigureKind>(random->Below(3));
    figure.type.kind = ir::TypeKind::kInt;
    figure.type.dim = "money";
    figure.type.scale = 4;
    figure.basis = {ir::CiteId(i)};
    figure.written = text();
    program->figures.Add(std::move(figure));
    ir::Footing footing;
    footing.figure = ir::FigureId(i);
    footing.basis = {ir::CiteId(0)};
    if (i > 0) footing.yes = ir::FootingId(i - 1);
    program->footings.Add(std::move(footing));
    ir::Doubt& doubt = program->doubts.emplace_back();
    doubt.quote = text();
    doubt.reason = text();
    doubt.basis = {ir::CiteId(i)};
  }
  program->main = ir::PolicyId(2);
  for (int i = 0; i < 8 && !program->exprs.empty(); ++i) {
    ir::Use use;
    use.kind = static_cast<ir::UseKind>(random->Below(7));
    use.expr = ir::ExprId(static_cast<int32_t>(random->Below(static_cast<int64_t>(program->exprs.size()))));
    if (random->Chance(50)) use.bound_expr = ir::ExprId(0);
    use.text = text();
    use.bound = text();
    use.origin = ir::OriginId(0);
    if (i > 0) use.children.push_back(ir::UseId(i - 1));
    if (random->Chance(50)) use.footings = {ir::FootingId(i % 3), ir::FootingId(0)};
    program->uses.Add(use);
  }
  ir::Example example;
  example.title = text();
  example.case_json = "{\"a\": \"" + text() + "\"}\n";
  for (ir::DecisionId id : program->decisions.ids()) {
    ir::Expectation expectation{id, random->Chance(50), random->Within(-9, 9), {text(), text()}, {}};
    if (!program->facts.empty()) expectation.ask.push_back(ir::FactId(0));
    example.expected.push_back(expectation);
  }
  program->examples.push_back(example);
}

}  // namespace guiju::differential
