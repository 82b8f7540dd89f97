#include "runtime/engine/batch.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <thread>

#include "tools/guiju/command.h"

namespace guiju::cli {
namespace {

uint64_t RowsPerSecond(uint64_t rows, int64_t ms) {
  return rows * 1000 / static_cast<uint64_t>(std::max<int64_t>(ms, 1));
}

// Compiling takes longer than answering a small file.
bool IsLarge(const std::string& path) {
  std::error_code error;
  return path == "-" || std::filesystem::file_size(path, error) > (16u << 20);
}

void ShowProgress(const Session& session, const engine::BatchProgress& p) {
  std::string percent = p.total_bytes > 0 ? fmt::format(" {:3}%", p.bytes * 100 / p.total_bytes) : "";
  Err(fmt::format(
      fmt::runtime(session.Pick("\r{}  {} 件，每秒 {} 件，有误 {} 件 ", "\r{}  {} rows, {} rows/s, {} bad ")),
      percent, p.rows, RowsPerSecond(p.rows, p.elapsed_ms), p.bad));
}

// Native code is compiled beside the first rows and takes over when it is ready. Not joinable when the
// machine gives no thread: the tables answer all rows.
std::thread CompileBeside(const engine::Engine& engine,
                          const std::shared_ptr<const engine::LoadedPolicy>& policy) {
  try {
    return std::thread([&engine, policy] { (void)engine.MakeNative(policy).ok(); });
  } catch (const std::system_error&) {
    return {};
  }
}

}  // namespace

int RunBatch(const Session& session) {
  const Arguments& arguments = session.arguments;
  if (arguments.paths().size() != 1 || !arguments.Has("--in") || !arguments.Has("--out"))
    return Misuse(session, session.Pick("用法：guiju batch 制度 --in 案件.jsonl --out 结果.jsonl",
                                        "usage: guiju batch POLICY --in F.jsonl --out F.jsonl"));
  base::Result<engine::Settings> settings = SettingsOf(session);
  base::Result<std::vector<engine::AxisDate>> on = AxesOf(session);
  base::Result<engine::Tier> tier = TierOf(session);
  unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  std::optional<int64_t> threads =
      arguments.Has("--threads") ? WholeNumber(arguments.Get("--threads"), 256) : cores;
  if (!settings) return Misuse(session, settings.error().message);
  if (!on) return Misuse(session, on.error().message);
  if (!tier) return Misuse(session, tier.error().message);
  if (!threads || *threads == 0)
    return Misuse(session, session.Pick("--threads 后面写 1 到 256", "--threads: 1 to 256"));
  engine::Engine engine(*settings);
  std::shared_ptr<const engine::LoadedPolicy> policy = LoadOrReport(session, engine, arguments.paths()[0]);
  if (policy == nullptr) return kMisuse;

  engine::BatchOptions options;
  options.input = arguments.Get("--in");
  options.output = arguments.Get("--out");
  options.errors = arguments.Get("--errors");
  options.input_format = engine::FormatOf(options.input);
  options.output_format = engine::FormatOf(options.output);
  options.threads = static_cast<int>(*threads);
  options.tier = *tier;
  options.on = *on;
  options.language = session.language();
  options.bad_row = [](const std::string& line) { Err(line + "\n"); };
  bool progress = isatty(STDERR_FILENO) == 1;
  if (progress) options.progress = [&](const engine::BatchProgress& p) { ShowProgress(session, p); };

  std::thread compile;
  if (*tier == engine::Tier::kNative) {
    if (base::Status status = engine.MakeNative(policy); !status)
      return Misuse(session, status.error().message);
  } else if (*tier == engine::Tier::kAuto && !engine.LoadNative(policy) && !arguments.Has("--no-native") &&
             IsLarge(options.input)) {
    compile = CompileBeside(engine, policy);
  }
  base::Result<engine::BatchSummary> summary = engine::RunBatch(*policy, options);
  if (compile.joinable()) compile.join();
  if (progress) Err("\r\x1b[K");
  if (!summary) return Misuse(session, summary.error().message);
  if (summary->bad > engine::kShownErrors)
    Err(fmt::format(fmt::runtime(session.Pick("（只列出前 {} 条；--errors 文件 可得到全部）\n",
                                              "(first {} shown; --errors FILE lists all)\n")),
                    engine::kShownErrors));
  std::string text;
  if (session.json) {
    text = fmt::format(
        "{{\"rows\": {}, \"bad\": {}, \"undetermined\": {}, \"milliseconds\": {}, \"rows_per_second\": "
        "{}}}\n",
        summary->rows, summary->bad, summary->undetermined, summary->elapsed_ms,
        RowsPerSecond(summary->rows, summary->elapsed_ms));
  } else {
    text = fmt::format(fmt::runtime(session.Pick(
                           "分类 {} 件（其中 {} 件尚不能全部确定），有误 {} 件，用时 {} 毫秒，每秒 {} 件\n",
                           "{} rows classified ({} not fully determined), {} bad, {} ms, {} rows/s\n")),
                       summary->rows, summary->undetermined, summary->bad, summary->elapsed_ms,
                       RowsPerSecond(summary->rows, summary->elapsed_ms));
  }
  if (options.output == "-") {
    Err(text);
  } else {
    Out(text);
  }
  return summary->bad > 0 ? kNo : kYes;
}

}  // namespace guiju::cli
