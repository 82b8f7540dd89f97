#include "tools/guiju/case_batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "runtime/cases/moment.h"
#include "tools/guiju/batch_line.h"
#include "tools/guiju/case_answer.h"
#include "tools/guiju/case_request.h"
#include "tools/guiju/case_show.h"
#include "tools/guiju/line_reader.h"
#include "tools/guiju/store_session.h"

namespace guiju::cli {
namespace {

using record::Value;

constexpr size_t kMostLine = 1 << 20;
constexpr int64_t kMostStreams = 10'000;

int64_t SystemNow() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// What became of a line. `status` as a command of its own would have it.
struct Told {
  Value answer;
  int status = kYes;
};

Told Wrong(const std::string& message, int status) {
  Told told{Value::EmptyObject(), status};
  told.answer.Insert("error", message);
  return told;
}

class Batch {
 public:
  Batch(const Session& session, std::unique_ptr<cases::Cases> cases,
        std::shared_ptr<std::optional<int64_t>> assumed)
      : session_(session), cases_(std::move(cases)), assumed_(std::move(assumed)) {}

  Told Answer(const std::string& text) {
    auto line = ReadBatchLine(session_, text);
    if (!line) return Wrong(line.error().message, kNo);
    if (auto done = SettleTime(line->session); !done) return Wrong(done.error().message, kNo);
    if (IsTick(line->action)) return Tick(*line);
    if (IsShow(line->action)) return Show(*line);
    return Do(*line);
  }

 private:
  base::Status SettleTime(const Session& line) {
    const Arguments& arguments = line.arguments;
    if (!cases_->simulated() && (arguments.Has("--at") || arguments.Has("--as")))
      return base::Error{session_.Pick(
          "这个库记的是真实案件：不能用 at、as 改变时间和经办人（只有用 --simulated 建立的库可以）",
          "this store is real: at and as work only in a store made with --simulated")};
    assumed_->reset();
    if (!arguments.Has("--at")) return base::Done{};
    const auto at = cases::ReadMoment(arguments.Get("--at"));
    if (!at) return base::Error{session_.Pick("at 写成 2024-02-07T15:30", "write at as 2024-02-07T15:30")};
    *assumed_ = cases::MsOf(*at);
    return base::Done{};
  }

  Told Do(const BatchLine& line) {
    const bool opens = IsOpen(line.action);
    const std::string name = opens && line.name.empty() ? line.session.arguments.Get("--flow") : line.name;
    auto request = RequestOf(line.session, *cases_, MatterStream(line.id), line.action, name);
    if (!request) return Wrong(request.error().message, kNo);
    auto answer = cases_->Do(*request);
    if (!answer) return Wrong(answer.error().message, kMisuse);
    return {AnswerValue(line.session, *answer), answer->kind == cases::Answer::Kind::kRefused ? kNo : kYes};
  }

  Told Show(const BatchLine& line) {
    auto shown = ShownCase(line.session, *cases_, line.id);
    if (!shown) return Wrong(shown.error().message, kMisuse);
    return {*std::move(shown)};
  }

  Told Tick(const BatchLine&) {
    auto report = cases_->Tick(kMostStreams);
    if (!report) return Wrong(report.error().message, kMisuse);
    Told told{TickValue(*report), report->failed.empty() ? kYes : kNo};
    return told;
  }

  const Session& session_;
  std::unique_ptr<cases::Cases> cases_;
  std::shared_ptr<std::optional<int64_t>> assumed_;  // what the store takes for now; unset: the system's
};

bool IsBlank(const std::string& text) { return text.find_first_not_of(" \t\r") == std::string::npos; }

}  // namespace

int DoBatch(const Session& session) {
  auto assumed = std::make_shared<std::optional<int64_t>>();
  auto cases = OpenCases(session, Access::kChange,
                         [assumed] { return assumed->has_value() ? **assumed : SystemNow(); });
  if (!cases) return kMisuse;
  auto reader = LineReader::Open(session.arguments.Get("--batch"), kMostLine);
  if (!reader) return Failed(reader.error().message);
  const cases::Cases& told_of = *cases;
  Batch batch(session, std::move(cases), assumed);
  int status = kYes;
  for (int64_t number = 1;; ++number) {
    auto line = reader->Next();
    if (!line) return Failed(line.error().message);
    if (!*line) return status;
    if (!(*line)->too_long && IsBlank((*line)->text)) continue;
    Told told = (*line)->too_long
                    ? Wrong(session.Pick("这一行超过 1 MiB", "the line is longer than 1 MiB"), kNo)
                    : batch.Answer((*line)->text);
    told.answer.Insert("line", number);
    SayJson(told_of, std::move(told.answer));
    status = std::max(status, told.status);
  }
}

}  // namespace guiju::cli
