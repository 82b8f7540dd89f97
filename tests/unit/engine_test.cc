#include "runtime/engine/engine.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "runtime/engine/batch.h"
#include "runtime/engine/row_writer.h"
#include "tests/unit/engine_fixture.h"

namespace guiju::engine {
namespace {

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

// The condition of a stage or duty: evaluated like any decision, no answer of a classification, and unknown
// while its facts are, so that what it guards waits.
TEST_F(EngineTest, GuardsAreNotAnswered) {
  ir::Program program = MakeProgram();
  ir::Decision guard = program.decisions[ir::DecisionId(0)];
  guard.name = {"调查·条件", "investigate.condition"};
  guard.is_public = false;
  guard.is_guard = true;
  guard.act_on = ir::ActOn::kBlock;
  guard.act_value = 0;
  guard.rules.clear();
  ir::Rule rule = program.rules[ir::RuleId(0)];
  rule.key = "example.test.investigate.condition";
  rule.decision = ir::DecisionId(program.decisions.size());
  guard.rules.push_back(program.rules.Add(rule));
  const ir::DecisionId id = program.decisions.Add(guard);
  ASSERT_EQ(ir::Verify(program), std::vector<std::string>{});
  policy = std::make_shared<LoadedPolicy>(program, *value::Calendar::Builtin({}, ""));
  const caseio::Classification answer = Ask(R"({"轻微": false})");
  EXPECT_EQ(answer.decisions.size(), 2u);
  EXPECT_EQ(caseio::ToJson(answer).find("investigate"), std::string::npos);
  EXPECT_EQ(caseio::ToText(answer, {true, false}).find("调查"), std::string::npos);
  for (const LoadedPolicy::Visible& visible : policy->visible()) EXPECT_NE(visible.decision, id);

  const std::vector<uint64_t> row(policy->layout().row.size / 8);
  const interp::Case unknown{reinterpret_cast<const std::byte*>(row.data()), &policy->calendar()};
  const interp::Evaluator evaluator(policy->program(), policy->layout(), unknown);
  EXPECT_FALSE(interp::IsExact(guard.type, evaluator.DecisionValue(id)));
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
            "\"乙,\n丙\",? 是|否,,重大,重罚\r\n"
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

TEST_F(EngineTest, CsvIdsAreWhatTheJsonSays) {
  RowWriter writer(*policy, Format::kCsv);
  std::vector<uint64_t> words(policy->shape().words());
  caseio::CaseBuffer buffer(policy->layout());
  policy->Evaluate(Tier::kInterpreter, buffer.row(), words.data());
  const std::pair<const char*, const char*> ids[] = {{R"("甲-1")", "甲-1,"},
                                                     {R"("甲\"乙\"")", "\"甲\"\"乙\"\"\","},
                                                     {R"("C:\\a\/b")", "C:\\a/b,"},
                                                     {R"("a\nb")", "\"a\nb\","},
                                                     {R"("\u7532\u00e9\u0041")", "甲éA,"},
                                                     {R"("\ud840\udc00\ud840x")", "\U00020000\uFFFDx,"},
                                                     {R"("\u003d1")", "\"'=1\","},
                                                     {"12", "12,"}};
  for (const auto& [json, cell] : ids) {
    LineBuffer out;
    writer.Append(&out, json, 1, words.data());
    EXPECT_TRUE(out.text().starts_with(cell)) << json << out.text();
  }
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
