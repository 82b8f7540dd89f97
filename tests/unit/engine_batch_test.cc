// Batches that go wrong in part: misplaced quotes, records over the limit, files named twice, no threads.
#include <fmt/format.h>
#include <pthread.h>

#include <cstring>
#include <system_error>
#include <thread>

#include "runtime/engine/batch.h"
#include "tests/unit/engine_fixture.h"

namespace guiju::engine {
namespace {

using EngineBatch = EngineTest;

// Whatever a misplaced quote does, each other line is answered and it is reported.
TEST_F(EngineBatch, AMisplacedQuoteCostsItsLineOnly) {
  const size_t kRows = 60000;  // more than a record may hold
  BatchOptions options;
  options.output = directory + "/out.csv";
  options.errors = directory + "/errors.jsonl";
  options.input_format = options.output_format = Format::kCsv;
  for (const char* bad : {"x,1\"万元,否", "x,\"1万元,否", "\"x,1万元,否", "\"x\"y,1万元,否"}) {
    for (const size_t place : {size_t{2}, size_t{9000}, kRows - 1, kRows}) {
      for (const bool quotes : {false, true}) {
        std::string csv = "编号,罚款,轻微\n";
        for (size_t i = 1; i <= kRows; ++i) {
          csv += i == place             ? std::string(bad) + "\n"
                 : quotes && i % 7 == 3 ? fmt::format("\"行,\n\"\"{}\",1万元,否\n", i)
                                        : fmt::format("{},10000.00,{}\n", i, quotes ? "\"否\"" : "否");
        }
        options.input = Write("in.csv", csv);
        for (options.threads = 1; options.threads <= 3; options.threads += 2) {
          base::Result<BatchSummary> summary = RunBatch(*policy, options);
          ASSERT_TRUE(summary.ok()) << summary.error().message;
          EXPECT_EQ(summary->rows, kRows - 1) << bad << place << quotes;
          EXPECT_EQ(summary->bad, 1u) << bad << place << quotes;
          const uint64_t lines = place + 1 + (quotes ? (place + 3) / 7 : 0);
          EXPECT_TRUE(
              ReadAll(options.errors).starts_with(fmt::format("{{\"line\":{},\"code\":\"GJ0919\"", lines)))
              << bad << place << quotes << ReadAll(options.errors);
        }
      }
    }
  }
}

TEST_F(EngineBatch, CsvHeaderOverTheLimitIsRefused) {
  BatchOptions options;
  options.output = directory + "/out.csv";
  options.input_format = options.output_format = Format::kCsv;
  for (const char* fill : {"x", "\n", ","}) {
    std::string header = "\"";
    while (header.size() < options.limits.max_bytes + 100) header += fill;
    options.input = Write("in.csv", header + "\",罚款\n1,2\n");
    base::Result<BatchSummary> summary = RunBatch(*policy, options);
    ASSERT_FALSE(summary.ok());
    EXPECT_NE(summary.error().message.find(*fill == '\n' ? "GJ0919" : "GJ0902"), std::string::npos)
        << summary.error().message;
    EXPECT_LT(summary.error().message.size(), 1000u);
    EXPECT_FALSE(fs::exists(options.output));
  }
}

// A cell longer than a record may be: its lines are refused one by one, each once.
TEST_F(EngineBatch, CellOverTheLimitIsRefusedByLines) {
  std::string cell;
  for (int line = 0; line < 30; ++line) cell += std::string(50'000, 'x') + "\n";
  BatchOptions options;
  options.input = Write("in.csv", "编号,罚款\n1,2\n\"" + cell + "\",3\n4,5\n");
  options.output = directory + "/out.csv";
  options.errors = directory + "/errors.jsonl";
  options.input_format = options.output_format = Format::kCsv;
  base::Result<BatchSummary> summary = RunBatch(*policy, options);
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  EXPECT_EQ(summary->rows, 2u);
  EXPECT_EQ(summary->bad, 31u);
  EXPECT_EQ(ReadAll(options.errors).find("GJ0902"), std::string::npos) << ReadAll(options.errors);
}

TEST_F(EngineBatch, BatchNeverWritesOverItsOwnFiles) {
  const std::string cases = "{\"罚款\": 1}\n", in = Write("in.jsonl", cases),
                    other = directory + "/other.jsonl";
  fs::create_symlink("in.jsonl", directory + "/linked.jsonl");
  fs::create_hard_link(in, directory + "/hard.jsonl");
  for (const std::string& same :
       {in, directory + "/./in.jsonl", directory + "/linked.jsonl", directory + "/hard.jsonl"}) {
    for (const auto& [output, errors] : {std::pair{same, std::string()}, std::pair{other, same}}) {
      BatchOptions options;
      options.input = in;
      options.output = output;
      options.errors = errors;
      base::Result<BatchSummary> summary = RunBatch(*policy, options);
      ASSERT_FALSE(summary.ok()) << same;
      EXPECT_NE(summary.error().message.find("案件文件"), std::string::npos) << summary.error().message;
      EXPECT_EQ(ReadAll(in), cases);
    }
  }
  Write("other.jsonl", "kept");
  BatchOptions options;
  options.input = in;
  options.output = other;
  options.errors = directory + "/./other.jsonl";
  EXPECT_FALSE(RunBatch(*policy, options).ok());
  EXPECT_EQ(ReadAll(other), "kept");
  options.errors = options.output = "/dev/null";
  EXPECT_TRUE(RunBatch(*policy, options).ok());
  options.output = Write("long.jsonl", std::string(1000, 'x'));
  EXPECT_TRUE(RunBatch(*policy, options).ok());
  EXPECT_LT(ReadAll(options.output).size(), 200u) << "what was there is gone";
}

TEST_F(EngineBatch, BatchWithoutThreadsIsDoneByTheCaller) {
  BatchOptions options;
  options.input = Write("in.jsonl", "{\"罚款\": 1}\n{\"罚款\": 2}\n");
  options.output = directory + "/out.jsonl";
  options.threads = 8;
  pthread_attr_t before, huge;
  ASSERT_EQ(pthread_getattr_default_np(&before), 0);
  ASSERT_EQ(pthread_attr_init(&huge), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&huge, size_t{1} << 47), 0);  // no room for one
  ASSERT_EQ(pthread_setattr_default_np(&huge), 0);
  EXPECT_THROW(std::thread([] {}).join(), std::system_error);
  base::Result<BatchSummary> summary = RunBatch(*policy, options);
  ASSERT_EQ(pthread_setattr_default_np(&before), 0);
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  EXPECT_EQ(summary->rows, 2u);
}

}  // namespace
}  // namespace guiju::engine
