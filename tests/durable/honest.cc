// Stores whose processes were killed at any moment, also while signing and exporting: none may raise an
// alarm. And the same stores with one byte altered: each must.
//   guiju_honest_crashes [--stores N] [--altered-every N] [--seed S]
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "runtime/cases/verify.h"
#include "runtime/record/directory_source.h"
#include "tests/durable/courses.h"
#include "tests/durable/site.h"
#include "tests/durable/worker.h"

namespace guiju::durable {
namespace {

namespace fs = std::filesystem;

struct Counts {
  int64_t stores = 0, kills = 0, entries = 0, unsigned_entries = 0, with_tail = 0, checkpoints = 0;
  int64_t exports = 0, unfinished = 0, alarms = 0;
  int64_t altered = 0, detected = 0;
  std::string first_wrong;
};

std::string WhatIsWrong(const cases::CheckReport& report) {
  for (const auto& finding : report.record.findings.first())
    return fmt::format("{} at {}: {}", record::FindingCode(finding.kind), finding.pos, finding.detail);
  for (const auto& finding : report.replayed.findings)
    return fmt::format("{} {} {}", cases::CodeOf(finding.kind), finding.stream, finding.detail);
  return "";
}

class Trial {
 public:
  Trial(int64_t number, std::mt19937& random, Counts* counts)
      : site_(""), number_(number), random_(random), counts_(*counts) {}

  base::Status Run(bool alter) {
    if (auto done = Begin(); !done) return done;
    const int64_t kills = Between(1, 3);
    for (int64_t i = 0; i < kills; ++i) KillOnce();
    counts_.kills += kills;
    ++counts_.stores;
    if (auto done = CheckExports(); !done) return done;
    auto report = Check(site_.where());
    if (!report) return report.error();
    counts_.entries += report->record.size;
    counts_.checkpoints += report->record.checkpoints;
    counts_.unsigned_entries += report->record.unsigned_entries();
    counts_.with_tail += report->record.unsigned_entries() > 0 ? 1 : 0;
    if (!report->ok()) Alarm(WhatIsWrong(*report));
    return alter ? AlterBytes() : base::Status(base::Done{});
  }

 private:
  int64_t Between(int64_t least, int64_t most) {
    return std::uniform_int_distribution<int64_t>(least, most)(random_);
  }
  void Alarm(const std::string& what) {
    ++counts_.alarms;
    if (counts_.first_wrong.empty()) counts_.first_wrong = fmt::format("store {}: {}", number_, what);
  }

  base::Status Begin() {
    auto seal = MakeSeal(site_.folder(), "honest");
    if (!seal) return seal.error();
    seal_.emplace(*std::move(seal));
    origin_ms_ = RealMs();
    fs::create_directory(site_.In("exports"));
    auto cases = OpenCases({site_.where(), [this] { return FastMs(origin_ms_); }});
    if (!cases) return cases.error();
    log_name_ = (*cases)->LogName();
    if (auto done = Hire(**cases); !done) return done;
    for (int i = 0; i < kSharedMatters; ++i) {
      for (const Step& step : OpenShared("parent", SharedMatter(i))) {
        if (auto answer = (*cases)->Do(step.request); !answer) return answer.error();
      }
    }
    return base::Done{};
  }

