#pragma once
// A store of cases with a small staff, and a clock that a test sets.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/cases/cases.h"
#include "runtime/cases/moment.h"
#include "runtime/cases/verify.h"
#include "tests/store/place.h"

namespace guiju::cases {

inline std::string DemoPolicy() { return std::string(GUIJU_SOURCE_DIR) + "/tests/cases/demo_flow.gj"; }
inline engine::Settings EngineSettings() {
  engine::Settings settings = engine::DefaultSettings();
  settings.cache_directory.clear();
  return settings;
}
inline record::Value Json(std::string_view text) { return *record::ParseJson(text); }

class CasesTest : public store::EachEngine {
 protected:
  void SetUp() override {
    EachEngine::SetUp();
    if (IsSkipped()) return;
    cases_ = Open();
    ASSERT_NE(cases_, nullptr);
    At("2024-01-02T09:00");
    Hire("p1", {"承办人"}, {"行政执法证"}, "执法一队");
    Hire("p2", {"法制审核人员"}, {"法律职业资格"}, "法规股");
    Hire("p3", {"局长"}, {}, "局领导");
    Hire("p4", {"分管局长"}, {}, "局领导");
    Hire("p5", {"科室负责人"}, {}, "财务科");
  }
  void TearDown() override {
    cases_.reset();
    EachEngine::TearDown();
  }

  std::unique_ptr<Cases> Open() {
    Settings settings;
    settings.where = place_->where();
    settings.open.create = true;
    settings.open.simulated = true;
    settings.agency = "示范县";
    settings.log = "main";
    settings.engine = EngineSettings();
    settings.now_ms = [this] { return now_ms_; };
    auto cases = Cases::Open(std::move(settings));
    EXPECT_TRUE(cases.ok()) << cases.error().message;
    return cases ? *std::move(cases) : nullptr;
  }
  void At(std::string_view moment) { now_ms_ = MsOf(*ReadMoment(moment)); }
  void Hire(const std::string& id, const std::vector<std::string>& positions,
            const std::vector<std::string>& qualifications, const std::string& unit) {
    PersonChange change;
    change.id = id;
    const value::Day from = *value::ParseDate("2020-01-01");
    for (const std::string& position : positions)
      change.appointments.push_back({position, unit, from, {}, Holding::kSubstantive, ""});
    for (const std::string& name : qualifications) change.qualifications.push_back({name, from, {}});
    auto answer = cases_->ChangePerson(change, {"clerk", "", std::nullopt});
    ASSERT_TRUE(answer.ok()) << answer.error().message;
  }

  static Request Make(flow::CommandKind kind, std::string name, std::string person, std::string position,
                      std::string matter = "1") {
    Request request;
    request.stream = "matter/" + matter;
    request.command.kind = kind;
    request.command.name = std::move(name);
    request.command.acting.person = {std::move(person), std::move(position)};
    return request;
  }
  // The types of the events, "already", or the code of the refusal.
  std::string Do(const Request& request) {
    auto answer = cases_->Do(request);
    EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().message);
    if (!answer) return "error";
    if (answer->kind == Answer::Kind::kAlready) return "already";
    if (answer->kind == Answer::Kind::kRefused) return answer->refusal.code;
    std::string types;
    for (const flow::Event& event : answer->events) types += (types.empty() ? "" : " ") + event.type;
    return types;
  }
  std::string File(std::string_view fine, const std::string& matter = "1") {
    Request open = Make(flow::CommandKind::kOpen, "普通程序", "p1", "承办人", matter);
    open.policy = DemoPolicy();
    open.command.facts = Json("{\"罚款\": \"" + std::string(fine) + "\"}");
    return Do(open);
  }
  std::string Attach(const std::string& document, const std::string& matter = "1") {
    return Do(Make(flow::CommandKind::kAttach, document, "p1", "承办人", matter));
  }
  std::string Submit(std::string_view fine, const std::string& matter = "1") {
    Request request = Make(flow::CommandKind::kOpine, "报送", "p1", "承办人", matter);
    request.command.content = Json("{\"罚款\": \"" + std::string(fine) + "\"}");
    return Do(request);
  }
  Request Agree() {
    Request request = Make(flow::CommandKind::kOpine, "同意", "p2", "法制审核人员");
    request.command.proposal = 1;
    request.command.checks = {{"主体", true}, {"权限", true}, {"事实", true}};
    return request;
  }
  Request Penalty() {
    Request request = Make(flow::CommandKind::kOpine, "处罚", "p3", "局长");
    request.command.proposal = 1;
    return request;
  }
  // Of the first event of that type in the matter 1.
  int64_t PosOf(std::string_view type) {
    auto history = *cases_->History("matter/1");
    const auto found =
        std::ranges::find_if(history, [&](const HistoryEvent& event) { return event.entry.type == type; });
    EXPECT_NE(found, history.end()) << type;
    return found == history.end() ? -1 : found->entry.pos;
  }
  void PrepareReview() {
    ASSERT_EQ(File("5万元"), "opened moved");
    ASSERT_EQ(Do(Make(flow::CommandKind::kReport, "立案", "p1", "承办人")), "happened");
    ASSERT_EQ(Attach("调查终结报告"), "attached");
    ASSERT_EQ(Attach("证据目录"), "attached");
    ASSERT_EQ(Submit("5万元"), "opined proposed moved");
  }
  int64_t LogSize() {
    int64_t size = -1;
    EXPECT_TRUE(cases_->store()
                    .Read("示范县",
                          [&](store::Reader& reader) -> base::Status {
                            size = reader.ReadHead("main")->size;
                            return base::Done{};
                          })
                    .ok());
    return size;
  }
  // Nothing is found when every stream is folded again.
  testing::AssertionResult ReplayAgrees() {
    auto report = Rebuild(*cases_, true);
    if (!report) return testing::AssertionFailure() << report.error().message;
    if (report->replayed.findings.empty()) return testing::AssertionSuccess();
    const Finding& first = report->replayed.findings.front();
    return testing::AssertionFailure() << CodeOf(first.kind) << " " << first.stream << " " << first.detail;
  }

  int64_t now_ms_ = 0;
  std::unique_ptr<Cases> cases_;
};

}  // namespace guiju::cases
