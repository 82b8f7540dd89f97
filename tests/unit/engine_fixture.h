#pragma once
// A small policy and a directory of its own for the tests of the engine.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "runtime/engine/engine.h"

namespace guiju::engine {

namespace fs = std::filesystem;

// review: heavy when fine >= 1万元 unless minor; scene when on_site. tier: first, major when fine >= 5万元,
// else ordinary.
inline ir::Program MakeProgram() {
  ir::Program p;
  ir::Policy row;
  row.name = {"示例.检验", "example.test"};
  row.title = "检验制度";
  row.is_example = true;
  p.main = p.policies.Add(row);
  ir::OriginId origin = p.origins.Add({p.main, "test.gj", 3, 1});
  ir::SourceId source = p.sources.Add({});
  p.sources[source].name = {"办法", "measure"};
  p.sources[source].title = "检验办法";
  p.sources[source].doubt = "条号待核";
  ir::CiteId cite = p.cites.Add({source, 3, 0, 0, 0, "第三条"});
  ir::EnumId degree =
      p.enums.Add({{"程度", "degree"}, {{"一般", "ordinary"}, {"重大", "major"}}, true, origin});
  auto fact = [&](const char* zh, const char* en, ir::Type type, ir::Range range) {
    ir::Fact f;
    f.name = {zh, en};
    f.type = std::move(type);
    f.range = range;
    f.question = std::string(zh) + "?";
    f.origin = origin;
    return p.facts.Add(std::move(f));
  };
  ir::Type boolean{ir::TypeKind::kBool, "", 0, {}}, money{ir::TypeKind::kInt, "money", 0, {}},
      date{ir::TypeKind::kDate, "", 0, {}};
  ir::FactId fine = fact("罚款", "fine", money, {0, 1'000'000'000});
  ir::FactId minor = fact("轻微", "minor", boolean, {0, 1});
  ir::FactId scene = fact("现场", "on_site", boolean, {0, 1});
  ir::FactId decided = fact("决定日", "decided_on", date, {-25567, 47846});
  p.facts[decided].role = ir::FactRole::kAxis;
  p.facts[decided].axis = {"决定", "decision"};
  p.facts[scene].absent_is = 0;
  p.facts[scene].absent_basis = {cite};
  ir::ExprTable table(&p);
  auto read = [&](ir::FactId id) {
    ir::Expr e;
    e.kind = ir::ExprKind::kFact;
    e.type = p.facts[id].type;
    e.fact = id;
    return table.Intern(std::move(e));
  };
  auto at_least = [&](ir::FactId id, int64_t bound) {
    ir::Expr lin;
    lin.kind = ir::ExprKind::kLin;
    lin.type = p.facts[id].type;
    lin.args = {read(id)};
    lin.coefficients = {1};
    lin.value = -bound;
    ir::Expr e;
    e.kind = ir::ExprKind::kGe0;
    e.type = boolean;
    e.args = {table.Intern(std::move(lin))};
    return table.Intern(std::move(e));
  };
  auto constant = [&](ir::Type type, int64_t value) {
    ir::Expr e;
    e.kind = ir::ExprKind::kConst;
    e.type = std::move(type);
    e.value = value;
    return table.Intern(std::move(e));
  };
  ir::Decision review;
  review.name = {"审核", "review"};
  review.type = boolean;
  review.range = {0, 1};
  review.act_on = ir::ActOn::kValue;
  review.act_value = 1;
  review.origin = origin;
  ir::DecisionId review_id = p.decisions.Add(review);
  auto rule = [&](ir::DecisionId d, const char* zh, const char* en, ir::RuleKind kind, ir::ExprId guard) {
    ir::Rule r;
    r.key = std::string("example.test.") + en;
    r.name = {zh, en};
    r.kind = kind;
    r.decision = d;
    r.guard = guard;
    r.basis = {cite};
    r.origin = origin;
    ir::RuleId id = p.rules.Add(std::move(r));
    p.decisions[d].rules.push_back(id);
    return id;
  };
  ir::RuleId heavy = rule(review_id, "较大罚款", "heavy", ir::RuleKind::kCase, at_least(fine, 1'000'000));
  rule(review_id, "现场处置", "scene", ir::RuleKind::kCase, read(scene));
  ir::RuleId except = rule(review_id, "轻微不审", "minor_case", ir::RuleKind::kException, read(minor));
  p.rules[except].attacks = {heavy};
  ir::Type of_degree{ir::TypeKind::kEnum, "", 0, degree};
  ir::Decision tier;
  tier.name = {"程度判定", "tier"};
  tier.type = of_degree;
  tier.range = {0, 1};
  tier.combine = ir::Combine::kFirst;
  tier.act_on = ir::ActOn::kHighest;
  tier.origin = origin;
  tier.otherwise = constant(of_degree, 0);
  ir::DecisionId tier_id = p.decisions.Add(tier);
  ir::RuleId major = rule(tier_id, "重罚", "large", ir::RuleKind::kCase, at_least(fine, 5'000'000));
  p.rules[major].value = constant(of_degree, 1);
  return p;
}

class EngineTest : public ::testing::Test {
 protected:
  EngineTest() {
    std::string pattern = (fs::temp_directory_path() / "guiju-engine-XXXXXX").string();
    directory = mkdtemp(pattern.data());
    policy = std::make_shared<LoadedPolicy>(MakeProgram(), *value::Calendar::Builtin({}, ""));
  }
  ~EngineTest() override {
    std::error_code error;
    fs::remove_all(directory, error);
  }
  std::string Write(const std::string& name, const std::string& text) {
    std::string path = directory + "/" + name;
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    return path;
  }
  static std::string ReadAll(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  caseio::Classification Ask(const std::string& json, ClassifyOptions options = {}) {
    ClassifyOutcome outcome = Classify(*policy, json, options);
    EXPECT_TRUE(outcome.answer.has_value()) << outcome.error;
    return std::move(*outcome.answer);
  }

  std::string directory;
  std::shared_ptr<const LoadedPolicy> policy;
};

}  // namespace guiju::engine
