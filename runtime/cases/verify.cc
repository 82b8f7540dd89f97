#include "runtime/cases/verify.h"

#include "runtime/cases/course.h"
#include "runtime/cases/judge.h"
#include "runtime/cases/store_source.h"

namespace guiju::cases {
namespace {

class StateWriter {
 public:
  StateWriter(Cases& cases, RebuildReport* report) : cases_(cases), report_(report) {}

  base::Status Write(const std::string& stream, const Folded& folded) {
    bool rewritten = false, moved_on = false;
    auto verdict =
        cases_.store().Write(cases_.agency(), [&](store::Unit& unit) -> base::Result<store::Verdict> {
          rewritten = moved_on = false;
          auto held = unit.HoldStream(stream, store::Hold::kChange);
          if (!held) return held.error();
          store::StreamRow row = held->value_or(store::StreamRow{.id = stream});
          if (row.sver > folded.sver) {
            moved_on = true;
            return store::Verdict::kRefuse;
          }
          const std::string state = PrintStreamState(folded.state);
          if (row.state == state && row.sver == folded.sver && row.head == folded.head &&
              row.applier == kApplier)
            return store::Verdict::kRefuse;
          row.sver = folded.sver;
          row.head = folded.head;
          row.applier = kApplier;
          row.state = state;
          if (auto done = Wake(unit, folded, &row); !done) return done.error();
          if (auto done = unit.PutStream(row); !done) return done.error();
          rewritten = true;
          return store::Verdict::kCommit;
        });
    if (!verdict) return verdict.error();
    report_->rewritten += rewritten;
    report_->moved_on += moved_on;
    return base::Done{};
  }

 private:
  base::Status Wake(store::Unit& unit, const Folded& folded, store::StreamRow* row) {
    if (const auto* session = std::get_if<session::State>(&folded.state))
      row->wake_ms = session->IsOnItsWay() ? std::optional(cases_.now_ms()) : std::nullopt;
    const auto* matter = std::get_if<Matter>(&folded.state);
    if (matter == nullptr) return base::Done{};
    auto policy = cases_.policies().Find(unit, matter->closure);
    if (!policy) return policy.error();
    const EngineJudge judge(**policy);
    auto ahead =
        LookAhead({(*policy)->program(), judge, (*policy)->calendar(), {}}, matter->flow, cases_.now_ms());
    if (!ahead) return ahead.error();
    row->wake_ms = ahead->wake_ms;
    return base::Done{};
  }

  Cases& cases_;
  RebuildReport* report_;
};

}  // namespace

base::Result<CheckReport> Verify(Cases& cases, const CheckOptions& options) {
  CheckReport report;
  auto done = cases.store().Read(cases.agency(), [&](store::Reader& reader) -> base::Status {
    report = {};
    auto source = StoreSource::Open(reader, cases.log());
    if (!source) return source.error();
    record::VerifyOptions record_options;
    record_options.log_name = cases.LogName();
    record_options.agency = cases.agency();
    record_options.log = cases.log();
    record_options.keys = options.keys;
    record_options.retained = options.retained;
    record_options.require_signed = options.require_signed;
    record_options.require_bodies = true;
    report.record = record::VerifyLog(*source, record_options);
    auto replayed = Replay(reader, cases.log(), cases.policies());
    if (!replayed) return replayed.error();
    report.replayed = *std::move(replayed);
    return base::Done{};
  });
  if (!done) return done.error();
  return report;
}

base::Status Export(Cases& cases, const std::string& path, record::Bodies bodies) {
  return cases.store().Read(cases.agency(), [&](store::Reader& reader) -> base::Status {
    auto source = StoreSource::Open(reader, cases.log());
    if (!source) return source.error();
    return record::ExportLog(*source, path, bodies);
  });
}

base::Result<RebuildReport> Rebuild(Cases& cases, bool check) {
  RebuildReport report;
  auto done = cases.store().Read(cases.agency(), [&](store::Reader& reader) -> base::Status {
    auto replayed = Replay(reader, cases.log(), cases.policies());
    if (!replayed) return replayed.error();
    report.replayed = *std::move(replayed);
    return base::Done{};
  });
  if (!done) return done.error();
  if (check) return report;
  StateWriter writer(cases, &report);
  for (const auto& [stream, folded] : report.replayed.streams) {
    if (!folded.whole) continue;
    if (auto written = writer.Write(stream, folded); !written) return written.error();
  }
  return report;
}

}  // namespace guiju::cases
