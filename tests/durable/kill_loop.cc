// Kills processes in the middle of real commands and holds what was acknowledged against the log.
//   guiju_kill_loop [--kills N] [--processes P] [--victim V] [--threads T] [--store
//   PATH|postgresql://…|cluster]
//                   [--seed S]
// P processes work on one store; V of them are killed, in turn, and started again; the others go on. The log
// is signed before, in between and after. Exit status 0: nothing lost, nothing twice, nothing found.
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <random>
#include <thread>

#include "runtime/cases/signing.h"
#include "runtime/cases/verify.h"
#include "tests/durable/courses.h"
#include "tests/durable/log_scan.h"
#include "tests/durable/site.h"
#include "tests/durable/worker.h"

namespace guiju::durable {
namespace {

constexpr int64_t kWholeCheckEvery = 100;  // kills
constexpr auto kPatience = std::chrono::seconds(30);

struct Party {
  WorkOrder order;
  size_t read = 0;  // of its ledger
  std::optional<Worker> worker;
};

class Loop {
 public:
  Loop(Site& site, Seal seal, int64_t seed)
      : site_(site), seal_(std::move(seal)), random_(static_cast<uint32_t>(seed)) {}

  base::Status Run(int64_t kills, int64_t processes, int64_t victims, int64_t threads) {
    if (auto done = Begin(); !done) return done;
    for (int64_t i = 0; i < processes; ++i) {
      Party party;
      party.order = {site_.where(),
                     site_.In(fmt::format("ledger-{}", i)),
                     fmt::format("c{}", i),
                     static_cast<int>(threads),
                     origin_ms_,
                     "",
                     "",
                     ""};
      parties_.push_back(std::move(party));
    }
    for (Party& party : parties_) party.worker.emplace(party.order);
    for (int64_t kill = 1; kill <= kills; ++kill) {
      Party& victim = parties_[static_cast<size_t>(processes - 1 - kill % victims)];
      if (auto done = KillOnce(&victim); !done) return done;
      if (kill % kWholeCheckEvery == 0) {
        if (auto done = Whole(); !done) return done;
      }
      victim.worker.emplace(victim.order);
      for (Party& party : parties_) {
        if (&party != &victim && !party.worker->Runs())
          return base::Error{"a process that was not killed has ended"};
      }
    }
    for (Party& party : parties_) party.worker.reset();
    if (auto done = Account(); !done) return done;
    return Whole();
  }

  void Tell(int64_t kills, double seconds) const {
    fmt::print(
        "{}: {} kills ({} before the first command), {} commands acknowledged ({} told again after a kill), "
        "{} "
        "refused; {} entries; {} lost, {} duplicated; {} checkpoints signed, 0 refused; {} states equal to a "
        "replay; {:.0f} commands/s over {:.0f} s\n",
        site_.sqlite() ? "SQLite" : "PostgreSQL", kills, early_, scan_.acknowledged(), scan_.again(),
        scan_.refused(), scan_.entries(), scan_.lost(), scan_.duplicated(), signatures_, states_,
        static_cast<double>(scan_.acknowledged()) / seconds, seconds);
    if (!scan_.first_wrong().empty()) fmt::print("{}\n", scan_.first_wrong());
  }
  bool ok() const { return scan_.lost() == 0 && scan_.duplicated() == 0 && scan_.acknowledged() > 0; }

 private:
  base::Status Begin() {
    origin_ms_ = RealMs();
    auto cases = OpenCases({site_.where(), [this] { return FastMs(origin_ms_); }});
    if (!cases) return cases.error();
    if (auto done = Hire(**cases); !done) return done;
    for (int i = 0; i < kSharedMatters; ++i) {
      for (const Step& step : OpenShared("parent", SharedMatter(i))) {
        auto answer = (*cases)->Do(step.request);
        if (!answer) return answer.error();
        if (answer->kind != cases::Answer::Kind::kRecorded) return base::Error{answer->refusal.zh};
      }
    }
    return Whole();
  }

  int64_t Between(int64_t least, int64_t most) {
    return std::uniform_int_distribution<int64_t>(least, most)(random_);
  }

