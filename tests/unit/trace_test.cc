// A small policy explained as a person would read it. Soundness on generated programs:
// tests/differential/trace_test.cc.
#include "runtime/trace/trace.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "runtime/trace/figures.h"
#include "runtime/trace/render.h"
#include "tests/unit/program_builder.h"

namespace guiju::trace {
namespace {

using testing::ProgramBuilder;

// 法制审核范围: 公共利益, 疑难复杂, 较大罚款 (任一当事人拟罚款达到1万元, 例外: 国家秘密). 拟罚款 applies to
// penalties only.
class Review : public ::testing::Test {
 protected:
  Review() {
    ir::Program& p = b_.program();
    act_ = b_.Enum(3);
    p.enums[act_].values = {{"行政许可", "licence"}, {"行政处罚", "penalty"}, {"行政检查", "inspection"}};
    kind_ = Name(b_.Choice(act_), "执法类别", "act");
    interest_ = Name(b_.Bool(), "涉及重大公共利益", "major_public_interest");
    complex_ = Name(b_.Bool(), "疑难复杂", "complex");
    p.facts[complex_].question = "案情是否疑难复杂？";
    p.facts[complex_].role = ir::FactRole::kFinding;
    p.facts[complex_].finders = {"承办机构"};
    p.facts[complex_].raisers = {"法制审核人员", "负责人"};
    secret_ = Name(b_.Bool(), "国家秘密", "state_secret");
    p.facts[secret_].absent_is = 0;
    ir::List list;
    list.name = {"当事人", "parties"};
    parties_ = p.lists.Add(list);
    ir::Type money = ProgramBuilder::Type(ir::TypeKind::kInt);
    money.dim = "money";
    fine_ = Name(b_.FactOf(money, {0, 100'000'000'000}, parties_), "当事人.拟罚款", "parties.fine");
    p.lists[parties_].fields = {fine_};
    p.facts[fine_].applies = b_.In(b_.Value(kind_), 2);

    ir::LegalSource source;
    source.name = {"办法", "rules"};
    source.title = "示范县重大执法决定法制审核办法";
    source.doubt = "示例，不是法律";
    ir::Cite cite;
    cite.source = p.sources.Add(source);
    cite.article = 3;
    cite.text = "第三条";
    const ir::CiteId third = p.cites.Add(cite);

    const ir::ExprId heavy = b_.AtLeast(b_.Value(fine_), 1'000'000);
    const ir::ExprId some = b_.Over(ir::ExprKind::kAny, parties_, heavy, {});
    review_ = b_.Holds({b_.Value(interest_), b_.Value(complex_), some});
    p.decisions[review_].name = {"法制审核范围", "review_scope"};
    p.decisions[review_].act_on = ir::ActOn::kValue;
    p.decisions[review_].act_value = 1;
    const auto rules = p.decisions[review_].rules;
    SetRule(rules[0], "公共利益", "public_interest", Atom(b_.Value(interest_), "涉及重大公共利益"));
    SetRule(rules[1], "复杂案件", "complex_case", Atom(b_.Value(complex_), "疑难复杂"));
    ir::Use quantified;
    quantified.kind = ir::UseKind::kQuantified;
    quantified.expr = some;
    quantified.text = "任一 甲 属于 当事人: 甲.拟罚款 达到 罚款线";
    ir::Use compared;
    compared.expr = heavy;
    compared.text = "甲.拟罚款 达到 罚款线";
    compared.subject = "甲.拟罚款";
    compared.subject_expr = b_.Value(fine_);
    compared.bound = "罚款线";
    compared.bound_expr = b_.Constant(money, 1'000'000);
    quantified.children = {p.uses.Add(compared)};
    SetRule(rules[2], "较大罚款", "heavy_fine", p.uses.Add(quantified));
    p.rules[rules[2]].basis = {third};
    const ir::RuleId exception = b_.Except(review_, b_.Value(secret_), {rules[2]});
    SetRule(exception, "涉密", "secret", Atom(b_.Value(secret_), "国家秘密"));
    layout_ = abi::LayoutOf(p);
    row_.resize(layout_.row.size);
    calendar_ = *value::Calendar::Builtin(std::nullopt, "");
    Parties({}, true);
  }

  ir::FactId Name(ir::FactId fact, const char* zh, const char* en) {
    b_.program().facts[fact].name = {zh, en};
    return fact;
  }
  ir::UseId Atom(ir::ExprId expr, const char* text) {
    ir::Use use;
    use.expr = expr;
    use.text = text;
    use.subject = text;
    use.subject_expr = expr;
    return b_.program().uses.Add(use);
  }
  void SetRule(ir::RuleId id, const char* zh, const char* en, ir::UseId use) {
    b_.program().rules[id].name = {zh, en};
    b_.program().rules[id].guard_use = use;
  }
  void Set(ir::FactId fact, int64_t value) {
    abi::Store(row_.data(), layout_.fields[static_cast<size_t>(fact.index)], value);
  }
  // Fines in 分; -1: not known.
  void Parties(const std::vector<int64_t>& fines, bool open) {
    const uint32_t size = layout_.elements[0].size;
    elements_.assign(fines.size() * size, std::byte{0});
    for (size_t i = 0; i < fines.size(); ++i) {
      if (fines[i] >= 0)
        abi::Store(elements_.data() + i * size, layout_.fields[static_cast<size_t>(fine_.index)], fines[i]);
    }
    const abi::ListView view{elements_.data(), static_cast<uint32_t>(fines.size()), open ? 1u : 0u};
    std::memcpy(row_.data() + layout_.list_offsets[0], &view, sizeof(view));
  }
  Input Case() {
    full_ = row_;
    const auto presumed = interp::ApplyPresumptions(b_.program(), layout_, full_.data(), *calendar_);
    return {&b_.program(), &layout_, full_.data(), presumed, calendar_.get()};
  }
  std::string Text(bool chinese = true) {
    return ExplainText(Explainer(Case()), {review_}, {chinese, nullptr, true});
  }

  ProgramBuilder b_;
  ir::EnumId act_;
  ir::ListId parties_;
  ir::FactId kind_, interest_, complex_, secret_, fine_;
  ir::DecisionId review_;
  abi::Layout layout_;
  std::vector<std::byte> row_, full_, elements_;
  std::shared_ptr<const value::Calendar> calendar_;
};

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_F(Review, HeavyFineIsExplained) {
  Set(kind_, 1);
  Set(interest_, 0);
  Set(complex_, 0);
  Parties({500'000, 1'000'000}, false);
  const std::string zh = Text();
  for (const char* part :
       {"法制审核范围：是", "情形“较大罚款”成立",
        "《示范县重大执法决定法制审核办法》第三条〔规范性文件〕（存疑：示例，不是法律）",
        "第2个当事人的拟罚款为1万元，罚款线为1万元", "例外“涉密”不适用：国家秘密为否（未记载，推定）",
        "○ 情形“公共利益”：涉及重大公共利益为否", "· 第2个当事人的拟罚款 不满1万元 → 否",
        "· 执法类别 为行政许可或行政检查 → 否", "· 国家秘密 为是 → 否"}) {
    EXPECT_TRUE(Has(zh, part)) << part << "\n" << zh;
  }
  EXPECT_FALSE(Has(zh, "第1个当事人")) << zh;  // the other party decides nothing
  const std::string en = Text(false);
  for (const char* part : {"review_scope: yes", "rule \"heavy_fine\" holds", "parties[2].fine is 10000 yuan",
                           "parties[2].fine less than 10000 yuan → no"}) {
    EXPECT_TRUE(Has(en, part)) << part << "\n" << en;
  }
}

TEST_F(Review, TheFigureComparedWithIsCited) {
  ir::Program& p = b_.program();
  ir::LegalSource hearing;
  hearing.name = {"听证办法", "hearing_rules"};
  hearing.title = "示范听证办法";
  hearing.doubt = "数额未核对";
  ir::Cite cite;
  cite.source = p.sources.Add(hearing);
  cite.text = "第五条";
  ir::Figure figure;
  figure.name = {"罚款线", "fine_line"};
  ir::Footing line;
  line.figure = p.figures.Add(figure);
  line.basis = {p.cites.Add(cite)};
  cite.text = "第六条";
  ir::Footing raised = line, choice = line, standard = line;  // a row for fines from 5万元 on, and the rest
  raised.basis = {p.cites.Add(cite)};
  cite.text = "第七条";
  standard.basis = {p.cites.Add(cite)};
  choice.basis = {};
  choice.when = b_.AtLeast(b_.Value(fine_), 5'000'000);
  choice.yes = p.footings.Add(raised);
  choice.no = p.footings.Add(standard);
  line.yes = p.footings.Add(choice);
  const ir::UseId any_fine = p.rules[p.decisions[review_].rules[2]].guard_use;
  p.uses[p.uses[any_fine].children[0]].footings = {p.footings.Add(line)};
  Set(kind_, 1);
  Parties({1'000'000}, false);
  const std::string zh = Text();
  EXPECT_TRUE(Has(zh,
                  "罚款线为1万元，依据《示范听证办法》第五条〔规范性文件〕（存疑：数额未核对）"
                  "、《示范听证办法》第七条"))
      << zh;
  EXPECT_FALSE(Has(zh, "第六条")) << zh;
  const auto json = nlohmann::json::parse(ExplainJson(Explainer(Case()), {review_}, {true, nullptr, true}));
  EXPECT_TRUE(Has(json.dump(), "\"figure\":\"fine_line\"")) << json.dump(1);
}

TEST_F(Review, OutsideAnIntervalIsOneLine) {
  ir::Program& p = b_.program();
  const ir::Type money = p.facts[fine_].type;
  ir::Use ends;
  ends.kind = ir::UseKind::kValue;
  ends.subject_expr = b_.Constant(money, 5'000'000);
  ends.bound_expr = b_.Constant(money, 10'000'000);
  ir::Use within;
  within.expr = b_.AtLeast(b_.Value(fine_), 5'000'000);
  within.text = "甲.拟罚款 超出 裁量幅度";
  within.subject = "甲.拟罚款";
  within.subject_expr = b_.Value(fine_);
  within.bound = "裁量幅度";
  within.bound_expr = ends.subject_expr;
  within.children = {p.uses.Add(ends)};
  ir::Use outside;
  outside.kind = ir::UseKind::kNot;
  outside.expr = p.uses[p.uses[p.rules[p.decisions[review_].rules[2]].guard_use].children[0]].expr;
  outside.text = within.text;
  outside.children = {p.uses.Add(within)};
  const ir::UseId quantified = p.rules[p.decisions[review_].rules[2]].guard_use;
  p.uses[quantified].children = {p.uses.Add(outside)};
  Set(kind_, 1);
  Parties({2'000'000}, false);
  const std::string zh = Text();
  EXPECT_TRUE(
      Has(zh, "✓ “拟罚款 超出 裁量幅度”成立（第1个当事人的拟罚款为2万元，裁量幅度为5万元以上10万元以下）"))
      << zh;
  EXPECT_FALSE(Has(zh, "✗ “拟罚款 超出 裁量幅度”")) << zh;
}

TEST_F(Review, SufficientFactsAreFew) {
  Set(kind_, 1);
  Set(interest_, 0);
  Set(complex_, 0);
  Parties({500'000, 1'000'000}, false);
  const Explainer explainer(Case());
  const std::vector<Reading> kept = explainer.FindSufficient(review_);
  ASSERT_EQ(kept.size(), 3u);  // kind, the second party's fine, no state secret (presumed)
  EXPECT_EQ(kept[0].place.fact, kind_);
  EXPECT_EQ(kept[1].place.fact, secret_);
  EXPECT_TRUE(kept[1].presumed);
  EXPECT_EQ(kept[2].place, (Place{fine_, parties_, 1}));
  EXPECT_EQ(ValueWithOnly(Case(), review_, kept), explainer.ValueOf(review_));
}

// What is given and would be presumed anyway is given, not presumed.
TEST_F(Review, AGivenFactIsNotCalledPresumed) {
  Set(kind_, 1);
  Set(interest_, 0);
  Set(complex_, 0);
  Set(secret_, 0);
  Parties({1'000'000}, false);
  const Explainer explainer(Case());
  const std::vector<Reading> kept = explainer.FindSufficient(review_);
  ASSERT_EQ(kept.size(), 3u);
  EXPECT_EQ(kept[1].place.fact, secret_);
  EXPECT_EQ(kept[1].value, 0);
  EXPECT_FALSE(kept[1].presumed);
  EXPECT_EQ(ValueWithOnly(Case(), review_, kept), explainer.ValueOf(review_));
  EXPECT_FALSE(Has(Text(), "国家秘密为否（未记载，推定）")) << Text();
}

// 甲: 大; 乙: 非 大. Undetermined while 大 is not known, but every completion gives the same.
TEST(TracePossible, IsWhatTheCompletionsGive) {
  ProgramBuilder b;
  const ir::FactId big = b.Bool(), other = b.Bool();
  const ir::DecisionId always = b.Holds({b.Value(big), b.Not(b.Value(big))});
  const ir::DecisionId open = b.Holds({b.Value(big), b.Value(other)});
  ir::Type number = ProgramBuilder::Type(ir::TypeKind::kInt);
  const ir::DecisionId two =
      b.Decide(number, {0, 9}, ir::Combine::kFirst, {{b.Value(big), b.Constant(number, 2)}},
               b.If(b.Value(big), b.Constant(number, 9), b.Constant(number, 4)));
  b.program().decisions[always].act_on = ir::ActOn::kValue;
  b.program().decisions[always].act_value = 0;
  const abi::Layout layout = abi::LayoutOf(b.program());
  const std::vector<std::byte> row(layout.row.size);
  const auto calendar = *value::Calendar::Builtin(std::nullopt, "");
  const Explainer explainer({&b.program(), &layout, row.data(), {}, calendar.get()});
  const Missing missing = explainer.FindMissing(always);
  EXPECT_FALSE(explainer.IsDetermined(always));
  EXPECT_EQ(missing.possible.set, 2u);
  EXPECT_TRUE(missing.ask.empty());
  EXPECT_EQ(ActOnText(b.program(), always, missing, {}), "按“是”办理");
  EXPECT_EQ(explainer.FindMissing(open).possible.set, 3u);
  EXPECT_EQ(explainer.FindMissing(two).possible.lo, 2);
  EXPECT_EQ(explainer.FindMissing(two).possible.hi, 4);  // 9 would need 大 and not 大
}

// The first clause that holds decides; with none, the new version.
TEST(TraceVersion, FollowsTheClauses) {
  ProgramBuilder b;
  const ir::FactId early = b.Bool(), closed = b.Bool();
  ir::Policy policy;
  const ir::PolicyId id = b.program().policies.Add(policy);
  b.program().transitions = {{id, b.Value(closed), {}, false, {}, {}},
                             {id, b.Value(early), {}, true, {}, {}}};
  const abi::Layout layout = abi::LayoutOf(b.program());
  const auto calendar = *value::Calendar::Builtin(std::nullopt, "");
  const auto version = [&](std::optional<bool> is_early, std::optional<bool> is_closed) {
    std::vector<std::byte> row(layout.row.size);
    if (is_early) abi::Store(row.data(), layout.fields[0], *is_early);
    if (is_closed) abi::Store(row.data(), layout.fields[1], *is_closed);
    return Explainer({&b.program(), &layout, row.data(), {}, calendar.get()}).FindVersion(id);
  };
  const VersionTrace old = version(true, false);
  EXPECT_TRUE(old.may_be_old && !old.may_be_new);
  EXPECT_EQ(old.clause, 1u);
  const VersionTrace exempt = version(true, true);
  EXPECT_TRUE(!exempt.may_be_old && exempt.may_be_new);
  EXPECT_EQ(exempt.clause, 0u);
  EXPECT_FALSE(version(false, false).may_be_old);
  EXPECT_FALSE(version(false, {}).may_be_old);
  EXPECT_FALSE(version(false, {}).missing.has_value());
  const VersionTrace open = version(true, {});
  EXPECT_TRUE(open.may_be_old && open.may_be_new);
  ASSERT_TRUE(open.missing.has_value());
  ASSERT_EQ(open.missing->ask.size(), 1u);
  EXPECT_EQ(open.missing->ask[0].fact, closed);
}

TEST_F(Review, InapplicableFactsAreNotAskedFor) {
  Set(kind_, 0);
  Set(interest_, 0);
  Parties({-1}, false);
  const Missing missing = Explainer(Case()).FindMissing(review_);
  ASSERT_EQ(missing.ask.size(), 1u);
  EXPECT_EQ(missing.ask[0].fact, complex_);
  EXPECT_TRUE(missing.minimal);
  const std::string zh = Text();
  for (const char* part :
       {"未定（尚不能确定，可能为否或是）", "目前：按“是”办理。", "1. 疑难复杂——案情是否疑难复杂？",
        "由承办机构认定并说明理由；法制审核人员、负责人可以提级", "疑难复杂 为是 → 是"}) {
    EXPECT_TRUE(Has(zh, part)) << part << "\n" << zh;
  }
}

TEST_F(Review, AsksForWhatGuaranteesAndSaysWhatDecides) {
  Set(interest_, 0);
  Parties({-1}, false);
  const Missing missing = Explainer(Case()).FindMissing(review_);
  ASSERT_EQ(missing.ask.size(), 3u);         // kind, complex, the fine
  EXPECT_EQ(missing.ask[0].fact, complex_);  // yes settles it alone
  ASSERT_EQ(missing.decisive.size(), 1u);
  EXPECT_EQ(missing.decisive[0].given[0].place.fact, complex_);
  EXPECT_EQ(missing.decisive[0].given[0].region.mask, 2u);
}

TEST_F(Review, AnOpenListIsAQuestion) {
  Set(kind_, 1);
  Set(interest_, 0);
  Set(complex_, 0);
  Parties({500'000}, true);
  const Missing missing = Explainer(Case()).FindMissing(review_);
  ASSERT_EQ(missing.ask.size(), 1u);
  EXPECT_EQ(missing.ask[0], (Place{{}, parties_, -1}));
  EXPECT_TRUE(Has(Text(), "当事人是否已全部列明？"));
  Parties({500'000, 1'000'000}, true);
  EXPECT_TRUE(Explainer(Case()).IsDetermined(review_));
}

TEST_F(Review, ExceptionsAreShownApplied) {
  Set(kind_, 1);
  Set(interest_, 0);
  Set(complex_, 0);
  Set(secret_, 1);
  Parties({1'000'000}, false);
  const std::string zh = Text();
  for (const char* part : {"法制审核范围：否", "情形“较大罚款”条件成立，但因例外或者优先规定不适用",
                           "例外“涉密”适用", "国家秘密 为否 → 是"}) {
    EXPECT_TRUE(Has(zh, part)) << part << "\n" << zh;
  }
}

TEST_F(Review, TwoChangesWhenOneIsNotEnough) {
  Set(kind_, 0);
  Set(interest_, 0);
  Set(complex_, 0);
  b_.program().decisions[review_].rules.erase(b_.program().decisions[review_].rules.begin(),
                                              b_.program().decisions[review_].rules.begin() + 2);
  Parties({-1}, false);
  bool all = false;
  const Explainer explainer(Case());
  ASSERT_TRUE(explainer.IsDetermined(review_));
  const std::vector<Change> changes = explainer.FindChanges(review_, &all);
  EXPECT_TRUE(all);
  ASSERT_EQ(changes.size(), 1u);
  ASSERT_EQ(changes[0].settings.size(), 2u);
  EXPECT_EQ(changes[0].settings[0].region.mask, 2u);       // 行政处罚
  EXPECT_EQ(changes[0].settings[1].region.lo, 1'000'000);  // 达到 1万元
  for (bool far : {false, true})
    EXPECT_EQ(ValueAfter(Case(), review_, changes[0].settings, far), changes[0].result);
}

TEST_F(Review, JsonIsStructured) {
  Set(kind_, 1);
  Set(interest_, 0);
  Set(complex_, 0);
  Parties({500'000, 1'000'000}, false);
  const auto json = nlohmann::json::parse(ExplainJson(Explainer(Case()), {review_}, {}));
  ASSERT_EQ(json.size(), 1u);
  EXPECT_EQ(json[0]["decision"], "review_scope");
  EXPECT_EQ(json[0]["value"], true);
  EXPECT_EQ(json[0]["rules"][0]["basis"][0]["provision"], "第三条");
  EXPECT_EQ(json[0]["rules"][0]["condition"]["parts"][0]["threshold"]["value"], "1万元");
  EXPECT_EQ(json[0]["sufficient"][2]["element"], 2);
  bool fine = false;
  for (const auto& change : json[0]["changes"])
    fine |= change["given"][0]["name"] == "当事人[2].拟罚款" && change["result"] == false;
  EXPECT_TRUE(fine);
}

// Forty open yes/no facts that all matter: the budget counts evaluations, and the fallback still guarantees
// an answer.
TEST(TraceBudget, ExhaustedBudgetAsksForEverythingOpen) {
  ProgramBuilder b;
  std::vector<ir::ExprId> pairs;
  std::vector<ir::FactId> left, right;
  for (int i = 0; i < 20; ++i) left.push_back(b.Bool());
  for (int i = 0; i < 20; ++i) right.push_back(b.Bool());
  for (size_t i = 0; i < 20; ++i) pairs.push_back(b.And({b.Value(left[i]), b.Value(right[(i * 7) % 20])}));
  std::vector<ir::ExprId> guard;
  // Each pair read once in an order that keeps all of them open: exponential for any order of the left facts
  // first.
  for (ir::ExprId pair : pairs) guard.push_back(pair);
  std::vector<ir::ExprId> first;
  for (ir::FactId fact : left) first.push_back(b.Value(fact));
  const ir::DecisionId decision = b.Holds({b.And({b.Or(first), b.Or(guard)})});
  const abi::Layout layout = abi::LayoutOf(b.program());
  const std::vector<std::byte> row(layout.row.size);
  const auto calendar = *value::Calendar::Builtin(std::nullopt, "");
  const Explainer explainer({&b.program(), &layout, row.data(), {}, calendar.get()});
  const Missing missing = explainer.FindMissing(decision);
  EXPECT_FALSE(missing.minimal);
  EXPECT_EQ(missing.ask.size(), 40u);
  EXPECT_LE(missing.nodes, 2 * kNodeBudget + 8);
}

}  // namespace
}  // namespace guiju::trace