  void KillOnce() {
    const std::string ledger = site_.In("ledger");
    std::error_code error;
    const auto before = fs::file_size(ledger, error);
    Worker worker(
        {site_.where(), ledger, "c", 2, origin_ms_, seal_->key_file, seal_->memory, site_.In("exports")});
    const auto since = std::chrono::steady_clock::now();
    while (fs::file_size(ledger, error) == before && worker.Runs() &&
           std::chrono::steady_clock::now() - since < std::chrono::seconds(20))
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::microseconds(Between(0, 300'000)));
    worker.Kill();
  }

  base::Result<cases::CheckReport> Check(const std::string& where) {
    auto retained = Remembered(*seal_, log_name_);
    if (!retained) return retained.error();
    auto cases = OpenCases({where, [this] { return FastMs(origin_ms_); }});
    if (!cases) return cases.error();
    cases::CheckOptions options{{seal_->key.verifier()}, {}, false};
    if (!retained->empty()) options.retained.push_back(*retained);
    return cases::Verify(**cases, options);
  }

  // A folder without its checkpoint was not finished; every other one must hold.
  base::Status CheckExports() {
    for (const auto& one : fs::directory_iterator(site_.In("exports"))) {
      if (!fs::exists(one.path() / "checkpoint")) {
        ++counts_.unfinished;
        continue;
      }
      ++counts_.exports;
      auto source = record::OpenDirectory(one.path().string());
      if (!source) return source.error();
      record::VerifyOptions options;
      options.log_name = log_name_;
      options.agency = kAgency;
      options.log = kLog;
      options.keys = {seal_->key.verifier()};
      options.require_bodies = true;
      const record::VerifyReport report = record::VerifyLog(**source, options);
      if (!report.ok()) Alarm("an export: " + report.findings.first().front().detail);
    }
    return base::Done{};
  }

  // One byte of an entry, of a body and of a state, each in a copy of its own; where it stands in the file is
  // found by what stands around it.
  base::Status AlterBytes() {
    std::vector<std::string> pieces;
    {
      auto cases = OpenCases({site_.where(), [this] { return FastMs(origin_ms_); }});
      if (!cases) return cases.error();
      auto read = (*cases)->store().Read(kAgency, [&](store::Reader& reader) -> base::Status {
        const int64_t size = reader.ReadHead(kLog)->size;
        const int64_t entry = Between(0, size - 1), body = Between(0, size - 1);
        pieces = {reader.ScanEvents(kLog, entry, 1)->front().entry, **reader.ReadSecret(kLog, body),
                  (*reader.ReadStream("matter/" + SharedMatter(0)))->state};
        return base::Done{};
      });
      if (!read) return read;
    }
    std::ifstream file(site_.where(), std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(file)), {});
    for (const std::string& piece : pieces) {
      constexpr size_t kAround = 24;
      const size_t in = static_cast<size_t>(Between(0, static_cast<int64_t>(piece.size() - kAround)));
      const size_t at = whole.find(piece.substr(in, kAround));
      if (at == std::string::npos) continue;  // it lies across two pages
      // What stands in several places may stand in one that holds nothing any more.
      if (whole.find(piece.substr(in, kAround), at + 1) != std::string::npos) continue;
      const std::string copy = site_.In(fmt::format("altered-{}.db", ++copies_));
      std::string altered = whole;
      altered[at + kAround / 2] = static_cast<char>(altered[at + kAround / 2] ^ (1 << Between(0, 6)));
      std::ofstream(copy, std::ios::binary) << altered;
      auto report = Check(copy);
      ++counts_.altered;
      const bool found = !report || !report->ok();
      counts_.detected += found ? 1 : 0;
      if (!found && counts_.first_wrong.empty())
        counts_.first_wrong =
            fmt::format("store {}: a byte altered in “{}” was not found", number_, piece.substr(in, kAround));
    }
    return base::Done{};
  }

  Site site_;
  int64_t number_;
  std::mt19937& random_;
  Counts& counts_;
  std::optional<Seal> seal_;
  std::string log_name_;
  int64_t origin_ms_ = 0;
  int copies_ = 0;
};

int Main(int count, char** words) {
  if (const int status = RunIfWorker(count, words); status >= 0) return status;
  const Options options(count, words, {{"stores", "200"}, {"altered-every", "4"}, {"seed", "1"}},
                        "guiju_honest_crashes [--stores N] [--altered-every N] [--seed S]");
  std::mt19937 random(static_cast<uint32_t>(options.Number("seed")));
  Counts counts;
  bool good = true;
  for (int64_t i = 0; i < options.Number("stores") && good; ++i) {
    const auto done = Trial(i, random, &counts).Run(i % options.Number("altered-every") == 0);
    good = done.ok();
    if (!done) fmt::print("store {}: {}\n", i, done.error().message);
  }
  fmt::print(
      "{} stores, {} kills; {} entries, {} of them unsigned in {} stores; {} checkpoints; {} exports "
      "finished, {} "
      "not; {} alarms\n{} copies with one byte altered, {} detected\n",
      counts.stores, counts.kills, counts.entries, counts.unsigned_entries, counts.with_tail,
      counts.checkpoints, counts.exports, counts.unfinished, counts.alarms, counts.altered, counts.detected);
  if (!counts.first_wrong.empty()) fmt::print("{}\n", counts.first_wrong);
  return good && counts.alarms == 0 && counts.altered > 0 && counts.altered == counts.detected ? 0 : 1;
}

}  // namespace
}  // namespace guiju::durable

int main(int count, char** words) { return guiju::durable::Main(count, words); }