  // Mostly while commands are on their way, sometimes while it starts.
  base::Status KillOnce(Party* victim) {
    const auto size = [&] {
      std::error_code error;
      const auto bytes = std::filesystem::file_size(victim->order.ledger, error);
      return error ? 0 : bytes;
    };
    const auto before = size();
    if (Between(0, 9) > 0) {
      const auto since = std::chrono::steady_clock::now();
      while (size() == before) {
        if (!victim->worker->Runs() || std::chrono::steady_clock::now() - since > kPatience)
          return base::Error{"a process does no work"};
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(Between(0, 60'000)));
    victim->worker->Kill();
    early_ += size() == before ? 1 : 0;
    return Account();
  }

  // What was acknowledged first, then the log: the others go on meanwhile.
  base::Status Account() {
    std::vector<std::vector<Acknowledged>> lines;
    for (Party& party : parties_) {
      if (!std::filesystem::exists(party.order.ledger)) {
        lines.emplace_back();
        continue;
      }
      auto read = ReadLedger(party.order.ledger, &party.read);
      if (!read) return read.error();
      lines.push_back(*std::move(read));
    }
    auto store = store::Store::Open(site_.where(), {});
    if (!store) return store.error();
    if (auto done = scan_.Read(**store); !done) return done;
    for (size_t i = 0; i < parties_.size(); ++i) {
      if (auto done = scan_.Check(**store, parties_[i].order.client, lines[i]); !done) return done;
    }
    return base::Done{};
  }

  // Signs, and verifies the whole store: signatures, tiles, bodies, every stream folded again.
  base::Status Whole() {
    auto cases = OpenCases({site_.where(), [this] { return FastMs(origin_ms_); }});
    if (!cases) return cases.error();
    auto report = cases::SignLog(**cases, seal_.key, {seal_.memory, signatures_ == 0, false});
    if (!report) return report.error();
    if (report->refusal) return base::Error{"the signer refuses: " + report->refusal->message};
    ++signatures_;
    auto retained = Remembered(seal_, (*cases)->LogName());
    if (!retained) return retained.error();
    auto checked = cases::Verify(**cases, {{seal_.key.verifier()}, {*retained}, false});
    if (!checked) return checked.error();
    states_ = checked->replayed.states;
    if (checked->ok()) return base::Done{};
    for (const auto& finding : checked->replayed.findings)
      return base::Error{
          fmt::format("{} {} {}", cases::CodeOf(finding.kind), finding.stream, finding.detail)};
    return base::Error{"the record does not verify"};
  }

  Site& site_;
  Seal seal_;
  std::mt19937 random_;
  std::vector<Party> parties_;
  LogScan scan_;
  int64_t origin_ms_ = 0, early_ = 0, signatures_ = 0, states_ = 0;
};

int Main(int count, char** words) {
  if (const int status = RunIfWorker(count, words); status >= 0) return status;
  const Options options(count, words,
                        {{"kills", "1000"},
                         {"processes", "1"},
                         {"victim", "1"},
                         {"threads", "2"},
                         {"store", ""},
                         {"seed", "1"}},
                        "guiju_kill_loop [--kills N] [--processes P] [--victim V] [--threads T] "
                        "[--store PATH|postgresql://…|cluster] [--seed S]");
  Site site(options.Text("store"));
  auto seal = MakeSeal(site.folder(), "kill-loop");
  if (!seal) return 2;
  const int64_t processes = options.Number("processes"), victims = options.Number("victim");
  if (processes < 1 || victims < 1 || victims > processes) return 2;
  Loop loop(site, *std::move(seal), options.Number("seed"));
  const auto since = std::chrono::steady_clock::now();
  const auto done = loop.Run(options.Number("kills"), processes, victims, options.Number("threads"));
  loop.Tell(options.Number("kills"),
            std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count());
  if (!done) fmt::print("{}\n", done.error().message);
  return done && loop.ok() ? 0 : 1;
}

}  // namespace
}  // namespace guiju::durable

int main(int count, char** words) { return guiju::durable::Main(count, words); }
