#include "runtime/engine/engine.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "runtime/engine/batch.h"
#include "runtime/engine/row_writer.h"

namespace guiju::engine {
namespace {

namespace fs = std::filesystem;

// review: heavy when fine >= 1万元 unless minor; scene when on_site. tier: first, major when fine >= 5万元,
// else ordinary.
ir::Program MakeProgram() {
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
  p.facts[scene].absent_basis = cite;
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

TEST_F(EngineTest, ProgramVerifies) {
  EXPECT_TRUE(ir::Verify(policy->program()).empty()) << ir::Verify(policy->program())[0];
}

TEST_F(EngineTest, ReasonsExceptionsAndPresumptions) {
  caseio::Classification answer = Ask(R"({"罚款": "1万元", "轻微": false})");
  ASSERT_EQ(answer.decisions.size(), 2u);
  EXPECT_TRUE(answer.decisions[0].determined);
  EXPECT_EQ(answer.decisions[0].lo, 1);
  ASSERT_EQ(answer.decisions[0].because.size(), 1u);
  EXPECT_EQ(answer.decisions[0].because[0].key, "heavy");
  EXPECT_EQ(answer.decisions[0].basis, std::vector<std::string>{"检验办法 第三条"});
  ASSERT_EQ(answer.presumed.size(), 1u) << "现场 is absent: 未记载视为 否";
  EXPECT_EQ(answer.doubts.size(), 1u);
  answer = Ask(R"({"罚款": "1万元", "轻微": true, "现场": false})");
  EXPECT_EQ(answer.decisions[0].hi, 0);
  ASSERT_EQ(answer.decisions[0].excepted.size(), 1u);
  EXPECT_EQ(answer.decisions[0].excepted[0].key, "heavy");
  EXPECT_TRUE(answer.presumed.empty());
}

TEST_F(EngineTest, UndeterminedSaysWhatToAsk) {
  caseio::Classification answer = Ask(R"({"罚款": "6万元"})");
  const caseio::DecisionAnswer& review = answer.decisions[0];
  EXPECT_FALSE(review.determined);
  ASSERT_EQ(review.ask.size(), 1u);
  EXPECT_EQ(review.ask[0].name_zh, "轻微");
  EXPECT_EQ(review.perhaps.size(), 1u);
  EXPECT_EQ(caseio::ActOnValue(policy->program().decisions[review.decision], review.lo, review.hi), 1);
  std::string json = caseio::ToJson(answer);
  EXPECT_NE(json.find("\"status\": \"undetermined\""), std::string::npos) << json;
  EXPECT_NE(json.find("\"possible\": [false, true]"), std::string::npos) << json;
  EXPECT_NE(json.find("\"act_on\": true"), std::string::npos) << json;
  EXPECT_NE(json.find("\"value\": \"major\""), std::string::npos) << json;
  EXPECT_NE(json.find("示例制度"), std::string::npos) << json;
  std::string text = caseio::ToText(answer, {true, false});
  EXPECT_NE(text.find("尚不能确定"), std::string::npos) << text;
  EXPECT_NE(text.find("轻微?"), std::string::npos) << text;
  EXPECT_NE(caseio::ToText(answer, {false, false}).find("undetermined"), std::string::npos);
}

TEST_F(EngineTest, AxesAreFilledOnlyWhenAbsent) {
  ClassifyOptions options;
  options.on = {{"决定", 19760}};
  EXPECT_EQ(Ask(R"({"轻微": true})", options).axes[0].day, 19760);
  EXPECT_EQ(Ask(R"({"axes": {"decision": "2024-01-01"}})", options).axes[0].day, 19723);
  options.on = {{"判决", 19760}};
  EXPECT_FALSE(Classify(*policy, "{}", options).error.empty());
}

TEST_F(EngineTest, TiersGiveTheSameAnswer) {
  policy->BuildTables();
  for (const char* json : {"{}", R"({"罚款": 10000})", R"({"罚款": 9999.99, "现场": true})",
                           R"({"罚款": 60000, "轻微": true})", R"({"轻微": false, "现场": null})"}) {
    ClassifyOptions a, b;
    a.tier = Tier::kInterpreter;
    b.tier = Tier::kTables;
    caseio::Classification x = Ask(json, a), y = Ask(json, b);
    EXPECT_EQ(y.engine, "tables");
    x.engine = y.engine;
    EXPECT_EQ(caseio::ToJson(x), caseio::ToJson(y)) << json;
  }
}

TEST_F(EngineTest, CacheHoldsOnlyWhatIsStillTrue) {
  std::string source = Write("a.gj", "制度"), library = Write("libx.so", "x");
  fs::create_directory(directory + "/roots");
  Cache cache(directory + "/cache");
  ASSERT_TRUE(cache.enabled());
  struct stat info;
  ASSERT_EQ(stat((directory + "/cache").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  const ir::Program& program = policy->program();
  EXPECT_FALSE(cache.Find("s", library).has_value());
  auto store = [&] {
    cache.Store("s", library, {{source, "制度"}}, cache.StateOf({directory + "/roots"}), program);
  };
  store();
  std::optional<Cache::Entry> found = cache.Find("s", library);
  ASSERT_TRUE(found.has_value());
  EXPECT_TRUE(found->program == program);
  EXPECT_EQ(found->ir_digest, base::Sha256(ir::Print(program)));
  EXPECT_FALSE(cache.Find("other", library).has_value());

  Write("a.gj", "制庋");  // same length
  EXPECT_FALSE(cache.Find("s", library).has_value());
  Write("a.gj", "制度");
  EXPECT_TRUE(cache.Find("s", library).has_value()) << "touched but equal";
  Write("roots/new.gj", "");
  EXPECT_FALSE(cache.Find("s", library).has_value()) << "a new file may shadow a name";
  cache.Store("s", library, {{source, "制庋"}}, cache.StateOf({directory + "/roots"}), program);
  EXPECT_FALSE(cache.Find("s", library).has_value()) << "the file changed while it was compiled";
  const std::vector<std::string> before = cache.StateOf({directory + "/roots"});
  Write("roots/newer.gj", "");
  cache.Store("s", library, {{source, "制度"}}, before, program);
  EXPECT_FALSE(cache.Find("s", library).has_value()) << "a directory changed while it was searched";
  store();
  Write("libx.so", "yy");
  EXPECT_FALSE(cache.Find("s", library).has_value()) << "another compiler";
  store();
  ASSERT_TRUE(cache.Find("s", library).has_value());
  for (const auto& entry : fs::directory_iterator(directory + "/cache")) {
    if (entry.path().extension() != ".gjc") continue;
    std::string bytes = ReadAll(entry.path());
    for (size_t at : {size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ 1);
      std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << damaged;
      EXPECT_FALSE(cache.Find("s", library).has_value()) << at;
    }
    std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << bytes.substr(0, 10);
    EXPECT_FALSE(cache.Find("s", library).has_value());
    std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << bytes;
    EXPECT_TRUE(cache.Find("s", library).has_value());
  }
  fs::permissions(directory + "/cache", fs::perms::owner_all | fs::perms::others_write);
  EXPECT_FALSE(Cache(directory + "/cache").enabled()) << "others may write";
}

TEST_F(EngineTest, BatchKeepsOrderAndReportsBadRows) {
  std::string lines;
  for (int i = 1; i <= 20000; ++i) {
    if (i == 7)
      lines += "{\"罚款额\": 1}\n";
    else if (i == 9000)
      lines += std::string(3 << 20, ' ') + "\n";
    else if (i == 15000)
      lines += "{\"罚款\": 1e400}\n";
    else
      lines += fmt::format("{{\"id\": {}, \"罚款\": {}, \"轻微\": {}, \"现场\": false}}\n", i, i,
                           i % 2 == 0 ? "true" : "false");
  }
  BatchOptions options;
  options.input = Write("in.jsonl", lines);
  options.output = directory + "/out.jsonl";
  options.errors = directory + "/errors.jsonl";
  options.threads = 3;
  std::vector<std::string> shown;
  options.bad_row = [&](const std::string& line) { shown.push_back(line); };
  base::Result<BatchSummary> summary = RunBatch(*policy, options);
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  EXPECT_EQ(summary->rows, 19997u);
  EXPECT_EQ(summary->bad, 3u);
  EXPECT_EQ(summary->undetermined, 0u);
  std::istringstream out(ReadAll(options.output));
  std::string line;
  int expected = 1;
  while (std::getline(out, line)) {
    while (expected == 7 || expected == 9000 || expected == 15000) ++expected;
    bool review = expected >= 10000 && expected % 2 == 1;
    std::string want = fmt::format(
        "{{\"id\":{},\"decisions\":{{\"review\":{{\"value\":{},\"because\":[{}]}},\"tier\":{{\"value\":"
        "\"ordinary\",\"because\":[]}}}}}}",
        expected, review, review ? "\"heavy\"" : "");
    ASSERT_EQ(line, want);
    ++expected;
  }
  EXPECT_EQ(expected, 20001);
  std::string errors = ReadAll(options.errors);
  EXPECT_NE(errors.find("{\"line\":7,\"code\":\"GJ0906\""), std::string::npos) << errors;
  EXPECT_NE(errors.find("{\"line\":9000,\"code\":\"GJ0902\""), std::string::npos) << errors;
  EXPECT_NE(errors.find("{\"line\":15000,\"code\":\"GJ0912\""), std::string::npos) << errors;
  ASSERT_EQ(shown.size(), 3u);
  EXPECT_NE(shown[0].find(":7:2:"), std::string::npos) << shown[0];
}

TEST_F(EngineTest, BatchReadsAndWritesCsv) {
  BatchOptions options;
  options.input =
      Write("in.csv", "编号,罚款,轻微\r\n甲,1万元,否\r\n\"乙,\n丙\",5万元,\r\n丁,x,否\r\n戊,0,是");
  options.output = directory + "/out.csv";
  options.errors = directory + "/errors.jsonl";
  options.input_format = options.output_format = Format::kCsv;
  base::Result<BatchSummary> summary = RunBatch(*policy, options);
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  EXPECT_EQ(summary->rows, 3u);
  EXPECT_EQ(summary->bad, 1u);
  EXPECT_EQ(ReadAll(options.output),
            "\xEF\xBB\xBFid,review,review.because,tier,tier.because\r\n"
            "甲,是,较大罚款,一般,\r\n"
            "\"乙,\\n丙\",\"? [false, true]\",,重大,重罚\r\n"
            "戊,否,,一般,\r\n");
  EXPECT_NE(ReadAll(options.errors).find("{\"line\":5,"), std::string::npos) << ReadAll(options.errors);
  options.input = Write("bad.csv", "罚款,没有\n1,2\n");
  EXPECT_FALSE(RunBatch(*policy, options).ok());
}

TEST_F(EngineTest, BatchBlockBoundaries) {
  // Records of every length around the block size, with and without a final line end.
  for (size_t filler : {size_t{1}, size_t{1000}, size_t{349'500}, size_t{700'000}, size_t{1'000'000}}) {
    std::string lines;
    for (int i = 0; i < 7; ++i)
      lines += "{\"id\": " + std::to_string(i) + "," + std::string(filler + static_cast<size_t>(i), ' ') +
               "\"罚款\": 1}\n";
    lines.pop_back();
    BatchOptions options;
    options.input = Write("in.jsonl", lines);
    options.output = directory + "/out.jsonl";
    base::Result<BatchSummary> summary = RunBatch(*policy, options);
    ASSERT_TRUE(summary.ok());
    EXPECT_EQ(summary->rows, 7u) << filler;
    EXPECT_EQ(summary->bad, 0u) << filler;
  }
}

TEST_F(EngineTest, CsvCellsCannotBecomeFormulas) {
  RowWriter writer(*policy, Format::kCsv);
  std::vector<uint64_t> words(policy->shape().words());
  caseio::CaseBuffer buffer(policy->layout());
  policy->Evaluate(Tier::kInterpreter, buffer.row(), words.data());
  LineBuffer out;
  writer.Append(&out, "\"=HYPERLINK(1)\"", 1, words.data());
  EXPECT_TRUE(out.text().starts_with("\"'=HYPERLINK(1)\"")) << out.text();
}

// Rows of every kind across the windows and blocks they are read in: one thread, several, and as JSON lines.
TEST_F(EngineTest, BatchReadsTheSameCasesFromBothFormats) {
  std::string csv = "编号,罚款,轻微,现场\n", jsonl;
  for (int i = 0; i < 30000; ++i) {
    const std::string id = std::string(static_cast<size_t>(i % 37), 'x') + std::to_string(i);
    const bool quoted = i % 11 == 0, mild = i % 3 == 0;
    csv += fmt::format("{}{}{},{},{},否{}\n", quoted ? "\"" : "", id, quoted ? "\"" : "",
                       i % 5 == 0 ? "" : std::to_string(i), mild ? "true" : "否", i % 7 == 0 ? "\r" : "");
    if (i % 1000 == 999) csv += "\n";  // no row
    jsonl += fmt::format("{{\"id\":\"{}\",{}\"轻微\":{},\"现场\":false}}\n", id,
                         i % 5 == 0 ? "" : fmt::format("\"罚款\":{},", i), mild);
  }
  BatchOptions options;
  std::vector<std::string> outputs;
  for (const auto& [input, format, threads] :
       {std::tuple{Write("in.csv", csv), Format::kCsv, 1}, std::tuple{Write("in.csv", csv), Format::kCsv, 4},
        std::tuple{Write("in.jsonl", jsonl), Format::kJsonLines, 1}}) {
    options.input = input;
    options.input_format = format;
    options.threads = threads;
    options.output = directory + "/out.csv";
    options.output_format = Format::kCsv;
    base::Result<BatchSummary> summary = RunBatch(*policy, options);
    ASSERT_TRUE(summary.ok()) << summary.error().message;
    EXPECT_EQ(summary->rows, 30000u);
    EXPECT_EQ(summary->bad, 0u);
    outputs.push_back(ReadAll(options.output));
  }
  EXPECT_EQ(outputs[0], outputs[1]);
  EXPECT_EQ(outputs[0], outputs[2]);
}

}  // namespace
}  // namespace guiju::engine
