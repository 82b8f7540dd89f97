// Whole commands of cases on a disk that fails at its Nth operation, once and from then on, and whose power
// goes.
//   guiju_case_faults [--every N] [--most N]   each Nth operation, at most so many runs of a scenario
//
// After each run the disk is well again and the store is opened anew. On an honest disk everything
// acknowledged must be there, the store must verify, and the course must be able to go on. A disk that lies
// about a sync can lose what was acknowledged: then the signer's memory must show it.
#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "runtime/cases/signing.h"
#include "runtime/cases/verify.h"
#include "tests/durable/courses.h"
#include "tests/durable/fault_vfs.h"
#include "tests/durable/log_scan.h"
#include "tests/durable/site.h"

namespace guiju::durable {
namespace {

using Kind = Fault::Kind;
using Where = Fault::Where;

struct Scenario {
  const char* name;
  Fault fault;
  std::optional<Left> cut{};  // the power goes at the end
  bool lies = false;
};
constexpr Scenario kScenarios[] = {
    {"EIO reading the file", {Kind::kReadError, Where::kDatabase, false}},
    {"EIO reading the file, for good", {Kind::kReadError, Where::kDatabase, true}},
    {"EIO reading the log", {Kind::kReadError, Where::kLog, false}},
    {"EIO reading the log, for good", {Kind::kReadError, Where::kLog, true}},
    {"EIO writing the file", {Kind::kWriteError, Where::kDatabase, false}},
    {"EIO writing the file, for good", {Kind::kWriteError, Where::kDatabase, true}},
    {"EIO writing the log", {Kind::kWriteError, Where::kLog, false}},
    {"EIO writing the log, for good", {Kind::kWriteError, Where::kLog, true}},
    {"ENOSPC in the file", {Kind::kDiskFull, Where::kDatabase, false}},
    {"ENOSPC in the file, for good", {Kind::kDiskFull, Where::kDatabase, true}},
    {"ENOSPC in the log", {Kind::kDiskFull, Where::kLog, false}},
    {"ENOSPC in the log, for good", {Kind::kDiskFull, Where::kLog, true}},
    {"short write, file", {Kind::kShortWrite, Where::kDatabase, false}},
    {"short write, log", {Kind::kShortWrite, Where::kLog, false}},
    {"short writes, for good", {Kind::kShortWrite, Where::kAny, true}},
    {"fsync fails, file", {Kind::kSyncError, Where::kDatabase, false}},
    {"fsync fails, log", {Kind::kSyncError, Where::kLog, false}},
    {"fsync fails, for good", {Kind::kSyncError, Where::kAny, true}},
    {"fsync fails and forgets, then a power cut", {Kind::kSyncGivesUp, Where::kAny, false}, Left::kNothing},
    {"truncation fails", {Kind::kTruncateError, Where::kAny, true}},
    {"cannot be opened", {Kind::kOpenError, Where::kAny, false}},
    {"power cut, unsynced writes lost", {Kind::kPowerCut, Where::kAny, true}, Left::kNothing},
    {"power cut, torn pages", {Kind::kPowerCut, Where::kAny, true}, Left::kSomeSectors},
    {"fsync lies once, then a power cut", {Kind::kSyncLies, Where::kAny, false}, Left::kNothing, true},
    {"fsync lies, then a power cut", {Kind::kSyncLies, Where::kAny, true}, Left::kNothing, true},
    {"fsync lies, then a power cut with torn pages",
     {Kind::kSyncLies, Where::kAny, true},
     Left::kSomeSectors,
     true},
};

struct Count {
  int64_t runs = 0, struck = 0, acknowledged = 0, refused = 0;
  int64_t intact = 0, lost = 0, detected = 0, silent = 0;
  std::string first_wrong;
};

// One store in the state in which every run begins: persons, and two matters under way.
class Beginning {
 public:
  Beginning() : site_("") {
    auto seal = MakeSeal(site_.folder(), "faults");
    GJ_CHECK(seal.ok());
    seal_.emplace(*std::move(seal));
    auto cases = Open(site_.where());
    GJ_CHECK(cases.ok() && Hire(**cases).ok());
    log_name_ = (*cases)->LogName();
    for (const Step& step : OpenShared("before", "before")) GJ_CHECK((*cases)->Do(step.request).ok());
    GJ_CHECK(cases::SignLog(**cases, seal_->key, {seal_->memory, true, false}).ok());
  }
  static base::Result<std::unique_ptr<cases::Cases>> Open(const std::string& where) {
    return OpenCases({where, [] { return FirstMs(); }});
  }
  const Site& site() const { return site_; }
  const Seal& seal() const { return *seal_; }
  const std::string& log_name() const { return log_name_; }

 private:
  Site site_;
  std::optional<Seal> seal_;
  std::string log_name_;
};

class Run {
 public:
  Run(const Beginning& beginning, const Scenario& scenario, int64_t nth)
      : beginning_(beginning), scenario_(scenario), nth_(nth), course_(CourseOf(1, "c", "1")) {
    where_ = beginning.site().In("run.db");
    for (const char* more : {"", "-wal", "-shm"}) std::filesystem::remove(where_ + more);
    std::filesystem::copy_file(beginning.site().where(), where_);
    seal_.emplace(beginning.seal());
    seal_->memory = beginning.site().In("run.memory");
    std::filesystem::copy_file(beginning.seal().memory, seal_->memory,
                               std::filesystem::copy_options::overwrite_existing);
  }

  // False: the fault never struck, there are not so many operations.
  bool Go(Count* count) {
    Disk::Get().Arm(scenario_.fault, nth_);
    // Twice, so that the file is written and the log begun anew in between.
    Work(0, course_.size() / 2);
    Work(course_.size() / 2, course_.size());
    const bool struck = Disk::Get().struck();
    if (!struck) {
      Disk::Get().Heal();
      return false;
    }
    if (scenario_.cut) {
      Disk::Get().CutPower(*scenario_.cut, static_cast<uint32_t>(nth_));
    } else {
      Disk::Get().Heal();
    }
    ++count->runs;
    count->acknowledged += static_cast<int64_t>(acknowledged_.size());
    count->refused += failed_;
    Judge(count);
    return true;
  }

 private:
  void Work(size_t from, size_t to) {
    auto cases = Beginning::Open(where_);
    if (!cases) {
      ++failed_;
      return;
    }
    for (size_t i = from; i < to; ++i) {
      const cases::Request& request = course_[i].request;
      auto answer = (*cases)->Do(request);
      if (!answer || answer->kind == cases::Answer::Kind::kRefused) {  // what it rests on may have failed
        ++failed_;
        continue;
      }
      const Acknowledged line{answer->kind == cases::Answer::Kind::kRecorded ? Acknowledged::Kind::kNew
                                                                             : Acknowledged::Kind::kAgain,
                              0,
                              static_cast<int64_t>(i),
                              request.key,
                              answer->pos,
                              answer->sver,
                              answer->stream};
      // A disk that lies can only be found out about what somebody else remembers.
      auto signed_log = cases::SignLog(**cases, seal_->key, {seal_->memory, false, false});
      const bool kept = signed_log.ok() && !signed_log->refusal;
      if (kept || !scenario_.lies) acknowledged_.push_back(line);
    }
  }

  std::string Verified(cases::Cases& cases) {
    auto retained = Remembered(*seal_, beginning_.log_name());
    if (!retained) return retained.error().message;
    auto report = cases::Verify(cases, {{seal_->key.verifier()}, {*retained}, false});
    if (!report) return "unreadable: " + report.error().message;
    for (const auto& finding : report->record.findings.first())
      return fmt::format("{} {}", record::FindingCode(finding.kind), finding.detail);
    for (const auto& finding : report->replayed.findings)
      return fmt::format("{} {}", cases::CodeOf(finding.kind), finding.detail);
    return "";
  }

  void Judge(Count* count) {
    auto cases = Beginning::Open(where_);
    LogScan scan;
    std::string wrong = cases ? Verified(**cases) : cases.error().message;
    const bool found = !wrong.empty();
    bool lost = !cases;
    if (cases) {
      auto read = scan.Read((*cases)->store());
      if (read) read = scan.Check((*cases)->store(), "c", acknowledged_);
      if (!read || scan.lost() + scan.duplicated() > 0) {
        lost = true;
        if (wrong.empty()) wrong = read ? scan.first_wrong() : read.error().message;
      }
      if (!lost && !found) wrong = GoOn(**cases);
    }
    const bool intact = !lost && wrong.empty();
    count->intact += intact ? 1 : 0;
    count->lost += lost ? 1 : 0;
    count->detected += !intact && found && scenario_.lies ? 1 : 0;
    if (intact || (found && scenario_.lies)) return;
    ++count->silent;
    if (count->first_wrong.empty()) count->first_wrong = fmt::format("at operation {}: {}", nth_, wrong);
  }

  // The whole course sent again under its keys: what was done is known, the rest is done now.
  std::string GoOn(cases::Cases& cases) {
    for (const Step& step : course_) {
      auto answer = cases.Do(step.request);
      if (!answer) return answer.error().message;
      if (answer->kind == cases::Answer::Kind::kRefused) return step.request.key + ": " + answer->refusal.en;
    }
    auto report = cases::SignLog(cases, seal_->key, {seal_->memory, false, false});
    if (!report) return report.error().message;
    if (report->refusal) return report->refusal->message;
    return Verified(cases);
  }

  const Beginning& beginning_;
  const Scenario& scenario_;
  int64_t nth_;
  std::string where_;
  std::optional<Seal> seal_;
  std::vector<Step> course_;
  std::vector<Acknowledged> acknowledged_;
  int64_t failed_ = 0;
};

int Main(int count, char** words) {
  const Options options(count, words, {{"every", "1"}, {"most", "400"}},
                        "guiju_case_faults [--every N] [--most N]");
  Disk::Get();
  const Beginning beginning;
  bool good = true;
  int64_t runs = 0;
  fmt::print(
      "| fault | operations tried | acknowledged | failed | intact | lost | of these found | silent |\n"
      "|---|---|---|---|---|---|---|---|\n");
  for (const Scenario& scenario : kScenarios) {
    Count counted;
    for (int64_t nth = 1; counted.runs < options.Number("most"); nth += options.Number("every")) {
      if (!Run(beginning, scenario, nth).Go(&counted)) break;
    }
    runs += counted.runs;
    good = good && counted.silent == 0;
    fmt::print("| {} | {} | {} | {} | {} | {} | {} | {} |\n", scenario.name, counted.runs,
               counted.acknowledged, counted.refused, counted.intact, counted.runs - counted.intact,
               counted.detected, counted.silent);
    if (!counted.first_wrong.empty()) fmt::print("  {}\n", counted.first_wrong);
    std::fflush(stdout);
  }
  fmt::print("{} scenarios, {} runs\n", std::size(kScenarios), runs);
  return good && runs > 0 ? 0 : 1;
}

}  // namespace
}  // namespace guiju::durable

int main(int count, char** words) { return guiju::durable::Main(count, words); }
